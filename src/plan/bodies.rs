//! The bodies of an entity: what a client writes, member by member, with its rules and defaults.

use super::own_bodies::{Conversion, password_bounds, proof_member, proof_name, proof_rule};
use super::rename::rename;
use super::rules::{check_rule, member_rules, pattern_name, reference_rule, schema_attributes};
use super::shape::{Names, Presence, value_type};
use crate::model::{Check, Column, Default, Entity, Field, Literal, Model, Operation, Semantic, Type};
use crate::name::JsonCase;
use crate::target::sample::Samples;
use crate::target::{json, rust};
use serde::Serialize;
use std::collections::BTreeSet;

/// A member of a row or of a body.
#[derive(Debug, Serialize)]
pub struct Member {
    pub doc: Vec<String>,
    pub attributes: Vec<String>,
    pub ident: String,
    pub ty: String,
}

/// A body: what `create` takes, or what `replace` and `change` take.
#[derive(Debug, Serialize)]
pub struct Input {
    pub name: String,
    pub doc: String,
    pub attributes: Vec<String>,
    pub members: Vec<Member>,
    pub rules: Vec<String>,
    /// Rows turn into this body to be patched.
    pub patched: bool,
    /// `title: row.title`, where rows turn into this body to be patched.
    pub from_row: Vec<String>,
    /// `row`, or `_` where no member comes from it.
    pub row: &'static str,
    /// The body that this one turns into, where an account writes it of itself.
    pub becomes: Option<Conversion>,
}

#[derive(Debug, Serialize)]
pub struct DefaultFunction {
    pub name: String,
    pub ty: String,
    pub value: String,
}

#[derive(Debug, Serialize)]
pub struct Pattern {
    pub name: String,
    pub regex: String,
}

/// Which body a member stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Create,
    Update,
    /// A create by those who will be the account.
    Register,
    /// An update by the account itself.
    SelfUpdate,
}

impl Purpose {
    /// What is there changes.
    pub fn updates(self) -> bool {
        matches!(self, Self::Update | Self::SelfUpdate)
    }

    /// Written by the account itself: what only administrators change is not in it.
    pub fn is_own(self) -> bool {
        matches!(self, Self::Register | Self::SelfUpdate)
    }
}

/// The bodies of an entity.
pub struct Bodies<'a> {
    pub model: &'a Model,
    pub entity: &'a Entity,
    pub names: &'a Names,
    pub samples: &'a Samples<'a>,
}

/// For members whose absence leaves things as they are.
pub const GIVEN: [&str; 2] = ["default", "deserialize_with = \"body::given\""];

impl Bodies<'_> {
    /// `PostInput`, or `PostUpdate` where an update takes something else than a create.
    pub fn name(&self, purpose: Purpose) -> String {
        let suffix = match purpose {
            Purpose::Update if self.differ() && self.creates() => "Update",
            Purpose::Create | Purpose::Update => "Input",
            Purpose::Register => "Registration",
            Purpose::SelfUpdate => "SelfUpdate",
        };
        format!("{}{suffix}", self.names.row)
    }

    /// Whether rows come from a body: those of accounts do in any case, since they register.
    pub fn creates(&self) -> bool {
        self.entity.offers(Operation::Create) || self.own_account().is_some()
    }

    /// Whether a client sends this field.
    pub fn accepts(&self, field: &Field, purpose: Purpose) -> bool {
        let key = self.entity.key_fields().any(|key| key.name == field.name);
        let fixed = purpose.updates() && (field.immutable || key);
        let unseen = purpose == Purpose::Register && self.is_unseen(field);
        let others = purpose.is_own() && field.managed;
        field.creatable() && !fixed && !unseen && !others
    }

    /// Whether this body says what the field will be: where absent means unchanged, only the database knows.
    fn states(&self, field: &Field, purpose: Purpose) -> bool {
        self.accepts(field, purpose) && !Self::keeps(field, purpose) && Self::optional(field, purpose) != field.required
    }

    /// Absent means unchanged: in an update, secrets and what only an administrator changes.
    pub fn keeps(field: &Field, purpose: Purpose) -> bool {
        purpose.updates() && (field.secret || field.managed)
    }

    /// The member is an `Option` in this body.
    pub fn optional(field: &Field, purpose: Purpose) -> bool {
        !field.required || Self::keeps(field, purpose) || matches!(field.default, Some(Default::Sql(_)))
    }

    pub fn presence(field: &Field, purpose: Purpose) -> Presence {
        let lowered = field.columns.iter().any(|column| is_lowered(&column.ty));
        match Self::optional(field, purpose) {
            true if Self::keeps(field, purpose) && !field.required && !lowered => Presence::Kept,
            true => Presence::Optional,
            false => Presence::Always,
        }
    }

    fn differ(&self) -> bool {
        self.entity.fields.iter().any(|field| {
            let update = self.accepts(field, Purpose::Update);
            self.accepts(field, Purpose::Create)
                && (!update || Self::presence(field, Purpose::Create) != Self::presence(field, Purpose::Update))
        })
    }

    fn purposes(&self) -> Vec<Purpose> {
        let create = self.creates();
        let update = self.entity.offers(Operation::Update);
        let mut purposes = match (create, update) {
            (true, true) if self.differ() => vec![Purpose::Create, Purpose::Update],
            (true, _) => vec![Purpose::Create],
            (false, true) => vec![Purpose::Update],
            (false, false) => Vec::new(),
        };
        if let Some(auth) = self.own_account() {
            purposes.extend(auth.register_open.then_some(Purpose::Register));
            purposes.extend(update.then_some(Purpose::SelfUpdate));
        }
        purposes
    }

    pub fn fields(&self, purpose: Purpose) -> impl Iterator<Item = &Field> {
        self.entity.fields.iter().filter(move |field| self.accepts(field, purpose))
    }

    /// Names of all bodies.
    pub fn written(&self) -> Vec<String> {
        self.purposes().into_iter().map(|purpose| self.name(purpose)).collect()
    }

    pub fn inputs(&self) -> Vec<Input> {
        self.purposes().into_iter().map(|purpose| self.input(purpose)).collect()
    }

    fn input(&self, purpose: Purpose) -> Input {
        let name = self.name(purpose);
        let columns: Vec<(&Field, &Column)> =
            self.fields(purpose).flat_map(|field| field.columns.iter().map(move |column| (field, column))).collect();
        let rules = columns.iter().filter_map(|(field, column)| {
            member_rules(self.model, self.entity, field, column, Self::presence(field, purpose))
        });
        let references = self.fields(purpose).filter_map(|field| reference_rule(self.model, field));
        let checks = self
            .entity
            .checks
            .iter()
            .filter_map(|check| check_rule(self.model, self.entity, check, |field| self.states(field, purpose)));
        let links = self.links_of(purpose);
        let members = columns.iter().map(|(field, column)| self.member(field, column, purpose));
        let proof = (purpose == Purpose::SelfUpdate).then_some(()).and(self.own_account());
        let proof = proof.map(|auth| password_bounds(&self.entity.fields[auth.password]).1);
        let proof_name = proof_name(self.model.json_case);
        let from_row = if self.is_patched(purpose, &name) { self.row_members(purpose) } else { Vec::new() };
        Input {
            doc: self.input_doc(purpose),
            attributes: self.input_attributes(&name, purpose),
            members: members
                .chain(links.iter().map(|link| self.link_member(link)))
                .chain(proof.map(|bound| proof_member(&proof_name, bound)))
                .collect(),
            rules: rules
                .chain(references)
                .chain(checks)
                .chain(links.iter().map(|link| self.link_rule(link)))
                .chain(proof.map(|bound| proof_rule(&proof_name, bound)))
                .collect(),
            patched: self.is_patched(purpose, &name),
            row: if from_row.iter().any(|member| member.contains("row.")) { "row" } else { "_" },
            from_row,
            becomes: self.becomes(purpose),
            name,
        }
    }

    fn input_doc(&self, purpose: Purpose) -> String {
        let Names { article, singular, .. } = self.names;
        match purpose {
            Purpose::Update if self.name(Purpose::Update) != self.name(Purpose::Create) && self.creates() => {
                format!("What a client writes over {article} {singular}.")
            }
            Purpose::Create | Purpose::Update => format!("What a client writes of {article} {singular}."),
            Purpose::Register => format!("What somebody writes who wants to be {article} {singular}."),
            Purpose::SelfUpdate => format!("What {article} {singular} writes over itself."),
        }
    }

    fn is_patched(&self, purpose: Purpose, name: &str) -> bool {
        purpose == Purpose::SelfUpdate
            || !purpose.is_own() && self.entity.offers(Operation::Update) && name == self.name(Purpose::Update)
    }

    fn input_attributes(&self, name: &str, purpose: Purpose) -> Vec<String> {
        let camel = self.model.json_case == JsonCase::Camel;
        let serde = if camel { "rename_all = \"camelCase\", deny_unknown_fields" } else { "deny_unknown_fields" };
        let schema = format!("{}{}", self.names.schema, name.strip_prefix(self.names.row.as_str()).unwrap_or_default());
        let renamed = if schema == *name { String::new() } else { format!("as = {schema}, ") };
        let accepted: BTreeSet<String> = self
            .fields(purpose)
            .flat_map(|field| &field.columns)
            .map(|column| column.member.json(self.model.json_case))
            .collect();
        let members = self.samples.example().into_iter().filter(|(member, _)| accepted.contains(member));
        let example: Vec<String> =
            members.map(|(member, value)| format!("{}: {}", rust::string(&member), rust::json(&value))).collect();
        vec![format!("#[serde({serde})]"), format!("#[schema({renamed}example = json!({{{}}}))]", example.join(", "))]
    }

    fn member(&self, field: &Field, column: &Column, purpose: Purpose) -> Member {
        let presence = Self::presence(field, purpose);
        let optional = presence != Presence::Always;
        let plain = rust::field_type(self.model, &column.ty);
        let ty = match presence {
            Presence::Always => plain,
            Presence::Optional => format!("Option<{plain}>"),
            Presence::Kept => format!("Option<Option<{plain}>>"),
        };
        let mut serde: Vec<String> = rename(self.model, &column.member).into_iter().collect();
        let mut schema = schema_attributes(field, &column.ty);
        schema.extend(value_type(field, &column.ty, &ty));
        let keeps = Self::keeps(field, purpose);
        let given = !is_lowered(&column.ty) && (presence == Presence::Kept || optional && field.required);
        match (&field.default, &column.ty) {
            (Some(Default::Literal(literal)), _) if !keeps => {
                serde.push(format!("default = \"{}\"", default_name(column)));
                schema.push(format!("default = json!({})", rust::json(&json::literal(self.model, literal))));
            }
            (Some(Default::Now | Default::Today | Default::Uuid), _) if !keeps => {
                serde.push(format!("default = \"{}\"", default_name(column)));
            }
            (_, Type::List { min: 0, .. }) if !given => serde.push("default".into()),
            _ => {}
        }
        if is_lowered(&column.ty) {
            if optional && !serde.iter().any(|item| item.starts_with("default")) {
                serde.push("default".into());
            }
            let function = if optional { "lowercase_option" } else { "lowercase" };
            serde.push(format!("deserialize_with = \"text::{function}\""));
        }
        if keeps || given && !self.differ() {
            serde.push("skip_serializing_if = \"Option::is_none\"".into());
        }
        if given {
            serde.extend(GIVEN.map(str::to_owned));
        }
        if presence == Presence::Optional && field.required {
            schema.push("nullable = false".into());
        }
        Member {
            doc: field.doc.as_deref().map(rust::doc_lines).unwrap_or_default(),
            attributes: [attribute("serde", serde), attribute("schema", schema)].into_iter().flatten().collect(),
            ident: column.member.ident(),
            ty,
        }
    }

    fn row_members(&self, purpose: Purpose) -> Vec<String> {
        let purpose = if purpose == Purpose::SelfUpdate { purpose } else { Purpose::Update };
        let fields = self.fields(purpose).flat_map(|field| {
            field.columns.iter().map(move |column| {
                let ident = column.member.ident();
                let optional = field.managed || matches!(field.default, Some(Default::Sql(_))) && field.required;
                match (field.secret, optional) {
                    (true, _) => format!("{ident}: None"),
                    (false, true) => format!("{ident}: Some(row.{ident})"),
                    (false, false) => format!("{ident}: row.{ident}"),
                }
            })
        });
        let links = self.settable_links().into_iter().map(|link| format!("{}: None", link.member.ident()));
        let proof = (purpose == Purpose::SelfUpdate).then(|| "current_password: None".to_owned());
        fields.chain(links).chain(proof).collect()
    }

    /// Every field of any body, with its columns.
    pub fn all(&self) -> impl Iterator<Item = (&Field, &Column)> {
        let purposes = self.purposes();
        let fields =
            self.entity.fields.iter().filter(move |field| purposes.iter().any(|purpose| self.accepts(field, *purpose)));
        fields.flat_map(|field| field.columns.iter().map(move |column| (field, column)))
    }

    /// Rules that one of the bodies holds.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        let purposes = self.purposes();
        let held = move |check: &&Check| {
            let in_body = |purpose: &Purpose| {
                check_rule(self.model, self.entity, check, |field| self.states(field, *purpose)).is_some()
            };
            purposes.iter().any(in_body)
        };
        self.entity.checks.iter().filter(held)
    }

    pub fn defaults(&self) -> Vec<DefaultFunction> {
        let purposes = self.purposes();
        let set = |field: &Field| {
            purposes.iter().any(|&purpose| self.accepts(field, purpose) && !Self::keeps(field, purpose))
        };
        let function = |(field, column): (&Field, &Column)| {
            let value = default_value(self.model, field, &column.ty)?;
            let ty = rust::field_type(self.model, &column.ty);
            let optional = Self::optional(field, Purpose::Create);
            Some(DefaultFunction {
                name: default_name(column),
                ty: if optional { format!("Option<{ty}>") } else { ty },
                value: if optional { format!("Some({value})") } else { value },
            })
        };
        self.all().filter(|(field, _)| set(field)).filter_map(function).collect()
    }

    pub fn patterns(&self) -> Vec<Pattern> {
        let pattern = |(field, column): (&Field, &Column)| {
            let regex = field.pattern.as_deref()?;
            Some(Pattern { name: pattern_name(column), regex: rust::string(regex) })
        };
        self.all().filter_map(pattern).collect()
    }
}

fn default_name(column: &Column) -> String {
    format!("default_{}", column.member.snake())
}

/// A member's default as an expression of its type; none where the database fills it in.
pub fn default_value(model: &Model, field: &Field, ty: &Type) -> Option<String> {
    match field.default.as_ref()? {
        Default::Literal(Literal::List(items)) if items.is_empty() => Some("Vec::new()".into()),
        Default::Literal(literal) => Some(rust::owned_literal(model, ty, literal)),
        Default::Now => Some(format!("{}::now()", rust::field_type(model, ty))),
        Default::Today => Some("Date::today()".into()),
        Default::Uuid => Some("Uuid::now_v7()".into()),
        Default::Sql(_) => None,
    }
}

/// Kept in lower case, whatever a client writes.
pub fn is_lowered(ty: &Type) -> bool {
    matches!(ty, Type::Semantic { kind: Semantic::Email, .. })
}

pub fn attribute(name: &str, items: Vec<String>) -> Option<String> {
    (!items.is_empty()).then(|| format!("#[{name}({})]", items.join(", ")))
}
