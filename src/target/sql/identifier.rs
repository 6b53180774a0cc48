//! Identifiers as SQL spells them.

use std::borrow::Cow;

/// Words that SQLite or PostgreSQL refuses as the bare name of a table or column somewhere. Sorted.
const RESERVED: &[&str] = &[
    "add",
    "all",
    "alter",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "autoincrement",
    "between",
    "binary",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "commit",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "delete",
    "desc",
    "distinct",
    "do",
    "drop",
    "else",
    "end",
    "escape",
    "except",
    "exists",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "if",
    "ilike",
    "in",
    "index",
    "initially",
    "inner",
    "insert",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "nothing",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "overlaps",
    "placing",
    "primary",
    "raise",
    "references",
    "returning",
    "right",
    "select",
    "session_user",
    "set",
    "similar",
    "some",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "to",
    "trailing",
    "transaction",
    "true",
    "union",
    "unique",
    "update",
    "user",
    "using",
    "values",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
];

/// An identifier that stands anywhere in a statement, in quotes only where it needs them.
pub fn quote(identifier: &str) -> Cow<'_, str> {
    let plain = identifier.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && identifier.chars().all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '_'));
    if plain && RESERVED.binary_search(&identifier).is_err() {
        Cow::Borrowed(identifier)
    } else {
        Cow::Owned(format!("\"{}\"", identifier.replace('"', "\"\"")))
    }
}

/// Identifiers with commas between them.
pub(super) fn quote_all<S: AsRef<str>>(identifiers: impl IntoIterator<Item = S>) -> String {
    let quoted: Vec<String> =
        identifiers.into_iter().map(|identifier| quote(identifier.as_ref()).into_owned()).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_reserved_and_unusual_names_are_quoted() {
        assert!(RESERVED.is_sorted());
        assert_eq!(quote("title"), "title");
        assert_eq!(quote("type"), "type");
        assert_eq!(quote("order"), "\"order\"");
        assert_eq!(quote("createdOn"), "\"createdOn\"");
        assert_eq!(quote("2fa"), "\"2fa\"");
        assert_eq!(quote("a\"; drop"), "\"a\"\"; drop\"");
    }
}
