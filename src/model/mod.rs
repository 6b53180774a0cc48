//! The checked truth about a service: ids instead of names, closed enums, defaults filled in.

mod auth;
mod entity;
mod expression;
mod form;
mod types;

pub use auth::{Access, Auth, Owner, Rule};
pub use entity::{
    Api, Column, Entity, Field, FieldKind, FieldOrigin, Index, IndexColumn, ManyToMany, OnDelete, Operation, ToOne,
    Unique,
};
pub use expression::{Check, Comparison, Expression, Operand};
pub use types::{Default, Literal, Semantic, Type};

use crate::name::{JsonCase, Name};
use serde::Serialize;

/// Index of an entity in [`Model::entities`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct EntityId(pub usize);

/// Index of an enum in [`Model::enums`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct EnumId(pub usize);

/// A whole service, free of contradictions. Only `check` makes one.
#[derive(Debug, Clone, Serialize)]
pub struct Model {
    /// Crate and service name as written: kebab or snake case, a valid cargo package name.
    pub name: String,
    /// What it is for: in the spec's words, where it has some.
    pub description: String,
    /// Version of the service, `0.1.0` where the spec gives none.
    pub version: String,
    pub database: Database,
    /// Path before every resource, `/api/v1` by default: starts with `/`, ends without, may be empty.
    pub prefix: String,
    pub envelope: Envelope,
    /// Rows per page where the client names no `limit`.
    pub page_size: u32,
    pub json_case: JsonCase,
    /// In spec order.
    pub enums: Vec<Enum>,
    /// In spec order.
    pub entities: Vec<Entity>,
    /// None where everything is public.
    pub auth: Option<Auth>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Database {
    Sqlite,
    Postgres,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Envelope {
    None,
    Jsend,
}

#[derive(Debug, Clone, Serialize)]
pub struct Enum {
    /// `PostStatus`.
    pub name: Name,
    pub doc: Option<String>,
    /// In spec order, never empty.
    pub values: Vec<EnumValue>,
}

#[derive(Debug, Clone, Serialize)]
pub struct EnumValue {
    /// The name in JSON, URLs and defaults, exactly as written.
    pub name: String,
    /// What the database holds: the name unless the spec gives `value:`.
    pub stored: String,
    /// A Rust variant name, unique in its enum: `PastDue`.
    pub variant: String,
    pub doc: Option<String>,
    /// Former name, from `was:`.
    pub was: Option<String>,
}

impl Model {
    /// The entity, or the table of the service's own whose id follows those of the entities.
    pub fn entity(&self, id: EntityId) -> &Entity {
        match self.entities.get(id.0) {
            Some(entity) => entity,
            None => &self.own_tables()[id.0 - self.entities.len()],
        }
    }

    pub fn enumeration(&self, id: EnumId) -> &Enum {
        &self.enums[id.0]
    }

    /// The entity of those who log in.
    pub fn account(&self) -> Option<&Entity> {
        self.auth.as_ref().map(|auth| self.entity(auth.account))
    }

    pub fn is_account(&self, id: EntityId) -> bool {
        self.auth.as_ref().is_some_and(|auth| auth.account == id)
    }

    /// Whether accounts are rows of this entity.
    pub fn is_account_entity(&self, entity: &Entity) -> bool {
        self.account().is_some_and(|account| account.name == entity.name)
    }

    /// Every table that holds rows of an entity, those of the service's own last.
    pub fn tables(&self) -> impl Iterator<Item = &Entity> {
        self.entities.iter().chain(self.own_tables())
    }

    /// Ids of the service's own tables.
    pub fn own_table_ids(&self) -> impl Iterator<Item = EntityId> + use<> {
        (self.entities.len()..self.entities.len() + self.own_tables().len()).map(EntityId)
    }

    fn own_tables(&self) -> &[Entity] {
        self.auth.as_ref().map_or(&[], |auth| &auth.tables)
    }

    /// Every entity with its id, in spec order.
    pub fn entity_ids(&self) -> impl Iterator<Item = EntityId> + use<> {
        (0..self.entities.len()).map(EntityId)
    }

    /// The to-one relations that point at `target`: the entity and the field that holds each.
    pub fn references_to(&self, target: EntityId) -> impl Iterator<Item = (EntityId, &Field, &ToOne)> {
        self.entity_ids().flat_map(move |id| {
            self.entity(id)
                .relations()
                .filter(move |(_, relation)| relation.target == target)
                .map(move |(field, relation)| (id, field, relation))
        })
    }
}
