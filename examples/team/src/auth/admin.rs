//! What only administrators may do to accounts, and what not even they may.

use crate::{
    auth::{Caller, common, events::Event, letters, mailer, queries, settings, verify},
    db::Connection,
    enums::MemberRole,
    error::{Error, Result},
    fault::Fault,
    resources::members::{Member, MemberInput, MemberUpdate},
};

const BY_ADMIN: &str = "is for an administrator to change";
const BY_ITSELF: &str = "is changed by `PATCH /auth/me`, which asks for the password";

/// A pointer, whether what it points at changes, and why the caller may not do that, where it may not.
type Change = (&'static str, bool, Option<&'static str>);

/// A new account is an ordinary one, unless an administrator makes it, and its password none that anybody would try.
pub fn check_new(caller: &Caller, input: &MemberInput) -> Result<()> {
    let right = (!caller.is_admin()).then_some(BY_ADMIN);
    check(&[
        ("/role", input.role != MemberRole::Reader, right),
        ("/isActive", !input.is_active, right),
    ])?;
    common::check("/password", &input.password, &[&input.email, &input.handle])
}

pub fn tell_of_new(account: &Member) {
    Event::AccountCreated.log(Some(&account.id), None);
}

/// What an account may do, and by what it is known, changes by an administrator's hand only; by what one is known
/// oneself, where the password is asked for.
pub fn check_change(caller: &Caller, current: &Member, input: &MemberUpdate) -> Result<()> {
    let right = (!caller.is_admin()).then_some(BY_ADMIN);
    let name = if caller.id() == Some(&current.id) { Some(BY_ITSELF) } else { right };
    check(&[
        ("/role", input.role.is_some_and(|given| given != current.role), right),
        ("/isActive", input.is_active.is_some_and(|given| given != current.is_active), right),
        ("/email", input.email != current.email, name),
        ("/handle", input.handle != current.handle, name),
    ])
}

/// Ends what was given out for the account as it was: the sessions of one that is disabled, and what was mailed to an
/// address that it has no more. Gives the letters that tell of it, to be sent when the transaction is through.
pub async fn revoke(
    db: &mut Connection,
    settings: &settings::Settings,
    before: &Member,
    now: &Member,
) -> Result<Vec<mailer::Letter>> {
    let moved = now.email != before.email;
    let disabled = before.is_active && !now.is_active;
    if disabled {
        queries::sessions::delete_all(db, &now.id).await?;
    }
    if disabled || moved {
        queries::mail_tokens::delete_all(db, &now.id).await?;
    }
    if !moved {
        return Ok(Vec::new());
    }
    let question = verify::ask(db, settings, &now.id, &now.email).await?;
    Ok(vec![letters::email_changed(&before.email), question])
}

/// Tells those who watch over accounts what became of this one.
pub fn tell_of_rights(before: &Member, now: &Member) {
    if now.role != before.role {
        Event::RightsChanged.log(Some(&now.id), None);
    }
    if now.is_active != before.is_active {
        let event = if now.is_active { Event::AccountEnabled } else { Event::AccountDisabled };
        event.log(Some(&now.id), None);
    }
    if now.email != before.email {
        Event::EmailChanged.log(Some(&now.id), None);
    }
    if now.handle != before.handle {
        Event::LoginNameChanged.log(Some(&now.id), None);
    }
}

fn check(changes: &[Change]) -> Result<()> {
    let changed = changes.iter().filter(|(_, changed, _)| *changed);
    let faults: Vec<Fault> = changed
        .filter_map(|(pointer, _, refusal)| Some(Fault::new(*pointer, "not_allowed", (*refusal)?)))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// One administrator who may log in stays, whatever has become of this account.
pub async fn keep_one(db: &mut Connection, before: &Member) -> Result<()> {
    if before.role != MemberRole::Admin || !before.is_active || before.email_verified_at.is_none() {
        return Ok(());
    }
    remain(&all(db).await?)
}

/// The administrators who may log in.
async fn all(db: &mut Connection) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar("select id from member
         where deleted_at is null and role = $1 and is_active and email_verified_at is not null for update").bind(MemberRole::Admin).fetch_all(db).await?)
}

fn remain(admins: &[i64]) -> Result<()> {
    match admins.is_empty() {
        true => Err(Error::Conflict("The last administrator stays one.")),
        false => Ok(()),
    }
}
