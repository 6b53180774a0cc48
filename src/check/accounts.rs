//! Accounts: the entity of those who log in, its roles, and the settings of sessions.

use super::draft::{Draft, Scope};
use super::sessions::{self, Mailed};
use super::{Findings, access, service};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{Auth, EntityId, Type};
use crate::name::Name;
use crate::spec::{self, Default, Field, Spec, Text, Value};

const USUAL_ROLES: [&str; 2] = ["user", "admin"];

/// Seconds of tokens whose life the spec leaves open.
const ACCESS_TOKEN: u32 = 15 * 60;
const REFRESH_TOKEN: u32 = 30 * 24 * 60 * 60;

/// The longest that either may live: ten years.
const LONGEST: u32 = 10 * 365 * 24 * 60 * 60;

/// What rules of access are held against.
pub(super) struct Accounts<'a> {
    written: &'a spec::Auth,
    account: Name,
    roles: Vec<&'a str>,
}

impl<'a> Accounts<'a> {
    pub fn of(spec: &'a Spec) -> Option<Self> {
        let written = spec.auth.as_ref()?;
        Some(Self { written, account: Name::new(written.account_name()), roles: roles(written) })
    }

    pub fn account(&self) -> &Name {
        &self.account
    }

    pub fn is_account(&self, name: &Name) -> bool {
        self.account == *name
    }

    pub fn roles(&self) -> &[&'a str] {
        &self.roles
    }

    pub fn role(&self, name: &str) -> Option<usize> {
        self.roles.iter().position(|role| *role == name)
    }

    pub fn admin(&self) -> Option<usize> {
        self.role("admin")
    }
}

/// Adds to the spec what `auth` brings with it: the account's entity, its fields and the enum of roles.
pub(super) fn complete(spec: &mut Spec) {
    let Some(auth) = spec.auth.clone() else { return };
    let account = Name::new(auth.account_name());
    let is_account = |entity: &spec::Entity| Name::new(&entity.name.value) == account;
    if !spec.entities.iter().any(is_account) {
        if auth.account.is_some() {
            return;
        }
        spec.entities.push(spec::Entity::empty(Text::new(account.pascal(), auth.span, false)));
    }
    let roles = roles(&auth);
    let kind = format!("{}Role", account.pascal());
    let entity = spec.entities.iter_mut().find(|entity| is_account(entity));
    let Some(entity) = entity.filter(|entity| !entity.misread) else { return };
    let text = |text: &str| Text::new(text, auth.span, false);
    let preset = |value: &str| Some(Default::Value(Value::Text(text(value))));
    let mut email = Field::implied("email", "email", auth.span);
    email.words.push(spec::Word::Unique, auth.span, None);
    let mut verified = Field::implied("email_verified_at", "datetime", auth.span);
    verified.words.push(spec::Word::Readonly, auth.span, None);
    verified.ty.iter_mut().for_each(|ty| ty.optional = true);
    let role =
        Field { default: preset(roles.first().copied().unwrap_or("user")), ..Field::implied("role", &kind, auth.span) };
    let active = Field { default: preset("true"), ..Field::implied("is_active", "bool", auth.span) };
    let password = Field::implied("password", "password", auth.span);
    let verified = auth.verify_email.then_some(verified);
    for field in [email, password].into_iter().rev() {
        if !has(entity, &field) {
            entity.fields.insert(0, field);
        }
    }
    for field in [role, active].into_iter().chain(verified) {
        if !has(entity, &field) {
            entity.fields.push(field);
        }
    }
    let values = roles.into_iter().map(|role| spec::EnumValue { name: text(role), value: None, doc: None, was: None });
    spec.enums.push(spec::Enum { name: text(&kind), values: values.collect() });
}

fn has(entity: &spec::Entity, field: &Field) -> bool {
    entity.fields.iter().any(|own| Name::new(&own.name.value) == Name::new(&field.name.value))
}

/// Names of roles that can be values of an enum, each once.
fn roles(auth: &spec::Auth) -> Vec<&str> {
    let Some(listed) = &auth.roles else { return USUAL_ROLES.to_vec() };
    let mut roles: Vec<&str> = Vec::new();
    for text in listed {
        if is_role(text) && !roles.contains(&text.value.as_str()) {
            roles.push(&text.value);
        }
    }
    roles
}

/// `user` may be a role too: every account is a user.
fn is_role(text: &Text) -> bool {
    let word = text.value == "user" || !access::EVERYBODY.contains(&text.value.as_str());
    word && crate::name::fault(&text.value).is_none()
}

/// Checks everything about accounts and fills in owners and access; the accounts of the model, where they can be.
pub(super) fn check(scope: &Scope<'_>, drafts: &mut [Draft<'_>], findings: &mut Findings) {
    let Some(accounts) = Accounts::of(scope.spec) else {
        access::without_accounts(scope.spec, findings);
        return;
    };
    named_roles(&accounts, findings);
    lives(accounts.written, findings);
    match drafts.iter().position(|draft| accounts.is_account(&draft.entity.name)) {
        Some(index) => fields(&accounts, &mut drafts[index], findings),
        None => unknown_account(&accounts, drafts, findings),
    }
    access::access(scope, drafts, &accounts, findings);
}

/// The accounts of a spec without mistakes.
pub(super) fn auth(scope: &Scope<'_>, drafts: &[Draft<'_>]) -> Option<Auth> {
    let accounts = Accounts::of(scope.spec)?;
    let index = drafts.iter().position(|draft| accounts.is_account(&draft.entity.name))?;
    let draft = &drafts[index];
    let field = |name: &str| draft.position(&Name::new(name));
    let login = accounts.written.login.as_ref().map_or("email", |login| &login.value);
    let role = field("role")?;
    let Some(Type::Enum(roles)) = draft.entity.fields[role].scalar() else { return None };
    let seconds = |text: &Option<Text>, usual| text.as_ref().and_then(seconds).unwrap_or(usual);
    let key = draft.entity.key_columns().next()?;
    let verified = accounts.written.verify_email;
    let register_open = accounts.written.register.as_ref().is_none_or(|register| register.value == "open");
    let mailed = Mailed { verified, claimed: register_open && verified };
    Some(Auth {
        account: EntityId(index),
        roles: *roles,
        admin: accounts.admin()?,
        login: field(login)?,
        email: field("email")?,
        password: field("password")?,
        role,
        is_active: field("is_active")?,
        email_verified_at: field("email_verified_at").filter(|_| verified),
        register_open,
        access_token: seconds(&accounts.written.access_token, ACCESS_TOKEN),
        refresh_token: seconds(&accounts.written.refresh_token, REFRESH_TOKEN),
        tables: sessions::tables(drafts.len(), EntityId(index), key, mailed),
    })
}

fn named_roles(accounts: &Accounts<'_>, findings: &mut Findings) {
    let Some(listed) = &accounts.written.roles else { return };
    for (index, text) in listed.iter().enumerate() {
        let message = if listed[..index].iter().any(|earlier| earlier.value == text.value) {
            format!("the role `{}` stands here twice", text.value)
        } else if is_role(text) || super::identifiers::name(text, "a role", findings).is_none() {
            continue;
        } else {
            format!("`{}` has a meaning of its own in `access`", text.value)
        };
        findings.push(Diagnostic::new(Code::UnknownRole, text.span, message).help("choose another name"));
    }
    if accounts.admin().is_none() {
        let near = listed.iter().find(|role| nearest(&role.value, ["admin"]).is_some());
        let span = near.or(listed.first()).map_or(accounts.written.span, |role| role.span);
        let diagnostic = Diagnostic::new(Code::UnknownRole, span, "`admin` is missing among the roles");
        findings.push(match near {
            Some(role) => diagnostic.did_you_mean(&role.value, ["admin"]),
            None => diagnostic.help("add `admin`: somebody must be able to manage accounts"),
        });
    }
}

fn lives(auth: &spec::Auth, findings: &mut Findings) {
    service::choose(&auth.register, &[("open", ()), ("closed", ())], findings);
    for text in [&auth.access_token, &auth.refresh_token].into_iter().flatten() {
        if seconds(text).is_none() {
            let message = format!("`{}` is not a length of time", text.value);
            let help = "write a number and `s`, `m`, `h` or `d`, ten years at most: `15m`";
            findings.push(Diagnostic::new(Code::InvalidValue, text.span, message).help(help));
        }
    }
}

/// `15m` in seconds.
fn seconds(text: &Text) -> Option<u32> {
    let units = [('s', 1), ('m', 60), ('h', 60 * 60), ('d', 24 * 60 * 60)];
    let (unit, seconds) = units.into_iter().find(|(unit, _)| text.value.ends_with(*unit))?;
    let count: u32 = text.value.strip_suffix(unit)?.parse().ok()?;
    count.checked_mul(seconds).filter(|seconds| (1..=LONGEST).contains(seconds))
}

fn unknown_account(accounts: &Accounts<'_>, drafts: &[Draft<'_>], findings: &mut Findings) {
    let Some(text) = &accounts.written.account else { return };
    let message = format!("`{}` is no entity of this spec", text.value);
    let names = drafts.iter().map(|draft| draft.written.name.value.as_str());
    let diagnostic = Diagnostic::new(Code::UnknownAccount, text.span, message).did_you_mean(&text.value, names);
    findings.push(match diagnostic.suggestion {
        Some(_) => diagnostic,
        None => diagnostic.help("name the entity of those who log in, or leave `account` out for `User`"),
    });
}

/// Whether a field's type will do.
type Fits = fn(&Type) -> bool;

/// What accounts need of the fields that have a meaning for them, and what these become.
fn fields(accounts: &Accounts<'_>, draft: &mut Draft<'_>, findings: &mut Findings) {
    let kinds: [(&str, &str, Fits); 5] = [
        ("email", "email unique", |ty| matches!(ty, Type::Semantic { kind: crate::model::Semantic::Email, .. })),
        ("password", "password", |ty| matches!(ty, Type::Password { .. })),
        ("role", "", |ty| matches!(ty, Type::Enum(_))),
        ("is_active", "bool = true", |ty| *ty == Type::Bool),
        ("email_verified_at", "datetime? readonly", |ty| *ty == Type::DateTime),
    ];
    for (name, line, fits) in kinds {
        let Some(index) = draft.position(&Name::new(name)) else { continue };
        let span = draft.sources[index].map_or(draft.written.name.span, |source| source.name.span);
        let field = &mut draft.entity.fields[index];
        let added = span == accounts.written.span;
        let unique = name != "email" || field.unique;
        let open = !field.readonly && !field.internal && (!field.secret || name == "password");
        let given = name == "email_verified_at" || field.required && open;
        let fitting = field.scalar().is_some_and(fits) && unique && given && (name != "role" || added);
        if !fitting && (name != "email_verified_at" || accounts.written.verify_email) {
            findings.push(misfit(name, line, span));
        }
        field.managed = matches!(name, "role" | "is_active");
        field.immutable |= name == "password";
    }
    login(accounts, draft, findings);
    let key: Vec<_> = draft.entity.key_columns().collect();
    let simple = |ty: &Type| *ty == Type::Uuid || ty.is_integer() || ty.is_text();
    if !key.is_empty() && !matches!(key.as_slice(), [column] if simple(&column.ty)) {
        let message = format!("the key of `{}` cannot name an account in a token", draft.written.name.value);
        let help = "give it a generated key, or a natural key of one number, text or UUID";
        findings.push(Diagnostic::new(Code::InvalidKey, draft.written.name.span, message).help(help));
    }
}

fn misfit(name: &str, line: &str, span: crate::source::Span) -> Diagnostic {
    let message = format!("`{name}` of the account is not what `auth` needs");
    Diagnostic::new(Code::GeneratedClash, span, message).help(match line {
        "" => format!("leave it out: `auth` adds `{name}`, or rename yours"),
        line => format!("write `{name}: {line}`, or leave it out: `auth` adds it"),
    })
}

/// An account is found by one required, unique text.
fn login(accounts: &Accounts<'_>, draft: &mut Draft<'_>, findings: &mut Findings) {
    let Some(text) = &accounts.written.login else { return };
    let Some(index) = draft.find(text, findings) else { return };
    let field = &draft.entity.fields[index];
    let is_key = draft.entity.key == [index];
    let text_like = field.scalar().is_some_and(|ty| ty.is_text() && !matches!(ty, Type::Password { .. }));
    if !text_like || !field.required || !(field.unique || is_key) || field.secret || field.internal || field.readonly {
        let message = format!("accounts cannot log in by `{}`", text.value);
        let help = "choose a required text of which no two accounts have the same: `handle: slug unique`";
        findings.push(Diagnostic::new(Code::InvalidValue, text.span, message).help(help));
    }
}
