//! What a route answers to each kind of caller, from the rules that its handler holds.

use super::TestView;
use super::matrix::{RouteView, Stranger};
use crate::model::Rule;
use serde::Serialize;

/// Outcomes that some route has for some caller, beside the open way.
#[derive(Debug, Default, Serialize)]
pub struct Outcomes {
    pub login: bool,
    pub role: bool,
    pub hidden: bool,
    pub empty: bool,
    pub foreign: bool,
    /// Some list that is empty to strangers is one that rows include.
    pub included: bool,
}

impl Outcomes {
    pub fn of<'a>(views: impl Iterator<Item = &'a TestView>) -> Self {
        let routes: Vec<&RouteView> = views.flat_map(|view| &view.matrix.routes).collect();
        let has = |outcome: &str| {
            let stranger = |stranger: &Stranger| stranger.outcome == outcome;
            let some = |route: &&RouteView| {
                route.anonymous == outcome || route.owner == outcome || route.strangers.iter().any(stranger)
            };
            routes.iter().any(some)
        };
        Self {
            login: has(LOGIN),
            role: has(ROLE),
            hidden: has(HIDDEN),
            empty: has(EMPTY),
            foreign: has(FOREIGN),
            included: routes.iter().any(|route| route.target.is_some() && route.included.is_some()),
        }
    }
}

/// A rule that a handler holds, and whether rows that it is about can be out of the caller's scope.
pub struct Held<'a> {
    pub rule: &'a Rule,
    pub scoped: bool,
    /// Those are what is listed, and not what the path leads over.
    pub listed: bool,
    /// Whose a new row is, the body says by what it points at.
    pub pointed: bool,
}

impl Held<'_> {
    pub fn listed(self) -> Self {
        Self { listed: true, ..self }
    }
}

const OPEN: &str = "Open";
const LOGIN: &str = "Login";
const ROLE: &str = "Role";
const HIDDEN: &str = "Hidden";
pub const EMPTY: &str = "Empty";
const FOREIGN: &str = "Foreign";

/// Who asks.
#[derive(Clone, Copy)]
pub enum Asker {
    Anonymous,
    Stranger(usize),
    /// In the usual role.
    Owner,
}

/// What the path leads to.
#[derive(Clone, Copy, PartialEq)]
pub enum Subject {
    /// A row, or something beneath one.
    Row,
    New,
}

pub fn outcome(held: &[Held<'_>], asker: Asker, subject: Subject) -> &'static str {
    let mut hidden = false;
    let mut empty = false;
    let mut foreign = false;
    for Held { rule, scoped, listed, pointed } in held {
        let (everything, owner) = match asker {
            Asker::Anonymous if !rule.public => return LOGIN,
            Asker::Anonymous => (true, true),
            Asker::Stranger(role) => (rule.everything(role), rule.owner),
            Asker::Owner => (rule.everything(0), rule.owner),
        };
        match (everything, owner, asker) {
            (true, ..) | (false, true, Asker::Owner) => {}
            (false, false, _) => return ROLE,
            (false, true, _) if *listed => empty |= *scoped,
            (false, true, _) => {
                hidden |= *scoped;
                foreign |= *pointed;
            }
        }
    }
    match (hidden && subject == Subject::Row, empty, foreign && subject == Subject::New) {
        (true, ..) => HIDDEN,
        (false, true, _) => EMPTY,
        (false, false, true) => FOREIGN,
        (false, false, false) => OPEN,
    }
}
