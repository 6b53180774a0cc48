//! What is taken for an access token, and what is not.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{
    keys::{SECRET, accounts},
    *,
};

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn sign(content: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
    mac.update(content.as_bytes());
    format!("{content}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// The parts of a token that is good.
fn parts(token: &str) -> (Value, Value) {
    let mut parts = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).expect("base64"));
    let mut next = || serde_json::from_slice(&parts.next().expect("a part")).expect("JSON");
    (next(), next())
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn header_of_a_token_is_ours_or_refused(pool: Pool) {
    let accounts = accounts(pool).await;
    let token = accounts.log_in(&accounts.person().await).await.access;
    let (header, claims) = parts(&token);
    accounts.me(&sign(token.rsplit_once('.').expect("a signature").0)).await.expect(200);
    for (member, value) in [
        ("alg", json!("none")),
        ("alg", json!("None")),
        ("alg", json!("")),
        ("alg", json!("HS384")),
        ("alg", json!("RS256")),
        ("alg", Value::Null),
        ("kid", json!("../../dev/null")),
        ("kid", json!("' or 1=1")),
        ("jku", json!("https://evil.example/keys")),
        ("jwk", json!({"kty": "oct", "k": "AAAA"})),
        ("x5u", json!("https://evil.example/certificate")),
        ("crit", json!(["b64"])),
    ] {
        let mut header = header.clone();
        header[member] = value;
        let content = format!("{}.{}", part(&header), part(&claims));
        accounts.me(&sign(&content)).await.problem(401);
        accounts.me(&format!("{content}.")).await.problem(401);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn claims_are_there_and_of_their_type(pool: Pool) {
    let accounts = accounts(pool).await;
    let token = accounts.log_in(&accounts.person().await).await.access;
    let (prefix, claims) = (token.split('.').next().expect("a header"), parts(&token).1);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let wrong = |member: &str, value: Value| {
        let mut claims = claims.clone();
        match value {
            Value::Null => claims.as_object_mut().expect("claims").remove(member),
            value => claims.as_object_mut().expect("claims").insert(member.to_owned(), value),
        };
        sign(&format!("{prefix}.{}", part(&claims)))
    };
    for member in ["sub", "sid", "iat", "exp", "iss", "aud", "jti"] {
        for value in
            [Value::Null, json!(-1), json!(1.5), json!("other"), json!([]), json!(now + 1_000_000)]
        {
            accounts.me(&wrong(member, value.clone())).await.problem(401);
        }
    }
    for (member, value) in [("exp", now - 60), ("iat", now + 600), ("nbf", now + 600)] {
        accounts.me(&wrong(member, json!(value))).await.problem(401);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn tampered_tokens_are_refused(pool: Pool) {
    let accounts = accounts(pool).await;
    let token = accounts.log_in(&accounts.person().await).await.access;
    let (content, signature) = token.rsplit_once('.').expect("a signature");
    for token in [
        format!("{content}.{}", signature.chars().rev().collect::<String>()),
        format!("{content}.{}", &signature[1..]),
        format!("{content}."),
        content.to_owned(),
        format!("{token}.{signature}"),
        format!("{token} "),
        format!("{token}="),
        "nonsense".to_owned(),
        String::new(),
        "x".repeat(10_000),
    ] {
        let answer = accounts.me(&token).await.problem(401);
        assert_eq!(
            answer.header("www-authenticate"),
            r#"Bearer realm="team", error="invalid_token""#
        );
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn challenge_says_what_would_help(pool: Pool) {
    let accounts = accounts(pool).await;
    let token = accounts.log_in(&accounts.person().await).await.access;
    let (bearer, lower) = (format!("Bearer {token}"), format!("bEARER {token}"));
    let get = async |path: &str, headers: &[(&str, &str)]| {
        accounts
            .service
            .call("GET", &format!("/api/v1/auth/me{path}"), headers, String::new())
            .await
    };
    let answer = get("", &[]).await.problem(401);
    assert_eq!(answer.header("www-authenticate"), r#"Bearer realm="team""#);
    get(&format!("?access_token={token}"), &[]).await.problem(401);
    get("", &[("authorization", &lower)]).await.expect(200);
    get("", &[("authorization", "Basic YTpi")]).await.problem(401);
    let answer =
        get("", &[("authorization", &bearer), ("authorization", &bearer)]).await.problem(400);
    assert_eq!(
        answer.header("www-authenticate"),
        r#"Bearer realm="team", error="invalid_request""#
    );
}
