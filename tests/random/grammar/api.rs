//! `api:` of an entity.

use super::Setting;
use super::entities::{Draft, Known};
use crate::document::Node;
use crate::random::Random;

pub fn add(random: &mut Random, setting: &Setting, draft: &mut Draft) {
    let mut entries = Vec::new();
    if random.chance(20) {
        let changes = draft.has_links || draft.known.iter().any(|known| known.changeable);
        let all: Vec<&str> = ["list", "read", "create", "update", "delete"]
            .into_iter()
            .filter(|operation| changes || *operation != "update")
            .collect();
        let count = random.between(1, 5);
        let mut operations = random.several(&all, count);
        if operations == ["delete"] {
            // Which `access` may take away.
            operations.push("read");
        }
        entries.push(("operations".to_owned(), Node::List(operations.iter().map(Node::text).collect())));
    }
    let mut listed = |key: &str, possible: &dyn Fn(&Known) -> bool| {
        let names: Vec<String> =
            draft.known.iter().filter(|known| possible(known)).map(|known| known.written.clone()).collect();
        if random.chance(15) && !names.is_empty() {
            let names = random.several(&names, 2);
            entries.push((key.to_owned(), Node::names(&names)));
        }
    };
    listed("filter", &|known| known.can_be_filtered(setting) && known.written != "all");
    listed("sort", &Known::can_be_sorted);
    listed("search", &Known::can_be_searched);
    if random.chance(10) {
        entries.push(("max_page".to_owned(), Node::bare(random.between(setting.page_size, 1000))));
    }
    if random.chance(10) {
        let path = format!("p.{}_{}-X", draft.table.to_lowercase(), draft.table.len());
        entries.push(("path".to_owned(), Node::text(path.chars().take(63).collect::<String>())));
    }
    if !entries.is_empty() {
        draft.others.push(("api", Node::Map(entries)));
    }
}
