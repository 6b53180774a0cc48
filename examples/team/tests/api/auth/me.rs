//! One's own account.

use super::*;

const PATH: &str = "/api/v1/auth/me";

/// The key of the account that a token speaks for, as paths have it.
pub async fn key(accounts: &Accounts, token: &str) -> String {
    accounts.me(token).await.data()["id"].to_string().trim_matches('"').to_owned()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn account_is_shown_to_itself(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let tokens = accounts.log_in(&person).await;
    let me = accounts.me(&tokens.access).await.expect(200);
    assert_eq!(me.data()["email"], person.email);
    assert!(!String::from_utf8_lossy(&me.body).contains("argon2"));
    let headers = [
        ("authorization", format!("Bearer {}", tokens.access)),
        ("if-none-match", me.header("etag").to_owned()),
    ];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    accounts.service.call("GET", PATH, &headers, String::new()).await.expect(304);
    accounts.service.ask("GET", PATH, None, &Value::Null).await.problem(401);
}

async fn change(accounts: &Accounts, token: &str, body: Value) -> Answer {
    accounts.service.ask("PATCH", PATH, Some(token), &body).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nothing_changes_where_nothing_is_asked(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let tokens = accounts.log_in(&accounts.person().await).await;
    let before = accounts.me(&tokens.access).await.data();
    let after = change(&accounts, &tokens.access, json!({})).await.expect(200).data();
    for (member, value) in before.as_object().expect("members") {
        assert!(member.starts_with("updated") || after[member] == *value, "{member}");
    }
    accounts.service.ask("PATCH", PATH, None, &json!({})).await.problem(401);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn account_does_not_promote_itself(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let tokens = accounts.log_in(&accounts.person().await).await;
    for (member, value) in
        [("role", json!("admin")), ("isActive", json!(true)), ("password", json!(PASSWORD))]
    {
        change(&accounts, &tokens.access, json!({member: value})).await.fault(
            422,
            &format!("/{member}"),
            "unknown_member",
        );
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn email_changes_with_the_password_only(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let tokens = accounts.log_in(&person).await;
    let email = "elsewhere@example.com";
    change(&accounts, &tokens.access, json!({"email": email})).await.fault(
        422,
        "/currentPassword",
        "required",
    );
    change(&accounts, &tokens.access, json!({"email": email, "currentPassword": "wrong"}))
        .await
        .fault(422, "/currentPassword", "wrong_password");
    let body = json!({"email": email, "currentPassword": PASSWORD});
    let row = change(&accounts, &tokens.access, body).await.expect(200).data();
    assert_eq!(row["email"], person.email);
    let letter = accounts.letter().await;
    assert_eq!(letter.to, email);
    accounts.post("verify", None, json!({"token": token_in(&letter)})).await.expect(204);
    assert_eq!(accounts.me(&tokens.access).await.data()["email"], email);
    assert_eq!(accounts.letter().await.to, person.email);
    accounts.log_in_with(&person.name, PASSWORD).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn mailed_links_end_with_the_address(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let tokens = accounts.log_in(&person).await;
    accounts.post("password/forgot", None, json!({"email": person.email})).await.expect(202);
    let token = token_in(&accounts.letter().await);
    let body = json!({"email": "elsewhere@example.com", "currentPassword": PASSWORD});
    change(&accounts, &tokens.access, body).await.expect(200);
    let confirmed = token_in(&accounts.letter().await);
    accounts.post("verify", None, json!({"token": confirmed})).await.expect(204);
    accounts
        .post("password/reset", None, json!({"token": token, "password": NEW}))
        .await
        .problem(400);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn login_name_changes_with_the_password_only(pool: Pool) {
    events::listen();
    let accounts = Accounts::new(pool).await;
    let tokens = accounts.log_in(&accounts.person().await).await;
    let id = key(&accounts, &tokens.access).await;
    let name = register::body(0)["handle"].clone();
    change(&accounts, &tokens.access, json!({"handle": name})).await.fault(
        422,
        "/currentPassword",
        "required",
    );
    let body = json!({"handle": name, "currentPassword": PASSWORD});
    let row = change(&accounts, &tokens.access, body).await.expect(200).data();
    assert_eq!(row["handle"], name);
    let told = events::lines("LoginNameChanged");
    assert!(told.len() == 1 && told[0].contains(&format!("account={id}")), "{told:?}");
    accounts.log_in_with(name.as_str().expect("text"), PASSWORD).await.expect(200);
}
