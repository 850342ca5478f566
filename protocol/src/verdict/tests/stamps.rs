//! What stamps and witnesses make of a status, each row with its twin.

use super::status::status_of;
use super::*;
use crate::feed::{Claim, ForkProof, HeadStamp, KeyLog, StampFork, Witnesses};

/// The keys of four witnesses.
pub(super) fn witness(number: u8) -> SecretKey {
    SecretKey::from_seed(&[200 + number; 32])
}

pub(super) fn four() -> Witnesses {
    Witnesses::usual((0..4).map(|number| witness(number).public())).unwrap()
}

/// A school that revoked place 5 three hours before noon and has named four witnesses.
pub(super) fn school() -> Author {
    let mut school = Author::new(1, "School");
    school.keys.push(KeyEvent::witnesses(four(), at(NOON - 8 * DAY), &school.key));
    school.revoke(5, NOON - 3 * HOUR);
    school
}

impl Author {
    pub(super) fn key_log(&self) -> KeyLog {
        let mut log = KeyLog::new(self.did());
        self.keys.iter().for_each(|event| assert!(log.insert(event.clone()).is_ok()));
        log
    }

    /// Its log as it was after so many entries.
    pub(super) fn feed_at(&self, size: usize) -> Feed {
        let mut feed = Feed::new(self.writer.public());
        self.entries[..size].iter().for_each(|entry| feed.replay(entry).unwrap());
        feed
    }

    /// A stamp over the first `size` entries, cosigned at these moments.
    pub(super) fn stamp(&self, size: usize, ts: u64, cosigned: &[u64]) -> HeadStamp {
        let times = (at(ts), at(ts + DAY));
        let feed = self.feed_at(size);
        let stamp = HeadStamp::sign(&feed, &self.key_log(), times, &self.writer).unwrap();
        (0..).zip(cosigned).fold(stamp, |stamp, (number, ts)| {
            let cosig = stamp.cosign(at(*ts), &witness(number));
            stamp.with(cosig).unwrap()
        })
    }
}

fn told(school: &Author, stamps: &[HeadStamp]) -> Evidence {
    let mut evidence = Evidence::new();
    school.tell(&mut evidence);
    stamps.iter().for_each(|stamp| evidence.hear_stamp(stamp.clone()));
    evidence
}

pub(super) fn status(school: &Author, evidence: &Evidence, now: u64) -> Reason {
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let badge = school.draft_for(&learner).unsigned().unwrap();
    status_of(&badge, evidence, &Asked::at(at(now)))
}

#[track_caller]
fn check(school: &Author, evidence: &Evidence, expected: &str) {
    let reason = status(school, evidence, NOON);
    assert_eq!(reason.code(), expected, "{reason:?}");
}

#[track_caller]
fn as_of(reason: &Reason) -> String {
    reason.data().get("as_of").and_then(Value::as_str).map(ToOwned::to_owned).unwrap()
}

#[test]
fn witnesses_date_the_feed_and_the_words_say_so() {
    let school = school();
    let stamp = school.stamp(2, NOON - HOUR, &[NOON - 40_000, NOON - 50_000, NOON - 60_000]);
    let reason = status(&school, &told(&school, &[stamp]), NOON);
    assert_eq!((reason.code(), as_of(&reason)), ("clear-as-of", at(NOON - 50_000).to_string()));
    let said = say(&reason, Lang::En);
    assert!(said.contains("3 of 4 witnesses saw it so"), "{said}");
    assert!(!said.contains("own clock") && !said.contains("due"), "{said}");
    assert!(say(&reason, Lang::Fr).contains("3 témoins sur 4"));
    // Who never named any is dated by its own clock, also where somebody cosigned.
    let mut alone = Author::new(1, "School");
    alone.revoke(5, NOON - 3 * HOUR);
    let stamp = alone.stamp(2, NOON - HOUR, &[NOON; 4]);
    let reason = status(&alone, &told(&alone, &[stamp]), NOON);
    assert_eq!(as_of(&reason), at(NOON - HOUR).to_string());
    assert!(say(&reason, Lang::En).contains("by the issuer's own clock"));
}

#[test]
fn only_what_a_quorum_saw_is_said_to_be_seen() {
    let mut school = school();
    let early = school.stamp(2, NOON - 2 * HOUR, &[NOON - 2 * HOUR; 4]);
    school.say(suspension(9, true), NOON - HOUR);
    let told = |stamps: &[HeadStamp]| status(&school, &told(&school, stamps), NOON);
    let seen = |reason: &Reason| {
        let Reason::ClearAsOf { entry, witnesses, named, .. } = reason else {
            panic!("{reason:?}")
        };
        (*entry, *witnesses, *named)
    };
    // All four saw entry 1, nobody entry 2.
    assert_eq!(seen(&told(std::slice::from_ref(&early))), (1, 4, 4));
    // Two more saw it: too few to say so. Three: those three did.
    for (count, expected) in [(2, (1, 4, 4)), (3, (2, 3, 4))] {
        let late = school.stamp(3, NOON - HOUR, &vec![NOON - HOUR; count]);
        assert_eq!(seen(&told(&[early.clone(), late])), expected);
    }
    // By one of a clock in the future nothing was seen.
    let late = school.stamp(3, NOON - HOUR, &[NOON - HOUR, NOON - HOUR, NOON + DAY]);
    assert_eq!(seen(&told(&[early, late])), (1, 4, 4));
}

#[test]
fn one_lying_witness_moves_no_verdict() {
    let school = school();
    let year = 365 * DAY;
    let honest = [NOON - 40_000, NOON - 50_000, NOON - 60_000];
    for lie in [NOON - year, NOON + year] {
        for place in 0..4 {
            let mut moments = honest.to_vec();
            moments.insert(place, lie);
            let evidence = told(&school, &[school.stamp(2, NOON - HOUR, &moments)]);
            let found = status(&school, &evidence, NOON);
            assert_eq!(found.code(), "clear-as-of");
            assert!(as_of(&found) >= at(NOON - 60_000).to_string());
            assert!(as_of(&found) <= at(NOON - 40_000).to_string());
            // Nor does it keep old news young.
            assert_eq!(status(&school, &evidence, NOON + 8 * DAY).code(), "stale");
        }
    }
}

#[test]
fn the_issuer_s_own_clock_does_not_step_in_for_its_witnesses() {
    let school = school();
    check(&school, &told(&school, &[]), "not-witnessed");
    let two = school.stamp(2, NOON, &[NOON, NOON]);
    check(&school, &told(&school, std::slice::from_ref(&two)), "not-witnessed");
    let few =
        Reason::NotWitnessed { writer: school.writer.public().to_string(), found: 2, quorum: 3 };
    assert_eq!(status(&school, &told(&school, &[two]), NOON), few);
    // A stamp of the beginning dates what is held: a witness knew no more then.
    let early = school.stamp(1, NOON - 4 * HOUR, &[NOON - 4 * HOUR; 3]);
    check(&school, &told(&school, &[early]), "clear-as-of");
    // Whoever forgets the witnesses sees the issuer's clock, unless a stamp names the act.
    let mut hidden = told(&Author { keys: vec![], ..Author::new(2, "x") }, &[]);
    school.keys[..2].iter().for_each(|event| hidden.hear_key(event.clone()));
    school.entries.iter().for_each(|entry| hidden.hear_entry(entry.clone()));
    check(&school, &hidden, "clear-as-of");
    hidden.hear_stamp(school.stamp(2, NOON, &[]));
    check(&school, &hidden, "keys-missing");
}

#[test]
fn news_of_witnesses_ages_by_their_clocks() {
    let school = school();
    let seen = NOON - HOUR;
    let evidence = told(&school, &[school.stamp(2, NOON - HOUR, &[seen; 4])]);
    assert_eq!(status(&school, &evidence, seen + 7 * DAY).code(), "clear-as-of");
    assert_eq!(status(&school, &evidence, seen + 7 * DAY + 1).code(), "stale");
}

#[test]
fn a_stamp_that_is_due_and_missing_is_told_beside_the_answer() {
    let school = school();
    let evidence = told(&school, &[school.stamp(2, NOON - HOUR, &[NOON; 4])]);
    let due = at(NOON - HOUR + DAY).to_string();
    let late = status(&school, &evidence, NOON + 2 * DAY);
    assert_eq!(late.data().get("overdue").and_then(Value::as_str), Some(due.as_str()));
    assert!(say(&late, Lang::En).ends_with(&format!("was due {due} and is not here.")));
    let in_time = status(&school, &evidence, NOON - HOUR + DAY + 12 * HOUR);
    assert_eq!(in_time.data().get("overdue").and_then(Value::as_str), Some(""));
    let newer = school.stamp(2, NOON + 2 * DAY, &[]);
    let evidence = told(&school, &[school.stamp(2, NOON - HOUR, &[NOON; 4]), newer]);
    assert!(!say(&status(&school, &evidence, NOON + 2 * DAY), Lang::En).contains("due"));
}

#[test]
fn a_stamp_ahead_of_what_is_held_is_a_gap_that_is_named() {
    let mut school = school();
    let old = school.stamp(2, NOON - 2 * HOUR, &[NOON - 2 * HOUR; 4]);
    school.revoke(77, NOON - HOUR);
    let new = school.stamp(3, NOON - HOUR, &[]);
    let liar = Author { entries: school.entries[..2].to_vec(), ..school_of(&school) };
    check(&school, &told(&liar, std::slice::from_ref(&old)), "clear-as-of");
    let expected = Reason::TailMissing {
        writer: school.writer.public().to_string(),
        missing: 2,
        size: 3,
        stamped: at(NOON - HOUR).to_string(),
    };
    assert_eq!(status(&school, &told(&liar, &[old, new.clone()]), NOON), expected);
    check(&school, &told(&school, &[new]), "revoked");
    // What lies above a close is not missing.
    let mut closed = Author { entries: liar.entries, ..school_of(&school) };
    let close = KeyEvent::close(closed.writer.public(), 2, at(NOON), &closed.key);
    closed.keys.push(close);
    let ahead = school.stamp(3, NOON - HOUR, &[]);
    let both = [closed.stamp(2, NOON, &[NOON; 4]), ahead];
    check(&closed, &told(&closed, &both), "clear-as-of");
}

#[test]
fn two_heads_are_a_dispute_however_they_come() {
    let school = school();
    let mut other = Author { entries: school.entries[..1].to_vec(), ..school_of(&school) };
    other.feed = other.feed_at(1);
    other.revoke(6, NOON - 3 * HOUR);
    let (mine, theirs) = (school.stamp(2, NOON, &[NOON; 4]), other.stamp(2, NOON, &[]));
    let both = told(&school, &[mine.clone(), theirs.clone()]);
    check(&school, &both, "disputed");
    check(&school, &told(&school, std::slice::from_ref(&theirs)), "disputed");
    let proof = StampFork::make(Claim::stamped(&mine), Claim::stamped(&theirs)).unwrap();
    let mut heads = told(&school, &[mine]);
    heads.hear_heads(proof);
    check(&school, &heads, "disputed");
    assert_eq!(heads.disputed(&school.did()), Some(school.writer.public().to_string()));
    // A revocation counts on either branch, and on a branch of which only the end is shown.
    other.revoke(77, NOON - HOUR);
    heads.hear_entry(other.entries[2].clone());
    check(&school, &heads, "revoked");
}

#[test]
fn a_fork_takes_back_nothing_that_a_quorum_saw() {
    let mut school = school();
    let seen = |count: usize| {
        let moments = vec![NOON; count];
        school.stamp(2, NOON, &moments)
    };
    let count = |evidence: &Evidence| evidence.statements_of(&school.did()).count();
    let (two, three) = (seen(2), seen(3));
    let twin = Author::new(1, "Other");
    let fork = ForkProof::make(&school.entries[0], &twin.entries[0]).unwrap();
    let forked = |stamps: &[HeadStamp]| {
        let mut evidence = told(&school, stamps);
        evidence.hear_fork(fork.clone());
        evidence
    };
    assert_eq!(count(&told(&school, &[])), 2);
    assert_eq!(count(&forked(&[])), 0);
    assert_eq!(count(&forked(&[two])), 0);
    assert_eq!(count(&forked(std::slice::from_ref(&three))), 2);
    check(&school, &forked(std::slice::from_ref(&three)), "disputed");
    // What comes after it does not count, unless it takes back.
    school.say(suspension(8, true), NOON);
    school.revoke(77, NOON);
    let mut evidence = told(&school, &[three]);
    evidence.hear_fork(fork);
    assert_eq!(evidence.statements_of(&school.did()).count(), 2);
    check(&school, &evidence, "revoked");
}

#[test]
fn witnesses_of_the_viewer_s_own_are_asked_beside() {
    let school = school();
    let own = SecretKey::from_seed(&[77; 32]);
    let stamp = school.stamp(2, NOON - HOUR, &[NOON - HOUR; 3]);
    let mut evidence = told(&school, std::slice::from_ref(&stamp));
    evidence.watch_by(Witnesses::usual([own.public()]).unwrap());
    check(&school, &evidence, "not-witnessed");
    let cosig = stamp.cosign(at(NOON - 2 * HOUR), &own);
    evidence.hear_stamp(stamp.with(cosig).unwrap());
    let found = status(&school, &evidence, NOON);
    assert_eq!((found.code(), as_of(&found)), ("clear-as-of", at(NOON - 2 * HOUR).to_string()));
    evidence.watch_by(Witnesses::default());
    let found = status(&school, &evidence, NOON);
    assert_eq!(as_of(&found), at(NOON - HOUR).to_string());
}

/// Of an issuer that names nobody the viewer's own witness is the date, for that viewer alone.
#[test]
fn who_named_nobody_is_dated_by_a_witness_of_the_viewer_s_own() {
    let mut alone = Author::new(1, "School");
    alone.revoke(5, NOON - 3 * HOUR);
    let [own, other] = [77, 78].map(|seed| SecretKey::from_seed(&[seed; 32]));
    let stamp = alone.stamp(2, NOON - HOUR, &[]);
    let by = |who: &SecretKey, ts| stamp.clone().with(stamp.cosign(at(ts), who)).unwrap();
    let seen = |stamps: &[HeadStamp], watched: bool| {
        let mut evidence = told(&alone, stamps);
        if watched {
            evidence.watch_by(Witnesses::usual([own.public()]).unwrap());
        }
        status(&alone, &evidence, NOON)
    };
    let found = seen(&[by(&own, NOON - 2 * HOUR)], true);
    assert_eq!((found.code(), as_of(&found)), ("clear-as-of", at(NOON - 2 * HOUR).to_string()));
    assert!(say(&found, Lang::En).contains("1 of 1 witnesses saw it so"));
    // Another's signature dates nothing, and the issuer's own clock does not step in.
    assert_eq!(seen(&[by(&other, NOON - 2 * HOUR)], true).code(), "not-witnessed");
    // For others it is by the issuer's own clock, whatever that witness says.
    let others = seen(&[by(&own, NOON - 2 * HOUR)], false);
    assert_eq!(as_of(&others), at(NOON - HOUR).to_string());
    assert!(say(&others, Lang::En).contains("by the issuer's own clock"));
    // One that went back to less says nothing against what it saw of more.
    let less = alone.stamp(1, NOON - HOUR, &[]);
    let back = less.clone().with(less.cosign(at(NOON - HOUR), &own)).unwrap();
    let found = seen(&[by(&own, NOON - 2 * HOUR), back.clone()], true);
    let Reason::ClearAsOf { entry, .. } = &found else { panic!("{found:?}") };
    assert_eq!(*entry, 1);
    // Whoever is given the shorter log with it sees by the other stamp that some is withheld.
    let liar = Author { entries: alone.entries[..1].to_vec(), ..school_of(&alone) };
    check(&alone, &told(&liar, &[back, stamp.clone()]), "tail-missing");
}

/// Of four of the viewer's own one may lie by a year, beside the issuer's and without them; one alone
/// that does makes no news young.
#[test]
fn a_lying_witness_of_the_viewer_s_own_makes_no_news_young() {
    let (year, own) = (365 * DAY, [71, 72, 73, 74].map(|seed| SecretKey::from_seed(&[seed; 32])));
    let mut alone = Author::new(1, "School");
    alone.revoke(5, NOON - 3 * HOUR);
    for school in [school(), alone] {
        let stamp = school.stamp(2, NOON - HOUR, &[NOON - HOUR; 3]);
        let look = |keys: &[SecretKey], lie: u64, now: u64| {
            let moments = std::iter::once(lie).chain([NOON - HOUR; 3]);
            let seen = keys.iter().zip(moments).fold(stamp.bare(), |stamp, (key, ts)| {
                let cosig = stamp.cosign(at(ts), key);
                stamp.with(cosig).unwrap()
            });
            let mut evidence = told(&school, &[stamp.clone(), seen]);
            evidence.watch_by(Witnesses::usual(keys.iter().map(SecretKey::public)).unwrap());
            status(&school, &evidence, now)
        };
        for lie in [NOON - year, NOON + year] {
            let found = look(&own, lie, NOON);
            assert_eq!(as_of(&found), at(NOON - HOUR).to_string());
            assert_eq!(look(&own, lie, NOON + 8 * DAY).code(), "stale");
            // Alone it can make that nobody can tell, and never a yes of old news.
            let code = look(&own[..1], lie, NOON).code();
            assert!(["stale", "not-witnessed"].contains(&code), "{code}");
        }
    }
}

#[test]
fn every_finding_that_touches_a_forked_issuer_says_so() {
    let school = school();
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let badge = school.badge_for(&learner);
    let mut evidence = told(&school, &[]);
    let calm = judged(&badge, &evidence, &Asked::at(at(NOON)));
    let twin = Author::new(1, "Other");
    evidence.hear_fork(ForkProof::make(&school.entries[0], &twin.entries[0]).unwrap());
    let verdict = judged(&badge, &evidence, &Asked::at(at(NOON)));
    let writer = school.writer.public().to_string();
    for question in Question::ALL {
        let touched = matches!(question, Question::Integrity | Question::Right | Question::Path);
        let said = verdict.say(question, Lang::En);
        assert_eq!(said.contains("Take care"), touched, "{said}");
        assert!(!calm.say(question, Lang::En).contains("Take care"));
        let json = verdict.to_json(Lang::Fr);
        let finding = json.get("findings").and_then(|all| all.get(question.name())).unwrap();
        let told = finding.get("disputed").and_then(Value::as_str);
        assert_eq!(told, touched.then_some(writer.as_str()));
    }
    assert_eq!(verdict.reason(Question::Status), &Reason::Disputed { writer });
}

impl Author {
    /// Restored: the first writer is closed at this size, and another begins.
    pub(super) fn restored(&self, size: u32, ts: u64) -> Self {
        let mut next = school_of(self);
        next.writer = SecretKey::from_seed(&[77; 32]);
        next.feed = Feed::new(next.writer.public());
        next.entries.clear();
        next.keys.push(KeyEvent::writer(&next.writer, at(ts), &next.key).unwrap());
        next.keys.push(KeyEvent::close(self.writer.public(), size, at(ts), &self.key));
        next
    }
}

/// An issuer that was restored and named its witnesses afterwards: nobody can have the closed log
/// witnessed any more.
#[test]
fn a_closed_log_needs_no_witness_of_today() {
    let mut lost = Author::new(1, "School");
    lost.revoke(5, NOON - 9 * DAY);
    let mut next = lost.restored(2, NOON - 8 * DAY);
    next.keys.push(KeyEvent::witnesses(four(), at(NOON - 7 * DAY), &next.key));
    next.revoke(6, NOON - 5 * HOUR);
    let seen = next.stamp(1, NOON - HOUR, &[NOON - HOUR; 3]);
    let tell = |entries: usize, stamps: &[HeadStamp]| {
        let mut evidence = told(&next, stamps);
        lost.entries[..entries].iter().for_each(|entry| evidence.hear_entry(entry.clone()));
        evidence
    };
    check(&lost, &tell(2, std::slice::from_ref(&seen)), "clear-as-of");
    let found = status(&lost, &tell(2, std::slice::from_ref(&seen)), NOON);
    assert_eq!(as_of(&found), at(NOON - HOUR).to_string());
    // What is missing of it is missed, and the log that goes on needs its quorum.
    check(&lost, &tell(1, std::slice::from_ref(&seen)), "feed-incomplete");
    check(&lost, &tell(2, &[]), "not-witnessed");
    check(&lost, &tell(2, &[next.stamp(1, NOON - HOUR, &[NOON - HOUR; 2])]), "not-witnessed");
}

/// Where every log is closed, whoever was named when it was stamped last dates it.
#[test]
fn the_last_of_closed_logs_is_dated_by_whoever_was_named_once() {
    let mut school = school();
    let seen = |count: usize| school.stamp(2, NOON - HOUR, &vec![NOON - HOUR; count]);
    let (whole, few) = (seen(3), seen(2));
    let others = Witnesses::usual((5..8).map(|number| witness(number).public())).unwrap();
    school.keys.push(KeyEvent::witnesses(others, at(NOON - 1), &school.key));
    check(&school, &told(&school, std::slice::from_ref(&whole)), "not-witnessed");
    let close = KeyEvent::close(school.writer.public(), 2, at(NOON - 1), &school.key);
    school.keys.push(close);
    let found = status(&school, &told(&school, &[whole]), NOON);
    assert_eq!((found.code(), as_of(&found)), ("clear-as-of", at(NOON - HOUR).to_string()));
    check(&school, &told(&school, &[few]), "not-witnessed");
}

pub(super) fn school_of(school: &Author) -> Author {
    Author {
        key: SecretKey::from_seed(&school.key.seed()),
        writer: SecretKey::from_seed(&school.writer.seed()),
        feed: school.feed.clone(),
        keys: school.keys.clone(),
        entries: school.entries.clone(),
    }
}
