//! What somebody notes of badges and gathers of them: within its bounds, theirs alone, and gone with them.

use bot_protocol::api::{DataKind, EraseRequest, IssueRequest, RevokeRequest};
use bot_protocol::statement::letter::Message;

use super::super::passport::{Learning, PortfolioDraft, Purpose};
use super::scenes::SWIMMING;
use super::*;
use crate::keys::Identity;

const BADGE: &str = "urn:uuid:3f0c2a51-7a51-4c39-9f57-0d7d1a2b3c4d";

/// Somebody who holds a badge.
async fn holder() -> (Room, Arc<Identity>) {
    let room = Room::new().await;
    let badge = room.credential(BADGE, &room.mallory, "Swimming");
    let letter = room.came(&room.mallory, Message::CredentialOffer(badge), 7);
    room.acts.accept(&letter, plain()).await.unwrap();
    let me = room.acts.keys.identity(&room.me).unwrap();
    (room, me)
}

fn draft(badges: &[&str]) -> PortfolioDraft {
    PortfolioDraft {
        purpose: Purpose::Application,
        title: "Summer".to_owned(),
        words: String::new(),
        badges: badges.iter().map(|one| (*one).to_owned()).collect(),
        open: true,
        anew: false,
    }
}

#[tokio::test]
async fn notes_stand_beside_a_badge_of_ones_own_within_their_bounds() {
    let (room, me) = holder().await;
    let tags = |count: usize, long: usize| vec!["x".repeat(long); count];
    for (id, count, long, expected) in [
        (BADGE, 20, 60, "done"),
        (BADGE, 21, 60, "field-refused"),
        (BADGE, 20, 61, "field-refused"),
        ("urn:uuid:3f0c2a51", 1, 1, "unknown"),
        ("urn:uuid:00000000-0000-4000-8000-000000000000", 1, 1, "unknown"),
    ] {
        let done = room.acts.note_badge(&me, id, (Some(Learning::Formal), tags(count, long))).await;
        assert_eq!(told(done), expected, "{id} {count} {long}");
    }
    let kept = room.acts.passport(&room.me).unwrap();
    assert_eq!((kept.len(), kept[0].learning, kept[0].tags.len()), (1, Learning::Formal, 20));
    assert!(room.acts.passport(&room.mallory()).unwrap().is_empty(), "of nobody else");
    for number in 0..21 {
        let said = ("A film".to_owned(), Some("https://school.example/".to_owned()));
        let done = room.acts.add_evidence(&me, BADGE, said).await;
        assert_eq!(told(done), if number < 20 { "done" } else { "field-refused" }, "{number}");
    }
    for link in ["javascript:alert(1)", "file:///etc/passwd", "https://a b", "//x.example"] {
        let done =
            room.acts.add_evidence(&me, BADGE, ("A".to_owned(), Some(link.to_owned()))).await;
        assert_eq!(told(done), "field-refused", "{link}");
    }
}

fn told(done: Result<(), ActError>) -> &'static str {
    match done {
        Ok(()) => "done",
        Err(error) => error.code(),
    }
}

#[tokio::test]
async fn a_page_is_seen_by_its_link_while_it_is_open_and_by_nothing_else() {
    let (room, me) = holder().await;
    for badges in [&[][..], &["urn:uuid:00000000-0000-4000-8000-000000000000"], &[BADGE; 61]] {
        assert!(room.acts.keep_portfolio(&me, None, draft(badges)).await.is_err());
    }
    let id = room.acts.keep_portfolio(&me, None, draft(&[BADGE])).await.unwrap();
    let page = room.acts.portfolio(&room.me, &id).unwrap();
    let shown = |secret: &str| room.acts.portfolio_shown(secret).unwrap().is_some();
    assert!(shown(&page.secret));
    for other in [&id[..], &page.secret[..31], "", &page.secret.to_uppercase()] {
        assert!(!shown(other) || other == page.secret, "{other}");
    }
    let closed = PortfolioDraft { open: false, ..draft(&[BADGE]) };
    room.acts.keep_portfolio(&me, Some(&id), closed).await.unwrap();
    assert!(!shown(&page.secret), "closed");
    let anew = PortfolioDraft { anew: true, ..draft(&[BADGE]) };
    room.acts.keep_portfolio(&me, Some(&id), anew).await.unwrap();
    assert!(!shown(&page.secret), "another link");
    assert!(shown(&room.acts.portfolio(&room.me, &id).unwrap().secret));
    assert!(room.acts.portfolio(&room.mallory(), &id).is_err(), "of nobody else");
    let erase = EraseRequest { who: Some(room.me.to_string()), dry_run: false };
    let gone = room.acts.erase_data(erase).await.unwrap().goes;
    assert!(gone.iter().any(|item| item.kind == DataKind::Passport), "{gone:?}");
    assert!(room.acts.portfolios(&room.me).unwrap().is_empty());
}

#[tokio::test]
async fn a_revocation_tells_since_when_it_is_signed_and_nothing_is_told_of_others() {
    let room = Room::new().await;
    room.achievement(SWIMMING, "Swimming").await.unwrap();
    let request = IssueRequest {
        achievement: SWIMMING.to_owned(),
        to: room.mallory().to_string(),
        ..IssueRequest::default()
    };
    let badge = room.acts.issue(request).await.unwrap().item.id;
    assert_eq!(room.acts.spread(&badge).unwrap(), None, "it is not revoked");
    let revoke = RevokeRequest { reason: Some("A mistake".to_owned()), ..RevokeRequest::default() };
    room.acts.revoke(&badge, revoke).await.unwrap();
    let spread = room.acts.spread(&badge).unwrap().unwrap();
    assert_eq!(spread.reason.as_deref(), Some("A mistake"));
    assert!(spread.seen.is_empty() && spread.unseen.is_empty(), "there is no witness");
}
