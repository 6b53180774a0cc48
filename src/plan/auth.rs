//! The view of `src/auth/`: how the routes of accounts reach the account's table, row and bodies.

use super::access::is_owned;
use super::bodies::{Bodies, Purpose, password_bound};
use super::queries::asks;
use super::shape::{Names, body, deleted_at, find_to_write};
use super::statements::{literal, table};
use crate::model::{Auth, Column, Database, EntityId, Field, FieldOrigin, Model, Operation, Type};
use crate::target::sample::Samples;
use crate::target::{rust, sql};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Serialize)]
pub struct AuthView {
    pub name: String,
    pub crate_name: String,
    pub prefix: String,
    pub jsend: bool,
    /// Lists of some resource are narrowed to an owner.
    pub narrows: bool,
    /// `, &Scope::Every`, where accounts are looked for among those that somebody owns.
    pub scope: &'static str,
    /// `, &Caller::Service`, where an insert depends on who asks.
    pub insert_pass: &'static str,
    /// `User`, `users`, `user`: the row, its module and a variable.
    pub row: String,
    pub module: String,
    pub one: String,
    pub row_body: String,
    pub pair_body: String,
    pub sessions_body: String,
    /// `UserInput`, what an administrator makes accounts from.
    pub input: String,
    /// `UserRegistration`, what accounts make themselves from.
    pub registration: String,
    /// `UserSelfUpdate`, where accounts can be changed.
    pub profile: Option<String>,
    pub find_to_write: &'static str,
    /// The type of an account's key, and whether it is copied rather than borrowed.
    pub id: String,
    pub id_is_uuid: bool,
    pub copy: bool,
    /// How the caller's key is passed on: `current.account.id`.
    pub pass_id: String,
    /// `UserRole` and `UserRole::Admin`.
    pub role: String,
    pub admin: String,
    pub login: LoginView,
    /// The member that names an account at login, where that is not its e-mail address.
    pub login_ident: Option<String>,
    /// Members of row and bodies.
    pub key: String,
    pub email: String,
    pub password: String,
    pub email_member: String,
    pub password_member: String,
    pub role_member: String,
    pub email_pointer: String,
    pub password_pointer: String,
    pub password_min: u32,
    pub password_max: u32,
    pub register_open: bool,
    pub verify: bool,
    pub updated_at: bool,
    /// Seconds.
    pub access_token: u32,
    pub refresh_token: u32,
    pub session: u64,
    #[serde(flatten)]
    pub statements: Statements,
    /// Bodies that register accounts in tests, JSON with `{n}` where each account differs.
    pub sample: Vec<SampleMember>,
}

/// The member that names an account at login.
#[derive(Debug, Serialize)]
pub struct LoginView {
    pub ident: String,
    pub member: String,
    pub attributes: Vec<String>,
    pub lowercase: bool,
    pub max: u32,
    /// `{"email": "ada@example.com", "password": "…"}`
    pub example: String,
}

/// Statements about accounts, as Rust literals.
#[derive(Debug, Serialize)]
pub struct Statements {
    pub find_active: String,
    pub find: String,
    pub find_by_login: String,
    pub find_by_email: String,
    pub find_by_token: String,
    pub confirm: String,
    pub set_password: String,
    pub set_verified: String,
}

/// A member of an account in tests.
#[derive(Debug, Serialize)]
pub struct SampleMember {
    pub name: String,
    /// An expression.
    pub value: String,
}

pub fn view(model: &Model, auth: &Auth, samples: &BTreeMap<EntityId, Samples<'_>>) -> AuthView {
    let entity = model.entity(auth.account);
    let names = Names::of(entity);
    let bodies = Bodies { model, entity, names: &names, samples: &samples[&auth.account] };
    let field = |index: usize| &entity.fields[index];
    let member = |index: usize| field(index).columns[0].member.json(model.json_case);
    let ident = |index: usize| field(index).columns[0].member.ident();
    let key = entity.key_columns().next();
    let key_type = key.map(|key| &key.ty);
    let copy = key_type.is_some_and(rust::is_copy);
    let roles = model.enumeration(auth.roles);
    let role = rust::enum_name(roles);
    let admin = roles.values.iter().find(|value| value.name == "admin").map(|value| value.variant.as_str());
    let least = match field(auth.password).scalar() {
        Some(Type::Password { min, .. }) => *min,
        _ => 0,
    };
    AuthView {
        name: model.name.clone(),
        crate_name: model.name.replace('-', "_"),
        prefix: model.prefix.clone(),
        narrows: model.entities.iter().any(is_owned),
        scope: if is_owned(entity) { ", &Scope::Every" } else { "" },
        insert_pass: if asks(&bodies, Purpose::Create) { ", &Caller::Service" } else { "" },
        jsend: model.envelope == crate::model::Envelope::Jsend,
        row_body: body(model, names.row.clone()),
        pair_body: body(model, "TokenPair".to_owned()),
        sessions_body: body(model, "Sessions".to_owned()),
        input: bodies.name(Purpose::Create),
        registration: bodies.name(Purpose::Register),
        profile: entity.offers(Operation::Update).then(|| bodies.name(Purpose::SelfUpdate)),
        find_to_write: find_to_write(model),
        id: key_type.map(|ty| rust::field_type(model, ty)).unwrap_or_default(),
        id_is_uuid: key_type == Some(&Type::Uuid),
        copy,
        pass_id: if copy { "current.account.id" } else { "&current.account.id" }.to_owned(),
        admin: format!("{role}::{}", admin.unwrap_or_default()),
        role,
        login: login(field(auth.login), auth.login == auth.email),
        login_ident: (auth.login != auth.email && bodies.accepts(field(auth.login), Purpose::SelfUpdate))
            .then(|| ident(auth.login)),
        key: key.map(|key| key.member.ident()).unwrap_or_default(),
        email: ident(auth.email),
        password: ident(auth.password),
        email_member: member(auth.email),
        password_member: member(auth.password),
        role_member: member(auth.role),
        email_pointer: format!("/{}", member(auth.email)),
        password_pointer: format!("/{}", member(auth.password)),
        password_min: least,
        password_max: password_bound(field(auth.password)),
        register_open: auth.register_open,
        verify: auth.email_verified_at.is_some(),
        updated_at: entity.generated(FieldOrigin::UpdatedAt).is_some(),
        access_token: auth.access_token,
        refresh_token: auth.refresh_token,
        session: u64::from(auth.refresh_token) * 3,
        statements: statements(model, auth),
        sample: sample(&bodies),
        row: names.row,
        module: names.module,
        one: names.one,
    }
}

fn login(field: &Field, is_email: bool) -> LoginView {
    let column = &field.columns[0];
    let snake = column.member.snake().to_owned();
    let max = match &column.ty {
        Type::Semantic { max, .. } | Type::String { max, .. } | Type::Text { max, .. } => *max,
        Type::Char { length } => *length,
        _ => 254,
    };
    let mut attributes = Vec::new();
    if is_email {
        attributes.push("#[serde(deserialize_with = \"text::lowercase\")]".to_owned());
    }
    attributes.push(format!("#[schema(max_length = {max})]"));
    let value = if is_email { "ada@example.com" } else { "ada" };
    LoginView {
        ident: column.member.ident(),
        attributes,
        lowercase: is_email,
        max,
        example: format!(
            "{{{}: {}, \"password\": \"correct horse battery\"}}",
            rust::string(&snake),
            rust::string(value)
        ),
        member: snake,
    }
}

fn sample(bodies: &Bodies<'_>) -> Vec<SampleMember> {
    let fields = bodies.entity.fields.iter().enumerate();
    let members = fields.filter(|(_, field)| bodies.accepts(field, Purpose::Register));
    members
        .filter_map(|(index, field)| {
            let value = bodies.samples.expression(index)?;
            let name = rust::string(&field.columns[0].member.json(bodies.model.json_case));
            Some(SampleMember { name, value })
        })
        .collect()
}

fn statements(model: &Model, auth: &Auth) -> Statements {
    let entity = model.entity(auth.account);
    let quoted = |column: &Column| sql::quote(&column.name).into_owned();
    let column = |index: usize| quoted(&entity.fields[index].columns[0]);
    let key = entity.key_columns().next().map(quoted).unwrap_or_default();
    let (table, active) = (table(entity), column(auth.is_active));
    let living = deleted_at(entity).map(|column| format!(" and {column} is null")).unwrap_or_default();
    let may = match auth.email_verified_at {
        Some(verified) => format!("{active} and {} is not null", column(verified)),
        None => active.clone(),
    };
    let credentials = |condition: String| {
        literal(&[
            format!(
                "select {key} as id, {} as email, {} as password, {active} as is_active, {may} as may_log_in",
                column(auth.email),
                column(auth.password)
            ),
            format!("from {table}"),
            format!("where {condition}{living}"),
        ])
    };
    let lock = if model.database == Database::Postgres { " for share" } else { "" };
    let updated = entity.generated(FieldOrigin::UpdatedAt).map(|field| quoted(&field.columns[0]));
    let updated = updated.map(|column| format!(", {column} = $3")).unwrap_or_default();
    Statements {
        find_active: literal(&[
            format!("select {key} as id, {} as role", column(auth.role)),
            format!("from {table}"),
            format!("where {key} = $1 and {active}{living}"),
        ]),
        find: credentials(format!("{key} = $1")),
        find_by_login: credentials(format!("{} = $1", column(auth.login))),
        find_by_email: credentials(format!("{} = $1", column(auth.email))),
        find_by_token: credentials(format!(
            "{active} and {key} = (\n             select account_id from auth_mail_tokens\n             \
             where hash = $1 and purpose = $2 and expires_at > $3\n         )"
        )),
        confirm: literal(&[
            format!("select 1 from {table}"),
            format!("where {key} = $1 and {} = $2 and {may}{living}{lock}", column(auth.password)),
        ]),
        set_password: literal(&[format!(
            "update {table} set {} = $2{updated} where {key} = $1",
            column(auth.password)
        )]),
        set_verified: auth
            .email_verified_at
            .map(|verified| literal(&[format!("update {table} set {} = $2 where {key} = $1", column(verified))]))
            .unwrap_or_default(),
    }
}

/// Path and template of a file.
type Row = (&'static str, &'static str);

/// Files that all accounts need.
pub const FILES: &[Row] = &[
    ("src/auth/admission.rs", "project/src/auth/admission.rs.j2"),
    ("src/auth/caller.rs", "project/src/auth/caller.rs.j2"),
    ("src/auth/challenge.rs", "project/src/auth/challenge.rs.j2"),
    ("src/auth/client.rs", "project/src/auth/client.rs"),
    ("src/auth/common.rs", "project/src/auth/common.rs"),
    ("src/auth/common_passwords.txt", "project/src/auth/common_passwords.txt"),
    ("src/auth/create_admin.rs", "project/src/auth/create_admin.rs.j2"),
    ("src/auth/events.rs", "project/src/auth/events.rs"),
    ("src/auth/forgotten.rs", "project/src/auth/forgotten.rs.j2"),
    ("src/auth/form.rs", "project/src/auth/form.rs"),
    ("src/auth/hs256.rs", "project/src/auth/hs256.rs"),
    ("src/auth/letters.rs", "project/src/auth/letters.rs.j2"),
    ("src/auth/login.rs", "project/src/auth/login.rs.j2"),
    ("src/auth/mail_tokens.rs", "project/src/auth/mail_tokens.rs.j2"),
    ("src/auth/mailer.rs", "project/src/auth/mailer.rs"),
    ("src/auth/me.rs", "project/src/auth/me.rs.j2"),
    ("src/auth/mod.rs", "project/src/auth/mod.rs.j2"),
    ("src/auth/moment.rs", "project/src/auth/moment.rs"),
    ("src/auth/opaque.rs", "project/src/auth/opaque.rs"),
    ("src/auth/passwords.rs", "project/src/auth/passwords.rs.j2"),
    ("src/auth/queries/accounts.rs", "project/src/auth/queries/accounts.rs.j2"),
    ("src/auth/queries/mail_tokens.rs", "project/src/auth/queries/mail_tokens.rs"),
    ("src/auth/queries/mod.rs", "project/src/auth/queries/mod.rs"),
    ("src/auth/queries/sessions.rs", "project/src/auth/queries/sessions.rs"),
    ("src/auth/refresh.rs", "project/src/auth/refresh.rs.j2"),
    ("src/auth/sessions.rs", "project/src/auth/sessions.rs.j2"),
    ("src/auth/settings.rs", "project/src/auth/settings.rs.j2"),
    ("src/auth/throttle.rs", "project/src/auth/throttle.rs"),
    ("src/auth/token.rs", "project/src/auth/token.rs"),
    ("src/openapi/security.rs", "project/src/openapi/security.rs.j2"),
];

const REGISTER: Row = ("src/auth/register.rs", "project/src/auth/register.rs.j2");
const VERIFY: Row = ("src/auth/verify.rs", "project/src/auth/verify.rs");

/// Files that only some accounts need.
pub fn optional_files(view: &AuthView) -> impl Iterator<Item = &'static Row> {
    [(view.register_open, &REGISTER), (view.verify, &VERIFY)]
        .into_iter()
        .filter(|(needed, _)| *needed)
        .map(|(_, row)| row)
}
