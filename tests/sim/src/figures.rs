//! What a scenario measured, printed and compared with its bounds.

use std::time::Duration;

use crate::ledger;
use crate::world::World;

/// How what was said from some mark on came to those who were there.
#[derive(Debug)]
pub(crate) struct Figures {
    /// Half of all deliveries took no longer.
    pub(crate) p50: Duration,
    /// All but one in a hundred took no longer.
    pub(crate) p99: Duration,
    /// The longest.
    pub(crate) worst: Duration,
    /// Deliveries that took place, in a thousand of those that should.
    pub(crate) delivered: f64,
    /// How often a statement crossed a wire by gossip, for each of those nodes.
    pub(crate) copies: f64,
    /// How often besides, for each of those nodes: when neighbours compared what they hold.
    pub(crate) again: f64,
}

/// Measures everything said from this mark on, which should have come to all of these nodes.
pub(crate) fn measure(world: &World, from: usize, audience: &[usize]) -> Figures {
    let ledger = ledger::lock(&world.ledger);
    let (ways, expected) = ledger.ways(from, audience);
    assert_eq!(ledger.missed, 0, "seed {}: a watcher was too slow", world.seed);
    let at = |part: usize| {
        let index = (ways.len() * part / 100).min(ways.len().saturating_sub(1));
        ways.get(index).copied().unwrap_or_default()
    };
    let seen = world.internet.tap.seen();
    let copies = |soon| seen.copies.iter().skip(from).map(|one| one.count(soon)).sum::<u32>();
    let ratio = |part: f64, whole: usize| part / whole.max(1) as f64;
    Figures {
        p50: at(50),
        p99: at(99),
        worst: ways.last().copied().unwrap_or_default(),
        delivered: ratio(ways.len() as f64 * 100.0, expected),
        copies: ratio(f64::from(copies(true)), ways.len()),
        again: ratio(f64::from(copies(false)), ways.len()),
    }
}

impl Figures {
    /// Prints them.
    pub(crate) fn print(&self, what: &str) {
        say(&format!(
            "{what}: p50 {} ms, p99 {} ms, worst {} ms, {:.2} % delivered, {:.2} copies a delivery, \
             {:.2} more by comparing",
            self.p50.as_millis(),
            self.p99.as_millis(),
            self.worst.as_millis(),
            self.delivered,
            self.copies,
            self.again,
        ));
    }
}

/// Prints a line of a scenario's report.
pub(crate) fn say(line: &str) {
    use std::io::Write as _;
    let _closed = writeln!(std::io::stdout(), "    {line}");
}
