//! What every service answers, whatever its spec.

use crate::server::Server;

/// `token` speaks for an administrator, where there are accounts.
pub fn ask(server: &Server, token: Option<&str>) {
    assert_eq!(server.get("/healthz").status, 200);
    let document = server.get("/openapi.json").json();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    let docs = server.get("/docs/");
    assert!(docs.status == 200 && docs.header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
    server.get("/no/such/path").is_failure(404);

    let paths = document["paths"].as_object().expect("paths");
    let lists = paths.iter().filter(|(path, item)| !path.contains('{') && !item["get"].is_null());
    let lists: Vec<_> = lists.filter(|(_, item)| !item["post"].is_null()).map(|(path, _)| path).collect();
    assert!(!lists.is_empty(), "no lists in {:?}", paths.keys());
    let authorization = token.map(|token| format!("Bearer {token}"));
    let with = |headers: &[(&'static str, &'static str)]| {
        let own = authorization.iter().map(|value| ("authorization", value.as_str()));
        own.chain(headers.iter().copied()).collect::<Vec<(&str, &str)>>()
    };
    for path in lists {
        let page = server.ask("GET", path, &with(&[]), b"");
        assert_eq!((page.status, &page.data()["next"]), (200, &serde_json::Value::Null), "{path}: {page:?}");
        for query in ["limit=1000000", "limit=x", "limit=0", "nonsense=1", "sort=nonsense", "cursor=nonsense"] {
            server.ask("GET", &format!("{path}?{query}"), &with(&[]), b"").is_failure(400);
        }
        let json = with(&[("content-type", "application/json")]);
        server.ask("POST", path, &json, b"{").is_failure(400);
        server.ask("POST", path, &json, b"[]").is_failure(422);
        server.ask("POST", path, &with(&[("content-type", "text/plain")]), b"{}").is_failure(415);
        server.ask("DELETE", path, &[], b"").is_failure(405);
    }
}
