//! "Can I be called from where you are?": one question, one call, one word.
//!
//! The question names a kind of door and a port, and no host: called is the address that the question
//! comes from, so that nobody can have a third party called. Source: spec/reach.md §3; the idea is that of AutoNAT.

use std::net::IpAddr;
use std::time::Duration;

use futures::io::AsyncWriteExt as _;
use libp2p::multiaddr::Protocol;
use libp2p::swarm::DialError;
use libp2p::{Multiaddr, PeerId, Stream, StreamProtocol};
use libp2p_stream::Control;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::super::frame::{read_frame, write_frame};
use super::super::ip::ip_of;
use super::super::streams::Told;

/// The protocol of the question.
pub(in crate::net) const CALLABLE: StreamProtocol = StreamProtocol::new("/bot/callable/1");

/// How long a question may take to come, and the word that answers it, the call included.
const PATIENCE: Duration = Duration::from_secs(20);

/// The same, of a question that is refused.
const REFUSAL_PATIENCE: Duration = Duration::from_secs(2);

/// A door of a node: how it is called, and at which port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::net) enum Door {
    Tcp(u16),
    Quic(u16),
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(in crate::net) enum Word {
    /// It answered there.
    Called = 1,
    /// It did not.
    NotReached = 2,
    /// No call was made: too often asked, or through a relay, or from a network that is not called.
    Refused = 3,
}

impl Word {
    /// What a call in vain comes to: where it ended at a bound of this node's own, or could not even be
    /// tried, nothing was learned of the other.
    pub(in crate::net) fn of(fault: &DialError) -> Self {
        match fault {
            DialError::WrongPeerId { .. } | DialError::Transport(_) => Self::NotReached,
            DialError::LocalPeerId { .. }
            | DialError::NoAddresses
            | DialError::DialPeerConditionFalse(_)
            | DialError::Aborted
            | DialError::Denied { .. } => Self::Refused,
        }
    }
}

impl Door {
    /// The door that an address of this node leads to.
    pub(in crate::net) fn of(address: &Multiaddr) -> Option<Self> {
        let parts: Vec<Protocol<'_>> = address.iter().skip(1).collect();
        match parts[..] {
            [Protocol::Tcp(port)] => Some(Self::Tcp(port)),
            [Protocol::Udp(port), Protocol::QuicV1] => Some(Self::Quic(port)),
            _ => None,
        }
    }

    /// Where this node is, as somebody sees it who is connected: at the port that was seen where it is
    /// that of a door, and else at the doors of that kind, since a connection may leave by any port.
    pub(in crate::net) fn seen(doors: &[Self], observed: &Multiaddr) -> Vec<Multiaddr> {
        let (Some(door), Some(ip)) = (Self::of(observed), ip_of(observed)) else {
            return Vec::new();
        };
        let kind = std::mem::discriminant(&door);
        let alike = || doors.iter().filter(|other| std::mem::discriminant(*other) == kind);
        if doors.contains(&door) || alike().next().is_none() {
            return vec![door.at(ip)];
        }
        alike().map(|other| other.at(ip)).collect()
    }

    /// Where it is on a machine.
    pub(in crate::net) fn at(self, ip: IpAddr) -> Multiaddr {
        match self {
            Self::Tcp(port) => Multiaddr::from(ip).with(Protocol::Tcp(port)),
            Self::Quic(port) => {
                Multiaddr::from(ip).with(Protocol::Udp(port)).with(Protocol::QuicV1)
            }
        }
    }

    fn to_bytes(self) -> [u8; 3] {
        let (kind, port) = match self {
            Self::Tcp(port) => (1, port),
            Self::Quic(port) => (2, port),
        };
        let [high, low] = port.to_be_bytes();
        [kind, high, low]
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        match *bytes {
            [1, high, low] => Some(Self::Tcp(u16::from_be_bytes([high, low]))),
            [2, high, low] => Some(Self::Quic(u16::from_be_bytes([high, low]))),
            _ => None,
        }
    }
}

/// Asks a peer to call this node at a door; `None` where no word comes.
pub(in crate::net) async fn ask(mut control: Control, peer: PeerId, door: Door) -> Option<Word> {
    let asking = async {
        let mut stream = control.open_stream(peer, CALLABLE).await.ok()?;
        write_frame(&mut stream, &door.to_bytes()).await.ok()?;
        let word = read_frame(&mut stream, 1, PATIENCE).await.ok()??;
        let _closed = stream.close().await;
        match word[..] {
            [1] => Some(Word::Called),
            [2] => Some(Word::NotReached),
            [3] => Some(Word::Refused),
            _ => None,
        }
    };
    timeout(PATIENCE, asking).await.ok().flatten()
}

/// Hears a question out for which there is no place, and refuses.
pub(in crate::net) async fn refuse(mut stream: Stream) {
    let refusing = async {
        read_frame(&mut stream, 3, REFUSAL_PATIENCE).await.ok()??;
        write_frame(&mut stream, &[Word::Refused as u8]).await.ok()?;
        stream.close().await.ok()
    };
    let _done = timeout(REFUSAL_PATIENCE, refusing).await;
}

/// Takes the question of a peer in and gives it the word that the switch finds. Its place is free before
/// it has the word, since it may ask again at once.
pub(in crate::net) async fn answer(
    mut stream: Stream,
    peer: PeerId,
    place: impl Sized,
    told: mpsc::Sender<Told>,
) {
    let answering = async {
        let bytes = read_frame(&mut stream, 3, PATIENCE).await.ok()??;
        let door = Door::read(&bytes)?;
        let (answer, found) = oneshot::channel();
        told.send(Told::Asked { peer, door, answer }).await.ok()?;
        let word = found.await.unwrap_or(Word::Refused);
        drop(place);
        write_frame(&mut stream, &[word as u8]).await.ok()?;
        stream.close().await.ok()
    };
    let _done = timeout(PATIENCE, answering).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_of_this_node_says_nothing_of_the_other() {
        let denied = DialError::Denied {
            cause: libp2p::swarm::ConnectionDenied::new(std::io::Error::other("enough calls")),
        };
        assert_eq!(Word::of(&denied), Word::Refused);
        assert_eq!(Word::of(&DialError::Aborted), Word::Refused);
        assert_eq!(Word::of(&DialError::Transport(Vec::new())), Word::NotReached);
    }

    #[test]
    fn a_node_is_where_it_was_seen_at_a_door_of_its_own() {
        let check = |doors: &[Door], observed: &str, expected: &[&str]| {
            let seen = Door::seen(doors, &observed.parse().unwrap());
            let seen: Vec<String> = seen.iter().map(ToString::to_string).collect();
            assert_eq!(seen, expected, "{observed}");
        };
        let doors = [Door::Tcp(7341), Door::Tcp(7342), Door::Quic(7341)];
        check(&doors, "/ip4/8.8.8.8/tcp/7342", &["/ip4/8.8.8.8/tcp/7342"]);
        let both = ["/ip4/8.8.8.8/tcp/7341", "/ip4/8.8.8.8/tcp/7342"];
        check(&doors, "/ip4/8.8.8.8/tcp/50000", &both);
        check(&doors, "/ip4/8.8.8.8/udp/9/quic-v1", &["/ip4/8.8.8.8/udp/7341/quic-v1"]);
        check(&doors[..2], "/ip4/8.8.8.8/udp/9/quic-v1", &["/ip4/8.8.8.8/udp/9/quic-v1"]);
        check(&doors, "/dns4/a.example/tcp/7341/ws", &[]);
    }

    #[test]
    fn a_door_is_a_kind_and_a_port_and_never_a_host() {
        let check = |text: &str, expected: Option<Door>| {
            assert_eq!(Door::of(&text.parse().unwrap()), expected, "{text}");
        };
        check("/ip4/0.0.0.0/tcp/7341", Some(Door::Tcp(7341)));
        check("/ip6/::/udp/7341/quic-v1", Some(Door::Quic(7341)));
        check("/ip4/1.1.1.1/udp/7341", None);
        check("/ip4/1.1.1.1/tcp/7341/ws", None);
        for door in [Door::Tcp(443), Door::Quic(65_535)] {
            let bytes = door.to_bytes();
            assert_eq!(Door::read(&bytes), Some(door));
            assert_eq!(Door::of(&door.at("8.8.8.8".parse().unwrap())), Some(door));
            assert_eq!(Door::read(&bytes[..2]), None);
            assert_eq!(Door::read(&[bytes[0], bytes[1], bytes[2], 0]), None);
        }
        assert_eq!(Door::read(&[3, 0, 80]), None);
    }
}
