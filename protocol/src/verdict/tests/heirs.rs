//! What follows a succession: who takes back what the old key gave, what the own ledger shows, and what
//! an endorsement by a key that was given up is worth.

use super::communities::{Scene, membership, signed, text};
use super::status::status_of;
use super::succession::Owner;
use super::*;
use crate::statement::kinds::Erase;

/// The index of the badge of these tests.
const INDEX: u32 = 77;

fn taken_back(of: Option<Did>, index: u32) -> Content {
    Content::Revoke(Revoke { list: 1, indexes: vec![index], reason: None, of })
}

fn paused(of: Did, suspended: bool) -> Content {
    let (indexes, reason) = (vec![INDEX], None);
    Content::Suspend(Suspend { list: 1, indexes, suspended, reason, of: Some(of) })
}

/// A school that went on with another key after its second entry, and has said something since.
fn school() -> Owner {
    let mut owner = Owner::new(1, "School");
    owner.old.revoke(5, NOON - 4 * DAY);
    owner.new.revoke(5, NOON - HOUR);
    owner
}

/// The status of a badge of the old key by what it and the new one said.
#[track_caller]
fn check(owner: &Owner, evidence: &Evidence, expected: &str) {
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let badge = owner.old.draft_for(&learner).unsigned().unwrap();
    let reason = status_of(&badge, evidence, &Asked::at(at(NOON)));
    assert_eq!(reason.code(), expected, "{reason:?}");
}

#[test]
fn whoever_came_after_takes_back_what_the_old_key_gave() {
    let mut owner = school();
    let (old, cut) = (owner.old.did(), owner.succeed(2));
    let evidence = |owner: &Owner| owner.evidence(std::slice::from_ref(&cut));
    check(&owner, &evidence(&owner), "clear-as-of");
    // A list of its own with that number is another list.
    owner.new.say(taken_back(None, INDEX), NOON - 50_000);
    check(&owner, &evidence(&owner), "clear-as-of");
    owner.new.say(paused(old, true), NOON - 40_000);
    check(&owner, &evidence(&owner), "suspended");
    owner.new.say(paused(old, false), NOON - 30_000);
    check(&owner, &evidence(&owner), "resumed-as-of");
    owner.new.say(taken_back(Some(old), INDEX), NOON - 20_000);
    check(&owner, &evidence(&owner), "revoked");
    // Who is no successor says nothing of it.
    check(&owner, &owner.evidence(&[]), "clear-as-of");
    let owner = school();
    let mut stranger = Author::new(9, "Stranger");
    stranger.say(taken_back(Some(old), INDEX), NOON - HOUR);
    let mut told = evidence(&owner);
    stranger.tell(&mut told);
    check(&owner, &told, "clear-as-of");
}

#[test]
fn whoever_has_the_old_key_takes_nothing_back_above_the_cut_and_nothing_of_the_new_one() {
    let mut owner = school();
    let heir = owner.new.did();
    owner.old.say(taken_back(None, INDEX), NOON - 3 * DAY);
    let below = owner.evidence(&[owner.succeed(3)]);
    check(&owner, &below, "revoked");
    let above = owner.evidence(&[owner.succeed(2)]);
    check(&owner, &above, "clear-as-of");
    // Nor by naming the new one, wherever that stands.
    owner.old.say(taken_back(Some(heir), INDEX), NOON - 2 * DAY);
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let badge = owner.new.draft_for(&learner).unsigned().unwrap();
    for size in [2, 4] {
        let evidence = owner.evidence(&[owner.succeed(size)]);
        let reason = status_of(&badge, &evidence, &Asked::at(at(NOON)));
        assert_eq!(reason.code(), "clear-as-of", "{reason:?}");
    }
}

#[test]
fn without_the_word_of_whoever_came_after_nothing_is_clear() {
    let owner = school();
    let mut alone = Evidence::new();
    owner.old.tell(&mut alone);
    check(&owner, &alone, "clear-as-of");
    alone.hear_key(owner.succeed(2));
    check(&owner, &alone, "no-feed");
    // Of a ledger whose revocations are withheld nobody knows what they are about.
    owner.new.keys.iter().for_each(|event| alone.hear_key(event.clone()));
    owner.new.entries.iter().for_each(|entry| alone.hear_entry(entry.without_body()));
    check(&owner, &alone, "feed-incomplete");
    owner.new.tell(&mut alone);
    check(&owner, &alone, "clear-as-of");
}

#[test]
fn a_proof_has_the_ledger_of_whoever_came_after() {
    let mut owner = school();
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let badge = owner.old.badge_for(&learner);
    let presented = Presented::of(badge.clone(), &Reader::core()).unwrap();
    let told = |owner: &Owner| {
        let evidence = owner.evidence(&[owner.succeed(2)]);
        let proof = Dossier::of(&badge.to_bytes(), &presented, &evidence, &Reader::core());
        let mut heard = Evidence::new();
        heard.hear_file(&proof.to_bytes().unwrap(), &Reader::core()).unwrap();
        judged(&badge, &heard, &Asked::at(at(NOON))).reason(Question::Status).code()
    };
    // Its signature is of no known date, so that its status is none either; with both ledgers it is told
    // by the successor all the same.
    assert_eq!(told(&owner), "status-unproven");
    let old = owner.old.did();
    owner.new.say(taken_back(Some(old), INDEX), NOON - 20_000);
    // A sum of its own lists stands for nothing of the old one's.
    let (upto, revoked) = (owner.new.feed.size(), vec![5]);
    let sum = StatusSnapshot { list: 1, upto, revoked, suspended: vec![] };
    owner.new.say(Content::StatusSnapshot(sum), NOON - 10_000);
    assert_eq!(told(&owner), "revoked");
}

/// What an heir took back above the close of a lost log is kept beside it, where no proof can show it: so none
/// says more than the node that made it.
#[test]
fn a_proof_never_says_more_than_its_node_of_what_an_heir_took_back_beside_a_closed_log() {
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let told = |said: Option<Content>| {
        let mut owner = school();
        let (badge, close) = (owner.old.badge_for(&learner), owner.new.feed.size());
        let beside = said.map(|said| owner.new.say(said, NOON - 50_000));
        let mut next = owner.new.restored(close, NOON - 40_000);
        next.revoke(6, NOON - 30_000);
        let mut node = Evidence::new();
        owner.old.tell(&mut node);
        owner.new.entries.truncate(usize::try_from(close).unwrap());
        [&owner.new, &next].into_iter().for_each(|one| one.tell(&mut node));
        node.hear_key(owner.succeed(2));
        beside.into_iter().for_each(|entry| node.hear_beside(entry));
        let presented = Presented::of(badge.clone(), &Reader::core()).unwrap();
        let proof = Dossier::of(&badge.to_bytes(), &presented, &node, &Reader::core());
        let mut heard = Evidence::new();
        heard.hear_file(&proof.to_bytes().unwrap(), &Reader::core()).unwrap();
        let unsigned = owner.old.draft_for(&learner).unsigned().unwrap();
        [node, heard].map(|told| status_of(&unsigned, &told, &Asked::at(at(NOON))).code())
    };
    let old = school().old.did();
    assert_eq!(told(None), ["clear-as-of"; 2]);
    assert_eq!(told(Some(taken_back(Some(old), INDEX))), ["revoked", "feed-incomplete"]);
    assert_eq!(told(Some(paused(old, true))), ["suspended", "feed-incomplete"]);
    // What is of another place, or of a list of the heir's own, takes nothing of it back.
    assert_eq!(told(Some(taken_back(Some(old), INDEX + 1))), ["clear-as-of"; 2]);
    assert_eq!(told(Some(taken_back(None, INDEX))), ["clear-as-of"; 2]);
}

/// Of the ledger of a key that was given up whoever came after withdraws what counts of it, and nobody else.
#[test]
fn whoever_came_after_withdraws_what_the_old_key_published() {
    let withdrawn = |of: Option<Did>, by_heir: bool, size: Option<u32>| {
        let (mut owner, mut stranger) = (school(), Author::new(9, "Stranger"));
        let log = owner.old.writer.public();
        let erase = Content::Erase(Erase { log: Some(log), seqs: vec![0, 1], of });
        if by_heir { &mut owner.new } else { &mut stranger }.say(erase, NOON - 20_000);
        let events: Vec<KeyEvent> = size.map(|size| owner.succeed(size)).into_iter().collect();
        let mut evidence = owner.evidence(&events);
        stranger.tell(&mut evidence);
        evidence.withdrawn(&log).into_iter().collect::<Vec<_>>()
    };
    let old = Some(school().old.did());
    assert_eq!(withdrawn(old, true, Some(2)), [0, 1]);
    assert_eq!(withdrawn(old, true, Some(1)), [0], "above the cut-off nothing counts");
    assert_eq!(withdrawn(old, true, None), [0_u32; 0], "nobody came after");
    assert_eq!(withdrawn(old, false, Some(2)), [0_u32; 0], "a stranger");
    assert_eq!(withdrawn(None, true, Some(2)), [0_u32; 0], "it says of no former identity");
}

#[test]
fn an_endorsement_in_the_ledger_of_who_gave_it_holds_below_the_cut_off() {
    let school = Author::new(2, "School");
    let mut owner = Owner::new(1, "Library");
    let achievement = "urn:uuid:11111111-1111-4111-8111-111111111111";
    let praise = owner.old.endorse(achievement, "Library");
    let document = Document::read(&praise.to_bytes()).unwrap();
    owner.old.say(Content::Endorsement(document), NOON - DAY);
    let told = |events: &[KeyEvent]| {
        let mut evidence = owner.evidence(events);
        school.tell(&mut evidence);
        let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
        let verdict = judged(&school.badge_for(&learner), &evidence, &Asked::at(at(NOON)));
        verdict.reason(Question::Endorsements).code()
    };
    assert_eq!(told(&[]), "endorsed-by-strangers");
    assert_eq!(told(&[owner.succeed(2)]), "endorsed-by-strangers");
    assert_eq!(told(&[owner.succeed(1)]), "no-endorsement-known");
}

#[test]
fn an_endorsement_by_a_key_that_was_given_up_makes_no_flat_no() {
    let ann = Owner::new(31, "Ann");
    let gave_up = ann.succeed(1);
    let mut scene = Scene::new();
    let mut club = Author::new(1, "Club");
    scene.board[0] = ann.old;
    scene.text = text(0, &scene.board.each_ref(), [2, 2, 0], None);
    club.say(signed(&scene.text, &club, &scene.board.each_ref()), NOON - 8 * DAY);
    scene.club = club;
    let badge = membership(&scene.club, &scene.lea, NOON - 2 * DAY, 7);
    scene.back(&badge, &[1]);
    scene.fresh();
    let told = |scene: &Scene, events: &[KeyEvent]| {
        let mut evidence = scene.evidence();
        events.iter().for_each(|event| evidence.hear_key(event.clone()));
        ann.new.tell(&mut evidence);
        judged(&badge, &evidence, &Asked::at(at(NOON))).reason(Question::Right).clone()
    };
    let given_up = |reason: &Reason| reason.data().get("given_up").and_then(Value::as_u64);
    let after = [gave_up];
    assert_eq!(told(&scene, &after).code(), "stewards-lacking", "one steward and nobody else");
    scene.back(&badge, &[0]);
    assert_eq!(told(&scene, &[]).code(), "stewards-endorse");
    let reason = told(&scene, &after);
    assert_eq!((reason.code(), given_up(&reason)), ("stewards-untold", Some(1)), "{reason:?}");
    // With as many others it is a yes all the same.
    scene.back(&badge, &[2]);
    assert_eq!(told(&scene, &after).code(), "stewards-endorse");
}
