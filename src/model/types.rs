//! Scalar types with their sizes, and the literals they take.

use super::EnumId;
use rust_decimal::Decimal;
use serde::Serialize;

/// A scalar type; sizes are filled in from the language's defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// One line, `min..=max` characters.
    String {
        min: u32,
        max: u32,
    },
    /// Many lines, `min..=max` characters.
    Text {
        min: u32,
        max: u32,
    },
    /// Exactly this many characters.
    Char {
        length: u32,
    },
    SmallInt,
    Int,
    BigInt,
    /// Finite 64-bit binary.
    Float,
    /// Exact, `precision` digits of which `scale` stand after the point.
    Decimal {
        precision: u32,
        scale: u32,
    },
    Bool,
    Date,
    Time,
    /// An instant.
    DateTime,
    /// Wall clock without zone.
    Timestamp,
    Duration,
    Uuid,
    Json,
    /// `min..=max` bytes.
    Bytes {
        min: u32,
        max: u32,
    },
    /// Text with a meaning, `min..=max` characters.
    Semantic {
        kind: Semantic,
        min: u32,
        max: u32,
    },
    /// `min..=max` characters in, an argon2id hash stored, never out.
    Password {
        min: u32,
        max: u32,
    },
    Enum(EnumId),
    /// `min..=max` items of a scalar or enum.
    List {
        of: Box<Type>,
        min: u32,
        max: u32,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Semantic {
    Email,
    Url,
    Slug,
    Phone,
    Ip,
    Country,
    Currency,
    Color,
}

/// A value of a scalar type, already checked against it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Literal {
    /// Also semantic text, base64 of bytes, canonical uuid and ISO 8601 duration.
    Text(String),
    Int(i64),
    Float(f64),
    /// With exactly the scale of its type.
    #[serde(serialize_with = "decimal_text")]
    Decimal(Decimal),
    Bool(bool),
    /// `2026-01-02`.
    Date(String),
    /// `03:04:05.000000`.
    Time(String),
    /// `2026-01-02T03:04:05.000000Z`, in UTC.
    DateTime(String),
    /// `2026-01-02T03:04:05.000000`.
    Timestamp(String),
    /// Index into the enum's values.
    Enum(EnumId, usize),
    Json(serde_json::Value),
    List(Vec<Literal>),
}

/// What a member gets that the client leaves out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Default {
    Literal(Literal),
    Now,
    Today,
    Uuid,
    /// The user's own SQL expression: the database fills it in.
    Sql(String),
}

impl Semantic {
    /// The type as a spec writes it: `email`.
    pub fn notation(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Url => "url",
            Self::Slug => "slug",
            Self::Phone => "phone",
            Self::Ip => "ip",
            Self::Country => "country",
            Self::Currency => "currency",
            Self::Color => "color",
        }
    }
}

impl Type {
    /// The type as a spec writes it, without its size: `string`, `PostStatus`, `email[]`.
    pub fn notation(&self, enum_name: &impl Fn(EnumId) -> String) -> String {
        let scalar = match self {
            Self::String { .. } => "string",
            Self::Text { .. } => "text",
            Self::Char { .. } => "char",
            Self::SmallInt => "smallint",
            Self::Int => "int",
            Self::BigInt => "bigint",
            Self::Float => "float",
            Self::Decimal { .. } => "decimal",
            Self::Bool => "bool",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "datetime",
            Self::Timestamp => "timestamp",
            Self::Duration => "duration",
            Self::Uuid => "uuid",
            Self::Json => "json",
            Self::Bytes { .. } => "bytes",
            Self::Password { .. } => "password",
            Self::Semantic { kind, .. } => kind.notation(),
            Self::Enum(id) => return enum_name(*id),
            Self::List { of, .. } => return format!("{}[]", of.notation(enum_name)),
        };
        scalar.to_owned()
    }

    /// Stored as characters: string, text, char and semantic text.
    pub fn is_text(&self) -> bool {
        matches!(self, Type::String { .. } | Type::Text { .. } | Type::Char { .. } | Type::Semantic { .. })
    }

    /// How long a text can be.
    pub fn most_characters(&self) -> Option<u32> {
        match self {
            Type::String { max, .. } | Type::Text { max, .. } | Type::Semantic { max, .. } => Some(*max),
            Type::Char { length } => Some(*length),
            _ => None,
        }
    }

    pub fn is_integer(&self) -> bool {
        matches!(self, Type::SmallInt | Type::Int | Type::BigInt)
    }
}

fn decimal_text<S: serde::Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
