//! What the log tells those who watch over accounts.

use std::{
    cell::RefCell,
    io::{self, Write},
    sync::Once,
};

use tracing::subscriber;
use tracing_subscriber::fmt;

use super::*;

thread_local! {
    /// What has been logged on this thread, which a test has for itself.
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps the log from now on. All threads have one subscriber, or those without would settle for all of them that an event
/// is of no interest.
pub fn listen() {
    static BEGIN: Once = Once::new();
    BEGIN.call_once(|| {
        let lines = fmt().with_ansi(false).with_writer(|| Log).finish();
        subscriber::set_global_default(lines).expect("the only one");
    });
    LOG.take();
}

/// The lines of an event so far, as long as nothing secret stands in any.
pub fn lines(event: &str) -> Vec<String> {
    let text = LOG.with_borrow(|log| String::from_utf8(log.clone()).expect("text"));
    assert!(
        !text.contains(PASSWORD) && !text.contains("argon2") && !text.contains("eyJ"),
        "{text}"
    );
    let event = format!("event={event}");
    text.lines()
        .filter(|line| line.split(' ').any(|word| word == event))
        .map(str::to_owned)
        .collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn failed_login_names_the_account_and_never_what_was_typed(pool: Pool) {
    listen();
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let id = me::key(&accounts, &accounts.log_in(&person).await.access).await;
    accounts.log_in_with(&person.name, "a wrong guess").await.problem(401);
    accounts.log_in_with("a stranger", "a wrong guess").await.problem(401);
    let told = lines("LoginFailed");
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains(&format!("account={id} address=")), "{told:?}");
    assert!(!told[1].contains("account="), "{told:?}");
    assert!(
        told.iter().all(|line| !line.contains("stranger") && !line.contains("guess")),
        "{told:?}"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn ends_of_sessions_are_told(pool: Pool) {
    listen();
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let tokens = accounts.log_in(&person).await;
    let id = me::key(&accounts, &tokens.access).await;
    let other = accounts.log_in(&person).await;
    let path = "/api/v1/auth/sessions";
    let list = accounts
        .service
        .ask("GET", path, Some(&other.access), &Value::Null)
        .await
        .expect(200)
        .data();
    let items = list["items"].as_array().expect("items");
    let session = items.iter().find(|session| session["current"] == false).expect("a session");
    let path = format!("{path}/{}", session["id"].as_str().expect("an id"));
    accounts.service.ask("DELETE", &path, Some(&other.access), &Value::Null).await.expect(204);
    accounts.post("logout-all", Some(&other.access), Value::Null).await.expect(204);
    for event in ["SessionEnded", "LoggedOutEverywhere"] {
        let told = lines(event);
        assert_eq!(told.len(), 1, "{event} {told:?}");
        assert!(told[0].contains(&format!("account={id}")), "{told:?}");
        assert!(told[0].contains(&format!("caller={id} address=")), "{told:?}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn wrong_password_of_somebody_logged_in_is_told(pool: Pool) {
    listen();
    let accounts = Accounts::new(pool).await;
    let tokens = accounts.log_in(&accounts.person().await).await;
    let id = me::key(&accounts, &tokens.access).await;
    let body = json!({"current_password": "a wrong guess", "new_password": NEW});
    accounts.post("password/change", Some(&tokens.access), body).await.problem(422);
    let told = lines("PasswordRefused");
    assert!(told.len() == 1 && told[0].contains(&format!("account={id}")), "{told:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn disabled_account_is_told_with_whoever_did_it(pool: Pool) {
    listen();
    let accounts = admin::accounts(pool).await;
    let tokens = accounts.log_in(&accounts.person().await).await;
    let id = me::key(&accounts, &tokens.access).await;
    let path = admin::path_of(&accounts, &tokens.access).await;
    admin::administer(&accounts.service, &path, json!({"is_active": false})).await;
    let administrator = accounts.service.callers().me().row.id;
    let told = lines("AccountDisabled");
    assert!(told.len() == 1 && told[0].contains(&format!("account={id}")), "{told:?}");
    assert!(told[0].contains(&format!("caller={administrator} address=")), "{told:?}");
}
