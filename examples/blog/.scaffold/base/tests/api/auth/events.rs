//! What the log tells those who watch over accounts.

use std::{
    io::{self, Write},
    sync::Mutex as Lock,
};

use tracing::subscriber;
use tracing_subscriber::fmt;

use super::*;

/// What is logged while it is there.
#[derive(Clone, Default)]
struct Log(Arc<Lock<Vec<u8>>>);

impl Log {
    /// The lines of an event, as long as nothing secret stands in any.
    fn lines(&self, event: &str) -> Vec<String> {
        let text =
            String::from_utf8(self.0.lock().expect("no test has failed").clone()).expect("text");
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
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test has failed").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps the log of one thread, which is all that a test has.
fn listen() -> (Log, subscriber::DefaultGuard) {
    let log = Log::default();
    let writer = log.clone();
    let lines = fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    (log, subscriber::set_default(lines))
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn failed_login_names_the_account_and_never_what_was_typed(pool: Pool) {
    let (log, _guard) = listen();
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let id = id(&accounts, &accounts.log_in(&person).await).await;
    accounts.log_in_with(&person.name, "a wrong guess").await.problem(401);
    accounts.log_in_with("a stranger", "a wrong guess").await.problem(401);
    let lines = log.lines("LoginFailed");
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].contains(&format!("account={id} address=")), "{lines:?}");
    assert!(!lines[1].contains("account="), "{lines:?}");
    assert!(
        lines.iter().all(|line| !line.contains("stranger") && !line.contains("guess")),
        "{lines:?}"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn ends_of_sessions_are_told(pool: Pool) {
    let (log, _guard) = listen();
    let accounts = Accounts::new(pool).await;
    let person = accounts.person().await;
    let tokens = accounts.log_in(&person).await;
    let id = id(&accounts, &tokens).await;
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
        let lines = log.lines(event);
        assert_eq!(lines.len(), 1, "{event} {lines:?}");
        assert!(lines[0].contains(&format!("account={id}")), "{lines:?}");
        assert!(lines[0].contains(&format!("caller={id} address=")), "{lines:?}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn wrong_password_of_somebody_logged_in_is_told(pool: Pool) {
    let (log, _guard) = listen();
    let accounts = Accounts::new(pool).await;
    let tokens = accounts.log_in(&accounts.person().await).await;
    let id = id(&accounts, &tokens).await;
    let body = json!({"current_password": "a wrong guess", "new_password": NEW});
    accounts.post("password/change", Some(&tokens.access), body).await.problem(422);
    let lines = log.lines("PasswordRefused");
    assert!(lines.len() == 1 && lines[0].contains(&format!("account={id}")), "{lines:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn disabled_account_is_told_with_whoever_did_it(pool: Pool) {
    let (log, _guard) = listen();
    let mut accounts = Accounts::new(pool).await;
    accounts.service = Service::with(accounts.state.clone()).await;
    let tokens = accounts.log_in(&accounts.person().await).await;
    let id = id(&accounts, &tokens).await;
    let path = admin::path_of(&accounts, &tokens.access).await;
    admin::administer(&accounts.service, &path, json!({"is_active": false})).await;
    let administrator = accounts.service.callers().me().row.id;
    let lines = log.lines("AccountDisabled");
    assert!(lines.len() == 1 && lines[0].contains(&format!("account={id}")), "{lines:?}");
    assert!(lines[0].contains(&format!("caller={administrator} address=")), "{lines:?}");
}

/// The key of the account that a token speaks for.
async fn id(accounts: &Accounts, tokens: &Tokens) -> String {
    let key = accounts.me(&tokens.access).await.data()["id"].clone();
    key.to_string().trim_matches('"').to_owned()
}
