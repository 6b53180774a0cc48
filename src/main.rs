//! Parses arguments, runs the command, exits with its code.

mod cli;
mod commands;

use clap::Parser;
use std::process::{self, ExitCode};

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        eprintln!("error: {panic}");
        eprintln!("This is a bug of scaffold, not of your spec. Please report it with the spec and the lines above.");
        process::exit(70);
    }));
    ExitCode::from(commands::run(cli::Cli::parse()))
}
