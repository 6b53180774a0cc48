//! Names that reach Rust, SQL and URLs: what they may be made of.

use super::Findings;
use crate::diagnostic::{Code, Diagnostic};
use crate::name::{Fault, LONGEST_SQL_NAME, Name, fault, is_device};
use crate::spec::Text;

/// Columns that every PostgreSQL table has already.
const SYSTEM_COLUMNS: &[&str] = &["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"];

/// Checks an identifier; `what` names it in messages: `a field name`.
pub(super) fn name(text: &Text, what: &str, findings: &mut Findings) -> Option<Name> {
    well_formed(text, what, findings)?;
    let name = Name::new(&text.value);
    fits(text, name.snake(), "choose a shorter name", findings).then_some(name)
}

/// Reports a name made of what `text` says that is longer than databases keep.
pub(super) fn fits(text: &Text, made: &str, help: &str, findings: &mut Findings) -> bool {
    let fits = made.len() <= LONGEST_SQL_NAME;
    if !fits {
        let message = format!("`{made}` would be {} bytes long, and databases keep {LONGEST_SQL_NAME}", made.len());
        findings.push(Diagnostic::new(Code::NameTooLong, text.span, message).help(help));
    }
    fits
}

fn well_formed(text: &Text, what: &str, findings: &mut Findings) -> Option<()> {
    let Some(fault) = fault(&text.value) else { return Some(()) };
    let shown = &text.value;
    let mended: String = shown
        .chars()
        .map(|character| if matches!(character, '-' | ' ' | '.') { '_' } else { character })
        .filter(|character| character.is_ascii_alphanumeric() || *character == '_')
        .collect();
    let help = format!("{what} is made of the letters a to z, digits and `_`, and begins with a letter");
    let diagnostic = match fault {
        Fault::Empty => Diagnostic::new(Code::InvalidName, text.span, format!("{what} is empty")).help(help),
        Fault::FirstCharacter(first) => {
            Diagnostic::new(Code::InvalidName, text.span, format!("`{shown}` begins with `{first}`")).help(help)
        }
        Fault::Character(character) => {
            let diagnostic = Diagnostic::new(Code::InvalidName, text.span, format!("`{shown}` holds `{character}`"));
            match crate::name::fault(&mended) {
                None => diagnostic.help(help).suggest(text.span, mended),
                Some(_) => diagnostic.help(help),
            }
        }
        Fault::NotAscii(character) => {
            let message =
                format!("`{shown}` holds `{character}` ({}), which is no ASCII letter", character.escape_unicode());
            Diagnostic::new(Code::InvalidName, text.span, message).help(help)
        }
        Fault::TooLong => {
            let message = format!("the name is {} bytes long, and databases keep {LONGEST_SQL_NAME}", shown.len());
            Diagnostic::new(Code::NameTooLong, text.span, message).help("choose a shorter name")
        }
    };
    findings.push(diagnostic);
    None
}

/// The name of an entity or an enum.
pub(super) fn type_name(text: &Text, findings: &mut Findings) -> Option<Name> {
    let name = name(text, "a name", findings)?;
    if name.pascal() == "R" {
        let message = "no entity or enum can be called `R`";
        let help =
            "the code that sqlx derives for a row has a type parameter `R`, which would hide it; choose a longer name";
        findings.push(Diagnostic::new(Code::ReservedName, text.span, message).help(help));
        return None;
    }
    Some(name)
}

/// A column or table name given by the user, kept exactly as written.
pub(super) fn sql_name(text: &Text, what: &str, findings: &mut Findings) -> Option<String> {
    well_formed(text, what, findings)?;
    Some(text.value.clone())
}

/// Reports a table, named by `text`, that SQLite would refuse: itself, or its indexes, which begin with its name.
pub(super) fn system_table(text: &Text, table: &str, findings: &mut Findings) {
    if format!("{table}_").to_ascii_lowercase().starts_with("sqlite_") {
        let message = format!("no table can be called `{table}`: SQLite keeps names in `sqlite_…` for itself");
        findings.push(Diagnostic::new(Code::ReservedName, text.span, message).help("choose another name"));
    }
}

/// Reports a column name that PostgreSQL gives to every table, or that SQLite loses.
pub(super) fn system_column(text: &Text, column: &str, findings: &mut Findings) {
    let lower = column.to_ascii_lowercase();
    let message = if SYSTEM_COLUMNS.contains(&lower.as_str()) {
        format!("every PostgreSQL table has a hidden column `{column}` already")
    } else if ["true", "false"].contains(&lower.as_str()) {
        format!("SQLite forgets the name of a column `{column}` in a subquery")
    } else {
        return;
    };
    let help = format!("choose another name, or give the column one: `column={column}_`");
    findings.push(Diagnostic::new(Code::ReservedName, text.span, message).help(help));
}

/// Reports a name that cannot be a file on Windows, or a module.
pub(super) fn file_name(text: &Text, name: &str, findings: &mut Findings) {
    if is_device(name) || name == "mod" {
        let message = format!("no file can be called `{name}`");
        let help = "Windows keeps `con`, `prn`, `aux`, `nul`, `com1`… and `lpt1`… for devices, and Rust `mod` for folders; choose another name";
        findings.push(Diagnostic::new(Code::ReservedName, text.span, message).help(help));
    }
}
