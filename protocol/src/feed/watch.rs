//! What a witness of recoveries signs next: pure, with its own events in the log as its memory.
//!
//! Source: `spec/keys.md` §7.

use super::succession_slots::{guards, recoveries, watches};
use crate::{
    canon::hash::Hash,
    feed::{KeyEvent, KeyEventError, KeyLog, Recovery, Watch, WatchStep},
    identity::SecretKey,
    time::Timestamp,
};

/// What this witness has to say of the recoveries in a key log at `now`, by its own clock; `None` where
/// there is nothing to say.
///
/// `heard` is when it last began to ask somebody for all they hold and got all of it, if it did so since
/// it runs. Only what it asked for after the days is a reason to say that nobody objected: a witness that
/// was off may not have heard yet.
///
/// The answer must be durable, and in the log, before anybody is told: it is what the witness knows
/// of what it promised.
///
/// # Errors
/// Never for a witness that the guardians event names.
pub fn watch(
    log: &KeyLog,
    witness: &SecretKey,
    (now, heard): (Timestamp, Option<Timestamp>),
) -> Result<Option<KeyEvent>, KeyEventError> {
    let until = heard.map_or(Timestamp::from_millis(0), |heard| heard.min(now));
    let Some(next) = next(log, witness, until) else { return Ok(None) };
    KeyEvent::watch(next, now, witness).map(Some)
}

fn next(log: &KeyLog, witness: &SecretKey, until: Timestamp) -> Option<Watch> {
    let held = log.held();
    let (_, event) = guards(held)?;
    let named = event.act().guardians()?;
    let key = witness.public();
    let by_key = log.events().any(|event| event.act().succession().is_some());
    if by_key || !named.witnesses.names(&key) {
        return None;
    }
    let say = |recovery: Hash, step: WatchStep| {
        Some(Watch { guardians: event.clone(), recovery, step, witness: key })
    };
    let own = || watches(held).filter(|(_, _, watch)| watch.witness == key);
    if own().any(|(_, _, watch)| watch.step == WatchStep::Released) {
        return None;
    }
    let seen = |name: &Hash| own().find(|(_, _, watch)| watch.recovery == *name);
    if let Some((_, _, name)) = recoveries(held).find(|(_, _, name)| seen(name).is_none()) {
        return say(name, WatchStep::Seen);
    }
    let wait = named.wait_millis();
    let over = |(_, recovery, name): (Hash, &Recovery, Hash)| {
        let (_, seen, _) = seen(&name)?;
        let free = recovery.is_unanimous() || !log.contests(&name);
        (free && seen.ts().saturating_add(wait) <= until).then_some((seen.ts(), name))
    };
    let (_, name) = recoveries(held).filter_map(over).min()?;
    say(name, WatchStep::Released)
}
