//! What answers say beside a row: its tag, where a new one is, and what can be done with it next.

use axum::http::StatusCode;
use utoipa::openapi::{
    Header, ObjectBuilder, OpenApi, RefOr,
    link::{Link, LinkBuilder},
    path::{Operation, PathItem},
    schema::{Schema, Type},
};

/// The row in the body of an answer.
const ROW: &str = "$response.body#";

/// An entity tag of ours.
const TAG: &str = r#"^"[A-Za-z0-9_-]{22}"$"#;

/// Adds `ETag` to the answers that have one, and `Location` and links to those about new rows.
pub fn describe_rows(document: &mut OpenApi) {
    let paths = &mut document.paths.paths;
    let rows: Vec<(String, Vec<Link>)> =
        paths.iter().filter_map(|(path, item)| Some((path.clone(), links(path, item)?))).collect();
    for (path, links) in rows {
        if let Some(item) = paths.get_mut(&path) {
            [&mut item.get, &mut item.put, &mut item.patch].into_iter().flatten().for_each(tag);
        }
        let creation = paths.get_mut(collection(&path)).and_then(|item| item.post.as_mut());
        if let Some(RefOr::T(answer)) =
            creation.and_then(|post| post.responses.responses.get_mut("201"))
        {
            answer
                .headers
                .insert("Location".to_owned(), header("Where the new row is.", 10_000, "^/.+$"));
            answer.headers.insert("ETag".to_owned(), header("Tag of the row as it is.", 24, TAG));
            answer
                .links
                .extend(links.into_iter().map(|link| (link.operation_id.clone(), link.into())));
        }
    }
}

/// The path of a row without its key: `/posts` of `/posts/{id}`.
fn collection(path: &str) -> &str {
    path.find("/{").map_or(path, |key| &path[..key])
}

/// Links to the operations on one row; none where the path is no row's.
fn links(path: &str, item: &PathItem) -> Option<Vec<Link>> {
    let key = path.strip_prefix(collection(path)).filter(|key| !key.is_empty())?;
    let names: Vec<&str> = key
        .split('/')
        .skip(1)
        .map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .collect::<Option<_>>()?;
    let operations = [&item.get, &item.put, &item.patch, &item.delete].into_iter().flatten();
    Some(operations.filter_map(|operation| link(operation, &names)).collect())
}

fn link(operation: &Operation, key: &[&str]) -> Option<Link> {
    let link = LinkBuilder::new().operation_id(operation.operation_id.clone()?);
    Some(key.iter().fold(link, |link, name| link.parameter(*name, format!("{ROW}/{name}"))).build())
}

fn tag(operation: &mut Operation) {
    let answer = operation.responses.responses.get_mut(StatusCode::OK.as_str());
    if let Some(RefOr::T(answer)) = answer {
        answer.headers.insert(
            "ETag".to_owned(),
            header("Tag of the row as it is; none with `include`.", 24, TAG),
        );
    }
}

fn header(description: &str, most: usize, pattern: &str) -> RefOr<Header> {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(most))
        .pattern(Some(pattern));
    let mut header = Header::new(Schema::from(text));
    header.description = Some(description.to_owned());
    header.into()
}
