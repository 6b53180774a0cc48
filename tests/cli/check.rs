//! `scaffold check`.

use crate::support::{json, place, scaffold, stdout};
use std::fs;

#[test]
fn a_right_spec_passes() {
    let place = place();
    let assert = scaffold(place.path()).args(["check", "spec.yaml"]).assert().success().stdout("");
    let talk = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
    assert!(talk.contains("spec.yaml: no mistakes"), "{talk}");
    scaffold(place.path()).args(["check", "spec.yaml", "-q"]).assert().success().stdout("").stderr("");
}

#[test]
fn mistakes_are_reported_with_their_places() {
    let place = place();
    let path = place.path().join("scaffold.yaml");
    fs::write(path, "scaffold: 1\nname: x\nentities:\n  A:\n    fields: {b: Usr, c: strin}\n").expect("written");
    let output = scaffold(place.path()).arg("check").output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(text.contains("--> scaffold.yaml:5:17") && text.contains("--> scaffold.yaml:5:25"), "{text}");
    assert!(!text.contains('\u{1b}'), "no colour without a terminal");
    let colored = scaffold(place.path()).args(["check", "--color", "always"]).output().expect("it runs");
    assert!(String::from_utf8_lossy(&colored.stderr).contains('\u{1b}'));
    let machine = json(scaffold(place.path()).args(["check", "--json"]));
    assert_eq!(machine["ok"], false);
    assert_eq!(machine["diagnostics"][0]["span"]["line"], 5);
    assert_eq!(machine["diagnostics"].as_array().map(Vec::len), Some(2));
}

#[test]
fn warnings_are_told_and_stop_nothing() {
    let place = place();
    let spec = "scaffold: 1\nname: x\nentities:\n  A:\n    seed: 5\n    fields: {b: bool unique}\n";
    fs::write(place.path().join("scaffold.yaml"), spec).expect("written");
    let told = |arguments: &[&str]| {
        let assert = scaffold(place.path()).args(arguments).assert().success();
        String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
    };
    let both =
        |text: &str| ["[fewer-rows]", "[two-rows]"].iter().all(|code| text.contains(&format!("warning{code}: ")));
    let checked = told(&["check"]);
    assert!(
        both(&checked) && checked.ends_with("no mistakes, but 2 warnings, in 1 entity with 4 fields\n"),
        "{checked}"
    );
    assert_eq!(told(&["check", "-q"]), "");
    let machine = json(scaffold(place.path()).args(["check", "--json"]));
    assert_eq!((&machine["ok"], &machine["diagnostics"][0]["severity"]), (&true.into(), &"warning".into()));
    let new = ["new", "x", "--spec", "scaffold.yaml", "--no-git"];
    let machine = json(scaffold(place.path()).args(new).args(["--dry-run", "--json"]));
    assert_eq!(machine["diagnostics"].as_array().map(Vec::len), Some(2));
    assert!(both(&told(&new)));
    let project = place.path().join("x");
    let synced = scaffold(&project).arg("sync").assert().success();
    assert!(both(&String::from_utf8_lossy(&synced.get_output().stderr)));
    let machine = json(scaffold(&project).args(["sync", "--json"]));
    assert_eq!(machine["diagnostics"][1]["code"], "two-rows");
}

#[test]
fn what_was_understood_can_be_printed() {
    let place = place();
    let model = json(scaffold(place.path()).args(["check", "spec.yaml", "--emit", "model"]));
    assert_eq!(model["entities"][1]["name"], "post");
    let plan = json(scaffold(place.path()).args(["check", "spec.yaml", "--emit", "plan"]));
    assert!(plan.as_array().is_some_and(|files| files.iter().any(|file| file["path"] == "src/main.rs")));
}

#[test]
fn odd_files_are_refused() {
    let place = place();
    for file in ["missing.yaml", ".", "/dev/zero", "/dev/null"] {
        scaffold(place.path()).args(["check", file]).assert().code(2).stdout("");
    }
    assert!(stdout(scaffold(place.path()).args(["check", "missing.yaml", "--json"])).contains("\"ok\": false"));
}
