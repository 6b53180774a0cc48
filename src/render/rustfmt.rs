//! One rustfmt call for all Rust files of a generation.

use super::{RenderError, RenderedFile};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

/// The style of generated code, as projects get it; a project's own file is not trusted to run anything.
const CONFIGURATION: &str = include_str!("../../templates/project/rustfmt.toml");

/// Formats the Rust files among `files` in place; `templates` are their templates, one for each, for error messages.
///
/// rustfmt follows `mod` lines, so the files lie in a directory that mirrors the project, and only crate roots are
/// named: a file named and reached would be formatted once for each way to it.
pub fn format(files: &mut [RenderedFile], templates: &[&str]) -> Result<(), RenderError> {
    let rust: Vec<usize> = (0..files.len()).filter(|&index| files[index].path.ends_with(".rs")).collect();
    if rust.is_empty() {
        return Ok(());
    }
    let staging = tempfile::tempdir()?;
    let root = staging.path().canonicalize()?;
    for &index in &rust {
        let path = staging.path().join(&files[index].path);
        fs::create_dir_all(path.parent().unwrap_or(staging.path()))?;
        fs::write(path, &files[index].contents)?;
    }
    let roots = rust.iter().map(|&index| files[index].path.as_str()).filter(|path| is_root(path));
    let output = run(staging.path(), roots)?;
    if !output.status.success() {
        return Err(refusal(&root, files, templates, &output));
    }
    for &index in &rust {
        files[index].contents = fs::read(staging.path().join(&files[index].path))?;
    }
    Ok(())
}

fn run<'a>(staging: &Path, paths: impl Iterator<Item = &'a str>) -> Result<Output, RenderError> {
    fs::write(staging.join("rustfmt.toml"), CONFIGURATION)?;
    rustfmt(staging).args(paths).output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => RenderError::NoRustfmt,
        _ => RenderError::Io(error),
    })
}

/// rustfmt with the configuration that lies in `directory`.
fn rustfmt(directory: &Path) -> Command {
    let mut command = Command::new("rustfmt");
    command.current_dir(directory).args(["--edition", "2024", "--config-path", "rustfmt.toml", "--color", "never"]);
    command
}

/// Formats one text as [`format`] formats the files of a generation; none where it is no Rust.
pub fn format_text(text: &str) -> Option<String> {
    let directory = tempfile::tempdir().ok()?;
    fs::write(directory.path().join("rustfmt.toml"), CONFIGURATION).ok()?;
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

fn refusal(staging: &Path, files: &[RenderedFile], templates: &[&str], output: &Output) -> RenderError {
    let reason = String::from_utf8_lossy(&output.stderr).trim_end().replace(&format!("{}/", staging.display()), "");
    if reason.contains("is not installed for the toolchain") {
        return RenderError::NoRustfmt;
    }
    let place = reason.lines().find_map(|line| line.trim_start().strip_prefix("--> ")).unwrap_or_default();
    let path = place.split(':').next().unwrap_or_default();
    let culprit = files.iter().zip(templates).find(|(file, _)| file.path == path);
    let culprit = culprit.map(|(file, template)| (file.path.clone(), (*template).to_owned()));
    RenderError::Format { culprit, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Ownership;

    fn file(path: &str, text: &str) -> RenderedFile {
        RenderedFile { path: path.to_owned(), contents: text.into(), ownership: Ownership::Shared, entity: None }
    }

    #[test]
    fn rust_is_formatted_and_nothing_else() {
        let mut files = [file("README.md", "a  b"), file("src/lib.rs", "mod a;\nfn  x( ){ }"), file("src/a.rs", "")];
        format(&mut files, &["r", "l", "a"]).expect("formatted");
        assert_eq!(files[0].contents, b"a  b");
        assert_eq!(files[1].contents, b"mod a;\nfn x() {}\n");
    }

    #[test]
    fn one_text_is_formatted_as_a_whole_generation_is() {
        assert_eq!(format_text("mod elsewhere;\nfn  x( ){ }").as_deref(), Some("mod elsewhere;\nfn x() {}\n"));
        assert_eq!(format_text("fn ("), None);
    }

    #[test]
    fn refused_rust_names_file_and_template() {
        let mut files = [file("src/lib.rs", "mod b;"), file("src/b.rs", "fn (")];
        let error = format(&mut files, &["a.j2", "b.j2"]).expect_err("refused");
        let RenderError::Format { culprit: Some((path, template)), .. } = error else { panic!("another error") };
        assert_eq!((path.as_str(), template.as_str()), ("src/b.rs", "b.j2"));
    }
}
