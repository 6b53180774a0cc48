//! HMAC with SHA-256, the one algorithm that tokens are signed with.

use hmac::{Hmac, Mac};
use jsonwebtoken::{
    Algorithm,
    crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    errors::{ErrorKind, Result},
    signature::{Error, Signer, Verifier},
};
use sha2::Sha256;

struct Hs256(Hmac<Sha256>);

impl Hs256 {
    fn new(key: &[u8], algorithm: Algorithm) -> Result<Self> {
        match algorithm {
            Algorithm::HS256 => {
                Hmac::new_from_slice(key).map(Self).map_err(|_| ErrorKind::InvalidKeyFormat.into())
            }
            _ => Err(ErrorKind::InvalidAlgorithm.into()),
        }
    }
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, Error> {
        Ok(self.0.clone().chain_update(message).finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        self.0.clone().chain_update(message).verify_slice(signature).map_err(|_| Error::new())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| Ok(Box::new(Hs256::new(key.as_bytes(), *algorithm)?)),
    verifier_factory: |algorithm, key| {
        Ok(Box::new(Hs256::new(key.try_get_as_bytes()?, *algorithm)?))
    },
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes the `jsonwebtoken` crate use it. What was installed first stays, so that calling again does no harm.
pub fn install() {
    PROVIDER.install_default().ok();
}
