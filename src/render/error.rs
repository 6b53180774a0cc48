//! What can go wrong between plan and text, and whose fault it is.

use std::error::Error;
use std::fmt::Write;
use std::io;

#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("the plan names the template `{template}`, which is not built in")]
    NoTemplate { template: &'static str },
    #[error("the template `{template}` fails: {reason}\n{snippet}")]
    Template { template: String, reason: String, snippet: String },
    #[error("rustfmt does not accept {}:\n{reason}", place(.culprit.as_ref()))]
    Format {
        /// Path and template, where rustfmt names a file.
        culprit: Option<(String, String)>,
        reason: String,
    },
    #[error("rustfmt is not installed; install it with `rustup component add rustfmt`")]
    NoRustfmt,
    #[error("cannot run rustfmt: {0}")]
    Io(#[from] io::Error),
}

impl RenderError {
    /// Whether this tool is wrong, not the machine it runs on.
    pub fn is_bug(&self) -> bool {
        !matches!(self, Self::NoRustfmt | Self::Io(_))
    }

    /// Names the innermost template of a failure, which an include hides, with the line and its neighbours.
    pub(super) fn template(outermost: &str, error: &minijinja::Error) -> Self {
        let mut culprit = error;
        while let Some(inner) = culprit.source().and_then(|source| source.downcast_ref::<minijinja::Error>()) {
            culprit = inner;
        }
        let snippet = culprit.template_source().zip(culprit.line()).map(|(source, line)| excerpt(source, line));
        let reason = culprit.detail().map_or_else(|| culprit.kind().to_string(), str::to_owned);
        Self::Template {
            template: culprit.name().unwrap_or(outermost).to_owned(),
            reason,
            snippet: snippet.unwrap_or_default(),
        }
    }
}

fn place(culprit: Option<&(String, String)>) -> String {
    culprit.map_or_else(
        || "the generated code".to_owned(),
        |(path, template)| format!("`{path}`, made from the template `{template}`"),
    )
}

/// The line at fault (counted from 1) between its neighbours.
fn excerpt(source: &str, line: usize) -> String {
    let first = line.saturating_sub(2).max(1);
    let mut text = String::new();
    for (number, content) in source.lines().enumerate().map(|(index, content)| (index + 1, content)) {
        if (first..=line + 2).contains(&number) {
            let marker = if number == line { '>' } else { ' ' };
            let _ = writeln!(text, "{marker} {number:>4} | {content}");
        }
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::environment;

    #[test]
    fn failure_shows_the_line() {
        let environment = environment::new();
        let error = environment.render_named_str("x.j2", "a\nb {{ c.d }}\ne\n", ()).expect_err("undefined");
        let RenderError::Template { template, snippet, .. } = RenderError::template("y.j2", &error) else {
            panic!("another error");
        };
        assert_eq!(template, "x.j2");
        assert_eq!(snippet, "     1 | a\n>    2 | b {{ c.d }}\n     3 | e");
    }
}
