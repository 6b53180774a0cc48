//! Names and values that one edit gives up and takes, and values of enums in lists.

use crate::cases::model;
use crate::database::Sqlite;
use crate::grid::before;
use crate::on_postgres::{as_run, run};
use crate::trial::{after, files, refused, spec};
use scaffold::evolve::{Allowed, Snapshot, migrations, snapshots};
use scaffold::model::{Database, Model};
use scaffold::target::sql;
use testbed::postgres::Postgres;

const KINDS: &str = "enums:\n  Kind: [a, b]\nentities:\n  Post:\n    fields: {kinds: 'Kind[]', kind: Kind?}\n";

/// The rows as both databases spell them; a list is text in one and an array in the other.
fn kinds(edit: &str) -> Vec<String> {
    let (old, new) = (spec(KINDS), spec(&KINDS.replace("[a, b]", edit)));
    let sqlite = Sqlite::new(&model(&old, Database::Sqlite));
    sqlite.run("insert into posts (id, kind, kinds) values (1, 'b', '[\"b\",\"a\"]'), (2, 'a', '[]');").expect("rows");
    let ours: Result<(), String> =
        files(&old, &new, &Allowed::default(), Database::Sqlite).iter().try_for_each(|file| sqlite.run(&file.sql));
    let postgres = Postgres::quick().expect("a PostgreSQL");
    let database = postgres.database("evolve_kinds");
    let theirs = files(&old, &new, &Allowed::default(), Database::Postgres);
    let script = format!(
        "{}insert into posts (id, kind, kinds) values (1, 'b', '{{b,a}}'), (2, 'a', '{{}}');\n{}\
         select kind, array_to_json(kinds) from posts order by id;\n",
        sql::create_schema(&model(&old, Database::Postgres)),
        as_run(&theirs),
    );
    let theirs = run(&database.url(), &script);
    assert_eq!(ours.is_ok(), theirs.is_ok(), "{ours:?} {theirs:?}");
    let found = sqlite.lines("select kind, kinds from posts order by id");
    if let Ok(theirs) = theirs {
        assert_eq!(theirs.lines().collect::<Vec<_>>(), found);
        return found;
    }
    assert_eq!(found, ["b|[\"b\",\"a\"]", "a|[]"]);
    vec!["stopped".to_owned()]
}

#[test]
fn values_of_lists_come_go_and_change_their_names() {
    assert_eq!(kinds("[a, b, c]"), ["b|[\"b\",\"a\"]", "a|[]"]);
    assert_eq!(kinds("{a: {}, its: {was: b}}"), ["its|[\"its\",\"a\"]", "a|[]"]);
    assert_eq!(kinds("{c: {was: a}, its: {was: b}}"), ["its|[\"its\",\"c\"]", "c|[]"]);
    assert_eq!(kinds("[a]"), ["stopped"]);
    assert_eq!(kinds("[a, b]"), ["b|[\"b\",\"a\"]", "a|[]"]);
}

#[test]
fn a_former_name_beside_a_present_one_is_refused() {
    let both = |was: &str, what: &str, now: &str| {
        format!("says that it was `{was}`, and the {what} `{now}` is there already, beside it")
    };
    let old = spec(
        "enums:\n  Kind: [a, b]\nentities:\n  Tag:\n    fields: {x: text}\n  Label:\n    fields: {x: text}\n  Post:\n    \
         fields: {a: text, b: text, kind: Kind, tags: 'Tag[]', labels: 'Tag[]', one: Tag, other: Tag}\n",
    );
    for (from, to, subject, reason) in [
        ("a: text, b: text", "b: text was=a", "posts.b", both("a", "field", "b")),
        ("one: Tag, other: Tag", "other: Tag was=one", "posts.other_id", both("one", "field", "other")),
        ("[a, b]", "{b: {was: a}, c: {}}", "posts.kind", both("a", "value", "b")),
        ("tags: 'Tag[]', labels: 'Tag[]'", "labels: 'Tag[] was=tags'", "posts_labels", both("tags", "link", "labels")),
    ] {
        let problems = refused(&old, &old.replace(from, to), &Allowed::default());
        assert_eq!(problems.len(), 1, "{problems:#?}");
        assert_eq!((problems[0].0.as_str(), &problems[0].1), (subject, &reason));
        assert!(problems[0].2[0].starts_with("in two steps"), "{problems:#?}");
    }
    let old = spec("entities:\n  Tag:\n    fields: {x: text}\n  Label:\n    fields: {x: text}\n");
    let new = spec("entities:\n  Label:\n    was: Tag\n    fields: {x: text}\n");
    assert_eq!(refused(&old, &new, &Allowed::default())[0].1, both("Tag", "entity", "Label"));
}

#[test]
fn a_value_was_what_the_database_held() {
    let with = |kind: &str| spec(&format!("enums:\n  Kind: {kind}\nentities:\n  Post:\n    fields: {{kind: Kind}}\n"));
    let old = with("{a: {value: AA}, b: {}}");
    let wrong = refused(&old, &with("{z: {value: ZZ, was: a}, b: {}}"), &Allowed::default());
    assert_eq!(wrong[0].1, "has the value `z` that says it was `a`, and no row holds that");
    assert_eq!(wrong[0].2[0], "`was` is what the database held, which is gone now: `AA`");
    let rows = "insert into posts (id, kind) values (1, 'AA'), (2, 'b');\n";
    let found = after(
        &old,
        &with("{z: {value: ZZ, was: AA}, b: {}}"),
        &Allowed::default(),
        (rows, "select kind from posts order by id"),
    );
    assert_eq!(found, ["ZZ", "b"]);
}

fn graded(kind: &str) -> String {
    let entities =
        "  Level:\n    fields: {kind: Kind}\n    key: [kind]\n  Post:\n    fields: {kind: Kind = low, level: Level}\n";
    spec(&format!("enums:\n  Kind: {kind}\nentities:\n{entities}"))
}

/// Rows of [`graded`] in which the two values are stored as these.
fn levels(low: &str, mid: &str) -> String {
    format!(
        "insert into levels (kind) values ('{low}'), ('{mid}');\n\
         insert into posts (id, kind, level_kind) values (1, '{low}', '{mid}'), (2, '{mid}', '{low}');\n"
    )
}

#[test]
fn a_value_of_the_same_name_is_stored_otherwise_without_being_told() {
    for (old, new, (low, mid), found) in [
        ("[low, mid]", "{low: L, mid: {}}", ("low", "mid"), ["L|mid", "mid|L"]),
        ("[low, mid]", "{low: {value: L, was: low}, mid: {}}", ("low", "mid"), ["L|mid", "mid|L"]),
        ("{low: L, mid: {}}", "{mid: M, low: LOW}", ("L", "mid"), ["LOW|M", "M|LOW"]),
        ("{low: L, mid: M}", "{low: {value: LOW, was: low}, mid: M}", ("L", "M"), ["LOW|M", "M|LOW"]),
        ("{low: L, mid: M}", "[low, mid]", ("L", "M"), ["low|mid", "mid|low"]),
        // Only the name is another one.
        ("{low: L, mid: M}", "{low: {value: L}, middle: M}", ("L", "M"), ["L|M", "M|L"]),
        ("{low: L, mid: M}", "{low: l, middle: {was: M}}", ("L", "M"), ["l|middle", "middle|l"]),
    ] {
        let (old, new) = (graded(old), graded(new));
        let rows = levels(low, mid);
        let select = "select kind, level_kind from posts order by id";
        assert_eq!(after(&old, &new, &Allowed::default(), (&rows, select)), found, "{new}");
    }
    assert_eq!(kinds("{a: {}, b: {value: it's}}"), ["it's|[\"it's\",\"a\"]", "a|[]"]);
    assert_eq!(kinds("{a: A, b: {value: B, was: b}, c: {}}"), ["B|[\"B\",\"A\"]", "A|[]"]);
}

#[test]
fn names_of_values_are_remembered_where_they_are_not_what_is_stored() {
    let (old, named) = (model(&graded("[low, mid]"), Database::Sqlite), graded("{low: L, mid: {}}"));
    let now = model(&named, Database::Sqlite);
    let type_of = |model: &Model| snapshots(model)[0].1.lines().find(|line| line.contains("kind")).map(str::to_owned);
    let [plain, spelled] = [&old, &now].map(|model| type_of(model).expect("a column"));
    assert!(plain.contains(r#""type":{"enum":["low","mid"]},"#), "{plain}");
    assert!(spelled.contains(r#""type":{"enum":["L","mid"],"names":{"L":"low"}},"#), "{spelled}");
    // Snapshots once had no names.
    let nameless = snapshots(&now).into_iter().map(|(name, text)| {
        let text = text.replace(r#","names":{"L":"low"}"#, "");
        (name, Snapshot::read(&text).expect("a snapshot"))
    });
    let nameless: Vec<_> = nameless.collect();
    let told = model(&graded("{low: {value: LOW, was: L}, mid: {}}"), Database::Sqlite);
    let renamed = graded("{low: L, middle: mid}");
    for (before, now, expected) in
        [(&nameless, &now, 0), (&nameless, &told, 1), (&before(&now), &model(&renamed, Database::Sqlite), 0)]
    {
        let files = migrations(before, now, &Allowed::default()).expect("migrations");
        assert_eq!(files.len(), expected, "{files:#?}");
        assert!(files.iter().all(|file| file.sql.contains("when 'L' then 'LOW'")), "{files:#?}");
    }
}

#[test]
fn what_one_value_is_stored_as_does_not_become_another_ones() {
    let taken = |stored: &str, name: &str, holder: &str| {
        format!("has `{stored}` for the value `{name}`, which the former `{holder}` gives up at the same time")
    };
    for (old, new, reasons) in [
        ("[low, mid]", "{low: mid, mid: low}", vec![taken("mid", "low", "mid"), taken("low", "mid", "low")]),
        ("{low: L, mid: M}", "{low: M, mid: N}", vec![taken("M", "low", "mid")]),
        ("{low: L, mid: M}", "{low: M, top: {}}", vec![taken("M", "low", "mid")]),
        ("{low: L, mid: M}", "{low: {value: M, was: L}, top: {}}", vec![taken("M", "low", "mid")]),
        ("{low: L, mid: M}", "{lowest: L, low: {}, mid: M}", vec![taken("L", "lowest", "low")]),
        (
            "{low: L, mid: M}",
            "{low: {value: N, was: M}}",
            vec!["says that it was `M`, and the value `low` is there already, beside it".to_owned()],
        ),
    ] {
        let post = "entities:\n  Post:\n    fields: {kind: Kind}\n";
        let [old, new] = [old, new].map(|kind| spec(&format!("enums:\n  Kind: {kind}\n{post}")));
        let problems = refused(&old, &new, &Allowed::default());
        assert_eq!(problems.iter().map(|(_, reason, _)| reason.clone()).collect::<Vec<_>>(), reasons, "{new}");
        assert!(problems.iter().all(|(_, _, ways)| ways[0].starts_with("in two steps")), "{problems:#?}");
    }
}

#[test]
fn a_name_is_free_before_it_is_taken() {
    let with = |entities: &str| spec(&format!("entities:\n{entities}"));
    let post = |table: &str| format!("  Post:\n    table: {table}\n    fields: {{title: string(9) unique}}\n");
    let tag = |table: &str| format!("  Tag:\n    table: {table}\n    fields: {{x: text}}\n");
    let linked = |links: &str| post("posts").replace("unique", &format!("unique, tags: {links}")) + &tag("tags");
    let link = "  Link:\n    table: posts_tags\n    fields: {post: Post, tag: Tag}\n";
    for (old, new, taken) in [
        (post("posts"), post("articles") + &tag("posts"), "posts"),
        (post("posts") + &tag("tags"), post("articles") + &tag("posts"), "posts"),
        (post("posts") + &tag("tags"), post("tags") + &tag("posts"), "posts"),
        (tag("tags"), post("tags"), "tags"),
        (linked("'Tag[]'"), linked("'Tag[] through=Link'") + link, "posts_tags"),
    ] {
        let problems = refused(&with(&old), &with(&new), &Allowed::default());
        let problem = problems.iter().find(|(subject, ..)| subject == taken).expect("a problem");
        assert_eq!(
            problem.1,
            format!("takes the name `{taken}`, which the former `{taken}` gives up at the same time")
        );
        assert!(problem.2[0].starts_with("in two steps"), "{problem:?}");
    }
}

#[test]
fn a_table_may_be_called_like_the_one_that_a_rebuild_makes() {
    let old =
        spec("entities:\n  Post:\n    fields: {x: string(5)}\n  Other:\n    table: posts_new\n    fields: {x: text}\n");
    let rows = "insert into posts (id, x) values (1, 'a');\ninsert into posts_new (id, x) values (2, 'b');\n";
    let select = "select x from posts union all select x from posts_new order by 1";
    assert_eq!(after(&old, &old.replace("string(5)", "string(4)"), &Allowed::default(), (rows, select)), ["a", "b"]);
}

#[test]
fn sql_of_the_spec_does_not_name_what_is_gone() {
    let old = spec(
        "entities:\n  Post:\n    unique: [{fields: [title], where: state <> 'state'}]\n    \
         index: [{sql: lower(state)}]\n    fields: {title: string(9), state: string(9)}\n",
    );
    let renamed = old.replace("state: string(9)", "status: string(9) was=state");
    let problems = refused(&old, &renamed, &Allowed::default());
    let told: Vec<&str> = problems.iter().map(|(subject, ..)| subject.as_str()).collect();
    assert_eq!(told, ["posts.posts_title_key", "posts.posts_sql_idx"]);
    assert_eq!(problems[0].1, "names the column `state` in its SQL, which is not there any more");

    let whole = renamed.replace("where: state <>", "where: status <>").replace("lower(state)", "lower(status)");
    let rows = "insert into posts (id, title, state) values (1, 'a', 'x');\n";
    assert_eq!(after(&old, &whole, &Allowed::default(), (rows, "select status from posts")), ["x"]);
}
