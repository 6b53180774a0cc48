//! Foreign keys of tables that are known as text, and where they lead once tables and columns have their new names.

use super::compare::{Alteration, Change};
use super::snapshot::{PieceSnapshot, TableSnapshot};

/// A foreign key, read from the text of its constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub columns: Vec<String>,
    pub table: String,
    pub targets: Vec<String>,
    /// What is done when the row that it points at goes, where the constraint says: `cascade`.
    pub action: Option<String>,
}

/// A column of a table.
pub type Place = (String, String);

impl Reference {
    /// None where the constraint is of another kind.
    pub fn read(constraint: &PieceSnapshot) -> Option<Self> {
        let (_, rest) = constraint.sql.split_once(" foreign key (")?;
        let (columns, rest) = rest.split_once(") references ")?;
        let (table, rest) = rest.split_once(" (")?;
        let (targets, rest) = rest.split_once(')')?;
        let action = rest.strip_prefix(" on delete ").map(str::to_owned);
        Some(Self { columns: names(columns), table: name(table), targets: names(targets), action })
    }

    pub fn cascades(&self) -> bool {
        self.action.as_deref() == Some("cascade")
    }

    pub fn all(table: &TableSnapshot) -> impl Iterator<Item = (&PieceSnapshot, Self)> {
        table.constraints.iter().filter_map(|constraint| Some((constraint, Self::read(constraint)?)))
    }

    /// What one of its columns points at: a table and its column.
    pub fn leads(&self, column: &str) -> Option<Place> {
        let index = self.columns.iter().position(|own| own == column)?;
        Some((self.table.clone(), self.targets.get(index)?.clone()))
    }
}

/// Names from a list in SQL, without their quotes.
pub fn names(list: &str) -> Vec<String> {
    list.split(", ").map(name).collect()
}

fn name(spelled: &str) -> String {
    let inner = spelled.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.map_or_else(|| spelled.to_owned(), |inner| inner.replace("\"\"", "\""))
}

/// A relation that pointed at one thing and points at another: its column, and the tables before and after, or
/// their columns where the table is the same.
pub struct Repointed {
    pub column: String,
    pub was: String,
    pub now: String,
}

/// Relations of a table whose values would be taken for keys of something else.
pub fn repointed(alteration: &Alteration, changes: &[Change]) -> Vec<Repointed> {
    let before: Vec<Reference> = Reference::all(&alteration.old).map(|(_, reference)| reference).collect();
    let mut found = Vec::new();
    for (_, reference) in Reference::all(&alteration.new) {
        for column in &reference.columns {
            let kept = alteration.columns.iter().find(|kept| kept.new.name == *column);
            let Some(was) = kept.and_then(|kept| kept.old.as_ref()) else { continue };
            let led: Vec<Place> = before.iter().filter_map(|before| before.leads(&was.name)).collect();
            let leads = reference.leads(column);
            if let Some(first) = led.first()
                && !led.iter().any(|place| Some(present(place, changes)) == leads)
            {
                let renamed = present(first, changes).0 == reference.table;
                let (was, now) = match leads.filter(|_| renamed) {
                    Some((table, target)) => (format!("{table}.{}", first.1), format!("{table}.{target}")),
                    None => (first.0.clone(), reference.table.clone()),
                };
                found.push(Repointed { column: column.clone(), was, now });
            }
        }
    }
    found
}

/// What a column is called once the changes are made.
fn present((table, column): &Place, changes: &[Change]) -> Place {
    let altered = changes.iter().find_map(|change| match change {
        Change::Alter(alteration) if alteration.old.name == *table => Some(alteration),
        _ => None,
    });
    let Some(altered) = altered else { return (table.clone(), column.clone()) };
    let kept = altered.columns.iter().find(|kept| kept.old.as_ref().is_some_and(|old| old.name == *column));
    (altered.new.name.clone(), kept.map_or_else(String::new, |kept| kept.new.name.clone()))
}
