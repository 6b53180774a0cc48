//! Accounts, owners and access: fully checked, and refused until services can have them.

use super::Findings;
use super::draft::Draft;
use super::service;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::name::Name;
use crate::source::{Source, Span};
use crate::spec::{self, Access, Auth, Field, Spec, Text};

const OPERATIONS: [&str; 5] = ["list", "read", "create", "update", "delete"];
const EVERYBODY: [&str; 4] = ["public", "user", "owner", "nobody"];

/// Adds the account's entity where the spec leaves it out, so that relations to it are understood.
pub(super) fn complete(spec: &mut Spec) {
    let Some(auth) = &spec.auth else { return };
    let account = account_name(auth);
    if spec.entities.iter().any(|entity| Name::new(&entity.name.value) == account) || auth.account.is_some() {
        return;
    }
    let fields = vec![Field::implied("email", "email", auth.span), Field::implied("password", "password", auth.span)];
    let name = Text::new(account.pascal(), auth.span, false);
    spec.entities.push(spec::Entity { fields, ..spec::Entity::empty(name) });
}

fn account_name(auth: &Auth) -> Name {
    Name::new(auth.account.as_ref().map_or("User", |account| &account.value))
}

/// Checks everything about accounts. What is right so far is not available yet.
pub(super) fn check(source: &Source, spec: &Spec, drafts: &[Draft<'_>], findings: &mut Findings) {
    let before = findings.len();
    let Some(auth) = &spec.auth else {
        without_auth(spec, findings);
        return;
    };
    let account = account_name(auth);
    let roles = roles(auth, findings);
    settings(auth, drafts, &account, findings);
    if let Some(access) = &spec.defaults.access {
        rules(access, &roles, findings);
    }
    for draft in drafts {
        let owned = owner(source, drafts, draft, &account, findings);
        if let Some(access) = &draft.written.access {
            rules(access, &roles, findings);
            if !owned && draft.entity.name != account {
                needs_owner(access, findings);
            }
        }
    }
    if findings.len() == before {
        findings.push(service::not_yet(auth.span, "accounts are"));
    }
}

fn without_auth(spec: &Spec, findings: &mut Findings) {
    let mut places: Vec<(Span, &str)> = Vec::new();
    places.extend(spec.defaults.access.as_ref().map(|access| (first_span(access), "access")));
    for entity in &spec.entities {
        places.extend(entity.owner.as_ref().map(|owner| (owner.span, "owner")));
        places.extend(entity.access.as_ref().map(|access| (first_span(access), "access")));
    }
    for (span, key) in places {
        let message = format!("`{key}` needs accounts, and the spec has no `auth`");
        let help = format!("add `auth: true` at the top, or remove `{key}`: without accounts everything is public");
        findings.push(Diagnostic::new(Code::NeedsAuth, span, message).help(help));
    }
}

fn first_span(access: &Access) -> Span {
    access.rules.first().map_or(access.span, |(operation, _)| operation.span)
}

fn roles<'a>(auth: &'a Auth, findings: &mut Findings) -> Vec<&'a str> {
    let Some(listed) = &auth.roles else { return vec!["user", "admin"] };
    let mut roles: Vec<&str> = Vec::new();
    for text in listed {
        if super::identifiers::name(text, "a role", findings).is_none() {
            continue;
        }
        let message = if roles.contains(&text.value.as_str()) {
            format!("the role `{}` stands here twice", text.value)
        } else if text.value != "user" && EVERYBODY.contains(&text.value.as_str()) {
            format!("`{}` has a meaning of its own in `access`", text.value)
        } else {
            roles.push(&text.value);
            continue;
        };
        findings.push(Diagnostic::new(Code::UnknownRole, text.span, message).help("choose another name"));
    }
    if !roles.contains(&"admin") {
        let near = listed.iter().find(|role| nearest(&role.value, ["admin"]).is_some());
        let span = near.or(listed.first()).map_or(auth.span, |role| role.span);
        let message = "`admin` is missing among the roles";
        let diagnostic = Diagnostic::new(Code::UnknownRole, span, message);
        findings.push(match near {
            Some(role) => diagnostic.did_you_mean(&role.value, ["admin"]),
            None => diagnostic.help("add `admin`: somebody must be able to manage accounts"),
        });
    }
    roles
}

fn settings(auth: &Auth, drafts: &[Draft<'_>], account: &Name, findings: &mut Findings) {
    service::choose(&auth.register, &[("open", ()), ("closed", ())], findings);
    for text in [&auth.access_token, &auth.refresh_token].into_iter().flatten() {
        let count = text.value.strip_suffix(['s', 'm', 'h', 'd']);
        if !count.is_some_and(|count| count.parse::<u32>().is_ok_and(|count| count > 0)) {
            let message = format!("`{}` is not a length of time", text.value);
            let help = "write a number and `s`, `m`, `h` or `d`: `15m`";
            findings.push(Diagnostic::new(Code::InvalidValue, text.span, message).help(help));
        }
    }
    let Some(draft) = drafts.iter().find(|draft| draft.entity.name == *account) else {
        if let Some(text) = &auth.account {
            let message = format!("`{}` is no entity of this spec", text.value);
            let names = drafts.iter().map(|draft| draft.written.name.value.as_str());
            let diagnostic = Diagnostic::new(Code::UnknownAccount, text.span, message).did_you_mean(&text.value, names);
            findings.push(match diagnostic.suggestion {
                Some(_) => diagnostic,
                None => diagnostic.help("name the entity of those who log in, or leave `account` out for `User`"),
            });
        }
        return;
    };
    if let Some(login) = &auth.login {
        draft.find(login, findings);
    }
}

/// Whether the entity has an owner; a path that does not end at the account is reported.
fn owner(source: &Source, drafts: &[Draft<'_>], draft: &Draft<'_>, account: &Name, findings: &mut Findings) -> bool {
    let Some(path) = &draft.written.owner else { return false };
    let (mut here, mut at) = (draft, 0);
    for part in path.value.split('.') {
        let span = path.locate(source, at..at + part.len());
        at += part.len() + 1;
        let name = Name::new(part);
        let relation = here.entity.relations().find(|(field, _)| field.name == name);
        let Some((_, relation)) = relation else {
            if !here.broken.contains(&name) {
                let message = format!("`{}` has no relation `{part}`", here.written.name.value);
                let names: Vec<&str> = here.entity.relations().map(|(field, _)| field.name.snake()).collect();
                let diagnostic = Diagnostic::new(Code::OwnerPath, span, message).did_you_mean(part, names);
                let help = "an owner is a path of to-one relations that ends at the account: `author`, `order.user`";
                findings.push(match diagnostic.suggestion {
                    Some(_) => diagnostic,
                    None => diagnostic.help(help),
                });
            }
            return true;
        };
        here = &drafts[relation.target.0];
    }
    if here.entity.name != *account {
        let message = format!("the owner path ends at `{}`, not at the account", here.written.name.value);
        let help = format!("go on to a relation to `{}`: `order.user`", account.pascal());
        findings.push(Diagnostic::new(Code::OwnerPath, path.span, message).help(help));
    }
    true
}

fn rules(access: &Access, roles: &[&str], findings: &mut Findings) {
    for (operation, who) in &access.rules {
        if !OPERATIONS.contains(&operation.value.as_str()) {
            findings.push(service::unknown_value(operation, OPERATIONS.into_iter()));
        }
        for text in who {
            let known = roles.contains(&text.value.as_str()) || EVERYBODY.contains(&text.value.as_str());
            if !known {
                let message = format!("`{}` is no role of this service", text.value);
                let names = roles.iter().copied().chain(EVERYBODY.into_iter().filter(|word| !roles.contains(word)));
                let listed: Vec<&str> = names.clone().collect();
                let diagnostic =
                    Diagnostic::new(Code::UnknownRole, text.span, message).did_you_mean(&text.value, names);
                findings.push(match diagnostic.suggestion {
                    Some(_) => diagnostic,
                    None => {
                        diagnostic.help(format!("write one of {}, or add it to `roles` in `auth`", listed.join(", ")))
                    }
                });
            }
        }
    }
}

fn needs_owner(access: &Access, findings: &mut Findings) {
    let owner = access.rules.iter().flat_map(|(_, who)| who).find(|who| who.value == "owner");
    if let Some(text) = owner {
        let message = "`owner` may do this, and the entity has no `owner`";
        let help = "add `owner:` with the path to the account, such as `author`";
        findings.push(Diagnostic::new(Code::NeedsOwner, text.span, message).help(help));
    }
}
