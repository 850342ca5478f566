//! Who is there when a test begins.

use super::*;

pub(super) const SWIMMING: &str = "urn:uuid:11111111-1111-4111-8111-111111111111";

/// A school with a badge, and a council on the same node.
pub(super) async fn school_and_council() -> Room {
    let room = Room::new().await;
    room.achievement(SWIMMING, "Swimming").await.unwrap();
    let naming = Naming {
        name: "Council".to_owned(),
        party: PartyKind::Community,
        description: None,
        url: None,
    };
    room.acts.keys.add(naming, Timestamp::from_millis(NOW)).unwrap();
    room.acts.introduce().await.unwrap();
    room
}
