//! Registering.

use super::*;

/// Somebody who is not known yet.
pub fn body(n: usize) -> Value {
    json!({
        "email": format!("ada{n}@example.com"),
        "handle": format!("ada-lovelace-{n}"),
        "password": "correct horse battery",
    })
}

fn with(n: usize, member: &str, value: Value) -> Value {
    let mut body = body(n);
    body[member] = value;
    body
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn registered_account_logs_in_when_its_address_is_confirmed(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let answer = accounts.post("register", None, body(0)).await.expect(202);
    assert!(answer.body.is_empty());
    let name = body(0)["handle"].as_str().expect("text").to_owned();
    accounts.log_in_with(&name, PASSWORD).await.problem(401);
    let token = token_in(&accounts.letter().await);
    accounts.post("verify", None, json!({"token": token})).await.expect(204);
    accounts.log_in_with(&name, PASSWORD).await.expect(200);
}

/// Only the owner of the address hears that there is an account already.
#[sqlx::test(migrator = "MIGRATOR")]
async fn taken_email_answers_as_a_free_one(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let (person, unconfirmed) = (accounts.person().await, accounts.person().await);
    accounts
        .execute(
            "update member set email_verified_at = null where email = $1",
            &[&unconfirmed.email],
        )
        .await;
    for email in [person.email, unconfirmed.email] {
        let answer =
            accounts.post("register", None, with(0, "email", json!(email))).await.expect(202);
        assert!(answer.body.is_empty());
        let letter = accounts.letter().await;
        assert_eq!(letter.to, email);
        assert!(!letter.text.contains("#token="));
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn registration_waits_for_its_time_and_keeps_no_password(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    accounts.post("register", None, body(0)).await.expect(202);
    let token = token_in(&accounts.letter().await);
    let hidden = r#"select count(*) from auth_registrations where account like '%"password":""%'"#;
    assert_eq!(accounts.count(hidden).await, 1);
    accounts.execute("update auth_registrations set expires_at = created_at", &[]).await;
    accounts.post("verify", None, json!({"token": token})).await.problem(400);
    accounts.post("register", None, body(0)).await.expect(202);
    assert_eq!(accounts.count("select count(*) from auth_registrations").await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn letters_to_one_address_are_limited(pool: Pool) {
    let accounts = Accounts::limited(pool, RateLimit::On).await;
    for _ in 0..10 {
        accounts.post("register", None, body(0)).await.expect(202);
    }
    accounts.post("register", None, body(0)).await.problem(429);
    accounts.post("register", None, body(1)).await.expect(202);
}

/// Two who register with one address, each with a password: what they would log in with, and the tokens of both.
async fn two(accounts: &Accounts) -> [(String, String); 2] {
    let (first, mut second) = (body(0), with(1, "password", json!(NEW)));
    second["email"] = first["email"].clone();
    [register(accounts, first).await, register(accounts, second).await]
}

/// What the account will log in with, and the token that was mailed for it.
async fn register(accounts: &Accounts, body: Value) -> (String, String) {
    let name = body["handle"].as_str().expect("text").to_owned();
    accounts.post("register", None, body).await.expect(202);
    (name, token_in(&accounts.letter().await))
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn address_belongs_to_whoever_confirms_it(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let [(first, token), (second, later)] = two(&accounts).await;
    accounts.post("verify", None, json!({"token": later})).await.expect(204);
    accounts.post("verify", None, json!({"token": token})).await.problem(400);
    accounts.log_in_with(&first, PASSWORD).await.problem(401);
    accounts.log_in_with(&second, NEW).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn registering_later_takes_no_letter_away(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let [(first, token), (second, later)] = two(&accounts).await;
    accounts.post("verify", None, json!({"token": token})).await.expect(204);
    accounts.post("verify", None, json!({"token": later})).await.problem(400);
    accounts.log_in_with(&second, NEW).await.problem(401);
    accounts.log_in_with(&first, PASSWORD).await.expect(200);
}

/// A registration that has what only one account can have of the first.
fn like(n: usize, email: Value) -> Value {
    let mut body = with(n, "email", email);
    body["handle"] = self::body(0)["handle"].clone();
    body
}

/// Other values that are taken are told of, whether the address is taken as well or not.
#[sqlx::test(migrator = "MIGRATOR")]
async fn answer_does_not_depend_on_the_address(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let (_, token) = register(&accounts, body(0)).await;
    accounts.post("verify", None, json!({"token": token})).await.expect(204);
    let mut answers = Vec::new();
    for email in [body(0), body(1)].map(|body| body["email"].clone()) {
        let mut answer = accounts.post("register", None, like(1, email)).await.problem(409).json();
        answer["request_id"].take();
        answers.push(answer);
    }
    assert_eq!(answers[0], answers[1]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn registration_takes_nothing_until_it_is_confirmed(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let (_, token) = register(&accounts, body(0)).await;
    let (_, later) = register(&accounts, like(1, body(1)["email"].clone())).await;
    accounts.post("verify", None, json!({"token": later})).await.expect(204);
    accounts.post("verify", None, json!({"token": token})).await.problem(409);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn register_takes_nothing_that_others_decide(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    for (member, value) in [
        ("role", json!("admin")),
        ("isActive", json!(true)),
        ("password_hash", json!("x")),
        ("is_admin", json!(true)),
    ] {
        let answer = accounts.post("register", None, with(0, member, value)).await;
        answer.fault(422, &format!("/{member}"), "unknown_member");
    }
    assert_eq!(accounts.count("select count(*) from member").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn register_refuses_weak_passwords(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let short = "x".repeat(8 - 1);
    accounts.post("register", None, with(0, "password", json!(short))).await.fault(
        422,
        "/password",
        "too_short",
    );
    accounts.post("register", None, with(0, "password", json!("password12345"))).await.fault(
        422,
        "/password",
        "too_common",
    );
}
