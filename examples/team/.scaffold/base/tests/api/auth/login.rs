//! Logging in.

use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher};
use serde_json::Value;

use super::*;

#[sqlx::test(migrator = "MIGRATOR")]
async fn fresh_database_has_no_accounts(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    assert_eq!(accounts.count("select count(*) from member").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn login_answers_with_tokens_that_work(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let tokens = accounts.log_in(&person).await;
    let me = accounts.me(&tokens.access).await.expect(200).data();
    assert_eq!(me["email"], person.email);
}

/// Whatever is wrong, the answer is the same to the byte, but for what names the request.
#[sqlx::test(migrator = "MIGRATOR")]
async fn login_failures_look_alike(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let (person, disabled) = (accounts.person().await, accounts.person().await);
    accounts
        .execute("update member set is_active = false where email = $1", &[&disabled.email])
        .await;
    let mut seen: Option<(Value, Vec<String>)> = None;
    for (name, password) in [
        (person.name.as_str(), "not the password"),
        (person.name.as_str(), "correct horse battery "),
        (person.name.as_str(), ""),
        ("nobody", PASSWORD),
        (disabled.name.as_str(), PASSWORD),
    ] {
        let answer = accounts.log_in_with(name, password).await.problem(401);
        assert_eq!(answer.header("www-authenticate"), r#"Bearer realm="team""#);
        let mut body = answer.json();
        body["request_id"] = Value::Null;
        let headers = answer.headers.keys().map(ToString::to_string).collect();
        let first = seen.get_or_insert_with(|| (body.clone(), Vec::clone(&headers)));
        assert_eq!(*first, (body, headers), "{name}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn passwords_are_hashed_with_argon2id(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    accounts.person().await;
    let mut db = accounts.state.db.read().await.expect("a connection");
    let hash: String = sqlx::query_scalar("select password from member")
        .fetch_one(&mut *db)
        .await
        .expect("a hash");
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn login_renews_a_hash_that_took_less_work(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let params = Params::new(8 * 1024, 1, 1, None).expect("parameters");
    let weak =
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password(PASSWORD.as_bytes());
    accounts
        .execute(
            "update member set password = $1, email_verified_at = now() where email = $2",
            &[&weak.expect("a hash").to_string(), &person.email],
        )
        .await;
    accounts.log_in(&person).await;
    let mut db = accounts.state.db.read().await.expect("a connection");
    let hash: String = sqlx::query_scalar("select password from member")
        .fetch_one(&mut *db)
        .await
        .expect("a hash");
    drop(db);
    assert!(hash.contains("$m=19456,t=2,p=1$"), "{hash}");
    accounts.log_in(&person).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn oauth2_clients_log_in_with_a_form(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let send = async |content_type: &str, body: String| {
        let headers = [("content-type", content_type)];
        accounts.service.call("POST", "/api/v1/auth/token", &headers, body).await
    };
    let form = "application/x-www-form-urlencoded";
    let named = |grant: &str, name: &str, password: &str| {
        let pairs =
            [("grant_type", grant), ("username", name), ("password", password), ("scope", "")];
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    };
    let body = |grant: &str, password: &str| named(grant, &person.name, password);
    let answer = send(form, body("password", PASSWORD)).await.expect(200).json();
    accounts.me(answer["access_token"].as_str().expect("a token")).await.expect(200);
    send(form, body("password", "wrong")).await.problem(401);
    send(form, body("client_credentials", PASSWORD)).await.problem(400);
    send(form, body("password", PASSWORD) + "&username=twice").await.problem(400);
    send(form, "grant_type=password".to_owned()).await.problem(400);
    send("application/json", "{}".to_owned()).await.problem(415);
    let long = "x".repeat(1000);
    send(form, named("password", &long, PASSWORD)).await.fault(422, "/username", "too_long");
    send(form, body("password", &long)).await.fault(422, "/password", "too_long");
    send(form, named("password", "\0", PASSWORD)).await.fault(422, "/username", "invalid_format");
    send(form, body("password", "\0")).await.fault(422, "/password", "invalid_format");
}
