//! What supervisors ask, and the pages for people.

use blog_open::app::app;

use crate::support::*;

#[sqlx::test(migrations = false)]
async fn health_needs_no_database_and_readiness_its_schema(pool: Pool) {
    let state = state(pool).await;
    let service = Service::of(app(state.clone()));
    service.get("/healthz").await.expect(200);
    service.get("/readyz").await.problem(503);

    state.db.migrate().await.expect("a schema");
    service.get("/readyz").await.expect(200);

    state.stop();
    service.get("/readyz").await.problem(503);

    state.db.close().await;
    service.get("/healthz").await.expect(200);
}

#[cfg(feature = "swagger")]
#[sqlx::test(migrator = "MIGRATOR")]
async fn interactive_pages_are_served(pool: Pool) {
    let service = Service::new(pool).await;
    let page = service.get("/docs/").await.expect(200);
    assert!(page.header("content-security-policy").contains("default-src 'self'"));
    let script = service.get("/docs/swagger-initializer.js").await.expect(200);
    assert!(String::from_utf8_lossy(&script.body).contains("/openapi.json"));
}
