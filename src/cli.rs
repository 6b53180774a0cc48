//! The command line: what may be typed, and the words of `--help`.

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// From one YAML file to a complete axum + sqlx service, and along with it afterwards
#[derive(Debug, Parser)]
#[command(name = "scaffold", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub output: OutputOptions,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputOptions {
    /// Print the result as JSON on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// Say nothing but results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Name every file
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    New(New),
    AddResource(AddResource),
    RemoveResource(RemoveResource),
    RenameResource(RenameResource),
    RenameField(RenameField),
    Sync(Sync),
    Diff(Diff),
    Check(Check),
    #[command(subcommand)]
    Templates(Templates),
    Explain(Explain),
    /// Print the JSON Schema of the spec language, for editors
    Schema,
    Completions(Completions),
}

/// Make a complete project from a spec
///
/// Without --spec the project starts from a small spec of its own; on a terminal, name and database are asked for.
#[derive(Debug, Args)]
pub struct New {
    /// Directory of the project; must not exist, or be empty
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
    /// The spec to start from
    #[arg(long, value_name = "FILE")]
    pub spec: Option<PathBuf>,
    /// Database of the service, written into the project's scaffold.yaml
    #[arg(long)]
    pub database: Option<DatabaseChoice>,
    /// Templates of your own, used in place of the built-in ones of the same names, now and from now on
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    /// Make no git repository
    #[arg(long)]
    pub no_git: bool,
    /// List the files and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DatabaseChoice {
    Sqlite,
    Postgres,
}

impl DatabaseChoice {
    /// As the spec writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// Add an entity to the spec and generate what belongs to it
///
/// The entity is inserted into scaffold.yaml as text, comments and layout kept; the rest is what `sync` does.
#[derive(Debug, Args)]
#[command(after_help = "Example: scaffold add-resource Comment 'body: text(1..2000)' 'post: Post as comments'")]
pub struct AddResource {
    /// Name of the entity, in the singular: Comment
    #[arg(value_name = "NAME", required_unless_present = "spec", conflicts_with = "spec")]
    pub name: Option<String>,
    /// Its fields, each as a line of the spec: 'body: text(1..2000)'
    #[arg(value_name = "FIELD", conflicts_with = "spec")]
    pub fields: Vec<String>,
    /// A YAML file with one or more entities, as they would stand under `entities:`
    #[arg(long, value_name = "FRAGMENT")]
    pub spec: Option<PathBuf>,
    #[command(flatten)]
    pub merging: Merging,
}

/// Take an entity out of the spec, with its files and its table
///
/// The entity is cut out of scaffold.yaml as text. What points at it has to be taken out first; its table, with all
/// rows, goes with --allow-drop only, and files of it that were edited with --force only.
#[derive(Debug, Args)]
#[command(after_help = "Example: scaffold remove-resource Comment --allow-drop comments")]
pub struct RemoveResource {
    /// Name of the entity: Comment
    pub name: String,
    /// Delete its files even where they were edited
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub merging: Merging,
    #[command(flatten)]
    pub dangers: Dangers,
}

/// Rename an entity wherever the spec names it; its rows stay
///
/// Files of it move to their new names and take your edits along; the migration renames the table.
#[derive(Debug, Args)]
#[command(after_help = "Example: scaffold rename-resource Post Article")]
pub struct RenameResource {
    /// Its name: Post
    pub name: String,
    /// The new name: Article
    pub to: String,
    #[command(flatten)]
    pub merging: Merging,
    #[command(flatten)]
    pub dangers: Dangers,
}

/// Rename a field wherever the spec names it; its values stay
#[derive(Debug, Args)]
#[command(after_help = "Example: scaffold rename-field Post.title headline")]
pub struct RenameField {
    /// Entity and field: Post.title
    #[arg(value_name = "ENTITY.FIELD")]
    pub field: String,
    /// The new name: headline
    pub to: String,
    #[command(flatten)]
    pub merging: Merging,
    #[command(flatten)]
    pub dangers: Dangers,
}

/// Bring the project in line with its spec, and keep what was edited by hand
///
/// After a change of scaffold.yaml, or with a newer scaffold: files that nobody edited are generated anew, edited ones
/// are merged, new tables get a migration. All is written, or nothing.
#[derive(Debug, Args)]
pub struct Sync {
    #[command(flatten)]
    pub merging: Merging,
    #[command(flatten)]
    pub templates: TemplateChoice,
    #[command(flatten)]
    pub dangers: Dangers,
}

/// What a migration may do that cannot be taken back.
#[derive(Debug, Clone, Default, Args)]
pub struct Dangers {
    /// Lose a table, or a column as `table.column`, with all that is in it
    #[arg(long, value_name = "NAME")]
    pub allow_drop: Vec<String>,
    /// Let deletes begin to take the rows along that point at the deleted one, as `table.constraint`
    #[arg(long, value_name = "NAME")]
    pub allow_cascade: Vec<String>,
}

/// What the project is made from.
#[derive(Debug, Clone, Default, Args)]
pub struct TemplateChoice {
    /// Templates of your own, used in place of the built-in ones of the same names, now and from now on
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    /// Use the built-in templates only, now and from now on
    #[arg(long, conflicts_with = "templates")]
    pub no_templates: bool,
}

/// How edited files are dealt with, and whether anything is written.
#[derive(Debug, Clone, Copy, Args)]
pub struct Merging {
    /// What to do where your edits and new lines of the tool meet in one place
    #[arg(long, value_name = "HOW", default_value = "stop")]
    pub conflict: ConflictChoice,
    /// List the files and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ConflictChoice {
    /// Write nothing, and list the conflicts
    Stop,
    /// Write both, between markers
    Markers,
    /// Keep your lines
    Ours,
    /// Take the generated lines
    Theirs,
}

/// Show what `sync` would change, as a diff
///
/// The exit code is 1 where there is something: a gate for CI.
#[derive(Debug, Args)]
pub struct Diff {
    /// What to do where your edits and the generated code meet in one place
    #[arg(long, value_name = "HOW", default_value = "stop")]
    pub conflict: ConflictChoice,
    #[command(flatten)]
    pub templates: TemplateChoice,
    #[command(flatten)]
    pub dangers: Dangers,
}

/// Report every mistake of a spec
#[derive(Debug, Args)]
pub struct Check {
    #[arg(value_name = "FILE", default_value = "scaffold.yaml")]
    pub file: PathBuf,
    /// Print what was understood, as JSON
    #[arg(long, value_name = "WHAT")]
    pub emit: Option<Emit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// The checked model: every name, type and default
    Model,
    /// The files to come, with their templates and what each is given
    Plan,
}

/// Show the templates that code is made from, or take some of them over
#[derive(Debug, Subcommand)]
pub enum Templates {
    /// List all templates; in a project, with those that are its own
    List,
    Eject(Eject),
    Merge(MergeTemplates),
}

/// Write built-in templates to a directory, to be edited and used with --templates
///
/// A file that is there already is never written over.
#[derive(Debug, Args)]
pub struct Eject {
    /// A template, or a directory of templates: resource/handlers.rs.j2; all where none is named
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// Directory to write to; without it the project's directory of templates, or `templates`
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
}

/// Bring ejected templates up to date with the built-in ones, and keep what was edited
#[derive(Debug, Args)]
pub struct MergeTemplates {
    /// Directory of the templates; without it the project's, or `templates`
    #[arg(value_name = "DIR")]
    pub directory: Option<PathBuf>,
    #[command(flatten)]
    pub merging: Merging,
}

/// Explain a mistake by its code, or list all codes
#[derive(Debug, Args)]
pub struct Explain {
    /// The word in brackets: unknown-type
    pub code: Option<String>,
}

/// Print a completion script
#[derive(Debug, Args)]
pub struct Completions {
    pub shell: Shell,
}
