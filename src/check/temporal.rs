//! Dates, times and durations as written to their canonical text.

use crate::model::Literal;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

const MICROSECONDS: [(char, i64); 4] =
    [('D', 86_400_000_000), ('H', 3_600_000_000), ('M', 60_000_000), ('S', 1_000_000)];

pub(super) fn date(text: &str) -> Result<Literal, String> {
    Date::parse(text, format_description!("[year]-[month]-[day]"))
        .ok()
        .filter(|date| (1..=9999).contains(&date.year()))
        .map(|_| Literal::Date(text.to_owned()))
        .ok_or_else(|| "it is not a date such as `2026-01-31`".to_owned())
}

pub(super) fn time(text: &str) -> Result<Literal, String> {
    clock(text)
        .map(|time| Literal::Time(clock_text(time)))
        .ok_or_else(|| "it is not a time such as `18:30` or `18:30:00`".to_owned())
}

pub(super) fn date_time(text: &str) -> Result<Literal, String> {
    let expected = || "it is not an instant such as `2026-01-31T18:30:00Z`".to_owned();
    let instant = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| expected())?;
    let utc = instant.checked_to_offset(UtcOffset::UTC).filter(|utc| (1..=9999).contains(&utc.year()));
    let utc = utc.ok_or_else(expected)?;
    Ok(Literal::DateTime(format!("{}Z", wall_clock(PrimitiveDateTime::new(utc.date(), utc.time())))))
}

pub(super) fn timestamp(text: &str) -> Result<Literal, String> {
    let parts = text.split_once(['T', ' ']);
    let moment = parts.and_then(|(day, clock_text)| {
        let date = Date::parse(day, format_description!("[year]-[month]-[day]")).ok()?;
        Some(PrimitiveDateTime::new(date, clock(clock_text)?))
    });
    moment
        .filter(|moment| (1..=9999).contains(&moment.year()))
        .map(|moment| Literal::Timestamp(wall_clock(moment)))
        .ok_or_else(|| "it is not a wall-clock time such as `2026-01-31T18:30:00`, without a zone".to_owned())
}

/// An ISO 8601 duration in days, hours, minutes and seconds, with the zero parts left out.
pub(super) fn duration(text: &str) -> Result<Literal, String> {
    let expected =
        || "it is not a duration such as `PT1H30M` or `P2D` (months and years have no fixed length)".to_owned();
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text),
    };
    let total = microseconds(body).ok_or_else(expected)?;
    Ok(Literal::Text(format!("{}{}", if negative && total > 0 { "-" } else { "" }, spell(total))))
}

fn clock(text: &str) -> Option<Time> {
    let with_fraction = format_description!("[hour]:[minute]:[second].[subsecond digits:1+]");
    let time = Time::parse(text, format_description!("[hour]:[minute]"))
        .or_else(|_| Time::parse(text, format_description!("[hour]:[minute]:[second]")))
        .or_else(|_| Time::parse(text, with_fraction))
        .ok()?;
    time.nanosecond().is_multiple_of(1000).then_some(time)
}

fn clock_text(time: Time) -> String {
    format!("{:02}:{:02}:{:02}.{:06}", time.hour(), time.minute(), time.second(), time.microsecond())
}

fn wall_clock(moment: PrimitiveDateTime) -> String {
    let (date, time) = (moment.date(), moment.time());
    format!("{:04}-{:02}-{:02}T{}", date.year(), u8::from(date.month()), date.day(), clock_text(time))
}

fn microseconds(body: &str) -> Option<i64> {
    let body = body.strip_prefix('P')?;
    if let Some(weeks) = body.strip_suffix('W') {
        return amount(weeks, 7 * MICROSECONDS[0].1, false);
    }
    let (days, clock) = match body.split_once('T') {
        Some((days, clock)) if !clock.is_empty() => (days, clock),
        Some(_) => return None,
        None => (body, ""),
    };
    if days.is_empty() && clock.is_empty() {
        return None;
    }
    let mut total = 0_i64;
    let mut rest = days;
    for (index, (unit, length)) in MICROSECONDS.iter().enumerate() {
        if index == 1 {
            if !rest.is_empty() {
                return None;
            }
            rest = clock;
        }
        if let Some((number, behind)) = rest.split_once(*unit) {
            total = total.checked_add(amount(number, *length, *unit == 'S')?)?;
            rest = behind;
        }
    }
    rest.is_empty().then_some(total)
}

fn amount(number: &str, length: i64, fraction_allowed: bool) -> Option<i64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > 6 {
        return None;
    }
    if number.contains('.') && (!fraction_allowed || fraction.is_empty()) {
        return None;
    }
    let whole = whole.parse::<i64>().ok()?.checked_mul(length)?;
    let fraction = format!("{fraction:0<6}").parse::<i64>().ok()?;
    whole.checked_add(fraction)
}

fn spell(total: i64) -> String {
    let (mut text, mut rest) = (String::from("P"), total);
    for (unit, length) in &MICROSECONDS[..3] {
        let count = rest / length;
        rest %= length;
        if count > 0 {
            let separator = if *unit != 'D' && !text.contains('T') { "T" } else { "" };
            text.push_str(&format!("{separator}{count}{unit}"));
        }
    }
    let (seconds, fraction) = (rest / 1_000_000, rest % 1_000_000);
    if rest > 0 || total == 0 {
        let separator = if text.contains('T') { "" } else { "T" };
        let fraction = if fraction > 0 { format!(".{fraction:06}") } else { String::new() };
        text.push_str(&format!("{separator}{seconds}{}S", fraction.trim_end_matches('0')));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(literal: Result<Literal, String>) -> String {
        match literal {
            Ok(
                Literal::Text(text)
                | Literal::Date(text)
                | Literal::Time(text)
                | Literal::DateTime(text)
                | Literal::Timestamp(text),
            ) => text,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn moments_take_one_form() {
        assert_eq!(text(time("18:30")), "18:30:00.000000");
        assert_eq!(text(date_time("2026-01-02T03:04:05+01:00")), "2026-01-02T02:04:05.000000Z");
        assert_eq!(text(timestamp("2026-01-02 03:04:05.5")), "2026-01-02T03:04:05.500000");
        assert!(date("2026-02-30").is_err() && date_time("2026-01-02").is_err() && time("25:00").is_err());
    }

    #[test]
    fn durations_take_one_form() {
        assert_eq!(text(duration("PT90M")), "PT1H30M");
        assert_eq!(text(duration("P1W")), "P7D");
        assert_eq!(text(duration("P1DT2H3M4.5S")), "P1DT2H3M4.5S");
        assert_eq!(text(duration("-PT0S")), "PT0S");
        for wrong in ["P", "PT", "P1Y", "PT1.5H", "1h", "PT1S1M", "PT99999999999999999999S"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
