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
