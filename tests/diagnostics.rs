//! Every mistake that a spec can make, as a user sees it.

use scaffold::check::check;
use scaffold::diagnostic::{Code, Report, Style, explain};
use scaffold::source::Source;
use scaffold::spec;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Codes of files that are no text, which no case can be written for.
const FILE_CODES: [Code; 4] = [Code::UnreadableFile, Code::NotAFile, Code::FileTooLarge, Code::NotUtf8];

/// What is wrong with a spec or, where nothing is, what it is warned of.
fn mistakes(text: &str) -> Option<Report> {
    let source = Source::new("scaffold.yaml", text);
    let report = match scaffold::examine(&source) {
        Ok(model) => scaffold::advice(&source, &model),
        Err(report) => report,
    };
    Some(report).filter(|report| !report.diagnostics().is_empty())
}

fn codes(text: &str) -> BTreeSet<Code> {
    let report = mistakes(text);
    report.iter().flat_map(Report::diagnostics).map(|diagnostic| diagnostic.code).collect()
}

/// Folders of `tests/diagnostics/`, one per code, with the cases in each.
fn cases() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let files = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().filter_map(Result::ok);
    files
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "yaml"))
        .filter_map(|file| {
            let code = file.path().parent()?.file_name()?.to_str()?.to_owned();
            Some((code, file.into_path()))
        })
        .collect()
}

#[test]
fn each_case_prints_what_is_written_beside_it() {
    let bless = std::env::var_os("SCAFFOLD_BLESS").is_some();
    let mut wrong = Vec::new();
    for (code, path) in cases() {
        let text = fs::read_to_string(&path).expect("a case");
        let Some(report) = mistakes(&text) else {
            wrong.push(format!("{} has no mistake", path.display()));
            continue;
        };
        let (printed, golden) = (report.render(Style::Plain), path.with_extension("stderr"));
        if !report.diagnostics().iter().any(|diagnostic| diagnostic.code.as_str() == code) {
            wrong.push(format!("{} is not `{code}`:\n{printed}", path.display()));
        }
        if bless {
            fs::write(&golden, &printed).expect("written");
        }
        if fs::read_to_string(&golden).unwrap_or_default() != printed {
            wrong.push(format!("{} differs:\n{printed}", golden.display()));
        }
    }
    assert!(wrong.is_empty(), "{}\nSCAFFOLD_BLESS=1 rewrites the expectations", wrong.join("\n"));
}

#[test]
fn each_code_has_a_case_and_a_page() {
    let with_cases: BTreeSet<String> = cases().into_iter().map(|(code, _)| code).collect();
    for code in Code::ALL {
        assert!(explain(*code).is_some(), "`{code}` has no page in docs/diagnostics");
        assert!(FILE_CODES.contains(code) || with_cases.contains(code.as_str()), "`{code}` has no case");
    }
    let pages = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diagnostics")).expect("pages");
    assert_eq!(pages.count(), Code::ALL.len());
}

#[test]
fn pages_show_what_they_say() {
    let mut wrong_pages = Vec::new();
    for code in Code::ALL.iter().filter(|code| !FILE_CODES.contains(code)) {
        let page = explain(*code).unwrap_or_default();
        let examples: Vec<&str> = page.split("```yaml\n").skip(1).filter_map(|part| part.split("```").next()).collect();
        let [wrong, right] = examples.as_slice() else { panic!("`{code}` shows {} examples", examples.len()) };
        if !codes(wrong).contains(code) || !codes(right).is_empty() {
            wrong_pages.push(format!("`{code}`: wrong gives {:?}, right gives {:?}", codes(wrong), codes(right)));
        }
    }
    assert!(wrong_pages.is_empty(), "{}", wrong_pages.join("\n"));
}

#[test]
fn odd_files_are_refused_with_a_code() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("scaffold.yaml");
    let refused = |path: &Path| spec::read(path).expect_err("refused").diagnostics()[0].code;
    assert_eq!(refused(&path), Code::UnreadableFile);
    assert_eq!(refused(directory.path()), Code::NotAFile);
    fs::write(&path, "ä".repeat(600_000)).expect("written");
    assert_eq!(refused(&path), Code::FileTooLarge);
    fs::write(&path, b"name: \xff").expect("written");
    assert_eq!(refused(&path), Code::NotUtf8);
    fs::write(&path, "\u{feff}scaffold: 1\r\nname: shop\r\nentities:\r\n  A:\r\n    fields:\r\n      b: int\r\n")
        .expect("written");
    assert!(check(&spec::read(&path).expect("read")).is_ok());
}

#[test]
fn all_mistakes_come_together() {
    let text = "scaffold: 1\nname: shop\nentities:\n  A:\n    fields:\n      a: Usr\n      b: int min=x\n      c: json unique\n      c: text\n    checks: {d: e > 1}\n    ownr: a\n";
    let expected = [
        Code::UnknownType,
        Code::InvalidValue,
        Code::CannotIndex,
        Code::DuplicateKey,
        Code::InvalidCheck,
        Code::UnknownKey,
    ];
    assert_eq!(codes(text), expected.into_iter().collect());
}

#[test]
fn machines_get_a_stable_form() {
    let text = "scaffold: 1\nname: shop\nentities:\n  Ö: {}\n  A:\n    fields:\n      a: strng\n";
    let report = mistakes(text).expect("mistakes").to_json();
    let entry = report.as_array().and_then(|entries| entries.last()).expect("an entry");
    assert_eq!(
        *entry,
        serde_json::json!({
            "code": "unknown-type",
            "severity": "error",
            "message": "`strng` is neither a scalar, an enum nor an entity",
            "file": "scaffold.yaml",
            "span": {"line": 7, "col": 10, "byte": 68, "len": 5},
            "labels": [],
            "help": "did you mean `string`?",
            "suggestion": {"span": {"line": 7, "col": 10, "byte": 68, "len": 5}, "replacement": "string"},
        })
    );
}

#[test]
fn suggestions_mend() {
    let text = "scaffold: 1\nname: shop\nentities:\n  A:\n    fields:\n      a: string?(3..200)\n      b: 'strng unique'\n      c: \"int = 1 indx\"\n      d: color = #fff000\n      e: {type: string, unique: yes}\n";
    let mut mended = text.to_owned();
    let report = mistakes(text).expect("mistakes");
    for diagnostic in report.diagnostics().iter().rev() {
        let suggestion = diagnostic.suggestion.as_ref().expect("a suggestion");
        mended.replace_range(suggestion.span.clone(), &suggestion.replacement);
    }
    assert_eq!(codes(&mended), BTreeSet::new(), "{mended}");
}

#[test]
fn examples_are_right() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for name in ["minimal", "blog", "blog-open", "camel", "kitchen-sink", "shop", "tasks"] {
        let source = spec::read(&root.join(name).join("scaffold.yaml")).expect("read");
        if let Err(report) = check(&source) {
            panic!("{name}:\n{}", report.render(Style::Plain));
        }
    }
}
