//! The top of a spec: the service itself and what holds for every entity.

use super::{Setting, texts};
use crate::document::Node;
use crate::random::Random;
use scaffold::model::Database;

/// Names of the two timestamps; none where one is left out.
#[derive(Debug, Clone)]
pub struct Stamps {
    pub created: Option<String>,
    pub updated: Option<String>,
}

impl Stamps {
    pub fn usual() -> Self {
        Self { created: Some("created_at".to_owned()), updated: Some("updated_at".to_owned()) }
    }
}

const NAMES: &[&str] =
    &["shop", "my-service", "x", "a_b-c", "service2", "app", "main", "lib-x", "api", "tests", "sqlite"];
const PREFIXES: &[&str] = &["/", "/api/v1", "/v2", "/a.b/c-d/_e", "/api", "/healthz-not"];
const VERSIONS: &[&str] = &["0.0.1", "1.2.3", "10.20.30-rc.1", "1.0.0+build.5"];

pub fn service(random: &mut Random, database: Database) -> (Setting, Vec<(String, Node)>) {
    let mut setting = Setting {
        database,
        camel: random.chance(40),
        singular_tables: random.chance(30),
        page_size: *random.pick(&[1, 2, 5, 20, 100, 1000]),
        id_column: (*random.pick(&["id", "id", "id", "{entity}_id", "pk_{entity}", "ID"])).to_owned(),
        soft_delete: random.chance(20),
        timestamps: Stamps::usual(),
        int_keys: random.chance(25),
        enums: Vec::new(),
        limited: false,
        accounts: None,
    };
    let mut top = vec![("scaffold".to_owned(), Node::bare(1)), ("name".to_owned(), Node::text(random.pick(NAMES)))];
    let mut put = |key: &str, node: Node| top.push((key.to_owned(), node));
    if random.chance(70) {
        put("description", texts::prose(random));
    }
    if random.chance(30) {
        put("version", Node::text(random.pick(VERSIONS)));
    }
    if database == Database::Postgres {
        put("database", Node::text("postgres"));
    } else if random.chance(50) {
        put("database", Node::text("sqlite"));
    }
    let mut api = vec![("page_size".to_owned(), Node::bare(setting.page_size))];
    if random.chance(50) {
        api.push(("prefix".to_owned(), Node::text(random.pick(PREFIXES))));
    }
    if random.chance(40) {
        api.push(("envelope".to_owned(), Node::text(random.pick(&["none", "jsend"]))));
    }
    put("api", Node::Map(api));
    let naming = [
        ("tables", if setting.singular_tables { "singular" } else { "plural" }),
        ("id", &setting.id_column),
        ("json", if setting.camel { "camel" } else { "snake" }),
    ];
    put("naming", Node::Map(naming.iter().map(|(key, value)| ((*key).to_owned(), Node::text(value))).collect()));
    let defaults = defaults(random, &mut setting);
    if !defaults.is_empty() {
        put("defaults", Node::Map(defaults));
    }
    (setting, top)
}

fn defaults(random: &mut Random, setting: &mut Setting) -> Vec<(String, Node)> {
    let mut defaults = Vec::new();
    if setting.int_keys {
        defaults.push(("id".to_owned(), Node::text("int")));
    }
    if setting.soft_delete {
        defaults.push(("soft_delete".to_owned(), Node::bare("true")));
    }
    if random.chance(25) {
        let (stamps, node) = stamps(random);
        setting.timestamps = stamps;
        defaults.push(("timestamps".to_owned(), node));
    }
    if random.chance(30) {
        let mut api = vec![("max_page".to_owned(), Node::bare(random.between(setting.page_size, 1000)))];
        if random.chance(50) {
            api.push(("filter".to_owned(), Node::text("all")));
        }
        if random.chance(30) {
            setting.limited = true;
            let operations = random.several(&["list", "read", "create", "update", "delete"], 3);
            api.push(("operations".to_owned(), Node::List(operations.iter().map(Node::text).collect())));
        }
        defaults.push(("api".to_owned(), Node::Map(api)));
    }
    defaults
}

/// `timestamps:` in each of its forms.
pub fn stamps(random: &mut Random) -> (Stamps, Node) {
    match random.below(4) {
        0 => (Stamps::usual(), Node::bare("true")),
        1 => (Stamps { created: None, updated: None }, Node::bare("false")),
        2 => {
            let stamps = Stamps { created: Some("inserted_on".to_owned()), updated: None };
            let entries = [("created_at", "insertedOn"), ("updated_at", "none")];
            (stamps, Node::Map(entries.iter().map(|(key, name)| ((*key).to_owned(), Node::text(name))).collect()))
        }
        _ => {
            let stamps = Stamps { created: Some("created_at".to_owned()), updated: Some("last_changed".to_owned()) };
            (stamps, Node::Map(vec![("updated_at".to_owned(), Node::text("last_changed"))]))
        }
    }
}
