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
    })
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
    room.came(&room.mallory, shown("AAAAAA", 1), 1);
    room.acts.answer_claims().await.unwrap();
    assert_eq!(awarded(&room), 0);
    room.came(&room.mallory, shown(&given.code.to_lowercase(), 2), 2);
    room.came(&room.mallory, shown(&given.secret, 3), 3);
    for _ in 0..2 {
        room.acts.answer_claims().await.unwrap();
    }
    assert_eq!(awarded(&room), 1, "once, whatever is shown");
    let refused = || {
        let cases = room.acts.cases(&room.me).unwrap();
        cases.iter().filter(|case| case.stands == Step::Refuse).count()
    };
    assert_eq!(refused(), 1, "whoever is wrong is told so");
    room.acts.end_room(&id).await.unwrap();
    let friend = SecretKey::from_seed(&[7; 32]);
    room.came(&friend, shown(&given.secret, 4), 4);
    room.acts.answer_claims().await.unwrap();
    assert_eq!((awarded(&room), refused()), (1, 2));
}

#[tokio::test]
async fn what_is_noted_of_somebody_goes_when_they_wish_it() {
    let (room, id) = given(9).await;
    let me = room.acts.keys.identity(&room.me).unwrap();
    room.acts.claim(&id, who(1)).await.unwrap();
    let line = |who: Did| super::super::batches::Line { to: who.to_string(), ..Default::default() };
    let lines = vec![line(who(2)), line(who(3))];
    let checked = room.acts.lines_checked((&me, SWIMMING), lines, false).unwrap();
    let list = room.acts.begin_batch((&me, SWIMMING), checked).await.unwrap();
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
    assert_eq!((form.reviewers, form.need), (vec![who(4)], 1));
    assert_eq!(room.acts.room(&id).unwrap().count.received, 0);
    room.acts.go_on_with_batches(|| true).await.unwrap();
    let progress = room.acts.batch(&list).unwrap();
    assert!(progress.is_over() && progress.awarded == 1, "{progress:?}");
}
