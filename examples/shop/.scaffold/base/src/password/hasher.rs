//! argon2 in memory that is kept for the next hash: glibc's allocator would hold on to most of it as well, and ask the
//! system for more each time.

use std::sync::{Mutex, PoisonError};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        self, CustomizedPasswordHasher,
        phc::{Output, ParamsString, PasswordHash, Salt},
    },
};

/// As many as were ever needed at a time.
static MEMORY: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

#[derive(Debug, Clone, Copy)]
pub struct Hasher;

impl CustomizedPasswordHasher<PasswordHash> for Hasher {
    type Params = Params;

    fn hash_password_customized(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Option<&str>,
        version: Option<password_hash::Version>,
        params: Params,
    ) -> password_hash::Result<PasswordHash> {
        let algorithm = algorithm.map(Algorithm::try_from).transpose()?.unwrap_or_default();
        let version = version.map(Version::try_from).transpose()?.unwrap_or_default();
        let argon2 = Argon2::new(algorithm, version, params.clone());
        let mut output = vec![0; params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)];
        in_memory(params.block_count(), |memory| {
            argon2.hash_password_into_with_memory(password, salt, &mut output, memory)
        })?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(&params)?,
            salt: Some(Salt::new(salt)?),
            hash: Some(Output::new(&output)?),
        })
    }
}

fn in_memory<T>(blocks: usize, work: impl FnOnce(&mut Vec<Block>) -> T) -> T {
    let kept = || MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    let mut memory = kept().pop().unwrap_or_default();
    memory.resize(blocks, Block::new());
    let done = work(&mut memory);
    kept().push(memory);
    done
}
