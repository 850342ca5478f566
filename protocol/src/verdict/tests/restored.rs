//! An issuer that lost a writer key and closed its log: who has that key tells another version of it, and
//! gains nothing by that where witnesses saw the log to its close.

use std::collections::BTreeSet;

use super::stamps::{four, school as witnessed, school_of, status, witness};
use super::*;
use crate::feed::{Claim, ForkProof, HeadStamp, StampFork, Witnesses};
use crate::verdict::ledger::{Part, check};

/// How the lost log of this issuer was told.
struct Lost {
    school: Author,
    next: Author,
    thief: Author,
}

impl Lost {
    /// A school of three entries that lost its writer after them, and who found it: from entry 1 on they
    /// part.
    fn new() -> Self {
        let mut school = witnessed();
        let mut thief = Author { entries: school.entries[..1].to_vec(), ..school_of(&school) };
        thief.feed = thief.feed_at(1);
        school.revoke(6, NOON - 3 * HOUR);
        let mut next = school.restored(3, NOON - 2 * HOUR);
        next.revoke(7, NOON - HOUR);
        (8..10).for_each(|index| thief.revoke(index, NOON - HOUR));
        Self { school, next, thief }
    }

    /// The stamp by which the log that goes on is dated.
    fn open(&self) -> HeadStamp {
        self.next.stamp(1, NOON - HOUR, &[NOON - HOUR; 3])
    }

    /// What is at hand without the other version, where so many witnesses saw so many entries of the lost log.
    fn evidence(&self, size: usize, seen: usize) -> Evidence {
        let mut evidence = Evidence::new();
        self.next.tell(&mut evidence);
        self.school.entries.iter().for_each(|entry| evidence.hear_entry(entry.clone()));
        let lost = self.school.stamp(size, NOON - 2 * HOUR, &vec![NOON - 2 * HOUR; seen]);
        [lost, self.open()].into_iter().for_each(|stamp| evidence.hear_stamp(stamp));
        evidence
    }

    fn heads(&self) -> StampFork {
        let claim = |of: &Author| Claim::stamped(&of.stamp(2, NOON - HOUR, &[]));
        StampFork::make(claim(&self.school), claim(&self.thief)).unwrap()
    }

    fn fork(&self) -> ForkProof {
        ForkProof::make(&self.school.entries[1], &self.thief.entries[1]).unwrap()
    }

    #[track_caller]
    fn check(&self, evidence: &Evidence, expected: &str) {
        let reason = status(&self.next, evidence, NOON);
        assert_eq!(reason.code(), expected, "{reason:?}");
    }
}

#[test]
fn who_finds_a_lost_key_makes_no_dispute_of_what_a_quorum_saw_to_its_close() {
    let lost = Lost::new();
    lost.check(&lost.evidence(3, 3), "clear-as-of");
    let told = |size, seen, by_heads: bool| {
        let mut evidence = lost.evidence(size, seen);
        if by_heads {
            evidence.hear_heads(lost.heads());
        } else {
            evidence.hear_fork(lost.fork());
        }
        evidence
    };
    for by_heads in [true, false] {
        let evidence = told(3, 3, by_heads);
        lost.check(&evidence, "clear-as-of");
        assert_eq!(evidence.statements_of(&lost.next.did()).count(), 4);
        // Too few saw it, or not to its close.
        lost.check(&told(3, 2, by_heads), "disputed");
        lost.check(&told(2, 3, by_heads), "disputed");
        assert!(told(2, 3, by_heads).statements_of(&lost.next.did()).count() < 4);
    }
    // A log that goes on is no such log.
    let mut open = Evidence::new();
    lost.school.tell(&mut open);
    open.hear_stamp(lost.school.stamp(3, NOON - HOUR, &[NOON - HOUR; 3]));
    open.hear_heads(lost.heads());
    lost.check(&open, "disputed");
}

#[test]
fn that_there_is_another_version_is_told_beside_every_verdict() {
    let lost = Lost::new();
    let badge = lost.next.badge_for(&Did::from(SecretKey::from_seed(&[9; 32]).public()));
    let mut evidence = lost.evidence(3, 3);
    let calm = judged(&badge, &evidence, &Asked::at(at(NOON)));
    evidence.hear_heads(lost.heads());
    let verdict = judged(&badge, &evidence, &Asked::at(at(NOON)));
    let writer = lost.school.writer.public().to_string();
    assert_eq!((calm.forked, verdict.disputed.clone()), (None, None));
    assert_eq!(verdict.forked.as_ref(), Some(&writer));
    for question in Question::ALL {
        let spared = matches!(question, Question::Recipient | Question::Endorsements);
        let said = verdict.say(question, Lang::En);
        assert_eq!(said.contains("Take care") && said.contains(&writer), !spared, "{said}");
    }
    let forks = |evidence: &Evidence| {
        let found = check(&lost.next.did(), evidence, &BTreeSet::new(), &Asked::at(at(NOON)));
        let codes = found.about(Part::Forks).map(|one| (one.code, one.answer));
        codes.collect::<Vec<_>>()
    };
    assert!(forks(&evidence).contains(&("ledger-forked-witnessed", Answer::Yes)));
    let mut few = lost.evidence(3, 2);
    few.hear_heads(lost.heads());
    assert!(forks(&few).contains(&("ledger-two-heads", Answer::No)));
}

#[test]
fn what_the_other_version_takes_back_counts_and_nothing_else_of_it() {
    let mut lost = Lost::new();
    lost.thief.revoke(77, NOON - HOUR / 2);
    let forged = lost.thief.entries[3].clone();
    let mut told = lost.evidence(3, 3);
    told.hear_heads(lost.heads());
    told.hear_beside(forged.clone());
    lost.check(&told, "revoked");
    let mut told = lost.evidence(3, 3);
    lost.thief.entries[1..].iter().for_each(|entry| told.hear_entry(entry.clone()));
    lost.check(&told, "revoked");
    let mut told = lost.evidence(3, 3);
    lost.thief.entries[1..3].iter().for_each(|entry| told.hear_entry(entry.clone()));
    lost.check(&told, "clear-as-of");
    // Until others were asked for it, nothing is clear.
    told.hear_unasked(lost.school.writer.public());
    lost.check(&told, "versions-unasked");
}

#[test]
fn every_text_up_to_the_close_must_be_there() {
    let lost = Lost::new();
    for left_out in [1, 2] {
        let mut told = Evidence::new();
        lost.next.tell(&mut told);
        for entry in &lost.school.entries {
            let out = entry.seq() == left_out;
            told.hear_entry(if out { entry.without_body() } else { entry.clone() });
        }
        let seen = lost.school.stamp(3, NOON - 2 * HOUR, &[NOON - 2 * HOUR; 3]);
        [seen, lost.open()].into_iter().for_each(|stamp| told.hear_stamp(stamp));
        told.hear_heads(lost.heads());
        lost.check(&told, "feed-incomplete");
    }
}

/// Nobody can have a closed log witnessed any more, so who is named later takes nothing from it. Where some
/// whom its author named once saw the one version, and others the other, nobody can tell.
#[test]
fn whoever_was_named_at_any_time_saw_it() {
    let mut lost = Lost::new();
    let others = Witnesses::usual((5..8).map(|number| witness(number).public())).unwrap();
    lost.next.keys.push(KeyEvent::witnesses(others, at(NOON - HOUR), &lost.next.key));
    let cosigned = |stamp: HeadStamp| {
        (5..8).fold(stamp.bare(), |stamp, number| {
            let cosig = stamp.cosign(at(NOON - HOUR), &witness(number));
            stamp.with(cosig).unwrap()
        })
    };
    let told = |forked: bool| {
        let mut told = lost.evidence(3, 3);
        told.hear_stamp(cosigned(lost.open()));
        if forked {
            told.hear_heads(lost.heads());
        }
        told
    };
    lost.check(&told(false), "clear-as-of");
    lost.check(&told(true), "clear-as-of");
    let mut both = told(true);
    both.hear_stamp(cosigned(lost.thief.stamp(2, NOON - HOUR, &[])));
    lost.check(&both, "disputed");
    // Whom nobody named moves nothing.
    let strangers = [11, 12, 13].map(witness);
    let stamp = lost.thief.stamp(2, NOON - HOUR, &[]);
    let seen = strangers.iter().fold(stamp, |stamp, key| {
        let cosig = stamp.cosign(at(NOON - HOUR), key);
        stamp.with(cosig).unwrap()
    });
    let mut strange = told(true);
    strange.hear_stamp(seen);
    lost.check(&strange, "clear-as-of");
    assert!(!four().names(&witness(11).public()));
}

#[test]
fn a_proof_of_such_a_badge_says_what_its_node_says_and_never_more() {
    let mut lost = Lost::new();
    lost.thief.revoke(77, NOON - HOUR / 2);
    let badge = lost.next.badge_for(&Did::from(SecretKey::from_seed(&[9; 32]).public()));
    let presented = Presented::of(badge.clone(), &Reader::core()).unwrap();
    let told = |node: &Evidence| {
        let proof = Dossier::of(&badge.to_bytes(), &presented, node, &Reader::core());
        let mut heard = Evidence::new();
        heard.hear_file(&proof.to_bytes().unwrap(), &Reader::core()).unwrap();
        let verdicts = [node, &heard].map(|told| judged(&badge, told, &Asked::at(at(NOON))));
        let forked = verdicts.each_ref().map(|one| one.forked.is_some());
        (verdicts.map(|one| one.reason(Question::Status).code()), forked)
    };
    let mut node = lost.evidence(3, 3);
    node.hear_heads(lost.heads());
    assert_eq!(told(&node), (["clear-as-of"; 2], [true; 2]));
    node.hear_beside(lost.thief.entries[3].clone());
    let (codes, _) = told(&node);
    assert_eq!(codes[0], "revoked");
    assert!(!["clear-as-of", "resumed-as-of"].contains(&codes[1]), "{codes:?}");
    let mut few = lost.evidence(2, 3);
    few.hear_heads(lost.heads());
    assert_eq!(told(&few).0, ["disputed"; 2]);
}
