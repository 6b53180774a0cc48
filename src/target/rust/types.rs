//! Names and types: which Rust type a column has, and what it is called where a name is taken.

use super::taken::{
    ACCOUNT_MODULES, ACCOUNT_TYPES, BODIES, IMPORTED_MODULES, OWN_BODIES, OWN_SCHEMAS, TAKEN_MODULES, TAKEN_TYPES,
    TAKEN_VARIABLES,
};
use crate::model::{Entity, Enum, Model, Type};
use crate::name::Name;

/// `blog`, the library as other crates name it, or `::app` where they would take that for a module.
pub fn crate_path(model: &Model) -> String {
    let name = model.name.replace('-', "_");
    if IMPORTED_MODULES.contains(&name.as_str()) { format!("::{name}") } else { name }
}

/// `Post`, or `OptionRow` where the name is taken.
pub fn row_type_name(model: &Model, entity: &Entity) -> String {
    let account = model.is_account_entity(entity);
    let plain = entity.name.pascal();
    // `From` may be `FromRowRow` beside `FromRow`.
    let suffix = if plain.ends_with("Row") { "Entity" } else { "Row" };
    free(&plain, suffix, |name| {
        let own = account && ACCOUNT_TYPES.contains(&name);
        let body = model.auth.is_some() && OWN_SCHEMAS.contains(&format!("{name}Input").as_str());
        own || body || is_taken(model, &entity.name, &plain, name)
    })
}

/// `PostStatus`, or `ResultKind` where the name is taken.
pub fn enum_name(model: &Model, enumeration: &Enum) -> String {
    let plain = enumeration.name.pascal();
    free(&plain, "Kind", |name| is_taken(model, &enumeration.name, &plain, name))
}

/// `Post`, what the document calls a type of this name in the code; a schema of its own keeps its name.
pub fn schema_name(model: &Model, name: &Name, code: &str) -> String {
    let plain = name.pascal();
    let body = format!("{plain}Input");
    let clashes = [&plain, &body].iter().any(|schema| OWN_SCHEMAS.contains(&schema.as_str()));
    let given_up = is_body(model, &plain, |_| true) || hides(model, name, &plain);
    if clashes || given_up { code.to_owned() } else { plain }
}

/// `post` or `posts` as a variable; `fallback` where templates use the name themselves, some of them `others` too.
pub fn variable_name(ident: &str, others: &[&str], fallback: &str) -> String {
    let taken = TAKEN_VARIABLES.contains(&ident) || others.contains(&ident) || ident.starts_with("r#");
    if taken { fallback.to_owned() } else { ident.to_owned() }
}

/// The module of a resource: `posts`. Never a keyword, so that file and module have one name.
pub fn module_name(model: &Model, entity: &Entity) -> String {
    let plural = entity.plural.ident();
    let plain = plural.strip_prefix("r#").unwrap_or(&plural);
    let of_accounts = model.is_account_entity(entity) && ACCOUNT_MODULES.contains(&plain);
    let taken = of_accounts || plain != plural || TAKEN_MODULES.contains(&plain);
    if taken { format!("{plain}_rows") } else { plural }
}

/// The owned type of a value: `String`, `Decimal<10, 2>`, `Vec<PostStatus>`.
pub fn field_type(model: &Model, ty: &Type) -> String {
    match ty {
        Type::String { .. } | Type::Text { .. } | Type::Char { .. } | Type::Semantic { .. } => "String".into(),
        Type::SmallInt => "i16".into(),
        Type::Int => "i32".into(),
        Type::BigInt => "i64".into(),
        Type::Float => "f64".into(),
        Type::Decimal { precision, scale } => format!("Decimal<{precision}, {scale}>"),
        Type::Bool => "bool".into(),
        Type::Date => "Date".into(),
        Type::Time => "Time".into(),
        Type::DateTime => "Instant".into(),
        Type::Timestamp => "Timestamp".into(),
        Type::Duration => "Duration".into(),
        Type::Uuid => "Uuid".into(),
        Type::Json => "Value".into(),
        Type::Bytes { .. } => "Bytes".into(),
        Type::Password { .. } => "Password".into(),
        Type::Enum(id) => enum_name(model, model.enumeration(*id)),
        Type::List { of, .. } => format!("Vec<{}>", field_type(model, of)),
    }
}

/// Passed by value everywhere.
pub fn is_copy(ty: &Type) -> bool {
    match ty {
        Type::String { .. } | Type::Text { .. } | Type::Char { .. } | Type::Semantic { .. } => false,
        Type::Json | Type::Bytes { .. } | Type::Password { .. } | Type::List { .. } => false,
        Type::SmallInt | Type::Int | Type::BigInt | Type::Float | Type::Decimal { .. } | Type::Bool => true,
        Type::Date | Type::Time | Type::DateTime | Type::Timestamp | Type::Duration | Type::Uuid | Type::Enum(_) => {
            true
        }
    }
}

/// Paths of what [`field_type`] names.
pub fn type_imports(model: &Model, ty: &Type) -> Option<String> {
    match ty {
        Type::Decimal { .. } => Some("crate::values::Decimal".into()),
        Type::Date => Some("crate::values::Date".into()),
        Type::Time => Some("crate::values::Time".into()),
        Type::DateTime => Some("crate::values::Instant".into()),
        Type::Timestamp => Some("crate::values::Timestamp".into()),
        Type::Duration => Some("crate::values::Duration".into()),
        Type::Bytes { .. } => Some("crate::values::Bytes".into()),
        Type::Password { .. } => Some("crate::password::Password".into()),
        Type::Uuid => Some("uuid::Uuid".into()),
        Type::Json => Some("serde_json::Value".into()),
        Type::Enum(id) => Some(format!("crate::enums::{}", enum_name(model, model.enumeration(*id)))),
        Type::List { of, .. } => type_imports(model, of),
        _ => None,
    }
}

fn free(plain: &str, suffix: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut free = plain.to_owned();
    while is_taken(&free) {
        free.push_str(suffix);
    }
    free
}

/// Whether the type of `own`, which would be called `plain`, cannot have this name. Of two entities the one that stands
/// first in the spec keeps its names, so that one more entity below the others renames nothing.
fn is_taken(model: &Model, own: &Name, plain: &str, name: &str) -> bool {
    let entities = model.entities.iter().map(|entity| &entity.name);
    let mut names = entities.chain(model.enums.iter().map(|enumeration| &enumeration.name));
    TAKEN_TYPES.contains(&name)
        || is_body(model, name, |entity| stands_first(model, entity, own))
        || hides(model, own, name)
        || plain != name && names.any(|other| other.pascal() == name)
}

/// Whether an entity has its names before the type of `own`; an account that the spec leaves out has.
fn stands_first(model: &Model, entity: &Entity, own: &Name) -> bool {
    let place = |name: &Name| model.entities.iter().position(|entity| entity.name == *name).unwrap_or(usize::MAX);
    let is_account = |name: &Name| model.account().is_some_and(|account| account.name == *name);
    is_account(&entity.name) || !is_account(own) && place(&entity.name) < place(own)
}

/// Whether a body of the type `name` of `own` would be called like an entity that was there before.
fn hides(model: &Model, own: &Name, name: &str) -> bool {
    let first = |name: &Name| name.snake().bytes().next();
    let is_body = |entity: &Entity| {
        // Asked of all entities by each: cheap questions that are seldom answered with yes come before whole names.
        if first(&entity.name) != first(own) {
            return false;
        }
        let ends_like_one = |suffix: &&&str| entity.name.last_word().eq_ignore_ascii_case(suffix);
        BODIES.iter().find(ends_like_one).is_some_and(|suffix| entity.name.pascal() == format!("{name}{suffix}"))
    };
    let mut bodies = model.entities.iter().filter(|entity| is_body(entity));
    bodies.any(|body| stands_first(model, body, own)) && model.entities.iter().any(|entity| entity.name == *own)
}

/// Whether a body of one of these entities may have this name, now or when the spec says more of it.
fn is_body(model: &Model, name: &str, counts: impl Fn(&Entity) -> bool) -> bool {
    let row = |suffix: &&str| name.strip_suffix(suffix).map(|row| row.trim_end_matches("Row"));
    let is_row = |entity: &Entity, row: &str| entity.name.pascal().trim_end_matches("Row") == row;
    let is_one = |row| model.entities.iter().any(|entity| is_row(entity, row) && counts(entity));
    let any = BODIES.iter().filter_map(row).any(is_one);
    any || model.account().is_some_and(|account| OWN_BODIES.iter().filter_map(row).any(|row| is_row(account, row)))
}
