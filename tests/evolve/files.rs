//! The files of a PostgreSQL migration: what each does and says, and what is left where one fails.

use crate::cases::model;
use crate::on_postgres::{CATALOG, as_run, run};
use crate::trial::{drops, files, spec};
use scaffold::evolve::{Allowed, Migration};
use scaffold::model::Database;
use scaffold::target::sql;
use testbed::postgres::Postgres;

fn of(old: &str, new: &str, allowed: &Allowed) -> Vec<Migration> {
    files(old, new, allowed, Database::Postgres)
}

const SHOP: &str = "enums:
  Kind: [transfer, other]
entities:
  Category:
    fields: {name: string(1..40) unique}
  Product:
    fields:
      sku: string(1..20)
      rating: smallint?
      kind: Kind
      category: Category as products
  Loan:
    unique: [{fields: [product], where: returned_on is null}]
    fields: {product: Product as loans, returned_on: date?}
";

#[test]
fn each_file_says_what_it_does() {
    let new = SHOP
        .replace("[transfer, other]", "{shift: {was: transfer}, other: other}")
        .replace("  Category:\n", "  Group:\n    was: Category\n")
        .replace(": Category as", ": Group as")
        .replace("sku: string(1..20)", "sku: string(1..20) unique")
        .replace("smallint?", "smallint backfill=3")
        .replace("kind: Kind", "kind: Kind = other")
        .replace("returned_on is", "back_on is")
        .replace("returned_on: date?", "back_on: date? was=returned_on")
        .replace("as loans", "as loans on_delete=cascade");
    let cascades = vec!["loans.loans_product_id_fkey".to_owned()];
    let files = of(&spec(SHOP), &spec(&new), &Allowed { cascades, ..Allowed::default() });
    let told: Vec<String> = files.iter().map(|file| format!("{}\n{}", file.title, file.sql)).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn rules_that_rows_may_break_are_told() {
    let new = SHOP
        .replace("rating: smallint?", "rating: smallint? max=50")
        .replace("  Loan:\n", "    checks: {rated: rating != 0}\n  Loan:\n");
    for database in [Database::Sqlite, Database::Postgres] {
        let files = files(&spec(SHOP), &spec(&new), &Allowed::default(), database);
        for rule in ["products_rating_check", "products_rated_check"] {
            assert!(files[0].sql.contains(&format!("-- products: rule {rule}. ")), "{}", files[0].sql);
        }
        assert!(!files[0].sql.contains("rules and indexes"), "{}", files[0].sql);
    }
}

#[test]
fn other_names_alone_build_nothing() {
    let new = SHOP
        .replace("  Category:\n", "  Group:\n    was: Category\n")
        .replace(": Category as", ": Group as")
        .replace("returned_on is", "back_on is")
        .replace("returned_on: date?", "back_on: date? was=returned_on");
    let files = of(&spec(SHOP), &spec(&new), &Allowed::default());
    assert_eq!(files.len(), 1, "{files:#?}");
    assert!(!files[0].sql.contains("drop ") && !files[0].sql.contains("create "), "{}", files[0].sql);
}

#[test]
fn a_unique_that_cannot_be_leaves_the_old_one() {
    let hidden = spec("entities:\n  Post:\n    soft_delete: true\n    fields: {slug: string unique}\n");
    let shown = hidden.replace("    soft_delete: true\n", "");
    let migration = of(&hidden, &shown, &drops(&["posts.deleted_at"]));
    let index = migration.iter().position(|file| file.title == "index_posts").expect("an index");
    let script = format!(
        "{}insert into posts (slug, deleted_at) values ('a', now()), ('a', null);\n\\set ON_ERROR_STOP off\n{}\
         select relname, indisvalid from pg_index join pg_class on indexrelid = oid\n\
         where indrelid = 'posts'::regclass and indisunique order by relname;\n",
        sql::create_schema(&model(&hidden, Database::Postgres)),
        as_run(&migration[..=index]),
    );
    let postgres = Postgres::quick().expect("a PostgreSQL");
    let found = run(&postgres.database("evolve_files").url(), &script).expect("rows");
    assert_eq!(found, "posts_pkey|t\nposts_slug_key|t\nposts_slug_key_new|f\n");
}

#[test]
fn uniques_take_each_others_names() {
    let whole = spec("entities:\n  Post:\n    fields: {slug: string unique, on: bool}\n");
    let hidden = whole.replace("    fields:", "    soft_delete: true\n    fields:");
    let part =
        "entities:\n  Post:\n    unique: [{fields: [slug], where: on_air}]\n    fields: {slug: string, on_air: bool}\n";
    let part = spec(part);
    let other = part.replace("where: on_air", "where: not on_air");
    let postgres = Postgres::quick().expect("a PostgreSQL");
    let database = postgres.database("evolve_files");
    for (old, new) in [(&whole, &hidden), (&hidden, &whole), (&part, &other)] {
        let [from, to] = [old, new].map(|spec| sql::create_schema(&model(spec, Database::Postgres)));
        let migration = as_run(&of(old, new, &drops(&["posts.deleted_at"])));
        let migrated = run(&database.url(), &format!("{from}{migration}{CATALOG}"));
        let fresh = run(&database.url(), &format!("{to}{CATALOG}"));
        assert_eq!(migrated, fresh, "{migration}");
    }
}

#[test]
fn no_reference_is_missing_for_a_moment() {
    let new = SHOP.replace("as products", "as products on_delete=set_null").replace(": Category as", ": Category? as");
    let files = of(&spec(SHOP), &spec(&new), &Allowed::default());
    let change = &files[0].sql;
    let [gone, back] = ["drop constraint products_category_id_fkey;", "add constraint products_category_id_fkey "]
        .map(|statement| change.find(statement));
    assert!(gone.is_some() && gone < back, "{change}");
}
