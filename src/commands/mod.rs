//! One file a command; what they share is how they speak and how they fail.

mod add_resource;
mod check;
mod completions;
mod console;
mod explain;
mod failure;
mod generation;
mod new;
mod schema;
mod starter;

pub use console::Console;

use crate::cli::{Cli, Command};

/// Runs the command and returns the exit code.
pub fn run(cli: Cli) -> u8 {
    let console = Console::new(cli.output);
    let outcome = match cli.command {
        Command::New(arguments) => new::run(&console, &arguments),
        Command::AddResource(arguments) => add_resource::run(&console, &arguments),
        Command::Check(arguments) => check::run(&console, &arguments),
        Command::Explain(arguments) => explain::run(&console, &arguments),
        Command::Schema => schema::run(&console),
        Command::Completions(arguments) => completions::run(&console, &arguments),
    };
    match outcome {
        Ok(()) => 0,
        Err(error) => failure::tell(&console, &error),
    }
}
