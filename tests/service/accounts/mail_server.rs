//! A mail server that keeps what it is sent, and does not take letters to everybody.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A letter to this domain is taken at the second attempt.
pub const BUSY: &str = "busy.example";
/// The server thinks about one to this domain for so long.
pub const SLOW: &str = "slow.example";
const THOUGHT: Duration = Duration::from_secs(6);
/// One to this domain never is.
pub const GONE: &str = "gone.example";

pub struct Post {
    address: SocketAddr,
    letters: Receiver<Letter>,
}

/// A letter as whoever gets it reads it.
#[derive(Debug)]
pub struct Letter {
    pub to: String,
    pub text: String,
}

impl Post {
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (sender, letters) = channel();
        let desk = Desk { sender, turned_away: Arc::default() };
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let desk = desk.clone();
                thread::spawn(move || desk.serve(stream));
            }
        });
        Self { address, letters }
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The next letter, which comes in time.
    pub fn letter(&self, patience: Duration) -> Letter {
        self.letters.recv_timeout(patience).unwrap_or_else(|_| panic!("no letter within {patience:?}"))
    }
}

impl Letter {
    /// The token in its link.
    pub fn token(&self) -> &str {
        let (_, rest) = self.text.split_once("#token=").unwrap_or_else(|| panic!("no link in {self:?}"));
        rest.lines().next().expect("a line")
    }
}

#[derive(Clone)]
struct Desk {
    sender: Sender<Letter>,
    turned_away: Arc<Mutex<HashSet<String>>>,
}

impl Desk {
    /// What RFC 5321 asks for at least.
    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        let mut answers = stream.try_clone()?;
        let mut lines = BufReader::new(stream).lines();
        let mut to = String::new();
        answers.write_all(b"220 post\r\n")?;
        while let Some(line) = lines.next().transpose()? {
            let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    self.judge(&to)
                }
                "DATA" => {
                    answers.write_all(b"354 go on\r\n")?;
                    let body: io::Result<Vec<String>> =
                        lines.by_ref().take_while(|line| line.as_ref().map_or(true, |line| line != ".")).collect();
                    // Nobody may be waiting for letters any more.
                    let _ = self.sender.send(Letter { to: to.clone(), text: readable(&body?) });
                    "250 taken"
                }
                "QUIT" => "221 goodbye",
                _ => "250 well",
            };
            answers.write_all(format!("{answer}\r\n").as_bytes())?;
        }
        Ok(())
    }

    fn judge(&self, to: &str) -> &'static str {
        if to.ends_with(SLOW) {
            thread::sleep(THOUGHT);
        }
        let mut turned_away = self.turned_away.lock().expect("no thread panics with it");
        match to.rsplit('@').next() {
            Some(BUSY) if turned_away.insert(to.to_owned()) => "450 later",
            Some(GONE) => "550 nobody of that name",
            _ => "250 well",
        }
    }
}

/// Undoes quoted-printable (RFC 2045, 6.7), which spells only the equals sign otherwise in ASCII.
fn readable(lines: &[String]) -> String {
    lines.join("\n").replace("=\n", "").replace("=3D", "=")
}
