use super::*;
use crate::canon::json::Value;
use crate::credential::contexts::Contexts;
use crate::credential::issue::{EndorsementDraft, Given, Issuer};
use crate::credential::proof::{Suite, sign as sign_proof};
use crate::credential::status::{Place, StatusPurpose};
use crate::feed::Feed;
use crate::identity::SecretKey;
use crate::statement::kinds::{
    Document, OfferName, Recognition, RecognitionEnd, Revoke, StatusSnapshot,
};
use crate::statement::offer::{Offer, OfferDraft, Terms};
use crate::statement::{Draft, Head, Header, Kind, Retention, gate};

pub(super) const NOW: u64 = 1_795_435_200_000;

pub(super) fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

pub(super) fn did(seed: u8) -> Did {
    Did::from(key(seed).public())
}

pub(super) fn sign(author: u8, content: Content) -> Statement {
    salted(author, content, 1)
}

fn salted(author: u8, content: Content, salt: u8) -> Statement {
    let writer = key(author ^ 0x80);
    let draft = Draft { content, salt: [salt; 16], ret: Retention::Permanent };
    let head = Feed::new(writer.public()).head();
    draft.sign(&did(author), &head, Timestamp::from_millis(NOW), &writer).unwrap()
}

pub(super) fn recognition(from: u8, to: u8, nonce: u8, until: Option<u64>) -> Statement {
    let until = until.map(Timestamp::from_millis);
    let terms = Terms { words: "known".to_owned(), scopes: vec![], until };
    let expires = Timestamp::from_millis(NOW + 1);
    let offer = OfferDraft { to: did(to), expires, nonce: [nonce; 16] };
    let offer = offer.sign(&terms, &key(from)).unwrap();
    sign(to, Content::Recognition(Recognition { offer, terms }))
}

fn end(author: u8, of: &Statement) -> Statement {
    sign(
        author,
        Content::RecognitionEnd(RecognitionEnd { recognition: of.id(), reason: None, offer: None }),
    )
}

/// The shortest chain from identity 1 to identity `goal` by their numbers, `-` for none.
#[track_caller]
fn check(graph: &Graph, goal: u8, now: u64, expected: &str) {
    let walk = Walk::new(graph.network([did(1)], [], None, Timestamp::from_millis(now)));
    let name = |one: &Did| (1..=9).find(|seed| did(*seed) == *one).unwrap().to_string();
    let chains = walk.standing(&did(goal)).chains;
    let first = chains.first().map(|chain| chain.iter().map(name).collect::<String>());
    let said = first.map_or_else(|| "-".to_owned(), |chain| format!("1{chain}"));
    assert_eq!(said, expected);
}

fn line() -> Graph {
    let mut graph = Graph::new();
    for (from, to) in [(1, 2), (3, 2), (3, 4), (4, 5)] {
        graph.hear(&did(to), &recognition(from, to, to * 16 + from, None));
    }
    graph
}

#[test]
fn a_chain_goes_both_ways_along_edges_and_five_steps_far() {
    let mut graph = line();
    for (from, to) in [(5, 6), (7, 6)] {
        graph.hear(&did(to), &recognition(from, to, to * 16 + from, None));
    }
    check(&graph, 2, NOW, "12");
    check(&graph, 3, NOW, "123");
    check(&graph, 6, NOW, "123456");
    check(&graph, 7, NOW, "-");
    check(&graph, 9, NOW, "-");
}

/// Who judges as of a day in the past knows nothing of what was said after it; clocks that differ by
/// some minutes change nothing.
#[test]
fn what_was_not_said_yet_does_not_count() {
    let mut graph = Graph::new();
    graph.hear(&did(2), &recognition(1, 2, 7, None));
    check(&graph, 2, NOW - CLOCK_AHEAD_MAX_MILLIS, "12");
    check(&graph, 2, NOW - CLOCK_AHEAD_MAX_MILLIS - 1, "-");
}

#[test]
fn either_side_ends_it_and_nobody_else() {
    let edge = recognition(1, 2, 7, None);
    for (author, expected) in [(1, "-"), (2, "-"), (3, "12")] {
        let mut graph = Graph::new();
        graph.hear(&did(author), &end(author, &edge));
        graph.hear(&did(2), &edge);
        check(&graph, 2, NOW, expected);
    }
}

#[test]
fn it_ends_by_itself_after_its_last_moment() {
    let mut graph = Graph::new();
    graph.hear(&did(2), &recognition(1, 2, 7, Some(NOW + 5)));
    check(&graph, 2, NOW + 5, "12");
    check(&graph, 2, NOW + 6, "-");
}

#[test]
fn a_statement_of_another_author_than_the_addressee_counts_nowhere() {
    let mut graph = Graph::new();
    graph.hear(&did(3), &recognition(1, 2, 7, None));
    check(&graph, 2, NOW, "-");
    check(&graph, 3, NOW, "-");
}

#[test]
fn one_offer_counts_once_whatever_the_order() {
    let one = recognition(1, 2, 7, None);
    let two = recognition(1, 2, 7, Some(NOW + 9));
    for order in [[&one, &two], [&two, &one]] {
        let mut graph = Graph::new();
        for statement in order {
            graph.hear(&did(2), statement);
        }
        let standing = graph.standing(Timestamp::from_millis(NOW)).count();
        assert_eq!(standing, 1);
        let id = graph.standing(Timestamp::from_millis(NOW)).next().unwrap().id;
        assert_eq!(id, one.id().min(two.id()));
    }
}

#[test]
fn what_was_ended_is_not_brought_back_by_accepting_the_offer_again() {
    let first = recognition(1, 2, 7, None);
    let content = Content::read(Kind::Recognition, first.body().unwrap()).unwrap();
    let again = |salt: u8| salted(2, content.clone(), salt);
    let other = recognition(1, 2, 8, None);
    for salt in 2..12 {
        for (ended, expected) in [(&first, "-"), (&other, "12")] {
            let mut graph = Graph::new();
            graph.hear(&did(2), &first);
            graph.hear(&did(1), &end(1, ended));
            graph.hear(&did(2), &again(salt));
            check(&graph, 2, NOW, expected);
        }
        // Nor where the acceptance that was ended lies beyond a fork.
        let mut graph = Graph::new();
        graph.hear_end(&did(2), &first);
        check(&graph, 2, NOW, "-");
        graph.hear(&did(2), &again(salt));
        check(&graph, 2, NOW, "12");
        graph.hear_end(&did(1), &end(1, &first));
        check(&graph, 2, NOW, "-");
    }
}

#[test]
fn who_erases_an_acceptance_that_was_ended_and_accepts_again_has_no_recognition() {
    let first = recognition(1, 2, 7, None);
    let content = Content::read(Kind::Recognition, first.body().unwrap()).unwrap();
    let again = salted(2, content, 2);
    let named = |by: u8, nonce: u8| {
        let offer = Some(OfferName { from: did(1), nonce: [nonce; 16] });
        let (recognition, reason) = (first.id(), None);
        sign(by, Content::RecognitionEnd(RecognitionEnd { recognition, reason, offer }))
    };
    // By either side; and twins by a stranger, and of another offer.
    for (by, nonce, expected) in [(1, 7, "-"), (2, 7, "-"), (3, 7, "12"), (1, 8, "12")] {
        for ended_first in [false, true] {
            let mut graph = Graph::new();
            let mut all = [(2, &again), (by, &named(by, nonce))];
            all.rotate_left(usize::from(ended_first));
            let touched = all.map(|(who, said)| graph.hear(&did(who), said));
            check(&graph, 2, NOW, expected);
            assert!(touched.concat().contains(&(did(1), did(2))));
        }
    }
}

#[test]
fn it_counts_for_two_years_and_a_new_one_after_it() {
    let mut graph = Graph::new();
    graph.hear(&did(2), &recognition(1, 2, 1, None));
    let last = NOW + RECOGNITION_AGE_MAX_MILLIS;
    check(&graph, 2, last, "12");
    check(&graph, 2, last + 1, "-");
    // Terms of ten years do not make it longer; terms of a day make it shorter.
    graph.hear(&did(3), &recognition(1, 3, 2, Some(NOW + 5 * (last - NOW))));
    check(&graph, 3, last + 1, "-");
    graph.hear(&did(4), &recognition(1, 4, 3, Some(NOW + 1)));
    check(&graph, 4, NOW + 2, "-");
}

#[test]
fn what_stands_is_walked_and_contacts_are_a_step_away() {
    let mut graph = line();
    graph.hear(&did(5), &end(5, &recognition(4, 5, 84, None)));
    let network = graph.network([did(1)], [&did(3)], None, Timestamp::from_millis(NOW));
    let walk = Walk::new(network);
    let band = |seed| walk.standing(&did(seed)).band;
    assert_eq!([band(1), band(2), band(3)], [Band::Yourself, Band::Direct, Band::Direct]);
    // One chain leads to 4, by 3; none to 5, whose recognition ended.
    assert_eq!(walk.standing(&did(4)).chains, [[did(3), did(4)]]);
    assert_eq!(band(4), Band::Unreached);
    assert!(walk.standing(&did(5)).chains.is_empty());
}

#[test]
fn a_topic_leaves_out_recognitions_for_other_topics() {
    let mut graph = Graph::new();
    let now = Timestamp::from_millis(NOW);
    for (to, scopes) in [(2, vec![]), (3, vec!["repair"]), (4, vec!["cooking", "repair"])] {
        let scopes = scopes.into_iter().map(str::to_owned).collect();
        let terms = Terms { words: "known".to_owned(), scopes, until: None };
        let expires = Timestamp::from_millis(NOW + 1);
        let offer = OfferDraft { to: did(to), expires, nonce: [to; 16] };
        let offer = offer.sign(&terms, &key(1)).unwrap();
        graph.hear(&did(to), &sign(to, Content::Recognition(Recognition { offer, terms })));
    }
    let direct = |about| {
        let walk = Walk::new(graph.network([did(1)], [], about, now));
        (2..5).filter(|seed| walk.standing(&did(*seed)).band == Band::Direct).collect::<Vec<_>>()
    };
    assert_eq!(direct(None), [2, 3, 4]);
    assert_eq!(direct(Some("repair")), [2, 3, 4]);
    assert_eq!(direct(Some("cooking")), [2, 4]);
    assert_eq!(direct(Some("swimming")), [2]);
}

/// An endorsement of identity `about` by identity `by`, as it stands in a log.
pub(super) fn endorsement(by: u8, about: u8, until: Option<u64>) -> Document {
    endorsement_at(by, about, until, None)
}

/// The same with a place in a status list of this number.
pub(super) fn endorsement_at(by: u8, about: u8, until: Option<u64>, list: Option<u32>) -> Document {
    let draft = EndorsementDraft {
        id: format!("urn:uuid:00000000-0000-4000-8000-0000000000{by:02}"),
        issuer: Issuer { did: did(by), name: "E".to_owned(), url: None },
        target: did(about).to_string(),
        comment: Some("known".to_owned()),
        valid_from: Timestamp::from_millis(NOW),
        valid_until: until.map(Timestamp::from_millis),
    };
    let method = did(by).verification_method();
    let (signer, at) = (key(by), Timestamp::from_millis(NOW));
    let place = list.map(|list| Place { list, index: 5 });
    let status = place.map(|place| place.entry(&did(by), StatusPurpose::Revocation, None));
    let unsigned = draft.unsigned_giving(&Given { status, ..Given::default() }).unwrap();
    let signed =
        sign_proof(&unsigned, Suite::EddsaJcs2022, (&signer, &method), at, Contexts::pinned());
    Document::read(&signed.unwrap().to_bytes()).unwrap()
}

#[test]
fn an_endorsement_of_somebody_is_a_tie_of_a_quarter_one_way() {
    let now = Timestamp::from_millis(NOW);
    let between = |graph: &Graph, from, to| {
        graph.network([did(1)], [], None, now).between(&did(from), &did(to))
    };
    let mut graph = Graph::new();
    let given = endorsement(2, 3, None);
    let touched = graph.hear(&did(3), &sign(3, Content::Endorsement(given)));
    assert_eq!(touched, [(did(2), did(3))]);
    assert_eq!(between(&graph, 2, 3), Some(Strength::Endorsed));
    assert_eq!(between(&graph, 3, 2), None);
    assert_eq!(graph.endorsed(&did(2), &did(3), now).count(), 1);
    assert_eq!(graph.endorsed(&did(3), &did(2), now).count(), 0);
    // Both together are the stronger one, in whatever order they are heard.
    graph.hear(&did(3), &recognition(2, 3, 7, None));
    assert_eq!(between(&graph, 2, 3), Some(Strength::Recognised));
    graph.hear(&did(3), &sign(3, Content::Endorsement(endorsement(2, 3, None))));
    assert_eq!(between(&graph, 2, 3), Some(Strength::Recognised));
}

#[test]
fn praise_of_oneself_of_others_and_by_a_proof_that_does_not_hold_is_no_tie() {
    let mut graph = Graph::new();
    let mut hears = |author, document| {
        !graph.hear(&did(author), &sign(author, Content::Endorsement(document))).is_empty()
    };
    assert!(hears(3, endorsement(2, 3, None)));
    assert!(!hears(3, endorsement(3, 3, None)), "of oneself");
    let mut changed = endorsement(2, 3, None).value().clone();
    let Value::Object(members) = &mut changed else { unreachable!() };
    members.insert("validUntil", Value::from("2090-01-01T00:00:00Z"));
    assert!(!hears(3, Document::read(&changed.to_bytes()).unwrap()), "changed");
    let text = String::from_utf8(endorsement(2, 3, None).bytes().to_vec()).unwrap();
    let swapped = text.replace(&did(2).to_string(), &did(4).to_string());
    let by_another = Document::read(swapped.as_bytes()).unwrap();
    assert!(!hears(3, by_another), "by who did not sign");
    // A proof that holds, and is its holder's own: in the name of somebody, and of the viewer.
    for named in [2, 1] {
        let mut claimed = endorsement(named, 3, None).value().clone();
        let Value::Object(members) = &mut claimed else { unreachable!() };
        members.remove("proof");
        let (method, at) = (did(3).verification_method(), Timestamp::from_millis(NOW));
        let signer = (&key(3), method.as_str());
        let signed =
            sign_proof(&claimed, Suite::EddsaJcs2022, signer, at, Contexts::pinned()).unwrap();
        crate::credential::proof::verify(&signed, Contexts::pinned()).unwrap();
        let forged = Document::read(&signed.to_bytes()).unwrap();
        assert!(!hears(3, forged), "in the name of {named}");
    }
    check(&graph, 3, NOW, "-");
}

#[test]
fn an_endorsement_ends_when_it_says_and_after_two_years() {
    let stands = |until: Option<u64>, at: u64| {
        let mut graph = Graph::new();
        graph.hear(&did(3), &sign(3, Content::Endorsement(endorsement(2, 3, until))));
        let at = Timestamp::from_millis(at);
        let next = graph.next_change(at);
        (graph.endorsed(&did(2), &did(3), at).count() == 1, next.map(Timestamp::millis))
    };
    let (day, age) = (24 * 60 * 60 * 1000, RECOGNITION_AGE_MAX_MILLIS);
    assert_eq!(stands(None, NOW), (true, Some(NOW + age + 1)));
    assert_eq!(stands(None, NOW + age + 1), (false, None));
    assert_eq!(stands(Some(NOW + day), NOW + day), (true, Some(NOW + day + 1)));
    assert_eq!(stands(Some(NOW + day), NOW + day + 1), (false, None));
    assert_eq!(stands(None, NOW - day), (false, Some(NOW - CLOCK_AHEAD_MAX_MILLIS)));
}

#[test]
fn an_endorsement_that_was_withdrawn_is_no_tie_in_whatever_order_that_is_heard() {
    let now = Timestamp::from_millis(NOW);
    let revoke = |list, index| {
        Content::Revoke(Revoke { list, indexes: vec![index], reason: None, of: None })
    };
    let given = || sign(3, Content::Endorsement(endorsement_at(2, 3, None, Some(1))));
    let withdrawn = || sign(2, revoke(1, 5));
    let stands = |graph: &Graph| graph.endorsed(&did(2), &did(3), now).count();
    let mut graph = Graph::new();
    graph.hear(&did(3), &given());
    // Other places, and what others revoke, take nothing from it.
    for (by, list, index) in [(2, 1, 6), (2, 2, 5), (3, 1, 5), (4, 1, 5)] {
        assert_eq!(graph.hear(&did(by), &sign(by, revoke(list, index))), [], "{by} {list} {index}");
    }
    assert_eq!(stands(&graph), 1);
    assert_eq!(graph.hear(&did(2), &withdrawn()), [(did(2), did(3))]);
    assert_eq!(stands(&graph), 0);
    assert_eq!(graph.network([did(1)], [], None, now).between(&did(2), &did(3)), None);
    let mut before = Graph::new();
    before.hear(&did(2), &withdrawn());
    before.hear(&did(3), &given());
    assert_eq!(stands(&before), 0);
    // Beyond a fork it counts as well, and in a sum.
    let mut forked = Graph::new();
    forked.hear(&did(3), &given());
    forked.hear_end(&did(2), &withdrawn());
    assert_eq!(stands(&forked), 0);
    let mut summed = Graph::new();
    summed.hear(&did(3), &given());
    let sum = StatusSnapshot { list: 1, upto: 0, revoked: vec![5], suspended: Vec::new() };
    let sum = sign(2, Content::StatusSnapshot(sum));
    summed.hear(&did(2), &sum);
    assert_eq!(stands(&summed), 0);
    // A sum that came first counts as well; one of another list or by another takes nothing.
    let other = StatusSnapshot { list: 1, upto: 0, revoked: vec![4, 6], suspended: Vec::new() };
    let other = sign(2, Content::StatusSnapshot(other));
    for (sums, by, expected) in [
        (vec![&sum, &other], 2, 0),
        (vec![&other, &sum], 2, 0),
        (vec![&other], 2, 1),
        (vec![&sum], 4, 1),
    ] {
        let mut first = Graph::new();
        for sum in sums {
            first.hear(&did(by), sum);
        }
        first.hear(&did(3), &given());
        assert_eq!(stands(&first), expected, "{by}");
    }
}

/// Anybody may say of anybody that they took something back: what is kept of it is no larger than that.
#[test]
fn what_strangers_take_back_in_the_name_of_others_takes_little_room() {
    let mut graph = Graph::new();
    for round in 0..4 {
        let (indexes, of) = ((0..500).map(|one| one + round * 100).collect(), Some(did(2)));
        let said = Content::Revoke(Revoke { list: 1, indexes, reason: None, of });
        graph.hear(&did(5), &sign(5, said));
    }
    let kept: Vec<usize> = graph.former.values().flat_map(|by| by.values().map(Vec::len)).collect();
    assert_eq!(kept, [800], "one list of places for who said so, each once");
}

/// What an author says, signed by hand: no honest node signs all of these.
fn by_hand(author: u8, content: &Recognition, ts: u64) -> Statement {
    let writer = key(author ^ 0x80);
    let body = Content::Recognition(content.clone()).into_body([1; 16]);
    let Head { writer: by, seq, root, .. } = Feed::new(writer.public()).head();
    let (kind, ret) = (Kind::Recognition, Retention::Permanent);
    let (body_hash, body_size) = (body.hash(), u32::try_from(body.bytes.len()).unwrap());
    let ts = Timestamp::from_millis(ts);
    let header = Header { writer: by, seq, root, ts, kind, ret, body_hash, body_size };
    Statement::sign(header, body, &writer)
}

/// Two true signatures over the same words, by the two who are named and in time, make a recognition;
/// nothing else does.
#[test]
fn what_is_forged_half_signed_swapped_or_signed_anew_counts_nowhere() {
    let terms = |words: &str| Terms { words: words.to_owned(), scopes: vec![], until: None };
    let offered = |from: u8, terms: &Terms| {
        let expires = Timestamp::from_millis(NOW + 1);
        OfferDraft { to: did(2), expires, nonce: [7; 16] }.sign(terms, &key(from)).unwrap()
    };
    let (words, other) = (terms("known"), terms("trusted"));
    let good = Recognition { offer: offered(1, &words), terms: words.clone() };
    let counts = |author: u8, content: &Recognition, ts: u64| {
        gate(&did(author), &by_hand(author, content, ts)).is_ok()
    };
    assert!(counts(2, &good, NOW));
    assert!(!counts(1, &good, NOW), "half-signed: whoever offers says it alone");
    assert!(!counts(3, &good, NOW), "accepted by somebody whom it was not offered to");
    assert!(!counts(2, &good, NOW + 2), "replayed when its time was over");
    let swapped = Recognition { terms: other, ..good.clone() };
    assert!(Recognition::read(&swapped.to_bytes()).is_err() && !counts(2, &swapped, NOW));
    // Forged: no sign of what was offered can be another.
    let bytes = good.offer.to_bytes();
    assert!(Offer::read(&bytes).is_ok());
    for at in 0..bytes.len() {
        let mut forged = bytes.clone();
        forged[at] ^= 1;
        assert!(Offer::read(&forged).is_err(), "byte {at}");
    }
    // Signed anew by another it is that one's own, and no word of whom it was copied from.
    let anew = Recognition { offer: offered(3, &words), terms: words };
    let mut graph = Graph::new();
    graph.hear(&did(2), &by_hand(2, &anew, NOW));
    let at = Timestamp::from_millis(NOW);
    let stands = |one: u8, two: u8| graph.between(&did(one), &did(two), at).count();
    assert_eq!((stands(1, 2), stands(3, 2)), (0, 1));
}
