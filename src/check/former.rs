//! Former names, by which a migration tells a rename from a removal.

use super::Findings;
use crate::diagnostic::{Code, Diagnostic};
use crate::name::Name;
use crate::spec::{Spec, Text, Word};
use std::collections::HashMap;

/// A thing that may have had another name.
struct Named<'a> {
    name: &'a Text,
    /// What `was` is held against: of a value what the database holds, of everything else its name.
    present: &'a Text,
    was: Option<&'a Text>,
}

/// Checks every `was` against the names that stand beside it.
pub(super) fn names(spec: &Spec, findings: &mut Findings) {
    let named = |name, was| Named { name, present: name, was };
    let entities = spec.entities.iter().map(|entity| named(&entity.name, entity.was.as_ref()));
    among(&entities.collect::<Vec<_>>(), "entity", |text| Name::new(text).pascal(), findings);
    for entity in &spec.entities {
        let fields = entity.fields.iter().map(|field| named(&field.name, field.words.value(Word::Was)));
        among(&fields.collect::<Vec<_>>(), "field", |text| Name::new(text).snake().to_owned(), findings);
    }
    for made in &spec.enums {
        let values = made.values.iter().map(|value| Named {
            name: &value.name,
            present: value.value.as_ref().unwrap_or(&value.name),
            was: value.was.as_ref(),
        });
        among(&values.collect::<Vec<_>>(), "value", str::to_owned, findings);
    }
}

fn among(all: &[Named<'_>], what: &str, form: impl Fn(&str) -> String, findings: &mut Findings) {
    let mut claimed: HashMap<String, &Text> = HashMap::new();
    for (index, Named { name, present, was }) in all.iter().enumerate() {
        let Some(was) = was else { continue };
        let former = form(&was.value);
        let article = if what == "entity" { "an" } else { "a" };
        let is_it = |text: &Text| form(&text.value) == former;
        let others = all.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, other)| other);
        let stays = others.into_iter().any(|other| is_it(other.name) || is_it(other.present));
        let reason = if is_it(name) && is_it(present) {
            Some(format!("`{}` is the present name of this {what} too", was.value))
        } else if stays {
            Some(format!("{article} {what} `{}` is still there, so this one cannot have been it", was.value))
        } else {
            claimed.get(&former).map(|first| format!("`{}` says that it was `{}` too", first.value, was.value))
        };
        if let Some(reason) = reason {
            let help = "remove `was` where nothing was renamed, or where a migration has done it; two names are exchanged in \
                        two steps";
            findings.push(Diagnostic::new(Code::FormerName, was.span, reason).help(help));
        }
        claimed.insert(former, name);
    }
}
