//! Makes up valid specs: every feature of the language, under names and with texts that mean to do harm.

mod accounts;
mod api;
mod constraints;
mod entities;
mod enums;
mod fields;
mod kinds;
mod links;
mod names;
mod relations;
mod rules;
mod service;
mod texts;

use crate::document::Node;
use crate::random::Random;
use enums::Enum;
use scaffold::model::Database;

/// How large a spec may get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// From one entity to nine.
    Any,
    /// Four to six entities of some fields: what compiles in a minute.
    Project,
}

/// What holds for the whole spec while it is made.
struct Setting {
    database: Database,
    camel: bool,
    singular_tables: bool,
    page_size: usize,
    id_column: String,
    /// Defaults of the spec.
    soft_delete: bool,
    timestamps: service::Stamps,
    int_keys: bool,
    enums: Vec<Enum>,
    /// Entities offer no more than a few operations unless they say so.
    limited: bool,
    accounts: Option<accounts::Accounts>,
}

/// The spec of a seed.
pub fn spec(seed: u64, size: Size) -> Node {
    let database = if seed.is_multiple_of(2) { Database::Sqlite } else { Database::Postgres };
    let mut random = Random::new(seed);
    let random = &mut random;
    let (setting, mut top) = service::service(random, database);
    let mut types = names::Taken::default();
    let mut setting = setting;
    setting.accounts = accounts::choose(seed);
    if let Some(accounts) = &setting.accounts {
        top.push(("auth".to_owned(), accounts.top()));
        types.take(accounts.entity);
        types.take(&format!("{}Role", accounts.entity));
    }
    let count = random.below(4);
    for _ in 0..count {
        enums::add(random, &mut setting, &mut types);
    }
    if !setting.enums.is_empty() {
        let enums = setting.enums.iter().map(|made| (made.name.clone(), made.node.clone()));
        top.push(("enums".to_owned(), Node::Map(enums.collect())));
    }
    let count = match size {
        Size::Any => random.between(1, 9),
        Size::Project => random.between(4, 6),
    };
    let mut entities = entities::entities(random, &setting, &mut types, count);
    entities.extend(setting.accounts.as_ref().and_then(accounts::Accounts::entity));
    top.push(("entities".to_owned(), Node::Map(entities)));
    Node::Map(top)
}
