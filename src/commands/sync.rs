//! `scaffold sync`: code, tests, documents and the database's next migration, as the spec now says.

use super::failure::{Dangerous, Refused, Rejected, Undecided};
use super::site::Site;
use super::{Console, generation, renamed_types};
use crate::cli::{ConflictChoice, Dangers, Merging, Sync, TemplateChoice};
use scaffold::diagnostic::Report;
use scaffold::evolve::{self, Allowed, Snapshot};
use scaffold::model::Model;
use scaffold::output::{self, Generation, OutputError, Policy, Project, Resolution, Update};
use scaffold::render::{Ownership, RenderedFile, format_text};
use scaffold::source::Source;
use scaffold::spec;
use serde_json::{Value, json};
use std::env;
use time::OffsetDateTime;

pub fn run(console: &Console, arguments: &Sync) -> anyhow::Result<()> {
    let (site, generation, advice) = plan(console, &arguments.templates, &arguments.dangers)?;
    let mut update = update(&site, &generation, arguments.merging.conflict, false)?;
    apply(console, &site.project, &mut update, &arguments.merging)?;
    if console.json() {
        return console.result_json(&result(&update, &arguments.merging, &advice));
    }
    tell(console, &update, &arguments.merging)?;
    tell_of_templates(console, &site, arguments.templates.templates.is_some());
    if update.visible().is_empty() && update.marked.is_empty() {
        console.talk(match update.is_empty() {
            true => "Everything is up to date.",
            false => "No file of the service changes: only what scaffold remembers.",
        });
    }
    Ok(())
}

/// The project that the current directory lies in, what its spec makes of it, and warnings.
pub fn plan(
    console: &Console,
    templates: &TemplateChoice,
    dangers: &Dangers,
) -> anyhow::Result<(Site, Generation, Report)> {
    let site = Site::choose(templates)?;
    let source = spec::read(&site.project.spec_path()).map_err(Rejected)?;
    let model = scaffold::check::check(&source).map_err(Rejected)?;
    let (generation, advice) = generation(console, &site, (&source, &source), &model, &allowed(dangers))?;
    Ok((site, generation, advice))
}

pub fn allowed(dangers: &Dangers) -> Allowed {
    Allowed { drops: dangers.allow_drop.clone(), cascades: dangers.allow_cascade.clone() }
}

/// The next generation of a project, with a migration where its database changes. `read` is the spec as it was read, and
/// `source` as it is to be.
pub fn generation(
    console: &Console,
    Site { project, chosen }: &Site,
    (read, source): (&Source, &Source),
    model: &Model,
    allowed: &Allowed,
) -> anyhow::Result<(Generation, Report)> {
    let migrations = migrations(console, project, model, allowed)?;
    let formatted = |path: &str, fingerprint: &str| project.formatted(path, fingerprint);
    let (mut generation, advice) = generation::of(console, source, source.file_text(), model, chosen, &formatted)?;
    generation.files.extend(migrations);
    generation.spec_read = Some(read.file_text());
    Ok((generation, advice))
}

/// What a generation changes; with `remove_edited`, files that are needed no more go even where they were edited.
pub fn update(
    Site { project, chosen }: &Site,
    generation: &Generation,
    conflict: ConflictChoice,
    remove_edited: bool,
) -> anyhow::Result<Update> {
    let resolution = resolution(conflict);
    let format = |text: &str| format_text(text, &chosen.templates);
    Ok(Update::of(project, generation, &Policy { resolution, remove_edited, format: &format })?)
}

pub fn resolution(conflict: ConflictChoice) -> Resolution {
    match conflict {
        ConflictChoice::Stop => Resolution::Stop,
        ConflictChoice::Markers => Resolution::Markers,
        ConflictChoice::Ours => Resolution::Ours,
        ConflictChoice::Theirs => Resolution::Theirs,
    }
}

pub fn apply(console: &Console, project: &Project, update: &mut Update, merging: &Merging) -> anyhow::Result<()> {
    if !merging.dry_run {
        console.during("Writing", || update.commit(project))?;
    }
    Ok(())
}

/// What happens to which file, for machines.
pub fn result(update: &Update, merging: &Merging, advice: &Report) -> Value {
    json!({
        "ok": true, "dry_run": merging.dry_run, "files": update, "renamed_types": renamed_types::of(update),
        "diagnostics": advice.to_json(),
    })
}

/// Lists what happens to which file: as the result of a dry run, else as talk.
pub fn tell(console: &Console, update: &Update, merging: &Merging) -> anyhow::Result<()> {
    let lists = [
        ("create", &update.created),
        ("change", &update.changed),
        ("merge", &update.merged),
        ("settle", &update.disputed),
        ("remove", &update.removed),
        ("absent", &update.absent),
        ("leave", &update.left),
    ];
    let lines = lists.iter().flat_map(|(word, paths)| paths.iter().map(move |path| format!("{word:7} {path}\n")));
    let lines: String = lines.collect();
    if merging.dry_run {
        console.result(&lines)?;
    } else if !lines.is_empty() {
        console.talk(lines.trim_end());
    }
    for renamed in renamed_types::of(update) {
        console.talk(&renamed.note(!merging.dry_run));
    }
    if merging.dry_run {
        if !update.visible().is_empty() {
            console.talk("nothing was written");
        }
        return Ok(());
    }
    for path in &update.left {
        console.complain(&format!("warning: {path} has changed since it was generated, and stays: `cargo build` adds what Cargo.toml needs now"));
    }
    if update.secret_missing && !update.is_empty() {
        console.complain("warning: the service needs a JWT_SECRET now, and .env, which is yours, has none: .env.example says what it is");
    }
    if !update.marked.is_empty() {
        let paths = update.marked.join(", ");
        console.complain(&format!("warning: places between <<<<<<< and >>>>>>> are still to be settled in {paths}"));
    }
    if !update.disputed.is_empty() {
        console.complain("warning: settle the places between <<<<<<< and >>>>>>> in the files listed as `settle`");
    }
    Ok(())
}

/// Says what somebody has to know of the templates that replace built-in ones.
fn tell_of_templates(console: &Console, Site { chosen, .. }: &Site, is_chosen: bool) {
    if let Some(hint) = chosen.hint().filter(|_| is_chosen) {
        console.talk(&hint);
    }
    let outdated = chosen.templates.outdated();
    if !outdated.is_empty() {
        let names = outdated.join(", ");
        console.talk(&format!(
            "note: the built-in templates have changed since these were ejected: {names}\n\
             `scaffold templates merge` brings both sides together"
        ));
    }
}

/// Migrations from the database that the project remembers to the one that the spec describes.
fn migrations(
    console: &Console,
    project: &Project,
    model: &Model,
    allowed: &Allowed,
) -> anyhow::Result<Vec<RenderedFile>> {
    if project.database() != generation::database(model) {
        let text = format!(
            "scaffold.yaml names another database than the project was made for: it says `database: {}` as long as this \
             project lives, and `scaffold new` makes one for another",
            project.database()
        );
        return Err(Undecided(text).into());
    }
    let before = before(project)?;
    all_remembered(project, &before, model)?;
    if let Some(path) = project.migration_taken_back()? {
        console.complain(&format!(
            "warning: {path} is gone, and .scaffold/schema remembers what it makes: if no database has seen it, take \
             that back as well, with `git checkout -- .scaffold/schema`"
        ));
    }
    let migrations = evolve::migrations(&before, model, allowed).map_err(Dangerous)?;
    for name in evolve::idle_drops(&before, model, allowed) {
        console.complain(&format!("warning: --allow-drop {name}: nothing of that name is dropped"));
    }
    let remembered = (!migrations.is_empty()).then(|| output::fingerprint(evolve::snapshots(model)));
    let mut last = project.last_migration()?;
    let files = migrations.into_iter().map(|migration| {
        last = evolve::number(now()?, last);
        let entity = model.entities.iter().find(|entity| entity.table == migration.table);
        Ok(RenderedFile {
            path: format!("migrations/{last}_{}.sql", migration.title),
            contents: migration.sql.into_bytes(),
            ownership: Ownership::Once,
            entity: entity.map(|entity| entity.name.snake().to_owned()),
            fingerprint: remembered.clone(),
        })
    });
    files.collect()
}

/// Makes sure that nothing is taken for new of which only the memory is gone.
fn all_remembered(project: &Project, before: &[(String, Snapshot)], model: &Model) -> Result<(), OutputError> {
    let files = project.entities();
    let own = model.tables().skip(model.entities.len()).filter(|_| project.has_accounts());
    let known = files.iter().copied().chain(own.map(|entity| entity.name.snake()));
    let is_known = |name: &str| before.iter().any(|(known, _)| known == name);
    let renamed = model.entities.iter().filter(|entity| is_known(entity.name.snake()));
    let renamed: Vec<(&str, &str)> =
        renamed.filter_map(|entity| Some((entity.was.as_ref()?.snake(), entity.name.snake()))).collect();
    let both = |was: &str| is_known(was) || files.contains(was) && !project.lacks_a_migration();
    if let Some((was, now)) = renamed.iter().find(|(was, _)| both(was)) {
        return Err(OutputError::HalfRenamed { was: (*was).to_owned(), now: (*now).to_owned() });
    }
    let mut forgotten = known.filter(|entity| !is_known(entity) && renamed.iter().all(|(was, _)| was != entity));
    forgotten.try_for_each(|entity| project.never_made(entity, &evolve::tables_of(model, entity)))
}

/// The database as the last generation left it.
pub fn before(project: &Project) -> anyhow::Result<Vec<(String, Snapshot)>> {
    let read = |(entity, text): (String, String)| match Snapshot::read(&text) {
        Some(snapshot) => match snapshot.twofold() {
            Some(name) => Err(OutputError::TwofoldSnapshot { name: name.to_owned(), entity }.into()),
            None => Ok((entity, snapshot)),
        },
        None => Err(OutputError::BrokenSnapshot(entity).into()),
    };
    let mut snapshots = project.snapshots()?;
    snapshots.sort();
    snapshots.into_iter().map(read).collect()
}

/// The time that names a migration; `SOURCE_DATE_EPOCH` makes runs repeatable.
fn now() -> anyhow::Result<OffsetDateTime> {
    match env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            let parsed = seconds.parse().ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
            parsed.ok_or_else(|| Refused("SOURCE_DATE_EPOCH is no number of seconds since 1970".to_owned()).into())
        }
        Err(_) => Ok(OffsetDateTime::now_utc()),
    }
}
