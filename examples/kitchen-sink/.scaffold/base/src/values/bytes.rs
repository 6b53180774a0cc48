//! Raw bytes: base64 in JSON.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::validate::Member;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, sqlx::Type)]
#[sqlx(transparent)]
pub struct Bytes(Vec<u8>);

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Self).map_err(|_| de::Error::custom("must be base64"))
    }
}

impl Member<'_, Bytes> {
    pub fn min_bytes(self, least: usize) -> Self {
        self.rule("too_short", |bytes| {
            (bytes.as_ref().len() < least).then(|| format!("must have at least {least} bytes"))
        })
    }

    pub fn max_bytes(self, most: usize) -> Self {
        self.rule("too_long", |bytes| {
            (bytes.as_ref().len() > most).then(|| format!("must have at most {most} bytes"))
        })
    }
}
