//! Writing presentations: the holder shows credentials and signs the challenge of whoever asked.
//!
//! Each credential goes in as it was signed. The presentation's proof is for this challenge and this
//! domain alone, so that a copy of it proves nothing to anybody else. It has no id: nobody needs to
//! find it again, and nothing of it is kept.
//!
//! Source: VC Data Model 2.0 §4.13; Verifiable Credential Data Integrity 1.0 §2.1.

use thiserror::Error;

use super::issue::Signing;
use super::model::{CONTEXT_CREDENTIALS, Credential};
use super::proof::{self, Prepared, ProofError, ProofOptions, Purpose};
use crate::canon::json::{self, JsonError, Value};
use crate::identity::Did;
use crate::limits::{CHALLENGE_BYTES_MAX, CREDENTIAL_BYTES_MAX, PRESENTED_MAX};

/// Why a presentation was not written.
#[derive(Debug, Error)]
pub enum PresentError {
    /// The challenge or the domain says nothing, or too much.
    #[error("{field} has {found} bytes, expected 1 to {most} and not blanks alone")]
    Asked {
        /// `challenge` or `domain`.
        field: &'static str,
        /// Its bytes.
        found: usize,
        /// The bound.
        most: usize,
    },
    /// None, or more than are judged together.
    #[error("{found} credentials are to be presented, expected 1 to {PRESENTED_MAX}")]
    Count {
        /// How many.
        found: usize,
    },
    /// A credential is about somebody else than the key's owner.
    #[error("the key belongs to {found}, the credential is about {expected}")]
    OtherSubject {
        /// The DID of the key.
        found: Box<Did>,
        /// The credential's first subject; empty where it is about nobody by a DID.
        expected: String,
    },
    /// A credential itself is not what its issuer signed, or cannot be told to be.
    #[error("the credential: {0}")]
    Credential(ProofError),
    /// What would be written could be read by nobody.
    #[error("the presentation cannot be read: {0}")]
    Unreadable(#[from] JsonError),
    /// The presentation would be larger than what is read.
    #[error("the presentation has {found} bytes, at most {most}")]
    TooLarge {
        /// Its bytes.
        found: usize,
        /// The bound.
        most: usize,
    },
    /// Signing failed.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl PresentError {
    /// The code that `words` explains.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Asked { .. } => "challenge-wrong",
            Self::OtherSubject { .. } => "key-not-subjects",
            Self::Credential(_) => "proof-refused",
            Self::Count { .. } => "presentation-count",
            Self::Unreadable(_) | Self::TooLarge { .. } => "presentation-too-large",
            Self::Proof(_) => "signing-failed",
        }
    }

    /// Every code of this kind.
    pub const CODES: [&'static str; 6] = [
        "challenge-wrong",
        "presentation-count",
        "key-not-subjects",
        "proof-refused",
        "presentation-too-large",
        "signing-failed",
    ];
}

/// A presentation about to be written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PresentationDraft<'a> {
    /// The credentials as their issuers signed them, each about whoever signs the presentation.
    pub credentials: &'a [Value],
    /// The text that whoever verifies made up for this one time.
    pub challenge: &'a str,
    /// Who verifies; a presentation without it may be passed on to another who asks the same.
    pub domain: Option<&'a str>,
    /// The identities that the signer goes on for, whose credentials are the signer's.
    pub former: &'a [Did],
}

/// Signs a presentation: the secured document, whose bytes are `to_bytes()` of it.
///
/// # Errors
/// As [`PresentationDraft::prepare`], and where it would be too large.
pub fn presentation(
    draft: &PresentationDraft<'_>,
    signing: &Signing<'_>,
) -> Result<Value, PresentError> {
    let signed = draft.prepare(signing)?.sign();
    let found = signed.to_bytes().len();
    if found > CREDENTIAL_BYTES_MAX {
        return Err(PresentError::TooLarge { found, most: CREDENTIAL_BYTES_MAX });
    }
    Ok(signed)
}

impl PresentationDraft<'_> {
    /// Checks everything that signing needs, and signs nothing yet.
    ///
    /// # Errors
    /// [`PresentError`] where the challenge is wrong, there are too many credentials or none, the
    /// key is not that of each credential's subject, or one does not hold by itself.
    pub fn prepare<'k>(&self, signing: &Signing<'k>) -> Result<Prepared<'k>, PresentError> {
        check_text("challenge", self.challenge)?;
        self.domain.map_or(Ok(()), |domain| check_text("domain", domain))?;
        let holder = Did::from(signing.key.public());
        let found = self.credentials.len();
        if found == 0 || found > PRESENTED_MAX {
            return Err(PresentError::Count { found });
        }
        for credential in self.credentials {
            let subject = Credential::new(credential).subject_id();
            let is = |one: &Did| subject == Some(one.to_string().as_str());
            if !is(&holder) && !self.former.iter().any(is) {
                let expected = subject.unwrap_or_default().to_owned();
                return Err(PresentError::OtherSubject { found: Box::new(holder), expected });
            }
            proof::verify(credential, signing.contexts).map_err(PresentError::Credential)?;
        }
        let document = self.unsigned(&holder);
        // One level deeper than a credential alone.
        json::read(&document.to_bytes())?;
        let options = ProofOptions {
            suite: signing.suite,
            created: signing.now,
            purpose: Purpose::Authentication,
            challenge: Some(self.challenge),
            domain: self.domain,
        };
        let method = holder.verification_method();
        Ok(proof::prepare(&document, &options, (signing.key, &method), signing.contexts)?)
    }

    fn unsigned(&self, holder: &Did) -> Value {
        Value::object([
            ("@context", Value::array([CONTEXT_CREDENTIALS])),
            ("type", Value::array(["VerifiablePresentation"])),
            ("holder", Value::from(holder.to_string())),
            ("verifiableCredential", Value::Array(self.credentials.to_vec())),
        ])
    }
}

fn check_text(field: &'static str, text: &str) -> Result<(), PresentError> {
    if text.trim().is_empty() || text.len() > CHALLENGE_BYTES_MAX {
        return Err(PresentError::Asked { field, found: text.len(), most: CHALLENGE_BYTES_MAX });
    }
    Ok(())
}
