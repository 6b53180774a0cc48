//! The figures of `docs/performance.md`: `cargo bench` for the generator, `cargo bench -- builds` and `cargo bench --
//! requests` for the services it makes.

mod builds;
mod database;
mod generator;
mod http;
mod load;
mod process;
mod project;
mod requests;
mod service;
mod spec;
mod table;

use std::env;

fn main() {
    // Cargo adds `--bench`.
    let words: Vec<String> = env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["generator"] => generator::run(),
        ["builds", projects @ ..] => builds::run(projects),
        ["requests"] => requests::run(5, 5),
        ["requests", rounds, seconds] => requests::run(number(rounds), number(seconds)),
        _ => panic!("generator | builds [EXAMPLE | ENTITIES]… | requests [ROUNDS SECONDS]"),
    }
}

fn number(word: &str) -> u32 {
    word.parse().unwrap_or_else(|_| panic!("`{word}` is no number"))
}
