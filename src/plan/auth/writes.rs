//! How the routes of accounts write the account's row.

use super::statements::is_natural;
use crate::model::{Auth, Operation, Type};
use crate::plan::bodies::{Bodies, Purpose};
use crate::plan::queries::{HashArgument, asks, hashes};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct Writes {
    /// Hashes that an insert is given.
    pub hashes: Vec<HashArgument>,
    /// Hashes that an update is given.
    pub changed_hashes: Vec<HashArgument>,
    /// `, &Caller::Service`, where an insert depends on who asks.
    pub insert_pass: &'static str,
    /// `, &Caller::Account(current.account)`, where an update does.
    pub update_pass: &'static str,
    /// A registration can be refused for something else than its address once that is known to be taken.
    pub probes: bool,
    /// An address that nobody has: no address at all, as long as the column takes it.
    pub nobodys_email: String,
}

/// `copy` where a caller is copied rather than cloned.
pub fn writes(bodies: &Bodies<'_>, auth: &Auth, copy: bool) -> Writes {
    let updates = bodies.entity.offers(Operation::Update);
    Writes {
        hashes: hashes(bodies, Purpose::Create),
        changed_hashes: if updates { hashes(bodies, Purpose::Update) } else { Vec::new() },
        insert_pass: if asks(bodies, Purpose::Create) { ", &Caller::Service" } else { "" },
        update_pass: match (updates && asks(bodies, Purpose::Update), copy) {
            (false, _) => "",
            (true, true) => ", &Caller::Account(current.account)",
            (true, false) => ", &Caller::Account(current.account.clone())",
        },
        probes: auth.is_claimed() && has_other_faults(bodies, auth),
        nobodys_email: nobodys_email(bodies.entity.fields[auth.email].scalar()),
    }
}

/// Whether the database finds more in a registration than that its address is taken.
fn has_other_faults(bodies: &Bodies<'_>, auth: &Auth) -> bool {
    let entity = bodies.entity;
    let related = entity.relations().any(|(field, _)| bodies.accepts(field, Purpose::Register));
    let unique = entity.uniques.iter().any(|unique| !unique.fields.contains(&auth.email));
    let checked = !entity.checks.is_empty();
    unique || related || checked || is_natural(entity) || !bodies.links_of(Purpose::Register).is_empty()
}

fn nobodys_email(ty: Option<&Type>) -> String {
    const DIGITS: u32 = 32;
    let most = if let Some(Type::Semantic { max, .. }) = ty { *max } else { DIGITS };
    let text = "Uuid::now_v7().simple().to_string()";
    match DIGITS.saturating_sub(most) {
        0 => text.to_owned(),
        superfluous => format!("{text}.split_off({superfluous})"),
    }
}
