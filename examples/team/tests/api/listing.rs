//! What holds for every list: its parameters, filters and order.

use std::cmp::Ordering;

use serde_json::Value;

use crate::support::*;

/// Parameters that no list has, and values that no parameter takes.
pub async fn rejects_what_it_does_not_know(service: &Service, path: &str) {
    for query in [
        "unknown=1",
        "sort=unknown",
        "sort=",
        "limit=0",
        "limit=1000000",
        "limit=x",
        "limit=%2B1",
        "cursor=x",
        "include=unknown",
        "total=x",
        "limit=1&limit=2",
    ] {
        service.get(&format!("{path}?{query}")).await.problem(400);
    }
    let echo = service.get(&format!("{path}?{}=1", "x".repeat(9000))).await.problem(400);
    assert!(echo.body.len() < 3000);
}

/// Each operator shows the rows for which it holds, and no others. A cursor of the whole list is none of them.
pub async fn filters(
    service: &Service,
    path: &str,
    rows: &[Row],
    member: &str,
    operators: &[&str],
) {
    let values = rows.iter().map(|row| &row.json[member]).filter(|value| !value.is_null());
    let values: Vec<String> = values.map(text).collect();
    let unfiltered = service.get(&format!("{path}?limit=1")).await.expect(200).data();
    let next = unfiltered["next"].as_str();
    for operator in operators {
        service.get(&format!("{path}?{member}{operator}=%00")).await.problem(400);
        for operand in operands(operator, &values) {
            let query = format!("{member}{operator}={}", encoded(&operand));
            let shown = rows.iter().filter(|row| holds(&row.json[member], operator, &operand));
            let shown: Vec<Value> = shown.map(|row| row.json.clone()).collect();
            assert_same_rows(&service.walk(path, &query).await, &shown);
            if let Some(next) = next {
                service.get(&format!("{path}?{query}&cursor={next}")).await.problem(400);
            }
        }
    }
}

/// What to compare with: the value in the middle, two of them, or what SQL takes for wildcards and we do not.
fn operands(operator: &str, values: &[String]) -> Vec<String> {
    let middle = values.get(values.len() / 2).cloned();
    match operator {
        ".null" => vec!["true".to_owned(), "false".to_owned()],
        ".in" if values.iter().any(|value| value.contains(',')) => Vec::new(),
        ".in" => values.chunks(2).take(1).map(|two| two.join(",")).collect(),
        ".contains" | ".starts" => {
            middle.into_iter().chain(["%", "_", "\\"].map(str::to_owned)).collect()
        }
        _ => middle.into_iter().collect(),
    }
}

fn holds(value: &Value, operator: &str, operand: &str) -> bool {
    if operator == ".null" {
        return value.is_null().to_string() == operand;
    }
    if value.is_null() {
        return operator == ".ne";
    }
    let value = text(value);
    match operator {
        "" => value == operand,
        ".ne" => value != operand,
        ".in" => operand.split(',').any(|item| item == value),
        ".lt" => order(&value, operand).is_lt(),
        ".lte" => order(&value, operand).is_le(),
        ".gt" => order(&value, operand).is_gt(),
        ".gte" => order(&value, operand).is_ge(),
        ".contains" => value.to_lowercase().contains(&operand.to_lowercase()),
        _ => value.to_lowercase().starts_with(&operand.to_lowercase()),
    }
}

/// What is kept in lower case is found in any.
pub async fn filters_in_any_case(service: &Service, path: &str, row: &Row, member: &str) {
    let shouted = encoded(&text(&row.json[member]).to_uppercase());
    assert_eq!(
        service.walk(path, &format!("{member}={shouted}")).await,
        std::slice::from_ref(&row.json)
    );
}

/// A sort and its reverse show the same rows the other way round, page by page as at once.
pub async fn sorts(service: &Service, path: &str, rows: &[Row], member: &str, comparable: bool) {
    let up = service.walk(path, &format!("sort={member}&limit=1")).await;
    let down = service.walk(path, &format!("sort=-{member}&limit=2")).await;
    assert_eq!(up, service.walk(path, &format!("sort={member}")).await);
    for walk in [&up, &down] {
        assert_same_rows(walk, &rows.iter().map(|row| row.json.clone()).collect::<Vec<_>>());
    }
    let values = |rows: &[Value]| {
        let given = rows.iter().map(|row| &row[member]).filter(|value| !value.is_null());
        given.map(text).collect::<Vec<_>>()
    };
    let (up, mut down) = (values(&up), values(&down));
    down.reverse();
    assert_eq!(up, down);
    assert!(!comparable || up.is_sorted_by(|left, right| order(left, right).is_le()), "{up:?}");
}

/// Numbers order as numbers, in strings too.
fn order(left: &str, right: &str) -> Ordering {
    if let (Ok(left), Ok(right)) = (left.parse::<i64>(), right.parse::<i64>()) {
        return left.cmp(&right);
    }
    match (left.parse::<f64>(), right.parse::<f64>()) {
        (Ok(left), Ok(right)) => left.total_cmp(&right),
        _ => left.cmp(right),
    }
}

/// A value as it stands in a query, before it is encoded.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
