//! What becomes of one hostile spec: refused by the real binary within limits, or accepted with a sound project.

use rusqlite::Connection;
use scaffold::check::check;
use scaffold::diagnostic::{Style, is_invisible};
use scaffold::model::{Database, Model};
use scaffold::render::{self, RenderedFile, Templates};
use scaffold::source::Source;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

/// A name that says what is tried, the spec with `«»` around what is wrong, and the code of its mistake.
pub type Row = (&'static str, String, &'static str);

/// Address space and processor time that a refusal may take: memory in use is never more than the first.
/// Tests run unoptimised, where an optimised build needs less than a second.
const LIMITS: &str = "ulimit -v 204800; ulimit -t 5; exec \"$0\" \"$@\"";

/// What the checker may take within a test, likewise.
const PATIENCE: Duration = Duration::from_secs(5);

/// Runs something that must not take long; other work of the machine does not count.
pub fn soon<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = processor_time();
    let outcome = work();
    let taken = processor_time() - start;
    assert!(taken < PATIENCE, "{what} took {taken:?}");
    outcome
}

/// What this thread has had of the processor so far.
fn processor_time() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    Duration::from_nanos(text.split(' ').next().and_then(|first| first.parse().ok()).expect("nanoseconds"))
}

/// The binary under [`LIMITS`].
pub fn limited(directory: &Path) -> Command {
    let mut command = Command::new("sh");
    command.current_dir(directory).args(["-c", LIMITS, env!("CARGO_BIN_EXE_scaffold")]).env_remove("NO_COLOR");
    command
}

/// A spec of one entity with one field.
pub fn field(line: &str) -> String {
    format!("scaffold: 1\nname: shop\nentities:\n  A:\n    fields:\n      a: {line}\n")
}

/// A spec of one entity with these lines, which are indented by four spaces.
pub fn entity(lines: &str) -> String {
    format!("scaffold: 1\nname: shop\nentities:\n  A:\n    {}\n", lines.replace('\n', "\n    "))
}

/// A spec with these lines at the top and one entity.
pub fn top(lines: &str) -> String {
    format!("scaffold: 1\n{lines}\nentities:\n  A:\n    fields:\n      a: int\n")
}

/// Holds every row against what the binary says to it, and lists the rows that differ.
pub fn refused(rows: &[Row]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(name, text, code)| refuse(text.as_bytes(), code).err().map(|why| format!("{name}: {why}")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Runs `scaffold new` over one spec, which must be refused at the marked place with nothing written.
pub fn refuse(marked: &[u8], code: &str) -> Result<(), String> {
    let (text, places) = unmark(marked);
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("spec.yaml"), text).expect("written");
    let output =
        limited(directory.path()).args(["new", "out", "--spec", "spec.yaml", "--no-git"]).output().expect("sh runs");
    let said: String = String::from_utf8_lossy(&output.stderr).chars().take(20_000).collect();
    calm(&output)?;
    if output.status.code() != Some(2) {
        return Err(format!("{} instead of a refusal:\n{said}", output.status));
    }
    let left = fs::read_dir(directory.path()).expect("a directory").count();
    if left != 1 {
        return Err(format!("{} things were written", left - 1));
    }
    let blocks: Vec<&str> = said.split("\n\n").collect();
    for (at, quote) in places {
        let fits = |block: &&str| {
            block.contains(&format!("error[{code}]")) && block.contains(&at) && block.contains(&shown(&quote))
        };
        if !blocks.iter().any(fits) {
            return Err(format!("`{code}` with `{quote}` at `{at}` was expected:\n{said}"));
        }
    }
    if !said.contains("help: ") && !said.contains("]: expected ") {
        return Err(format!("no help is given:\n{said}"));
    }
    Ok(())
}

/// Ended by itself, without a panic, and with nothing in its words that moves a terminal.
pub fn calm(output: &Output) -> Result<(), String> {
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.code().is_none() || said.contains("panicked") || said.contains("bug of scaffold") {
        return Err(format!("{}:\n{said}", output.status));
    }
    let moves = |character: &char| {
        (character.is_control() && *character != '\n')
            || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    match said.chars().find(moves) {
        Some(character) => Err(format!("the raw character {} is printed:\n{said}", character.escape_unicode())),
        None => Ok(()),
    }
}

/// What of a quote can be looked for in a report: its beginning, without what no terminal shows.
fn shown(quote: &str) -> String {
    let line = quote.lines().next().unwrap_or_default();
    line.chars().take_while(|character| !is_invisible(*character)).take(40).collect()
}

/// The spec without its marks; the place of each pair and what it encloses. A spec without marks is wrong somewhere.
fn unmark(marked: &[u8]) -> (Vec<u8>, Vec<(String, String)>) {
    let Ok(text) = std::str::from_utf8(marked) else {
        return (marked.to_vec(), vec![("--> spec.yaml".into(), String::new())]);
    };
    let (mut plain, mut places) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('«') {
        plain.push_str(before);
        let (inside, behind) = behind.split_once('»').expect("marks come in pairs");
        let line_start = plain.rfind('\n').map_or(0, |found| found + 1);
        let (line, column) = (plain.matches('\n').count() + 1, plain[line_start..].chars().count() + 1);
        places.push((format!("--> spec.yaml:{line}:{column}\n"), inside.to_owned()));
        plain.push_str(inside);
        rest = behind;
    }
    plain.push_str(rest);
    if places.is_empty() {
        places.push(("--> spec.yaml".to_owned(), String::new()));
    }
    (plain.into_bytes(), places)
}

/// The model of a spec that must be right.
pub fn understood(name: &str, text: &str) -> Model {
    check(&Source::new("spec.yaml", text))
        .unwrap_or_else(|report| panic!("{name} is refused:\n{}", report.render(Style::Plain)))
}

/// Generates what a spec describes: every file can be parsed, and the migration runs beside a table of ours.
pub fn accepted(name: &str, text: &str) -> Vec<RenderedFile> {
    let model = understood(name, text);
    let plan = scaffold::plan(&model).unwrap_or_else(|error| panic!("{name}: {error}"));
    let files = render::unformatted(&plan, &Templates::built_in()).unwrap_or_else(|error| panic!("{name}: {error}"));
    for file in &files {
        parse(file).unwrap_or_else(|why| panic!("{name}: {}: {why}", file.path));
    }
    if model.database == Database::Sqlite {
        migrate(&files).unwrap_or_else(|why| panic!("{name}: {why}"));
    }
    files
}

/// The text of one of the files.
pub fn text<'a>(files: &'a [RenderedFile], path: &str) -> &'a str {
    let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(&file.contents).expect("UTF-8")
}

fn parse(file: &RenderedFile) -> Result<(), String> {
    let Ok(text) = std::str::from_utf8(&file.contents) else { return Ok(()) };
    let extension = file.path.rsplit('.').next().unwrap_or_default();
    match extension {
        "rs" => syn::parse_file(text).map(drop).map_err(|error| error.to_string()),
        "json" => serde_json::from_str::<serde_json::Value>(text).map(drop).map_err(|error| error.to_string()),
        "yaml" | "yml" => serde_saphyr::from_str::<BTreeMap<String, serde_json::Value>>(text)
            .map(drop)
            .map_err(|error| error.to_string()),
        _ => Ok(()),
    }
}

fn migrate(files: &[RenderedFile]) -> Result<(), String> {
    let database = Connection::open_in_memory().map_err(|error| error.to_string())?;
    database.execute_batch("CREATE TABLE canary (alive TEXT)").map_err(|error| error.to_string())?;
    let migrations = files.iter().filter(|file| file.path.starts_with("migrations/"));
    for migration in migrations {
        let sql = String::from_utf8_lossy(&migration.contents);
        database.execute_batch(&sql).map_err(|error| format!("{error}:\n{sql}"))?;
    }
    let alive = database.query_row("SELECT count(*) FROM canary", [], |row| row.get::<_, i64>(0));
    alive.map(drop).map_err(|error| format!("the canary is gone: {error}"))
}
