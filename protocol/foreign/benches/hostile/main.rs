//! What documents made to cost do cost: time on a core and memory, each kind at its worst.
//!
//! Each is read and judged as `bot verify` does it. The goal is 50 ms and 64 MiB for every one;
//! `protocol/src/limits` says which bound keeps which.

#[path = "../../../benches/stopwatch/mod.rs"]
mod stopwatch;

mod documents;
mod envelopes;
mod lists;
mod pictures;
mod signers;
mod texts;

use std::env;

use bot_protocol::verdict::{Asked, Evidence, Question, judge};
use peak_alloc::PeakAlloc;
use stopwatch::{Figures, core_time};

#[global_allocator]
static COUNTED: PeakAlloc = PeakAlloc;

/// How often each is judged; the least time counts, as what else the machine does only adds.
const ROUNDS: usize = 5;

/// The goal: nanoseconds and bytes.
const MOST_NANOS: f64 = 50e6;
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A kind: its name, and what makes its documents when it is its turn.
type Kind = (&'static str, fn() -> Vec<Case>);

/// All; arguments of the program choose some.
const KINDS: [Kind; 5] = [
    ("documents", documents::all),
    ("texts", texts::all),
    ("envelopes", envelopes::all),
    ("lists", lists::all),
    ("pictures", pictures::all),
];

/// Something made to cost.
struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    evidence: Evidence,
}

impl Case {
    fn new(name: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name, bytes: bytes.into(), evidence: Evidence::new() }
    }

    /// The finding on integrity, by the code of its reason, or why it was refused.
    fn judge(&self) -> String {
        let reader = bot_foreign::reader();
        let asked = Asked::at("2026-11-23T12:00:00Z".parse().expect("a date"));
        match reader.read(&self.bytes) {
            Ok(presented) => {
                let verdict = judge(&presented, &self.evidence, &asked, &reader);
                let code = |question| verdict.reason(question).code();
                format!("{}, {}", code(Question::Integrity), code(Question::Status))
            }
            Err(refused) => refused.code().to_owned(),
        }
    }
}

fn main() {
    let chosen: Vec<String> = env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_chosen = |kind: &str| chosen.is_empty() || chosen.iter().any(|word| word == kind);
    let mut figures = Figures::default();
    let (mut told, mut over) = (Vec::new(), Vec::new());
    for case in KINDS.iter().filter(|kind| is_chosen(kind.0)).flat_map(|kind| kind.1()) {
        let mut times = Vec::new();
        let (mut peak, mut said) = (0, String::new());
        for _ in 0..ROUNDS {
            let before = COUNTED.current_usage();
            COUNTED.reset_peak_usage();
            let begin = core_time();
            said = case.judge();
            times.push(core_time().saturating_sub(begin).as_nanos() as f64);
            peak = peak.max(COUNTED.peak_usage().saturating_sub(before));
        }
        let least = times.iter().copied().fold(f64::MAX, f64::min);
        if least > MOST_NANOS || peak > MOST_BYTES {
            over.push(case.name);
        }
        figures.spread(case.name, times);
        told.push((case.name, peak as f64 / 1_048_576.0, said));
    }
    for (name, peak, said) in &told {
        figures.add(&format!("{name}: {said}"), *peak, "MiB");
    }
    figures.add("beyond the goal", over.len() as f64, "kinds");
    figures.tell("hostile", "Documents made to cost: time on a core, memory beyond the input");
}
