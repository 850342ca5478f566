//! Given out in the room: to whoever shows the code or the link, once each, to so many and for so long.

use bot_protocol::statement::case::{CaseStep, Step};

use super::super::claims::Giving;
use super::scenes::SWIMMING;
use super::*;

fn who(number: u8) -> Did {
    Did::from(SecretKey::from_seed(&[number; 32]).public())
}

fn giving(minutes: u32, most: u32) -> Giving {
    Giving { achievement: SWIMMING.to_owned(), minutes, most, narrative: Some("Swam.".to_owned()) }
}

async fn given(most: u32) -> (Room, String) {
    let room = Room::new().await;
    room.achievement(SWIMMING, "Swimming").await.unwrap();
    let me = room.acts.keys.identity(&room.me).unwrap();
    let id = room.acts.give_out(&me, giving(60, most)).await.unwrap();
    (room, id)
}

fn awarded(room: &Room) -> usize {
    room.acts.credentials(&PageQuery::default()).unwrap().items.len()
}

fn shown(words: &str, nonce: u8) -> Message {
    Message::Case(CaseStep {
        case: [nonce; 16],
        round: 0,
        step: Step::Claim,
        achievement: "urn:bot:claim".to_owned(),
        words: Some(words.to_owned()),
        rows: Vec::new(),
        about: None,
    })
}

impl Room {
    /// Whoever this is hears here what is written to them.
    async fn hears(&self, who: &SecretKey) {
        let writer = SecretKey::from_seed(&who.public().as_bytes().map(|byte| !byte));
        self.acts.hands.host(who.clone(), writer).await.unwrap();
    }

    /// What they were told of the codes they showed.
    fn told(&self, who: &SecretKey) -> Vec<(Step, Option<String>)> {
        let who = Did::from(who.public());
        let mut all = letters::inbox(self.acts.store()).unwrap();
        all.retain(|letter| letter.to() == who);
        all.sort_by_key(Letter::ts);
        let said = all.iter().filter_map(|letter| match letter.message() {
            Ok(Message::Case(step)) => Some((step.step, step.words)),
            _ => None,
        });
        said.collect()
    }
}

fn refused(why: &str) -> (Step, Option<String>) {
    (Step::Refuse, Some(why.to_owned()))
}

#[tokio::test]
async fn each_who_comes_is_offered_it_once_and_no_more_than_so_many_are() {
    let (room, id) = given(4).await;
    // All at the same time, each of them twice.
    let all = (0..10).map(|number| room.acts.claim(&id, who(number % 5 + 1)));
    let all = futures::future::join_all(all).await;
    let fresh = all.iter().filter(|done| **done == Ok(true)).count();
    let full = all.iter().filter(|done| code((*done).clone()) == "claim-full").count();
    assert_eq!((fresh, full, awarded(&room)), (4, 2, 4), "{all:?}");
    let shown = room.acts.room(&id).unwrap();
    assert!(shown.over);
    assert_eq!((shown.count.received, shown.count.accepted, shown.count.refused), (4, 0, 0));
    assert!(room.acts.room(&id[1..]).is_err());
}

#[tokio::test]
async fn it_ends_by_itself_or_when_it_is_told_to() {
    for ends in [true, false] {
        let (room, id) = given(9).await;
        let code_of = room.acts.room(&id).unwrap().given.code;
        room.acts.claim(&id, who(1)).await.unwrap();
        for typed in [code_of.to_lowercase(), format!("{} {}", &code_of[..3], &code_of[3..])] {
            assert!(room.acts.room_for(&typed).unwrap().is_some(), "{typed}");
        }
        assert!(room.acts.room_for(&code_of[1..]).unwrap().is_none());
        assert!(room.acts.room_for("").unwrap().is_none());
        match ends {
            true => room.acts.end_room(&id).await.unwrap(),
            false => room.pass(60 * 60 * 1000),
        }
        assert!(room.acts.room_for(&code_of).unwrap().is_none());
        assert_eq!(code(room.acts.claim(&id, who(2)).await), "claim-over");
        assert_eq!(room.acts.claim(&id, who(1)).await, Ok(false), "who has it is told so");
        assert_eq!(awarded(&room), 1);
    }
    let (room, _) = given(9).await;
    let me = room.acts.keys.identity(&room.me).unwrap();
    for wrong in [giving(0, 9), giving(1441, 9), giving(60, 0), giving(60, 501)] {
        assert_eq!(code(room.acts.give_out(&me, wrong).await), "field-refused");
    }
}

#[tokio::test]
async fn whoever_shows_the_code_by_letter_gets_the_badge_and_whoever_guesses_gets_nothing() {
    let (room, id) = given(9).await;
    let given = room.acts.room(&id).unwrap().given;
    room.hears(&room.mallory).await;
    room.came(&room.mallory, shown("AAAAAA", 1), 1);
    room.acts.answer_claims().await.unwrap();
    assert_eq!((awarded(&room), room.told(&room.mallory)), (0, vec![refused("claim-unknown")]));
    assert!(room.acts.cases(&room.me).unwrap().is_empty(), "nothing is left of a guess");
    for (code, nonce) in [(given.code.to_lowercase(), 2), (given.secret.clone(), 3)] {
        room.pass(1);
        room.came(&room.mallory, shown(&code, nonce), nonce);
        for _ in 0..2 {
            room.acts.answer_claims().await.unwrap();
        }
    }
    assert_eq!(awarded(&room), 1, "once, whatever is shown");
    let yes = (Step::Approve, None);
    let told = [refused("claim-unknown"), yes.clone(), yes];
    assert_eq!(room.told(&room.mallory), told, "nobody waits for ever");
    let case = room.acts.cases(&room.me).unwrap();
    assert_eq!(case.iter().map(|case| case.stands).collect::<Vec<_>>(), [Step::Approve]);
    room.acts.end_room(&id).await.unwrap();
    let friend = SecretKey::from_seed(&[7; 32]);
    room.hears(&friend).await;
    room.came(&friend, shown(&given.secret, 4), 4);
    room.acts.answer_claims().await.unwrap();
    assert_eq!((awarded(&room), room.told(&friend)), (1, vec![refused("claim-over")]));
}

#[tokio::test]
async fn whoever_shows_too_many_wrong_codes_waits_and_keeps_nobody_else() {
    let (room, id) = given(9).await;
    let code_of = room.acts.room(&id).unwrap().given.code;
    let friend = SecretKey::from_seed(&[7; 32]);
    room.hears(&room.mallory).await;
    for nonce in 1..=20 {
        room.came(&room.mallory, shown("AAAAAA", nonce), nonce);
    }
    room.acts.answer_claims().await.unwrap();
    assert_eq!(room.told(&room.mallory).len(), 20);
    // Right or wrong, it is not eaten: it is looked at when the hour is over.
    room.came(&room.mallory, shown(&code_of, 21), 21);
    room.came(&friend, shown(&code_of, 22), 22);
    assert_eq!(code(room.acts.answer_claims().await), "code-waits");
    assert_eq!((awarded(&room), room.told(&room.mallory).len()), (1, 20));
    let waits = letters::inbox(room.acts.store()).unwrap();
    assert!(waits.iter().any(|letter| letter.nonce() == [21; 16]));
    let secret = room.acts.room(&id).unwrap().given.secret;
    room.came(&room.mallory, shown(&secret, 23), 23);
    assert_eq!(code(room.acts.answer_claims().await), "code-waits");
    assert_eq!(awarded(&room), 2, "what a link has in it still opens");
    assert!(!room.acts.codes_are_spent());
    (0..1_000).for_each(|_| room.acts.code_was_wrong());
    assert!(room.acts.codes_are_spent(), "in all");
}

#[tokio::test]
async fn whoever_took_places_for_nobody_keeps_nobody_out() {
    let (room, id) = given(2).await;
    let [lea, tom] = [1, 2].map(|seed| SecretKey::from_seed(&[seed; 32]));
    for key in [&lea, &tom] {
        room.acts.claim(&id, Did::from(key.public())).await.unwrap();
    }
    assert_eq!(code(room.acts.claim(&id, who(3)).await), "claim-full");
    assert!(room.acts.room(&id).unwrap().full);
    // Who says no leaves their place.
    let sent = room.acts.sent().unwrap();
    let offer = sent.iter().find(|one| one.to() == Did::from(tom.public())).unwrap();
    let no = bot_protocol::statement::letter::Answer {
        letter: offer.nonce(),
        accepted: false,
        reason: None,
    };
    room.came(&tom, Message::Answer(no), 9);
    assert_eq!(room.acts.claim(&id, who(3)).await, Ok(true));
    assert_eq!(code(room.acts.claim(&id, who(4)).await), "claim-full");
    room.acts.widen_room(&id, 10).await.unwrap();
    assert_eq!(room.acts.claim(&id, who(4)).await, Ok(true));
    room.acts.widen_room(&id, u32::MAX).await.unwrap();
    assert_eq!(room.acts.room(&id).unwrap().given.most, 500);
    room.acts.end_room(&id).await.unwrap();
    assert_eq!(code(room.acts.widen_room(&id, 1).await), "claim-over");
}

#[tokio::test]
async fn what_is_noted_of_somebody_goes_when_they_wish_it() {
    let (room, id) = given(9).await;
    let me = room.acts.keys.identity(&room.me).unwrap();
    room.acts.claim(&id, who(1)).await.unwrap();
    let line = |who: Did| super::super::batches::Line { to: who.to_string(), ..Default::default() };
    let lines = vec![line(who(2)), line(who(3))];
    let checked = room.acts.lines_checked((&me, SWIMMING), lines, false).unwrap();
    let list =
        room.acts.begin_batch((&me, SWIMMING), (checked, false), |_| Vec::new()).await.unwrap();
    let form = super::super::cases::Form {
        reviewers: vec![who(1), who(4)],
        need: 2,
        ..Default::default()
    };
    room.acts.set_form(&me, SWIMMING, form).await.unwrap();
    for (who, given, lines, forms) in [(who(1), 1, 0, 1), (who(2), 0, 1, 0), (who(5), 0, 0, 0)] {
        let found = [
            room.acts.given_to(&who).unwrap(),
            room.acts.lines_about(&who).unwrap(),
            room.acts.forms_with(&who).unwrap(),
        ];
        assert_eq!(found.each_ref().map(Vec::len), [given, lines, forms], "{who}");
        let writes = found.into_iter().flatten().map(|(_, write)| write).collect();
        room.acts.commit(writes).await.unwrap();
    }
    let form = room.acts.form(&room.me, SWIMMING).unwrap();
    assert_eq!((form.reviewers, form.need), (vec![who(4)], 2));
    assert_eq!(room.acts.room(&id).unwrap().count.received, 0);
    room.acts.go_on_with_batches(|| true).await.unwrap();
    let progress = room.acts.batch(&list).unwrap();
    assert!(progress.is_over() && progress.awarded == 1, "{progress:?}");
}
