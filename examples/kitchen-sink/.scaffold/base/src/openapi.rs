//! The OpenAPI document: its frame, where it is served, and the interactive pages made from it.

mod answers;
mod rows;

use axum::{Router, body::Bytes, http::header, routing::get};
use utoipa::{OpenApi as _, openapi::extensions::Extensions};

pub use answers::add_shared_answers;
pub use rows::describe_rows;

use crate::{problem::Problem, state::AppState};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "kitchen-sink",
        description = r#"A museum's "back office": things, people, loans {and} tickets."#,
        contact(name = "The makers of kitchen-sink"),
        license(name = "All rights reserved", identifier = "LicenseRef-Proprietary")
    ),
    servers((url = "/", description = "Wherever this document was read, in production or locally")),
    tags(
        (name = "artifacts", description = r#"A thing of the collection.
*/ "quotes", `backticks`, {braces}, {{ 7 * 7 }}, $dollars and ; -- dashes are only text here.
"#),
        (name = "audits", description = "Points at a composite key and at a unique one."),
        (name = "boxes", description = "Boxes."),
        (name = "countries", description = "A natural key that the client supplies."),
        (name = "errors", description = "Errors."),
        (name = "exhibitions", description = "Many-to-many relations, with and without data of their own."),
        (name = "guides", description = "One-to-one."),
        (name = "invoices", description = "Invoices."),
        (name = "loans", description = "The join entity of exhibitions and artifacts."),
        (name = "news-items", description = "News items."),
        (name = "notes", description = "Deleted with its order, and for good."),
        (name = "options", description = "Options."),
        (name = "order-items", description = "Order items."),
        (name = "orders", description = "A reserved SQL word, and fields that are reserved words too."),
        (name = "pages-of-the-guide", description = "Pages."),
        (name = "passports", description = "A key shared with another row."),
        (name = "people", description = "Somebody the museum knows."),
        (name = "placements", description = "A composite key of relations, one of them to a composite key."),
        (name = "results", description = "Results."),
        (name = "series", description = "An auto-increment key in a column of another name; the plural is the singular."),
        (name = "settings", description = "Plural already."),
        (name = "shelves", description = "A composite natural key."),
        (name = "tickets", description = r#"Admission for one visitor. "Keep it" \ until you leave — 100 % {valid}."#),
        (name = "topics", description = "A tree, and links to its own kind."),
    ),
    components(schemas(Problem)),
    security(())
)]
struct Frame;

/// The document without its operations.
pub fn frame() -> utoipa::openapi::OpenApi {
    let mut frame = Frame::openapi();
    for server in frame.servers.iter_mut().flatten() {
        server.extensions = Some(Extensions::builder().add("x-internal", false).build());
    }
    frame
}

#[expect(clippy::disallowed_methods, reason = "the document does not describe itself")]
pub fn router(document: &utoipa::openapi::OpenApi) -> Router<AppState> {
    let bytes = Bytes::from(document.to_json().unwrap_or_default());
    let json = get(async move || ([(header::CONTENT_TYPE, "application/json")], bytes.clone()));
    let router = Router::new().route("/openapi.json", json);
    #[cfg(feature = "swagger")]
    let router = router.merge(pages());
    router
}

#[cfg(feature = "swagger")]
fn pages() -> Router<AppState> {
    use axum::{http::HeaderValue, middleware::map_response, response::Response};
    use utoipa_swagger_ui::{Config, SwaggerUi};

    const POLICY: HeaderValue = HeaderValue::from_static(
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
    );
    Router::from(SwaggerUi::new("/docs").config(Config::from("/openapi.json"))).layer(map_response(
        async |mut response: Response| {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
            response
        },
    ))
}
