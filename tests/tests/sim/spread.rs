//! Whose news goes to all neighbours at once.

use bot_protocol::gossip::{Hosting, Item, Judgement, Lane};
use bot_tests::harness::author::{Author, message, profile};

use crate::bench::{Bench, NOW, blame, entry, hello};

#[test]
fn what_comes_from_its_authors_own_node_is_spread_and_no_more() {
    let mut bench = Bench::new();
    let before = bench.write("by way of others");
    assert_eq!(bench.heard(Lane::Feed, entry(&before)).0, Judgement::Accept);
    // The peer proves that it hosts the author.
    let hosting = Hosting::sign(&bench.author.identity, &bench.peer, NOW);
    assert_eq!(blame(&bench.frame(&hello([9; 16], vec![hosting]))), None);
    let own = bench.write("from its own node");
    assert_eq!(bench.heard(Lane::Feed, entry(&own)).0, Judgement::Spread);
    assert_eq!(bench.heard(Lane::Feed, entry(&own)).0, Judgement::Ignore, "once");
    let next = bench.write("lost");
    let after = bench.write("after a gap");
    assert_eq!(bench.heard(Lane::Feed, entry(&after)).0, Judgement::Pass, "not held yet");
    assert_eq!(bench.heard(Lane::Feed, entry(&next)).0, Judgement::Spread);
    // Somebody else's news, by way of the same peer.
    let stranger = Author::new(&mut bench.chance);
    for event in stranger.keys() {
        let heard = bench.heard(Lane::Urgent, message(&Item::Key(event)));
        assert_eq!(heard.0, Judgement::Accept);
    }
    let mut stranger = stranger;
    let other = stranger.write(profile("other"), &mut bench.chance, NOW);
    assert_eq!(bench.heard(Lane::Feed, entry(&other)).0, Judgement::Accept);
    // And where the peer no longer proves it.
    bench.frame(&hello([9; 16], Vec::new()));
    let last = bench.author.write(profile("last"), &mut bench.chance, NOW);
    bench.heard(Lane::Feed, entry(&after));
    assert_eq!(bench.heard(Lane::Feed, entry(&last)).0, Judgement::Accept);
}
