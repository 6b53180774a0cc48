//! The settings of accounts, and how long what they are given lasts.

use std::{fmt, net::IpAddr, str::FromStr, time::Duration};

use anyhow::Context as _;
use axum::http::Uri;
use clap::{Args, ValueEnum};
use ipnet::IpNet;
use lettre::{
    AsyncSmtpTransport, Tokio1Executor, message::Mailbox,
    transport::smtp::AsyncSmtpTransportBuilder,
};

/// Life of an access token in seconds.
pub const ACCESS_TOKEN: u64 = 900;
/// Life of a refresh token: a session ends that is not used for so long.
pub const REFRESH_TOKEN: Duration = Duration::from_secs(2592000);
/// Life of a session, however much it is used.
pub const SESSION: Duration = Duration::from_secs(7776000);
/// Life of a link that sets a new password.
pub const RESET_TOKEN: Duration = Duration::from_secs(10 * 60);
/// Life of a link that verifies an e-mail address.
pub const VERIFY_TOKEN: Duration = Duration::from_secs(24 * 60 * 60);

/// Shorter secrets can be guessed.
const LEAST_SECRET: usize = 32;

#[derive(Clone, Args)]
pub struct Settings {
    // Spelled out, or clap takes the empty string for a bad secret instead of none.
    /// Secret that access tokens are signed with: 32 bytes or more that nobody can guess
    #[arg(long, env, global = true, default_value = "", hide_env_values = true, value_parser = secret)]
    pub jwt_secret: std::option::Option<Secret>,

    /// Former secret, whose tokens still count until they expire
    #[arg(long, env, global = true, default_value = "", hide_env_values = true, value_parser = secret)]
    pub jwt_secret_previous: std::option::Option<Secret>,

    /// Where your pages are that links in mail lead to
    #[arg(long, env, global = true, default_value = "http://localhost:8080", value_parser = public_url)]
    pub public_url: String,

    // Spelled out, or clap takes a list for a repeated flag.
    /// Networks of proxies whose `X-Forwarded-For` is believed, separated by commas; none when empty
    #[arg(long, env, global = true, default_value = "", value_parser = networks)]
    pub trusted_proxies: std::vec::Vec<IpNet>,

    /// Server that mail is handed to, such as `smtps://user:password@mail.example.org`; into the log when empty
    // Spelled out, or clap takes the empty string for a bad URL instead of none.
    #[arg(long, env, global = true, default_value = "", hide_env_values = true, value_parser = mail_server)]
    pub smtp_url: std::option::Option<AsyncSmtpTransportBuilder>,

    /// Sender of mail
    #[arg(long, env, global = true, default_value = "team <noreply@localhost>")]
    pub mail_from: Mailbox,

    /// Whether clients that ask too much are turned away
    #[arg(long, env, global = true, value_enum, default_value_t)]
    pub rate_limit: RateLimit,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum RateLimit {
    #[default]
    On,
    Off,
}

impl Settings {
    /// What serving takes that other commands do without.
    pub fn check(&self) -> anyhow::Result<()> {
        self.jwt_secret.as_ref().map(|_| ()).context(
            "JWT_SECRET is not set: put 32 bytes or more into the environment or `.env`, as `openssl rand -hex 32` makes them",
        )
    }

    /// Browsers may be told to stay with HTTPS.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// A secret that is long enough, and shows nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl FromStr for Secret {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let first = text.chars().next();
        if text.len() < LEAST_SECRET {
            return Err(format!(
                "a secret has {LEAST_SECRET} bytes or more; `openssl rand -hex 32` makes one"
            ));
        }
        if text.to_ascii_lowercase().contains("change")
            || text.chars().all(|character| Some(character) == first)
        {
            return Err(
                "this is a sample that everybody knows; `openssl rand -hex 32` makes a secret"
                    .to_owned(),
            );
        }
        Ok(Self(text.to_owned()))
    }
}

fn secret(text: &str) -> Result<Option<Secret>, String> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
}

fn public_url(text: &str) -> Result<String, String> {
    let uri =
        Uri::from_str(text).ok().filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
    match uri.is_some_and(|uri| uri.query().is_none()) {
        true => Ok(text.trim_end_matches('/').to_owned()),
        false => Err(format!("`{text}` is no URL such as https://app.example.org")),
    }
}

/// The reason says nothing of the text: where a password stands in it is anybody's guess.
fn mail_server(text: &str) -> Result<Option<AsyncSmtpTransportBuilder>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(text);
    server.map(Some).map_err(|_| "this is no URL such as `smtps://user:password@mail.example.org`")
}

fn networks(text: &str) -> Result<Vec<IpNet>, String> {
    text.split(',').map(str::trim).filter(|network| !network.is_empty()).map(network).collect()
}

/// `10.0.0.0/8`, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    network.map_err(|_| format!("`{text}` is no network such as 10.0.0.0/8"))
}
