//! The hands of the world's nodes: each effect, as a driver must perform it.

use bot_protocol::gossip::{Effect, Judgement, MessageId, Peer, Topic};

use super::world::{Delivery, World};

impl World {
    pub(super) fn perform(&mut self, node: usize, effect: Effect) {
        let this = &mut self.nodes[node];
        match effect {
            Effect::Append(changes) => this.shelf.commit(&changes),
            Effect::Answer { token, result } => {
                if let (Some(statement), Ok(())) = (this.said.remove(&token), result) {
                    this.acknowledged.push(statement);
                }
            }
            Effect::Compare { .. }
            | Effect::Join { .. }
            | Effect::CompareStamp { .. }
            | Effect::Removals { .. }
            | Effect::Holds { .. }
            | Effect::Ground { .. }
            | Effect::Reload { .. }
            | Effect::Witness { .. }
            | Effect::Stamp { .. }
            | Effect::Prove { .. }
            | Effect::Hosts { .. }
            | Effect::Synced { .. } => {}
            Effect::Publish { topic, bytes } => {
                // Gossipsub sends nothing that it sent or heard before.
                if this.seen.insert(MessageId::of(&topic.to_string(), &bytes)) {
                    self.published += 1;
                    self.flood(node, None, &topic, &bytes);
                }
            }
            Effect::Send { peer, bytes } => self.send(node, peer, bytes),
            Effect::Stream { peer, frames } => {
                frames.into_iter().for_each(|bytes| self.send(node, peer, bytes));
            }
            Effect::Serve { peer, request, plan } => {
                let boot = this.boot;
                for bytes in this.shelf.serve(request, &plan, this.withhold) {
                    self.send(node, peer, bytes);
                }
                self.later(20, Delivery::Served { node, boot, peer, request });
            }
            Effect::Judge { id, peer, judgement } => {
                let waiting = this.waiting.remove(&id);
                let on =
                    matches!(judgement, Judgement::Accept | Judgement::Pass | Judgement::Spread);
                if let (true, Some((topic, bytes))) = (on, waiting) {
                    self.flood(node, Some(peer), &topic, &bytes);
                }
            }
            Effect::Blame { peer, fault } => this.blamed.push((peer, fault)),
            Effect::Redial { peer } => {
                let other = self.index(peer);
                self.disconnect(node.min(other), node.max(other), 1000);
            }
            Effect::Notice(notice) => this.notices.push(notice),
            Effect::Wake(at) => {
                let boot = this.boot;
                let delay = at.millis().saturating_sub(self.now);
                self.later(delay, Delivery::Tick { node, boot });
            }
        }
    }

    fn index(&self, peer: Peer) -> usize {
        self.nodes.iter().position(|node| node.peer == peer).expect("a peer of this world")
    }

    fn send(&mut self, from: usize, peer: Peer, bytes: Vec<u8>) {
        let to = self.index(peer);
        let (pair, side) = sides(from, to);
        let delay = 1 + self.chance.below(80);
        let now = self.now;
        let link = self.links.get_mut(&pair).unwrap();
        let Some(epoch) = link.known[side] else { return };
        let at = link.last[side].max(now + delay);
        link.last[side] = at;
        self.later(at - now, Delivery::Frame { from, to, epoch, bytes });
    }

    fn flood(&mut self, node: usize, except: Option<Peer>, topic: &Topic, bytes: &[u8]) {
        let pairs: Vec<(usize, usize)> = self.links.keys().copied().collect();
        for (one, other) in pairs.into_iter().filter(|(a, b)| *a == node || *b == node) {
            let to = if one == node { other } else { one };
            let whole =
                self.links[&(one, other)].known == [Some(self.links[&(one, other)].epoch); 2];
            if !whole || Some(self.nodes[to].peer) == except {
                continue;
            }
            let copies = 1 + u64::from(self.chance.happens(self.weather.twice));
            for copy in 0..copies {
                if !self.chance.happens(self.weather.loss) {
                    let delay = self.gossip_delay(node, to);
                    let (topic, bytes, again) = (topic.clone(), bytes.to_vec(), copy > 0);
                    self.later(delay, Delivery::Heard { from: node, to, topic, bytes, again });
                }
            }
        }
    }
}

impl World {
    fn gossip_delay(&mut self, from: usize, to: usize) -> u64 {
        let at = self.now + 1 + self.chance.below(400);
        let (pair, side) = sides(from, to);
        let last = &mut self.links.get_mut(&pair).expect("a link").heard[side];
        *last = at.max(if self.in_order { *last } else { 0 });
        if self.in_order { *last - self.now } else { at - self.now }
    }
}

/// The link between two nodes, and which of its sides the first is.
pub(super) fn sides(from: usize, to: usize) -> ((usize, usize), usize) {
    ((from.min(to), from.max(to)), usize::from(from > to))
}
