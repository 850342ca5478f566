//! What is said about a key: by the document at its own address, by a node of its issuer's profile,
//! by an entry of a set of keys.
//!
//! They all say it in the same few members, in the node or in the JWK inside it, so there is one
//! reader of them. What weighs which word is in [`weigh`]; whose word it is that makes a key the
//! issuer's is told by whoever asks.
//!
//! Source: Controlled Identifiers 1.0 §2.2 (`controller`, `expires`, `revoked`, `publicKeyJwk`,
//! `publicKeyMultibase`); Open Badges 2.0, CryptographicKey (`owner`, `publicKeyPem`) and "Revoking";
//! RFC 7517 §4; RFC 7519 §4.1 (`iss`, `exp`, `nbf`, which other specifications use in keys too).

mod pem;
#[cfg(test)]
mod tests;
mod weigh;

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::many;
use bot_protocol::identity::Multikey;
use bot_protocol::limits::CLOCK_AHEAD_MAX_MILLIS;
use bot_protocol::time::Timestamp;

use crate::jose::Fault;
use crate::jose::claims::moment as seconds;
use crate::old::date::{Edge, moment};
pub(crate) use weigh::{Weighed, set_of, weigh};

/// Members by which a key says whose it is.
///
/// Source: the Implementation Guide of Open Badges 3.0, "Key provenance" (`iss`); Open Badges 2.0,
/// CryptographicKey (`owner`); Controlled Identifiers 1.0 §2.2 (`controller`).
const OWNERS: [&str; 3] = ["iss", "owner", "controller"];

/// Members by which a key names itself.
const NAMES: [&str; 3] = ["id", "@id", "kid"];

/// How every member begins that holds a key.
const HOLDS: &str = "publicKey";

/// Why a key that is there cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is of a kind that is not known here, or there are several and nobody can tell which is
    /// meant.
    Kind,
    /// It is not as keys of its kind are.
    Form(String),
}

/// What a node says of a key.
#[derive(Clone, Debug)]
pub(crate) struct Said<'a> {
    /// The key, where it holds one itself.
    pub(crate) key: Option<Result<Multikey, Unread>>,
    /// What it calls itself.
    names: Vec<&'a str>,
    /// Whom it names as its owner; `None` for what is no name.
    owners: Vec<Option<&'a str>>,
    /// Whether it was taken back, and from which moment on where that can be told.
    withdrawn: Option<Option<Timestamp>>,
    /// Between which moments it signs, or what is wrong with a date.
    term: Result<Term, &'static str>,
}

/// Between which moments a key signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) from: Option<Timestamp>,
    pub(crate) ends: Option<Timestamp>,
}

impl Term {
    /// The time that both allow.
    pub(crate) fn and(self, other: Self) -> Self {
        let from = self.from.into_iter().chain(other.from).max();
        Self { from, ends: self.ends.into_iter().chain(other.ends).min() }
    }

    /// Refuses a key that signs nothing yet; a clock may be somewhat slow.
    ///
    /// # Errors
    /// [`Fault::NotListed`].
    pub(crate) fn begun(self, url: &str, now: Timestamp) -> Result<(), Fault> {
        match self.from.filter(|from| *from > now.saturating_add(CLOCK_AHEAD_MAX_MILLIS)) {
            Some(from) => Err(wrong(url, format!("it says that it signs nothing before {from}"))),
            None => Ok(()),
        }
    }
}

fn wrong(url: &str, what: impl Into<String>) -> Fault {
    Fault::NotListed { method: url.to_owned(), what: what.into() }
}

impl<'a> Said<'a> {
    /// Reads a node: an object, the address of a key, or a key as PEM. What is `null` is not said.
    pub(crate) fn of(node: &'a Value) -> Self {
        let parts = || parts(node);
        let owners =
            parts().flat_map(|part| OWNERS.into_iter().filter_map(|name| said(part, name)));
        let withdrawn = parts().filter_map(revoked);
        let terms = parts().map(term);
        Self {
            key: held(node),
            names: names(node),
            owners: owners.flat_map(owners_of).collect(),
            withdrawn: withdrawn.reduce(|one, other| one.zip(other).map(|(a, b)| a.min(b))),
            term: terms.reduce(|one, other| Ok(one?.and(other?))).unwrap_or(Ok(Term::default())),
        }
    }

    /// Whom or what else it names as the key's owner or as its address.
    fn anothers(&self, (url, party): (&str, &str)) -> Option<String> {
        let mut owners = self.owners.iter();
        if let Some(owner) = owners.find(|owner| **owner != Some(party)) {
            return Some(owner.unwrap_or(url).to_owned());
        }
        let absolute =
            |name: &str| ["https://", "http://", "did:"].iter().any(|head| name.starts_with(head));
        let elsewhere = self.names.iter().find(|name| absolute(name) && **name != url);
        elsewhere.map(|name| (*name).to_owned())
    }

    /// Whether it names owners, none of whom is this party.
    fn of_others(&self, party: &str) -> bool {
        let other = |owner: &Option<&str>| owner.is_some_and(|owner| owner != party);
        !self.owners.is_empty() && self.owners.iter().all(other)
    }

    /// Between which moments it says that the key is this party's.
    ///
    /// # Errors
    /// [`Fault`]: it is another's, or a date cannot be read.
    fn term(&self, (url, party): (&str, &str)) -> Result<Term, Fault> {
        if let Some(method) = self.anothers((url, party)) {
            return Err(Fault::Another { party: party.to_owned(), method });
        }
        self.term.map_err(|what| wrong(url, what))
    }
}

fn said<'a>(node: &'a Value, name: &str) -> Option<&'a Value> {
    node.get(name).filter(|value| !value.is_null())
}

/// A node, and the JWK inside it: what stands in that counts as what stands beside it.
fn parts(node: &Value) -> impl Iterator<Item = &Value> {
    std::iter::once(node).chain(said(node, "publicKeyJwk"))
}

/// What a node calls the key that it is about.
fn names(node: &Value) -> Vec<&str> {
    let address = node.as_str().filter(|text| !is_pem(text));
    let named = parts(node).flat_map(|part| NAMES.into_iter().filter_map(|name| said(part, name)));
    address.into_iter().chain(named.filter_map(Value::as_str)).collect()
}

fn is_pem(text: &str) -> bool {
    text.trim_start().starts_with("-----BEGIN ")
}

/// The names in a member that names one owner, or several; one that cannot be read is nobody's.
fn owners_of(value: &Value) -> Vec<Option<&str>> {
    let named: Vec<_> = many(value).map(|one| one.as_str().or_else(|| id(one))).collect();
    if named.is_empty() { vec![None] } else { named }
}

fn id(node: &Value) -> Option<&str> {
    said(node, "id").or_else(|| said(node, "@id"))?.as_str()
}

/// Source: Open Badges 2.0, "Revoking" (`revoked` is a boolean); Controlled Identifiers 1.0 §2.2 (a
/// moment).
fn revoked(part: &Value) -> Option<Option<Timestamp>> {
    match part.get("revoked") {
        None | Some(Value::Null | Value::Bool(false)) => None,
        Some(at) => Some(moment(at, Edge::First)),
    }
}

fn term(part: &Value) -> Result<Term, &'static str> {
    let number = |name: &str| match part.as_object().filter(|_| said(part, name).is_some()) {
        Some(members) => seconds(members, name).map_err(|_| ()),
        None => Ok(None),
    };
    let exp = number("exp").map_err(|()| "its exp is no number of seconds")?;
    let from = number("nbf").map_err(|()| "its nbf is no number of seconds")?;
    let expires = match said(part, "expires") {
        None => None,
        Some(at) => Some(moment(at, Edge::Last).ok_or("its expires is no date and time")?),
    };
    Ok(Term { from, ends: exp.into_iter().chain(expires).min() })
}

/// The key in a node: as a JWK that it is or holds, as PEM, as a Multikey. Of a form that is not known
/// it is a key all the same, which nobody can read here.
fn held(node: &Value) -> Option<Result<Multikey, Unread>> {
    if let Some(text) = node.as_str().filter(|text| is_pem(text)) {
        return Some(pem::of_pem(text).ok_or(Unread::Kind));
    }
    let own = said(node, "kty").map(|_| of_jwk(node));
    let members = node.as_object().into_iter().flat_map(|members| members.iter());
    let members = members.filter(|(name, value)| {
        name.starts_with(HOLDS) && name.len() > HOLDS.len() && !value.is_null()
    });
    let inside = members.map(|(name, value)| match (name, value.as_str()) {
        ("publicKeyJwk", _) => of_jwk(value),
        ("publicKeyPem", Some(text)) => pem::of_pem(text).ok_or(Unread::Kind),
        ("publicKeyMultibase", Some(text)) => {
            Multikey::from_multikey(text).map_err(|_| Unread::Kind)
        }
        _ => Err(Unread::Kind),
    });
    // Two keys in one place: nobody can tell which one is meant.
    own.into_iter().chain(inside).reduce(|one, other| match one == other {
        true => one,
        false => Err(Unread::Kind),
    })
}

fn of_jwk(jwk: &Value) -> Result<Multikey, Unread> {
    Multikey::from_jwk(jwk).map_err(|fault| match fault.is_unknown() {
        true => Unread::Kind,
        false => Unread::Form(fault.to_string()),
    })
}
