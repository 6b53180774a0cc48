//! Passwords that others would try first.

use std::{collections::HashSet, sync::LazyLock};

use super::SERVICE;
use crate::{
    error::{Error, Result},
    fault::Fault,
    password::Password,
};

/// In lower case, one a line.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Characters that a password has besides a word that anybody would think of.
const LEAST_BESIDES: usize = 6;
/// Shorter words occur by chance.
const SHORTEST_WORD: usize = 3;

/// 422 for a password that is easy to guess: a common one, or hardly more than the name of the service or one of those
/// that the account is known by.
pub fn check(pointer: &'static str, password: &Password, names: &[&str]) -> Result<()> {
    let text = password.as_ref().to_lowercase();
    let local = |name: &&str| name.split('@').next().unwrap_or_default().to_lowercase();
    let message = if is_common(&text) {
        "is among the first that anybody would try"
    } else if hardly_more(&text, SERVICE)
        || names.iter().map(local).any(|name| hardly_more(&text, &name))
    {
        "is hardly more than a name that anybody would try"
    } else {
        return Ok(());
    };
    Err(Error::Invalid(vec![Fault::new(pointer, "too_common", message)]))
}

/// Whatever digits and signs follow.
fn is_common(text: &str) -> bool {
    let stem = text.trim_end_matches(|character: char| !character.is_alphabetic());
    let first = text.chars().next();
    COMMON.contains(text)
        || COMMON.contains(stem)
        || text.chars().all(|character| Some(character) == first)
}

fn hardly_more(text: &str, word: &str) -> bool {
    word.len() >= SHORTEST_WORD
        && text.contains(word)
        && text.replace(word, "").chars().count() < LEAST_BESIDES
}
