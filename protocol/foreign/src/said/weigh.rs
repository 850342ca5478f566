//! What all documents at hand say of a key, put together.
//!
//! A key that was taken back stays so, whoever says it, under whatever name, in a copy of whatever
//! age. Of all else the newest copies count; where nobody can tell which of several is the newest
//! they must agree.

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::many;
use bot_protocol::identity::Multikey;
use bot_protocol::limits::DOCUMENT_METHODS_MAX;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Asked, Evidence};

use super::{OWNERS, Said, Term, id, names, parts, revoked, wrong};
use crate::jose::Fault;
use crate::old::host;

/// Where something is said about a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// At its own address.
    Own,
    /// At its issuer's.
    Profile,
    /// In the set of keys of its host.
    Set,
}

/// What the documents at hand say of a key that none of them takes back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weighed {
    /// What its own address and the set of keys of its host allow, and every word that takes it back
    /// at a moment.
    own: Term,
    /// As far as the issuer's own address names it.
    pub(crate) named: Option<Term>,
    /// Whether the set of keys of its host lists it for this issuer.
    pub(crate) listed: bool,
    /// When the oldest was fetched of what shows that it is the issuer's, where that is known.
    as_of: Option<Timestamp>,
}

impl Weighed {
    /// Between which moments the key signs.
    pub(crate) fn term(&self) -> Term {
        self.named.into_iter().fold(self.own, Term::and)
    }

    /// Refuses what was fetched too long ago: the issuer may have said otherwise since.
    ///
    /// # Errors
    /// [`Fault::Stale`].
    pub(crate) fn fresh(&self, (url, party): (&str, &str), asked: &Asked) -> Result<(), Fault> {
        let age = |at: &Timestamp| asked.now.millis_since(*at);
        match self.as_of.filter(|at| age(at) > asked.max_age_millis) {
            Some(at) => Err(Fault::Stale {
                party: party.to_owned(),
                method: url.to_owned(),
                list: set_of(party),
                at: at.to_string(),
            }),
            None => Ok(()),
        }
    }
}

/// The address of the set of keys of an issuer's host.
///
/// Source: the Implementation Guide of Open Badges 3.0, "Key provenance".
pub(crate) fn set_of(party: &str) -> String {
    let list = host::authority(party).map(|host| format!("https://{host}/.well-known/jwks.json"));
    list.unwrap_or_default()
}

/// What documents at hand say of `key`, which is called `url` and should be `party`'s.
///
/// # Errors
/// [`Fault`]: it was taken back, is another's, or they say different things.
pub(crate) fn weigh(
    key: &Multikey,
    (url, party): (&str, &str),
    evidence: &Evidence,
) -> Result<Weighed, Fault> {
    let list = set_of(party);
    let mut taken = Term::default();
    for (place, at) in [(Place::Own, url), (Place::Profile, party), (Place::Set, list.as_str())] {
        for copy in evidence.copies(at) {
            taken = taken.and(withdrawn(key, (url, party), (place, &copy.content))?);
        }
    }
    let whose = (url, party);
    let mine = agreed(url, url, evidence, |content| own(key, whose, content))?;
    let named = agreed(party, url, evidence, |content| named(key, whose, content))?;
    let set = agreed(&list, url, evidence, |content| listed(key, whose, content))?;
    let day = |at: &str| evidence.copy(at).and_then(|copy| copy.fetched);
    let claims = [named.and_then(|_| day(party)), set.claims.then(|| day(&list)).flatten()];
    let as_of = day(url).into_iter().chain(claims.into_iter().flatten().max()).min();
    let own = mine.unwrap_or_default().and(set.term).and(taken);
    Ok(Weighed { own, named, listed: set.claims, as_of })
}

/// A node that may be about the key.
struct Node<'a> {
    node: &'a Value,
    said: Said<'a>,
    /// Whether it is called as the key is.
    called: bool,
}

/// The nodes of a document that may be about the key: those called as it is, and those that take this
/// very key back under another name.
///
/// # Errors
/// [`Fault::Effort`] where there are more than are looked at.
fn nodes<'a>(
    key: &Multikey,
    place: Place,
    content: &'a Value,
    whose: (&str, &str),
) -> Result<Vec<Node<'a>>, Fault> {
    let member = match place {
        Place::Own => {
            return Ok(vec![Node { node: content, said: Said::of(content), called: true }]);
        }
        Place::Profile => "publicKey",
        Place::Set => "keys",
    };
    let takes = |node: &Value| parts(node).any(|part| revoked(part).is_some());
    let about = content.get(member).into_iter().flat_map(many).filter_map(|node| {
        let called = is_called(node, place, whose);
        let said = (called || takes(node)).then(|| Said::of(node))?;
        let same = matches!(&said.key, Some(Ok(held)) if held == key);
        (called || same).then_some(Node { node, said, called })
    });
    let about: Vec<_> = about.take(DOCUMENT_METHODS_MAX.saturating_add(1)).collect();
    if about.len() > DOCUMENT_METHODS_MAX { Err(Fault::Effort) } else { Ok(about) }
}

/// Whether a node is about the key of this name. One in a profile without a name has its issuer's.
fn is_called(node: &Value, place: Place, (url, party): (&str, &str)) -> bool {
    let nameless = node.as_str().or_else(|| id(node)).is_none();
    (place == Place::Profile && url == party && nameless) || names(node).contains(&url)
}

/// From when on a document takes the key back. Many share a host, so that in its set of keys what
/// others say of their keys is nothing.
///
/// # Errors
/// [`Fault`] where it does so without a moment, or takes back what cannot be read by that name.
fn withdrawn(
    key: &Multikey,
    whose: (&str, &str),
    (place, content): (Place, &Value),
) -> Result<Term, Fault> {
    let ((url, party), mut taken) = (whose, Term::default());
    for Node { said, .. } in nodes(key, place, content, whose)? {
        let Some(at) = said.withdrawn else { continue };
        if place == Place::Set && said.of_others(party) {
            continue;
        }
        match &said.key {
            Some(Ok(held)) if held != key => continue,
            Some(Err(_)) => return Err(Fault::KeyKind(url.to_owned())),
            Some(Ok(_)) | None => {}
        }
        let at = at.ok_or_else(|| wrong(url, "it is said to be revoked"))?;
        taken = taken.and(Term { from: None, ends: Some(at) });
    }
    Ok(taken)
}

/// What the newest copies of an address say, where they all say the same.
fn agreed<T: Default + PartialEq>(
    at: &str,
    url: &str,
    evidence: &Evidence,
    read: impl Fn(&Value) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let mut told = evidence.newest(at).map(|copy| read(&copy.content));
    let Some(first) = told.next() else { return Ok(T::default()) };
    if told.all(|other| other == first) { first } else { Err(Fault::Contradicted(url.to_owned())) }
}

/// What a document at the key's own address says of it; `None` where no key lies there.
fn own(key: &Multikey, whose: (&str, &str), content: &Value) -> Result<Option<Term>, Fault> {
    let said = Said::of(content);
    match is_it(key, whose.0, &said)? {
        true if said.key.is_some() => said.term(whose).map(Some),
        _ => Ok(None),
    }
}

/// Whether a node of the key's name is about this key.
fn is_it(key: &Multikey, url: &str, said: &Said<'_>) -> Result<bool, Fault> {
    match &said.key {
        None => Ok(true),
        Some(Ok(held)) if held == key => Ok(true),
        Some(Ok(_)) => Err(Fault::Contradicted(url.to_owned())),
        Some(Err(_)) => Err(Fault::KeyKind(url.to_owned())),
    }
}

/// Until when a document at the issuer's own address names the key; `None` where it does not. One
/// that calls itself otherwise is not the issuer's.
fn named(key: &Multikey, whose: (&str, &str), content: &Value) -> Result<Option<Term>, Fault> {
    let (url, party) = whose;
    let called = content.get("id").or_else(|| content.get("@id"));
    if called.is_some_and(|called| !called.is_null()) && id(content) != Some(party) {
        return Ok(None);
    }
    let mut term: Option<Term> = None;
    for Node { said, called, .. } in nodes(key, Place::Profile, content, whose)? {
        if called && is_it(key, url, &said)? {
            term = Some(term.unwrap_or_default().and(said.term(whose)?));
        }
    }
    Ok(term)
}

/// What a set of keys says of the key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Listed {
    /// Between which moments it signs, whoever it is listed for but others alone.
    term: Term,
    /// Whether it is listed for this issuer.
    claims: bool,
}

/// What a set of keys says of the key. Many may issue from one host, so that only an entry that names
/// whose it is makes the key the issuer's, and one for others alone says nothing of it. Any other
/// limits it.
fn listed(key: &Multikey, whose: (&str, &str), content: &Value) -> Result<Listed, Fault> {
    let ((url, party), mut listed) = (whose, Listed::default());
    for Node { node, said, called } in nodes(key, Place::Set, content, whose)? {
        if !called || !is_it(key, url, &said)? || said.of_others(party) {
            continue;
        }
        listed.term = listed.term.and(said.term.map_err(|what| wrong(url, what))?);
        let owned = OWNERS.iter().any(|name| super::said(node, name).is_some());
        let kid = node.get("kid").and_then(Value::as_str) == Some(url);
        listed.claims |= owned && kid && said.anothers(whose).is_none();
    }
    Ok(listed)
}
