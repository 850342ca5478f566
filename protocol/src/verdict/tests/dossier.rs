//! A proof in the hand says what the whole feeds say, and no part of it can be left out or changed
//! unseen.

use proptest::prelude::*;

use super::stamps::{school as witnessed, school_of, witness};
use super::status::{beside, status_of};
use super::*;
use crate::feed::{
    Accumulator, Bundle, Cause, HeadStamp, IssuerStatus, LogStatus, Short, Tail, TailError,
    Witnesses,
};
use crate::limits::{QR_BYTES_MAX, QR_FRAMES_MAX};
use crate::verdict::dossier::{DossierError, FrameError, frames, join};

const LEARNER: [u8; 32] = [9; 32];

fn badge(school: &Author) -> Value {
    school.badge_for(&Did::from(SecretKey::from_seed(&LEARNER).public()))
}

fn presented(badge: &Value) -> Presented {
    Reader::core().read(&badge.to_bytes()).unwrap()
}

/// The proof of a badge of the school with what is at hand, read back from its bytes.
fn dossier(badge: &Value, evidence: &Evidence) -> Dossier {
    let made = Dossier::of(&badge.to_bytes(), &presented(badge), evidence, &Reader::core());
    let read = Dossier::read(&made.to_bytes().unwrap()).unwrap();
    assert_eq!(read, made);
    read
}

fn heard(file: &Dossier) -> Evidence {
    let mut evidence = Evidence::new();
    let bytes = file.to_bytes().unwrap();
    evidence.hear_file(&bytes, &Reader::core()).unwrap();
    evidence
}

fn whole(school: &Author) -> Evidence {
    let mut evidence = Evidence::new();
    school.tell(&mut evidence);
    evidence
}

/// The sum of list 1 as an honest issuer writes it.
fn sum(school: &Author) -> Content {
    let log = LogStatus::new(None).ordered(&school.entries);
    let suspended = log.suspended_in(1).into_iter().collect();
    let revoked = IssuerStatus::of([log]).revoked_in(1).into_iter().collect();
    let upto = school.feed.size();
    Content::StatusSnapshot(StatusSnapshot { list: 1, upto, revoked, suspended })
}

fn judged(badge: &Value, evidence: &Evidence) -> Verdict {
    judge(&presented(badge), evidence, &Asked::at(at(NOON)), &Reader::core())
}

#[test]
fn a_proof_gives_the_verdict_of_the_whole_feed_on_a_machine_that_has_nothing() {
    let mut school = Author::new(1, "School");
    for hour in 0..40 {
        school.say(suspension(5, hour % 2 == 0), NOON - (100 - hour) * HOUR);
    }
    school.say(sum(&school), NOON - 4 * HOUR);
    school.revoke(6, NOON - 3 * HOUR);
    let badge = badge(&school);
    let endorser = Author::new(2, "Library");
    let id = badge.get("id").and_then(Value::as_str).unwrap();
    let endorsement = endorser.endorse(id, "Library");
    let mut evidence = whole(&school);
    endorser.tell(&mut evidence);
    evidence.hear_endorsement(Secured::by_its_proofs(endorsement));
    let file = dossier(&badge, &evidence);
    let (held, proven) = (judged(&badge, &evidence), judged(&badge, &heard(&file)));
    for question in [Question::Integrity, Question::Status, Question::Endorsements] {
        assert_eq!(held.reason(question), proven.reason(question));
    }
    assert_eq!(proven.reason(Question::Status).code(), "clear-as-of");
    assert_eq!(proven.reason(Question::Endorsements).code(), "endorsed-by-strangers");
    // From the sum on, not from the beginning.
    assert_eq!(file.tails.iter().map(|tail| tail.entries().len()).max(), Some(2));
    let codes = frames(&file.to_bytes().unwrap()).unwrap();
    assert!(codes.len() <= QR_FRAMES_MAX && codes.iter().all(|code| code.len() <= QR_BYTES_MAX));
}

#[test]
fn what_is_revoked_or_cannot_be_told_stays_so_in_the_proof() {
    let mut school = Author::new(1, "School");
    school.revoke(5, NOON - 5 * HOUR);
    school.say(sum(&school), NOON - 4 * HOUR);
    school.say(suspension(77, true), NOON - 3 * HOUR);
    let badge = badge(&school);
    let code = |evidence: &Evidence| judged(&badge, evidence).reason(Question::Status).code();
    assert_eq!(code(&heard(&dossier(&badge, &whole(&school)))), "suspended");
    school.revoke(77, NOON - 2 * HOUR);
    assert_eq!(code(&heard(&dossier(&badge, &whole(&school)))), "revoked");
    // Who knows of more than can be put in order does not say that nothing is known.
    let mut gap = whole(&Author { entries: Vec::new(), ..Author::new(1, "School") });
    school.entries.iter().filter(|one| one.seq() != 3).for_each(|one| gap.hear_entry(one.clone()));
    assert_eq!(code(&gap), "revoked");
    assert_eq!(code(&heard(&dossier(&badge, &gap))), "no-feed");
    assert_eq!(code(&heard(&dossier(&badge, &Evidence::new()))), "no-feed");
}

#[test]
fn a_lost_key_keeps_no_badge_out_of_the_hand_but_those_that_it_takes_back() {
    let mut school = Author::new(1, "School");
    school.revoke(5, NOON - 5 * HOUR);
    school.keys.push(KeyEvent::close(school.writer.public(), 2, at(NOON), &school.key));
    let badge = badge(&school);
    let code = |index: u32, seq: u32| {
        let mut evidence = whole(&school);
        evidence.hear_beside(beside(&school, seq, revocation(index)));
        let code = |evidence: &Evidence| judged(&badge, evidence).reason(Question::Status).code();
        (code(&evidence), code(&heard(&dossier(&badge, &evidence))))
    };
    for seq in [2, 1000] {
        assert_eq!(code(6, seq), ("clear-as-of", "clear-as-of"));
        // What no end of the log can show is not left out of it.
        assert_eq!(code(77, seq), ("revoked", "no-feed"));
    }
}

/// Strangers endorse a badge, and write much else: neither their numbers nor their logs keep it from being
/// proven, nor do they come along.
#[test]
fn the_log_of_who_endorsed_without_a_status_stays_at_home() {
    let school = Author::new(1, "School");
    let badge = badge(&school);
    let id = badge.get("id").and_then(Value::as_str).unwrap();
    let mut stranger = Author::new(2, "Stranger");
    let endorsement = stranger.endorse(id, "Stranger");
    (1..200).for_each(|index| stranger.revoke(index, NOON - 5 * HOUR));
    let mut evidence = whole(&school);
    stranger.tell(&mut evidence);
    evidence.hear_endorsement(Secured::by_its_proofs(endorsement));
    let file = dossier(&badge, &evidence);
    let (held, proven) = (judged(&badge, &evidence), judged(&badge, &heard(&file)));
    for question in [Question::Integrity, Question::Status, Question::Endorsements] {
        assert_eq!(held.reason(question), proven.reason(question));
    }
    let tails: Vec<_> = file.tails.iter().filter_map(Tail::writer).collect();
    assert_eq!(tails, [school.writer.public()]);
}

/// Who holds only the beginning of a log shows no end of it: it would be taken for all.
#[test]
fn of_a_log_that_is_known_to_be_longer_no_end_is_shown() {
    let mut school = Author::new(1, "School");
    school.revoke(5, NOON - 5 * HOUR);
    let badge = badge(&school);
    let told = |size: u32, cause: Cause| {
        let mut evidence = whole(&school);
        evidence.hear_short(school.writer.public(), Short { size, cause });
        let code = |evidence: &Evidence| judged(&badge, evidence).reason(Question::Status).code();
        (code(&evidence), code(&heard(&dossier(&badge, &evidence))))
    };
    assert_eq!(told(2, Cause::Gap), ("clear-as-of", "clear-as-of"));
    assert_eq!(told(3, Cause::Gap), ("feed-incomplete", "no-feed"));
    assert_eq!(told(3, Cause::Strangers), ("kept-short", "no-feed"));
}

#[test]
fn an_end_without_a_sum_tells_nothing_and_takes_back_what_it_takes_back() {
    let mut school = Author::new(1, "School");
    school.revoke(5, NOON - 5 * HOUR);
    school.revoke(6, NOON - 4 * HOUR);
    let badge = badge(&school);
    let code = |school: &Author, from: usize| {
        let mut start = Accumulator::new();
        for entry in &school.entries[..from] {
            start.push(entry.id());
        }
        let mut evidence = Evidence::new();
        school.keys.iter().for_each(|event| evidence.hear_key(event.clone()));
        evidence.hear_tail(Tail::new(start, school.entries[from..].to_vec()).unwrap());
        judged(&badge, &evidence).reason(Question::Status).code()
    };
    assert_eq!(code(&school, 0), "clear-as-of");
    assert_eq!(code(&school, 1), "feed-incomplete");
    assert_eq!(code(&school, 2), "feed-incomplete");
    // A sum of another list, or one that reaches less far than the end begins, sums nothing here.
    let other = StatusSnapshot { list: 2, upto: 3, revoked: vec![], suspended: vec![] };
    school.say(Content::StatusSnapshot(other), NOON - 2 * HOUR);
    assert_eq!(code(&school, 3), "feed-incomplete");
    let short = StatusSnapshot { list: 1, upto: 2, revoked: vec![5], suspended: vec![] };
    school.say(Content::StatusSnapshot(short), NOON - 2 * HOUR);
    assert_eq!(code(&school, 3), "feed-incomplete");
    assert_eq!(code(&school, 2), "clear-as-of");
    school.revoke(77, NOON - HOUR);
    assert_eq!(code(&school, 3), "revoked");
    assert_eq!(code(&school, 2), "revoked");
}

#[test]
fn nobody_but_the_writer_chooses_where_a_tail_begins() {
    let mut school = Author::new(1, "School");
    (1..6).for_each(|index| school.revoke(index, NOON - 9 * HOUR));
    let mut start = Accumulator::new();
    school.entries[..3].iter().for_each(|entry| assert!(start.push(entry.id())));
    let entries = school.entries[3..].to_vec();
    let append = |result: Result<Tail, TailError>| match result {
        Err(TailError::Append { index, why: _ }) => index,
        other => panic!("{other:?}"),
    };
    assert!(Tail::new(start.clone(), entries.clone()).is_ok());
    assert_eq!(Tail::new(start.clone(), Vec::new()), Err(TailError::Empty));
    // Without an entry, with another start, in another order.
    let without = [entries[0].clone(), entries[2].clone()];
    assert_eq!(append(Tail::new(start.clone(), without.to_vec())), 1);
    assert_eq!(append(Tail::new(Accumulator::new(), entries.clone())), 0);
    let mut other = Accumulator::new();
    [0, 2, 1].iter().for_each(|at| assert!(other.push(school.entries[*at].id())));
    assert_eq!(append(Tail::new(other, entries.clone())), 0);
    let turned: Vec<_> = entries.iter().rev().cloned().collect();
    assert_eq!(append(Tail::new(start.clone(), turned)), 0);
    let stranger = Author::new(2, "Stranger").entries[0].clone();
    let mixed = [entries.clone(), vec![stranger]].concat();
    assert_eq!(append(Tail::new(start, mixed)), entries.len());
}

#[test]
fn a_proof_is_read_whole_or_not_at_all() {
    let school = Author::new(1, "School");
    let badge = badge(&school);
    let file = dossier(&badge, &whole(&school));
    let bytes = file.to_bytes().unwrap();
    for end in 0..bytes.len() {
        assert!(Dossier::read(&bytes[..end]).is_err(), "cut at {end}");
    }
    assert!(Dossier::read(&[bytes.clone(), vec![0]].concat()).is_err());
    let nested = Dossier { documents: vec![bytes.clone()], ..file.clone() };
    let refused = Dossier::read(&nested.to_bytes().unwrap());
    assert_eq!(refused, Err(DossierError::Nested { index: 0 }));
    let bundle = Bundle::default().to_bytes().unwrap();
    let nested = Dossier { documents: vec![b"{}".to_vec(), bundle], ..file.clone() };
    let refused = Dossier::read(&nested.to_bytes().unwrap());
    assert_eq!(refused, Err(DossierError::Nested { index: 1 }));
    let many = Dossier { documents: vec![Vec::new(); 65], ..file };
    let refused = many.to_bytes();
    assert_eq!(refused, Err(DossierError::TooMany { part: "documents", found: 65, max: 64 }));
}

#[test]
fn codes_come_in_any_order_and_a_missing_foreign_or_damaged_one_is_told() {
    let noise: Vec<u8> = (0..9_000_u32)
        .map(|at| crate::canon::hash::sha256(&[&at.to_be_bytes()]).as_bytes()[0])
        .collect();
    let codes = frames(&noise).unwrap();
    assert_eq!(codes.len(), 4);
    let slices: Vec<&[u8]> = [3, 0, 2, 2, 1].iter().map(|at| codes[*at].as_slice()).collect();
    assert_eq!(join(&slices), Ok(noise.clone()));
    assert_eq!(join(&slices[..4]), Err(FrameError::Missing { number: 2, count: 4 }));
    assert_eq!(join(&[]), Err(FrameError::NoFrame { index: 0 }));
    assert_eq!(join(&[&codes[0], b"hello"]), Err(FrameError::NoFrame { index: 1 }));
    let other = frames(b"another").unwrap();
    assert_eq!(join(&[&codes[0], &other[0]]), Err(FrameError::Mixed));
    let mut damaged = codes.clone();
    *damaged[1].last_mut().unwrap() ^= 1;
    let damaged: Vec<&[u8]> = damaged.iter().map(Vec::as_slice).collect();
    assert_eq!(join(&damaged), Err(FrameError::Damaged));
    let room = (QR_BYTES_MAX - 14) * QR_FRAMES_MAX;
    let too_much = noise.repeat(1).into_iter().chain(noise.iter().map(|byte| byte ^ 0x55));
    let refused = frames(&too_much.collect::<Vec<_>>()).unwrap_err();
    assert!(matches!(refused, FrameError::TooLarge { found, max } if found > max && max == room));
}

fn with_stamps(school: &Author, stamps: &[HeadStamp]) -> Evidence {
    let mut evidence = whole(school);
    stamps.iter().for_each(|stamp| evidence.hear_stamp(stamp.clone()));
    evidence
}

#[test]
fn four_witnesses_go_along_and_the_codes_still_hold_them() {
    let mut school = witnessed();
    (0..40).for_each(|hour| drop(school.say(suspension(5, hour % 2 == 0), NOON - HOUR)));
    school.say(sum(&school), NOON - HOUR);
    let size = school.entries.len();
    let moments = [1, 2, 3, 4].map(|seconds| NOON - seconds * 1000);
    let held = with_stamps(&school, &[school.stamp(size, NOON - HOUR, &moments)]);
    let badge = badge(&school);
    let file = dossier(&badge, &held);
    let told = |evidence: &Evidence| status_of(&badge, evidence, &Asked::at(at(NOON)));
    assert_eq!(told(&held).code(), "clear-as-of");
    assert_eq!(told(&heard(&file)).data().get("as_of"), told(&held).data().get("as_of"));
    // As many as must have seen it go along, and without them nobody dates it.
    assert_eq!(file.stamps[0].cosigs().len(), 4);
    let without = Dossier { stamps: Vec::new(), ..file.clone() };
    assert_eq!(told(&heard(&without)).code(), "not-witnessed");
    let codes = frames(&file.to_bytes().unwrap()).unwrap();
    assert!(codes.len() <= QR_FRAMES_MAX && codes.iter().all(|code| code.len() <= QR_BYTES_MAX));
}

/// The badge that stands in `examples`, as the program issues it, with a picture's address and evidence.
fn typical(school: &Author) -> Value {
    let file = include_bytes!("../../../../examples/badge-definition.json");
    let definition = Definition::read(&json::read(file).unwrap()).unwrap();
    let achievement = "urn:uuid:5e9a4a3b-1c0f-4a57-9d3c-6d2f4f1b7a10";
    let picture = Some("https://school.example/badges/repair-cafe-helper.png");
    let achievement = definition.achievement(achievement, &school.did(), picture);
    let learner = Did::from(SecretKey::from_seed(&LEARNER).public());
    let draft = BadgeDraft { achievement, ..school.draft_for(&learner) };
    issue::badge(&draft, &school.signing(Suite::EddsaRdfc2022)).unwrap()
}

/// A typical badge with five endorsements and four cosignatures still fits into four codes, with all that they
/// say; of very many endorsements the codes hold what fits.
#[test]
fn a_typical_badge_with_all_that_goes_along_fits_into_four_codes() {
    let mut school = witnessed();
    (0..40).for_each(|hour| drop(school.say(suspension(5, hour % 2 == 0), NOON - HOUR)));
    school.say(sum(&school), NOON - HOUR);
    let size = school.entries.len();
    let moments = [1, 2, 3, 4].map(|seconds| NOON - seconds * 1000);
    let mut held = with_stamps(&school, &[school.stamp(size, NOON - HOUR, &moments)]);
    let badge = typical(&school);
    let id = badge.get("id").and_then(Value::as_str).unwrap();
    for number in 20..25 {
        let endorser = Author::new(number, "Library");
        let draft = EndorsementDraft {
            id: issue::uuid([number; 16]),
            issuer: endorser.issuer(&format!("Library {number} of the town")),
            target: id.to_owned(),
            comment: Some(format!("We saw it {number} times, and would ask for it again at once.")),
            valid_from: at(NOON - DAY - u64::from(number)),
            valid_until: None,
        };
        let signing = endorser.signing(Suite::EddsaRdfc2022);
        let endorsement = issue::endorsement(&draft, &signing).unwrap();
        endorser.tell(&mut held);
        held.hear_endorsement(Secured::by_its_proofs(endorsement));
    }
    let file = dossier(&badge, &held);
    assert_eq!((file.stamps[0].cosigs().len(), file.documents.len()), (4, 5));
    let (told, proven) = (judged(&badge, &held), judged(&badge, &heard(&file)));
    for question in [Question::Integrity, Question::Status, Question::Endorsements] {
        assert_eq!(told.reason(question), proven.reason(question));
    }
    let codes = frames(&file.to_bytes().unwrap()).unwrap();
    let bytes: Vec<usize> = codes.iter().map(Vec::len).collect();
    assert!(codes.len() <= 4 && bytes.iter().all(|bytes| *bytes <= 2953), "{bytes:?}");
}

#[test]
fn a_proof_hides_neither_a_longer_head_nor_another_one() {
    let mut school = witnessed();
    let seen = school.stamp(2, NOON - HOUR, &[NOON - HOUR; 4]);
    let mut other = Author { entries: school.entries[..1].to_vec(), ..school_of(&school) };
    other.feed = other.feed_at(1);
    other.revoke(6, NOON - 3 * HOUR);
    let twice = other.stamp(2, NOON - 2 * HOUR, &[]);
    let held = school_of(&school);
    school.revoke(77, NOON - HOUR);
    let ahead = school.stamp(3, NOON - HOUR, &[]);
    let badge = badge(&held);
    let told = |evidence: &Evidence| status_of(&badge, evidence, &Asked::at(at(NOON)));
    for (more, code) in [(ahead, "tail-missing"), (twice, "disputed")] {
        let evidence = with_stamps(&held, &[seen.clone(), more]);
        assert_eq!(told(&evidence).code(), code);
        let file = dossier(&badge, &evidence);
        assert_eq!(told(&heard(&file)).code(), code);
        assert_eq!(file.heads.len(), usize::from(code == "disputed"));
        let proven = Dossier { stamps: Vec::new(), ..file };
        let left = if code == "disputed" { code } else { "not-witnessed" };
        assert_eq!(told(&heard(&proven)).code(), left);
    }
}

/// What an issuer does next: to which of three places, and what.
fn acts() -> impl Strategy<Value = Vec<(u8, u32)>> {
    proptest::collection::vec((0_u8..6, 76_u32..79), 1..24)
}

proptest! {
    #[test]
    fn with_whatever_else_is_heard_a_proof_never_says_more_and_says_all_by_itself(
        acts in acts(),
        others in proptest::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..12),
        first in any::<bool>(),
    ) {
        let mut school = Author::new(1, "School");
        for (hour, (act, index)) in (0_u64..).zip(acts) {
            let ts = NOON - (100 - hour) * HOUR;
            match act {
                0 if index != 77 || hour % 3 == 0 => school.revoke(index, ts),
                0 | 1 => drop(school.say(suspension(index, true), ts)),
                2 | 3 => drop(school.say(suspension(index, false), ts)),
                _ => drop(school.say(sum(&school), ts)),
            }
        }
        let badge = badge(&school);
        let told = |evidence: &Evidence| status_of(&badge, evidence, &Asked::at(at(NOON)));
        let expected = told(&whole(&school));
        let file = dossier(&badge, &whole(&school));
        let alone = told(&heard(&file));
        prop_assert_eq!(alone.answer(), expected.answer(), "{:?} {:?}", alone, expected);
        // Beside single entries of the same log, before or after, with or without their bodies.
        let mut evidence = Evidence::new();
        let tell = |evidence: &mut Evidence| for (at, bare) in &others {
            let entry = at.get(&school.entries);
            evidence.hear_entry(if *bare { entry.without_body() } else { entry.clone() });
        };
        if first { tell(&mut evidence); }
        evidence.hear_file(&file.to_bytes().unwrap(), &Reader::core()).unwrap();
        if !first { tell(&mut evidence); }
        let beside = told(&evidence);
        prop_assert_eq!(beside.answer(), expected.answer(), "{:?} {:?}", beside, expected);
        // And beside all of it, in either order.
        let mut both = heard(&file);
        school.tell(&mut both);
        prop_assert_eq!(told(&both).answer(), expected.answer());
        let mut both = whole(&school);
        both.hear_file(&file.to_bytes().unwrap(), &Reader::core()).unwrap();
        prop_assert_eq!(told(&both), expected);
    }

    #[test]
    fn a_proof_is_dated_as_the_whole_evidence_is(
        acts in acts(),
        signed in proptest::collection::vec(
            (any::<prop::sample::Index>(), 0_u8..5, -50_i64..=0),
            0..12,
        ),
        own in any::<bool>(),
    ) {
        let mut school = witnessed();
        for (minute, (act, _)) in (1_u64..).zip(acts) {
            let content = if act < 4 { suspension(5, act % 2 == 0) } else { sum(&school) };
            school.say(content, NOON - 2 * HOUR + minute * 1000);
        }
        let stamps: Vec<HeadStamp> = signed.iter().map(|(size, number, hours)| {
            let stamp = school.stamp(size.index(school.entries.len()) + 1, NOON - HOUR, &[]);
            let ts = at(NOON).millis().saturating_add_signed(hours * 3_600_000);
            let cosig = stamp.cosign(at(ts), &witness(*number));
            stamp.with(cosig).unwrap()
        }).collect();
        let badge = badge(&school);
        let watched = |mut evidence: Evidence| {
            if own {
                evidence.watch_by(Witnesses::usual([witness(4).public()]).unwrap());
            }
            evidence
        };
        let told = |evidence: &Evidence| status_of(&badge, evidence, &Asked::at(at(NOON)));
        let held = watched(with_stamps(&school, &stamps));
        let (expected, proven) = (told(&held), told(&watched(heard(&dossier(&badge, &held)))));
        prop_assert_eq!(proven.code(), expected.code());
        let (expected, proven) = (expected.data(), proven.data());
        for member in ["as_of", "entry", "overdue", "found", "quorum"] {
            prop_assert_eq!(proven.get(member), expected.get(member));
        }
    }
}

#[test]
fn whoever_makes_a_proof_cannot_vouch_for_keys_or_copies_in_it() {
    let school = Author::new(1, "School");
    let badge = badge(&school);
    let file = dossier(&badge, &whole(&school));
    let key = school.key.public().to_multikey();
    let keys = format!(
        r#"{{"@context":"https://www.w3.org/ns/did/v1","id":"did:web:school.example",
        "verificationMethod":[{{"id":"did:web:school.example#key","type":"Multikey",
        "controller":"did:web:school.example","publicKeyMultibase":"{key}"}}],
        "assertionMethod":["did:web:school.example#key"]}}"#
    );
    let copy = r#"{"type":"Issuer","id":"https://school.example/issuer","name":"School"}"#;
    for document in [keys.as_str(), copy] {
        // By itself, in the hand of the viewer, it is evidence.
        Evidence::new().hear_file(document.as_bytes(), &Reader::core()).unwrap();
        let made = Dossier { documents: vec![document.as_bytes().to_vec()], ..file.clone() };
        let bytes = made.to_bytes().unwrap();
        let refused = Reader::core().read(&bytes).unwrap_err();
        assert_eq!((refused.code(), refused.claims), ("proof-file-refused", true));
        let mut evidence = Evidence::new();
        evidence.hear_file(&bytes, &Reader::core()).unwrap_err();
        assert!(evidence.key_log(&school.did()).is_none(), "nothing of it is heard");
    }
}
