//! Whoever steals a writer key can have it agree to speak for another identity of theirs. Nothing that this
//! identity says of the writer changes what the owner's log shows.

use super::stamps::four;
use super::status::status_of;
use super::*;
use crate::feed::{Cuts, Opening, Succession};
use crate::identity::Commitment;
use crate::verdict::evidence::Evidence;

/// A school with two installations, of which the first revoked a badge.
struct School {
    lost: Author,
    other: Author,
}

impl School {
    fn new() -> Self {
        let mut lost = Author::new(1, "School");
        lost.revoke(5, NOON - 4 * DAY);
        lost.revoke(77, NOON - 3 * DAY);
        let mut other = Author::new(1, "School");
        other.writer = SecretKey::from_seed(&[77; 32]);
        other.feed = Feed::new(other.writer.public());
        other.entries.clear();
        other.revoke(6, NOON - HOUR);
        other.keys = vec![KeyEvent::writer(&other.writer, at(NOON - 5 * DAY), &other.key).unwrap()];
        Self { lost, other }
    }

    /// What somebody holds of it who was told so many entries of the first log, the last perhaps without
    /// its body.
    fn told(&self, entries: usize, bare: bool) -> Evidence {
        let mut told = Evidence::new();
        self.other.tell(&mut told);
        self.lost.keys.iter().for_each(|event| told.hear_key(event.clone()));
        for (at, entry) in self.lost.entries.iter().take(entries).enumerate() {
            let bare = bare && at + 1 == entries;
            told.hear_entry(if bare { entry.without_body() } else { entry.clone() });
        }
        told.hear_stamp(self.other.stamp(1, NOON - HOUR, &[NOON - HOUR; 3]));
        told.watch_by(four());
        told
    }

    fn status(&self, told: &Evidence) -> String {
        let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
        let badge = self.lost.draft_for(&learner).unsigned().unwrap();
        status_of(&badge, told, &Asked::at(at(NOON))).code().to_owned()
    }
}

/// What a thief of a writer key says with an identity whose bytes are less, or greater, than the owner's:
/// that the writer speaks for it, and that somebody came after it, who counts nothing of that writer.
fn claims(school: &School, lesser: bool) -> Vec<KeyEvent> {
    let own = school.lost.did();
    let sheet = SecretKey::from_seed(&[201; 32]);
    let key = (0..=u8::MAX)
        .map(|seed| SecretKey::committed(&[seed; 32], Commitment::to_key(&sheet.public())).unwrap())
        .find(|key| (Did::from(key.public()) < own) == lesser)
        .unwrap();
    let heir = SecretKey::from_seed(&[202; 32]);
    let did = Did::from(key.public());
    let opening = Opening { base: key.commitment().unwrap().base, next: sheet.public() };
    let consent = Succession::consent(&did, &heir);
    let cuts = Cuts::new(at(NOON - 9 * DAY), []).unwrap();
    let told = Succession { opening, number: 1, heir: Did::from(heir.public()), consent, cuts };
    vec![
        KeyEvent::writer(&school.lost.writer, at(NOON - 10 * DAY), &key).unwrap(),
        KeyEvent::close(school.lost.writer.public(), 0, at(NOON - 9 * DAY), &key),
        KeyEvent::succession(did, told, at(NOON - 9 * DAY), &sheet).unwrap(),
    ]
}

#[test]
fn whom_a_stolen_writer_speaks_for_too_hides_nothing_of_its_owner() {
    let school = School::new();
    let all = school.lost.entries.len();
    let shown =
        [(all, false), (all, true), (all - 1, false), (all - 1, true), (1, false), (0, false)];
    for (entries, bare) in shown {
        let alone = school.status(&school.told(entries, bare));
        assert!(!alone.starts_with("clear"), "{entries} {bare}: {alone}");
        for lesser in [true, false] {
            let mut told = school.told(entries, bare);
            claims(&school, lesser).into_iter().for_each(|event| told.hear_key(event));
            assert_eq!(school.status(&told), alone, "{entries} {bare} {lesser}");
        }
    }
}
