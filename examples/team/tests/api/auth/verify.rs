//! Confirming an e-mail address.

use super::*;

#[sqlx::test(migrator = "MIGRATOR")]
async fn wrong_tokens_confirm_nothing(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    accounts.post("password/forgot", None, json!({"email": person.email})).await.expect(202);
    let reset = token_in(&accounts.letter().await);
    for token in ["", "nonsense", &reset] {
        accounts.post("verify", None, json!({"token": token})).await.problem(400);
    }
    accounts.post("verify", None, json!({"token": null})).await.problem(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn account_that_others_make_confirms_its_address(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let service = Service::with(accounts.state.clone()).await;
    let mut body = crate::members::body(&service).await;
    if let Some(active) = body.get_mut("isActive") {
        *active = json!(true);
    }
    service.post(callers::PATH, &body).await.expect(201);
    let email = body["email"].as_str().expect("text");
    let letter = loop {
        let letter = accounts.letter().await;
        if letter.to == email {
            break letter;
        }
    };
    let text = |member: &str| body[member].as_str().expect("text").to_owned();
    let (name, password) = (text("handle"), text("password"));
    accounts.log_in_with(&name, &password).await.problem(401);
    accounts.post("verify", None, json!({"token": token_in(&letter)})).await.expect(204);
    accounts.log_in_with(&name, &password).await.expect(200);
}

/// Asks for another address, and gives the letter that comes of it.
async fn move_to(accounts: &Accounts, tokens: &Tokens, email: &str) -> Letter {
    let body = json!({"email": email, "currentPassword": PASSWORD});
    accounts.service.ask("PATCH", "/api/v1/auth/me", Some(&tokens.access), &body).await.expect(200);
    accounts.letter().await
}

async fn email(accounts: &Accounts, tokens: &Tokens) -> Value {
    accounts.me(&tokens.access).await.data()["email"].clone()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn address_is_nobodys_until_it_is_confirmed(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let (one, other) = (accounts.person().await, accounts.person().await);
    let (ones, others) = (accounts.log_in(&one).await, accounts.log_in(&other).await);
    let first = token_in(&move_to(&accounts, &ones, "elsewhere@example.com").await);
    let second = token_in(&move_to(&accounts, &others, "elsewhere@example.com").await);
    accounts.post("verify", None, json!({"token": second})).await.expect(204);
    accounts.post("verify", None, json!({"token": first})).await.problem(400);
    assert_eq!(email(&accounts, &ones).await, one.email);
    assert_eq!(email(&accounts, &others).await, "elsewhere@example.com");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn address_of_another_account_is_told_to_its_owner_only(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let (owner, other) = (accounts.person().await, accounts.person().await);
    let tokens = accounts.log_in(&other).await;
    let letter = move_to(&accounts, &tokens, &owner.email).await;
    assert_eq!(letter.to, owner.email);
    assert!(!letter.text.contains("#token="), "{}", letter.text);
    assert_eq!(email(&accounts, &tokens).await, other.email);
}
