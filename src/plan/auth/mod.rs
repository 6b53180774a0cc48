//! The view of `src/auth/`: how the routes of accounts reach the account's table, row and bodies.

pub mod files;
mod statements;
mod tests;
mod writes;

use super::access::{is_owned, narrows, role_path};
use super::bodies::{Bodies, Purpose};
use super::own_bodies::{password_bounds, proof_name};
use super::shape::{Names, body, find_to_write};
use crate::model::{Auth, Database, EntityId, Field, FieldOrigin, Model, Operation, Type};
use crate::name::{JsonCase, Name};
use crate::target::rust;
use crate::target::sample::Samples;
use serde::Serialize;
use statements::{Statements, statements};
use std::collections::BTreeMap;
use tests::TestsView;
use writes::{Writes, writes};

pub use statements::is_natural;
pub use tests::confirmation;

#[derive(Debug, Serialize)]
pub struct AuthView {
    pub name: String,
    pub crate_path: String,
    pub prefix: String,
    pub jsend: bool,
    /// Lists of some resource are narrowed to an owner.
    pub narrows: bool,
    /// `, &Scope::Every`, where accounts are looked for among those that somebody owns.
    pub scope: &'static str,
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
    /// The password as it is and as it shall be, where one is changed.
    pub proof_member: String,
    pub new_member: String,
    pub camel: bool,
    pub email_pointer: String,
    pub password_pointer: String,
    pub password_min: u32,
    pub password_max: u32,
    pub register_open: bool,
    pub verify: bool,
    /// An account is that of whoever confirms its address.
    pub claimed: bool,
    /// Whether an account gets another address once that is confirmed.
    pub moves: bool,
    /// Whether `PATCH /auth/me` itself changes what one is known by.
    pub me_logs: bool,
    /// Keys of accounts come from clients.
    pub natural: bool,
    pub updated_at: bool,
    /// Requests that the database undid are run again.
    pub retries: bool,
    /// What a statement that forgets rows of others ends with: it waits for nobody.
    pub skip_locked: &'static str,
    /// Seconds.
    pub access_token: u32,
    pub refresh_token: u32,
    pub session: u64,
    #[serde(flatten)]
    pub writes: Writes,
    #[serde(flatten)]
    pub statements: Statements,
    #[serde(flatten)]
    pub tests: TestsView,
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

pub fn view(model: &Model, auth: &Auth, samples: &BTreeMap<EntityId, Samples<'_>>) -> AuthView {
    let entity = model.entity(auth.account);
    let names = Names::of(model, entity);
    let bodies = Bodies { model, entity, names: &names, samples: &samples[&auth.account] };
    let field = |index: usize| &entity.fields[index];
    let member = |index: usize| field(index).columns[0].member.json(model.json_case);
    let ident = |index: usize| field(index).columns[0].member.ident();
    let key = entity.key_columns().next();
    let key_type = key.map(|key| &key.ty);
    let copy = key_type.is_some_and(rust::is_copy);
    let (least, most) = password_bounds(field(auth.password));
    let login_ident =
        (auth.login != auth.email && bodies.accepts(field(auth.login), Purpose::SelfUpdate)).then(|| ident(auth.login));
    AuthView {
        name: model.name.clone(),
        crate_path: rust::crate_path(model),
        prefix: model.prefix.clone(),
        narrows: narrows(model),
        scope: if is_owned(entity) { ", &Scope::Every" } else { "" },
        jsend: model.envelope == crate::model::Envelope::Jsend,
        row_body: body(model, names.row.clone()),
        pair_body: body(model, "TokenPair".to_owned()),
        sessions_body: body(model, "OwnSessions".to_owned()),
        input: bodies.name(Purpose::Create),
        registration: bodies.name(Purpose::Register),
        profile: entity.offers(Operation::Update).then(|| bodies.name(Purpose::SelfUpdate)),
        find_to_write: find_to_write(model),
        id: key_type.map(|ty| rust::field_type(model, ty)).unwrap_or_default(),
        id_is_uuid: key_type == Some(&Type::Uuid),
        copy,
        pass_id: if copy { "current.account.id" } else { "&current.account.id" }.to_owned(),
        admin: role_path(model, auth.admin),
        role: rust::enum_name(model, model.enumeration(auth.roles)),
        login: login(field(auth.login), auth.login == auth.email),
        me_logs: auth.email_verified_at.is_none() || login_ident.is_some(),
        login_ident,
        key: key.map(|key| key.member.ident()).unwrap_or_default(),
        email: ident(auth.email),
        password: ident(auth.password),
        email_member: member(auth.email),
        password_member: member(auth.password),
        role_member: member(auth.role),
        proof_member: proof_name(model.json_case),
        new_member: Name::new("new_password").json(model.json_case),
        camel: model.json_case == JsonCase::Camel,
        email_pointer: format!("/{}", member(auth.email)),
        password_pointer: format!("/{}", member(auth.password)),
        password_min: least,
        password_max: most,
        register_open: auth.register_open,
        verify: auth.email_verified_at.is_some(),
        claimed: auth.is_claimed(),
        moves: auth.email_verified_at.is_some() && entity.offers(Operation::Update),
        natural: is_natural(entity),
        updated_at: entity.generated(FieldOrigin::UpdatedAt).is_some(),
        retries: model.database == Database::Postgres,
        skip_locked: if model.database == Database::Postgres { " for update skip locked" } else { "" },
        access_token: auth.access_token,
        refresh_token: auth.refresh_token,
        session: u64::from(auth.refresh_token) * 3,
        writes: writes(&bodies, auth, copy),
        statements: statements(model, auth),
        tests: tests::view(&bodies, auth),
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
    attributes.push(format!("#[schema(max_length = {max}, pattern = r\"^[^\\x00]*$\")]"));
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
