//! What was issued in private and stands in an anchor below the cut-off keeps its yes; whatever a thief
//! of the old key makes does not get one.

use std::collections::BTreeSet;

use super::stamps::{four, school_of};
use super::succession::{Owner, SINCE, check};
use super::*;
use crate::canon::hash::{Hash, sha256};
use crate::canon::jcs;
use crate::feed::{Accumulator, ForkProof, Tail};
use crate::statement::anchor::{AnchorProof, AnchorTree};

const YES: &str = "yes signed-before-succession";
const CANNOT_TELL: &str = "unknown signed-by-former-key";

fn digest(badge: &Value) -> Hash {
    sha256(&[&jcs::canonicalize(badge)])
}

/// An anchor of some badges in a feed, and the proof of the first.
pub(super) fn anchor(author: &mut Author, badges: &[&Value], ts: u64) -> AnchorProof {
    let digests: BTreeSet<Hash> = badges.iter().map(|badge| digest(badge)).collect();
    let tree = AnchorTree::new(&[5; 32], &digests).unwrap();
    let said = author.say(Content::Anchor(tree.anchor()), ts);
    let of = |leaf: &&crate::statement::anchor::Leaf| leaf.digest == digest(badges[0]);
    AnchorProof::new(said, tree.leaves().iter().find(of).unwrap().clone()).unwrap()
}

/// A school, a badge it issued in private and another, and the proof that the first is anchored in
/// entry 1; its words after that are up to entry 3.
fn issued() -> (Owner, Value, Value, AnchorProof) {
    let (mut owner, lea, tom) =
        (Owner::new(1, "School"), Author::new(2, "Lea"), Author::new(3, "Tom"));
    let [badge, other] = [&lea, &tom].map(|holder| owner.old.badge_for(&holder.did()));
    let proof = anchor(&mut owner.old, &[&badge], NOON - 6 * DAY);
    owner.old.revoke(70, NOON - 5 * DAY);
    (owner, badge, other, proof)
}

fn with(mut evidence: Evidence, proof: &AnchorProof) -> Evidence {
    evidence.hear_anchor(proof.clone());
    evidence
}

#[test]
fn an_anchor_below_the_cut_off_tells_and_one_above_does_not() {
    let (owner, badge, _, proof) = issued();
    let cut = |size| owner.evidence(&[owner.succeed(size)]);
    check(&badge, &cut(2), CANNOT_TELL);
    let verdict = check(&badge, &with(cut(2), &proof), YES);
    let said = verdict.say(Question::Integrity, Lang::En);
    assert!(said.contains("entry 1 shows that it was there"), "{said}");
    // Before there is a successor nothing hangs on it.
    check(&badge, &with(owner.evidence(&[]), &proof), "yes signed-by-issuer");
    // What stands above the cut-off a thief may have anchored, whatever its date: no proof, and no reproach.
    check(&badge, &with(cut(1), &proof), CANNOT_TELL);
}

#[test]
fn a_thiefs_badge_gets_no_yes_by_any_anchor() {
    let (mut owner, badge, thiefs, proof) = issued();
    // Signed with the stolen key, and dated long before.
    let cut = owner.succeed(3);
    let evidence = |owner: &Owner| owner.evidence(std::slice::from_ref(&cut));
    // The honest anchor has not this badge in it; the proof of the other badge is not its own.
    check(&thiefs, &with(evidence(&owner), &proof), CANNOT_TELL);
    check(&badge, &with(evidence(&owner), &proof), YES);
    // Anchored in another's feed: nobody but the issuer shows what the issuer signed.
    let mut friend = Author::new(9, "Friend");
    let by_friend = anchor(&mut friend, &[&thiefs], NOON - 8 * DAY);
    let mut told = with(evidence(&owner), &by_friend);
    friend.tell(&mut told);
    check(&thiefs, &told, CANNOT_TELL);
    // In the issuer's own, from the cut-off on.
    let late = anchor(&mut owner.old, &[&thiefs], NOON - 5 * DAY);
    assert_eq!(late.entry().seq(), 3);
    check(&thiefs, &with(evidence(&owner), &late), CANNOT_TELL);
    // By a writer that the thief named.
    let second = Author {
        writer: SecretKey::from_seed(&[66; 32]),
        feed: Feed::new(SecretKey::from_seed(&[66; 32]).public()),
        keys: vec![],
        entries: vec![],
        ..school_of(&owner.old)
    };
    let mut second = second;
    let named = KeyEvent::writer(&second.writer, at(1), &owner.old.key).unwrap();
    let by_second = anchor(&mut second, &[&thiefs], NOON - 9 * DAY);
    let mut told = with(evidence(&owner), &by_second);
    told.hear_key(named);
    second.tell(&mut told);
    check(&thiefs, &told, CANNOT_TELL);
}

#[test]
fn who_tells_the_log_anew_below_the_cut_off_gains_nothing() {
    let (owner, badge, thiefs, proof) = issued();
    let mut fork = school_of(&owner.old);
    fork.entries.truncate(1);
    fork.feed = fork.feed_at(1);
    let forged = anchor(&mut fork, &[&thiefs], NOON - 6 * DAY);
    let split = ForkProof::make(forged.entry(), proof.entry()).unwrap();
    let told = |proof: &AnchorProof| with(owner.evidence(&[owner.succeed(3)]), proof);
    // Whoever holds the true entry sees that the other is none of the log.
    check(&thiefs, &told(&forged), CANNOT_TELL);
    check(&badge, &told(&proof), YES);
    // Once the fork is known neither branch is believed,
    for (badge, proof) in [(&thiefs, &forged), (&badge, &proof)] {
        let mut evidence = told(proof);
        evidence.hear_fork(split.clone());
        check(badge, &evidence, CANNOT_TELL);
    }
    // except for what was seen by those whom the next key named.
    let stamp = owner.old.stamp(3, NOON - 4 * DAY, &[NOON - 4 * DAY; 3]);
    for (badge, proof, expected) in [(&thiefs, &forged, CANNOT_TELL), (&badge, &proof, YES)] {
        let mut evidence = told(proof);
        evidence.hear_fork(split.clone());
        evidence.hear_stamp(stamp.clone());
        check(badge, &evidence, CANNOT_TELL);
        evidence.hear_key(owner.guarded());
        check(badge, &evidence, expected);
    }
}

#[test]
fn a_publication_on_a_branch_that_a_thief_made_is_believed_no_more() {
    let mut owner = Owner::new(1, "School");
    let own = owner.old.badge_for(&owner.old.did());
    let published = Content::Publish(Document::read(&own.to_bytes()).unwrap());
    let entry = owner.old.say(published, NOON - 5 * DAY);
    let mut fork = school_of(&owner.old);
    fork.entries.truncate(1);
    fork.feed = fork.feed_at(1);
    fork.revoke(7, NOON - 5 * DAY);
    let mut evidence = owner.evidence(&[owner.succeed(2)]);
    check(&own, &evidence, YES);
    evidence.hear_fork(ForkProof::make(&entry, &fork.entries[1]).unwrap());
    check(&own, &evidence, CANNOT_TELL);
}

#[test]
fn what_a_quorum_saw_in_time_tells_wherever_it_was_cut() {
    let (owner, badge, _, proof) = issued();
    for (seen, expected) in [(SINCE - 1, YES), (SINCE, CANNOT_TELL)] {
        let mut evidence = with(owner.evidence(&[owner.succeed(1)]), &proof);
        evidence.hear_stamp(owner.old.stamp(3, seen, &[seen; 3]));
        check(&badge, &evidence, CANNOT_TELL);
        evidence.watch_by(four());
        check(&badge, &evidence, expected);
    }
}

#[test]
fn an_endorsement_by_a_former_key_holds_by_the_same_proof() {
    let (mut owner, lea, school) =
        (Owner::new(1, "Expert"), Author::new(2, "Lea"), Author::new(3, "School"));
    let badge = school.badge_for(&lea.did());
    let praise = owner.old.endorse(badge.get("id").and_then(Value::as_str).unwrap(), "Expert");
    let proof = anchor(&mut owner.old, &[&praise], NOON - 6 * DAY);
    let endorsed = |proof: Option<&AnchorProof>| {
        let mut evidence = owner.evidence(&[owner.succeed(2)]);
        school.tell(&mut evidence);
        evidence.hear_endorsement(Secured::by_its_proofs(praise.clone()));
        proof.into_iter().for_each(|proof| evidence.hear_anchor(proof.clone()));
        let verdict = judged(&badge, &evidence, &Asked::at(at(NOON)));
        verdict.endorsers[0].integrity.code()
    };
    assert_eq!(endorsed(None), "signed-by-former-key");
    assert_eq!(endorsed(Some(&proof)), "signed-before-succession");
}

#[test]
fn a_proof_in_the_hand_brings_its_anchor_along() {
    let (mut owner, badge, other, proof) = issued();
    // The end of the log begins after the anchor: the sum makes what lies before it needless.
    let upto = owner.old.feed.size();
    let sum = StatusSnapshot { list: 1, upto, revoked: vec![70], suspended: vec![] };
    owner.old.say(Content::StatusSnapshot(sum), NOON - 4 * DAY);
    let evidence = with(owner.evidence(&[]), &proof);
    let presented = Reader::core().read(&badge.to_bytes()).unwrap();
    let made = Dossier::of(&badge.to_bytes(), &presented, &evidence, &Reader::core());
    let [document] = made.documents.as_slice() else { panic!("{:?}", made.documents) };
    assert!(AnchorProof::read(document).unwrap().inclusion().is_some());
    let file = made.to_bytes().unwrap();
    let heard = |file: &[u8], cut: u32| {
        let mut evidence = Evidence::new();
        evidence.hear_file(file, &Reader::core()).unwrap();
        evidence.hear_key(owner.succeed(cut));
        evidence
    };
    check(&badge, &heard(&file, 4), YES);
    check(&badge, &heard(&file, 1), CANNOT_TELL);
    check(&other, &heard(&file, 4), CANNOT_TELL);
    // Without the way to the tree head nothing shows that the entry is in the log.
    let bare = Dossier { documents: vec![proof.to_bytes()], ..made.clone() };
    check(&badge, &heard(&bare.to_bytes().unwrap(), 4), CANNOT_TELL);
    // Of another badge none is put in.
    let presented = Reader::core().read(&other.to_bytes()).unwrap();
    let without = Dossier::of(&other.to_bytes(), &presented, &evidence, &Reader::core());
    assert!(without.documents.is_empty());
}

#[test]
fn an_end_of_the_log_shows_only_what_its_tree_head_is_over() {
    let (owner, badge, thiefs, proof) = issued();
    // The thief's branch has an anchor of the same number, and a way to a tree head of its own.
    let mut fork = school_of(&owner.old);
    fork.entries.truncate(1);
    fork.feed = fork.feed_at(1);
    let forged = anchor(&mut fork, &[&thiefs], NOON - 6 * DAY);
    let mut whole = with(Evidence::new(), &forged);
    fork.tell(&mut whole);
    let [forged] = whole.anchors_to_show(&thiefs, &owner.old.did()).try_into().unwrap();
    let mut whole = with(Evidence::new(), &proof);
    owner.old.tell(&mut whole);
    let [shown] = whole.anchors_to_show(&badge, &owner.old.did()).try_into().unwrap();
    let mut start = Accumulator::new();
    owner.old.entries[..2].iter().for_each(|entry| {
        start.push(entry.id());
    });
    let tail = Tail::new(start, owner.old.entries[2..].to_vec()).unwrap();
    let mut end = Evidence::new();
    owner.old.keys.iter().for_each(|event| end.hear_key(event.clone()));
    end.hear_key(owner.succeed(3));
    end.hear_tail(tail);
    check(&thiefs, &with(end.clone(), &forged), CANNOT_TELL);
    check(&badge, &with(end, &shown), YES);
}
