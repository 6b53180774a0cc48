//! One rustfmt call for all Rust files of a generation.

use super::{Formatted, RenderedFile, Templates};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

/// Name of the file that says how to format, where rustfmt runs; a project's own file is not trusted to run anything.
const STYLE: &str = "rustfmt.toml";

/// Why nothing is formatted.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// rustfmt cannot read one of the files; the path where it says which.
    #[error("{reason}")]
    Text { path: Option<String>, reason: String },
    #[error("rustfmt is not installed")]
    Missing,
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Formats the Rust files among `files` in place, as the text of a `rustfmt.toml` says.
///
/// rustfmt follows `mod` lines, so the files lie in a directory that mirrors the project, and only crate roots are
/// named: a file named and reached would be formatted once for each way to it. What is formatted already lies there
/// empty, and leads nowhere; so each of the others is named then.
pub fn format(files: &mut [RenderedFile], style: &[u8], formatted: Formatted<'_>) -> Result<(), Refusal> {
    let rust: Vec<usize> = (0..files.len()).filter(|&index| files[index].path.ends_with(".rs")).collect();
    let mut open = Vec::new();
    for &index in &rust {
        let fingerprint = fingerprint(style, &files[index].contents);
        match formatted(&files[index].path, &fingerprint) {
            Some(text) => files[index].contents = text,
            None => open.push(index),
        }
        files[index].fingerprint = Some(fingerprint);
    }
    if open.is_empty() {
        return Ok(());
    }
    let staging = tempfile::tempdir()?;
    let root = staging.path().canonicalize()?;
    for &index in &rust {
        let path = staging.path().join(&files[index].path);
        fs::create_dir_all(path.parent().unwrap_or(staging.path()))?;
        fs::write(path, if open.contains(&index) { &files[index].contents[..] } else { &[] })?;
    }
    let all = open.len() == rust.len();
    let named = open.iter().map(|&index| files[index].path.as_str()).filter(|path| !all || is_root(path));
    let output = run(staging.path(), style, named)?;
    if !output.status.success() {
        return Err(refusal(&root, &output));
    }
    for &index in &open {
        files[index].contents = fs::read(staging.path().join(&files[index].path))?;
    }
    Ok(())
}

/// The same for the same text under the same configuration.
fn fingerprint(style: &[u8], text: &[u8]) -> String {
    let digest = Sha256::new().chain_update(style).chain_update(text).finalize();
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn run<'a>(staging: &Path, style: &[u8], paths: impl Iterator<Item = &'a str>) -> Result<Output, Refusal> {
    fs::write(staging.join(STYLE), style)?;
    rustfmt(staging).args(paths).output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Refusal::Missing,
        _ => Refusal::Io(error),
    })
}

/// rustfmt with the configuration that lies in `directory`.
fn rustfmt(directory: &Path) -> Command {
    let mut command = Command::new("rustfmt");
    command.current_dir(directory).args(["--edition", "2024", "--config-path", STYLE, "--color", "never"]);
    command
}

/// Formats one text as [`format`] formats the files of a generation; none where it is no Rust.
pub fn format_text(text: &str, templates: &Templates) -> Option<String> {
    let directory = tempfile::tempdir().ok()?;
    fs::write(directory.path().join(STYLE), templates.style()).ok()?;
    // From a pipe rustfmt reads one text and follows no `mod` line.
    let mut child =
        rustfmt(directory.path()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let mut input = child.stdin.take()?;
    let (written, output) = thread::scope(|scope| {
        let writer = scope.spawn(move || input.write_all(text.as_bytes()));
        let output = child.wait_with_output();
        (writer.join().is_ok_and(|written| written.is_ok()), output)
    });
    let output = output.ok().filter(|output| written && output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// Whether cargo compiles a file by itself.
fn is_root(path: &str) -> bool {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    directory == "tests" || ["build.rs", "lib.rs", "main.rs"].contains(&name)
}

fn refusal(staging: &Path, output: &Output) -> Refusal {
    let reason = String::from_utf8_lossy(&output.stderr).trim_end().replace(&format!("{}/", staging.display()), "");
    if reason.contains("is not installed for the toolchain") {
        return Refusal::Missing;
    }
    let place = reason.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
    let style = || reason.contains(STYLE).then_some(STYLE);
    let path = place.and_then(|place| place.split(':').next()).or_else(style).map(str::to_owned);
    Refusal::Text { path, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Ownership;

    fn file(path: &str, text: &str) -> RenderedFile {
        RenderedFile {
            path: path.to_owned(),
            contents: text.into(),
            ownership: Ownership::Shared,
            entity: None,
            fingerprint: None,
        }
    }

    const NOTHING: Formatted<'static> = &|_, _| None;

    #[test]
    fn rust_is_formatted_and_nothing_else() {
        let mut files = [file("README.md", "a  b"), file("src/lib.rs", "mod a;\nfn  x( ){ }"), file("src/a.rs", "")];
        format(&mut files, b"", NOTHING).expect("formatted");
        assert_eq!(files[0].contents, b"a  b");
        assert_eq!(files[1].contents, b"mod a;\nfn x() {}\n");
    }

    #[test]
    fn what_is_known_is_not_formatted_again() {
        let known: Formatted<'_> = &|path, _| (path == "src/lib.rs" || path == "src/a/b.rs").then(|| b"known".to_vec());
        let mut files = [
            file("src/lib.rs", "mod a;\nfn ("),
            file("src/a.rs", "mod  b;"),
            file("src/a/b.rs", "fn ("),
            file("src/c/mod.rs", "mod  d ;"),
            file("src/c/d.rs", "fn  d( ){ }"),
        ];
        format(&mut files, b"", known).expect("formatted");
        let texts = files.map(|file| String::from_utf8(file.contents).expect("UTF-8"));
        assert_eq!(texts, ["known", "mod b;\n", "known", "mod d;\n", "fn d() {}\n"]);
    }

    #[test]
    fn one_text_is_formatted_as_a_whole_generation_is() {
        let format = |text: &str| format_text(text, &Templates::built_in());
        assert_eq!(format("mod elsewhere;\nfn  x( ){ }").as_deref(), Some("mod elsewhere;\nfn x() {}\n"));
        assert_eq!(format("fn ("), None);
    }

    #[test]
    fn refused_rust_names_its_file() {
        let mut files = [file("src/lib.rs", "mod b;"), file("src/b.rs", "fn (")];
        let refusal = format(&mut files, b"", NOTHING).expect_err("refused");
        assert!(matches!(refusal, Refusal::Text { path: Some(path), .. } if path == "src/b.rs"));
    }
}
