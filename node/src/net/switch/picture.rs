//! The picture of the network that others look at.

use super::*;
use crate::net::PeerView;

impl Switch {
    /// Draws the picture that others look at.
    pub(super) fn draw(&mut self) {
        let now = monotonic();
        let mut peers: Vec<PeerView> = Vec::new();
        for (callee, entry) in self.book.iter() {
            let id = match callee {
                Callee::Peer(peer) => Some(*peer),
                Callee::Address(at) => self.answered_at(at).or_else(|| self.book.answers(at)),
            };
            // Who answered there is shown once, by its name.
            if matches!(callee, Callee::Address(_)) && id.is_some_and(|id| self.is_shown(&id)) {
                continue;
            }
            peers.push(self.picture(id, entry.addresses.clone(), entry.listed, now));
        }
        for (peer, link) in &self.links {
            if self.book.get(peer).is_none() {
                peers.push(self.picture(Some(*peer), link.address.clone(), false, now));
            }
        }
        for view in &mut peers {
            view.listed |= view.via.is_some();
        }
        let listening = self.swarm.listeners().cloned().collect();
        let view = Arc::new(NetView { listening, reach: self.reach_view(), peers });
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = view;
    }

    /// Whether a peer has a row of its own in the picture.
    fn is_shown(&self, peer: &PeerId) -> bool {
        self.links.contains_key(peer) || self.book.get(peer).is_some()
    }

    /// The address without name at which a peer answered, now or last.
    fn via(&self, peer: &PeerId) -> Option<&Multiaddr> {
        let now = self.links.get(peer).and_then(|link| link.via.as_ref());
        now.or_else(|| self.book.address_of(peer))
    }

    fn picture(
        &self,
        id: Option<PeerId>,
        addresses: Vec<Multiaddr>,
        listed: bool,
        now: std::time::Instant,
    ) -> PeerView {
        let connected = id.is_some_and(|id| self.links.contains_key(&id));
        let points = id.map_or(0.0, |id| self.standing.points(&id, now));
        let gossip = &self.swarm.behaviour().gossip;
        let score = id.and_then(|id| gossip.peer_score(&id)).unwrap_or(0.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to a few hundred"
        )]
        let points = points.round() as u32;
        let via = id.and_then(|id| self.via(&id)).cloned();
        let way = id.and_then(|id| self.links.get(&id)).and_then(Link::way);
        PeerView { id, addresses, via, connected, way, listed, points, score }
    }
}
