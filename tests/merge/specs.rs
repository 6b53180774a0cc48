//! Two services, and what may become of each.

use super::project::generation;
use scaffold::output::Generation;
use std::sync::OnceLock;

/// What stands there and what comes instead.
type Change = (&'static str, &'static str);

const OPEN: &str = "\
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

const OPEN_CHANGES: &[Change] = &[
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
    ("entities:\n", "auth: {account: Author}\nentities:\n"),
];

const ACCOUNTS: &str = "\
scaffold: 1
name: club
auth: {account: Member, roles: [member, admin]}
entities:
  Member:
    fields:
      name: string(1..80)
      handle: slug unique
      email: email unique
      password: password
  Post:
    owner: author
    access: {list: public, read: public, create: user, update: owner, delete: [owner, admin]}
    fields:
      title: string(3..200) sort
      author: Member as posts
      tags: Tag[]
  Comment:
    owner: post.author
    fields:
      body: text(1..2000)
      post: Post as comments
  Tag:
    access: {list: public, read: public, create: admin, update: admin, delete: admin}
    fields:
      name: string(1..40) unique
";

const ACCOUNTS_CHANGES: &[Change] = &[
    ("[member, admin]", "[member, editor, admin]"),
    ("roles: [member, admin]}", "roles: [member, admin], register: closed}"),
    ("roles: [member, admin]}", "roles: [member, admin], verify_email: true}"),
    ("roles: [member, admin]}", "roles: [member, admin], access_token: 5m, refresh_token: 7d}"),
    ("auth: {account: Member, ", "auth: {account: Member, login: handle, "),
    ("      name: string(1..80)\n      handle", "      name: string(2..60) sort\n      handle"),
    ("      name: string(1..80)\n      handle", "      name: string(1..80)\n      city: string(1..80)?\n      handle"),
    (
        "    owner: author\n    access: {list: public, read: public,",
        "    owner: author\n    access: {list: user, read: user,",
    ),
    ("update: owner, delete: [owner, admin]}", "update: [owner, admin], delete: nobody}"),
    (
        "    owner: author\n    access: {list: public, read: public, create: user, update: owner, delete: [owner, admin]}\n",
        "",
    ),
    ("    owner: post.author\n", ""),
    (
        "    owner: post.author\n",
        "    access: {list: public, read: public, create: user, update: admin, delete: admin}\n",
    ),
    (
        "      author: Member as posts\n",
        "      author: Member as posts on_delete=cascade\n      editor: Member? as edited\n",
    ),
    ("  Tag:\n", "  Note:\n    owner: writer\n    fields: {words: text, writer: Member as notes}\n  Tag:\n"),
    ("  Comment:\n", "  Remark:\n    was: Comment\n"),
    ("    owner: author\n", "    soft_delete: true\n    owner: author\n"),
    ("auth:", "api: {prefix: /api/v2, envelope: jsend}\nauth:"),
    ("auth:", "naming: {json: camel}\nauth:"),
];

/// A service as it was born, and each of its next generations.
pub struct Service {
    pub born: Generation,
    pub next: Vec<Generation>,
}

impl Service {
    fn of(spec: &str, changes: &[Change]) -> Self {
        let changed = |(from, to): &Change| {
            assert!(spec.contains(from), "{from}");
            generation(&spec.replacen(from, to, 1))
        };
        Self { born: generation(spec), next: changes.iter().map(changed).collect() }
    }
}

/// One that is open to all, and one with accounts.
pub fn services() -> &'static [Service; 2] {
    static SERVICES: OnceLock<[Service; 2]> = OnceLock::new();
    SERVICES.get_or_init(|| [Service::of(OPEN, OPEN_CHANGES), Service::of(ACCOUNTS, ACCOUNTS_CHANGES)])
}
