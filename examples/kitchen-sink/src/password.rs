//! Passwords: argon2id hashes, made away from the threads that serve requests.

mod hasher;

use std::fmt;

use argon2::{
    Params,
    password_hash::{CustomizedPasswordHasher, try_generate_salt},
};
use serde::{Deserialize, Serialize, Serializer};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

use hasher::Hasher;

/// A hash takes 19 MiB and a core for a while: more at once would only wait for each other.
static TURNS: Semaphore = Semaphore::const_new(4);

/// A password as a client sends it: never stored, never logged, never sent back.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Password(String);

impl Password {
    fn hash(&self) -> Result<String> {
        let salt = try_generate_salt().map_err(Error::internal)?;
        let hash = Hasher.hash_password_with_params(self.0.as_bytes(), &salt, Params::DEFAULT);
        hash.map(|hash| hash.to_string()).map_err(|error| Error::internal(error.to_string()))
    }
}

impl AsRef<str> for Password {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Serialize for Password {
    /// Empty: whatever keeps a body keeps no password.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("")
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

/// The hash to store.
pub async fn hash(password: &Password) -> Result<String> {
    let _turn = TURNS.acquire().await.map_err(Error::internal)?;
    let password = password.clone();
    tokio::task::spawn_blocking(move || password.hash()).await.map_err(Error::internal)?
}

/// The hash to store, where there is a new password.
pub async fn hash_if_given(password: Option<&Password>) -> Result<Option<String>> {
    match password {
        Some(password) => hash(password).await.map(Some),
        None => Ok(None),
    }
}
