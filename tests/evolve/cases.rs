//! Specs that one service could have had at different times.

use scaffold::check::check;
use scaffold::model::{Database, Model};
use scaffold::source::Source;

/// The first of them, with rows of its own; the others are edits of it: what stands there, and what comes instead.
pub const FIRST: &str = "\
scaffold: 1
name: blog
enums:
  Status: [draft, live, gone]
entities:
  Author:
    fields:
      email: email unique
      name: string(1..80)
  Post:
    doc: An article.
    fields:
      title: string(3..200) sort
      slug: slug unique
      views: int = 0 min=0
      status: Status = draft index
      rating: decimal(3,1)? min=0 max=10
      note: text?
      author: Author as posts on_delete=cascade
      tags: Tag[]
    index: [[author, created_at desc]]
    checks: {rated_when_live: status != live or rating != null}
  Tag:
    fields:
      name: string(1..40) unique
";

pub type Edit = &'static [(&'static str, &'static str)];

/// Each with a name that tells what it does.
pub const EDITS: &[(&str, Edit)] = &[
    ("nothing", &[]),
    ("optional field", &[("      note: text?", "      note: text?\n      subtitle: string(..120)?")]),
    ("field with default", &[("      note: text?", "      note: text?\n      lang: string(2..5) = en")]),
    ("field with backfill", &[("      note: text?", "      note: text?\n      lang: string(2..5) backfill=xx")]),
    ("field with the time", &[("      note: text?", "      note: text?\n      seen_at: datetime = now()")]),
    ("field with a uuid", &[("      note: text?", "      note: text?\n      token: uuid = uuid()")]),
    ("unique field", &[("      note: text?", "      note: text?\n      code: string(4)? unique")]),
    ("list field", &[("      note: text?", "      note: text?\n      links: url[]")]),
    (
        "optional relation",
        &[("      note: text?", "      note: text?\n      editor: Author? as edited on_delete=set_null")],
    ),
    ("self relation", &[("      note: text?", "      note: text?\n      parent: Post? as children on_delete=cascade")]),
    ("field removed", &[("      note: text?\n", "")]),
    ("field renamed", &[("      note: text?", "      remark: text? was=note")]),
    (
        "checked field renamed",
        &[
            ("      rating: decimal(3,1)?", "      score: decimal(3,1)? was=rating"),
            ("rating != null", "score != null"),
        ],
    ),
    (
        "indexed field renamed",
        &[("      status: Status", "      state: Status was=status"), ("status != live", "state != live")],
    ),
    (
        "relation renamed",
        &[("      author: Author as posts", "      writer: Author as posts was=author"), ("[[author,", "[[writer,")],
    ),
    ("longer text", &[("string(3..200)", "string(3..300)")]),
    ("shorter text", &[("string(3..200)", "string(3..100)")]),
    ("text without end", &[("title: string(3..200) sort", "title: text(3..)")]),
    ("larger number", &[("views: int", "views: bigint")]),
    ("more digits", &[("decimal(3,1)", "decimal(5,1)")]),
    ("tighter range", &[("views: int = 0 min=0", "views: int = 0 min=0 max=100000")]),
    ("looser range", &[("views: int = 0 min=0", "views: int = 0")]),
    ("other default", &[("views: int = 0", "views: int = 7")]),
    ("no default", &[("views: int = 0", "views: int")]),
    ("optional", &[("name: string(1..80)", "name: string(1..80)?")]),
    ("required with backfill", &[("note: text?", "note: text backfill=none")]),
    ("enum value added", &[("[draft, live, gone]", "[draft, review, live, gone]")]),
    ("enum value removed", &[("[draft, live, gone]", "[draft, live]")]),
    (
        "enum value renamed",
        &[("  Status: [draft, live, gone]", "  Status: {draft: {}, live: {}, hidden: {was: gone}}")],
    ),
    ("enum to text", &[("status: Status = draft index", "status: string(1..20) = draft index")]),
    ("unique added", &[("title: string(3..200) sort", "title: string(3..200) unique")]),
    ("unique removed", &[("slug: slug unique", "slug: slug")]),
    ("composite unique", &[("    index: [[author,", "    unique: [[author, title]]\n    index: [[author,")]),
    ("index added", &[("views: int = 0 min=0", "views: int = 0 min=0 index")]),
    ("index removed", &[("    index: [[author, created_at desc]]\n", "")]),
    ("partial index", &[("    index: [[author,", "    index: [{fields: [views], where: views > 0}, [author,")]),
    ("rule removed", &[("    checks: {rated_when_live: status != live or rating != null}\n", "")]),
    ("rule added", &[("    checks: {", "    checks: {few_views: views < 1000000, ")]),
    ("on delete changed", &[("on_delete=cascade\n      tags", "on_delete=restrict\n      tags")]),
    ("links removed", &[("      tags: Tag[]\n", "")]),
    ("links renamed", &[("      tags: Tag[]", "      labels: Tag[] was=tags")]),
    ("links added", &[("      name: string(1..40) unique", "      name: string(1..40) unique\n      fans: Author[]")]),
    ("soft delete", &[("    doc: An article.\n", "    doc: An article.\n    soft_delete: true\n")]),
    ("timestamps off", &[("  Tag:\n", "  Tag:\n    timestamps: false\n")]),
    (
        "entity added",
        &[(
            "  Tag:\n",
            "  Comment:\n    fields:\n      body: text\n      post: Post as comments on_delete=cascade\n  Tag:\n",
        )],
    ),
    ("accounts added", &[("entities:\n", "auth: true\nentities:\n")]),
    ("entity removed", &[("  Tag:\n    fields:\n      name: string(1..40) unique\n", ""), ("      tags: Tag[]\n", "")]),
    (
        "circle added",
        &[(
            "  Tag:\n",
            "  Hen:\n    fields:\n      egg: Egg?\n  Egg:\n    fields:\n      hen: Hen?\n      tags: Tag[]\n  Tag:\n",
        )],
    ),
    ("entity renamed", &[("  Post:\n", "  Article:\n    was: Post\n")]),
    ("target renamed", &[("  Author:\n", "  Person:\n    was: Author\n"), ("author: Author as", "author: Person as")]),
    ("other table name", &[("    doc: An article.\n", "    doc: An article.\n    table: writings\n")]),
    ("other doc", &[("doc: An article.", "doc: Something written.")]),
    ("no doc", &[("    doc: An article.\n", "")]),
];

/// The spec that an edit makes of the first one.
pub fn edited(edit: Edit) -> String {
    edit.iter().fold(FIRST.to_owned(), |spec, (from, to)| {
        assert!(spec.contains(from), "no {from:?} in\n{spec}");
        spec.replacen(from, to, 1)
    })
}

pub fn model(spec: &str, database: Database) -> Model {
    let word = if database == Database::Sqlite { "sqlite" } else { "postgres" };
    let text = format!("{spec}database: {word}\n");
    match check(&Source::new("scaffold.yaml", text.as_str())) {
        Ok(model) => model,
        Err(report) => panic!("{}", report.render(scaffold::diagnostic::Style::Plain)),
    }
}
