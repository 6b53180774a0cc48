//! Rust by `syn`, and its tokens without comments and without what stands inside string literals.

use super::same;
use proc_macro2::{TokenStream, TokenTree};

pub fn judge(text: &str, twin: &str) -> Result<(), String> {
    syn::parse_file(text).map_err(|error| {
        let line = error.span().start().line;
        format!("line {line}: {error}: {}", text.lines().nth(line.saturating_sub(1)).unwrap_or_default())
    })?;
    if text == twin { Ok(()) } else { same(&skeleton(text)?, &skeleton(twin)?) }
}

fn skeleton(text: &str) -> Result<Vec<String>, String> {
    let stream: TokenStream = text.parse().map_err(|error| format!("no tokens: {error}"))?;
    let mut tokens = Vec::new();
    collect(stream, &mut tokens);
    Ok(tokens)
}

fn collect(stream: TokenStream, tokens: &mut Vec<String>) {
    for tree in stream {
        match tree {
            TokenTree::Group(group) if is_doc(&group.stream()) => {
                while tokens.last().is_some_and(|last| last == "#" || last == "!") {
                    tokens.pop();
                }
            }
            TokenTree::Group(group) => {
                tokens.push(format!("{:?}(", group.delimiter()));
                collect(group.stream(), tokens);
                tokens.push(")".to_owned());
            }
            TokenTree::Literal(literal) => {
                let literal = literal.to_string();
                tokens.push(if literal.contains('"') { "\"…\"".to_owned() } else { literal });
            }
            other => tokens.push(other.to_string()),
        }
    }
}

/// The inside of `#[doc = "…"]`, which a doc comment is to the compiler.
fn is_doc(stream: &TokenStream) -> bool {
    let mut trees = stream.clone().into_iter();
    let named = matches!(trees.next(), Some(TokenTree::Ident(name)) if name == "doc");
    named && matches!(trees.next(), Some(TokenTree::Punct(sign)) if sign.as_char() == '=')
}
