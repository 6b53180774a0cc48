//! What the templates of one entity share: its names, its key and the members of its row.

use crate::model::{Column, Database, Entity, EntityId, Envelope, Field, FieldOrigin, Model, Semantic, Type};
use crate::name::Name;
use crate::target::{rust, sql};
use serde::Serialize;

/// Names of an entity in the forms that templates need.
#[derive(Debug, Clone, Serialize)]
pub struct Names {
    /// `Post`, the Rust type of a row.
    pub row: String,
    /// `Post`, the schema in the OpenAPI document.
    pub schema: String,
    /// `post`, a variable.
    pub one: String,
    /// `posts`, a variable.
    pub many: String,
    /// `blog post`, for prose.
    pub singular: String,
    /// `blog posts`.
    pub plural: String,
    /// `Blog posts`, at the start of a sentence.
    pub plural_title: String,
    /// `a` or `an`.
    pub article: &'static str,
    /// `posts`, the module.
    pub module: String,
    /// `blog_post`, the end of an operation's id.
    pub operation: String,
    /// `blog_posts`.
    pub operations: String,
    /// `blog-posts`, a segment of the path and the tag.
    pub path: String,
}

impl Names {
    pub fn of(model: &Model, entity: &Entity) -> Self {
        let singular = entity.name.prose();
        let row = rust::row_type_name(model, entity);
        let account = model.is_account_entity(entity);
        Self {
            schema: rust::schema_name(model, &entity.name, &row),
            row,
            one: rust::variable_name(&entity.name.ident(), if account { ACCOUNT_VARIABLES } else { &[] }, "row"),
            many: rust::variable_name(&entity.plural.ident(), &[], "rows"),
            article: article(&singular),
            plural: entity.plural.prose(),
            plural_title: capitalize(&entity.plural.prose()),
            singular,
            module: rust::module_name(model, entity),
            operation: operation(model, &entity.name, "row"),
            operations: operation(model, &entity.plural, "rows"),
            path: entity.path.clone(),
        }
    }

    /// `resources::posts`, as handlers and queries of other resources reach it.
    pub fn reach(&self) -> String {
        format!("resources::{}", self.module)
    }
}

/// The end of operations' ids, where accounts have no operation of that name.
fn operation(model: &Model, name: &Name, suffix: &str) -> String {
    let plain = name.snake();
    if is_account_operation(model, plain) { format!("{plain}_{suffix}") } else { plain.to_owned() }
}

pub fn is_account_operation(model: &Model, name: &str) -> bool {
    model.auth.is_some() && ACCOUNT_OPERATIONS.contains(&name)
}

/// The type of a response's body, in its envelope.
pub fn body(model: &Model, plain: String) -> String {
    match model.envelope {
        Envelope::None => plain,
        Envelope::Jsend => format!("Success<{plain}>"),
    }
}

/// `Blog posts` of `blog posts`.
pub fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// `a` or `an`, by the first letter.
pub fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}

/// How a member stands in a body's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// `T`.
    Always,
    /// `Option<T>`: absent and null are the same, or null is refused.
    Optional,
    /// `Option<Option<T>>`: absent leaves it, null empties it.
    Kept,
}

/// One column of a key, as an argument.
#[derive(Debug, Clone, Serialize)]
pub struct KeyPart {
    /// `id`, the Rust argument.
    pub ident: String,
    /// `id`, the parameter in the path.
    pub param: String,
    /// `Uuid`, `String`.
    pub owned: String,
    /// `Uuid`, `&str`.
    pub borrowed: String,
    /// `id`, `&code`: from the owned argument.
    pub pass: String,
    /// The column in SQL, quoted where it has to be.
    pub column: String,
    /// Attributes of the parameter in the document: `, max_length = 2`.
    pub bounds: String,
    /// The member of the row.
    pub member: String,
    #[serde(skip)]
    pub ty: Type,
}

impl KeyPart {
    fn new(model: &Model, column: &Column, ident: String, param: String) -> Self {
        let copy = rust::is_copy(&column.ty);
        let owned = rust::field_type(model, &column.ty);
        Self {
            borrowed: if copy { owned.clone() } else { "&str".into() },
            pass: if copy { ident.clone() } else { format!("&{ident}") },
            owned,
            ident,
            param,
            column: sql::quote(&column.name).into_owned(),
            bounds: schema_bounds(&column.ty).iter().map(|bound| format!(", {bound}")).collect(),
            member: column.member.ident(),
            ty: column.ty.clone(),
        }
    }

    /// A value of its own for a statement: `id`, `code.clone()`.
    pub fn owned_value(&self) -> String {
        if rust::is_copy(&self.ty) { self.ident.clone() } else { format!("{}.clone()", self.ident) }
    }

    /// The key's part of a row in a variable, to pass on: `post.id`, `&country.code`.
    pub fn of(&self, row: &str) -> String {
        let by_reference = if rust::is_copy(&self.ty) { "" } else { "&" };
        format!("{by_reference}{row}.{}", self.member)
    }
}

/// A primary key, as handlers and queries take it.
#[derive(Debug, Clone, Serialize)]
pub struct Key {
    pub parts: Vec<KeyPart>,
    /// `id: Uuid`, `playlist_id: Uuid, track_id: Uuid`.
    pub arguments: String,
    /// `id`, `&code`, `playlist_id, track_id`: from owned arguments.
    pub pass: String,
    /// `id`, `code`: from borrowed arguments.
    pub own_pass: String,
    /// `id` or `(playlist_id, track_id)`, the pattern in a handler.
    pub pattern: String,
    /// `Uuid` or `(Uuid, Uuid)`.
    pub owned: String,
    /// `/{id}`, `/{playlist_id}/{track_id}`.
    pub path: String,
    /// `("id" = Uuid, Path)`, as `utoipa::path` takes them.
    pub params: String,
}

impl Key {
    /// The key of an entity, its arguments named after its members.
    pub fn of(model: &Model, entity: &Entity) -> Self {
        Self::prefixed(model, entity, None)
    }

    /// The key of an entity behind another one in the same path: `tag_id`.
    pub fn prefixed(model: &Model, entity: &Entity, prefix: Option<&str>) -> Self {
        let parts = entity.key_columns().map(|column| {
            let name = match prefix {
                Some(prefix) => crate::name::Name::new(&format!("{prefix}_{}", column.member.snake())),
                None => column.member.clone(),
            };
            let ident = match name.ident() {
                ident if TAKEN_ARGUMENTS.contains(&ident.as_str()) => format!("{ident}_key"),
                ident => ident,
            };
            KeyPart::new(model, column, ident, name.json(model.json_case))
        });
        Self::new(parts.collect())
    }

    fn new(parts: Vec<KeyPart>) -> Self {
        let join = |part: &dyn Fn(&KeyPart) -> String, separator: &str| {
            parts.iter().map(part).collect::<Vec<_>>().join(separator)
        };
        let tuple = |items: String| if parts.len() == 1 { items } else { format!("({items})") };
        Self {
            arguments: join(&|part| format!("{}: {}", part.ident, part.borrowed), ", "),
            pass: join(&|part| part.pass.clone(), ", "),
            own_pass: join(&|part| part.ident.clone(), ", "),
            pattern: tuple(join(&|part| part.ident.clone(), ", ")),
            owned: tuple(join(&|part| part.owned.clone(), ", ")),
            path: join(&|part| format!("/{{{}}}", part.param), ""),
            params: join(&|part| format!("(\"{}\" = {}, Path{})", part.param, part.owned, part.bounds), ", "),
            parts,
        }
    }

    /// The key of a row in a variable, to pass on: `post.id`.
    pub fn of_row(&self, row: &str) -> String {
        self.parts.iter().map(|part| part.of(row)).collect::<Vec<_>>().join(", ")
    }

    /// The condition that picks the row, its placeholders counted from `first`: `id = $1`.
    pub fn condition(&self, first: usize) -> String {
        let term = |(index, part): (usize, &KeyPart)| format!("{} = ${}", part.column, first + index);
        self.parts.iter().enumerate().map(term).collect::<Vec<_>>().join(" and ")
    }
}

/// Arguments that handlers and queries use already.
const TAKEN_ARGUMENTS: &[&str] = &[
    "admins", "caller", "current", "db", "held", "input", "keys", "links", "page", "parents", "patch", "pending",
    "queries", "query", "request", "response", "row", "rows", "scope", "seen", "sql", "state", "targets",
];

/// What the ids of accounts' own operations end with: `get_me`, `list_own_sessions`.
const ACCOUNT_OPERATIONS: &[&str] = &["me", "own_sessions"];

/// Variables that the routes of accounts use beside the account's row.
const ACCOUNT_VARIABLES: &[&str] = &["before", "client", "letter", "letters", "moved", "password_hash"];

/// NUL is refused everywhere, a line break in all text but that of the type `text` and passwords.
pub const NO_NUL: &str = "pattern = r\"^[^\\x00]*$\"";
const ONE_LINE: &str = "pattern = r\"^[^\\x00\\r\\n]*$\"";

/// `min_length = 3`, `maximum = 100`: the bounds of a type in the OpenAPI document, those of a list's items included.
pub fn schema_bounds(ty: &Type) -> Vec<String> {
    let lengths = |min: u32, max: u32| {
        let least = (min > 0).then(|| format!("min_length = {min}"));
        least.into_iter().chain([format!("max_length = {max}")]).collect()
    };
    let shaped = |min: u32, max: u32, shape: &str| {
        let mut bounds: Vec<String> = lengths(min, max);
        bounds.push(shape.to_owned());
        bounds
    };
    match ty {
        Type::String { min, max } => shaped(*min, *max, ONE_LINE),
        Type::Char { length } => shaped(*length, *length, ONE_LINE),
        Type::Text { min, max } => shaped(*min, *max, NO_NUL),
        Type::Password { min, max } => shaped(*min, *max, &format!("format = Password, {NO_NUL}")),
        Type::Bytes { min, max } => shaped(base64(*min), base64(*max), "format = Byte"),
        Type::Semantic { kind, min, max } => shaped(*min, *max, semantic_shape(*kind)),
        Type::SmallInt => vec!["minimum = -32768".into(), "maximum = 32767".into()],
        Type::Int => vec!["minimum = -2147483648".into(), "maximum = 2147483647".into()],
        Type::BigInt => vec!["minimum = -9223372036854775808_i64".into(), "maximum = 9223372036854775807_i64".into()],
        Type::List { of, min, max } => {
            let least = (*min > 0).then(|| format!("min_items = {min}"));
            least.into_iter().chain([format!("max_items = {max}")]).chain(schema_bounds(of)).collect()
        }
        _ => Vec::new(),
    }
}

/// `value_type = Option<String>`: how a member of this Rust type stands in the document, where the type itself has no
/// schema, or a wider one.
pub fn value_type(field: &Field, ty: &Type, spelled: &str) -> Option<String> {
    let (own, told) = match ty {
        Type::List { of, .. } => return value_type(field, of, spelled),
        Type::Password { .. } => ("Password", "String"),
        Type::Bytes { .. } => ("Bytes", "String"),
        ty if is_filled_json(field, ty) => ("Value", "JsonValue"),
        _ => return None,
    };
    Some(format!("value_type = {}", spelled.replace(own, told)))
}

/// Any JSON but null.
pub fn is_filled_json(field: &Field, ty: &Type) -> bool {
    field.required && *ty == Type::Json
}

/// Characters that so many bytes take in base64.
fn base64(bytes: u32) -> u32 {
    bytes.div_ceil(3).saturating_mul(4)
}

fn semantic_shape(kind: Semantic) -> &'static str {
    match kind {
        Semantic::Email => "format = \"email\"",
        Semantic::Url => "format = \"uri\"",
        Semantic::Slug => "pattern = \"^[a-z0-9]+(-[a-z0-9]+)*$\"",
        Semantic::Phone => "pattern = r\"^\\+[1-9][0-9]{1,14}$\"",
        Semantic::Ip => "pattern = \"^[0-9A-Fa-f.:]+$\"",
        Semantic::Country => "pattern = \"^[A-Z]{2}$\"",
        Semantic::Currency => "pattern = \"^[A-Z]{3}$\"",
        Semantic::Color => "pattern = \"^#[0-9A-Fa-f]{6}$\"",
    }
}

/// The name of a function that locks the row it finds: PostgreSQL has one of its own, SQLite writes one at a time.
pub fn find_to_write(model: &Model) -> &'static str {
    match model.database {
        Database::Sqlite => "find",
        Database::Postgres => "find_for_update",
    }
}

/// Columns that a client sees, in table order, with their fields.
pub fn returned(entity: &Entity) -> impl Iterator<Item = (&Field, &Column)> {
    entity.columns().filter(|(field, _)| field.returned())
}

/// `deleted_at`, quoted, where rows are deleted softly.
pub fn deleted_at(entity: &Entity) -> Option<String> {
    let field = entity.generated(FieldOrigin::DeletedAt)?;
    field.columns.first().map(|column| sql::quote(&column.name).into_owned())
}

/// `true`, or what keeps deleted rows out.
pub fn living(entity: &Entity) -> String {
    deleted_at(entity).map_or_else(|| "true".into(), |column| format!("{column} is null"))
}

/// What keeps deleted rows out, before another condition: nothing, or `deleted_at is null and `.
pub fn living_and(entity: &Entity) -> String {
    deleted_at(entity).map(|column| format!("{column} is null and ")).unwrap_or_default()
}

/// A relation to this entity that has a name from here.
pub struct Inverse<'a> {
    pub child: EntityId,
    pub field: &'a Field,
    pub relation: &'a crate::model::ToOne,
    pub name: &'a crate::name::Name,
}

/// Relations that lead back from `target`, in spec order.
pub fn inverses(model: &Model, target: EntityId) -> Vec<Inverse<'_>> {
    model
        .references_to(target)
        .filter(|(_, field, _)| field.returned())
        .filter_map(|(child, field, relation)| {
            relation.inverse.as_ref().map(|name| Inverse { child, field, relation, name })
        })
        .collect()
}
