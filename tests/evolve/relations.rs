//! Relations and links whose names, targets or deletes change.

use crate::trial::{self, after, drops, refused};
use scaffold::evolve::Allowed;

/// A service with these entities, whose keys are small numbers.
fn spec(entities: &str) -> String {
    let people = "  User:\n    fields: {name: string(1..20)}\n  Firm:\n    fields: {name: string(1..20)}\n";
    trial::spec(&format!("entities:\n{people}{entities}"))
}

const PEOPLE: &str = "insert into users (id, name) values (1, 'Ada'), (2, 'Bo');\n\
                      insert into firms (id, name) values (1, 'Acme'), (2, 'Byte');\n";

#[test]
fn links_of_a_renamed_entity_keep_their_rows_in_any_order() {
    let old = spec("  Post:\n    fields: {title: text, authors: 'User[]', editors: 'User[]'}\n");
    let rows = format!(
        "{PEOPLE}insert into posts (id, title) values (1, 'First');\n\
         insert into posts_authors (post_id, user_id) values (1, 1);\n\
         insert into posts_editors (post_id, user_id) values (1, 2);\n"
    );
    let renamed = |fields: &str| spec(&format!("  Article:\n    was: Post\n    fields: {{title: text, {fields}}}\n"));
    let both =
        "select 'author', user_id from articles_authors union all select 'editor', user_id from articles_editors";
    let swapped = renamed("editors: 'User[]', authors: 'User[]'");
    assert_eq!(after(&old, &swapped, &Allowed::default(), (&rows, both)), ["author|1", "editor|2"]);

    let other = renamed("editors: 'User[]', reviewers: 'User[]'");
    let subjects: Vec<_> = refused(&old, &other, &Allowed::default()).into_iter().map(|(name, ..)| name).collect();
    assert_eq!(subjects, ["posts_authors"]);
    let (rows, kept) = (rows.as_str(), "select user_id from articles_editors");
    assert_eq!(after(&old, &other, &drops(&["posts_authors"]), (rows, kept)), ["2"]);
    let told = renamed("editors: 'User[]', reviewers: 'User[] was=authors'");
    let kept = "select user_id from articles_reviewers";
    assert_eq!(after(&old, &told, &Allowed::default(), (rows, kept)), ["1"]);
}

#[test]
fn keys_of_one_entity_do_not_become_keys_of_another() {
    let old = spec("  Post:\n    fields: {title: text, owner: User, tags: 'User[]'}\n");
    for (edit, into, subject) in [
        ("owner: User", "owner: Firm", "posts.owner_id"),
        ("owner: User", "boss: Firm was=owner", "posts.boss_id"),
        ("tags: 'User[]'", "tags: 'Firm[]'", "posts_tags"),
        ("tags: 'User[]'", "firms: 'Firm[] was=tags'", "posts_firms"),
    ] {
        let problems = refused(&old, &old.replace(edit, into), &Allowed::default());
        assert_eq!(problems.len(), 1, "{problems:#?}");
        let (name, reason, ways) = &problems[0];
        assert_eq!((name.as_str(), reason.as_str()), (subject, "points at `firms` now: its rows hold keys of `users`"));
        assert!(ways[0].contains("in two steps"), "{ways:?}");
    }
    let old = old.replace("  Firm:\n", "  Firm:\n    id: uuid\n");
    let problems = refused(&old, &old.replace("owner: User", "owner: Firm"), &Allowed::default());
    assert_eq!(problems.iter().map(|(name, ..)| name.as_str()).collect::<Vec<_>>(), ["posts.owner_id"]);
    let old = old.replace("    id: uuid\n", "");
    // The same entity under another name is none other.
    let renamed = old
        .replace("  User:\n", "  Person:\n    was: User\n")
        .replace("User", "Person")
        .replace("was: Person", "was: User");
    let rows = format!(
        "{PEOPLE}insert into posts (id, title, owner_id) values (1, 'First', 2);\n\
         insert into posts_tags (post_id, user_id) values (1, 1);\n"
    );
    let kept = "select owner_id, person_id from posts join posts_tags on post_id = id";
    assert_eq!(after(&old, &renamed, &Allowed::default(), (&rows, kept)), ["2|1"]);
}

#[test]
fn rows_are_not_made_to_point_at_a_table_that_is_empty() {
    let with = |fields: &str, more: &str| spec(&format!("  Product:\n    fields: {{{fields}}}\n{more}"));
    let category = "  Category:\n    fields: {name: text}\n";
    let old = with("name: text", "");
    let first = "in two steps: first `categories` without it, `scaffold sync`, and";
    let later = format!("{first} a row in it; then the relation with `backfill=KEY`");
    let own = "add it as optional with `?`, give each row a value of its own, and make it required then";
    for (relation, ways) in [
        ("Category", vec![later.as_str(), "`?`, and they point at none"]),
        ("Category backfill=1", vec![&later, "`?`, and they point at none"]),
        ("Category? backfill=1", vec![&later, "no `backfill`, and they point at none"]),
        ("Category unique backfill=1", vec![own]),
    ] {
        let problems =
            refused(&old, &with(&format!("name: text, category: {relation}"), category), &Allowed::default());
        let reason = "makes the rows that exist point at `categories`, which is new and has no rows";
        let ways: Vec<String> = ways.into_iter().map(str::to_owned).collect();
        assert_eq!(problems, [("products.category_id".to_owned(), reason.to_owned(), ways)], "{relation}");
    }
    // Values that were no keys yet.
    let numbered = with("name: text, category_id: bigint", "");
    let problems = refused(&numbered, &with("name: text, category: Category", category), &Allowed::default());
    assert_eq!(problems[0].2, [format!("{first} the rows that its values name; then the relation")]);

    let rows = "insert into products (id, name) values (7, 'Pen');\n";
    let optional = with("name: text, category: Category?", category);
    let select = "select name, category_id from products";
    assert_eq!(after(&old, &optional, &Allowed::default(), (rows, select)), ["Pen|"]);
    let parent = with("name: text", "  Part:\n    fields: {name: text, product: Product, part: Part?}\n");
    assert_eq!(after(&old, &parent, &Allowed::default(), (rows, "select name from products")), ["Pen"]);
}

#[test]
fn rows_point_at_a_table_that_only_gets_a_name() {
    let old = spec("  Group:\n    fields: {name: text}\n  Product:\n    fields: {name: text}\n");
    let rows =
        "insert into groups (id, name) values (3, 'Paper');\ninsert into products (id, name) values (7, 'Pen');\n";
    let new = spec(
        "  Category:\n    was: Group\n    fields: {name: text}\n  Product:\n    fields: {name: text, category: Category backfill=3}\n",
    );
    let found = after(&old, &new, &Allowed::default(), (rows, "select name, category_id from products"));
    assert_eq!(found, ["Pen|3"]);
    let problems = refused(&old, &new.replace(" backfill=3", ""), &Allowed::default());
    assert_eq!(problems[0].2[0], "`backfill=KEY`, the row of `categories` that all of them point at");
}

/// The table may have another name at the same time.
#[test]
fn values_of_one_field_do_not_become_those_of_another() {
    let stay = |target: &str| format!("  Stay:\n    fields: {{guest: {{to: {target}, column: guest}}}}\n");
    let guest = "    id: int\n    fields: {number: int unique}\n";
    let old = spec(&format!("  Guest:\n{guest}{}", stay("Guest, references: [number]")));
    let new = spec(&format!("  Customer:\n    was: Guest\n{guest}{}", stay("Customer")));
    let problems = refused(&old, &new, &Allowed::default());
    let said: Vec<_> = problems.iter().map(|(name, reason, _)| (name.as_str(), reason.as_str())).collect();
    assert_eq!(said, [("stays.guest", "points at `customers.id` now: its rows hold keys of `customers.number`")]);
}

#[test]
fn deletes_that_begin_to_cascade_take_a_flag_whatever_is_renamed_with_them() {
    let old = spec("  Post:\n    fields:\n      title: text\n      author: User\n");
    for (from, to, subject) in [
        ("author: User", "author: User on_delete=cascade", "posts.posts_author_id_fkey"),
        ("author: User", "writer: User on_delete=cascade was=author", "posts.posts_writer_id_fkey"),
        (
            "  Post:\n    fields:\n      title: text\n      author: User",
            "  Article:\n    was: Post\n    fields:\n      title: text\n      author: User on_delete=cascade",
            "articles.articles_author_id_fkey",
        ),
    ] {
        let new = old.replace(from, to);
        let problems = refused(&old, &new, &Allowed::default());
        let ways = vec![format!("if that is meant: --allow-cascade {subject}")];
        assert_eq!(
            problems.iter().map(|(name, _, ways)| (name, ways)).collect::<Vec<_>>(),
            [(&subject.to_owned(), &ways)]
        );
    }
}

#[test]
fn what_a_relation_needed_goes_with_it() {
    let post = "  Post:\n    fields:\n      title: text\n      reporter: {to: User?, references: [email]}\n";
    let unique = |unique: &str, post: &str| {
        format!(
            "scaffold: 1\nname: demo\ndefaults: {{id: int, timestamps: false}}\nentities:\n  User:\n    \
             fields: {{email: email{unique}}}\n{post}"
        )
    };
    let old = unique(" unique", post);
    let rows = "insert into users (id, email) values (1, 'a@example.org');\n\
                insert into posts (id, title, reporter_email) values (1, 'First', 'a@example.org');\n";
    let without = post.replace("      reporter: {to: User?, references: [email]}\n", "");
    let select = "select email from users";
    let found = after(&old, &unique("", &without), &drops(&["posts.reporter_email"]), (rows, select));
    assert_eq!(found, ["a@example.org"]);
    assert_eq!(after(&old, &unique("", ""), &drops(&["posts"]), (rows, select)), ["a@example.org"]);
}

#[test]
fn a_relation_that_becomes_links_can_be_kept() {
    let old = spec("  Tag:\n    fields: {name: text}\n  Post:\n    fields: {tag: Tag}\n");
    let new = old.replace("{tag: Tag}", "{tags: 'Tag[]'}");
    let problems = refused(&old, &new, &Allowed::default());
    assert_eq!(problems[0].0, "posts.tag_id");
    let way = "to keep them in `posts_tags`, in two steps: leave it beside `posts_tags`, `scaffold sync`, copy them in a \
               migration of your own, and take it out then";
    assert_eq!(problems[0].2[1], way);
    let both = old.replace("{tag: Tag}", "{tag: Tag, tags: 'Tag[]'}");
    after(&old, &both, &Allowed::default(), ("", "select tag_id from posts"));
    after(&both, &new, &drops(&["posts.tag_id"]), ("", "select tag_id from posts_tags"));
}
