//! The view of `Cargo.lock`: of the versions that the templates were tested with, those that the manifest reaches.
//!
//! `lock/*.lock` are lock files of a service that uses every crate, one for each database.

use super::manifest::ManifestView;
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::BTreeMap;

const SQLITE: &str = include_str!("lock/sqlite.lock");
const POSTGRES: &str = include_str!("lock/postgres.lock");

/// What only services with accounts depend on, `subtle` by way of `digest`.
const ACCOUNTS: [&str; 8] = ["getrandom", "governor", "hmac", "ipnet", "jsonwebtoken", "lettre", "rpassword", "subtle"];

#[derive(Debug, Serialize)]
pub struct LockView {
    pub packages: Vec<Package>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Package {
    pub name: String,
    pub version: String,
    /// The lines for source and checksum; none for the service itself.
    pub origin: Vec<String>,
    /// A name, or name and version where there are several.
    pub dependencies: Vec<String>,
}

pub fn view(manifest: &ManifestView) -> LockView {
    let optional = [
        ("argon2", manifest.argon2),
        ("regex", manifest.regex),
        ("rust_decimal", manifest.rust_decimal),
        ("time", manifest.time),
    ];
    let unused = |name: &str| optional.contains(&(name, false));
    let accounts = |dependency: &str| ACCOUNTS.contains(&dependency.split(' ').next().unwrap_or_default());
    let mut packages = parse(if manifest.sqlite { SQLITE } else { POSTGRES });
    // sqlx depends on what the service asks it to.
    for package in packages.iter_mut().filter(|package| package.is_service() || package.name.starts_with("sqlx")) {
        package.dependencies.retain(|dependency| !unused(dependency));
    }
    let asks = |package: &&mut Package| package.is_service() || package.name == "digest";
    for package in packages.iter_mut().filter(asks).filter(|_| !manifest.auth) {
        package.dependencies.retain(|dependency| !accounts(dependency));
    }
    lengthen(&mut packages);
    let mut packages = reached(&packages);
    for package in packages.iter_mut().filter(|package| package.is_service()) {
        package.name.clone_from(&manifest.name);
        package.version.clone_from(&manifest.version);
    }
    packages.sort_by(Package::order);
    shorten(&mut packages);
    LockView { packages }
}

impl Package {
    fn is_service(&self) -> bool {
        self.origin.is_empty()
    }

    fn id(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    fn order(&self, other: &Self) -> Ordering {
        let numbers = |package: &Self| package.version.split('.').map(|part| part.parse().unwrap_or(0)).collect();
        self.name.cmp(&other.name).then_with(|| {
            let (own, others): (Vec<u64>, Vec<u64>) = (numbers(self), numbers(other));
            own.cmp(&others)
        })
    }
}

fn parse(lock: &str) -> Vec<Package> {
    lock.split("[[package]]\n").skip(1).map(package).collect()
}

fn package(text: &str) -> Package {
    let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = ")).unwrap_or("");
    let origin = text.lines().filter(|line| line.starts_with("source") || line.starts_with("checksum"));
    let dependencies = text.lines().filter_map(|line| line.strip_prefix(" \"")?.strip_suffix("\","));
    Package {
        name: value("name").trim_matches('"').to_owned(),
        version: value("version").trim_matches('"').to_owned(),
        origin: origin.map(str::to_owned).collect(),
        dependencies: dependencies.map(str::to_owned).collect(),
    }
}

/// Gives each dependency its version, which cargo leaves out where the name alone will do.
fn lengthen(packages: &mut [Package]) {
    let ids: BTreeMap<String, String> = packages.iter().map(|package| (package.name.clone(), package.id())).collect();
    for dependency in packages.iter_mut().flat_map(|package| &mut package.dependencies) {
        if let Some(id) = ids.get(dependency) {
            dependency.clone_from(id);
        }
    }
}

/// What the service depends on, itself included.
fn reached(packages: &[Package]) -> Vec<Package> {
    let by_id: BTreeMap<String, &Package> = packages.iter().map(|package| (package.id(), package)).collect();
    let mut found = BTreeMap::new();
    let mut open: Vec<&Package> = packages.iter().filter(|package| package.is_service()).collect();
    while let Some(package) = open.pop() {
        if found.insert(package.id(), package.clone()).is_none() {
            open.extend(package.dependencies.iter().filter_map(|dependency| by_id.get(dependency)));
        }
    }
    found.into_values().collect()
}

/// Takes the version from each dependency whose name alone will do.
fn shorten(packages: &mut [Package]) {
    let mut versions: BTreeMap<String, usize> = BTreeMap::new();
    for package in packages.iter() {
        *versions.entry(package.name.clone()).or_default() += 1;
    }
    for dependency in packages.iter_mut().flat_map(|package| &mut package.dependencies) {
        let name = dependency.split(' ').next().unwrap_or_default().to_owned();
        if versions.get(&name) == Some(&1) {
            *dependency = name;
        }
    }
}
