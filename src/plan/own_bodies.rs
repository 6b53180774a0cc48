//! The bodies that an account writes of itself: to register, and to change what is its own.

use super::bodies::{Bodies, Member, Purpose, default_value};
use super::shape::NO_NUL;
use crate::model::{Auth, Column, Field, Type};
use serde::Serialize;

/// How a body that an account writes of itself turns into the one that an administrator writes.
#[derive(Debug, Serialize)]
pub struct Conversion {
    pub name: String,
    /// `email: own.email`.
    pub members: Vec<String>,
}

impl Bodies<'_> {
    /// The accounts of the service, where this entity is theirs.
    pub fn own_account(&self) -> Option<&Auth> {
        let account = self.model.account().is_some_and(|account| account.name == self.entity.name);
        self.model.auth.as_ref().filter(|_| account)
    }

    /// The body that this one turns into.
    pub fn becomes(&self, purpose: Purpose) -> Option<Conversion> {
        let whole = match purpose {
            Purpose::Register => Purpose::Create,
            Purpose::SelfUpdate => Purpose::Update,
            Purpose::Create | Purpose::Update => return None,
        };
        let own = |field: &Field, column: &Column| {
            let ident = column.member.ident();
            let value = match (self.accepts(field, purpose), whole) {
                (true, _) => format!("own.{ident}"),
                (false, Purpose::Update) => "None".to_owned(),
                (false, _) => default_value(self.model, field, &column.ty).unwrap_or_else(|| "true".to_owned()),
            };
            format!("{ident}: {value}")
        };
        let fields = self.fields(whole).flat_map(|field| field.columns.iter().map(move |column| own(field, column)));
        let links = self.settable_links().into_iter().map(|link| format!("{0}: own.{0}", link.member.ident()));
        Some(Conversion { name: self.name(whole), members: fields.chain(links).collect() })
    }
}

/// The shortest and the longest that a password may be.
pub fn password_bounds(field: &Field) -> (u32, u32) {
    match field.scalar() {
        Some(Type::Password { min, max }) => (*min, *max),
        _ => (0, 0),
    }
}

/// What proves that the account itself asks for a change that could take it over.
pub fn proof_member(bound: u32) -> Member {
    Member {
        doc: vec!["The password, where what the account logs in with changes.".into()],
        attributes: vec![
            "#[serde(rename = \"current_password\", default, skip_serializing_if = \"Option::is_none\")]".into(),
            format!("#[schema(max_length = {bound}, format = Password, {NO_NUL}, value_type = Option<String>)]"),
        ],
        ident: "current_password".into(),
        ty: "Option<Password>".into(),
    }
}

pub fn proof_rule(bound: u32) -> String {
    format!("faults.member(\"/current_password\", self.current_password.as_ref()).max_length({bound});")
}
