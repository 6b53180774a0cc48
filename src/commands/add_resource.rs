//! `scaffold add-resource`.

use super::failure::{Refused, Rejected};
use super::{Console, sync};
use crate::cli::AddResource;
use scaffold::edit::{self, Fragment};
use scaffold::evolve::Allowed;
use scaffold::model::Model;
use scaffold::source::Source;
use scaffold::spec;
use serde_json::json;

pub fn run(console: &Console, arguments: &AddResource) -> anyhow::Result<()> {
    let project = sync::open()?;
    let old = spec::read(&project.spec_path()).map_err(Rejected)?;
    let before = scaffold::check::check(&old).map_err(Rejected)?;

    let text = edit::insert(old.text(), &fragment(arguments)?)?;
    let new = Source::new(format!("{} (as it would be)", old.path()), text.as_str());
    let after = scaffold::check::check(&new).map_err(Rejected)?;
    let added = added(&before, &after)?;

    let generation = sync::generation(console, &project, text, &after, &Allowed::default())?;
    let update = sync::update(&project, &generation, arguments.merging.conflict)?;
    sync::apply(console, &project, &update, &arguments.merging)?;
    if console.json() {
        let dry_run = arguments.merging.dry_run;
        return console.result_json(&json!({"ok": true, "dry_run": dry_run, "added": added, "files": update}));
    }
    sync::tell(console, &update, &arguments.merging)?;
    if !arguments.merging.dry_run {
        console.talk(&format!("Added {}.", added.join(", ")));
    }
    Ok(())
}

fn fragment(arguments: &AddResource) -> anyhow::Result<Fragment> {
    match (&arguments.spec, &arguments.name) {
        (Some(path), _) => Ok(Fragment::of_text(spec::read(path).map_err(Rejected)?.text())?),
        (None, Some(name)) => Ok(Fragment::of_fields(name, &arguments.fields)?),
        (None, None) => Err(Refused("name the entity, or give a fragment with --spec".to_owned()).into()),
    }
}

/// Names of the entities that `after` has and `before` has not.
fn added(before: &Model, after: &Model) -> Result<Vec<String>, Refused> {
    let is_new = |name: &str| before.entities.iter().all(|entity| entity.name.pascal() != name);
    let names = after.entities.iter().map(|entity| entity.name.pascal());
    let added: Vec<String> = names.filter(|name| is_new(name)).collect();
    if added.is_empty() { Err(Refused("the fragment has no entity".to_owned())) } else { Ok(added) }
}
