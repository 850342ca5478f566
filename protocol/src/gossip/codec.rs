//! Frames to bytes and back.

use std::collections::BTreeSet;

use crate::canon::cbor::{Reader, Writer};
use crate::canon::hash::Hash;
use crate::feed::{Ask, Cosig, HeadStamp, Refusal, StampFork};
use crate::identity::{Did, PublicKey, Signature};
use crate::limits::{
    COMMUNITIES_MAX, COMMUNITY_BYTES_MAX, CONSISTENCY_HASHES_MAX, FRAME_BYTES_MAX, FRAME_ITEMS_MAX,
    HOSTED_MAX, LACK_PAGE_ROWS_MAX, SINCE_ROWS_MAX, STAMP_BYTES_MAX, STAMP_FORK_BYTES_MAX,
};
use crate::time::Timestamp;

use super::message::{
    Hello, Hosting, Lack, Message, Packed, Part, Range, Reach, Reaches, Tip, Word,
};
use super::reconcile::{Strata, Symbol};
use super::{Community, Fault};

/// The version of the sync protocol.
const VERSION: u64 = 1;

impl Message {
    /// The frame, without its length prefix.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::new();
        match self {
            Self::Hello(hello) => write_hello(&mut w, hello),
            Self::Since { request, store, position, held } => {
                head(&mut w, 5, 2, *request);
                w.bytes(store);
                w.uint(*position);
                write_reaches(&mut w, held);
            }
            Self::Want { request, range } => {
                head(&mut w, 6, 4, *request);
                w.bytes(range.writer.as_bytes());
                w.uint(range.from);
                w.uint(range.to);
                w.uint(part_number(range.part));
            }
            Self::Items { request, frame, items, position } => {
                head(&mut w, 5, 5, *request);
                w.uint(*frame);
                w.array(items.len());
                items.iter().for_each(|item| item.write(&mut w));
                w.optional(*position, Writer::uint);
            }
            Self::Done { request, frames, position } => {
                head(&mut w, 4, 6, *request);
                w.uint(*frames);
                w.optional(*position, Writer::uint);
            }
            Self::Have { writer } => {
                w.array(2);
                w.uint(7_u8);
                w.bytes(writer.as_bytes());
            }
            Self::Cosign { witness, ask } => write_ask(&mut w, witness, ask),
            Self::Cosigned { writer, size, word } => write_word(&mut w, (writer, *size), word),
            Self::Survey { request, salt, strata } => {
                head(&mut w, 4, 24, *request);
                w.bytes(salt);
                w.bytes(strata.as_bytes());
            }
            Self::More { request, from } => {
                head(&mut w, 3, 25, *request);
                w.uint(*from);
            }
            Self::Symbols { request, frame, items, symbols } => {
                head(&mut w, 5, 26, *request);
                w.uint(*frame);
                w.uint(*items);
                let bytes = symbols.iter().flat_map(|symbol| symbol.to_bytes());
                w.bytes(&bytes.collect::<Vec<u8>>());
            }
            Self::Lack { request, page, last, lack } => {
                head(&mut w, 6, 27, *request);
                w.uint(*page);
                w.bool(*last);
                write_lack(&mut w, lack);
            }
        }
        w.into_bytes()
    }

    /// Reads a frame.
    ///
    /// # Errors
    /// When it is over a limit, no message, or not in its one canonical form.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        if bytes.len() > FRAME_BYTES_MAX {
            return Err(Fault::oversized(bytes.len(), FRAME_BYTES_MAX));
        }
        let mut r = Reader::new(bytes);
        let arity = r.list(7)?;
        let tag = r.u8()?;
        let message = match (tag, arity) {
            (1, 7) => Self::Hello(read_hello(&mut r)?),
            (2, 5) => Self::Since {
                request: r.u32()?,
                store: r.fixed()?,
                position: r.u64()?,
                held: read_reaches(&mut r)?,
            },
            (4, 6) => Self::Want { request: r.u32()?, range: read_range(&mut r)? },
            (5, 5) => Self::Items {
                request: r.u32()?,
                frame: r.u32()?,
                items: rows(&mut r, FRAME_ITEMS_MAX, Packed::take)?,
                position: r.optional(Reader::u64)?,
            },
            (6, 4) => Self::Done {
                request: r.u32()?,
                frames: r.u32()?,
                position: r.optional(Reader::u64)?,
            },
            (7, 2) => Self::Have { writer: read_writer(&mut r)? },
            (20, 4) => {
                let witness = read_writer(&mut r)?;
                Self::Cosign { witness, ask: Box::new(read_ask(&mut r)?) }
            }
            (21, 5) => {
                let (writer, size) = (read_writer(&mut r)?, r.u32()?);
                Self::Cosigned { writer, size, word: read_word(&mut r)? }
            }
            (24, 4) => Self::Survey {
                request: r.u32()?,
                salt: r.fixed()?,
                strata: Strata::from_bytes(r.fixed()?),
            },
            (25, 3) => Self::More { request: r.u32()?, from: r.u32()? },
            (26, 5) => Self::Symbols {
                request: r.u32()?,
                frame: r.u32()?,
                items: r.u32()?,
                symbols: read_symbols(&mut r)?,
            },
            (27, 6) => Self::Lack {
                request: r.u32()?,
                page: r.u32()?,
                last: r.bool()?,
                lack: read_lack(&mut r)?,
            },
            _ => return Err(Fault::Malformed),
        };
        r.end()?;
        Ok(message)
    }
}

fn write_ask(w: &mut Writer, witness: &PublicKey, ask: &Ask) {
    w.array(4);
    w.uint(20_u8);
    w.bytes(witness.as_bytes());
    w.bytes(&ask.stamp.to_bytes());
    w.array(ask.proof.len());
    for hash in &ask.proof {
        w.bytes(hash.as_bytes());
    }
}

fn read_ask(r: &mut Reader<'_>) -> Result<Ask, Fault> {
    let stamp = HeadStamp::read(r.bytes(STAMP_BYTES_MAX)?).map_err(|_| Fault::Malformed)?;
    let proof = rows(r, CONSISTENCY_HASHES_MAX, |r| -> Result<Hash, Fault> {
        Ok(Hash::from_bytes(r.fixed()?))
    })?;
    Ok(Ask { stamp, proof })
}

fn write_word(w: &mut Writer, (writer, size): (&PublicKey, u32), word: &Word) {
    w.array(5);
    w.uint(21_u8);
    w.bytes(writer.as_bytes());
    w.uint(size);
    match word {
        Word::Cosig(cosig) => {
            w.uint(0_u8);
            w.bytes(&cosig.to_bytes());
        }
        Word::Heads(proof) => {
            w.uint(1_u8);
            w.bytes(&proof.to_bytes());
        }
        Word::Refusal(why) => {
            let (number, size) = why.number();
            w.uint(2_u8);
            w.array(2);
            w.uint(number);
            w.uint(size);
        }
    }
}

fn read_word(r: &mut Reader<'_>) -> Result<Word, Fault> {
    match r.u8()? {
        0 => {
            let cosig = Cosig::from_bytes(r.bytes(STAMP_BYTES_MAX)?);
            cosig.map(Word::Cosig).map_err(|_| Fault::Malformed)
        }
        1 => {
            let proof = StampFork::read(r.bytes(STAMP_FORK_BYTES_MAX)?);
            proof.map(|proof| Word::Heads(Box::new(proof))).map_err(|_| Fault::Malformed)
        }
        2 => {
            r.array(2)?;
            let why = Refusal::from_number(r.u8()?, r.u32()?);
            why.map(Word::Refusal).ok_or(Fault::Malformed)
        }
        _ => Err(Fault::Malformed),
    }
}

fn head(w: &mut Writer, arity: usize, tag: u8, request: u32) {
    w.array(arity);
    w.uint(tag);
    w.uint(request);
}

fn rows<T, E: Into<Fault>>(
    r: &mut Reader<'_>,
    most: usize,
    mut row: impl FnMut(&mut Reader<'_>) -> Result<T, E>,
) -> Result<Vec<T>, Fault> {
    let length = r.list(most)?;
    (0..length).map(|_| row(r).map_err(Into::into)).collect()
}

fn write_hello(w: &mut Writer, hello: &Hello) {
    w.array(7);
    w.uint(1_u8);
    w.uint(VERSION);
    w.bytes(&hello.boot);
    w.bytes(&hello.store);
    w.bytes(&hello.salt);
    w.array(hello.communities.len());
    for community in &hello.communities {
        w.text(community.as_str());
    }
    w.array(hello.hosted.len());
    for hosting in &hello.hosted {
        w.array(3);
        w.bytes(hosting.did.public_key().as_bytes());
        w.uint(hosting.ts.millis());
        w.bytes(hosting.signature.as_bytes());
    }
}

fn read_hello(r: &mut Reader<'_>) -> Result<Hello, Fault> {
    if r.u64()? != VERSION {
        return Err(Fault::Malformed);
    }
    let (boot, store, salt) = (r.fixed()?, r.fixed()?, r.fixed()?);
    let communities = rows(r, COMMUNITIES_MAX, |r| {
        Community::new(r.text(COMMUNITY_BYTES_MAX)?).ok_or(Fault::Malformed)
    })?;
    let hosted = rows(r, HOSTED_MAX, |r| -> Result<Hosting, Fault> {
        r.array(3)?;
        let key = PublicKey::from_bytes(&r.fixed()?).map_err(|_| Fault::Malformed)?;
        let ts = Timestamp::from_millis(r.u64()?);
        let signature = Signature::from_bytes(r.fixed()?);
        Ok(Hosting { did: Did::new(key), ts, signature })
    })?;
    Ok(Hello { boot, store, salt, communities, hosted })
}

fn read_symbols(r: &mut Reader<'_>) -> Result<Vec<Symbol>, Fault> {
    let (symbols, []) = r.bytes(FRAME_BYTES_MAX)?.as_chunks() else {
        return Err(Fault::Malformed);
    };
    Ok(symbols.iter().map(|bytes| Symbol::from_bytes(*bytes)).collect())
}

fn write_reaches(w: &mut Writer, held: &Reaches) {
    w.array(held.0.len());
    for (writer, reach) in &held.0 {
        w.array(3);
        w.bytes(writer);
        w.uint(reach.size);
        w.bytes(&reach.root);
    }
}

fn read_reaches(r: &mut Reader<'_>) -> Result<Reaches, Fault> {
    let held = rows(r, SINCE_ROWS_MAX, |r| -> Result<_, Fault> {
        r.array(3)?;
        Ok((r.fixed()?, Reach { size: r.u32()?, root: r.fixed()? }))
    })?;
    match held.is_sorted_by(|(one, _), (next, _)| one < next) {
        true => Ok(Reaches(held.into_iter().collect())),
        false => Err(Fault::Malformed),
    }
}

fn write_lack(w: &mut Writer, lack: &Lack) {
    w.array(5);
    w.bytes(&lack.items.iter().flatten().copied().collect::<Vec<u8>>());
    w.array(lack.feeds.len());
    for (writer, tip) in &lack.feeds {
        w.array(3);
        w.bytes(writer);
        w.uint(tip.size);
        w.optional(tip.fork.as_ref(), |w, fork| w.bytes(fork));
    }
    w.bytes(&lack.keys.iter().flatten().copied().collect::<Vec<u8>>());
    w.uint(lack.at);
    w.bool(lack.back);
}

fn read_lack(r: &mut Reader<'_>) -> Result<Lack, Fault> {
    r.array(5)?;
    let items = read_shorts(r)?;
    let feeds = rows(r, LACK_PAGE_ROWS_MAX, |r| -> Result<_, Fault> {
        r.array(3)?;
        let (writer, size) = (r.fixed()?, r.u32()?);
        let fork = r.optional(Reader::fixed)?;
        Ok((writer, Tip { size, fork }))
    })?;
    // Rows come in order and once, so that one page has one encoding.
    if !feeds.is_sorted_by(|(one, _), (next, _)| one < next) {
        return Err(Fault::Malformed);
    }
    let (keys, at, back) = (read_shorts(r)?, r.u64()?, r.bool()?);
    Ok(Lack { items, feeds: feeds.into_iter().collect(), keys, at, back })
}

/// The first eight bytes of items, in order and once.
fn read_shorts(r: &mut Reader<'_>) -> Result<BTreeSet<[u8; 8]>, Fault> {
    let bytes = r.bytes(LACK_PAGE_ROWS_MAX.saturating_mul(8))?;
    match bytes.as_chunks() {
        (shorts, []) if shorts.is_sorted_by(|one, next| one < next) => {
            Ok(shorts.iter().copied().collect())
        }
        _ => Err(Fault::Malformed),
    }
}

fn read_writer(r: &mut Reader<'_>) -> Result<PublicKey, Fault> {
    PublicKey::from_bytes(&r.fixed()?).map_err(|_| Fault::Malformed)
}

fn read_range(r: &mut Reader<'_>) -> Result<Range, Fault> {
    let writer = read_writer(r)?;
    let (from, to) = (r.u32()?, r.u32()?);
    let part = match r.u8()? {
        0 => Part::Whole,
        1 => Part::Header,
        2 => Part::Body,
        _ => return Err(Fault::Malformed),
    };
    Ok(Range { writer, from, to, part })
}

fn part_number(part: Part) -> u8 {
    match part {
        Part::Whole => 0,
        Part::Header => 1,
        Part::Body => 2,
    }
}
