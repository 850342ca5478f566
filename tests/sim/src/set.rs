//! A set of scenarios, each in a process of its own, as many at a time as there are cores.

use std::process::{Command, ExitCode, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::figures::say;
use crate::scenarios::{ALL, Scenario};

/// Runs all scenarios in one of their two sizes and counts as a test harness does.
pub(crate) fn run(seed: u64, size: usize) -> ExitCode {
    let (next, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let printing = Mutex::new(());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(one) = ALL.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (report, passed) = report(one, seed, one.nodes[size]);
                    failed.fetch_add(usize::from(!passed), Ordering::Relaxed);
                    let _one_at_a_time = printing.lock();
                    say(&report);
                }
            });
        }
    });
    let mut failed = failed.into_inner();
    failed += usize::from(!repeats(seed));
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    say(&format!("test result: {verdict}. {} passed; {failed} failed", ALL.len() + 1 - failed));
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether one seed gives one world: the first scenario, twice, to the last byte on its wires.
fn repeats(seed: u64) -> bool {
    let told = |ended: std::io::Result<Output>| ended.map(|output| output.stdout).ok();
    let [first, second] = [(); 2].map(|()| told(child(&ALL[0], seed, 12)));
    let same = first.is_some() && first == second;
    say(if same { "one seed gave one world, twice" } else { "one seed gave two worlds: FAILED" });
    same
}

#[expect(clippy::disallowed_methods, reason = "how long it took is for the reader, not for a test")]
fn report(one: &Scenario, seed: u64, nodes: usize) -> (String, bool) {
    let begun = Instant::now();
    let ended = child(one, seed, nodes);
    let took = begun.elapsed().as_secs_f64();
    let (said, passed) = match &ended {
        Ok(output) => (
            [output.stdout.as_slice(), output.stderr.as_slice()].map(String::from_utf8_lossy),
            output.status.success(),
        ),
        Err(fault) => ([fault.to_string().into(), String::new().into()], false),
    };
    let verdict = if passed { "ok" } else { "FAILED" };
    let (name, about) = (one.name, one.about);
    let head = format!("{name}, {nodes} nodes, seed {seed}: {about}: {verdict} ({took:.1} s)");
    let [told, fault] = said;
    (format!("{head}\n{}{}", told.trim_end(), if passed { "" } else { fault.as_ref() }), passed)
}

fn child(one: &Scenario, seed: u64, nodes: usize) -> std::io::Result<Output> {
    Command::new(std::env::current_exe()?)
        .args([one.name, "--seed", &seed.to_string(), "--nodes", &nodes.to_string()])
        .output()
}
