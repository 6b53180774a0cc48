//! Accounts and what they may do: who logs in, who owns a row, and the rule of each operation.

use super::{Entity, EntityId, EnumId, Field, Operation};
use serde::Serialize;

/// Accounts of a service, from `auth:`.
#[derive(Debug, Clone, Serialize)]
pub struct Auth {
    /// The entity of those who log in.
    pub account: EntityId,
    /// The enum of all roles, in spec order: the first is that of a new account, `admin` is among them.
    pub roles: EnumId,
    /// Index of `admin` among their values.
    pub admin: usize,
    /// Index of the field that names an account at login, in the account's `fields`; likewise those below.
    pub login: usize,
    pub email: usize,
    pub password: usize,
    pub role: usize,
    pub is_active: usize,
    /// There where the spec asks for `verify_email`.
    pub email_verified_at: Option<usize>,
    /// Anybody may register.
    pub register_open: bool,
    /// Life of an access token in seconds.
    pub access_token: u32,
    /// Life of a refresh token in seconds.
    pub refresh_token: u32,
    /// Tables of the service's own: sessions and the tokens that belong to them. No resource is made of them.
    pub tables: Vec<Entity>,
}

impl Auth {
    /// Whether an account is that of whoever confirms its address: anybody may register, under any address.
    pub fn is_claimed(&self) -> bool {
        self.register_open && self.email_verified_at.is_some()
    }
}

/// Who may do what with an entity's rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Access {
    pub list: Rule,
    pub read: Rule,
    pub create: Rule,
    pub update: Rule,
    pub delete: Rule,
}

/// Who may do one thing: whoever fits one part of it. Nobody, where all are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Rule {
    /// Anybody, logged in or not.
    pub public: bool,
    /// Every account.
    pub user: bool,
    /// The account that owns the row.
    pub owner: bool,
    /// Indexes of values of the enum of roles, ascending.
    pub roles: Vec<usize>,
}

/// The way from a row to the account that owns it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Owner {
    /// Index of a to-one relation in each entity on the way; empty where the row is the account itself.
    pub path: Vec<usize>,
}

impl Access {
    /// Everything for everybody: a service without accounts.
    pub fn open() -> Self {
        Self::same(Rule { public: true, ..Rule::default() })
    }

    /// One rule for every operation.
    pub fn same(rule: Rule) -> Self {
        Self { list: rule.clone(), read: rule.clone(), create: rule.clone(), update: rule.clone(), delete: rule }
    }

    pub fn rule(&self, operation: Operation) -> &Rule {
        match operation {
            Operation::List => &self.list,
            Operation::Read => &self.read,
            Operation::Create => &self.create,
            Operation::Update => &self.update,
            Operation::Delete => &self.delete,
        }
    }

    pub fn rule_mut(&mut self, operation: Operation) -> &mut Rule {
        match operation {
            Operation::List => &mut self.list,
            Operation::Read => &mut self.read,
            Operation::Create => &mut self.create,
            Operation::Update => &mut self.update,
            Operation::Delete => &mut self.delete,
        }
    }
}

impl Rule {
    pub fn nobody(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an account of this role may do it to any row, whoever owns it.
    pub fn everything(&self, role: usize) -> bool {
        self.public || self.user || self.roles.contains(&role)
    }
}

impl Entity {
    /// The relation that the server fills with the caller on create: an owner one step away.
    pub fn owner_field(&self) -> Option<&Field> {
        match self.owner.as_ref()?.path.as_slice() {
            [index] => self.fields.get(*index),
            _ => None,
        }
    }
}
