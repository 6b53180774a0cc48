//! What is told about a column that is gone, and columns that are known without being told.

use crate::trial::{self, after, drops, files, refused};
use scaffold::evolve::Allowed;
use scaffold::model::Database;

fn spec(entity: &str) -> String {
    trial::spec(&format!("entities:\n{entity}"))
}

fn ways(old: &str, new: &str) -> Vec<(String, Vec<String>)> {
    refused(old, new, &Allowed::default()).into_iter().map(|(subject, _, ways)| (subject, ways)).collect()
}

#[test]
fn a_column_that_gets_a_name_of_its_own_keeps_its_values() {
    let old = spec("  User:\n    fields: {name: text}\n  Post:\n    fields: {title: text, author: User}\n");
    let rows = "insert into users (id, name) values (7, 'Ada');\n\
                insert into posts (id, title, author_id) values (1, 'First', 7);\n";
    let named =
        old.replace("title: text", "title: text column=headline").replace("author: User", "author: User column=by");
    assert_eq!(after(&old, &named, &Allowed::default(), (rows, "select headline, by from posts")), ["First|7"]);

    let rows_named = rows.replace("title, author_id", "headline, by");
    let again = named.replace("column=headline", "column=heading").replace("column=by", "column=writer");
    let renamed = named.replace("title: text column=headline", "caption: text was=title").replace("column=by", "");
    for (new, columns) in [(&old, "title, author_id"), (&again, "heading, writer"), (&renamed, "caption, author_id")] {
        let query = format!("select {columns} from posts");
        assert_eq!(after(&named, new, &Allowed::default(), (&rows_named, &query)), ["First|7"]);
    }

    let with =
        |id: &str| old.replace("fields: {title", &format!("id: {{type: int, column: {id}}}\n    fields: {{title"));
    let rows_with = |id: &str| rows.replace("posts (id", &format!("posts ({id}"));
    for (old, new, id) in
        [(old.clone(), with("no"), "id"), (with("no"), old.clone(), "no"), (with("a"), with("b"), "a")]
    {
        let found = after(&old, &new, &Allowed::default(), (&rows_with(id), "select title, author_id from posts"));
        assert_eq!(found, ["First|7"]);
    }
    let stamped = old.replace("fields: {title", "timestamps: true\n    fields: {title");
    let renamed = stamped.replace("timestamps: true", "timestamps: {created_at: made_at, updated_at: seen_at}");
    let again = renamed.replace("made_at", "born_at");
    for (old, new, columns) in [
        (&stamped, &renamed, "made_at, seen_at"),
        (&renamed, &again, "born_at, seen_at"),
        (&again, &stamped, "created_at"),
    ] {
        let found = after(old, new, &Allowed::default(), ("", &format!("select {columns} from posts")));
        assert_eq!(found, [""; 0]);
    }
}

#[test]
fn only_what_a_spec_can_say_is_proposed() {
    let post =
        |fields: &str| spec(&format!("  User:\n    fields: {{name: text}}\n  Post:\n    fields: {{{fields}}}\n"));
    let told = ways(&post("title: text, author: User?"), &post("title: text, writer: User?"));
    let lost = "to lose its values: --allow-drop posts.author_id".to_owned();
    assert_eq!(
        told,
        [("posts.author_id".to_owned(), vec![lost, "if it is `writer` now: `was=author` at that field".to_owned()])]
    );

    let stamped = |stamps: &str| {
        post("title: text").replace("fields: {title", &format!("timestamps: {stamps}\n    fields: {{title"))
    };
    let old = post("title: text, made_at: datetime");
    let new = stamped("{created_at: born_at, updated_at: none}");
    let told = ways(&old, &new);
    let way = "if it is `born_at` now, in two steps: `timestamps: false` and a field `born_at: datetime was=made_at`, \
               and then `timestamps` again";
    assert_eq!(
        told,
        [(
            "posts.made_at".to_owned(),
            vec!["to lose its values: --allow-drop posts.made_at".to_owned(), way.to_owned()]
        )]
    );
    // Those steps lead there.
    let half = post("title: text, born_at: datetime was=made_at");
    for database in [Database::Sqlite, Database::Postgres] {
        for [from, to] in [[&old, &half], [&half, &new]] {
            files(from, to, &Allowed::default(), database);
        }
    }
}

#[test]
fn rows_that_were_deleted_do_not_come_back_unasked() {
    let hidden = spec("  Post:\n    soft_delete: true\n    fields: {title: text}\n");
    let problems = refused(&hidden, &hidden.replace("    soft_delete: true\n", ""), &Allowed::default());
    let reason = "is no more in the spec, and without it rows that were deleted are there again";
    let way = "to have them back, as far as they break no `unique`: --allow-drop posts.deleted_at";
    assert_eq!((problems[0].1.as_str(), problems[0].2[0].as_str()), (reason, way));
    assert!(problems[0].2[1].contains("migration of your own"), "{problems:?}");
    let shown = hidden.replace("    soft_delete: true\n", "");
    for database in [Database::Sqlite, Database::Postgres] {
        let sql = &files(&hidden, &shown, &drops(&["posts.deleted_at"]), database)[0].sql;
        let told = "-- posts.deleted_at: DROPPED, with its values. Rows that were deleted are there again.\n";
        assert!(sql.starts_with(told), "{sql}");
    }
}

#[test]
fn accounts_without_an_address_get_one_before_they_are_accounts() {
    let old = spec("  User:\n    fields: {name: text}\n");
    let new = old.replace("entities:", "auth: true\nentities:");
    let told = ways(&old, &new);
    let (_, ways) = told.iter().find(|(subject, _)| subject == "users.email").expect("a problem");
    let way =
        "without `auth` first: add it as optional with `?`, give each row a value of its own, and then turn `auth` on";
    assert_eq!(ways, &[way.to_owned()]);
    let half = old.replace("name: text", "name: text, email: email? unique");
    let whole = new.replace("name: text", "name: text, email: email unique");
    for database in [Database::Sqlite, Database::Postgres] {
        files(&old, &half, &Allowed::default(), database);
        files(&half, &whole, &Allowed::default(), database);
    }
}

#[test]
fn sessions_do_not_go_over_to_other_accounts() {
    let old = spec("  User:\n    fields: {name: text}\n  Firm:\n    fields: {name: text}\n")
        .replace("entities:", "auth: true\nentities:")
        .replace("{name: text}", "{name: text, email: email unique}");
    let told = ways(&old, &old.replace("auth: true", "auth: {account: Firm}"));
    let (_, ways) = told.iter().find(|(subject, _)| subject == "auth_sessions.account_id").expect("a problem");
    assert_eq!(
        ways,
        &["in two steps: take `auth` out, `scaffold sync`, and bring it back with the other account".to_owned()]
    );
}

#[test]
fn accounts_that_could_log_in_still_can_when_addresses_must_be_verified() {
    let old =
        spec("  User:\n    fields: {name: text, email: email unique}\n").replace("entities:", "auth: true\nentities:");
    let new = old.replace("auth: true", "auth: {verify_email: true}");
    let rows = "insert into users (id, name, email, password, role, is_active)\n\
                values (7, 'Ada', 'ada@example.org', 'x', 'user', true);\n";
    let select = "select name from users where email_verified_at is not null";
    assert_eq!(after(&old, &new, &Allowed::default(), (rows, select)), ["Ada"]);
    for database in [Database::Sqlite, Database::Postgres] {
        let sql = &files(&old, &new, &Allowed::default(), database)[0].sql;
        assert!(sql.contains("-- users.email_verified_at: new. Accounts that exist count as verified.\n"), "{sql}");
    }
}

#[test]
fn rows_that_exist_get_a_list_however_it_is_written() {
    let old = spec("  Post:\n    fields: {title: text}\n");
    let lines = ["[xy,z]", "'[xy, z]'", "\"[xy, z]\""].map(|list| format!("string(9)[] backfill={list}"));
    let long = "\n        type: string(9)[]\n        backfill:";
    let long = [" [xy, z]", " '[xy, z]'", "\n          - xy\n          - z"].map(|list| format!("{long}{list}"));
    for field in lines.iter().chain(&long) {
        let new = old.replace("{title: text}", &format!("\n      title: text\n      words: {field}"));
        for database in [Database::Sqlite, Database::Postgres] {
            let sql = &files(&old, &new, &Allowed::default(), database)[0].sql;
            assert!(sql.contains("xy") && sql.contains('z'), "{sql}");
        }
    }
}

#[test]
fn rows_that_exist_do_not_all_get_one_unique_value() {
    let old = spec("  User:\n    fields: {name: text}\n  Post:\n    fields: {title: text}\n");
    for field in ["number: int backfill=7 unique", "number: int = 7 unique", "number: User backfill=1 unique"] {
        let new = old.replace("{title: text}", &format!("{{title: text, {field}}}"));
        let problems = refused(&old, &new, &Allowed::default());
        assert_eq!(problems[0].1, "is unique, and the rows that exist would all get the same value", "{field}");
        assert!(problems[0].2[0].starts_with("add it as optional"), "{problems:?}");
    }
    let new = old.replace("{title: text}", "{title: text, number: uuid = uuid() unique}");
    files(&old, &new, &Allowed::default(), Database::Postgres);
}
