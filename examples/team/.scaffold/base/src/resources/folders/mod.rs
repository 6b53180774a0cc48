//! Folders

pub mod handlers;
pub mod queries;
pub mod types;

pub use types::{Folder, FolderInput, FolderPatch};

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
        .routes(routes!(handlers::list_by_member))
}

/// Who may do what.
pub const ACCESS: Access = Access {
    list: Rule::public(),
    read: Rule::user(),
    create: Rule::roles(&[MemberRole::Editor, MemberRole::Admin]),
    update: Rule::owner(),
    delete: Rule::nobody(),
};

/// Constraints that a request can break.
pub const CONSTRAINTS: &[Constraint] =
    &[Constraint::reference("folder_member_id_fkey", &["/memberId"])];
