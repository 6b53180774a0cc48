//! A spec, and what may become of it.

pub const SPEC: &str = "\
scaffold: 1
name: blog
description: A blog.
entities:
  Author:
    fields:
      name: string(1..80)
      email: email unique
  Post:
    doc: An article.
    fields:
      title: string(3..200) sort
      views: int = 0
      note: text?
      author: Author as posts
      tags: Tag[]
  Tag:
    fields:
      name: string(1..40) unique
";

/// What stands there and what comes instead.
pub const CHANGES: &[(&str, &str)] = &[
    ("      note: text?\n", "      note: text?\n      subtitle: string(..120)?\n"),
    ("      note: text?\n", "      note: text?\n      price: decimal(10,2) = 1.00\n"),
    ("      note: text?\n", ""),
    ("      note: text?\n", "      remark: text? was=note\n"),
    ("views: int = 0", "views: bigint = 0 filter sort"),
    ("string(3..200) sort", "string(3..100) search"),
    ("  Tag:\n", "  Comment:\n    fields:\n      body: text\n      post: Post as comments\n  Tag:\n"),
    ("  Tag:\n", "  Badge:\n    fields: {label: string(1..20), author: Author as badges}\n  Tag:\n"),
    ("      tags: Tag[]\n  Tag:\n    fields:\n      name: string(1..40) unique\n", ""),
    ("      tags: Tag[]\n", ""),
    ("    doc: An article.\n", "    doc: Something that was written.\n"),
    ("    doc: An article.\n", "    soft_delete: true\n"),
    ("    doc: An article.\n", "    api: {operations: [list, read, create]}\n"),
    ("  Post:\n", "  Article:\n    was: Post\n"),
    ("entities:\n", "enums: {Mood: [good, bad]}\nentities:\n"),
    ("description: A blog.", "description: Words.\napi: {prefix: /api/v2, page_size: 30}"),
    ("name: blog\n", "name: weblog\n"),
    ("entities:\n", "naming: {json: camel}\nentities:\n"),
];

pub fn changed((from, to): &(&str, &str)) -> String {
    assert!(SPEC.contains(from), "{from}");
    SPEC.replacen(from, to, 1)
}
