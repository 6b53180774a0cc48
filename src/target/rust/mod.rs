//! How a thing of the model is spelled in Rust: type names, field types, literals, imports.

mod literal;
mod taken;
mod text;
mod types;

pub use literal::{closest_decimal, json, literal, macro_imports, owned_literal};
pub use text::{comment, doc_lines, has_variable, is_odd, quoted, string, uses};
pub use types::{
    crate_path, enum_name, field_type, is_copy, module_name, row_type_name, schema_name, type_imports, variable_name,
};
