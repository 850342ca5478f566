//! Is a ledger whole? Each row with its twin.

use std::collections::BTreeSet;

use super::stamps::{school, school_of, status};
use super::*;
use crate::feed::{Cause, Claim, ForkProof, HeadStamp, Short, StampFork};
use crate::statement::kinds::Prune;
use crate::verdict::ledger::{Ledger, Part, check};

fn told(school: &Author, stamps: &[HeadStamp]) -> Evidence {
    let mut evidence = Evidence::new();
    school.tell(&mut evidence);
    stamps.iter().for_each(|stamp| evidence.hear_stamp(stamp.clone()));
    evidence
}

fn ledger(school: &Author, evidence: &Evidence) -> Ledger {
    check(&school.did(), evidence, &BTreeSet::new(), &Asked::at(at(NOON)))
}

/// The codes of what is said, in their order.
fn codes(ledger: &Ledger) -> Vec<&'static str> {
    for lang in Lang::ALL {
        for remark in &ledger.remarks {
            let said = remark.say(lang);
            assert!(!said.contains("{$") && !said.contains("{ $"), "{said}");
            assert_eq!(remark.advise(lang).is_none(), remark.answer == Answer::Yes, "{said}");
        }
    }
    ledger.remarks.iter().map(|remark| remark.code).collect()
}

fn other_profile() -> Content {
    let name = "Other".to_owned();
    Content::Profile(Profile { party: Party::Organisation, name, description: None, url: None })
}

const WHOLE: [&str; 4] =
    ["ledger-keys-whole", "ledger-entries-whole", "ledger-one-story", "ledger-texts-whole"];

#[test]
fn a_whole_ledger_is_dated_by_its_witnesses_and_too_few_cannot_tell() {
    let school = school();
    let seen = |count: usize| school.stamp(2, NOON - HOUR, &vec![NOON - HOUR; count]);
    let whole = ledger(&school, &told(&school, &[seen(3)]));
    assert_eq!(codes(&whole), [&WHOLE[..], &["ledger-dated-witnessed"]].concat());
    assert_eq!(whole.answer(), Answer::Yes);
    let said = whole.about(Part::Date).next().unwrap().say(Lang::En);
    assert!(said.contains("by 3 of 4 witnesses"), "{said}");
    let few = ledger(&school, &told(&school, &[seen(2)]));
    assert_eq!(codes(&few), [&WHOLE[..], &["not-witnessed"]].concat());
    assert_eq!(few.answer(), Answer::Unknown);
    let mut alone = Author::new(1, "School");
    alone.revoke(5, NOON - HOUR);
    let alone = ledger(&alone, &told(&alone, &[]));
    assert_eq!(codes(&alone), [&WHOLE[..], &["ledger-dated"]].concat());
    let late = check(
        &school.did(),
        &told(&school, &[seen(3)]),
        &BTreeSet::new(),
        &Asked::at(at(NOON + 9 * DAY)),
    );
    assert_eq!(codes(&late).last(), Some(&"stale"));
}

#[test]
fn what_is_missing_is_named() {
    let mut school = school();
    let stamp = school.stamp(2, NOON - HOUR, &[NOON - HOUR; 3]);
    let short = Author { entries: school.entries[..1].to_vec(), ..school_of(&school) };
    let cut = ledger(&school, &told(&short, std::slice::from_ref(&stamp)));
    assert_eq!((codes(&cut)[1], cut.answer()), ("tail-missing", Answer::Unknown));
    assert!(cut.about(Part::Date).next().is_none(), "what is not whole has no date");
    let nobody = Did::from(SecretKey::from_seed(&[99; 32]).public());
    let unknown = check(&nobody, &told(&school, &[]), &BTreeSet::new(), &Asked::at(at(NOON)));
    assert_eq!(codes(&unknown), ["no-feed"]);
    let mut hollow = told(&Author { entries: vec![], ..school_of(&school) }, &[]);
    hollow.hear_entry(school.entries[1].clone());
    assert_eq!(codes(&ledger(&school, &hollow))[1], "feed-incomplete");
    // A text that nobody has is missing; one that was dropped here or withdrawn is not.
    school.say(other_profile(), NOON - HOUR);
    let bare = |evidence: &mut Evidence| {
        evidence.hear_entry(school.entries[0].clone());
        evidence.hear_entry(school.entries[1].clone());
        evidence.hear_entry(school.entries[2].without_body());
    };
    let mut evidence = told(&Author { entries: vec![], ..school_of(&school) }, &[]);
    bare(&mut evidence);
    let found = ledger(&school, &evidence);
    let remark = found.about(Part::Texts).next().unwrap();
    assert_eq!(remark.code, "ledger-texts-missing");
    assert!(remark.say(Lang::En).starts_with("One text is missing, that of entry 2"));
    let dropped = BTreeSet::from([(school.writer.public(), 2)]);
    let found = check(&school.did(), &evidence, &dropped, &Asked::at(at(NOON)));
    assert_eq!(found.about(Part::Texts).next().unwrap().code, "ledger-texts-whole");
}

#[test]
fn two_versions_are_a_no_with_what_still_counts() {
    let school = school();
    let stamp = school.stamp(2, NOON - HOUR, &[NOON - HOUR; 3]);
    let twin = Author::new(1, "Other");
    let mut forked = told(&school, std::slice::from_ref(&stamp));
    forked.hear_fork(ForkProof::make(&school.entries[0], &twin.entries[0]).unwrap());
    let found = ledger(&school, &forked);
    let remark = found.about(Part::Forks).next().unwrap();
    assert_eq!((remark.code, found.answer()), ("ledger-forked", Answer::No));
    // A quorum saw two entries: they stand.
    assert!(remark.say(Lang::En).contains("From entry 2 on"), "{}", remark.say(Lang::En));
    let heads = Claim::stamped(&twin.stamp(1, NOON, &[]));
    let proof = StampFork::make(Claim::before(&school.entries[1]), heads).unwrap();
    let mut evidence = told(&school, &[]);
    evidence.hear_heads(proof);
    let found = ledger(&school, &evidence);
    let remark = found.about(Part::Forks).next().unwrap();
    assert_eq!((remark.code, found.answer()), ("ledger-two-heads", Answer::No));
    assert!(remark.say(Lang::En).contains("From entry 0 on"), "{}", remark.say(Lang::En));
}

/// A log that was closed, and of which another version is known above that: what counts of it is
/// one story, the proof is told, and its age is its own.
#[test]
fn a_log_closed_below_a_fork_is_whole_and_the_fork_is_told() {
    let mut school = Author::new(1, "School");
    school.revoke(5, NOON - 8 * DAY);
    let mut twin = school_of(&school);
    school.revoke(6, NOON - 7 * DAY);
    twin.revoke(7, NOON - 7 * DAY);
    let proof = ForkProof::make(&school.entries[2], &twin.entries[2]).unwrap();
    let check_at = |size: u32, code: &str, answer: Answer| {
        let mut school = school_of(&school);
        let close = KeyEvent::close(school.writer.public(), size, at(NOON - 6 * DAY), &school.key);
        school.keys.push(close);
        let mut evidence = told(&school, &[]);
        evidence.hear_fork(proof.clone());
        let found = ledger(&school, &evidence);
        let about = found.about(Part::Forks).next().unwrap();
        assert_eq!((about.code, about.answer), (code, answer), "closed at {size}");
        found
    };
    let found = check_at(2, "ledger-closed-before-fork", Answer::Yes);
    assert_eq!(codes(&found).last(), Some(&"ledger-dated"));
    let date = found.about(Part::Date).next().unwrap();
    let age = date.data.get("age_seconds").and_then(Value::as_u64);
    assert_eq!(age, Some(8 * DAY / 1000), "{date:?}");
    check_at(3, "ledger-forked", Answer::No);
    // Until others were asked, what the other version takes back may be on its way.
    let judged = |unasked: bool, size: Option<u32>| {
        let mut school = school_of(&school);
        let close =
            |size| KeyEvent::close(school.writer.public(), size, at(NOON - 6 * DAY), &school.key);
        school.keys.extend(size.map(close));
        let mut evidence = told(&school, &[]);
        evidence.hear_fork(proof.clone());
        if unasked {
            evidence.hear_unasked(school.writer.public());
        }
        let forks = ledger(&school, &evidence).about(Part::Forks).next().unwrap().code;
        let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
        let badge = school.draft_for(&learner).unsigned().unwrap();
        let patient = Asked { max_age_millis: 30 * DAY, ..Asked::at(at(NOON)) };
        (forks, status::status_of(&badge, &evidence, &patient).code())
    };
    assert_eq!(judged(true, Some(2)), ("versions-unasked", "versions-unasked"));
    assert_eq!(judged(false, Some(2)), ("ledger-closed-before-fork", "clear-as-of"));
    for unasked in [true, false] {
        assert_eq!(judged(unasked, None), ("ledger-forked", "disputed"));
    }
    // Without a proof nothing is told of one.
    let mut quiet = school_of(&school);
    quiet.keys.push(KeyEvent::close(quiet.writer.public(), 3, at(NOON - 6 * DAY), &quiet.key));
    let found = ledger(&quiet, &told(&quiet, &[]));
    assert_eq!(found.about(Part::Forks).next().unwrap().code, "ledger-one-story");
}

/// What this node's own quotas keep out is no whole ledger, and no badge is clear by it; what is held to
/// that size is whole again.
#[test]
fn a_ledger_that_is_kept_in_part_is_not_whole() {
    let school = school();
    let stamp = school.stamp(2, NOON - HOUR, &[NOON - HOUR; 4]);
    let clear = |evidence: &Evidence| status(&school, evidence, NOON);
    let told_of = |size: u32, cause: Cause| {
        let mut evidence = told(&school, std::slice::from_ref(&stamp));
        evidence.hear_short(school.writer.public(), Short { size, cause });
        evidence
    };
    for (cause, says) in [
        (Cause::Strangers, "one stranger"),
        (Cause::Fellows, "by a community"),
        (Cause::Feed, "no ledger"),
    ] {
        let evidence = told_of(7, cause);
        let ledger = ledger(&school, &evidence);
        assert_eq!(ledger.answer(), Answer::Unknown);
        let entries = ledger.about(Part::Entries).next().unwrap();
        assert_eq!(entries.code, "kept-short");
        let said = entries.say(Lang::En);
        assert!(said.contains("first 2 of at least 7") && said.contains(says), "{said}");
        assert_eq!(clear(&evidence).code(), "kept-short");
    }
    let whole = told_of(2, Cause::Strangers);
    assert_eq!(ledger(&school, &whole).answer(), Answer::Yes);
    assert_eq!(clear(&whole).answer(), Answer::Yes);
}

/// Upkeep that something later took the place of loses its words, and every verdict stays as it was, word
/// for word; whose words are gone without that are missed.
#[test]
fn pruned_upkeep_changes_no_verdict() {
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let mut school = Author::new(1, "School");
    let upkeep = |school: &mut Author, name: &str, ts: u64| {
        let (party, name) = (Party::Organisation, name.to_owned());
        let profile = Profile { party, name, description: None, url: None };
        let (content, salt) = (Content::Profile(profile), [4; 16]);
        let draft = Draft { content, salt, ret: Retention::Erasable };
        let (did, head) = (school.did(), school.feed.head());
        let said = draft.sign(&did, &head, at(ts), &school.writer).unwrap();
        school.feed.replay(&said).unwrap();
        school.entries.push(said);
    };
    upkeep(&mut school, "The school", NOON - 3 * DAY);
    school.revoke(5, NOON - 2 * DAY);
    upkeep(&mut school, "Our school", NOON - DAY);
    upkeep(&mut school, "Our old school", NOON - HOUR);
    let below = u32::try_from(school.entries.len()).unwrap();
    school.say(Content::Prune(Prune { below }), NOON - HOUR);
    let badge = school.badge_for(&learner);
    let asked = Asked::at(at(NOON));
    let whole = told(&school, &[]);
    let verdict = |evidence: &Evidence| judged(&badge, evidence, &asked).to_json(Lang::En);
    // 0 was signed as permanent, 1 and 3 go, 4 counts still.
    let without = |numbers: &[u32]| {
        let mut bare = school_of(&school);
        for entry in bare.entries.iter_mut().filter(|entry| numbers.contains(&entry.seq())) {
            *entry = entry.without_body();
        }
        told(&bare, &[])
    };
    let pruned = without(&[1, 3]);
    assert_eq!(verdict(&pruned), verdict(&whole));
    let ledger_of = |evidence: &Evidence| ledger(&school, evidence);
    assert_eq!(codes(&ledger_of(&pruned)), codes(&ledger_of(&whole)));
    assert_eq!(ledger_of(&pruned).answer(), Answer::Yes);
    let texts = ledger_of(&pruned).about(Part::Texts).next().unwrap().say(Lang::En);
    assert!(texts.contains("2 withdrawn"), "{texts}");
    // The newest, what is permanent, and what is no upkeep must not go.
    for kept in [0, 2, 4] {
        let missed = ledger_of(&without(&[kept]));
        assert_eq!(missed.answer(), Answer::Unknown, "entry {kept}");
    }
}
