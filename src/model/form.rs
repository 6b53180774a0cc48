//! What text with a meaning looks like.

use super::Semantic;
use std::net::IpAddr;
use std::str::FromStr;

impl Semantic {
    /// Whether a text, whatever its size, is of the form.
    pub fn admits(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        match self {
            Self::Email => is_email(text),
            Self::Url => is_url(text),
            Self::Slug => is_slug(text),
            Self::Phone => is_phone(bytes),
            Self::Ip => IpAddr::from_str(text).is_ok(),
            Self::Country | Self::Currency => bytes.iter().all(u8::is_ascii_uppercase),
            Self::Color => matches!(bytes, [b'#', rest @ ..] if rest.iter().all(u8::is_ascii_hexdigit)),
        }
    }
}

fn is_email(text: &str) -> bool {
    let plain =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@' || !c.is_ascii());
    text.split_once('@').is_some_and(|(local, domain)| {
        plain(local) && plain(domain) && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
    })
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && !rest.contains(char::is_whitespace)
    })
}

fn is_slug(text: &str) -> bool {
    text.split('-')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

fn is_phone(bytes: &[u8]) -> bool {
    matches!(bytes, [b'+', b'1'..=b'9', rest @ ..] if !rest.is_empty() && rest.len() <= 14 && rest.iter().all(u8::is_ascii_digit))
}
