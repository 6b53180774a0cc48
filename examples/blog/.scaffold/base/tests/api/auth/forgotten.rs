//! Setting a new password where the old one is forgotten.

use super::*;

async fn forget(accounts: &Accounts, email: &str) -> Answer {
    accounts.post("password/forgot", None, json!({"email": email})).await
}

async fn reset(accounts: &Accounts, token: &str, password: &str) -> Answer {
    accounts.post("password/reset", None, json!({"token": token, "password": password})).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn mailed_link_sets_a_new_password_once(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let tokens = accounts.log_in(&person).await;
    forget(&accounts, &person.email.to_uppercase()).await.expect(202);
    let letter = accounts.letter().await;
    assert_eq!(letter.to, person.email);
    let token = token_in(&letter);
    accounts.log_in_with(&person.name, PASSWORD).await.expect(200);
    reset(&accounts, &token, NEW).await.expect(204);
    reset(&accounts, &token, PASSWORD).await.problem(400);
    accounts.refresh(&tokens.refresh).await.problem(401);
    accounts.log_in_with(&person.name, PASSWORD).await.problem(401);
    accounts.log_in_with(&person.name, NEW).await.expect(200);
    assert_eq!(accounts.letter().await.to, person.email);
}

/// The link leads to where the settings say the service is, whatever a request says.
#[sqlx::test(migrator = "MIGRATOR")]
async fn link_has_nothing_of_the_request(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let headers = [
        ("content-type", "application/json"),
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
    ];
    let body = json!({"email": person.email}).to_string();
    accounts.service.call("POST", "/api/v1/auth/password/forgot", &headers, body).await.expect(202);
    let letter = accounts.letter().await;
    assert!(letter.text.contains("http://localhost:8080/reset-password#token="), "{}", letter.text);
    assert!(!letter.text.contains("evil"), "{}", letter.text);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn forgetting_tells_nobody_who_has_an_account(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let (person, disabled) = (accounts.person().await, accounts.person().await);
    accounts.execute("update users set is_active = 0 where email = $1", &[&disabled.email]).await;
    for email in [disabled.email.as_str(), "nobody@example.com", person.email.as_str()] {
        let answer = forget(&accounts, email).await.expect(202);
        assert!(answer.body.is_empty());
    }
    assert_eq!(accounts.letter().await.to, person.email);
    assert_eq!(accounts.letter_within(Duration::from_millis(300)).await, None);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn asking_again_takes_no_link_away(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    forget(&accounts, &person.email).await.expect(202);
    let token = token_in(&accounts.letter().await);
    forget(&accounts, &person.email).await.expect(202);
    let later = token_in(&accounts.letter().await);
    reset(&accounts, &token, NEW).await.expect(204);
    assert_eq!(accounts.letter().await.to, person.email);
    reset(&accounts, &later, PASSWORD).await.problem(400);
    accounts.log_in_with(&person.name, NEW).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn link_works_for_a_short_time(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    forget(&accounts, &person.email).await.expect(202);
    let token = token_in(&accounts.letter().await);
    accounts.execute("update auth_mail_tokens set expires_at = created_at", &[]).await;
    reset(&accounts, &token, NEW).await.problem(400);
    reset(&accounts, "", NEW).await.problem(400);
    for wrong in [json!({}), json!(null), json!([token]), json!(true)] {
        accounts
            .post("password/reset", None, json!({"token": wrong, "password": NEW}))
            .await
            .problem(422);
    }
    accounts.log_in_with(&person.name, PASSWORD).await.expect(200);
    forget(&accounts, &person.email).await.expect(202);
    accounts.letter().await;
    assert_eq!(accounts.count("select count(*) from auth_mail_tokens").await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_resets_at_once_one_wins(pool: Pool) {
    let accounts = Arc::new(Accounts::new(pool).await);
    let person = accounts.person().await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        forget(&accounts, &person.email).await.expect(202);
        tokens.push(token_in(&accounts.letter().await));
    }
    let tries: Vec<_> = (0..6)
        .map(|n| {
            let (accounts, token) = (Arc::clone(&accounts), tokens[n % 2].clone());
            tokio::spawn(async move { reset(&accounts, &token, NEW).await.status })
        })
        .collect();
    let mut won = 0;
    for answer in tries {
        match answer.await.expect("an answer").as_u16() {
            204 => won += 1,
            status => assert_eq!(status, 400),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(accounts.count("select count(*) from auth_mail_tokens").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn requests_from_elsewhere_keep_no_letter_from_whoever_is_at_home(pool: Pool) {
    let accounts = Accounts::limited(pool, RateLimit::On).await;
    let person = accounts.person().await;
    accounts.log_in(&person).await;
    for n in 0..100 {
        accounts
            .state
            .throttle
            .mail(&person.email, [203, 0, 113, n].into())
            .expect("room for another");
    }
    assert!(accounts.state.throttle.mail(&person.email, [198, 51, 100, 1].into()).is_err());
    forget(&accounts, &person.email).await.expect(202);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn weak_password_leaves_the_link_good(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    forget(&accounts, &person.email).await.expect(202);
    let token = token_in(&accounts.letter().await);
    reset(&accounts, &token, &"x".repeat(8 - 1)).await.fault(422, "/password", "too_short");
    reset(&accounts, &token, NEW).await.expect(204);
}
