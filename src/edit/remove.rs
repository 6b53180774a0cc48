//! An entity taken out, with the comment that stands over it.

use super::EditError;
use super::lines::{indentation, is_comment};
use super::references::{self, Place};
use super::written::{Written, fields, is};
use crate::name::Name;

/// The text without the entity.
///
/// # Errors
/// There is none of that name, something else names it, or it stands on a line with others.
pub fn remove_entity(written: &Written<'_>, name: &str) -> Result<String, EditError> {
    let entity = written.entity(name)?;
    let line = |subject: &str, at: usize| format!("`{subject}` (line {})", written.line(at));
    let place = |Place { subject, text }: Place<'_>| line(&subject, text.span.start);
    let auth = written
        .spec
        .auth
        .as_ref()
        .filter(|auth| auth.account.is_none() && is(&entity.name, &Name::new(auth.account_name())));
    let auth = auth.map(|auth| line("auth", auth.span.start));
    let elsewhere = references::of_entity(&written.spec, &Name::new(name));
    let elsewhere = elsewhere.into_iter().filter(|place| place.entity() != Some(entity.name.value.as_str()));
    let elsewhere: Vec<String> = auth.into_iter().chain(elsewhere.map(place)).collect();
    if !elsewhere.is_empty() {
        return Err(EditError::StillNamed { name: entity.name.value.clone(), places: elsewhere });
    }
    let lines: Vec<&str> = written.source.text().split_inclusive('\n').collect();
    let head = written.line(entity.name.span.start) - 1;
    let (start, _) = written.source.line(entity.name.span.start);
    if !written.source.text()[start..entity.name.span.start].trim_matches(['"', '\'']).trim().is_empty() {
        return Err(EditError::Braces("entities".to_owned()));
    }
    let (first, end) = extent(&lines, head);
    let text = lines[..first].concat() + &lines[end..].concat();
    let others = written.spec.entities.iter().filter(|other| other.name.span != entity.name.span);
    match written.holds(&text, &others.map(fields).collect::<Vec<_>>()) {
        true => Ok(text),
        false => Err(EditError::ByHand { deed: "taken out", name: entity.name.value.clone(), hint: "" }),
    }
}

/// The lines of the entity whose key stands on line `head`: with its comment, and with one of the blank lines around.
fn extent(lines: &[&str], head: usize) -> (usize, usize) {
    let depth = indentation(lines[head]);
    let is_of_it = |line: &&&str| is_comment(line) && indentation(line) == depth;
    let mut first = head - lines[..head].iter().rev().take_while(is_of_it).count();
    // A comment further out may stand between lines of the entity; behind all of them it belongs to what follows.
    let is_deeper = |line: &&str| !line.trim().is_empty() && indentation(line) > depth;
    let is_inside = |line: &&&str| line.trim().is_empty() || is_comment(line) || is_deeper(line);
    let stretch = lines[head + 1..].iter().take_while(is_inside).count();
    let last = lines[head + 1..head + 1 + stretch].iter().rposition(is_deeper);
    let mut end = last.map_or(head + 1, |last| head + last + 2);
    let is_blank = |line: &&str| line.trim().is_empty();
    let above = first.checked_sub(1).map(|above| lines[above]);
    if above.as_ref().is_some_and(is_blank) {
        first -= 1;
    } else if above.is_some_and(|above| indentation(above) < depth) && lines.get(end).is_some_and(is_blank) {
        end += 1;
    }
    (first, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    const SPEC: &str = "\
scaffold: 1
name: blog

entities:
  # Who writes.
  User:
    fields: {name: string}

  # What is written.
  # At length.
  Post:
    fields:
      title: string
      author: User as posts
      parent: Post?
    # the end of Post

  Tag:
    fields: {name: string}
# The margin.
";

    fn removed(spec: &str, name: &str) -> Result<String, EditError> {
        remove_entity(&Written::read(&Source::new("spec", spec)).expect("a spec"), name)
    }

    #[test]
    fn an_entity_goes_with_its_comment_and_nothing_else() {
        let (before, rest) = SPEC.split_once("  # What").expect("its start");
        let (_, behind) = rest.split_once("the end of Post\n\n").expect("its end");
        assert_eq!(removed(SPEC, "post"), Ok(format!("{before}{behind}")));
        let without_tag = SPEC.replace("\n  Tag:\n    fields: {name: string}\n", "");
        assert_eq!(removed(SPEC, "Tag"), Ok(without_tag));
    }

    #[test]
    fn comments_at_the_margin_end_no_entity() {
        let spec = SPEC.replace("      title: string\n", "      title: string\n#     subtitle: string?\n");
        assert_ne!(spec, SPEC);
        assert_eq!(removed(&spec, "Post"), removed(SPEC, "Post"));
        let odd = "scaffold: 1\nname: a\nentities:\n  A: {fields: {a: int}}\n  B: {fields: {\n a: int}}\n";
        assert!(matches!(removed(odd, "B"), Err(EditError::ByHand { .. })));
    }

    #[test]
    fn what_is_named_elsewhere_stays() {
        assert_eq!(
            removed(SPEC, "User"),
            Err(EditError::StillNamed { name: "User".into(), places: vec!["`Post.author` (line 14)".into()] })
        );
        for auth in ["auth: true", "auth: {account: User}"] {
            let alone = SPEC
                .replace("author: User as posts", "author: string")
                .replace("\nentities", &format!("{auth}\nentities"));
            let named = EditError::StillNamed { name: "User".into(), places: vec!["`auth` (line 3)".into()] };
            assert_eq!(removed(&alone, "User"), Err(named));
        }
        assert_eq!(removed(SPEC, "Pots"), Err(EditError::NoEntity { name: "Pots".into(), near: Some("Post".into()) }));
    }

    #[test]
    fn one_of_several_on_a_line_stays() {
        let spec = "scaffold: 1\nname: a\nentities: {A: {fields: {a: int}}, B: {fields: {a: int}}}\n";
        assert_eq!(removed(spec, "A"), Err(EditError::Braces("entities".into())));
    }
}
