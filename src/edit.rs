//! Changes to the text of a spec that keep every comment and the layout; what comes out is checked like any spec.

use thiserror::Error;

/// Why a change cannot be made as text.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum EditError {
    #[error("`{0}:` is written as one line in braces; put each of its members on a line of its own")]
    Braces(&'static str),
    #[error("a fragment holds entities and, where they need them, enums; `{0}` is neither")]
    ForeignKey(String),
    #[error("`{0}` is no field: write `name: type`, for example `body: text(1..2000)`")]
    NotAField(String),
    #[error("`{0}` is no name: letters, digits and underscores, a letter first")]
    NotAName(String),
}

/// Entities and enums to be added, as lines of YAML without common indentation.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fragment {
    pub entities: Vec<String>,
    pub enums: Vec<String>,
}

const SCHEMA_LINE: &str = "# yaml-language-server: $schema=.scaffold/spec.schema.json";

/// Makes the line that names the schema for editors the first.
pub fn name_schema(text: &str) -> String {
    let kept: String = text.split_inclusive('\n').filter(|line| !line.starts_with("# yaml-language-server:")).collect();
    format!("{SCHEMA_LINE}{}{kept}", ending(text))
}

/// Writes the database's name in place of the one given, or on a line of its own below `name:`.
pub fn set_database(text: &str, database: &str) -> String {
    let ending = ending(text);
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if let Some(index) = top_level(&lines, "database") {
        let comment = lines[index].find(" #").map(|start| lines[index][start..].trim_end().to_owned());
        lines[index] = format!("database: {database}{}{ending}", comment.unwrap_or_default());
    } else {
        let after = top_level(&lines, "name").or_else(|| top_level(&lines, "scaffold")).map_or(0, |index| index + 1);
        if let Some(previous) = after.checked_sub(1).filter(|&previous| !lines[previous].ends_with('\n')) {
            lines[previous].push_str(ending);
        }
        lines.insert(after, format!("database: {database}{ending}"));
    }
    lines.concat()
}

/// The same for checking only: every line of the text keeps its place.
pub fn override_database(text: &str, database: &str) -> String {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    match top_level(&lines, "database") {
        Some(_) => set_database(text, database),
        None => format!("{}\ndatabase: {database}\n", text.trim_end()),
    }
}

/// Adds the fragment's members below those that `entities:` and `enums:` have.
pub fn insert(text: &str, fragment: &Fragment) -> Result<String, EditError> {
    let with_enums = insert_under(text, "enums", &fragment.enums)?;
    insert_under(&with_enums, "entities", &fragment.entities)
}

impl Fragment {
    /// One entity from its name and its fields, each `name: type …` or `name:type …`.
    pub fn of_fields(name: &str, fields: &[String]) -> Result<Self, EditError> {
        let mut entities = vec![format!("{}:", plain_name(name)?), "  fields:".to_owned()];
        for field in fields {
            let (name, line) = field.split_once(':').ok_or_else(|| EditError::NotAField(field.clone()))?;
            let line = line.trim();
            if line.is_empty() || line.contains(char::is_control) {
                return Err(EditError::NotAField(field.clone()));
            }
            entities.push(format!("    {}: {}", plain_name(name.trim())?, scalar(line)));
        }
        Ok(Self { entities, enums: Vec::new() })
    }

    /// What a file holds: entities alone, or below `entities:` and `enums:`.
    pub fn of_text(text: &str) -> Result<Self, EditError> {
        let lines: Vec<String> = text.lines().map(|line| line.trim_end().to_owned()).collect();
        if top_level(&lines, "entities").is_none() {
            return Ok(Self { entities: dedent(&lines), enums: Vec::new() });
        }
        let foreign = lines.iter().filter_map(|line| key(line)).find(|key| !["entities", "enums"].contains(key));
        if let Some(key) = foreign {
            return Err(EditError::ForeignKey(key.to_owned()));
        }
        let below = |name| match top_level(&lines, name) {
            Some(index) if has_value(&lines[index]) => Err(EditError::Braces(name)),
            Some(index) => Ok(dedent(&lines[index + 1..end(&lines, index)])),
            None => Ok(Vec::new()),
        };
        Ok(Self { entities: below("entities")?, enums: below("enums")? })
    }
}

fn insert_under(text: &str, name: &'static str, members: &[String]) -> Result<String, EditError> {
    if members.is_empty() {
        return Ok(text.to_owned());
    }
    let ending = ending(text);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let index = match top_level(&lines, name) {
        Some(index) if has_value(&lines[index]) => {
            lines[index] = without_braces(&lines[index]).ok_or(EditError::Braces(name))?;
            index
        }
        Some(index) => index,
        None => {
            let before = top_level(&lines, "entities").unwrap_or(lines.len());
            let blank = (before < lines.len()).then(String::new);
            lines.splice(before..before, [format!("{name}:")].into_iter().chain(blank));
            before
        }
    };
    let end = end(&lines, index);
    let inside = &lines[index + 1..end];
    let indent = inside.iter().find(|line| is_content(line)).map_or("  ", |line| &line[..indentation(line)]);
    let spread = name == "entities" && (spread(inside, indent) || members_of(inside, indent) < 2);
    let gap = (spread && !inside.is_empty()).then(String::new);
    let added = members.iter().map(|line| if line.is_empty() { String::new() } else { format!("{indent}{line}") });
    let added: Vec<String> = gap.into_iter().chain(added).collect();
    lines.splice(end..end, added);
    Ok(lines.join(ending) + ending)
}

/// Whether a blank line stands before the second member.
fn spread(inside: &[String], indent: &str) -> bool {
    let second = inside.iter().enumerate().filter(|(_, line)| is_member(line, indent)).nth(1);
    second.is_some_and(|(index, _)| {
        inside[..index].iter().rev().find(|line| !is_comment(line)).is_some_and(String::is_empty)
    })
}

fn members_of(inside: &[String], indent: &str) -> usize {
    inside.iter().filter(|line| is_member(line, indent)).count()
}

fn is_member(line: &str, indent: &str) -> bool {
    is_content(line) && indentation(line) == indent.len()
}

/// Index of the line that a top-level key stands on.
fn top_level(lines: &[String], name: &str) -> Option<usize> {
    lines.iter().position(|line| key(line) == Some(name))
}

/// The key of a line without indentation.
fn key(line: &str) -> Option<&str> {
    if line.starts_with(|first: char| first.is_whitespace() || "#-.%{[".contains(first)) {
        return None;
    }
    let (key, rest) = line.split_once(':')?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| key.trim().trim_matches(['"', '\'']))
}

/// Whether something other than a comment follows the key.
fn has_value(line: &str) -> bool {
    let value = line.split_once(':').map_or("", |(_, value)| value.trim());
    !value.is_empty() && !value.starts_with('#')
}

/// The line of a key without its value, where that is `{}`.
fn without_braces(line: &str) -> Option<String> {
    let (key, value) = line.split_once(':')?;
    let rest = value.trim_start().strip_prefix("{}")?;
    (rest.trim().is_empty() || is_comment(rest)).then(|| format!("{key}:{rest}"))
}

/// One past the last line that belongs to the key at `index`; blank lines and comments at the margin belong to what follows.
fn end(lines: &[String], index: usize) -> usize {
    let inside = |line: &&String| line.trim().is_empty() || line.starts_with([' ', '\t', '#']);
    let stretch = lines[index + 1..].iter().take_while(inside).count();
    let last = lines[index + 1..index + 1 + stretch]
        .iter()
        .rposition(|line| line.starts_with([' ', '\t']) && !line.trim().is_empty());
    last.map_or(index + 1, |last| index + last + 2)
}

fn dedent(lines: &[String]) -> Vec<String> {
    let shared = lines.iter().filter(|line| is_content(line)).map(|line| indentation(line)).min().unwrap_or(0);
    let mut text: Vec<String> = lines.iter().map(|line| line[shared.min(indentation(line))..].to_owned()).collect();
    while text.last().is_some_and(String::is_empty) {
        text.pop();
    }
    let start = text.iter().take_while(|line| line.is_empty()).count();
    text.split_off(start)
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

fn is_content(line: &str) -> bool {
    !line.trim().is_empty() && !is_comment(line)
}

fn ending(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn plain_name(name: &str) -> Result<&str, EditError> {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    if plain { Ok(name) } else { Err(EditError::NotAName(name.to_owned())) }
}

/// A field line as YAML: quoted where YAML would read something else.
fn scalar(line: &str) -> String {
    let plain = line.starts_with(|first: char| first.is_ascii_alphabetic())
        && !line.contains(": ")
        && !line.contains(" #")
        && !line.ends_with(':');
    if plain { line.to_owned() } else { format!("'{}'", line.replace('\'', "''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: &str = "\
# The blog.
scaffold: 1
name: blog # its name

entities:
  # People.
  User:
    fields:
      name: string

  Post:
    fields: {title: string}
    # the end of Post

# The margin.
description: last
";

    fn comment() -> Fragment {
        let fields = ["body:text(1..2000)".to_owned(), "post: Post as comments".to_owned()];
        Fragment::of_fields("Comment", &fields).expect("a fragment")
    }

    #[test]
    fn entity_goes_below_the_last_one() {
        let text = insert(SPEC, &comment()).expect("inserted");
        let added = "\n  Comment:\n    fields:\n      body: text(1..2000)\n      post: Post as comments\n";
        assert_eq!(text, SPEC.replace("    # the end of Post\n", &format!("    # the end of Post\n{added}")));
    }

    #[test]
    fn indentation_line_ends_and_density_are_the_users() {
        let dense = "entities:\r\n    A:\r\n        fields: {a: int}\r\n    B:\r\n        fields: {a: int}";
        let text = insert(dense, &comment()).expect("inserted");
        assert!(text.starts_with(dense));
        assert!(text[dense.len()..].starts_with("\r\n    Comment:\r\n      fields:\r\n"));
    }

    #[test]
    fn braces_are_refused_and_empty_ones_opened() {
        assert_eq!(insert("entities: {A: {}}\n", &comment()), Err(EditError::Braces("entities")));
        let text = insert("entities: {} # none\n", &comment()).expect("inserted");
        assert!(text.starts_with("entities: # none\n  Comment:\n"), "{text}");
    }

    #[test]
    fn fragment_brings_its_enums() {
        let fragment = Fragment::of_text("enums:\n  Kind: [a, b]\nentities:\n  Pet: {fields: {kind: Kind}}\n");
        let text = insert(SPEC, &fragment.expect("a fragment")).expect("inserted");
        assert!(text.contains("enums:\n  Kind: [a, b]\n\nentities:\n"), "{text}");
        assert!(text.contains("\n\n  Pet: {fields: {kind: Kind}}\n\n# The margin."), "{text}");
        let other = Fragment::of_text("name: x\nentities:\n  Pet: {}\n");
        assert_eq!(other, Err(EditError::ForeignKey("name".to_owned())));
    }

    #[test]
    fn database_is_replaced_or_added_below_the_name() {
        let added = set_database(SPEC, "postgres");
        assert!(added.contains("name: blog # its name\ndatabase: postgres\n\nentities:"), "{added}");
        assert_eq!(set_database("database: sqlite  # here\n", "postgres"), "database: postgres # here\n");
        assert_eq!(set_database("name: a", "postgres"), "name: a\ndatabase: postgres\n");
    }

    #[test]
    fn schema_line_comes_first_and_once() {
        let once = name_schema(SPEC);
        assert_eq!(name_schema(&once), once);
        assert_eq!(once, format!("{SCHEMA_LINE}\n{SPEC}"));
    }

    #[test]
    fn field_lines_are_quoted_where_yaml_needs_it() {
        let fragment = Fragment::of_fields("A", &["b: string pattern=/a: #'/".to_owned()]).expect("a fragment");
        assert_eq!(fragment.entities[2], "    b: 'string pattern=/a: #\'\'/'");
        assert!(Fragment::of_fields("A b", &[]).is_err());
        assert!(Fragment::of_fields("A", &["b".to_owned()]).is_err());
        assert!(Fragment::of_fields("A", &["b: int\nC: x".to_owned()]).is_err());
    }
}
