//! Users

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{User, UserInput, UserPatch, UserRegistration, UserSelfUpdate, UserUpdate};

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
    list: Rule::roles(&[UserRole::Admin]),
    read: Rule::owner().or(&[UserRole::Admin]),
    create: Rule::roles(&[UserRole::Admin]),
    update: Rule::owner().or(&[UserRole::Admin]),
    delete: Rule::owner().or(&[UserRole::Admin]),
};

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[Constraint::unique("users.email", &["/email"])];
