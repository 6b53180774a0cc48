//! Former names, by which a migration tells a rename from a removal.

use super::Findings;
use crate::diagnostic::{Code, Diagnostic};
use crate::name::Name;
use crate::spec::{Spec, Text, Word};
use std::collections::HashMap;

/// Checks every `was` against the names that stand beside it.
pub(super) fn names(spec: &Spec, findings: &mut Findings) {
    let entities = spec.entities.iter().map(|entity| (&entity.name, entity.was.as_ref()));
    among(entities.collect(), "entity", |text| Name::new(text).pascal(), findings);
    for entity in &spec.entities {
        let fields = entity.fields.iter().map(|field| (&field.name, field.words.value(Word::Was)));
        among(fields.collect(), "field", |text| Name::new(text).snake().to_owned(), findings);
    }
    for made in &spec.enums {
        let values = made.values.iter().map(|value| (&value.name, value.was.as_ref()));
        among(values.collect(), "value", str::to_owned, findings);
    }
}

fn among(all: Vec<(&Text, Option<&Text>)>, what: &str, form: impl Fn(&str) -> String, findings: &mut Findings) {
    let mut claimed: HashMap<String, &Text> = HashMap::new();
    for (name, was) in &all {
        let Some(was) = was else { continue };
        let former = form(&was.value);
        let article = if what == "entity" { "an" } else { "a" };
        let stays = all.iter().any(|(other, _)| form(&other.value) == former);
        let reason = if former == form(&name.value) {
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
