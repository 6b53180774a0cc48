//! What administrators do to accounts.

use super::*;
use blog::enums::UserRole;

/// Whoever has got hold of a token does not know the password.
#[sqlx::test(migrator = "MIGRATOR")]
async fn administrator_changes_its_own_address_with_the_password_only(pool: Pool) {
    let service = Service::new(pool).await;
    service.callers().become_one(UserRole::Admin).await;
    let me = service.callers().me();
    let body = json!({"email": "elsewhere@example.com"});
    let answer = service.ask("PATCH", &me.row().path, Some(&me.token), &body).await;
    answer.fault(422, "/email", "not_allowed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn last_administrator_stays_one(pool: Pool) {
    let service = Service::new(pool).await;
    service.callers().become_one(UserRole::Admin).await;
    let me = service.callers().me();
    let path = me.row().path;
    let disable = json!({"is_active": false});
    service.ask("PATCH", &path, Some(&me.token), &disable).await.problem(409);
    service.ask("DELETE", &path, Some(&me.token), &Value::Null).await.problem(409);
    service.callers().other(&service, UserRole::Admin).await;
    service.ask("PATCH", &path, Some(&me.token), &disable).await.expect(200);
}

/// Accounts and letters, and those that tests act for.
pub async fn accounts(pool: Pool) -> Accounts {
    let mut accounts = Accounts::new(pool).await;
    accounts.service = Service::with(accounts.state.clone()).await;
    accounts
}

/// Where the account that a token speaks for stands among all.
pub async fn path_of(accounts: &Accounts, token: &str) -> String {
    format!("{}/{}", callers::PATH, me::key(accounts, token).await)
}

pub async fn administer(service: &Service, path: &str, body: Value) {
    service.callers().become_one(UserRole::Admin).await;
    service.ask("PATCH", path, Some(&service.callers().me().token), &body).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn mailed_links_end_with_the_address_that_an_administrator_changes(pool: Pool) {
    let accounts = accounts(pool).await;
    let person = accounts.person().await;
    let path = path_of(&accounts, &accounts.log_in(&person).await.access).await;
    accounts.post("password/forgot", None, json!({"email": person.email})).await.expect(202);
    let token = token_in(&accounts.letter().await);
    administer(&accounts.service, &path, json!({"email": "elsewhere@example.com"})).await;
    accounts
        .post("password/reset", None, json!({"token": token, "password": NEW}))
        .await
        .problem(400);
}

/// The former owner of the account learns of it, and the new one has to show that the address is theirs.
#[sqlx::test(migrator = "MIGRATOR")]
async fn address_that_an_administrator_changes_is_told_to_the_former(pool: Pool) {
    let accounts = accounts(pool).await;
    let person = accounts.person().await;
    let path = path_of(&accounts, &accounts.log_in(&person).await.access).await;
    administer(&accounts.service, &path, json!({"is_active": true})).await;
    administer(&accounts.service, &path, json!({"email": "elsewhere@example.com"})).await;
    let letter = accounts.letter().await;
    assert_eq!(letter.to, person.email);
    assert!(!letter.text.contains("#token="), "{}", letter.text);
    let name = "elsewhere@example.com";
    accounts.log_in_with(name, PASSWORD).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn disabled_account_has_to_log_in_again(pool: Pool) {
    let accounts = accounts(pool).await;
    let tokens = accounts.log_in(&accounts.person().await).await;
    let path = path_of(&accounts, &tokens.access).await;
    for active in [false, true] {
        administer(&accounts.service, &path, json!({"is_active": active})).await;
    }
    accounts.refresh(&tokens.refresh).await.problem(401);
}
