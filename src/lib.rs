//! The map of the house: text → spec → model → plan → rendered files → disk, one direction only.

pub mod model;
pub mod name;
pub mod plan;
pub mod target;
