//! The rules of `checks:` and `in:`, named and ready for the database and the service.

use super::draft::{Draft, Scope};
use super::parser::Parser;
use super::{Findings, enums, identifiers, literals};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Check, Column, Comparison, Database, Default, Expression, Field, Literal, Operand, Type};
use crate::name::{Name, constraint};
use crate::spec::{self, Value, Word};

/// Most values of `in:`.
const MAX_VALUES: usize = 40;

/// Checks every rule of every entity.
pub(super) fn checks(scope: &Scope<'_>, drafts: &mut [Draft<'_>], findings: &mut Findings) {
    for draft in drafts {
        let mut checks = Vec::new();
        for (written, text) in &draft.written.checks {
            let Some(name) = identifiers::name(written, "a check's name", findings) else { continue };
            if taken(draft, &checks, &name) {
                let message = format!("the rule `{}` has the name of a field or of another rule", written.value);
                let help = "rename it: the constraint of a field's own rules is called by the field";
                findings.push(Diagnostic::new(Code::NameClash, written.span, message).help(help));
                continue;
            }
            match Parser::new(scope, draft, text).parse() {
                Ok(expression) => checks.push(check(draft, &name, expression, text.value.trim().to_owned())),
                Err(Some(diagnostic)) => findings.push(*diagnostic),
                Err(None) => {}
            }
        }
        for (index, written) in draft.written_fields().filter(|(_, written)| !written.one_of.is_empty()) {
            if let Some(rule) = one_of(scope, draft, index, written, findings) {
                let name = free_name(scope, draft, &checks, &draft.entity.fields[index]);
                let message = draft.entity.fields[index].message.clone();
                checks.push(Check { message, ..check(draft, &name, rule.0, rule.1) });
            }
        }
        draft.entity.checks = checks;
    }
}

fn check(draft: &Draft<'_>, name: &Name, expression: Expression, text: String) -> Check {
    let constraint = constraint(&draft.entity.table, &[name.snake()], "check");
    Check { name: name.snake().to_owned(), constraint, expression, text, message: None }
}

fn taken(draft: &Draft<'_>, checks: &[Check], name: &Name) -> bool {
    let column = draft.entity.columns().any(|(_, column)| column.name.eq_ignore_ascii_case(name.snake()));
    column || checks.iter().any(|check| check.name == name.snake())
}

/// `zone_in`, or `zone_in_2` where another rule has that name, or one of the column `zone_in` in a database that wants
/// each name once.
fn free_name(scope: &Scope<'_>, draft: &Draft<'_>, checks: &[Check], field: &Field) -> Name {
    let wish = field.name.join("in");
    let numbered = (2..).map(|number: usize| wish.join(&number.to_string()));
    let is_free = |name: &Name| {
        let column =
            |(other, column): (&Field, &Column)| column.name.eq_ignore_ascii_case(name.snake()) && may_have_rule(other);
        let clashes = scope.database() == Database::Postgres && draft.entity.columns().any(column);
        !clashes && checks.iter().all(|check| check.name != name.snake())
    };
    [wish.clone()].into_iter().chain(numbered).find(is_free).unwrap_or(wish)
}

/// Whether PostgreSQL may hold more of the field than its type.
fn may_have_rule(field: &Field) -> bool {
    let Some(ty) = field.scalar() else { return false };
    let moment = matches!(ty, Type::Date | Type::Time | Type::DateTime | Type::Timestamp | Type::Duration);
    let fraction = matches!(ty, Type::Float | Type::Decimal { .. });
    let plain = moment || fraction || ty.is_integer() || matches!(ty, Type::Bool | Type::Uuid | Type::Json);
    !plain || field.min.is_some() || field.max.is_some()
}

/// `in: [1, 2, 3]` as a rule of its own, and as it was written.
fn one_of(
    scope: &Scope<'_>,
    draft: &Draft<'_>,
    index: usize,
    written: &spec::Field,
    findings: &mut Findings,
) -> Option<(Expression, String)> {
    let field = &draft.entity.fields[index];
    let first = written.one_of.first()?;
    let ty = field.scalar()?;
    if !Parser::comparable(ty) {
        let message = "`in` lists values of a scalar that can be compared";
        findings.push(Diagnostic::new(Code::WordNotHere, first.span, message).help("remove `in`"));
        return None;
    }
    if written.one_of.len() > MAX_VALUES {
        let message = format!("`in` lists at most {MAX_VALUES} values");
        findings.push(Diagnostic::new(Code::TooMany, first.span, message).help("make it an enum or an entity"));
        return None;
    }
    let mut allowed = Vec::new();
    for text in &written.one_of {
        match literals::scalar(scope, ty, text) {
            Ok(literal) => {
                if let Some(first) = allowed.iter().position(|other| *other == literal) {
                    let message = format!("the value `{}` stands here twice", text.value);
                    findings.push(enums::repeated(text, &written.one_of[first], message));
                }
                allowed.push(literal);
            }
            Err(reason) => {
                let message = format!("`{}` is no value of this field: {reason}", text.value);
                let help = literals::form(scope, ty);
                findings.push(Diagnostic::new(Code::InvalidValue, text.span, message).help(help));
            }
        }
    }
    if allowed.len() == written.one_of.len() {
        outside(field, written, &allowed, findings);
    }
    let equal = |literal| Expression::Compare(Operand::Field(index), Comparison::Equal, Operand::Literal(literal));
    let either = |left, right| Expression::Or(Box::new(left), Box::new(right));
    let expression = allowed.into_iter().map(equal).reduce(either);
    let values: Vec<&str> = written.one_of.iter().map(|text| text.value.as_str()).collect();
    let text = format!("{} in [{}]", field.name, values.join(", "));
    Some((expression?, text))
}

/// Values that a field is given in the spec, where `in` does not list them.
fn outside(field: &Field, written: &spec::Field, allowed: &[Literal], findings: &mut Findings) {
    // What is computed when a row comes is none of the values listed.
    let default = match (&written.default, &field.default) {
        (Some(spec::Default::Value(Value::Text(text))), Some(Default::Literal(literal))) => Some((text, Some(literal))),
        (Some(spec::Default::Value(Value::Text(text))), Some(Default::Now | Default::Today | Default::Uuid)) => {
            Some((text, None))
        }
        _ => None,
    };
    let example = match &written.example {
        Some(Value::Text(text)) => field.example.as_ref().map(|literal| (text, Some(literal))),
        _ => None,
    };
    let backfill = written.words.value(Word::Backfill).zip(field.backfill.as_ref());
    let backfill = backfill.map(|(text, literal)| (text, Some(literal)));
    let given = [
        (default, "the default", Code::InvalidDefault),
        (example, "the example", Code::InvalidValue),
        (backfill, "the backfill", Code::InvalidValue),
    ];
    for (given, what, code) in given {
        let Some((text, _)) = given.filter(|(_, literal)| literal.is_none_or(|literal| !allowed.contains(literal)))
        else {
            continue;
        };
        let message = format!("{what} `{}` breaks the field's own `in:`", text.value);
        findings.push(Diagnostic::new(code, text.span, message).help("change one of the two"));
    }
}
