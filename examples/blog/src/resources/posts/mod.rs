//! Posts: An article on the blog.

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Post, PostInput, PostPatch};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    auth::{Access, Rule},
    constraint::Constraint,
    enums::UserRole,
    state::AppState,
};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change, handlers::delete))
        .routes(routes!(handlers::list_by_author))
        .routes(routes!(handlers::list_tags))
        .routes(routes!(handlers::link_tag, handlers::unlink_tag))
}

/// Who may do what.
pub const ACCESS: Access = Access {
    list: Rule::public(),
    read: Rule::public(),
    create: Rule::user(),
    update: Rule::owner(),
    delete: Rule::owner().or(&[UserRole::Admin]),
};

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[Constraint::unique("posts.slug", &["/slug"])];
