//! Values of a field: passed on as literals, or reported with what to write instead.

use super::draft::Scope;
use super::{Findings, literals, types};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Default, Field, Literal, Type};
use crate::source::Span;
use crate::spec::{self, Text, Value, Word};
use regex::RegexBuilder;
use std::cmp::Ordering;

/// Words that stand for values of a type.
fn words_of(ty: &Type) -> &'static [&'static str] {
    match ty {
        Type::Bool => &["true", "false"],
        Type::Date => &["today()"],
        Type::DateTime | Type::Timestamp => &["now()"],
        Type::Uuid => &["uuid()"],
        _ => &[],
    }
}

/// Passes a literal on, or reports why there is none.
pub(super) fn report(
    result: Result<Literal, String>,
    scope: &Scope<'_>,
    ty: &Type,
    text: &Text,
    code: Code,
    what: &str,
    findings: &mut Findings,
) -> Option<Literal> {
    let reason = match result {
        Ok(literal) => return Some(literal),
        Err(reason) => reason,
    };
    let message = format!("{what} `{}` is no value of `{}`: {reason}", text.value, types::spelling(scope, ty));
    let diagnostic = Diagnostic::new(code, text.span, message);
    if let Some((_, behind)) = text
        .value
        .split_once(' ')
        .filter(|(first, _)| !text.quoted && literals::scalar(scope, ty, &Text::new(*first, text.span, false)).is_ok())
    {
        let word = behind.split_whitespace().next().unwrap_or_default();
        let start = text.value.len() - behind.trim_start().len();
        let span = text.locate(scope.source, start..start + word.len());
        let words = Word::FLAGS.iter().chain(&Word::KEYS).map(|(spelling, _)| *spelling);
        let name = word.split('=').next().unwrap_or(word);
        let span = Span::new(span.start, span.end - (word.len() - name.len()));
        let message = format!("`{name}` is no word of the field line");
        let diagnostic = Diagnostic::new(Code::UnknownWord, span, message).did_you_mean(name, words);
        findings.push(match diagnostic.suggestion {
            Some(_) => diagnostic,
            None => diagnostic.help("put quotes around a default of several words"),
        });
        return None;
    }
    let lower = text.value.to_ascii_lowercase();
    findings.push(match (ty, lower.as_str()) {
        (Type::Bool, "yes" | "on" | "1" | "true") => diagnostic.help("write `true`").suggest(text.span, "true"),
        (Type::Bool, "no" | "off" | "0" | "false") => diagnostic.help("write `false`").suggest(text.span, "false"),
        (Type::Date, "now()") => diagnostic.help("a date takes `today()`").suggest(text.span, "today()"),
        (Type::DateTime | Type::Timestamp, "today()") => {
            diagnostic.help("an instant takes `now()`").suggest(text.span, "now()")
        }
        _ => {
            let values = match ty {
                Type::Enum(id) => scope.enums.get(id.0).map_or(&[][..], |made| &made.values),
                _ => &[],
            };
            let names = values.iter().map(|value| value.name.as_str()).chain(words_of(ty).iter().copied());
            let diagnostic = diagnostic.did_you_mean(&text.value, names);
            match diagnostic.suggestion {
                Some(_) => diagnostic,
                None => diagnostic.help(literals::form(scope, ty)),
            }
        }
    });
    None
}

/// A value that must also keep the field's own rules.
pub(super) fn within(
    scope: &Scope<'_>,
    field: &Field,
    ty: &Type,
    value: &Value,
    code: Code,
    what: &str,
    findings: &mut Findings,
) -> Option<Literal> {
    let text = value.text();
    let literal = report(literals::literal(scope, ty, value), scope, ty, &text, code, what, findings)?;
    let low = field.min.as_ref().filter(|min| literals::compare(&literal, min) == Some(Ordering::Less));
    let high = field.max.as_ref().filter(|max| literals::compare(&literal, max) == Some(Ordering::Greater));
    let unmatched = match (&literal, &field.pattern) {
        (Literal::Text(text), Some(pattern)) => {
            RegexBuilder::new(pattern).build().is_ok_and(|regex| !regex.is_match(text))
        }
        _ => false,
    };
    let broken = [(low.is_some(), "min"), (high.is_some(), "max"), (unmatched, "pattern")];
    if let Some((_, rule)) = broken.iter().find(|(broken, _)| *broken) {
        let message = format!("{what} `{}` breaks the field's own `{rule}=`", text.value);
        let code = if what == "the default" { Code::InvalidDefault } else { code };
        findings.push(Diagnostic::new(code, text.span, message).help("change one of the two"));
        return None;
    }
    Some(literal)
}

/// Days before and after which no service of this tool is at work.
const FIRST_DAY: &str = "2026-01-01";
const LAST_DAY: &str = "2099-12-31";

/// Reports a clock as default that has passed the field's greatest value, or never comes to its least.
pub(super) fn clock_within(written: &spec::Field, field: &Field, findings: &mut Findings) {
    if !matches!(field.default, Some(Default::Now | Default::Today)) {
        return;
    }
    let day = |bound: &Option<Literal>| match bound {
        Some(Literal::Date(text) | Literal::DateTime(text) | Literal::Timestamp(text)) => {
            text.get(..10).map(str::to_owned)
        }
        _ => None,
    };
    let over = day(&field.max).filter(|day| day.as_str() < FIRST_DAY);
    let ahead = day(&field.min).filter(|day| day.as_str() > LAST_DAY);
    let broken = [(over, Word::Max, "is over"), (ahead, Word::Min, "is not to come soon")];
    for (day, word, when) in broken {
        let (Some(day), Some(span)) = (day, written.words.span(word)) else { continue };
        let message = format!("the default breaks the field's own `{}=`: {day} {when}", word.spelling());
        findings.push(Diagnostic::new(Code::InvalidDefault, span, message).help("change one of the two"));
    }
}

/// The default of a field, if it has one that can be used.
pub(super) fn default(scope: &Scope<'_>, written: &spec::Field, ty: &Type, findings: &mut Findings) -> Option<Default> {
    let written = written.default.as_ref()?;
    let span = match written {
        spec::Default::Sql(text) | spec::Default::Value(Value::Text(text)) => text.span,
        spec::Default::Value(Value::Node(node)) => node.span,
    };
    if matches!(ty, Type::Password { .. }) {
        let message = "a password has no default";
        findings.push(Diagnostic::new(Code::InvalidDefault, span, message).help("remove it: everybody would know it"));
        return None;
    }
    let value = match written {
        spec::Default::Sql(sql) => return Some(Default::Sql(sql.value.clone())),
        spec::Default::Value(value) => value,
    };
    if let Value::Text(text) = value
        && !text.quoted
    {
        match (text.value.as_str(), ty) {
            ("now()", Type::DateTime | Type::Timestamp) => return Some(Default::Now),
            ("today()", Type::Date) => return Some(Default::Today),
            ("uuid()", Type::Uuid) => return Some(Default::Uuid),
            _ => {}
        }
    }
    let text = value.text();
    let result = literals::literal(scope, ty, value);
    report(result, scope, ty, &text, Code::InvalidDefault, "the default", findings).map(Default::Literal)
}
