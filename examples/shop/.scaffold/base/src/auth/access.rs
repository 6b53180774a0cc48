//! Who may do what: the rule of each operation, and the rows that it opens to a caller.

use sqlx::QueryBuilder;

use super::{AccountId, Caller};
use crate::{
    db::Database,
    enums::UserRole,
    error::{Error, Result},
};

/// The rules of a resource. What is not offered is for nobody.
#[derive(Debug)]
pub struct Access {
    pub list: Rule,
    pub read: Rule,
    pub create: Rule,
    pub update: Rule,
    pub delete: Rule,
}

/// Who may do one thing with the rows of a resource: whoever fits one part of it.
#[derive(Debug)]
pub struct Rule {
    public: bool,
    user: bool,
    owner: bool,
    roles: &'static [UserRole],
}

/// The rows that a rule opens to a caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    Every,
    /// Those of one account.
    Own(AccountId),
    Nothing,
}

/// A condition in SQL, around the key of the account that owns the row.
pub type Owned = [&'static str; 2];

impl Rule {
    const NOBODY: Self = Self { public: false, user: false, owner: false, roles: &[] };

    /// Nobody, by any request.
    pub const fn nobody() -> Self {
        Self::NOBODY
    }

    /// Anybody, logged in or not.
    pub const fn public() -> Self {
        Self { public: true, ..Self::NOBODY }
    }

    /// Every account.
    pub const fn user() -> Self {
        Self { user: true, ..Self::NOBODY }
    }

    /// The account that owns the row.
    pub const fn owner() -> Self {
        Self { owner: true, ..Self::NOBODY }
    }

    /// Accounts of these roles.
    pub const fn roles(roles: &'static [UserRole]) -> Self {
        Self { roles, ..Self::NOBODY }
    }

    /// These roles as well.
    pub const fn or(self, roles: &'static [UserRole]) -> Self {
        Self { roles, ..self }
    }

    /// The rows that the caller may do it to.
    pub fn scope(&self, caller: &Caller) -> Scope {
        match caller {
            Caller::Service => Scope::Every,
            _ if self.public => Scope::Every,
            Caller::Anonymous => Scope::Nothing,
            Caller::Account(account) if self.user || self.roles.contains(&account.role) => {
                Scope::Every
            }
            Caller::Account(account) if self.owner => Scope::Own(account.id),
            Caller::Account(_) => Scope::Nothing,
        }
    }

    /// The same for a request, which ends here where there are none: with 401 for those who have not logged in,
    /// with 403 for those who have.
    pub fn admit(&self, caller: &Caller) -> Result<Scope> {
        match (self.scope(caller), caller) {
            (Scope::Nothing, Caller::Anonymous) => Err(Error::unauthorized()),
            (Scope::Nothing, _) => Err(Error::Forbidden),
            (scope, _) => Ok(scope),
        }
    }
}

impl Scope {
    pub fn every(&self) -> bool {
        *self == Self::Every
    }

    pub fn owner(&self) -> Option<AccountId> {
        match self {
            Self::Own(id) => Some(*id),
            Self::Every | Self::Nothing => None,
        }
    }

    /// The rows that are in both.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Every, scope) | (scope, Self::Every) => scope,
            (scope, other) if scope == other => scope,
            _ => Self::Nothing,
        }
    }

    /// Narrows a statement that ends in a condition to the rows of the scope.
    pub fn push(&self, sql: &mut QueryBuilder<Database>, [before, after]: Owned) {
        match self {
            Self::Every => {}
            Self::Own(id) => {
                sql.push(" and ").push(before).push_bind(id).push(after);
            }
            Self::Nothing => {
                sql.push(" and false");
            }
        }
    }
}
