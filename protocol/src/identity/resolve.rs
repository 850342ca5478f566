//! The key that a verification method names: in the identifier itself, or in a document at hand.
//!
//! Nothing is fetched. `did:key` carries its key; for every other identifier somebody must have
//! handed in the document that describes it.
//!
//! Source: Controlled Identifiers v1.0 §3.3 (retrieving a verification method); DID Core §5.

use std::collections::BTreeMap;

use super::{DidError, Multikey};

/// What a key may be used for.
///
/// Source: Controlled Identifiers v1.0 §2.3.
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

/// The key of a verification method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// The key.
    pub key: Multikey,
    /// Whose key it is: the identifier that the method belongs to.
    pub controller: String,
    /// Where it was found.
    pub source: KeySource,
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
    /// The document that describes it is not at hand.
    #[error("the key of {0} is not at hand")]
    NotHere(String),
}

/// Documents that describe identifiers, handed in by whoever verifies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documents {
    /// Keys that the verifier takes for those of a method, whatever they are used for.
    trusted: BTreeMap<String, Multikey>,
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

    /// The key of the verification method `url`, if it may be used for `relation`.
    ///
    /// # Errors
    /// [`MethodError`]: wrong in itself, or not at hand.
    pub fn method(&self, url: &str, _relation: Relation) -> Result<Method, MethodError> {
        // A word is no URL at all; a URL may have a key that was not handed in.
        if !url.contains(':') {
            return Err(MethodError::NotUrl(url.to_owned()));
        }
        let (controller, fragment) = match url.split_once('#') {
            Some((controller, fragment)) => (controller, Some(fragment)),
            None => (url, None),
        };
        if let Some(named) = controller.strip_prefix("did:key:") {
            // A `did:key` has one key that signs, so some name it by the identifier alone.
            if fragment.is_some_and(|fragment| fragment != named) {
                return Err(DidError::Fragment.into());
            }
            let key = controller.parse()?;
            let controller = controller.to_owned();
            return Ok(Method { key, controller, source: KeySource::Identifier });
        }
        let key = self.trusted.get(url).ok_or_else(|| MethodError::NotHere(url.to_owned()))?;
        let (key, controller) = (key.clone(), controller.to_owned());
        Ok(Method { key, controller, source: KeySource::Document })
    }
}
