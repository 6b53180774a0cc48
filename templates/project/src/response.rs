//! Answers that carry rows, and the preconditions that their entity tags serve.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A row with its entity tag.
pub fn row<T: Serialize>(row: &T) -> Result<Response> {
    let body = encode(row)?;
    let tag = entity_tag(&body)?;
    Ok(([(header::CONTENT_TYPE, JSON), (header::ETAG, tag)], body).into_response())
}

/// A new row and where it is found.
pub fn created<T: Serialize>(location: &str, created: &T) -> Result<Response> {
    let mut response = row(created)?;
    *response.status_mut() = StatusCode::CREATED;
    response.headers_mut().insert(header::LOCATION, HeaderValue::try_from(location).map_err(Error::internal)?);
    Ok(response)
}

/// Anything without an entity tag: a page, a row with what it includes.
pub fn plain<T: Serialize>(value: &T) -> Result<Response> {
    Ok(([(header::CONTENT_TYPE, JSON)], encode(value)?).into_response())
}

fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(Error::internal)
}

fn entity_tag(body: &[u8]) -> Result<HeaderValue> {
    let digest = Sha256::digest(body);
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest[..16]));
    HeaderValue::try_from(tag).map_err(Error::internal)
}

/// `If-Match`: go on only while the row is still the one that the client knows.
#[derive(Debug, Clone, Default)]
pub struct IfMatch(Option<HeaderValue>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        Ok(Self(parts.headers.get(header::IF_MATCH).cloned()))
    }
}

impl IfMatch {
    /// 412 where `current` is not what the client has seen.
    pub fn check<T: Serialize>(&self, current: &T) -> Result<()> {
        let Some(wanted) = &self.0 else { return Ok(()) };
        let tag = entity_tag(&encode(current)?)?;
        match matches(wanted, &tag, |tag| tag) {
            true => Ok(()),
            false => Err(Error::PreconditionFailed),
        }
    }
}

/// `If-None-Match`: answer 304 where the client has the row already.
#[derive(Debug, Clone, Default)]
pub struct IfNoneMatch(Option<HeaderValue>);

impl<S: Sync> FromRequestParts<S> for IfNoneMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        Ok(Self(parts.headers.get(header::IF_NONE_MATCH).cloned()))
    }
}

impl IfNoneMatch {
    pub fn answer(&self, response: Response) -> Response {
        let tag = response.headers().get(header::ETAG);
        let known = self.0.as_ref().zip(tag).is_some_and(|(known, tag)| {
            matches(known, tag, |known| known.strip_prefix("W/").unwrap_or(known))
        });
        if !known {
            return response;
        }
        let headers: HeaderMap = response.headers().get(header::ETAG).map(|tag| (header::ETAG, tag.clone())).into_iter().collect();
        (StatusCode::NOT_MODIFIED, headers).into_response()
    }
}

fn matches(list: &HeaderValue, tag: &HeaderValue, compared: impl Fn(&str) -> &str) -> bool {
    let (Ok(list), Ok(tag)) = (list.to_str(), tag.to_str()) else { return false };
    list.trim() == "*" || list.split(',').any(|item| compared(item.trim()) == tag)
}
