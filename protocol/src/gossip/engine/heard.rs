//! Gossip: what is heard, how it is judged, and what is published.

use crate::identity::Did;
use crate::limits::{FEED_GOSSIP_BYTES_MAX, URGENT_BYTES_MAX};
use crate::statement::{Kind, Statement};

use super::super::{
    Effect, Fault, Item, Judgement, Lane, Peer, Topic,
    message::{Packed, Unpacked},
};
use super::{Engine, Turn, intake::Taken, peer::PeerState, tell::about};

/// Bytes that wrap an item in a message.
const WRAPPING_BYTES: usize = 16;

impl Engine {
    /// Judges a gossip message. What is of no use here is counted: everybody says a little of that, and who
    /// floods says nothing else, however rightfully they answer what they are asked.
    pub(super) fn heard(
        &mut self,
        peer: Peer,
        topic: &Topic,
        bytes: &[u8],
        turn: &mut Turn,
    ) -> Judgement {
        let judgement = self.judge(peer, topic, bytes, turn);
        match judgement {
            Judgement::Ignore => self.in_vain(peer, turn),
            Judgement::Accept | Judgement::Spread => {
                self.peers.get_mut(&peer).into_iter().for_each(PeerState::told_news);
            }
            Judgement::Pass | Judgement::Reject => {}
        }
        judgement
    }

    /// A peer said something unasked that is of no use here.
    pub(super) fn in_vain(&mut self, peer: Peer, turn: &mut Turn) {
        if self.peers.get_mut(&peer).is_some_and(|state| state.wastes(turn.now)) {
            turn.push(Effect::Blame { peer, fault: Fault::TooMany });
        }
    }

    /// Only what the forwarder could have checked alone is rejected.
    fn judge(&mut self, peer: Peer, topic: &Topic, bytes: &[u8], turn: &mut Turn) -> Judgement {
        let member = self.communities.contains(&topic.community);
        let calm = self.peers.get_mut(&peer).is_none_or(|state| state.heard.take(turn.now));
        if !member || !calm {
            return Judgement::Ignore;
        }
        let item = match read_heard(topic.lane, bytes) {
            Ok(item) => item,
            Err(fault) => return reject(peer, fault, turn),
        };
        let writer = match &item {
            Unpacked::Entry(sealed) => Some(sealed.header().writer),
            Unpacked::Stamp(stamp) => Some(stamp.writer()),
            Unpacked::Key(_) | Unpacked::Fork(_) | Unpacked::Heads(_) | Unpacked::Body(_) => None,
        };
        let author = match &item {
            Unpacked::Key(event) => Some(event.did()),
            Unpacked::Entry(_) | Unpacked::Stamp(_) => {
                writer.and_then(|writer| self.author(&writer))
            }
            Unpacked::Fork(_) | Unpacked::Heads(_) | Unpacked::Body(_) => None,
        };
        let news = about(&item);
        let taken = self.take(peer, item, turn);
        let untold = news.is_some_and(|(about, seq)| taken.is_held() && self.overheard(about, seq));
        if let Some(writer) = writer {
            self.chase(writer, Some(peer), turn);
        }
        match taken {
            Taken::New if author.is_some_and(|did| self.hosts(peer, &did)) => Judgement::Spread,
            Taken::New => Judgement::Accept,
            // Whoever has a key signs any number, without end and for nothing.
            Taken::Gap | Taken::Ahead => Judgement::Pass,
            // It came by catch-up and was to be told on: now by forwarding it.
            Taken::Known if untold => Judgement::Accept,
            Taken::Known | Taken::Later | Taken::Refused | Taken::Full => Judgement::Ignore,
            Taken::Stranger | Taken::Bare => Judgement::Ignore,
            Taken::Bad(fault) => reject(peer, fault, turn),
        }
    }

    /// Whether a peer proved to host an identity.
    fn hosts(&self, peer: Peer, did: &Did) -> bool {
        self.peers.get(&peer).is_some_and(|state| state.hosts.contains(did))
    }

    /// Publishes an entry said here: whole where it is small, else its header alone.
    pub(super) fn publish_entry(&self, statement: &Statement, turn: &mut Turn) {
        let lane = lane_of(statement.kind());
        let whole = statement.to_bytes().len().saturating_add(WRAPPING_BYTES) <= bytes_max(lane);
        let entry = if whole { statement.clone() } else { statement.without_body() };
        self.publish(lane, &Item::Entry(entry), turn);
    }
}

/// Which lane carries entries of this kind.
pub(super) fn lane_of(kind: Kind) -> Lane {
    match kind {
        Kind::RecognitionEnd
        | Kind::Revoke
        | Kind::Suspend
        | Kind::Erase
        | Kind::GrantEnd
        | Kind::Leave => Lane::Urgent,
        Kind::Profile
        | Kind::Achievement
        | Kind::Anchor
        | Kind::Publish
        | Kind::Endorsement
        | Kind::Recognition
        | Kind::StatusSnapshot
        | Kind::Prune
        | Kind::Grant
        | Kind::Dispute
        | Kind::Reply
        | Kind::Charter
        | Kind::Comment
        | Kind::NodeAddr
        | Kind::Other(_) => Lane::Feed,
    }
}

fn bytes_max(lane: Lane) -> usize {
    match lane {
        Lane::Urgent => URGENT_BYTES_MAX,
        Lane::Feed => FEED_GOSSIP_BYTES_MAX,
    }
}

fn read_heard(lane: Lane, bytes: &[u8]) -> Result<Unpacked, Fault> {
    let limit = bytes_max(lane);
    if bytes.len() > limit {
        return Err(Fault::oversized(bytes.len(), limit));
    }
    let item = Packed::read(bytes)?.unpack()?;
    let its_lane = match &item {
        Unpacked::Key(_) | Unpacked::Fork(_) | Unpacked::Stamp(_) | Unpacked::Heads(_) => {
            Lane::Urgent
        }
        Unpacked::Entry(sealed) => lane_of(sealed.header().kind),
        // On a stream alone.
        Unpacked::Body(_) => return Err(Fault::Malformed),
    };
    if its_lane == lane { Ok(item) } else { Err(Fault::WrongTopic) }
}

fn reject(peer: Peer, fault: Fault, turn: &mut Turn) -> Judgement {
    turn.push(Effect::Blame { peer, fault });
    Judgement::Reject
}
