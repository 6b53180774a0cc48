//! Parses arguments, runs the command, prints, exits.

fn main() {}
