//! What holds for every body, and for every change of a row.

use serde_json::{Value, json};

use crate::support::*;

/// Bodies of another form, and bodies that do not say what they are.
pub async fn rejects_what_is_no_json(service: &Service, path: &str) {
    let json = [("content-type", "application/json")];
    service.send("POST", path, &json, "{\"").await.problem(400);
    service.send("POST", path, &json, "[]").await.fault(422, "", "invalid_type");
    service.send("POST", path, &[("content-type", "text/plain")], "{}").await.problem(415);
    service.send("POST", path, &[], "{}").await.problem(415);
    service.send("POST", path, &[json[0], ("content-encoding", "gzip")], "{}").await.problem(415);
}

/// A change is made if the client knows the row as it is: by its tag, alone or among others, or by `*`.
pub async fn heeds_if_match(service: &Service, row: &Row, body: &Value) {
    let mut tag = row.tag.clone();
    for (method, body) in [("PUT", body), ("PATCH", &json!({}))] {
        let send = async |known: &[&str]| {
            let known = known.iter().map(|tag| ("if-match", *tag));
            let headers: Vec<_> = known.chain([("content-type", "application/json")]).collect();
            service.send(method, &row.path, &headers, body.to_string()).await
        };
        send(&["\"other\""]).await.problem(412);
        send(&[&"x".repeat(1001)]).await.problem(400);
        send(&[&format!("W/{tag}")]).await.problem(412);
        tag = send(&[&tag]).await.expect(200).header("etag").to_owned();
        send(&["\"other\"", &tag]).await.expect(200);
        tag = send(&["*"]).await.expect(200).header("etag").to_owned();
    }
}
