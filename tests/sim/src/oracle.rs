//! What every scenario must end with.

use std::collections::{BTreeMap, BTreeSet};

use bot_node::store::Store as _;
use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{Feed, StampFork};
use bot_protocol::identity::PublicKey;
use bot_protocol::statement::Statement;
use bot_protocol::time::Timestamp;

use crate::dated;
use crate::figures::say;
use crate::tap;
use crate::world::World;

/// What a world may take, and each of its nodes besides, stores included.
const MEMORY_MIB: u64 = 64;
const MEMORY_MIB_A_NODE: u64 = 4;
/// What a flooder says until it is put out lies in its own memory and in its victims' for a while.
const MEMORY_MIB_A_FLOODER: u64 = 16;

/// Everything a node holds of what is common to all.
#[derive(Debug, PartialEq, Eq, Default)]
struct Holding {
    /// By writer: how many entries, their root, how many bodies are missing.
    feeds: BTreeMap<PublicKey, (u32, Hash, u32)>,
    /// Key events, by id.
    keys: BTreeSet<Hash>,
    /// Whose feeds are frozen, and at which number.
    forks: BTreeMap<PublicKey, u32>,
    /// Who is proven to have signed two heads of one size.
    two_heads: BTreeSet<PublicKey>,
    /// What is stamped of each feed.
    stamps: BTreeMap<PublicKey, BTreeSet<Stamped>>,
    /// What takes something back, by its id, beside a feed and beyond a gap of it.
    aside: BTreeSet<(PublicKey, Hash)>,
    ahead: BTreeSet<(PublicKey, Hash)>,
}

/// A stamp: of how many entries, of which root, made when, and which witness signed it when.
type Stamped = (u32, Hash, Timestamp, Vec<(PublicKey, Timestamp)>);

fn holding(world: &World, node: usize) -> Holding {
    let disk = &world.nodes[node].disk;
    let heads = disk.heads().expect("a store in memory can be read");
    let feed = |head: &bot_node::store::StoredFeed| {
        (head.writer, (head.size, head.accumulator.root(), head.missing))
    };
    let keys = disk.keys(None).expect("a store in memory can be read");
    let forks = disk.forks().expect("a store in memory can be read");
    let two_heads = disk.two_heads().expect("a store in memory can be read");
    let mut stamps: BTreeMap<PublicKey, BTreeSet<Stamped>> = BTreeMap::new();
    for stamp in disk.stamps(None).expect("a store in memory can be read") {
        let by = stamp.cosigs().iter().map(|cosig| (cosig.witness(), cosig.ts())).collect();
        let stamped = (stamp.size(), stamp.root(), stamp.ts(), by);
        stamps.entry(stamp.writer()).or_default().insert(stamped);
    }
    let aside = disk.aside(None).expect("a store in memory can be read");
    let ahead = disk.ahead(None).expect("a store in memory can be read");
    let ids = |of: &[Statement]| of.iter().map(|one| (one.writer(), one.id())).collect();
    Holding {
        feeds: heads.iter().map(feed).collect(),
        keys: keys.iter().map(bot_protocol::feed::KeyEvent::id).collect(),
        forks: forks.iter().map(|proof| (proof.writer(), proof.seq())).collect(),
        two_heads: two_heads.iter().map(StampFork::writer).collect(),
        stamps,
        aside: ids(&aside),
        ahead: ids(&ahead),
    }
}

/// Judges a world at its end: these nodes are honest and were all reachable for a while.
///
/// # Panics
/// When they hold different things, something acknowledged is gone, a badge is *valid* without a date
/// that is vouched for or none is *valid* at all, a secret left its node, or memory is over its budget.
pub(crate) fn judge(world: &World, honest: &[usize]) {
    judge_beside(world, honest, 0);
}

/// As [`judge`], where so many flooders had a share of the memory.
///
/// # Panics
/// As [`judge`].
pub(crate) fn judge_beside(world: &World, honest: &[usize], flooders: u64) {
    equal(world, honest, &[]);
    acknowledged_is_durable(world, honest, &[]);
    dated::judge(world, honest, &[]);
    nothing_private_nothing_swollen(world, flooders);
}

/// As [`judge`], but for the feeds of writers that forked: of them the proofs are common, and the
/// entries above those are not. Whoever forked is no honest writer, and may lose what it said.
///
/// # Panics
/// As [`judge`].
pub(crate) fn judge_but(world: &World, honest: &[usize], forked: &[PublicKey]) {
    equal(world, honest, forked);
    acknowledged_is_durable(world, honest, forked);
    dated::judge(world, honest, forked);
    nothing_private_nothing_swollen(world, 0);
}

fn nothing_private_nothing_swollen(world: &World, flooders: u64) {
    let (seed, seen) = (world.seed, world.internet.tap.seen());
    assert_eq!(seen.secrets, 0, "seed {seed}: secrets crossed the wire");
    tap::must_notice();
    let (used, nodes) = (memory_mib(), world.nodes.len() as u64);
    let budget = MEMORY_MIB + MEMORY_MIB_A_NODE * nodes + MEMORY_MIB_A_FLOODER * flooders;
    say(&format!("{} MiB crossed the wires; print {:016x}", seen.bytes >> 20, seen.print));
    assert!(used <= budget, "seed {seed}: {nodes} nodes took {used} MiB, over {budget}");
}

/// The most memory this process ever had, where the system tells it.
fn memory_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.and_then(|line| line.trim().strip_suffix(" kB")).and_then(|n| n.parse().ok());
    kib.unwrap_or(0_u64) >> 10
}

/// Whether two nodes hold the same.
pub(crate) fn agree(world: &World, one: usize, other: usize) -> bool {
    holding(world, one) == holding(world, other)
}

/// Whether all of these hold the same.
pub(crate) fn all_agree(world: &World, nodes: &[usize]) -> bool {
    nodes.iter().all(|node| agree(world, nodes[0], *node))
}

/// Whether all of these hold the same proofs of forks, so many.
pub(crate) fn all_agree_on_forks(world: &World, nodes: &[usize], count: usize) -> bool {
    let forks = |node: usize| holding(world, node).forks;
    nodes.iter().all(|node| forks(*node) == forks(nodes[0]) && forks(*node).len() == count)
}

/// Whether a node holds this head of a feed.
pub(crate) fn holds_head(
    world: &World,
    node: usize,
    writer: &PublicKey,
    head: (u32, Hash),
) -> bool {
    let disk = &world.nodes[node].disk;
    let held = disk.entries(writer, 0, usize::MAX).expect("a store in memory can be read");
    let mut feed = Feed::new(*writer);
    held.iter().take_while(|held| held.statement.seq() < head.0).for_each(|held| {
        feed.replay(&held.statement).expect("a stored feed is whole");
    });
    (feed.size(), feed.root()) == head
}

/// How many proofs of forks a node holds.
pub(crate) fn forks_held(world: &World, node: usize) -> usize {
    world.nodes[node].disk.forks().expect("a store in memory can be read").len()
}

fn equal(world: &World, honest: &[usize], but: &[PublicKey]) {
    let Some((first, others)) = honest.split_first() else { return };
    let common = |node| {
        let mut holding = holding(world, node);
        for writer in but {
            holding.feeds.remove(writer);
        }
        holding
    };
    let expected = common(*first);
    let mut apart = Vec::new();
    for node in others {
        let found = common(*node);
        if found != expected {
            apart.push((node, difference(&expected, &found)));
        }
    }
    let (seed, count) = (world.seed, apart.len());
    let some = &apart[..count.min(5)];
    assert!(count == 0, "seed {seed}: {count} nodes hold other things than node {first}: {some:?}");
}

/// In words, for a failure: what one holds and the other does not.
fn difference(expected: &Holding, found: &Holding) -> String {
    let sizes = |holding: &Holding| holding.feeds.values().map(|(size, ..)| size).sum::<u32>();
    let missing = |holding: &Holding| holding.feeds.values().map(|(.., m)| m).sum::<u32>();
    let stamps = |one: &Holding, other: &Holding| {
        let apart = one.stamps.iter().filter(|(writer, of)| other.stamps.get(writer) != Some(*of));
        apart.map(|(writer, of)| (*writer, of.clone())).collect::<Vec<_>>()
    };
    format!(
        "{} feeds against {}, {} entries against {}, {} bodies missing against {}, \
         {} key events against {}, forks {:?} against {:?}, {} proofs of two heads against {}, \
         stamps {:?} against {:?}, aside {} against {}, ahead {} against {}",
        expected.feeds.len(),
        found.feeds.len(),
        sizes(expected),
        sizes(found),
        missing(expected),
        missing(found),
        expected.keys.len(),
        found.keys.len(),
        expected.forks.values(),
        found.forks.values(),
        expected.two_heads.len(),
        found.two_heads.len(),
        stamps(expected, found),
        stamps(found, expected),
        expected.aside.len(),
        found.aside.len(),
        expected.ahead.len(),
        found.ahead.len(),
    )
}

fn acknowledged_is_durable(world: &World, honest: &[usize], forked: &[PublicKey]) {
    for node in honest {
        let this = &world.nodes[*node];
        for said in this.acknowledged.iter().filter(|said| !forked.contains(&said.writer())) {
            let held = this.disk.entry(&said.writer(), said.seq()).expect("it can be read");
            let same = held.is_some_and(|held| held.statement.id() == said.id());
            let (seed, seq) = (world.seed, said.seq());
            assert!(same, "seed {seed}: node {node} lost its acknowledged entry {seq}");
        }
    }
}
