//! `strace`, told to kill a process or to fail one of its system calls.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Output};

/// Calls that change what lies on the disk, or say that it is safe there.
const CALLS: &[&str] = &[
    "openat",
    "write",
    "fsync",
    "rename",
    "mkdir",
    "unlink",
    "unlinkat",
    "rmdir",
    "link",
    "linkat",
    "fchmod",
    "chmod",
    "fchmodat",
    "copy_file_range",
    "ftruncate",
    "flock",
];

/// Of each kind of call, so many points are tried in a short run.
const SAMPLE: usize = 3;

/// What is opened there says nothing about a project.
const ELSEWHERE: &[&str] = &["/usr/", "/lib", "/proc/", "/sys/", "/dev/", "/etc/", "/root/"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Kill,
    /// The call fails with this error.
    Refuse(&'static str),
}

/// The `number`th `call` of a run, counted from 1, and what happens there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    call: &'static str,
    number: usize,
    fault: Fault,
}

/// Every point of a run in which one of the faults can happen, or some of them.
pub fn points(command: &Command, faults: &[Fault]) -> Vec<Point> {
    let log = tempfile::NamedTempFile::new().expect("a file");
    let mut traced =
        traced(command, &["-o", &log.path().to_string_lossy(), "-e", &format!("trace=?{}", CALLS.join(",?"))]);
    let output = traced.output().expect("strace is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = fs::read_to_string(log.path()).expect("a log");
    let mut calls: BTreeMap<&'static str, Vec<bool>> = BTreeMap::new();
    for line in text.lines() {
        let is_of = |call: &&&str| line.strip_prefix(**call).is_some_and(|rest| rest.starts_with('('));
        if let Some(call) = CALLS.iter().find(is_of) {
            let is_ours = ELSEWHERE.iter().all(|place| !line.contains(&format!("\"{place}")));
            calls.entry(*call).or_default().push(is_ours);
        }
    }
    let all = crate::all();
    let mut points = Vec::new();
    for (call, ours) in calls {
        let numbers: Vec<usize> = (1..=ours.len()).filter(|number| ours[number - 1]).collect();
        // In a short run the faults take turns.
        let step = if all { 1 } else { numbers.len().div_ceil(SAMPLE).max(1) };
        for (turn, &number) in numbers.iter().rev().step_by(step).enumerate() {
            let faults = if all { faults } else { std::slice::from_ref(&faults[turn % faults.len()]) };
            points.extend(faults.iter().map(|&fault| Point { call, number, fault }));
        }
    }
    points
}

impl Point {
    pub fn run(&self, command: &Command) -> Output {
        let fault = match self.fault {
            Fault::Kill => "signal=KILL".to_owned(),
            Fault::Refuse(error) => format!("error={error}"),
        };
        let inject = format!("inject={}:{fault}:when={}", self.call, self.number);
        traced(command, &["-o", "/dev/null", "-e", &inject]).output().expect("strace is installed")
    }
}

/// The command under `strace`, which leaves other programs and threads alone.
fn traced(command: &Command, options: &[&str]) -> Command {
    let mut traced = Command::new("strace");
    traced.args(options).arg(command.get_program()).args(command.get_args());
    traced.current_dir(command.get_current_dir().expect("a directory"));
    for (name, value) in command.get_envs() {
        traced.env(name, value.unwrap_or_default());
    }
    traced
}
