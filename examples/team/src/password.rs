//! Passwords: argon2id hashes, made away from the threads that serve requests.

mod hasher;

use std::fmt;

use argon2::{
    Params,
    password_hash::{
        CustomizedPasswordHasher, PasswordVerifier, phc::PasswordHash, try_generate_salt,
    },
};
use serde::{Deserialize, Serialize, Serializer};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

use hasher::Hasher;

/// A hash takes 19 MiB and a core for a while: more at once would only wait for each other.
static TURNS: Semaphore = Semaphore::const_new(4);
/// Those that have a turn or wait for one. More are turned away, or they would wait for longer than anybody likes.
static PLACES: Semaphore = Semaphore::const_new(64);

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
    let password = password.clone();
    in_turn(move || password.hash()).await?
}

/// Whether the password is the one behind the hash. Without a hash it makes one, which takes as long.
pub async fn verify(password: &Password, hash: Option<String>) -> Result<bool> {
    let password = password.clone();
    in_turn(move || match hash {
        Some(hash) => {
            let stored = PasswordHash::new(&hash);
            Ok(stored
                .is_ok_and(|stored| Hasher.verify_password(password.0.as_bytes(), &stored).is_ok()))
        }
        None => password.hash().map(|_| false),
    })
    .await?
}

/// Whether a hash was made with less work than new ones are.
pub fn is_outdated(hash: &str) -> bool {
    let made = PasswordHash::new(hash).ok().and_then(|hash| Params::try_from(&hash).ok());
    let work = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
    made.is_none_or(|made| work(&made) < work(&Params::DEFAULT))
}

/// Does the work on a thread of its own, which goes on where the request is cancelled and keeps its turn so long.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let place = PLACES.try_acquire().map_err(|_| Error::Unavailable)?;
    let turn = TURNS.acquire().await.map_err(Error::internal)?;
    let working = tokio::task::spawn_blocking(move || {
        let done = work();
        drop((turn, place));
        done
    });
    working.await.map_err(Error::internal)
}

/// The hash to store, where there is a new password.
pub async fn hash_if_given(password: Option<&Password>) -> Result<Option<String>> {
    match password {
        Some(password) => hash(password).await.map(Some),
        None => Ok(None),
    }
}
