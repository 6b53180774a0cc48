//! The rules of a body in Rust: one line per member, and the cross-field checks.

use super::shape::{Presence, is_filled_json, schema_bounds};
use crate::model::{Check, Column, Comparison, Entity, Expression, Field, Literal, Model, Operand, Semantic, Type};
use crate::target::rust;
use std::collections::BTreeSet;

/// `faults.member("/title", &self.title).one_line().min_length(3);`, none where every value of the type will do.
pub fn member_rules(
    model: &Model,
    entity: &Entity,
    field: &Field,
    column: &Column,
    presence: Presence,
) -> Option<String> {
    let mut rules = type_rules(&column.ty);
    let in_path = entity.key_fields().any(|key| key.name == field.name);
    if in_path && matches!(field.scalar(), Some(Type::String { .. } | Type::Char { .. } | Type::Text { .. })) {
        rules.push(".segment()".into());
    }
    if is_filled_json(field, &column.ty) {
        rules.insert(0, ".not_null()".into());
    }
    rules.extend(bound_rules(model, field, &column.ty));
    if let Some(pattern) = &field.pattern {
        let what = rust::string(&format!("text that matches {pattern}"));
        rules.push(format!(".format({what}, |text| {}.is_match(text))", pattern_name(column)));
    }
    if rules.is_empty() {
        return None;
    }
    if let Some(message) = &field.message {
        rules.insert(0, format!(".saying({})", rust::string(message)));
    }
    let ident = column.member.ident();
    let value = match (&column.ty, presence) {
        (Type::List { .. }, Presence::Always) => format!("self.{ident}.as_slice()"),
        (Type::List { .. }, Presence::Optional) => format!("self.{ident}.as_deref()"),
        (Type::List { .. }, Presence::Kept) => format!("self.{ident}.as_ref().and_then(Option::as_deref)"),
        (_, Presence::Always) => format!("&self.{ident}"),
        (_, Presence::Optional) => format!("self.{ident}.as_ref()"),
        (_, Presence::Kept) => format!("self.{ident}.as_ref().and_then(Option::as_ref)"),
    };
    let pointer = rust::string(&format!("/{}", column.member.json(model.json_case)));
    Some(format!("faults.member({pointer}, {value}){};", rules.concat()))
}

/// `faults.together(&[("/shelf_room", self.shelf_room.is_some()), …]);` for an optional relation to a key of several columns.
pub fn reference_rule(model: &Model, field: &Field) -> Option<String> {
    let member = |column: &Column| {
        let pointer = rust::string(&format!("/{}", column.member.json(model.json_case)));
        format!("({pointer}, self.{}.is_some())", column.member.ident())
    };
    let members: Vec<String> = field.columns.iter().map(member).collect();
    (!field.required && members.len() > 1).then(|| format!("faults.together(&[{}]);", members.join(", ")))
}

/// `SKU_PATTERN`, the constant that holds a member's compiled pattern.
pub fn pattern_name(column: &Column) -> String {
    format!("{}_PATTERN", column.member.snake().to_uppercase())
}

fn type_rules(ty: &Type) -> Vec<String> {
    let lengths = |min: &u32, max: &u32| {
        let least = (*min > 0).then(|| format!(".min_length({})", number(*min)));
        least.into_iter().chain([format!(".max_length({})", number(*max))])
    };
    match ty {
        Type::String { min, max } => [".one_line()".into()].into_iter().chain(lengths(min, max)).collect(),
        Type::Char { length } => [".one_line()".into()].into_iter().chain(lengths(length, length)).collect(),
        Type::Text { min, max } | Type::Password { min, max } => lengths(min, max).collect(),
        Type::Semantic { kind, min, max } => lengths(min, max).chain([semantic_rule(*kind).into()]).collect(),
        Type::Bytes { min, max } => {
            let least = (*min > 0).then(|| format!(".min_bytes({})", number(*min)));
            least.into_iter().chain([format!(".max_bytes({})", number(*max))]).collect()
        }
        Type::Json => vec![".max_size(65_536)".into()],
        Type::List { of, min, max } => {
            let least = (*min > 0).then(|| format!(".min_items({min})"));
            let mut rules: Vec<String> = least.into_iter().chain([format!(".max_items({})", number(*max))]).collect();
            let each = type_rules(of);
            if !each.is_empty() {
                rules.push(format!(".each(|item| {{ item{}; }})", each.concat()));
            }
            rules
        }
        _ => Vec::new(),
    }
}

fn bound_rules(model: &Model, field: &Field, ty: &Type) -> Vec<String> {
    let rule = |name: &str, bound: &Option<Literal>| {
        bound.as_ref().map(|bound| format!(".{name}({})", rust::literal(model, ty, bound)))
    };
    rule("min", &field.min).into_iter().chain(rule("max", &field.max)).collect()
}

fn semantic_rule(kind: Semantic) -> &'static str {
    match kind {
        Semantic::Email => ".format(\"an e-mail address\", text::is_email)",
        Semantic::Url => ".format(\"an http or https URL\", text::is_url)",
        Semantic::Slug => ".format(\"a slug such as a-day-out\", text::is_slug)",
        Semantic::Phone => ".format(\"a phone number such as +4930123456\", text::is_phone)",
        Semantic::Ip => ".format(\"an IP address\", text::is_ip)",
        Semantic::Country => ".format(\"an ISO 3166 country code such as NL\", text::is_country)",
        Semantic::Currency => ".format(\"an ISO 4217 currency code such as EUR\", text::is_currency)",
        Semantic::Color => ".format(\"a color such as #1e90ff\", text::is_color)",
    }
}

/// `65_536`.
pub fn number(value: u32) -> String {
    let digits = value.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    grouped
}

/// What `#[schema(…)]` says of a member: bounds, format, pattern.
pub fn schema_attributes(field: &Field, ty: &Type) -> Vec<String> {
    let mut attributes = schema_bounds(ty);
    let replace = |attributes: &mut Vec<String>, name: &str, bound: &Option<Literal>| {
        let value = match bound {
            Some(Literal::Int(value)) if i32::try_from(*value).is_err() => format!("{value}_i64"),
            Some(Literal::Int(value)) => value.to_string(),
            Some(Literal::Float(value)) => format!("{value:?}"),
            _ => return,
        };
        attributes.retain(|attribute| !attribute.starts_with(name));
        attributes.push(format!("{name} = {value}"));
    };
    replace(&mut attributes, "minimum", &field.min);
    replace(&mut attributes, "maximum", &field.max);
    if let Some(pattern) = &field.pattern {
        attributes.retain(|attribute| !attribute.starts_with("pattern"));
        attributes.push(format!("pattern = {}", rust::string(pattern)));
    }
    attributes
}

/// `faults.check("/ends_at", self.ends_at > self.starts_at, "…");`, where all its fields stand in the body.
pub fn check_rule(model: &Model, entity: &Entity, check: &Check, has: impl Fn(&Field) -> bool) -> Option<String> {
    let fields: Vec<usize> = check.expression.fields().collect();
    let first = entity.fields.get(*fields.first()?)?;
    if !fields.iter().all(|&index| has(&entity.fields[index])) {
        return None;
    }
    let pointer = rust::string(&format!("/{}", first.columns[0].member.json(model.json_case)));
    let rule = positive(&check.expression, false);
    let condition = Rule { model, entity }.whole(&rule);
    let statement = format!("faults.check({pointer}, {condition}, {});", rust::string(&check_message(check)));
    Some(match repeats(entity, &rule) {
        true => format!("#[allow(clippy::all, reason = \"put as in scaffold.yaml\")]\n{statement}"),
        false => statement,
    })
}

/// Whether two comparisons of required fields say something of each other, which clippy would have said at once:
/// `a < b or a == b`, `a >= 0 and a <= 9`.
fn repeats(entity: &Entity, rule: &Expression) -> bool {
    let plain = |operand: &Operand| match operand {
        Operand::Field(index) => entity.fields[*index].required,
        Operand::Literal(_) => true,
        Operand::Null => false,
    };
    let comparisons: Vec<_> =
        rule.comparisons().into_iter().filter(|(left, _, right)| plain(left) && plain(right)).collect();
    let related = |one: &(&Operand, Comparison, &Operand), other: &(&Operand, Comparison, &Operand)| {
        let [(fields, literal), (others, counterpart)] = [one, other].map(|(left, _, right)| parts(left, right));
        let bounds = one.1.is_order() && other.1.is_order();
        fields == others && (literal == counterpart || bounds || matches!(literal, Some(Literal::Bool(_))))
    };
    comparisons.iter().enumerate().any(|(index, one)| comparisons[..index].iter().any(|other| related(one, other)))
}

/// The fields of a comparison, on whichever side they stand, and the literal that one is compared with.
fn parts<'a>(left: &'a Operand, right: &'a Operand) -> (BTreeSet<usize>, Option<&'a Literal>) {
    let (mut fields, mut literal) = (BTreeSet::new(), None);
    for operand in [left, right] {
        match operand {
            Operand::Field(index) => _ = fields.insert(*index),
            Operand::Literal(value) => literal = Some(value),
            Operand::Null => {}
        }
    }
    (fields, literal)
}

/// One wording for the service and for the constraint in the database.
pub fn check_message(check: &Check) -> String {
    check.message.clone().unwrap_or_else(|| format!("must satisfy {}", check.text))
}

/// The same rule with every `not` taken into its comparisons, where it reads best; the unknown stays unknown.
fn positive(expression: &Expression, negated: bool) -> Expression {
    let both =
        |left: &Expression, right: &Expression| (Box::new(positive(left, negated)), Box::new(positive(right, negated)));
    match expression {
        Expression::Not(inner) => positive(inner, !negated),
        Expression::Compare(left, comparison, right) => {
            let comparison = if negated { comparison.opposite() } else { *comparison };
            Expression::Compare(left.clone(), comparison, right.clone())
        }
        Expression::And(left, right) | Expression::Or(left, right) => {
            let (one, other) = both(left, right);
            match matches!(expression, Expression::And(..)) != negated {
                true => Expression::And(one, other),
                false => Expression::Or(one, other),
            }
        }
    }
}

/// Spells expressions with SQL's logic: a rule passes unless it is certainly false.
struct Rule<'a> {
    model: &'a Model,
    entity: &'a Entity,
}

impl Rule<'_> {
    /// The rule as an argument, which needs no brackets.
    fn whole(&self, expression: &Expression) -> String {
        let passes = self.passes(expression);
        let bare = passes.strip_prefix('(').and_then(|passes| passes.strip_suffix(')'));
        bare.map_or_else(|| passes.clone(), str::to_owned)
    }

    fn passes(&self, expression: &Expression) -> String {
        match expression {
            Expression::Compare(left, comparison, right) => self.compare(left, *comparison, right),
            Expression::And(left, right) => join(self.passes(left), "&&", "true", self.passes(right)),
            Expression::Or(left, right) => join(self.passes(left), "||", "false", self.passes(right)),
            Expression::Not(inner) => self.passes(&positive(inner, true)),
        }
    }

    fn compare(&self, left: &Operand, comparison: Comparison, right: &Operand) -> String {
        if let (Operand::Field(index), Operand::Null) | (Operand::Null, Operand::Field(index)) = (left, right) {
            return self.null_test(*index, comparison);
        }
        let sign = match comparison {
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        };
        let optional = |operand: &Operand| match operand {
            Operand::Field(index) => self.optional(*index),
            Operand::Literal(_) | Operand::Null => None,
        };
        let test = |a: &str, b: &str| {
            let against = match (left, right) {
                (field, Operand::Literal(literal)) => Some((self.operand(field, a, right), literal)),
                (Operand::Literal(literal), field) => Some((self.operand(field, b, left), literal)),
                _ => None,
            };
            match against {
                Some((field, Literal::Bool(value))) => truth(&field, *value, comparison),
                Some((field, Literal::Text(text))) if text.is_empty() && !comparison.is_order() => {
                    emptiness(&field, comparison)
                }
                _ => format!("{} {sign} {}", self.operand(left, a, right), self.operand(right, b, left)),
            }
        };
        match (optional(left), optional(right)) {
            (None, None) => test("", ""),
            (Some(source), None) => format!("{source}.is_none_or(|a| {})", test("a", "")),
            (None, Some(source)) => format!("{source}.is_none_or(|b| {})", test("", "b")),
            (Some(a), Some(b)) => format!("{a}.zip({b}).is_none_or(|(a, b)| {})", test("a", "b")),
        }
    }

    fn null_test(&self, index: usize, comparison: Comparison) -> String {
        let field = &self.entity.fields[index];
        let test = if comparison == Comparison::Equal { "is_none" } else { "is_some" };
        match field.required {
            true => (comparison == Comparison::NotEqual).to_string(),
            false => format!("self.{}.{test}()", field.columns[0].member.ident()),
        }
    }

    /// The expression of an optional field, borrowed where it cannot be copied.
    fn optional(&self, index: usize) -> Option<String> {
        let field = &self.entity.fields[index];
        let column = &field.columns[0];
        let borrow = match &column.ty {
            ty if ty.is_text() => ".as_deref()",
            ty if rust::is_copy(ty) => "",
            _ => ".as_ref()",
        };
        (!field.required).then(|| format!("self.{}{borrow}", column.member.ident()))
    }

    fn field_type(&self, operand: &Operand) -> Option<&Type> {
        match operand {
            Operand::Field(index) => self.entity.fields[*index].columns.first().map(|column| &column.ty),
            Operand::Literal(_) | Operand::Null => None,
        }
    }

    /// One side of a comparison with `other`; `name` is what its closure calls it, where it has one.
    fn operand(&self, operand: &Operand, name: &str, other: &Operand) -> String {
        let (own, opposite) = (self.field_type(operand), self.field_type(other));
        let plain = match operand {
            Operand::Literal(literal) => {
                return opposite.map_or_else(String::new, |ty| rust::literal(self.model, ty, literal));
            }
            Operand::Null => return String::new(),
            Operand::Field(_) if !name.is_empty() => name.to_owned(),
            Operand::Field(index) => {
                let column = &self.entity.fields[*index].columns[0];
                let borrow = if column.ty.is_text() { ".as_str()" } else { "" };
                format!("self.{}{borrow}", column.member.ident())
            }
        };
        match own.zip(opposite).and_then(|(own, opposite)| conversion(own, opposite)) {
            Some(convert) => format!("{convert}({plain})"),
            None => plain,
        }
    }
}

/// Both sides in brackets, or one of them where `idle`, which changes nothing, or its opposite makes the other needless.
fn join(left: String, sign: &str, idle: &str, right: String) -> String {
    let certain = |side: &str| ["true", "false"].contains(&side) && side != idle;
    match (left, right) {
        (left, right) if left == idle => right,
        (left, right) if right == idle => left,
        (left, _) if certain(&left) => left,
        (_, right) if certain(&right) => right,
        (left, right) => format!("({left} {sign} {right})"),
    }
}

/// `open` for `open == true`, `!open` for `open != true`.
fn truth(operand: &str, value: bool, comparison: Comparison) -> String {
    let negated = value == (comparison == Comparison::NotEqual);
    format!("{}{operand}", if negated { "!" } else { "" })
}

/// `title.is_empty()` for `title == ""`.
fn emptiness(operand: &str, comparison: Comparison) -> String {
    let text = operand.strip_suffix(".as_str()").unwrap_or(operand);
    format!("{}{text}.is_empty()", if comparison == Comparison::NotEqual { "!" } else { "" })
}

/// What makes a value comparable with one of another type.
fn conversion(own: &Type, other: &Type) -> Option<&'static str> {
    match (own, other) {
        (own, other) if own == other => None,
        (Type::Decimal { .. }, Type::Decimal { .. }) => Some("rust_decimal::Decimal::from"),
        (Type::BigInt, _) => None,
        (own, other) if own.is_integer() && other.is_integer() => Some("i64::from"),
        _ => None,
    }
}
