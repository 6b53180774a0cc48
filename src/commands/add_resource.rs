//! `scaffold add-resource`.

use super::Console;
use super::failure::{Refused, Rejected};
use super::respec::{Deed, Respec};
use crate::cli::{AddResource, Dangers};
use scaffold::edit::{self, Fragment};
use scaffold::model::Model;
use scaffold::spec;
use serde_json::json;

pub fn run(console: &Console, arguments: &AddResource) -> anyhow::Result<()> {
    let respec = Respec::open()?;
    let text = edit::insert(respec.source.text(), &fragment(arguments)?)?;
    let after = respec.check(&text)?;
    let added = added(&respec.model, &after)?;
    let deed = Deed { sentence: format!("Added {}.", added.join(", ")), member: ("added", json!(added)) };
    respec.carry_out(console, (text, &after), (&arguments.merging, &Dangers::default(), false), &deed)
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
