//! How lists and preconditions appear in the OpenAPI document.

use utoipa::{
    IntoParams, PartialSchema,
    openapi::{
        KnownFormat, RefOr, Schema, SchemaFormat, Type,
        path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
        schema::{Object, ObjectBuilder},
    },
};

use crate::{
    filter::{Column, LONGEST_TEXT, Operator},
    listing::{LONGEST_CURSOR, LONGEST_SEARCH, MOST_WORDS},
    page::{IncludeQuery, ListQuery, Listed},
    response::{IfMatch, IfNoneMatch, LONGEST_TAGS},
};

impl<T: Listed> IntoParams for ListQuery<T> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let limit = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
            .minimum(Some(1))
            .maximum(Some(T::MAX_PAGE))
            .default(Some(T::PAGE_SIZE.into()))
            .build();
        let mut parameters = vec![
            query("limit", "Rows in a page.", limit),
            query("cursor", "`next` of the page before.", text(LONGEST_CURSOR, "^[A-Za-z0-9_-]+$")),
            query("total", "Count the rows of all pages.", bool::schema()),
        ];
        let sortable: Vec<&str> = T::COLUMNS
            .iter()
            .filter(|column| column.sortable)
            .map(|column| column.member)
            .collect();
        parameters.push(query(
            "sort",
            "Members to sort by, `-` before those that descend.",
            list("-?", &sortable),
        ));
        if !T::SEARCH.is_empty() {
            let words = format!(r"^\s*([^\s\x00]+(\s+|$)){{0,{MOST_WORDS}}}$");
            parameters.push(query("q", "Words that must all occur.", text(LONGEST_SEARCH, &words)));
        }
        parameters.extend(include::<T>());
        for column in T::COLUMNS.iter().filter(|column| column.filterable) {
            parameters.extend(column.operators().map(|operator| filter(column, operator)));
        }
        parameters
    }
}

impl<T: Listed> IntoParams for IncludeQuery<T> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        include::<T>().into_iter().collect()
    }
}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![header("If-Match", "Entity tag that the row must still have.")]
    }
}

impl IntoParams for IfNoneMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![header("If-None-Match", "Entity tag of the row that the client has already.")]
    }
}

fn include<T: Listed>() -> Option<Parameter> {
    let schema = list("", T::INCLUDE);
    (!T::INCLUDE.is_empty()).then(|| query("include", "Relations to show with each row.", schema))
}

fn filter(column: &Column, operator: Operator) -> Parameter {
    let name = format!("{}{}", column.member, operator.suffix());
    let meaning = match operator {
        Operator::Equal => "Equal to this.",
        Operator::NotEqual => "Not equal to this, or null.",
        Operator::In => "Equal to one of these, separated by commas.",
        Operator::Less => "Less than this.",
        Operator::LessOrEqual => "At most this.",
        Operator::Greater => "Greater than this.",
        Operator::GreaterOrEqual => "At least this.",
        Operator::Contains => "Contains this, whatever the case.",
        Operator::Starts => "Starts with this, whatever the case.",
        Operator::Null => "Null, or not.",
    };
    let mut parameter = query(&name, meaning, column.operand(operator));
    if operator == Operator::In {
        parameter.style = Some(ParameterStyle::Form);
        parameter.explode = Some(false);
    }
    parameter
}

fn query(name: &str, description: &str, schema: impl Into<RefOr<Schema>>) -> Parameter {
    parameter(ParameterIn::Query, name, description, schema.into())
}

fn header(name: &str, description: &str) -> Parameter {
    parameter(ParameterIn::Header, name, description, text(LONGEST_TAGS, r"^[\t -~]+$").into())
}

fn parameter(
    place: ParameterIn,
    name: &str,
    description: &str,
    schema: RefOr<Schema>,
) -> Parameter {
    ParameterBuilder::new()
        .parameter_in(place)
        .name(name)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

fn text(most: usize, pattern: &str) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(most))
        .pattern(Some(pattern))
        .build()
}

/// Names from a closed set, separated by commas.
fn list(prefix: &str, names: &[&str]) -> Object {
    let item = format!("{prefix}({})", names.join("|"));
    text(LONGEST_TEXT, &format!("^{item}(,{item})*$"))
}
