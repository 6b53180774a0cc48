//! What several test binaries need beside the tool itself.

pub mod postgres;
