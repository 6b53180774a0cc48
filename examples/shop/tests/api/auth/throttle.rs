//! How often a password may be tried.

use std::net::{IpAddr, SocketAddr};

use axum::{
    Router,
    extract::{ConnectInfo, State},
    http::{Extensions, HeaderMap, HeaderValue},
    routing,
};
use ipnet::IpNet;
use shop::{
    app::layered,
    auth::client::{self, Client},
    error::Error,
};

use super::*;

#[sqlx::test(migrator = "MIGRATOR")]
async fn tries_at_an_account_are_limited_whether_there_is_one_or_not(pool: Pool) {
    let accounts = Accounts::limited(pool, RateLimit::On).await;
    let (person, other) = (accounts.person().await, accounts.person().await);
    for name in [person.name.as_str(), "nobody"] {
        for _ in 0..10 {
            accounts.log_in_with(name, "not the password").await.problem(401);
        }
        let answer = accounts.log_in_with(name, PASSWORD).await.problem(429);
        let wait: u64 = answer.header("retry-after").parse().expect("seconds");
        assert!((1..=60).contains(&wait), "{wait}");
        assert_eq!(answer.header("ratelimit-policy"), r#""account";q=10;w=600"#);
        assert_eq!(answer.header("ratelimit"), format!(r#""account";r=0;t={wait}"#));
    }
    accounts.log_in(&other).await;
}

#[test]
fn tries_from_elsewhere_keep_nobody_out_who_is_known() {
    let throttle = Throttle::new(RateLimit::On);
    let (home, elsewhere) = (IpAddr::from([198, 51, 100, 1]), IpAddr::from([198, 51, 100, 2]));
    throttle.welcome("ada", home);
    for n in 0..100 {
        assert!(throttle.account("ada", [203, 0, 113, n].into()).is_ok(), "{n}");
    }
    assert!(throttle.account("ada", elsewhere).is_err());
    assert!(throttle.mail("ada", elsewhere).is_ok());
    assert!(throttle.account("grace", elsewhere).is_ok());
    let admitted = (0..12).filter(|_| throttle.account("ada", home).is_ok());
    assert_eq!(admitted.count(), 10);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn requests_that_let_somebody_in_are_limited_by_address(pool: Pool) {
    let accounts = Accounts::limited(pool, RateLimit::On).await;
    let mut refused = 0;
    for n in 0..65 {
        let answer = accounts.refresh(&format!("token {n}")).await;
        refused += u32::from(answer.status == 429);
    }
    assert!((3..=5).contains(&refused), "{refused}");
}

/// What the service does again by itself, the client has asked for once.
#[expect(clippy::disallowed_methods, reason = "no operation of the service fails at will")]
#[sqlx::test(migrator = "MIGRATOR")]
async fn request_that_the_database_undoes_counts_once(pool: Pool) {
    let accounts = Accounts::limited(pool, RateLimit::On).await;
    let undone = async |State(state): State<AppState>, client: Client| {
        client.count_try(&state, "ada")?;
        Err::<(), _>(Error::Undone)
    };
    let router = Router::new().route("/api/v1/undone", routing::post(undone));
    let service = Service::of(layered(router, &config(&[])).with_state(accounts.state.clone()));
    for _ in 0..10 {
        service.call("POST", "/api/v1/undone", &[], "").await.problem(503);
    }
    service.call("POST", "/api/v1/undone", &[], "").await.problem(429);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn answers_tell_how_much_is_left(pool: Pool) {
    let accounts = Accounts::new(pool).await;
    let left = async || {
        let answer = accounts.refresh("no token").await;
        assert_eq!(answer.header("ratelimit-policy"), r#""api";q=1200;w=60"#);
        let left = answer
            .header("ratelimit")
            .split(';')
            .find_map(|part| part.strip_prefix("r="))
            .expect("a number")
            .to_owned();
        left.parse::<u32>().expect("a number")
    };
    let mut least = left().await;
    assert!(least < 1200, "{least}");
    // One comes back every fifty milliseconds, which a request may take on a busy machine, but not twenty of them.
    for _ in 0..20 {
        least = least.min(left().await);
    }
    assert!(least < 1199, "{least}");
}

#[test]
fn forwarded_addresses_count_where_a_trusted_proxy_names_them() {
    let proxies: [IpNet; 2] =
        ["10.0.0.0/8", "2001:db8::/32"].map(|network| network.parse().expect("a network"));
    for (peer, forwarded, counted) in [
        ("203.0.113.9:4000", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1:4000", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1:4000", "127.0.0.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1:4000", "198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("10.0.0.1:4000", "no address", "10.0.0.1"),
        ("[::ffff:10.0.0.1]:4000", "198.51.100.1", "198.51.100.1"),
        ("[2001:db8::1]:4000", "2001:4860::8888", "2001:4860::8888"),
        ("10.0.0.1:4000", "::ffff:198.51.100.1", "198.51.100.1"),
        ("10.0.0.1:4000", "198.51.100.1, ::ffff:10.9.9.9", "198.51.100.1"),
        ("10.0.0.1:4000", "127.0.0.1, 198.51.100.1:4711, 10.9.9.9:80", "198.51.100.1"),
        ("10.0.0.1:4000", "[2001:4860::8888]:4711", "2001:4860::8888"),
        ("10.0.0.1:4000", "[2001:4860::8888]", "2001:4860::8888"),
        ("10.0.0.1:4000", "[198.51.100.1:4711", "10.0.0.1"),
    ] {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(peer.parse::<SocketAddr>().expect("an address")));
        let headers = HeaderMap::from_iter([(
            "x-forwarded-for".parse().expect("a name"),
            HeaderValue::from_static(forwarded),
        )]);
        assert_eq!(
            client::address(&extensions, &headers, &proxies).to_string(),
            counted,
            "{peer} {forwarded}"
        );
    }
}
