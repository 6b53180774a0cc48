//! Answers that carry rows, and the preconditions that their entity tags serve.

use std::fmt::Display;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Most characters of a list of entity tags.
pub const LONGEST_TAGS: usize = 1000;

/// A text as one segment of a path.
pub fn segment(text: &impl Display) -> impl Display {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(&text.to_string(), KEPT).to_string()
}

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
    response
        .headers_mut()
        .insert(header::LOCATION, HeaderValue::try_from(location).map_err(Error::internal)?);
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
pub struct IfMatch(Vec<String>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        tags(&parts.headers, header::IF_MATCH).map(Self)
    }
}

impl IfMatch {
    /// 412 where `current` is not what the client has seen.
    pub fn check<T: Serialize>(&self, current: &T) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let tag = entity_tag(&encode(current)?)?;
        match matches(&self.0, &tag, |tag| tag) {
            true => Ok(()),
            false => Err(Error::PreconditionFailed),
        }
    }
}

/// `If-None-Match`: answer 304 where the client has the row already.
#[derive(Debug, Clone, Default)]
pub struct IfNoneMatch(Vec<String>);

impl<S: Sync> FromRequestParts<S> for IfNoneMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        tags(&parts.headers, header::IF_NONE_MATCH).map(Self)
    }
}

impl IfNoneMatch {
    pub fn answer(&self, response: Response) -> Response {
        let Some(tag) = response.headers().get(header::ETAG).cloned() else { return response };
        match matches(&self.0, &tag, |known| known.strip_prefix("W/").unwrap_or(known)) {
            true => (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response(),
            false => response,
        }
    }
}

/// The entity tags of a header, which may stand in a request more than once.
fn tags(headers: &HeaderMap, name: HeaderName) -> Result<Vec<String>> {
    let mut tags = Vec::new();
    for list in headers.get_all(&name) {
        let list = list.to_str().ok().filter(|list| (1..=LONGEST_TAGS).contains(&list.len()));
        let list = list.ok_or_else(|| {
            Error::BadRequest(format!("`{name}` is no list of entity tags").into())
        })?;
        tags.extend(list.split(',').map(|tag| tag.trim().to_owned()));
    }
    Ok(tags)
}

fn matches(tags: &[String], tag: &HeaderValue, compared: impl Fn(&str) -> &str) -> bool {
    tags.iter().any(|known| known == "*" || compared(known) == tag)
}
