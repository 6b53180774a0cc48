//! What matters to security goes into the log, without anything secret in it.

use super::{AccountId, client::Client};

/// Something that those who watch over accounts want to know of.
#[derive(Debug, Clone, Copy)]
pub enum Event {
    Registered,
    LoggedIn,
    LoginFailed,
    LoggedOut,
    TokenReused,
    PasswordForgotten,
    PasswordReset,
    PasswordChanged,
    EmailChanged,
    EmailConfirmed,
    RightsChanged,
}

impl Event {
    /// Tells of it.
    pub fn log(self, account: Option<&AccountId>, client: Option<&Client>) {
        let account = account.map(tracing::field::display);
        let address = client.map(|client| tracing::field::display(client.address));
        match self {
            Self::LoginFailed | Self::TokenReused => {
                tracing::warn!(target: "security", event = ?self, account, address);
            }
            _ => tracing::info!(target: "security", event = ?self, account, address),
        }
    }
}
