//! Names that mean something somewhere else, and which of them are still free.

use crate::random::Random;
use scaffold::name::{LONGEST_SQL_NAME, Name, is_device};
use std::collections::HashSet;

/// Words of Rust, of SQL and of the services that we generate.
const WORDS: &str = "as break const continue crate else enum extern false fn for if impl in let loop match mod move \
    mut pub ref return self static struct super trait true type unsafe use where while async await dyn abstract \
    become box do final macro override priv typeof unsized virtual yield try gen union raw auto default macro_rules \
    select insert update delete from where group order by having limit offset table column index key primary foreign \
    references check constraint unique null not and or values set into join left right inner outer cross natural \
    using on all any some exists between like ilike case when then end cast user current_user session_user grant \
    analyse analyze array collate collation desc asc distinct do except fetch initially intersect lateral leading \
    localtime localtimestamp only overlaps placing returning similar symmetric tablesample trailing variadic verbose \
    window with rowid oid abort action add after attach autoincrement before begin cascade commit conflict database \
    deferrable drop each explain fail glob ignore immediate indexed instead isnull notnull nothing plan pragma query \
    raise recursive regexp reindex release rename replace restrict rollback row rows savepoint temp temporary to \
    transaction trigger vacuum view without option result some none ok err string vec error page cursor limit sort q \
    include total items next item data status id uid uuid date time datetime timestamp interval duration value \
    values_ name names body path state app router json map entries serde sqlx utoipa tokio axum std core alloc test \
    tests mod_ lib main caller service the_service build config health metrics seed server client socket openapi \
    answer support http types queries handlers resources filter filters listing parameters response problem fault \
    faults code message title detail pointer errors count first last n i j x y z s e r p tx db pool row_ id_ ids \
    created updated deleted created_by deleted version price email note notes tag tags kind label level year month \
    day hour a b c aa i8 i16 i32 i64 u8 u32 u64 f64 bool char str usize bigint smallint text real blob money xml \
    point box_ line null_ nan inf yes no on off y_ n_ self_ super_ type_ fields field entity entities table_name \
    search expand before_all after_all old new this it assert panic format println vec_ todo dbg include_str concat \
    env file";

/// Singulars: keywords, types of the standard library and of generated code, odd plurals.
const TYPES: &str = "User Post Order OrderItem Group Type Match Fn Struct Enum Trait Impl Self Super Crate Mod Use \
    Async Await Box Option Result String Vec Error Ok Err Some None Send Sync Sized Copy Clone Default Debug Display \
    From Into Iterator Drop Eq Ord Hash Fn FnOnce Rc Arc Cow HashMap BTreeMap Page Row Rows Body State AppState Router \
    Json Query Path Patch Filter Sort Cursor Listing Problem Fault Faults Config Database Db Pool Uuid Decimal Date \
    Time DateTime Timestamp Duration Instant Bytes Value Map Object Schema Test Server Client Health Metric Seed Main \
    Lib Build Support Http Socket OpenApi Openapi Answer Response Request Handler Resource Column Constraint Operator \
    Regex Url Include IncludeQuery ListQuery IfMatch StatusCode Success ToSchema Validate Password Queryable Key \
    Person Child Mouse Goose Ox Datum Criterion Series Species Sheep News Settings Status Address Bus Quiz Leaf Knife \
    Hero Photo Analysis Index Matrix Money Equipment Information Fish Deer Aircraft Data Media Alias Gas Lens Virus \
    Schema_ Category Day Key_ Tax Class Boss Process Access Focus Campus Bonus Atlas Canvas Diagnosis Crisis Foot \
    Tooth Man Woman Tag Tags Users Items A B AB A1 A_1 X Y2K Http2 ApiKey APIToken XMLHttpRequest Foo_Bar snake_case \
    camelCase Table Select Where View Trigger Union Transaction Window Role Session Account Comment Category2 Topic \
    Event Invoice Country Shelf Book Author Tenant Check Primary Null True False Const Static Final Virtual Yield \
    Gen Macro Dyn Ref Move Return Unsafe While Loop For In If Else Do Try Abstract Become Extern Let Mut Priv Pub \
    Typeof Unsized Override Union2 Raw Auto SqlxError PgPool Postgres Executor Encode Decode FromRow Serialize \
    Deserialize NewUser CreateUser UpdateUser UserRow PostInput PostPatch PostUpdate UserRegistration \
    UserSelfUpdate Client Current Caller Service Login Letter UserInclude UserSort UserFilter TagIds";

const SUFFIXES: &[&str] = &["id", "ids", "in", "key", "at", "2", "1", "count", "type", "check", "s", "new"];

pub fn words() -> Vec<&'static str> {
    WORDS.split_whitespace().collect()
}

/// A field's name in one of the spellings that mean the same.
pub fn field(random: &mut Random) -> String {
    let words = words();
    let word = *random.pick(&words);
    match random.below(20) {
        0..=11 => word.to_owned(),
        12..=15 => format!("{word}_{}", random.pick(SUFFIXES)),
        16 => format!("{word}{}", random.below(30)),
        17 => format!("{word}_{}", random.pick(&words)),
        18 => Name::new(&format!("{word}_{}", random.pick(&words))).pascal(),
        _ => format!("{word}_{}", "long_".repeat(14)).chars().take(LONGEST_SQL_NAME).collect(),
    }
}

/// The name of an entity or an enum.
pub fn type_name(random: &mut Random) -> String {
    let words = words();
    let types: Vec<&str> = TYPES.split_whitespace().collect();
    let word = *random.pick(&types);
    match random.below(20) {
        0..=14 => word.to_owned(),
        15 => format!("{word}{}", random.pick(&types)),
        16 => {
            let word: &&str = random.pick(&words);
            Name::new(word).pascal()
        }
        17 => format!("{word}{}", random.below(10)),
        18 => format!("{word}{}", "Q".to_owned() + &"q".repeat(60)).chars().take(random.between(20, 62)).collect(),
        _ => word.to_uppercase(),
    }
}

/// Short enough for the columns and tables that are named after it.
pub fn is_short(name: &str) -> bool {
    Name::new(name).snake().len() <= 24
}

/// Names that are given away, compared without regard to case.
#[derive(Debug, Clone, Default)]
pub struct Taken(HashSet<String>);

impl Taken {
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(&name.to_lowercase())
    }

    pub fn take(&mut self, name: &str) {
        self.0.insert(name.to_lowercase());
    }

    /// Takes all of these, or none where one is taken or two are the same.
    pub fn claim<S: AsRef<str>>(&mut self, names: &[S]) -> bool {
        let lower: HashSet<String> = names.iter().map(|name| name.as_ref().to_lowercase()).collect();
        let free = lower.len() == names.len() && lower.is_disjoint(&self.0);
        if free {
            self.0.extend(lower);
        }
        free
    }
}

/// Whether a plural can be a module: no device of Windows, not too long, not what Rust keeps for folders.
pub fn can_be_module(plural: &Name) -> bool {
    !is_device(plural.snake()) && plural.snake() != "mod" && plural.snake().len() <= LONGEST_SQL_NAME
}

/// Columns that every PostgreSQL table has, or that SQLite loses.
pub fn is_system_column(name: &str) -> bool {
    ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "true", "false"].contains(&name)
}
