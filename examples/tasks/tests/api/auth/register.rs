//! Registering.

use super::*;

/// Somebody who is not known yet.
pub fn body(n: usize) -> Value {
    json!({
        "email": format!("ada{n}@example.com"),
        "password": "correct horse battery",
        "full_name": &["Ada Lovelace", "Grace Hopper", "Alan Turing", "Katherine Johnson", "Edsger Dijkstra"][n % 5],
    })
}

fn with(n: usize, member: &str, value: Value) -> Value {
    let mut body = body(n);
    body[member] = value;
    body
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn register_answers_with_an_account_that_logs_in(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let answer = accounts.post("register", None, body(0)).await.expect(201);
    assert_eq!(answer.header("location"), "/api/v1/auth/me");
    let row = answer.data();
    assert_shows(&row, &body(0));
    assert_eq!(row["role"], json!(callers::USUAL));
    assert_eq!(row["is_active"], true);
    assert!(!String::from_utf8_lossy(&answer.body).contains("argon2"));
    let name = body(0)["email"].as_str().expect("text").to_owned();
    accounts.log_in_with(&name, PASSWORD).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn register_refuses_a_taken_email_in_any_case(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    for email in [person.email.clone(), person.email.to_uppercase()] {
        accounts.post("register", None, with(0, "email", json!(email))).await.taken(&["/email"]);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn register_takes_nothing_that_others_decide(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    for (member, value) in [
        ("role", json!("admin")),
        ("is_active", json!(true)),
        ("password_hash", json!("x")),
        ("is_admin", json!(true)),
    ] {
        let answer = accounts.post("register", None, with(0, member, value)).await;
        answer.fault(422, &format!("/{member}"), "unknown_member");
    }
    assert_eq!(accounts.count("select count(*) from users").await, 0);
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
