//! `scaffold explain`.

use super::Console;
use super::failure::Refused;
use crate::cli::Explain;
use scaffold::diagnostic::{Code, explain, nearest};
use serde_json::{Value, json};

pub fn run(console: &Console, arguments: &Explain) -> anyhow::Result<()> {
    match &arguments.code {
        Some(word) => page(console, find(word)?),
        None => list(console),
    }
}

fn find(word: &str) -> Result<Code, Refused> {
    Code::find(word).ok_or_else(|| {
        let near = nearest(word, Code::ALL.iter().map(|code| code.as_str()));
        let help = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        Refused(format!("there is no mistake `{word}`; {help}`scaffold explain` lists them all"))
    })
}

fn page(console: &Console, code: Code) -> anyhow::Result<()> {
    if console.json() {
        return console.result_json(&form(&code));
    }
    Ok(console.result(explain(code).unwrap_or_default())?)
}

fn list(console: &Console) -> anyhow::Result<()> {
    if console.json() {
        return console.result_json(&Code::ALL.iter().map(form).collect::<Vec<Value>>());
    }
    let width = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or(0);
    let line = |code: &Code| format!("{:width$}  {}\n", code.as_str(), title(*code));
    Ok(console.result(&Code::ALL.iter().map(line).collect::<String>())?)
}

fn form(code: &Code) -> Value {
    json!({"code": code.as_str(), "title": title(*code), "explanation": explain(*code)})
}

/// The heading of the code's page.
fn title(code: Code) -> &'static str {
    explain(code).and_then(|page| page.lines().next()).unwrap_or_default().trim_start_matches("# ")
}
