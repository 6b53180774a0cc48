//! What can go wrong between plan and text, and whose fault it is.

use std::io;

#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("the plan names the template `{template}`, which is not built in")]
    NoTemplate { template: &'static str },
    #[error("the template `{template}` fails: {reason}\n{snippet}")]
    Template {
        /// Name of a built-in template, or file and line of one of the team's own.
        template: String,
        reason: String,
        snippet: String,
        is_own: bool,
    },
    #[error("rustfmt does not accept {}:\n{reason}", place(.culprit.as_ref()))]
    Format {
        /// Path and template, where rustfmt names a file.
        culprit: Option<(String, String)>,
        reason: String,
        /// Whether a template of the team's own had a part in it.
        is_own: bool,
    },
    #[error("rustfmt is not installed; install it with `rustup component add rustfmt`")]
    NoRustfmt,
    #[error("cannot run rustfmt: {0}")]
    Io(#[from] io::Error),
}

/// Who can mend a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Whoever makes this tool.
    Tool,
    /// Whoever wrote the templates that replace the built-in ones.
    Templates,
    /// Whoever looks after the machine.
    Machine,
}

impl RenderError {
    pub fn fault(&self) -> Fault {
        match self {
            Self::NoRustfmt | Self::Io(_) => Fault::Machine,
            Self::Template { is_own: true, .. } | Self::Format { is_own: true, .. } => Fault::Templates,
            Self::Template { .. } | Self::Format { .. } | Self::NoTemplate { .. } => Fault::Tool,
        }
    }
}

fn place(culprit: Option<&(String, String)>) -> String {
    culprit.map_or_else(
        || "the generated code".to_owned(),
        |(path, template)| format!("`{path}`, made from the template `{template}`"),
    )
}
