//! Names and types: which Rust type a column has, and what it is called where a name is taken.

use crate::model::{Entity, Enum, Model, Type};
use crate::name::Name;

/// Names that generated modules, the prelude or derive macros use: a row or enum of such a name gets a suffix.
const TAKEN_TYPES: &[&str] = &[
    "Access",
    "Account",
    "AccountId",
    "AppState",
    "Arc",
    "AsRef",
    "BTreeMap",
    "BTreeSet",
    "Body",
    "Bool",
    "Box",
    "Bytes",
    "Caller",
    "ChangeInput",
    "Char",
    "Clone",
    "Column",
    "Connection",
    "Constraint",
    "Copy",
    "Cow",
    "Date",
    "DateTime",
    "Debug",
    "Decimal",
    "Default",
    "Deserialize",
    "Display",
    "Drop",
    "Duration",
    "Encode",
    "Eq",
    "Err",
    "Error",
    "Fault",
    "Faults",
    "Fn",
    "FnMut",
    "FnOnce",
    "ForgotInput",
    "From",
    "FromRow",
    "Hash",
    "HashMap",
    "HashSet",
    "IfMatch",
    "IfNoneMatch",
    "Include",
    "IncludeQuery",
    "Instant",
    "Into",
    "IntoParams",
    "IntoResponse",
    "Iterator",
    "Json",
    "JsonValue",
    "LazyLock",
    "Linked",
    "ListQuery",
    "Listed",
    "LoggedIn",
    "LoginInput",
    "Map",
    "NaiveDate",
    "NaiveDateTime",
    "NaiveTime",
    "None",
    "Object",
    "OffsetDateTime",
    "Ok",
    "OpenApi",
    "OpenApiRouter",
    "Operator",
    "Option",
    "Ord",
    "Outcome",
    "OwnSession",
    "OwnSessions",
    "Owned",
    "Page",
    "PartialEq",
    "PartialOrd",
    "PartialSchema",
    "Password",
    "PasswordGrant",
    "Patch",
    "Path",
    "PrimitiveDateTime",
    "Problem",
    "Query",
    "QueryBuilder",
    "Queryable",
    "R",
    "Rc",
    "RefCell",
    "RefOr",
    "RefreshInput",
    "Regex",
    "ResetInput",
    "Response",
    "Result",
    "Route",
    "Router",
    "Row",
    "Rule",
    "Schema",
    "Scope",
    "Self",
    "Send",
    "Serialize",
    "Set",
    "Sized",
    "Some",
    "State",
    "StatusCode",
    "String",
    "Success",
    "Sync",
    "Target",
    "Time",
    "Timestamp",
    "ToOwned",
    "ToSchema",
    "ToString",
    "TokenPair",
    "TryFrom",
    "TryInto",
    "Type",
    "Ulid",
    "Unpin",
    "Url",
    "Uuid",
    "Validate",
    "Value",
    "Vec",
    "VerifyInput",
];

/// Schemas that the document of a service has by itself.
const OWN_SCHEMAS: &[&str] = &[
    "ChangeInput",
    "Date",
    "Duration",
    "Fault",
    "ForgotInput",
    "Instant",
    "JsonValue",
    "LoginInput",
    "OwnSession",
    "OwnSessions",
    "PasswordGrant",
    "Problem",
    "RefreshInput",
    "ResetInput",
    "Time",
    "Timestamp",
    "TokenPair",
    "VerifyInput",
];

/// Variables and functions of the templates that a row of this name would hide.
const TAKEN_VARIABLES: &[&str] = &[
    "bool", "change", "char", "count", "create", "created", "current", "db", "delete", "dangling", "error", "expected",
    "f32", "f64", "fault", "faults", "find", "get", "i16", "i32", "i64", "i8", "id", "include", "index", "input",
    "insert", "isize", "key", "link", "list", "now", "page", "patch", "plain", "query", "related", "replace",
    "response", "row", "seen", "select", "self_", "sql", "state", "str", "u16", "u32", "u64", "u8", "unlink", "update",
    "usize",
];

/// Modules that a resource's own module, or that of its tests, may not be called.
const TAKEN_MODULES: &[&str] = &[
    "access",
    "alloc",
    "answer",
    "auth",
    "axum",
    "callers",
    "core",
    "database",
    "handlers",
    "health",
    "http",
    "listing",
    "main",
    "openapi",
    "pool",
    "queries",
    "resources",
    "seed",
    "socket",
    "sqlx",
    "std",
    "support",
    "types",
    "unit",
    "writing",
];

/// Modules of the service that its binary and its tests import by themselves.
const IMPORTED_MODULES: &[&str] = &["app", "config", "metrics", "resources", "seed", "server", "telemetry", "token"];

/// `blog`, the library as other crates name it, or `::app` where they would take that for a module.
pub fn crate_path(model: &Model) -> String {
    let name = model.name.replace('-', "_");
    if IMPORTED_MODULES.contains(&name.as_str()) { format!("::{name}") } else { name }
}

/// `Post`, or `OptionRow` where the name is taken.
pub fn row_type_name(entity: &Entity) -> String {
    free(entity.name.pascal(), TAKEN_TYPES, "Row")
}

/// `PostStatus`, or `ResultKind` where the name is taken.
pub fn enum_name(enumeration: &Enum) -> String {
    free(enumeration.name.pascal(), TAKEN_TYPES, "Kind")
}

/// `Post`, what the document calls a type of this name in the code; a schema of its own keeps its name.
pub fn schema_name(name: &Name, code: &str) -> String {
    let plain = name.pascal();
    if OWN_SCHEMAS.contains(&plain.as_str()) { code.to_owned() } else { plain }
}

/// `post` or `posts` as a variable; `fallback` where templates use the name themselves.
pub fn variable_name(ident: &str, fallback: &str) -> String {
    if TAKEN_VARIABLES.contains(&ident) || ident.starts_with("r#") { fallback.to_owned() } else { ident.to_owned() }
}

/// The module of a resource: `posts`. Never a keyword, so that file and module have one name.
pub fn module_name(entity: &Entity) -> String {
    let plural = entity.plural.ident();
    let plain = plural.strip_prefix("r#").unwrap_or(&plural);
    if plain == plural && !TAKEN_MODULES.contains(&plain) { plural } else { format!("{plain}_rows") }
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
        Type::Enum(id) => enum_name(model.enumeration(*id)),
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
        Type::Enum(id) => Some(format!("crate::enums::{}", enum_name(model.enumeration(*id)))),
        Type::List { of, .. } => type_imports(model, of),
        _ => None,
    }
}

fn free(mut name: String, taken: &[&str], suffix: &str) -> String {
    while taken.contains(&name.as_str()) {
        name.push_str(suffix);
    }
    name
}
