//! The wire: frames of the sync stream and the data of gossip messages.
//!
//! Source: spec/gossip.md §3 and §4. Everything is deterministic CBOR; another encoding of the
//! same value is refused.

use std::collections::{BTreeMap, BTreeSet};

use crate::canon::cbor::{CborError, Reader, Writer};
use crate::feed::{Ask, Cosig, ForkProof, HeadStamp, KeyEvent, Refusal, StampFork};
use crate::identity::{Did, PublicKey, SecretKey, Signature};
use crate::limits::{CLOCK_AHEAD_MAX_MILLIS, FRAME_BYTES_MAX, HOSTING_AGE_MAX_MILLIS};
use crate::statement::{Sealed, Statement};
use crate::time::Timestamp;

use super::reconcile::{Salt, Strata, Symbol};
use super::{BootId, Community, Fault, Item, LooseBody, Peer, StoreId};

/// Domain of the signature of a hosting.
const HOST_DOMAIN: &[u8] = b"bot/host/1\0";

/// One frame of `/bot/sync/1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// 1: who I am; the first frame in each direction, and again whenever it changes.
    Hello(Hello),
    /// 2: everything that reached your store after this position.
    Since {
        /// The asker's number for the answer.
        request: u32,
        /// The store the position belongs to.
        store: StoreId,
        /// The position up to which the asker has everything.
        position: u64,
        /// What it has besides.
        held: Reaches,
    },
    /// 4: this range of one feed, and who its author is.
    Want {
        /// The asker's number for the answer.
        request: u32,
        /// What.
        range: Range,
    },
    /// 5: items, in answer to a request.
    Items {
        /// Which request.
        request: u32,
        /// The number of this frame in the answer, from 0.
        frame: u32,
        /// What, in order.
        items: Vec<Packed>,
        /// The position up to which these frames told everything; in answer to a Since alone.
        position: Option<u64>,
    },
    /// 6: the answer ends.
    Done {
        /// Which request.
        request: u32,
        /// How many frames of items it had.
        frames: u32,
        /// The position of the answering store when it began; null where it did not answer.
        position: Option<u64>,
    },
    /// 7: you asked for more of this feed than I had; now I have more.
    Have {
        /// Whose.
        writer: PublicKey,
    },
    /// 20: sign that you know this head and no longer one.
    Cosign {
        /// Whose signature is asked for.
        witness: PublicKey,
        /// The head.
        ask: Box<Ask>,
    },
    /// 21: what became of that.
    Cosigned {
        /// Whose feed.
        writer: PublicKey,
        /// The size of the head.
        size: u32,
        /// What the witness says.
        word: Word,
    },
    /// 24: what you have unlike me, in symbols of your items.
    Survey {
        /// The asker's number for the answer.
        request: u32,
        /// The salt of your latest Hello, with which these strata were made.
        salt: Salt,
        /// What the asker has.
        strata: Strata,
    },
    /// 25: the same sketch, from this symbol on.
    More {
        /// The asker's number for the answer.
        request: u32,
        /// How many symbols came.
        from: u32,
    },
    /// 26: symbols, in answer to a Survey or More.
    Symbols {
        /// Which request.
        request: u32,
        /// The number of this frame in the answer, from 0.
        frame: u32,
        /// How many items the sketch is made of.
        items: u32,
        /// The next symbols.
        symbols: Vec<Symbol>,
    },
    /// 27: what I lack, in answer to a whole sketch. Several pages make one request.
    Lack {
        /// The asker's number for the answer.
        request: u32,
        /// The number of this page, from 0.
        page: u32,
        /// Whether it is the last.
        last: bool,
        /// What is lacked, and what is there of it.
        lack: Lack,
    },
}

/// What a witness says to whoever asked it to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// 0: it signs.
    Cosig(Cosig),
    /// 1: the writer signed two heads.
    Heads(Box<StampFork>),
    /// 2: it does not sign.
    Refusal(Refusal),
}

/// Who a peer says it is; its peer key is proven by the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    /// Which start of the node this is.
    pub boot: BootId,
    /// Which store it serves from.
    pub store: StoreId,
    /// What its items are made with for this connection.
    pub salt: Salt,
    /// The communities it is in.
    pub communities: Vec<Community>,
    /// The identities it hosts, each proven.
    pub hosted: Vec<Hosting>,
}

/// A DID's signed leave for a peer key to speak and receive letters for it.
///
/// `[did, ts, sig]`, the signature by the DID over "bot/host/1\0" ‖ peer ‖ ts (8 bytes, big
/// endian). It names the peer, so no other peer can use it, and ages, so that a peer that lost
/// its mandate loses it here too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosting {
    pub(super) did: Did,
    pub(super) ts: Timestamp,
    pub(super) signature: Signature,
}

impl Hosting {
    /// Gives `peer` leave to host the identity of this key.
    #[must_use]
    pub fn sign(identity: &SecretKey, peer: &Peer, ts: Timestamp) -> Self {
        let did = Did::new(identity.public());
        Self { did, ts, signature: identity.sign(&host_bytes(peer, ts)) }
    }

    /// Whose leave it is, if it is for this peer and neither too old nor from the future.
    #[must_use]
    pub fn proves(&self, peer: &Peer, now: Timestamp) -> Option<Did> {
        let (ts, now) = (self.ts.millis(), now.millis());
        let timely = ts <= now.saturating_add(CLOCK_AHEAD_MAX_MILLIS)
            && now <= ts.saturating_add(HOSTING_AGE_MAX_MILLIS);
        let key = self.did.public_key();
        let signed = timely && key.verify(&host_bytes(peer, self.ts), &self.signature).is_ok();
        signed.then_some(self.did)
    }

    /// The identity it claims to speak for.
    #[must_use]
    pub fn did(&self) -> Did {
        self.did
    }
}

fn host_bytes(peer: &Peer, ts: Timestamp) -> Vec<u8> {
    [HOST_DOMAIN, &peer.0, &ts.millis().to_be_bytes()].concat()
}

/// What somebody lacks of a peer's heads, and what it has of its own that the peer has not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lack {
    /// The first eight bytes of each item that is lacked.
    pub items: BTreeSet<[u8; 8]>,
    /// Feeds that are held otherwise here than there, if they are held there at all; by the first
    /// eight bytes of the writer key.
    pub feeds: BTreeMap<[u8; 8], Tip>,
    /// The first eight bytes of each item that stands for a key log that is held otherwise here.
    pub keys: BTreeSet<[u8; 8]>,
    /// The position of the asker's store when it made its own items.
    pub at: u64,
    /// Asked of whoever compared, by whom it compared with: `items` and `feeds` are what is lacked
    /// of what that one told.
    pub back: bool,
}

impl Lack {
    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.items.len().saturating_add(self.feeds.len()).saturating_add(self.keys.len())
    }
}

/// How far an asker holds feeds that grew of late, by the first eight bytes of the writer key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reaches(pub BTreeMap<[u8; 8], Reach>);

impl Reaches {
    /// Whether the asker holds this entry.
    #[must_use]
    pub fn hold(&self, entry: &Statement) -> bool {
        let reach = entry.writer().as_bytes().first_chunk().and_then(|writer| self.0.get(writer));
        reach.is_some_and(|reach| entry.seq() < reach.size)
    }
}

/// How far somebody holds a feed, every body that did not stay away included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// The number of entries from 0 on without a gap.
    pub size: u32,
    /// The first eight bytes of the tree head over them.
    pub root: [u8; 8],
}

/// How much of a feed somebody has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tip {
    /// The number of entries from 0 on without a gap, below a known fork.
    pub size: u32,
    /// The first eight bytes of SHA-256 of the fork proof, where there is one.
    pub fork: Option<[u8; 8]>,
}

/// A piece of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Whose.
    pub writer: PublicKey,
    /// The first number.
    pub from: u32,
    /// The number after the last; what the store lacks of it is left out.
    pub to: u32,
    /// What of each entry.
    pub part: Part,
}

/// What of an entry is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// 0: header and body, the body after all headers where it is large.
    Whole,
    /// 1: the header alone.
    Header,
    /// 2: the body alone.
    Body,
}

/// What to stream, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// Everything in the order of arrival, bodies that [wait](super::body_waits) after all else.
    Since {
        /// After this position.
        after: u64,
        /// Without the entries that the asker holds.
        held: Reaches,
    },
    /// Nothing stored: these frames, made already.
    Made(Vec<Vec<u8>>),
    /// First these, then these ranges. A body that stays away is served as null.
    Lacking {
        /// Keys, proofs and stamps.
        first: Vec<First>,
        /// Then these, each in the order of its numbers; bodies that
        /// [wait](super::body_waits) come after all of them, in the same order.
        ranges: Vec<Range>,
    },
}

/// What goes before the entries in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum First {
    /// The events of this identity's key log that count, in the order of their ids.
    Keys(Did),
    /// What is held beside this writer's feed, see [`Change::Aside`](super::Change::Aside), in the order
    /// of the ids.
    Aside(PublicKey),
    /// What was seen beyond a gap of this writer's feed, see [`Change::Ahead`](super::Change::Ahead), by
    /// number.
    Ahead(PublicKey),
    /// The stamps held of this writer's feed, the newest first.
    Stamps(PublicKey),
    /// A proof, from the engine's memory.
    Item(Box<Item>),
}

/// An item as it travels: its kind and its bytes, not looked into yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    kind: u8,
    bytes: Vec<u8>,
}

/// An item whose form is right and whose signature was not looked at; entries are tested for
/// being known before that costs anything.
#[derive(Debug, Clone)]
pub(crate) enum Unpacked {
    /// Checked: key events are few.
    Key(KeyEvent),
    /// Not opened.
    Entry(Box<Sealed>),
    /// Checked: fork proofs are few.
    Fork(Box<ForkProof>),
    /// Checked: of each writer one a day.
    Stamp(Box<HeadStamp>),
    /// Checked: as few as fork proofs.
    Heads(Box<StampFork>),
    /// Not checked: its header tells whether it is the one.
    Body(Box<LooseBody>),
}

impl Packed {
    /// Packs an item.
    #[must_use]
    pub fn new(item: &Item) -> Self {
        match item {
            Item::Key(event) => Self { kind: 1, bytes: event.to_bytes() },
            Item::Entry(statement) => Self { kind: 2, bytes: statement.to_bytes() },
            Item::Fork(proof) => Self { kind: 3, bytes: proof.to_bytes() },
            Item::Stamp(stamp) => Self { kind: 4, bytes: stamp.to_bytes() },
            Item::Heads(proof) => Self { kind: 5, bytes: proof.to_bytes() },
        }
    }

    /// Whether it is a key event.
    pub(super) fn is_key(&self) -> bool {
        self.kind == 1
    }

    /// Packs a body by itself; on a stream alone.
    pub(super) fn body(body: &LooseBody) -> Self {
        Self { kind: 6, bytes: body.to_bytes() }
    }

    /// The data of a gossip message: `[kind, bytes]`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.write(&mut writer);
        writer.into_bytes()
    }

    /// Reads the data of a gossip message.
    ///
    /// # Errors
    /// When it is not `[kind, bytes]` in canonical form.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let mut reader = Reader::new(bytes);
        let packed = Self::take(&mut reader)?;
        reader.end()?;
        Ok(packed)
    }

    /// Looks into it: all but the signature of an entry.
    pub(crate) fn unpack(&self) -> Result<Unpacked, Fault> {
        match self.kind {
            1 => KeyEvent::read(&self.bytes).map(Unpacked::Key).map_err(|_| Fault::Malformed),
            2 => Sealed::read(&self.bytes)
                .map(|sealed| Unpacked::Entry(Box::new(sealed)))
                .map_err(|_| Fault::Malformed),
            3 => ForkProof::read(&self.bytes)
                .map(|proof| Unpacked::Fork(Box::new(proof)))
                .map_err(|_| Fault::Malformed),
            4 => HeadStamp::read(&self.bytes)
                .map(|stamp| Unpacked::Stamp(Box::new(stamp)))
                .map_err(|_| Fault::Malformed),
            5 => StampFork::read(&self.bytes)
                .map(|proof| Unpacked::Heads(Box::new(proof)))
                .map_err(|_| Fault::Malformed),
            6 => LooseBody::read(&self.bytes).map(|body| Unpacked::Body(Box::new(body))),
            _ => Err(Fault::Malformed),
        }
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.array(2);
        writer.uint(self.kind);
        writer.bytes(&self.bytes);
    }

    pub(super) fn take(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.array(2)?;
        Ok(Self { kind: reader.u8()?, bytes: reader.bytes(FRAME_BYTES_MAX)?.to_vec() })
    }

    /// Bytes it takes in a frame, at most.
    pub(super) fn size(&self) -> usize {
        self.bytes.len().saturating_add(8)
    }
}
