//! The exhaustive model: whatever a thief of the identity key, of a writer key and of one witness does,
//! in any order, the thief never is the successor, and honest nodes that saw the same agree.

use std::collections::{BTreeMap, BTreeSet};

use super::{DAYS, HEIR, House, THIEF, WRITER, at, heir, key, writer};
use crate::canon::hash::Hash;
use crate::feed::{
    Guardians, KeyEvent, KeyLog, Opening, Recovery, Succession, WatchStep, Witnesses, watch,
};
use crate::identity::{Commitment, SecretKey};

/// What a thief can try with every key that a node has, and which base they like: bytes, since no
/// honest program makes them.
fn forgeries(house: &House) -> Vec<Vec<u8>> {
    let (did, thief) = (house.did(), key(THIEF));
    let own = SecretKey::committed(&[THIEF; 32], Commitment::to_key(&key(67).public())).unwrap();
    let bases = [house.opening().base, house.identity.public(), own.commitment().unwrap().base];
    let mut found = Vec::new();
    for base in bases {
        let opening = Opening { base, next: key(67).public() };
        let number = u64::MAX;
        let consent = Succession::consent(&did, &thief);
        let succession = Succession { opening, number, consent, ..house.succession(1, THIEF) };
        let mine = Witnesses::new(1, [thief.public()]).unwrap();
        let guardians = Guardians {
            opening,
            number,
            guardians: mine.clone(),
            witnesses: mine,
            ..house.guardians(1)
        };
        found.push(KeyEvent::forge_succession(did, succession, &key(67)));
        found.push(KeyEvent::forge_guardians(did, guardians, &key(67)));
    }
    // With the opening that the owner told, and the keys that were stolen.
    for signer in [&house.identity, &thief, &key(WRITER)] {
        let succession = Succession { number: u64::MAX, ..house.succession(1, THIEF) };
        found.push(KeyEvent::forge_succession(did, succession, signer));
        let guardians = Guardians { number: u64::MAX, ..house.guardians(1) };
        found.push(KeyEvent::forge_guardians(did, guardians, signer));
    }
    // One guardian, and the thief as another.
    let recovery = house.recovery(1, THIEF, &[11, THIEF]);
    found.push(KeyEvent::forge_recovery(recovery, &thief));
    found
}

#[test]
fn no_forgery_is_an_event() {
    let house = House::new(1);
    let tried = forgeries(&house);
    assert_eq!(tried.len(), 13);
    for bytes in tried {
        assert!(KeyEvent::read(&bytes).is_err());
    }
    // What is forged is well formed: signed by who may, the same bytes are taken.
    let honest = KeyEvent::forge_succession(house.did(), house.succession(1, HEIR), &house.sheet);
    assert!(KeyEvent::read(&honest).is_ok());
}

/// What truly may be said: by the owner, by the thief with the stolen keys, by guardians, and by
/// witnesses, of whom the thief has one.
fn said(house: &House) -> Vec<KeyEvent> {
    let recovery = house.recovered(1, HEIR, &[11, 12]);
    let name = recovery.act().recovery().unwrap().hash();
    let theirs = house.recovered(1, THIEF, &[11, 12]);
    vec![
        house.succeeded(1, HEIR),
        recovery.clone(),
        house.watched(&recovery, WatchStep::Released, 21),
        house.watched(&recovery, WatchStep::Released, 22),
        KeyEvent::contest(name, at(0), &house.identity),
        KeyEvent::inception(&key(67).public(), &house.identity),
        KeyEvent::writer(&key(THIEF), at(0), &house.identity).unwrap(),
        KeyEvent::close(writer(WRITER), u32::MAX, at(0), &house.identity),
        house.watched(&theirs, WatchStep::Released, 23),
    ]
}

/// Every order of at most six of them: what a node thinks after each.
fn orders(
    log: &KeyLog,
    left: &[KeyEvent],
    depth: usize,
    seen: &mut BTreeMap<BTreeSet<Hash>, KeyLog>,
) -> usize {
    if depth == 0 {
        return 0;
    }
    let mut count = 0;
    for (place, event) in left.iter().enumerate() {
        let mut after = log.clone();
        after.insert(event.clone()).unwrap();
        let ids: BTreeSet<Hash> = after.ids().copied().collect();
        assert_eq!(seen.entry(ids).or_insert_with(|| after.clone()), &after);
        assert!(after.heir().is_none_or(|one| one.did == heir(HEIR)));
        if after.events().any(|event| event.act().succession().is_some()) {
            let one = after.heir().unwrap();
            assert!(one.did == heir(HEIR) && !one.by_guardians);
            assert_eq!(after.closed_at(&writer(WRITER)), Some(7));
            assert_eq!(after.closed_at(&writer(THIEF)), Some(0));
            assert!(!after.disputed());
        }
        let mut rest = left.to_vec();
        rest.remove(place);
        count += 1 + orders(&after, &rest, depth - 1, seen);
    }
    count
}

#[test]
fn in_every_order_of_six_the_thief_is_never_the_successor() {
    let house = House::new(1);
    let mut seen = BTreeMap::new();
    let count = orders(&KeyLog::new(house.did()), &said(&house), 6, &mut seen);
    assert_eq!(count, 9 + 72 + 504 + 3024 + 15_120 + 60_480);
    // Each set of at most six, and no more: the order is nothing.
    assert_eq!(seen.len(), 9 + 36 + 84 + 126 + 126 + 84);
}

/// Three nodes, each a witness, and what each holds; the third is the thief's.
#[derive(Clone)]
struct World {
    logs: [KeyLog; 3],
    day: u64,
    /// When each honest node first held the contest, if it did.
    contested: [Option<u64>; 2],
    /// When each honest node last met another.
    met: [Option<u64>; 2],
}

/// What may happen next.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// A node hears of something.
    Hear(usize, usize),
    /// Two nodes tell each other all.
    Meet(usize, usize),
    /// Half of the time to contest passes.
    Wait,
}

const STEPS: [Step; 11] = [
    Step::Hear(0, 0),
    Step::Hear(0, 1),
    Step::Hear(1, 0),
    Step::Hear(1, 1),
    Step::Hear(2, 0),
    Step::Hear(2, 1),
    Step::Hear(3, 2),
    Step::Meet(0, 1),
    Step::Meet(1, 2),
    Step::Meet(2, 0),
    Step::Wait,
];

impl World {
    fn state(&self) -> (Vec<Vec<Hash>>, u64, [Option<u64>; 2]) {
        let logs = self.logs.iter().map(|log| log.ids().copied().collect());
        (logs.collect(), self.day, self.met)
    }

    /// The honest witnesses say what they have to.
    fn witnesses(&mut self, name: &Hash) {
        for (node, witness) in [(0, key(21)), (1, key(22))] {
            if self.logs[node].contests(name) && self.contested[node].is_none() {
                self.contested[node] = Some(self.day);
            }
            let now = (at(self.day), self.met[node].map(at));
            while let Some(event) = watch(&self.logs[node], &witness, now).unwrap() {
                let watched = event.act().watched().unwrap();
                let held = self.contested[node].is_some() && watched.recovery == *name;
                let seen = watched.step == WatchStep::Seen;
                assert!(seen || !held, "released in spite of a contest");
                let asked = self.met[node].is_some_and(|day| day >= u64::from(DAYS));
                assert!(seen || asked, "released before it heard what the others have");
                self.logs[node].insert(event).unwrap();
            }
        }
    }

    fn after(&self, step: Step, said: &[Vec<KeyEvent>], name: &Hash) -> Self {
        let mut next = self.clone();
        match step {
            Step::Hear(what, node) => {
                for event in &said[what] {
                    next.logs[node].insert(event.clone()).unwrap();
                }
            }
            Step::Meet(one, other) => {
                let [first, second] = [one, other].map(|node| next.logs[node].clone());
                hear_all(&mut next.logs[other], first.events());
                hear_all(&mut next.logs[one], second.events());
                for (node, met) in next.met.iter_mut().enumerate() {
                    if [one, other].contains(&node) {
                        *met = Some(next.day);
                    }
                }
            }
            Step::Wait => next.day += u64::from(DAYS).div_ceil(2),
        }
        next.witnesses(name);
        next
    }

    /// All nodes tell all until nothing is new.
    fn settled(&self) -> Self {
        let mut next = self.clone();
        let all: Vec<KeyEvent> = self.logs.iter().flat_map(KeyLog::events).cloned().collect();
        for log in &mut next.logs {
            hear_all(log, all.iter());
        }
        next
    }
}

fn hear_all<'e>(log: &mut KeyLog, events: impl Iterator<Item = &'e KeyEvent>) {
    for event in events {
        log.insert(event.clone()).unwrap();
    }
}

/// Walks every world that six steps lead to; answers how many there are, and in how many guardians
/// brought the owner back.
fn walk(said: &[Vec<KeyEvent>], name: &Hash, first: World) -> (usize, usize) {
    let mut seen = BTreeSet::from([first.state()]);
    let (mut now, mut recovered) = (vec![first], 0);
    for _ in 0..6 {
        let mut later = Vec::new();
        for world in &now {
            for step in STEPS {
                let next = world.after(step, said, name);
                if seen.insert(next.state()) {
                    recovered += usize::from(check(&next));
                    later.push(next);
                }
            }
        }
        now = later;
    }
    (seen.len(), recovered)
}

/// What holds in every world; answers whether guardians brought the owner back.
fn check(world: &World) -> bool {
    for log in &world.logs {
        assert!(log.heir().is_none_or(|one| one.did != heir(THIEF)), "the thief is the successor");
    }
    let settled = world.settled();
    let [one, other, third] = &settled.logs;
    assert!(one == other && other == third, "honest nodes disagree");
    // Who is the successor stays it, save that the sheet outweighs guardians; when witnesses saw it may
    // be told later.
    for log in &world.logs {
        let stays = |former: &crate::feed::Heir| {
            one.heir().is_some_and(|now| {
                (now.did, &now.cuts) == (former.did, &former.cuts) || !now.by_guardians
            })
        };
        assert!(log.heir().is_none_or(stays));
    }
    // Where both honest witnesses knew of the contest before the days were over, or before they met
    // anybody after that, the thief alone ends no wait.
    let told = |log: &KeyLog, witness: u8| {
        let mut all = log.events().filter_map(|event| event.act().watched());
        all.any(|one| one.witness == key(witness).public() && one.step == WatchStep::Released)
    };
    let released = [(0, 21), (1, 22)].into_iter().all(|(node, witness)| {
        world.contested[node].is_some() && !told(&world.logs[node], witness)
    });
    let by_guardians = one.heir().is_some_and(|heir| heir.by_guardians);
    assert!(!(released && by_guardians), "a contest in time was passed over");
    by_guardians
}

#[test]
fn in_every_world_of_three_nodes_the_honest_agree_and_the_thief_is_nobody() {
    let house = House::new(1);
    let recovery = house.recovered(1, HEIR, &[11, 12]);
    let name = recovery.act().recovery().unwrap().hash();
    let contest = KeyEvent::contest(name, at(0), &house.identity);
    // The thief's witness says at once what would help: for the owner's recovery, to end the wait, and
    // for one of the thief's own, of which it has no guardians' signatures.
    let theirs = Recovery { heir: heir(THIEF), ..house.recovery(1, HEIR, &[11, 12]) };
    let lies = vec![
        house.watched(&recovery, WatchStep::Seen, 23),
        house.watched(&recovery, WatchStep::Released, 23),
        KeyEvent::inception(&key(67).public(), &house.identity),
        KeyEvent::witnesses(Witnesses::new(1, [writer(23)]).unwrap(), at(9), &house.identity),
    ];
    assert!(KeyEvent::recovery(theirs, at(0), &key(THIEF)).is_err());
    let said = [vec![recovery], vec![contest], vec![house.succeeded(1, HEIR)], lies];
    let logs = [0, 1, 2].map(|_| KeyLog::new(house.did()));
    let first = World { logs, day: 0, contested: [None; 2], met: [None; 2] };
    let (worlds, recovered) = walk(&said, &name, first);
    assert!(worlds > 1000 && recovered > 10, "{worlds} worlds, {recovered} recovered");
}
