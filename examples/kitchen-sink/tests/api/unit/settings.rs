use clap::Parser as _;
use kitchen_sink::{config::Config, settings};

fn refusal(flag: &str, text: &str) -> String {
    let read = Config::try_parse_from(["kitchen-sink", flag, text]).map_err(settings::untold);
    read.err().expect("a refusal").to_string()
}

#[test]
fn refused_settings_are_named_and_not_repeated() {
    for (flag, name, text) in [("--database-url", "DATABASE_URL", "sqlite://hunter2?mode=none")] {
        let refusal = refusal(flag, text);
        assert!(
            refusal.contains(&format!("{name} is refused: ")) && !refusal.contains("hunter2"),
            "{refusal}"
        );
    }
    assert!(refusal("--listen-addr", "nowhere").contains("nowhere"));
}
