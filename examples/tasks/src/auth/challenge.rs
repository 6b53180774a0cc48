//! How a refused client is told what would help: other credentials (RFC 6750, 3), or patience.

use axum::http::{HeaderMap, HeaderValue, header};

use super::events::Event;
use crate::error::Error;

const LOG_IN: &str = r#"Bearer realm="tasks""#;
const INVALID_TOKEN: &str = r#"Bearer realm="tasks", error="invalid_token""#;
const INVALID_REQUEST: &str = r#"Bearer realm="tasks", error="invalid_request""#;
const INSUFFICIENT_SCOPE: &str = r#"Bearer realm="tasks", error="insufficient_scope""#;

impl Error {
    /// 401 for a request without credentials.
    pub fn unauthorized() -> Self {
        Self::Unauthorized { detail: "Log in first.", challenge: LOG_IN }
    }

    /// 401 for a request whose token does not hold, whatever the reason.
    pub fn invalid_token() -> Self {
        Self::Unauthorized {
            detail: "The token is not valid, or not any more.",
            challenge: INVALID_TOKEN,
        }
    }

    /// 401 for a login that fails, whatever the reason.
    pub fn wrong_credentials() -> Self {
        Self::Unauthorized { detail: "The credentials are not right.", challenge: LOG_IN }
    }
}

/// The headers that tell a refused client what would help.
pub fn hints(error: &Error) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let challenge = match error {
        Error::Unauthorized { challenge, .. } => challenge,
        Error::AmbiguousCredentials => INVALID_REQUEST,
        Error::Forbidden => {
            Event::Forbidden.log(None, None);
            INSUFFICIENT_SCOPE
        }
        Error::TooManyRequests(standing) => {
            standing.tell(&mut headers);
            return headers;
        }
        _ => return headers,
    };
    headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    headers
}
