//! One slip of the fingers in any word that is not free is reported where it happened, with the word that was meant.

use crate::tokens::{Token, tokens};
use scaffold::check::check;
use scaffold::diagnostic::{Diagnostic, Report, Style};
use scaffold::source::Source;
use scaffold::spec;
use std::path::Path;
use std::{fs, thread};

/// Specs that have every word of the language between them.
const SPECS: [&str; 4] = [
    "examples/kitchen-sink/scaffold.yaml",
    "examples/blog/scaffold.yaml",
    "examples/shop/scaffold.yaml",
    "examples/team/scaffold.yaml",
];

/// Of a hundred slips, those whose report must name the word that was meant.
const NAMED: usize = 95;

#[derive(Default)]
struct Tally {
    tried: usize,
    named: usize,
    wrong: Vec<String>,
    unnamed: Vec<String>,
}

/// A word of a spec, and what a slip makes of it.
struct Slip<'a> {
    token: &'a Token,
    made: String,
}

/// What a report says about one slip.
#[derive(PartialEq)]
enum Answer {
    Named,
    Placed,
    Missed,
}

/// The word with one character deleted, doubled and exchanged with a neighbour, at each place in turn.
fn slips(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut slips = Vec::new();
    for at in 0..letters.len() {
        let mut deleted = letters.clone();
        deleted.remove(at);
        let mut doubled = letters.clone();
        doubled.insert(at, letters[at]);
        let mut exchanged = letters.clone();
        exchanged.swap(at, if at + 1 < letters.len() { at + 1 } else { at.saturating_sub(1) });
        slips.extend([deleted, doubled, exchanged]);
    }
    slips.into_iter().map(String::from_iter).collect()
}

/// The slips that make a token unknown: all of them in a full run, otherwise one of each kind, by turns.
fn unknown(token: &Token, turn: usize) -> Vec<String> {
    let all = slips(&token.text);
    let chosen: Vec<String> = match std::env::var_os("SCAFFOLD_FULL") {
        Some(_) => all,
        None => (0..3).filter_map(|kind| all.iter().skip(kind).step_by(3).cycle().nth(turn).cloned()).collect(),
    };
    let mut chosen: Vec<String> = chosen.into_iter().filter(|slip| !slip.is_empty() && !token.knows(slip)).collect();
    chosen.sort();
    chosen.dedup();
    chosen
}

/// Slips in rounds of at most one for each entity, so that one run of the checker answers many.
fn rounds<'a>(source: &Source, tokens: &'a [Token]) -> Vec<Vec<Slip<'a>>> {
    let (spec, _) = spec::decode(source);
    let starts: Vec<usize> = spec.iter().flat_map(|spec| &spec.entities).map(|entity| entity.name.span.start).collect();
    let mut filled = vec![0; starts.len() + 1];
    let mut rounds: Vec<Vec<Slip<'_>>> = Vec::new();
    for (turn, token) in tokens.iter().enumerate() {
        let block = starts.partition_point(|start| *start <= token.span.start);
        for made in unknown(token, turn % token.text.len().max(1)) {
            let round = filled[block];
            filled[block] += 1;
            if round == rounds.len() {
                rounds.push(Vec::new());
            }
            rounds[round].push(Slip { token, made });
        }
    }
    rounds
}

/// Makes these slips, which stand in the order of their places, and looks for each in the report.
fn answers(source: &Source, slips: &[&Slip<'_>]) -> (Vec<Answer>, Option<Report>) {
    let (mut text, mut at, mut starts) = (String::new(), 0, Vec::new());
    for slip in slips {
        text.push_str(&source.text()[at..slip.token.span.start]);
        starts.push(text.len());
        text.push_str(&slip.made);
        at = slip.token.span.end;
    }
    text.push_str(&source.text()[at..]);
    let report = check(&Source::new(source.path(), text)).err();
    let found = || report.iter().flat_map(Report::diagnostics);
    let answer = |(start, slip): (usize, &&Slip<'_>)| {
        let here: Vec<&Diagnostic> = found().filter(|diagnostic| diagnostic.span.start == start).collect();
        match here.iter().any(|diagnostic| names(diagnostic, &slip.token.text)) {
            true => Answer::Named,
            false if here.is_empty() => Answer::Missed,
            false => Answer::Placed,
        }
    };
    (starts.into_iter().zip(slips).map(answer).collect(), report)
}

fn names(diagnostic: &Diagnostic, word: &str) -> bool {
    let quoted = format!("`{word}");
    let said = [&diagnostic.note, &diagnostic.help].into_iter().flatten().any(|said| said.contains(&quoted));
    said || diagnostic.suggestion.as_ref().is_some_and(|suggestion| suggestion.replacement == word)
}

/// One round; a slip that the others may have hidden is tried again alone.
fn play(source: &Source, round: &[Slip<'_>]) -> Tally {
    let mut slips: Vec<&Slip<'_>> = round.iter().collect();
    slips.sort_by_key(|slip| slip.token.span.start);
    let mut tally = Tally { tried: slips.len(), ..Tally::default() };
    for (answer, slip) in answers(source, &slips).0.into_iter().zip(&slips) {
        if answer == Answer::Named {
            tally.named += 1;
            continue;
        }
        let (alone, report) = answers(source, &[slip]);
        let said = report.map_or("nothing is wrong".to_owned(), |report| report.render(Style::Short));
        let line = source.text()[..slip.token.span.start].matches('\n').count() + 1;
        let said = format!("{}:{line}: `{}` → `{}`\n{said}", source.path(), slip.token.text, slip.made);
        match alone[0] {
            Answer::Named => tally.named += 1,
            Answer::Placed => tally.unnamed.push(said),
            Answer::Missed => tally.wrong.push(said),
        }
    }
    tally
}

fn run(path: &str) -> Tally {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a spec");
    let source = Source::new(path, text);
    let tokens = tokens(&source);
    let rounds = rounds(&source, &tokens);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let mut total = Tally::default();
    thread::scope(|scope| {
        let work = |part: &[Vec<Slip<'_>>]| part.iter().map(|round| play(&source, round)).collect::<Vec<Tally>>();
        let parts = rounds.chunks(rounds.len().div_ceil(workers).max(1));
        let running: Vec<_> = parts.map(|part| scope.spawn(move || work(part))).collect();
        for tally in running.into_iter().flat_map(|thread| thread.join().expect("no panic")) {
            total.tried += tally.tried;
            total.named += tally.named;
            total.wrong.extend(tally.wrong);
            total.unnamed.extend(tally.unnamed);
        }
    });
    total
}

#[test]
fn a_slip_is_reported_where_it_happened() {
    let mut wrong = Vec::new();
    for path in SPECS {
        let tally = run(path);
        println!("{path}: {} slips, {} reports name the word that was meant", tally.tried, tally.named);
        assert!(tally.tried > 200, "{path} has only {} slips", tally.tried);
        wrong.extend(tally.wrong);
        if tally.named * 100 < tally.tried * NAMED {
            wrong.extend(tally.unnamed);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
