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
