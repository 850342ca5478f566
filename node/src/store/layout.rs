//! Rows and their bytes: what lies under which key.
//!
//! | First byte | Key after it | Value |
//! |---|---|---|
//! | 0 | `id` | the store's id, 16 B |
//! | 0 | `at`, key of a row of the tables 7, 9, 10, 14, 15 | position 8 B: where it arrived last |
//! | 0 | `stale` | – : the files hold bytes of what was dropped |
//! | 1 | writer 32 B, seq 4 B | 0, position 8 B: the entry lies at that arrival |
//! | 2 | position 8 B | format 1 alone: 1 B table, key there |
//! | 3 | kind 2 B, writer, seq | – |
//! | 4 | writer, seq | – : its body is missing |
//! | 5 | writer | size 4 B, last time 8 B, status 4 B, missing 4 B, bytes 8 B, accumulator |
//! | 6 | DID 32 B, event id 32 B | KeyEvent |
//! | 7 | writer | ForkProof |
//! | 8 | shelf 1 B, key | the note |
//! | 9 | writer, place 1 B | HeadStamp: each of those that are kept of the log, in no order |
//! | 10 | writer | StampFork |
//! | 11 | position 8 B | 1 B table, key there; then the entry that lies here: state 1 B, arrived 8 B, packed |
//! | 12 | writer, place 1 B | Entry: kept beside the log, as it lay before table 14; read and let go alone |
//! | 13 | writer, id 32 B | Entry: what takes something back on a branch in whose place another came |
//! | 14 | writer, id 32 B | Entry: each of those that are kept beside the log |
//! | 15 | writer, seq 4 B | Entry: what takes something back and came before what lies between |
//!
//! Numbers are big-endian, so that the order of bytes is the order of numbers.
//!
//! Entries lie in the order of arrival and behind every other table: whatever an engine is given in
//! ascending order it packs without gaps, and most of what is stored are entries. Their own keys are
//! as good as random; what is found by them is small.
//!
//! Format 1 had the entry itself under its key (state 1 B, arrived 8 B, position 8 B, Entry) and its
//! arrivals in table 2. Both are read; what is written lies as the table says.

use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::Accumulator;
use bot_protocol::identity::PublicKey;
use bot_protocol::time::Timestamp;

use super::{BodyState, Shelf, packed};

/// The tables, as the first byte of every key.
pub(super) mod table {
    pub(in crate::store) const META: u8 = 0;
    pub(in crate::store) const ENTRY: u8 = 1;
    pub(in crate::store) const ARRIVAL: u8 = 2;
    pub(in crate::store) const KIND: u8 = 3;
    pub(in crate::store) const MISSING: u8 = 4;
    pub(in crate::store) const HEAD: u8 = 5;
    pub(in crate::store) const KEY: u8 = 6;
    pub(in crate::store) const FORK: u8 = 7;
    pub(in crate::store) const NOTE: u8 = 8;
    pub(in crate::store) const STAMP: u8 = 9;
    pub(in crate::store) const HEADS: u8 = 10;
    pub(in crate::store) const LYING: u8 = 11;
    pub(in crate::store) const ASIDE: u8 = 12;
    pub(in crate::store) const FORMER: u8 = 13;
    pub(in crate::store) const BESIDE: u8 = 14;
    pub(in crate::store) const AHEAD: u8 = 15;
}

/// Bytes of a key that an arrival points to, by the table that is its first.
fn pointer_bytes(table: u8) -> Option<usize> {
    match table {
        table::ENTRY | table::AHEAD => Some(37),
        table::KEY | table::BESIDE => Some(65),
        table::FORK | table::HEADS => Some(33),
        table::STAMP | table::ASIDE => Some(34),
        _ => None,
    }
}

/// A key: the table and the parts that follow.
pub(super) fn key(table: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut key = Vec::with_capacity(1 + parts.iter().map(|part| part.len()).sum::<usize>());
    key.push(table);
    for part in parts {
        key.extend_from_slice(part);
    }
    key
}

pub(super) fn store_id() -> Vec<u8> {
    key(table::META, &[b"id"])
}

pub(super) fn stale() -> Vec<u8> {
    key(table::META, &[b"stale"])
}

pub(super) fn entry(writer: &PublicKey, seq: u32) -> Vec<u8> {
    key(table::ENTRY, &[writer.as_bytes(), &seq.to_be_bytes()])
}

pub(super) fn missing(writer: &PublicKey, seq: u32) -> Vec<u8> {
    key(table::MISSING, &[writer.as_bytes(), &seq.to_be_bytes()])
}

pub(super) fn kind(code: u16, writer: &PublicKey, seq: u32) -> Vec<u8> {
    key(table::KIND, &[&code.to_be_bytes(), writer.as_bytes(), &seq.to_be_bytes()])
}

/// Where format 1 had what arrived at this position.
pub(super) fn former_arrival(position: u64) -> Vec<u8> {
    key(table::ARRIVAL, &[&position.to_be_bytes()])
}

pub(super) fn arrival(position: u64) -> Vec<u8> {
    key(table::LYING, &[&position.to_be_bytes()])
}

/// Where it stands at which position the row under this key arrived.
pub(super) fn arrived(row: &[u8]) -> Vec<u8> {
    key(table::META, &[b"at", row])
}

/// The key that an arrival points to, and the entry that lies there, if one does.
pub(super) fn pointer(row: &[u8]) -> Option<(&[u8], &[u8])> {
    row.split_at_checked(pointer_bytes(*row.first()?)?)
}

pub(super) fn head(writer: &PublicKey) -> Vec<u8> {
    key(table::HEAD, &[writer.as_bytes()])
}

pub(super) fn stamp(writer: &PublicKey, place: u8) -> Vec<u8> {
    key(table::STAMP, &[writer.as_bytes(), &[place]])
}

pub(super) fn beside(writer: &PublicKey, id: &Hash) -> Vec<u8> {
    key(table::BESIDE, &[writer.as_bytes(), id.as_bytes()])
}

/// The id of an entry in the table of those beside their logs; nothing where its key does not tell.
pub(super) fn beside_id(key: &[u8]) -> Option<Hash> {
    let key = <&[u8; 65]>::try_from(key).ok().filter(|key| key[0] == table::BESIDE)?;
    key.last_chunk().map(|id| Hash::from_bytes(*id))
}

pub(super) fn ahead(writer: &PublicKey, seq: u32) -> Vec<u8> {
    key(table::AHEAD, &[writer.as_bytes(), &seq.to_be_bytes()])
}

pub(super) fn former(writer: &PublicKey, id: &Hash) -> Vec<u8> {
    key(table::FORMER, &[writer.as_bytes(), id.as_bytes()])
}

pub(super) fn note(shelf: Shelf, name: &[u8]) -> Vec<u8> {
    key(table::NOTE, &[&[shelf.code()], name])
}

/// Writer and number at the end of an entry's, a kind's or a missing body's key.
pub(super) fn writer_and_seq(key: &[u8]) -> Option<(PublicKey, u32)> {
    let (rest, seq) = key.split_last_chunk::<4>()?;
    let (_, writer) = rest.split_last_chunk::<32>()?;
    Some((PublicKey::reopen(*writer), u32::from_be_bytes(*seq)))
}

/// Position at the end of an arrival's key.
pub(super) fn position(key: &[u8]) -> Option<u64> {
    key.split_last_chunk::<8>().map(|(_, position)| u64::from_be_bytes(*position))
}

/// What lies under an entry's own key.
pub(super) enum Place<'a> {
    /// The position of the arrival where it lies.
    At(u64),
    /// The entry itself, as format 1 had it.
    Here(EntryRow, &'a [u8]),
}

impl<'a> Place<'a> {
    pub(super) fn write(position: u64) -> Vec<u8> {
        [&[0][..], &position.to_be_bytes()].concat()
    }

    pub(super) fn read(row: &'a [u8]) -> Option<Self> {
        let (&state, rest) = row.split_first()?;
        if state == 0 {
            return rest.try_into().ok().map(|position| Self::At(u64::from_be_bytes(position)));
        }
        let (arrived, rest) = rest.split_first_chunk::<8>()?;
        let (position, entry) = rest.split_first_chunk::<8>()?;
        let position = u64::from_be_bytes(*position);
        Some(Self::Here(
            EntryRow { body: body_state(state)?, arrived: millis(*arrived), position },
            entry,
        ))
    }
}

/// An entry's row without the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EntryRow {
    pub(super) body: BodyState,
    pub(super) arrived: Timestamp,
    pub(super) position: u64,
}

impl EntryRow {
    /// The arrival of the entry under `key`, with the entry lying there.
    pub(super) fn write(self, key: &[u8], entry: &[u8]) -> Vec<u8> {
        let packed = packed::pack(entry);
        let mut row = Vec::with_capacity(key.len() + 9 + packed.len());
        row.extend_from_slice(key);
        row.push(match self.body {
            BodyState::Held => 1,
            BodyState::Missing => 2,
            BodyState::Erased => 3,
            BodyState::Refused => 4,
        });
        row.extend_from_slice(&self.arrived.millis().to_be_bytes());
        row.extend_from_slice(&packed);
        row
    }

    /// The row and the Entry, from what lies at an arrival behind its key.
    pub(super) fn read(position: u64, lying: &[u8]) -> Option<(Self, Vec<u8>)> {
        let (&state, rest) = lying.split_first()?;
        let (arrived, rest) = rest.split_first_chunk::<8>()?;
        let row = Self { body: body_state(state)?, arrived: millis(*arrived), position };
        Some((row, packed::unpack(rest)?))
    }
}

fn body_state(code: u8) -> Option<BodyState> {
    match code {
        1 => Some(BodyState::Held),
        2 => Some(BodyState::Missing),
        3 => Some(BodyState::Erased),
        4 => Some(BodyState::Refused),
        _ => None,
    }
}

fn millis(bytes: [u8; 8]) -> Timestamp {
    Timestamp::from_millis(u64::from_be_bytes(bytes))
}

/// A feed's state as it lies on disk.
#[derive(Clone, Debug)]
pub(super) struct HeadRow {
    pub(super) size: u32,
    pub(super) last_ts: Timestamp,
    pub(super) status: u32,
    pub(super) missing: u32,
    pub(super) bytes: u64,
    pub(super) accumulator: Accumulator,
}

impl HeadRow {
    pub(super) fn empty() -> Self {
        Self {
            size: 0,
            last_ts: Timestamp::from_millis(0),
            status: 0,
            missing: 0,
            bytes: 0,
            accumulator: Accumulator::default(),
        }
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let mut row = Vec::new();
        row.extend_from_slice(&self.size.to_be_bytes());
        row.extend_from_slice(&self.last_ts.millis().to_be_bytes());
        row.extend_from_slice(&self.status.to_be_bytes());
        row.extend_from_slice(&self.missing.to_be_bytes());
        row.extend_from_slice(&self.bytes.to_be_bytes());
        row.extend_from_slice(&self.accumulator.to_bytes());
        row
    }

    pub(super) fn read(row: &[u8]) -> Option<Self> {
        let (size, rest) = row.split_first_chunk::<4>()?;
        let (last_ts, rest) = rest.split_first_chunk::<8>()?;
        let (status, rest) = rest.split_first_chunk::<4>()?;
        let (missing, rest) = rest.split_first_chunk::<4>()?;
        let (bytes, rest) = rest.split_first_chunk::<8>()?;
        let head = Self {
            size: u32::from_be_bytes(*size),
            last_ts: Timestamp::from_millis(u64::from_be_bytes(*last_ts)),
            status: u32::from_be_bytes(*status),
            missing: u32::from_be_bytes(*missing),
            bytes: u64::from_be_bytes(*bytes),
            accumulator: Accumulator::from_bytes(rest).ok()?,
        };
        (u64::from(head.size) == u64::from(head.accumulator.size())).then_some(head)
    }
}
