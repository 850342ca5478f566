//! Whom a charter binds, and from when on.

use super::communities::{Scene, endorsed, membership, part_of, signed, text};
use super::stamps::four;
use super::succession::Owner;
use super::*;
use crate::statement::kinds::CharterText;

/// A date of whole seconds may mean any moment of that second: an award right after the charter is one
/// under it.
#[test]
fn an_award_of_the_second_of_the_charter_is_one_under_it() {
    let mut scene = Scene::new();
    let mut club = Author::new(1, "Club");
    club.say(signed(&scene.text, &club, &scene.board.each_ref()), NOON - 8 * DAY + 600);
    scene.club = club;
    scene.fresh();
    let same = membership(&scene.club, &scene.lea, NOON - 8 * DAY, 7);
    scene.check(&same, "stewards-lacking");
    let before = membership(&scene.club, &scene.lea, NOON - 8 * DAY - 1000, 8);
    scene.check(&before, "charter-untold");
}

/// Ids are anybody's to write: who publishes another's with a charter beside it binds nobody.
#[test]
fn who_publishes_anothers_badge_with_a_charter_binds_nobody_by_it() {
    let mut scene = Scene::new();
    let mut mallory = Author::new(5, "Mallory");
    let mut issuer = Author::new(6, "Alice");
    let published =
        |by: &Author| Content::Achievement(Document::read(&by.achievement().to_bytes()).unwrap());
    issuer.say(published(&issuer), NOON - 7 * DAY);
    let badge = issuer.badge_for(&scene.lea.did());
    let charter = text(0, &[&mallory], [1, 1, 1], None);
    mallory.say(signed(&charter, &mallory, &[&mallory]), NOON - 6 * DAY);
    mallory.say(published(&mallory), NOON - 6 * DAY);
    for one in [&mut issuer, &mut mallory] {
        one.revoke(5, NOON - HOUR);
    }
    scene.fresh();
    let mut evidence = scene.evidence();
    issuer.tell(&mut evidence);
    mallory.tell(&mut evidence);
    let right = |badge: &Value| {
        judged(badge, &evidence, &Asked::at(at(NOON))).reason(Question::Right).code()
    };
    assert_eq!(right(&badge), "achievement-in-feed");
    // Nor does she gain anything: who created it cannot be told, and her own charter binds her.
    assert_eq!(right(&mallory.badge_for(&scene.lea.did())), "stewards-lacking");
}

/// Whoever has the key of a part dates an award under the charter that the whole had before.
#[test]
fn an_award_of_a_part_is_not_dated_back_under_a_former_charter_of_the_whole() {
    let told = |backed: &[usize], seen: Option<u64>| {
        let mut scene = Scene::new();
        // At first the whole asks for one.
        let loose = text(0, &scene.board.each_ref(), [2, 1, 0], None);
        let mut club = Author::new(1, "Club");
        club.say(signed(&loose, &club, &scene.board.each_ref()), NOON - 9 * DAY);
        scene.club = club;
        let circle = part_of(&scene, NOON - 6 * DAY);
        let strict = text(1, &scene.board.each_ref(), [2, 2, 0], Some((&loose, &scene.club)));
        let said = signed(&strict, &scene.club, &scene.board.each_ref());
        scene.club.say(said, NOON - 3 * DAY);
        let badge = membership(&circle, &scene.lea, NOON - 5 * DAY, 7);
        scene.lea.say(Content::Publish(Document::read(&badge.to_bytes()).unwrap()), NOON - 4 * DAY);
        scene.back(&badge, backed);
        scene.fresh();
        let mut evidence = scene.evidence();
        circle.tell(&mut evidence);
        if let Some(seen) = seen {
            evidence.hear_stamp(scene.lea.stamp(2, seen, &[seen; 3]));
            evidence.watch_by(four());
            for one in scene.board.iter().chain([&scene.club, &scene.lea, &circle]) {
                let size = one.entries.len();
                evidence.hear_stamp(one.stamp(size, NOON - HOUR, &[NOON - HOUR; 3]));
            }
        }
        let verdict = judged(&badge, &evidence, &Asked::at(at(NOON)));
        let reason = verdict.reason(Question::Right);
        let because = if let Reason::CharterUntold { because, .. } = reason { because } else { "" };
        format!("{} {because}", reason.code())
    };
    // One steward was asked and stood behind it: that none was asked then would be untrue.
    assert_eq!(told(&[0], None), "charter-untold above-later");
    assert_eq!(told(&[0, 1], None), "stewards-endorse ");
    assert_eq!(told(&[], None), "stewards-lacking ");
    // Seen by witnesses of the reader's before the stricter charter came, it is as old as it says.
    assert_eq!(told(&[0], Some(NOON - 4 * DAY)), "stewards-endorse ");
    assert_eq!(told(&[0], Some(NOON - 3 * DAY)), "charter-untold above-later");
    assert_eq!(told(&[], Some(NOON - 4 * DAY)), "stewards-lacking ");
}

/// A whole that a later charter names, and of which nothing may be held, is no matter of what stewards of
/// the time stand behind; what nobody stood behind has its date alone.
#[test]
fn a_whole_that_only_a_later_charter_names_is_no_matter_of_what_stewards_stood_behind() {
    let told = |asks: u8, whole_is_held: bool| {
        let mut scene = Scene::new();
        let mut whole = Author::new(60, "Whole");
        let strict = text(0, &scene.board.each_ref(), [2, 3, 0], None);
        whole.say(signed(&strict, &whole, &scene.board.each_ref()), NOON - 9 * DAY);
        whole.revoke(5, NOON - HOUR);
        let mut club = Author::new(1, "Club");
        let first = text(0, &scene.board.each_ref(), [2, asks, 0], None);
        club.say(signed(&first, &club, &scene.board.each_ref()), NOON - 8 * DAY);
        let next = text(1, &scene.board.each_ref(), [2, asks, 0], Some((&first, &club)));
        let next = CharterText { parent: Some(whole.did()), ..next };
        club.say(signed(&next, &club, &scene.board.each_ref()), NOON - DAY);
        scene.club = club;
        let badge = membership(&scene.club, &scene.lea, NOON - 2 * DAY, 7);
        scene.back(&badge, &[0, 1]);
        scene.fresh();
        let mut evidence = scene.evidence();
        if whole_is_held {
            whole.tell(&mut evidence);
        }
        let verdict = judged(&badge, &evidence, &Asked::at(at(NOON)));
        let reason = verdict.reason(Question::Right);
        let because = if let Reason::CharterUntold { because, .. } = reason { because } else { "" };
        format!("{} {because}", reason.code())
    };
    assert_eq!(told(2, false), "stewards-endorse ");
    assert_eq!(told(2, true), "stewards-endorse ");
    assert_eq!(told(3, false), "stewards-lacking ");
    assert_eq!(told(0, false), "charter-untold parent-untold");
}

/// Without the ledger of whoever created it nobody can tell whether stewards are asked, and it is said so.
#[test]
fn a_yes_without_the_ledger_says_that_a_charter_may_be_there() {
    let mut scene = Scene::new();
    scene.fresh();
    let badge = scene.club.badge_for(&scene.lea.did());
    let told = |evidence: &Evidence| {
        let verdict = judged(&badge, evidence, &Asked::at(at(NOON)));
        let says = verdict.say(Question::Right, Lang::En);
        (verdict.reason(Question::Right).code(), says.contains("a charter in"))
    };
    assert_eq!(told(&Evidence::new()), ("issuer-is-creator", true));
    assert_eq!(told(&scene.evidence()), ("issuer-is-creator", false));
    // Of somebody without a charter one entry is missing.
    let mut plain = Author::new(70, "Plain");
    plain.revoke(5, NOON - 2 * HOUR);
    plain.revoke(6, NOON - HOUR);
    let badge = plain.badge_for(&scene.lea.did());
    let ledger = |entries: &[usize]| {
        let mut evidence = Evidence::new();
        plain.keys.iter().for_each(|event| evidence.hear_key(event.clone()));
        entries.iter().for_each(|seq| evidence.hear_entry(plain.entries[*seq].clone()));
        let verdict = judged(&badge, &evidence, &Asked::at(at(NOON)));
        let reason = verdict.reason(Question::Right);
        let held = reason.data().get("ledger").and_then(Value::as_str).map(str::to_owned);
        format!("{} {}", reason.code(), held.unwrap_or_default())
    };
    assert_eq!(ledger(&[0, 1]), "issuer-is-creator whole");
    assert_eq!(ledger(&[1]), "issuer-is-creator part");
    assert_eq!(ledger(&[]), "issuer-is-creator unseen");
}

/// A club that goes on with another key: what its former installation said of charters is asked for as
/// far as it counts.
#[test]
fn the_former_ledger_of_a_community_must_be_whole_too() {
    let told = |left_out: Option<usize>, cut: u32| {
        let (scene, mut owner) = (Scene::new(), Owner::new(21, "Club"));
        let board = scene.board.each_ref();
        let first = text(0, &board, [2, 0, 0], None);
        let stricter = text(1, &board, [2, 2, 0], Some((&first, &owner.old)));
        let said = [signed(&first, &owner.old, &board), signed(&stricter, &owner.old, &board)];
        for (said, days) in said.into_iter().zip([8, 7]) {
            owner.old.say(said, NOON - days * DAY);
        }
        owner.new.revoke(5, NOON - HOUR);
        let badge = membership(&owner.new, &scene.lea, NOON - HOUR, 7);
        let mut scene = scene;
        scene.back(&badge, &[0, 1]);
        scene.fresh();
        let mut evidence = scene.evidence();
        for one in [&owner.old, &owner.new] {
            one.keys.iter().for_each(|event| evidence.hear_key(event.clone()));
        }
        let kept = owner.old.entries.iter().enumerate();
        let kept = kept.filter(|(number, _)| left_out.is_none_or(|from| *number < from));
        kept.for_each(|(_, one)| evidence.hear_entry(one.clone()));
        owner.new.entries.iter().for_each(|one| evidence.hear_entry(one.clone()));
        evidence.hear_key(owner.succeed(cut));
        judged(&badge, &evidence, &Asked::at(at(NOON))).reason(Question::Right).code()
    };
    assert_eq!(told(None, 3), "stewards-endorse");
    // Without its last charter nobody would be asked.
    assert_eq!(told(Some(2), 3), "charter-untold");
    // Behind the cut-off nothing is asked for.
    assert_eq!(told(Some(2), 2), "issuer-is-creator");
    // As before, whoever holds nothing of it knows of no charter.
    assert_eq!(told(Some(0), 3), "issuer-is-creator");
}

/// Anybody may endorse anything.
#[test]
fn many_strangers_hide_no_steward() {
    let told = |strangers: u8, forged: bool| {
        let mut scene = Scene::new();
        let badge = membership(&scene.club, &scene.lea, NOON - 2 * DAY, 7);
        // Who comes first by name.
        let mut crowd: Vec<Author> = (0..3).map(|seed| Author::new(90 + seed, "Crowd")).collect();
        for (number, one) in (0..strangers).zip((0..3).cycle()) {
            let mut given = endorsed(&crowd[one], &badge, NOON - DAY, number);
            if forged {
                let by = Some(Value::from(scene.board[0].did().to_string()));
                given = changed(&given, &["issuer"], by);
            }
            let document = Document::read(&given.to_bytes()).unwrap();
            crowd[one].say(Content::Endorsement(document), NOON - 10 * HOUR);
        }
        scene.back(&badge, &[0, 1]);
        scene.fresh();
        let mut evidence = scene.evidence();
        crowd.iter().for_each(|one| one.tell(&mut evidence));
        judged(&badge, &evidence, &Asked::at(at(NOON))).reason(Question::Right).code()
    };
    for (strangers, forged) in [(0, false), (99, false), (99, true)] {
        assert_eq!(told(strangers, forged), "stewards-endorse", "{strangers} {forged}");
    }
}

/// Whoever has a community's key names more logs and fills them with charters of their own: the true one
/// is looked at all the same, and then nobody can tell.
#[test]
fn charters_of_another_log_hide_none() {
    for seed in 40..46 {
        let scene = Scene::new();
        let badge = membership(&scene.club, &scene.lea, NOON - 2 * DAY, 7);
        let puppet = Author::new(99, "Puppet");
        let key = SecretKey::from_seed(&scene.club.key.seed());
        let mut rival = Author::with_key(key, seed, "Club");
        for number in 0..64 {
            let text = text(0, &[&puppet], [1, 0, 0], None);
            let said = signed(&text, &rival, &[&puppet]);
            rival.say(said, NOON - 8 * DAY + number);
        }
        let mut evidence = scene.evidence();
        evidence.hear_key(rival.keys[1].clone());
        rival.entries.iter().for_each(|one| evidence.hear_entry(one.clone()));
        let told = judged(&badge, &evidence, &Asked::at(at(NOON)));
        assert_eq!(told.reason(Question::Right).code(), "charter-untold", "{seed}");
    }
}

/// What is told of a membership where the charter was changed so often, each time signed by the stewards
/// and this crowd.
fn told_amended(amended: u32, crowd: &[Author]) -> &'static str {
    let mut scene = Scene::new();
    let badge = membership(&scene.club, &scene.lea, NOON - 2 * DAY, 7);
    scene.back(&badge, &[0, 1]);
    let mut last = scene.text.clone();
    for number in 1..=amended {
        let board = scene.board.each_ref();
        let next = text(number, &board, [2, 2, 0], Some((&last, &scene.club)));
        let by: Vec<&Author> = crowd.iter().chain(board).collect();
        let said = signed(&next, &scene.club, &by);
        scene.club.say(said, NOON - 7 * DAY + u64::from(number));
        last = next;
    }
    scene.fresh();
    let verdict = judged(&badge, &scene.evidence(), &Asked::at(at(NOON)));
    let reason = verdict.reason(Question::Right);
    if let Reason::CharterUntold { because, .. } = reason { because } else { reason.code() }
}

/// Whoever has a community's key writes as many charters as they like, each with signatures to check.
#[test]
fn charters_cost_no_more_than_a_verdict_may() {
    let crowd: Vec<Author> = (100..132).map(|seed| Author::new(seed, "Crowd")).collect();
    let told = |amended| told_amended(amended, &crowd);
    // Three signatures, and 35 of each that follows.
    assert_eq!((told(29), told(30)), ("stewards-endorse", "effort"));
}

/// Of more charters than are looked at nobody guesses which is the last.
#[test]
fn more_charters_than_are_looked_at_are_not_told() {
    let told = |amended| told_amended(amended, &[]);
    assert_eq!((told(63), told(64)), ("stewards-endorse", "effort"));
}
