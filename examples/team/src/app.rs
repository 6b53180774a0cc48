//! The router with its layers.

use std::{
    any::Any,
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state, map_response},
    response::{IntoResponse, Response},
};
use tower::{ServiceBuilder, util::option_layer};
use tower_http::{catch_panic::CatchPanicLayer, cors::CorsLayer};
use tracing::Instrument as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    auth::{self, Admission},
    config::Config,
    guard::Guard,
    health, metrics, openapi, problem, resources, security,
    state::AppState,
    telemetry,
};

const API: &str = "/api/v1/";

pub fn app(state: AppState) -> Router {
    layered(ROUTES.clone(), &state.config).with_state(state)
}

/// The same for every state, and too much work to do for each test.
static ROUTES: LazyLock<Router<AppState>> = LazyLock::new(|| {
    let (routes, document) = routes();
    routes.merge(health::router()).merge(openapi::router(&document))
});

/// What the service offers, in words for machines.
pub fn document() -> OpenApi {
    routes().1
}

fn routes() -> (Router<AppState>, OpenApi) {
    let (router, mut document) = OpenApiRouter::with_openapi(openapi::frame())
        .nest("/api/v1", resources::router().merge(auth::router()))
        .split_for_parts();
    openapi::add_shared_answers(&mut document);
    openapi::describe_rows(&mut document);
    openapi::describe_security(&mut document);
    (router, document)
}

/// Puts the layers around all routes, the outermost first.
pub fn layered<S: Clone + Send + Sync + 'static>(router: Router<S>, config: &Config) -> Router<S> {
    let guard = Guard::new(&config.limits);
    let layers = ServiceBuilder::new()
        .layer(option_layer(config.auth.is_https().then(|| map_response(security::demand_https))))
        .layer(option_layer(config.admin_addr.map(|_| from_fn(metrics::track))))
        .layer(from_fn(handle))
        .layer(option_layer(cors(&config.cors_origins)))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(
            Arc::new(Entry { admission: Admission::new(&config.auth), guard }),
            enter,
        ));
    router.fallback(unknown_path).method_not_allowed_fallback(unknown_method).layer(layers)
}

/// What every request goes through. One function, since each `from_fn` costs about a microsecond.
async fn handle(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = telemetry::identify(&mut request);
    let span = telemetry::span(&request, &id);
    let answer = async {
        let response = next.run(request).await;
        telemetry::report(response.status(), started.elapsed());
        response
    };
    let mut response = problem::render(answer.instrument(span).await, &id);
    security::secure(response.headers_mut());
    response.headers_mut().insert(problem::REQUEST_ID, id);
    response
}

/// What stands before the API.
struct Entry {
    admission: Option<Admission>,
    guard: Guard,
}

/// Turns away those that ask too often before anything of a body is read, and tells the others how much is left.
async fn enter(State(entry): State<Arc<Entry>>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(API) {
        return next.run(request).await;
    }
    let Some(admission) = &entry.admission else { return entry.guard.admit(request, next).await };
    match admission.count(&request) {
        Ok(standing) => {
            let mut response = entry.guard.admit(request, next).await;
            if !response.headers().contains_key(auth::throttle::LIMIT) {
                standing.tell(response.headers_mut());
            }
            response
        }
        Err(error) => error.into_response(),
    }
}

async fn unknown_path() -> StatusCode {
    StatusCode::NOT_FOUND
}

/// axum adds the `Allow` header to either answer.
async fn unknown_method(method: Method) -> StatusCode {
    if method == Method::OPTIONS { StatusCode::NO_CONTENT } else { StatusCode::METHOD_NOT_ALLOWED }
}

/// The panic hook has logged it.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

fn cors(origins: &[HeaderValue]) -> Option<CorsLayer> {
    let cors = CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            problem::REQUEST_ID,
        ])
        .expose_headers([
            header::ETAG,
            header::LOCATION,
            header::RETRY_AFTER,
            header::WWW_AUTHENTICATE,
            auth::throttle::LIMIT,
            auth::throttle::POLICY,
            problem::REQUEST_ID,
        ])
        .max_age(Duration::from_secs(3600));
    (!origins.is_empty()).then_some(cors)
}
