//! What is said of settings that are refused.

use blog_open::settings;

use crate::support::*;

fn refusal(flag: &str, text: &str) -> String {
    let read = try_config(&[flag, text]).map_err(settings::untold);
    read.err().expect("a refusal").to_string()
}

#[track_caller]
fn is_named_and_not_repeated(name: &str, text: &str) {
    let flag = format!("--{}", name.to_lowercase().replace('_', "-"));
    let refusal = refusal(&flag, text);
    assert!(
        refusal.contains(&format!("{name} is refused: ")) && !refusal.contains("hunter2"),
        "{refusal}"
    );
}

#[test]
fn refused_secrets_are_named_and_not_repeated() {
    is_named_and_not_repeated("DATABASE_URL", "sqlite://hunter2?mode=none");
}

#[test]
fn refused_settings_that_are_no_secrets_are_repeated() {
    assert!(refusal("--listen-addr", "nowhere").contains("nowhere"));
}

/// So compose passes them where nobody has set them.
#[test]
fn optional_settings_may_be_empty() {
    for flag in ["--admin-addr", "--cors-origins"] {
        assert!(try_config(&[flag, ""]).is_ok(), "{flag}");
    }
}
