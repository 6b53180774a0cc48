//! Rust by `syn`, and its tokens without comments and without what stands inside string literals.

use super::same;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::HashSet;
use syn::{File, Item, UseTree};

pub fn judge(text: &str, twin: &str) -> Result<(), String> {
    let file = syn::parse_file(text).map_err(|error| {
        let line = error.span().start().line;
        format!("line {line}: {error}: {}", text.lines().nth(line.saturating_sub(1)).unwrap_or_default())
    })?;
    each_name_is_given_once(&file)?;
    if text == twin { Ok(()) } else { same(&skeleton(text)?, &skeleton(twin)?) }
}

/// No name is imported or defined twice: the compiler refuses that, and it is what a name in a spec can come to.
fn each_name_is_given_once(file: &File) -> Result<(), String> {
    let mut names = Vec::new();
    for item in &file.items {
        match item {
            Item::Use(item) => imported(&item.tree, "", &mut names),
            Item::Struct(item) => names.push(("type", item.ident.to_string())),
            Item::Enum(item) => names.push(("type", item.ident.to_string())),
            Item::Type(item) => names.push(("type", item.ident.to_string())),
            Item::Mod(item) => names.push(("module", item.ident.to_string())),
            // One for each system may have it.
            Item::Fn(item) if item.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) => {}
            Item::Fn(item) => names.push(("function", item.sig.ident.to_string())),
            _ => {}
        }
    }
    let mut seen = HashSet::new();
    match names.into_iter().find(|name| !seen.insert(name.clone())) {
        Some((kind, name)) => Err(format!("the {kind} `{name}` is there twice")),
        None => Ok(()),
    }
}

fn imported(tree: &UseTree, above: &str, names: &mut Vec<(&'static str, String)>) {
    let name = match tree {
        UseTree::Path(path) => return imported(&path.tree, &path.ident.to_string(), names),
        UseTree::Group(group) => return group.items.iter().for_each(|tree| imported(tree, above, names)),
        UseTree::Glob(_) => return,
        UseTree::Name(name) if name.ident == "self" => above.to_owned(),
        UseTree::Name(name) => name.ident.to_string(),
        UseTree::Rename(rename) if rename.rename == "_" => return,
        UseTree::Rename(rename) => rename.rename.to_string(),
    };
    names.push((if name.starts_with(char::is_uppercase) { "type" } else { "module" }, name));
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
