//! Who owns rows, and who may do what with them.

use super::accounts::Accounts;
use super::draft::{Draft, Scope};
use super::{Findings, service};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Access, Operation, Owner, Rule};
use crate::name::Name;
use crate::source::Source;
use crate::spec::{self, Spec, Text};

/// Words of `access` that are no roles.
pub(super) const EVERYBODY: [&str; 4] = ["public", "user", "owner", "nobody"];

/// Fills in owner and access of every entity.
pub(super) fn access(scope: &Scope<'_>, drafts: &mut [Draft<'_>], accounts: &Accounts<'_>, findings: &mut Findings) {
    let defaults = scope.spec.defaults.access.as_ref();
    if let Some(defaults) = defaults {
        words(defaults, accounts, findings);
    }
    for index in 0..drafts.len() {
        let owner = owner(scope.source, drafts, index, accounts, findings);
        let draft = &mut drafts[index];
        let is_account = accounts.is_account(&draft.entity.name);
        let owned = is_account || draft.written.owner.is_some();
        let written = draft.written.access.as_ref();
        if let Some(written) = written {
            words(written, accounts, findings);
            if !owned {
                needs_owner(written, findings);
            }
        }
        let path = if is_account { Some(Vec::new()) } else { owner };
        let mut access = standard(is_account, path.as_deref(), accounts);
        for written in defaults.into_iter().chain(written) {
            overlay(&mut access, written, owned, accounts);
        }
        draft.entity.owner = path.map(|path| Owner { path });
        beneath_nothing(draft, &access, findings);
        settle(draft, is_account, access, findings);
    }
}

/// What holds where the spec says nothing.
fn standard(is_account: bool, owner: Option<&[usize]>, accounts: &Accounts<'_>) -> Access {
    let admin = Rule { roles: accounts.admin().into_iter().collect(), ..Rule::default() };
    let user = Rule { user: true, ..Rule::default() };
    let owned = Rule { owner: true, ..Rule::default() };
    match owner {
        _ if is_account => {
            let both = Rule { owner: true, ..admin.clone() };
            Access { list: admin.clone(), create: admin, ..Access::same(both) }
        }
        None => Access::same(user),
        Some(path) if path.len() == 1 => Access { create: user, ..Access::same(owned) },
        Some(_) => Access::same(owned),
    }
}

fn overlay(access: &mut Access, written: &spec::Access, owned: bool, accounts: &Accounts<'_>) {
    for (operation, who) in &written.rules {
        let Some(operation) = Operation::named(&operation.value) else { continue };
        let has = |word: &str| who.iter().any(|text| text.value == word);
        let mut roles: Vec<usize> =
            who.iter().filter(|text| text.value != "user").filter_map(|text| accounts.role(&text.value)).collect();
        roles.sort_unstable();
        roles.dedup();
        *access.rule_mut(operation) =
            Rule { public: has("public"), user: has("user"), owner: owned && has("owner"), roles };
    }
}

/// Takes the access into the entity, where it can be held.
fn settle(draft: &mut Draft<'_>, is_account: bool, mut access: Access, findings: &mut Findings) {
    let entity = &mut draft.entity;
    let first = entity.owner.as_ref().and_then(|owner| owner.path.first().copied().filter(|_| owner.path.len() == 1));
    let place = draft.written.access.as_ref().map_or(draft.written.name.span, |access| access.span);
    if let Some(index) = first {
        if access.create.public && entity.fields[index].required {
            let message =
                format!("anybody may create a `{}`, and its owner has to be an account", entity.name.pascal());
            let help = "write `create: user`, or make the owner optional with `?`";
            findings.push(Diagnostic::new(Code::NeedsOwner, place, message).help(help));
        }
        access.create.user |= std::mem::take(&mut access.create.owner);
        entity.fields[index].caller = true;
    }
    let is_said = |access: &spec::Access| access.rules.iter().any(|(operation, _)| operation.value == "create");
    if is_account && std::mem::take(&mut access.create.owner) && draft.written.access.as_ref().is_some_and(is_said) {
        let message = "nobody owns an account before it is there";
        let help = "`register` makes accounts; give `create` to a role such as `admin`, or to `nobody`";
        findings.push(Diagnostic::new(Code::NeedsOwner, place, message).help(help));
    }
    entity.access = access;
}

/// Whoever may do something as the owner of what a row points at, could do it with a row that points at nothing.
fn beneath_nothing(draft: &Draft<'_>, access: &Access, findings: &mut Findings) {
    let (Some(written), Some(owner)) = (&draft.written.owner, &draft.entity.owner) else { return };
    let [first, _, ..] = owner.path[..] else { return };
    let (first, name) = (&draft.entity.fields[first], draft.entity.name.pascal());
    let by_owner = |rule: &Rule| rule.owner && !rule.user && !rule.public;
    if first.required || !(by_owner(&access.create) || by_owner(&access.update)) {
        return;
    }
    let relation = first.name.snake();
    let message = format!("a `{name}` is for its owner to write, and without the optional `{relation}` it has none");
    let help = format!("remove the `?` of `{relation}`, or give `create` and `update` to a role");
    findings.push(Diagnostic::new(Code::OwnerPath, written.span, message).help(help));
}

/// What nobody may do is not offered.
pub(super) fn withhold(drafts: &mut [Draft<'_>], findings: &mut Findings) {
    for draft in drafts {
        let entity = &mut draft.entity;
        let offered = entity.api.operations.len();
        entity.api.operations.retain(|operation| !entity.access.rule(*operation).nobody());
        if entity.api.operations.is_empty() && offered > 0 {
            let message = format!("nobody may do anything with `{}`", entity.name.pascal());
            let help = "allow one operation at least, or leave the entity out";
            let span = draft.written.access.as_ref().map_or(draft.written.name.span, |access| access.span);
            findings.push(Diagnostic::new(Code::InvalidValue, span, message).help(help));
        }
    }
}

/// The owner path of an entity as indexes of relations; one that does not end at the account is reported.
fn owner(
    source: &Source,
    drafts: &[Draft<'_>],
    index: usize,
    accounts: &Accounts<'_>,
    findings: &mut Findings,
) -> Option<Vec<usize>> {
    let path = drafts[index].written.owner.as_ref()?;
    let (mut here, mut at) = (&drafts[index], 0);
    let mut hops = Vec::new();
    for part in path.value.split('.') {
        let span = path.locate(source, at..at + part.len());
        at += part.len() + 1;
        let name = Name::new(part);
        let hop = here.relations().find(|&field| here.entity.fields[field].name == name);
        let Some(hop) = hop else {
            if !here.broken.contains(&name) {
                findings.push(no_relation(here, part, span));
            }
            return None;
        };
        hops.push(hop);
        let relation = here.entity.relations().find(|(field, _)| field.name == name);
        here = relation.map_or(here, |(_, relation)| &drafts[relation.target.0]);
    }
    if !accounts.is_account(&here.entity.name) {
        let message = format!("the owner path ends at `{}`, not at the account", here.written.name.value);
        let help = format!("go on to a relation to `{}`: `order.user`", accounts.account().pascal());
        findings.push(Diagnostic::new(Code::OwnerPath, path.span, message).help(help));
        return None;
    }
    Some(hops)
}

fn no_relation(here: &Draft<'_>, part: &str, span: impl Into<std::ops::Range<usize>>) -> Diagnostic {
    let message = format!("`{}` has no relation `{part}`", here.written.name.value);
    let names: Vec<&str> = here.entity.relations().map(|(field, _)| field.name.snake()).collect();
    let diagnostic = Diagnostic::new(Code::OwnerPath, span, message).did_you_mean(part, names);
    match diagnostic.suggestion {
        Some(_) => diagnostic,
        None => {
            diagnostic.help("an owner is a path of to-one relations that ends at the account: `author`, `order.user`")
        }
    }
}

/// Reports words of `access` that nobody knows.
fn words(access: &spec::Access, accounts: &Accounts<'_>, findings: &mut Findings) {
    for (operation, who) in &access.rules {
        if Operation::named(&operation.value).is_none() {
            findings.push(service::unknown_value(operation, Operation::words()));
        }
        for text in who {
            if accounts.role(&text.value).is_none() && !EVERYBODY.contains(&text.value.as_str()) {
                findings.push(unknown_role(text, accounts));
            }
        }
        alone(who, findings);
    }
}

/// `nobody` beside somebody.
fn alone(who: &[Text], findings: &mut Findings) {
    let nobody = who.iter().find(|text| text.value == "nobody").filter(|_| who.len() > 1);
    if let Some(text) = nobody {
        let message = "`nobody` stands beside somebody";
        findings.push(Diagnostic::new(Code::ConflictingWords, text.span, message).help("remove one or the other"));
    }
}

fn unknown_role(text: &Text, accounts: &Accounts<'_>) -> Diagnostic {
    let message = format!("`{}` is no role of this service", text.value);
    let roles = accounts.roles().iter().copied();
    let names = roles.chain(EVERYBODY.into_iter().filter(|word| accounts.role(word).is_none()));
    let listed: Vec<&str> = names.clone().collect();
    let diagnostic = Diagnostic::new(Code::UnknownRole, text.span, message).did_you_mean(&text.value, names);
    match diagnostic.suggestion {
        Some(_) => diagnostic,
        None => diagnostic.help(format!("write one of {}, or add it to `roles` in `auth`", listed.join(", "))),
    }
}

fn needs_owner(access: &spec::Access, findings: &mut Findings) {
    let owner = access.rules.iter().flat_map(|(_, who)| who).find(|who| who.value == "owner");
    if let Some(text) = owner {
        let message = "`owner` may do this, and the entity has no `owner`";
        let help = "add `owner:` with the path to the account, such as `author`";
        findings.push(Diagnostic::new(Code::NeedsOwner, text.span, message).help(help));
    }
}

/// Without `auth` everything is public, and a spec that says otherwise is wrong.
pub(super) fn without_accounts(spec: &Spec, findings: &mut Findings) {
    let first = |access: &spec::Access| access.rules.first().map_or(access.span, |(operation, _)| operation.span);
    let mut places = Vec::new();
    places.extend(spec.defaults.access.as_ref().map(|access| (first(access), "access")));
    for entity in &spec.entities {
        places.extend(entity.owner.as_ref().map(|owner| (owner.span, "owner")));
        places.extend(entity.access.as_ref().map(|access| (first(access), "access")));
    }
    for (span, key) in places {
        let message = format!("`{key}` needs accounts, and the spec has no `auth`");
        let help = format!("add `auth: true` at the top, or remove `{key}`: without accounts everything is public");
        findings.push(Diagnostic::new(Code::NeedsAuth, span, message).help(help));
    }
}
