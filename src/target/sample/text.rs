//! Text that reads well and has the right size.

use super::series::{Number, Part, Series};
use super::words::phrases;
use crate::model::Semantic;
use serde_json::Value;

/// Digits that leave room for as many rows as anybody makes.
const ROOM: u32 = 6;

/// What the text is for.
pub(super) struct Purpose<'a> {
    pub entity: &'a str,
    pub field: &'a str,
    pub distinct: bool,
}

/// Plain text of `min..=max` characters.
pub(super) fn plain(purpose: &Purpose<'_>, min: u32, max: u32, long: bool) -> Series {
    let phrases = phrases(purpose.entity, purpose.field, long);
    if purpose.distinct {
        let lowercase = phrases[0].chars().all(|letter| !letter.is_whitespace() && !letter.is_uppercase());
        let joint = if lowercase || phrases[0].contains('-') { "-" } else { " " };
        return counted(&format!("{}{joint}", phrases[0].trim_end_matches('.')), "", min, max);
    }
    let fits = |phrase: &&&str| (min..=max).contains(&(phrase.chars().count() as u32));
    let fitting: Vec<Value> = phrases.iter().filter(fits).map(|phrase| Value::from(*phrase)).collect();
    if fitting.is_empty() { Series::constant(sized(phrases[0], min, max).into()) } else { Series::Cycle(fitting) }
}

/// `before`, the row's number, `after`: distinct for as many rows as `max` characters have room for.
pub(super) fn counted(before: &str, after: &str, min: u32, max: u32) -> Series {
    let tail = after.chars().count() as u32;
    let digits = ROOM.min(max.saturating_sub(tail)).max(1);
    let room = max.saturating_sub(tail + digits);
    let cut: String = before.chars().take(room as usize).collect();
    let start = if (cut.chars().count() as u32) < before.chars().count() as u32 {
        cut.trim_end_matches(|letter: char| !letter.is_alphanumeric()).to_owned()
    } else {
        cut
    };
    let held = start.chars().count() as u32 + tail;
    let missing = min.saturating_sub(held);
    let mut number = Number::row();
    if digits < ROOM {
        number.modulo = Some(10_u64.pow(digits));
    }
    if missing > digits {
        let phrase = start.trim_end_matches([' ', '-']);
        let joint = &start[phrase.len()..];
        let taken = tail + digits + joint.len() as u32;
        let filler = sized(phrase, min - taken, max - taken);
        return Series::numbered(&format!("{filler}{joint}"), Number { width: digits as usize, ..number }, after);
    }
    number.width = if missing > 1 { missing as usize } else { 0 };
    Series::numbered(&start, number, after)
}

/// The phrase cut or repeated to `min..=max` characters, without blanks at its ends.
pub(super) fn sized(phrase: &str, min: u32, max: u32) -> String {
    let joint = match phrase {
        _ if phrase.contains(' ') => " ",
        _ if phrase.contains('-') => "-",
        _ => "",
    };
    let mut text = phrase.to_owned();
    while (text.chars().count() as u32) < min {
        text += &format!("{joint}{phrase}");
    }
    let wanted = if phrase.chars().count() as u32 >= min { max } else { min };
    let mut cut: Vec<char> = text.chars().take(wanted as usize).collect();
    if let Some(last) = cut.last_mut().filter(|last| [' ', '-'].contains(last)) {
        *last = 'a';
    }
    cut.into_iter().collect()
}

/// Text with a meaning; none where the sizes leave no room for it.
pub(super) fn semantic(purpose: &Purpose<'_>, kind: Semantic, min: u32, max: u32) -> Option<Series> {
    let series = match kind {
        Semantic::Email => {
            let local = sized("ada", min.saturating_sub(13), 40);
            counted_between(&local, "@example.com", max).or_else(|| counted_between("a", "@b.io", max))?
        }
        Semantic::Url => {
            let folder =
                if ["image", "photo", "avatar", "picture", "cover"].iter().any(|word| purpose.field.contains(word)) {
                    "images"
                } else {
                    "pages"
                };
            let padding = "a".repeat(min.saturating_sub(27) as usize);
            counted_between(&format!("https://example.com/{folder}/{padding}"), "", max)
                .or_else(|| counted_between("https://b.io/", "", max))?
        }
        Semantic::Slug => {
            let phrase = phrases(purpose.entity, "name", false)[0].to_lowercase().replace(' ', "-");
            let phrase = sized(&phrase, min.saturating_sub(2), 100);
            counted_between(&format!("{phrase}-"), "", max).unwrap_or_else(|| counted("a", "", min, max))
        }
        Semantic::Phone => Series::numbered("+1202555", Number::cyclic(10_000, 0, 4), ""),
        Semantic::Ip => Series::Text {
            parts: vec![
                Part::Fixed("10.0.".to_owned()),
                Part::Number(Number { divide: 250, ..Number::cyclic(250, 0, 0) }),
                Part::Fixed(".".to_owned()),
                Part::Number(Number::cyclic(250, 1, 0)),
            ],
            distinct: Some(62_500),
        },
        Semantic::Country => countries(purpose.distinct),
        Semantic::Currency => currencies(purpose.distinct),
        Semantic::Color if purpose.distinct => {
            let number = Number { hexadecimal: true, ..Number::cyclic(0x100_0000, 0, 6) };
            Series::numbered("#", number, "")
        }
        Semantic::Color => cycle(COLORS, false),
    };
    let size = series.at(0).as_str().map_or(0, |text| text.chars().count() as u32);
    (min..=max).contains(&size).then_some(series)
}

/// ISO 3166 codes, all that we know or a few.
pub(super) fn countries(all: bool) -> Series {
    cycle(COUNTRIES, all)
}

/// ISO 4217 codes.
pub(super) fn currencies(all: bool) -> Series {
    cycle(CURRENCIES, all)
}

fn counted_between(before: &str, after: &str, max: u32) -> Option<Series> {
    let held = (before.chars().count() + after.chars().count()) as u32;
    let digits = max.checked_sub(held).filter(|digits| *digits > 0)?;
    let mut number = Number::row();
    if digits < ROOM {
        number.modulo = Some(10_u64.pow(digits));
    }
    Some(Series::numbered(before, number, after))
}

fn cycle(values: &[&str], all: bool) -> Series {
    let count = if all { values.len() } else { values.len().min(4) };
    Series::Cycle(values[..count].iter().map(|value| Value::from(*value)).collect())
}

const COUNTRIES: &[&str] = &[
    "PT", "NO", "JP", "MX", "EE", "GB", "DE", "FR", "IT", "ES", "SE", "FI", "DK", "PL", "CZ", "AT", "CH", "NL", "BE",
    "IE", "US", "CA", "BR", "AR", "CL", "IN", "KR", "AU", "NZ", "ZA",
];
const CURRENCIES: &[&str] = &[
    "EUR", "USD", "JPY", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "NZD", "BRL", "MXN", "INR",
    "KRW", "ZAR",
];
const COLORS: &[&str] = &["#1d3557", "#457b9d", "#e63946", "#2a9d8f"];
