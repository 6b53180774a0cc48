//! What somebody who registers has sent, until the address is confirmed.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AccountId, mail_tokens::Purpose, opaque::Opaque, queries};
use crate::{
    db::{Connection, Db},
    error::{Error, Result},
    password,
    resources::members::{self, MemberInput, MemberRegistration},
};

/// The account to be, with the hashes of its passwords in place of them. It takes no address and no name from anybody:
/// whoever confirms an address first has it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Registration {
    input: MemberInput,
    password_hash: String,
}

impl Registration {
    pub async fn of(body: MemberRegistration) -> Result<Self> {
        let input = MemberInput::from(body);
        let password_hash = password::hash(&input.password).await?;
        Ok(Self { input, password_hash })
    }

    /// What the database has against the account, whoever has the address: it is tried with one that nobody has, and
    /// undone.
    pub async fn probe(&self, db: &Db) -> Result<()> {
        let mut probe = self.clone();
        probe.input.email = Uuid::now_v7().simple().to_string();
        match probe.insert(&mut *db.write().await?).await {
            // A rule that only the address of before could keep.
            Err(Error::Invalid(faults)) if faults.iter().any(|fault| fault.pointer == "/email") => {
                Ok(())
            }
            result => result.map(drop),
        }
    }

    /// Keeps it for whoever comes back with the token.
    pub async fn keep(&self, db: &mut Connection) -> Result<Opaque> {
        queries::expired::registrations(db).await?;
        let token = Opaque::new();
        let account = serde_json::to_string(self).map_err(Error::internal)?;
        queries::registrations::insert(
            db,
            &token.hash(),
            &self.input.email,
            &account,
            Purpose::Verify.expiry(),
        )
        .await?;
        Ok(token)
    }

    /// Makes the account that the token is for, where there is such a one.
    pub async fn confirm(db: &mut Connection, hash: &[u8]) -> Result<Option<AccountId>> {
        let Some(account) = queries::registrations::find(db, hash).await? else { return Ok(None) };
        let registration: Self = serde_json::from_str(&account).map_err(|_| outdated())?;
        // Before there is an account, or those who answer other letters would wait for it with a lock on what goes here.
        let gone = queries::registrations::delete_all(db, &registration.input.email).await?;
        if !gone.iter().any(|gone| gone == hash) {
            return Ok(None);
        }
        let id = registration.insert(db).await.map_err(|error| match error {
            Error::Taken(_) | Error::Invalid(_) | Error::Conflict(_) => outdated(),
            error => error,
        })?;
        queries::accounts::set_verified(db, &id).await?;
        Ok(Some(id))
    }

    async fn insert(&self, db: &mut Connection) -> Result<AccountId> {
        let member = members::queries::insert(db, &self.input, &self.password_hash).await?;
        Ok(member.id)
    }
}

/// The answer to a good token whose account cannot be made: somebody has what it was to have, or it lacks something that
/// accounts need by now.
fn outdated() -> Error {
    Error::Conflict("The account cannot be made any more as it was registered. Register again.")
}
