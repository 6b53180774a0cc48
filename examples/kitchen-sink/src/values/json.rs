//! Any JSON but null, as the document tells of it.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr, Schema, Type,
        schema::{ObjectBuilder, SchemaType},
    },
};

/// Describes a [`serde_json::Value`] that may not be null.
pub enum JsonValue {}

impl ToSchema for JsonValue {}

impl PartialSchema for JsonValue {
    fn schema() -> RefOr<Schema> {
        let types = [Type::Object, Type::Array, Type::String, Type::Number, Type::Boolean];
        ObjectBuilder::new()
            .schema_type(SchemaType::from_iter(types))
            .description(Some("Any JSON but null."))
            .build()
            .into()
    }
}
