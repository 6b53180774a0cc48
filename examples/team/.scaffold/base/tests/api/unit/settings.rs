use clap::Parser as _;
use team::{config::Config, settings};

fn refusal(flag: &str, text: &str) -> String {
    let read = Config::try_parse_from(["team", flag, text]).map_err(settings::untold);
    read.err().expect("a refusal").to_string()
}

#[test]
fn refused_settings_are_named_and_not_repeated() {
    for (flag, name, text) in [
        ("--database-url", "DATABASE_URL", "postgres://ada:hunter2@localhost:port/ada"),
        ("--jwt-secret", "JWT_SECRET", "hunter2"),
        ("--jwt-secret-previous", "JWT_SECRET_PREVIOUS", "hunter2"),
        ("--smtp-url", "SMTP_URL", "hunter2:ada@localhost"),
    ] {
        let refusal = refusal(flag, text);
        assert!(
            refusal.contains(&format!("{name} is refused: ")) && !refusal.contains("hunter2"),
            "{refusal}"
        );
    }
    assert!(refusal("--listen-addr", "nowhere").contains("nowhere"));
}
