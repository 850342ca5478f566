//! Communities of a node: a charter comes of letters and of nothing else, who is asked for what, and what
//! becomes of it when a steward goes on with another key.

use bot_protocol::api::{
    AdmitRequest, CharterActRequest, CharterRequest, CharterState, CommunityView, StewardDraft,
    SuccessionRequest, VcIssueOptions, VcIssueRequest, WalletOfferRequest,
};
use bot_protocol::canon::json;

use super::scenes::SWIMMING;
use super::*;

/// A club (the node's first identity), and people of the same node.
async fn room() -> Room {
    let room = Room::new().await;
    for name in ["Ann", "Bob", "Cem"] {
        add(&room, name).await;
    }
    room
}

async fn add(room: &Room, name: &str) -> Did {
    let party = PartyKind::Person;
    let naming = Naming { name: name.to_owned(), party, description: None, url: None };
    let did = room.acts.keys.add(naming, room.acts.now()).unwrap().did();
    room.acts.introduce().await.unwrap();
    did
}

fn steward(who: &str) -> StewardDraft {
    StewardDraft { who: who.to_owned(), role: None, until: None }
}

fn founding() -> CharterRequest {
    CharterRequest {
        as_identity: Some("School".to_owned()),
        purpose: Some("Tea".to_owned()),
        stewards: ["Ann", "Bob", "Cem"].map(steward).into(),
        charter: Some(2),
        admit: Some(2),
        ..CharterRequest::default()
    }
}

fn amending() -> CharterRequest {
    let as_identity = Some("School".to_owned());
    CharterRequest { as_identity, amend: true, ..CharterRequest::default() }
}

/// Has these sign the charter of this name; the answer's code where one is refused.
async fn sign(room: &Room, id: &str, who: &[&str]) -> &'static str {
    for one in who {
        let request = CharterActRequest { as_identity: Some((*one).to_owned()), dry_run: false };
        if let Err(error) = room.acts.sign_charter(id, request).await {
            return error.code();
        }
        room.acts.tend_charters().await.unwrap();
    }
    ""
}

fn club(room: &Room) -> CommunityView {
    room.acts.community(&room.me.to_string()).unwrap()
}

/// The number of the charter in force, and of one that is not confirmed.
fn standing(room: &Room) -> (Option<u32>, Option<u32>) {
    let view = club(room);
    (view.charter.map(|charter| charter.number), view.unconfirmed)
}

async fn founded() -> Room {
    let room = room().await;
    let asked = room.acts.propose_charter(founding()).await.unwrap().item;
    assert_eq!(sign(&room, &asked.id, &["Ann", "Bob", "Cem"]).await, "");
    assert_eq!(standing(&room), (Some(0), None));
    room.pass(DAY);
    room
}

#[tokio::test]
async fn a_charter_comes_of_every_signature_that_it_takes_and_once() {
    let room = room().await;
    let trial = CharterRequest { dry_run: true, ..founding() };
    assert!(!room.acts.propose_charter(trial).await.unwrap().changed);
    assert!(room.acts.charters_asked(&PageQuery::default()).unwrap().items.is_empty());
    let asked = room.acts.propose_charter(founding()).await.unwrap();
    assert_eq!((asked.changed, asked.item.missing.len()), (true, 3));
    assert!(!room.acts.propose_charter(founding()).await.unwrap().changed, "asked once");
    let id = asked.item.id;
    assert_eq!(sign(&room, &id, &["Ann", "Bob", "Bob"]).await, "");
    assert_eq!(standing(&room), (None, None), "nobody is named who did not sign");
    // Whoever signed has signed; whoever was not asked has nothing to sign.
    let refuse =
        |who: &str| CharterActRequest { as_identity: Some(who.to_owned()), dry_run: false };
    assert_eq!(code(room.acts.decline_charter(&id, refuse("Ann")).await), "charter-signed");
    assert_eq!(sign(&room, &id, &["School"]).await, "unknown");
    assert_eq!(sign(&room, &id, &["Cem"]).await, "");
    assert_eq!(standing(&room), (Some(0), None));
    room.acts.tend_charters().await.unwrap();
    let said = room.acts.store().of_kind(Kind::Charter, None).unwrap();
    assert_eq!(said.len(), 1);
    assert_eq!(code(room.acts.propose_charter(founding()).await), "community-chartered");
    assert_eq!(code(room.acts.propose_charter(amending()).await), "charter-unchanged");
}

#[tokio::test]
async fn a_charter_is_changed_by_so_many_as_the_one_before_asks_for() {
    let room = founded().await;
    let stricter = CharterRequest { admit: Some(3), ..amending() };
    let asked = room.acts.propose_charter(stricter).await.unwrap().item;
    assert_eq!((asked.number, asked.needed, asked.missing.len()), (1, 2, 0));
    assert_eq!(sign(&room, &asked.id, &["Cem"]).await, "");
    assert_eq!(standing(&room), (Some(0), None), "one alone");
    assert_eq!(sign(&room, &asked.id, &["Ann"]).await, "");
    assert_eq!(standing(&room), (Some(1), None));
    // What is replaced is signed by nobody any more.
    let other = CharterRequest { admit: Some(1), ..amending() };
    let late = room.acts.propose_charter(other).await.unwrap().item;
    let next = CharterRequest { award: Some(1), ..amending() };
    let next = room.acts.propose_charter(next).await.unwrap().item;
    assert_eq!(sign(&room, &next.id, &["Ann", "Bob"]).await, "");
    assert_eq!(sign(&room, &late.id, &["Cem"]).await, "charter-replaced");
    let all = room.acts.charters_asked(&PageQuery::default()).unwrap().items;
    let state = |id: &str| all.iter().find(|one| one.id == id).map(|one| one.state);
    assert_eq!(state(&late.id), Some(CharterState::Replaced));
    for (bad, expected) in [
        (
            CharterRequest { stewards: vec![steward("School")], ..amending() },
            "steward-is-community",
        ),
        (
            CharterRequest { stewards: ["Ann", "Ann"].map(steward).into(), ..amending() },
            "field-refused",
        ),
        (CharterRequest { parent: Some("School".to_owned()), ..amending() }, "field-refused"),
    ] {
        assert_eq!(code(room.acts.propose_charter(bad).await), expected);
    }
}

/// The stewards by name, each with their role, in the order of names.
fn board(charter: &bot_protocol::api::CharterView) -> Vec<(String, String)> {
    let all = charter.stewards.iter();
    let mut all: Vec<_> =
        all.map(|one| (one.who.name.clone().unwrap(), one.role.clone())).collect();
    all.sort();
    all
}

#[tokio::test]
async fn a_board_is_changed_by_who_comes_and_who_goes_and_nobody_is_lost_by_it() {
    let room = founded().await;
    add(&room, "Dan").await;
    let trial = |asked: CharterRequest| {
        let acts = Arc::clone(&room.acts);
        async move { acts.propose_charter(CharterRequest { dry_run: true, ..asked }).await }
    };
    let role = |who: &str, role: &str| StewardDraft { role: Some(role.to_owned()), ..steward(who) };
    let named = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter().map(|(who, role)| ((*who).to_owned(), (*role).to_owned())).collect()
    };
    let (ann, bob, cem) = (("Ann", "steward"), ("Bob", "steward"), ("Cem", "steward"));
    for (add, without, expected) in [
        (vec![steward("Dan")], vec![], named(&[ann, bob, cem, ("Dan", "steward")])),
        (vec![role("Bob", "chair")], vec![], named(&[ann, ("Bob", "chair"), cem])),
        (vec![], vec!["Bob"], named(&[ann, cem])),
        (vec![role("Dan", "chair")], vec!["Ann"], named(&[bob, cem, ("Dan", "chair")])),
    ] {
        let without_stewards = without.into_iter().map(str::to_owned).collect();
        let asked = CharterRequest { add_stewards: add, without_stewards, ..amending() };
        assert_eq!(board(&trial(asked).await.unwrap().item), expected);
    }
    let whole = CharterRequest { stewards: ["Ann", "Dan"].map(steward).into(), ..amending() };
    assert_eq!(board(&trial(whole).await.unwrap().item), named(&[ann, ("Dan", "steward")]));
    let without = |who: &str| vec![who.to_owned()];
    for (bad, expected) in [
        (CharterRequest { without_stewards: without("Dan"), ..amending() }, "field-refused"),
        (CharterRequest { without_stewards: without("Nobody"), ..amending() }, "unknown"),
        (CharterRequest { add_stewards: vec![steward("Ann")], ..amending() }, "charter-unchanged"),
        (
            CharterRequest {
                stewards: vec![steward("Ann")],
                add_stewards: vec![steward("Dan")],
                ..amending()
            },
            "field-refused",
        ),
        // Two of two stewards would be asked for where one is left.
        (
            CharterRequest {
                without_stewards: ["Ann", "Bob"].map(str::to_owned).into(),
                ..amending()
            },
            "content-refused",
        ),
    ] {
        assert_eq!(code(trial(bad).await), expected);
    }
}

#[tokio::test]
async fn an_empty_parent_leaves_it_and_what_is_left_out_stays() {
    let room = founded().await;
    let whole = add(&room, "Whole").await;
    let parent = |name: &str| CharterRequest { parent: Some(name.to_owned()), ..amending() };
    let asked = room.acts.propose_charter(parent("Whole")).await.unwrap().item;
    assert_eq!(sign(&room, &asked.id, &["Ann", "Bob"]).await, "");
    let named = |room: &Room| club(room).charter.unwrap().parent.map(|one| one.did);
    assert_eq!(named(&room), Some(whole.to_string()));
    let other = CharterRequest { award: Some(1), ..amending() };
    let other = room.acts.propose_charter(other).await.unwrap().item;
    assert_eq!(other.parent.map(|one| one.did), Some(whole.to_string()));
    room.pass(1);
    for empty in ["", " "] {
        let asked = room.acts.propose_charter(parent(empty)).await.unwrap().item;
        assert_eq!((asked.number, asked.parent), (2, None));
    }
    let asked = room.acts.propose_charter(parent("")).await.unwrap().item;
    assert_eq!(sign(&room, &asked.id, &["Ann", "Bob"]).await, "");
    assert_eq!(named(&room), None);
    assert_eq!(code(room.acts.propose_charter(parent("")).await), "charter-unchanged");
}

#[tokio::test]
async fn of_two_charters_that_are_asked_for_the_later_one_is_meant() {
    let room = room().await;
    let other = || CharterRequest { purpose: Some("Coffee".to_owned()), ..founding() };
    let first = room.acts.propose_charter(founding()).await.unwrap().item;
    room.pass(1);
    let second = room.acts.propose_charter(other()).await.unwrap().item;
    let told = || {
        let all = room.acts.charters_asked(&PageQuery::default()).unwrap().items;
        let of = |id: &str| all.iter().find(|one| one.id == id).unwrap().superseded;
        (all.len(), of(&first.id), of(&second.id))
    };
    assert_eq!(told(), (2, true, false));
    assert_eq!(sign(&room, &first.id, &["Ann", "Bob", "Cem"]).await, "");
    assert_eq!(standing(&room), (None, None), "another was asked for in its place");
    // Meant again, it is asked for of everybody, and those who signed have signed.
    room.pass(1);
    assert!(room.acts.propose_charter(founding()).await.unwrap().changed);
    assert_eq!(told(), (2, false, true));
    room.acts.tend_charters().await.unwrap();
    assert_eq!(standing(&room), (Some(0), None));
    assert_eq!(club(&room).charter.unwrap().purpose, "Tea");
}

#[tokio::test]
async fn a_steward_who_goes_on_with_another_key_signs_again_what_nothing_else_dates() {
    let room = founded().await;
    let stricter = CharterRequest { admit: Some(1), ..amending() };
    let asked = room.acts.propose_charter(stricter).await.unwrap().item;
    assert_eq!(sign(&room, &asked.id, &["Ann", "Bob"]).await, "");
    assert_eq!(standing(&room), (Some(1), None));
    room.pass(DAY);
    let ann = room.acts.pick(Some("Ann")).unwrap().did();
    add(&room, "Ann anew").await;
    let succession = SuccessionRequest {
        words: SecretText::new(room.acts.keys.sheet(&ann).unwrap().to_string()),
        as_identity: Some("Ann anew".to_owned()),
        since: None,
        keep: Vec::new(),
        dry_run: false,
    };
    room.acts.succeed(succession).await.unwrap();
    room.pass(DAY);
    // A thief of her former key and of the club's could have said it, at whatever date they like.
    assert_eq!(standing(&room), (Some(0), Some(1)));
    let admitting = AdmitRequest {
        as_identity: Some("School".to_owned()),
        who: "Cem".to_owned(),
        ..AdmitRequest::default()
    };
    assert_eq!(code(room.acts.admit(admitting).await), "charter-unconfirmed");
    assert_eq!(code(room.acts.propose_charter(founding()).await), "charter-unconfirmed");
    let again = room.acts.propose_charter(amending()).await.unwrap();
    assert_eq!((again.changed, &again.item.id), (true, &asked.id), "the very same text");
    assert_eq!((again.item.state, again.item.needed), (CharterState::Asked, 1));
    room.acts.tend_charters().await.unwrap();
    assert_eq!(standing(&room), (Some(0), Some(1)), "her former key signs nothing more");
    assert_eq!(sign(&room, &asked.id, &["Ann anew"]).await, "");
    assert_eq!(standing(&room), (Some(1), None));
    room.acts.tend_charters().await.unwrap();
    assert_eq!(room.acts.store().of_kind(Kind::Charter, None).unwrap().len(), 3);
}

/// Nobody is asked of an award that goes to a wallet, or that a program writes: where the charter wants
/// stewards behind it, it is not made.
#[tokio::test]
async fn an_award_that_takes_stewards_goes_to_no_wallet_and_is_written_by_no_program() {
    for (award, expected) in [(None, "done"), (Some(1), "award-takes-stewards")] {
        let room = Room::with(|config| config.web.base_url = "https://club.example".into()).await;
        room.achievement(SWIMMING, "Swimming").await.unwrap();
        for name in ["Ann", "Bob", "Cem"] {
            add(&room, name).await;
        }
        let charter = CharterRequest { award, ..founding() };
        let asked = room.acts.propose_charter(charter).await.unwrap().item;
        assert_eq!(sign(&room, &asked.id, &["Ann", "Bob", "Cem"]).await, "");
        room.pass(DAY);
        let (as_identity, achievement) = (Some("School".to_owned()), "Swimming".to_owned());
        let wallet = WalletOfferRequest {
            as_identity: as_identity.clone(),
            achievement: achievement.clone(),
            ..WalletOfferRequest::default()
        };
        assert_eq!(code(room.acts.offer_to_wallet(wallet, "").await), expected);
        let trial = IssueRequest {
            as_identity,
            achievement,
            to: "Ann".to_owned(),
            dry_run: true,
            ..IssueRequest::default()
        };
        let trial = room.acts.issue(trial).await.unwrap().item.document.unwrap();
        let mut credential = json::read(trial.as_bytes()).unwrap();
        credential.as_object_mut().unwrap().remove("credentialStatus");
        let request = VcIssueRequest { credential, options: VcIssueOptions::default() };
        let acting = Acting::of(Some("School"));
        assert_eq!(code(room.acts.vc_issue(&acting, request, None).await), expected);
    }
}

#[tokio::test]
async fn whoever_goes_on_for_a_steward_or_a_community_is_told_of_it_and_nobody_else() {
    let room = founded().await;
    let ann = room.acts.pick(Some("Ann")).unwrap().did();
    let told = |who: &Did| {
        let snapshot = room.acts.snapshot().unwrap();
        let all = room.acts.succeeded_in(&snapshot, who).unwrap();
        all.iter().map(|one| (one.community.did.clone(), one.itself)).collect::<Vec<_>>()
    };
    let club = room.me.to_string();
    assert_eq!(told(&ann), [(club.clone(), false)]);
    assert_eq!(told(&room.me), [(club, true)]);
    assert_eq!(told(&room.mallory()), []);
}
