//! Long sequences of edits and syncs: each line that a person adds stays until the file goes.

use super::full;
use super::project::Place;
use super::specs::{Service, services};
use scaffold::output::{OutputError, Reason, Resolution};
use std::fs;

/// A small generator of numbers that are the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

/// Edits and syncs in turn; a conflict is settled in the user's favour.
fn walk(service: &Service, seed: u64, steps: usize) {
    let mut numbers = Numbers(seed * 2 + 1);
    let generations: Vec<_> = [&service.born].into_iter().chain(&service.next).collect();
    let place = Place::born(&service.born);
    let mut mine: Vec<(String, String)> = Vec::new();
    for step in 0..steps {
        if numbers.below(2) == 0 {
            let paths: Vec<String> = place.paths().into_iter().filter(|path| place.root.join(path).is_file()).collect();
            let path = paths[numbers.below(paths.len())].clone();
            let text = fs::read_to_string(place.root.join(&path)).expect("a text");
            let at = numbers.below(text.lines().count() + 1);
            let line = format!("// mine {seed}-{step}.");
            let mut lines: Vec<&str> = text.lines().collect();
            lines.insert(at, &line);
            fs::write(place.root.join(&path), lines.join("\n") + "\n").expect("written");
            mine.push((path, line));
            continue;
        }
        let next = generations[numbers.below(generations.len())];
        if let Err(error) = place.update(next, Resolution::Stop) {
            let OutputError::Conflicts(conflicts) = error else { panic!("seed {seed}, step {step}: {error}") };
            let known = [Reason::Edited, Reason::Abandoned, Reason::Occupied];
            assert!(conflicts.iter().all(|conflict| known.contains(&conflict.reason)), "seed {seed}: {conflicts:?}");
            place.update(next, Resolution::Ours).unwrap_or_else(|error| panic!("seed {seed}, step {step}: {error}"));
        }
        let texts: Vec<String> =
            place.tree().into_values().flatten().filter_map(|text| String::from_utf8(text).ok()).collect();
        for (path, line) in &mine {
            assert!(texts.iter().any(|text| text.contains(line)), "seed {seed}, step {step}: {path} lost `{line}`");
        }
    }
}

#[test]
fn no_line_is_lost_on_a_long_walk() {
    let _turn = crate::TURN.lock().expect("the other test went well");
    let (walks, steps) = if full() { (100, 100) } else { (3, 30) };
    for (seed, service) in (1..=walks).zip(services().iter().cycle()) {
        walk(service, seed, steps);
    }
}
