//! Going on with a session.

use super::*;

/// Moves all uses of refresh tokens out of the time in which a client may not have heard the answer.
const AGE_USES: &str = "update auth_refresh_tokens set used_at = used_at - 60000000";

#[sqlx::test(migrator = "MIGRATOR")]
async fn refresh_answers_with_the_next_pair(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let first = accounts.log_in(&accounts.person().await).await;
    let second = Tokens::of(&accounts.refresh(&first.refresh).await.expect(200));
    assert_ne!(first.refresh, second.refresh);
    accounts.me(&second.access).await.expect(200);
    accounts.refresh(&first.refresh).await.problem(401);
    accounts.refresh(&second.refresh).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn token_that_comes_back_late_ends_its_session(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let (first, other) = (accounts.log_in(&person).await, accounts.log_in(&person).await);
    let second = Tokens::of(&accounts.refresh(&first.refresh).await.expect(200));
    accounts.execute(AGE_USES, &[]).await;
    accounts.refresh(&first.refresh).await.problem(401);
    accounts.refresh(&second.refresh).await.problem(401);
    accounts.refresh(&other.refresh).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn grandparent_that_comes_back_ends_its_session(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let first = accounts.log_in(&accounts.person().await).await;
    let second = Tokens::of(&accounts.refresh(&first.refresh).await.expect(200));
    let third = Tokens::of(&accounts.refresh(&second.refresh).await.expect(200));
    accounts.refresh(&first.refresh).await.problem(401);
    accounts.refresh(&third.refresh).await.problem(401);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_refreshes_at_once_one_wins(pool: Pool) {
    let accounts = Arc::new(Accounts::new(pool).await);
    let first = accounts.log_in(&accounts.person().await).await;
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let (accounts, token) = (Arc::clone(&accounts), first.refresh.clone());
            tokio::spawn(async move { accounts.refresh(&token).await.status })
        })
        .collect();
    let mut won = 0;
    for answer in tries {
        match answer.await.expect("an answer").as_u16() {
            200 => won += 1,
            status => assert_eq!(status, 401),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(
        accounts.count("select count(*) from auth_refresh_tokens where used_at is null").await,
        1
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn refresh_needs_a_token_session_and_account_that_still_live(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    for end in [
        "update auth_refresh_tokens set expires_at = created_at",
        "update auth_sessions set expires_at = created_at",
        "update users set is_active = 0",
    ] {
        let tokens = accounts.log_in(&accounts.person().await).await;
        accounts.execute(end, &[]).await;
        accounts.refresh(&tokens.refresh).await.problem(401);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn one_kind_of_token_is_not_taken_for_the_other(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let tokens = accounts.log_in(&accounts.person().await).await;
    accounts.me(&tokens.refresh).await.problem(401);
    let answer = accounts.refresh(&tokens.access).await;
    assert!(answer.status == 401 || answer.status == 422, "{answer:?}");
    for wrong in [json!({}), json!(null), json!([]), json!(true), json!(7)] {
        accounts.post("refresh", None, json!({"refresh_token": wrong})).await.problem(422);
    }
    accounts.refresh("").await.problem(401);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn database_knows_no_token(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let tokens = accounts.log_in(&accounts.person().await).await;
    let mut db = accounts.state.db.read().await.expect("a connection");
    let hashes: Vec<Vec<u8>> = sqlx::query_scalar("select hash from auth_refresh_tokens")
        .fetch_all(&mut *db)
        .await
        .expect("hashes");
    assert!(hashes.iter().all(|hash| hash.len() == 32 && hash != tokens.refresh.as_bytes()));
}
