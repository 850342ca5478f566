//! What goes on after a second succession: what the first heir said and was cut off below counts for nobody.

use std::collections::BTreeSet;

use bot_protocol::api::{SuccessionRequest, WriterSize};

use super::heirs::{add, did, goes_on, half_said, room};
use super::*;

#[tokio::test]
async fn what_an_heir_half_said_and_was_cut_off_below_is_said_anew_by_the_next() {
    for cut_off in [true, false] {
        let room = room().await;
        goes_on(&room, &room.me, "Anew").await;
        let (anew, third) = (did(&room, "Anew"), add(&room, "Third").await);
        let said = half_said(&room, anew, Some(room.me)).await;
        let writer = room.acts.keys.identity(&anew).unwrap().writer().unwrap().public();
        let size = said.seq() + u32::from(!cut_off);
        let succession = SuccessionRequest {
            words: SecretText::new(room.acts.keys.sheet(&anew).unwrap().to_string()),
            as_identity: Some("Third".to_owned()),
            since: None,
            keep: vec![WriterSize { writer: writer.to_multikey(), size }],
            dry_run: false,
        };
        room.acts.succeed(succession).await.unwrap();
        room.pass(2_000);
        room.acts.carry_out_due().await.unwrap();
        let told = room.acts.snapshot().unwrap().said_by(&third, Kind::Revoke).unwrap();
        let indexes = told.into_iter().flat_map(|said| {
            let Content::Revoke(revoke) = said.content else { panic!("something else") };
            revoke.indexes
        });
        let expected = if cut_off { BTreeSet::from([5, 6]) } else { BTreeSet::from([6]) };
        assert_eq!(indexes.collect::<BTreeSet<u32>>(), expected, "{cut_off}");
    }
}
