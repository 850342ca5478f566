//! What somebody at a node would be told of a badge, from what that node holds and nothing else.

use bot_protocol::verdict::{Answer, Presented, Question};

use crate::issued;
use crate::world::World;

/// A badge that somebody at this node issued.
pub(crate) fn badge(world: &World, node: usize) -> Presented {
    let identity = world.nodes[node].identity.as_ref().expect("it speaks for somebody");
    issued::badge(&identity.identity, world.now())
}

/// One of the same issuer that nobody takes back.
pub(crate) fn kept(world: &World, node: usize) -> Presented {
    let identity = world.nodes[node].identity.as_ref().expect("it speaks for somebody");
    issued::badge_at(&identity.identity, issued::KEPT, world.now())
}

/// What is known of its status at a node.
pub(crate) fn status(world: &World, node: usize, badge: &Presented) -> Answer {
    let store = world.nodes[node].disk.as_ref();
    issued::verdict(store, badge, world.now()).answer(Question::Status)
}
