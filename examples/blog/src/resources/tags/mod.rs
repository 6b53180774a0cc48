//! Tags

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Tag, TagInput, TagPatch};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    auth::{Access, Rule},
    constraint::Constraint,
    enums::UserRole,
    state::AppState,
};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(handlers::list, handlers::create)).routes(routes!(
        handlers::get,
        handlers::replace,
        handlers::change,
        handlers::delete
    ))
}

/// Who may do what.
pub const ACCESS: Access = Access {
    list: Rule::public(),
    read: Rule::public(),
    create: Rule::roles(&[UserRole::Admin]),
    update: Rule::roles(&[UserRole::Admin]),
    delete: Rule::roles(&[UserRole::Admin]),
};

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[Constraint::unique("tags.name", &["/name"])];
