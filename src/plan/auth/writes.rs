//! How the routes of accounts write the account's row.

use crate::model::Operation;
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
}

/// `copy` where a caller is copied rather than cloned.
pub fn writes(bodies: &Bodies<'_>, copy: bool) -> Writes {
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
    }
}
