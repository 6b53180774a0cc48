//! What each route of a resource answers to each kind of caller.

use super::TestView;
use super::bounds::limit;
use super::reach::is_pointed;
use super::rows::Rows;
use super::supply::Supply;
use super::through::ThroughTest;
use crate::model::{EntityId, Field, OnDelete, Operation, Rule, ToOne};
use crate::plan::access::{is_owned, role_path};
use crate::plan::links::links;
use crate::plan::relations::{find_all_name, nested};
use crate::plan::shape::{Key, article};
use crate::target::rust;
use serde::Serialize;

/// A line of the matrix.
#[derive(Debug, Serialize)]
pub struct RouteView {
    pub method: &'static str,
    /// As the document has it, a Rust string.
    pub path: String,
    /// `Login`.
    pub anonymous: &'static str,
    /// Accounts that own nothing, by role.
    pub strangers: Vec<Stranger>,
    pub owner: &'static str,
    /// The function that makes what is asked for; none where tests cannot.
    pub target: Option<String>,
}

/// What an account that owns nothing gets.
#[derive(Debug, Serialize)]
pub struct Stranger {
    /// `UserRole::Author`.
    pub role: String,
    /// `Hidden`.
    pub outcome: &'static str,
}

/// A function that makes a row and the path from it.
#[derive(Debug, Serialize)]
pub struct TargetView {
    pub name: String,
    /// The function that makes the row: `create`.
    pub make: String,
    #[serde(skip)]
    pub made: EntityId,
    /// An expression over `row`.
    pub path: String,
    /// Another row to be linked: `service.any("tags", tags::create).await`.
    pub other: Option<String>,
    #[serde(skip)]
    pub linked: Option<EntityId>,
    /// The path leads over the row that it points at.
    #[serde(skip)]
    pub beneath: bool,
    /// The row is an account, which asks for itself.
    pub account: bool,
}

/// The matrix of a resource.
#[derive(Debug, Default, Serialize)]
pub struct Matrix {
    pub routes: Vec<RouteView>,
    pub targets: Vec<TargetView>,
    /// Which functions the routes need.
    pub targets_list: bool,
    pub targets_body: bool,
    pub targets_row: bool,
    pub targets_put: bool,
    /// Some route is asked.
    pub asks: bool,
    pub last_admin: Option<LastAdmin>,
}

/// The row that the account of the tests would go with, which administrators may delete.
#[derive(Debug, Serialize)]
pub struct LastAdmin {
    /// `UserRole::Admin`.
    pub role: String,
    /// An expression over `row`, which is the account.
    pub path: String,
}

/// Outcomes that some route has for some caller, beside the open way.
#[derive(Debug, Default, Serialize)]
pub struct Outcomes {
    pub login: bool,
    pub role: bool,
    pub hidden: bool,
    pub empty: bool,
}

impl Outcomes {
    pub fn of<'a>(views: impl Iterator<Item = &'a TestView>) -> Self {
        let routes: Vec<&RouteView> = views.flat_map(|view| &view.matrix.routes).collect();
        let has = |outcome: &str| {
            let stranger = |stranger: &Stranger| stranger.outcome == outcome;
            let some = |route: &&RouteView| {
                route.anonymous == outcome || route.owner == outcome || route.strangers.iter().any(stranger)
            };
            routes.iter().any(some)
        };
        Self { login: has(LOGIN), role: has(ROLE), hidden: has(HIDDEN), empty: has(EMPTY) }
    }
}

impl Matrix {
    /// What it uses of `serde_json`, with the other tests of the resource.
    pub fn json_uses(&self, creatable: bool, throughs: &[ThroughTest]) -> Option<&'static str> {
        let asks = throughs.iter().any(|through| through.asks);
        let value = asks || self.targets_list || self.targets_body || !self.targets.is_empty();
        match (creatable || value, creatable || self.targets_row) {
            (true, true) => Some("{Value, json}"),
            (true, false) => Some("Value"),
            (false, true) => Some("json"),
            (false, false) => None,
        }
    }
}

/// A rule that a handler holds, and whether rows that it is about can be out of the caller's scope.
struct Held<'a> {
    rule: &'a Rule,
    scoped: bool,
    /// Those are what is listed, and not what the path leads over.
    listed: bool,
}

impl Held<'_> {
    fn listed(self) -> Self {
        Self { listed: true, ..self }
    }
}

const OPEN: &str = "Open";
const LOGIN: &str = "Login";
const ROLE: &str = "Role";
const HIDDEN: &str = "Hidden";
const EMPTY: &str = "Empty";

/// Who asks.
#[derive(Clone, Copy)]
enum Asker {
    Anonymous,
    Stranger(usize),
    /// In the usual role.
    Owner,
}

/// What the path leads to.
#[derive(Clone, Copy, PartialEq)]
enum Subject {
    /// A row, or something beneath one.
    Row,
    New,
}

fn outcome(held: &[Held<'_>], asker: Asker, subject: Subject) -> &'static str {
    let mut hidden = false;
    let mut empty = false;
    for Held { rule, scoped, listed } in held {
        let (everything, owner) = match asker {
            Asker::Anonymous if !rule.public => return LOGIN,
            Asker::Anonymous => (true, true),
            Asker::Stranger(role) => (rule.everything(role), rule.owner),
            Asker::Owner => (rule.everything(0), rule.owner),
        };
        match (everything, owner, asker) {
            (true, ..) | (false, true, Asker::Owner) => {}
            (false, false, _) => return ROLE,
            (false, true, _) if *listed => empty |= *scoped,
            (false, true, _) => hidden |= *scoped,
        }
    }
    match (hidden && subject == Subject::Row, empty) {
        (true, _) => HIDDEN,
        (false, true) => EMPTY,
        (false, false) => OPEN,
    }
}

impl Rows<'_> {
    pub fn matrix(&self, creatable: bool, supply: &Supply) -> Matrix {
        if self.model.auth.is_none() {
            return Matrix::default();
        }
        let mut matrix = Matrix::default();
        let made = creatable || self.model.is_account(self.id);
        self.own_routes(&mut matrix, made);
        self.nested_routes(&mut matrix, made);
        self.link_routes(&mut matrix, made, supply);
        limit(&mut matrix, self, supply);
        matrix.last_admin = self.last_admin().filter(|_| supply.suffices_beside(1, &[(self.id, 1)], &[]));
        matrix.asks = matrix.routes.iter().any(|route| route.target.is_some());
        let targets = matrix.routes.iter().filter_map(|route| route.target.as_deref());
        let uses = |name: &str| targets.clone().any(|target| target == name);
        matrix.targets_list = uses("the_list");
        matrix.targets_body = uses("a_body");
        matrix.targets_row = uses("a_row");
        matrix.targets_put = uses("a_whole_row");
        matrix
    }

    fn route(&self, method: &'static str, path: &str, held: &[Held<'_>], subject: Subject) -> RouteView {
        let roles = self.model.auth.as_ref().map_or(0, |auth| self.model.enumeration(auth.roles).values.len());
        let strangers = (0..roles).map(|role| Stranger {
            role: role_path(self.model, role),
            outcome: outcome(held, Asker::Stranger(role), subject),
        });
        RouteView {
            method,
            path: rust::string(&format!("{}{path}", self.model.prefix)),
            anonymous: outcome(held, Asker::Anonymous, subject),
            strangers: strangers.collect(),
            owner: outcome(held, Asker::Owner, subject),
            target: None,
        }
    }

    fn held(&self, id: EntityId, operation: Operation) -> Held<'_> {
        let entity = self.model.entity(id);
        Held { rule: entity.access.rule(operation), scoped: is_owned(entity), listed: false }
    }

    fn last_admin(&self) -> Option<LastAdmin> {
        let auth = self.model.auth.as_ref()?;
        let deletes = self.entity.offers(Operation::Delete) && self.entity.access.delete.everything(auth.admin);
        let (field, _) = self.model.entity(auth.account).relations().find(|(field, relation)| {
            let goes = relation.target == self.id && relation.on_delete == OnDelete::Cascade;
            let key = find_all_name(self.entity, &relation.references) == "find_all";
            deletes && goes && key && field.required && field.returned()
        })?;
        let holes = "/{}".repeat(field.columns.len());
        let text = rust::string(&format!("{}/{}{holes}", self.model.prefix, self.entity.path));
        let members: Vec<String> =
            field.columns.iter().map(|column| format!("row.segment({})", self.quoted(column))).collect();
        Some(LastAdmin {
            role: role_path(self.model, auth.admin),
            path: format!("format!({text}, {})", members.join(", ")),
        })
    }

    /// A row of this entity.
    fn own_target(&self, name: &str) -> TargetView {
        TargetView {
            name: name.to_owned(),
            make: "create".into(),
            made: self.id,
            path: String::new(),
            other: None,
            linked: None,
            beneath: false,
            account: self.model.is_account(self.id),
        }
    }

    fn own_routes(&self, matrix: &mut Matrix, made: bool) {
        let list = format!("/{}", self.entity.path);
        let row = format!("{list}{}", Key::of(self.model, self.entity).path);
        let account = self.model.is_account(self.id);
        let whole = made && self.writes_whole();
        let routes = [
            ("GET", Operation::List, &list, Subject::Row, Some("the_list")),
            ("POST", Operation::Create, &list, Subject::New, (made && !account).then_some("a_body")),
            ("GET", Operation::Read, &row, Subject::Row, made.then_some("a_row")),
            ("PUT", Operation::Update, &row, Subject::Row, whole.then_some("a_whole_row")),
            ("PATCH", Operation::Update, &row, Subject::Row, made.then_some("a_row")),
            ("DELETE", Operation::Delete, &row, Subject::Row, made.then_some("a_row")),
        ];
        for (method, operation, path, subject, target) in routes {
            if self.entity.offers(operation) {
                let held = Held { listed: operation == Operation::List, ..self.held(self.id, operation) };
                let mut route = self.route(method, path, &[held], subject);
                route.target = target.map(str::to_owned);
                matrix.routes.push(route);
            }
        }
    }

    /// Whether a replace can be written from what a row shows.
    fn writes_whole(&self) -> bool {
        let able = super::reach::actor(self.model, self.id, Operation::Update).is_some();
        able && self.entity.offers(Operation::Update) && !self.model.is_account(self.id)
    }

    fn nested_routes(&self, matrix: &mut Matrix, made: bool) {
        let account = self.model.is_account(self.id);
        for (view, (field, relation)) in nested(self.model, self.id).iter().zip(self.nested_relations()) {
            let parent = self.held(relation.target, Operation::Read);
            let held = [parent, Held { listed: !view.one, ..self.held(self.id, Operation::List) }];
            let mut route = self.route("GET", &view.path, &held, Subject::Row);
            let pointed = field.caller || is_pointed(self.model, self.id, field, relation);
            let own = self.model.is_account(relation.target) && (field.unique || relation.one_to_one) && !field.caller;
            if made && !account && pointed && !own && !view.reads_parent {
                let name = format!("beneath_{}", field.name.snake());
                let holes = "/{}".repeat(field.columns.len());
                let members: Vec<String> =
                    field.columns.iter().map(|column| format!("row.segment({})", self.quoted(column))).collect();
                let parent = self.model.entity(relation.target);
                let text = format!(
                    "{}/{}{holes}/{}",
                    self.model.prefix,
                    parent.path,
                    view.path.rsplit('/').next().unwrap_or_default()
                );
                let path = format!("format!({}, {})", rust::string(&text), members.join(", "));
                matrix.targets.push(TargetView { path, beneath: true, ..self.own_target(&name) });
                route.target = Some(name);
            }
            matrix.routes.push(route);
        }
    }

    fn nested_relations(&self) -> Vec<(&Field, &ToOne)> {
        let named = self.entity.relations().filter(|(field, relation)| {
            let parent = self.model.entity(relation.target);
            let offered = parent.offers(Operation::Read) && self.entity.offers(Operation::List);
            field.returned() && relation.inverse.is_some() && offered
        });
        named.collect()
    }

    fn link_routes(&self, matrix: &mut Matrix, made: bool, supply: &Supply) {
        let key = Key::of(self.model, self.entity).path;
        let tests = if made { self.links(supply) } else { Vec::new() };
        let throughs = self.throughs(supply);
        for link in links(self.model, self.id) {
            let Some(own) = self.entity.many_to_many.iter().find(|own| own.name.snake() == link.name) else { continue };
            let list = format!("/{}{key}/{}", self.entity.path, link.path);
            let one = format!("{list}{}", link.target_key.path);
            let test = tests.iter().find(|test| test.name == link.name && !self.model.is_account(own.target));
            // What belongs to another account, one of its own cannot link.
            let seen = !self.model.is_account(self.id) || self.model.entity(own.target).access.read.everything(0);
            let names = test.map(|test| {
                let listed = format!("{}_of_a_row", link.name);
                let path = format!("format!(\"{{}}/{}\", row.path)", link.path);
                matrix.targets.push(TargetView { path, ..self.own_target(&listed) });
                let linked = seen.then(|| format!("{}_{}_of_a_row", article(&link.one), link.one));
                let rest = format!("other.path.strip_prefix({}).expect(\"its path\")", test.target_path);
                let path = format!("format!(\"{{}}/{}{{}}\", row.path, {rest})", link.path);
                if let Some(linked) = &linked {
                    let other = Some(self.any(own.target));
                    matrix.targets.push(TargetView {
                        path,
                        other,
                        linked: Some(own.target),
                        ..self.own_target(linked)
                    });
                }
                (listed, linked)
            });
            let (listed, linked) = names.unzip();
            let linked: Option<String> = linked.flatten();
            let through = throughs.iter().find(|through| through.name == link.name).map(|through| {
                let name = format!("{}_by_a_row", link.name);
                let path = through.list.clone();
                let (make, made) = (through.make.clone(), through.made);
                matrix.targets.push(TargetView {
                    path,
                    make,
                    made,
                    beneath: true,
                    account: false,
                    ..self.own_target(&name)
                });
                name
            });
            let listed = listed.or(through);
            let held = [self.held(self.id, Operation::Read), self.held(own.target, Operation::List).listed()];
            let rows = own.through.map(|id| self.held(id, Operation::List).listed());
            let held: Vec<Held<'_>> = held.into_iter().chain(rows).collect();
            matrix.routes.push(RouteView { target: listed, ..self.route("GET", &list, &held, Subject::Row) });
            if !link.through {
                let held = [self.held(self.id, Operation::Update), self.held(own.target, Operation::Read)];
                for method in ["PUT", "DELETE"] {
                    let route = self.route(method, &one, &held, Subject::Row);
                    matrix.routes.push(RouteView { target: linked.clone(), ..route });
                }
            }
        }
    }
}
