//! Seeing and ending sessions.

use super::*;

const PATH: &str = "/api/v1/auth/sessions";

#[sqlx::test(migrator = "MIGRATOR")]
async fn sessions_are_listed_to_their_account(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let (person, other) = (accounts.person().await, accounts.person().await);
    let (here, _there) = (accounts.log_in(&person).await, accounts.log_in(&person).await);
    accounts.log_in(&other).await;
    let list = accounts
        .service
        .ask("GET", PATH, Some(&here.access), &Value::Null)
        .await
        .expect(200)
        .data();
    let items = list["items"].as_array().expect("items");
    assert_eq!(items.len(), 2);
    assert_eq!(items.iter().filter(|session| session["current"] == true).count(), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn login_forgets_sessions_that_are_over(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let before = accounts.log_in(&person).await;
    accounts.execute("update auth_sessions set expires_at = created_at", &[]).await;
    accounts.refresh(&before.refresh).await.problem(401);
    accounts.log_in(&person).await;
    assert_eq!(accounts.count("select count(*) from auth_sessions").await, 1);
    assert_eq!(accounts.count("select count(*) from auth_refresh_tokens").await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn session_ends_for_its_account_only(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let (person, other) = (accounts.person().await, accounts.person().await);
    let (here, stranger) = (accounts.log_in(&person).await, accounts.log_in(&other).await);
    let list = accounts
        .service
        .ask("GET", PATH, Some(&here.access), &Value::Null)
        .await
        .expect(200)
        .data();
    let path = format!("{PATH}/{}", list["items"][0]["id"].as_str().expect("an id"));
    let end =
        async |token: &str| accounts.service.ask("DELETE", &path, Some(token), &Value::Null).await;
    end(&stranger.access).await.problem(404);
    accounts.service.ask("DELETE", &path, None, &Value::Null).await.problem(401);
    let there = accounts.log_in(&person).await;
    end(&there.access).await.expect(204);
    end(&there.access).await.problem(404);
    accounts.refresh(&here.refresh).await.problem(401);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn logout_ends_the_session_of_its_token(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let (here, there) = (accounts.log_in(&person).await, accounts.log_in(&person).await);
    let log_out =
        async || accounts.post("logout", None, json!({"refresh_token": here.refresh})).await;
    log_out().await.expect(204);
    log_out().await.expect(204);
    accounts.refresh(&here.refresh).await.problem(401);
    accounts.refresh(&there.refresh).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn logout_everywhere_ends_all_sessions_of_the_account(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let (person, other) = (accounts.person().await, accounts.person().await);
    let (here, there) = (accounts.log_in(&person).await, accounts.log_in(&person).await);
    let stranger = accounts.log_in(&other).await;
    accounts.post("logout-all", None, Value::Null).await.problem(401);
    accounts.post("logout-all", Some(&here.access), Value::Null).await.expect(204);
    accounts.refresh(&here.refresh).await.problem(401);
    accounts.refresh(&there.refresh).await.problem(401);
    accounts.refresh(&stranger.refresh).await.expect(200);
}

/// A token says whose it is; what the account may do is asked for at each request.
#[sqlx::test(migrator = "MIGRATOR")]
async fn disabled_account_is_out_at_once(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let tokens = accounts.log_in(&accounts.person().await).await;
    accounts.me(&tokens.access).await.expect(200);
    accounts.execute("update member set is_active = false", &[]).await;
    accounts.me(&tokens.access).await.problem(401);
}
