//! Issuing what others ask to be issued: any verifiable credential of the data model 1.1 or 2.0,
//! and presentations, not only Open Badges.
//!
//! Whoever asks sends the credential without issuer and proof. What the data model forbids is
//! refused by its member, and so is every word that the contexts of the profile do not define; then
//! the issuer is filled in and all of it is signed. What is signed here is verified before it leaves.
//! Identifier, dates and status are those of whoever asks: nothing of that is made up.
//!
//! Source: VC API §3.2; VC Data Model 2.0 §4; Verifiable Credential Data Integrity 1.0 §4.2.

mod fault;
mod fill;
mod sign;
#[cfg(test)]
mod tests;

use bot_protocol::canon::json::Value;
use bot_protocol::credential::contexts::Profile;
use bot_protocol::credential::issue::closed_by;
use bot_protocol::credential::model::{presentation, related, shape};
use bot_protocol::credential::proof::Purpose;
use bot_protocol::identity::KeyCodec;
use bot_protocol::limits::CHALLENGE_BYTES_MAX;
use bot_protocol::time::Timestamp;

pub use fault::IssueFault;

use crate::signing::SigningKey;

/// The cryptographic suites by which is issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suite {
    /// Ed25519 over canonical RDF.
    EddsaRdfc2022,
    /// Ed25519 over canonical JSON.
    EddsaJcs2022,
    /// ECDSA over canonical RDF, with P-256 or P-384: the key says which.
    EcdsaRdfc2019,
}

impl Suite {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::EddsaRdfc2022, Self::EddsaJcs2022, Self::EcdsaRdfc2019];

    /// Its name in proofs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EddsaRdfc2022 => "eddsa-rdfc-2022",
            Self::EddsaJcs2022 => "eddsa-jcs-2022",
            Self::EcdsaRdfc2019 => "ecdsa-rdfc-2019",
        }
    }

    /// The suite of this name.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.as_str() == name)
    }

    /// Whether it signs with keys of this kind.
    #[must_use]
    pub const fn signs_with(self, codec: KeyCodec) -> bool {
        match self {
            Self::EddsaRdfc2022 | Self::EddsaJcs2022 => matches!(codec, KeyCodec::Ed25519),
            Self::EcdsaRdfc2019 => matches!(codec, KeyCodec::P256 | KeyCodec::P384),
        }
    }
}

/// Who issues, and how.
#[derive(Clone, Debug)]
pub struct Issuing<'k> {
    /// By which contexts documents are read.
    pub profile: Profile,
    /// How is signed.
    pub suite: Suite,
    /// The issuer's key.
    pub key: &'k SigningKey,
    /// The issuer: usually the `did:key` of its key.
    pub issuer: String,
    /// The URL of the key, as the proof names it.
    pub method: String,
    /// The moment of signing.
    pub created: Timestamp,
}

impl<'k> Issuing<'k> {
    /// As the one whom the key itself names.
    #[must_use]
    pub fn own(key: &'k SigningKey, suite: Suite, profile: Profile, created: Timestamp) -> Self {
        let (issuer, method) = (key.did(), key.verification_method());
        Self { profile, suite, key, issuer, method, created }
    }

    /// Whether key, suite, issuer and the URL of the key belong together.
    fn check(&self) -> Result<(), IssueFault> {
        if !self.suite.signs_with(self.key.codec()) {
            return Err(IssueFault::Key { suite: self.suite.as_str(), found: self.key.codec() });
        }
        let controller = self.method.split_once('#').map(|(controller, _)| controller);
        let own_key = !self.issuer.starts_with("did:key:") || self.issuer == self.key.did();
        if controller != Some(self.issuer.as_str()) || !own_key {
            let (found, expected) = (self.method.clone(), self.issuer.clone());
            return Err(IssueFault::Method { found, expected });
        }
        Ok(())
    }
}

/// How a presentation is signed.
#[derive(Clone, Copy, Debug)]
pub struct Presenting<'p> {
    /// Who presents, and how.
    pub issuing: &'p Issuing<'p>,
    /// The challenge it answers.
    pub challenge: Option<&'p str>,
    /// For whom alone it is meant.
    pub domain: Option<&'p str>,
}

/// Issues a credential: the secured document.
///
/// # Errors
/// [`IssueFault`]: the member that is wrong, an issuer who is somebody else, a key that does not fit.
pub fn issue(document: &Value, issuing: &Issuing<'_>) -> Result<Value, IssueFault> {
    let filled = check(document, issuing)?;
    sign::signed(&filled, issuing, Purpose::AssertionMethod, (None, None))
}

/// Checks a credential that is to be issued: the document as it would be signed.
///
/// # Errors
/// As [`issue`].
pub fn check(document: &Value, issuing: &Issuing<'_>) -> Result<Value, IssueFault> {
    issuing.check()?;
    let filled = fill::credential(document, issuing)?;
    shape::check(&filled)?;
    related::check(&filled)?;
    closed_by(&filled, issuing.profile)?;
    Ok(filled)
}

/// Signs a presentation: the secured document.
///
/// # Errors
/// [`IssueFault`]: the member that is wrong, a holder who is somebody else, a key that does not fit.
pub fn present(document: &Value, presenting: &Presenting<'_>) -> Result<Value, IssueFault> {
    let Presenting { issuing, challenge, domain } = *presenting;
    issuing.check()?;
    for (field, text) in [("challenge", challenge), ("domain", domain)] {
        let found = text.map_or(1, str::len);
        if found > CHALLENGE_BYTES_MAX || text.is_some_and(|text| text.trim().is_empty()) {
            return Err(IssueFault::Asked { field, found, most: CHALLENGE_BYTES_MAX });
        }
    }
    let filled = fill::presentation(document, issuing)?;
    presentation::check(&filled)?;
    closed_by(&filled, issuing.profile)?;
    sign::signed(&filled, issuing, Purpose::Authentication, (challenge, domain))
}
