//! `scaffold add-resource`.

use super::failure::{Refused, Rejected, Undecided};
use super::{Console, generation};
use crate::cli::AddResource;
use anyhow::Context;
use scaffold::edit::{self, Fragment};
use scaffold::evolve;
use scaffold::model::{EntityId, Model};
use scaffold::output::{Project, Update};
use scaffold::render::{Ownership, RenderedFile};
use scaffold::source::Source;
use scaffold::spec;
use serde_json::json;
use std::env;
use time::OffsetDateTime;

pub fn run(console: &Console, arguments: &AddResource) -> anyhow::Result<()> {
    let here = env::current_dir().context("cannot tell the current directory")?;
    let project = Project::open(&here)?;
    let old = spec::read(&project.spec_path()).map_err(Rejected)?;
    let before = scaffold::check::check(&old).map_err(Rejected)?;
    in_step(&project, &before)?;

    let text = edit::insert(old.text(), &fragment(arguments)?)?;
    let new = Source::new(format!("{} (as it would be)", old.path()), text.as_str());
    let after = scaffold::check::check(&new).map_err(Rejected)?;
    let added = added(&before, &after)?;

    let mut generation = generation::of(console, text, &after)?;
    generation.files.push(migration(&project, &after, &added)?);
    let update = Update::of(&project, &generation)?;
    if !arguments.dry_run {
        console.during("Writing", || update.commit(&project))?;
    }
    tell(console, &after, &added, &update, arguments.dry_run)
}

fn fragment(arguments: &AddResource) -> anyhow::Result<Fragment> {
    match (&arguments.spec, &arguments.name) {
        (Some(path), _) => Ok(Fragment::of_text(spec::read(path).map_err(Rejected)?.text())?),
        (None, Some(name)) => Ok(Fragment::of_fields(name, &arguments.fields)?),
        (None, None) => Err(Refused("name the entity, or give a fragment with --spec".to_owned()).into()),
    }
}

/// The spec must say about the database what it said when the project was last generated: a migration for anything
/// but the new entity is not made here.
fn in_step(project: &Project, before: &Model) -> anyhow::Result<()> {
    if project.database() != generation::database(before) {
        let text =
            format!("scaffold.yaml names another database than the project was made for, {}", project.database());
        return Err(Undecided(text).into());
    }
    let (remembered, described) = (project.snapshots()?, evolve::snapshots(before));
    let changed = described.iter().filter(|snapshot| !remembered.contains(snapshot)).map(|(entity, _)| entity);
    let gone =
        remembered.iter().map(|(entity, _)| entity).filter(|name| described.iter().all(|(entity, _)| entity != *name));
    let names: Vec<&str> = changed.chain(gone).map(String::as_str).collect();
    if names.is_empty() {
        return Ok(());
    }
    let names = names.join(", ");
    Err(Undecided(format!(
        "nothing was written, because scaffold.yaml was changed since the project was generated: {names}; \
         take the change back, add the resource, then make the change again"
    ))
    .into())
}

/// The entities that `after` has and `before` has not.
fn added(before: &Model, after: &Model) -> Result<Vec<EntityId>, Refused> {
    let is_new = |id: &EntityId| before.entities.iter().all(|entity| entity.name != after.entity(*id).name);
    let added: Vec<EntityId> = after.entity_ids().filter(is_new).collect();
    if added.is_empty() { Err(Refused("the fragment has no entity".to_owned())) } else { Ok(added) }
}

fn migration(project: &Project, after: &Model, added: &[EntityId]) -> anyhow::Result<RenderedFile> {
    let migration = evolve::add(after, added);
    let number = evolve::number(now()?, project.last_migration()?);
    Ok(RenderedFile {
        path: format!("migrations/{number}_{}.sql", migration.title),
        contents: migration.sql.into_bytes(),
        ownership: Ownership::Once,
        entity: Some(after.entity(added[0]).name.snake().to_owned()),
    })
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

fn tell(console: &Console, after: &Model, added: &[EntityId], update: &Update, dry_run: bool) -> anyhow::Result<()> {
    let names: Vec<String> = added.iter().map(|id| after.entity(*id).name.pascal()).collect();
    if console.json() {
        return console.result_json(&json!({"ok": true, "dry_run": dry_run, "added": names, "files": update}));
    }
    let lines = update.created.iter().map(|path| format!("create  {path}\n"));
    let lines = lines.chain(update.changed.iter().map(|path| format!("change  {path}\n")));
    let lines: String = lines.chain(update.removed.iter().map(|path| format!("absent  {path}\n"))).collect();
    if dry_run {
        return Ok(console.result(&lines)?);
    }
    console.talk(&format!("{}Added {}.", lines, names.join(", ")));
    Ok(())
}
