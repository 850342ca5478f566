//! Whatever lying peers hide of a revocation, the badge is never *valid* after it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::stamps::{four, school_of};
use super::status::status_of;
use super::*;
use crate::feed::HeadStamp;

/// How many places the school revokes, one an entry.
const REVOKED: u32 = 12;

/// A school with witnesses and two installations, and what each has stamped.
struct World {
    first: Author,
    second: Author,
    /// Of the first log: the stamp of each size, made when that size was reached.
    stamps: Vec<HeadStamp>,
    second_stamp: HeadStamp,
}

/// When the entry of this number was written.
fn written(seq: u32) -> u64 {
    NOON - 6 * DAY + u64::from(seq) * HOUR
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let mut first = Author::new(1, "School");
    first.keys.push(KeyEvent::witnesses(four(), at(NOON - 8 * DAY), &first.key));
    let writer = SecretKey::from_seed(&[55; 32]);
    first.keys.push(KeyEvent::writer(&writer, at(NOON - 7 * DAY), &first.key).unwrap());
    let mut stamps = vec![first.stamp(0, NOON - 10 * DAY, &[])];
    for index in 0..REVOKED {
        let now = written(index + 1);
        stamps.push(first.stamp(first.entries.len(), now - HOUR, &[now - HOUR; 4]));
        first.revoke(index, now);
    }
    stamps.push(first.stamp(first.entries.len(), NOON, &[NOON; 4]));
    let mut second = Author { writer, entries: Vec::new(), ..school_of(&first) };
    second.feed = Feed::new(second.writer.public());
    second.say(revocation(1000), NOON - 6 * DAY);
    let second_stamp = second.stamp(1, NOON, &[NOON; 4]);
    World { first, second, stamps, second_stamp }
});

/// What the liars hide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hidden {
    Nothing,
    Entry,
    Body,
    /// The entry and all after it.
    Tail,
    /// Every entry of the log that has it.
    Feed,
    /// Every entry of the second log, and that there is one.
    Installation,
}

/// A lie: what is hidden, of which revocation, which stamps are shown, in what order.
#[derive(Clone, Debug)]
struct Lie {
    hidden: Hidden,
    place: u32,
    /// Stamps of at most so many statements are shown.
    stamped: usize,
    swap: Option<(usize, usize)>,
}

fn lies() -> impl Strategy<Value = Lie> {
    let hidden = prop_oneof![
        Just(Hidden::Nothing),
        Just(Hidden::Entry),
        Just(Hidden::Body),
        Just(Hidden::Tail),
        Just(Hidden::Feed),
        Just(Hidden::Installation),
    ];
    let most = usize::try_from(REVOKED).unwrap() + 2;
    let swap = proptest::option::weighted(0.2, (0..most, 0..most));
    (hidden, 0..REVOKED, 0..most, swap).prop_map(|(hidden, place, stamped, swap)| Lie {
        hidden,
        place,
        stamped,
        swap,
    })
}

impl Lie {
    /// The place of the badge that was revoked.
    fn revoked(&self) -> u32 {
        if self.hidden == Hidden::Installation { 1000 } else { self.place }
    }

    /// What a verifier among the liars holds.
    fn evidence(&self) -> Evidence {
        let world = &*WORLD;
        let mut evidence = Evidence::new();
        let installed = self.hidden != Hidden::Installation;
        for event in &world.first.keys {
            let opens = matches!(event.act(), crate::feed::KeyAct::Writer { writer, .. }
                if *writer == world.second.writer.public());
            if installed || !opens {
                evidence.hear_key(event.clone());
            }
        }
        if installed {
            world.second.entries.iter().for_each(|entry| evidence.hear_entry(entry.clone()));
            evidence.hear_stamp(world.second_stamp.clone());
        }
        let mut entries: Vec<Statement> = Vec::new();
        for entry in &world.first.entries {
            let at = self.place + 1;
            match self.hidden {
                Hidden::Entry if entry.seq() == at => {}
                Hidden::Tail if entry.seq() >= at => {}
                Hidden::Feed => {}
                Hidden::Body if entry.seq() == at => entries.push(entry.without_body()),
                Hidden::Nothing
                | Hidden::Entry
                | Hidden::Body
                | Hidden::Tail
                | Hidden::Installation => entries.push(entry.clone()),
            }
        }
        if let Some((one, other)) = self.swap
            && one < entries.len()
            && other < entries.len()
        {
            entries.swap(one, other);
        }
        entries.into_iter().for_each(|entry| evidence.hear_entry(entry));
        for stamp in &world.stamps[..=self.stamped] {
            evidence.hear_stamp(stamp.clone());
        }
        evidence
    }
}

/// The badges of the places that are asked about.
static BADGES: LazyLock<BTreeMap<u32, Value>> = LazyLock::new(|| {
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let mut draft = WORLD.first.draft_for(&learner);
    draft.valid_from = at(NOON - 9 * DAY);
    let places = (0..REVOKED).chain([1000, 2000]);
    let badges = places.map(|index| {
        draft.status = Some(Place { list: 1, index });
        (index, draft.unsigned().unwrap())
    });
    badges.collect()
});

fn judged_at(place: u32, evidence: &Evidence, now: u64) -> Reason {
    status_of(&BADGES[&place], evidence, &Asked::at(at(now)))
}

fn check(lie: &Lie) {
    let evidence = lie.evidence();
    let (place, seq) = (lie.revoked(), lie.place + 1);
    let found = judged_at(place, &evidence, NOON);
    let told = matches!(
        found.code(),
        "revoked"
            | "no-feed"
            | "feed-incomplete"
            | "tail-missing"
            | "keys-missing"
            | "not-witnessed"
            | "stale"
    );
    if lie.hidden == Hidden::Nothing {
        assert_eq!(found.code(), "revoked", "{lie:?}");
        return;
    }
    // The only yes there is tells of a moment before the revocation, as witnesses saw it.
    let as_of = found.data().get("as_of").and_then(Value::as_str).map(ToOwned::to_owned);
    let before = || as_of.is_some_and(|as_of| as_of < at(written(seq)).to_string());
    let last = lie.hidden == Hidden::Entry && seq == REVOKED;
    let tail = lie.hidden == Hidden::Tail || last;
    let dated = found.code() == "clear-as-of" && tail && before();
    assert!(told || dated, "{lie:?}: {found:?}");
    if tail && lie.stamped > usize::try_from(seq).unwrap() {
        assert_ne!(found.answer(), Answer::Yes, "{lie:?}: a stamp names the tail");
    }
    // Nor does any lie last: a week after, nothing is valid.
    let later = judged_at(place, &evidence, NOON + 8 * DAY);
    assert_ne!(later.answer(), Answer::Yes, "{lie:?}: {later:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn no_lie_makes_a_revoked_badge_valid(lie in lies()) {
        check(&lie);
    }
}

#[test]
fn what_was_not_revoked_is_valid_where_nothing_is_hidden() {
    let stamped = usize::try_from(REVOKED).unwrap() + 1;
    let lie = Lie { hidden: Hidden::Nothing, place: 0, stamped, swap: None };
    let found = judged_at(2000, &lie.evidence(), NOON);
    assert_eq!(found.code(), "clear-as-of", "{found:?}");
    let hidden = Lie { hidden: Hidden::Installation, ..lie };
    assert_eq!(judged_at(2000, &hidden.evidence(), NOON).code(), "keys-missing");
}
