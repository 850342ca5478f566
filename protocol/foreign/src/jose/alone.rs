//! A key that lies by itself at an address on the host of an issuer, and whether it is the issuer's.
//!
//! Many may have files on one host, so that a key lies on its issuer's makes it nobody's. It is the
//! issuer's where the issuer's own address names it, or where the host's set of keys lists it for
//! that issuer; what a key says of its owner only speaks against it, as its writer filled it in.
//!
//! Source: Open Badges 3.0 §8.2.4 (`kid` may be the address of a JWK); its Implementation Guide,
//! "Key provenance" (the set of keys of a host); Open Badges 2.0, Profile (`publicKey`).

use bot_protocol::canon::json::Object;
use bot_protocol::identity::{KeySource, Method, Relation};
use bot_protocol::verdict::Judging;

use super::fault::Fault;
use super::key::Own;
use crate::said::{Said, Unread, set_of, weigh};

/// The copy at hand of a key that lies by itself: its address and, where it is known, the day when it was
/// fetched. One that was handed in is as good as whoever did that, so that it must be told.
pub(super) fn copy(url: &str, judging: &Judging<'_>) -> Option<Object> {
    let listed = judging.evidence.documents().method(url, Relation::AssertionMethod);
    let copy = judging.evidence.copy(url).filter(|_| listed.is_err())?;
    copy.content.get("kty")?;
    let mut told = Object::new();
    told.insert("part", "key");
    told.insert("url", url);
    if let Some(at) = copy.fetched {
        told.insert("fetched", at.to_string());
    }
    Some(told)
}

/// The key that lies at the address `url`, where that is the issuer `party`'s own.
///
/// # Errors
/// [`Fault`]: it is another's, or ended, or nothing at hand tells whose it is.
pub(super) fn at(url: &str, party: &str, judging: &Judging<'_>) -> Result<Own, Fault> {
    let (names, evidence) = ((url, party), judging.evidence);
    let mut copies = evidence.newest(url).filter(|copy| copy.content.get("kty").is_some());
    let held = copies.next().and_then(|copy| Said::of(&copy.content).key);
    let method = || url.to_owned();
    let key = held.ok_or_else(|| Fault::KeyNotHere(method()))?.map_err(|unread| match unread {
        Unread::Kind => Fault::KeyKind(method()),
        Unread::Form(what) => Fault::NotListed { method: method(), what },
    })?;
    let weighed = weigh(&key, names, evidence)?;
    if weighed.named.is_none() && !weighed.listed {
        let (party, list) = (party.to_owned(), set_of(party));
        return Err(Fault::Unclaimed { party, method: method(), list });
    }
    weighed.fresh(names, judging.asked)?;
    let term = weighed.term();
    term.begun(url, judging.asked.now)?;
    let (controller, source) = (party.to_owned(), KeySource::Document);
    Ok((method(), Method { key, controller, source, ends: term.ends, kid: None }))
}
