//! Many real nodes in one process, in virtual time: see `tests/sim/README.md`.
//!
//! One scenario runs in one process, on one thread, from one seed: only so is it repeatable to the
//! last byte. A set of them runs as children of this process, one after the other on each core.

mod dated;
mod disk;
mod figures;
mod internet;
#[expect(unreachable_pub, reason = "shared with the other tests")]
#[path = "../../src/issued.rs"]
mod issued;
mod ledger;
#[expect(unreachable_pub, reason = "shared with the other tests")]
#[path = "../../src/noise.rs"]
mod noise;
mod oracle;
mod pipe;
mod scenarios;
mod set;
#[expect(unreachable_pub, reason = "shared with the other tests")]
#[path = "../../src/shelves.rs"]
mod shelves;
mod stranger;
mod tap;
mod verdict;
mod wire;
mod world;

use std::process::ExitCode;

use crate::scenarios::{ALL, Scenario};

const USAGE: &str = "usage: bot-sim short|all|NAME [--seed N] [--nodes N] [--log FILTER]";

/// What was asked for.
#[derive(Debug, Default)]
struct Asked {
    what: String,
    seed: u64,
    nodes: Option<usize>,
    log: Option<String>,
}

fn asked() -> Result<Asked, String> {
    let mut asked = Asked { seed: 1, ..Asked::default() };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{arg} needs a value"));
        let number = |text: String| text.parse().map_err(|_| format!("{text} is no number"));
        match arg.as_str() {
            "--seed" => asked.seed = number(value()?)?,
            "--nodes" => {
                asked.nodes = Some(usize::try_from(number(value()?)?).unwrap_or(usize::MAX));
            }
            "--log" => asked.log = Some(value()?),
            name if asked.what.is_empty() && !name.starts_with('-') => asked.what = arg,
            other => return Err(format!("{other} means nothing here")),
        }
    }
    Ok(asked)
}

fn main() -> ExitCode {
    let asked = match asked() {
        Ok(asked) => asked,
        Err(fault) => return refuse(&fault),
    };
    match asked.what.as_str() {
        "short" => set::run(asked.seed, 0),
        "all" => set::run(asked.seed, 1),
        name => match ALL.iter().find(|one| one.name == name) {
            Some(one) => run(one, &asked),
            None => refuse(&format!("{name:?} is no scenario")),
        },
    }
}

fn refuse(fault: &str) -> ExitCode {
    figures::say(fault);
    figures::say(USAGE);
    for one in ALL {
        figures::say(&format!("  {:16} {}", one.name, one.about));
    }
    ExitCode::from(2)
}

/// One scenario, here. It panics where it fails.
fn run(one: &Scenario, asked: &Asked) -> ExitCode {
    bot_sim_chance::seed(asked.seed);
    if let Some(filter) = &asked.log {
        let filter = filter.clone();
        let text = bot_node::config::LogFormat::Text;
        bot_node::log::start(&bot_node::config::LogSettings { filter, format: text });
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on((one.run)(asked.seed, asked.nodes.unwrap_or(one.nodes[1])));
    ExitCode::SUCCESS
}
