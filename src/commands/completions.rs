//! `scaffold completions SHELL`.

use super::Console;
use crate::cli::{Cli, Completions};
use clap::CommandFactory;

pub fn run(console: &Console, arguments: &Completions) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "scaffold", &mut script);
    Ok(console.result(&String::from_utf8(script)?)?)
}
