//! `scaffold rename-resource` and `scaffold rename-field`.

use super::Console;
use super::failure::{Refused, Rejected};
use super::respec::{Deed, Respec};
use super::sync;
use crate::cli::{RenameField, RenameResource};
use scaffold::edit::{self, EditError, Known, Written};
use scaffold::evolve::Snapshot;
use serde_json::json;

pub fn resource(console: &Console, arguments: &RenameResource) -> anyhow::Result<()> {
    let respec = Respec::open()?;
    let (from, to) = (&arguments.name, &arguments.to);
    let text = renamed(&respec, |written, known| edit::rename_entity(written, from, to, known))?;
    let model = respec.check(&text)?;
    let chosen = (&arguments.merging, &arguments.dangers, false);
    respec.carry_out(console, (text, &model), chosen, &deed(from, to))
}

pub fn field(console: &Console, arguments: &RenameField) -> anyhow::Result<()> {
    let respec = Respec::open()?;
    let parts = arguments.field.split_once('.');
    let (entity, from) = parts.ok_or_else(|| {
        Refused(format!("`{}` names no field: write entity and field, such as `Post.title`", arguments.field))
    })?;
    let to = &arguments.to;
    let text = renamed(&respec, |written, known| edit::rename_field(written, (entity, from), to, known))?;
    let model = respec.check(&text)?;
    let chosen = (&arguments.merging, &arguments.dangers, false);
    respec.carry_out(console, (text, &model), chosen, &deed(&arguments.field, &format!("{entity}.{to}")))
}

fn deed(from: &str, to: &str) -> Deed {
    Deed { member: ("renamed", json!({"from": from, "to": to})), sentence: format!("Renamed {from} to {to}.") }
}

/// The text that `rename` makes of the spec, given what the last generation knows by name.
fn renamed(
    respec: &Respec,
    rename: impl FnOnce(&Written<'_>, &Known<'_>) -> Result<String, EditError>,
) -> anyhow::Result<String> {
    let before = sync::before(&respec.site.project)?;
    let snapshot = |entity: &str| before.iter().find(|(name, _)| name == entity).map(|(_, snapshot)| snapshot);
    let field = |entity: &str, field: &str| {
        let entity = respec.model.entities.iter().find(|candidate| candidate.name.snake() == entity)?;
        let was = || snapshot(entity.was.as_ref()?.snake());
        let snapshot: &Snapshot = snapshot(entity.name.snake()).or_else(was)?;
        let link = entity.many_to_many.iter().find(|link| link.name.snake() == field);
        let columns =
            entity.fields.iter().find(|candidate| candidate.name.snake() == field).map(|field| &field.columns);
        let has_link = link.is_some_and(|link| snapshot.joins.iter().any(|join| join.name == link.table));
        let has_column = columns.into_iter().flatten().any(|column| snapshot.table.column(&column.name).is_some());
        Some(has_link || has_column)
    };
    let known = Known {
        entity: &|name| snapshot(name.snake()).is_some(),
        field: &|entity, name| field(entity.snake(), name.snake()).unwrap_or(false),
    };
    let written = Written::read(&respec.source).map_err(Rejected)?;
    Ok(rename(&written, &known)?)
}
