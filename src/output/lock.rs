//! The lock: which files the tool made, whose each is, and the hash of each as it was made.

use super::{Generation, OutputError};
use crate::render::Ownership;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

const HEADING: &str = "# How scaffold knows its own lines from yours. Commit it, leave it to the tool.\n";

/// By path; every part of the lock is one small text file, so that branches that each add an entity touch different ones.
#[derive(Debug, Clone, Default)]
pub struct Lock {
    /// Version of the tool that wrote it.
    pub tool: String,
    pub language: String,
    pub database: String,
    /// Where a team's own templates lie, as seen from the project.
    pub templates: Option<String>,
    pub entries: BTreeMap<String, Entry>,
    /// Paths with several hashes: git has merged two branches, of which each generated the file.
    pub forked: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub ownership: Ownership,
    /// SHA-256 of the text as generated, in hexadecimal.
    pub hash: String,
    /// For Rust: tells whether the text has to be formatted anew. For a migration: what is remembered behind it.
    pub fingerprint: Option<String>,
    /// The part of the lock it stands in: an entity's, or the project's.
    pub entity: Option<String>,
}

impl Lock {
    pub fn of(generation: &Generation) -> Self {
        let entries = generation.files.iter().map(|file| {
            let hash = hash(&file.contents);
            let (ownership, fingerprint, entity) = (file.ownership, file.fingerprint.clone(), file.entity.clone());
            (file.path.clone(), Entry { ownership, hash, fingerprint, entity })
        });
        Self {
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            language: generation.language.to_string(),
            database: generation.database.clone(),
            templates: generation.templates.clone(),
            entries: entries.collect(),
            forked: BTreeSet::new(),
        }
    }

    /// The text of every part, by part: `None` is the project's.
    pub fn parts(&self) -> BTreeMap<Option<&str>, String> {
        let head = format!("tool {}\nlanguage {}\ndatabase {}\n", self.tool, self.language, self.database);
        let templates = self.templates.iter().map(|directory| format!("templates {directory}\n"));
        let templates: String = templates.collect();
        let mut parts = BTreeMap::from([(None, format!("{HEADING}{head}{templates}\n"))]);
        for (path, entry) in &self.entries {
            let part = parts.entry(entry.entity.as_deref()).or_insert_with(|| HEADING.to_owned());
            let fingerprint = entry.fingerprint.as_deref().unwrap_or("-");
            let _ = writeln!(part, "{} {} {fingerprint} {path}", word(entry.ownership), entry.hash);
        }
        parts
    }

    /// Adds what one part says; `path` is named where a line is none of a lock.
    pub fn read_part(&mut self, entity: Option<&str>, text: &str, path: &Path) -> Result<(), OutputError> {
        if !text.ends_with('\n') {
            return Err(OutputError::BrokenLock { path: path.to_owned(), line: text.lines().count().max(1) });
        }
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            self.read_line(entity, line)
                .ok_or_else(|| OutputError::BrokenLock { path: path.to_owned(), line: index + 1 })?;
        }
        Ok(())
    }

    fn read_line(&mut self, entity: Option<&str>, line: &str) -> Option<()> {
        let (first, rest) = line.split_once(' ')?;
        match first {
            "tool" if !rest.contains(' ') => self.tool = newer(&self.tool, rest).to_owned(),
            "language" => self.language = rest.to_owned(),
            "database" => self.database = rest.to_owned(),
            "templates" => self.templates = Some(rest.to_owned()),
            _ => {
                let ownership = ownership(first)?;
                let (hash, rest) = rest.split_once(' ')?;
                let (fingerprint, path) = rest.split_once(' ')?;
                let fingerprint = (fingerprint != "-").then(|| fingerprint.to_owned());
                let entry = Entry { ownership, hash: hash.to_owned(), fingerprint, entity: entity.map(str::to_owned) };
                let other = self.entries.insert(path.to_owned(), entry);
                self.forked.extend(other.filter(|other| other.hash != hash).map(|_| path.to_owned()));
            }
        }
        Some(())
    }
}

pub fn hash(contents: &[u8]) -> String {
    Sha256::digest(contents).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Numbers of a version, in order of weight.
pub fn version(text: &str) -> Vec<u64> {
    text.split(['.', '-']).map_while(|part| part.parse().ok()).collect()
}

fn newer<'v>(one: &'v str, other: &'v str) -> &'v str {
    if version(one) > version(other) { one } else { other }
}

fn word(ownership: Ownership) -> &'static str {
    match ownership {
        Ownership::Tool => "tool",
        Ownership::Shared => "shared",
        Ownership::Derived => "derived",
        Ownership::Once => "once",
    }
}

fn ownership(word: &str) -> Option<Ownership> {
    [Ownership::Tool, Ownership::Shared, Ownership::Derived, Ownership::Once]
        .into_iter()
        .find(|&ownership| self::word(ownership) == word)
}
