//! Members

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{
    Member, MemberInput, MemberPatch, MemberRegistration, MemberSelfUpdate, MemberUpdate,
};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    auth::{Access, Rule},
    constraint::Constraint,
    enums::MemberRole,
    state::AppState,
};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(handlers::list, handlers::create)).routes(routes!(
        handlers::get,
        handlers::replace,
        handlers::change
    ))
}

/// Who may do what.
pub const ACCESS: Access = Access {
    list: Rule::roles(&[MemberRole::Admin]),
    read: Rule::owner().or(&[MemberRole::Admin]),
    create: Rule::roles(&[MemberRole::Editor, MemberRole::Admin]),
    update: Rule::roles(&[MemberRole::Admin]),
    delete: Rule::nobody(),
};

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] = &[
    Constraint::unique("member_email_key", &["/email"]),
    Constraint::unique("member_handle_key", &["/handle"]),
];
