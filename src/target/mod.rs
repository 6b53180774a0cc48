//! How a thing of the model is spelled: Rust, SQL per database, JSON, TOML, Markdown, diagrams, sample values. Pure, and without paths.

mod duration;
pub mod json;
pub mod markdown;
pub mod mermaid;
pub mod rust;
pub mod sample;
pub mod sql;
pub mod toml;
