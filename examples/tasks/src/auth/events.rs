//! What matters to security goes into the log, without anything secret in it.

use super::{AccountId, client::Client};

/// Something that those who watch over accounts want to know of.
#[derive(Debug, Clone, Copy)]
pub enum Event {
    Registered,
    LoggedIn,
    LoginFailed,
    LoggedOut,
    LoggedOutEverywhere,
    SessionEnded,
    TokenReused,
    PasswordForgotten,
    PasswordReset,
    PasswordChanged,
    /// Somebody who is logged in did not know the password when asked for it.
    PasswordRefused,
    EmailChanged,
    EmailConfirmed,
    /// What the account logs in with, where that is not its address.
    LoginNameChanged,
    RightsChanged,
    /// By somebody else.
    AccountCreated,
    AccountDisabled,
    AccountEnabled,
    AccountDeleted,
    /// To the caller, which the request's span names.
    Forbidden,
}

impl Event {
    /// Tells of it.
    pub fn log(self, account: Option<&AccountId>, client: Option<&Client>) {
        let account = account.map(tracing::field::display);
        let address = client.map(|client| tracing::field::display(client.address));
        match self {
            Self::LoginFailed | Self::TokenReused | Self::PasswordRefused | Self::Forbidden => {
                tracing::warn!(target: "security", event = ?self, account, address);
            }
            _ => tracing::info!(target: "security", event = ?self, account, address),
        }
    }
}
