//! Whose signature it is: the key by the party's identifier, the algorithm by the key.
//!
//! The header's `kid` may only choose among the keys of the party that should have signed; its
//! `jwk` is a key like any other that somebody wrote there, and counts where the party's own
//! identifier or document leads to the same one.
//!
//! Source: RFC 7515 §4.1.3, §4.1.4; RFC 8725 §3.8, §3.10; VC-JOSE-COSE §4.

use bot_protocol::canon::json::Value;
use bot_protocol::credential::proof::Work;
use bot_protocol::identity::{KeySource, Method, MethodError, Multikey, Relation};
use bot_protocol::verdict::Judging;

use super::alone;
use super::fault::{Fault, header};
use super::header::Header;
use super::thumbprint::thumbprint;
use crate::old::host;
use crate::signature::{self, SignatureFault};

/// What is signed, by what, and what its header says of the key.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    /// The bytes that the signature covers.
    pub(crate) message: Vec<u8>,
    /// The signature.
    pub(crate) signature: Vec<u8>,
    /// What the header says, or why it is refused.
    pub(crate) header: Result<Header, Fault>,
}

/// The key that a signature is by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The key's URL, or the identifier that has no other key.
    pub(crate) method: String,
    /// The key.
    pub(crate) key: Multikey,
    /// Where it was found.
    pub(crate) source: KeySource,
    /// The name of the algorithm.
    pub(crate) algorithm: &'static str,
}

/// A key of the party, and its URL.
pub(super) type Own = (String, Method);

/// How a thumbprint is written as a URN.
///
/// Source: RFC 9278 §3.
const THUMBPRINT_URN: &str = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:";

/// The place of a key in a header.
const EMBEDDED: &str = "header.jwk";

impl Signed {
    /// The key of `party` that this signature is by.
    ///
    /// # Errors
    /// [`Fault`]: it is none, or which it is cannot be told.
    pub(crate) fn by(
        &self,
        party: &str,
        relation: Relation,
        judging: &Judging<'_>,
    ) -> Result<Found, Fault> {
        let header = self.header.as_ref().map_err(Clone::clone)?;
        let own = own_keys(header.names(), (party, relation), judging);
        let (url, method) = match &header.jwk {
            None => self.one_of(own?, party, header, judging.work)?,
            Some(embedded) => self.embedded(embedded, own, (party, header), judging.work)?,
        };
        if let Some(at) = method.ends
            && at <= judging.asked.now
        {
            return Err(Fault::Ended { method: url, at: at.to_string() });
        }
        let algorithm = header.algorithm.name();
        Ok(Found { method: url, key: method.key, source: method.source, algorithm })
    }

    /// The one of several keys that the signature is by.
    fn one_of(
        &self,
        own: Vec<Own>,
        party: &str,
        named: &Header,
        work: &Work,
    ) -> Result<Own, Fault> {
        let (mut fault, mut unknown) = (None, None);
        let alone = own.len() == 1;
        for (url, method) in own {
            match self.fits(&method.key, &url, named, work) {
                Ok(()) => return Ok((url, method)),
                Err(Fault::Effort) => return Err(Fault::Effort),
                // It may be by that one: nobody can tell here.
                Err(kind @ Fault::KeyKind(_)) => unknown = Some(kind),
                Err(wrong) => fault = Some(wrong),
            }
        }
        let fault = unknown.or_else(|| fault.filter(|_| alone));
        Err(fault.unwrap_or_else(|| Fault::Signature(party.to_owned())))
    }

    /// The party's own key where the signature is by it and it is the one in the header.
    fn embedded(
        &self,
        embedded: &Value,
        own: Result<Vec<Own>, Fault>,
        (party, named): (&str, &Header),
        work: &Work,
    ) -> Result<Own, Fault> {
        let key = Multikey::from_jwk(embedded).map_err(|fault| {
            if fault.is_unknown() {
                Fault::KeyKind(EMBEDDED.to_owned())
            } else {
                header(EMBEDDED, fault.to_string())
            }
        })?;
        self.fits(&key, EMBEDDED, named, work)?;
        match own {
            Ok(own) => own.into_iter().find(|(_, method)| method.key == key).ok_or_else(|| {
                Fault::SignedByAnother { party: party.to_owned(), method: EMBEDDED.to_owned() }
            }),
            Err(Fault::KeyNotHere(_)) => Err(Fault::KeyEmbedded(party.to_owned())),
            Err(other) => Err(other),
        }
    }

    /// Whether the signature is by this key.
    pub(crate) fn fits(
        &self,
        key: &Multikey,
        url: &str,
        named: &Header,
        work: &Work,
    ) -> Result<(), Fault> {
        if !named.algorithm.is_of(key.codec) {
            let algorithm = named.algorithm.name().to_owned();
            return Err(Fault::Algorithm { algorithm, key: key.codec });
        }
        work.pay_signatures(key, 1).map_err(|_| Fault::Effort)?;
        match signature::verify(key, &self.message, &self.signature) {
            Ok(()) => Ok(()),
            Err(SignatureFault::Kind(_) | SignatureFault::Long { .. }) => {
                Err(Fault::KeyKind(url.to_owned()))
            }
            Err(short @ SignatureFault::Short { .. }) => Err(header("key", short.to_string())),
            Err(SignatureFault::Key(_) | SignatureFault::Form(_) | SignatureFault::Mismatch) => {
                Err(Fault::Signature(url.to_owned()))
            }
        }
    }
}

/// The keys of `party` that `kid` may name: that of a URL, or of the part of one after `#`, or of a
/// thumbprint, or the one that calls itself so; without `kid` the identifier's own key, else every
/// one that its document lists.
fn own_keys(
    kid: Option<&str>,
    (party, relation): (&str, Relation),
    judging: &Judging<'_>,
) -> Result<Vec<Own>, Fault> {
    let documents = judging.evidence.documents();
    let url = match kid {
        None => party.to_owned(),
        Some(kid) if kid.contains(':') => kid.to_owned(),
        Some(kid) => format!("{party}#{}", kid.strip_prefix('#').unwrap_or(kid)),
    };
    let named = match documents.method(&url, relation) {
        Ok(method) if method.controller == party => return Ok(vec![(url, method)]),
        Ok(_) => Err(Fault::Another { party: party.to_owned(), method: url.clone() }),
        Err(fault) => Err(of_method(&fault, &url)),
    };
    let listed = documents.methods(party, relation);
    let found = match kid {
        None => listed,
        Some(kid) => {
            // An identifier that is a key is listed in no document.
            let whole = documents.method(party, relation).ok();
            let whole = whole.map(|method| (party.to_owned(), method));
            called(kid, listed.into_iter().chain(whole).collect())
        }
    };
    if !found.is_empty() {
        return Ok(found);
    }
    let unheard = matches!(documents.method(party, relation), Err(MethodError::NotHere(_)));
    let missing = |of: &str| Err(Fault::KeyNotHere(of.to_owned()));
    match (is_within(&url, party), named) {
        // A key in a document that is not at hand may have any name, but that of another DID.
        (false, Err(Fault::KeyNotHere(_))) if unheard && !url.starts_with("did:") => missing(party),
        (false, _) => Err(Fault::Another { party: party.to_owned(), method: url }),
        (true, Err(Fault::KeyNotHere(_))) if unheard && has_host(&url, party) => match relation {
            Relation::AssertionMethod => alone::at(&url, party, judging).map(|own| vec![own]),
            // Who holds a badge is described by a document alone.
            Relation::Authentication => missing(party),
        },
        (true, other) => other.map(|_: Own| Vec::new()),
    }
}

/// Those of a party's keys that have this thumbprint, else those that call themselves so: several
/// may, as equal alternatives.
///
/// Source: RFC 7517 §4.5 (`kid`, and that several keys may have one); RFC 7638; RFC 9278
/// (thumbprint as URN).
fn called(kid: &str, own: Vec<Own>) -> Vec<Own> {
    let print = kid.strip_prefix(THUMBPRINT_URN).unwrap_or(kid);
    let is_print = |(_, method): &&Own| thumbprint(&method.key).as_deref() == Some(print);
    let printed: Vec<Own> = own.iter().filter(is_print).cloned().collect();
    if !printed.is_empty() {
        return printed;
    }
    own.into_iter().filter(|(_, method)| method.kid.as_deref() == Some(kid)).collect()
}

/// Why a key of the party is not had.
fn of_method(fault: &MethodError, url: &str) -> Fault {
    let method = url.to_owned();
    let unknown = fault.is_unknown();
    match fault {
        MethodError::NotHere(_) => Fault::KeyNotHere(method),
        MethodError::Contradiction(_) => Fault::Contradicted(method),
        MethodError::Did(_) | MethodError::Jwk(_) | MethodError::Material(_) if unknown => {
            Fault::KeyKind(method)
        }
        MethodError::NotUrl(_) | MethodError::Did(_) | MethodError::Jwk(_) => {
            header("header.kid", fault.to_string())
        }
        MethodError::Absent(_)
        | MethodError::Unlisted(_)
        | MethodError::Controller(_)
        | MethodError::Material(_) => Fault::NotListed { method, what: fault.to_string() },
    }
}

/// Whether the URL of a key may belong to a party, as far as both say themselves: the same
/// identifier before the fragment, or addresses of the same web server.
fn is_within(url: &str, party: &str) -> bool {
    url.split_once('#').map_or(url, |(controller, _)| controller) == party || has_host(url, party)
}

/// Whether two addresses are of the same web server.
fn has_host(url: &str, party: &str) -> bool {
    let secure = [url, party].iter().all(|address| address.starts_with("https://"));
    secure && host::same(url, party)
}
