//! The first lines of a spec: its schema for editors, its database.

use super::lines::{ending, top_level};

const SCHEMA_LINE: &str = "# yaml-language-server: $schema=.scaffold/spec.schema.json";

/// Makes the line that names the schema for editors the first.
pub fn name_schema(text: &str) -> String {
    let kept: String = text.split_inclusive('\n').filter(|line| !line.starts_with("# yaml-language-server:")).collect();
    format!("{SCHEMA_LINE}{}{kept}", ending(text))
}

/// Writes the database's name in place of the one given, or on a line of its own below `name:`.
pub fn set_database(text: &str, database: &str) -> String {
    let ending = ending(text);
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if let Some(index) = top_level(&lines, "database") {
        let comment = lines[index].find(" #").map(|start| lines[index][start..].trim_end().to_owned());
        lines[index] = format!("database: {database}{}{ending}", comment.unwrap_or_default());
    } else {
        let after = top_level(&lines, "name").or_else(|| top_level(&lines, "scaffold")).map_or(0, |index| index + 1);
        if let Some(previous) = after.checked_sub(1).filter(|&previous| !lines[previous].ends_with('\n')) {
            lines[previous].push_str(ending);
        }
        lines.insert(after, format!("database: {database}{ending}"));
    }
    lines.concat()
}

/// The same for checking only: every line of the text keeps its place.
pub fn override_database(text: &str, database: &str) -> String {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    match top_level(&lines, "database") {
        Some(_) => set_database(text, database),
        None => format!("{}\ndatabase: {database}\n", text.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: &str =
        "# The blog.\nscaffold: 1\nname: blog # its name\n\nentities:\n  User:\n    fields: {name: string}\n";

    #[test]
    fn database_is_replaced_or_added_below_the_name() {
        let added = set_database(SPEC, "postgres");
        assert!(added.contains("name: blog # its name\ndatabase: postgres\n\nentities:"), "{added}");
        assert_eq!(set_database("database: sqlite  # here\n", "postgres"), "database: postgres # here\n");
        assert_eq!(set_database("name: a", "postgres"), "name: a\ndatabase: postgres\n");
    }

    #[test]
    fn schema_line_comes_first_and_once() {
        let once = name_schema(SPEC);
        assert_eq!(name_schema(&once), once);
        assert_eq!(once, format!("{SCHEMA_LINE}\n{SPEC}"));
    }
}
