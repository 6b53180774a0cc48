//! The view of the files that a project has once, and which of them it needs.

use super::access::narrows;
use super::shape::{Names, is_filled_json};
use super::tests::{TestUses, TestView};
use super::{Ownership, recursion, relations};
use crate::model::{Database, Default, Entity, EntityId, Enum, Envelope, FieldOrigin, Model, Semantic, Type};
use crate::target::{rust, sql};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Serialize)]
pub struct ProjectView {
    /// `my-blog`, the package.
    pub name: String,
    /// `my_blog`, the crate as its binary and tests name it.
    pub crate_path: String,
    /// One line, for comments.
    pub title: String,
    /// A Rust string.
    pub description: String,
    pub version: String,
    pub prefix: String,
    pub page_size: u32,
    pub sqlite: bool,
    /// Lists of some resource are narrowed to an owner.
    pub narrows: bool,
    /// There are accounts.
    pub auth: bool,
    pub jsend: bool,
    /// How far macros may recurse, where the usual is not enough.
    pub recursion_limit: Option<usize>,
    /// Public modules of the crate.
    pub modules: Vec<&'static str>,
    /// Modules of values.
    pub values: Vec<ValueModule>,
    pub enums: Vec<EnumView>,
    pub resources: Vec<ResourceView>,
    /// The path of the first resource, for examples.
    pub first_path: String,
    /// `.nest("/api/v1", resources::router())`.
    pub mount: String,
    pub problem_type: &'static str,
    /// Where a row is in the body of an answer, as links name it.
    pub row_expression: &'static str,
    pub database_url: String,
    /// Modules of the tests.
    pub test_modules: Vec<String>,
    pub test_uses: TestUses,
    pub storage: StorageView,
    pub patterns: bool,
    pub passwords: bool,
    pub decimals: bool,
    pub semantic: SemanticView,
    pub schema: String,
}

/// A resource in registries.
#[derive(Debug, Serialize)]
pub struct ResourceView {
    pub module: String,
    pub path: String,
    /// A Rust string.
    pub description: String,
}

#[derive(Debug, Serialize)]
pub struct ValueModule {
    /// `decimal`.
    pub module: &'static str,
    /// `Decimal`.
    pub name: &'static str,
}

/// Values that the database holds in a form of its own.
#[derive(Debug, Serialize)]
pub struct StorageView {
    /// `Decimal, Instant`.
    pub names: String,
    pub decimal: bool,
    pub instant: bool,
    pub time: bool,
    pub timestamp: bool,
    /// Instants or timestamps.
    pub moments: bool,
    /// Those that PostgreSQL has a type for, and the type of the `time` crate.
    pub native: Vec<NativeValue>,
}

#[derive(Debug, Serialize)]
pub struct NativeValue {
    pub name: &'static str,
    pub stored: &'static str,
}

#[derive(Debug, Serialize)]
pub struct SemanticView {
    pub email: bool,
    pub url: bool,
    pub slug: bool,
    pub phone: bool,
    pub ip: bool,
    pub country: bool,
    pub currency: bool,
    pub color: bool,
}

#[derive(Debug, Serialize)]
pub struct EnumView {
    pub name: String,
    /// `#[…]` lines.
    pub attributes: Vec<String>,
    pub doc: Vec<String>,
    pub values: Vec<ValueView>,
}

#[derive(Debug, Serialize)]
pub struct ValueView {
    pub variant: String,
    pub doc: Vec<String>,
    /// Rust strings.
    pub name: String,
    pub stored: String,
}

/// `tests` are the views of each entity's tests.
pub fn view(model: &Model, tests: &BTreeMap<EntityId, TestView>) -> ProjectView {
    let used = Used::of(model);
    let text = !used.semantic.is_empty();
    let optional = [
        ("auth", model.auth.is_some()),
        ("enums", !model.enums.is_empty()),
        ("password", used.passwords),
        ("relation", used.relations),
        ("retry", model.database == Database::Postgres),
        ("text", text),
        ("values", !used.values.is_empty()),
    ];
    let mut modules = MODULES.to_vec();
    modules.extend(optional.iter().filter(|(_, needed)| *needed).map(|(name, _)| *name));
    modules.sort_unstable();
    let has = |kind: Semantic| used.semantic.contains(&kind);
    let jsend = model.envelope == Envelope::Jsend;
    let test_uses = TestUses::of(model.auth.as_ref(), tests.values());
    ProjectView {
        crate_path: rust::crate_path(model),
        title: rust::comment(&model.description),
        description: rust::string(&model.description),
        version: model.version.clone(),
        prefix: model.prefix.clone(),
        page_size: model.page_size,
        sqlite: model.database == Database::Sqlite,
        auth: model.auth.is_some(),
        narrows: narrows(model),
        jsend,
        modules,
        enums: model.enums.iter().map(|enumeration| enum_view(model, enumeration)).collect(),
        test_modules: test_modules(model, &test_uses),
        test_uses,
        storage: storage(&used),
        first_path: model.entities.first().map(|entity| entity.path.clone()).unwrap_or_default(),
        mount: mount(model),
        row_expression: if jsend { "$response.body#/data" } else { "$response.body#" },
        problem_type: if jsend { "application/json" } else { "application/problem+json" },
        database_url: match model.database {
            Database::Sqlite => format!("sqlite://{}.db", model.name),
            Database::Postgres => format!("postgres://localhost/{}", model.name),
        },
        resources: resources(model),
        recursion_limit: recursion::limit(model),
        patterns: used.patterns,
        passwords: used.passwords,
        decimals: used.values.contains("decimal"),
        values: VALUES
            .iter()
            .filter(|(module, ..)| used.values.contains(module))
            .map(|&(module, name, ..)| ValueModule { module, name })
            .collect(),
        semantic: SemanticView {
            email: has(Semantic::Email),
            url: has(Semantic::Url),
            slug: has(Semantic::Slug),
            phone: has(Semantic::Phone),
            ip: has(Semantic::Ip),
            country: has(Semantic::Country),
            currency: has(Semantic::Currency),
            color: has(Semantic::Color),
        },
        schema: sql::create_schema(model),
        name: model.name.clone(),
    }
}

fn mount(model: &Model) -> String {
    let router = if model.auth.is_some() { "resources::router().merge(auth::router())" } else { "resources::router()" };
    match model.prefix.as_str() {
        "" => format!(".merge({router})"),
        prefix => format!(".nest({}, {router})", rust::string(prefix)),
    }
}

/// Modules that every service has.
const MODULES: &[&str] = &[
    "app",
    "body",
    "config",
    "constraint",
    "cursor",
    "db",
    "error",
    "extract",
    "fault",
    "filter",
    "guard",
    "health",
    "json",
    "listing",
    "metrics",
    "openapi",
    "page",
    "parameters",
    "pool",
    "problem",
    "resources",
    "response",
    "security",
    "seed",
    "server",
    "settings",
    "state",
    "telemetry",
    "validate",
];

/// Module, type, file and template of each value that needs a type of its own.
const VALUES: &[(&str, &str, &str, &str)] = &[
    ("bytes", "Bytes", "src/values/bytes.rs", "project/src/values/bytes.rs"),
    ("date", "Date", "src/values/date.rs", "project/src/values/date.rs"),
    ("decimal", "Decimal", "src/values/decimal.rs", "project/src/values/decimal.rs"),
    ("duration", "Duration", "src/values/duration.rs", "project/src/values/duration.rs"),
    ("instant", "Instant", "src/values/instant.rs", "project/src/values/instant.rs"),
    ("json", "JsonValue", "src/values/json.rs", "project/src/values/json.rs"),
    ("time", "Time", "src/values/time.rs", "project/src/values/time.rs"),
    ("timestamp", "Timestamp", "src/values/timestamp.rs", "project/src/values/timestamp.rs"),
];

/// Files that only some projects need.
pub fn optional_files(model: &Model, view: &ProjectView) -> Vec<(&'static str, &'static str, Ownership)> {
    let has = |module: &str| view.modules.contains(&module);
    let candidates = [
        ("src/enums.rs", "project/src/enums.rs.j2", has("enums")),
        ("src/password/hasher.rs", "project/src/password/hasher.rs", has("password")),
        ("src/password.rs", "project/src/password.rs.j2", has("password")),
        ("src/relation.rs", "project/src/relation.rs", has("relation")),
        ("src/text.rs", "project/src/text.rs.j2", has("text")),
        ("src/values/mod.rs", "project/src/values/mod.rs.j2", has("values")),
        ("tests/api/listing.rs", "project/tests/api/listing.rs.j2", view.test_uses.listing),
        ("tests/api/writing.rs", "project/tests/api/writing.rs.j2", view.test_uses.writing),
    ];
    let mut files: Vec<_> = candidates
        .into_iter()
        .filter(|(_, _, needed)| *needed)
        .map(|(path, template, _)| (path, template, Ownership::Shared))
        .collect();
    for &(module, _, path, template) in VALUES {
        if view.values.iter().any(|value| value.module == module) {
            files.push((path, template, Ownership::Shared));
        }
    }
    if view.auth && view.sqlite {
        files.push((".env", "project/.env.example.j2", Ownership::Once));
    }
    if !view.storage.names.is_empty() {
        let template = match model.database {
            Database::Sqlite => "project/src/values/storage.sqlite.rs.j2",
            Database::Postgres => "project/src/values/storage.postgres.rs.j2",
        };
        files.push(("src/values/storage.rs", template, Ownership::Shared));
    }
    files
}

fn test_modules(model: &Model, uses: &TestUses) -> Vec<String> {
    let own = ["answer", "health", "http", "openapi", "pool", "seed", "socket", "support", "unit"].into_iter();
    let own = own.chain(uses.listing.then_some("listing")).chain(uses.writing.then_some("writing"));
    let own = own.chain((model.database == Database::Postgres).then_some("database"));
    let own = own.chain(model.auth.iter().flat_map(|_| ["access", "auth", "callers"]));
    let resources = model.entities.iter().map(|entity| rust::module_name(model, entity));
    let mut modules: Vec<String> = resources.chain(own.map(str::to_owned)).collect();
    modules.sort();
    modules
}

fn storage(used: &Used) -> StorageView {
    let has = |module: &str| used.values.contains(module);
    let all = [
        ("decimal", "Decimal", None),
        ("instant", "Instant", Some("time::OffsetDateTime")),
        ("time", "Time", Some("time::Time")),
        ("timestamp", "Timestamp", Some("time::PrimitiveDateTime")),
    ];
    let stored = all.into_iter().filter(|(module, ..)| has(module));
    StorageView {
        names: stored.clone().map(|(_, name, _)| name).collect::<Vec<_>>().join(", "),
        decimal: has("decimal"),
        instant: has("instant"),
        time: has("time"),
        timestamp: has("timestamp"),
        moments: has("instant") || has("timestamp"),
        native: stored.filter_map(|(_, name, stored)| Some(NativeValue { name, stored: stored? })).collect(),
    }
}

fn resources(model: &Model) -> Vec<ResourceView> {
    let view = |entity: &Entity| {
        let names = Names::of(model, entity);
        let doc = entity.doc.clone().unwrap_or_else(|| format!("{}.", names.plural_title));
        ResourceView { module: names.module, path: names.path, description: rust::string(&doc) }
    };
    let mut resources: Vec<ResourceView> = model.entities.iter().map(view).collect();
    resources.sort_by(|a, b| a.module.cmp(&b.module));
    resources
}

fn enum_view(model: &Model, enumeration: &Enum) -> EnumView {
    let name = rust::enum_name(model, enumeration);
    let schema = rust::schema_name(model, &enumeration.name, &name);
    EnumView {
        attributes: (name != schema).then(|| format!("#[schema(as = {schema})]")).into_iter().collect(),
        doc: enumeration.doc.as_deref().map(rust::doc_lines).unwrap_or_default(),
        values: enumeration
            .values
            .iter()
            .map(|value| ValueView {
                variant: value.variant.clone(),
                doc: value.doc.as_deref().map(rust::doc_lines).unwrap_or_default(),
                name: rust::string(&value.name),
                stored: rust::string(&value.stored),
            })
            .collect(),
        name,
    }
}

/// What the entities of a model use.
#[derive(Default)]
struct Used {
    values: BTreeSet<&'static str>,
    semantic: BTreeSet<Semantic>,
    patterns: bool,
    passwords: bool,
    relations: bool,
}

impl Used {
    fn of(model: &Model) -> Self {
        let mut used = Self::default();
        for (index, entity) in model.entities.iter().enumerate() {
            for (field, column) in entity.columns() {
                used.add(&column.ty);
                used.patterns |= field.pattern.is_some();
                let stamped = field.origin != FieldOrigin::Spec && field.origin != FieldOrigin::Key;
                used.values.extend(stamped.then_some("instant"));
                used.values.extend(is_filled_json(field, &column.ty).then_some("json"));
                if field.default == Some(Default::Today) {
                    used.values.insert("date");
                }
            }
            used.relations |= !relations::included_targets(model, crate::model::EntityId(index)).is_empty();
            used.relations |= entity.relations().next().is_some() || !entity.many_to_many.is_empty();
        }
        let own = model.own_table_ids().flat_map(|id| model.entity(id).columns());
        used.values.extend(own.filter(|(_, column)| column.ty == Type::DateTime).map(|_| "instant"));
        used
    }

    fn add(&mut self, ty: &Type) {
        let value = match ty {
            Type::Decimal { .. } => "decimal",
            Type::Date => "date",
            Type::Time => "time",
            Type::DateTime => "instant",
            Type::Timestamp => "timestamp",
            Type::Duration => "duration",
            Type::Bytes { .. } => "bytes",
            Type::Semantic { kind, .. } => {
                self.semantic.insert(*kind);
                return;
            }
            Type::Password { .. } => {
                self.passwords = true;
                return;
            }
            Type::List { of, .. } => return self.add(of),
            _ => return,
        };
        self.values.insert(value);
    }
}
