//! Small models, made by hand.

use scaffold::check;
use scaffold::model::{
    Access, Api, Check, Column, Comparison, Database, Default, Entity, EntityId, Enum, EnumId, EnumValue, Envelope,
    Expression, Field, FieldKind, FieldOrigin, Index, IndexColumn, Literal, ManyToMany, Model, OnDelete, Operand,
    Operation, Semantic, ToOne, Type, Unique,
};
use scaffold::name::{JsonCase, Name, constraint};
use scaffold::source::Source;
use scaffold::target::sample::{NeedsExample, Samples};

/// The specs under `examples/`, each with its folder's name.
pub fn examples() -> Vec<(String, Model)> {
    let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples")).unwrap();
    let read = |folder: std::fs::DirEntry| {
        let source = Source::read(&folder.path().join("scaffold.yaml")).unwrap();
        let model = check::check(&source).expect("a valid example");
        (folder.file_name().into_string().unwrap(), model)
    };
    folders.map(|folder| read(folder.unwrap())).collect()
}

/// The sample values of one entity.
pub fn samples(model: &Model, id: EntityId) -> Result<Samples<'_>, NeedsExample> {
    Samples::all(model).map(|mut all| all.remove(&id).expect("an entity of the model"))
}

pub fn model(database: Database, enums: Vec<Enum>, entities: Vec<Entity>) -> Model {
    Model {
        name: "sample".to_owned(),
        description: "A shop.".into(),
        version: "0.1.0".to_owned(),
        database,
        prefix: "/api/v1".to_owned(),
        envelope: Envelope::None,
        page_size: 20,
        json_case: JsonCase::Snake,
        enums,
        entities,
        auth: None,
    }
}

pub fn enumeration(name: &str, values: &[&str]) -> Enum {
    let value = |name: &&str| EnumValue {
        name: (*name).to_owned(),
        stored: (*name).to_owned(),
        variant: Name::new(name).type_ident(),
        doc: None,
        was: None,
    };
    Enum { name: Name::new(name), doc: None, values: values.iter().map(value).collect() }
}

pub fn field(name: &str, ty: Type) -> Field {
    let column = Column { name: name.to_owned(), member: Name::new(name), ty: ty.clone() };
    Field {
        name: Name::new(name),
        origin: FieldOrigin::Spec,
        kind: FieldKind::Scalar(ty),
        columns: vec![column],
        doc: None,
        example: None,
        message: None,
        required: true,
        default: None,
        min: None,
        max: None,
        pattern: None,
        immutable: false,
        readonly: false,
        secret: false,
        internal: false,
        caller: false,
        managed: false,
        unique: false,
        filterable: false,
        sortable: false,
        searchable: false,
        was: None,
        backfill: None,
        native: None,
    }
}

pub fn optional(name: &str, ty: Type) -> Field {
    Field { required: false, ..field(name, ty) }
}

pub fn string(name: &str, min: u32, max: u32) -> Field {
    field(name, Type::String { min, max })
}

/// A required relation to the key columns given as (name, type).
pub fn relation(table: &str, name: &str, target: usize, keys: &[(&str, Type)], on_delete: OnDelete) -> Field {
    let columns: Vec<Column> = keys
        .iter()
        .map(|(key, ty)| {
            let column = format!("{name}_{key}");
            Column { member: Name::new(&column), name: column, ty: ty.clone() }
        })
        .collect();
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let kind = FieldKind::ToOne(ToOne {
        target: EntityId(target),
        inverse: None,
        on_delete,
        one_to_one: false,
        references: keys.iter().map(|(key, _)| (*key).to_owned()).collect(),
        constraint: constraint(table, &names, "fkey"),
    });
    Field { kind, columns, ..field(name, Type::Uuid) }
}

/// An entity with exactly these fields; the first is the key.
pub fn bare(name: &str, plural: &str, fields: Vec<Field>) -> Entity {
    let table = Name::new(plural).snake().to_owned();
    let uniques = fields.iter().enumerate().filter(|(_, field)| field.unique).map(|(index, field)| Unique {
        name: constraint(&table, &[&field.columns[0].name], "key"),
        columns: field.columns.iter().map(|column| column.name.clone()).collect(),
        fields: vec![index],
        filter: None,
    });
    Entity {
        name: Name::new(name),
        plural: Name::new(plural),
        uniques: uniques.collect(),
        path: Name::new(plural).kebab(),
        table,
        doc: None,
        was: None,
        fields,
        key: vec![0],
        many_to_many: Vec::new(),
        indexes: Vec::new(),
        checks: Vec::new(),
        soft_delete: false,
        owner: None,
        access: Access::open(),
        api: Api {
            operations: vec![Operation::List, Operation::Read, Operation::Create, Operation::Update, Operation::Delete],
            max_page: 100,
        },
        seed: 10,
    }
}

/// An entity with a generated uuid key and timestamps around the fields.
pub fn entity(name: &str, plural: &str, fields: Vec<Field>) -> Entity {
    let made = |name, origin, ty| Field { origin, readonly: true, ..field(name, ty) };
    let mut all = vec![made("id", FieldOrigin::Key, Type::Uuid)];
    all.extend(fields);
    all.push(made("created_at", FieldOrigin::CreatedAt, Type::DateTime));
    all.push(made("updated_at", FieldOrigin::UpdatedAt, Type::DateTime));
    bare(name, plural, all)
}

pub fn index(table: &str, columns: &[(&str, bool)]) -> Index {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    Index {
        name: constraint(table, &names, "idx"),
        columns: columns
            .iter()
            .map(|(name, descending)| IndexColumn { name: (*name).to_owned(), descending: *descending })
            .collect(),
        filter: None,
        method: None,
        sql: None,
    }
}

pub fn rule(table: &str, name: &str, expression: Expression) -> Check {
    let constraint = constraint(table, &[name], "check");
    Check { name: name.to_owned(), constraint, expression, text: name.to_owned(), message: None }
}

pub fn compare(left: usize, comparison: Comparison, right: usize) -> Expression {
    Expression::Compare(Operand::Field(left), comparison, Operand::Field(right))
}

/// Users, posts, comments and tags.
pub fn blog(database: Database) -> Model {
    let user = entity(
        "User",
        "users",
        vec![
            Field { unique: true, ..field("email", Type::Semantic { kind: Semantic::Email, min: 3, max: 254 }) },
            string("name", 1, 80),
        ],
    );
    let id = [("id", Type::Uuid)];
    let mut post = entity(
        "Post",
        "posts",
        vec![
            Field { doc: Some("Shown in lists; it's short.\nNo markup.".to_owned()), ..string("title", 3, 200) },
            Field { unique: true, ..field("slug", Type::Semantic { kind: Semantic::Slug, min: 1, max: 100 }) },
            field("body", Type::Text { min: 10, max: 65_536 }),
            Field {
                default: Some(Default::Literal(Literal::Enum(EnumId(0), 0))),
                ..field("status", Type::Enum(EnumId(0)))
            },
            Field {
                min: Some(Literal::Decimal("0.0".parse().unwrap())),
                max: Some(Literal::Decimal("10.0".parse().unwrap())),
                ..optional("rating", Type::Decimal { precision: 3, scale: 1 })
            },
            optional("published_at", Type::DateTime),
            relation("posts", "author", 0, &id, OnDelete::Cascade),
        ],
    );
    post.doc = Some("An article on the blog.".to_owned());
    post.indexes =
        vec![index("posts", &[("author_id", false), ("created_at", true)]), index("posts", &[("published_at", true)])];
    post.many_to_many = vec![ManyToMany {
        name: Name::new("tags"),
        doc: None,
        was: None,
        target: EntityId(3),
        through: None,
        table: "posts_tags".to_owned(),
        member: Name::new("tag_ids"),
        source_columns: vec!["post_id".to_owned()],
        target_columns: vec!["tag_id".to_owned()],
        source_constraint: "posts_tags_post_id_fkey".to_owned(),
        target_constraint: "posts_tags_tag_id_fkey".to_owned(),
        target_index: "posts_tags_tag_id_idx".to_owned(),
    }];
    let mut comment = entity(
        "Comment",
        "comments",
        vec![
            field("body", Type::Text { min: 1, max: 2_000 }),
            relation("comments", "post", 1, &id, OnDelete::Cascade),
            Field { required: false, ..relation("comments", "parent", 2, &id, OnDelete::SetNull) },
        ],
    );
    comment.indexes = vec![index("comments", &[("post_id", false)]), index("comments", &[("parent_id", false)])];
    let tag = entity("Tag", "tags", vec![Field { unique: true, ..string("name", 1, 40) }]);
    model(database, vec![enumeration("PostStatus", &["draft", "published"])], vec![user, post, comment, tag])
}

/// A field of every type, with the bounds, defaults and texts that are hardest to spell.
pub fn every_type(database: Database) -> Model {
    let literal = |value| Some(Default::Literal(value));
    let text = |text: &str| Literal::Text(text.to_owned());
    let list = |of| Type::List { of: Box::new(of), min: 0, max: 5 };
    let mut all = entity(
        "Type",
        "types",
        vec![
            Field { default: literal(text("it's \\ \"quoted\"; --")), ..string("order", 0, 60) },
            field("code", Type::Char { length: 4 }),
            Field { min: Some(Literal::Int(-5)), ..field("group", Type::SmallInt) },
            Field { default: literal(Literal::Int(i64::MIN)), ..field("big", Type::BigInt) },
            Field { default: literal(Literal::Float(1e300)), ..field("ratio", Type::Float) },
            Field {
                default: literal(Literal::Decimal("-1.50".parse().unwrap())),
                ..field("price", Type::Decimal { precision: 10, scale: 2 })
            },
            field("cost", Type::Decimal { precision: 12, scale: 4 }),
            Field { default: literal(Literal::Bool(true)), ..field("active", Type::Bool) },
            Field {
                default: Some(Default::Today),
                min: Some(Literal::Date("2020-01-01".to_owned())),
                ..field("due", Type::Date)
            },
            Field { default: literal(Literal::Time("08:30:00.000000".to_owned())), ..field("opens", Type::Time) },
            Field {
                default: literal(Literal::DateTime("2026-01-02T03:04:05.000000Z".to_owned())),
                ..field("starts_at", Type::DateTime)
            },
            Field { default: Some(Default::Now), ..field("ends_at", Type::DateTime) },
            Field { default: Some(Default::Now), ..field("local", Type::Timestamp) },
            Field { default: literal(text("P1DT2H")), ..field("duration", Type::Duration) },
            Field { default: Some(Default::Uuid), ..field("token", Type::Uuid) },
            Field {
                default: literal(Literal::Json(serde_json::json!({"it's": [1, null]}))),
                ..field("data", Type::Json)
            },
            optional("extra", Type::Json),
            Field { default: literal(text("AAEC/w==")), ..field("blob", Type::Bytes { min: 1, max: 64 }) },
            field("password", Type::Password { min: 8, max: 128 }),
            field("labels", list(Type::String { min: 1, max: 40 })),
            Field {
                default: literal(Literal::List(vec![Literal::Enum(EnumId(0), 1)])),
                ..field("ratings", list(Type::Enum(EnumId(0))))
            },
            Field { native: Some("text".to_owned()), ..field("path", Type::Text { min: 0, max: 100 }) },
            Field { default: Some(Default::Sql("1 + 1".to_owned())), ..field("computed", Type::Int) },
        ],
    );
    all.doc = Some("Ends */ here'); drop table users; --\r\ndrop table users;".to_owned());
    all.checks = vec![
        rule("types", "ends_after_start", compare(12, Comparison::Greater, 11)),
        rule("types", "price_above_cost", compare(6, Comparison::GreaterOrEqual, 7)),
        rule(
            "types",
            "order_or_code",
            Expression::Or(
                Box::new(Expression::Not(Box::new(compare(1, Comparison::Less, 2)))),
                Box::new(Expression::And(
                    Box::new(Expression::Compare(Operand::Field(1), Comparison::NotEqual, Operand::Null)),
                    Box::new(Expression::Compare(
                        Operand::Field(6),
                        Comparison::Less,
                        Operand::Literal(Literal::Decimal("10.00".parse().unwrap())),
                    )),
                )),
            ),
        ),
    ];
    let mut filtered = index("types", &[("code", false)]);
    filtered.filter = Some("active".to_owned());
    let mut expression = index("types", &[("order", false)]);
    expression.sql = Some("lower(code)".to_owned());
    expression.method = Some("btree".to_owned());
    all.indexes = vec![filtered, expression];
    model(database, vec![enumeration("Mood", &["it's", "PG-13"])], vec![all])
}

/// Counted, natural and composite keys, soft delete, a reference to a unique column and a circle.
pub fn keys(database: Database) -> Model {
    let country = bare("Country", "countries", vec![field("code", Type::Char { length: 2 }), string("name", 1, 80)]);
    let mut account = bare(
        "Account",
        "accounts",
        vec![
            Field { origin: FieldOrigin::Key, ..field("id", Type::BigInt) },
            Field { unique: true, ..string("login", 1, 40) },
            Field { unique: true, ..string("handle", 1, 40) },
            relation("accounts", "country", 0, &[("code", Type::Char { length: 2 })], OnDelete::Restrict),
            Field {
                required: false,
                ..relation("accounts", "copy", 2, &[("shelf", Type::Int), ("number", Type::Int)], OnDelete::Restrict)
            },
            Field { origin: FieldOrigin::DeletedAt, ..optional("deleted_at", Type::DateTime) },
        ],
    );
    account.soft_delete = true;
    account.uniques[1].filter = Some("handle <> 'root'".to_owned());
    let mut copy = bare(
        "Copy",
        "copies",
        vec![
            field("shelf", Type::Int),
            field("number", Type::Int),
            relation("copies", "owner", 1, &[("login", Type::String { min: 1, max: 40 })], OnDelete::Cascade),
        ],
    );
    copy.key = vec![0, 1];
    model(database, Vec::new(), vec![country, account, copy])
}
