//! Reads a rule such as `ends_at > starts_at and not status == draft`.

use super::draft::{Draft, Scope};
use super::{literals, types};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{Comparison, Expression, Literal, Operand, Type};
use crate::name::Name;
use crate::spec::Text;
use std::ops::Range;

/// Most comparisons of one rule, and how deep brackets and `not` may stand in each other.
const MAX_COMPARISONS: usize = 40;
const MAX_DEPTH: usize = 16;

/// Help where a rule asks for the time of day.
const CLOCK: &str = "a rule knows no clock: compare with a field that has `= today()` or `= now()`";

const OPERATORS: [(&str, Comparison); 6] = [
    ("==", Comparison::Equal),
    ("!=", Comparison::NotEqual),
    ("<=", Comparison::LessOrEqual),
    (">=", Comparison::GreaterOrEqual),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
];

/// What is wrong; nothing where it was reported elsewhere already.
type Problem = Option<Box<Diagnostic>>;

pub(super) struct Parser<'a> {
    scope: &'a Scope<'a>,
    draft: &'a Draft<'a>,
    text: &'a Text,
    at: usize,
    depth: usize,
    comparisons: usize,
}

/// One side of a comparison before its type is known.
struct Side {
    text: Text,
    field: Option<usize>,
}

impl<'a> Parser<'a> {
    pub fn new(scope: &'a Scope<'a>, draft: &'a Draft<'a>, text: &'a Text) -> Self {
        Self { scope, draft, text, at: 0, depth: 0, comparisons: 0 }
    }

    /// Reads the whole rule.
    pub fn parse(mut self) -> Result<Expression, Problem> {
        let expression = self.any()?;
        match self.rest().is_empty() {
            true => Ok(expression),
            false => Err(self.stray()),
        }
    }

    /// Types whose values can stand in a comparison.
    pub fn comparable(ty: &Type) -> bool {
        !matches!(ty, Type::Json | Type::Bytes { .. } | Type::Password { .. } | Type::List { .. })
    }

    fn any(&mut self) -> Result<Expression, Problem> {
        let mut left = self.all()?;
        while self.keyword("or") {
            left = Expression::Or(Box::new(left), Box::new(self.all()?));
        }
        Ok(left)
    }

    fn all(&mut self) -> Result<Expression, Problem> {
        let mut left = self.negation()?;
        while self.keyword("and") {
            left = Expression::And(Box::new(left), Box::new(self.negation()?));
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<Expression, Problem> {
        let start = self.at;
        let negated = self.keyword("not");
        if !negated && !self.literal("(") {
            return self.comparison();
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("brackets and `not` stand more than {MAX_DEPTH} deep");
            return Err(self.problem(start..self.at, message, "split the rule in two"));
        }
        let inner = if negated { Expression::Not(Box::new(self.negation()?)) } else { self.bracket(start)? };
        self.depth -= 1;
        Ok(inner)
    }

    fn bracket(&mut self, start: usize) -> Result<Expression, Problem> {
        let inner = self.any()?;
        match self.literal(")") {
            true => Ok(inner),
            false if self.rest().is_empty() => {
                Err(self.problem(start..self.at.max(start + 1), "this bracket is not closed", "add `)`"))
            }
            false => Err(self.stray()),
        }
    }

    /// Something stands where only `and`, `or` or an end can.
    fn stray(&self) -> Problem {
        let (word, end) = (self.word(), self.text.value.len());
        let near = nearest(word, ["and", "or"]);
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "join comparisons by `and` or `or`".to_owned(),
        };
        let end = if near.is_some() { self.at + word.len() } else { end };
        self.problem(self.at..end, "this does not belong to the rule", help)
    }

    /// The word that comes next; empty where none does.
    fn word(&self) -> &'a str {
        let rest = self.rest();
        let ends = |character: char| !character.is_alphanumeric() && character != '_';
        &rest[..rest.find(ends).unwrap_or(rest.len())]
    }

    fn comparison(&mut self) -> Result<Expression, Problem> {
        let start = self.at;
        let left = self.side()?;
        self.skip_spaces();
        let at = self.at;
        let known = !self.rest().starts_with("<>");
        let Some((_, comparison)) = OPERATORS.into_iter().find(|(sign, _)| known && self.literal(sign)) else {
            if let Some(slip) = self.slip(&left) {
                return Err(slip);
            }
            let help = self.way_to_compare(&left);
            let end = (at + 1).min(self.text.value.len()).max(at);
            return Err(self.problem(at.min(end)..end, "expected a comparison here", help));
        };
        let right = self.side()?;
        self.comparisons += 1;
        if self.comparisons > MAX_COMPARISONS {
            let message = format!("a rule has at most {MAX_COMPARISONS} comparisons");
            return Err(self.problem(start..self.at, message, "split the rule in two"));
        }
        let range = start..self.at;
        self.typed(left, comparison, right, range)
    }

    /// What to write where no comparison follows a side.
    fn way_to_compare(&self, left: &Side) -> String {
        let field = left.field.map(|index| &self.draft.entity.fields[index]);
        let (name, of_bool) = (&left.text.value, field.is_some_and(|field| field.scalar() == Some(&Type::Bool)));
        match (self.word(), field) {
            _ if self.rest().starts_with('=') => "equality is written `==`".to_owned(),
            _ if self.rest().starts_with("<>") => "inequality is written `!=`".to_owned(),
            ("is", Some(_)) => format!("write `{name} == null` or `{name} != null`"),
            ("in", Some(_)) => format!("list the values at the field: `{name}: {{…, in: […]}}`"),
            ("between", Some(_)) => format!("write it as two: `{name} >= … and {name} <= …`"),
            ("like" | "matches", Some(_)) => format!("give the field a pattern: `{name}: {{…, pattern: …}}`"),
            _ if of_bool => format!("compare it: `{name} == true`"),
            _ => "write `==`, `!=`, `<`, `<=`, `>` or `>=`".to_owned(),
        }
    }

    /// Gives both sides their types: one is a field, and the other is of its type.
    fn typed(
        &self,
        left: Side,
        comparison: Comparison,
        right: Side,
        range: Range<usize>,
    ) -> Result<Expression, Problem> {
        let (left_ty, right_ty) = (self.ty(&left)?, self.ty(&right)?);
        let Some(ty) = left_ty.or(right_ty) else {
            if let Some(slip) = self.slip(&left).or_else(|| self.slip(&right)) {
                return Err(slip);
            }
            if self.is_broken(&left) || self.is_broken(&right) {
                return Err(None);
            }
            let message = "neither side is a field of the entity";
            return Err(self.problem(range, message, "compare a field with a value or with another field"));
        };
        if let (Some(one), Some(other)) = (left_ty, right_ty)
            && !same_family(one, other)
        {
            let (one, other) = (self.spell(one), self.spell(other));
            let message = format!("`{one}` and `{other}` cannot be compared");
            return Err(self.problem(range, message, "compare fields of one type, decimals of one scale"));
        }
        let ordered = !matches!(ty, Type::Bool | Type::Enum(_) | Type::Uuid);
        let (left, right) = (self.operand(left, ty)?, self.operand(right, ty)?);
        let with_null = matches!((&left, &right), (Operand::Null, _) | (_, Operand::Null));
        if comparison.is_order() && (with_null || !ordered) {
            let message = match with_null {
                true => "`null` is neither less nor greater than anything".to_owned(),
                false => format!("values of `{}` have no order", types::spelling(self.scope, ty)),
            };
            return Err(self.problem(range, message, "write `==` or `!=`"));
        }
        if let Some(message) = senseless(&left, ty, &right).filter(|_| !with_null) {
            return Err(self.problem(range, message, "remove the comparison, or compare with something else"));
        }
        Ok(Expression::Compare(left, comparison, right))
    }

    /// A type with what keeps it from being compared with another one.
    fn spell(&self, ty: &Type) -> String {
        match ty {
            Type::Decimal { precision, scale } => format!("decimal({precision},{scale})"),
            ty => types::spelling(self.scope, ty),
        }
    }

    /// A side that is near to the name of a field, or to `not`.
    fn slip(&self, side: &Side) -> Option<Problem> {
        let written = side.text.value.as_str();
        let is_word = !side.text.quoted && written.starts_with(|first: char| first.is_alphabetic());
        let unknown = is_word && side.field.is_none() && !self.is_broken(side);
        let near = nearest(written, self.known().chain(["not"])).filter(|_| unknown)?;
        let message = format!("`{written}` is no field of the entity");
        let diagnostic = Diagnostic::new(Code::InvalidCheck, side.text.span, message);
        Some(Some(Box::new(diagnostic.did_you_mean(written, [near]))))
    }

    /// Whether a side is a field of which something else was reported already.
    fn is_broken(&self, side: &Side) -> bool {
        self.draft.broken.contains(&Name::new(&side.text.value))
    }

    /// Names that a side may bear.
    fn known(&self) -> impl Iterator<Item = &'a str> {
        self.draft.entity.fields.iter().map(|field| field.name.snake())
    }

    /// The type of a side that is a field.
    fn ty(&self, side: &Side) -> Result<Option<&'a Type>, Problem> {
        let Some(index) = side.field else { return Ok(None) };
        let field = &self.draft.entity.fields[index];
        let reason = match field.scalar() {
            Some(ty) if Self::comparable(ty) => return Ok(Some(ty)),
            Some(ty) => format!("`{}` is of the type `{}`", field.name, types::spelling(self.scope, ty)),
            None => format!("`{}` is a relation", field.name),
        };
        let message = format!("{reason}, which no rule can compare");
        Err(Some(Box::new(
            Diagnostic::new(Code::InvalidCheck, side.text.span, message).help("rules compare the scalars of one row"),
        )))
    }

    fn operand(&self, side: Side, ty: &Type) -> Result<Operand, Problem> {
        if let Some(index) = side.field {
            return Ok(Operand::Field(index));
        }
        if side.text.value == "null" && !side.text.quoted {
            return Ok(Operand::Null);
        }
        literals::scalar(self.scope, ty, &side.text).map(Operand::Literal).map_err(|reason| {
            let written = &side.text.value;
            if self.is_broken(&side) {
                return None;
            }
            let message = format!(
                "`{written}` is neither a field nor a value of `{}`: {reason}",
                types::spelling(self.scope, ty)
            );
            let values = match ty {
                Type::Enum(id) => self.scope.enums.get(id.0).map_or(&[][..], |made| &made.values),
                _ => &[],
            };
            let words = if *ty == Type::Bool { ["null", "true", "false"].as_slice() } else { &["null"] };
            let names = self.known().chain(values.iter().map(|value| value.name.as_str()));
            let names = names.chain(words.iter().copied());
            let diagnostic = Diagnostic::new(Code::InvalidCheck, side.text.span, message).did_you_mean(written, names);
            Some(Box::new(match diagnostic.suggestion {
                Some(_) => diagnostic,
                None if ["now", "today"].contains(&written.as_str()) => diagnostic.help(CLOCK),
                None => diagnostic.help(literals::form(self.scope, ty)),
            }))
        })
    }

    fn side(&mut self) -> Result<Side, Problem> {
        self.skip_spaces();
        let (start, rest) = (self.at, self.rest());
        let mark = rest.chars().next().filter(|mark| matches!(mark, '"' | '\''));
        let (length, value) = match mark {
            Some(mark) => match rest[1..].find(mark) {
                Some(end) => (end + 2, &rest[1..=end]),
                None => {
                    return Err(self.problem(
                        start..self.text.value.len(),
                        "this text is not closed",
                        "close the quotes",
                    ));
                }
            },
            None => {
                let ends = |character: char| character.is_whitespace() || "()=!<>".contains(character);
                let length = rest.find(ends).unwrap_or(rest.len());
                (length, &rest[..length])
            }
        };
        if length == 0 || (mark.is_none() && matches!(value, "and" | "or" | "not")) {
            let end = (start + length.max(1)).min(self.text.value.len());
            let start = start.min(end);
            return Err(self.problem(
                start..end,
                "expected a field or a value here",
                "write `ends_at > starts_at`, for example",
            ));
        }
        self.at += length;
        let span = self.text.locate(self.scope.source, start..self.at);
        // Whatever fields there are, `null` stays the language's own word.
        let field = (mark.is_none() && value != "null").then(|| self.draft.position(&Name::new(value))).flatten();
        let field = field.filter(|_| value.starts_with(|first: char| first.is_ascii_alphabetic()));
        Ok(Side { text: Text::new(value, span, mark.is_some()), field })
    }

    fn rest(&self) -> &'a str {
        &self.text.value[self.at..]
    }

    fn skip_spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn literal(&mut self, literal: &str) -> bool {
        self.skip_spaces();
        let found = self.rest().starts_with(literal);
        if found {
            self.at += literal.len();
        }
        found
    }

    /// A word of the language, ended by something that is no letter.
    fn keyword(&mut self, word: &str) -> bool {
        self.skip_spaces();
        let behind = self.rest().strip_prefix(word);
        let found = behind.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'));
        if found {
            self.at += word.len();
        }
        found
    }

    fn problem(&self, range: Range<usize>, message: impl AsRef<str>, help: impl AsRef<str>) -> Problem {
        let range = range.start..self.text.value.trim_end().len().min(range.end).max(range.start);
        let span = self.text.locate(self.scope.source, range);
        Some(Box::new(Diagnostic::new(Code::InvalidCheck, span, message).help(help)))
    }
}

/// Why a comparison says nothing: a field with itself, a whole number with what bounds its type anyway.
fn senseless(left: &Operand, ty: &Type, right: &Operand) -> Option<String> {
    if left == right {
        return Some("a field always equals itself".to_owned());
    }
    let bounds = match ty {
        Type::SmallInt => [i16::MIN.into(), i16::MAX.into()],
        Type::Int => [i32::MIN.into(), i32::MAX.into()],
        Type::BigInt => [i64::MIN, i64::MAX],
        _ => return None,
    };
    [left, right].into_iter().find_map(|side| match side {
        Operand::Literal(Literal::Int(number)) if bounds.contains(number) => {
            Some(format!("no value lies beyond {number}, which is as far as the type goes"))
        }
        _ => None,
    })
}

/// Types whose stored values compare as they stand.
fn same_family(one: &Type, other: &Type) -> bool {
    match (one, other) {
        (Type::Decimal { scale, .. }, Type::Decimal { scale: other, .. }) => scale == other,
        (Type::Enum(one), Type::Enum(other)) => one == other,
        (one, other) if one.is_integer() => other.is_integer(),
        (one, other) if one.is_text() => other.is_text(),
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}
