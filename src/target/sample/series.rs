//! A series of values, one per row: what row `n` holds, and how Rust spells that.

use crate::target::rust;
use serde_json::{Value, json};

/// The values of one field over the rows 0, 1, 2, …
#[derive(Debug, Clone)]
pub enum Series {
    /// These in turn; never empty.
    Cycle(Vec<Value>),
    /// Text around numbers. `distinct` rows differ; all do where it is none.
    Text { parts: Vec<Part>, distinct: Option<u64> },
    /// `first`, `first + 1`, … and from the start again after `count` rows.
    Integer { first: i64, count: Option<u64> },
    /// Likewise in steps.
    Float { first: f64, step: f64, count: Option<u64> },
    /// An array of fixed size.
    List(Vec<Series>),
}

#[derive(Debug, Clone)]
pub enum Part {
    Fixed(String),
    Number(Number),
}

/// `n / divide % modulo + add`, and of that the quotient or the remainder where it is split in two.
#[derive(Debug, Clone)]
pub struct Number {
    pub divide: u64,
    pub modulo: Option<u64>,
    pub add: u64,
    pub split: Split,
    /// Digits, filled with zeros.
    pub width: usize,
    pub hexadecimal: bool,
}

#[derive(Debug, Clone, Copy)]
pub enum Split {
    None,
    Quotient(u64),
    Remainder(u64),
}

/// Rows that are as good as endless.
const PLENTY: u64 = 1_000_000;

impl Number {
    /// `n`.
    pub fn row() -> Self {
        Self { divide: 1, modulo: None, add: 0, split: Split::None, width: 0, hexadecimal: false }
    }

    /// `n % modulo + add` in `width` digits.
    pub fn cyclic(modulo: u64, add: u64, width: usize) -> Self {
        Self { modulo: Some(modulo), add, width, ..Self::row() }
    }

    fn at(&self, row: u64) -> u64 {
        let turned = row / self.divide % self.modulo.unwrap_or(u64::MAX) + self.add;
        match self.split {
            Split::None => turned,
            Split::Quotient(by) => turned / by,
            Split::Remainder(by) => turned % by,
        }
    }

    fn text(&self, row: u64) -> String {
        let width = self.width;
        if self.hexadecimal { format!("{:0width$x}", self.at(row)) } else { format!("{:0width$}", self.at(row)) }
    }

    fn spell(&self, stride: u64) -> String {
        let turned = spell_row(stride * self.divide, self.modulo, self.add);
        let grouped = if turned == "n" { turned.clone() } else { format!("({turned})") };
        match self.split {
            Split::None => turned,
            Split::Quotient(by) => format!("{grouped} / {by}"),
            Split::Remainder(by) => format!("{grouped} % {by}"),
        }
    }

    fn specification(&self) -> String {
        match (self.width, self.hexadecimal) {
            (0 | 1, false) => String::new(),
            (0 | 1, true) => ":x".to_owned(),
            (width, false) => format!(":0{width}"),
            (width, true) => format!(":0{width}x"),
        }
    }
}

impl Series {
    pub fn constant(value: Value) -> Self {
        Self::Cycle(vec![value])
    }

    /// Text before and behind one number.
    pub fn numbered(before: &str, number: Number, after: &str) -> Self {
        let distinct = number.modulo;
        let parts = [Part::Fixed(before.to_owned()), Part::Number(number), Part::Fixed(after.to_owned())];
        let parts = parts.into_iter().filter(|part| !matches!(part, Part::Fixed(text) if text.is_empty()));
        Self::text(parts.collect(), distinct)
    }

    /// Text of which so many rows differ.
    pub fn text(parts: Vec<Part>, distinct: Option<u64>) -> Self {
        let text = Self::Text { parts, distinct };
        if distinct == Some(1) { Self::constant(text.at(0)) } else { text }
    }

    /// The whole numbers from `first` to `last`.
    pub fn integers(first: i64, last: i64) -> Self {
        let count = last.abs_diff(first).saturating_add(1);
        Self::Integer { first, count: (count < PLENTY).then_some(count) }
    }

    /// The value of a row.
    pub fn at(&self, row: u64) -> Value {
        match self {
            Self::Cycle(values) => values[(row % values.len() as u64) as usize].clone(),
            Self::Text { parts, .. } => parts
                .iter()
                .map(|part| match part {
                    Part::Fixed(text) => text.clone(),
                    Part::Number(number) => number.text(row),
                })
                .collect::<String>()
                .into(),
            Self::Integer { first, count } => json!(first + (row % count.unwrap_or(u64::MAX)) as i64),
            Self::Float { first, step, count } => {
                json!((row % count.unwrap_or(u64::MAX)) as f64 * step + first)
            }
            Self::List(items) => items.iter().map(|item| item.at(row)).collect(),
        }
    }

    /// How many rows differ from one another, counted from the first; none: all of them.
    pub fn distinct(&self) -> Option<u64> {
        match self {
            Self::Cycle(values) => Some(values.len() as u64),
            Self::Text { distinct, .. } => *distinct,
            Self::Integer { count, .. } | Self::Float { count, .. } => *count,
            Self::List(items) => items.iter().map(Self::distinct).try_fold(1, |most, item| Some(item?.max(most))),
        }
    }

    /// A Rust expression for `json!` in terms of `n: usize`; every value stands for `stride` rows.
    pub fn spell(&self, stride: u64) -> String {
        match self {
            Self::Cycle(values) => spell_cycle(values, stride),
            Self::Text { parts, .. } => spell_text(parts, stride),
            Self::Integer { first, count: Some(1) } => first.to_string(),
            Self::Integer { first, count } => match u64::try_from(*first) {
                Ok(first) => spell_row(stride, *count, first),
                Err(_) => {
                    let row = if stride == 1 { "n".to_owned() } else { format!("(n / {stride})") };
                    let turn = count.map(|count| format!(" % {count}")).unwrap_or_default();
                    format!("{row} as i64{turn} - {}", first.unsigned_abs())
                }
            },
            Self::Float { first, count: Some(1), .. } => rust::json(&json!(first)),
            Self::Float { first, step, count } => {
                let row = spell_row(stride, *count, 0);
                let row = if row == "n" { row } else { format!("({row})") };
                let steps = if *step == 1.0 { String::new() } else { format!(" * {step:?}") };
                let start = match *first {
                    0.0 => String::new(),
                    first if first < 0.0 => format!(" - {:?}", -first),
                    first => format!(" + {first:?}"),
                };
                format!("{row} as f64{steps}{start}")
            }
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.spell(stride)).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }
}

fn spell_row(divide: u64, modulo: Option<u64>, add: u64) -> String {
    let divided = if divide == 1 { "n".to_owned() } else { format!("n / {divide}") };
    let turned = modulo.map(|modulo| format!("{divided} % {modulo}")).unwrap_or(divided);
    if add == 0 { turned } else { format!("{turned} + {add}") }
}

fn spell_cycle(values: &[Value], stride: u64) -> String {
    match values {
        [value] => rust::json(value),
        [Value::Bool(first), Value::Bool(_)] => {
            let row = if stride == 1 { "n".to_owned() } else { format!("(n / {stride})") };
            let sign = if *first { "" } else { "!" };
            format!("{sign}{row}.is_multiple_of(2)")
        }
        values => {
            let spelled: Vec<String> = values.iter().map(rust::json).collect();
            // Behind a bare bracket `json!` sees an array.
            format!("&[{}][{}]", spelled.join(", "), spell_row(stride, Some(values.len() as u64), 0))
        }
    }
}

fn spell_text(parts: &[Part], stride: u64) -> String {
    let mut text = String::new();
    let mut arguments = String::new();
    for part in parts {
        match part {
            Part::Fixed(fixed) => {
                let spelled = rust::quoted(&fixed.replace('{', "{{").replace('}', "}}"));
                text += &spelled[1..spelled.len() - 1];
            }
            Part::Number(number) => {
                let argument = number.spell(stride);
                let name = if argument == "n" { "n" } else { "" };
                text += &format!("{{{name}{}}}", number.specification());
                if argument != "n" {
                    arguments += &format!(", {argument}");
                }
            }
        }
    }
    format!("format!(\"{text}\"{arguments})")
}
