//! How a thing of the model is spelled: SQL per database, JSON, sample values. Pure, and without paths.

pub mod json;
pub mod sql;
