//! JSON as the document shows it where a null is refused.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr, Schema, Type,
        schema::{ObjectBuilder, SchemaType},
    },
};

/// Any JSON but null.
pub struct AnyJson;

impl ToSchema for AnyJson {}

impl PartialSchema for AnyJson {
    fn schema() -> RefOr<Schema> {
        let types = [Type::Object, Type::Array, Type::String, Type::Number, Type::Boolean];
        ObjectBuilder::new()
            .schema_type(SchemaType::from_iter(types))
            .description(Some("Any JSON but null."))
            .build()
            .into()
    }
}
