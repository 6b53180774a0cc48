//! Samples keep the rules over several fields, and break one where a test asks for that.

use crate::models::{self, bare, compare, entity, enumeration, field, model, optional, rule, string};
use rust_decimal::Decimal;
use scaffold::model::{
    Comparison, Database, Default, EntityId, EnumId, Expression, Field, FieldOrigin, Literal, Model, Operand, Semantic,
    Type,
};
use serde_json::{Value, json};

fn holds_everywhere(fields: Vec<Field>, expression: Expression, holds: impl Fn(&[Value]) -> bool) {
    let all: Vec<Field> = [field("id", Type::Uuid)].into_iter().chain(fields).collect();
    let mut entity = bare("Event", "events", all);
    entity.checks = vec![rule("events", "rule", expression)];
    let model = model(Database::Sqlite, vec![enumeration("PostStatus", &["draft", "published"])], vec![entity]);
    let samples = models::samples(&model, EntityId(0)).unwrap();
    for n in 0..60 {
        let row: Vec<Value> =
            (1..model.entities[0].fields.len()).map(|index| samples.value(index, n).unwrap()).collect();
        assert!(holds(&row), "{row:?}");
    }
    let broken = samples.violation(0).expect("the rule can be broken");
    let mut row: Vec<Value> =
        (1..model.entities[0].fields.len()).map(|index| samples.value(index, 0).unwrap()).collect();
    for (member, expression) in broken {
        let index = model.entities[0].fields.iter().position(|field| field.name.snake() == member).unwrap();
        row[index - 1] = serde_json::from_str(&expression).unwrap();
    }
    assert!(!holds(&row), "{row:?}");
}

#[test]
fn rows_keep_the_checks() {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let number = |value: &Value| value.as_i64().unwrap();
    let dates = vec![field("starts_at", Type::DateTime), field("ends_at", Type::DateTime)];
    holds_everywhere(dates, compare(2, Comparison::Greater, 1), |row| text(&row[1]) > text(&row[0]));
    let bounded = vec![
        Field { min: Some(Literal::Int(1)), max: Some(Literal::Int(20)), ..field("seats", Type::Int) },
        Field { min: Some(Literal::Int(1)), max: Some(Literal::Int(5)), ..field("least", Type::Int) },
    ];
    holds_everywhere(bounded, compare(2, Comparison::LessOrEqual, 1), |row| number(&row[1]) <= number(&row[0]));
    let prices = Type::Decimal { precision: 6, scale: 2 };
    let prices = vec![field("price", prices.clone()), field("old_price", prices)];
    holds_everywhere(prices, compare(1, Comparison::Less, 2), |row| {
        text(&row[0]).parse::<Decimal>().unwrap() < text(&row[1]).parse().unwrap()
    });
    let published = Expression::Or(
        Box::new(Expression::Compare(
            Operand::Field(1),
            Comparison::Equal,
            Operand::Literal(Literal::Enum(EnumId(0), 0)),
        )),
        Box::new(Expression::Compare(Operand::Field(2), Comparison::NotEqual, Operand::Null)),
    );
    let post = vec![field("status", Type::Enum(EnumId(0))), optional("published_at", Type::DateTime)];
    holds_everywhere(post, published, |row| row[0] == "draft" || !row[1].is_null());
    let equal = Expression::Compare(Operand::Field(1), Comparison::Equal, Operand::Literal(Literal::Int(777)));
    holds_everywhere(vec![field("lucky", Type::Int)], equal, |row| number(&row[0]) == 777);
}

/// Whatever the listed values are: none of these would be made up.
#[test]
fn a_change_may_be_to_a_value_that_a_rule_names() {
    let is = |text: &str| {
        Expression::Compare(Operand::Field(1), Comparison::Equal, Operand::Literal(Literal::Text(text.to_owned())))
    };
    let mut mark = bare("Mark", "marks", vec![field("id", Type::Uuid), string("sign", 1, 1)]);
    mark.checks = vec![rule("marks", "sign_in", Expression::Or(Box::new(is("%")), Box::new(is("&"))))];
    let model = model(Database::Sqlite, Vec::new(), vec![mark]);
    let samples = models::samples(&model, EntityId(0)).unwrap();
    assert_eq!(samples.value(1, 0), Some(json!("%")));
    assert_eq!(samples.changes([1]), [(1, "\"&\"".to_owned())]);
}

/// Either may be changed where the other stays.
#[test]
fn changes_keep_the_rules_together() {
    let fields = ["id", "a", "b", "c"].map(|name| field(name, if name == "id" { Type::Uuid } else { Type::Int }));
    let mut event = bare("Event", "events", fields.into());
    let equals = |one| Box::new(compare(one, Comparison::Equal, 3));
    event.checks = vec![rule("events", "one_stays", Expression::Or(equals(1), equals(2)))];
    let model = model(Database::Sqlite, Vec::new(), vec![event]);
    let samples = models::samples(&model, EntityId(0)).unwrap();
    let changed = |fields: &[usize]| -> Vec<usize> {
        samples.changes(fields.iter().copied()).into_iter().map(|(field, _)| field).collect()
    };
    assert_eq!([changed(&[1]), changed(&[2]), changed(&[1, 2])], [vec![1], vec![2], vec![1]]);
}

#[test]
fn contradictory_checks_ask_for_an_example() {
    let mut event = bare("Event", "events", vec![field("id", Type::Uuid), field("a", Type::Int)]);
    event.checks = vec![rule("events", "never", compare(1, Comparison::Less, 1))];
    let model = model(Database::Sqlite, Vec::new(), vec![event]);
    let refused = models::samples(&model, EntityId(0)).err().unwrap();
    assert_eq!((refused.entity, refused.field), (EntityId(0), 1));
}

/// One field under one rule that compares it with a literal.
fn bounded(field: Field, comparison: Comparison, literal: Literal) -> Model {
    let mut only = bare("Only", "onlies", vec![models::field("id", Type::Uuid), field]);
    let expression = Expression::Compare(Operand::Field(1), comparison, Operand::Literal(literal));
    only.checks = vec![rule("onlies", "bound", expression)];
    model(Database::Sqlite, Vec::new(), vec![only])
}

#[test]
fn a_strict_bound_of_any_type_is_kept() {
    use Comparison::{Greater, Less};
    let price = Type::Decimal { precision: 10, scale: 2 };
    let text = Type::String { min: 0, max: 80 };
    let decimal = |text: &str| Literal::Decimal(text.parse().unwrap());
    let date = |text: &str| Literal::Date(text.to_owned());
    let instant = |text: &str| Literal::DateTime(text.to_owned());
    let written = |text: &str| Literal::Text(text.to_owned());
    let cases = [
        (price.clone(), Greater, decimal("500.00"), json!("500.01")),
        (price, Less, decimal("0.00"), json!("-0.01")),
        (Type::Float, Greater, Literal::Float(1_000.0), json!(1_000.5)),
        (Type::Date, Greater, date("2027-06-01"), json!("2027-06-02")),
        (Type::Date, Less, date("2020-03-01"), json!("2020-02-29")),
        (Type::DateTime, Less, instant("2020-01-01T00:00:00.000000Z"), json!("2019-12-31T23:59:59.000000Z")),
        (
            Type::Timestamp,
            Greater,
            Literal::Timestamp("2030-12-31T23:59:59.000000".to_owned()),
            json!("2031-01-01T00:00:00.000000"),
        ),
        (Type::Time, Greater, Literal::Time("18:00:00.000000".to_owned()), json!("18:00:01.000000")),
        (Type::Duration, Greater, written("P30D"), json!("P30DT1S")),
        (Type::Duration, Less, written("PT5M"), json!("PT4M59S")),
        (text.clone(), Greater, written("zz"), json!("zza")),
        (text, Less, written("B1"), json!("B0")),
    ];
    for (ty, comparison, literal, expected) in cases {
        let model = bounded(field("bounded", ty.clone()), comparison, literal);
        let samples = models::samples(&model, EntityId(0)).unwrap_or_else(|error| panic!("{ty:?}: {error}"));
        assert_eq!(samples.value(1, 3), Some(expected));
        assert!(samples.violation(0).is_some(), "{ty:?}");
    }
    let latest = Literal::Time("23:59:59.000000".to_owned());
    assert!(models::samples(&bounded(field("late", Type::Time), Greater, latest), EntityId(0)).is_err());
}

#[test]
fn rows_that_must_differ_go_on_beyond_a_bound() {
    let number = Field { unique: true, ..field("number", Type::Int) };
    let model = bounded(number.clone(), Comparison::Greater, Literal::Int(5_000));
    let samples = models::samples(&model, EntityId(0)).unwrap();
    assert_eq!((samples.capacity(), samples.value(1, 70)), (None, Some(json!(5_071))));
    let model = bounded(number, Comparison::Less, Literal::Int(-5));
    let samples = models::samples(&model, EntityId(0)).unwrap();
    assert!(samples.capacity().is_none_or(|capacity| capacity > 40));
    let day = Field { unique: true, ..field("day", Type::Date) };
    let model = bounded(day, Comparison::Greater, Literal::Date("2030-06-15".to_owned()));
    let samples = models::samples(&model, EntityId(0)).unwrap();
    assert!(samples.capacity() >= Some(28), "{:?}", samples.capacity());
}

#[test]
fn equal_fields_may_be_of_two_types() {
    let email = field("email", Type::Semantic { kind: Semantic::Email, min: 3, max: 254 });
    holds_everywhere(vec![email, string("login", 1, 80)], compare(1, Comparison::Equal, 2), |row| row[0] == row[1]);
    let numbers = vec![field("short", Type::SmallInt), field("long", Type::BigInt)];
    holds_everywhere(numbers, compare(1, Comparison::Equal, 2), |row| row[0] == row[1]);
}

/// The clock says what it likes, and the greater side is the client's, or the server's.
#[test]
fn rules_hold_whatever_the_clock_says() {
    let now = Field { default: Some(Default::Now), readonly: true, ..field("submitted_at", Type::DateTime) };
    for (comparison, server) in [(Comparison::Greater, 3), (Comparison::Less, 3), (Comparison::Greater, 2)] {
        let fields = vec![field("due_at", Type::DateTime), now.clone()];
        let mut offer = entity("Offer", "offers", fields);
        assert_eq!(offer.fields[3].origin, FieldOrigin::CreatedAt);
        offer.checks = vec![rule("offers", "later", compare(1, comparison, server))];
        let model = model(Database::Sqlite, Vec::new(), vec![offer]);
        let samples = models::samples(&model, EntityId(0)).unwrap();
        let past = |text: &str| text < "2026";
        let future = |text: &str| text > "2100";
        let due = samples.value(1, 0).unwrap();
        let due = due.as_str().unwrap();
        let broken = samples.violation(0).unwrap();
        let [(member, value)] = broken.as_slice() else { panic!("{broken:?}") };
        assert_eq!(member, "due_at");
        let value = value.trim_matches('"');
        let right =
            if comparison == Comparison::Greater { future(due) && past(value) } else { past(due) && future(value) };
        assert!(right, "{due} and {value}");
        assert!(samples.changes([1]).iter().all(|(_, value)| future(value.trim_matches('"')) == future(due)));
        assert_eq!(samples.changes([1]).len(), 1);
    }
}

/// As long as the field's own bound allows.
#[test]
fn rules_over_the_clock_hold_for_some_years_at_least() {
    let date = |text: &str| Some(Literal::Date(text.to_owned()));
    let pass = |max: &str| {
        let until = Field { max: date(max), ..field("until", Type::Date) };
        let today = Field { default: Some(Default::Today), readonly: true, ..field("since", Type::Date) };
        let mut pass = bare("Pass", "passes", vec![field("id", Type::Uuid), until, today]);
        pass.checks = vec![rule("passes", "later", compare(1, Comparison::Greater, 2))];
        model(Database::Sqlite, Vec::new(), vec![pass])
    };
    let model = pass("2050-01-01");
    let samples = models::samples(&model, EntityId(0)).unwrap();
    assert_eq!(samples.value(1, 0), Some(json!("2050-01-01")));
    assert!(samples.violation(0).is_some());
    let over = pass("2026-06-01");
    let refused = models::samples(&over, EntityId(0)).err().unwrap();
    assert_eq!((refused.entity, refused.field), (EntityId(0), 1));
}

/// Where the product of all would be too much.
#[test]
fn rules_that_share_no_field_are_solved_apart() {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let fields = [field("id", Type::Uuid)].into_iter().chain(names.map(|name| field(name, Type::Int)));
    let mut room = bare("Room", "rooms", fields.collect());
    let is = |index, number| {
        Box::new(Expression::Compare(Operand::Field(index), Comparison::Equal, Operand::Literal(Literal::Int(number))))
    };
    let one_of = |index: usize| Expression::Or(is(index, 100 * index as i64), is(index, 100 * index as i64 + 50));
    room.checks = (1..=names.len()).map(|index| rule("rooms", names[index - 1], one_of(index))).collect();
    let model = model(Database::Sqlite, Vec::new(), vec![room]);
    let samples = models::samples(&model, EntityId(0)).unwrap();
    assert_eq!(samples.value(8, 0), Some(json!(800)));
}

/// What other rules name would be too much to try.
#[test]
fn rules_are_solved_with_what_they_name_themselves() {
    let mut fields = vec![field("id", Type::Uuid)];
    let mut checks = Vec::new();
    let bound = |index: usize, comparison, number: usize| {
        let number = Literal::Int(number as i64);
        Box::new(Expression::Compare(Operand::Field(index), comparison, Operand::Literal(number)))
    };
    for pair in 0..30 {
        let (low, high) = (fields.len(), fields.len() + 1);
        fields.extend([field(&format!("low_{pair}"), Type::Int), field(&format!("high_{pair}"), Type::Int)]);
        let start = 5_000 + 50 * pair;
        let (above, below) = (bound(low, Comparison::Greater, start), bound(high, Comparison::Less, start + 40));
        let order = Box::new(compare(low, Comparison::Less, high));
        let all = Expression::And(above, Box::new(Expression::And(below, order)));
        checks.push(rule("rooms", &format!("pair_{pair}"), all));
    }
    let mut room = bare("Room", "rooms", fields);
    room.checks = checks;
    let model = model(Database::Sqlite, Vec::new(), vec![room]);
    let samples = models::samples(&model, EntityId(0)).unwrap();
    assert_eq!(samples.value(60, 0), Some(json!(6_489)));
}

#[test]
fn a_rule_of_what_no_body_has_is_not_broken() {
    let hidden = Field { internal: true, required: false, ..field("hidden", Type::Int) };
    let mut note = entity("Note", "notes", vec![field("number", Type::Int), hidden]);
    note.checks = vec![rule(
        "notes",
        "hidden",
        Expression::Compare(Operand::Field(2), Comparison::Less, Operand::Literal(Literal::Int(0))),
    )];
    let model = model(Database::Sqlite, Vec::new(), vec![note]);
    assert_eq!(models::samples(&model, EntityId(0)).unwrap().violation(0), None);
}
