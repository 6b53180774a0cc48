//! What is wrong with a member of a body.

use std::borrow::Cow;

use serde::Serialize;
use utoipa::ToSchema;

const MOST_CHARACTERS: usize = 1000;

/// One thing wrong with one member of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// JSON pointer of the member.
    #[schema(example = "/title", max_length = 1000)]
    pub pointer: String,
    /// For programs.
    #[schema(example = "too_short", max_length = 50)]
    pub code: &'static str,
    /// For people.
    #[schema(example = "must have at least 3 characters", max_length = 1000)]
    pub message: Cow<'static, str>,
}

impl Fault {
    pub fn new(
        pointer: impl Into<String>,
        code: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        let pointer = Cow::Owned(pointer.into());
        Self { pointer: shortened(pointer).into_owned(), code, message: shortened(message.into()) }
    }

    pub fn unknown_reference(pointer: impl Into<String>) -> Self {
        Self::new(pointer, "unknown_reference", "does not exist")
    }
}

/// Keeps what a client sent from making the answer as long as the request.
pub fn shortened(text: Cow<'static, str>) -> Cow<'static, str> {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => text[..end].to_owned().into(),
        None => text,
    }
}
