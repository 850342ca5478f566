//! A key that lies by itself at an address on the host of an issuer, and whether it is the issuer's.
//!
//! Many may have files on one host, so that a key lies on its issuer's makes it nobody's. It is the
//! issuer's where the issuer's own address names it, or where the host's set of keys lists it for
//! that issuer; what a key says of its owner only speaks against it, as its writer filled it in.
//!
//! Source: Open Badges 3.0 §8.2.4 (`kid` may be the address of a JWK); its Implementation Guide,
//! "Key provenance" (the set of keys of a host); Open Badges 2.0, Profile (`publicKey`).

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::many;
use bot_protocol::identity::{KeySource, Method, Multikey};
use bot_protocol::limits::DOCUMENT_METHODS_MAX;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::Evidence;

use super::claims::{id_of, moment};
use super::fault::Fault;
use super::key::Own;
use crate::old::host;
use crate::old::key::Said;

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
    // What was once fetched of the same key stays said; of files nobody can tell which is newer.
    for copy in
        evidence.copies(url).filter(|copy| copy.fetched.is_some() || newest.fetched.is_none())
    {
        if Multikey::from_jwk(&copy.content).is_ok_and(|said| said == key) {
            revoked(&copy.content, url)?;
        } else if newest.fetched.is_none() {
            return Err(Fault::Contradicted(url.to_owned()));
        }
    }
    let ends = earlier(end(&newest.content, url)?, claimed(&key, (url, party), evidence)?);
    let (controller, source) = (party.to_owned(), KeySource::Document);
    Ok((url.to_owned(), Method { key, controller, source, ends, kid: None }))
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
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

/// Refuses a key that says it is withdrawn.
fn revoked(jwk: &Value, url: &str) -> Result<(), Fault> {
    match jwk.get("revoked") {
        None | Some(Value::Null | Value::Bool(false)) => Ok(()),
        Some(_) => Err(wrong(url, "it says that it is revoked")),
    }
}

/// The moment at which a key says that it ends.
///
/// Source: RFC 7519 §4.1.4, which other specifications use in keys too.
fn end(jwk: &Value, url: &str) -> Result<Option<Timestamp>, Fault> {
    match jwk.as_object().filter(|jwk| jwk.get("exp").is_some_and(|exp| *exp != Value::Null)) {
        None => Ok(None),
        Some(jwk) => moment(jwk, "exp").map_err(|_| wrong(url, "its exp is no number of seconds")),
    }
}

fn wrong(url: &str, what: &str) -> Fault {
    Fault::NotListed { method: url.to_owned(), what: what.to_owned() }
}

/// Until when the issuer's own address, or else the set of keys of its host, says that this key is
/// the issuer's; what either says against it counts whichever says it is.
///
/// # Errors
/// [`Fault`] where nothing at hand says so, or something speaks against it.
fn claimed(
    key: &Multikey,
    (url, party): (&str, &str),
    evidence: &Evidence,
) -> Result<Option<Timestamp>, Fault> {
    let list = host::authority(party).map(|host| format!("https://{host}/.well-known/jwks.json"));
    let list = list.unwrap_or_default();
    let named = named(key, (url, party), evidence)?;
    let listed = listed(key, (url, party), (&list, evidence))?;
    match (named, listed) {
        (None, None) => {
            let (party, method) = (party.to_owned(), url.to_owned());
            Err(Fault::Unclaimed { party, method, list })
        }
        (named, listed) => Ok(earlier(named.flatten(), listed.flatten())),
    }
}

/// Until when the issuer's own address names the key; `None` where it does not.
fn named(
    key: &Multikey,
    (url, party): (&str, &str),
    evidence: &Evidence,
) -> Result<Option<Option<Timestamp>>, Fault> {
    let newest = evidence.copy(party);
    let mut named = None;
    for copy in evidence.copies(party) {
        let is_newest = newest.is_some_and(|newest| std::ptr::eq(newest, copy));
        let nodes = copy.content.get("publicKey").into_iter().flat_map(many);
        for node in nodes.filter(|node| id_of(Some(node)) == Some(url)).take(DOCUMENT_METHODS_MAX) {
            let said = Said::of(node, url).map_err(|what| wrong(url, &what))?;
            let is_it = said.key.as_ref().is_none_or(|held| held == key);
            match (is_it, is_newest) {
                (false, true) => return Err(Fault::Contradicted(url.to_owned())),
                // The key that was there before is another one's business.
                (false, false) => continue,
                (true, false) => not_withdrawn(&said, url)?,
                (true, true) => {
                    not_withdrawn(&said, url)?;
                    if let Some(method) = anothers(node, (url, party)) {
                        return Err(Fault::Another { party: party.to_owned(), method });
                    }
                    named = Some(earlier(named.flatten(), said.expires));
                }
            }
        }
    }
    Ok(named)
}

fn not_withdrawn(said: &Said, url: &str) -> Result<(), Fault> {
    said.revoked.as_deref().map_or(Ok(()), |what| Err(wrong(url, what)))
}

/// Until when the set of keys of a host lists the key for this issuer; `None` where it does not.
///
/// Many may issue from one host, so an entry must name whose it is, unless the issuer is the host.
fn listed(
    key: &Multikey,
    (url, party): (&str, &str),
    (list, evidence): (&str, &Evidence),
) -> Result<Option<Option<Timestamp>>, Fault> {
    let newest = evidence.copy(list);
    let mut listed = None;
    for copy in evidence.copies(list) {
        let is_newest = newest.is_some_and(|newest| std::ptr::eq(newest, copy));
        let set = copy.content.get("keys").into_iter().flat_map(many);
        let called = set.filter(|jwk| jwk.get("kid").and_then(Value::as_str) == Some(url));
        for jwk in called.take(DOCUMENT_METHODS_MAX) {
            match (read(jwk, url)? == *key, is_newest) {
                (false, true) => return Err(Fault::Contradicted(url.to_owned())),
                (false, false) => continue,
                (true, _) => revoked(jwk, url)?,
            }
            let whose = OWNERS.iter().any(|name| id_of(jwk.get(name)) == Some(party));
            let mine = whose || is_host(party);
            if is_newest && mine && anothers(jwk, (url, party)).is_none() {
                listed = Some(earlier(listed.flatten(), end(jwk, url)?));
            }
        }
    }
    Ok(listed)
}

/// Whether an issuer is the whole of its host.
fn is_host(party: &str) -> bool {
    let rest = party.split_once("://").map_or(party, |(_, rest)| rest);
    !rest.trim_end_matches('/').contains(['/', '?', '#'])
}
