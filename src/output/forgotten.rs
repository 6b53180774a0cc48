//! Entities of which the memory of the database is gone: their tables would be made a second time.

use super::error::{OutputError, during};
use super::lock::{self, Entry};
use super::{Project, disk};
use crate::render::Ownership;
use std::collections::BTreeSet;

/// Words before the name that a table has from then on.
const MAKINGS: [&str; 3] = ["create table ", "create table if not exists ", "rename to "];

/// A file that a project has where it has accounts.
const ACCOUNTS: &str = "src/auth/mod.rs";

impl Project {
    /// Names of entities that have generated files.
    pub fn entities(&self) -> BTreeSet<&str> {
        let made = self.lock.entries.values().filter(|entry| entry.ownership != Ownership::Once);
        made.filter_map(|entry| entry.entity.as_deref()).collect()
    }

    /// Whether one of the migrations that the tool has written was deleted: a branch is being taken back.
    pub fn lacks_a_migration(&self) -> bool {
        self.missing_migrations().next().is_some()
    }

    fn missing_migrations(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let written = self.lock.entries.iter().filter(|(path, _)| path.starts_with("migrations/"));
        written.filter(|(path, _)| !self.root.join(path).exists()).map(|(path, entry)| (path.as_str(), entry))
    }

    /// A migration that was deleted, while what it makes is remembered still.
    pub fn migration_taken_back(&self) -> Result<Option<&str>, OutputError> {
        if !self.lacks_a_migration() {
            return Ok(None);
        }
        let remembered = Some(fingerprint(self.snapshots()?));
        Ok(self.missing_migrations().find(|(_, entry)| entry.fingerprint == remembered).map(|(path, _)| path))
    }

    /// Migrations that were deleted together with the memory of what they make: as if they had never been.
    pub fn taken_back(&self) -> Result<BTreeSet<&str>, OutputError> {
        if !self.lacks_a_migration() {
            return Ok(BTreeSet::new());
        }
        let remembered = fingerprint(self.snapshots()?);
        let is_forgotten = |entry: &Entry| entry.fingerprint.as_ref().is_some_and(|made| *made != remembered);
        Ok(self.missing_migrations().filter(|(_, entry)| is_forgotten(entry)).map(|(path, _)| path).collect())
    }

    pub fn has_accounts(&self) -> bool {
        self.lock.entries.contains_key(ACCOUNTS)
    }

    /// Makes sure that no migration makes one of the tables of `entity`, of which nothing is remembered.
    ///
    /// # Errors
    /// One does.
    pub fn never_made(&self, entity: &str, tables: &[String]) -> Result<(), OutputError> {
        for path in disk::list(&self.root.join("migrations"))?.into_iter().filter(|path| path.is_file()) {
            let sql = std::fs::read(&path).map_err(during("read", &path))?;
            let sql = String::from_utf8_lossy(&sql);
            if tables.iter().any(|table| makes(&sql, table)) {
                let migration = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                return Err(OutputError::NoSnapshot { entity: entity.to_owned(), migration });
            }
        }
        Ok(())
    }
}

/// What is remembered of a database, for short: names of entities and their snapshots.
pub fn fingerprint(mut snapshots: Vec<(String, String)>) -> String {
    snapshots.sort();
    let text: String = snapshots.iter().map(|(name, text)| format!("{name}\n{text}")).collect();
    lock::hash(text.as_bytes())[..16].to_owned()
}

fn makes(sql: &str, table: &str) -> bool {
    let sql = sql.replace('"', "").to_lowercase();
    let is_end = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
    MAKINGS.iter().any(|making| {
        let wanted = format!("{making}{}", table.to_lowercase());
        sql.match_indices(&wanted).any(|(at, _)| is_end(&sql[at + wanted.len()..]))
    })
}

#[cfg(test)]
mod tests {
    use super::makes;

    #[test]
    fn tables_are_made_and_renamed() {
        for sql in ["create table posts (", "CREATE TABLE IF NOT EXISTS \"posts\" (", "alter table a rename to posts;"]
        {
            assert!(makes(sql, "posts"), "{sql}");
        }
        for sql in ["create table posts_tags (", "drop table posts;", "alter table posts rename to articles;"] {
            assert!(!makes(sql, "posts"), "{sql}");
        }
    }
}
