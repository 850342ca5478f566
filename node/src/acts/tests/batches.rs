//! Lists of people: nobody is awarded twice, whatever comes between, and no line keeps another.

use super::super::batches::{Checked, Line, LineFault};
use super::scenes::SWIMMING;
use super::*;

fn did(number: u8) -> String {
    Did::from(SecretKey::from_seed(&[number; 32]).public()).to_string()
}

fn line(to: &str) -> Line {
    Line { to: to.to_owned(), ..Line::default() }
}

async fn school() -> (Room, Arc<Identity>) {
    let room = Room::new().await;
    room.achievement(SWIMMING, "Swimming").await.unwrap();
    let me = room.acts.keys.identity(&room.me).unwrap();
    (room, me)
}

fn looked(room: &Room, me: &Identity, lines: Vec<Line>, again: bool) -> Vec<Checked> {
    room.acts.lines_checked((me, SWIMMING), lines, again).unwrap()
}

async fn begun(room: &Room, me: &Identity, lines: Vec<Line>) -> String {
    let checked = looked(room, me, lines, false);
    room.acts.begin_batch((me, SWIMMING), (checked, false), |_| Vec::new()).await.unwrap()
}

/// To whom badges were awarded, each as often as it was.
fn awarded(room: &Room) -> Vec<String> {
    let all = room.acts.credentials(&PageQuery { limit: Some(500), ..PageQuery::default() });
    let mut all: Vec<String> = all.unwrap().items.into_iter().map(|one| one.subject).collect();
    all.sort();
    all
}

#[tokio::test]
async fn each_line_says_what_is_wrong_with_it_and_the_others_are_signed() {
    let (room, me) = school().await;
    room.acts.issue(request(&did(9))).await.unwrap();
    let until = |until: &str| Line { until: until.to_owned(), ..line(&did(2)) };
    let rows = [
        (line(&did(1)), None),
        (line(&did(1)), Some(LineFault::Twice)),
        (line(""), Some(LineFault::Empty)),
        (line("Nobody"), Some(LineFault::Nobody)),
        (line("did:key:z6Mk"), Some(LineFault::Nobody)),
        (line(&did(9)), Some(LineFault::HasIt)),
        (until("31/01/2030"), None),
        (Line { until: "soon".to_owned(), ..line(&did(3)) }, Some(LineFault::Day)),
        (Line { until: "2001-01-31".to_owned(), ..line(&did(4)) }, Some(LineFault::Day)),
        (Line { until: "2030-02-31".to_owned(), ..line(&did(5)) }, Some(LineFault::Day)),
        (Line { narrative: "x".repeat(4_001), ..line(&did(6)) }, Some(LineFault::Long)),
    ];
    let lines = rows.iter().map(|(line, _)| line.clone()).collect::<Vec<_>>();
    let found = looked(&room, &me, lines.clone(), false);
    let found: Vec<_> = found.into_iter().map(|one| one.fault).collect();
    assert_eq!(found, rows.iter().map(|(_, fault)| *fault).collect::<Vec<_>>());
    assert_eq!(looked(&room, &me, vec![line(&did(9))], true)[0].fault, None, "once more");
    let id = begun(&room, &me, lines).await;
    room.acts.go_on_with_batches(|| true).await.unwrap();
    let mut expected = [did(1), did(2), did(9)];
    expected.sort();
    assert_eq!(awarded(&room), expected);
    let progress = room.acts.batch(&id).unwrap();
    assert_eq!((progress.lines, progress.awarded, progress.waiting()), (2, 2, 0));
    assert!(progress.is_over());
}

fn request(to: &str) -> IssueRequest {
    IssueRequest { achievement: SWIMMING.to_owned(), to: to.to_owned(), ..IssueRequest::default() }
}

#[tokio::test]
async fn a_list_that_breaks_off_is_gone_on_with_and_awards_nobody_twice() {
    let (room, me) = school().await;
    let people: Vec<String> = (1..=9).map(did).collect();
    let id = begun(&room, &me, people.iter().map(|to| line(to)).collect()).await;
    // The node stops after every second badge.
    for round in 1..=5 {
        let left = std::cell::Cell::new(3);
        let goes_on = || {
            left.set(left.get() - 1);
            left.get() > 0
        };
        room.acts.go_on_with_batches(goes_on).await.unwrap();
        assert_eq!(awarded(&room).len(), (2 * round).min(9));
    }
    // A disk that takes nothing holds it up, and loses nobody.
    let other: Vec<String> = (11..=13).map(did).collect();
    let second = begun(&room, &me, other.iter().map(|to| line(to)).collect()).await;
    room.refuse(true);
    assert!(room.acts.go_on_with_batches(|| true).await.is_err());
    assert_eq!(room.acts.batch(&second).unwrap().waiting(), 3);
    room.refuse(false);
    for _ in 0..2 {
        room.acts.go_on_with_batches(|| true).await.unwrap();
    }
    let mut expected = [people, other].concat();
    expected.sort();
    assert_eq!(awarded(&room), expected, "each of them once");
    assert!(room.acts.batch(&id).unwrap().is_over());
    assert_eq!(room.acts.batches(&room.me).unwrap().len(), 2);
}

#[tokio::test]
async fn a_line_that_is_refused_keeps_no_other_and_a_list_that_is_stopped_ends() {
    let (room, me) = school().await;
    let contact = |name: &str, did: String| bot_protocol::api::ContactDraft {
        did,
        name: name.to_owned(),
        note: None,
    };
    room.acts.add_contact(contact("Lea", did(1))).await.unwrap();
    room.acts.add_contact(contact("Tom", did(2))).await.unwrap();
    let evidence = Line { evidence: "https://[".to_owned(), ..line("Tom") };
    let id = begun(&room, &me, vec![line("Lea"), evidence, line(&did(3))]).await;
    // Lea has it by the time that her line comes.
    room.acts.issue(request(&did(1))).await.unwrap();
    room.acts.go_on_with_batches(|| true).await.unwrap();
    let progress = room.acts.batch(&id).unwrap();
    let refused: Vec<(&str, &str)> =
        progress.refused.iter().map(|(to, why)| (to.as_str(), why.code.as_str())).collect();
    assert_eq!((refused, progress.awarded), (vec![("Lea", "award-held")], 2));
    let mut expected = [did(1), did(2), did(3)];
    expected.sort();
    assert_eq!(awarded(&room), expected);

    let id = begun(&room, &me, vec![line(&did(4)), line(&did(5))]).await;
    room.acts.stop_batch(&id).await.unwrap();
    room.acts.go_on_with_batches(|| true).await.unwrap();
    assert!(room.acts.batch(&id).unwrap().is_over());
    assert_eq!(awarded(&room).len(), 3);
    assert_eq!(code(room.acts.stop_batch("00").await), "unknown");
}

#[tokio::test]
async fn a_list_of_nobody_begins_nothing_and_an_old_one_is_forgotten() {
    let (room, me) = school().await;
    let nobody = looked(&room, &me, vec![line("Nobody")], false);
    assert_eq!(
        code(room.acts.begin_batch((&me, SWIMMING), (nobody, false), |_| Vec::new()).await),
        "field-refused"
    );
    let old = begun(&room, &me, vec![line(&did(1))]).await;
    room.pass(31 * DAY);
    begun(&room, &me, vec![line(&did(2))]).await;
    room.acts.forget_old().await.unwrap();
    assert!(room.acts.batch(&old).is_err());
    assert_eq!(room.acts.batches(&room.me).unwrap().len(), 1);
}

#[tokio::test]
async fn a_name_means_whom_it_meant_when_the_list_was_looked_at() {
    let (room, me) = school().await;
    let named = |name: &str, did: String| {
        let name = name.to_owned();
        room.acts.add_contact(bot_protocol::api::ContactDraft { did, name, note: None })
    };
    named("Lea", did(1)).await.unwrap();
    begun(&room, &me, vec![line("Lea"), line(&did(3))]).await;
    named("Lea M.", did(1)).await.unwrap();
    named("Lea", did(2)).await.unwrap();
    // Whoever is erased before their line comes is awarded nothing.
    let who = did(3).parse().unwrap();
    let gone = room.acts.lines_about(&who).unwrap();
    room.acts.commit(gone.into_iter().map(|(_, write)| write).collect()).await.unwrap();
    room.acts.go_on_with_batches(|| true).await.unwrap();
    assert_eq!(awarded(&room), [did(1)]);
}

#[tokio::test]
async fn a_list_begun_twice_awards_once_and_twice_where_that_is_wanted() {
    let (room, me) = school().await;
    let lines = || vec![line(&did(1)), line(&did(2))];
    let (first, second) = (begun(&room, &me, lines()).await, begun(&room, &me, lines()).await);
    room.acts.go_on_with_batches(|| true).await.unwrap();
    assert_eq!(awarded(&room).len(), 2);
    let all = [&first, &second].map(|id| room.acts.batch(id).unwrap());
    assert_eq!(all.iter().map(|one| one.awarded).sum::<usize>(), 2);
    assert_eq!(all.iter().map(|one| one.refused.len()).sum::<usize>(), 2);
    let again = looked(&room, &me, lines(), true);
    let noted = std::cell::Cell::new(false);
    let noting = |_: &str| {
        noted.set(true);
        Vec::new()
    };
    room.acts.begin_batch((&me, SWIMMING), (again, true), noting).await.unwrap();
    room.acts.go_on_with_batches(|| true).await.unwrap();
    assert_eq!((awarded(&room).len(), noted.get()), (4, true));
}

#[tokio::test]
async fn a_list_that_cannot_be_signed_keeps_no_other_and_says_why() {
    let (room, me) = school().await;
    let other = "urn:uuid:00000000-0000-4000-8000-00000000000f";
    room.achievement(other, "Diving").await.unwrap();
    let mut ids = Vec::new();
    // Whichever of the two comes first.
    for number in 0..6_u8 {
        let achievement = if number % 2 == 0 { other } else { SWIMMING };
        let lines = vec![line(&did(number + 1))];
        let checked = room.acts.lines_checked((&me, achievement), lines, false).unwrap();
        let begun = room.acts.begin_batch((&me, achievement), (checked, false), |_| Vec::new());
        ids.push(begun.await.unwrap());
    }
    let gone = ids.iter().step_by(2).map(|id| {
        let mut key = bot_protocol::canon::hash::from_hex(id).unwrap();
        key.extend([0; 4]);
        let head = room.acts.store().note(Shelf::Batches, &key).unwrap().unwrap();
        let value = String::from_utf8(head).unwrap().replace(other, "urn:x:gone").into_bytes();
        Write::Note { shelf: Shelf::Batches, key, value }
    });
    room.acts.store().commit(&gone.collect::<Vec<_>>()).unwrap();
    assert_eq!(code(room.acts.go_on_with_batches(|| true).await), "unknown");
    assert_eq!(awarded(&room).len(), 3, "the others are signed");
    for (number, id) in ids.iter().enumerate() {
        let waits = room.acts.batch(id).unwrap().waits.map(|why| why.code);
        assert_eq!(waits.as_deref(), (number % 2 == 0).then_some("unknown"));
    }
    room.acts.stop_batch(&ids[0]).await.unwrap();
    assert!(room.acts.batch(&ids[0]).unwrap().waits.is_none());
}

/// The kept trial of a list as long as a year of a school: counted, not timed.
#[tokio::test]
async fn a_thousand_lines_are_signed_once_each() {
    let (room, me) = school().await;
    let lines = (0..1_000_u32).map(|number| {
        let mut seed = [3; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        line(&Did::from(SecretKey::from_seed(&seed).public()).to_string())
    });
    let id = begun(&room, &me, lines.collect()).await;
    room.acts.go_on_with_batches(|| true).await.unwrap();
    let progress = room.acts.batch(&id).unwrap();
    assert_eq!((progress.lines, progress.awarded, progress.refused.len()), (1_000, 1_000, 0));
    let issued = room.acts.store().notes(Shelf::Issued, &[]).unwrap();
    assert_eq!(issued.len(), 1_000);
}
