//! Access tokens: signed, short-lived, and good for nothing but to say which account calls.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{AccountId, SERVICE, Settings, hs256, opaque, settings::ACCESS_TOKEN};
use crate::{
    error::{Error, Result},
    state::AppState,
};

/// Seconds that the clocks of two replicas may differ.
const LEEWAY: u64 = 5;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Key of the account.
    pub sub: String,
    /// Session that the token belongs to.
    pub sid: Uuid,
    pub iat: u64,
    pub exp: u64,
    pub iss: String,
    pub aud: String,
    pub jti: Uuid,
}

/// The key that signs, and those that are still believed.
pub struct Keys {
    current: Key,
    previous: Option<Key>,
}

struct Key {
    id: String,
    /// The first part of every token of this key. Whatever differs from it is not ours: another algorithm,
    /// a key from somewhere else, a critical extension.
    prefix: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

/// An access token outside of any session, for callers that are trusted otherwise.
pub fn issue(state: &AppState, account: &AccountId) -> Result<String> {
    state.keys.issue(account, Uuid::now_v7())
}

impl Keys {
    /// Without a secret, tokens end with the process.
    pub fn new(settings: &Settings) -> Self {
        hs256::install();
        let current = match &settings.jwt_secret {
            Some(secret) => Key::new(secret.expose().as_bytes()),
            None => Key::new(&opaque::random()),
        };
        let previous = settings.jwt_secret_previous.as_ref();
        Self { current, previous: previous.map(|secret| Key::new(secret.expose().as_bytes())) }
    }

    /// An access token for an account in a session.
    pub fn issue(&self, account: &AccountId, session: Uuid) -> Result<String> {
        let iat = now()?;
        let claims = Claims {
            sub: account.to_string(),
            sid: session,
            iat,
            exp: iat + ACCESS_TOKEN,
            iss: SERVICE.to_owned(),
            aud: SERVICE.to_owned(),
            jti: Uuid::now_v7(),
        };
        jsonwebtoken::encode(&self.current.header(), &claims, &self.current.encoding)
            .map_err(Error::internal)
    }

    /// What a token says, where it is one of ours and its time is not over.
    pub fn verify(&self, token: &str) -> Result<Claims> {
        let (prefix, _) = token.split_once('.').ok_or_else(Error::invalid_token)?;
        let mut keys = [Some(&self.current), self.previous.as_ref()].into_iter().flatten();
        let key = keys.find(|key| key.prefix == prefix).ok_or_else(Error::invalid_token)?;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.decoding, &validation());
        let claims = claims.map_err(|_| Error::invalid_token())?.claims;
        let life = claims.exp.checked_sub(claims.iat);
        let issued = claims.iat <= now()? + LEEWAY;
        match issued && life.is_some_and(|life| life <= ACCESS_TOKEN) {
            true => Ok(claims),
            false => Err(Error::invalid_token()),
        }
    }
}

impl Key {
    fn new(secret: &[u8]) -> Self {
        let digest = Sha256::new().chain_update("kid").chain_update(secret).finalize();
        let mut key = Self {
            id: URL_SAFE_NO_PAD.encode(&digest[..8]),
            prefix: String::new(),
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
        };
        let header = serde_json::to_vec(&key.header()).unwrap_or_default();
        key.prefix = URL_SAFE_NO_PAD.encode(header);
        key
    }

    fn header(&self) -> Header {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(self.id.clone());
        header
    }
}

fn now() -> Result<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH).map_err(Error::internal)?.as_secs())
}

fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.leeway = LEEWAY;
    validation.validate_nbf = true;
    validation.set_issuer(&[SERVICE]);
    validation.set_audience(&[SERVICE]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation
}
