//! Times things side by side, prints figures and leaves them as JSON; asserts nothing.
//!
//! What is to be compared runs in turns of a few milliseconds, many times over, and is charged the
//! time its thread was on a core. So what else the machine does falls away or on all alike, and
//! the medians can be set against each other.

#![allow(dead_code, reason = "each benchmark uses a part of it")]
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "figures are printed")]
#![expect(clippy::as_conversions, clippy::float_arithmetic, reason = "figures for people")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use bot_protocol::canon::json::{Number, Object, Value};
use rustix::time::{ClockId, clock_gettime};

/// How long one turn of one lane takes, about.
const TURN: Duration = Duration::from_millis(2);

/// Things timed side by side.
#[derive(Default)]
pub(crate) struct Race<'a> {
    lanes: Vec<Lane<'a>>,
}

/// One thing timed.
struct Lane<'a> {
    name: String,
    /// Does it so many times; how long that took.
    run: Box<dyn FnMut(u32) -> Duration + 'a>,
    times: u32,
    /// Nanoseconds for one, turn by turn.
    turns: Vec<f64>,
}

impl<'a> Race<'a> {
    /// Adds something to time.
    pub(crate) fn lane<T>(&mut self, name: &str, mut job: impl FnMut() -> T + 'a) {
        self.timed(name, move |times| {
            let begin = core_time();
            for _ in 0..times {
                std::hint::black_box(job());
            }
            core_time().saturating_sub(begin)
        });
    }

    /// Adds something that times itself: given how many times, it answers how long. Arguments of
    /// the program choose by name: then what none of them is part of is left out.
    pub(crate) fn timed(&mut self, name: &str, run: impl FnMut(u32) -> Duration + 'a) {
        let chosen = chosen();
        if !chosen.is_empty() && !chosen.iter().any(|word| name.contains(word)) {
            return;
        }
        let (name, run) = (name.to_owned(), Box::new(run));
        self.lanes.push(Lane { name, run, times: 1, turns: Vec::new() });
    }

    /// Lets every lane run in turn, `rounds` times over.
    pub(crate) fn run(mut self, rounds: usize) -> Figures {
        for lane in &mut self.lanes {
            (lane.run)(1);
            let once = (lane.run)(1).max(Duration::from_nanos(50));
            lane.times = (TURN.as_nanos() / once.as_nanos()).clamp(1, 100_000) as u32;
        }
        for _ in 0..rounds {
            for lane in &mut self.lanes {
                let took = (lane.run)(lane.times);
                lane.turns.push(took.as_nanos() as f64 / f64::from(lane.times));
            }
        }
        let mut figures = Figures::default();
        for lane in self.lanes {
            figures.spread(&lane.name, lane.turns);
        }
        figures
    }
}

/// Named figures in the order in which they are told.
#[derive(Default)]
pub(crate) struct Figures {
    rows: Vec<(String, f64, &'static str)>,
    /// The least of each row that has a spread.
    least: Vec<(String, f64)>,
}

impl Figures {
    /// Adds the median and the least of several times, in nanoseconds.
    pub(crate) fn spread(&mut self, name: &str, mut nanos: Vec<f64>) {
        nanos.sort_by(f64::total_cmp);
        self.add(name, median(&nanos), "ns");
        self.least.push((name.to_owned(), nanos.first().copied().unwrap_or_default()));
    }

    /// Adds one figure.
    pub(crate) fn add(&mut self, name: &str, value: f64, unit: &'static str) {
        self.rows.push((name.to_owned(), value, unit));
    }

    /// One figure.
    pub(crate) fn get(&self, name: &str) -> Option<f64> {
        self.rows.iter().find_map(|(known, value, _)| (known == name).then_some(*value))
    }

    /// Adds how many times as long `name` takes as `other`, where both are known.
    pub(crate) fn ratio(&mut self, ratio: &str, name: &str, other: &str) {
        if let (Some(one), Some(two)) = (self.get(name), self.get(other)) {
            self.add(ratio, one / two, "x");
        }
    }

    /// Prints the figures under a title and writes them to `target/bench/NAME.json`, if there are
    /// all of them.
    pub(crate) fn tell(&self, name: &str, title: &str) {
        println!("\n{title}");
        println!("| {:<46} | {:>12} | {:>12} | {:>12} |", "", "median", "least", "a second");
        println!("|{:-<48}|{:->14}|{:->14}|{:->14}|", "", ":", ":", ":");
        for (row, value, unit) in &self.rows {
            let least = self.least.iter().find(|(known, _)| known == row);
            let least_text = least.map_or(String::new(), |(_, least)| shown(*least, unit));
            let second = least.map_or(String::new(), |_| format!("{:.0}", 1e9 / value));
            println!(
                "| {row:<46} | {:>12} | {least_text:>12} | {second:>12} |",
                shown(*value, unit)
            );
        }
        if !chosen().is_empty() {
            return;
        }
        let file = self.json(name);
        let folder = target().join("bench");
        let wrote = fs::create_dir_all(&folder)
            .and_then(|()| fs::write(folder.join(format!("{name}.json")), file.to_bytes()));
        if let Err(error) = wrote {
            println!("{}: {error}", folder.display());
        }
    }

    fn json(&self, name: &str) -> Value {
        let number = |value: f64| Value::from(Number::new((value * 1000.0).round() / 1000.0));
        let mut out = Object::new();
        out.insert("bench", name);
        for (row, value, unit) in &self.rows {
            out.insert(key(row, if *unit == "x" { "" } else { unit }), number(*value));
        }
        for (row, least) in &self.least {
            out.insert(key(row, "least ns"), number(*least));
        }
        Value::Object(out)
    }
}

/// How long this thread has been on a core.
pub(crate) fn core_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("not before it began")
}

/// The time of a wall clock that something takes.
pub(crate) fn wall<T>(job: impl FnOnce() -> T) -> (T, Duration) {
    let begin = Instant::now();
    let done = job();
    (done, begin.elapsed())
}

/// The middle of sorted numbers.
fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn shown(value: f64, unit: &str) -> String {
    match unit {
        "ns" if value >= 1e9 => format!("{:.2} s", value / 1e9),
        "ns" if value >= 1e6 => format!("{:.2} ms", value / 1e6),
        "ns" if value >= 1e3 => format!("{:.2} µs", value / 1e3),
        "ns" => format!("{value:.0} ns"),
        "x" => format!("{value:.2} x"),
        "MB" | "MiB" | "ms a second" => format!("{value:.1} {unit}"),
        other => format!("{value:.0} {other}"),
    }
}

/// Where built things lie: beside the lock of the workspace.
pub(crate) fn target() -> PathBuf {
    let is_root = |folder: &&Path| folder.join("Cargo.lock").is_file();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find(is_root);
    let beside = || root.unwrap_or(Path::new(".")).join("target");
    env::var_os("CARGO_TARGET_DIR").map_or_else(beside, PathBuf::from)
}

/// The words by which the program was told what to run; none for all.
fn chosen() -> Vec<String> {
    env::args().skip(1).filter(|word| !word.starts_with('-')).collect()
}

/// A figure's name in JSON: its words and unit, joined by low lines.
fn key(row: &str, unit: &str) -> String {
    let text = format!("{row} {unit}");
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}
