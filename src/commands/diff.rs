//! `scaffold diff`: what `sync` would do to the files.

use super::{Console, sync};
use crate::cli::Diff;
use diffy::DiffOptions;
use scaffold::output::Change;
use serde_json::json;

const DIFFERENT: u8 = 1;

/// Returns the exit code: whether anything differs is the answer, not a failure.
pub fn run(console: &Console, arguments: &Diff) -> anyhow::Result<u8> {
    let (site, generation, advice) = sync::plan(console, &arguments.templates, &arguments.dangers)?;
    let update = sync::update(&site, &generation, arguments.conflict, false)?;
    let changes = update.visible();
    let patches = changes.iter().map(|change| patch(change));
    if console.json() {
        let files: Vec<_> =
            changes.iter().zip(patches).map(|(change, diff)| json!({"path": change.path, "diff": diff})).collect();
        console.result_json(&json!({"ok": true, "files": files, "diagnostics": advice.to_json()}))?;
    } else {
        console.result(&patches.collect::<String>())?;
    }
    Ok(if changes.is_empty() { 0 } else { DIFFERENT })
}

/// A unified diff, as `git apply` reads it.
fn patch(change: &Change) -> String {
    let text = |side: &Option<Vec<u8>>| String::from_utf8(side.clone().unwrap_or_default());
    let (Ok(before), Ok(after)) = (text(&change.before), text(&change.after)) else {
        return format!("Binary files a/{0} and b/{0} differ\n", change.path);
    };
    let name = |side: &Option<Vec<u8>>, letter| match side {
        Some(_) => format!("{letter}/{}", change.path),
        None => "/dev/null".to_owned(),
    };
    let mut options = DiffOptions::new();
    options.set_original_filename(name(&change.before, 'a')).set_modified_filename(name(&change.after, 'b'));
    options.create_patch(&before, &after).to_string()
}
