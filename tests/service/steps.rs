//! What happens to the blog without accounts in its life, in order.

/// A file, a line of it, and what somebody writes above that line.
pub type Edit = &'static (&'static str, &'static str, &'static str);

pub struct Step {
    pub name: &'static str,
    /// What stands in the spec, and what comes instead.
    pub spec: &'static [(&'static str, &'static str)],
    pub command: &'static [&'static str],
    /// What is edited by hand afterwards.
    pub hand: &'static [(&'static str, &'static str, &'static str)],
    /// Whether a usual run tests the service here.
    pub tested: bool,
    /// Whether the database cannot follow while there are two equal reactions.
    pub breaks_on_twins: bool,
}

const SYNC: &[&str] = &["sync"];

const PLAIN: Step = Step { name: "", spec: &[], command: SYNC, hand: &[], tested: false, breaks_on_twins: false };

pub const STEPS: &[Step] = &[
    Step {
        name: "an entity",
        command: &["add-resource", "Reaction", "kind: string(1..20)", "post: Post as reactions on_delete=cascade"],
        hand: &[(
            "src/resources/posts/handlers.rs",
            "    response::created(&format!(\"/api/v1/posts/{}\"",
            "    tracing::debug!(\"somebody writes\");\n",
        )],
        ..PLAIN
    },
    Step {
        name: "a field",
        spec: &[("      published_at:", "      reads: int = 0 min=0 sort\n      published_at:")],
        hand: &[("README.md", "## Test", "## Somebody's chapter\n\nIt is about posts.\n\n")],
        ..PLAIN
    },
    Step {
        name: "an optional field",
        spec: &[("      body: text(1..2000)", "      body: text(1..2000)\n      edited_at: datetime?")],
        hand: &[(
            "src/resources/posts/queries.rs",
            "pub async fn unlink_tag(",
            "/// How many there are.\npub async fn total(db: &mut Connection) -> Result<i64> {\n    \
             Ok(sqlx::query_scalar(\"select count(*) from posts\").fetch_one(db).await?)\n}\n\n",
        )],
        ..PLAIN
    },
    Step {
        name: "a required field",
        spec: &[("      body: text(10..)", "      language: string(2..5) backfill=en\n      body: text(10..)")],
        hand: &[(
            "tests/api/posts.rs",
            "/// A body for a row like no other.",
            "#[sqlx::test(migrator = \"MIGRATOR\")]\nasync fn somebodys_test(pool: Pool) {\n    \
             let page = Service::new(pool).await.get(PATH).await.expect(200);\n    \
             assert!(page.body.starts_with(b\"{\"));\n}\n\n",
        )],
        ..PLAIN
    },
    Step { name: "another name", command: &["rename-field", "Post.title", "headline"], ..PLAIN },
    Step {
        name: "an enum value",
        spec: &[("[draft, published, archived]", "[draft, in_review, published, archived]")],
        ..PLAIN
    },
    Step {
        name: "a unique constraint",
        spec: &[("  Reaction:\n", "  Reaction:\n    unique: [[post, kind]]\n")],
        breaks_on_twins: true,
        ..PLAIN
    },
    Step {
        name: "many to many",
        spec: &[("      edited_at: datetime?", "      edited_at: datetime?\n      labels: Tag[]")],
        ..PLAIN
    },
    Step {
        name: "owners",
        spec: &[
            ("\nenums:", "auth: {account: User, roles: [author, admin]}\n\nenums:"),
            (
                "    doc: An article on the blog.\n",
                "    doc: An article on the blog.\n    owner: author\n    access: {list: public, read: public, \
                 create: user, update: owner, delete: [owner, admin]}\n",
            ),
        ],
        tested: true,
        ..PLAIN
    },
    Step { name: "soft deletion", spec: &[("  Comment:\n", "  Comment:\n    soft_delete: true\n")], ..PLAIN },
    Step {
        name: "a field less",
        spec: &[("      rating: decimal(3,1)? min=0 max=10\n", "")],
        command: &["sync", "--allow-drop", "posts.rating"],
        ..PLAIN
    },
    Step {
        name: "an entity less",
        command: &["remove-resource", "Reaction", "--allow-drop", "reactions"],
        tested: true,
        ..PLAIN
    },
];
