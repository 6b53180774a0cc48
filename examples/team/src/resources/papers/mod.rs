//! Papers

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Paper, PaperInput, PaperPatch};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    auth::{Access, Rule},
    constraint::Constraint,
    enums::MemberRole,
    state::AppState,
};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::get, handlers::replace, handlers::change))
        .routes(routes!(handlers::list_by_folder))
}

/// Who may do what.
pub const ACCESS: Access = Access {
    list: Rule::public(),
    read: Rule::user(),
    create: Rule::owner().or(&[MemberRole::Editor]),
    update: Rule::roles(&[MemberRole::Admin]),
    delete: Rule::nobody(),
};

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] =
    &[Constraint::reference("paper_folder_id_fkey", &["/folderId"])];
