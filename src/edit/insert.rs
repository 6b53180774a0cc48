//! Entities added below those that a spec has.

use super::EditError;
use super::lines::{end, ending, has_value, indentation, is_comment, is_content, key, top_level};

/// Entities and enums to be added, as lines of YAML without common indentation.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fragment {
    pub entities: Vec<String>,
    pub enums: Vec<String>,
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
            Some(index) if has_value(&lines[index]) => Err(EditError::Braces(name.to_owned())),
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
            lines[index] = without_braces(&lines[index]).ok_or(EditError::Braces(name.to_owned()))?;
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

/// The line of a key without its value, where that is `{}`.
fn without_braces(line: &str) -> Option<String> {
    let (key, value) = line.split_once(':')?;
    let rest = value.trim_start().strip_prefix("{}")?;
    (rest.trim().is_empty() || is_comment(rest)).then(|| format!("{key}:{rest}"))
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

pub fn plain_name(name: &str) -> Result<&str, EditError> {
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
        assert_eq!(insert("entities: {A: {}}\n", &comment()), Err(EditError::Braces("entities".to_owned())));
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
    fn field_lines_are_quoted_where_yaml_needs_it() {
        let fragment = Fragment::of_fields("A", &["b: string pattern=/a: #'/".to_owned()]).expect("a fragment");
        assert_eq!(fragment.entities[2], "    b: 'string pattern=/a: #\'\'/'");
        assert!(Fragment::of_fields("A b", &[]).is_err());
        assert!(Fragment::of_fields("A", &["b".to_owned()]).is_err());
        assert!(Fragment::of_fields("A", &["b: int\nC: x".to_owned()]).is_err());
    }
}
