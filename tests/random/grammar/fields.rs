//! Scalar fields in their line and long forms.

use super::entities::{Draft, Known};
use super::kinds::{self, Kind, Value};
use super::{Setting, names, texts};
use crate::document::{Form, Leaf, Node, Piece};
use crate::random::Random;
use scaffold::name::Name;

/// A field before it is decided which form it takes.
pub struct Field {
    pub ty: String,
    /// Words that take no value.
    pub flags: Vec<&'static str>,
    pub values: Vec<(&'static str, Value)>,
    pub pattern: Option<(String, String)>,
    pub default: Option<Default>,
    /// What only the long form has.
    pub others: Vec<(&'static str, Node)>,
}

pub enum Default {
    Value(Value),
    /// `now()` and the like.
    Call(&'static str),
    Node(Node),
}

impl Field {
    pub fn new(ty: String) -> Self {
        Self { ty, flags: Vec::new(), values: Vec::new(), pattern: None, default: None, others: Vec::new() }
    }

    pub fn node(self, random: &mut Random, type_key: &str) -> Node {
        let long = !self.others.is_empty() || matches!(self.default, Some(Default::Node(_))) || random.chance(20);
        if long { self.long(type_key) } else { self.line(random) }
    }

    fn line(self, random: &mut Random) -> Node {
        let mut words: Vec<Vec<Piece>> = Vec::new();
        for flag in self.flags {
            words.push(vec![Piece::spare(format!(" {flag}"))]);
        }
        for (key, value) in self.values {
            let before = if key == "as" { " as ".to_owned() } else { format!(" {key}=") };
            words.push(vec![piece(&before, &value)]);
        }
        if let Some((pattern, twin)) = self.pattern {
            words.push(vec![match pattern.contains("/ ") || random.chance(20) {
                true => texts::quoted(" pattern=", &pattern, &twin),
                false => {
                    let twin = Some(format!(" pattern=/{twin}/"));
                    Piece { text: format!(" pattern=/{pattern}/"), twin, spare: true }
                }
            }]);
        }
        match self.default {
            Some(Default::Value(value)) => words.push(vec![piece(" = ", &value)]),
            Some(Default::Call(call)) => words.push(vec![Piece::spare(format!(" = {call}"))]),
            Some(Default::Node(_)) | None => {}
        }
        let count = words.len();
        let mut pieces = vec![Piece::fixed(self.ty)];
        pieces.extend(random.several(&words, count).into_iter().flatten());
        Node::line(pieces)
    }

    fn long(self, type_key: &str) -> Node {
        let mut entries = vec![(type_key.to_owned(), Node::text(self.ty))];
        for flag in self.flags {
            entries.push((flag.to_owned(), Node::bare("true")));
        }
        for (key, value) in self.values {
            entries.push((key.to_owned(), leaf(&value)));
        }
        if let Some((pattern, twin)) = self.pattern {
            entries.push(("pattern".to_owned(), Node::wording(pattern, twin)));
        }
        match self.default {
            Some(Default::Value(value)) => entries.push(("default".to_owned(), leaf(&value))),
            Some(Default::Call(call)) => entries.push(("default".to_owned(), Node::bare(call))),
            Some(Default::Node(node)) => entries.push(("default".to_owned(), node)),
            None => {}
        }
        entries.extend(self.others.into_iter().map(|(key, node)| (key.to_owned(), node)));
        Node::Map(entries)
    }
}

/// Whether there is something to search for, and whether it has a word.
fn sought(text: &str) -> (bool, bool) {
    (!text.trim().is_empty(), text.contains(char::is_alphanumeric))
}

/// Whether values differ, and a search finds all of them or none, whichever the rows have.
fn can_be_listed(values: &[Value]) -> bool {
    let mut texts = values.iter().flat_map(|value| [&value.text, &value.twin]);
    let alike = texts.all(|text| sought(text) == sought(&values[0].text));
    alike && values[0].text != values[1].text && values[0].twin != values[1].twin
}

fn piece(before: &str, value: &Value) -> Piece {
    let odd = |text: &str| text.is_empty() || text.contains([' ', '"', '\'', '\\']);
    match value.free || odd(&value.text) {
        true => texts::quoted(before, &value.text, &value.twin),
        false => Piece::spare(format!("{before}{}", value.text)),
    }
}

fn leaf(value: &Value) -> Node {
    let twin = (value.text != value.twin).then(|| value.twin.clone());
    let form = if value.free { Form::Quoted } else { Form::Text };
    Node::Leaf(Leaf { pieces: vec![Piece { text: value.text.clone(), twin, spare: false }], form })
}

/// Adds a scalar under a free name; nothing where none was found at once.
pub fn add(random: &mut Random, setting: &Setting, draft: &mut Draft) {
    let (kind, spelling) = kinds::any(random, setting);
    let list = random.chance(12) && !matches!(kind, Kind::Json | Kind::Password);
    let required = list || random.chance(60);
    let Some((written, column)) = claim(random, setting, draft) else { return };
    let name = Name::new(&written);
    let mark = if list {
        "[]"
    } else if required {
        ""
    } else {
        "?"
    };
    let mut field = Field::new(format!("{spelling}{mark}"));
    let mut known = Known::scalar(&written, &column, kind.clone(), required, list);
    if column != name.snake() {
        field.values.push(("column", Value::plain(&column)));
    }
    if list {
        list_words(random, setting, &kind, &mut field);
    } else {
        rules(random, setting, &kind, &mut field, &mut known);
        constraint_words(random, setting, draft, &kind, &mut field, &mut known);
    }
    visibility(random, &mut field, &mut known);
    list_api_words(random, setting, &mut field, &known);
    documents(random, &mut field);
    if random.chance(6) {
        field.values.push(("was", Value::plain(format!("was_{}_before", draft.fields.len()))));
    }
    let node = field.node(random, "type");
    draft.fields.push((written, node));
    draft.known.push(known);
}

/// A free name and its column.
fn claim(random: &mut Random, setting: &Setting, draft: &mut Draft) -> Option<(String, String)> {
    for _ in 0..20 {
        let written = names::field(random);
        let name = Name::new(&written);
        let column = match random.chance(8) {
            true => format!("{}_Col", name.snake()).chars().take(63).collect(),
            false => name.snake().to_owned(),
        };
        let fits = name.snake().len() <= 63 && !names::is_system_column(&column);
        if fits && draft.claim(&[name.json(setting.case())], &[column.as_str()]) {
            return Some((written, column));
        }
    }
    None
}

fn list_words(random: &mut Random, setting: &Setting, kind: &Kind, field: &mut Field) {
    let min = *random.pick(&[0, 0, 1, 2]);
    if random.chance(40) {
        let mut items = vec![("max".to_owned(), Node::bare(min + random.between(1, 4)))];
        items.push(("min".to_owned(), Node::bare(min)));
        field.others.push(("items", Node::Map(items)));
        if random.chance(40) {
            let values: Vec<Node> = (0..=min).map(|step| leaf(&kind.value(random, setting, step + 20))).collect();
            field.default = Some(Default::Node(Node::List(values)));
        }
    } else if random.chance(20) {
        field.default = Some(Default::Call("[]"));
    }
}

/// Bounds, patterns, `in`, defaults and examples that agree with each other.
fn rules(random: &mut Random, setting: &Setting, kind: &Kind, field: &mut Field, known: &mut Known) {
    if *kind == Kind::Password {
        return;
    }
    let step = *random.pick(&[10, 40, 60]);
    let mut values = vec![kind.value(random, setting, step + 8), kind.value(random, setting, step + 12)];
    if kind.is_bounded() && random.chance(35) {
        known.limited = true;
        if random.chance(70) {
            field.values.push(("min", Value::plain(kind.value(random, setting, step).text)));
        }
        if random.chance(70) {
            field.values.push(("max", Value::plain(kind.value(random, setting, step + 20).text)));
        }
    }
    let room = match kind {
        Kind::String { min, max } | Kind::Text { min, max } => *min <= 2 && *max >= 12,
        _ => false,
    };
    if room && random.chance(35) {
        known.limited = true;
        let [pattern, example, twin, twin_example] = texts::pattern(random);
        field.pattern = Some((pattern.to_owned(), twin.to_owned()));
        values = vec![Value { text: example.to_owned(), twin: twin_example.to_owned(), free: true }; 2];
    } else if kind.is_comparable() && random.chance(10) && can_be_listed(&values) {
        known.limited = true;
        field.others.push(("in", Node::List(values.iter().map(leaf).collect())));
    }
    if random.chance(35) {
        known.default = true;
        field.default = Some(default(random, setting, kind, &values, known.limited));
    }
    if random.chance(15) {
        known.limited = true;
        field.others.push(("example", example(random, kind, &values[1])));
    }
    if random.chance(6) {
        field.values.push(("backfill", values[1].clone()));
    }
    native(random, kind, field);
}

fn default(random: &mut Random, setting: &Setting, kind: &Kind, values: &[Value], limited: bool) -> Default {
    match kind {
        Kind::DateTime | Kind::Timestamp if !limited && random.chance(60) => Default::Call("now()"),
        Kind::Date if !limited && random.chance(60) => Default::Call("today()"),
        Kind::Uuid if random.chance(50) && !limited => Default::Call("uuid()"),
        Kind::Json if random.chance(60) => Default::Node(json(random)),
        Kind::String { .. } | Kind::Text { .. } if !limited && random.chance(15) => {
            let value = kind.value(random, setting, 0);
            let sql = |text: &str| format!("'{}'", text.replace('\'', "''").replace('\\', "/"));
            let sql = Node::wording(sql(&value.text), sql(&value.twin));
            Default::Node(Node::Map(vec![("sql".to_owned(), sql)]))
        }
        Kind::Int | Kind::BigInt if !limited && random.chance(15) => {
            Default::Node(Node::Map(vec![("sql".to_owned(), Node::text("abs(-3) + 4"))]))
        }
        _ => Default::Value(values[0].clone()),
    }
}

fn example(random: &mut Random, kind: &Kind, value: &Value) -> Node {
    match kind {
        Kind::Json => json(random),
        _ => leaf(value),
    }
}

fn json(random: &mut Random) -> Node {
    let inner = Node::List(vec![Node::bare(1), Node::bare("null"), Node::bare("true"), texts::one_line(random)]);
    let entries = vec![("a".to_owned(), inner), ("b c".to_owned(), texts::one_line(random))];
    if random.chance(50) { Node::Map(entries) } else { texts::prose(random) }
}

/// Another spelling of the column's own type.
fn native(random: &mut Random, kind: &Kind, field: &mut Field) {
    let (postgres, sqlite) = match kind {
        Kind::String { .. } | Kind::Text { .. } => ("character varying(70000)", "ANY"),
        Kind::Int => ("int4", "Integer"),
        Kind::BigInt => ("int8", "INT"),
        Kind::Float => ("float8", "real"),
        Kind::Json => ("JSONB", "text"),
        _ => return,
    };
    if random.chance(8) {
        let both = [("postgres", postgres), ("sqlite", sqlite)];
        let native = both.iter().map(|(key, ty)| ((*key).to_owned(), Node::text(ty))).collect();
        field.others.push(("native", Node::Map(native)));
    }
}

fn constraint_words(
    random: &mut Random,
    setting: &Setting,
    draft: &mut Draft,
    kind: &Kind,
    field: &mut Field,
    known: &mut Known,
) {
    if !kind.is_indexable(setting.database) {
        return;
    }
    if random.chance(15) && draft.constrain(std::slice::from_ref(&known.column), None) {
        known.unique = true;
        field.flags.push("unique");
    } else if random.chance(15) {
        field.flags.push("index");
    }
}

/// Who sees and sets it.
fn visibility(random: &mut Random, field: &mut Field, known: &mut Known) {
    let may_be_unset = !known.required || known.list || known.default;
    match random.below(12) {
        0 => field.flags.push("immutable"),
        1 if may_be_unset => field.flags.push("readonly"),
        2 if may_be_unset => field.flags.push("internal"),
        3 if !known.unique => field.flags.push("secret"),
        _ => {}
    }
    let flags = &field.flags;
    known.hidden = known.kind == Some(Kind::Password) || flags.contains(&"secret") || flags.contains(&"internal");
    known.changeable = !["immutable", "readonly", "internal"].iter().any(|flag| flags.contains(flag));
}

fn list_api_words(random: &mut Random, setting: &Setting, field: &mut Field, known: &Known) {
    if known.can_be_filtered(setting) && random.chance(12) {
        field.flags.push("filter");
    }
    if known.can_be_sorted() && random.chance(12) {
        field.flags.push("sort");
    }
    if known.can_be_searched() && random.chance(12) {
        field.flags.push("search");
    }
}

fn documents(random: &mut Random, field: &mut Field) {
    if random.chance(20) {
        field.others.push(("doc", texts::prose(random)));
    }
    if random.chance(10) {
        field.others.push(("message", texts::prose(random)));
    }
}
