//! `scaffold templates`: which there are, and how a team gets its own.

use super::failure::Refused;
use super::site::{self, Chosen};
use super::{Console, sync};
use crate::cli::{Eject, MergeTemplates, Templates};
use scaffold::output::{self, Renewal};
use scaffold::render::{TemplatesError, similar_template, template_names, template_source};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Where templates are ejected to, unless a project or the user says otherwise.
const DIRECTORY: &str = "templates";

pub fn run(console: &Console, command: &Templates) -> anyhow::Result<()> {
    match command {
        Templates::List => list(console),
        Templates::Eject(arguments) => eject(console, arguments),
        Templates::Merge(arguments) => merge(console, arguments),
    }
}

fn list(console: &Console) -> anyhow::Result<()> {
    let chosen = site::project_here()?.map_or_else(|| Ok(Chosen::built_in()), |project| Chosen::recorded(&project))?;
    let templates = chosen.templates;
    let own: Vec<&str> = templates.own().collect();
    let state = |name: &str| match own.contains(&name) {
        true if templates.outdated().iter().any(|outdated| outdated == name) => "outdated",
        true => "own",
        false => "built-in",
    };
    let names = template_names();
    if console.json() {
        let rows = names.iter().map(|name| json!({"name": name, "state": state(name)}));
        return console.result_json(&rows.collect::<Vec<Value>>());
    }
    let line = |name: &&str| format!("{:8}  {name}\n", state(name));
    Ok(console.result(&names.iter().map(line).collect::<String>())?)
}

fn eject(console: &Console, arguments: &Eject) -> anyhow::Result<()> {
    let templates = selected(&arguments.names)?;
    let (directory, next) = destination(arguments.to.as_ref())?;
    let ejection = output::eject(&std::path::absolute(&directory)?, &templates)?;
    if console.json() {
        return console.result_json(&json!({
            "ok": true, "directory": directory.to_string_lossy(), "templates": ejection,
        }));
    }
    if console.verbose() {
        console.result(&ejection.created.iter().map(|name| format!("{name}\n")).collect::<String>())?;
    }
    let present = match ejection.present.len() {
        0 => String::new(),
        count => format!("; {count} were there already"),
    };
    let (count, place) = (ejection.created.len(), directory.display());
    console.talk(&format!("Ejected {count} of {} templates to {place}{present}.{next}", templates.len()));
    Ok(())
}

/// The templates of these names, or in directories of these names; all where none is named.
fn selected(names: &[String]) -> Result<Vec<(&'static str, &'static [u8])>, Refused> {
    let all = template_names();
    let matches = |wanted: &str, name: &str| {
        name.strip_prefix(wanted.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if let Some(unknown) = names.iter().find(|wanted| !all.iter().any(|name| matches(wanted, name))) {
        let near = similar_template(unknown).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        return Err(Refused(format!(
            "there is no template `{unknown}`; {near}`scaffold templates list` lists them all"
        )));
    }
    let wanted = all.into_iter().filter(|name| names.is_empty() || names.iter().any(|wanted| matches(wanted, name)));
    Ok(wanted.map(|name| (name, template_source(name).unwrap_or_default())).collect())
}

/// The directory that is named, or the project's, or the usual one; and what makes a project use it.
fn destination(named: Option<&PathBuf>) -> anyhow::Result<(PathBuf, String)> {
    let project = site::project_here()?;
    let recorded = project.as_ref().and_then(|project| Some(project.root.join(project.templates()?)));
    let directory = match (named, recorded) {
        (Some(directory), _) => directory.clone(),
        (None, Some(recorded)) => return Ok((recorded, String::new())),
        (None, None) => PathBuf::from(DIRECTORY),
    };
    let command = if project.is_some() { "sync" } else { "new" };
    let next = format!("\n\nNext: `scaffold {command} --templates {}`", directory.display());
    Ok((directory, next))
}

fn merge(console: &Console, MergeTemplates { directory, merging }: &MergeTemplates) -> anyhow::Result<()> {
    let (directory, _) = destination(directory.as_ref())?;
    if !directory.is_dir() {
        return Err(TemplatesError::NotADirectory(directory).into());
    }
    let renewal = Renewal::of(&directory, &selected(&[])?, sync::resolution(merging.conflict))?;
    if !merging.dry_run {
        renewal.commit(&directory)?;
    }
    if console.json() {
        return console.result_json(&json!({"ok": true, "dry_run": merging.dry_run, "templates": renewal}));
    }
    let merged = renewal.merged.iter().map(|name| format!("merge   {name}\n"));
    let lines: String = merged.chain(renewal.disputed.iter().map(|name| format!("settle  {name}\n"))).collect();
    match lines.as_str() {
        "" => console.talk("Everything is up to date."),
        lines if merging.dry_run => console.result(lines)?,
        lines => console.talk(lines.trim_end()),
    }
    Ok(())
}
