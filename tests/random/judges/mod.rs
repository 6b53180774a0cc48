//! Who says whether what came out is what it should be: parsers and databases of others, and the harmless twin.

mod data;
mod markdown;
pub mod postgres;
mod rust;
pub mod rustfmt;
mod sql;
mod statements;

use crate::document::{Node, Reading};
use scaffold::check::check;
use scaffold::diagnostic::Style;
use scaffold::edit;
use scaffold::model::{Database, Model};
use scaffold::plan::plan;
use scaffold::render::{RenderedFile, Templates, unformatted};
use scaffold::source::Source;
use std::cell::RefCell;
use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// Hashes of files that were read already: most files of most projects are the same.
    static READ: RefCell<HashSet<u64>> = RefCell::default();
}

/// What is wrong with a spec's project.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Who says so: shrinking keeps it.
    pub judge: String,
    pub message: String,
}

/// A project that passed, for the judges that look at many at once.
pub struct Project {
    pub seed: u64,
    pub database: Database,
    pub files: Vec<RenderedFile>,
}

impl Failure {
    pub fn new(judge: impl Into<String>, message: impl ToString) -> Self {
        Self { judge: judge.into(), message: message.to_string() }
    }
}

/// Checks and generates a spec in both readings and holds every file against its parser and its twin.
pub fn judge(seed: u64, document: &Node) -> Result<Project, Failure> {
    judge_text(seed, &document.yaml(Reading::AsMeant), &document.yaml(Reading::Twin))
}

pub fn judge_text(seed: u64, text: &str, twin: &str) -> Result<Project, Failure> {
    catch_unwind(AssertUnwindSafe(|| without_panic(seed, text, twin))).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(Failure::new("panic", said.unwrap_or_default()))
    })
}

fn without_panic(seed: u64, text: &str, twin: &str) -> Result<Project, Failure> {
    let model = checked(text, "check")?;
    checked(&edit::name_schema(text), "check with the schema named")?;
    let files = generated(&model)?;
    let twin = generated(&checked(twin, "check of the twin")?)?;
    let paths = |files: &[RenderedFile]| files.iter().map(|file| file.path.clone()).collect::<Vec<_>>();
    if paths(&files) != paths(&twin) {
        return Err(Failure::new("paths", "the twin has other files"));
    }
    for (file, twin) in files.iter().zip(&twin) {
        let (text, twin) = (contents(file)?, contents(twin)?);
        let judged = judge_file(&file.path, text, twin);
        judged.map_err(|problem| Failure::new(judge_of(&file.path), format!("{}: {problem}", file.path)))?;
    }
    for (name, snapshot) in scaffold::evolve::snapshots(&model) {
        data::json(&snapshot).map_err(|problem| Failure::new("json", format!("snapshot of {name}: {problem}")))?;
    }
    if model.database == Database::Sqlite {
        let database = sql::run(migration(&files)).map_err(|problem| Failure::new("sqlite", problem))?;
        judge_queries(&files, |text| statements::judge(&database, text))?;
    }
    Ok(Project { seed, database: model.database, files })
}

/// The pages of included rows in a spec's project on SQLite, each of which an index serves.
pub fn indexed_pages(text: &str) -> Result<usize, Failure> {
    let model = Model { database: Database::Sqlite, ..checked(text, "check")? };
    let files = generated(&model)?;
    let database = sql::run(migration(&files)).map_err(|problem| Failure::new("sqlite", problem))?;
    let pages = judge_queries(&files, |text| statements::pages_are_read_by_index(&database, text))?;
    Ok(pages.into_iter().sum())
}

/// What is found in the queries of each resource.
fn judge_queries<T>(files: &[RenderedFile], judge: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, Failure> {
    let queries = files.iter().filter(|file| file.path.ends_with("queries.rs"));
    let judged = queries.map(|file| {
        judge(contents(file)?).map_err(|problem| Failure::new("statements", format!("{}: {problem}", file.path)))
    });
    judged.collect()
}

/// How many rows a resource's only page has for a key, among these rows in a spec's project on SQLite.
pub fn rows_of_page(spec: &str, resource: &str, rows: &str, key: u32) -> Result<usize, Failure> {
    let files = generated(&checked(spec, "check")?)?;
    let of_sqlite = |problem: rusqlite::Error| Failure::new("sqlite", problem);
    let database = sql::run(migration(&files)).map_err(|problem| Failure::new("sqlite", problem))?;
    database.execute_batch(rows).map_err(of_sqlite)?;
    let path = format!("src/resources/{resource}/queries.rs");
    let file = files.iter().find(|file| file.path == path).ok_or_else(|| Failure::new("paths", &path))?;
    let pages = statements::pages(contents(file)?).map_err(|problem| Failure::new("statements", problem))?;
    let page = pages.first().ok_or_else(|| Failure::new("statements", "no page"))?;
    let mut page = database.prepare(&page.replace("(null)", &format!("({key})"))).map_err(of_sqlite)?;
    let found = page.query([]).map_err(of_sqlite)?.mapped(|_| Ok(())).count();
    Ok(found)
}

fn checked(text: &str, judge: &str) -> Result<Model, Failure> {
    check(&Source::new("scaffold.yaml", text)).map_err(|report| {
        let mut codes: Vec<String> = report.diagnostics().iter().map(|found| format!("{:?}", found.code)).collect();
        codes.dedup();
        Failure::new(format!("{judge}: {}", codes.join(", ")), report.render(Style::Plain))
    })
}

fn generated(model: &Model) -> Result<Vec<RenderedFile>, Failure> {
    let plan = plan(model).map_err(|problem| Failure::new("plan", format!("{problem:?}")))?;
    unformatted(&plan, &Templates::built_in()).map_err(|problem| Failure::new("render", problem))
}

fn contents(file: &RenderedFile) -> Result<&str, Failure> {
    std::str::from_utf8(&file.contents).map_err(|error| Failure::new("utf-8", format!("{}: {error}", file.path)))
}

/// The migration that creates everything.
pub fn migration(files: &[RenderedFile]) -> &str {
    let file = files.iter().find(|file| file.path == "migrations/0001_init.sql").expect("a migration");
    std::str::from_utf8(&file.contents).expect("text")
}

fn judge_of(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(_, extension)| extension)
}

fn judge_file(path: &str, text: &str, twin: &str) -> Result<(), String> {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    if text == twin && !READ.with_borrow_mut(|read| read.insert(hasher.finish())) {
        return Ok(());
    }
    match judge_of(path) {
        "rs" => rust::judge(text, twin),
        "sql" => same(&sql::skeleton(text), &sql::skeleton(twin)),
        "toml" | "lock" => same(&data::toml(text)?, &data::toml(twin)?),
        "yml" | "yaml" => same(&data::yaml(text)?, &data::yaml(twin)?),
        "md" => same(&markdown::skeleton(text), &markdown::skeleton(twin)),
        _ => same(&lines(text), &lines(twin)),
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// Both skeletons are one; else where they part.
fn same(one: &[String], twin: &[String]) -> Result<(), String> {
    let Some(at) = (0..one.len().max(twin.len())).find(|index| one.get(*index) != twin.get(*index)) else {
        return Ok(());
    };
    let around = |all: &[String]| all[at.saturating_sub(12).min(all.len())..(at + 12).min(all.len())].join(" ");
    Err(format!("the structure is not that of its twin\n  here: {}\n  twin: {}", around(one), around(twin)))
}
