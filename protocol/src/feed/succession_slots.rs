//! Which of the events about a successor a key log keeps, and whom they come to.
//!
//! What is kept depends on the events that were seen, not on their order: each has one place, and of
//! two in one place the greater stays. Source: `spec/keys.md` §8.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::{
    canon::hash::Hash,
    feed::{Cuts, Guardians, Kept, KeyAct, KeyEvent, Recovery, Watch, WatchStep},
    identity::{Did, PublicKey},
    limits::{CUT_BACK_MAX_MILLIS, RECOVERIES_MAX},
    time::Timestamp,
};

/// Who comes after an identity, and up to where its old keys count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heir {
    /// The successor.
    pub did: Did,
    /// Up to where the old keys count.
    pub cuts: Cuts,
    /// Whether guardians said so, and not the next key.
    pub by_guardians: bool,
    /// When each witness saw the recovery at the latest, by its own clock.
    seen: BTreeMap<PublicKey, Timestamp>,
}

impl Heir {
    /// Until when what this witness signed was signed before the succession, by the clock of that very
    /// witness.
    ///
    /// Of a recovery it is when the witness saw it, which neither the successor nor the guardians nor a
    /// thief can choose; what they say of an earlier moment is believed for 31 days back. A succession by
    /// the sheet is watched by nobody, so it is the moment that the sheet says. Source: `spec/keys.md` §6.
    #[must_use]
    pub fn before(&self, witness: &PublicKey) -> Timestamp {
        let since = self.cuts.since;
        match self.seen.get(witness) {
            Some(seen) => since.clamp(seen.saturating_sub(CUT_BACK_MAX_MILLIS), *seen),
            None => since,
        }
    }
}

/// Of two numbered events the greater counts, then that of the lesser id.
type Rank = (u64, Reverse<Hash>);

/// The events of a log that are kept whole, those about a successor among them, each with its id.
fn whole<E: Kept>(held: &[(Hash, E)]) -> impl Iterator<Item = (&Hash, &KeyEvent)> {
    held.iter().filter_map(|(id, kept)| Some((id, kept.event()?)))
}

/// What must go for a new event to be kept; `None` where it is outdone by what is held.
pub(super) fn outdone<E: Kept>(
    held: &[(Hash, E)],
    id: Hash,
    event: &KeyEvent,
) -> Option<Vec<Hash>> {
    if let Some(new) = event.act().succession() {
        let former = whole(held).find_map(|(id, event)| {
            event.act().succession().map(|former| (former.number, Reverse(*id)))
        });
        return keep_greater(former, (new.number, Reverse(id)));
    }
    let Some((rank, _)) = guarded((&id, event)) else { return Some(Vec::new()) };
    match guards(held) {
        Some((best, _)) if rank < best => None,
        Some((best, _)) if rank > best => {
            let family = whole(held).filter(|row| guarded(*row).is_some());
            Some(family.map(|(id, _)| *id).collect())
        }
        Some(_) | None => beside(held, id, event.act()),
    }
}

/// The same among the events that carry the guardians that count.
fn beside<E: Kept>(held: &[(Hash, E)], id: Hash, act: &KeyAct) -> Option<Vec<Hash>> {
    if let Some(new) = act.recovery() {
        let name = new.hash();
        let rank = |recovery: &Recovery, id| (recovery.shares.len(), Reverse(id));
        let same = recoveries(held).find(|(_, _, other)| *other == name);
        return match same {
            Some((former, recovery, _)) => {
                (rank(new, id) > rank(recovery, former)).then(|| vec![former])
            }
            None => least(recoveries(held).map(|(id, _, name)| (name, id)), name),
        };
    }
    let Some(new) = act.watched() else { return Some(Vec::new()) };
    let own = || {
        let all = watches(held).filter(|(_, _, one)| one.witness == new.witness);
        all.filter(|(_, _, one)| one.step == new.step)
    };
    // A witness sees several, and releases one.
    let several = new.step == WatchStep::Seen;
    let same = own().find(|(_, _, one)| !several || one.recovery == new.recovery);
    match same {
        Some((former, _, _)) => (id < former).then(|| vec![former]),
        None => least(own().map(|(id, _, one)| (one.recovery, id)), new.recovery),
    }
}

fn keep_greater(former: Option<Rank>, new: Rank) -> Option<Vec<Hash>> {
    match former {
        None => Some(Vec::new()),
        Some(former) => (new > former).then(|| vec![former.1.0]),
    }
}

/// Keeps those of the least names.
fn least(held: impl Iterator<Item = (Hash, Hash)>, new: Hash) -> Option<Vec<Hash>> {
    let held: BTreeSet<(Hash, Hash)> = held.collect();
    match held.last() {
        Some((name, id)) if held.len() >= RECOVERIES_MAX => (new < *name).then(|| vec![*id]),
        Some(_) | None => Some(Vec::new()),
    }
}

/// The guardians that an event names or carries.
fn guarded<'e>((id, event): (&Hash, &'e KeyEvent)) -> Option<(Rank, &'e KeyEvent)> {
    let act = event.act();
    let inside = act.recovery().map(|one| &one.guardians);
    let inside = inside.or_else(|| act.watched().map(|one| &one.guardians));
    let (id, event) = inside.map_or((*id, event), |event| (event.id(), event));
    let number = event.act().guardians()?.number;
    Some(((number, Reverse(id)), event))
}

/// The event that names the guardians that count, by itself or inside another.
pub(super) fn guards<E: Kept>(held: &[(Hash, E)]) -> Option<(Rank, &KeyEvent)> {
    whole(held).filter_map(guarded).max_by_key(|(rank, _)| *rank)
}

/// The recoveries, each with the id of its event and its name.
pub(super) fn recoveries<E: Kept>(
    held: &[(Hash, E)],
) -> impl Iterator<Item = (Hash, &Recovery, Hash)> {
    whole(held).filter_map(|(id, event)| {
        event.act().recovery().map(|recovery| (*id, recovery, recovery.hash()))
    })
}

/// What witnesses saw of recoveries, each with the id of its event and with it.
pub(super) fn watches<E: Kept>(
    held: &[(Hash, E)],
) -> impl Iterator<Item = (Hash, &KeyEvent, &Watch)> {
    whole(held).filter_map(|(id, event)| event.act().watched().map(|watch| (*id, event, watch)))
}

/// Who comes after: whom the next key names, else whom guardians named and witnesses released.
pub(super) fn heir<E: Kept>(held: &[(Hash, E)]) -> Option<Heir> {
    let by_key = whole(held).find_map(|(_, event)| event.act().succession());
    let by_key = by_key.map(|one| Heir {
        did: one.heir,
        cuts: one.cuts.clone(),
        by_guardians: false,
        seen: BTreeMap::new(),
    });
    by_key.or_else(|| {
        let named = named(held)?;
        let released = |name: &Hash| released_by(held, name).len();
        let quorum = usize::from(named.witnesses.quorum()).max(1);
        let counts = recoveries(held).filter(|(_, _, name)| released(name) >= quorum);
        let (_, recovery, name) = counts.min_by_key(|(_, _, name)| *name)?;
        let (did, cuts) = (recovery.heir, recovery.cuts.clone());
        let seen = stepped(held, &name, WatchStep::Released, |ts| {
            // Whoever released it saw it so long before at least.
            ts.saturating_sub(named.wait_millis())
        });
        let seen = seen.chain(stepped(held, &name, WatchStep::Seen, |ts| ts)).collect();
        Some(Heir { did, cuts, by_guardians: true, seen })
    })
}

/// When witnesses took this step with a recovery, as a moment of another step.
fn stepped<E: Kept>(
    held: &[(Hash, E)],
    name: &Hash,
    step: WatchStep,
    moment: impl Fn(Timestamp) -> Timestamp,
) -> impl Iterator<Item = (PublicKey, Timestamp)> {
    let of = watches(held).filter(move |(_, _, one)| one.recovery == *name && one.step == step);
    of.map(move |(_, event, watch)| (watch.witness, moment(event.ts())))
}

/// The guardians that count.
pub(super) fn named<E: Kept>(held: &[(Hash, E)]) -> Option<&Guardians> {
    guards(held)?.1.act().guardians()
}

/// The witnesses that released a recovery.
pub(super) fn released_by<E: Kept>(held: &[(Hash, E)], name: &Hash) -> BTreeSet<PublicKey> {
    let released = watches(held)
        .filter(|(_, _, watch)| watch.step == WatchStep::Released && watch.recovery == *name);
    released.map(|(_, _, watch)| watch.witness).collect()
}

/// When the first of the witnesses may release a recovery, or did; `None` while fewer than a quorum
/// are known to have seen it.
///
/// Not the last of the quorum: others may have seen it earlier than those of whom it is known here.
pub(super) fn open_until<E: Kept>(held: &[(Hash, E)], name: &Hash) -> Option<Timestamp> {
    let named = named(held)?;
    let released = stepped(held, name, WatchStep::Released, |ts| ts);
    let mut free: BTreeMap<PublicKey, Timestamp> = released.collect();
    // Where it is known when a witness saw it, that tells.
    let wait = named.wait_millis();
    free.extend(stepped(held, name, WatchStep::Seen, |ts| ts.saturating_add(wait)));
    let enough = free.len() >= usize::from(named.witnesses.quorum()).max(1);
    free.into_values().min().filter(|_| enough)
}
