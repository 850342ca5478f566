//! Disagreeing: noted, published, withdrawn and answered on one node, each once and by whose it is.

use bot_protocol::api::{
    DataKind, DisputeActRequest, DisputeRequest, DisputeView, EraseRequest, IssueRequest,
    ReplyRequest, VerifyReply, VerifyRequest,
};
use bot_protocol::words::Lang;

use super::scenes::{SWIMMING, school_and_council};
use super::*;

fn dispute(publish: bool) -> DisputeRequest {
    DisputeRequest {
        as_identity: Some("Council".to_owned()),
        subject: "Swimming".to_owned(),
        words: "Too easy".to_owned(),
        publish,
        ..DisputeRequest::default()
    }
}

fn listed(room: &Room) -> Vec<DisputeView> {
    room.acts.disputes(&PageQuery::default(), Lang::En).unwrap().items
}

fn by(who: &str) -> DisputeActRequest {
    DisputeActRequest { as_identity: Some(who.to_owned()), dry_run: false }
}

fn answer(who: &str, words: Option<&str>) -> ReplyRequest {
    let (as_identity, words) = (Some(who.to_owned()), words.map(str::to_owned));
    ReplyRequest { as_identity, words, dry_run: false }
}

#[tokio::test]
async fn it_is_noted_published_and_withdrawn_once_each_by_whose_it_is() {
    let room = school_and_council().await;
    let dry = DisputeRequest { dry_run: true, ..dispute(false) };
    assert!(!room.acts.dispute(dry).await.unwrap().changed);
    assert_eq!(listed(&room), []);
    let noted = room.acts.dispute(dispute(false)).await.unwrap();
    assert!(noted.changed && noted.entry.is_none() && noted.item.private, "{noted:?}");
    assert!(!room.acts.dispute(dispute(false)).await.unwrap().changed);
    let id = noted.item.id.unwrap();
    assert_eq!(code(room.acts.publish_dispute(&id, by("School")).await), "identity-other");
    assert_eq!(
        code(room.acts.reply_to_dispute(&id, answer("School", Some("no"))).await),
        "unknown"
    );
    let said = room.acts.publish_dispute(&id, by("Council")).await.unwrap();
    assert!(said.changed && !said.item.private, "{said:?}");
    assert_eq!(code(room.acts.publish_dispute(&id, by("Council")).await), "unknown");
    let [one] = listed(&room).try_into().unwrap();
    assert_eq!((&one.id, one.private, one.about.as_str()), (&said.entry, false, "achievement"));
    let id = one.id.unwrap();
    assert!(!room.acts.publish_dispute(&id, by("Council")).await.unwrap().changed);
    assert!(!room.acts.dispute(dispute(true)).await.unwrap().changed);
    assert_eq!(code(room.acts.withdraw_dispute(&id, by("School")).await), "identity-other");
    assert!(room.acts.withdraw_dispute(&id, by("Council")).await.unwrap().changed);
    assert_eq!(listed(&room), []);
    assert_eq!(code(room.acts.withdraw_dispute(&id, by("Council")).await), "unknown");
    // What was withdrawn can be said anew.
    assert!(room.acts.dispute(dispute(true)).await.unwrap().changed);
}

/// A note is for the eyes of its author: what is judged for others, or kept, has none of it.
#[tokio::test]
async fn a_note_is_told_in_a_verdict_of_ones_own_alone() {
    let room = school_and_council().await;
    let award = IssueRequest {
        as_identity: Some("School".to_owned()),
        achievement: SWIMMING.to_owned(),
        to: room.mallory().to_string(),
        ..IssueRequest::default()
    };
    let issued = room.acts.issue(award).await.unwrap();
    assert!(room.acts.dispute(dispute(false)).await.unwrap().changed);
    let document =
        bot_protocol::canon::multibase::encode_base64(issued.item.document.unwrap().as_bytes());
    let request = VerifyRequest { document, ..VerifyRequest::default() };
    let told = |verdict: VerifyReply| verdict.disputes.len();
    assert_eq!(told(room.acts.verify(&request).unwrap()), 1);
    assert_eq!(told(room.acts.verdict_on(&request, false).unwrap()), 0);
    // A stranger is told what is known, and nothing of whom the owner knows or is.
    let path = |verdict: VerifyReply| verdict.findings["path"].reason.clone();
    assert_eq!(path(room.acts.verify(&request).unwrap()), "issuer-is-you");
    let stranger = || room.acts.verify_for_others(&request).unwrap();
    assert_eq!((path(stranger()), told(stranger())), ("self-asserted".to_owned(), 0));
    // What is published is told to both.
    assert!(room.acts.dispute(dispute(true)).await.unwrap().changed);
    assert!(told(room.acts.verdict_on(&request, false).unwrap()) == 1);
}

#[tokio::test]
async fn whom_it_concerns_answers_and_takes_the_answer_back() {
    let room = school_and_council().await;
    let said = room.acts.dispute(dispute(true)).await.unwrap();
    let id = said.item.id.unwrap();
    let refused = room.acts.reply_to_dispute(&id, answer("Council", Some("Indeed"))).await;
    assert_eq!(code(refused), "dispute-of-another");
    let empty = room.acts.reply_to_dispute(&id, answer("School", Some(" "))).await;
    assert_ne!(code(empty), "done");
    for words in ["Not at all", "Not at all, in winter"] {
        let reply = answer("School", Some(words));
        assert!(room.acts.reply_to_dispute(&id, reply.clone()).await.unwrap().changed);
        assert!(!room.acts.reply_to_dispute(&id, reply).await.unwrap().changed);
        let told = listed(&room).pop().unwrap().reply.unwrap();
        assert_eq!(told.words, words);
        room.pass(1000);
    }
    assert!(room.acts.reply_to_dispute(&id, answer("School", None)).await.unwrap().changed);
    assert!(!room.acts.reply_to_dispute(&id, answer("School", None)).await.unwrap().changed);
    assert_eq!(listed(&room).pop().unwrap().reply, None);
}

#[tokio::test]
async fn refused_words_and_subjects_are_named_and_an_erasure_takes_notes_along() {
    let room = school_and_council().await;
    let refused = async |request: DisputeRequest| code(room.acts.dispute(request).await);
    let long = DisputeRequest { words: "w".repeat(501), ..dispute(false) };
    assert_ne!(refused(long).await, "done");
    let blank = DisputeRequest { words: " ".to_owned(), ..dispute(false) };
    assert_ne!(refused(blank).await, "done");
    let scope = DisputeRequest { scope: Some("s".repeat(101)), ..dispute(false) };
    assert_ne!(refused(scope).await, "done");
    let nothing = DisputeRequest { subject: "Diving".to_owned(), ..dispute(false) };
    assert_eq!(refused(nothing).await, "unknown");
    let nobody = DisputeRequest { subject: room.mallory().to_string(), ..dispute(false) };
    assert_eq!(refused(nobody).await, "unknown");
    assert_eq!(refused(dispute(false)).await, "done");
    let request = EraseRequest { who: Some(room.me.to_string()), dry_run: true };
    let plan = room.acts.erase_data(request).await.unwrap();
    let goes = |kind| plan.goes.iter().any(|item| item.kind == kind);
    assert!(goes(DataKind::Dispute) && !goes(DataKind::Endorsement), "{:?}", plan.goes);
}

/// An older word about the same must not stand again when the newest is taken back.
#[tokio::test]
async fn withdrawing_takes_back_everything_said_about_the_same() {
    let room = school_and_council().await;
    let said = async |words: &str, scope: Option<&str>, publish: bool| {
        let (words, scope) = (words.to_owned(), scope.map(str::to_owned));
        let request = DisputeRequest { words, scope, ..dispute(publish) };
        room.acts.dispute(request).await.unwrap().item.id.unwrap()
    };
    said("Too easy", None, true).await;
    room.pass(1000);
    let newest = said("Far too easy", None, true).await;
    said("Between us: a joke", None, false).await;
    let other = said("Too cold", Some("winter"), true).await;
    assert_eq!(listed(&room).len(), 4);
    assert!(room.acts.withdraw_dispute(&newest, by("Council")).await.unwrap().changed);
    let left: Vec<_> = listed(&room).into_iter().map(|one| one.id.unwrap()).collect();
    assert_eq!(left, [other]);
}

/// Whoever says much about somebody costs them little, and is counted before being read.
#[tokio::test]
async fn strangers_are_counted_and_shown_when_asked_for() {
    let room = school_and_council().await;
    let entry = room.acts.achievement(SWIMMING).unwrap().entry.unwrap();
    let about = entry.parse().map(bot_protocol::statement::kinds::Disputed::Statement).unwrap();
    let strangers: Vec<_> = (100..140).map(|seed| SecretKey::from_seed(&[seed; 32])).collect();
    for (number, stranger) in strangers.iter().enumerate() {
        let words = format!("junk {number}");
        let said = bot_protocol::statement::kinds::Dispute { about, scope: None, words };
        room.heard(stranger, Content::Dispute(said), u8::try_from(number).unwrap());
    }
    let query = PageQuery::default();
    let page = room.acts.disputes(&query, Lang::En).unwrap();
    assert_eq!((page.items.len(), page.strangers), (0, 40));
    let asked = room.acts.disputes_of_strangers(&query, Lang::En).unwrap();
    assert_eq!((asked.items.len(), asked.strangers), (32, 40));
    // Answered all the same, by whom it concerns.
    let id = asked.items[0].id.clone().unwrap();
    assert!(room.acts.reply_to_dispute(&id, answer("School", Some("Come and see"))).await.is_ok());
    // One whom the school knows is told like anybody it can reach.
    let known = Did::from(strangers[0].public()).to_string();
    let contact =
        bot_protocol::api::ContactDraft { did: known, name: "Max".to_owned(), note: None };
    room.acts.add_contact(contact).await.unwrap();
    let page = room.acts.disputes(&query, Lang::En).unwrap();
    assert_eq!((page.items.len(), page.strangers), (1, 39));
    // A name of the address book is meant before what a badge is called.
    let named = bot_protocol::api::ContactDraft {
        did: room.me.to_string(),
        name: "Swimming".to_owned(),
        note: None,
    };
    room.acts.add_contact(named).await.unwrap();
    let request = DisputeRequest { dry_run: true, ..dispute(false) };
    assert_eq!(room.acts.dispute(request).await.unwrap().item.about, "issuer");
}

/// What else stands in the ledger of whoever disagrees moves no answer, not where a rule asks for much.
#[tokio::test]
async fn a_disputers_junk_moves_no_finding_of_a_badge_that_a_rule_lets_award() {
    let room = school_and_council().await;
    let max = SecretKey::from_seed(&[81; 32]);
    let contact = bot_protocol::api::ContactDraft {
        did: Did::from(max.public()).to_string(),
        name: "Max".to_owned(),
        note: None,
    };
    room.acts.add_contact(contact).await.unwrap();
    let rule = r#"{"endorsedBy":{"atLeast":1,"of":["School"]}}"#;
    let grant = bot_protocol::api::GrantRequest {
        as_identity: Some("School".to_owned()),
        achievement: Some("Swimming".to_owned()),
        rule: Some(bot_protocol::canon::json::read(rule.as_bytes()).unwrap()),
        ..bot_protocol::api::GrantRequest::default()
    };
    room.acts.give_grant(grant).await.unwrap();
    let award = IssueRequest {
        as_identity: Some("Council".to_owned()),
        achievement: "Swimming".to_owned(),
        to: room.mallory().to_string(),
        ..IssueRequest::default()
    };
    let issued = room.acts.issue(award).await.unwrap().item;
    let document = issued.document.unwrap();
    let encoded = bot_protocol::canon::multibase::encode_base64(document.as_bytes());
    let request = VerifyRequest { document: encoded, ..VerifyRequest::default() };
    let before = room.acts.verify(&request).unwrap();
    // He takes things back, describes, grants and praises, all of it beside the point.
    let secured = bot_protocol::verdict::Secured::by_its_proofs(
        bot_protocol::canon::json::read(document.as_bytes()).unwrap(),
    );
    let about = bot_protocol::verdict::disputes::digest(&secured);
    let about = bot_protocol::statement::kinds::Disputed::Credential(about);
    let dispute = bot_protocol::statement::kinds::Dispute {
        about,
        scope: None,
        words: "He never swam".to_owned(),
    };
    let revoke = bot_protocol::statement::kinds::Revoke {
        list: 1,
        indexes: (0..500).collect(),
        reason: None,
        of: None,
    };
    let praise = data::endorsement(3, "urn:uuid:something-else", &max);
    let junk = [
        Content::Revoke(revoke),
        Content::Endorsement(praise),
        Content::Publish(room.placed(
            &uuid([8; 16]),
            &max,
            "Junk",
            (None, Did::from(max.public())),
        )),
        Content::Dispute(dispute),
    ];
    for (salt, content) in (1..).zip(junk) {
        room.heard(&max, content, salt);
    }
    let after = room.acts.verify(&request).unwrap();
    assert_eq!(after.findings, before.findings);
    assert_eq!((before.disputes.len(), after.disputes.len()), (0, 1));
}

#[tokio::test]
async fn what_is_said_at_once_leaves_no_note_behind_and_what_waits_for_an_answer_is_counted() {
    let room = school_and_council().await;
    room.acts.dispute(dispute(false)).await.unwrap();
    let other = DisputeRequest { words: "Too far".to_owned(), ..dispute(false) };
    room.acts.dispute(other).await.unwrap();
    room.acts.dispute(dispute(true)).await.unwrap();
    // The same one is there once, in public; another one stays a note.
    let all = listed(&room);
    let mut told: Vec<_> = all.iter().map(|one| (one.words.as_str(), one.private)).collect();
    told.sort_unstable();
    assert_eq!(told, [("Too easy", false), ("Too far", true)]);
    assert!(all.iter().all(|one| !one.personal));
    // What a person says of themselves is nobody's but the note's, and that is told.
    let naming =
        Naming { name: "Lea".to_owned(), party: PartyKind::Person, description: None, url: None };
    room.acts.keys.add(naming, room.acts.now()).unwrap();
    room.acts.introduce().await.unwrap();
    let of_lea = |publish| DisputeRequest { subject: "Lea".to_owned(), ..dispute(publish) };
    assert!(room.acts.dispute(of_lea(false)).await.unwrap().item.personal);
    assert_eq!(code(room.acts.dispute(of_lea(true)).await), "dispute-of-person");
    // One's own node counts what others say alone.
    assert_eq!(room.acts.status().await.unwrap().asked.disputes, 0);
}
