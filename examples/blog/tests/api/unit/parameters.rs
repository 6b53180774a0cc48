//! What parameters of lists take, and what the document says of it.

use blog::filter::{Column, Operator, Queryable};
use serde_json::Value;

#[test]
fn numbers_are_read_within_their_width() {
    assert_eq!((i16::parse("-32768"), i16::parse("32768")), (Some(i16::MIN), None));
    assert_eq!((i32::parse("2147483647"), i32::parse("2147483648")), (Some(i32::MAX), None));
    assert_eq!(
        (i64::parse("9223372036854775807"), i64::parse("9223372036854775808")),
        (Some(i64::MAX), None)
    );
    assert_eq!(
        (f64::parse("-1.5e3"), f64::parse("inf"), f64::parse("NaN")),
        (Some(-1500.0), None, None)
    );
    assert_eq!(
        (bool::parse("true"), bool::parse("false"), bool::parse("1")),
        (Some(true), Some(false), None)
    );
    assert_eq!(
        (i16::parse(""), i32::parse("1.0"), i64::parse("x"), f64::parse("1,5")),
        (None, None, None, None)
    );
}

fn schema(column: &Column, operator: Operator) -> Value {
    serde_json::to_value(column.operand(operator)).expect("JSON")
}

#[test]
fn values_are_described_by_their_type() {
    for (column, name) in [
        (Column::new::<bool>("done", "done"), "boolean"),
        (Column::new::<i16>("level", "level"), "integer"),
        (Column::new::<i32>("seats", "seats"), "integer"),
        (Column::new::<i64>("views", "views"), "integer"),
        (Column::new::<f64>("weight", "weight"), "number"),
        (Column::new::<String>("title", "title"), "string"),
    ] {
        assert_eq!(schema(&column, Operator::Equal)["type"], name);
    }
}

#[test]
fn operators_are_described_by_what_they_take() {
    let column = Column::new::<i64>("views", "views").nullable();
    assert_eq!(schema(&column, Operator::Less), schema(&column, Operator::Equal));
    assert_eq!(schema(&column, Operator::Null)["type"], "boolean");
    assert_eq!(schema(&column, Operator::In)["items"], schema(&column, Operator::Equal));
    for operator in [Operator::Contains, Operator::Starts] {
        assert_eq!(schema(&column, operator)["type"], "string");
    }
}

#[test]
fn columns_that_can_be_empty_are_asked_for_null() {
    let plain = Column::new::<bool>("done", "done");
    assert!(!plain.operators().any(|operator| operator == Operator::Null));
    let nullable = Column::new::<bool>("done", "done").nullable();
    assert!(nullable.operators().any(|operator| operator == Operator::Null));
}
