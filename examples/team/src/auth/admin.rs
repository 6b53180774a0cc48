//! What only administrators may do to accounts, and what not even they may.

use crate::{
    auth::{Caller, events::Event},
    db::Connection,
    enums::MemberRole,
    error::{Error, Result},
    fault::Fault,
    resources::members::{Member, MemberInput, MemberUpdate},
};

/// A new account is an ordinary one, unless an administrator makes it.
pub fn check_new(caller: &Caller, input: &MemberInput) -> Result<()> {
    managed(caller, &[("/role", input.role != MemberRole::Reader), ("/isActive", !input.is_active)])
}

/// What an account may do, and by what it is known, changes by an administrator's hand only.
pub fn check_change(caller: &Caller, current: &Member, input: &MemberUpdate) -> Result<()> {
    managed(
        caller,
        &[
            ("/role", input.role.is_some_and(|given| given != current.role)),
            ("/isActive", input.is_active.is_some_and(|given| given != current.is_active)),
            ("/email", input.email != current.email),
            ("/handle", input.handle != current.handle),
        ],
    )
}

/// Tells those who watch over accounts what became of this one.
pub fn tell_of_rights(before: &Member, now: &Member) {
    if now.role != before.role || now.is_active != before.is_active {
        Event::RightsChanged.log(Some(&now.id), None);
    }
}

fn managed(caller: &Caller, changes: &[(&'static str, bool)]) -> Result<()> {
    if caller.is_admin() {
        return Ok(());
    }
    let refused = changes.iter().filter(|(_, changed)| *changed);
    let faults: Vec<Fault> = refused
        .map(|(pointer, _)| {
            Fault::new(*pointer, "not_allowed", "is for an administrator to change")
        })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// One active administrator stays, whatever has become of this account.
pub async fn keep_one(db: &mut Connection, before: &Member) -> Result<()> {
    if before.role != MemberRole::Admin || !before.is_active {
        return Ok(());
    }
    remain(&all(db).await?)
}

/// The active administrators.
async fn all(db: &mut Connection) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar(
        "select id from member
         where deleted_at is null and role = $1 and is_active for update",
    )
    .bind(MemberRole::Admin)
    .fetch_all(db)
    .await?)
}

fn remain(admins: &[i64]) -> Result<()> {
    match admins.is_empty() {
        true => Err(Error::Conflict("The last administrator stays one.")),
        false => Ok(()),
    }
}
