//! What each route of a resource answers to each kind of caller.

use super::bounds::limit;
use super::outcome::{Asker, EMPTY, Held, Subject, outcome};
use super::parts::Pair;
use super::reach::{able, is_pointed};
use super::rows::Rows;
use super::supply::Supply;
use super::through::ThroughTest;
use crate::model::{EntityId, Field, OnDelete, Operation, ToOne};
use crate::plan::access::{is_owned, role_path};
use crate::plan::links::links;
use crate::plan::relations::{Nested, find_all_name, nested};
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
    /// By what the row that the path leads over includes what the route lists, a Rust string.
    pub included: Option<String>,
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
    /// The path is made of members of the row, and leads to it over another one.
    #[serde(skip)]
    pub leads_to_row: bool,
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
    /// Members of the account itself, which changes its own row, that only administrators change: each with a value that
    /// would be another.
    pub rights: Vec<Pair>,
}

/// The row that the account of the tests would go with, which administrators may delete.
#[derive(Debug, Serialize)]
pub struct LastAdmin {
    /// `UserRole::Admin`.
    pub role: String,
    /// An expression over `row`, which is the account.
    pub path: String,
}

impl Matrix {
    /// What it uses of `serde_json`, with the other tests of the resource.
    pub fn json_uses(&self, creatable: bool, throughs: &[ThroughTest]) -> Option<&'static str> {
        let asks = throughs.iter().any(|through| through.asks);
        let value = asks || self.targets_list || self.targets_body || !self.targets.is_empty();
        match (creatable || value, creatable || self.targets_row || !self.rights.is_empty()) {
            (true, true) => Some("{Value, json}"),
            (true, false) => Some("Value"),
            (false, true) => Some("json"),
            (false, false) => None,
        }
    }
}

impl Rows<'_> {
    pub fn matrix(&self, creatable: bool, supply: &Supply) -> Matrix {
        if self.model.auth.is_none() {
            return Matrix::default();
        }
        let mut matrix = Matrix::default();
        let made = creatable || self.model.is_account(self.id);
        self.own_routes(&mut matrix, creatable);
        self.nested_routes(&mut matrix, made);
        self.link_routes(&mut matrix, made, supply);
        limit(&mut matrix, self, supply);
        matrix.last_admin = self.last_admin().filter(|_| supply.suffices_beside(1, &[(self.id, 1)], &[]));
        matrix.rights = self.rights();
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
            included: None,
        }
    }

    fn held(&self, id: EntityId, operation: Operation) -> Held<'_> {
        let entity = self.model.entity(id);
        Held { rule: entity.access.rule(operation), scoped: is_owned(entity), listed: false, pointed: false }
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

    fn rights(&self) -> Vec<Pair> {
        let Some(auth) = self.model.auth.as_ref().filter(|auth| auth.account == self.id && auth.admin != 0) else {
            return Vec::new();
        };
        let rule = &self.entity.access.update;
        if !self.entity.offers(Operation::Update) || !(rule.owner || rule.everything(0)) {
            return Vec::new();
        }
        let admin = rust::string(&self.model.enumeration(auth.roles).values[auth.admin].name);
        let rights = [(auth.role, admin), (auth.is_active, "false".to_owned())];
        let fields = rights.into_iter().map(|(index, value)| (&self.entity.fields[index], value));
        let changed = fields.filter(|(field, _)| field.creatable() && !field.immutable);
        changed.map(|(field, value)| Pair { name: self.quoted(&field.columns[0]), value }).collect()
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
            leads_to_row: false,
            account: self.model.is_account(self.id),
        }
    }

    fn own_routes(&self, matrix: &mut Matrix, creatable: bool) {
        let list = format!("/{}", self.entity.path);
        let row = format!("{list}{}", Key::of(self.model, self.entity).path);
        let made = creatable || self.model.is_account(self.id);
        let whole = creatable && self.entity.offers(Operation::Update) && able(self.model, self.id, Operation::Update);
        let routes = [
            ("GET", Operation::List, &list, Subject::Row, Some("the_list")),
            ("POST", Operation::Create, &list, Subject::New, creatable.then_some("a_body")),
            ("GET", Operation::Read, &row, Subject::Row, made.then_some("a_row")),
            ("PUT", Operation::Update, &row, Subject::Row, whole.then_some("a_whole_row")),
            ("PATCH", Operation::Update, &row, Subject::Row, made.then_some("a_row")),
            ("DELETE", Operation::Delete, &row, Subject::Row, made.then_some("a_row")),
        ];
        for (method, operation, path, subject, target) in routes {
            if self.entity.offers(operation) {
                let listed = operation == Operation::List;
                let held = Held { listed, pointed: self.points_at_owner(), ..self.held(self.id, operation) };
                let mut route = self.route(method, path, &[held], subject);
                route.target = target.map(str::to_owned);
                matrix.routes.push(route);
            }
        }
    }

    /// Whether the body of a new row leads to its owner, over a row that it cannot be without.
    fn points_at_owner(&self) -> bool {
        let Some(field) = self.entity.owner.as_ref().and_then(|owner| self.entity.fields.get(*owner.path.first()?))
        else {
            return false;
        };
        !field.caller && field.required
    }

    fn nested_routes(&self, matrix: &mut Matrix, made: bool) {
        for (view, (field, relation)) in nested(self.model, self.id).iter().zip(self.nested_relations()) {
            let parent = self.held(relation.target, Operation::Read);
            let held = [parent, Held { listed: !view.one, ..self.held(self.id, Operation::List) }];
            let mut route = self.route("GET", &view.path, &held, Subject::Row);
            if let Some(target) = self.beneath(view, field, relation).filter(|_| made && !view.reads_parent) {
                route.target = Some(target.name.clone());
                let inverse = relation.inverse.as_ref().filter(|_| !view.one && target.leads_to_row);
                route.included = inverse
                    .filter(|_| route.strangers.iter().any(|stranger| stranger.outcome == EMPTY))
                    .map(|inverse| rust::string(&inverse.json(self.model.json_case)));
                matrix.targets.push(target);
            }
            matrix.routes.push(route);
        }
    }

    /// A list beneath the row that one of this entity points at; where none can, beneath one that may have its like.
    fn beneath(&self, view: &Nested, field: &Field, relation: &ToOne) -> Option<TargetView> {
        let target = self.own_target(&format!("beneath_{}", field.name.snake()));
        let segment = view.path.rsplit('/').next().unwrap_or_default();
        let account = self.model.is_account(self.id);
        let pointed = field.caller || is_pointed(self.model, self.id, field, relation);
        let own = self.model.is_account(relation.target) && (field.unique || relation.one_to_one) && !field.caller;
        if pointed && !account && !own {
            let holes = "/{}".repeat(field.columns.len());
            let members: Vec<String> =
                field.columns.iter().map(|column| format!("row.segment({})", self.quoted(column))).collect();
            let parent = self.model.entity(relation.target);
            let text = rust::string(&format!("{}/{}{holes}/{segment}", self.model.prefix, parent.path));
            let path = format!("format!({text}, {})", members.join(", "));
            return Some(TargetView { path, leads_to_row: true, ..target });
        }
        let path = format!("format!(\"{{}}/{segment}\", row.path)");
        (relation.target == self.id).then_some(TargetView { path, ..target })
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
                    leads_to_row: true,
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
