//! Changes to the text of a spec that keep every comment and the layout; what comes out is checked like any spec.

mod head;
mod insert;
mod lines;
mod patches;
mod references;
mod remove;
mod rename;
mod written;

pub use head::{name_schema, override_database, set_database};
pub use insert::{Fragment, insert};
pub use remove::remove_entity;
pub use rename::{Known, rename_entity, rename_field};
pub use written::Written;

use thiserror::Error;

/// Why a change cannot be made as text.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum EditError {
    #[error("`{0}:` is written as one line in braces; put each of its members on a line of its own")]
    Braces(String),
    #[error("a fragment holds entities and, where they need them, enums; `{0}` is neither")]
    ForeignKey(String),
    #[error("`{0}` is no field: write `name: type`, for example `body: text(1..2000)`")]
    NotAField(String),
    #[error("`{0}` is no name: letters, digits and underscores, a letter first")]
    NotAName(String),
    #[error("the spec has no entity `{name}`{}", meant(near.as_ref()))]
    NoEntity { name: String, near: Option<String> },
    #[error("`{entity}` has no field `{name}`{}", meant(near.as_ref()))]
    NoField { entity: String, name: String, near: Option<String> },
    #[error("`{0}` is its name already")]
    SameName(String),
    #[error("`{name}` is named by {}; take it out there first", places.join(", "))]
    StillNamed { name: String, places: Vec<String> },
    #[error("`{0}` stands under an anchor that several places share; rename it by hand")]
    Shared(String),
    #[error("line {line} names `{name}` in a way that cannot be changed as text; rename it by hand, with `was`")]
    Unclear { name: String, line: usize },
    #[error("`{name}` is written in a way in which it cannot be {deed} as text; do it by hand{hint}")]
    ByHand { deed: &'static str, name: String, hint: &'static str },
    #[error("`{0}` is the account that `auth` brings with it; choose another name, or write `account:` into `auth:`")]
    UsualAccount(String),
    #[error("a check compares with the value `{0}`, and would mean the field then; put the value in quotes")]
    Captured(String),
}

fn meant(near: Option<&String>) -> String {
    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}
