//! Entities: names and keys first, so that relations can point at any of them, then everything else.

use super::kinds::{self, Kind, Value};
use super::service::{Stamps, stamps};
use super::{Setting, api, constraints, fields, links, names, relations, rules, texts};
use crate::document::Node;
use crate::random::Random;
use scaffold::name::{JsonCase, Name};

/// An entity while it is made.
pub struct Draft {
    /// The name as its own key writes it, and as others refer to it.
    pub written: String,
    pub referred: String,
    pub name: Name,
    pub table: String,
    /// Others may be named after it: its own name is short enough.
    pub short: bool,
    pub soft_delete: bool,
    /// Members and types of the key, in order.
    pub key: Vec<(String, Kind)>,
    /// The fields of a natural key as written.
    pub key_fields: Vec<String>,
    pub members: names::Taken,
    pub columns: names::Taken,
    /// Columns and filter of each unique constraint.
    pub constraints: Vec<(Vec<String>, Option<String>)>,
    pub known: Vec<Known>,
    pub fields: Vec<(String, Node)>,
    /// Keys of the entity beside `fields`.
    pub others: Vec<(&'static str, Node)>,
    pub has_links: bool,
}

/// What later parts of a spec may want to know about a field.
#[derive(Debug, Clone)]
pub struct Known {
    pub written: String,
    pub column: String,
    /// None for a relation.
    pub kind: Option<Kind>,
    pub columns: Vec<String>,
    pub required: bool,
    pub list: bool,
    pub default: bool,
    /// Bound, listed, patterned or shown by an example.
    pub limited: bool,
    pub hidden: bool,
    pub unique: bool,
    pub changeable: bool,
}

impl Known {
    pub fn scalar(written: &str, column: &str, kind: Kind, required: bool, list: bool) -> Self {
        Self {
            written: written.to_owned(),
            column: column.to_owned(),
            kind: Some(kind),
            columns: vec![column.to_owned()],
            required,
            list,
            default: false,
            limited: false,
            hidden: false,
            unique: false,
            changeable: true,
        }
    }

    pub fn can_be_filtered(&self, setting: &Setting) -> bool {
        let member = Name::new(&self.written).json(setting.case());
        let parameter = ["limit", "cursor", "sort", "q", "include", "total"].contains(&member.as_str());
        self.can_be_compared() && !parameter
    }

    fn can_be_compared(&self) -> bool {
        !self.hidden && !self.list && self.kind.as_ref().is_some_and(Kind::is_comparable)
    }

    pub fn can_be_sorted(&self) -> bool {
        self.can_be_compared() && self.kind.as_ref().is_some_and(Kind::fits_into_a_cursor)
    }

    pub fn can_be_searched(&self) -> bool {
        !self.hidden && !self.list && self.kind.as_ref().is_some_and(Kind::is_text)
    }

    pub fn can_be_indexed(&self, setting: &Setting) -> bool {
        !self.list && self.kind.as_ref().is_none_or(|kind| kind.is_indexable(setting.database))
    }
}

impl Setting {
    pub fn case(&self) -> JsonCase {
        if self.camel { JsonCase::Camel } else { JsonCase::Snake }
    }
}

impl Draft {
    /// Takes members and columns together, or neither.
    pub fn claim<M: AsRef<str>, C: AsRef<str>>(&mut self, members: &[M], columns: &[C]) -> bool {
        let free = !members.iter().any(|name| self.members.has(name.as_ref()));
        free && self.columns.claim(columns) && self.members.claim(members)
    }

    /// Notes a unique constraint; false where there is one like it, or where it is the key.
    pub fn constrain(&mut self, columns: &[String], filter: Option<&str>) -> bool {
        let made = (columns.to_vec(), filter.map(str::to_owned));
        let key = self.key_columns() == columns && filter.is_none();
        let free = !key && !self.constraints.contains(&made);
        if free {
            self.constraints.push(made);
        }
        free
    }

    pub fn key_columns(&self) -> Vec<String> {
        let fields = self.key_fields.iter();
        fields
            .flat_map(|field| self.known.iter().filter(move |known| known.written == *field))
            .flat_map(|known| known.columns.clone())
            .collect()
    }
}

pub fn entities(random: &mut Random, setting: &Setting, types: &mut names::Taken, count: usize) -> Vec<(String, Node)> {
    let (mut drafts, mut tables, mut modules, mut paths): (Vec<Draft>, _, _, _) = Default::default();
    if let Some(accounts) = &setting.accounts {
        accounts.reserve((&mut *types, &mut tables, &mut modules, &mut paths));
    }
    let mut tries = 0;
    while drafts.len() < count && tries < 200 {
        tries += 1;
        let taken = (&mut *types, &mut tables, &mut modules, &mut paths);
        if let Some(draft) = named(random, setting, taken) {
            drafts.push(draft);
            let index = drafts.len() - 1;
            settle_key(random, setting, &mut drafts, index);
        }
    }
    for index in 0..drafts.len() {
        for _ in 0..random.between(1, 6) {
            fields::add(random, setting, &mut drafts[index]);
        }
        for _ in 0..random.below(4) {
            relations::add(random, setting, &mut drafts, index);
        }
    }
    if let Some(accounts) = &setting.accounts {
        accounts.add(setting, &mut drafts);
    }
    links::add(random, setting, &mut drafts, &mut tables);
    for draft in &mut drafts {
        if draft.fields.is_empty() {
            draft.fields.push(("only_field".to_owned(), Node::text("int?")));
        }
        constraints::add(random, setting, draft);
        rules::add(random, setting, draft);
        api::add(random, setting, draft);
    }
    drafts.into_iter().map(finish).collect()
}

type Names<'a> = (&'a mut names::Taken, &'a mut names::Taken, &'a mut names::Taken, &'a mut names::Taken);

/// An entity with a name, a plural, a table and a path that nobody has.
fn named(random: &mut Random, setting: &Setting, (types, tables, modules, paths): Names<'_>) -> Option<Draft> {
    let written = names::type_name(random);
    let name = Name::new(&written);
    let mut others = Vec::new();
    let mut plural = name.plural();
    if random.chance(12) {
        let word = random.pick(&names::words()).trim_end_matches('_').to_owned();
        plural = Name::new(&word);
        others.push(("plural", Node::text(word)));
    }
    let mut table = if setting.singular_tables { name.snake().to_owned() } else { plural.snake().to_owned() };
    if random.chance(10) {
        table = (*random.pick(&["Order", "select", "T", "a_b", "tbl", "user", "_sqlx"])).trim_matches('_').to_owned();
        others.push(("table", Node::text(&table)));
    }
    let fits = |name: &str| name.len() <= 63;
    let possible = name.pascal() != "R" && names::can_be_module(&plural) && fits(name.snake()) && fits(&table);
    let free = !types.has(&name.pascal()) && !tables.has(&table) && !modules.has(plural.snake());
    let own = ["healthz", "readyz", "docs", "openapi.json"].contains(&plural.kebab().as_str());
    if !possible || !free || own || table.starts_with("sqlite_") || !paths.claim(&[plural.kebab()]) {
        return None;
    }
    types.take(&name.pascal());
    tables.take(&table);
    modules.take(plural.snake());
    if random.chance(50) {
        others.push(("doc", texts::prose(random)));
    }
    let short = names::is_short(&written) && table.len() <= 24;
    let mut draft = Draft {
        referred: if written.starts_with(|first: char| first.is_ascii_uppercase()) {
            written.clone()
        } else {
            name.pascal()
        },
        written,
        name,
        table,
        short,
        soft_delete: setting.soft_delete,
        key: Vec::new(),
        key_fields: Vec::new(),
        members: names::Taken::default(),
        columns: names::Taken::default(),
        constraints: Vec::new(),
        known: Vec::new(),
        fields: Vec::new(),
        others,
        has_links: false,
    };
    switches(random, setting, &mut draft);
    Some(draft)
}

/// Timestamps, soft delete and the number of sample rows, with the names that they take.
fn switches(random: &mut Random, setting: &Setting, draft: &mut Draft) {
    let mut stamped = setting.timestamps.clone();
    if random.chance(25) {
        let (own, node) = stamps(random);
        stamped = own;
        draft.others.push(("timestamps", node));
    }
    if random.chance(25) {
        draft.soft_delete = random.chance(70);
        draft.others.push(("soft_delete", Node::bare(draft.soft_delete)));
    }
    let Stamps { created, updated } = stamped;
    let deleted = draft.soft_delete.then(|| "deleted_at".to_owned());
    for name in [created, updated, deleted].into_iter().flatten() {
        draft.members.take(&Name::new(&name).json(setting.case()));
        draft.columns.take(&name);
    }
    if random.chance(20) {
        draft.others.push(("seed", Node::bare(random.below(25))));
    }
}

fn settle_key(random: &mut Random, setting: &Setting, drafts: &mut [Draft], index: usize) {
    match random.below(10) {
        0..=5 => generated_key(random, setting, &mut drafts[index]),
        6 | 7 => natural_key(random, setting, &mut drafts[index], 1),
        8 => natural_key(random, setting, &mut drafts[index], 2),
        _ => relations::keyed(random, setting, drafts, index),
    }
    if drafts[index].key.is_empty() {
        generated_key(random, setting, &mut drafts[index]);
    }
}

fn generated_key(random: &mut Random, setting: &Setting, draft: &mut Draft) {
    let mut int = setting.int_keys;
    let mut column = setting.id_column.replace("{entity}", draft.name.snake());
    let long = column.len() > 63;
    if long || random.chance(30) {
        int = random.chance(50);
        let word = if int { "int" } else { "uuid" };
        let mut entries = vec![("type".to_owned(), Node::text(word))];
        if long || random.chance(40) {
            column = (*random.pick(&["no", "Key", "select", "rowid", "oid"])).to_owned();
            entries.push(("column".to_owned(), Node::text(&column)));
        }
        let short = entries.len() == 1 && random.chance(70);
        draft.others.push(("id", if short { Node::text(word) } else { Node::Map(entries) }));
    }
    draft.members.take("id");
    draft.columns.take(&column);
    draft.key = vec![("id".to_owned(), if int { Kind::BigInt } else { Kind::Uuid })];
}

fn natural_key(random: &mut Random, setting: &Setting, draft: &mut Draft, parts: usize) {
    let marked = random.chance(50);
    while draft.key.len() < parts {
        let (kind, spelling) = kinds::of_key(random, setting);
        let written = names::field(random);
        let name = Name::new(&written);
        let short = names::is_short(&written) && !names::is_system_column(name.snake());
        if !short || !draft.claim(&[name.json(setting.case())], &[name.snake()]) {
            continue;
        }
        let mut field = fields::Field::new(spelling);
        if marked {
            field.flags.push("pk");
        }
        let mut known = Known::scalar(&written, name.snake(), kind.clone(), true, false);
        known.changeable = false;
        known.limited = true;
        if kind.is_bounded() && random.chance(30) {
            field.values.push(("min", Value::plain(kind.value(random, setting, 55).text)));
        }
        if kind == Kind::Uuid && random.chance(30) {
            field.default = Some(fields::Default::Call("uuid()"));
        }
        draft.fields.push((written.clone(), field.node(random, "type")));
        draft.known.push(known);
        draft.key.push((name.snake().to_owned(), kind));
        draft.key_fields.push(written);
    }
    if !marked {
        draft.others.push(("key", Node::names(&draft.key_fields)));
    }
}

fn finish(draft: Draft) -> (String, Node) {
    let mut entries: Vec<(String, Node)> = draft.others.into_iter().map(|(key, node)| (key.to_owned(), node)).collect();
    entries.push(("fields".to_owned(), Node::Map(draft.fields)));
    (draft.written, Node::Map(entries))
}
