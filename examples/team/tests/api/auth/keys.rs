//! The secrets that tokens are signed with.

use team::auth::token::Keys;

use super::*;

pub const SECRET: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";

/// Keys from secrets that the test knows.
fn keys(arguments: &[&str]) -> Arc<Keys> {
    Arc::new(Keys::new(&config(&[&["--jwt-secret"], arguments].concat()).auth))
}

/// A service that signs with [`SECRET`].
pub async fn accounts(pool: Pool) -> Accounts {
    let mut accounts = Accounts::new(pool).await;
    accounts.state.keys = keys(&[SECRET]);
    accounts.service = Service::of(app(accounts.state.clone()));
    accounts
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn former_secret_counts_until_it_is_taken_away(pool: Pool) {
    let mut accounts = accounts(pool).await;
    let token = accounts.log_in(&accounts.person().await).await.access;
    for (arguments, status) in
        [(vec![OTHER, "--jwt-secret-previous", SECRET], 200), (vec![OTHER], 401)]
    {
        accounts.state.keys = keys(&arguments);
        accounts.service = Service::of(app(accounts.state.clone()));
        accounts.me(&token).await.expect(status);
    }
}

#[test]
fn secrets_are_long_and_not_those_of_samples() {
    for secret in ["short", &"x".repeat(40), "change-me-change-me-change-me-change-me"] {
        assert!(try_config(&["--jwt-secret", secret]).is_err(), "{secret}");
    }
    let unset = config(&["--jwt-secret", ""]);
    assert!(unset.auth.check().is_err());
    assert_eq!(
        format!("{:?}", config(&["--jwt-secret", SECRET]).auth.jwt_secret),
        "Some(Secret(…))"
    );
}
