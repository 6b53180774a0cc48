//! The matrix of who may do what: every route, asked by nobody, by accounts of each role that own nothing, and by the
//! owner.

use std::collections::BTreeSet;

use serde_json::Value;
use tasks::{app, enums::UserRole};

use crate::callers::USUAL;
use crate::support::*;

/// What a route answers to those who ask.
pub struct Route {
    pub method: &'static str,
    /// As the document has it.
    pub path: &'static str,
    pub anonymous: Outcome,
    /// To accounts that own nothing, by role.
    pub strangers: &'static [(UserRole, Outcome)],
    /// To the owner, in the usual role.
    pub owner: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing stands in the way, whatever the answer is.
    Open,
    /// 401.
    Login,
    /// 403.
    Role,
    /// 404: as if the row were not there.
    Hidden,
    /// A list without the row.
    Empty,
}

/// What is asked for.
pub struct Target {
    pub path: String,
    pub body: Value,
    /// Token of the account that owns it.
    pub owner: String,
}

enum Asker {
    Nobody,
    Stranger(UserRole),
    Owner,
}

/// Asks a route on behalf of each, for something made anew each time.
pub async fn holds(service: &Service, route: &Route, target: impl AsyncFn(&Service) -> Target) {
    let strangers =
        route.strangers.iter().map(|(role, outcome)| (Asker::Stranger(*role), *outcome));
    let askers = [(Asker::Nobody, route.anonymous), (Asker::Owner, route.owner)]
        .into_iter()
        .chain(strangers);
    for (asker, outcome) in askers {
        let Target { path, body, owner } = target(service).await;
        let token = match asker {
            Asker::Nobody => None,
            Asker::Owner => {
                service.callers().become_one(USUAL).await;
                Some(owner)
            }
            Asker::Stranger(role) => Some(service.callers().other(service, role).await.token),
        };
        let path = if outcome == Outcome::Empty { format!("{path}?total=true") } else { path };
        let answer = service.ask(route.method, &path, token.as_deref(), &body).await;
        let what = format!("{} {} {:?}", route.method, route.path, outcome);
        match outcome {
            Outcome::Open => {
                assert!(![401, 403, 404].contains(&answer.status.as_u16()), "{what}: {answer:?}")
            }
            Outcome::Login => {
                assert!(
                    answer.header("www-authenticate").starts_with("Bearer"),
                    "{what}: {answer:?}"
                );
                answer.problem(401);
            }
            Outcome::Role => {
                answer.problem(403);
                // Whatever is sent.
                let nonsense = Value::Array(Vec::new());
                service.ask(route.method, &path, token.as_deref(), &nonsense).await.problem(403);
            }
            Outcome::Hidden => drop(answer.problem(404)),
            Outcome::Empty => {
                let page = answer.expect(200).data();
                assert_eq!(
                    (&page["items"], &page["total"]),
                    (&Value::Array(Vec::new()), &Value::from(0)),
                    "{what}"
                );
            }
        }
    }
}

/// Asks for the row above a list that is empty to strangers: what it includes by `relation` is so, too.
pub async fn includes_nothing(
    service: &Service,
    route: &Route,
    target: impl AsyncFn(&Service) -> Target,
    relation: &str,
) {
    for (role, _) in route.strangers.iter().filter(|(_, outcome)| *outcome == Outcome::Empty) {
        let Target { path, .. } = target(service).await;
        let (parent, _) = path.rsplit_once('/').expect("a list beneath a row");
        let stranger = service.callers().other(service, *role).await;
        let path = format!("{parent}?include={relation}");
        let row =
            service.ask("GET", &path, Some(&stranger.token), &Value::Null).await.expect(200).data();
        assert_eq!(row[relation], Value::Array(Vec::new()), "{path} {role:?}");
    }
}

/// The document has no route of a resource that the matrix does not know, and the other way round.
#[test]
fn every_route_has_its_line() {
    let document = serde_json::to_value(app::document()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths.iter().filter(|(path, _)| !path.starts_with("/api/v1/auth/")).flat_map(
        |(path, item)| {
            let methods = item.as_object().expect("operations").keys();
            let methods = methods
                .filter(|key| ["get", "post", "put", "patch", "delete"].contains(&key.as_str()));
            methods.map(|method| (method.to_uppercase(), path.clone())).collect::<Vec<_>>()
        },
    );
    let resources: &[&[Route]] = &[crate::tasks::ROUTES, crate::users::ROUTES];
    let known = resources.iter().copied().flatten();
    let known = known.map(|route| (route.method.to_owned(), route.path.to_owned()));
    assert_eq!(operations.collect::<BTreeSet<_>>(), known.collect());
}
