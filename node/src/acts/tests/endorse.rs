//! Endorsements: asked for, given, declined, hidden, shown and withdrawn, each by whose it is.

use bot_protocol::api::{
    EndorseRequest, EndorsementActRequest, EndorsementAsk, EndorsementAskState, EndorsementState,
    EndorsementView, OfferKind, VerifyReply, VerifyRequest,
};
use bot_protocol::canon::json;
use bot_protocol::canon::multibase::encode_base64;

use super::scenes::{SWIMMING, school_and_council};
use super::*;

/// A badge by Mallory that the school holds, with the council on the same node.
async fn holding() -> (Room, String) {
    let room = school_and_council().await;
    let id = uuid([5; 16]);
    let badge = room.credential(&id, &room.mallory, "Swimming");
    let letter = room.came(&room.mallory, Message::CredentialOffer(badge), 7);
    room.acts.accept(&letter, plain()).await.unwrap();
    (room, id)
}

fn ask(target: &str) -> EndorsementAsk {
    EndorsementAsk {
        as_identity: Some("School".to_owned()),
        from: "Council".to_owned(),
        target: target.to_owned(),
        words: Some("You saw us there".to_owned()),
        dry_run: false,
    }
}

fn give(target: &str) -> EndorseRequest {
    EndorseRequest {
        as_identity: Some("Council".to_owned()),
        target: target.to_owned(),
        document: None,
        request: None,
        with: None,
        reasons: vec!["useful-for: beginners".to_owned(), "good criteria".to_owned()],
        comment: String::new(),
        valid_until: None,
        dry_run: false,
    }
}

fn by(who: &str) -> EndorsementActRequest {
    let as_identity = Some(who.to_owned());
    EndorsementActRequest { as_identity, ..EndorsementActRequest::default() }
}

fn states(room: &Room) -> Vec<EndorsementState> {
    let all = room.acts.endorsements(&PageQuery::default()).unwrap().items;
    all.iter().map(|one| one.state).collect()
}

/// Accepts the one endorsement that is offered.
async fn accepted(room: &Room) {
    let offers = room.acts.offers(&PageQuery::default()).unwrap().items;
    let [offer] = offers.as_slice() else { panic!("{offers:?}") };
    assert_eq!(offer.kind, OfferKind::Endorsement);
    room.acts.accept(&offer.id, plain()).await.unwrap();
}

/// Who endorses a badge held here, as its verdict tells it.
fn endorsers(room: &Room, id: &str) -> Vec<(bool, String)> {
    let file = room.acts.badge(&room.acts.snapshot().unwrap(), id).unwrap().file().unwrap();
    let request = VerifyRequest { document: encode_base64(&file), ..VerifyRequest::default() };
    let verdict: VerifyReply = room.acts.verify(&request).unwrap();
    let finding = serde_json::to_value(&verdict.findings["endorsements"]).unwrap();
    let all = finding["endorsers"].as_array().cloned().unwrap_or_default();
    let told =
        |one: &serde_json::Value| (one["holds"] == true, one["bound"].as_str().unwrap().to_owned());
    all.iter().map(told).collect()
}

fn proof_holds(room: &Room, badge: &str, words: &str) -> bool {
    let proof = room.acts.prove(badge).unwrap();
    proof.windows(words.len()).any(|piece| piece == words.as_bytes())
}

#[tokio::test]
async fn it_is_asked_for_given_shown_hidden_and_withdrawn() {
    let (room, badge) = holding().await;
    let asked = room.acts.ask_endorsement(ask(&badge)).await.unwrap();
    assert!(asked.changed, "{asked:?}");
    assert!(!room.acts.ask_endorsement(ask(&badge)).await.unwrap().changed);
    // Who is asked sees the badge itself; it is no offer to be accepted or refused.
    let shown = room.acts.endorsement_request(&asked.item.id).unwrap();
    assert_eq!(shown.target_name.as_deref(), Some("Swimming"));
    assert!(shown.document.unwrap().contains(&badge));
    assert_eq!(room.acts.offers(&PageQuery::default()).unwrap().items, []);
    let given = EndorseRequest { request: Some(asked.item.id.clone()), ..give("") };
    let other = EndorseRequest { as_identity: Some("School".to_owned()), ..given.clone() };
    assert_eq!(code(room.acts.endorse(other).await), "identity-other");
    let done = room.acts.endorse(given).await.unwrap();
    assert_eq!(done.item.reasons, ["good criteria", "useful for beginners"]);
    assert_eq!((done.item.comment, &done.item.target), (None, &badge));
    assert_eq!(
        room.acts.endorsements(&PageQuery::default()).unwrap().items[0].target_name.as_deref(),
        Some("Swimming")
    );
    let asked = room.acts.endorsement_request(&asked.item.id).unwrap();
    assert_eq!(asked.state, EndorsementAskState::Given);
    assert_eq!(states(&room), [EndorsementState::Offered]);
    accepted(&room).await;
    assert_eq!(states(&room), [EndorsementState::Published]);
    assert_eq!(endorsers(&room, &badge), [(true, "content".to_owned())]);
    assert!(proof_holds(&room, &badge, "useful for beginners"));
    // Its holder alone hides it and shows it again.
    let id = done.item.id;
    assert_eq!(code(room.acts.hide_endorsement(&id, by("Council")).await), "endorsement-of-others");
    assert!(room.acts.hide_endorsement(&id, by("School")).await.unwrap().changed);
    assert!(!room.acts.hide_endorsement(&id, by("School")).await.unwrap().changed);
    assert_eq!(states(&room), [EndorsementState::Hidden]);
    assert!(!proof_holds(&room, &badge, "useful for beginners"));
    assert_eq!(endorsers(&room, &badge), []);
    assert!(room.acts.show_endorsement(&id, by("School")).await.unwrap().changed);
    assert!(!room.acts.show_endorsement(&id, by("School")).await.unwrap().changed);
    assert_eq!(endorsers(&room, &badge), [(true, "content".to_owned())]);
    // Who gave it alone withdraws it, for good.
    let refused = room.acts.withdraw_endorsement(&id, by("School")).await;
    assert_eq!(code(refused), "identity-other");
    let dry = EndorsementActRequest { dry_run: true, ..by("Council") };
    assert!(!room.acts.withdraw_endorsement(&id, dry).await.unwrap().changed);
    assert_eq!(endorsers(&room, &badge), [(true, "content".to_owned())]);
    assert!(room.acts.withdraw_endorsement(&id, by("Council")).await.unwrap().changed);
    assert!(!room.acts.withdraw_endorsement(&id, by("Council")).await.unwrap().changed);
    assert_eq!(states(&room), [EndorsementState::Withdrawn]);
    assert_eq!(endorsers(&room, &badge), [(false, "content".to_owned())]);
    // The same can be given anew.
    assert!(room.acts.endorse(give(&badge)).await.unwrap().changed);
}

#[tokio::test]
async fn nobody_learns_that_a_request_was_declined() {
    let (room, badge) = holding().await;
    let before = room.acts.store().notes(Shelf::Outbox, &[]).unwrap().len();
    let asked = room.acts.ask_endorsement(ask(&badge)).await.unwrap().item.id;
    let inbox = || room.acts.store().notes(Shelf::Inbox, &[]).unwrap();
    let letter = inbox()
        .into_iter()
        .find(|(_, bytes)| Letter::reopen(bytes).is_ok_and(|letter| letter.from() == room.me));
    let letter = letter.unwrap();
    assert_eq!(code(room.acts.decline_endorsement(&asked, by("School")).await), "identity-other");
    assert!(room.acts.decline_endorsement(&asked, by("Council")).await.unwrap().changed);
    assert_eq!(code(room.acts.decline_endorsement(&asked, by("Council")).await), "unknown");
    let answered = EndorseRequest { request: Some(asked.clone()), ..give("") };
    assert_eq!(code(room.acts.endorse(answered).await), "unknown");
    // It stays, so that another letter of its name is received as before.
    assert!(inbox().contains(&letter));
    assert_eq!(room.acts.store().notes(Shelf::Outbox, &[]).unwrap().len(), before);
    // Who asked sees what silence would look like.
    let sent = room.acts.endorsement_request(&asked).unwrap();
    assert_eq!(sent.state, EndorsementAskState::Waiting);
}

#[tokio::test]
async fn what_can_be_awarded_is_endorsed_as_it_is_described_and_erased_when_withdrawn() {
    let room = school_and_council().await;
    let done = room.acts.endorse(give("Swimming")).await.unwrap();
    assert_eq!(done.item.state, EndorsementState::Published);
    let whole = |view: EndorsementView| json::read(view.document.unwrap().as_bytes()).unwrap();
    let document = whole(room.acts.endorsement(&done.item.id).unwrap());
    let described = room.acts.achievement(SWIMMING).unwrap();
    let described = json::read(described.document.unwrap().as_bytes()).unwrap();
    assert!(bot_protocol::credential::model::related::pins(&document, SWIMMING, &described));
    // Whoever is awarded it sees the same description in the badge.
    let award = IssueRequest {
        as_identity: Some("School".to_owned()),
        achievement: SWIMMING.to_owned(),
        to: room.mallory().to_string(),
        ..IssueRequest::default()
    };
    let badge = room.acts.issue(award).await.unwrap().item.id;
    assert_eq!(endorsers(&room, &badge), [(true, "content".to_owned())]);
    assert!(room.acts.withdraw_endorsement(&done.item.id, by("Council")).await.unwrap().changed);
    assert_eq!(endorsers(&room, &badge), []);
    assert_eq!(states(&room), [EndorsementState::Withdrawn]);
}

#[tokio::test]
async fn an_endorsement_of_somebody_that_is_withdrawn_is_no_tie() {
    let room = school_and_council().await;
    let school = room.me;
    let given = room.acts.endorse(give(&school.to_string())).await.unwrap();
    accepted(&room).await;
    let ties = || {
        let council = room.acts.pick(Some("Council")).unwrap().did();
        let snapshot = room.acts.snapshot().unwrap();
        snapshot.graph().endorsed(&council, &school, room.acts.now()).count()
    };
    assert_eq!(ties(), 1);
    assert!(room.acts.withdraw_endorsement(&given.item.id, by("Council")).await.unwrap().changed);
    assert_eq!(ties(), 0);
    // And the same after a start.
    room.acts.known.forget();
    assert_eq!(ties(), 0);
}

#[tokio::test]
async fn what_cannot_be_asked_or_said_is_refused_by_name() {
    let (room, badge) = holding().await;
    let refused = async |request: EndorsementAsk| code(room.acts.ask_endorsement(request).await);
    let school = room.me.to_string();
    let own = EndorsementAsk { from: "School".to_owned(), ..ask(&badge) };
    assert_eq!(refused(own).await, "request-to-oneself");
    assert_eq!(refused(ask(&room.mallory().to_string())).await, "request-for-another");
    assert_eq!(refused(ask("urn:uuid:ffff")).await, "unknown");
    let nobody = EndorsementAsk { from: "Nobody".to_owned(), ..ask(&badge) };
    assert_eq!(refused(nobody).await, "unknown");
    let long = EndorsementAsk { words: Some("w".repeat(501)), ..ask(&badge) };
    assert_ne!(refused(long).await, "done");
    // For oneself, nothing is shown: whoever asks is known by the letter.
    assert_eq!(room.acts.ask_endorsement(ask("")).await.unwrap().item.target, school);
    let said = async |request: EndorseRequest| code(room.acts.endorse(request).await);
    assert_eq!(
        said(EndorseRequest { reasons: vec!["nice".to_owned()], ..give(&badge) }).await,
        "field-refused"
    );
    assert_eq!(said(EndorseRequest { reasons: Vec::new(), ..give(&badge) }).await, "field-refused");
    // A stranger who asks about somebody else is asked to do so by nobody.
    let request = bot_protocol::statement::request::EndorsementRequest {
        target: school,
        words: None,
        document: None,
    };
    let letter = room.came(&room.mallory, Message::EndorsementRequest(request), 9);
    let given = EndorseRequest { as_identity: None, request: Some(letter), ..give("") };
    assert_eq!(code(room.acts.endorse(given).await), "request-empty");
    assert_eq!(code(room.acts.hide_endorsement("urn:uuid:ffff", by("School")).await), "unknown");
}

#[tokio::test]
async fn an_endorsement_that_ended_can_be_given_again_and_a_standing_one_is_not() {
    let room = Room::new().await;
    let id = "urn:uuid:11111111-1111-4111-8111-111111111111";
    room.achievement(id, "Swimming").await.unwrap();
    let until = Timestamp::from_millis(NOW + DAY).to_string();
    let request = |until: &str| EndorseRequest {
        as_identity: None,
        target: id.to_owned(),
        document: None,
        request: None,
        with: None,
        reasons: Vec::new(),
        comment: "well done".to_owned(),
        valid_until: Some(until.to_owned()),
        dry_run: false,
    };
    assert!(room.acts.endorse(request(&until)).await.unwrap().changed);
    assert!(!room.acts.endorse(request(&until)).await.unwrap().changed);
    room.clock.0.fetch_add(2 * DAY, Ordering::Relaxed);
    let until = Timestamp::from_millis(NOW + 9 * DAY).to_string();
    assert!(room.acts.endorse(request(&until)).await.unwrap().changed);
}

/// Anybody can write the id of an endorsement into another document and publish that.
#[tokio::test]
async fn a_copied_id_neither_blocks_a_withdrawal_nor_takes_the_place_of_what_was_given() {
    let room = school_and_council().await;
    let done = room.acts.endorse(give("Swimming")).await.unwrap();
    let id = done.item.id;
    let text = room.acts.endorsement(&id).unwrap().document.unwrap();
    let forged = text.replace("useful for beginners", "useful for nobody");
    assert_ne!(forged, text);
    let forged = Document::read(forged.as_bytes()).unwrap();
    room.heard(&room.mallory, Content::Endorsement(forged), 8);
    // What nobody signed is not listed at all.
    assert_eq!(states(&room), [EndorsementState::Published]);
    assert_eq!(room.acts.endorsement(&id).unwrap().document, Some(text));
    // One that Mallory signed is hers, and is hidden and withdrawn by nobody else.
    let signed = data::endorsement(9, SWIMMING, &room.mallory);
    let copied = signed.id().unwrap().to_owned();
    room.heard(&room.mallory, Content::Endorsement(signed), 9);
    assert_eq!(states(&room).len(), 2);
    let refused = room.acts.withdraw_endorsement(&copied, by("Council")).await;
    assert_eq!(code(refused), "endorsement-of-another");
    assert!(room.acts.withdraw_endorsement(&id, by("Council")).await.unwrap().changed);
}

#[tokio::test]
async fn what_nobody_signed_answers_no_request_and_a_month_later_it_is_asked_again() {
    let (room, badge) = holding().await;
    let council = room.acts.pick(Some("Council")).unwrap().did().to_string();
    let asked = room.acts.ask_endorsement(ask(&badge)).await.unwrap().item;
    // A letter in which Mallory has the council say so, with a proof of nobody.
    let forged = data::endorsement(9, &badge, &room.mallory);
    let text = String::from_utf8(forged.bytes().to_vec()).unwrap();
    let text = text.replace(&room.mallory().to_string(), &council);
    let forged = Document::read(text.as_bytes()).unwrap();
    room.came(&room.mallory, Message::EndorsementOffer(forged), 21);
    let state = || room.acts.endorsement_request(&asked.id).unwrap().state;
    assert_eq!(state(), EndorsementAskState::Waiting);
    room.pass(29 * DAY);
    assert!(!room.acts.ask_endorsement(ask(&badge)).await.unwrap().changed);
    room.pass(2 * DAY);
    let again = room.acts.ask_endorsement(ask(&badge)).await.unwrap();
    assert!(again.changed && again.item.id != asked.id);
    room.acts.endorse(give(&badge)).await.unwrap();
    assert_eq!(state(), EndorsementAskState::Given);
}

/// Hidden by what it says, not by what it is called; and by whom it concerns, for that one alone.
#[tokio::test]
async fn one_holder_hides_one_endorsement_and_no_other() {
    let room = school_and_council().await;
    let council = room.acts.pick(Some("Council")).unwrap().did();
    let (one, other) = (
        data::endorsement(9, SWIMMING, &room.mallory),
        data::endorsement(9, SWIMMING, &SecretKey::from_seed(&[67; 32])),
    );
    assert_eq!(one.id(), other.id());
    let offered = |to: Did, document: &Document, nonce: u8| {
        let message = Message::EndorsementOffer(document.clone());
        let draft = LetterDraft { to, message, ts: room.acts.now(), nonce: [nonce; 16] };
        let letter = draft.sign(&room.mallory).unwrap();
        room.acts.store().commit(&[letters::put(Shelf::Inbox, &letter)]).unwrap();
        bot_protocol::canon::hash::hex(&[nonce; 16])
    };
    for (to, document, nonce) in [(room.me, &one, 31), (room.me, &other, 32), (council, &one, 33)] {
        let letter = offered(to, document, nonce);
        room.acts.accept(&letter, plain()).await.unwrap();
    }
    let stands = || {
        let snapshot = room.acts.snapshot().unwrap();
        [room.me, council].map(|did| snapshot.said_by(&did, Kind::Endorsement).unwrap().len())
    };
    let hidden = || room.acts.store().notes(Shelf::Hidden, &[]).unwrap().len();
    assert_eq!((stands(), hidden()), ([2, 1], 0));
    let listed = room.acts.endorsements(&PageQuery::default()).unwrap().items;
    assert_eq!(listed.len(), 2, "one id, two endorsers");
    // Of two with one id, neither is meant by it.
    let id = one.id().unwrap();
    assert_eq!(code(room.acts.hide_endorsement(id, by("School")).await), "ambiguous");
    assert_eq!((stands(), hidden()), ([2, 1], 0));
    // The council has but one of them.
    assert!(room.acts.hide_endorsement(id, by("Council")).await.unwrap().changed);
    assert_eq!((stands(), hidden()), ([2, 0], 1));
    // Accepted again, it shows again.
    let again = offered(council, &one, 34);
    room.acts.accept(&again, plain()).await.unwrap();
    assert_eq!((stands(), hidden()), ([2, 1], 0));
}

/// Asked anew after a withdrawal, a request waits as any; the one before tells what became of it.
#[tokio::test]
async fn a_request_tells_what_became_of_it_and_can_be_sent_again_after_a_withdrawal() {
    let (room, badge) = holding().await;
    let first = room.acts.ask_endorsement(ask(&badge)).await.unwrap().item;
    assert_eq!((first.holder_name.as_deref(), first.until), (Some("School"), None));
    let given = EndorseRequest { request: Some(first.id.clone()), ..give("") };
    let id = room.acts.endorse(given).await.unwrap().item.id;
    accepted(&room).await;
    let state = |id: &str| room.acts.endorsement_request(id).unwrap().state;
    assert_eq!(state(&first.id), EndorsementAskState::Given);
    room.pass(2_000);
    room.acts.withdraw_endorsement(&id, by("Council")).await.unwrap();
    assert_eq!(state(&first.id), EndorsementAskState::Withdrawn);
    let again = room.acts.ask_endorsement(ask(&badge)).await.unwrap();
    assert!(again.changed, "{again:?}");
    assert_eq!(state(&again.item.id), EndorsementAskState::Waiting);
    assert_eq!(state(&first.id), EndorsementAskState::Withdrawn);
}

/// Anybody may describe anything under any id: with its author before it, an id is theirs alone.
#[tokio::test]
async fn of_two_who_use_one_id_the_one_that_is_named_is_endorsed() {
    let (room, badge) = holding().await;
    let other = SecretKey::from_seed(&[67; 32]);
    for (author, salt) in [(&room.mallory, 4), (&other, 5)] {
        let creator = Did::from(author.public());
        let text = format!(
            "{{\"id\":\"urn:x:y\",\"type\":[\"Achievement\"],\"creator\":\"{creator}\",\
            \"name\":\"Y{salt}\",\"description\":\"d\",\"criteria\":{{\"narrative\":\"x\"}}}}"
        );
        let content = Content::Achievement(Document::read(text.as_bytes()).unwrap());
        room.heard(author, content, salt);
    }
    assert_eq!(code(room.acts.endorse(give("urn:x:y")).await), "ambiguous");
    let of = |author: &Did, id: &str| give(&format!("{author} {id}"));
    let done = room.acts.endorse(of(&Did::from(other.public()), "urn:x:y")).await.unwrap();
    assert_eq!(done.item.target, "urn:x:y");
    let named = room.acts.endorsements(&PageQuery::default()).unwrap().items;
    assert_eq!(named[0].target, "urn:x:y");
    // Neither somebody else's, nor the beginning of one.
    for (author, id) in [(room.me, "urn:x:y"), (room.mallory(), "urn:x:"), (room.me, &*badge)] {
        assert_eq!(code(room.acts.endorse(of(&author, id)).await), "unknown", "{author} {id}");
    }
    let done = room.acts.endorse(of(&room.mallory(), &badge)).await.unwrap();
    assert_eq!(done.item.target, badge);
}
