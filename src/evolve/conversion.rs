//! What becomes of the values of a column whose type changes.

use super::snapshot::ColumnSnapshot;
use serde_json::Value;

/// How values get from one type to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conversion {
    /// Every value stays what it is.
    Lossless,
    /// Every value that fits stays what it is; the migration fails, whole, where one does not.
    Narrowing,
    /// Some values would change or be lost; says why.
    Refused(String),
}

/// A type as far as conversions tell types apart.
#[derive(Debug, PartialEq)]
enum Kind<'a> {
    /// Characters: fewest and most, and whether any text will do.
    Text {
        min: u64,
        max: u64,
        free: bool,
    },
    /// Bits of a whole number.
    Integer(u32),
    Decimal {
        precision: u64,
        scale: u64,
    },
    Float,
    Enum(Vec<&'a str>),
    Bytes {
        min: u64,
        max: u64,
    },
    List {
        of: &'a Value,
        min: u64,
        max: u64,
    },
    Password,
    Other,
}

/// From `old` to `new`, types of one column.
pub fn conversion(old: &ColumnSnapshot, new: &ColumnSnapshot) -> Conversion {
    if old.ty == new.ty {
        return match old.stored == new.stored {
            true => Conversion::Lossless,
            false => Conversion::Refused("cannot change the type that `native` gives it".to_owned()),
        };
    }
    between(&old.ty, &new.ty)
}

fn between(old: &Value, new: &Value) -> Conversion {
    match (kind(old), kind(new)) {
        (Kind::Text { min, max, .. }, Kind::Text { min: least, max: most, free: true }) => {
            fits(least <= min && most >= max)
        }
        (Kind::Text { min, max, .. }, Kind::Text { min: least, max: most, .. }) if same_meaning(old, new) => {
            fits(least <= min && most >= max)
        }
        (Kind::Enum(values), Kind::Text { min, max, free: true }) => {
            let lengths = values.iter().map(|value| value.chars().count() as u64);
            fits(lengths.clone().all(|length| (min..=max).contains(&length)))
        }
        (Kind::Enum(former), Kind::Enum(values)) => fits(former.iter().all(|value| values.contains(value))),
        (Kind::Integer(former), Kind::Integer(bits)) if bits >= former => Conversion::Lossless,
        (Kind::Decimal { precision, scale }, Kind::Decimal { precision: digits, scale: places })
            if places == scale && digits >= precision =>
        {
            Conversion::Lossless
        }
        (Kind::Decimal { precision, scale }, Kind::Decimal { precision: digits, scale: places })
            if places > scale && digits + scale >= precision + places =>
        {
            Conversion::Refused(format!("cannot become `{}`: the scale of a column stays", word(new)))
        }
        (Kind::Bytes { min, max }, Kind::Bytes { min: least, max: most }) => fits(least <= min && most >= max),
        (Kind::List { of, min, max }, Kind::List { of: items, min: least, max: most }) => {
            let keeps_items = of == items || between(of, items) == Conversion::Lossless;
            match (kind(of), kind(items)) {
                _ if keeps_items => fits(least <= min && most >= max),
                (Kind::Enum(_), Kind::Enum(_)) => Conversion::Narrowing,
                _ => Conversion::Refused(format!("cannot become `{}`: not every item fits", word(new))),
            }
        }
        // What is stored is a hash, whatever the rules for passwords are.
        (Kind::Password, Kind::Password) => Conversion::Lossless,
        (Kind::Integer(_), Kind::Decimal { .. } | Kind::Float) => {
            Conversion::Refused(format!("cannot become `{}`: a column of whole numbers stays one", word(new)))
        }
        _ => Conversion::Refused(format!("cannot become `{}`: not every `{}` is one", word(new), word(old))),
    }
}

fn fits(always: bool) -> Conversion {
    if always { Conversion::Lossless } else { Conversion::Narrowing }
}

fn kind(ty: &Value) -> Kind<'_> {
    let Some((name, inner)) = ty.as_object().and_then(|object| object.iter().next()) else {
        return match ty.as_str() {
            Some("small_int") => Kind::Integer(16),
            Some("int") => Kind::Integer(32),
            Some("big_int") => Kind::Integer(64),
            Some("float") => Kind::Float,
            _ => Kind::Other,
        };
    };
    let number = |key: &str| inner[key].as_u64().unwrap_or_default();
    match name.as_str() {
        "string" | "text" => Kind::Text { min: number("min"), max: number("max"), free: true },
        "semantic" => Kind::Text { min: number("min"), max: number("max"), free: false },
        "char" => Kind::Text { min: number("length"), max: number("length"), free: true },
        "decimal" => Kind::Decimal { precision: number("precision"), scale: number("scale") },
        "bytes" => Kind::Bytes { min: number("min"), max: number("max") },
        "list" => Kind::List { of: &inner["of"], min: number("min"), max: number("max") },
        "password" => Kind::Password,
        "enum" => Kind::Enum(inner.as_array().into_iter().flatten().filter_map(Value::as_str).collect()),
        _ => Kind::Other,
    }
}

fn same_meaning(old: &Value, new: &Value) -> bool {
    old["semantic"]["kind"] == new["semantic"]["kind"]
}

/// The type in the spec's language.
fn word(ty: &Value) -> String {
    let (name, inner) = match ty.as_object().and_then(|object| object.iter().next()) {
        Some((name, inner)) => (name.as_str(), inner),
        None => (ty.as_str().unwrap_or_default(), &Value::Null),
    };
    match name {
        "semantic" => inner["kind"].as_str().unwrap_or_default().to_owned(),
        "decimal" => format!("decimal({},{})", inner["precision"], inner["scale"]),
        "list" => format!("{}[]", word(&inner["of"])),
        _ => name.replace('_', ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn column(ty: Value) -> ColumnSnapshot {
        ColumnSnapshot {
            name: "c".to_owned(),
            ty,
            stored: String::new(),
            required: true,
            default: None,
            counter: false,
            member: None,
        }
    }

    #[test]
    fn only_what_keeps_every_value_is_done() {
        let string = |min: u32, max: u32| json!({"string": {"min": min, "max": max}});
        let decimal = |precision: u32, scale: u32| json!({"decimal": {"precision": precision, "scale": scale}});
        let list = |of: &str| json!({"list": {"of": of, "min": 0, "max": 5}});
        let enums = |values: &[&str]| json!({"list": {"of": {"enum": values}, "min": 0, "max": 5}});
        let email = json!({"semantic": {"kind": "email", "min": 1, "max": 254}});
        for (old, new, expected) in [
            (string(1, 80), string(1, 120), Some(Conversion::Lossless)),
            (string(1, 80), json!({"text": {"min": 0, "max": 65536}}), Some(Conversion::Lossless)),
            (string(1, 80), string(3, 80), Some(Conversion::Narrowing)),
            (string(1, 80), string(1, 20), Some(Conversion::Narrowing)),
            (json!({"text": {"min": 0, "max": 9}}), json!({"char": {"length": 4}}), Some(Conversion::Narrowing)),
            (email.clone(), string(0, 255), Some(Conversion::Lossless)),
            (string(0, 255), email.clone(), None),
            (email, json!({"semantic": {"kind": "url", "min": 1, "max": 2048}}), None),
            (json!("small_int"), json!("big_int"), Some(Conversion::Lossless)),
            (json!("big_int"), json!("int"), None),
            (json!("int"), string(0, 255), None),
            (json!("int"), json!("bool"), None),
            (json!("int"), decimal(10, 2), None),
            (string(0, 255), json!("uuid"), None),
            (decimal(10, 2), decimal(12, 2), Some(Conversion::Lossless)),
            (decimal(10, 2), decimal(12, 4), None),
            (decimal(12, 4), decimal(12, 2), None),
            (decimal(12, 2), json!("int"), None),
            (json!("float"), json!("int"), None),
            (json!("date_time"), json!("date"), None),
            (json!("date_time"), json!("timestamp"), None),
            (json!({"enum": ["a", "b"]}), json!({"enum": ["b", "c", "a"]}), Some(Conversion::Lossless)),
            (json!({"enum": ["a", "b"]}), json!({"enum": ["a"]}), Some(Conversion::Narrowing)),
            (json!({"enum": ["a", "bcd"]}), string(1, 3), Some(Conversion::Lossless)),
            (string(1, 3), json!({"enum": ["a"]}), None),
            (list("int"), json!({"list": {"of": "int", "min": 1, "max": 5}}), Some(Conversion::Narrowing)),
            (list("int"), list("big_int"), Some(Conversion::Lossless)),
            (list("big_int"), list("int"), None),
            (enums(&["a"]), enums(&["b", "a"]), Some(Conversion::Lossless)),
            (enums(&["a", "b"]), enums(&["a"]), Some(Conversion::Narrowing)),
            (enums(&["a"]), list("int"), None),
            (json!({"password": {"min": 8, "max": 128}}), string(0, 255), None),
            (
                json!({"password": {"min": 8, "max": 128}}),
                json!({"password": {"min": 12, "max": 64}}),
                Some(Conversion::Lossless),
            ),
        ] {
            let found = conversion(&column(old.clone()), &column(new.clone()));
            match expected {
                Some(expected) => assert_eq!(found, expected, "{old} to {new}"),
                None => assert!(matches!(found, Conversion::Refused(_)), "{old} to {new}"),
            }
        }
    }
}
