//! The parts of a test view: one struct for each loop of the templates.

use serde::Serialize;

/// A member, as a Rust string, and an expression.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Pair {
    pub name: String,
    pub value: String,
}

/// A row that another one points at.
#[derive(Debug, Serialize)]
pub struct Parent {
    pub variable: String,
    #[serde(skip)]
    pub module: String,
    /// `service.any("users", users::create)`.
    pub make: String,
}

#[derive(Debug, Serialize)]
pub struct InvalidView {
    pub behaviour: String,
    pub member: String,
    pub value: Option<String>,
    pub code: &'static str,
}

#[derive(Debug, Serialize)]
pub struct UniqueView {
    /// `slug`, `author_id_and_title`.
    pub behaviour: String,
    /// Members of the body that make the unique.
    pub members: Vec<String>,
    /// The members that the problem names.
    pub pointers: Vec<String>,
    /// An update can break it, too.
    pub updatable: bool,
}

#[derive(Debug, Serialize)]
pub struct FilterView {
    pub name: String,
    pub member: String,
    pub operators: String,
}

#[derive(Debug, Serialize)]
pub struct SortView {
    pub name: String,
    pub member: String,
    /// Values order as their JSON does.
    pub comparable: bool,
}

#[derive(Debug, Serialize)]
pub struct NestedTest {
    pub name: String,
    #[serde(skip)]
    pub parent: String,
    /// `users::create`.
    pub make: String,
    pub segment: String,
    pub unknown: String,
    /// Members of the body that point at the parent, with the parent's members.
    pub members: Vec<Pair>,
    pub one: bool,
    /// There can be rows of other parents.
    pub others: bool,
}

#[derive(Debug, Serialize)]
pub struct ChildTest {
    pub name: String,
    #[serde(skip)]
    pub module: String,
    /// `comments::body`.
    pub body: String,
    /// The path of its rows, a Rust string.
    pub path: String,
    /// Members of the child's body and members of this row.
    pub members: Vec<Pair>,
    pub restricts: bool,
    pub cascades: bool,
    pub empties: bool,
    /// The child is looked at afterwards.
    pub read: bool,
}

#[derive(Debug, Serialize)]
pub struct LinkTest {
    pub name: String,
    pub segment: String,
    #[serde(skip)]
    pub module: String,
    /// `tags::create`.
    pub make: String,
    /// The path of the target's rows, a Rust string.
    pub target_path: String,
    /// `"tag_ids"`, where a body can set the links.
    pub member: Option<String>,
    pub pointer: String,
    /// `"id"`, the member of the target that is its key.
    pub target_key: String,
    pub unknown: String,
    pub unknown_key: String,
    pub includes: String,
}
