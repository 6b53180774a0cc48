//! The bodies that an account writes of itself: to register, and to change what is its own.

use super::access::depends;
use super::bodies::{Bodies, Member, Purpose, default_value};
use super::shape::NO_NUL;
use crate::model::{Auth, Column, Field, FieldKind, ManyToMany, Operation, Type};
use crate::name::{JsonCase, Name};
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
        let account = self.model.is_account_entity(self.entity);
        self.model.auth.as_ref().filter(|_| account)
    }

    /// Whether a relation that may be left out leads to what not everybody sees: who registers is nobody yet, and an
    /// account sets it later.
    pub fn is_unseen(&self, field: &Field) -> bool {
        match &field.kind {
            FieldKind::ToOne(relation) => {
                !field.required && depends(self.model.entity(relation.target), Operation::Read)
            }
            FieldKind::Scalar(_) => false,
        }
    }

    /// Links that a body sets: who registers, those to what everybody sees.
    pub fn links_of(&self, purpose: Purpose) -> Vec<&ManyToMany> {
        let mut links = self.settable_links();
        let register = purpose == Purpose::Register;
        links.retain(|link| !register || !depends(self.model.entity(link.target), Operation::Read));
        links
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
                (false, _) if self.is_unseen(field) => "None".to_owned(),
                (false, _) => default_value(self.model, field, &column.ty).unwrap_or_else(|| "true".to_owned()),
            };
            format!("{ident}: {value}")
        };
        let fields = self.fields(whole).flat_map(|field| field.columns.iter().map(move |column| own(field, column)));
        let given = self.links_of(purpose);
        let links = self.settable_links().into_iter().map(|link| {
            let ident = link.member.ident();
            let is_given = given.iter().any(|given| given.name == link.name);
            if is_given { format!("{ident}: own.{ident}") } else { format!("{ident}: None") }
        });
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

/// The member that has the password as it is.
pub fn proof_name(case: JsonCase) -> String {
    Name::new("current_password").json(case)
}

/// What proves that the account itself asks for a change that could take it over.
pub fn proof_member(name: &str, bound: u32) -> Member {
    Member {
        doc: vec!["The password, where what the account logs in with changes.".into()],
        attributes: vec![
            format!("#[serde(rename = \"{name}\", default, skip_serializing_if = \"Option::is_none\")]"),
            format!("#[schema(max_length = {bound}, format = Password, {NO_NUL}, value_type = Option<String>)]"),
        ],
        ident: "current_password".into(),
        ty: "Option<Password>".into(),
    }
}

pub fn proof_rule(name: &str, bound: u32) -> String {
    format!("faults.member(\"/{name}\", self.current_password.as_ref()).max_length({bound});")
}
