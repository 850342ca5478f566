//! Of a log of ten thousand revocations, some of them summed, its upkeep pruned: whichever one of them lying
//! peers hide, in whichever way, its badge is never *valid*, and what is told names the gap or the age.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::canon::json::Value;
use bot_protocol::credential::status::Place;
use bot_protocol::feed::{Ask, Decision, Feed, HeadStamp, KeyEvent, KeyLog, Own, Seen, Witnesses};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::statement::kinds::{Party, Profile, Prune, Revoke, StatusSnapshot};
use bot_protocol::statement::{Content, Draft, Kind, Retention, Statement};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Evidence, Presented, Question, Reason};
use bot_tests::issued;

/// The moment everything happens around: 2026-11-23, noon.
const NOON: u64 = 1_795_435_200_000;
const DAY: u64 = 24 * 3_600_000;

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// How many places the school revokes, one an entry.
const REVOKED: u32 = 10_000;

/// Before which places all earlier ones are summed.
const SUMMED: [u32; 2] = [3_000, 7_500];

/// So often something else is said, and so often all is stamped.
const UPKEEP_EVERY: u32 = 1_000;

/// Before which place the upkeep is pruned.
const PRUNED: u32 = 9_000;

/// A place that nobody revoked.
const KEPT: u32 = 20_000;

/// When the entry of this number was written: over the nine days until noon.
fn written(seq: usize) -> u64 {
    NOON - 9 * DAY + u64::try_from(seq).unwrap() * 76_800
}

fn witness(number: u8) -> SecretKey {
    SecretKey::from_seed(&[200 + number; 32])
}

/// Somebody who issues, with a log.
struct Author {
    identity: SecretKey,
    writer: SecretKey,
    feed: Feed,
    keys: Vec<KeyEvent>,
    entries: Vec<Statement>,
}

impl Author {
    fn new() -> Self {
        let [identity, writer, next] = [1, 2, 3].map(|seed| SecretKey::from_seed(&[seed; 32]));
        let four = Witnesses::usual((0..4).map(|number| witness(number).public())).unwrap();
        let begun = at(NOON - 10 * DAY);
        let keys = vec![
            KeyEvent::inception(&next.public(), &identity),
            KeyEvent::writer(&writer, begun, &identity).unwrap(),
            KeyEvent::witnesses(four, begun, &identity),
        ];
        let feed = Feed::new(writer.public());
        Self { identity, writer, feed, keys, entries: Vec::new() }
    }

    fn say(&mut self, content: Content, ts: u64) {
        let words = content.kind() == Kind::Profile;
        let ret = if words { Retention::Erasable } else { Retention::Permanent };
        let draft = Draft { content, salt: [3; 16], ret };
        let did = Did::from(self.identity.public());
        let said = draft.sign(&did, &self.feed.head(), at(ts), &self.writer).unwrap();
        self.feed.replay(&said).unwrap();
        self.entries.push(said);
    }

    fn key_log(&self) -> KeyLog {
        let mut log = KeyLog::new(Did::from(self.identity.public()));
        self.keys.iter().for_each(|event| assert!(log.insert(event.clone()).is_ok()));
        log
    }
}

/// A school with witnesses, what it revoked, and what was stamped meanwhile.
struct World {
    school: Author,
    /// Where each place is revoked.
    at: Vec<usize>,
    /// Where the sums stand.
    sums: Vec<usize>,
    stamps: Vec<HeadStamp>,
}

impl World {
    fn new() -> Self {
        let school = Author::new();
        let mut world = Self { school, at: Vec::new(), sums: Vec::new(), stamps: Vec::new() };
        for place in 0..REVOKED {
            if SUMMED.contains(&place) {
                world.sums.push(world.school.entries.len());
                let upto = u32::try_from(world.school.entries.len()).unwrap();
                let (revoked, suspended) = ((0..place).collect(), Vec::new());
                let sum = StatusSnapshot { list: 1, upto, revoked, suspended };
                world.say(Content::StatusSnapshot(sum));
            }
            if place % UPKEEP_EVERY == 0 {
                world.stamp(written(world.school.entries.len()) - 1);
                let (party, name) = (Party::Organisation, format!("School of {place}"));
                let profile = Profile { party, name, description: None, url: None };
                world.say(Content::Profile(profile));
            }
            if place == PRUNED {
                let below = u32::try_from(world.school.entries.len()).unwrap();
                world.say(Content::Prune(Prune { below }));
            }
            world.at.push(world.school.entries.len());
            let (indexes, reason) = (vec![place], Some("lost".to_owned()));
            world.say(Content::Revoke(Revoke { list: 1, indexes, reason, of: None }));
        }
        world.stamp(NOON);
        world
    }

    fn say(&mut self, content: Content) {
        let now = written(self.school.entries.len());
        self.school.say(content, now);
    }

    /// All witnesses see the log as it is.
    fn stamp(&mut self, now: u64) {
        let Author { feed, writer, .. } = &self.school;
        let times = (at(now), at(now + DAY));
        let stamp = HeadStamp::sign(feed, &self.school.key_log(), times, writer).unwrap();
        let all = (0..4).map(witness);
        self.stamps.push(all.fold(stamp, |stamp, witness| {
            let ask = Ask { stamp: stamp.bare(), proof: Vec::new() };
            match Seen::decide(None, &ask, &Own::default(), at(now), &witness) {
                Decision::Cosign { cosig, .. } => stamp.with(cosig).unwrap(),
                Decision::Conflict(_) | Decision::Refuse(_) => panic!("nothing speaks against it"),
            }
        }));
    }

    /// What even the honest do not hold: words that were pruned.
    fn pruned(&self) -> BTreeSet<u32> {
        let log = self.school.entries.iter().map(|entry| (entry.seq(), entry.kind()));
        Prune::superseded(u32::try_from(self.at[usize::try_from(PRUNED).unwrap()]).unwrap(), log)
    }
}

/// What the liars hide of a revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hidden {
    Entry,
    Body,
    /// The entry and all after it.
    Tail,
    /// Every entry of the log.
    Feed,
}

/// What the liars hide, of which entry, and of what else.
#[derive(Clone, Copy, Debug)]
struct Lie {
    hidden: Hidden,
    seq: usize,
    /// The words of all sums as well.
    sums: bool,
    /// All stamps of more than what comes before it.
    stamps: bool,
}

/// What liars could tell, entry by entry.
struct Telling {
    world: World,
    /// As an honest node has them.
    entries: Vec<Statement>,
    badges: BTreeMap<u32, Presented>,
}

impl Telling {
    fn new(places: impl IntoIterator<Item = u32>) -> Self {
        let world = World::new();
        let pruned = world.pruned();
        assert!(pruned.len() > 5, "something is pruned");
        let held = |entry: &Statement| match pruned.contains(&entry.seq()) {
            true => entry.without_body(),
            false => entry.clone(),
        };
        let entries = world.school.entries.iter().map(held).collect();
        let badge = |index: u32| {
            let (place, now) = (Place { list: 1, index }, at(NOON - 9 * DAY));
            (index, issued::badge_at(&world.school.identity, place, now))
        };
        let badges = places.into_iter().chain([KEPT]).map(badge).collect();
        Self { world, entries, badges }
    }

    fn told(&self, place: u32, evidence: &Evidence, now: u64) -> Reason {
        let verdict = issued::judged(evidence, &self.badges[&place], at(now));
        verdict.reason(Question::Status).clone()
    }

    /// What a verifier among the liars holds who had this much before.
    fn evidence(&self, before: &Evidence, lie: Lie) -> Evidence {
        let mut evidence = match lie.hidden {
            Hidden::Feed => Evidence::new(),
            Hidden::Entry | Hidden::Body | Hidden::Tail => before.clone(),
        };
        if lie.hidden == Hidden::Feed {
            self.world.school.keys.iter().for_each(|event| evidence.hear_key(event.clone()));
        }
        if lie.hidden == Hidden::Body {
            evidence.hear_entry(self.entries[lie.seq].without_body());
        }
        let after = match lie.hidden {
            Hidden::Entry | Hidden::Body => &self.entries[lie.seq + 1..],
            Hidden::Tail | Hidden::Feed => &[],
        };
        for entry in after {
            let sum = lie.sums && entry.kind() == Kind::StatusSnapshot;
            evidence.hear_entry(if sum { entry.without_body() } else { entry.clone() });
        }
        let shown = |stamp: &&HeadStamp| !lie.stamps || stamp.size() <= seq_of(lie.seq);
        let stamps = self.world.stamps.iter().filter(shown);
        stamps.for_each(|stamp| evidence.hear_stamp(stamp.clone()));
        evidence
    }

    /// What must be told of the badge of a place, where liars tell so.
    fn check(&self, place: u32, before: &Evidence, lie: Lie) {
        let evidence = self.evidence(before, lie);
        let found = self.told(place, &evidence, NOON);
        let summed = !lie.sums && self.world.sums.iter().any(|sum| *sum > lie.seq);
        let last = lie.seq + 1 == self.entries.len();
        let missing = |code: &str| {
            let named = found.data().get("missing").and_then(Value::as_u64);
            found.code() == code && named == Some(u64::from(seq_of(lie.seq)))
        };
        let right = match lie.hidden {
            Hidden::Feed => matches!(found.code(), "no-feed" | "feed-incomplete" | "tail-missing"),
            Hidden::Entry | Hidden::Body if summed => found.code() == "revoked",
            Hidden::Body => missing("feed-incomplete"),
            Hidden::Entry if !last => missing("feed-incomplete") || missing("tail-missing"),
            Hidden::Entry | Hidden::Tail if !lie.stamps => missing("tail-missing"),
            // Nothing shows that there is more: as of when this is known is told, by witnesses' clocks.
            Hidden::Entry | Hidden::Tail => Self::is_told_as_old(&found, lie.seq),
        };
        assert!(right, "place {place}, {lie:?}: {found:?}");
        // Nor does any lie last: a week after, nothing is valid.
        let later = self.told(place, &evidence, NOON + 8 * DAY);
        assert_ne!(later.answer(), Answer::Yes, "place {place}, {lie:?}: {later:?}");
    }

    /// Whether it is told as of a moment before this entry was written, or as too old to tell.
    fn is_told_as_old(found: &Reason, seq: usize) -> bool {
        let data = found.data();
        let as_of = data.get("as_of").and_then(Value::as_str).map(ToOwned::to_owned);
        let before = as_of.is_some_and(|as_of| as_of < at(written(seq)).to_string());
        matches!(found.code(), "stale" | "clear-as-of") && before
    }
}

fn seq_of(seq: usize) -> u32 {
    u32::try_from(seq).unwrap()
}

/// Places drawn by lot, and those next to what is of another kind.
fn places() -> BTreeSet<u32> {
    let mut lot = 0x2545_f491_u64;
    let mut draw = || {
        lot = lot.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(0x1405_7b7e_f767_814f);
        u32::try_from((lot >> 33) % u64::from(REVOKED)).unwrap()
    };
    let drawn: Vec<u32> = (0..3).map(|_| draw()).collect();
    let edges = [0, SUMMED[0] - 1, SUMMED[1], PRUNED, REVOKED - 1];
    drawn.into_iter().chain(edges).collect()
}

#[test]
fn of_ten_thousand_revocations_none_is_hidden_by_any_lie() {
    let telling = Telling::new(places());
    let mut before = Evidence::new();
    telling.world.school.keys.iter().for_each(|event| before.hear_key(event.clone()));
    let mut heard = 0;
    for place in places() {
        let seq = telling.world.at[usize::try_from(place).unwrap()];
        let more = &telling.entries[heard..seq];
        more.iter().for_each(|entry| before.hear_entry(entry.clone()));
        heard = seq;
        for hidden in [Hidden::Entry, Hidden::Body, Hidden::Tail, Hidden::Feed] {
            // Of what is not told at all neither sums nor stamps make another story of the others.
            let alone = [Hidden::Tail, Hidden::Feed].contains(&hidden);
            for more in [false, true] {
                let lie = Lie { hidden, seq, sums: more && !alone, stamps: more };
                telling.check(place, &before, lie);
            }
        }
    }
    // The twin: where nothing is hidden it is told that each is revoked, and the one that is not is valid.
    let rest = &telling.entries[heard..];
    rest.iter().for_each(|entry| before.hear_entry(entry.clone()));
    telling.world.stamps.iter().for_each(|stamp| before.hear_stamp(stamp.clone()));
    for place in places() {
        assert_eq!(telling.told(place, &before, NOON).code(), "revoked", "place {place}");
    }
    assert_eq!(telling.told(KEPT, &before, NOON).code(), "clear-as-of");
}
