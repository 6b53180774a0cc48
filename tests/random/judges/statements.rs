//! The statements of a project by SQLite itself, and whether they read only what they return.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use rusqlite::Connection;
use rusqlite::types::Null;
use syn::LitStr;

/// Prepares each statement of a file on the database that the migration makes.
pub fn judge(database: &Connection, text: &str) -> Result<(), String> {
    let prepared = statements(text)?
        .into_iter()
        .map(|statement| database.prepare(&statement).map(drop).map_err(|error| format!("{error}:\n{statement}")));
    prepared.collect()
}

/// Whether included rows are found by an index that has them in order: without it all rows of a parent are read.
pub fn pages_are_read_by_index(database: &Connection, text: &str) -> Result<usize, String> {
    let pages: Vec<String> =
        statements(text)?.into_iter().filter(|statement| statement.starts_with("with wanted")).collect();
    for page in &pages {
        let plan = query_plan(database, page).map_err(|error| error.to_string())?;
        let is_scan =
            |step: &String| step.starts_with("SCAN ") && !step.contains("wanted") && !step.contains("CONSTANT");
        let sorts = plan.iter().filter(|step| step.contains("TEMP B-TREE")).count();
        if sorts > 1 || plan.iter().any(is_scan) {
            return Err(format!("{page}\n{}", plan.join("\n")));
        }
    }
    Ok(pages.len())
}

fn query_plan(database: &Connection, statement: &str) -> rusqlite::Result<Vec<String>> {
    let mut prepared = database.prepare(&format!("explain query plan {statement}"))?;
    let nulls = vec![Null; prepared.parameter_count()];
    let rows = prepared.query_map(rusqlite::params_from_iter(nulls), |row| row.get("detail"))?;
    rows.collect()
}

/// Whole statements, and those put together around the values of keys.
fn statements(text: &str) -> Result<Vec<String>, String> {
    let stream: TokenStream = text.parse().map_err(|error| format!("no tokens: {error}"))?;
    let mut statements = Vec::new();
    let mut inside = false;
    for tree in stream {
        match tree {
            TokenTree::Ident(word) if word == "fn" => inside = true,
            TokenTree::Group(body) if inside && body.delimiter() == Delimiter::Brace => {
                let mut calls = Vec::new();
                collect(body.stream(), &mut calls);
                statements.extend(statements_of(&calls));
                inside = false;
            }
            _ => {}
        }
    }
    Ok(statements)
}

/// A call, and the text that it is given where that is all it is given.
type Call = (String, Option<String>);

fn collect(stream: TokenStream, calls: &mut Vec<Call>) {
    let mut called = String::new();
    for tree in stream {
        match tree {
            TokenTree::Ident(name) => called = name.to_string(),
            TokenTree::Group(group) => {
                calls.push((std::mem::take(&mut called), only_text(group.stream())));
                collect(group.stream(), calls);
            }
            _ => {}
        }
    }
}

fn only_text(stream: TokenStream) -> Option<String> {
    let mut trees = stream.into_iter();
    let (Some(TokenTree::Literal(text)), 0..=1) = (trees.next(), trees.count()) else { return None };
    syn::parse_str::<LitStr>(&text.to_string()).ok().map(|text| text.value())
}

fn statements_of(calls: &[Call]) -> Vec<String> {
    let given = |name: &str| -> Vec<&str> {
        calls.iter().filter(|(called, _)| called == name).filter_map(|(_, text)| text.as_deref()).collect()
    };
    let mut statements: Vec<String> =
        ["query", "query_as", "query_scalar"].into_iter().flat_map(given).map(str::to_owned).collect();
    if calls.iter().any(|(name, _)| name == "push_values") {
        let binds = calls.iter().filter(|(name, _)| name == "push_bind").count();
        let values = format!("values ({})", vec!["null"; binds].join(", "));
        statements.push([given("new").concat(), values, given("push").concat()].concat());
    }
    statements
}
