//! What is wrong with a request, member by member.

use std::borrow::Cow;

use serde::Serialize;
use utoipa::ToSchema;

/// Most faults of an answer, and most characters of a text in it.
pub const MOST_FAULTS: usize = 1000;
pub const MOST_CHARACTERS: usize = 1000;

/// One thing wrong with one member of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// JSON pointer of the member.
    #[schema(example = "/title", format = "json-pointer", max_length = 1000)]
    pub pointer: String,
    /// For programs.
    #[schema(example = "too_short", pattern = "^[a-z_]+$", max_length = 50)]
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

/// What a handler knows of its problem; the problem adds what the request knows.
#[derive(Debug, Clone)]
pub struct Report {
    pub detail: Cow<'static, str>,
    pub faults: Vec<Fault>,
}

impl Report {
    pub fn new(detail: String, mut faults: Vec<Fault>) -> Self {
        faults.truncate(MOST_FAULTS);
        Self { detail: shortened(detail.into()), faults }
    }
}

/// Keeps what a client sent from making the answer as long as the request.
fn shortened(text: Cow<'static, str>) -> Cow<'static, str> {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => text[..end].to_owned().into(),
        None => text,
    }
}
