//! Accounts: who calls, how they log in, and what they may do to their own account.

mod access;
pub mod admin;
mod admission;
mod caller;
mod challenge;
pub mod client;
mod common;
pub mod create_admin;
pub mod events;
mod forgotten;
mod form;
mod grant;
mod hs256;
mod letters;
mod login;
mod mail_tokens;
pub mod mailer;
mod me;
mod moment;
mod opaque;
mod passwords;
mod queries;
mod refresh;
mod register;
mod sessions;
pub mod settings;
pub mod throttle;
pub mod token;

pub use access::{Access, Owned, Rule, Scope};
pub use admission::Admission;
pub use caller::{Account, AccountId, Caller, Current, LoggedIn};
pub use challenge::hints;
pub use settings::Settings;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::AppState;

/// The service, as tokens and challenges name it.
pub const SERVICE: &str = "tasks";

/// The routes of accounts, under `/auth`.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(register::register))
        .routes(routes!(login::login))
        .routes(routes!(grant::token))
        .routes(routes!(refresh::refresh))
        .routes(routes!(refresh::logout))
        .routes(routes!(refresh::logout_all))
        .routes(routes!(sessions::list))
        .routes(routes!(sessions::end))
        .routes(routes!(forgotten::forgot))
        .routes(routes!(forgotten::reset))
        .routes(routes!(passwords::change))
        .routes(routes!(me::get, me::change))
}
