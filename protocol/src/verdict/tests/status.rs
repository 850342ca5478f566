//! Every way a status can be, with the twin that is the other way.

use super::super::status;
use super::*;
use crate::credential::model::Credential;
use crate::credential::proof::Work;
use crate::limits::{BYTES_PER_EFFORT, CLOCK_AHEAD_MAX_MILLIS, EFFORT_MAX};
use crate::statement::MediaType;

/// The status of a document, as if it were proven.
pub(super) fn status_of(document: &Value, evidence: &Evidence, asked: &Asked) -> Reason {
    status_by(document, evidence, asked, &Work::default())
}

/// What is *no* with a whole account is never *yes* with what others left of one.
#[track_caller]
pub(super) fn check_starved(document: &Value, evidence: &Evidence) {
    let asked = Asked::at(at(NOON));
    let told = |left: u64| {
        let work = Work::default();
        let spent = (EFFORT_MAX - left) * BYTES_PER_EFFORT;
        work.pay_bytes(usize::try_from(spent).unwrap()).unwrap();
        status_by(document, evidence, &asked, &work).answer()
    };
    assert_eq!(told(EFFORT_MAX), Answer::No);
    assert_eq!(told(0), Answer::Unknown);
    for left in (0..800).step_by(3) {
        assert_ne!(told(left), Answer::Yes, "with {left} left");
    }
}

fn status_by(document: &Value, evidence: &Evidence, asked: &Asked, work: &Work) -> Reason {
    let dated = evidence.as_of(asked.now);
    let judging = Judging { evidence: &dated, asked, reader: Reader::core(), work };
    status::judge(&Credential::new(document), &judging)
}

/// The status code of a badge of `school`, at noon.
#[track_caller]
fn check(school: &Author, evidence: &Evidence, expected: &str) {
    check_at(school, evidence, NOON, expected);
}

#[track_caller]
fn check_at(school: &Author, evidence: &Evidence, now: u64, expected: &str) {
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let badge = school.draft_for(&learner).unsigned().unwrap();
    let asked = Asked { now: at(now), ..Asked::at(at(now.max(NOON))) };
    let reason = status_of(&badge, evidence, &asked);
    assert_eq!(reason.code(), expected, "{reason:?}");
}

fn school() -> Author {
    let mut school = Author::new(1, "School");
    school.revoke(5, NOON - 3 * HOUR);
    school
}

fn told(school: &Author) -> Evidence {
    let mut evidence = Evidence::new();
    school.tell(&mut evidence);
    evidence
}

fn by_own_clock(as_of: String, age_seconds: i64) -> Reason {
    let (by, overdue) = (Vec::new(), String::new());
    Reason::ClearAsOf { entry: 1, as_of, age_seconds, witnesses: 0, named: 0, by, overdue }
}

#[test]
fn a_whole_feed_clears_and_names_its_newest_entry() {
    let school = school();
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let badge = school.draft_for(&learner).unsigned().unwrap();
    let asked = Asked::at(at(NOON));
    let reason = status_of(&badge, &told(&school), &asked);
    let as_of = at(NOON - 3 * HOUR).to_string();
    assert_eq!(reason, by_own_clock(as_of, 10_800));
    // Asked about a moment before the newest entry, the entry is not told as fresh news of it.
    let asked = Asked { now: at(NOON - 5 * HOUR), ..Asked::at(at(NOON)) };
    let reason = status_of(&badge, &told(&school), &asked);
    let as_of = at(NOON - 3 * HOUR).to_string();
    assert_eq!(reason, by_own_clock(as_of, -7_200));
}

#[test]
fn a_date_that_has_not_come_yet_keeps_nothing_young() {
    let ahead = CLOCK_AHEAD_MAX_MILLIS;
    for (ts, code) in [
        (NOON + ahead, "clear-as-of"),
        (NOON + ahead + 1, "dated-ahead"),
        (NOON + 3650 * DAY, "dated-ahead"),
    ] {
        let mut school = Author::new(1, "School");
        school.revoke(5, ts);
        check(&school, &told(&school), code);
        // Also where somebody asks about a moment that lies after it: the clock is the verifier's.
        let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
        let badge = school.draft_for(&learner).unsigned().unwrap();
        let asked = Asked { now: at(ts), ..Asked::at(at(NOON)) };
        let later = status_of(&badge, &told(&school), &asked);
        assert_eq!(later.code() == "clear-as-of", ts == NOON + ahead, "{later:?}");
        // What it takes back counts at once.
        school.revoke(77, ts);
        check(&school, &told(&school), "revoked");
    }
}

#[test]
fn a_revocation_tells_its_entry_and_counts_at_any_moment() {
    let mut school = school();
    school.revoke(77, NOON - HOUR);
    check(&school, &told(&school), "revoked");
    check_at(&school, &told(&school), NOON - DAY, "revoked");
    check_at(&school, &told(&school), NOON + 400 * DAY, "revoked");
}

#[test]
fn nothing_or_a_part_of_the_feed_cannot_tell() {
    let mut school = school();
    check(&school, &Evidence::new(), "no-feed");
    let mut keys = Evidence::new();
    school.keys.iter().for_each(|event| keys.hear_key(event.clone()));
    check(&school, &keys, "no-feed");
    let mut entries = Evidence::new();
    school.entries.iter().for_each(|entry| entries.hear_entry(entry.clone()));
    check(&school, &entries, "no-feed");
    // The middle entry is withheld.
    school.say(revocation(6), NOON - HOUR);
    let mut gap = told(&Author { entries: vec![], ..school_copy(&school) });
    gap.hear_entry(school.entries[0].clone());
    gap.hear_entry(school.entries[2].clone());
    check(&school, &gap, "feed-incomplete");
    // A revocation's body is withheld.
    let mut bare = told(&Author { entries: vec![], ..school_copy(&school) });
    school.entries.iter().for_each(|entry| bare.hear_entry(entry.without_body()));
    check(&school, &bare, "feed-incomplete");
    school.entries.iter().for_each(|entry| bare.hear_entry(entry.clone()));
    check(&school, &bare, "clear-as-of");
}

#[test]
fn a_revocation_beyond_a_gap_still_revokes() {
    let mut school = school();
    school.say(revocation(6), NOON - 2 * HOUR);
    school.revoke(77, NOON - HOUR);
    let mut gap = told(&Author { entries: vec![], ..school_copy(&school) });
    gap.hear_entry(school.entries[0].clone());
    gap.hear_entry(school.entries[3].clone());
    check(&school, &gap, "revoked");
}

#[test]
fn a_second_writer_unheard_cannot_tell_until_it_is_closed() {
    let mut school = school();
    let second = SecretKey::from_seed(&[77; 32]);
    school.keys.push(KeyEvent::writer(&second, at(NOON - DAY), &school.key).unwrap());
    check(&school, &told(&school), "feed-incomplete");
    school.keys.push(KeyEvent::close(second.public(), 0, at(NOON - DAY), &school.key));
    check(&school, &told(&school), "clear-as-of");
    school.keys.push(KeyEvent::close(second.public(), 2, at(NOON - DAY), &school.key));
    check(&school, &told(&school), "feed-incomplete");
}

#[test]
fn no_close_revives_what_was_revoked() {
    let mut school = school();
    let writer = school.writer.public();
    school.keys.push(KeyEvent::close(writer, 2, at(NOON), &school.key));
    check(&school, &told(&school), "clear-as-of");
    // Restored from a copy that knew less, it closed too early.
    school.revoke(77, NOON - HOUR);
    check(&school, &told(&school), "revoked");
    school.keys.push(KeyEvent::close(writer, 3, at(NOON), &school.key));
    check(&school, &told(&school), "revoked");
}

/// Of a past that never was, as whoever has a lost key signs it.
pub(super) fn beside(school: &Author, seq: u32, content: Content) -> Statement {
    let kind = content.kind();
    let body = content.into_body([3; 16]);
    let (body_hash, root) = (body.hash(), crate::canon::hash::sha256(&[b"never was"]));
    let body_size = u32::try_from(body.bytes.len()).unwrap();
    let (writer, ts) = (school.writer.public(), at(NOON - HOUR));
    let header =
        Header { writer, seq, root, ts, kind, ret: Retention::Permanent, body_hash, body_size };
    Statement::sign(header, body, &school.writer)
}

#[test]
fn what_lies_beside_a_closed_log_takes_back_and_disputes_nothing() {
    let mut school = school();
    let close = KeyEvent::close(school.writer.public(), 2, at(NOON), &school.key);
    school.keys.push(close);
    let with = |school: &Author, beside: &Statement| {
        let mut evidence = told(school);
        evidence.hear_beside(beside.clone());
        evidence
    };
    let (garbage, revokes) =
        (|seq| beside(&school, seq, revocation(6)), beside(&school, 2, revocation(77)));
    let (first, far) = (garbage(2), garbage(1000));
    let mut longer = school_copy(&school);
    longer.revoke(5, NOON - HOUR);
    // Who heard of the close first and who holds more say the same.
    for holds in [&school, &longer] {
        check(holds, &with(holds, &first), "clear-as-of");
        check(holds, &with(holds, &far), "clear-as-of");
        check(holds, &with(holds, &revokes), "revoked");
    }
    // Where it is not beside the log it is another story of it.
    school.keys.pop();
    let mut twice = told(&school);
    twice.hear_entry(first);
    check(&school, &twice, "disputed");
}

#[test]
fn above_a_close_nothing_is_given_again() {
    let mut school = school();
    school.say(suspension(77, true), NOON - 2 * HOUR);
    let mut closed = school_copy(&school);
    closed.keys.push(KeyEvent::close(closed.writer.public(), 3, at(NOON), &closed.key));
    school.say(suspension(77, false), NOON - HOUR);
    check(&school, &told(&school), "resumed-as-of");
    let mut evidence = told(&closed);
    evidence.hear_beside(school.entries[3].clone());
    check(&closed, &evidence, "suspended");
    closed.entries.push(school.entries[3].clone());
    check(&closed, &told(&closed), "suspended");
}

#[test]
fn old_news_go_stale_just_after_seven_days() {
    let school = school();
    let last = NOON - 3 * HOUR;
    check_at(&school, &told(&school), last + 7 * DAY, "clear-as-of");
    check_at(&school, &told(&school), last + 7 * DAY + 1, "stale");
}

#[test]
fn a_fork_is_disputed_and_a_revocation_on_either_branch_counts() {
    let mut school = school();
    let mut other = school_copy(&school);
    school.say(revocation(6), NOON - HOUR);
    other.say(revocation(8), NOON - HOUR);
    let mut both = told(&school);
    both.hear_entry(other.entries[2].clone());
    check(&school, &both, "disputed");
    let mut third = school_copy(&other);
    third.entries.pop();
    third.feed = Feed::new(third.writer.public());
    third.entries.clone().iter().for_each(|entry| third.feed.replay(entry).unwrap());
    third.revoke(77, NOON - HOUR);
    both.hear_entry(third.entries[2].clone());
    check(&school, &both, "revoked");
    let mut proof = told(&school);
    let fork = crate::feed::ForkProof::make(&school.entries[2], &other.entries[2]).unwrap();
    proof.hear_fork(fork);
    check(&school, &proof, "disputed");
}

#[test]
fn two_beginnings_are_disputed() {
    let mut school = school();
    let other = SecretKey::from_seed(&[99; 32]);
    school.keys.push(KeyEvent::inception(&other.public(), &school.key));
    check(&school, &told(&school), "disputed");
}

#[test]
fn dates_decide_to_the_millisecond() {
    let school = school();
    let evidence = told(&school);
    check_at(&school, &evidence, NOON - 2 * DAY - 1, "not-yet-valid");
    check_at(&school, &evidence, NOON - 2 * DAY, "clear-as-of");
    check_at(&school, &evidence, NOON + 300 * DAY, "stale");
    check_at(&school, &evidence, NOON + 300 * DAY + 1, "expired");
}

#[test]
fn a_status_member_of_another_kind_or_issuer_cannot_tell() {
    let school = school();
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let badge = school.draft_for(&learner).unsigned().unwrap();
    let check = |member: &str, value: &str, expected: &str| {
        let path = ["credentialStatus", member];
        let badge = changed(&badge, &path, Some(Value::from(value)));
        let asked = Asked::at(at(NOON));
        let reason = status_of(&badge, &told(&school), &asked);
        assert_eq!(reason.code(), expected, "{member} {value}");
    };
    check("type", "RevocationList2020Status", "status-type-unknown");
    check("type", "1EdTechRevocationList", "status-list-missing");
    check("statusListCredential", "https://a.example/1", "status-list-missing");
    check("statusListCredential", &format!("{learner}/status/1"), "status-foreign");
    check("statusListIndex", "-1", "status-unreadable");
    check("statusPurpose", "message", "status-unreadable");
    let none = changed(&badge, &["credentialStatus"], None);
    let reason = status_of(&none, &Evidence::new(), &Asked::at(at(NOON)));
    assert_eq!(reason, Reason::NoStatusDeclared {});
}

fn school_copy(school: &Author) -> Author {
    Author {
        key: SecretKey::from_seed(&school.key.seed()),
        writer: SecretKey::from_seed(&school.writer.seed()),
        feed: school.feed.clone(),
        keys: school.keys.clone(),
        entries: school.entries.clone(),
    }
}

#[test]
fn what_is_not_proven_never_counts_still() {
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let mut school = school();
    let badge = school.badge_for(&learner);
    let check = |badge: &Value, evidence: &Evidence, expected: &str| {
        let verdict = judged(badge, evidence, &Asked::at(at(NOON)));
        assert_eq!(verdict.reason(Question::Status).code(), expected, "{}", codes(&verdict));
        let proven = verdict.answer(Question::Integrity) == Answer::Yes;
        assert!(proven || verdict.answer(Question::Status) != Answer::Yes);
        assert_eq!(verdict.needed(&[Question::Status]), verdict.answer(Question::Status));
    };
    check(&badge, &told(&school), "clear-as-of");
    let index = ["credentialStatus", "statusListIndex"];
    let forged = changed(&badge, &index, Some(Value::from("78")));
    check(&forged, &told(&school), "status-unproven");
    check(&forged, &Evidence::new(), "no-feed");
    let bare = changed(&badge, &["credentialStatus"], None);
    check(&bare, &told(&school), "status-unproven");
    // A key that lies elsewhere leaves the integrity open, and so the status.
    let method = Value::from("https://school.example/keys#1");
    let elsewhere = changed(&badge, &["proof", "verificationMethod"], Some(method));
    check(&elsewhere, &told(&school), "status-unproven");
    school.revoke(77, NOON - HOUR);
    check(&badge, &told(&school), "revoked");
    check(&forged, &told(&school), "status-unproven");
    check(&changed(&badge, &["name"], Some("Gold".into())), &told(&school), "revoked");
    let past = Value::from("2026-01-01T00:00:00Z");
    check(&changed(&forged, &["validUntil"], Some(past)), &told(&school), "expired");
}

#[test]
fn of_two_dates_the_narrower_one_counts() {
    let school = Author::new(1, "School");
    let text = |dates: &str| {
        format!(
            r#"{{"@context": ["https://www.w3.org/2018/credentials/v1"],
                "type": ["VerifiableCredential"], "issuer": "{}",
                "credentialSubject": {{"id": "urn:b"}}, {dates}}}"#,
            school.did()
        )
    };
    let check = |dates: &str, expected: &str| {
        let document = json::read(text(dates).as_bytes()).unwrap();
        let asked = Asked::at(at(NOON));
        let reason = status_of(&document, &Evidence::new(), &asked);
        assert_eq!(reason.code(), expected, "{dates}");
    };
    let (old, past, future) =
        ("1965-06-01T00:00:00Z", "2026-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
    let from = |one: &str, two: &str| format!(r#""issuanceDate": "{one}", "validFrom": "{two}""#);
    check(&from(past, past), "no-status-declared");
    check(&from(old, old), "no-status-declared");
    check(&from(past, future), "not-yet-valid");
    check(&from(future, past), "not-yet-valid");
    let until = |one: &str, two: &str| {
        format!(r#"{}, "expirationDate": "{one}", "validUntil": "{two}""#, from(old, old))
    };
    check(&until(future, future), "no-status-declared");
    check(&until(past, future), "expired");
    check(&until(future, past), "expired");
    check(&until(future, old), "expired");
    check(&until("soon", future), "status-unreadable");
    check(&until(future, "soon"), "status-unreadable");
}

#[test]
fn a_suspension_that_is_not_read_here_is_no_clearance() {
    let check_kind = |kind: u16, expected: &str| {
        let mut school = school();
        let body = Body { salt: [0; 16], media_type: MediaType::Cbor, bytes: vec![0x80] };
        school.force_body(Kind::from_number(kind), body, NOON - HOUR);
        check(&school, &told(&school), expected);
    };
    check_kind(18, "feed-incomplete");
    check_kind(19, "feed-incomplete");
    check_kind(40, "clear-as-of");
}

#[test]
fn a_stranger_s_writer_revokes_nothing() {
    let school = school();
    let mut stranger = Author::new(5, "Stranger");
    stranger.revoke(77, NOON - HOUR);
    let mut evidence = told(&school);
    stranger.tell(&mut evidence);
    check(&school, &evidence, "clear-as-of");
    // Nor does one whom the school closed before it was ever named.
    let close = KeyEvent::close(stranger.writer.public(), 9, at(NOON), &school.key);
    evidence.hear_key(close);
    check(&school, &evidence, "clear-as-of");
}

#[test]
fn more_places_than_are_looked_at_clear_nothing() {
    let school = school();
    let check_places = |indexes: &[u32], expected: &str| {
        let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
        let badge = school.draft_for(&learner).unsigned().unwrap();
        let place = |index: &u32| Place { list: 1, index: *index }.to_value(&school.did());
        let places = Value::Array(indexes.iter().map(place).collect());
        let badge = changed(&badge, &["credentialStatus"], Some(places));
        let asked = Asked::at(at(NOON));
        let reason = status_of(&badge, &told(&school), &asked);
        assert_eq!(reason.code(), expected);
    };
    check_places(&[6, 7], "clear-as-of");
    check_places(&[6, 5], "revoked");
    check_places(&(100..116).collect::<Vec<_>>(), "clear-as-of");
    check_places(&(100..117).collect::<Vec<_>>(), "status-unreadable");
    check_places(&(5..22).collect::<Vec<_>>(), "revoked");
}

#[test]
fn a_feed_without_its_end_clears_only_as_of_what_is_shown() {
    let mut school = school();
    school.revoke(77, NOON - HOUR);
    let kept = school.entries[..2].to_vec();
    let liar = Author { entries: kept, ..school_copy(&school) };
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let badge = school.draft_for(&learner).unsigned().unwrap();
    let reason = status_of(&badge, &told(&liar), &Asked::at(at(NOON)));
    let as_of = at(NOON - 3 * HOUR).to_string();
    let expected = format!(
        "No revocation is known as of entry 1 of the issuer's ledger, written {as_of} by the issuer's own clock, 3 hours ago."
    );
    assert_eq!(say(&reason, Lang::En), expected);
    let expected = format!(
        "Aucune révocation connue à l’entrée 1 du registre de l’émetteur, écrite le {as_of} selon l’horloge de l’émetteur, il y a 3 heures."
    );
    assert_eq!(say(&reason, Lang::Fr), expected);
    check_at(&school, &told(&liar), NOON + 7 * DAY, "stale");
    check(&school, &told(&school), "revoked");
}
