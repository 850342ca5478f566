//! Ties of somebody who goes on with a new key.

use super::tests::{NOW, did, endorsement, endorsement_at, recognition, sign};
use super::*;
use crate::statement::kinds::Revoke;

#[test]
fn what_a_key_offers_and_endorses_after_it_was_given_up_ties_nobody() {
    let now = Timestamp::from_millis(NOW);
    for (since, expected) in [(NOW, false), (NOW + 1, true)] {
        for first in [false, true] {
            let mut graph = Graph::new();
            let follow = (did(5), Timestamp::from_millis(since));
            if first {
                graph.follow(did(2), follow);
            }
            graph.hear(&did(3), &recognition(2, 3, 7, None));
            graph.hear(&did(4), &sign(4, Content::Endorsement(endorsement(2, 4, None))));
            graph.follow(did(2), follow);
            let network = graph.network([did(1)], [], None, now);
            for (to, tie) in [(3, Strength::Recognised), (4, Strength::Endorsed)] {
                let found = network.between(&did(5), &did(to));
                assert_eq!(found, expected.then_some(tie), "{to}, since {since}, {first}");
            }
            assert_eq!(graph.endorsed(&did(2), &did(4), now).count(), usize::from(expected));
        }
    }
    // What the old key accepted is in its own log, which has a cut-off.
    let mut graph = Graph::new();
    graph.follow(did(3), (did(5), now));
    graph.hear(&did(3), &recognition(2, 3, 7, None));
    assert!(graph.network([did(1)], [], None, now).between(&did(2), &did(5)).is_some());
}

#[test]
fn whoever_came_after_withdraws_what_the_old_key_endorsed_and_nobody_else_does() {
    let (now, later) = (Timestamp::from_millis(NOW), Timestamp::from_millis(NOW + 1));
    let revoke = |of: Option<u8>| {
        let (indexes, of) = (vec![5], of.map(did));
        Content::Revoke(Revoke { list: 1, indexes, reason: None, of })
    };
    let given = || sign(3, Content::Endorsement(endorsement_at(2, 3, None, Some(1))));
    // Who withdraws it for whom, and whom the endorser goes on as.
    for (by, of, heir, expected) in [
        (5, Some(2), Some(5), 0),
        (5, Some(2), None, 1),
        (4, Some(2), Some(5), 1),
        (5, None, Some(5), 1),
        (5, Some(3), Some(5), 1),
        (2, Some(2), Some(5), 1),
    ] {
        for before in [false, true] {
            let mut graph = Graph::new();
            if before {
                graph.hear(&did(by), &sign(by, revoke(of)));
            }
            graph.hear(&did(3), &given());
            if !before {
                graph.hear(&did(by), &sign(by, revoke(of)));
            }
            heir.into_iter().for_each(|heir| graph.follow(did(2), (did(heir), later)));
            let stands = graph.endorsed(&did(2), &did(3), now).count();
            assert_eq!(stands, expected, "{by} for {of:?}, {heir:?} came after, first: {before}");
        }
    }
}
