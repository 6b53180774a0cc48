//! Tokens that mean nothing: whoever shows one has been given it. The database knows their hashes only.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// 256 random bits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opaque(String);

impl Opaque {
    pub fn new() -> Self {
        Self(URL_SAFE_NO_PAD.encode(random()))
    }

    /// What the database keeps. The tokens are random, so that a fast hash will do.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(&self.0).to_vec()
    }
}

impl AsRef<str> for Opaque {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Opaque {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Opaque(…)")
    }
}

/// Bytes that nobody can guess.
pub fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system has random bytes");
    bytes
}
