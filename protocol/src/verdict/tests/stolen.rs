//! Whoever has a key that its owner gave up says what they like with it, and gains nothing by that.

use std::collections::BTreeSet;

use super::communities::{Scene, membership, signed, text};
use super::stamps::{four, witness};
use super::status::status_of;
use super::succession::{Owner, SINCE};
use super::*;
use crate::feed::{HeadStamp, KeyEvent};
use crate::statement::kinds::Leave;
use crate::verdict::evidence::Evidence;
use crate::verdict::membership::leaving_untold;

/// The index of the badge of these tests.
const INDEX: u32 = 77;

/// A school that went on with another key, as its owner tells it and as a thief of the old key does: from
/// entry 2 on they part.
fn stories() -> [Owner; 2] {
    let mut both = [(); 2].map(|()| Owner::new(1, "School"));
    for one in &mut both {
        one.old.revoke(5, NOON - 5 * DAY);
    }
    let [owner, thief] = &mut both;
    owner.old.revoke(6, NOON - 4 * DAY);
    owner.old.revoke(7, NOON - 4 * DAY);
    owner.new.revoke(5, NOON - HOUR);
    thief.old.revoke(INDEX, NOON - 4 * DAY);
    thief.old.revoke(8, NOON - 4 * DAY);
    both
}

#[track_caller]
fn check(owner: &Owner, evidence: &Evidence, expected: &str) {
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let badge = owner.old.draft_for(&learner).unsigned().unwrap();
    let reason = status_of(&badge, evidence, &Asked::at(at(NOON)));
    assert_eq!(reason.code(), expected, "{reason:?}");
}

#[test]
fn a_second_story_below_the_cut_off_takes_nothing_back() {
    let [mut owner, thief] = stories();
    let forged = &thief.old.entries[2];
    let mut told = owner.evidence(&[owner.succeed(4)]);
    check(&owner, &told, "clear-as-of");
    told.hear_entry(forged.clone());
    check(&owner, &told, "disputed");
    // Whoever keeps it beside the log is told no more by it.
    let mut told = owner.evidence(&[owner.succeed(4)]);
    told.hear_beside(forged.clone());
    check(&owner, &told, "clear-as-of");
    // Before the succession it counts wherever it stands, and what stands in order always does.
    let mut before = owner.evidence(&[]);
    before.hear_entry(forged.clone());
    check(&owner, &before, "revoked");
    owner.old.revoke(INDEX, NOON - 4 * DAY);
    check(&owner, &owner.evidence(&[owner.succeed(5)]), "revoked");
}

#[test]
fn what_a_quorum_saw_to_the_cut_off_is_disputed_by_nobody() {
    let [owner, thief] = stories();
    let told = |size: usize, seen: u64| {
        let mut told = owner.evidence(&[owner.succeed(4), owner.guarded()]);
        told.hear_entry(thief.old.entries[2].clone());
        told.hear_stamp(owner.old.stamp(size, NOON - 4 * DAY, &[seen; 3]));
        told
    };
    check(&owner, &told(4, SINCE - 1), "clear-as-of");
    check(&owner, &told(4, SINCE), "disputed");
    check(&owner, &told(3, SINCE - 1), "disputed");
    // The reader's own witnesses do as well.
    let mut told = owner.evidence(&[owner.succeed(4)]);
    told.hear_entry(thief.old.entries[2].clone());
    told.hear_stamp(owner.old.stamp(4, NOON - 4 * DAY, &[SINCE - 1; 3]));
    check(&owner, &told, "disputed");
    told.watch_by(four());
    told.hear_stamp(owner.new.stamp(2, NOON - HOUR, &[NOON - HOUR; 3]));
    check(&owner, &told, "clear-as-of");
}

/// What a quorum saw between the fork and the cut-off counts, so nobody leaves the text of it out unnoticed.
#[test]
fn what_counts_up_to_the_cut_off_must_be_there() {
    let [owner, thief] = stories();
    let told = |left_out: Option<u32>| {
        let mut told = Evidence::new();
        owner.old.keys.iter().for_each(|event| told.hear_key(event.clone()));
        owner.new.tell(&mut told);
        for event in [owner.succeed(4), owner.guarded()] {
            told.hear_key(event);
        }
        for entry in &owner.old.entries {
            let out = left_out == Some(entry.seq());
            told.hear_entry(if out { entry.without_body() } else { entry.clone() });
        }
        told.hear_entry(thief.old.entries[2].clone());
        told.hear_stamp(owner.old.stamp(4, NOON - 4 * DAY, &[SINCE - 1; 3]));
        told
    };
    check(&owner, &told(None), "clear-as-of");
    for left_out in [1, 2, 3] {
        check(&owner, &told(Some(left_out)), "feed-incomplete");
    }
}

#[test]
fn two_heads_above_the_cut_off_say_nothing_of_what_is_below() {
    let [owner, thief] = stories();
    let told = |cut: u32| {
        let mut told = owner.evidence(&[owner.succeed(cut)]);
        for one in [&owner, &thief] {
            told.hear_stamp(one.old.stamp(4, NOON - 4 * DAY, &[]));
        }
        told
    };
    check(&owner, &told(2), "clear-as-of");
    check(&owner, &told(4), "disputed");
}

#[test]
fn an_invented_key_event_hides_nothing_of_whom_somebody_came_after() {
    let [owner, _] = stories();
    let stamp = || naming_another(&owner);
    let mut before = owner.evidence(&[]);
    before.hear_stamp(stamp());
    check(&owner, &before, "keys-missing");
    let mut after = owner.evidence(&[owner.succeed(4)]);
    after.hear_stamp(stamp());
    check(&owner, &after, "clear-as-of");
}

/// A stamp of the old key that names a writer of which nothing is held.
fn naming_another(owner: &Owner) -> HeadStamp {
    let mut keys = owner.old.key_log();
    let another = SecretKey::from_seed(&[66; 32]);
    let event = KeyEvent::writer(&another, at(NOON - 4 * DAY), &owner.old.key).unwrap();
    keys.insert(event).unwrap();
    let times = (at(NOON - 4 * DAY), at(NOON - 3 * DAY));
    HeadStamp::sign(&owner.old.feed_at(4), &keys, times, &owner.old.writer).unwrap()
}

/// What another writer of the old key revoked counts where a quorum saw it in time, though the successor did
/// not know of it: it is not hidden by leaving out the event that names it.
#[test]
fn a_key_event_that_a_quorum_saw_named_in_time_is_missed_after_a_succession() {
    let [owner, _] = stories();
    let told = |seen: &[(u8, u64)]| {
        let stamp = seen.iter().fold(naming_another(&owner), |stamp, (number, ts)| {
            let cosig = stamp.cosign(at(*ts), &witness(*number));
            stamp.with(cosig).unwrap()
        });
        let mut told = owner.evidence(&[owner.succeed(4), owner.guarded()]);
        told.hear_stamp(stamp);
        told
    };
    let in_time = SINCE - 1;
    check(&owner, &told(&[(0, in_time), (1, in_time), (2, in_time)]), "keys-missing");
    check(&owner, &told(&[(0, in_time), (1, in_time), (2, SINCE)]), "clear-as-of");
    // Those whom the thief brings along are none of the sheet's.
    check(&owner, &told(&[(11, in_time), (12, in_time), (13, in_time)]), "clear-as-of");
}

#[test]
fn a_leaving_dated_far_ahead_keeps_the_successor_from_nothing() {
    let mut scene = Scene::new();
    scene.club_alone();
    let mut lea = Owner::new(30, "Lea");
    let community = scene.club.did();
    let leave = || Content::Leave(Leave { community, words: None });
    lea.old.say(leave(), NOON + 74 * 365 * DAY);
    lea.new.revoke(5, NOON - HOUR);
    scene.club.revoke(5, NOON - HOUR);
    let [before, after] = [(&lea.old, SINCE - DAY, 8), (&lea.new, SINCE + HOUR, 9)]
        .map(|(to, awarded, number)| membership(&scene.club, to, awarded, number));
    let told = |badge: &Value, lea: &Owner| {
        let mut evidence = lea.evidence(&[lea.succeed(2)]);
        scene.club.tell(&mut evidence);
        judged(badge, &evidence, &Asked::at(at(NOON))).reason(Question::Status).code()
    };
    assert_eq!(told(&before, &lea), "member-left");
    assert_eq!(told(&after, &lea), "clear-as-of");
    lea.new.say(leave(), NOON - HOUR / 2);
    assert_eq!(told(&after, &lea), "member-left");
}

/// A holder whose successor let nothing stand of the old key has nothing that could be missing.
#[test]
fn of_whom_nothing_counts_nothing_is_missing() {
    let mut scene = Scene::new();
    scene.club_alone();
    let mut lea = Owner::new(30, "Lea");
    lea.new.revoke(5, NOON - HOUR);
    let badge = membership(&scene.club, &lea.new, SINCE + HOUR, 9);
    let secured = Secured::by_its_proofs(badge);
    let untold = |evidence: &Evidence| {
        let reason = leaving_untold(&secured, evidence, &Asked::at(at(NOON)));
        reason.map(|reason| reason.code())
    };
    assert_eq!(untold(&lea.evidence(&[lea.succeed(0)])), None);
    // Of what does count all is asked for.
    let mut bare = Evidence::new();
    lea.new.tell(&mut bare);
    lea.old.keys.iter().for_each(|event| bare.hear_key(event.clone()));
    bare.hear_key(lea.succeed(1));
    assert_eq!(untold(&bare), Some("feed-incomplete"));
}

#[test]
fn a_second_story_of_the_first_charter_frees_nobody_of_it() {
    let mut scene = Scene::new();
    let badge = membership(&scene.club, &scene.lea, NOON - 2 * DAY, 7);
    let mut thief = Author::new(1, "Club");
    thief.revoke(9, NOON - 8 * DAY);
    scene.fresh();
    let right = |evidence: &Evidence| {
        judged(&badge, evidence, &Asked::at(at(NOON))).reason(Question::Right).code()
    };
    assert_eq!(right(&scene.evidence()), "stewards-lacking");
    // By whichever story is held.
    let mut true_first = scene.evidence();
    true_first.hear_entry(thief.entries[1].clone());
    assert_eq!(right(&true_first), "charter-untold");
    let mut false_first = Evidence::new();
    thief.tell(&mut false_first);
    assert_eq!(right(&false_first), "issuer-is-creator", "nobody knows of another story");
    false_first.hear_entry(scene.club.entries[1].clone());
    assert_eq!(right(&false_first), "charter-untold");
    // Of two stories without a charter as little is known.
    let mut other = Author::new(1, "Club");
    other.revoke(10, NOON - 8 * DAY);
    let mut neither = Evidence::new();
    thief.tell(&mut neither);
    neither.hear_entry(other.entries[1].clone());
    assert_eq!(right(&neither), "charter-untold");
}

/// A part of the ledger of whoever makes members may leave out the charter.
#[test]
fn a_part_of_a_ledger_shows_no_absence_of_a_charter() {
    let mut scene = Scene::new();
    let admits = membership(&scene.club, &scene.lea, NOON - 2 * DAY, 7);
    let awards = scene.club.badge_for(&scene.lea.did());
    scene.club.revoke(6, NOON - 2 * HOUR);
    scene.fresh();
    let mut part = Evidence::new();
    scene.club.keys.iter().for_each(|event| part.hear_key(event.clone()));
    for one in scene.club.entries.iter().filter(|one| one.kind() != Kind::Charter) {
        part.hear_entry(one.clone());
    }
    let right =
        |badge: &Value| judged(badge, &part, &Asked::at(at(NOON))).reason(Question::Right).code();
    assert_eq!(right(&admits), "charter-untold");
    assert_eq!(right(&awards), "issuer-is-creator");
}

#[test]
fn a_successor_that_names_its_former_key_as_creator_asks_the_stewards() {
    let (mut scene, mut club) = (Scene::new(), Owner::new(21, "Club"));
    let first = text(0, &scene.board.each_ref(), [2, 2, 0], None);
    club.old.say(signed(&first, &club.old, &scene.board.each_ref()), NOON - 8 * DAY);
    club.new.revoke(5, NOON - HOUR);
    let of_old = membership(&club.old, &scene.lea, NOON - DAY, 7);
    let achievement = of_old.at(&["credentialSubject", "achievement"]).unwrap().clone();
    let draft = BadgeDraft { achievement, ..club.new.draft_for(&scene.lea.did()) };
    let badge = issue::badge(&draft, &club.new.signing(Suite::EddsaJcs2022)).unwrap();
    scene.fresh();
    let right = |scene: &Scene| {
        let mut evidence = club.evidence(&[club.succeed(2)]);
        for one in scene.board.iter().chain([&scene.lea]) {
            one.tell(&mut evidence);
        }
        judged(&badge, &evidence, &Asked::at(at(NOON))).reason(Question::Right).code()
    };
    assert_eq!(right(&scene), "stewards-lacking");
    scene.back(&badge, &[0, 1]);
    assert_eq!(right(&scene), "stewards-endorse");
}

#[test]
fn one_person_endorses_once_by_however_many_keys() {
    let school = Owner::new(2, "School");
    let mut owner = Owner::new(1, "Library");
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let badge = school.new.badge_for(&learner);
    let id = Credential::new(&badge).id().unwrap().to_owned();
    let praise = |by: &Author| Document::read(&by.endorse(&id, "Library").to_bytes()).unwrap();
    let [first, second] = [&owner.old, &owner.new].map(praise);
    owner.old.say(Content::Endorsement(first), NOON - DAY);
    owner.new.say(Content::Endorsement(second), NOON - DAY);
    let own = praise(&school.old);
    let counted = |events: &[KeyEvent], own: Option<&Document>| {
        let mut evidence = owner.evidence(events);
        let handed = own.map(|own| Secured::by_its_proofs(own.value().clone()));
        handed.into_iter().for_each(|one| evidence.hear_endorsement(one));
        for one in [&school.old, &school.new] {
            one.tell(&mut evidence);
        }
        let verdict = judged(&badge, &evidence, &Asked::at(at(NOON)));
        let Reason::EndorsedByStrangers { count, lines } = verdict.reason(Question::Endorsements)
        else {
            panic!("{:?}", verdict.reason(Question::Endorsements))
        };
        (*count, *lines)
    };
    assert_eq!(counted(&[], None), (2, 2));
    assert_eq!(counted(&[owner.succeed(2)], None), (1, 2));
    // Who awards it praises it by no key.
    assert_eq!(counted(&[], Some(&own)), (3, 3));
    let told = counted(&[school.succeed(1)], Some(&own));
    assert_eq!(told, (2, 2));
}

/// Whoever gives up a key of their own fills no places of others.
#[test]
fn many_badges_of_one_key_that_was_given_up_hide_none_of_another() {
    let (mut school, mut crowd) = (Owner::new(1, "School"), Owner::new(2, "Crowd"));
    let endorsed = |by: &Owner, number: usize| {
        let given = by.old.endorse("urn:uuid:11111111-1111-4111-8111-111111111111", "Somebody");
        let id = format!("urn:uuid:00000000-0000-4000-8000-{number:012}");
        Document::read(&changed(&given, &["id"], Some(Value::from(id))).to_bytes()).unwrap()
    };
    for number in 0..=crate::limits::FORMER_SHOWN_MAX {
        let document = endorsed(&crowd, number);
        crowd.new.say(Content::Endorsement(document), NOON - DAY);
    }
    let (mut evidence, nobody) = (crowd.evidence(&[crowd.succeed(1)]), BTreeSet::new());
    assert_eq!(evidence.by_former_keys(&nobody).len(), crate::limits::FORMER_SHOWN_MAX);
    let own = endorsed(&school, 1);
    let wanted = right::survey::digest(&Credential::new(own.value()));
    school.new.say(Content::Endorsement(own), NOON - DAY);
    for one in [&school.old, &school.new] {
        one.tell(&mut evidence);
    }
    assert!(!evidence.by_former_keys(&nobody).contains(&wanted), "its key was not given up");
    evidence.hear_key(school.succeed(1));
    assert!(evidence.by_former_keys(&nobody).contains(&wanted));
}

/// What anybody writes down in another's name hides nothing of what the people in question show.
#[test]
fn many_forged_badges_of_a_key_that_was_given_up_hide_no_true_one() {
    let (school, mut lea) = (Owner::new(1, "School"), Owner::new(2, "Lea"));
    let mut strangers: Vec<Author> = (30..33).map(|seed| Author::new(seed, "Stranger")).collect();
    let given = school.old.endorse("urn:uuid:11111111-1111-4111-8111-111111111111", "School");
    let as_id = |number: usize| {
        let id = format!("urn:uuid:00000000-0000-4000-8000-{number:012}");
        Document::read(&changed(&given, &["id"], Some(Value::from(id))).to_bytes()).unwrap()
    };
    // So many that the hash of the true one, whichever it is, is not among the first by chance.
    let all: Vec<Document> = (0..3 * crate::limits::FORMER_SHOWN_MAX).map(as_id).collect();
    for (number, one) in all.iter().enumerate() {
        strangers[number % 3].say(Content::Endorsement(one.clone()), NOON - DAY);
    }
    let digest_of = |one: &Document| right::survey::digest(&Credential::new(one.value()));
    let mut own = all.clone();
    own.sort_by_key(digest_of);
    let own = own.pop().unwrap();
    let wanted = digest_of(&own);
    lea.old.say(Content::Endorsement(own), NOON - DAY);
    let mut evidence = school.evidence(&[school.succeed(1)]);
    strangers.iter().chain([&lea.old]).for_each(|one| one.tell(&mut evidence));
    let told = |evidence: &Evidence, about: &[Did]| {
        evidence.by_former_keys(&about.iter().copied().collect()).contains(&wanted)
    };
    assert!(told(&evidence, &[lea.old.did()]), "her badge is in question");
    assert!(told(&evidence, &[]), "whoever shows thousands has one place after the other");
    assert!(!told(&evidence, &[strangers[0].did()]), "the badge of who shows them is in question");
}
