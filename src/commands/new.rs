//! `scaffold new`.

use super::failure::Rejected;
use super::site::Chosen;
use super::{Console, generation, starter};
use crate::cli::New;
use scaffold::diagnostic::Report;
use scaffold::edit;
use scaffold::model::Model;
use scaffold::output::{self, Generation, Git};
use scaffold::source::Source;
use scaffold::spec;
use serde_json::json;
use std::path::Path;

pub fn run(console: &Console, arguments: &New) -> anyhow::Result<()> {
    if !arguments.dry_run {
        output::recover(&arguments.directory)?;
    }
    output::vacant(&arguments.directory)?;
    let chosen = match &arguments.templates {
        Some(directory) => Chosen::named(directory, &arguments.directory)?,
        None => Chosen::built_in(),
    };
    let (source, text) = start(console, arguments, &chosen)?;
    let model = scaffold::check::check(&source).map_err(Rejected)?;
    let (generation, advice) =
        generation::of(console, &source, edit::name_schema(&text), &model, &chosen, &|_, _| None)?;
    let git = if arguments.dry_run {
        None
    } else {
        Some(console.during("Writing", || output::create(&arguments.directory, &generation, !arguments.no_git))?)
    };
    tell(console, &arguments.directory, &model, (&generation, &advice), git)?;
    if let Some(hint) = chosen.hint() {
        console.talk(&format!("\n{hint}"));
    }
    Ok(())
}

/// The spec as it is checked, with the places of the user's own file, and as it is written.
fn start(console: &Console, arguments: &New, chosen: &Chosen) -> anyhow::Result<(Source, String)> {
    let Some(path) = &arguments.spec else {
        let text = starter::spec(console, arguments, &chosen.templates)?;
        return Ok((Source::new(output::SPEC, text.as_str()), text));
    };
    let source = spec::read(path).map_err(Rejected)?;
    let Some(database) = arguments.database else {
        let text = source.text().to_owned();
        return Ok((source, text));
    };
    let checked = edit::override_database(source.text(), database.word());
    let written = edit::set_database(source.text(), database.word());
    Ok((Source::new(source.path(), checked), written))
}

fn tell(
    console: &Console,
    directory: &Path,
    model: &Model,
    (generation, advice): (&Generation, &Report),
    git: Option<Git>,
) -> anyhow::Result<()> {
    let files = generation.paths();
    if console.json() {
        let dry_run = git.is_none();
        return console.result_json(&json!({
            "ok": true, "dry_run": dry_run, "project": directory.to_string_lossy(), "name": model.name,
            "database": generation.database, "files": files, "git": git, "diagnostics": advice.to_json(),
        }));
    }
    if git.is_none() || console.verbose() {
        console.result(&files.iter().map(|path| format!("{path}\n")).collect::<String>())?;
    }
    let Some(git) = git else {
        console.talk(&format!("{} files; nothing was written", files.len()));
        return Ok(());
    };
    if let Git::Failed(reason) = git {
        console.complain(&format!("warning: no git repository: {reason}"));
    }
    if let Some(manifest) = output::workspace(directory) {
        console.complain(&format!(
            "warning: cargo takes this project for a member of the workspace in {}, \
             which must name it in `members` or in `exclude`",
            manifest.display()
        ));
    }
    let place = shell_word(&directory.to_string_lossy());
    console.talk(&format!("Created {} in {place}: {} files.\n\nNext:", model.name, files.len()));
    if place != "." {
        console.talk(&format!("  cd {place}"));
    }
    if generation.database == "postgres" {
        console.talk("  # .env says where PostgreSQL is");
    }
    console.talk("  cargo run               # http://127.0.0.1:8080/docs/\n  cargo test");
    Ok(())
}

/// A path as a POSIX shell reads it.
fn shell_word(path: &str) -> String {
    let plain = !path.is_empty()
        && path.chars().all(|character| character.is_ascii_alphanumeric() || "._-/~".contains(character));
    if plain { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}
