//! What came is checked once, and what does not hold is not kept.

use super::data::endorsement;
use super::*;

#[tokio::test]
async fn endorsements_that_come_are_checked_before_somebody_asks() {
    let room = Room::new().await;
    let known = || room.acts.snapshot().unwrap().proven().len();
    let given = |number: u8| endorsement(number, "urn:uuid:another", &room.mallory);
    room.heard(&room.mallory, Content::Endorsement(given(1)), 1);
    room.acts.prove_arrived().await.unwrap();
    assert_eq!(known(), 0, "what was there when the node began is left to whoever asks");
    room.heard(&room.mallory, Content::Endorsement(given(2)), 2);
    let text = String::from_utf8(given(3).bytes().to_vec()).unwrap();
    let forged = Document::read(text.replace("\"E\"", "\"F\"").as_bytes()).unwrap();
    assert_ne!(forged.bytes(), given(3).bytes());
    room.heard(&room.mallory, Content::Endorsement(forged), 3);
    let about = (None, room.mallory());
    let badge = room.placed(&uuid([5; 16]), &room.mallory, "Swimming", about);
    room.heard(&room.mallory, Content::Publish(badge), 4);
    for _ in 0..2 {
        room.acts.prove_arrived().await.unwrap();
        assert_eq!(known(), 1, "the one that holds");
    }
}
