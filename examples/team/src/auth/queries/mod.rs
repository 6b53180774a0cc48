//! The SQL of accounts.

pub mod accounts;
pub mod expired;
pub mod mail_tokens;
pub mod registrations;
pub mod sessions;
