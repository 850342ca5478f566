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

use super::{OWNERS, Said, Term, id, names, parts, said, wrong};
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
    /// What its own address allows, and every word that takes it back at a moment.
    own: Term,
    /// As far as the issuer's own address names it.
    pub(crate) named: Option<Term>,
    /// As far as the set of keys of its host lists it for this issuer.
    pub(crate) listed: Option<Term>,
    /// When the oldest was fetched of what shows that it is the issuer's, where that is known.
    as_of: Option<Timestamp>,
}

impl Weighed {
    /// Between which moments the key signs.
    pub(crate) fn term(&self) -> Term {
        [self.named, self.listed].into_iter().flatten().fold(self.own, Term::and)
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
    let listed = match agreed(&list, url, evidence, |content| listed(key, whose, content)) {
        // That it is listed for another alone says nothing of an issuer that does not name it.
        Err(Fault::Another { .. }) if named.is_none() => None,
        other => other?,
    };
    let day = |at: &str| evidence.copy(at).and_then(|copy| copy.fetched);
    let claims = [named.and_then(|_| day(party)), listed.and_then(|_| day(&list))];
    let as_of = day(url).into_iter().chain(claims.into_iter().flatten().max()).min();
    Ok(Weighed { own: mine.unwrap_or_default().and(taken), named, listed, as_of })
}

/// The nodes of a document that may be about the key: those called as it is, and those that take one
/// back.
///
/// # Errors
/// [`Fault::Effort`] where there are more than are looked at.
fn nodes<'a>(
    place: Place,
    content: &'a Value,
    whose: (&str, &str),
) -> Result<Vec<&'a Value>, Fault> {
    let member = match place {
        Place::Own => return Ok(vec![content]),
        Place::Profile => "publicKey",
        Place::Set => "keys",
    };
    let takes = |node: &Value| parts(node).any(|part| said(part, "revoked").is_some());
    let all = content.get(member).into_iter().flat_map(many);
    let about = all.filter(|node| takes(node) || is_called(node, place, whose));
    let about: Vec<_> = about.take(DOCUMENT_METHODS_MAX.saturating_add(1)).collect();
    if about.len() > DOCUMENT_METHODS_MAX { Err(Fault::Effort) } else { Ok(about) }
}

/// Whether a node is about the key of this name. One in a profile without a name has its issuer's.
fn is_called(node: &Value, place: Place, (url, party): (&str, &str)) -> bool {
    let nameless = node.as_str().or_else(|| id(node)).is_none();
    (place == Place::Profile && url == party && nameless) || names(node).contains(&url)
}

/// From when on a document takes the key back.
///
/// # Errors
/// [`Fault`] where it does so without a moment, or takes back what cannot be read by that name.
fn withdrawn(
    key: &Multikey,
    whose: (&str, &str),
    (place, content): (Place, &Value),
) -> Result<Term, Fault> {
    let (url, mut taken) = (whose.0, Term::default());
    for node in nodes(place, content, whose)? {
        let said = Said::of(node);
        let Some(at) = said.withdrawn else { continue };
        let called = place == Place::Own || is_called(node, place, whose);
        match &said.key {
            Some(Ok(held)) if held == key => {}
            None if called => {}
            Some(Err(_)) if called => return Err(Fault::KeyKind(url.to_owned())),
            Some(_) | None => continue,
        }
        let at = at.ok_or_else(|| wrong(url, "it is said to be revoked"))?;
        taken = taken.and(Term { from: None, ends: Some(at) });
    }
    Ok(taken)
}

/// What the newest copies of an address say, where they all say the same.
fn agreed(
    at: &str,
    url: &str,
    evidence: &Evidence,
    read: impl Fn(&Value) -> Result<Option<Term>, Fault>,
) -> Result<Option<Term>, Fault> {
    let mut told = evidence.newest(at).map(|copy| read(&copy.content));
    let Some(first) = told.next() else { return Ok(None) };
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
    for node in nodes(Place::Profile, content, whose)? {
        let said = Said::of(node);
        if is_called(node, Place::Profile, whose) && is_it(key, url, &said)? {
            term = Some(term.unwrap_or_default().and(said.term(whose)?));
        }
    }
    Ok(term)
}

/// Until when a set of keys lists the key for this issuer; `None` where it does not. Many may issue
/// from one host, so an entry must name whose it is.
///
/// # Errors
/// [`Fault`]; that of another's key where it is listed for others alone.
fn listed(key: &Multikey, whose: (&str, &str), content: &Value) -> Result<Option<Term>, Fault> {
    let url = whose.0;
    let (mut term, mut others): (Option<Term>, _) = (None, Ok(()));
    for node in nodes(Place::Set, content, whose)? {
        let said = Said::of(node);
        if !is_called(node, Place::Set, whose) || !is_it(key, url, &said)? {
            continue;
        }
        let owned = OWNERS.iter().any(|name| super::said(node, name).is_some());
        match said.term(whose) {
            Ok(own) if owned && node.get("kid").and_then(Value::as_str) == Some(url) => {
                term = Some(term.unwrap_or_default().and(own));
            }
            Ok(_) => {}
            Err(other @ Fault::Another { .. }) => others = Err(other),
            Err(fault) => return Err(fault),
        }
    }
    match (term, others) {
        (None, Err(another)) => Err(another),
        (term, _) => Ok(term),
    }
}
