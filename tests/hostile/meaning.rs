//! Specs that are well formed and mean something impossible or unsafe.

use crate::verdict::{Row, accepted, entity, field, refused, top};

fn two(one: &str, other: &str) -> String {
    format!("scaffold: 1\nname: a\nentities:\n  A:\n    fields: {{{one}}}\n  B:\n    fields: {{{other}}}\n")
}

fn with_auth(lines: &str) -> String {
    format!(
        "scaffold: 1\nname: a\nauth: {{account: User, roles: [author, admin]}}\nentities:\n  User:\n    fields: {{email: email unique, password: password}}\n  A:\n    {}\n",
        lines.replace('\n', "\n    ")
    )
}

#[test]
fn impossible_relations_are_refused() {
    let circle =
        "scaffold: 1\nname: a\nentities:\n  A: {fields: {b: B}}\n  B: {fields: {c: C}}\n  C: {fields: {«a»: A}}\n";
    let rows: [Row; 14] = [
        ("an entity that is not there", field("«Missing»"), "unknown-type"),
        ("a list of what is not there", field("«Missing»[]"), "unknown-type"),
        ("an entity called with a small letter", two("b: «b»", "a: int"), "unknown-type"),
        ("a circle of required relations", circle.into(), "required-cycle"),
        ("a row that requires itself", entity("fields: {«a»: A}"), "required-cycle"),
        ("a row that is its own key", entity("fields: {«a»: A pk}"), "key-cycle"),
        ("two ways back of one name", two("b: B as things, c: B «as things»", "d: int"), "name-clash"),
        ("a way back called like a field", two("b: B «as d»", "d: int"), "name-clash"),
        ("a required relation that becomes null", two("b: B «on_delete=set_null»", "d: int"), "set-null-required"),
        ("an unknown end", two("b: B on_delete=«destroy»", "d: int"), "unknown-value"),
        ("two relations for one column", two("b: B, «b_id»: int", "d: int"), "column-clash"),
        (
            "a reference to a field that is not unique",
            two("b: {to: B, references: [«d»]}", "d: int"),
            "invalid-references",
        ),
        ("a reference to a field that is not there", two("b: {to: B, references: [«e»]}", "d: int"), "unknown-field"),
        ("a join entity that is not there", two("b: \"B[] through=«C»\"", "d: int"), "invalid-through"),
    ];
    refused(&rows);
}

#[test]
fn impossible_values_are_refused() {
    let status = |default: &str| top("name: a\nenums: {E: [b, c]}").replace("a: int", &format!("e: E = {default}"));
    let rows: [Row; 24] = [
        ("a default below the least value", field("int min=3 = «1»"), "invalid-default"),
        ("a default above the greatest value", field("int max=3 = «4»"), "invalid-default"),
        ("a default that is too long", field("string(2) = «abc»"), "invalid-default"),
        ("a default that is too short", field("string(2..3) = «a»"), "invalid-default"),
        ("a default of another type", field("int = «abc»"), "invalid-default"),
        ("a default that is no value of the enum", status("«d»"), "invalid-default"),
        ("a default that breaks the pattern", field("string pattern=/^a$/ = «b»"), "invalid-default"),
        ("a default with more digits than fit", field("decimal(4,2) = «1.234»"), "invalid-default"),
        ("a day that does not exist", field("date = «2024-02-30»"), "invalid-default"),
        ("an hour that does not exist", field("time = «24:00»"), "invalid-default"),
        ("a second that does not exist", field("datetime = «2024-01-01T00:00:61Z»"), "invalid-default"),
        ("a list that is too long", field("{type: 'int[]', items: {max: 1}, default: «[1, 2]»}"), "invalid-default"),
        ("a default of a relation", two("b: B = «1»", "d: int"), "word-not-here"),
        ("a default of a password", field("password = «secret-secret»"), "invalid-default"),
        ("least above greatest", field("int «min=5» max=3"), "min-above-max"),
        ("shortest above longest", field("string(«5..3»)"), "min-above-max"),
        ("a negative length", field("string(«-1»)"), "invalid-size"),
        ("no length at all", field("string(«0»)"), "invalid-size"),
        ("a length above all bodies", field("string(«100000000»)"), "invalid-size"),
        ("more digits behind the point than in all", field("decimal(«2,5»)"), "invalid-size"),
        ("more digits than a decimal has", field("decimal(«2000,2»)"), "invalid-size"),
        ("an example that breaks the rules", field("{type: int, max: 3, example: «4»}"), "invalid-value"),
        ("allowed values of another type", field("{type: int, in: [1, «b»]}"), "invalid-value"),
        ("more rows than anybody seeds", entity("seed: «100000000»\nfields: {a: int}"), "not-a-number"),
    ];
    refused(&rows);
}

#[test]
fn impossible_entities_are_refused() {
    let tables = "scaffold: 1\nname: a\nentities:\n  A: {table: things, fields: {a: int}}\n  B: {table: «Things», fields: {a: int}}\n";
    let paths =
        "scaffold: 1\nname: a\nentities:\n  A: {fields: {a: int}}\n  B: {api: {path: «as»}, fields: {a: int}}\n";
    let former =
        "scaffold: 1\nname: a\nentities:\n  A: {was: B, fields: {a: int}}\n  B: {was: «A», fields: {a: int}}\n";
    let long = "database: postgres\nname: a";
    let rows: [Row; 25] = [
        ("an entity without fields", "scaffold: 1\nname: a\nentities:\n  «A»:\n".into(), "no-fields"),
        ("an entity with an empty mapping", "scaffold: 1\nname: a\nentities:\n  «A»: {}\n".into(), "no-fields"),
        (
            "a version of the language to come",
            top("name: a").replace("scaffold: 1", "scaffold: «2»"),
            "unsupported-version",
        ),
        (
            "a version of the language with a point",
            top("name: a").replace("scaffold: 1", "scaffold: «1.0»"),
            "unsupported-version",
        ),
        ("two entities in one table", tables.into(), "name-clash"),
        ("two entities at one path", paths.into(), "route-clash"),
        (
            "the health of the service",
            top("name: a\napi: {prefix: /}").replace("  A:\n", "  A:\n    api: {path: «healthz»}\n"),
            "route-clash",
        ),
        (
            "the document of the service",
            top("name: a\napi: {prefix: /}").replace("  A:\n", "  A:\n    api: {path: «openapi.json»}\n"),
            "route-clash",
        ),
        ("the pages of the service", top("name: a\napi: {prefix: «/docs»}"), "route-clash"),
        ("json that is unique", field("json «unique»"), "cannot-index"),
        ("bytes with an index", field("bytes «index»"), "cannot-index"),
        ("long text that is unique on PostgreSQL", top(long).replace("a: int", "a: text «unique»"), "cannot-index"),
        ("a former name that is still there", entity("fields: {a: int, b: int was=«a»}"), "former-name"),
        ("a former name that is the present one", entity("fields: {a: int was=«a»}"), "former-name"),
        ("two names exchanged", former.into(), "former-name"),
        ("two fields with one past", entity("fields: {a: int was=c, b: int was=«c»}"), "former-name"),
        ("a secret filter", field("string secret «filter»"), "secret-exposed"),
        ("a secret sort", field("string secret «sort»"), "secret-exposed"),
        ("a secret search", field("string secret «search»"), "secret-exposed"),
        ("a secret that a duplicate tells", field("string secret «unique»"), "secret-exposed"),
        ("a password to filter by", field("password «filter»"), "secret-exposed"),
        (
            "an internal field that is listed",
            entity("fields: {a: string? internal}\napi: {filter: [«a»]}"),
            "secret-exposed",
        ),
        ("a required field that nobody may send", field("int «readonly»"), "never-set"),
        ("an optional key", field("string? «pk»"), "invalid-key"),
        ("a key beside a key", entity("id: «int»\nfields: {a: int pk}"), "two-keys"),
    ];
    refused(&rows);
}

#[test]
fn impossible_access_is_refused() {
    let rows: [Row; 11] = [
        ("an owner without accounts", entity("owner: «a»\nfields: {a: int}"), "needs-auth"),
        ("access without accounts", entity("access: {«list»: public}\nfields: {a: int}"), "needs-auth"),
        ("a role that is not there", with_auth("access: {list: «editor»}\nfields: {a: int}"), "unknown-role"),
        ("an operation that is not there", with_auth("access: {«publish»: admin}\nfields: {a: int}"), "unknown-value"),
        ("an owner that is no relation", with_auth("owner: «a»\nfields: {a: int}"), "owner-path"),
        ("an owner beyond the account", with_auth("owner: u.«x»\nfields: {u: User}"), "owner-path"),
        ("owners where nobody owns", with_auth("access: {update: «owner»}\nfields: {a: int}"), "needs-owner"),
        ("an account that is not there", top("name: a\nauth: {account: «Usr»}"), "unknown-account"),
        ("a role with a meaning of its own", top("name: a\nauth: {roles: [«public», admin]}"), "unknown-role"),
        ("nobody to manage accounts", top("name: a\nauth: {roles: [«user»]}"), "unknown-role"),
        ("a token for ever", top("name: a\nauth: {access_token: «forever»}"), "invalid-value"),
    ];
    refused(&rows);
}

#[test]
fn odd_but_possible_specs_are_accepted() {
    accepted("a tree", &entity("fields: {name: string, parent: A? as children}"));
    accepted("two relations to one target", &two("b: B, c: B? as others, d: B unique as one", "e: int"));
    accepted("a circle with a way in", &two("b: B?", "a: A"));
    accepted("paths of the service below a prefix", &entity("api: {path: healthz}\nfields: {a: int}"));
    accepted("accounts of the service's own", &top("name: a\nauth: true"));
    let owners = "name: a\nauth: true\ndefaults: {access: {create: owner}}";
    accepted("accounts that no owner creates", &top(owners));
    accepted("a path that looks like a key", &entity("api: {path: me}\nfields: {a: int}"));
    accepted("a former name that nobody has", &entity("was: Former\nfields: {a: int was=b}"));
    accepted(
        "rules that are always and never true",
        &entity("fields: {a: int}\nchecks: {x: a == 1 or a != 1, y: a != null or a > 1}"),
    );
}
