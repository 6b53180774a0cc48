//! What a request costs: the generated service, without accounts and with, beside a bare axum and beside one written by
//! hand, all in one run.

use crate::database::Database::{self, Postgres, Sqlite};
use crate::http::Client;
use crate::load::{Load, Round};
use crate::process::median;
use crate::project::{self, workshop};
use crate::service::Service;
use crate::table::{Table, megabytes};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PATH: &str = "/api/v1/posts";
const ROWS: usize = 10_000;
const STARTS: usize = 15;

/// One service on one database, with what was measured of it.
struct Contender {
    name: &'static str,
    /// None for the one that has no rows.
    database: Option<Database>,
    command: Command,
    service: Service,
    /// Of somebody who has logged in, where there are accounts.
    token: Option<String>,
    ids: PathBuf,
    rounds: Vec<(&'static str, Round)>,
}

pub fn run(rounds: u32, seconds: u32) {
    let hello = baseline(Sqlite);
    let mut rows = Vec::new();
    for database in [Sqlite, Postgres] {
        rows.push(Contender::with_rows("baseline", database, Command::new(baseline(database))));
        let open = generated("posts", include_str!("posts.yaml"), database);
        rows.push(Contender::with_rows("service", database, Command::new(open)));
        let closed = generated("members", include_str!("members.yaml"), database);
        rows.push(Contender::with_rows("accounts", database, Command::new(closed)));
    }
    let mut contenders = vec![Contender::without_rows(&hello, &rows[1].service)];
    contenders.append(&mut rows);
    for mode in ["get", "list", "create"] {
        for _ in 0..rounds {
            for contender in contenders.iter_mut().filter(|one| mode != "create" || one.database.is_some()) {
                contender.load(mode, seconds);
            }
        }
    }
    for database in [Sqlite, Postgres] {
        compare(&contenders, database);
    }
    footprint(&mut contenders);
}

impl Contender {
    fn with_rows(name: &'static str, database: Database, mut command: Command) -> Self {
        let url = database.make(&format!("{name}_{}", database.word()));
        command.args(if name == "baseline" { &["posts"][..] } else { &[] }).env("DATABASE_URL", url);
        command.env("JWT_SECRET", "signs the tokens of one measurement");
        let service = Service::start(&mut command);
        let token = (name == "accounts").then(|| register(&service));
        let ids = workshop().join(format!("{name}-{}.ids", database.word()));
        fs::write(&ids, fill(&service, token.as_deref()).join("\n")).expect("written");
        Self { name, database: Some(database), command, service, token, ids, rounds: Vec::new() }
    }

    /// Answers with what `model` answers.
    fn without_rows(binary: &Path, model: &Service) -> Self {
        let list = model.get(PATH);
        let page: Value = serde_json::from_str(&list).expect("JSON");
        let row = page["items"][0].to_string();
        let mut command = Command::new(binary);
        command.arg("hello");
        for (variable, text) in [("ROW_BODY", &row), ("LIST_BODY", &list)] {
            let file = workshop().join(variable);
            fs::write(&file, text).expect("written");
            command.env(variable, file);
        }
        let service = Service::start(&mut command);
        let ids = workshop().join("service-sqlite.ids");
        Self { name: "hello", database: None, command, service, token: None, ids, rounds: Vec::new() }
    }

    fn load(&mut self, mode: &'static str, seconds: u32) {
        let body = workshop().join("body.json");
        fs::write(&body, post(0)).expect("written");
        let load = Load { ids: &self.ids, body: &body, path: PATH, token: self.token.as_deref(), seconds };
        self.rounds.push((mode, load.run(&self.service, mode)));
    }

    fn of(&self, mode: &str) -> Vec<Round> {
        self.rounds.iter().filter(|(found, _)| *found == mode).map(|(_, round)| *round).collect()
    }
}

/// The generated service, built as its README says for production.
fn generated(name: &str, spec: &str, database: Database) -> PathBuf {
    let text = spec.replace("scaffold: 1", &format!("scaffold: 1\ndatabase: {}", database.word()));
    let name = format!("{name}-{}", database.word());
    let spec = project::spec(&name, &text);
    let directory = project::vacant(&name);
    assert!(project::new(&directory, &spec).status().expect("scaffold runs").success());
    build(&directory, "posts", &name, &[])
}

fn baseline(database: Database) -> PathBuf {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/baseline");
    let copy = format!("baseline-{}", database.word());
    build(&directory, "baseline", &copy, &["--features", database.word()])
}

/// A copy of the release binary that the next build does not overwrite.
fn build(directory: &Path, name: &str, copy: &str, arguments: &[&str]) -> PathBuf {
    let target = workshop().join("target");
    let mut command = project::cargo(directory, &target, &["build", "--release", "--locked"]);
    assert!(command.args(arguments).status().expect("cargo runs").success(), "{} is not built", directory.display());
    let copy = workshop().join(format!("{copy}.bin"));
    fs::copy(target.join("release").join(name), &copy).expect("copied");
    copy
}

fn post(number: usize) -> String {
    let content = "lorem ipsum dolor sit amet ".repeat(11);
    json!({"title": format!("lorem ipsum dolor sit amet {number}"), "content": format!("{content}\n \"q\" x"), "author": "lorem.ipsum"})
        .to_string()
}

/// The access token of a new account.
fn register(service: &Service) -> String {
    let account = json!({"email": "ada@example.com", "password": "correct horse battery"}).to_string();
    let mut client = Client::connect(service.address, None).expect("a connection");
    let mut session = Value::Null;
    for (path, expected) in [("/api/v1/auth/register", 201), ("/api/v1/auth/login", 200)] {
        let (status, body) = client.ask("POST", path, &account).expect("an answer");
        assert_eq!(status, expected, "{body}");
        session = serde_json::from_str(&body).expect("JSON");
    }
    session["access_token"].as_str().expect("a token").to_owned()
}

/// Ids of the rows that were made.
fn fill(service: &Service, token: Option<&str>) -> Vec<String> {
    let mut client = Client::connect(service.address, token).expect("a connection");
    let mut create = |number: usize| {
        let (status, body) = client.ask("POST", PATH, &post(number)).expect("an answer");
        assert_eq!(status, 201, "{body}");
        let row: Value = serde_json::from_str(&body).expect("JSON");
        row["id"].as_str().expect("an id").to_owned()
    };
    (0..ROWS).map(&mut create).collect()
}

fn compare(contenders: &[Contender], database: Database) {
    let find = |name: &str, database| contenders.iter().find(|one| one.name == name && one.database == database);
    let hello = find("hello", None).expect("measured");
    let baseline = find("baseline", Some(database)).expect("measured");
    let service = find("service", Some(database)).expect("measured");
    let accounts = find("accounts", Some(database)).expect("measured");
    println!("{}: CPU µs, requests per second, p50 and p99 in ms", database.title());
    let mut table =
        Table::new(&["", "hello", "baseline", "service", "of baseline", "of hello", "accounts", "of service"]);
    for mode in ["get", "list", "create"] {
        table.row([
            mode.to_owned(),
            cell(&hello.of(mode)),
            cell(&baseline.of(mode)),
            cell(&service.of(mode)),
            ratio(&service.of(mode), &baseline.of(mode)),
            ratio(&service.of(mode), &hello.of(mode)),
            cell(&accounts.of(mode)),
            ratio(&accounts.of(mode), &service.of(mode)),
        ]);
    }
    table.print();
}

fn cell(rounds: &[Round]) -> String {
    if rounds.is_empty() {
        return String::new();
    }
    let of = |member: fn(&Round) -> f64| median(rounds.iter().map(member));
    let rate = of(|round| round.per_second) / 1e3;
    format!("{:.1} / {rate:.1}k / {:.1} / {:.1}", of(|round| round.cpu), of(|round| round.p50), of(|round| round.p99))
}

/// Of rounds that were run one after the other, so that both had the same machine.
fn ratio(rounds: &[Round], others: &[Round]) -> String {
    if others.is_empty() {
        return String::new();
    }
    format!("{:.2}", median(rounds.iter().zip(others).map(|(round, other)| round.cpu / other.cpu)))
}

/// Start, memory and size, of the rows as they are.
fn footprint(contenders: &mut [Contender]) {
    let mut table = Table::new(&["", "start ms", "idle MB", "binary MB"]);
    for contender in contenders.iter_mut() {
        let size = fs::metadata(contender.command.get_program()).expect("a binary").len();
        let starts: Vec<Service> = (0..STARTS).map(|_| Service::start(&mut contender.command)).collect();
        let database = contender.database.map_or("", Database::title);
        table.row([
            format!("{} {database}", contender.name),
            format!("{:.1}", median(starts.iter().map(|service| service.start.as_secs_f64() * 1e3))),
            megabytes(median(starts.iter().map(Service::memory))),
            megabytes(size),
        ]);
    }
    table.print();
}
