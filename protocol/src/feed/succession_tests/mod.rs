//! Who comes after a lost or stolen key: what is refused, what is kept, and who never succeeds.

mod laws;
mod model;
mod refusals;
mod watching;

use std::collections::BTreeMap;

use crate::{
    canon::hash::{Hash, sha256},
    feed::{
        Cuts, Guardians, KeyEvent, KeyEventError, Opening, Recovery, Succession, Watch, WatchStep,
        Witnesses,
    },
    identity::{Did, PublicKey, SecretKey, Signature},
    time::Timestamp,
};

pub(super) const DAY: u64 = 24 * 60 * 60 * 1000;
pub(super) const DAYS: u8 = 14;

fn key(number: u8) -> SecretKey {
    SecretKey::from_seed(&[number; 32])
}

fn at(day: u64) -> Timestamp {
    Timestamp::from_millis(day.saturating_mul(DAY))
}

/// An identity whose key commits to that of a sheet, with three guardians and three witnesses.
struct House {
    identity: SecretKey,
    sheet: SecretKey,
}

/// Who the owner goes on as, and who the thief would.
const HEIR: u8 = 90;
const THIEF: u8 = 66;
const WRITER: u8 = 5;

impl House {
    fn new(number: u8) -> Self {
        let sheet = key(number.wrapping_add(100));
        let next = sha256(&[sheet.public().as_bytes()]);
        Self { identity: SecretKey::committed(&[number; 32], next).unwrap(), sheet }
    }

    fn did(&self) -> Did {
        Did::from(self.identity.public())
    }

    fn opening(&self) -> Opening {
        let base = self.identity.commitment().unwrap().base;
        Opening { base, next: self.sheet.public() }
    }

    fn cuts() -> Cuts {
        Cuts::new(at(1), [(key(WRITER).public(), 7)]).unwrap()
    }

    fn succession(&self, number: u64, heir: u8) -> Succession {
        let consent = Succession::consent(&self.did(), &key(heir));
        let heir = Did::from(key(heir).public());
        Succession { opening: self.opening(), number, heir, consent, cuts: Self::cuts() }
    }

    fn succeeded(&self, number: u64, heir: u8) -> KeyEvent {
        let succession = self.succession(number, heir);
        KeyEvent::succession(self.did(), succession, at(1), &self.sheet).unwrap()
    }

    fn guardians(&self, number: u64) -> Guardians {
        let guardians = Witnesses::new(2, [11, 12, 13].map(|one| key(one).public())).unwrap();
        let witnesses = Witnesses::new(2, [21, 22, 23].map(|one| key(one).public())).unwrap();
        Guardians { opening: self.opening(), number, guardians, witnesses, days: DAYS }
    }

    fn guarded(&self, number: u64) -> KeyEvent {
        KeyEvent::guardians(self.did(), self.guardians(number), at(0), &self.sheet).unwrap()
    }

    fn recovery(&self, number: u64, heir: u8, by: &[u8]) -> Recovery {
        let (guardians, cuts) = (self.guarded(number), Self::cuts());
        let heir = Did::from(key(heir).public());
        let name = Recovery::name(&guardians, &heir, &cuts);
        let shares = shares(&name, by);
        Recovery { guardians, heir, cuts, shares }
    }

    fn recovered(&self, number: u64, heir: u8, by: &[u8]) -> KeyEvent {
        KeyEvent::recovery(self.recovery(number, heir, by), at(1), &key(heir)).unwrap()
    }

    fn watched(&self, recovery: &KeyEvent, step: WatchStep, witness: u8) -> KeyEvent {
        let found = recovery.act().recovery().unwrap();
        let (guardians, recovery) = (found.guardians.clone(), found.hash());
        let watch = Watch { guardians, recovery, step, witness: key(witness).public() };
        let days = if step == WatchStep::Seen { 2 } else { 2 + u64::from(DAYS) };
        KeyEvent::watch(watch, at(days), &key(witness)).unwrap()
    }
}

fn shares(name: &Hash, by: &[u8]) -> BTreeMap<Did, Signature> {
    let share = |one: &u8| (Did::from(key(*one).public()), Recovery::share(name, &key(*one)));
    by.iter().map(share).collect()
}

fn heir(number: u8) -> Did {
    Did::from(key(number).public())
}

fn writer(number: u8) -> PublicKey {
    key(number).public()
}

fn why(result: Result<KeyEvent, KeyEventError>) -> String {
    result.map_or_else(|error| error.to_string(), |event| format!("taken: {event:?}"))
}
