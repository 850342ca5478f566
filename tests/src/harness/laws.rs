//! What must hold in every world, whatever its seed.

use std::collections::BTreeSet;

use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::gossip::Engine;
use bot_protocol::identity::PublicKey;

use super::world::{Node, World};

/// The writers of whom something counts: of a feed that is forked from its first entry on some hold
/// one branch, and who heard of the fork first holds none.
fn begun(node: &Node) -> Vec<PublicKey> {
    let forked_at_once =
        |writer: &PublicKey| node.shelf.forks.get(writer).is_some_and(|(_, fork)| fork.seq() == 0);
    node.shelf.writers().into_iter().filter(|writer| !forked_at_once(writer)).collect()
}

impl World {
    /// All nodes hold the same keys, heads, bodies and fork proofs, and lack nothing.
    ///
    /// # Panics
    /// When they do not, with the seed.
    pub fn must_agree(&self) {
        let seed = self.seed;
        let first = &self.nodes[0];
        for (index, node) in self.nodes.iter().enumerate() {
            let told = format!("seed {seed}: nodes 0 and {index} disagree");
            assert_eq!(node.shelf.key_ids(), first.shelf.key_ids(), "{told} on keys");
            assert_eq!(begun(node), begun(first), "{told} on writers");
            for writer in first.shelf.writers() {
                let states = [first, node].map(|n| n.engine.as_ref().unwrap().state(&writer));
                let [one, other] = states.map(|state| state.expect("the author is known"));
                assert_eq!(one.fork, other.fork, "{told} on the fork of {writer:?}");
                assert_eq!(one.sound, other.sound, "{told} on what counts of {writer:?}");
                assert!(other.missing.is_empty(), "{told}: {other:?} lacks bodies");
                if one.fork.is_none() {
                    assert_eq!((one.size, one.seen), (other.size, other.seen), "{told}");
                }
                self.must_hold_same(0, index, &writer, one.sound);
            }
        }
    }

    fn must_hold_same(&self, one: usize, other: usize, writer: &PublicKey, size: u32) {
        let seed = self.seed;
        let forks = [one, other].map(|node| {
            self.nodes[node].shelf.forks.get(writer).map(|(_, proof)| proof.to_bytes())
        });
        assert_eq!(forks[0], forks[1], "seed {seed}: two proofs of one fork at {one} and {other}");
        let aside = [one, other].map(|node| {
            let held = self.nodes[node].shelf.aside.get(writer);
            held.into_iter().flatten().map(|(id, _)| *id).collect::<Vec<Hash>>()
        });
        assert_eq!(aside[0], aside[1], "seed {seed}: beside {writer:?} at {one} and {other}");
        for seq in 0..size {
            let bytes = [one, other].map(|node| {
                sha256(&[&self.nodes[node].shelf.entries[&(*writer, seq)].statement.to_bytes()])
            });
            let told = format!("seed {seed}: entry {seq} of {writer:?} at {one} and {other}");
            assert_eq!(bytes[0], bytes[1], "{told}");
        }
    }

    /// What any node acknowledged is on the disk of every node.
    ///
    /// # Panics
    /// When it is not, with the seed.
    pub fn must_keep_acknowledged(&self) {
        for (index, node) in self.nodes.iter().enumerate() {
            let ids: BTreeSet<Hash> =
                node.shelf.entries.values().map(|held| held.statement.id()).collect();
            for said in self.nodes.iter().flat_map(|node| &node.acknowledged) {
                let (seed, seq) = (self.seed, said.seq());
                assert!(ids.contains(&said.id()), "seed {seed}: node {index} lost entry {seq}");
            }
        }
    }

    /// Every engine knows what one rebuilt from its disk would know.
    ///
    /// # Panics
    /// When it does not, with the seed.
    pub fn must_survive_restart(&self) {
        for (index, node) in self.nodes.iter().enumerate() {
            let rebuilt = Engine::open(node.shelf.state());
            for writer in node.shelf.writers() {
                let before = node.engine.as_ref().unwrap().state(&writer);
                let seed = self.seed;
                assert_eq!(rebuilt.state(&writer), before, "seed {seed}: node {index} forgets");
            }
        }
    }
}
