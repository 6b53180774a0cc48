//! The spec of a project that starts without one.

use super::Console;
use crate::cli::{DatabaseChoice, New};
use minijinja::context;
use scaffold::GenerateError;
use scaffold::render::{self, Templates};
use std::path::Path;

const TEMPLATE: &str = "starter/scaffold.yaml.j2";

/// A small spec; on a terminal its name and database are asked for.
pub fn spec(console: &Console, arguments: &New, templates: &Templates) -> anyhow::Result<String> {
    let name = console.ask("Name of the service", &name_of(&arguments.directory))?;
    let database = match arguments.database {
        Some(choice) => choice.word().to_owned(),
        None => console.ask("Database, sqlite or postgres", DatabaseChoice::Sqlite.word())?,
    };
    let quoted = serde_json::to_string(&name)?;
    let plain = name.chars().all(|character| character.is_ascii_alphanumeric() || "-_".contains(character));
    let name = if plain { &name } else { &quoted };
    Ok(render::render_text(TEMPLATE, templates, &context! { name, database }).map_err(GenerateError::from)?)
}

/// What the directory's name makes for a crate: `My Blog` → `my-blog`.
fn name_of(directory: &Path) -> String {
    let absolute = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
    let last = absolute.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let words = last.split(|character: char| !character.is_ascii_alphanumeric() && character != '_');
    let name = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    match name.chars().next() {
        None => "service".to_owned(),
        Some(first) if first.is_ascii_alphabetic() => name,
        Some(_) => format!("service-{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_directory_makes_a_name() {
        for (directory, name) in [("/My Blog", "my-blog"), ("/2nd try", "service-2nd-try"), ("/é", "service")] {
            assert_eq!(name_of(Path::new(directory)), name);
        }
    }
}
