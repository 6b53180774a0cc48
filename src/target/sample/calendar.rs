//! Days and times of day that stay within their bounds.

use super::series::{Number, Part, Series};
use serde_json::Value;
use time::format_description::BorrowedFormatItem;
use time::macros::{date, format_description};
use time::{Date, Duration, Month, PrimitiveDateTime, Time};

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const CLOCK: &[BorrowedFormatItem<'_>] = format_description!("[hour]:[minute]:[second].[subsecond digits:6]");
const INSTANT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]");

/// The first day that a service reads.
const EARLIEST: Date = date!(0001 - 01 - 01);
/// Days that every month has.
const DAYS: u64 = 28;

/// Bounds as the model spells them; `level` shifts the whole series to later months, so that two members can be kept
/// in order.
pub(super) struct Span<'a> {
    pub min: Option<&'a str>,
    pub max: Option<&'a str>,
    pub level: u32,
    pub distinct: bool,
}

pub(super) fn days(span: &Span<'_>) -> Option<Series> {
    let min = bound(span.min, DAY)?.unwrap_or(EARLIEST);
    let max = bound(span.max, DAY)?.unwrap_or(Date::MAX);
    if span.distinct && span.min.is_none() && span.max.is_none() {
        let parts = vec![
            Part::Number(Number { divide: DAYS * 12, add: 2_001, ..Number::row() }),
            Part::Fixed("-".to_owned()),
            Part::Number(Number { divide: DAYS, ..Number::cyclic(12, 1, 2) }),
            Part::Fixed("-".to_owned()),
            Part::Number(Number::cyclic(DAYS, 1, 2)),
        ];
        return Some(Series::Text { parts, distinct: None });
    }
    if let Some(month) = whole_month(min, max, span.level) {
        return Some(Series::numbered(&month, Number::cyclic(DAYS, 1, 2), ""));
    }
    let first = if span.min.is_some() { min } else { max.saturating_sub(Duration::days(DAYS as i64 - 1)).max(min) };
    let days = std::iter::successors(Some(first), |day| day.next_day().filter(|next| *next <= max));
    Some(Series::Cycle(days.take(DAYS as usize).filter_map(|day| Some(Value::from(day.format(DAY).ok()?))).collect()))
}

/// Instants, or wall clock times where `zone` is empty.
pub(super) fn instants(span: &Span<'_>, zone: &str) -> Option<Series> {
    let trimmed = |text: Option<&'_ str>| text.map(|text| text.trim_end_matches('Z').to_owned());
    let (min, max) = (trimmed(span.min), trimmed(span.max));
    let earliest = bound_instant(min.as_deref())?.unwrap_or(EARLIEST.midnight());
    let latest = bound_instant(max.as_deref())?.unwrap_or(PrimitiveDateTime::MAX);
    let first_day = if earliest.time() == Time::MIDNIGHT { earliest.date() } else { earliest.date().next_day()? };
    let last_day = latest.date().previous_day()?;
    let Some(month) = whole_month(first_day, last_day, span.level) else {
        let text = |instant: PrimitiveDateTime| instant.format(INSTANT).ok().map(|text| format!("{text}{zone}").into());
        let first = if min.is_some() { earliest } else { latest.saturating_sub(Duration::DAY).max(earliest) };
        let mut ends: Vec<Value> = [first, latest].into_iter().filter_map(text).collect();
        ends.dedup();
        return Some(Series::Cycle(ends));
    };
    if !span.distinct {
        return Some(Series::numbered(&month, Number::cyclic(DAYS, 1, 2), &format!("T09:30:00.000000{zone}")));
    }
    let parts = vec![
        Part::Fixed(month),
        Part::Number(Number { divide: 24 * 60, ..Number::cyclic(DAYS, 1, 2) }),
        Part::Fixed("T".to_owned()),
        Part::Number(Number { divide: 60, ..Number::cyclic(24, 0, 2) }),
        Part::Fixed(":".to_owned()),
        Part::Number(Number::cyclic(60, 0, 2)),
        Part::Fixed(format!(":00.000000{zone}")),
    ];
    Some(Series::Text { parts, distinct: Some(DAYS * 24 * 60) })
}

pub(super) fn clock(span: &Span<'_>) -> Option<Series> {
    let parse = |text: &str| Time::parse(text, CLOCK).ok();
    let min = span.min.map_or(Some(Time::MIDNIGHT), parse)?;
    let max = span.max.map_or(Some(Time::MAX), parse)?;
    let first = if min.minute() == 0 && min.second() == 0 { min.hour() } else { min.hour() + 1 };
    let first = first.max(if span.min.is_none() { 8 } else { 0 }.min(max.hour())) + span.level as u8;
    // Whole hours of which every minute is allowed.
    if span.min.is_none() && span.max.is_none() && span.distinct {
        let parts = vec![
            Part::Number(Number { divide: 60, ..Number::cyclic(24, 0, 2) }),
            Part::Fixed(":".to_owned()),
            Part::Number(Number::cyclic(60, 0, 2)),
            Part::Fixed(":00.000000".to_owned()),
        ];
        return Some(Series::Text { parts, distinct: Some(24 * 60) });
    }
    if first < max.hour() {
        return Some(Series::numbered(&format!("{first:02}:"), Number::cyclic(60, 0, 2), ":00.000000"));
    }
    let mut ends: Vec<Value> =
        [min, max].into_iter().filter_map(|time| Some(Value::from(time.format(CLOCK).ok()?))).collect();
    ends.dedup();
    Some(Series::Cycle(ends))
}

/// `PT1H5M`: both parts are there, so that it is written in one way only.
pub(super) fn durations(level: u32) -> Series {
    let parts = vec![
        Part::Fixed("PT".to_owned()),
        Part::Number(Number { divide: 59, ..Number::cyclic(20, u64::from(level) + 1, 0) }),
        Part::Fixed("H".to_owned()),
        Part::Number(Number::cyclic(59, 1, 0)),
        Part::Fixed("M".to_owned()),
    ];
    Series::Text { parts, distinct: Some(59 * 20) }
}

/// `2026-01-`, or the first month of the span that is allowed from the 1st to the 28th.
fn whole_month(min: Date, max: Date, level: u32) -> Option<String> {
    let wished = date!(2026 - 01 - 01);
    let first = match () {
        () if wished.replace_day(DAYS as u8).ok()? > max => month_before(max)?,
        () if wished < min && min.day() > 1 => next_month(min.replace_day(1).ok()?)?,
        () => wished.max(min),
    };
    let first = (0..level).try_fold(first, |month, _| next_month(month))?;
    let last = first.replace_day(DAYS as u8).ok()?;
    (first >= min && last <= max).then(|| format!("{:04}-{:02}-", first.year(), u8::from(first.month())))
}

/// The first day of the last month that ends, or nearly ends, by `day`.
fn month_before(day: Date) -> Option<Date> {
    let first = day.replace_day(1).ok()?;
    if u64::from(day.day()) >= DAYS { Some(first) } else { first.previous_day()?.replace_day(1).ok() }
}

fn next_month(first: Date) -> Option<Date> {
    let year = if first.month() == Month::December { first.year() + 1 } else { first.year() };
    Date::from_calendar_date(year, first.month().next(), 1).ok()
}

fn bound(text: Option<&str>, format: &[BorrowedFormatItem<'_>]) -> Option<Option<Date>> {
    text.map_or(Some(None), |text| Date::parse(text, format).ok().map(Some))
}

fn bound_instant(text: Option<&str>) -> Option<Option<PrimitiveDateTime>> {
    text.map_or(Some(None), |text| PrimitiveDateTime::parse(text, INSTANT).ok().map(Some))
}

pub(super) fn moved_day(day: &str, by: Duration) -> Option<String> {
    Date::parse(day, DAY).ok()?.checked_add(by).filter(|day| day.year() > 0)?.format(DAY).ok()
}

/// Within its day.
pub(super) fn moved_clock(clock: &str, by: Duration) -> Option<String> {
    let time = Time::parse(clock, CLOCK).ok()?;
    let moved = time + by;
    ((moved > time) == by.is_positive()).then(|| moved.format(CLOCK).ok())?
}

pub(super) fn moved(instant: &str, by: Duration) -> Option<String> {
    PrimitiveDateTime::parse(instant, INSTANT)
        .ok()?
        .checked_add(by)
        .filter(|moved| moved.year() > 0)?
        .format(INSTANT)
        .ok()
}
