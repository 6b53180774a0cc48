//! The rules for members, on both sides of each bound.

use blog::{
    error::Error,
    fault::Fault,
    validate::{Faults, Member},
};
use serde_json::{Value, json};

/// What the rules find in a member of this value.
fn faults<T: ?Sized>(value: &T, rules: impl FnOnce(Member<'_, T>) -> Member<'_, T>) -> Vec<Fault> {
    let mut faults = Faults::default();
    rules(faults.member("/it", value));
    found(faults)
}

fn found(faults: Faults) -> Vec<Fault> {
    match faults.into_result() {
        Ok(()) => Vec::new(),
        Err(Error::Invalid(faults)) => faults,
        Err(error) => panic!("{error:?}"),
    }
}

/// The value keeps the rules, or breaks one: where, by which code, in which words.
#[track_caller]
fn assert_finds<T: ?Sized>(
    value: &T,
    rules: impl FnOnce(Member<'_, T>) -> Member<'_, T>,
    expected: Option<(&str, &str)>,
) {
    let faults = faults(value, rules);
    let told: Vec<_> = faults.iter().map(|fault| (fault.code, fault.message.as_ref())).collect();
    assert_eq!(told, expected.into_iter().collect::<Vec<_>>());
    assert!(faults.iter().all(|fault| fault.pointer == "/it"));
}

#[test]
fn text_is_measured_in_characters() {
    assert_finds("äöü", |text| text.min_length(3).max_length(3), None);
    assert_finds("", |text| text.min_length(0).max_length(0), None);
    assert_finds(
        "äö",
        |text| text.min_length(3),
        Some(("too_short", "must have at least 3 characters")),
    );
    assert_finds(
        "",
        |text| text.min_length(1),
        Some(("too_short", "must have at least 1 character")),
    );
    assert_finds(
        "äöü",
        |text| text.max_length(2),
        Some(("too_long", "must have at most 2 characters")),
    );
}

#[test]
fn text_keeps_to_its_form() {
    assert_finds("a b", |text| text.one_line().segment(), None);
    for text in ["a\nb", "a\rb"] {
        assert_finds(
            text,
            |text| text.one_line(),
            Some(("invalid_format", "must be one line of text")),
        );
    }
    for text in [".", ".."] {
        assert_finds(
            text,
            |text| text.segment(),
            Some(("invalid_format", "must be more than dots")),
        );
    }
    assert_finds("...", |text| text.segment(), None);
    assert_finds(
        "a",
        |text| text.format("a digit", |text| text == "1"),
        Some(("invalid_format", "must be a digit")),
    );
}

#[test]
fn numbers_keep_to_their_bounds() {
    assert_finds(&3, |number| number.min(3).max(3), None);
    assert_finds(&2, |number| number.min(3), Some(("too_small", "must be at least 3")));
    assert_finds(&4, |number| number.max(3), Some(("too_large", "must be at most 3")));
}

#[test]
fn lists_keep_to_their_size_and_each_item_to_its_own_rules() {
    assert_finds(&[1, 2][..], |items| items.min_items(2).max_items(2), None);
    assert_finds(
        &[1][..],
        |items| items.min_items(2),
        Some(("too_few", "must have at least 2 items")),
    );
    assert_finds(
        &[1, 2, 3][..],
        |items| items.max_items(2),
        Some(("too_many", "must have at most 2 items")),
    );
    let faults = faults(&[1, 9, 3][..], |items| {
        items.each(|item| {
            item.max(3);
        })
    });
    assert_eq!(faults.iter().map(|fault| fault.pointer.as_str()).collect::<Vec<_>>(), ["/it/1"]);
}

#[test]
fn json_is_measured_as_it_is_written() {
    assert_finds(&json!([1]), |json| json.not_null().max_size(3), None);
    assert_finds(
        &json!([1]),
        |json| json.max_size(2),
        Some(("too_long", "must be at most 2 bytes of JSON")),
    );
    assert_finds(&Value::Null, |json| json.not_null(), Some(("required", "must not be null")));
}

#[test]
fn wording_of_ones_own_takes_the_place_of_the_standard() {
    assert_finds(
        "",
        |text| text.saying("is a name").min_length(1),
        Some(("too_short", "is a name")),
    );
}

#[test]
fn absent_members_break_no_rule() {
    let mut faults = Faults::default();
    faults.member("/it", None::<&str>).min_length(1).one_line();
    assert_eq!(found(faults), []);
}

#[test]
fn keys_of_several_members_come_whole_or_not_at_all() {
    let missing = |given: [bool; 2]| {
        let mut faults = Faults::default();
        faults.together(&[("/a", given[0]), ("/b", given[1])]);
        found(faults).into_iter().map(|fault| fault.pointer).collect::<Vec<_>>()
    };
    assert!(missing([true, true]).is_empty() && missing([false, false]).is_empty());
    assert_eq!(
        (missing([true, false]), missing([false, true])),
        (vec!["/b".to_owned()], vec!["/a".to_owned()])
    );
}

#[test]
fn rules_over_several_members_are_told_in_their_own_words() {
    let mut faults = Faults::default();
    faults.check("/opens", true, "must be in the morning");
    faults.check("/closes", false, "must be after it opens");
    assert_eq!(found(faults), [Fault::new("/closes", "check_failed", "must be after it opens")]);
}
