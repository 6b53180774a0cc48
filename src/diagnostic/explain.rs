//! What `scaffold explain CODE` prints: one page per code, embedded from `docs/diagnostics/`.

use super::Code;
use include_dir::{Dir, include_dir};

static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs/diagnostics");

/// The page of a code as Markdown: what it means, a wrong example, a right one.
pub fn explain(code: Code) -> Option<&'static str> {
    PAGES.get_file(format!("{code}.md"))?.contents_utf8()
}

impl Code {
    /// The code that a user typed.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}
