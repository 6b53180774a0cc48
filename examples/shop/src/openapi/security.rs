//! How the document says what credentials an operation takes.

use axum::http::StatusCode;
use utoipa::openapi::{
    Header, KnownFormat, ObjectBuilder, OpenApi, RefOr, ResponseBuilder,
    path::Operation,
    schema::{Schema, SchemaFormat, Type},
    security::{
        Flow, HttpAuthScheme, HttpBuilder, OAuth2, Password, Scopes, SecurityRequirement,
        SecurityScheme,
    },
};

const BEARER: &str = "bearer";
const PASSWORD: &str = "password";

/// Operations that take credentials in their body.
const LOGINS: [&str; 3] = ["log_in", "grant_token", "refresh_session"];

/// Adds the schemes, and the second to each operation that names the first: a token may come from either.
pub fn describe_security(document: &mut OpenApi) {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("An access token: a JWT that is checked as RFC8725 asks."))
        .build();
    let flow = Flow::Password(Password::new("/api/v1/auth/token", Scopes::new()));
    let components = document.components.get_or_insert_default();
    components.add_security_scheme(BEARER, SecurityScheme::Http(bearer));
    components.add_security_scheme(
        PASSWORD,
        SecurityScheme::OAuth2(OAuth2::with_description(
            [flow],
            "The same by password: a JWT as RFC8725 asks.",
        )),
    );
    let register =
        document.paths.paths.get_mut("/api/v1/auth/register").and_then(|item| item.post.as_mut());
    if let Some(RefOr::T(answer)) =
        register.and_then(|post| post.responses.responses.get_mut("201"))
    {
        answer.headers.insert("Location".to_owned(), text("Where the account is.", "^/.+$").into());
    }
    for item in document.paths.paths.values_mut() {
        let operations =
            [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in
            operations.into_iter().flatten().filter(|operation| names_bearer(operation))
        {
            let requirement = SecurityRequirement::new(PASSWORD, [""; 0]);
            operation.security.get_or_insert_default().push(requirement);
        }
    }
}

/// Credentials can be wrong here.
pub fn takes_credentials(operation: &Operation) -> bool {
    let id = operation.operation_id.as_deref().unwrap_or_default();
    names_bearer(operation) || LOGINS.contains(&id)
}

/// What is done here depends on the account, other than on the caller's own.
pub fn asks_for_account(operation: &Operation) -> bool {
    let own = operation.tags.iter().flatten().any(|tag| tag == "auth");
    names_bearer(operation) && !own
}

fn names_bearer(operation: &Operation) -> bool {
    let bearer = SecurityRequirement::new(BEARER, [""; 0]);
    operation.security.iter().flatten().any(|requirement| *requirement == bearer)
}

/// What a refusal says of the way to get further.
pub fn add_headers(answer: ResponseBuilder, status: StatusCode) -> ResponseBuilder {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => answer.header(
            "WWW-Authenticate",
            text("The scheme, and what is wrong (RFC 6750).", "^Bearer .+$"),
        ),
        StatusCode::TOO_MANY_REQUESTS => answer
            .header("Retry-After", seconds())
            .header("RateLimit-Policy", text("What is granted, and in what time.", "^.+$"))
            .header("RateLimit", text("What is left of it.", "^.+$")),
        _ => answer,
    }
}

fn text(description: &str, pattern: &str) -> Header {
    let text =
        ObjectBuilder::new().schema_type(Type::String).max_length(Some(200)).pattern(Some(pattern));
    described(Schema::from(text), description)
}

fn seconds() -> Header {
    let format = SchemaFormat::KnownFormat(KnownFormat::Int32);
    let seconds = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(format))
        .minimum(Some(1))
        .maximum(Some(3600));
    described(Schema::from(seconds), "Seconds to wait before the next try.")
}

fn described(schema: Schema, description: &str) -> Header {
    let mut header = Header::new(schema);
    header.description = Some(description.to_owned());
    header
}
