//! The statements of a project by SQLite itself, and whether they read little more than they return.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
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

/// Whether included rows are found by an index that has them in order: without it all rows of a parent are read, or
/// all of the caller.
pub fn pages_are_read_by_index(database: &Connection, text: &str) -> Result<usize, String> {
    let pages = pages(text)?;
    for page in pages.chunks(2) {
        let plans: Vec<Vec<String>> = page
            .iter()
            .map(|page| query_plan(database, page).map_err(|error| format!("{error}:\n{page}")))
            .collect::<Result<_, _>>()?;
        let [plan, owned] = plans.as_slice() else { return Err("a page in one scope only".to_owned()) };
        let is_scan =
            |step: &String| step.starts_with("SCAN ") && !step.contains("wanted") && !step.contains("CONSTANT");
        let sorts = plan.iter().filter(|step| step.contains("TEMP B-TREE")).count();
        let is_other = |step: &&String| step.starts_with("SEARCH") && !owned.contains(step);
        if sorts > 1 || plan.iter().any(is_scan) || plan.iter().any(|step| is_other(&step)) {
            return Err(format!("{}\n{}\n{}", page.join("\n"), plan.join("\n"), owned.join("\n")));
        }
    }
    let (found, written) = (pages.len() / 2, text.matches(PAGES).count());
    if found < written { Err(format!("{found} of {written} pages")) } else { Ok(found) }
}

const PAGES: &str = "with wanted";

/// The statements of included pages in a file, each for all rows and for those of an owner.
pub fn pages(text: &str) -> Result<Vec<String>, String> {
    Ok(statements(text)?.into_iter().filter(|statement| statement.starts_with(PAGES)).collect())
}

fn query_plan(database: &Connection, statement: &str) -> rusqlite::Result<Vec<String>> {
    let mut prepared = database.prepare(&format!("explain query plan {statement}"))?;
    let nulls = vec![Null; prepared.parameter_count()];
    let steps = prepared.query_map(rusqlite::params_from_iter(nulls), |row| row.get::<_, String>("detail"))?;
    // An index may hold all that is asked of rows, until somebody asks who owns them.
    steps.map(|step| Ok(step?.replace("COVERING ", ""))).collect()
}

/// Whole statements, and those put together around the values of keys, for all rows and for those of an owner.
fn statements(text: &str) -> Result<Vec<String>, String> {
    let stream: TokenStream = text.parse().map_err(|error| format!("no tokens: {error}"))?;
    let mut statements = Vec::new();
    let mut owners = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for tree in stream {
        let is_function = names.iter().any(|name| name == "fn");
        match tree {
            TokenTree::Ident(word) => names.push(word.to_string()),
            TokenTree::Group(body) if is_function && body.delimiter() == Delimiter::Brace => {
                let mut calls = Vec::new();
                collect(body.stream(), &mut calls);
                statements.extend(statements_of(&calls, &owners)?);
                names.clear();
            }
            TokenTree::Group(group) if !is_function => {
                if let (["const", name, "Owned"], Some(parts)) = (last(&names).as_slice(), parts(&group)) {
                    owners.push(((*name).to_owned(), parts));
                }
                names.clear();
            }
            _ => {}
        }
    }
    Ok(statements)
}

fn last(names: &[String]) -> Vec<&str> {
    names[names.len().saturating_sub(3)..].iter().map(String::as_str).collect()
}

/// A call and what it is given.
type Call = (String, Given);
type Owners = [(String, [String; 2])];

enum Given {
    Text(String),
    /// `&mut sql, OWNED`
    Constant(String),
    /// `&mut sql, ["author_id = ", ""]`
    Owner([String; 2]),
    Other,
}

fn collect(stream: TokenStream, calls: &mut Vec<Call>) {
    let mut called = String::new();
    for tree in stream {
        match tree {
            TokenTree::Ident(name) => called = name.to_string(),
            // `let select = "…"`.
            TokenTree::Literal(literal) if ["select", "count"].contains(&called.as_str()) => {
                calls.extend(text(&literal.to_string()).map(|text| ("query".to_owned(), Given::Text(text))));
            }
            TokenTree::Group(group) => {
                calls.push((std::mem::take(&mut called), given(&group)));
                collect(group.stream(), calls);
            }
            _ => {}
        }
    }
}

fn given(group: &Group) -> Given {
    let trees: Vec<TokenTree> = group.stream().into_iter().collect();
    match trees.as_slice() {
        [] => Given::Text(String::new()),
        [TokenTree::Literal(only)] => text(&only.to_string()).map_or(Given::Other, Given::Text),
        [TokenTree::Literal(only), TokenTree::Punct(_)] => text(&only.to_string()).map_or(Given::Other, Given::Text),
        [.., TokenTree::Punct(_), TokenTree::Ident(constant)] => Given::Constant(constant.to_string()),
        [.., TokenTree::Punct(_), TokenTree::Group(last)] => parts(last).map_or(Given::Other, Given::Owner),
        _ => Given::Other,
    }
}

fn text(literal: &str) -> Option<String> {
    syn::parse_str::<LitStr>(literal).ok().map(|text| text.value())
}

fn parts(group: &Group) -> Option<[String; 2]> {
    let trees: Vec<TokenTree> = group.stream().into_iter().collect();
    let [TokenTree::Literal(before), TokenTree::Punct(_), TokenTree::Literal(after)] = trees.as_slice() else {
        return None;
    };
    Some([text(&before.to_string())?, text(&after.to_string())?])
}

fn statements_of(calls: &[Call], owners: &Owners) -> Result<Vec<String>, String> {
    let mut statements = Vec::new();
    for (name, given) in calls {
        if ["query", "query_as", "query_scalar"].contains(&name.as_str()) {
            let Given::Text(text) = given else { return Err(format!("`{name}` is given no text")) };
            statements.push(text.clone());
        }
    }
    let is_built = calls.iter().any(|(name, _)| name == "push_values" || name == "push_keys");
    if is_built {
        statements.push(built(calls, None)?);
        statements.push(built(calls, Some(owners))?);
    }
    Ok(statements)
}

/// A statement that is put together around the values of one key, in the scope of an owner where some are given.
fn built(calls: &[Call], owners: Option<&Owners>) -> Result<String, String> {
    let mut statement = String::new();
    for (name, given) in calls {
        match (name.as_str(), given) {
            ("new" | "push", Given::Text(text)) => statement += text,
            ("push_keys", _) => statement += "null",
            ("push_values", _) => {
                let binds = calls.iter().filter(|(name, _)| name == "push_bind").count();
                statement += &format!("values ({})", vec!["null"; binds].join(", "));
            }
            ("push", Given::Constant(name)) => {
                let known = owners.map(|owners| owners.iter().find(|(known, _)| known == name).ok_or(name));
                let known = known.transpose().map_err(|name| format!("{name} is no condition of an owner"))?;
                statement.extend(known.map(|(_, [before, after])| format!(" and {before}null{after}")));
            }
            ("push", Given::Owner([before, after])) if owners.is_some() => {
                statement += &format!(" and {before}null{after}");
            }
            ("push", Given::Owner(_)) => {}
            ("new" | "push", Given::Other) => return Err(format!("what `{name}` is given is not understood")),
            _ => {}
        }
    }
    Ok(statement)
}
