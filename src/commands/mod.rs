//! One file a command; what they share is how they speak and how they fail.

mod add_resource;
mod check;
mod completions;
mod console;
mod diff;
mod explain;
mod failure;
mod generation;
mod new;
mod remove_resource;
mod rename;
mod renamed_types;
mod respec;
mod schema;
mod site;
mod starter;
mod sync;
mod templates;

pub use console::Console;

use crate::cli::{Cli, Command};

/// Runs the command and returns the exit code.
pub fn run(cli: Cli) -> u8 {
    let console = Console::new(cli.output);
    let done = |outcome: anyhow::Result<()>| outcome.map(|()| 0);
    let outcome = match cli.command {
        Command::New(arguments) => done(new::run(&console, &arguments)),
        Command::AddResource(arguments) => done(add_resource::run(&console, &arguments)),
        Command::RemoveResource(arguments) => done(remove_resource::run(&console, &arguments)),
        Command::RenameResource(arguments) => done(rename::resource(&console, &arguments)),
        Command::RenameField(arguments) => done(rename::field(&console, &arguments)),
        Command::Sync(arguments) => done(sync::run(&console, &arguments)),
        Command::Diff(arguments) => diff::run(&console, &arguments),
        Command::Check(arguments) => done(check::run(&console, &arguments)),
        Command::Templates(command) => done(templates::run(&console, &command)),
        Command::Explain(arguments) => done(explain::run(&console, &arguments)),
        Command::Schema => done(schema::run(&console)),
        Command::Completions(arguments) => done(completions::run(&console, &arguments)),
    };
    outcome.unwrap_or_else(|error| failure::tell(&console, &error))
}
