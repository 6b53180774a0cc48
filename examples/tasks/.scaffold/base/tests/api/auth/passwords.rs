//! Changing a password.

use super::*;

async fn change(accounts: &Accounts, token: &str, current: &str, new: &str) -> Answer {
    accounts
        .post(
            "password/change",
            Some(token),
            json!({"current_password": current, "new_password": new}),
        )
        .await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn password_changes_and_other_sessions_end(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let (here, there) = (accounts.log_in(&person).await, accounts.log_in(&person).await);
    change(&accounts, &here.access, PASSWORD, NEW).await.expect(204);
    accounts.refresh(&there.refresh).await.problem(401);
    accounts.refresh(&here.refresh).await.expect(200);
    accounts.log_in_with(&person.name, PASSWORD).await.problem(401);
    accounts.log_in_with(&person.name, NEW).await.expect(200);
    assert_eq!(accounts.letter().await.to, person.email);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn change_needs_the_current_password(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let tokens = accounts.log_in(&person).await;
    change(&accounts, &tokens.access, "a wrong one", NEW).await.fault(
        422,
        "/current_password",
        "wrong_password",
    );
    let body = json!({"current_password": PASSWORD, "new_password": NEW});
    accounts.post("password/change", None, body).await.problem(401);
    accounts.log_in_with(&person.name, PASSWORD).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn weak_passwords_are_refused(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let tokens = accounts.log_in(&person).await;
    let local = person.email.split('@').next().expect("a name");
    for (password, code) in [
        ("x".repeat(8 - 1), "too_short"),
        ("xy".repeat(128), "too_long"),
        ("Password123!".to_owned(), "too_common"),
        ("iloveyou1".to_owned(), "too_common"),
        ("aaaaaaaaaaaa".to_owned(), "too_common"),
        (format!("{local}-{local}"), "too_common"),
        ("tasks-tasks-1".to_owned(), "too_common"),
    ] {
        change(&accounts, &tokens.access, PASSWORD, &password).await.fault(
            422,
            "/new_password",
            code,
        );
    }
}

/// No rules of composition, and nothing cut off or trimmed.
#[sqlx::test(migrator = "MIGRATOR")]
async fn passwords_are_taken_as_they_come(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let mut current = PASSWORD.to_owned();
    for password in
        [" spaces on both sides ", "ünïcödé pässwörd 🐎🔋", &"long word ".repeat(128 / 10)]
    {
        let tokens = Tokens::of(&accounts.log_in_with(&person.name, &current).await.expect(200));
        change(&accounts, &tokens.access, &current, password).await.expect(204);
        let shorter: String = password.chars().skip(1).collect();
        accounts.log_in_with(&person.name, &shorter).await.problem(401);
        current = password.to_owned();
        accounts.log_in_with(&person.name, &current).await.expect(200);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn mailed_links_end_with_the_password(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let tokens = accounts.log_in(&person).await;
    accounts.post("password/forgot", None, json!({"email": person.email})).await.expect(202);
    let token = token_in(&accounts.letter().await);
    change(&accounts, &tokens.access, PASSWORD, NEW).await.expect(204);
    accounts
        .post("password/reset", None, json!({"token": token, "password": PASSWORD}))
        .await
        .problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_makes_an_account_gives_it_no_weak_password(pool: Pool) {
    let service = Service::new(pool).await;
    let mut body = crate::users::body(&service).await;
    body["password"] = json!("password12345");
    service.post(callers::PATH, &body).await.fault(422, "/password", "too_common");
}

/// Whoever tries to log in by what is no name takes no tries from the account that has it for a key.
#[sqlx::test(migrator = "MIGRATOR")]
async fn tries_at_a_key_hold_up_no_account(pool: Pool) {
    let accounts = Accounts::limited(pool, RateLimit::On).await;
    let tokens = accounts.log_in(&accounts.person().await).await;
    let key = me::key(&accounts, &tokens.access).await;
    for _ in 0..10 {
        accounts.log_in_with(&key, "not the password").await;
    }
    let body = json!({"current_password": PASSWORD, "new_password": NEW});
    accounts.post("password/change", Some(&tokens.access), body).await.expect(204);
}
