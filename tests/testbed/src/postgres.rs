//! A PostgreSQL to test against: the one named, the one that runs, or one of our own.

use std::env;
use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub struct Postgres {
    /// URL of a server, ending before the name of a database.
    server: String,
    /// The one we started ourselves.
    own: Option<Own>,
}

/// A server with its data in a directory of its own.
struct Own {
    child: Mutex<Child>,
    data: TempDir,
    port: u16,
}

impl Own {
    fn create() -> Result<Self, String> {
        let data = tempfile::tempdir_in(place()).map_err(|error| error.to_string())?;
        let directory = data.path().join("data");
        fs::create_dir(&directory).map_err(|error| error.to_string())?;
        let mut initialise = unprivileged(&program("initdb"), data.path(), &directory)?;
        initialise
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync", "--pgdata"])
            .arg(&directory);
        let made = initialise.output().map_err(|error| format!("initdb: {error}"))?;
        if !made.status.success() {
            return Err(format!("initdb: {}", String::from_utf8_lossy(&made.stderr)));
        }
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = port.map_err(|error| error.to_string())?.port();
        let own = Self { child: Mutex::new(spawn(&data, port)?), data, port };
        own.wait()?;
        Ok(own)
    }

    /// URL of the server, ending before the name of a database.
    fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}", self.port)
    }

    fn wait(&self) -> Result<(), String> {
        let begin = Instant::now();
        while let Err(error) = psql(&self.url(), "select 1") {
            if begin.elapsed() > Duration::from_secs(30) {
                return Err(format!("the PostgreSQL started for the tests does not answer: {error}"));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn end(&self, signal: &str) {
        let mut child = self.child.lock().expect("a process");
        let _ = Command::new("kill").args([signal, &child.id().to_string()]).status();
        let _ = child.wait();
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        self.end("-INT");
    }
}

impl Postgres {
    /// # Errors
    /// Why there is none.
    pub fn find() -> Result<Self, String> {
        let named = env::var("DATABASE_URL").ok().filter(|url| url.starts_with("postgres"));
        let named = named.and_then(|url| url.rsplit_once('/').map(|(server, _)| server.to_owned()));
        let users = ["postgres".to_owned(), output(Command::new("id").arg("-un"))];
        let usual = users.iter().map(|user| format!("postgres://{user}@127.0.0.1:5432"));
        for server in named.into_iter().chain(usual) {
            if psql(&server, "select 1").is_ok() {
                return Ok(Self { server, own: None });
            }
        }
        Self::start()
    }

    /// A server of our own, which need not wait for the disk, or the one that there is.
    ///
    /// # Errors
    /// Why there is none.
    pub fn quick() -> Result<Self, String> {
        Self::start().or_else(|_| Self::find())
    }

    /// A server that nobody else uses.
    ///
    /// # Errors
    /// Why there is none.
    pub fn start() -> Result<Self, String> {
        let own = Own::create()?;
        Ok(Self { server: own.url(), own: Some(own) })
    }

    /// Ends our own server at once, as a crash would, and starts it again after a while.
    pub fn crash(&self, pause: Duration) {
        let own = self.own.as_ref().expect("a server of our own");
        own.end("-QUIT");
        thread::sleep(pause);
        *own.child.lock().expect("a process") = spawn(&own.data, own.port).expect("a server");
        own.wait().expect("a server");
    }

    /// URL of a database of this name.
    pub fn url(&self, database: &str) -> String {
        format!("{}/{database}", self.server)
    }

    /// Runs a statement in the database that every server has.
    pub fn run(&self, statement: &str) -> String {
        psql(&self.server, statement).unwrap_or_else(|error| panic!("{statement}: {error}"))
    }

    /// psql in a database of this name, to be given statements.
    pub fn psql(&self, database: &str) -> Command {
        client(&self.url(database))
    }

    /// An empty database, gone when dropped.
    pub fn database(&self, name: &str) -> Database<'_> {
        let name = format!("scaffold_{}", name.replace('-', "_"));
        for statement in [format!("drop database if exists {name}"), format!("create database {name}")] {
            psql(&self.server, &statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
        Database { server: &self.server, name }
    }
}

pub struct Database<'a> {
    server: &'a str,
    name: String,
}

impl Database<'_> {
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        let _ = psql(self.server, &format!("drop database if exists {} with (force)", self.name));
    }
}

fn output(command: &mut Command) -> String {
    command.output().map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}

/// A program of PostgreSQL: on the path, or where Debian hides it.
pub fn program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut hidden: Vec<PathBuf> = versions.map(|version| version.path().join("bin").join(name)).collect();
    hidden.sort();
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path).map(|directory| directory.join(name));
    on_path.chain(hidden).find(|path| path.is_file()).unwrap_or_else(|| PathBuf::from(name))
}

fn psql(server: &str, statement: &str) -> Result<String, String> {
    let mut command = client(&format!("{server}/postgres"));
    let output = command.args(["--command", statement]).output().map_err(|error| format!("psql: {error}"))?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() { Ok(said(&output.stdout)) } else { Err(said(&output.stderr)) }
}

fn client(database: &str) -> Command {
    let mut command = Command::new(program("psql"));
    command.args(["--no-psqlrc", "--no-password", "--quiet", "--set", "ON_ERROR_STOP=1"]);
    command.args(["--tuples-only", "--no-align", "--dbname", database]);
    command
}

/// Each test of a service copies a database, which takes less than half the time in memory.
fn place() -> PathBuf {
    const KIBIBYTES: u64 = 4 << 20;
    let memory = Path::new("/dev/shm");
    let free = output(Command::new("df").args(["-Pk"]).arg(memory));
    let free = free.lines().last().and_then(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok());
    if free.is_some_and(|free| free >= KIBIBYTES) { memory.to_owned() } else { env::temp_dir() }
}

fn spawn(data: &TempDir, port: u16) -> Result<Child, String> {
    let directory = data.path().join("data");
    let log = File::create(data.path().join("log")).map_err(|error| error.to_string())?;
    let mut serve = unprivileged(&program("postgres"), data.path(), &directory)?;
    serve.arg("-D").arg(&directory).args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k", "", "-F"]);
    serve.args(["-c", "max_connections=200", "-c", "autovacuum=off"]).stdout(Stdio::null()).stderr(log);
    serve.spawn().map_err(|error| format!("postgres: {error}"))
}

/// PostgreSQL refuses to run as root: then it runs as `postgres`, who gets the directories.
fn unprivileged(program: &Path, outer: &Path, data: &Path) -> Result<Command, String> {
    let mut command = Command::new(program);
    command.current_dir(outer);
    if output(Command::new("id").arg("-u")) == "0" {
        let number = |flag: &str| output(Command::new("id").args([flag, "postgres"])).parse::<u32>();
        let (Ok(user), Ok(group)) = (number("-u"), number("-g")) else {
            return Err("no PostgreSQL is running, and as root one needs the user `postgres` to start it".to_owned());
        };
        for path in [outer, data] {
            chown(path, Some(user), Some(group)).map_err(|error| error.to_string())?;
        }
        command.uid(user).gid(group);
    }
    Ok(command)
}
