//! No badge is *valid* without a date that somebody vouches for: what a verdict at a node says is held
//! against what the stamps on that disk show, which is computed here by other means.

use std::collections::{BTreeMap, BTreeSet};

use bot_node::store::Store;
use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{Feed, KeyRing};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Presented, Question, Reason};
use bot_protocol::words::Lang;

use crate::figures::say;
use crate::issued;
use crate::verdict::badge;
use crate::world::World;

/// Most nodes that are asked, and most issuers that they are asked about: each verdict reads a store.
const NODES_ASKED: usize = 12;
const ISSUERS_ASKED: usize = 4;

/// Who can date a feed, and when they last saw what is held of it.
#[derive(Debug)]
enum Vouched {
    /// So many of these are a quorum; the newest moment of each who saw a head of what is held.
    Witnesses { quorum: usize, moments: Vec<Timestamp> },
    /// The issuer named nobody: by its own clock, the newest that it signed.
    Nobody { newest: Timestamp },
}

/// What a verdict says of the date of its *yes*.
#[derive(Debug, Clone)]
struct Told {
    as_of: String,
    witnesses: usize,
    says: String,
}

/// Asks nodes about badges of all who issue, and holds each *yes* against what vouches for it. The same
/// *yes* with a false date, or without its witnesses, must be found out.
///
/// # Panics
/// When a *yes* has no date that is vouched for, or a lie is not found out.
pub(crate) fn judge(world: &World, honest: &[usize]) {
    let (mut asked, mut valid, mut witnessed) = (0_u32, 0_u32, 0_u32);
    let step = honest.len().div_ceil(NODES_ASKED).max(1);
    let mut issuers = BTreeMap::new();
    for (node, this) in world.nodes.iter().enumerate() {
        if let Some(identity) = &this.identity {
            issuers.entry(identity.writer.public()).or_insert((node, identity.did()));
        }
    }
    let mut issuers: Vec<(PublicKey, (usize, Did))> = issuers.into_iter().collect();
    issuers.sort_by_key(|(_, (node, _))| *node);
    for (writer, (issuer, did)) in issuers.into_iter().take(ISSUERS_ASKED) {
        let badge = badge(world, issuer);
        for node in honest.iter().step_by(step) {
            asked += 1;
            let store = world.nodes[*node].disk.as_ref();
            let Some(told) = yes(store, &badge, world.now()) else { continue };
            let (vouched, seed) = (vouched(store, &did, &writer, world.now()), world.seed);
            if let Err(wrong) = check(&told, &vouched) {
                panic!("seed {seed}: node {node} says valid of issuer {issuer}: {wrong}: {told:?}");
            }
            must_find_out(&told, &vouched);
            valid += 1;
            witnessed += u32::from(matches!(vouched, Vouched::Witnesses { .. }));
        }
    }
    say(&format!("{asked} verdicts, {valid} valid, {witnessed} of them by witnesses' clocks"));
}

/// What is told beside a *yes* about the status of a badge.
fn yes(store: &dyn Store, badge: &Presented, now: Timestamp) -> Option<Told> {
    let verdict = issued::verdict(store, badge, now);
    if verdict.answer(Question::Status) != Answer::Yes {
        return None;
    }
    let says = verdict.say(Question::Status, Lang::En);
    Some(match verdict.reason(Question::Status) {
        Reason::ClearAsOf { as_of, by, .. } | Reason::ResumedAsOf { as_of, by, .. } => {
            Told { as_of: as_of.clone(), witnesses: by.len(), says }
        }
        _ => Told { as_of: String::new(), witnesses: 0, says },
    })
}

/// Who saw what this store holds of a feed, by the stamps in it.
fn vouched(store: &dyn Store, did: &Did, writer: &PublicKey, now: Timestamp) -> Vouched {
    let mut ring = KeyRing::new();
    for event in store.keys(Some(did)).expect("a store in memory can be read") {
        ring.insert(event).expect("what is held fits");
    }
    let mut feed = Feed::new(*writer);
    let mut heads: BTreeSet<(u32, Hash)> = BTreeSet::from([(0, feed.root())]);
    for held in store.entries(writer, 0, usize::MAX).expect("a store in memory can be read") {
        feed.replay(&held.statement).expect("a stored feed is whole");
        heads.insert((feed.size(), feed.root()));
    }
    let stamps = store.stamps(Some(writer)).expect("a store in memory can be read");
    let fits: Vec<_> =
        stamps.iter().filter(|stamp| heads.contains(&(stamp.size(), stamp.root()))).collect();
    let Some((named, _)) = ring.log(did).and_then(|log| log.witnesses(now)) else {
        let newest = fits.iter().map(|stamp| stamp.ts()).chain([feed.last_ts()]).max();
        return Vouched::Nobody { newest: newest.unwrap_or(feed.last_ts()) };
    };
    let mut moments: BTreeMap<PublicKey, Timestamp> = BTreeMap::new();
    for cosig in fits.iter().flat_map(|stamp| stamp.cosigs()) {
        if named.names(&cosig.witness()) {
            let newest = moments.entry(cosig.witness()).or_insert(cosig.ts());
            *newest = cosig.ts().max(*newest);
        }
    }
    let moments = moments.into_values().collect();
    Vouched::Witnesses { quorum: usize::from(named.quorum()), moments }
}

/// Whether a *yes* has the date that is vouched for, and says by whose clock.
fn check(told: &Told, vouched: &Vouched) -> Result<(), String> {
    match vouched {
        Vouched::Witnesses { quorum, moments } => {
            let mut moments = moments.clone();
            moments.sort_unstable_by(|one, other| other.cmp(one));
            if moments.len() < *quorum || told.witnesses < *quorum {
                return Err(format!("by {} of {quorum} witnesses", moments.len()));
            }
            // Of the newest so many as can lie together, and one more, one is true.
            let date = moments[quorum / 2].to_string();
            if told.as_of != date {
                return Err(format!("the witnesses say {date}"));
            }
        }
        Vouched::Nobody { newest } => {
            if told.witnesses > 0 || !told.says.contains("by the issuer's own clock") {
                return Err("nobody but the issuer dates it, and that is not told".to_owned());
            }
            if told.as_of != newest.to_string() {
                return Err(format!("the newest that the issuer signed is of {newest}"));
            }
        }
    }
    Ok(())
}

/// The twin: each lie about a date is found out.
fn must_find_out(told: &Told, vouched: &Vouched) {
    let later = Told { as_of: "2999-01-01T00:00:00Z".to_owned(), ..told.clone() };
    let undated = Told { as_of: String::new(), ..told.clone() };
    let other = match vouched {
        Vouched::Witnesses { .. } => Told { witnesses: 0, ..told.clone() },
        Vouched::Nobody { .. } => Told { says: "It is valid.".to_owned(), ..told.clone() },
    };
    for lie in [later, undated, other] {
        assert!(check(&lie, vouched).is_err(), "this lie is not found out: {lie:?}, {vouched:?}");
    }
}
