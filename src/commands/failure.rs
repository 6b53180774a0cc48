//! How a command fails: the exit code, and what is said to people and machines.

use super::Console;
use scaffold::GenerateError;
use scaffold::diagnostic::{Code, Report};
use scaffold::edit::EditError;
use scaffold::evolve::Problem;
use scaffold::output::{Conflict, OutputError, Reason};
use scaffold::render::{Fault, RenderError, TemplatesError};
use serde_json::{Value, json};
use std::fmt;

const WRONG_INPUT: u8 = 2;
const NEEDS_DECISION: u8 = 3;
const MACHINE: u8 = 4;
const BUG: u8 = 70;

/// What can be done about files in the way.
const WAYS_OUT: [(&[Reason], &str); 3] = [
    (
        &[Reason::Edited, Reason::Forgotten],
        "help: settle them by hand, or with `--conflict markers`, `ours` or `theirs`",
    ),
    (
        &[Reason::Abandoned],
        "help: `--conflict ours` keeps what is needed no more, `theirs` deletes it, and so does `remove-resource --force`",
    ),
    (
        &[Reason::Occupied],
        "help: move away what stands in a new file's place; commands that know `--conflict` leave it there with `ours`",
    ),
];

/// The spec has mistakes.
#[derive(Debug)]
pub struct Rejected(pub Report);

/// The arguments ask for something that cannot be done; says what to do instead.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// Going on would change more than was asked for; says what has to be decided.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Undecided(pub String);

/// The database would change in ways that have to be decided first.
#[derive(Debug)]
pub struct Dangerous(pub Vec<Problem>);

impl std::error::Error for Dangerous {}

impl fmt::Display for Dangerous {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .write_str("nothing was written, because the database would change in a way that is yours to decide:")?;
        for Problem { subject, reason, ways } in &self.0 {
            write!(formatter, "\n  {subject} {reason}")?;
            ways.iter().try_for_each(|way| write!(formatter, "\n    {way}"))?;
        }
        Ok(())
    }
}

impl std::error::Error for Rejected {}

impl fmt::Display for Rejected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NO_SPEC: [Code; 4] = [Code::UnreadableFile, Code::NotAFile, Code::FileTooLarge, Code::NotUtf8];
        match self.0.diagnostics().len() {
            1 if NO_SPEC.contains(&self.0.diagnostics()[0].code) => write!(formatter, "the spec cannot be read"),
            1 => write!(formatter, "the spec has a mistake"),
            count => write!(formatter, "the spec has {count} mistakes"),
        }
    }
}

/// The exit code of a failure; what nobody classified is the machine's fault.
fn code(error: &anyhow::Error) -> u8 {
    if error.is::<Rejected>() || error.is::<Refused>() || error.is::<EditError>() {
        return WRONG_INPUT;
    }
    if error.is::<Undecided>() || error.is::<Dangerous>() {
        return NEEDS_DECISION;
    }
    match error.downcast_ref::<GenerateError>() {
        Some(GenerateError::NeedsExample(_)) => return WRONG_INPUT,
        Some(GenerateError::Render(error)) => {
            return match error.fault() {
                Fault::Tool => BUG,
                Fault::Templates => WRONG_INPUT,
                Fault::Machine => MACHINE,
            };
        }
        None => {}
    }
    if let Some(TemplatesError::NotADirectory(_) | TemplatesError::Flaws(_)) = error.downcast_ref() {
        return WRONG_INPUT;
    }
    match error.downcast_ref::<OutputError>() {
        Some(
            OutputError::Conflicts(_)
            | OutputError::TwinMigrations(..)
            | OutputError::TwofoldSnapshot { .. }
            | OutputError::HalfRenamed { .. },
        ) => NEEDS_DECISION,
        Some(
            OutputError::Io { .. }
            | OutputError::Busy(_)
            | OutputError::Changed(_)
            | OutputError::BrokenLock { .. }
            | OutputError::BrokenSnapshot(_)
            | OutputError::NoSnapshot { .. }
            | OutputError::BrokenJournal(_),
        )
        | None => MACHINE,
        Some(_) => WRONG_INPUT,
    }
}

/// Says what went wrong and returns the exit code.
pub fn tell(console: &Console, error: &anyhow::Error) -> u8 {
    let code = code(error);
    if console.json() {
        let printed = console.result_json(&machine_form(error));
        return if printed.is_ok() { code } else { MACHINE };
    }
    if let Some(Rejected(report)) = error.downcast_ref::<Rejected>() {
        console.report(report);
    }
    console.complain(&format!("error: {error}"));
    if let Some(OutputError::Conflicts(conflicts)) = error.downcast_ref::<OutputError>() {
        let is = |reasons: &[Reason]| conflicts.iter().any(|conflict| reasons.contains(&conflict.reason));
        WAYS_OUT.iter().filter(|(reasons, _)| is(reasons)).for_each(|(_, help)| console.complain(help));
    }
    if let Some(GenerateError::Render(RenderError::Template { is_own: true, .. })) = error.downcast_ref() {
        console.complain("help: `scaffold check --emit plan` prints what each template is given");
    }
    if code == BUG {
        console.complain(
            "This is a bug of scaffold, not of your spec. Please report it with the spec and the lines above.",
        );
    }
    code
}

fn machine_form(error: &anyhow::Error) -> Value {
    let mut object = json!({"ok": false, "error": format!("{error}")});
    if let Some(Rejected(report)) = error.downcast_ref::<Rejected>() {
        object["diagnostics"] = report.to_json();
    }
    if let Some(Dangerous(problems)) = error.downcast_ref::<Dangerous>() {
        object["problems"] = json!(problems);
    }
    if let Some(OutputError::Conflicts(conflicts)) = error.downcast_ref::<OutputError>() {
        object["conflicts"] = conflicts.iter().map(|conflict: &Conflict| json!(conflict)).collect();
    }
    object
}
