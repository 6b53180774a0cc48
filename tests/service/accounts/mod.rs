//! Accounts through the binary and its socket: the first administrator, secrets, and what happens at once.

pub mod mail;
mod mail_server;
mod strain;

use crate::client::{Answer, send};
use crate::project::Project;
use crate::server::{Server, binary};
use serde_json::{Map, Value, json};
use std::net::SocketAddr;
use std::process::Output;
use std::thread;

pub use strain::withstand;

const EMAIL: &str = "head@example.org";
const PASSWORD: &str = "a sentence that nobody says";
const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

/// For threads that ask at once: any answer is theirs to judge.
fn post(address: SocketAddr, path: &str, body: &Value) -> Answer {
    send(address, "POST", path, &JSON, body.to_string().as_bytes()).expect("an answer")
}

/// Where the document has the routes of accounts.
fn routes(document: &Value) -> Option<String> {
    let paths = document["paths"].as_object().expect("paths");
    paths.keys().find_map(|path| path.strip_suffix("/auth/login")).map(|prefix| format!("{prefix}/auth"))
}

/// Makes an administrator and logs in; none where there are no accounts.
pub fn log_in(project: &Project, server: &Server, database: &str) -> Option<Value> {
    let document = server.get("/openapi.json").json();
    let routes = routes(&document)?;
    let body = members(&document);
    let made = create_admin(project, database, &body);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let again = create_admin(project, database, &body);
    assert!(!again.status.success() && String::from_utf8_lossy(&again.stderr).contains("taken"));
    Some(begin(server, &document, &routes, &body))
}

/// A token of the administrator, who is made where there is none; none where there are no accounts.
pub fn enter(project: &Project, server: &Server, database: &str) -> Option<String> {
    let document = server.get("/openapi.json").json();
    let routes = routes(&document)?;
    let body = members(&document);
    // The second time the address is taken, by the same one.
    create_admin(project, database, &body);
    begin(server, &document, &routes, &body)["access_token"].as_str().map(str::to_owned)
}

/// The administrator's new session.
fn begin(server: &Server, document: &Value, routes: &str, body: &Map<String, Value>) -> Value {
    let fields = document["components"]["schemas"]["LoginInput"]["required"].as_array().expect("members").iter();
    let name = fields.filter_map(Value::as_str).find(|field| *field != "password").expect("a name to log in by");
    let named = body.get(name).cloned().unwrap_or_else(|| json!(EMAIL));
    let login = json!({ name: named, "password": PASSWORD }).to_string();
    let answer = server.ask("POST", &format!("{routes}/login"), &JSON, login.as_bytes());
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.data()
}

/// Members that an account needs beside its address and password.
fn members(document: &Value) -> Map<String, Value> {
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let bodies = schemas.iter().filter(|(name, _)| name.ends_with("Input"));
    let account = bodies.map(|(_, schema)| schema).find(|schema| {
        let has = |member: &str| !schema["properties"][member].is_null();
        has("password") && has("email") && has("role")
    });
    let example = account.expect("the body of an account")["example"].as_object().expect("an example").clone();
    let own = ["email", "password", "role"];
    example.into_iter().filter(|(member, _)| !own.contains(&member.as_str())).collect()
}

fn create_admin(project: &Project, database: &str, members: &Map<String, Value>) -> Output {
    let mut members = members.clone();
    members.retain(|member, _| !["isActive", "is_active"].contains(&member.as_str()));
    let mut command = project.command(binary(project));
    command.args(["create-admin", EMAIL, "--with", &Value::Object(members).to_string()]);
    command.env("DATABASE_URL", database).env("ADMIN_PASSWORD", PASSWORD).output().expect("it runs")
}

/// Of many that show one refresh token at once, one gets the next.
pub fn refresh_at_once(server: &Server, session: &Value) {
    let document = server.get("/openapi.json").json();
    let path = format!("{}/refresh", routes(&document).expect("accounts"));
    let mut token = session["refresh_token"].as_str().expect("a token").to_owned();
    for _ in 0..5 {
        let body = json!({ "refresh_token": token }).to_string();
        let answers: Vec<_> = thread::scope(|scope| {
            let asking: Vec<_> =
                (0..50).map(|_| scope.spawn(|| server.ask("POST", &path, &JSON, body.as_bytes()))).collect();
            asking.into_iter().map(|asked| asked.join().expect("an answer")).collect()
        });
        let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
        assert_eq!(won.len(), 1);
        assert!(lost.iter().all(|answer| answer.status == 401 || answer.status == 503), "{lost:?}");
        token = won[0].data()["refresh_token"].as_str().expect("a token").to_owned();
    }
}

/// Without a secret worth the name the service does not start, and says why.
pub fn secrets_are_needed(project: &Project, database: &str) {
    for (secret, reason) in [("", "JWT_SECRET"), ("too short", "32 bytes"), (&"change-me-".repeat(4), "sample")] {
        let mut command = project.command(binary(project));
        let output = command.env("DATABASE_URL", database).env("JWT_SECRET", secret).output().expect("it runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && told.contains(reason), "{secret}: {told}");
    }
}
