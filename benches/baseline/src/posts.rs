//! One resource in idiomatic axum and sqlx, with the middleware that services have.

use std::time::Duration;

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::{HeaderName, StatusCode},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use tower_http::{
    catch_panic::CatchPanicLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};
use uuid::Uuid;

#[cfg(feature = "postgres")]
type Pool = sqlx::PgPool;
#[cfg(not(feature = "postgres"))]
type Pool = sqlx::SqlitePool;

#[cfg(feature = "postgres")]
const TABLE: &str = "create table if not exists posts (
    id uuid primary key, title text not null, content text not null, author text not null,
    created_at timestamptz not null, updated_at timestamptz not null)";
#[cfg(not(feature = "postgres"))]
const TABLE: &str = "create table if not exists posts (
    id blob primary key, title text not null, content text not null, author text not null,
    created_at text not null, updated_at text not null)";
const INDEX: &str = "create index if not exists posts_newest on posts (created_at desc, id desc)";
const CONNECTIONS: u32 = 10;

#[derive(Serialize, sqlx::FromRow)]
struct Post {
    id: Uuid,
    title: String,
    content: String,
    author: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[derive(Deserialize, Validate)]
struct CreatePost {
    #[garde(length(chars, min = 3, max = 200))]
    title: String,
    #[garde(length(chars, min = 1, max = 20000))]
    content: String,
    #[garde(length(chars, min = 1, max = 100))]
    author: String,
}

#[derive(Deserialize)]
struct ListQuery {
    limit: Option<i64>,
    #[serde(default)]
    count: bool,
}

#[derive(Serialize)]
struct Page {
    data: Vec<Post>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
}

enum Error {
    NotFound,
    Invalid(String),
    Database(sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, message) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "not found".to_owned()),
            Self::Invalid(message) => (StatusCode::UNPROCESSABLE_ENTITY, message),
            Self::Database(error) => {
                tracing::error!(%error, "database");
                (StatusCode::INTERNAL_SERVER_ERROR, "internal error".to_owned())
            }
        };
        (status, Json(serde_json::json!({"error": message}))).into_response()
    }
}

pub async fn router() -> Router {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).json().init();
    let pool = connect(&std::env::var("DATABASE_URL").expect("DATABASE_URL")).await.expect("a database");
    for statement in [TABLE, INDEX] {
        sqlx::query(statement).execute(&pool).await.expect("a table");
    }
    let id = HeaderName::from_static("x-request-id");
    Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/api/v1/posts", get(list).post(create))
        .route("/api/v1/posts/{id}", get(read))
        .with_state(pool)
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_secs(10)))
        .layer(PropagateRequestIdLayer::new(id.clone()))
        .layer(TraceLayer::new_for_http())
        .layer(SetRequestIdLayer::new(id, MakeRequestUuid))
}

#[cfg(feature = "postgres")]
async fn connect(url: &str) -> sqlx::Result<Pool> {
    sqlx::postgres::PgPoolOptions::new().max_connections(CONNECTIONS).connect(url).await
}

#[cfg(not(feature = "postgres"))]
async fn connect(url: &str) -> sqlx::Result<Pool> {
    use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

    let options = url
        .parse::<SqliteConnectOptions>()?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(Duration::from_secs(5))
        .foreign_keys(true);
    SqlitePoolOptions::new().max_connections(CONNECTIONS).connect_with(options).await
}

async fn read(State(pool): State<Pool>, Path(id): Path<Uuid>) -> Result<Json<Post>, Error> {
    let select = "select id, title, content, author, created_at, updated_at from posts where id = $1";
    let post = sqlx::query_as(select).bind(id).fetch_optional(&pool).await?;
    post.map(Json).ok_or(Error::NotFound)
}

async fn list(State(pool): State<Pool>, Query(query): Query<ListQuery>) -> Result<Json<Page>, Error> {
    let select = "select id, title, content, author, created_at, updated_at from posts
        order by created_at desc, id desc limit $1";
    let limit = query.limit.unwrap_or(20).clamp(1, 100);
    let data = sqlx::query_as(select).bind(limit).fetch_all(&pool).await?;
    let total = match query.count {
        true => Some(sqlx::query_scalar("select count(*) from posts").fetch_one(&pool).await?),
        false => None,
    };
    Ok(Json(Page { data, total }))
}

async fn create(State(pool): State<Pool>, Json(body): Json<CreatePost>) -> Result<(StatusCode, Json<Post>), Error> {
    body.validate().map_err(|error| Error::Invalid(error.to_string()))?;
    let insert = "insert into posts (id, title, content, author, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6) returning id, title, content, author, created_at, updated_at";
    let now = Utc::now();
    let post = sqlx::query_as(insert)
        .bind(Uuid::now_v7())
        .bind(&body.title)
        .bind(&body.content)
        .bind(&body.author)
        .bind(now)
        .bind(now)
        .fetch_one(&pool)
        .await?;
    Ok((StatusCode::CREATED, Json(post)))
}
