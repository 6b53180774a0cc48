//! What processes cost: CPU time, user and system together, and memory.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;
use wait4::Wait4;

#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Of the process and of those it waited for.
    pub cpu: Duration,
    /// The most that one of them had resident, in bytes.
    pub memory: u64,
}

/// Runs a command that must succeed.
pub fn measure(command: &mut Command) -> Usage {
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut child = child.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = std::io::read_to_string(child.stderr.take().expect("a pipe")).unwrap_or_default();
    let result = child.wait4().expect("an exit");
    assert!(result.status.success(), "{command:?}:\n{said}");
    Usage { cpu: result.rusage.utime + result.rusage.stime, memory: result.rusage.maxrss }
}

/// CPU time of a running process so far.
pub fn cpu(id: u32) -> Duration {
    const TICKS_PER_SECOND: u64 = 100;
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).expect("a running process");
    // Behind the name, which may hold anything.
    let (_, rest) = stat.rsplit_once(") ").expect("a name");
    let ticks: u64 = rest.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<u64>().expect("ticks")).sum();
    Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND)
}

/// Resident memory of a running process, in bytes.
pub fn memory(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).expect("a running process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("kilobytes") * 1024
}

/// The middle of some values.
pub fn median<T: PartialOrd + Copy>(values: impl IntoIterator<Item = T>) -> T {
    let mut values: Vec<T> = values.into_iter().collect();
    values.sort_by(|a, b| a.partial_cmp(b).expect("an order"));
    values[values.len() / 2]
}
