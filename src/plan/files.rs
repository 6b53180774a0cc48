//! The table of files: path, template, owner, view.

use super::tests::{Outcomes, TestView};
use super::{
    Ownership, PlannedFile, admin, auth, handlers, lock, manifest, module, project, queries, readme, seed, tests, types,
};
use crate::model::{Auth, Database, EntityId, Model};
use crate::target::rust;
use crate::target::sample::Samples;
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;
use std::collections::BTreeMap;

/// A file that any project has: where it goes, what it is made from, whose it is.
type Row = (&'static str, &'static str, Ownership);

const EVERYWHERE: &[Row] = &[
    (".dockerignore", "project/.dockerignore.j2", Ownership::Shared),
    (".env.example", "project/.env.example.j2", Ownership::Shared),
    (".gitattributes", "project/.gitattributes", Ownership::Shared),
    (".gitignore", "project/.gitignore.j2", Ownership::Shared),
    ("Dockerfile", "project/Dockerfile.j2", Ownership::Shared),
    ("rustfmt.toml", "project/rustfmt.toml", Ownership::Shared),
    ("build.rs", "project/build.rs", Ownership::Shared),
    ("clippy.toml", "project/clippy.toml", Ownership::Shared),
    ("deny.toml", "project/deny.toml", Ownership::Shared),
    ("src/config.rs", "project/src/config.rs.j2", Ownership::Shared),
    ("src/guard.rs", "project/src/guard.rs.j2", Ownership::Shared),
    ("src/health.rs", "project/src/health.rs", Ownership::Shared),
    ("src/main.rs", "project/src/main.rs.j2", Ownership::Shared),
    ("src/metrics.rs", "project/src/metrics.rs", Ownership::Shared),
    ("src/openapi.rs", "project/src/openapi.rs.j2", Ownership::Shared),
    ("src/openapi/answers.rs", "project/src/openapi/answers.rs.j2", Ownership::Shared),
    ("src/problem.rs", "project/src/problem.rs.j2", Ownership::Shared),
    ("src/response.rs", "project/src/response.rs.j2", Ownership::Shared),
    ("src/security.rs", "project/src/security.rs.j2", Ownership::Shared),
    ("src/settings.rs", "project/src/settings.rs", Ownership::Shared),
    ("src/server.rs", "project/src/server.rs", Ownership::Shared),
    ("src/telemetry.rs", "project/src/telemetry.rs.j2", Ownership::Shared),
    ("src/app.rs", "project/src/app.rs.j2", Ownership::Shared),
    ("src/body.rs", "project/src/body.rs", Ownership::Shared),
    ("src/constraint.rs", "project/src/constraint.rs", Ownership::Shared),
    ("src/cursor.rs", "project/src/cursor.rs", Ownership::Shared),
    ("src/listing.rs", "project/src/listing.rs", Ownership::Shared),
    ("src/error.rs", "project/src/error.rs.j2", Ownership::Shared),
    ("src/extract.rs", "project/src/extract.rs.j2", Ownership::Shared),
    ("src/fault.rs", "project/src/fault.rs", Ownership::Shared),
    ("src/filter.rs", "project/src/filter.rs", Ownership::Shared),
    ("src/json.rs", "project/src/json.rs", Ownership::Shared),
    ("src/lib.rs", "project/src/lib.rs.j2", Ownership::Shared),
    ("src/openapi/rows.rs", "project/src/openapi/rows.rs.j2", Ownership::Shared),
    ("src/page.rs", "project/src/page.rs.j2", Ownership::Shared),
    ("src/parameters.rs", "project/src/parameters.rs", Ownership::Shared),
    ("src/pool.rs", "project/src/pool.rs", Ownership::Shared),
    ("src/resources/mod.rs", "project/src/resources/mod.rs.j2", Ownership::Tool),
    ("src/state.rs", "project/src/state.rs.j2", Ownership::Shared),
    ("tests/api/health.rs", "project/tests/api/health.rs.j2", Ownership::Shared),
    ("tests/api/http.rs", "project/tests/api/http.rs.j2", Ownership::Shared),
    ("tests/api/main.rs", "project/tests/api/main.rs.j2", Ownership::Tool),
    ("tests/api/answer.rs", "project/tests/api/answer.rs.j2", Ownership::Shared),
    ("tests/api/openapi.rs", "project/tests/api/openapi.rs.j2", Ownership::Shared),
    ("tests/api/pool.rs", "project/tests/api/pool.rs.j2", Ownership::Shared),
    ("tests/api/socket.rs", "project/tests/api/socket.rs.j2", Ownership::Shared),
    ("tests/api/support.rs", "project/tests/api/support.rs.j2", Ownership::Shared),
    ("tests/api/unit.rs", "project/tests/api/unit.rs", Ownership::Shared),
    ("tests/api/unit/body.rs", "project/tests/api/unit/body.rs.j2", Ownership::Shared),
    ("tests/api/unit/database.rs", "project/tests/api/unit/database.rs.j2", Ownership::Shared),
    ("tests/api/unit/json.rs", "project/tests/api/unit/json.rs.j2", Ownership::Shared),
    ("tests/api/unit/metrics.rs", "project/tests/api/unit/metrics.rs.j2", Ownership::Shared),
    ("tests/api/unit/parameters.rs", "project/tests/api/unit/parameters.rs.j2", Ownership::Shared),
    ("tests/api/unit/rules.rs", "project/tests/api/unit/rules.rs.j2", Ownership::Shared),
    ("tests/api/unit/settings.rs", "project/tests/api/unit/settings.rs.j2", Ownership::Shared),
    ("src/validate.rs", "project/src/validate.rs", Ownership::Shared),
    ("migrations/0001_init.sql", "project/migrations/0001_init.sql.j2", Ownership::Once),
];

const SQLITE: &[Row] = &[
    (".cargo/config.toml", "project/.cargo/config.toml", Ownership::Shared),
    (".github/workflows/ci.yml", "project/.github/workflows/ci.sqlite.yml", Ownership::Shared),
    ("compose.yaml", "project/compose.sqlite.yaml.j2", Ownership::Shared),
    ("src/db.rs", "project/src/db.sqlite.rs", Ownership::Shared),
];

const POSTGRES: &[Row] = &[
    (".env", "project/.env.example.j2", Ownership::Once),
    (".github/workflows/ci.yml", "project/.github/workflows/ci.postgres.yml", Ownership::Shared),
    ("compose.yaml", "project/compose.postgres.yaml.j2", Ownership::Shared),
    ("src/db.rs", "project/src/db.postgres.rs", Ownership::Shared),
    ("src/retry.rs", "project/src/retry.rs", Ownership::Shared),
    ("tests/api/database.rs", "project/tests/api/database.rs.j2", Ownership::Shared),
];

/// The files of the project as a whole.
pub fn project(
    model: &Model,
    samples: &BTreeMap<EntityId, Samples<'_>>,
    tests: &BTreeMap<EntityId, TestView>,
) -> Vec<PlannedFile> {
    let view = project::view(model, tests);
    let database = match model.database {
        Database::Sqlite => SQLITE,
        Database::Postgres => POSTGRES,
    };
    let rows = EVERYWHERE.iter().chain(database).copied();
    let rows = rows.chain(project::optional_files(model, &view));
    let seed = value(&seed::view(model, &view, samples));
    let manifest = manifest::view(model, &view);
    let own = [
        file("Cargo.toml", "project/Cargo.toml.j2", Ownership::Shared, value(&manifest)),
        file("Cargo.lock", "project/Cargo.lock.j2", Ownership::Derived, value(&lock::view(&manifest))),
        file("README.md", "project/README.md.j2", Ownership::Shared, value(&readme::view(model, &view, samples))),
        file("src/seed.rs", "project/src/seed.rs.j2", Ownership::Shared, seed.clone()),
        file("tests/api/seed.rs", "project/tests/api/seed.rs.j2", Ownership::Shared, seed),
    ];
    let view = value(&view);
    let rows = rows.map(|(path, template, ownership)| file(path, template, ownership, view.clone()));
    rows.chain(own).chain(model.auth.iter().flat_map(|auth| accounts(model, auth, samples, tests))).collect()
}

/// The files of accounts.
fn accounts(
    model: &Model,
    auth: &Auth,
    samples: &BTreeMap<EntityId, Samples<'_>>,
    tests: &BTreeMap<EntityId, TestView>,
) -> Vec<PlannedFile> {
    let admin = value(&admin::view(model, auth, &samples[&auth.account]));
    let outcomes = Outcomes::of(tests.values());
    let callers = value(&tests::callers(model, auth, samples, outcomes));
    let own = [
        file("tests/api/access.rs", "project/tests/api/access.rs.j2", Ownership::Tool, callers.clone()),
        file("tests/api/callers.rs", "project/tests/api/callers.rs.j2", Ownership::Shared, callers),
        file("src/auth/admin.rs", "project/src/auth/admin.rs.j2", Ownership::Shared, admin),
    ];
    let view = auth::view(model, auth, samples);
    let files = auth::files::FILES.iter().chain(auth::files::TESTS).chain(auth::files::optional(&view));
    let data = value(&view);
    files.map(|(path, template)| file(path, template, Ownership::Shared, data.clone())).chain(own).collect()
}

/// The files of one entity.
pub fn resource(model: &Model, id: EntityId, samples: &Samples<'_>, tests: &TestView) -> Vec<PlannedFile> {
    let entity = model.entity(id);
    let directory = format!("src/resources/{}", rust::module_name(model, entity));
    let own = |path: String, template, view| PlannedFile {
        path,
        template,
        ownership: Ownership::Shared,
        entity: Some(entity.name.snake().to_owned()),
        view,
    };
    let test = format!("tests/api/{}.rs", rust::module_name(model, entity));
    let within = |name: &str| format!("{directory}/{name}");
    let handlers = handlers::view(model, id, samples);
    vec![
        own(test, "resource/api_test.rs.j2", value(tests)),
        own(within("mod.rs"), "resource/mod.rs.j2", value(&module::view(model, id, &handlers))),
        own(within("types.rs"), "resource/types.rs.j2", value(&types::view(model, id, samples))),
        own(within("handlers.rs"), "resource/handlers.rs.j2", value(&handlers)),
        own(within("queries.rs"), "resource/queries.rs.j2", value(&queries::view(model, id, samples))),
    ]
}

fn file(path: &str, template: &'static str, ownership: Ownership, view: Value) -> PlannedFile {
    PlannedFile { path: path.to_owned(), template, ownership, entity: None, view }
}

fn value(view: &impl Serialize) -> Value {
    Value::from(Serde(view))
}
