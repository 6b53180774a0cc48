//! Parses arguments, runs the command, exits with its code.

mod cli;
mod commands;

use clap::Parser;
use mimalloc::MiMalloc;
use std::process::{self, ExitCode};

/// A run makes millions of small strings.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        eprintln!("error: {panic}");
        eprintln!("This is a bug of scaffold, not of your spec. Please report it with the spec and the lines above.");
        process::exit(70);
    }));
    ExitCode::from(commands::run(cli::Cli::parse()))
}
