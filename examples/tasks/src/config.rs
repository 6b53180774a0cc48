//! The settings, from flags and environment, and the limits, which are not settings.

use std::{net::SocketAddr, str::FromStr, time::Duration};

use axum::http::{HeaderValue, Uri};
use clap::{Parser, Subcommand, ValueEnum};
use tracing_subscriber::filter::Targets;

use crate::{
    auth::{Settings, create_admin},
    db,
};

/// Rows in a page where the client names no `limit`.
pub const PAGE_SIZE: u32 = 20;

#[derive(Clone, Parser)]
#[command(version, about)]
pub struct Config {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Database to use
    #[arg(long, env, global = true, default_value = "sqlite://tasks.db", hide_env_values = true)]
    pub database_url: db::Options,

    /// Address to serve the API on
    #[arg(long, env, global = true, default_value = "127.0.0.1:8080")]
    pub listen_addr: SocketAddr,

    // Spelled out, or clap takes the empty string for a bad address instead of none.
    /// Address to serve Prometheus metrics on; none when empty
    #[arg(long, env, global = true, default_value = "", value_parser = address)]
    pub admin_addr: std::option::Option<SocketAddr>,

    /// Web origins whose pages may call the API, separated by commas; none when empty
    #[arg(long, env, global = true, default_value = "", value_parser = origins)]
    pub cors_origins: std::vec::Vec<HeaderValue>,

    /// Form of the log
    #[arg(long, env, global = true, value_enum, default_value_t)]
    pub log_format: LogFormat,

    /// What to log: a level, or levels by module such as `info,sqlx=debug`
    #[arg(long, env = "RUST_LOG", global = true, default_value = "info")]
    pub log: Targets,

    /// Leave the schema as it is when serving
    #[arg(long, global = true)]
    pub no_migrate: bool,

    /// Seconds to go on serving after a signal to stop, while `/readyz` turns traffic away
    #[arg(long, env, global = true, default_value_t = 0)]
    pub shutdown_delay: u64,

    #[command(flatten)]
    pub auth: Settings,

    #[arg(skip)]
    pub limits: Limits,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Serve the API, after bringing the schema up to date
    #[default]
    Serve,
    /// Bring the schema up to date
    Migrate,
    /// Fill the database with sample rows
    Seed,
    /// Print the OpenAPI document
    Openapi,
    /// Make an administrator, whose password is asked for
    CreateAdmin(create_admin::Arguments),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

/// How much of the service one client, or all of them, may take.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Time for the whole head of a request to come in, counted from the answer before: so long may a
    /// connection be idle, too.
    pub head: Duration,
    /// Bytes of a request's line and headers.
    pub head_size: usize,
    /// Time from the head of a request to its answer.
    pub request: Duration,
    /// Bytes of a request's body.
    pub body: usize,
    /// Time that a client may leave an answer unread.
    pub write: Duration,
    /// Time that requests in progress get when the service stops.
    pub drain: Duration,
    /// Open connections; more wait in the queue of the system.
    pub connections: usize,
    /// Requests worked on at a time; more are turned away.
    pub requests: usize,
    /// Bodies on their way at a time; more are turned away.
    pub bodies: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(30),
            head_size: 16 * 1024,
            request: Duration::from_secs(30),
            body: 256 * 1024,
            write: Duration::from_secs(30),
            drain: Duration::from_secs(30),
            connections: 16_000,
            requests: 512,
            bodies: 2048,
        }
    }
}

fn address(text: &str) -> Result<Option<SocketAddr>, <SocketAddr as FromStr>::Err> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
}

fn origins(text: &str) -> Result<Vec<HeaderValue>, String> {
    text.split(',').map(str::trim).filter(|origin| !origin.is_empty()).map(origin).collect()
}

/// A browser sends `scheme://host` and the port, where it is not the usual one; nothing else can match.
fn origin(text: &str) -> Result<HeaderValue, String> {
    let uri = Uri::from_str(text).ok().filter(|uri| uri.scheme().is_some() && !text.ends_with('/'));
    uri.filter(|uri| uri.path() == "/" && uri.query().is_none())
        .and_then(|_| HeaderValue::from_str(text).ok())
        .ok_or_else(|| format!("`{text}` is no origin such as https://app.example.org"))
}
