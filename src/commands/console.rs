//! Where words go: results to standard output, talk to standard error, questions only to a person.

use crate::cli::{ColorChoice, OutputOptions};
use scaffold::diagnostic::{Report, Style, is_invisible};
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

pub struct Console {
    options: OutputOptions,
}

impl Console {
    pub fn new(options: OutputOptions) -> Self {
        Self { options }
    }

    /// Whether results are wanted as JSON.
    pub fn json(&self) -> bool {
        self.options.json
    }

    pub fn verbose(&self) -> bool {
        self.options.verbose
    }

    /// Prints a result. A reader that went away is no error: it has seen enough.
    pub fn result(&self, text: &str) -> io::Result<()> {
        match io::stdout().lock().write_all(text.as_bytes()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }

    /// Prints a result for machines, indented, with a newline at its end.
    pub fn result_json(&self, value: &impl Serialize) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(value)?;
        Ok(self.result(&(text + "\n"))?)
    }

    /// Tells what happens, unless silence was asked for.
    pub fn talk(&self, text: &str) {
        if !self.options.quiet && !self.options.json {
            self.complain(text);
        }
    }

    /// Tells what must be heard. With nobody at the other end there is nothing to be done.
    pub fn complain(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{}", harmless(text));
    }

    pub fn report(&self, report: &Report) {
        let style = if self.colored() { Style::Colored } else { Style::Plain };
        let _ = io::stderr().lock().write_all(report.render(style).as_bytes());
    }

    /// Shows warnings, unless silence was asked for.
    pub fn advise(&self, advice: &Report) {
        if !self.options.quiet && !self.options.json {
            self.report(advice);
        }
    }

    fn colored(&self) -> bool {
        match self.options.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        }
    }

    /// Asks for one line; the default where there is nobody to ask or nothing is typed.
    pub fn ask(&self, question: &str, default: &str) -> io::Result<String> {
        let somebody = io::stdin().is_terminal() && io::stderr().is_terminal();
        if self.options.json || self.options.quiet || !somebody {
            return Ok(default.to_owned());
        }
        write!(io::stderr().lock(), "{question} [{default}]: ")?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        let answer = answer.trim();
        Ok(if answer.is_empty() { default.to_owned() } else { answer.to_owned() })
    }

    /// Shows `label` on a terminal while `work` takes longer than a second.
    pub fn during<T>(&self, label: &str, work: impl FnOnce() -> T) -> T {
        let shown = io::stderr().is_terminal() && !self.options.quiet && !self.options.json;
        let ticker = shown.then(|| Ticker::start(label.to_owned()));
        let outcome = work();
        if let Some(ticker) = ticker {
            ticker.stop();
        }
        outcome
    }
}

/// Text that does nothing to a terminal, whatever path or argument stands in it.
fn harmless(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars() {
        match character {
            '\n' => shown.push('\n'),
            invisible if is_invisible(invisible) => shown.extend(invisible.escape_unicode()),
            plain => shown.push(plain),
        }
    }
    shown
}

struct Ticker {
    end: Sender<()>,
    thread: JoinHandle<()>,
}

impl Ticker {
    fn start(label: String) -> Self {
        let (end, ended) = mpsc::channel();
        let thread = thread::spawn(move || {
            let mut seconds = 0;
            while ended.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                seconds += 1;
                let _ = write!(io::stderr().lock(), "\r{label} … {seconds} s");
            }
            if seconds > 0 {
                let _ = write!(io::stderr().lock(), "\r\x1b[2K");
            }
        });
        Self { end, thread }
    }

    fn stop(self) {
        drop(self.end);
        let _ = self.thread.join();
    }
}
