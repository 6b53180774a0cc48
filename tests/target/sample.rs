//! Samples are valid, different where they must be, and spelled as Rust that parses.

use crate::models::{self, bare, entity, enumeration, field, model, relation, string};
use rust_decimal::Decimal;
use scaffold::model::{
    Database, Entity, EntityId, EnumId, Field, FieldOrigin, Literal, Model, OnDelete, Semantic, Type, Unique,
};
use serde_json::{Value, json};
use std::collections::HashSet;

fn decimal(text: &str) -> Option<Literal> {
    Some(Literal::Decimal(text.parse().unwrap()))
}

fn semantic(name: &str, kind: Semantic, min: u32, max: u32) -> Field {
    field(name, Type::Semantic { kind, min, max })
}

/// Fields of every type, with narrow and with wide bounds.
fn fields() -> Vec<Field> {
    let price = Type::Decimal { precision: 10, scale: 2 };
    let list = |of, min, max| Type::List { of: Box::new(of), min, max };
    let date = |text: &str| Some(Literal::Date(text.to_owned()));
    let instant = |text: &str| Some(Literal::DateTime(text.to_owned()));
    vec![
        string("title", 3, 200),
        string("first_name", 0, 40),
        string("nickname", 1, 3),
        string("city", 30, 40),
        string("letter", 1, 1),
        field("body", Type::Text { min: 10, max: 65_536 }),
        field("abstract", Type::Text { min: 400, max: 500 }),
        field("code", Type::Char { length: 1 }),
        field("isbn", Type::Char { length: 13 }),
        field("currency", Type::Char { length: 3 }),
        field("quantity", Type::SmallInt),
        Field { min: Some(Literal::Int(-5)), max: Some(Literal::Int(-3)), ..field("depth", Type::Int) },
        Field { min: Some(Literal::Int(0)), max: Some(Literal::Int(5)), ..field("stars", Type::Int) },
        Field { max: Some(Literal::Int(-1)), ..field("debt", Type::BigInt) },
        field("population", Type::BigInt),
        field("ratio", Type::Float),
        Field { min: Some(Literal::Float(0.0)), max: Some(Literal::Float(1.0)), ..field("share", Type::Float) },
        Field { min: Some(Literal::Float(-90.0)), max: Some(Literal::Float(90.0)), ..field("latitude", Type::Float) },
        Field { min: decimal("0.00"), ..field("price", price.clone()) },
        Field { min: decimal("-2.00"), max: decimal("-1.00"), ..field("loss", price.clone()) },
        Field { min: decimal("9.95"), max: decimal("9.99"), ..field("narrow", price.clone()) },
        Field {
            min: decimal("0.0"),
            max: decimal("10.0"),
            ..field("rating", Type::Decimal { precision: 3, scale: 1 })
        },
        field("fraction", Type::Decimal { precision: 4, scale: 4 }),
        field("whole", Type::Decimal { precision: 18, scale: 0 }),
        field("active", Type::Bool),
        field("born_on", Type::Date),
        Field { min: date("2027-03-05"), max: date("2027-03-09"), ..field("due_on", Type::Date) },
        Field { max: date("1999-12-31"), ..field("before_on", Type::Date) },
        field("opens", Type::Time),
        field("starts_at", Type::DateTime),
        Field { min: instant("2030-01-01T00:00:00.000000Z"), ..field("later_at", Type::DateTime) },
        field("local_at", Type::Timestamp),
        field("length", Type::Duration),
        field("token", Type::Uuid),
        field("blob", Type::Bytes { min: 1, max: 65_536 }),
        field("hash", Type::Bytes { min: 32, max: 32 }),
        field("byte", Type::Bytes { min: 1, max: 1 }),
        semantic("email", Semantic::Email, 3, 254),
        semantic("short_email", Semantic::Email, 3, 10),
        semantic("url", Semantic::Url, 1, 2_048),
        semantic("slug", Semantic::Slug, 1, 100),
        semantic("short_slug", Semantic::Slug, 1, 4),
        semantic("phone", Semantic::Phone, 3, 16),
        semantic("ip", Semantic::Ip, 2, 45),
        semantic("country", Semantic::Country, 2, 2),
        semantic("money", Semantic::Currency, 3, 3),
        semantic("color", Semantic::Color, 4, 9),
        field("status", Type::Enum(EnumId(0))),
        field("labels", list(Type::String { min: 1, max: 40 }, 0, 100)),
        field("trio", list(Type::Int, 3, 3)),
        field("moods", list(Type::Enum(EnumId(0)), 1, 2)),
    ]
}

fn wide(unique: bool) -> Model {
    let fields = fields().into_iter().map(|field| Field { unique, ..field }).collect();
    model(
        Database::Sqlite,
        vec![enumeration("PostStatus", &["draft", "published", "archived"])],
        vec![entity("Product", "products", fields)],
    )
}

/// A second opinion on what a type takes.
fn accepts(ty: &Type, value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    let size = text.chars().count() as u32;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    let shaped = |pattern: &str| regex::Regex::new(pattern).unwrap().is_match(text);
    match ty {
        Type::String { min, max } => (*min..=*max).contains(&size) && text == text.trim() && !text.contains('\n'),
        Type::Text { min, max } | Type::Password { min, max } => (*min..=*max).contains(&size),
        Type::Char { length } => size == *length,
        Type::SmallInt => value.as_i64().is_some_and(|number| i16::try_from(number).is_ok()),
        Type::Int => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        Type::BigInt => value.is_i64(),
        Type::Float => value.as_f64().is_some_and(f64::is_finite),
        Type::Decimal { precision, scale } => text
            .parse::<Decimal>()
            .is_ok_and(|number| number.scale() == *scale && number.mantissa().unsigned_abs() < 10_u128.pow(*precision)),
        Type::Bool => value.is_boolean(),
        Type::Date => shaped(r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"),
        Type::Time => shaped(r"^([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}$"),
        Type::DateTime => shaped(r"^\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$"),
        Type::Timestamp => shaped(r"^\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}$"),
        Type::Duration => shaped(r"^PT([1-9]|1\d|2[0-3])H([1-9]|[1-5]\d)M$"),
        Type::Uuid => shaped(r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"),
        Type::Json => true,
        Type::Bytes { min, max } => {
            let padding = text.bytes().rev().take_while(|letter| *letter == b'=').count();
            text.len().is_multiple_of(4) && (*min..=*max).contains(&((text.len() / 4 * 3 - padding) as u32))
        }
        Type::Semantic { kind, min, max } => {
            (*min..=*max).contains(&size)
                && match kind {
                    Semantic::Email => shaped(r"^[a-z0-9.]+@[a-z]+\.[a-z]+$"),
                    Semantic::Url => shaped(r"^https://[a-z.]+/[a-z0-9/]*$"),
                    Semantic::Slug => shaped(r"^[a-z0-9]+(-[a-z0-9]+)*$"),
                    Semantic::Phone => text.strip_prefix('+').is_some_and(digits) && size <= 16,
                    Semantic::Ip => text.parse::<std::net::IpAddr>().is_ok(),
                    Semantic::Country => shaped("^[A-Z]{2}$"),
                    Semantic::Currency => shaped("^[A-Z]{3}$"),
                    Semantic::Color => shaped("^#[0-9a-f]{6}$"),
                }
        }
        Type::Enum(_) => ["draft", "published", "archived"].contains(&text),
        Type::List { of, min, max } => value.as_array().is_some_and(|items| {
            (*min..=*max).contains(&(items.len() as u32)) && items.iter().all(|item| accepts(of, item))
        }),
    }
}

fn within(field: &Field, value: &Value) -> bool {
    let compare = |bound: &Literal| match bound {
        Literal::Int(bound) => value.as_i64().unwrap().cmp(bound),
        Literal::Float(bound) => value.as_f64().unwrap().total_cmp(bound),
        Literal::Decimal(bound) => value.as_str().unwrap().parse::<Decimal>().unwrap().cmp(bound),
        Literal::Date(bound) | Literal::DateTime(bound) => value.as_str().unwrap().cmp(bound),
        _ => unreachable!("no other bounds are used here"),
    };
    field.min.as_ref().is_none_or(|min| compare(min).is_ge())
        && field.max.as_ref().is_none_or(|max| compare(max).is_le())
}

#[test]
fn values_are_valid_and_unique_ones_differ() {
    for unique in [false, true] {
        let model = wide(unique);
        let samples = models::samples(&model, EntityId(0)).unwrap();
        for (index, field) in model.entities[0].fields.iter().enumerate() {
            let ty = field.scalar().unwrap();
            for row in (0..30).chain([999, 5_000, 99_999]) {
                let value = samples.value(index, row).unwrap();
                assert!(accepts(ty, &value) && within(field, &value), "{} took {value} in row {row}", field.name);
            }
            let alone = alone(&model, index);
            let alone = models::samples(&alone, EntityId(0)).unwrap();
            let rows = alone.capacity().unwrap_or(3_000).min(3_000);
            let values: HashSet<String> = (0..rows).map(|row| alone.value(1, row).unwrap().to_string()).collect();
            assert!(values.len() as u64 == rows, "{} repeats before row {rows}", field.name);
        }
    }
}

/// The model cut down to one field, which is unique.
fn alone(model: &Model, index: usize) -> Model {
    let only = Field { unique: true, origin: FieldOrigin::Spec, ..model.entities[0].fields[index].clone() };
    Model { entities: vec![bare("Product", "products", vec![field("id", Type::Uuid), only])], ..model.clone() }
}

#[test]
fn expressions_are_rust() {
    let mut listing = String::new();
    for unique in [false, true] {
        let model = wide(unique);
        let samples = models::samples(&model, EntityId(0)).unwrap();
        for (index, field) in model.entities[0].fields.iter().enumerate() {
            let expression = samples.expression(index).unwrap();
            syn::parse_str::<syn::Expr>(&expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
            listing += &format!("{}: {expression}\n", field.name);
        }
        listing.push('\n');
    }
    insta::assert_snapshot!(listing);
}

#[test]
fn every_rule_of_a_field_has_one_breaker() {
    let model = wide(false);
    let samples = models::samples(&model, EntityId(0)).unwrap();
    let mut listing = String::new();
    for (index, field) in model.entities[0].fields.iter().enumerate().filter(|(_, field)| field.creatable()) {
        let mut names = HashSet::new();
        for invalid in samples.invalid(index) {
            assert!(names.insert(invalid.behaviour.clone()), "{} twice", invalid.behaviour);
            let value = invalid.value.as_deref().unwrap_or("absent");
            syn::parse_str::<syn::Expr>(value).unwrap_or_else(|error| panic!("{value}: {error}"));
            syn::parse_str::<syn::Ident>(&invalid.behaviour).unwrap();
            listing += &format!("{}: {value} → {}\n", invalid.behaviour, invalid.code);
        }
        let changes = samples.changes([index]);
        let changed = changes.first().map_or("nothing else", |(_, value)| value.as_str());
        listing += &format!("{} becomes {changed}\n\n", field.name);
    }
    insta::assert_snapshot!(listing);
}

#[test]
fn examples_go_into_documents() {
    let model = models::blog(Database::Sqlite);
    let samples = models::samples(&model, EntityId(1)).unwrap();
    let body: serde_json::Map<String, Value> = samples.example().into_iter().collect();
    let row: serde_json::Map<String, Value> = samples.returned().into_iter().collect();
    insta::assert_snapshot!(serde_json::to_string_pretty(&json!({"body": body, "row": row})).unwrap());
}

#[test]
fn every_example_has_samples() {
    for (name, model) in models::examples() {
        for id in model.entity_ids() {
            let samples = models::samples(&model, id).unwrap_or_else(|error| panic!("{name}: {error}"));
            for (index, field) in model.entity(id).fields.iter().enumerate() {
                assert_eq!(samples.expression(index).is_some(), field.scalar().is_some());
                assert!(field.creatable() || samples.invalid(index).is_empty(), "{} of {name} is not sent", field.name);
            }
        }
    }
}

/// Capacity of the last of these entities.
fn capacity(entities: Vec<Entity>) -> Option<u64> {
    let model = model(Database::Sqlite, vec![enumeration("Size", &["s", "m", "l"])], entities);
    models::samples(&model, EntityId(model.entities.len() - 1)).unwrap().capacity()
}

fn composite(fields: &[usize]) -> Unique {
    Unique { name: "things_key".to_owned(), columns: Vec::new(), fields: fields.to_vec(), filter: None }
}

#[test]
fn capacity_counts_the_rows_that_can_exist() {
    let id = || field("id", Type::Uuid);
    let size = || field("size", Type::Enum(EnumId(0)));
    let flag = || field("flag", Type::Bool);
    let unique = |field: Field| Field { unique: true, ..field };
    assert_eq!(capacity(vec![entity("A", "as", vec![string("title", 1, 80)])]), None);
    assert_eq!(capacity(vec![entity("A", "as", vec![unique(string("title", 1, 80))])]), None);
    assert_eq!(capacity(vec![entity("A", "as", vec![unique(flag())])]), Some(2));
    assert_eq!(capacity(vec![entity("A", "as", vec![unique(size())])]), Some(3));
    let mut both = bare("A", "as", vec![id(), flag(), size()]);
    both.uniques = vec![composite(&[1, 2])];
    assert_eq!(capacity(vec![both]), Some(6));
    let parent = || entity("P", "ps", vec![unique(size())]);
    let mut child = bare("A", "as", vec![id(), relation("as", "parent", 0, &[("id", Type::Uuid)], OnDelete::Cascade)]);
    assert_eq!(capacity(vec![parent(), child.clone()]), None);
    child.uniques = vec![composite(&[1])];
    assert_eq!(capacity(vec![parent(), child.clone()]), Some(3));
    child.fields.push(size());
    child.uniques = vec![composite(&[1, 2])];
    assert_eq!(capacity(vec![parent(), child]), Some(3));
}
