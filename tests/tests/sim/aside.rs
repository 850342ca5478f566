//! What is kept beside a forked feed: bounded, the same in whatever order it comes, and nothing that its
//! writer did not sign or does not take back.

use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{ForkProof, KeyEvent};
use bot_protocol::gossip::{Fault, Item, Judgement, Lane};
use bot_protocol::limits::ASIDE_MAX;
use bot_protocol::statement::kinds::Revoke;
use bot_protocol::statement::{Content, Statement};
use bot_tests::harness::author::{message, profile};

use crate::bench::{Bench, NOW, entry};

/// An engine that holds nothing of its author's feed but the proof that it forked at 1.
struct Stage {
    bench: Bench,
    proof: ForkProof,
    /// Of one branch: from number 2 on all take something back.
    revokes: Vec<Statement>,
}

impl Stage {
    fn new() -> Self {
        let mut bench = Bench::new();
        bench.write("both");
        let mut other = bench.author.clone();
        let one = bench.author.write(profile("yes"), &mut bench.chance, NOW);
        let two = other.write(profile("no"), &mut bench.chance, NOW);
        let proof = ForkProof::make(&one, &two).unwrap();
        let mut revokes = Vec::new();
        for number in 0..u32::try_from(ASIDE_MAX).unwrap() + 9 {
            let revoke = Revoke { list: 1, indexes: vec![number], reason: None };
            let content = Content::Revoke(revoke);
            revokes.push(bench.author.write(content, &mut bench.chance, NOW));
        }
        Self { bench, proof, revokes }
    }

    fn forks(&mut self) {
        let proof = message(&Item::Fork(self.proof.clone()));
        assert_eq!(self.bench.heard(Lane::Urgent, proof), (Judgement::Accept, None));
    }

    fn held(&self) -> Vec<Hash> {
        let held = self.bench.shelf.aside.values().flat_map(|held| held.keys());
        held.copied().collect()
    }
}

#[test]
fn those_of_the_least_ids_stay_in_whatever_order_they_come() {
    let mut least: Vec<Hash> = Stage::new().revokes.iter().map(Statement::id).collect();
    least.sort_unstable();
    least.truncate(ASIDE_MAX);
    for turn in 0..4 {
        let mut stage = Stage::new();
        stage.forks();
        let mut told = stage.revokes.clone();
        told.rotate_left(turn * 17);
        if turn % 2 == 1 {
            told.reverse();
        }
        for statement in &told {
            let (judged, blamed) = stage.bench.heard(Lane::Urgent, entry(statement));
            assert_eq!(blamed, None);
            let held = stage.held().contains(&statement.id());
            assert_eq!(judged == Judgement::Accept, held, "{judged:?}");
        }
        assert_eq!(stage.held(), least, "turn {turn}");
        // Said again it changes nothing.
        for statement in &told {
            assert_eq!(stage.bench.heard(Lane::Urgent, entry(statement)).0, Judgement::Ignore);
        }
        assert_eq!(stage.held(), least, "turn {turn}");
    }
}

#[test]
fn nothing_else_is_kept_beside_a_feed() {
    let mut stage = Stage::new();
    let revoke = stage.revokes[3].clone();
    // No fork is known: a gap, and nothing is kept.
    stage.bench.heard(Lane::Urgent, entry(&revoke));
    assert!(stage.held().is_empty());
    stage.forks();
    // Its header alone, and one with another's signature.
    stage.bench.heard(Lane::Urgent, entry(&revoke.without_body()));
    assert!(stage.held().is_empty());
    let (mut forged, signature) = (entry(&revoke), revoke.signature().as_bytes());
    let at = forged.windows(64).position(|part| part == signature).unwrap();
    forged[at] ^= 1;
    let heard = stage.bench.heard(Lane::Urgent, forged);
    assert_eq!(heard, (Judgement::Reject, Some(Fault::BadSignature)));
    // What gives something.
    let given = stage.bench.write("a name");
    assert_eq!(stage.bench.heard(Lane::Feed, entry(&given)).0, Judgement::Ignore);
    assert!(stage.held().is_empty());
    // Above a close nothing of the feed counts.
    let (writer, seq) = (revoke.writer(), revoke.seq());
    let close = KeyEvent::close(writer, seq, NOW, &stage.bench.author.identity);
    let closed = stage.bench.heard(Lane::Urgent, message(&Item::Key(close)));
    assert_eq!(closed, (Judgement::Accept, None));
    assert_eq!(stage.bench.heard(Lane::Urgent, entry(&revoke)).0, Judgement::Ignore);
    assert!(stage.held().is_empty());
    let below = stage.revokes[2].clone();
    assert_eq!(stage.bench.heard(Lane::Urgent, entry(&below)).0, Judgement::Accept);
    assert_eq!(stage.held(), [below.id()]);
}
