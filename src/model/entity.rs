//! An entity: its fields, columns, relations, keys, indexes and what its API offers.

use super::{Access, Check, Default, EntityId, Literal, Owner, Type};
use crate::name::Name;
use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
pub struct Entity {
    /// `BlogPost`: the singular, exactly as the user meant it.
    pub name: Name,
    /// `blog_posts`: inflected by a library or given by `plural:`.
    pub plural: Name,
    /// Table name in the database.
    pub table: String,
    /// One URL segment, plural kebab-case, or what `api.path` gives: `blog-posts`.
    pub path: String,
    pub doc: Option<String>,
    /// Former name, from `was:`.
    pub was: Option<Name>,
    /// All columns' fields in table order: generated key first, the spec's fields, then timestamps and `deleted_at`.
    pub fields: Vec<Field>,
    /// Indexes into `fields` of the primary key's fields, in key order; never empty. A key field may be a relation.
    pub key: Vec<usize>,
    pub many_to_many: Vec<ManyToMany>,
    /// Unique constraints, one-column ones from the word `unique` included (the primary key is not).
    pub uniques: Vec<Unique>,
    /// Plain indexes: from the word `index`, from foreign keys, from `index:`.
    pub indexes: Vec<Index>,
    pub checks: Vec<Check>,
    pub soft_delete: bool,
    pub owner: Option<Owner>,
    /// An operation that nobody may do is not offered by `api` either.
    pub access: Access,
    pub api: Api,
    /// Rows that `seed` makes, 10 where the spec says nothing.
    pub seed: u32,
}

/// A field of the spec, or one that the spec's switches add (`id`, `created_at`, …).
#[derive(Debug, Clone, Serialize)]
pub struct Field {
    /// snake_case words of the name: `published_at`.
    pub name: Name,
    pub origin: FieldOrigin,
    pub kind: FieldKind,
    /// One column for a scalar; one per part of the target's key for a relation. Never empty.
    pub columns: Vec<Column>,
    pub doc: Option<String>,
    /// Example value for documents and tests, checked against the type.
    pub example: Option<Literal>,
    /// What a client is told when a rule of this field is broken, in place of the standard wording.
    pub message: Option<String>,
    /// Absent or null is refused (and the column is `not null`). Lists are always required in this sense, with an empty default.
    pub required: bool,
    pub default: Option<Default>,
    /// Lowest value allowed (numbers, dates, times).
    pub min: Option<Literal>,
    /// Highest value allowed.
    pub max: Option<Literal>,
    /// Unanchored regular expression for text.
    pub pattern: Option<String>,
    /// Accepted on create only.
    pub immutable: bool,
    /// Returned, never accepted.
    pub readonly: bool,
    /// Accepted, never returned. Passwords are always secret.
    pub secret: bool,
    /// Neither accepted nor returned.
    pub internal: bool,
    /// Never accepted: the server puts the caller's account here on create.
    pub caller: bool,
    /// Only an administrator changes it; absent in an update leaves it as it is.
    pub managed: bool,
    /// One-column unique constraint (its name stands in `Entity::uniques`).
    pub unique: bool,
    /// May be filtered by in lists: the rules of the HTTP page already applied.
    pub filterable: bool,
    /// May be sorted by in lists: likewise.
    pub sortable: bool,
    /// Searched by `?q=`.
    pub searchable: bool,
    /// Former name, from `was=`.
    pub was: Option<Name>,
    /// Value for existing rows when a required field is added.
    pub backfill: Option<Literal>,
    /// Database type given by `native:` for the chosen database, the user's own text.
    pub native: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldOrigin {
    /// Written by the user.
    Spec,
    /// The generated key `id`.
    Key,
    CreatedAt,
    UpdatedAt,
    DeletedAt,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Scalar(Type),
    ToOne(ToOne),
}

/// One database column and the JSON member that shows it.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    /// Name in the database, unquoted, at most 63 bytes.
    pub name: String,
    /// Words of the JSON member and the Rust field: `author_id`, `copy_barcode`, `id`.
    pub member: Name,
    /// The type stored; for a relation the type of the target's key part.
    pub ty: Type,
}

/// A foreign key.
#[derive(Debug, Clone, Serialize)]
pub struct ToOne {
    pub target: EntityId,
    /// Name of the way back, from `as posts`: the `include` and the nested list of the target.
    pub inverse: Option<Name>,
    pub on_delete: OnDelete,
    /// `unique` stands on the relation: the way back is one row.
    pub one_to_one: bool,
    /// Names of the target's columns that the foreign key points at, one per own column: its key, or what `references:` says.
    pub references: Vec<String>,
    /// Name of the constraint: `posts_author_id_fkey`.
    pub constraint: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDelete {
    Restrict,
    Cascade,
    SetNull,
}

/// `tags: Tag[]`, with or without a join entity.
#[derive(Debug, Clone, Serialize)]
pub struct ManyToMany {
    /// As written, the plural: `tags`.
    pub name: Name,
    pub doc: Option<String>,
    /// Former name, from `was=`.
    pub was: Option<Name>,
    pub target: EntityId,
    /// The join entity of `through=`: its links are read-only here.
    pub through: Option<EntityId>,
    /// The join table: `posts_tags`, or the join entity's table.
    pub table: String,
    /// Words of the member that sets the links in a body: `tag_ids`.
    pub member: Name,
    /// Join-table columns that point at this entity, one per part of its key.
    pub source_columns: Vec<String>,
    /// Join-table columns that point at the target.
    pub target_columns: Vec<String>,
    pub source_constraint: String,
    pub target_constraint: String,
    /// Index over the target columns, for the way back and for cascades.
    pub target_index: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Unique {
    /// `posts_slug_key`.
    pub name: String,
    /// Column names.
    pub columns: Vec<String>,
    /// Indexes into `Entity::fields`, for the pointer of a 409.
    pub fields: Vec<usize>,
    /// The user's own SQL predicate, from `where:`.
    pub filter: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Index {
    /// `posts_author_id_created_at_idx`.
    pub name: String,
    pub columns: Vec<IndexColumn>,
    pub filter: Option<String>,
    /// PostgreSQL access method, from `method:`; ignored on SQLite.
    pub method: Option<String>,
    /// The user's own SQL for what is indexed, in place of columns.
    pub sql: Option<String>,
}

impl Index {
    /// Whether rows come out of it in their order.
    pub fn is_ordered(&self) -> bool {
        self.method.as_deref().is_none_or(|method| method == "btree")
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct IndexColumn {
    pub name: String,
    pub descending: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Api {
    /// In the fixed order of [`Operation`].
    pub operations: Vec<Operation>,
    /// Most rows a client may ask for in a page.
    pub max_page: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    List,
    Read,
    Create,
    /// Both PUT and PATCH.
    Update,
    Delete,
}

impl Operation {
    /// In the order of documents and routers.
    pub const ALL: [Operation; 5] =
        [Operation::List, Operation::Read, Operation::Create, Operation::Update, Operation::Delete];

    /// As a spec and generated code write it: `update`.
    pub fn word(self) -> &'static str {
        match self {
            Operation::List => "list",
            Operation::Read => "read",
            Operation::Create => "create",
            Operation::Update => "update",
            Operation::Delete => "delete",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.word() == word)
    }

    pub fn words() -> impl Iterator<Item = &'static str> + Clone {
        Self::ALL.into_iter().map(Self::word)
    }
}

impl Entity {
    /// Whether this is its name or was its former one, in snake_case.
    pub fn was_called(&self, name: &str) -> bool {
        [Some(&self.name), self.was.as_ref()].into_iter().flatten().any(|own| own.snake() == name)
    }

    /// Fields of the primary key, in key order.
    pub fn key_fields(&self) -> impl Iterator<Item = &Field> {
        self.key.iter().map(|&index| &self.fields[index])
    }

    /// Columns of the primary key, in key order.
    pub fn key_columns(&self) -> impl Iterator<Item = &Column> {
        self.key_fields().flat_map(|field| &field.columns)
    }

    /// To-one relations with the field that holds each.
    pub fn relations(&self) -> impl Iterator<Item = (&Field, &ToOne)> {
        self.fields.iter().filter_map(|field| match &field.kind {
            FieldKind::ToOne(relation) => Some((field, relation)),
            FieldKind::Scalar(_) => None,
        })
    }

    /// Every column of the table with its field, in table order.
    pub fn columns(&self) -> impl Iterator<Item = (&Field, &Column)> {
        self.fields.iter().flat_map(|field| field.columns.iter().map(move |column| (field, column)))
    }

    /// The field that a switch added, where it is on.
    pub fn generated(&self, origin: FieldOrigin) -> Option<&Field> {
        self.fields.iter().find(|field| field.origin == origin)
    }

    /// An update has something to write: a member that is neither key nor fixed, or links.
    pub fn is_changeable(&self) -> bool {
        let mut fields = self.fields.iter().enumerate();
        let linked = self.many_to_many.iter().any(|link| link.through.is_none());
        linked || fields.any(|(index, field)| field.creatable() && !field.immutable && !self.key.contains(&index))
    }

    pub fn offers(&self, operation: Operation) -> bool {
        self.api.operations.contains(&operation)
    }
}

impl Field {
    /// The scalar type, where this is no relation.
    pub fn scalar(&self) -> Option<&Type> {
        match &self.kind {
            FieldKind::Scalar(ty) => Some(ty),
            FieldKind::ToOne(_) => None,
        }
    }

    /// A client may send it on create.
    pub fn creatable(&self) -> bool {
        self.origin == FieldOrigin::Spec && !self.readonly && !self.internal && !self.caller
    }

    /// A client sees it.
    pub fn returned(&self) -> bool {
        !self.secret && !self.internal && self.origin != FieldOrigin::DeletedAt
    }
}
