//! Accounts: who logs in, who owns rows, and who may do what with them.

use super::Setting;
use super::entities::Draft;
use super::names::Taken;
use crate::document::Node;
use crate::random::Random;
use scaffold::name::Name;

/// Accounts of a spec while it is made.
#[derive(Debug, Clone)]
pub struct Accounts {
    /// `User`, or an entity of the spec's own.
    pub entity: &'static str,
    roles: Vec<&'static str>,
    node: Node,
    /// So that the rest of a spec comes out as it would without accounts.
    seed: u64,
}

/// The way to the owner, as far as it is known.
#[derive(Clone, PartialEq)]
enum Owner {
    Nobody,
    /// A relation to the account; whether it is required.
    Direct(bool),
    Beyond,
}

const ROLES: &[&[&str]] = &[
    &["user", "admin"],
    &["admin"],
    &["author", "editor", "admin"],
    &["admin", "reader"],
    &["self", "select", "admin"],
    &["guest", "user", "admin", "Box"],
];
const OPERATIONS: [&str; 5] = ["list", "read", "create", "update", "delete"];

/// Accounts for a third of all specs; the others come out as they would without.
pub fn choose(seed: u64) -> Option<Accounts> {
    let mut random = Random::new(seed ^ 0x5eed_acc0);
    let random = &mut random;
    if !random.chance(35) {
        return None;
    }
    let entity = *random.pick(&["User", "User", "Member"]);
    if entity == "User" && random.chance(40) {
        return Some(Accounts { entity, roles: vec!["user", "admin"], node: Node::bare("true"), seed });
    }
    let roles = random.pick(ROLES).to_vec();
    let names: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
    let mut entries = vec![("roles".to_owned(), Node::names(&names))];
    let mut put = |key: &str, node: Node| entries.push((key.to_owned(), node));
    if entity != "User" {
        put("account", Node::text(entity));
        if random.chance(60) {
            put("login", Node::text("handle"));
        }
    }
    if random.chance(30) {
        put("register", Node::text(random.pick(&["open", "closed"])));
    }
    if random.chance(40) {
        put("verify_email", Node::bare(random.pick(&["true", "false"])));
    }
    if random.chance(30) {
        put("access_token", Node::text(random.pick(&["90s", "5m", "1h"])));
        put("refresh_token", Node::text(random.pick(&["12h", "7d"])));
    }
    Some(Accounts { entity, roles, node: Node::Map(entries), seed })
}

impl Accounts {
    /// Keeps others from the names that accounts bring with them.
    pub fn reserve(&self, (types, tables, modules, paths): (&mut Taken, &mut Taken, &mut Taken, &mut Taken)) {
        let name = Name::new(self.entity);
        types.take(self.entity);
        types.take(&format!("{}Role", self.entity));
        for own in ["auth_sessions", "auth_refresh_tokens", "auth_mail_tokens", name.plural().snake()] {
            tables.take(own);
            modules.take(own);
        }
        for own in ["AuthSession", "AuthRefreshToken", "AuthMailToken"] {
            types.take(own);
        }
        tables.take(name.snake());
        paths.take(name.plural().kebab().as_str());
        paths.take("auth");
    }

    pub fn top(&self) -> Node {
        self.node.clone()
    }

    /// The account's entity, where the spec writes it itself.
    pub fn entity(&self) -> Option<(String, Node)> {
        let mut random = Random::new(self.seed ^ 0xe171);
        if self.entity == "User" {
            return None;
        }
        let mut fields = vec![("handle", "slug unique")];
        fields.extend(random.chance(50).then_some(("email", "email unique filter")));
        fields.extend(random.chance(50).then_some(("password", "password(10..100)")));
        fields.push(("full_name", "string(1..80)? search"));
        fields.extend(random.chance(50).then_some(("is_active", "bool = true")));
        let fields = fields.into_iter().map(|(name, line)| (name.to_owned(), Node::text(line)));
        let mut entries = vec![("fields".to_owned(), Node::Map(fields.collect()))];
        if random.chance(30) {
            let access = [("list", "user"), ("read", "user")];
            let access = access.into_iter().map(|(operation, who)| (operation.to_owned(), Node::text(who)));
            entries.push(("access".to_owned(), Node::Map(access.collect())));
        }
        Some((self.entity.to_owned(), Node::Map(entries)))
    }

    /// Gives rows owners, lets others point at accounts, and says who may do what.
    pub fn add(&self, setting: &Setting, drafts: &mut [Draft]) {
        let mut random = Random::new(self.seed ^ 0xadd);
        let random = &mut random;
        let mut owners = vec![Owner::Nobody; drafts.len()];
        for index in 0..drafts.len() {
            let beyond: Vec<usize> = (0..index)
                .filter(|&other| matches!(owners[other], Owner::Direct(_)))
                .filter(|&other| drafts[other].short && drafts[other].key_fields.is_empty())
                .collect();
            if random.chance(45) {
                let required = random.chance(70);
                if self.point(random, setting, &mut drafts[index], "keeper", required) {
                    drafts[index].others.push(("owner", Node::text("keeper")));
                    owners[index] = Owner::Direct(required);
                }
            } else if !beyond.is_empty() && random.chance(70) {
                let target = drafts[*random.pick(&beyond)].referred.clone();
                if relate(random, setting, &mut drafts[index], "holder", &target, true) {
                    drafts[index].others.push(("owner", Node::text("holder.keeper")));
                    owners[index] = Owner::Beyond;
                }
            }
            if random.chance(20) {
                let required = random.chance(50);
                self.point(random, setting, &mut drafts[index], "reviewer", required);
            }
            if random.chance(60) {
                let access = self.access(random, setting, &owners[index]);
                drafts[index].others.push(("access", Node::Map(access)));
            }
        }
    }

    fn point(&self, random: &mut Random, setting: &Setting, draft: &mut Draft, name: &str, required: bool) -> bool {
        relate(random, setting, draft, name, self.entity, required)
    }

    fn access(&self, random: &mut Random, setting: &Setting, owner: &Owner) -> Vec<(String, Node)> {
        let mut access = Vec::new();
        for operation in random.several(&OPERATIONS, 4) {
            let public = !(operation == "create" && *owner == Owner::Direct(true));
            let mut words = vec!["user"];
            words.extend(public.then_some("public"));
            words.extend((*owner != Owner::Nobody).then_some("owner"));
            words.extend(&self.roles);
            words.extend((operation == "delete" && !setting.limited).then_some("nobody"));
            words.dedup();
            let word = (*random.pick(&words)).to_owned();
            let rule = match *owner != Owner::Nobody && random.chance(25) {
                true => Node::names(&["owner".to_owned(), "admin".to_owned()]),
                false => Node::text(word),
            };
            access.push((operation.to_owned(), rule));
        }
        access
    }
}

/// Adds a relation to a key of one part.
fn relate(random: &mut Random, setting: &Setting, draft: &mut Draft, name: &str, target: &str, required: bool) -> bool {
    let key = format!("{name}_id");
    let members = [Name::new(name).json(setting.case()), Name::new(&key).json(setting.case())];
    if !draft.claim(&members, &[key]) {
        return false;
    }
    let optional = if required { "" } else { "?" };
    let on_delete = *random.pick(&["", " on_delete=cascade"]);
    let back = match random.chance(50) && draft.short {
        true => format!(" as {}_of_{name}", draft.name.snake()),
        false => String::new(),
    };
    draft.fields.push((name.to_owned(), Node::text(format!("{target}{optional}{back}{on_delete}"))));
    true
}
