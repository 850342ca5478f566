//! Communities on one node: who is asked for what, what is told of it, and what a part may say of its whole.

use bot_protocol::api::{
    AdmitRequest, AdmitWaits, Answer, BadgeDoubt, CharterActRequest, CharterRequest, CharterState,
    CredentialRole, DismissRequest, EndorseRequest, EndorsementActRequest, EndorsementAsk,
    EndorsementAskState, LeaveRequest, StewardDraft, SuccessionRequest,
};
use bot_protocol::statement::letter::LetterKind;

use bot_protocol::words::Lang;

use super::scenes::school_and_council;
use super::*;

/// School and Council are stewards of the Club, and Lea wants to be a member.
async fn town() -> Room {
    let room = school_and_council().await;
    for (name, party) in
        [("Club", PartyKind::Community), ("Kids", PartyKind::Community), ("Lea", PartyKind::Person)]
    {
        let naming = Naming { name: name.to_owned(), party, description: None, url: None };
        room.acts.keys.add(naming, room.acts.now()).unwrap();
    }
    room.acts.introduce().await.unwrap();
    room
}

fn founding(name: &str, acts: [u8; 3], parent: Option<&str>) -> CharterRequest {
    let steward = |who: &str| StewardDraft { who: who.to_owned(), role: None, until: None };
    let [charter, admit, award] = acts.map(Some);
    CharterRequest {
        as_identity: Some(name.to_owned()),
        purpose: Some("Ride together".to_owned()),
        parent: parent.map(str::to_owned),
        stewards: ["School", "Council"].map(steward).into(),
        charter,
        admit,
        award,
        ..CharterRequest::default()
    }
}

/// Asks for a charter, which both stewards sign.
async fn chartered(room: &Room, request: CharterRequest) {
    let id = room.acts.propose_charter(request).await.unwrap().item.id;
    for who in ["School", "Council"] {
        let as_identity = Some(who.to_owned());
        let act = CharterActRequest { as_identity, dry_run: false };
        room.acts.sign_charter(&id, act).await.unwrap();
    }
    room.acts.tend_charters().await.unwrap();
    room.pass(2_000);
}

fn admitting(community: &str, who: &str) -> AdmitRequest {
    AdmitRequest {
        as_identity: Some(community.to_owned()),
        who: who.to_owned(),
        role: Some("rider".to_owned()),
        ..AdmitRequest::default()
    }
}

/// Accepts everything that is offered, and publishes it.
async fn all_accepted(room: &Room) {
    for offer in room.acts.offers(&PageQuery::default()).unwrap().items {
        room.acts.accept(&offer.id, AcceptRequest { publish: true, ..plain() }).await.unwrap();
    }
}

/// Both stewards stand behind what they are asked to.
async fn all_backed(room: &Room) {
    for ask in room.acts.endorsement_requests(&PageQuery::default()).unwrap().items {
        if ask.state == EndorsementAskState::Waiting {
            room.acts.endorse(backing(ask.id)).await.unwrap();
        }
    }
    all_accepted(room).await;
}

/// A steward stands behind what this request asks about.
fn backing(ask: String) -> EndorseRequest {
    EndorseRequest {
        as_identity: None,
        target: String::new(),
        document: None,
        request: Some(ask),
        with: None,
        reasons: Vec::new(),
        comment: "Welcome".to_owned(),
        valid_until: None,
        dry_run: false,
    }
}

fn stands(room: &Room, community: &str) -> Vec<Answer> {
    let all = room.acts.members(community, &PageQuery::default(), Lang::En).unwrap().items;
    all.iter().map(|one| one.stands).collect()
}

#[tokio::test]
async fn an_award_that_takes_stewards_asks_them_and_says_so() {
    let room = awarding().await;
    let award = long_ride;
    // Before there is a charter its key alone is asked.
    assert_eq!(room.acts.issue(award()).await.unwrap().item.stewards, None);
    chartered(&room, founding("Club", [2, 1, 2], None)).await;
    let dry = room.acts.issue(IssueRequest { dry_run: true, ..award() }).await.unwrap();
    assert_eq!(dry.item.stewards.map(|asked| asked.needed), Some(2));
    let asked = || room.acts.endorsement_requests(&PageQuery::default()).unwrap().items;
    assert_eq!(asked(), []);
    let done = room.acts.issue(award()).await.unwrap().item;
    let stewards = done.stewards.unwrap();
    assert_eq!((stewards.needed, stewards.asked.len()), (2, 2));
    let all = asked();
    assert!(all.len() == 2 && all.iter().all(|one| one.target == done.id), "{all:?}");
    // Whoever is asked is told whom it is about.
    assert!(all.iter().all(|one| one.holder_name.as_deref() == Some("Lea")), "{all:?}");
    let status = room.acts.status().await.unwrap();
    assert_eq!(status.asked.endorsements, 2);
    all_backed(&room).await;
    assert!(asked().iter().all(|one| one.state == EndorsementAskState::Given));
    assert_eq!(room.acts.status().await.unwrap().asked.endorsements, 0);
}

/// A club with what it awards.
async fn awarding() -> Room {
    let room = town().await;
    let texts = |text: &str| Value::object([("en", text)]);
    let draft = AchievementDraft {
        as_identity: Some("Club".to_owned()),
        name: texts("Long ride"),
        description: texts("as it is"),
        criteria: texts("ride"),
        ..AchievementDraft::default()
    };
    room.acts.add_achievement(draft).await.unwrap();
    room
}

/// The same, where awards take two stewards.
async fn riding() -> Room {
    let room = awarding().await;
    chartered(&room, founding("Club", [2, 1, 2], None)).await;
    room
}

fn long_ride() -> IssueRequest {
    IssueRequest {
        as_identity: Some("Club".to_owned()),
        achievement: "Long ride".to_owned(),
        to: "Lea".to_owned(),
        ..IssueRequest::default()
    }
}

#[tokio::test]
async fn of_an_award_that_takes_stewards_none_is_there_of_which_nobody_is_asked() {
    let room = riding().await;
    let sent = || {
        let sent = room.acts.sent().unwrap().into_iter();
        sent.filter(|one| one.kind() == LetterKind::EndorsementRequest).count()
    };
    let asked = || room.acts.endorsement_requests(&PageQuery::default()).unwrap().items.len();
    let came = || room.acts.letters_of_kinds(&[LetterKind::EndorsementRequest]).unwrap().len();
    // The node is killed right after the award: the letters are noted, and leave at the next start.
    room.takes(1);
    let done = room.acts.issue(long_ride()).await.unwrap();
    assert_eq!((sent(), asked(), came()), (2, 2, 0));
    room.refuse(false);
    room.acts.repost().await.unwrap();
    assert_eq!((sent(), asked(), came()), (2, 2, 2));
    // Asked by hand, nobody is asked twice; with words of one's own, anew.
    for (words, changed) in [(None, false), (Some("Please"), true)] {
        let ask = EndorsementAsk {
            as_identity: Some("Club".to_owned()),
            target: done.item.id.clone(),
            from: "School".to_owned(),
            words: words.map(str::to_owned),
            ..EndorsementAsk::default()
        };
        assert_eq!(room.acts.ask_endorsement(ask).await.unwrap().changed, changed, "{words:?}");
    }
    // Killed before it, there is neither.
    room.refuse(true);
    assert!(room.acts.issue(long_ride()).await.is_err());
    room.refuse(false);
    assert_eq!((sent(), asked()), (3, 3));
}

#[tokio::test]
async fn lists_codes_and_memberships_ask_stewards_as_a_single_award_does() {
    let room = riding().await;
    let asked = || room.acts.endorsement_requests(&PageQuery::default()).unwrap().items;
    let achievement = room.acts.achievement("Long ride").unwrap().id;
    let me = room.acts.pick(Some("Club")).unwrap();
    let line = crate::acts::batches::Line { to: "Lea".to_owned(), ..Default::default() };
    let lines = room.acts.lines_checked((&me, &achievement), vec![line], false).unwrap();
    let begun = room.acts.begin_batch((&me, &achievement), (lines, false), |_| Vec::new());
    begun.await.unwrap();
    room.acts.go_on_with_batches(|| true).await.unwrap();
    assert_eq!(asked().len(), 2);
    // A membership takes one of them by its charter, and both are asked, with the words it comes with.
    let admitting =
        AdmitRequest { words: Some("She rides".to_owned()), ..admitting("Club", "Lea") };
    let done = room.acts.admit(admitting.clone()).await.unwrap();
    assert_eq!((done.needed, done.asked_now.len(), asked().len()), (1, 2, 4));
    let with_words = asked().iter().filter(|one| one.words.is_some()).count();
    assert_eq!(with_words, 2);
    let again = room.acts.admit(admitting).await.unwrap();
    assert!(!again.changed && again.asked_now.is_empty(), "{again:?}");
    assert_eq!(asked().len(), 4);
    // So does what is given out in a room.
    let giving = crate::acts::claims::Giving { achievement, minutes: 60, most: 9, narrative: None };
    let given = room.acts.give_out(&me, giving).await.unwrap();
    let lea = room.acts.somebody_called("Lea").unwrap();
    assert_eq!(room.acts.claim(&given, lea).await, Ok(true));
    assert_eq!(asked().len(), 6);
}

#[tokio::test]
async fn a_charter_that_waits_is_told_and_whoever_is_admitted_before_it_is_asked_for_again() {
    let room = town().await;
    let request = founding("Club", [2, 2, 0], None);
    let asked = room.acts.propose_charter(request.clone()).await.unwrap();
    assert_eq!(room.acts.status().await.unwrap().asked.charters, 1);
    let early = room.acts.admit(admitting("Club", "Lea")).await.unwrap();
    assert_eq!((early.needed, early.waits), (0, vec![AdmitWaits::Charter]));
    for who in ["School", "Council"] {
        let act = CharterActRequest { as_identity: Some(who.to_owned()), dry_run: false };
        room.acts.sign_charter(&asked.item.id, act).await.unwrap();
    }
    room.acts.tend_charters().await.unwrap();
    assert_eq!(room.acts.status().await.unwrap().asked.charters, 0);
    let again = room.acts.admit(admitting("Club", "Lea")).await.unwrap();
    assert!(again.changed && !again.offered && again.waits.is_empty(), "{again:?}");
    assert_eq!((again.needed, again.asked_now.len()), (2, 2));
    let third = room.acts.admit(admitting("Club", "Lea")).await.unwrap();
    assert!(!third.changed && third.asked_now.is_empty(), "{third:?}");
    // Who signs an amendment is shown what it changes.
    let amend = CharterRequest { amend: true, admit: Some(1), ..request };
    let amended = room.acts.propose_charter(amend).await.unwrap().item;
    let before = amended.replaces.unwrap();
    assert_eq!((before.acts.admit, amended.acts.admit), (2, 1));
    assert_eq!((before.state, before.number), (CharterState::InForce, 0));
}

#[tokio::test]
async fn a_part_is_one_by_the_word_of_the_whole_alone() {
    let room = town().await;
    chartered(&room, founding("Club", [2, 2, 0], None)).await;
    chartered(&room, founding("Kids", [2, 1, 0], Some("Club"))).await;
    let kids = || room.acts.community("Kids").unwrap().charter.unwrap();
    assert_eq!(kids().taken_in, Some(Answer::No));
    // What it asks for is told as it is, and not as its own charter says.
    assert_eq!(kids().effective.map(|acts| acts.admit), Some(2));
    let outside = room.acts.admit(admitting("Kids", "Lea")).await.unwrap();
    assert_eq!((outside.needed, outside.waits), (2, vec![AdmitWaits::Parent]));
    all_backed(&room).await;
    assert_eq!(stands(&room, "Kids"), [Answer::Unknown]);
    room.pass(2_000);
    room.acts.admit(admitting("Club", "Kids")).await.unwrap();
    all_accepted(&room).await;
    all_backed(&room).await;
    assert_eq!(kids().taken_in, Some(Answer::Yes));
    // The membership from before can never count, and another one is offered.
    room.pass(2_000);
    let again = room.acts.admit(admitting("Kids", "Lea")).await.unwrap();
    assert!(again.offered && again.waits.is_empty(), "{again:?}");
    all_accepted(&room).await;
    all_backed(&room).await;
    let mut told = stands(&room, "Kids");
    told.sort_by_key(|answer| *answer != Answer::Yes);
    assert_eq!(told, [Answer::Yes, Answer::Unknown]);
    let third = room.acts.admit(admitting("Kids", "Lea")).await.unwrap();
    assert!(!third.offered && !third.changed, "{third:?}");
    // The whole ends it: nothing of it stands behind the part any more, and its keeper is told.
    let dismiss = DismissRequest {
        as_identity: Some("Club".to_owned()),
        who: "Kids".to_owned(),
        ..DismissRequest::default()
    };
    assert_eq!(room.acts.status().await.unwrap().asked.dismissed, [] as [&str; 0]);
    room.acts.dismiss(dismiss).await.unwrap();
    assert_eq!(kids().taken_in, Some(Answer::No));
    assert_eq!(room.acts.status().await.unwrap().asked.dismissed, ["Club"]);
    room.pass(2_000);
    let leave = LeaveRequest {
        as_identity: Some("Kids".to_owned()),
        community: "Club".to_owned(),
        ..LeaveRequest::default()
    };
    room.acts.leave_community(leave).await.unwrap();
    assert_eq!(room.acts.status().await.unwrap().asked.dismissed, [] as [&str; 0]);
}

/// A club goes on with another key: whom the former one admitted is listed by the present one, here and
/// where nothing shows that their memberships are from before.
#[tokio::test]
async fn members_of_a_community_that_goes_on_are_those_of_who_goes_on() {
    let room = town().await;
    chartered(&room, founding("Club", [2, 1, 0], None)).await;
    room.acts.admit(admitting("Club", "Lea")).await.unwrap();
    all_accepted(&room).await;
    all_backed(&room).await;
    assert_eq!(stands(&room, "Club"), [Answer::Yes]);
    assert_eq!(stands(&room, "Kids"), [], "they have none by a succession of nobody’s");
    room.pass(2_000);
    let former = room.acts.pick(Some("Club")).unwrap().did();
    let succession = SuccessionRequest {
        words: SecretText::new(room.acts.keys.sheet(&former).unwrap().to_string()),
        as_identity: Some("Kids".to_owned()),
        since: None,
        keep: Vec::new(),
        dry_run: false,
    };
    room.acts.succeed(succession).await.unwrap();
    room.pass(2_000);
    let kids = room.acts.pick(Some("Kids")).unwrap().did().to_string();
    for name in ["Kids", "Club", kids.as_str()] {
        assert_eq!(stands(&room, name), [Answer::Yes], "{name}");
    }
    assert_eq!(held_doubts(&room), [None]);
    // On a node to which no proof of an anchor came.
    let proofs = room.acts.store().notes(Shelf::Anchors, b"p").unwrap().into_iter();
    let forget = proofs.map(|(key, _)| Write::Forget { shelf: Shelf::Anchors, key });
    room.acts.store().commit(&forget.collect::<Vec<_>>()).unwrap();
    for letter in room.acts.letters_of_kinds(&[LetterKind::AnchorProof]).unwrap() {
        let gone = letters::forget(room.acts.store(), &letter).unwrap();
        room.acts.store().commit(&[gone]).unwrap();
    }
    let all = room.acts.members("Kids", &PageQuery::default(), Lang::En).unwrap().items;
    let told = all.iter().map(|one| (one.stands, one.reason.as_str()));
    assert_eq!(told.collect::<Vec<_>>(), [(Answer::Unknown, "signed-by-former-key")]);
    // Whoever holds it is told as well, and is admitted anew.
    assert_eq!(held_doubts(&room), [Some(BadgeDoubt::FormerKey)]);
    assert!(room.acts.admit(admitting("Kids", "Lea")).await.unwrap().offered);
}

/// What keeps the badges that are held here from counting.
fn held_doubts(room: &Room) -> Vec<Option<BadgeDoubt>> {
    let all = room.acts.credentials(&PageQuery::default()).unwrap().items;
    let held = all.into_iter().filter(|one| one.role == CredentialRole::Held);
    held.map(|one| one.doubt).collect()
}

/// One steward alone takes back what two made: they are told so before, and so is who holds it.
#[tokio::test]
async fn a_steward_who_takes_an_endorsement_back_is_told_what_hangs_on_it_and_so_is_the_holder() {
    let room = riding().await;
    room.acts.issue(long_ride()).await.unwrap();
    all_accepted(&room).await;
    all_backed(&room).await;
    assert_eq!(held_doubts(&room), [None]);
    let given = room.acts.endorsements(&PageQuery::default()).unwrap().items;
    let by_school = given.iter().find(|one| one.issuer_name.as_deref() == Some("School")).unwrap();
    let act = |dry_run| EndorsementActRequest { dry_run, ..EndorsementActRequest::default() };
    let trial = room.acts.withdraw_endorsement(&by_school.id, act(true)).await.unwrap();
    let steward = trial.item.as_steward.unwrap();
    assert_eq!((steward.community.name.as_deref(), steward.needed), (Some("Club"), 2));
    room.acts.withdraw_endorsement(&by_school.id, act(false)).await.unwrap();
    assert_eq!(held_doubts(&room), [Some(BadgeDoubt::StewardsLacking)]);
    let id = &by_school.target;
    assert_eq!(room.acts.credential(id).unwrap().doubt, Some(BadgeDoubt::StewardsLacking));
    // Who is no steward takes back no more than their own word.
    let request = EndorseRequest {
        as_identity: Some("Kids".to_owned()),
        target: id.clone(),
        document: None,
        request: None,
        with: None,
        reasons: Vec::new(),
        comment: "Well done".to_owned(),
        valid_until: None,
        dry_run: false,
    };
    let other = room.acts.endorse(request).await.unwrap().item.id;
    let other = room.acts.withdraw_endorsement(&other, act(true)).await.unwrap();
    assert_eq!(other.item.as_steward, None);
}

/// The whole asks for more than when somebody was admitted to a part: the charter of the time is what it
/// is judged by, and the reason says what cannot be told.
#[tokio::test]
async fn a_stricter_whole_is_no_reason_to_say_that_no_steward_was_asked() {
    let room = town().await;
    chartered(&room, founding("Club", [2, 1, 0], None)).await;
    chartered(&room, founding("Kids", [2, 1, 0], Some("Club"))).await;
    room.acts.admit(admitting("Club", "Kids")).await.unwrap();
    all_accepted(&room).await;
    all_backed(&room).await;
    room.pass(2_000);
    room.acts.admit(admitting("Kids", "Lea")).await.unwrap();
    all_accepted(&room).await;
    let asks = room.acts.endorsement_requests(&PageQuery::default()).unwrap().items;
    let school = asks.iter().find(|one| {
        one.state == EndorsementAskState::Waiting && one.to_name.as_deref() == Some("School")
    });
    let mut request = backing(school.unwrap().id.clone());
    room.acts.endorse(request.clone()).await.unwrap();
    all_accepted(&room).await;
    assert_eq!(stands(&room, "Kids"), [Answer::Yes]);
    room.pass(2_000);
    let stricter = CharterRequest { amend: true, admit: Some(2), ..CharterRequest::default() };
    chartered(&room, CharterRequest { as_identity: Some("Club".to_owned()), ..stricter }).await;
    let told = || {
        let all = room.acts.members("Kids", &PageQuery::default(), Lang::En).unwrap().items;
        all.into_iter().map(|one| (one.stands, one.says)).collect::<Vec<_>>()
    };
    let (stands_now, says) = told().remove(0);
    assert_eq!(stands_now, Answer::Unknown);
    assert!(says.contains("asks for more since") && !says.contains("no steward"), "{says}");
    // The other steward of the part stands behind it, too, and nothing is awarded anew.
    let council = asks.iter().find(|one| {
        one.state == EndorsementAskState::Waiting && one.to_name.as_deref() == Some("Council")
    });
    request.request = Some(council.unwrap().id.clone());
    room.acts.endorse(request).await.unwrap();
    all_accepted(&room).await;
    assert_eq!(stands(&room, "Kids"), [Answer::Yes]);
}

#[tokio::test]
async fn communities_and_people_are_called_by_the_names_that_lists_show() {
    let room = town().await;
    chartered(&room, founding("Club", [2, 1, 0], None)).await;
    let listed = room.acts.communities(&PageQuery::default()).unwrap().items;
    let party = &listed[0].community;
    let name = party.name.clone().unwrap();
    assert_eq!(room.acts.community(&name).unwrap().community, *party);
    assert_eq!(code(room.acts.community("Nobody’s")), "unknown");
    // A sentence names whom this node knows, and leaves the others as they are.
    let stranger = room.mallory().to_string();
    let snapshot = room.acts.snapshot().unwrap();
    let says = format!("The community {}, ({stranger}): {}.", party.did, party.did);
    assert_eq!(snapshot.with_names(&says), format!("The community Club, ({stranger}): Club."));
    assert_eq!(snapshot.with_names("did:key:"), "did:key:");
}
