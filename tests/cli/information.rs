//! The commands that only tell: help, explain, schema, completions.

use crate::support::{json, scaffold, stdout};
use std::env::temp_dir;

#[test]
fn help_names_every_command() {
    let help = stdout(scaffold(&temp_dir()).arg("--help"));
    for command in ["new", "add-resource", "check", "templates", "explain", "schema", "completions"] {
        assert!(help.contains(&format!("\n  {command} ")), "{help}");
        scaffold(&temp_dir()).args([command, "--help"]).assert().success();
    }
}

#[test]
fn unknown_arguments_end_with_two() {
    for arguments in [&["nwe"][..], &["new"], &["new", "x", "--databse", "sqlite"], &["check", "-q", "-v"], &[]] {
        scaffold(&temp_dir()).args(arguments).assert().code(2).stdout("");
    }
}

#[test]
fn every_code_is_explained() {
    let list = json(scaffold(&temp_dir()).args(["explain", "--json"]));
    let codes = list.as_array().expect("a list");
    assert!(codes.len() > 40);
    assert!(codes.iter().all(|code| code["explanation"].as_str().is_some_and(|text| text.len() > 40)));
    let text = stdout(scaffold(&temp_dir()).args(["explain", "unknown-type"]));
    assert!(text.starts_with("# ") && text.contains("unknown-type"), "{text}");
    assert_eq!(stdout(scaffold(&temp_dir()).arg("explain")).lines().count(), codes.len());
}

#[test]
fn an_unknown_code_gets_the_nearest() {
    let output = scaffold(&temp_dir()).args(["explain", "unknown-typ"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `unknown-type`?"));
}

#[test]
fn completions_come_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(stdout(scaffold(&temp_dir()).args(["completions", shell])).contains("add-resource"));
    }
}
