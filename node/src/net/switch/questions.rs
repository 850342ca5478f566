//! "Can I be called?": asked of those whom the owner named, and answered for whoever asks.

use std::time::Instant;

use libp2p::core::ConnectedPoint;
use libp2p::swarm::DialError;
use libp2p::swarm::dial_opts::{DialOpts, PeerCondition};
use tokio::sync::oneshot;

use super::*;
use crate::net::reach::asking::{self, CALLABLE, Door, Word};
use crate::net::reach::place::{is_callable, may_be_called};

/// How often one peer is asked whether it can call this node at one door.
const ASK_EVERY: Duration = Duration::from_secs(3600);

/// Most calls for others at a time.
const CALLS_AT_A_TIME: usize = 8;

/// A call that was made stands so long before it is told: the other side must have time to see it.
const WORD_PAUSE: Duration = Duration::from_millis(500);

/// How long a peer is connected before it is asked.
const ASK_AFTER: Duration = Duration::from_secs(3);

/// How long after a question without a word it is asked again.
const ASK_AGAIN: Duration = Duration::from_secs(300);

impl Switch {
    /// Asks those whom the owner named, one door at a time.
    pub(super) fn ask_around(&mut self, now: Instant) {
        let doors: Vec<Door> = self.swarm.listeners().filter_map(Door::of).collect();
        let Some(outside) = &mut self.outside else { return };
        outside.asked.retain(|_, again| *again > now);
        let links = &self.links;
        outside.seen_at.retain(|peer, _| links.contains_key(peer));
        let mut asks = Vec::new();
        for (peer, ip) in &outside.seen_at {
            let free = !outside.calling.contains_key(peer) && may_be_called(*ip, outside.lan);
            // Streams of a session that is only beginning might open on the connection of the call.
            let settled = |link: &Link| now.saturating_duration_since(link.since) >= ASK_AFTER;
            let link = links.get(peer).filter(|link| settled(link));
            let speaks = link.is_some_and(|link| link.speaks.contains(&CALLABLE));
            let door = doors.iter().find(|door| !outside.asked.contains_key(&(*peer, **door)));
            asks.extend(door.filter(|_| free && speaks).map(|door| (*peer, *door)));
        }
        for (peer, door) in asks {
            outside.asked.insert((peer, door), now + ASK_EVERY);
            outside.calling.insert(peer, false);
            let (control, told) = (self.control.clone(), self.told.clone());
            tokio::spawn(async move {
                let word = asking::ask(control, peer, door).await;
                let _closing = told.send(Told::Word { peer, door, word }).await;
            });
        }
    }

    /// A peer says what came of the call it was asked for. That it called is believed only where it was
    /// seen.
    pub(super) fn word(&mut self, peer: PeerId, door: Door, word: Option<Word>) {
        let from = self.links.get(&peer).and_then(Link::ip);
        let Some(outside) = &mut self.outside else { return };
        let seen = outside.calling.remove(&peer).unwrap_or(false);
        let (Some(ip), Some(from)) = (outside.seen_at.get(&peer), from) else { return };
        let reached = match word {
            Some(Word::Called) if seen => true,
            Some(Word::NotReached) => false,
            Some(Word::Called | Word::Refused) | None => {
                outside.asked.insert((peer, door), monotonic() + ASK_AGAIN);
                return;
            }
        };
        let now = monotonic();
        outside.tally.hear((peer, from), door.at(*ip), reached, now);
        self.believe(now);
        self.draw();
    }

    /// Takes the question of a peer in: one at a time of each, and of all only so many.
    pub(super) fn question(&mut self, peer: PeerId, stream: Stream) {
        let Some(link) = self.links.get(&peer) else { return };
        let own = Arc::clone(&link.question_place).try_acquire_owned();
        let place = Arc::clone(&self.question_places).try_acquire_owned();
        if let (Ok(own), Ok(place)) = (own, place) {
            let told = self.told.clone();
            tokio::spawn(async move {
                asking::answer(stream, peer, own, told).await;
                drop(place);
            });
        } else if let Ok(place) = Arc::clone(&self.refusal_places).try_acquire_owned() {
            tokio::spawn(async move {
                asking::refuse(stream).await;
                drop(place);
            });
        }
    }

    /// A peer asks to be called: at the address it comes from, where that may be called at all.
    pub(super) fn asked(&mut self, peer: PeerId, door: Door, answer: oneshot::Sender<Word>) {
        let from = self.links.get(&peer).and_then(Link::ip);
        let Some(outside) = &mut self.outside else { return };
        let Some(address) = from.map(|ip| door.at(ip)) else { return };
        let may = is_callable(&address, outside.lan) && outside.answering.len() < CALLS_AT_A_TIME;
        if !may || !outside.calls.take(peer, monotonic()) {
            return;
        }
        let options = DialOpts::peer_id(peer)
            .condition(PeerCondition::Always)
            .addresses(vec![address])
            .allocate_new_port()
            .build();
        let connection = options.connection_id();
        // Where the call cannot be made the answer is dropped, which refuses.
        if self.swarm.dial(options).is_ok() {
            outside.answering.insert(connection, answer);
        }
    }

    /// Whether a connection was made only to see that it can be.
    pub(super) fn probed(
        &mut self,
        peer: PeerId,
        connection: ConnectionId,
        point: &ConnectedPoint,
    ) -> bool {
        let Some(outside) = &mut self.outside else { return false };
        if point.is_listener() && !point.is_relayed() {
            outside.calling.get_mut(&peer).into_iter().for_each(|seen| *seen = true);
        }
        let Some(answer) = outside.answering.remove(&connection) else { return false };
        let told = self.told.clone();
        tokio::spawn(async move {
            tokio::time::sleep(WORD_PAUSE).await;
            let _closing = told.send(Told::Called { connection, answer }).await;
        });
        true
    }

    /// A call for another stood long enough to be seen.
    pub(super) fn called(&mut self, connection: ConnectionId, answer: oneshot::Sender<Word>) {
        self.swarm.close_connection(connection);
        let _gone = answer.send(Word::Called);
    }

    /// A call for another was in vain; answers whether it was one. Where the reason is this node's own,
    /// that says nothing of the other.
    pub(super) fn not_reached(&mut self, connection: ConnectionId, fault: &DialError) -> bool {
        let outside = self.outside.as_mut();
        let answer = outside.and_then(|outside| outside.answering.remove(&connection));
        answer.map(|answer| answer.send(Word::of(fault))).is_some()
    }
}
