//! Scalar types with their sizes, and values that they take.

use super::Setting;
use super::texts;
use crate::random::Random;
use scaffold::model::Database;

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    String {
        min: u32,
        max: u32,
    },
    Text {
        min: u32,
        max: u32,
    },
    Char(u32),
    SmallInt,
    Int,
    BigInt,
    Float,
    Decimal {
        precision: u32,
        scale: u32,
    },
    Bool,
    Date,
    Time,
    DateTime,
    Timestamp,
    Duration,
    Uuid,
    Json,
    Bytes {
        min: u32,
        max: u32,
    },
    /// The word, and the most characters.
    Meaning(&'static str, u32),
    Password,
    /// Index of an enum.
    Enum(usize),
}

/// A value as written, and in the twin.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    pub text: String,
    pub twin: String,
    /// Text that must be quoted wherever it stands.
    pub free: bool,
}

impl Value {
    pub fn plain(text: impl ToString) -> Self {
        Self { text: text.to_string(), twin: text.to_string(), free: false }
    }
}

const MEANINGS: [(&str, u32); 8] = [
    ("email", 254),
    ("url", 2048),
    ("slug", 100),
    ("phone", 16),
    ("ip", 45),
    ("country", 2),
    ("currency", 3),
    ("color", 7),
];

/// A type and how a spec writes it.
pub fn any(random: &mut Random, setting: &Setting) -> (Kind, String) {
    match random.below(28) {
        0..=4 => string(random),
        5 => {
            let (min, max) = *random.pick(&[(0, 65_536), (0, 65_536), (10, 65_536), (1, 2000), (0, 40)]);
            (Kind::Text { min, max }, sized("text", (min, max), (0, 65_536)))
        }
        6 => {
            let length = *random.pick(&[1, 2, 3, 4, 8, 20, 255]);
            (Kind::Char(length), format!("char({length})"))
        }
        7 => (Kind::SmallInt, "smallint".to_owned()),
        8 | 9 => (Kind::Int, "int".to_owned()),
        10 => (Kind::BigInt, "bigint".to_owned()),
        11 => (Kind::Float, "float".to_owned()),
        12 | 13 => decimal(random, setting),
        14 => (Kind::Bool, "bool".to_owned()),
        15 => (Kind::Date, "date".to_owned()),
        16 => (Kind::Time, "time".to_owned()),
        17 => (Kind::DateTime, "datetime".to_owned()),
        18 => (Kind::Timestamp, "timestamp".to_owned()),
        19 => (Kind::Duration, "duration".to_owned()),
        20 => (Kind::Uuid, "uuid".to_owned()),
        21 => (Kind::Json, "json".to_owned()),
        22 => {
            let (min, max) = *random.pick(&[(0, 65_536), (0, 64), (1, 1), (3, 300), (16, 16)]);
            (Kind::Bytes { min, max }, sized("bytes", (min, max), (0, 65_536)))
        }
        23 | 24 => {
            let (name, max) = *random.pick(&MEANINGS);
            (Kind::Meaning(name, max), name.to_owned())
        }
        25 => {
            let spelling = random.pick(&["password", "password(12..)", "password(8..64)"]);
            (Kind::Password, (*spelling).to_owned())
        }
        _ if setting.enums.is_empty() => string(random),
        _ => {
            let index = random.below(setting.enums.len());
            (Kind::Enum(index), setting.enums[index].name.clone())
        }
    }
}

fn string(random: &mut Random) -> (Kind, String) {
    let (min, max) =
        *random.pick(&[(0, 255), (1, 80), (3, 200), (0, 1), (1, 1), (2, 5), (40, 60), (0, 600), (1, 1000)]);
    (Kind::String { min, max }, sized("string", (min, max), (0, 255)))
}

fn decimal(random: &mut Random, setting: &Setting) -> (Kind, String) {
    let most = if setting.database == Database::Sqlite { 18 } else { 28 };
    let precision = *random.pick(&[1, 2, 4, 10, 12, most]);
    let scale = *random.pick(&[0, 1, 2, precision / 2, precision]);
    let scale = scale.min(precision);
    let spelling = if scale == 0 { format!("decimal({precision})") } else { format!("decimal({precision},{scale})") };
    (Kind::Decimal { precision, scale }, spelling)
}

/// A part of a key: text of one line, a whole number, a `uuid`, a `date` or an enum.
pub fn of_key(random: &mut Random, setting: &Setting) -> (Kind, String) {
    loop {
        let (kind, spelling) = any(random, setting);
        let possible = match kind {
            Kind::Text { .. } | Kind::Float | Kind::Decimal { .. } | Kind::Bool | Kind::Time | Kind::DateTime => false,
            Kind::Timestamp | Kind::Duration | Kind::Json | Kind::Bytes { .. } | Kind::Password => false,
            // An enum or a single letter keys a handful of rows.
            Kind::Enum(_) => random.chance(20),
            _ => true,
        };
        if possible && kind.is_indexable(setting.database) {
            return (kind, spelling);
        }
    }
}

fn sized(name: &str, (min, max): (u32, u32), usual: (u32, u32)) -> String {
    match (min == usual.0, max == usual.1) {
        (true, true) => name.to_owned(),
        (true, false) => format!("{name}({max})"),
        (false, true) => format!("{name}({min}..)"),
        (false, false) => format!("{name}({min}..{max})"),
    }
}

impl Kind {
    pub fn is_text(&self) -> bool {
        matches!(self, Self::String { .. } | Self::Text { .. } | Self::Char(_) | Self::Meaning(..))
    }

    pub fn is_integer(&self) -> bool {
        matches!(self, Self::SmallInt | Self::Int | Self::BigInt)
    }

    /// `min=` and `max=` bound it.
    pub fn is_bounded(&self) -> bool {
        self.is_integer()
            || matches!(
                self,
                Self::Float | Self::Decimal { .. } | Self::Date | Self::Time | Self::DateTime | Self::Timestamp
            )
    }

    /// May stand in a comparison, in a filter and, if it is short enough, in an index.
    pub fn is_comparable(&self) -> bool {
        !matches!(self, Self::Json | Self::Bytes { .. } | Self::Password)
    }

    pub fn fits_into_a_cursor(&self) -> bool {
        match self {
            Self::String { max, .. } | Self::Text { max, .. } | Self::Meaning(_, max) => *max <= 1000,
            _ => true,
        }
    }

    pub fn is_indexable(&self, database: Database) -> bool {
        let short = match self {
            Self::String { max, .. } | Self::Text { max, .. } => *max <= 672,
            _ => true,
        };
        self.is_comparable() && (short || database == Database::Sqlite)
    }

    /// A value; for bounded types those of a higher step are greater, from 0 to 100.
    pub fn value(&self, random: &mut Random, setting: &Setting, step: usize) -> Value {
        match self {
            Self::String { min, max } => free(texts::sized(random, *min, *max, true)),
            Self::Text { min, max } => free(texts::sized(random, *min, *max, false)),
            Self::Char(length) => free(texts::sized(random, *length, *length, true)),
            Self::Meaning(name, _) => Value::plain(match *name {
                "email" => "Ada.O'Neil+x@example.com",
                "url" => "https://example.com/a?b='c'&d=%20#e",
                "slug" => "a-day-2",
                "phone" => "+4930123456",
                "ip" => "2001:db8::1",
                "country" => "NL",
                "currency" => "EUR",
                _ => "#1E90ff",
            }),
            Self::Enum(index) => Value::plain(random.pick(&setting.enums[*index].values)),
            Self::Json => Value::plain(random.pick(&["{}", "[]", "null", "1.5", "true", "[1,[2,null]]"])),
            Self::Bytes { min, .. } => Value::plain(match min {
                0 => "",
                1 => "/w==",
                3 => "AAEC",
                _ => "AAECAwQFBgcICQoLDA0ODw==",
            }),
            Self::Password => Value::plain("unused"),
            other => Value::plain(ordered(other, step)),
        }
    }
}

fn free((text, twin): (String, String)) -> Value {
    Value { text, twin, free: true }
}

fn ordered(kind: &Kind, step: usize) -> String {
    let step = i128::try_from(step).expect("a small number");
    match kind {
        Kind::SmallInt => ((step - 50) * 600).to_string(),
        Kind::Int => ((step - 50) * 40_000_000).to_string(),
        Kind::BigInt => ((step - 50) * 180_000_000_000_000_000).to_string(),
        Kind::Float => format!("{}.25", (step - 50) * 7),
        Kind::Decimal { precision, scale } => {
            let units = (step - 50) * (10_i128.pow(*precision) - 1) / 50;
            let (sign, units) = (if units < 0 { "-" } else { "" }, units.unsigned_abs());
            let unit = 10_u128.pow(*scale);
            match scale {
                0 => format!("{sign}{units}"),
                _ => format!("{sign}{}.{:0width$}", units / unit, units % unit, width = *scale as usize),
            }
        }
        Kind::Bool => (step % 2 == 0).to_string(),
        Kind::Date => format!("{}-02-28", 1950 + step),
        Kind::Time => format!("{:02}:{:02}", step / 5, step % 60 / 5 * 5 + step % 5),
        Kind::DateTime => format!("{}-12-31T23:59:59.999999+01:00", 1950 + step),
        Kind::Timestamp => format!("{}-01-01T00:00:00", 1950 + step),
        Kind::Duration => format!("P{step}DT1H0.5S"),
        _ => format!("018f4e6c-7b5e-7c3a-9d2e-5f6a7b8c{step:04}"),
    }
}
