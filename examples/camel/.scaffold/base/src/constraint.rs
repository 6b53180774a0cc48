//! Constraints of the schema, and what a request is told that breaks one.

use crate::{error::Error, fault::Fault, resources};

/// A constraint of the schema by the name that the database reports, and the members it guards.
#[derive(Debug)]
pub struct Constraint {
    name: &'static str,
    pointers: &'static [&'static str],
    message: &'static str,
}

impl Constraint {
    pub const fn unique(name: &'static str, pointers: &'static [&'static str]) -> Self {
        Self { name, pointers, message: "is taken already" }
    }

    pub const fn reference(name: &'static str, pointers: &'static [&'static str]) -> Self {
        Self { name, pointers, message: "does not exist" }
    }

    pub const fn check(
        name: &'static str,
        pointers: &'static [&'static str],
        message: &'static str,
    ) -> Self {
        Self { name, pointers, message }
    }
}

/// A broken constraint as the database reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Violation<'a> {
    Unique(&'a str),
    Check(&'a str),
    /// The database may not say which foreign key it was.
    Reference(Option<&'a str>),
}

impl From<Violation<'_>> for Error {
    fn from(violation: Violation<'_>) -> Self {
        match violation {
            Violation::Unique(name) => Self::Taken(faults(name, "taken")),
            Violation::Check(name) => Self::Invalid(faults(name, "check_failed")),
            Violation::Reference(name) => {
                match name.map(|name| faults(name, "unknown_reference")) {
                    Some(faults) if !faults.is_empty() => Self::Invalid(faults),
                    // Such as that of a link, which no member of a body is about.
                    _ => Self::Conflict("A row that this one refers to is gone."),
                }
            }
        }
    }
}

/// A fault for each member that a constraint guards.
fn faults(name: &str, code: &'static str) -> Vec<Fault> {
    let mut known = resources::CONSTRAINTS.iter().copied().flatten();
    let Some(constraint) = known.find(|constraint| constraint.name == name) else {
        return Vec::new();
    };
    constraint
        .pointers
        .iter()
        .map(|pointer| Fault::new(*pointer, code, constraint.message))
        .collect()
}
