//! Everything that can go wrong in a handler, and the status that tells of it.

use std::borrow::Cow;

use axum::{
    Extension,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{
    auth::{self, throttle::Standing},
    constraint::Violation,
    db,
    fault::{Fault, Report},
    retry,
};

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    BadRequest(Cow<'static, str>),
    #[error("{detail}")]
    Unauthorized { detail: &'static str, challenge: &'static str },
    #[error("Send one `Authorization` header, not several.")]
    AmbiguousCredentials,
    #[error("Your role does not allow this.")]
    Forbidden,
    #[error("Too many requests. Try again later.")]
    TooManyRequests(Standing),
    #[error("There is no such resource.")]
    NotFound,
    #[error("{0}")]
    Conflict(&'static str),
    #[error("Another row has this value already.")]
    Taken(Vec<Fault>),
    #[error("The row has changed since it was read.")]
    PreconditionFailed,
    #[error("Send the body as {0}, and not encoded.")]
    UnsupportedMediaType(&'static str),
    #[error("The body breaks the rules listed in `errors`.")]
    Invalid(Vec<Fault>),
    #[error("The database cannot take one of the values.")]
    Unstorable,
    #[error("The service is busy. Try again in a moment.")]
    Unavailable,
    #[error("The service is busy. Try again in a moment.")]
    Undone,
    #[error("Something went wrong on our side.")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }

    /// For a delete: rows that others point at stay.
    pub fn in_use(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(db::violation) {
            Some(Violation::Reference(_)) => Self::Conflict("Other rows still refer to this one."),
            _ => error.into(),
        }
    }

    /// The answer of 503 shows nothing of the reason, so that the log has to.
    fn out_of_reach(error: &sqlx::Error) -> Self {
        tracing::error!(%error, "the database is out of reach or busy");
        Self::Unavailable
    }

    /// Shows only in the time that the answer takes, so that the log has to tell.
    fn undone(error: &sqlx::Error) -> Self {
        tracing::warn!(%error, "the database undid a transaction");
        Self::Undone
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) | Self::AmbiguousCredentials => StatusCode::BAD_REQUEST,
            Self::Unauthorized { .. } => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict(_) | Self::Taken(_) => StatusCode::CONFLICT,
            Self::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
            Self::UnsupportedMediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_) | Self::Unstorable => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unavailable | Self::Undone => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn faults(self) -> Vec<Fault> {
        match self {
            Self::Invalid(faults) | Self::Taken(faults) => faults,
            _ => Vec::new(),
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Invalid(vec![fault])
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
                Self::out_of_reach(&error)
            }
            sqlx::Error::Database(cause) => match db::violation(cause.as_ref()) {
                Some(violation) => violation.into(),
                None if db::is_undone(cause.as_ref()) => Self::undone(&error),
                None if db::is_transient(cause.as_ref()) => Self::out_of_reach(&error),
                None if db::is_bad_value(cause.as_ref()) => Self::Unstorable,
                None => Self::internal(error),
            },
            _ => Self::internal(error),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Internal(source) = &self {
            tracing::error!(error = ?source, "request failed");
        }
        let status = self.status();
        let undone = matches!(self, Self::Undone).then_some(Extension(retry::Undone));
        let hints = auth::hints(&self);
        let report = Report::new(self.to_string(), self.faults());
        let mut response = (status, undone, Extension(report)).into_response();
        response.headers_mut().extend(hints);
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
