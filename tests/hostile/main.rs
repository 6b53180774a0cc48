//! Specs and places that mean harm: refused fast and in words, or accepted and harmless.

mod bytes;
mod corpus;
mod injection;
mod meaning;
mod mutations;
mod names;
mod places;
mod projects;
mod tokens;
mod verdict;
mod yaml_shape;
