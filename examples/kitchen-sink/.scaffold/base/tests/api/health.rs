//! What supervisors ask, and the pages for people.

use kitchen_sink::app::app;

use crate::support::*;

#[sqlx::test(migrations = false)]
async fn health_needs_no_database_and_readiness_its_schema(pool: Pool) {
    let early = Service::of(app(state(pool.clone()).await));
    early.get("/healthz").await.expect(200);
    early.get("/readyz").await.problem(503);

    let state = state(pool).await;
    state.db.migrate().await.expect("a schema");
    let service = Service::of(app(state.clone()));
    service.get("/readyz").await.expect(200);
    // Nothing is asked again that soon.
    let mut db = state.db.write().await.expect("a transaction");
    sqlx::query("delete from _sqlx_migrations").execute(&mut *db).await.expect("deleted");
    db.commit().await.expect("committed");
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
