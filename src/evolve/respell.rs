//! Names inside SQL, put in place of those that they had.

use crate::target::sql::quote;

/// `sql` with each former name replaced by its present one. Text between single quotes stays.
pub fn respell(sql: &str, renames: &[(&str, &str)]) -> String {
    let mut spelled = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = token(rest, first);
        let (token, behind) = rest.split_at(length);
        let name = token.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(token);
        match renames.iter().find(|(was, _)| *was == name && first != '\'') {
            Some((_, now)) => spelled.push_str(&quote(now)),
            None => spelled.push_str(token),
        }
        rest = behind;
    }
    spelled
}

/// Bytes of the word, the quoted name, the text, the comment or the sign that `rest` begins with.
fn token(rest: &str, first: char) -> usize {
    let part_of_word = |character: char| character.is_alphanumeric() || character == '_';
    match first {
        '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
        '"' | '\'' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
        _ if part_of_word(first) => rest.find(|character| !part_of_word(character)).unwrap_or(rest.len()),
        _ => first.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_change_and_texts_do_not() {
        let renames = [("title", "order"), ("order", "name"), ("posts_title_check", "posts_order_check")];
        let sql = "constraint posts_title_check check (titles = title and \"order\" in ('title', 'it''s title'))";
        assert_eq!(
            respell(sql, &renames),
            "constraint posts_order_check check (titles = \"order\" and name in ('title', 'it''s title'))"
        );
        assert_eq!(respell("-- It's a title.\non title", &renames), "-- It's a title.\non \"order\"");
    }
}
