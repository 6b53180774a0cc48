//! The secret of a project: the one thing in it that no two runs make alike.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};

/// Settings of one machine, which git ignores: where it has its own, these stay.
pub const PATH: &str = ".env";

const NAME: &str = "JWT_SECRET=";

/// The line of `.env` that waits for a secret.
const OPEN: &str = "JWT_SECRET=\n";

/// The text of a new file, with a secret in `.env` where that asks for one.
pub fn fill<'a>(path: &str, contents: &'a [u8]) -> io::Result<Cow<'a, [u8]>> {
    let text = str::from_utf8(contents).ok().filter(|text| path == PATH && text.contains(OPEN));
    let Some(text) = text else { return Ok(contents.into()) };
    let filled = text.replace(OPEN, &format!("{NAME}{}\n", random()?));
    Ok(filled.into_bytes().into())
}

/// Whether a new `.env` has room for a secret, which the one that stays has not.
pub fn is_wanting(new: &[u8], own: &[u8]) -> bool {
    let is_named = |text: &[u8]| String::from_utf8_lossy(text).lines().any(|line| line.trim_start().starts_with(NAME));
    is_named(new) && !is_named(own)
}

/// 256 bits in hexadecimal.
fn random() -> io::Result<String> {
    let mut bytes = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
