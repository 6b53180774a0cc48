//! The body of an HTML form, as OAuth2 has it.

use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
    http::header,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{
    error::{Error, Result},
    fault::Fault,
    json,
    validate::{Faults, Validate},
};

const FORM: &str = "application/x-www-form-urlencoded";

/// One that has passed all its rules. Members that the type does not know are for others; OAuth2 wants them ignored.
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Validate> FromRequest<S> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let given =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = given.and_then(|given| given.split(';').next()).unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case(FORM) {
            return Err(Error::UnsupportedMediaType(FORM));
        }
        let body = to_bytes(request.into_body(), usize::MAX).await.map_err(Error::internal)?;
        let mut members = Map::new();
        let mut faults = Vec::new();
        for (name, value) in form_urlencoded::parse(&body) {
            if value.contains('\0') {
                let pointer = format!("/{}", json::escape(&name));
                faults.push(Fault::new(
                    pointer,
                    "invalid_format",
                    "must not contain a NUL character",
                ));
            }
            if members
                .insert(name.clone().into_owned(), Value::String(value.into_owned()))
                .is_some()
            {
                return Err(Error::BadRequest(
                    format!("`{name}` stands in the form twice.").into(),
                ));
            }
        }
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        let form = serde_json::from_value(Value::Object(members));
        let form: T = form.map_err(|error| Error::BadRequest(error.to_string().into()))?;
        Faults::of(&form).into_result().map(|()| Self(form))
    }
}
