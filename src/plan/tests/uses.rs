//! What the tests of a service call, so that their support has nothing idle.

use super::TestView;
use crate::model::Auth;
use serde::Serialize;

#[derive(Debug, Default, Serialize)]
pub struct TestUses {
    /// Some kind of rows is listed, whether tests can make them or not.
    pub listing: bool,
    /// Some kind of rows can be made.
    pub writing: bool,
    pub parents: bool,
    pub updates: bool,
    pub deletes: bool,
    /// Answers that name what is taken.
    pub taken: bool,
    pub includes: bool,
    /// Lists of rows that tests can make.
    pub lists: bool,
    /// Those, or lists of links.
    pub walks: bool,
    pub filters: bool,
    /// Some filter does not tell cases apart.
    pub any_case: bool,
    pub sorts: bool,
    /// Sorts by members that can be empty.
    pub gaps: bool,
    pub ties: bool,
    pub searches: bool,
    /// Paths over rows that others point at.
    pub segments: bool,
    /// Bodies with more than one thing wrong.
    pub mixtures: bool,
    /// Filters or sorts.
    pub orders: bool,
    /// Filters or searches.
    pub queries: bool,
    /// Any of the three.
    pub values: bool,
}

impl TestUses {
    pub fn of<'a>(auth: Option<&Auth>, views: impl Iterator<Item = &'a TestView>) -> Self {
        let answers_taken = |auth: &Auth| auth.register_open && auth.email_verified_at.is_none();
        let mut uses = Self { taken: auth.is_some_and(answers_taken), ..Self::default() };
        for view in views {
            let lists = view.list && view.creatable;
            let shows = view.read && !view.includes.is_empty() && !view.references.is_empty();
            let links = !view.links.is_empty();
            uses.listing |= view.list;
            uses.writing |= view.creatable;
            uses.parents |= view.parents.iter().any(|parent| parent.shared);
            uses.parents |= view.matrix.targets.iter().any(|target| target.other.is_some());
            uses.segments |= view.matrix.targets.iter().any(|target| target.leads_to_row);
            uses.segments |= !view.throughs.is_empty() || view.matrix.last_admin.is_some();
            uses.updates |= view.update;
            uses.deletes |= view.delete || links;
            uses.taken |= view.uniques.iter().any(|unique| !unique.ambiguous);
            uses.includes |= shows && view.creatable;
            uses.includes |=
                lists && view.lists.nested.iter().any(|nested| nested.back.is_some() || nested.forward.is_some());
            uses.includes |= view.links.iter().any(|link| link.includes.is_some());
            uses.lists |= lists;
            uses.walks |= lists || links || view.throughs.iter().any(|through| through.listed);
            uses.filters |= lists && !view.lists.filters.is_empty();
            uses.any_case |= lists && view.lists.filters.iter().any(|filter| filter.any_case);
            uses.sorts |= lists && !view.lists.sorts.is_empty();
            uses.gaps |= lists && view.lists.sorts.iter().any(|sort| sort.emptiable);
            uses.ties |= lists && view.lists.tie.is_some();
            uses.mixtures |= view.create && !view.faulty.is_empty();
            uses.searches |= lists && !view.lists.searches.is_empty();
        }
        uses.orders = uses.filters || uses.sorts;
        uses.queries = uses.filters || uses.searches;
        uses.values = uses.orders || uses.searches;
        uses
    }
}
