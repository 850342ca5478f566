//! The key that a verification method names: in the identifier itself, or in a document at hand.
//!
//! Nothing is fetched. `did:key` and `did:jwk` carry their key; for every other identifier somebody
//! must have handed in the document that describes it. A method is its controller's where the
//! document of that controller lists it, under the relation that is asked for; nothing that a
//! method or a proof says of itself makes it anybody's.
//!
//! Source: Controlled Identifiers 1.0 §3.3 (retrieving a verification method); DID Core 1.0 §5.

use std::collections::{BTreeMap, BTreeSet};

use super::document::relation_name;
use super::{
    DidDocument, DidError, DocumentError, JwkError, MaterialFault, Multikey, jwk, multikey,
};
use crate::canon::json::Value;
use crate::limits::{DOCUMENTS_OF_ONE_MAX, URL_BYTES_MAX};
use crate::time::Timestamp;

/// What a key may be used for.
///
/// Source: Controlled Identifiers 1.0 §2.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// To assert: credentials.
    AssertionMethod,
    /// To show who one is: presentations.
    Authentication,
}

/// Where a key was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeySource {
    /// In the identifier itself: nobody can change it.
    Identifier,
    /// In a document at hand: as good as whoever handed it in.
    Document,
}

impl KeySource {
    /// Its name in verdicts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::Document => "document",
        }
    }
}

/// The key of a verification method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// The key.
    pub key: Multikey,
    /// Whose key it is: the identifier that the method belongs to.
    pub controller: String,
    /// Where it was found.
    pub source: KeySource,
    /// From when on nothing counts that it signed, whenever it was signed: the earlier of the dates
    /// at which its document says that it expires or was revoked.
    ///
    /// Source: Controlled Identifiers 1.0 §2.2.
    pub ends: Option<Timestamp>,
    /// The name that its JSON Web Key gives itself (`kid`).
    ///
    /// Source: RFC 7517 §4.5.
    pub kid: Option<String>,
}

/// Why the key of a verification method is not had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MethodError {
    /// No URL at all.
    #[error("{0:?} is no URL of a key")]
    NotUrl(String),
    /// A `did:key` that is malformed, or whose fragment names another key.
    #[error(transparent)]
    Did(#[from] DidError),
    /// A `did:jwk` that is malformed or names a key that is not known.
    #[error(transparent)]
    Jwk(#[from] JwkError),
    /// The document that describes it is not at hand.
    #[error("the key of {0} is not at hand")]
    NotHere(String),
    /// The document of its identifier does not have it.
    #[error("the document of its owner has no key {0}")]
    Absent(String),
    /// The document of its identifier has it for other uses.
    #[error("the document of its owner does not list the key under {0}")]
    Unlisted(&'static str),
    /// The document says that it belongs to somebody else, or to nobody.
    #[error("the key belongs to another: {0:?}")]
    Controller(String),
    /// The document gives no usable key for it.
    #[error(transparent)]
    Material(MaterialFault),
    /// Documents at hand say different things about it.
    #[error("the documents at hand say different things about {0}")]
    Contradiction(String),
}

impl MethodError {
    /// Whether nothing can be told, rather than something being wrong.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        match self {
            Self::NotHere(_) | Self::Contradiction(_) => true,
            Self::Did(fault) => matches!(fault, DidError::UnknownCodec { .. }),
            Self::Jwk(fault) => fault.is_unknown(),
            Self::Material(fault) => fault.is_unknown(),
            Self::NotUrl(_) | Self::Absent(_) | Self::Unlisted(_) | Self::Controller(_) => false,
        }
    }
}

/// Documents that describe identifiers, handed in by whoever verifies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documents {
    /// Keys that the verifier takes for those of a method, whatever they are used for.
    trusted: BTreeMap<String, Multikey>,
    /// For each identifier what describes it, no two alike.
    described: BTreeMap<String, Vec<DidDocument>>,
}

impl Documents {
    /// None at hand.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes `key` for that of the method `url`, for every use.
    #[must_use]
    pub fn trusting(mut self, url: impl Into<String>, key: Multikey) -> Self {
        self.trusted.insert(url.into(), key);
        self
    }

    /// Takes a document that describes an identifier, beside those of the same one already held.
    pub fn hear(&mut self, document: DidDocument) {
        let held = self.described.entry(document.id().to_owned()).or_default();
        // One more than may be used is kept, so that it shows that there were too many.
        if !held.contains(&document) && held.len() <= DOCUMENTS_OF_ONE_MAX {
            held.push(document);
        }
    }

    /// Reads and takes a document.
    ///
    /// # Errors
    /// [`DocumentError`] where it describes no identifier.
    pub fn insert(&mut self, document: &Value) -> Result<(), DocumentError> {
        self.hear(DidDocument::read(document)?);
        Ok(())
    }

    /// Whether a document that describes this identifier is at hand.
    #[must_use]
    pub fn describes(&self, id: &str) -> bool {
        self.described.contains_key(id)
    }

    /// The key of the verification method `url`, if it may be used for `relation`.
    ///
    /// Whoever relies on the key compares [`Method::ends`] with the moment asked about.
    ///
    /// # Errors
    /// [`MethodError`]: wrong in itself, or not at hand.
    pub fn method(&self, url: &str, relation: Relation) -> Result<Method, MethodError> {
        // A word is no URL at all; a URL may have a key that was not handed in.
        if !url.contains(':') || url.len() > URL_BYTES_MAX {
            return Err(MethodError::NotUrl(url.chars().take(200).collect()));
        }
        let controller = url.split_once('#').map_or(url, |(controller, _)| controller).to_owned();
        let source = KeySource::Identifier;
        if url.starts_with(multikey::METHOD) {
            let key = Multikey::of_did_key(url)?;
            return Ok(Method { key, controller, source, ends: None, kid: None });
        }
        if url.starts_with(jwk::METHOD) {
            let key = Multikey::of_did_jwk(url)?;
            let kid = jwk::held_in(&controller).ok().and_then(|jwk| jwk::kid(&jwk));
            return Ok(Method { key, controller, source, ends: None, kid });
        }
        if let Some(key) = self.trusted.get(url) {
            let (key, source) = (key.clone(), KeySource::Document);
            return Ok(Method { key, controller, source, ends: None, kid: None });
        }
        self.described(url, &controller, relation)
    }

    /// The keys that `controller` has for `relation`, as the documents at hand list them, by their
    /// URLs; those that [`Self::method`] refuses are left out.
    #[must_use]
    pub fn methods(&self, controller: &str, relation: Relation) -> Vec<(String, Method)> {
        let held = self.described.get(controller).map(Vec::as_slice).unwrap_or_default();
        let urls: BTreeSet<&str> = held.iter().flat_map(|one| one.listed(relation)).collect();
        let found = urls.into_iter().filter_map(|url| {
            let method = self.method(url, relation).ok()?;
            (method.controller == controller).then(|| (url.to_owned(), method))
        });
        found.collect()
    }

    /// The key by the documents of its controller, where they agree about it.
    fn described(
        &self,
        url: &str,
        controller: &str,
        relation: Relation,
    ) -> Result<Method, MethodError> {
        let held = self.described.get(controller).map(Vec::as_slice).unwrap_or_default();
        let mut answers = held.iter().map(|document| method_of(document, url, relation));
        let first = answers.next().ok_or_else(|| MethodError::NotHere(url.to_owned()))?;
        if held.len() > DOCUMENTS_OF_ONE_MAX || answers.any(|answer| answer != first) {
            return Err(MethodError::Contradiction(url.to_owned()));
        }
        first
    }
}

/// What one document says about the key of one of its methods.
fn method_of(document: &DidDocument, url: &str, relation: Relation) -> Result<Method, MethodError> {
    let listed = document.method(url).ok_or_else(|| MethodError::Absent(url.to_owned()))?;
    let controller = document.id();
    if listed.controller.as_deref() != Some(controller) {
        let other = listed.controller.clone().unwrap_or_default();
        return Err(MethodError::Controller(other.chars().take(200).collect()));
    }
    if !document.lists(url, relation) {
        return Err(MethodError::Unlisted(relation_name(relation)));
    }
    Ok(Method {
        key: listed.key.clone().map_err(MethodError::Material)?,
        controller: controller.to_owned(),
        source: KeySource::Document,
        ends: listed.expires.into_iter().chain(listed.revoked).min(),
        kid: listed.kid.clone(),
    })
}
