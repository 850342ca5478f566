//! Sums of a status list in a feed that grows by other things, so that a proof of a badge stays small.

use bot_protocol::limits::FEED_SUMMED_EVERY;
use bot_protocol::statement::Kind;
use bot_protocol::statement::kinds::{Party, Profile};
use bot_protocol::verdict::dossier::frames;

use super::*;

const SWIMMING: &str = "urn:uuid:11111111-1111-4111-8111-111111111111";

fn sums(room: &Room) -> usize {
    room.acts.store().of_kind(Kind::StatusSnapshot, None).unwrap().len()
}

/// Says something that tells no status, so many times.
async fn say(room: &Room, times: u32) {
    for number in 0..times {
        let said = Profile {
            party: Party::Person,
            name: format!("Ada {number}"),
            description: None,
            url: None,
        };
        room.acts.hands.say(room.me, Content::Profile(said), Vec::new()).await.unwrap();
    }
}

#[tokio::test]
async fn a_badge_of_a_busy_issuer_still_fits_on_paper() {
    let room = Room::new().await;
    room.achievement(SWIMMING, "Swimming").await.unwrap();
    // Nothing was awarded: nobody will ask for a sum.
    say(&room, FEED_SUMMED_EVERY).await;
    room.acts.tend_sums().await.unwrap();
    assert_eq!(sums(&room), 0);

    let request = IssueRequest {
        achievement: "Swimming".to_owned(),
        to: room.mallory().to_string(),
        suite: Some("eddsa-jcs-2022".to_owned()),
        ..IssueRequest::default()
    };
    let id = room.acts.issue(request).await.unwrap().item.id;
    say(&room, 3 * FEED_SUMMED_EVERY).await;
    assert!(frames(&room.acts.prove(&id).unwrap()).is_err());
    for _ in 0..2 {
        room.acts.tend_sums().await.unwrap();
        assert_eq!(sums(&room), 1);
    }
    // Twice as much until the next look is borne.
    say(&room, 2 * FEED_SUMMED_EVERY - 1).await;
    frames(&room.acts.prove(&id).unwrap()).unwrap();
    room.acts.tend_sums().await.unwrap();
    assert_eq!(sums(&room), 2);
    say(&room, FEED_SUMMED_EVERY - 1).await;
    room.acts.tend_sums().await.unwrap();
    assert_eq!(sums(&room), 2);
}
