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
    /// The test module that it comes from; none where it is the account that asks.
    #[serde(skip)]
    pub module: Option<String>,
    /// `service.any("tags", tags::create).await`.
    pub make: String,
    /// It is made once for all rows.
    #[serde(skip)]
    pub shared: bool,
}

#[derive(Debug, Serialize)]
pub struct InvalidView {
    pub behaviour: String,
    pub member: String,
    pub pointer: String,
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
    /// The problem may name more of them, where these are a part of another unique.
    pub ambiguous: bool,
    /// An update can break it, too.
    pub updatable: bool,
}

#[derive(Debug, Serialize)]
pub struct FilterView {
    pub name: String,
    pub member: String,
    pub operators: String,
    /// The value is kept in lower case, and every row has one.
    pub any_case: bool,
}

#[derive(Debug, Serialize)]
pub struct SortView {
    pub name: String,
    pub member: String,
    /// Values order as their JSON does.
    pub comparable: bool,
    /// A body may leave it empty, whatever the rules, so that rows without it can be made.
    pub emptiable: bool,
}

/// A rule over several members that a body breaks.
#[derive(Debug, Serialize)]
pub struct CheckTest {
    pub name: String,
    pub members: Vec<Pair>,
    pub pointer: String,
}

/// A relation that every row of the tests has.
#[derive(Debug, Serialize)]
pub struct ReferenceView {
    /// `"author"`, which includes it.
    pub name: String,
    /// Members of the row and of the one that it points at, which are the same.
    pub members: Vec<Pair>,
}

#[derive(Debug, Serialize)]
pub struct NestedTest {
    pub name: String,
    #[serde(skip)]
    pub parent: String,
    /// `users::create`.
    pub make: String,
    pub segment: String,
    pub unknown: Option<String>,
    /// Members of the body that point at the parent, with the parent's members.
    pub members: Vec<Pair>,
    pub one: bool,
    /// There can be rows of other parents.
    pub others: bool,
    /// `author`, by which a row includes its parent.
    pub forward: Option<String>,
    /// `posts`, by which the parent includes its rows.
    pub back: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct ChildTest {
    /// `removes_its_comments`.
    pub behaviour: String,
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
    /// The key of no row, in a path and in a body.
    pub unknown: Option<String>,
    pub unknown_key: Option<String>,
    /// `tags`, by which a row shows them.
    pub includes: Option<String>,
    /// Roles that may update every row and do not see what it is linked to.
    pub outsiders: Vec<String>,
}

/// What is asked of a list.
#[derive(Debug, Default, Serialize)]
pub struct ListTest {
    /// How many rows sorts and the page walk make.
    pub rows: u64,
    /// How many rows filters make: one on either side of the value in question.
    pub few: u64,
    /// How many there are then: the account of the test is there as well.
    pub all: u64,
    pub max_page: u32,
    pub over_page: u32,
    /// Several rows are made to be listed.
    pub listed: bool,
    pub filters: Vec<FilterView>,
    pub sorts: Vec<SortView>,
    pub first_sort: String,
    pub first_sort_name: String,
    /// A member that does not tell all rows apart.
    pub tie: Option<Pair>,
    /// The page walk has more than one page.
    pub rows_walk: bool,
    pub searches: Vec<Pair>,
    pub nested: Vec<NestedTest>,
}
