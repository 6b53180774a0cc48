//! Any JSON but null, as the document tells of it.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr, Schema, Type,
        schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, SchemaType},
    },
};

/// Describes a [`serde_json::Value`] that may not be null.
pub enum JsonValue {}

impl ToSchema for JsonValue {}

impl PartialSchema for JsonValue {
    fn schema() -> RefOr<Schema> {
        OneOfBuilder::new()
            .description(Some("Any JSON but null."))
            .item(any(Type::Object).additional_properties(Some(AdditionalProperties::FreeForm(true))))
            .item(ArrayBuilder::new().items(any(SchemaType::AnyValue)).max_items(Some(32_767)))
            .item(any(Type::String).max_length(Some(65_534)).pattern(Some(r"^[^\x00]*$")))
            .item(any(Type::Number))
            .item(any(Type::Boolean))
            .into()
    }
}

fn any(ty: impl Into<SchemaType>) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(ty)
}
