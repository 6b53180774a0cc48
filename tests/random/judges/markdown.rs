//! Markdown by a CommonMark parser: its blocks and spans without their text.

use pulldown_cmark::{Event, Options, Parser};

pub fn skeleton(text: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    let mut parts: Vec<String> = Vec::new();
    for event in Parser::new_ext(text, options) {
        let part = match event {
            Event::Text(_) | Event::SoftBreak => "text".to_owned(),
            Event::Code(_) => "code".to_owned(),
            other => format!("{other:?}"),
        };
        if part != "text" || parts.last().is_none_or(|last| last != "text") {
            parts.push(part);
        }
    }
    parts
}
