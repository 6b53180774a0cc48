//! Names that generated code uses itself, so that nothing of a spec is called so there.

/// Names that generated modules, the prelude or derive macros use: a row or enum of such a name gets a suffix.
pub(super) const TAKEN_TYPES: &[&str] = &[
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
    "StrDeserializer",
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

/// Types that only the routes of accounts use, beside the row of an account.
pub(super) const ACCOUNT_TYPES: &[&str] = &["Change", "Client", "Current", "Event", "Registration", "SelfPatch"];

/// What the bodies of a row add to its name.
pub(super) const BODIES: &[&str] = &["Input", "Update", "Patch"];

/// What the bodies that an account writes of itself add to its name, and what would add up to one of them.
pub(super) const OWN_BODIES: &[&str] = &["Registration", "Self", "SelfUpdate", "SelfPatch"];

/// Schemas that the document of a service has by itself.
pub(super) const OWN_SCHEMAS: &[&str] = &[
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
pub(super) const TAKEN_VARIABLES: &[&str] = &[
    "bool", "caller", "change", "char", "count", "create", "created", "current", "db", "delete", "dangling", "error",
    "expected", "f32", "f64", "fault", "faults", "find", "get", "i16", "i32", "i64", "i8", "id", "include", "index",
    "input", "insert", "isize", "key", "link", "list", "now", "page", "patch", "plain", "query", "related", "replace",
    "response", "row", "seen", "select", "self_", "sql", "state", "str", "u16", "u32", "u64", "u8", "unlink", "update",
    "usize",
];

/// Modules that a resource's own module, or that of its tests, may not be called.
pub(super) const TAKEN_MODULES: &[&str] = &[
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
    "json",
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

/// Modules and crates that the routes of accounts name beside the module of the accounts.
pub(super) const ACCOUNT_MODULES: &[&str] = &[
    "anyhow",
    "body",
    "clap",
    "common",
    "io",
    "letters",
    "mailer",
    "mem",
    "password",
    "passwords",
    "response",
    "serde_json",
    "settings",
    "tracing",
    "utoipa",
    "uuid",
    "verify",
];

/// Modules of the service that its binary and its tests import by themselves.
pub(super) const IMPORTED_MODULES: &[&str] =
    &["app", "config", "metrics", "resources", "seed", "server", "telemetry", "token"];

#[cfg(test)]
mod tests {
    use super::{ACCOUNT_MODULES, ACCOUNT_TYPES, TAKEN_MODULES, TAKEN_TYPES};
    use std::fs;
    use std::path::{Path, PathBuf};
    use syn::{Item, UseTree};

    /// Types that a file names beside those of the spec, which come from these modules.
    fn own_types(path: &Path, of_spec: &[&str]) -> Vec<String> {
        let file = syn::parse_file(&fs::read_to_string(path).expect("readable")).expect("Rust");
        let mut types = Vec::new();
        for item in &file.items {
            match item {
                Item::Use(item) => leaves(&item.tree, of_spec, &mut types),
                Item::Type(item) if path.ends_with("admin.rs") => types.push(item.ident.to_string()),
                _ => {}
            }
        }
        types.retain(|name| name.starts_with(char::is_uppercase) && name.chars().any(char::is_lowercase));
        types
    }

    fn leaves(tree: &UseTree, of_spec: &[&str], types: &mut Vec<String>) {
        match tree {
            UseTree::Path(path) if of_spec.iter().any(|module| path.ident == module) => {}
            UseTree::Path(path) => leaves(&path.tree, of_spec, types),
            UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, of_spec, types)),
            UseTree::Name(name) => types.push(name.ident.to_string()),
            UseTree::Rename(rename) => types.push(rename.rename.to_string()),
            UseTree::Glob(_) => {}
        }
    }

    /// Files that name rows or enums, in all examples: those of resources and the others.
    fn files() -> (Vec<PathBuf>, Vec<PathBuf>) {
        let entries = |path: &Path| -> Vec<PathBuf> {
            fs::read_dir(path).into_iter().flatten().map(|entry| entry.expect("an entry").path()).collect()
        };
        let (mut resources, mut others) = (Vec::new(), Vec::new());
        for example in entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")) {
            resources.extend(entries(&example.join("src/resources")).iter().flat_map(|module| entries(module)));
            let names = ["enums.rs", "auth/admin.rs", "auth/me.rs", "auth/register.rs"];
            others.extend(names.map(|name| example.join("src").join(name)).into_iter().filter(|path| path.exists()));
        }
        (resources, others)
    }

    #[test]
    fn nothing_of_a_spec_is_called_like_a_type_that_its_files_import() {
        let (resources, others) = files();
        assert!(!resources.is_empty() && !others.is_empty());
        for path in resources {
            let mut types = own_types(&path, &["enums", "resources", "super", "types"]).into_iter();
            assert_eq!(types.find(|name| !TAKEN_TYPES.contains(&name.as_str())), None, "{}", path.display());
        }
        for path in others {
            let known = |name: &String| TAKEN_TYPES.iter().chain(ACCOUNT_TYPES).any(|taken| taken == name);
            let mut types = own_types(&path, &["enums", "resources"]).into_iter();
            assert_eq!(types.find(|name| !known(name)), None, "{}", path.display());
        }
    }

    /// Modules that a file imports, and crates, but those of the spec.
    fn modules(tree: &UseTree, above: &str, found: &mut Vec<String>) {
        match tree {
            UseTree::Path(path) if path.ident == "resources" => {}
            UseTree::Path(path) => modules(&path.tree, &path.ident.to_string(), found),
            UseTree::Group(group) => group.items.iter().for_each(|tree| modules(tree, above, found)),
            UseTree::Name(name) if name.ident == "self" => found.push(above.to_owned()),
            UseTree::Name(name) => found.push(name.ident.to_string()),
            UseTree::Rename(_) | UseTree::Glob(_) => {}
        }
    }

    #[test]
    fn no_module_of_accounts_is_called_like_one_beside_it() {
        let mut paths: Vec<PathBuf> = files().1.into_iter().filter(|path| !path.ends_with("enums.rs")).collect();
        let commands: Vec<PathBuf> = paths.iter().map(|path| path.with_file_name("create_admin.rs")).collect();
        paths.extend(commands);
        for path in paths {
            let file = syn::parse_file(&fs::read_to_string(&path).expect("readable")).expect("Rust");
            let mut found = Vec::new();
            for item in &file.items {
                if let Item::Use(item) = item {
                    modules(&item.tree, "", &mut found);
                    let root =
                        if let UseTree::Path(path) = &item.tree { path.ident.to_string() } else { String::new() };
                    found.extend(Some(root).filter(|root| !["crate", "self", "super"].contains(&root.as_str())));
                }
            }
            let known = |name: &String| TAKEN_MODULES.iter().chain(ACCOUNT_MODULES).any(|taken| taken == name);
            // Functions and macros have names of their own, beside those of modules.
            let is_module =
                |name: &&String| name.starts_with(char::is_lowercase) && !["bail", "json"].contains(&name.as_str());
            assert_eq!(found.iter().filter(is_module).find(|name| !known(name)), None, "{}", path.display());
        }
    }
}
