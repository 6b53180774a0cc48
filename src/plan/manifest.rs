//! The view of `Cargo.toml`: the crates that not every service uses, and the features of sqlx.

use super::project::ProjectView;
use crate::model::Model;
use crate::target::toml;
use serde::Serialize;

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
