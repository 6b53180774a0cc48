//! `scaffold remove-resource`.

use super::Console;
use super::failure::Rejected;
use super::respec::{Deed, Respec};
use crate::cli::RemoveResource;
use scaffold::edit::{self, Written};
use serde_json::json;

pub fn run(console: &Console, arguments: &RemoveResource) -> anyhow::Result<()> {
    let respec = Respec::open()?;
    let written = Written::read(&respec.source).map_err(Rejected)?;
    let text = edit::remove_entity(&written, &arguments.name)?;
    let model = respec.check(&text)?;
    let deed = Deed { member: ("removed", json!([arguments.name])), sentence: format!("Removed {}.", arguments.name) };
    respec.carry_out(console, (text, &model), (&arguments.merging, &arguments.dangers, arguments.force), &deed)
}
