//! The view of `Cargo.toml`: the crates that not every service uses, the features of sqlx, and lints that stay silent.

use super::project::ProjectView;
use crate::model::{Model, Type};
use crate::target::toml;
use serde::Serialize;

/// Parts of a key that leave room for other arguments.
const SHORT_KEY: usize = 4;

#[derive(Debug, Serialize)]
pub struct ManifestView {
    pub name: String,
    pub version: String,
    /// A TOML string.
    pub description: String,
    pub sqlite: bool,
    /// There are accounts.
    pub auth: bool,
    pub argon2: bool,
    pub regex: bool,
    pub rust_decimal: bool,
    pub time: bool,
    /// `"runtime-tokio", "macros"`.
    pub sqlx_features: String,
    pub lints: Vec<Lint>,
}

/// A lint of clippy that is allowed everywhere.
#[derive(Debug, Serialize)]
pub struct Lint {
    pub name: &'static str,
    pub reason: &'static str,
}

pub fn view(model: &Model, project: &ProjectView) -> ManifestView {
    let times = ["date", "instant", "time", "timestamp"];
    let time = project.values.iter().any(|value| times.contains(&value.module));
    ManifestView {
        name: project.name.clone(),
        version: project.version.clone(),
        description: toml::string(&model.description),
        sqlite: project.sqlite,
        auth: project.auth,
        argon2: project.passwords,
        regex: project.patterns,
        rust_decimal: project.decimals,
        time,
        sqlx_features: sqlx_features(project, time),
        lints: lints(model),
    }
}

fn sqlx_features(project: &ProjectView, time: bool) -> String {
    let features = [
        ("runtime-tokio", true),
        ("macros", true),
        ("migrate", true),
        ("json", true),
        ("uuid", true),
        ("time", time),
        ("sqlite-bundled", project.sqlite),
        ("postgres", !project.sqlite),
        ("rust_decimal", !project.sqlite && project.decimals),
    ];
    let wanted = features.iter().filter(|(_, wanted)| *wanted);
    wanted.map(|(feature, _)| toml::string(feature)).collect::<Vec<_>>().join(", ")
}

/// What clippy holds against code that the spec alone makes necessary.
fn lints(model: &Model) -> Vec<Lint> {
    let mut fields = model.entities.iter().flat_map(|entity| &entity.fields);
    let floats = fields.any(|field| match field.scalar() {
        Some(Type::List { of, .. }) => matches!(**of, Type::Float),
        Some(Type::Json) => field.default.is_some() || field.example.is_some(),
        other => other == Some(&Type::Float),
    });
    let long_keys = model.entities.iter().any(|entity| entity.key_columns().count() > SHORT_KEY);
    let constants = ("approx_constant", "Numbers of the spec are meant as they stand: `3.14` is no π.");
    let arguments = ("too_many_arguments", "Each part of a key is an argument.");
    let types = ("type_complexity", "Each part of a key is a part of a tuple.");
    let wanted = [(constants, floats), (arguments, long_keys), (types, long_keys)];
    let wanted = wanted.into_iter().filter(|(_, wanted)| *wanted);
    wanted.map(|((name, reason), _)| Lint { name, reason }).collect()
}
