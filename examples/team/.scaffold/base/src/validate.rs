//! Rules for the members of a body, and the faults they find.

use std::{borrow::Cow, fmt::Display};

use serde_json::Value;

use crate::{
    error::{Error, Result},
    fault::Fault,
    json,
};

/// A body that knows its rules.
pub trait Validate {
    fn validate(&self, faults: &mut Faults);
}

/// What is wrong with a body so far.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub fn of(body: &impl Validate) -> Self {
        let mut faults = Self::default();
        body.validate(&mut faults);
        faults
    }

    /// Starts the rules of one member; a member that is absent or null breaks none.
    pub fn member<'a, T: ?Sized>(
        &'a mut self,
        pointer: &'static str,
        value: impl Into<Option<&'a T>>,
    ) -> Member<'a, T> {
        Member { faults: self, pointer: pointer.into(), value: value.into(), wording: None }
    }

    /// Members that are one reference together: all of them are given, or none.
    pub fn together(&mut self, members: &[(&'static str, bool)]) {
        if members.iter().any(|(_, given)| *given) {
            let missing = members.iter().filter(|(_, given)| !given);
            let fault = |(pointer, _): &(&'static str, bool)| {
                Fault::new(*pointer, "required", "is required with the rest of the key")
            };
            self.0.extend(missing.map(fault));
        }
    }

    /// A rule over more than one member.
    pub fn check(&mut self, pointer: &'static str, holds: bool, message: &'static str) {
        if !holds {
            self.0.push(Fault::new(pointer, "check_failed", message));
        }
    }

    pub fn into_result(self) -> Result<()> {
        match self.0.is_empty() {
            true => Ok(()),
            false => Err(Error::Invalid(self.0)),
        }
    }

    /// The faults of members other than these, rules over several members left out.
    pub fn without(self, members: &[String]) -> impl Iterator<Item = Fault> {
        let pointers: Vec<String> =
            members.iter().map(|name| format!("/{}", json::escape(name))).collect();
        self.0.into_iter().filter(move |fault| {
            let cross = fault.code == "check_failed" && !pointers.is_empty();
            !cross
                && !pointers.iter().any(|pointer| {
                    fault.pointer == *pointer || fault.pointer.starts_with(&format!("{pointer}/"))
                })
        })
    }
}

/// One member under its rules.
#[derive(Debug)]
pub struct Member<'a, T: ?Sized> {
    faults: &'a mut Faults,
    pointer: Cow<'static, str>,
    value: Option<&'a T>,
    wording: Option<&'static str>,
}

impl<T: ?Sized> Member<'_, T> {
    /// Tells the client this, whichever of the rules that follow is broken.
    pub fn saying(mut self, wording: &'static str) -> Self {
        self.wording = Some(wording);
        self
    }

    /// Adds a fault of this code where `broken` has something to say.
    pub fn rule(self, code: &'static str, broken: impl FnOnce(&T) -> Option<String>) -> Self {
        if let Some(message) = self.value.and_then(broken) {
            let message = self.wording.map_or(message.into(), Cow::Borrowed);
            self.faults.0.push(Fault::new(self.pointer.clone(), code, message));
        }
        self
    }
}

impl<T: AsRef<str> + ?Sized> Member<'_, T> {
    /// At least so many characters.
    pub fn min_length(self, least: usize) -> Self {
        self.rule("too_short", |text| {
            let short = text.as_ref().chars().nth(least.saturating_sub(1)).is_none() && least > 0;
            short.then(|| format!("must have at least {least} {}", characters(least)))
        })
    }

    /// At most so many characters.
    pub fn max_length(self, most: usize) -> Self {
        self.rule("too_long", |text| {
            let long = text.as_ref().chars().nth(most).is_some();
            long.then(|| format!("must have at most {most} {}", characters(most)))
        })
    }

    /// No line break.
    pub fn one_line(self) -> Self {
        self.format("one line of text", |text| !text.contains(['\n', '\r']))
    }

    /// Fit for a path, where dots mean something else.
    pub fn segment(self) -> Self {
        self.format("more than dots", |text| !matches!(text, "." | ".."))
    }

    /// Text that means something, as told by `accepts`.
    pub fn format(self, what: &'static str, accepts: impl Fn(&str) -> bool) -> Self {
        self.rule("invalid_format", |text| {
            (!accepts(text.as_ref())).then(|| format!("must be {what}"))
        })
    }
}

impl<T: PartialOrd + Display> Member<'_, T> {
    pub fn min(self, least: T) -> Self {
        self.rule("too_small", |value| {
            (*value < least).then(|| format!("must be at least {least}"))
        })
    }

    pub fn max(self, most: T) -> Self {
        self.rule("too_large", |value| (*value > most).then(|| format!("must be at most {most}")))
    }
}

impl<T> Member<'_, [T]> {
    pub fn min_items(self, least: usize) -> Self {
        self.rule("too_few", |items| {
            (items.len() < least).then(|| format!("must have at least {least} items"))
        })
    }

    pub fn max_items(self, most: usize) -> Self {
        self.rule("too_many", |items| {
            (items.len() > most).then(|| format!("must have at most {most} items"))
        })
    }

    /// Holds every item against rules of its own.
    pub fn each(self, rules: impl Fn(Member<'_, T>)) -> Self {
        for (index, item) in self.value.iter().flat_map(|items| items.iter().enumerate()) {
            let pointer = format!("{}/{index}", self.pointer).into();
            rules(Member {
                faults: self.faults,
                pointer,
                value: Some(item),
                wording: self.wording,
            });
        }
        self
    }
}

impl Member<'_, Value> {
    pub fn not_null(self) -> Self {
        self.rule("required", |value| value.is_null().then(|| "must not be null".to_owned()))
    }

    /// At most so many bytes when written out.
    pub fn max_size(self, most: usize) -> Self {
        self.rule("too_long", |value| {
            (value.to_string().len() > most)
                .then(|| format!("must be at most {most} bytes of JSON"))
        })
    }
}

fn characters(count: usize) -> &'static str {
    if count == 1 { "character" } else { "characters" }
}
