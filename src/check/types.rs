//! Type names and sizes to types.

use super::Findings;
use super::draft::{Named, Scope};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Database, EntityId, Semantic, Type};
use crate::name::Name;
use crate::source::Spanned;
use crate::spec::schema::SCALARS;
use crate::spec::{Items, Size, TypeName, bounds};

/// Longest text and largest binary that a size may name; a request body is not larger.
pub(super) const MAX_LENGTH: u32 = 1_000_000;
/// Digits that `rust_decimal` keeps exactly, and those that fit SQLite's integers.
const MAX_DIGITS: (u32, u32) = (28, 18);

/// What other tools call our scalars.
const FOREIGN: &[(&str, &str)] = &[
    ("array", "json"),
    ("bigserial", "bigint"),
    ("binary", "bytes"),
    ("blob", "bytes"),
    ("boolean", "bool"),
    ("bytea", "bytes"),
    ("double", "float"),
    ("f64", "float"),
    ("guid", "uuid"),
    ("i16", "smallint"),
    ("i32", "int"),
    ("i64", "bigint"),
    ("instant", "datetime"),
    ("int4", "int"),
    ("int8", "bigint"),
    ("integer", "int"),
    ("interval", "duration"),
    ("jsonb", "json"),
    ("localdate", "date"),
    ("long", "bigint"),
    ("longtext", "text"),
    ("number", "int"),
    ("numeric", "decimal(10,2)"),
    ("money", "decimal(10,2)"),
    ("object", "json"),
    ("real", "float"),
    ("serial", "int"),
    ("short", "smallint"),
    ("str", "string"),
    ("timestamptz", "datetime"),
    ("varchar", "string"),
];

pub(super) enum Resolved {
    Scalar(Type),
    Entity(EntityId),
}

/// What a type name means; an unknown one or a wrong size is reported.
pub(super) fn resolve(
    scope: &Scope<'_>,
    ty: &TypeName,
    items: Option<&Items>,
    findings: &mut Findings,
) -> Option<Resolved> {
    let name = ty.name.value.as_str();
    let scalar = if name.starts_with(|first: char| first.is_ascii_uppercase()) {
        match scope.find(name) {
            Some(Named::Entity(id)) => {
                refuse_size(ty, "a relation", findings);
                refuse_items(ty, items, findings);
                return Some(Resolved::Entity(id));
            }
            Some(Named::Enum(id)) => {
                refuse_size(ty, "an enum", findings);
                Type::Enum(id)
            }
            None => return unknown(scope, ty, findings),
        }
    } else {
        match scalar(scope, ty, findings)? {
            Some(scalar) => scalar,
            None => return unknown(scope, ty, findings),
        }
    };
    if !ty.list {
        refuse_items(ty, items, findings);
        return Some(Resolved::Scalar(scalar));
    }
    list(ty, scalar, items, findings).map(Resolved::Scalar)
}

fn unknown(scope: &Scope<'_>, ty: &TypeName, findings: &mut Findings) -> Option<Resolved> {
    let name = ty.name.value.as_str();
    let message = format!("`{name}` is neither a scalar, an enum nor an entity");
    let diagnostic = Diagnostic::new(Code::UnknownType, ty.name.span, message);
    let lower = name.to_lowercase();
    let foreign = FOREIGN.iter().find(|(theirs, _)| *theirs == lower).map(|(_, ours)| *ours);
    let capital = scope.find(name).map(|_| Name::new(name).pascal());
    let same = scope.names().chain(SCALARS).chain(["enum"]).find(|known| known.to_lowercase() == lower);
    let same = capital.as_deref().or(same);
    // The size that is written stays.
    let foreign = foreign.map(|ours| if ty.size.is_some() { ours.trim_end_matches("(10,2)") } else { ours });
    let candidates = scope.names().chain(SCALARS);
    findings.push(match (lower.as_str(), foreign.or(same)) {
        ("enum", _) => diagnostic.help("name the enum under `enums:` and write its name here"),
        (_, Some(ours)) => {
            let span = ty.name.span;
            diagnostic.note(format!("help: did you mean `{ours}`?")).suggest(span, ours)
        }
        (_, None) => {
            let diagnostic = diagnostic.did_you_mean(name, candidates);
            match diagnostic.suggestion {
                Some(_) => diagnostic,
                None => {
                    diagnostic.help("scalars begin with a small letter; enums and entities of this spec with a capital")
                }
            }
        }
    });
    None
}

fn refuse_size(ty: &TypeName, what: &str, findings: &mut Findings) {
    if let Some(size) = &ty.size {
        let message = format!("{what} has no size");
        findings.push(Diagnostic::new(Code::InvalidSize, size.span, message).help("remove the brackets"));
    }
}

/// Of a number or a time, a size is meant to bound the value, or to say how many digits there are.
fn refuse_size_of_value(ty: &TypeName, plain: &Type, findings: &mut Findings) {
    let name = ty.name.value.as_str();
    let is_number = plain.is_integer() || *plain == Type::Float;
    let help = match ty.size.as_ref().map(|size| size.value) {
        Some(Size::Range(min, max)) if is_number => {
            format!("bounds of the value are words: `{name}{}`", bounds(min, max))
        }
        Some(Size::Number(_)) if is_number => {
            format!("remove the brackets; bounds of the value are words: `{name} min=1 max=100`")
        }
        Some(Size::Pair(digits, scale)) if is_number => {
            format!("digits are those of a decimal: `decimal({digits},{scale})`")
        }
        _ if matches!(plain, Type::Date | Type::Time | Type::DateTime | Type::Timestamp) => {
            "remove the brackets; `min=` and `max=` bound the value".to_owned()
        }
        _ => return refuse_size(ty, &format!("`{name}`"), findings),
    };
    if let Some(size) = &ty.size {
        findings.push(Diagnostic::new(Code::InvalidSize, size.span, format!("`{name}` has no size")).help(help));
    }
}

fn refuse_items(ty: &TypeName, items: Option<&Items>, findings: &mut Findings) {
    if let Some(items) = items {
        let message = format!("`items` counts the items of a list, and `{}` is none", ty.name.value);
        let help = "write the type with `[]`, or remove `items`";
        findings.push(Diagnostic::new(Code::WordNotHere, items.span, message).help(help));
    }
}

fn list(ty: &TypeName, of: Type, items: Option<&Items>, findings: &mut Findings) -> Option<Type> {
    if matches!(of, Type::Json | Type::Password { .. }) {
        let message = format!("there are no lists of `{}`", ty.name.value);
        findings.push(Diagnostic::new(Code::NestedList, ty.span, message).help("use `json`, or an entity of its own"));
        return None;
    }
    let (min, max) = items.map_or((None, None), |items| (items.min, items.max));
    let (min, max) = (min.unwrap_or(0), max.unwrap_or(100));
    if let Some(items) = items.filter(|_| min > max || max == 0) {
        let message = format!("a list of {min} to {max} items cannot be filled");
        findings.push(Diagnostic::new(Code::MinAboveMax, items.span, message).help("make `min` the smaller one"));
    }
    Some(Type::List { of: Box::new(of), min, max })
}

/// The scalar of a lower-case name: the outer option is empty where the size is wrong, the inner where the name is.
fn scalar(scope: &Scope<'_>, ty: &TypeName, findings: &mut Findings) -> Option<Option<Type>> {
    let name = ty.name.value.as_str();
    let scalar = match name {
        "string" => length(ty, (0, 255), MAX_LENGTH, findings).map(|(min, max)| Type::String { min, max })?,
        "text" => length(ty, (0, 65_536), MAX_LENGTH, findings).map(|(min, max)| Type::Text { min, max })?,
        "bytes" => length(ty, (0, 65_536), MAX_LENGTH, findings).map(|(min, max)| Type::Bytes { min, max })?,
        "char" => exact(ty, findings)?,
        "decimal" => decimal(scope, ty, findings)?,
        "password" => password(ty, findings)?,
        _ => match (semantic(name), plain(name)) {
            (Some((kind, min, max)), _) => {
                let sized = matches!(kind, Semantic::Email | Semantic::Url | Semantic::Slug);
                if !sized {
                    refuse_size(ty, &format!("`{name}`"), findings);
                    return Some(Some(Type::Semantic { kind, min, max }));
                }
                let (min, max) = length(ty, (min, max), 10_000, findings)?;
                Type::Semantic { kind, min: min.max(1), max }
            }
            (None, Some(plain)) => {
                refuse_size_of_value(ty, &plain, findings);
                plain
            }
            (None, None) => return Some(None),
        },
    };
    Some(Some(scalar))
}

fn plain(name: &str) -> Option<Type> {
    Some(match name {
        "smallint" => Type::SmallInt,
        "int" => Type::Int,
        "bigint" => Type::BigInt,
        "float" => Type::Float,
        "bool" => Type::Bool,
        "date" => Type::Date,
        "time" => Type::Time,
        "datetime" => Type::DateTime,
        "timestamp" => Type::Timestamp,
        "duration" => Type::Duration,
        "uuid" => Type::Uuid,
        "json" => Type::Json,
        _ => return None,
    })
}

fn semantic(name: &str) -> Option<(Semantic, u32, u32)> {
    Some(match name {
        "email" => (Semantic::Email, 1, 254),
        "url" => (Semantic::Url, 1, 2048),
        "slug" => (Semantic::Slug, 1, 100),
        "phone" => (Semantic::Phone, 1, 16),
        "ip" => (Semantic::Ip, 1, 45),
        "country" => (Semantic::Country, 2, 2),
        "currency" => (Semantic::Currency, 3, 3),
        "color" => (Semantic::Color, 7, 7),
        _ => return None,
    })
}

/// Shortest and longest of a text or binary type.
fn length(ty: &TypeName, usual: (u32, u32), most: u32, findings: &mut Findings) -> Option<(u32, u32)> {
    let Some(size) = &ty.size else { return Some(usual) };
    let (min, max) = match size.value {
        Size::Number(max) => (usual.0, max),
        Size::Range(min, max) => (min.unwrap_or(usual.0), max.unwrap_or(usual.1)),
        Size::Pair(..) => {
            let message = format!("`{}` takes one length, not two numbers", ty.name.value);
            findings.push(Diagnostic::new(Code::InvalidSize, size.span, message).help("write `3..200` for a range"));
            return None;
        }
    };
    let message = if min > max {
        format!("the least length {min} is above the greatest, {max}")
    } else if max == 0 || max > most {
        format!("the greatest length of `{}` is a number from 1 to {most}", ty.name.value)
    } else {
        return Some((min, max));
    };
    let code = if min > max { Code::MinAboveMax } else { Code::InvalidSize };
    findings.push(Diagnostic::new(code, size.span, message).help("write the smaller number first: `3..200`"));
    None
}

fn exact(ty: &TypeName, findings: &mut Findings) -> Option<Type> {
    match &ty.size {
        Some(Spanned { value: Size::Number(length @ 1..=255), .. }) => Some(Type::Char { length: *length }),
        Some(size) => {
            let message = "`char` has one length from 1 to 255";
            findings
                .push(Diagnostic::new(Code::InvalidSize, size.span, message).help("use `string(3..200)` for a range"));
            None
        }
        None => {
            let message = "`char` needs its length";
            findings.push(
                Diagnostic::new(Code::MissingSize, ty.name.span, message)
                    .help("write the number of characters")
                    .suggest(ty.name.span, "char(2)"),
            );
            None
        }
    }
}

fn decimal(scope: &Scope<'_>, ty: &TypeName, findings: &mut Findings) -> Option<Type> {
    let Some(size) = &ty.size else {
        let message = "`decimal` needs its digits";
        findings.push(
            Diagnostic::new(Code::MissingSize, ty.name.span, message)
                .help("write all digits, then those behind the point")
                .suggest(ty.name.span, "decimal(10,2)"),
        );
        return None;
    };
    let (precision, scale) = match size.value {
        Size::Pair(precision, scale) => (precision, scale),
        Size::Number(precision) => (precision, 0),
        Size::Range(min, max) => {
            let message = "`decimal` takes digits, not a range";
            let bounds = bounds(min, max);
            let help =
                format!("the digits stand in brackets, and bounds of the value are words: `decimal(10,2){bounds}`");
            findings.push(Diagnostic::new(Code::InvalidSize, size.span, message).help(help));
            return None;
        }
    };
    let most = if scope.database() == Database::Sqlite { MAX_DIGITS.1 } else { MAX_DIGITS.0 };
    let message = if precision == 0 || precision > most {
        format!("a decimal has 1 to {most} digits on this database")
    } else if scale > precision {
        format!("{scale} digits behind the point are more than {precision} in all")
    } else {
        return Some(Type::Decimal { precision, scale });
    };
    let help = "write all digits, then those behind the point: `decimal(10,2)`";
    findings.push(Diagnostic::new(Code::InvalidSize, size.span, message).help(help));
    None
}

fn password(ty: &TypeName, findings: &mut Findings) -> Option<Type> {
    let (min, max) = length(ty, (8, 128), 128, findings)?;
    if min < 8 {
        let span = ty.size.as_ref().map_or(ty.span, |size| size.span);
        let message = "a password has 8 characters at least";
        findings.push(Diagnostic::new(Code::InvalidSize, span, message).help("write `password(12..)`, for example"));
        return None;
    }
    Some(Type::Password { min, max })
}

/// The type as a user writes it, without sizes.
pub(super) fn spelling(scope: &Scope<'_>, ty: &Type) -> String {
    ty.notation(&|id| scope.enums.get(id.0).map(|made| made.name.pascal()).unwrap_or_default())
}
