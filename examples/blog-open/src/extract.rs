//! Extractors that answer a bad request with a problem of our own.

use std::{borrow::Cow, marker::PhantomData};

use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use crate::{
    body::{self, Body},
    error::{Error, Result},
    fault::Fault,
    json,
};

const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";

/// A body that has passed all its rules.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: Body> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        expect_type(request.headers(), &[JSON], JSON)?;
        body::decode(members(read(request).await?)?).map(Self)
    }
}

/// A merge patch (RFC 7396) for a body of type `T`.
#[derive(Debug, Clone)]
pub struct Patch<T> {
    changes: Map<String, Value>,
    target: PhantomData<T>,
}

impl<T: Body + Serialize> Patch<T> {
    /// The changed body, held against the same rules as a whole one.
    pub fn apply(self, current: &T) -> Result<T> {
        let current = serde_json::to_value(current).map_err(Error::internal)?;
        let mut merged = members(current)?;
        json::merge(&mut merged, self.changes);
        body::decode(merged)
    }
}

impl<S: Send + Sync, T> FromRequest<S> for Patch<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        expect_type(request.headers(), &[JSON, MERGE_PATCH], MERGE_PATCH)?;
        let changes = members(read(request).await?)?;
        Ok(Self { changes, target: PhantomData })
    }
}

impl<T: ToSchema> ToSchema for Patch<T> {
    /// `PostPatch` for a `PostInput`.
    fn name() -> Cow<'static, str> {
        let body = T::name();
        let row = body.strip_suffix("Input").or(body.strip_suffix("Update")).unwrap_or(&body);
        format!("{row}Patch").into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}

impl<T: ToSchema> PartialSchema for Patch<T> {
    /// The body's schema with every member optional.
    fn schema() -> RefOr<Schema> {
        let mut schema = T::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.required.clear();
            for property in object.properties.values_mut() {
                match property {
                    RefOr::Ref(property) => property.default = None,
                    RefOr::T(Schema::Object(property)) => property.default = None,
                    RefOr::T(Schema::Array(property)) => property.default = None,
                    RefOr::T(Schema::OneOf(property)) => property.default = None,
                    RefOr::T(_) => {}
                }
            }
        }
        schema
    }
}

/// The parts of a path that name a row.
#[derive(Debug, Clone)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    #[expect(clippy::disallowed_types, reason = "the one place that gives it our errors")]
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        if parts.uri.path().contains("%00") {
            return Err(Error::BadRequest("The path contains a NUL character.".into()));
        }
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        match path {
            Ok(axum::extract::Path(keys)) => Ok(Self(keys)),
            Err(rejection) => Err(Error::BadRequest(rejection.body_text().into())),
        }
    }
}

fn expect_type(headers: &HeaderMap, accepted: &[&str], wanted: &'static str) -> Result<()> {
    let given =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    let fits = accepted.iter().any(|accepted| essence.eq_ignore_ascii_case(accepted));
    match fits && !headers.contains_key(header::CONTENT_ENCODING) {
        true => Ok(()),
        false => Err(Error::UnsupportedMediaType(wanted)),
    }
}

/// The body, of whose size the guard has taken care.
async fn read(request: Request) -> Result<Value> {
    let bytes = to_bytes(request.into_body(), usize::MAX).await.map_err(Error::internal)?;
    json::parse(&bytes)
}

fn members(value: Value) -> Result<Map<String, Value>> {
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(Fault::new("", "invalid_type", "must be an object").into()),
    }
}
