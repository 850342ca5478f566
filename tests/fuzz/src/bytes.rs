//! The inner language: names, times, and everything in CBOR.

use std::fmt::Debug;

use bot_protocol::canon::{multibase, rice};
use bot_protocol::feed::{Bundle, ForkProof, HeadStamp, KeyEvent, StampFork, Tail};
use bot_protocol::gossip::{LooseBody, Message, Packed};
use bot_protocol::identity::{Did, Multikey, PublicKey};
use bot_protocol::limits::STATUS_LIST_ENTRIES;
use bot_protocol::statement::envelope::Envelope;
use bot_protocol::statement::letter::Letter;
use bot_protocol::statement::offer::{Offer, Terms};
use bot_protocol::statement::{Body, Content, Header, Kind, Sealed};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::dossier::{self, Dossier};

/// What is read from bytes is written as the same bytes: the encoding is one.
fn same<T, E: Debug>(
    data: &[u8],
    read: impl Fn(&[u8]) -> Result<T, E>,
    write: impl Fn(&T) -> Vec<u8>,
) -> Option<T> {
    let value = read(data).ok()?;
    assert_eq!(write(&value), data, "written otherwise than read");
    Some(value)
}

/// Multibase, DIDs, Multikeys, verification methods.
pub(crate) fn names(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let most = text.len();
    for decode in [multibase::decode, multibase::decode_base58btc, multibase::decode_base64] {
        assert!(decode(text).map_or(0, |bytes| bytes.len()) <= most, "more bytes than letters");
    }
    if let Ok(bytes) = multibase::decode_base58btc(text) {
        assert_eq!(multibase::encode_base58btc(&bytes), text);
    }
    if let Ok(bytes) = multibase::decode_base64url(text) {
        assert_eq!(multibase::encode_base64url(&bytes), text);
    }
    if let Ok(bytes) = multibase::decode_base64url_multibase(text) {
        assert_eq!(multibase::encode_base64url_multibase(&bytes), text);
    }
    if let Ok(did) = text.parse::<Did>() {
        assert_eq!(did.to_string(), text);
        assert_eq!(Did::from_verification_method(&did.verification_method()), Ok(did));
    }
    if let Ok(key) = Multikey::from_multikey(text) {
        assert_eq!(key.to_multikey(), text);
    }
    Did::from_verification_method(text).ok();
    text.parse::<Multikey>().ok();
    PublicKey::from_slice(data).ok();
}

/// RFC 3339.
pub(crate) fn time(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(time) = Timestamp::parse_rfc3339(text) else { return };
    let shown = time.to_string();
    assert_eq!(Timestamp::parse_rfc3339(&shown), Ok(time), "{text} is shown as {shown}");
}

/// Entries, headers, bodies and what is in them.
pub(crate) fn statement(data: &[u8]) {
    same(data, Header::read, Header::bytes);
    if let Some(body) = same(data, Body::read, Body::to_bytes) {
        for kind in Kind::KNOWN {
            let Ok(content) = Content::read(kind, &body) else { continue };
            assert_eq!(content.kind(), kind);
            let salt = body.salt;
            assert_eq!(content.into_body(salt).to_bytes(), data, "{kind:?}");
        }
    }
    if let Ok(sealed) = Sealed::read(data) {
        let statement = sealed.reopen().or_else(|_| Sealed::read(data).expect("read").open());
        if let Ok(statement) = statement {
            assert_eq!(statement.to_bytes(), data);
        }
    }
}

/// Sets of places: how many there are in the first two bytes, then their bits.
pub(crate) fn places(data: &[u8]) {
    let Some((count, bits)) = data.split_first_chunk::<2>() else { return };
    let count = u32::from(u16::from_be_bytes(*count));
    let Ok(places) = rice::decode(bits, count, STATUS_LIST_ENTRIES) else { return };
    assert_eq!(places.len(), count as usize);
    assert_eq!(rice::encode(&places, STATUS_LIST_ENTRIES).as_deref(), Some(bits));
}

/// What is handed over in files: bundles, key events, proofs of forks.
pub(crate) fn bundle(data: &[u8]) {
    same(data, KeyEvent::reopen, KeyEvent::to_bytes);
    same(data, ForkProof::read, ForkProof::to_bytes);
    if let Ok(bundle) = Bundle::read(data) {
        bundle.feeds().ok();
        assert_eq!(bundle.to_bytes().as_deref().ok(), Some(data));
    }
}

/// Heads that were stamped, and proofs of two of them.
pub(crate) fn stamp(data: &[u8]) {
    same(data, HeadStamp::reopen, HeadStamp::to_bytes);
    same(data, HeadStamp::read, HeadStamp::to_bytes);
    same(data, StampFork::read, StampFork::to_bytes);
}

/// Proofs in the hand, tails of logs, and the QR codes of a proof; two codes where one begins in
/// the middle of the input.
pub(crate) fn proof(data: &[u8]) {
    if let Some(tail) = same(data, Tail::read, Tail::to_bytes) {
        tail.feed().expect("a tail that is held is of one log");
    }
    if let Ok(proof) = Dossier::read(data) {
        assert_eq!(proof.to_bytes().as_deref().ok(), Some(data));
    }
    let middle = data.split_at(data.len() / 2);
    for codes in [&[data][..], &[middle.0, middle.1]] {
        if let Ok(file) = dossier::join(codes) {
            let again = dossier::frames(&file).map(|codes| codes.len());
            assert!(again.is_ok_and(|count| count >= 1) || file.len() > data.len());
        }
    }
}

/// Letters, offers and their terms.
pub(crate) fn letter(data: &[u8]) {
    if let Some(letter) = same(data, Letter::reopen, Letter::to_bytes) {
        letter.message().ok();
    }
    same(data, Envelope::read, Envelope::to_bytes);
    same(data, Offer::read, Offer::to_bytes);
    same(data, Terms::read, Terms::to_bytes);
}

/// What peers say.
pub(crate) fn gossip(data: &[u8]) {
    same(data, Message::read, Message::to_bytes);
    same(data, Packed::read, Packed::to_bytes);
    same(data, LooseBody::read, LooseBody::to_bytes);
}
