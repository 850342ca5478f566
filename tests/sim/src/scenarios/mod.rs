//! The scenarios, one a file.

use std::future::Future;
use std::pin::Pin;

mod burst;
mod churn;
mod eclipse;
mod erase_sweep;
mod flood;
mod fork;
mod join_cold;
mod lying_witness;
mod mute20;
mod partition_heal;
mod poison_body;
mod restart_same_id;
mod steady;
mod sybil_storm;
mod week_off;
mod withhold;

/// One scenario.
pub(crate) struct Scenario {
    /// Its name, that of its file.
    pub(crate) name: &'static str,
    /// What must come out.
    pub(crate) about: &'static str,
    /// How many nodes take part in the short set, and in the whole one.
    pub(crate) nodes: [usize; 2],
    /// Runs it with a seed and so many nodes; panics where it fails.
    pub(crate) run: fn(u64, usize) -> Running,
}

/// A scenario that runs.
pub(crate) type Running = Pin<Box<dyn Future<Output = ()>>>;

/// All of them.
pub(crate) const ALL: &[Scenario] = &[
    Scenario {
        name: "steady",
        about: "what is said comes to everybody, soon and not too often",
        nodes: [50, 1000],
        run: |seed, nodes| Box::pin(steady::run(seed, nodes)),
    },
    Scenario {
        name: "burst",
        about: "hundreds of statements at once come to everybody",
        nodes: [20, 200],
        run: |seed, nodes| Box::pin(burst::run(seed, nodes)),
    },
    Scenario {
        name: "join_cold",
        about: "a newcomer has everything soon",
        nodes: [20, 200],
        run: |seed, nodes| Box::pin(join_cold::run(seed, nodes)),
    },
    Scenario {
        name: "week_off",
        about: "a week of absence is made up for",
        nodes: [6, 12],
        run: |seed, nodes| Box::pin(week_off::run(seed, nodes)),
    },
    Scenario {
        name: "partition_heal",
        about: "two halves become one again",
        nodes: [12, 100],
        run: |seed, nodes| Box::pin(partition_heal::run(seed, nodes)),
    },
    Scenario {
        name: "churn",
        about: "nodes come, go and die, and nothing acknowledged is lost",
        nodes: [12, 60],
        run: |seed, nodes| Box::pin(churn::run(seed, nodes)),
    },
    Scenario {
        name: "eclipse",
        about: "news that is kept away shows by its age",
        nodes: [12, 40],
        run: |seed, nodes| Box::pin(eclipse::run(seed, nodes)),
    },
    Scenario {
        name: "withhold",
        about: "nine of ten withholding neighbours keep nothing back",
        nodes: [12, 40],
        run: |seed, nodes| Box::pin(withhold::run(seed, nodes)),
    },
    Scenario {
        name: "fork",
        about: "two stories of one writer end in one proof everywhere",
        nodes: [12, 60],
        run: |seed, nodes| Box::pin(fork::run(seed, nodes)),
    },
    Scenario {
        name: "lying_witness",
        about: "one lying witness of three moves no date",
        nodes: [12, 40],
        run: |seed, nodes| Box::pin(lying_witness::run(seed, nodes)),
    },
    Scenario {
        name: "restart_same_id",
        about: "gossip flows again after a death beneath a connection",
        nodes: [12, 60],
        run: |seed, nodes| Box::pin(restart_same_id::run(seed, nodes)),
    },
    Scenario {
        name: "mute20",
        about: "one node in five being mute keeps nothing from the others",
        nodes: [30, 200],
        run: |seed, nodes| Box::pin(mute20::run(seed, nodes)),
    },
    Scenario {
        name: "flood",
        about: "twenty who say a thousand things a second make news no later than twice as late",
        nodes: [10, 40],
        run: |seed, nodes| Box::pin(flood::run(seed, nodes)),
    },
    Scenario {
        name: "poison_body",
        about: "false bodies under true headers reach nobody",
        nodes: [12, 50],
        run: |seed, nodes| Box::pin(poison_body::run(seed, nodes)),
    },
    Scenario {
        name: "sybil_storm",
        about: "a crowd of strangers does not slow the others down",
        nodes: [10, 30],
        run: |seed, nodes| Box::pin(sybil_storm::run(seed, nodes)),
    },
    Scenario {
        name: "erase_sweep",
        about: "what is erased is gone from every disk",
        nodes: [15, 50],
        run: |seed, nodes| Box::pin(erase_sweep::run(seed, nodes)),
    },
];
