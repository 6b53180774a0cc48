//! Natural keys that change, and the rows that refer to them.

use crate::trial::{after, refused, spec};
use scaffold::evolve::Allowed;

/// Each goes through without a question, and every row stays.
fn keeps(old: &str, edits: &[(&str, &str)], rows: &str, (select, expected): (&str, &[&str])) {
    let new = edits.iter().fold(old.to_owned(), |spec, (from, to)| {
        assert!(spec.contains(from), "no {from:?} in\n{spec}");
        spec.replace(from, to)
    });
    assert_eq!(after(old, &new, &Allowed::default(), (rows, select)), expected);
}

const TRIPS: &str = "\
entities:
  Country:
    fields: {code: country pk}
  Trip:
    fields: {name: text, country: Country?, stops: 'Country[]'}
  Visa:
    fields: {country: Country pk, days: int}
  Stamp:
    fields: {visa: Visa, text: text}
";

const TRAVELLED: &str = "\
insert into countries (code) values ('NL'), ('DE');
insert into trips (id, name, country_code) values (1, 'a', 'NL'), (2, 'b', null);
insert into trips_stops (trip_id, country_code) values (1, 'DE');
insert into visas (country_code, days) values ('DE', 3);
insert into stamps (id, visa_country_code, text) values (1, 'DE', 'x');
";

#[test]
fn rows_follow_a_key_that_has_another_name() {
    let edit = [("code: country pk", "iso: country pk was=code")];
    let select = "select name, country_iso from trips union all select text, visa_country_iso from stamps order by 1";
    keeps(&spec(TRIPS), &edit, TRAVELLED, (select, &["a|NL", "b|", "x|DE"]));
    let both = [edit[0], ("country: Country?", "land: Country? was=country")];
    keeps(&spec(TRIPS), &both, TRAVELLED, ("select name, land_iso from trips order by 1", &["a|NL", "b|"]));
    let parts = spec(
        "entities:\n  Room:\n    key: [house, number]\n    fields: {house: string(9), number: int}\n  Bed:\n    fields: {room: Room?}\n",
    );
    let rows = "insert into rooms (house, number) values ('h', 1);\n\
                insert into beds (id, room_house, room_number) values (1, 'h', 1);\n";
    let edits = [("[house, number]", "[house, no]"), ("number: int", "no: int was=number")];
    keeps(&parts, &edits, rows, ("select room_house, room_no from beds", &["h|1"]));
}

#[test]
fn what_was_no_reference_does_not_become_one_unasked() {
    let old =
        spec("entities:\n  Country:\n    fields: {iso: country pk}\n  Trip:\n    fields: {country_code: country?}\n");
    let new = old
        .replace("iso: country pk", "iso: country pk was=code")
        .replace("country_code: country?", "country: Country?");
    let problems = refused(&old, &new, &Allowed::default());
    assert_eq!(problems[0].0, "trips.country_code");
}

#[test]
fn rows_follow_a_key_that_grows() {
    let old = spec(
        "entities:\n  Tag:\n    fields: {code: string(1..5) pk}\n  Post:\n    fields: {tags: 'Tag[]', tag: Tag}\n",
    );
    let rows = "insert into tags (code) values ('a');\ninsert into posts (id, tag_code) values (1, 'a');\n\
                insert into posts_tags (post_id, tag_code) values (1, 'a');\n";
    keeps(&old, &[("(1..5)", "(1..9)")], rows, ("select tag_code from posts_tags", &["a"]));
    let old = old.replace("string(1..5)", "int");
    keeps(&old, &[("int pk", "bigint pk")], &rows.replace("'a'", "1"), ("select tag_code from posts_tags", &["1"]));
}

#[test]
fn rows_follow_a_value_of_a_key_that_has_another_name() {
    let old = spec(
        "enums:\n  Level: [low, high]\nentities:\n  Tier:\n    fields: {level: Level pk}\n  Post:\n    fields: {tiers: 'Tier[]', tier: Tier}\n",
    );
    let rows = "insert into tiers (level) values ('low'), ('high');\n\
                insert into posts (id, tier_level) values (1, 'low'), (2, 'high');\n\
                insert into posts_tiers (post_id, tier_level) values (1, 'low');\n";
    let edits = [("[low, high]", "{small: {was: low}, high: {}}")];
    let select = "select tier_level from posts union all select tier_level from posts_tiers order by 1";
    keeps(&old, &edits, rows, (select, &["high", "small", "small"]));
}

#[test]
fn a_table_that_is_called_like_its_key_may_have_another_name() {
    let old = spec("naming: {tables: singular}\nentities:\n  Code:\n    fields: {code: string(1..10) pk}\n");
    let rows = "insert into code (code) values ('a');\n";
    keeps(&old, &[("  Code:\n", "  Token:\n    was: Code\n")], rows, ("select code from token", &["a"]));
}

#[test]
fn another_key_is_refused() {
    let old = spec("entities:\n  Tag:\n    fields: {code: string(1..5) pk, other: string(1..5)}\n");
    let new = old.replace(" pk,", ",").replace("other: string(1..5)", "other: string(1..5) pk");
    assert_eq!(refused(&old, &new, &Allowed::default())[0].0, "tags");
}

#[test]
fn keys_of_tables_that_point_at_each_other_may_have_other_names() {
    let old = spec(
        "entities:\n  Node:\n    fields: {parent: Node? as children}\n  \
         Egg:\n    fields: {hen: Hen? as eggs}\n  Hen:\n    fields: {egg: Egg? as hens}\n",
    );
    let new = old.replace("name: demo\n", "name: demo\nnaming: {id: '{entity}_id'}\n");
    let rows = "insert into nodes (id, parent_id) values (1, null), (2, 1);\n\
                insert into eggs (id) values (7);\ninsert into hens (id, egg_id) values (8, 7);\nupdate eggs set hen_id = 8;\n";
    let select =
        "select node_id, parent_id from nodes where parent_id is not null union all select egg_id, hen_id from eggs";
    assert_eq!(after(&old, &new, &Allowed::default(), (rows, select)), ["2|1", "7|8"]);
}
