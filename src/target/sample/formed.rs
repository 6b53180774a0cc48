//! Text with a meaning that matches a pattern besides.

use super::pattern::{self, LISTED};
use super::series::Series;
use crate::model::Semantic;
use regex::Regex;

/// Matches of the pattern alone that are built upon.
const FRAGMENTS: usize = 60;
/// Rows of the usual values that are looked through.
const USUAL: u64 = 200;

/// A series of values that have the form and match, `own` where that does already; none where none is found.
pub(super) fn series(
    pattern: &str,
    (kind, min, max): (Semantic, u32, u32),
    own: Option<Series>,
    distinct: bool,
) -> Option<Series> {
    let regex = Regex::new(pattern).ok()?;
    let own = match own {
        Some(own) if pattern::fits(&own, &regex) => return Some(own),
        own => own,
    };
    let right = |text: &String| {
        let sized = (min as usize..=max as usize).contains(&text.chars().count());
        sized && regex.is_match(text) && kind.admits(text) && (kind != Semantic::Email || *text == text.to_lowercase())
    };
    let usual = own.iter().flat_map(|own| (0..USUAL).filter_map(|row| Some(vec![own.at(row).as_str()?.to_owned()])));
    let texts = usual.chain(built(kind, pattern, max)).filter_map(|ways| ways.into_iter().find(right));
    pattern::cycle(texts, pattern::listed(distinct))
}

/// Texts that may be of the form, around what the pattern asks for: of each, the ways to write it, the best first.
fn built(kind: Semantic, pattern: &str, max: u32) -> Box<dyn Iterator<Item = Vec<String>>> {
    match kind {
        Semantic::Country => Box::new(codes(2).map(|code| vec![code])),
        Semantic::Currency => Box::new(codes(3).map(|code| vec![code])),
        _ => {
            let fragments = pattern::matches(pattern, max as usize).into_iter().take(FRAGMENTS);
            let numbered = move |text: String| (1..=LISTED).map(move |number| framed(kind, &text, number));
            Box::new(fragments.flat_map(numbered))
        }
    }
}

/// Every code of so many capital letters.
fn codes(length: u32) -> impl Iterator<Item = String> {
    let letter = |number: u32, place: u32| char::from(b'A' + (number / 26_u32.pow(place) % 26) as u8);
    (0..26_u32.pow(length)).map(move |number| (0..length).rev().map(|place| letter(number, place)).collect())
}

/// A fragment with what may be missing before and behind it.
fn framed(kind: Semantic, fragment: &str, number: usize) -> Vec<String> {
    let frames: &[&str] = match kind {
        Semantic::Email => &["{}@example.com", "{}example.com", "adaN{}", "ada@N{}", "{}"],
        Semantic::Url if fragment.ends_with('/') => &["{}N", "{}"],
        Semantic::Url => &["https://example.com/N{}", "{}example.com/N", "{}/N", "https://{}", "{}"],
        Semantic::Slug => &["aN{}a", "{}N", "N{}", "{}"],
        Semantic::Phone => &["{}30123456N", "+{}30123456N", "+4930N{}", "{}"],
        Semantic::Ip => &["{}1.N", "{}N", "{}0.2.N", "10.0.N{}", "10.0.0.N{}", "{}:N", "2001:db8:N{}", "{}"],
        Semantic::Color => {
            let missing = 7_usize.saturating_sub(fragment.chars().count());
            let behind = format!("{fragment}{number:0missing$x}");
            let missing = missing.saturating_sub(1);
            return vec![fragment.to_owned(), behind, format!("#{number:0missing$x}{fragment}")];
        }
        Semantic::Country | Semantic::Currency => &[],
    };
    frames.iter().map(|frame| frame.replace('N', &number.to_string()).replace("{}", fragment)).collect()
}
