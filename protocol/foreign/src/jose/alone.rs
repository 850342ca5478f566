//! A key that lies by itself at an address on the host of an issuer, and whether it is the issuer's.
//!
//! Many may have files on one host, so that a key lies on its issuer's makes it nobody's. It is the
//! issuer's where the issuer's own address names it or lies above it, or where the host's set of
//! keys lists it; what a key says of its owner only speaks against it, as its writer filled it in.
//!
//! Source: Open Badges 3.0 §8.2.4 (`kid` may be the address of a JWK); its Implementation Guide,
//! "Key provenance" (the set of keys of a host); Open Badges 2.0, Profile (`publicKey`).

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::many;
use bot_protocol::identity::{KeySource, Method, Multikey};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::Evidence;

use super::claims::{id_of, moment};
use super::fault::Fault;
use super::key::Own;
use crate::old::host;

/// Members by which a key says whose it is.
///
/// Source: the Implementation Guide, "Key provenance" (`iss`); Open Badges 2.0, CryptographicKey
/// (`owner`); Controlled Identifiers 1.0 §2.2 (`controller`).
const OWNERS: [&str; 3] = ["iss", "owner", "controller"];

/// The key that lies at the address `url`, where that is the issuer `party`'s own.
///
/// # Errors
/// [`Fault`]: it is another's, or ended, or nothing at hand tells whose it is.
pub(super) fn at(url: &str, party: &str, evidence: &Evidence) -> Result<Own, Fault> {
    let newest = evidence.copy(url).filter(|copy| copy.content.get("kty").is_some());
    let newest = newest.ok_or_else(|| Fault::KeyNotHere(url.to_owned()))?;
    if let Some(method) = anothers(&newest.content, (url, party)) {
        return Err(Fault::Another { party: party.to_owned(), method });
    }
    let key = read(&newest.content, url)?;
    let mut ends = None;
    // What was once fetched of the same key stays said; of files nobody can tell which is newer.
    for copy in
        evidence.copies(url).filter(|copy| copy.fetched.is_some() || newest.fetched.is_none())
    {
        if Multikey::from_jwk(&copy.content).is_ok_and(|said| said == key) {
            ends = ends.into_iter().chain(end(&copy.content, url)?).min();
        } else if newest.fetched.is_none() {
            return Err(Fault::Contradicted(url.to_owned()));
        }
    }
    let ends = ends.into_iter().chain(claimed(&key, (url, party), evidence)?).min();
    let (controller, source) = (party.to_owned(), KeySource::Document);
    Ok((url.to_owned(), Method { key, controller, source, ends, kid: None }))
}

/// Whom or what else a key names as its owner or as its own address.
fn anothers(jwk: &Value, (url, party): (&str, &str)) -> Option<String> {
    let owners = OWNERS.into_iter().filter_map(|name| jwk.get(name));
    let mut owners = owners.filter(|said| !matches!(said, Value::Null));
    if let Some(owner) = owners.find(|said| id_of(Some(said)) != Some(party)) {
        return Some(id_of(Some(owner)).unwrap_or(url).to_owned());
    }
    let kid = jwk.get("kid")?.as_str()?;
    let elsewhere = (kid.starts_with("https://") || kid.starts_with("did:")) && kid != url;
    elsewhere.then(|| kid.to_owned())
}

fn read(jwk: &Value, url: &str) -> Result<Multikey, Fault> {
    let method = url.to_owned();
    Multikey::from_jwk(jwk).map_err(|fault| match fault.is_unknown() {
        true => Fault::KeyKind(method),
        false => Fault::NotListed { method, what: fault.to_string() },
    })
}

/// The moment at which a key says that it ends.
///
/// Source: RFC 7519 §4.1.4, which other specifications use in keys too.
fn end(jwk: &Value, url: &str) -> Result<Option<Timestamp>, Fault> {
    let wrong = |what: &str| Fault::NotListed { method: url.to_owned(), what: what.to_owned() };
    match jwk.get("revoked") {
        None | Some(Value::Null | Value::Bool(false)) => {}
        Some(_) => return Err(wrong("it says that it is revoked")),
    }
    match jwk.as_object().filter(|jwk| jwk.get("exp").is_some_and(|exp| *exp != Value::Null)) {
        None => Ok(None),
        Some(jwk) => moment(jwk, "exp").map_err(|_| wrong("its exp is no number of seconds")),
    }
}

/// Until when the issuer's own address, or else the set of keys of its host, says that this key is
/// the issuer's.
///
/// # Errors
/// [`Fault`] where nothing at hand says so.
fn claimed(
    key: &Multikey,
    (url, party): (&str, &str),
    evidence: &Evidence,
) -> Result<Option<Timestamp>, Fault> {
    let own = evidence.copy(party).filter(|copy| !copy.is_gone());
    let named = own.and_then(|copy| copy.content.get("publicKey"));
    if named.into_iter().flat_map(many).any(|node| id_of(Some(node)) == Some(url)) {
        return Ok(None);
    }
    let list = host::authority(party).map(|host| format!("https://{host}/.well-known/jwks.json"));
    let list = list.unwrap_or_default();
    let set = evidence.copy(&list).and_then(|copy| copy.content.get("keys"));
    let listed = set.into_iter().flat_map(many).find(|jwk| {
        let is_it = jwk.get("kid").and_then(Value::as_str) == Some(url);
        is_it && anothers(jwk, (url, party)).is_none() && read(jwk, url).is_ok_and(|it| it == *key)
    });
    if let Some(jwk) = listed {
        return end(jwk, url);
    }
    match own {
        Some(_) if is_below(url, party) => Ok(None),
        // What was withdrawn there may lie about still.
        None if is_below(url, party) => Err(Fault::KeyNotHere(party.to_owned())),
        Some(_) | None => {
            let (party, method) = (party.to_owned(), url.to_owned());
            Err(Fault::Unclaimed { party, method, list })
        }
    }
}

/// Whether an address lies in or below a party's own, which is not the whole of its host.
fn is_below(url: &str, party: &str) -> bool {
    if url.split_once('#').is_some_and(|(whole, _)| whole == party) {
        return true;
    }
    let start = party.trim_end_matches('/');
    let part = start.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
    part && !url.contains('?') && host::below(url, &format!("{start}/"))
}
