//! The OpenAPI document: its frame, where it is served, and the interactive pages made from it.

mod answers;
mod rows;
mod security;

use axum::{Router, body::Bytes, http::header, routing::get};
use utoipa::{OpenApi as _, openapi::extensions::Extensions};

pub use answers::add_shared_answers;
pub use rows::describe_rows;
pub use security::describe_security;

use crate::{problem::Problem, state::AppState};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "blog",
        description = "A blog with authors, posts, comments and tags.",
        contact(name = "The makers of blog"),
        license(name = "All rights reserved", identifier = "LicenseRef-Proprietary")
    ),
    servers((url = "/", description = "Wherever this document was read, in production or locally")),
    tags(
        (name = "auth", description = "Accounts, sessions and passwords."),
        (name = "comments", description = "Comments."),
        (name = "posts", description = "An article on the blog."),
        (name = "tags", description = "Tags."),
        (name = "users", description = "Someone who writes or comments."),
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
