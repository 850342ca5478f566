//! Why nothing was issued.

use bot_protocol::credential::model::shape::ShapeFault;
use bot_protocol::credential::proof::ProofError;
use bot_protocol::identity::KeyCodec;
use bot_protocol::words::{self, Args, Lang};
use thiserror::Error;

/// Why nothing was issued.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IssueFault {
    /// A member is not what the data model asks, or no context defines it.
    #[error(transparent)]
    Shape(#[from] ShapeFault),
    /// The document names somebody else as its issuer or holder.
    #[error("{field}: {found:?} is not {expected:?}, who signs")]
    Other {
        /// `issuer` or `holder`.
        field: &'static str,
        /// Whom it names.
        found: String,
        /// Who signs.
        expected: String,
    },
    /// The key is of a kind with which the suite does not sign.
    #[error("by {suite} nothing is signed with keys of kind {found}")]
    Key {
        /// The suite.
        suite: &'static str,
        /// The kind of key.
        found: KeyCodec,
    },
    /// The URL of the key is none of the issuer's.
    #[error("the key {found:?} is none of {expected:?}")]
    Method {
        /// The URL.
        found: String,
        /// The issuer.
        expected: String,
    },
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
    /// The document is larger than what is read.
    #[error("the document has {found} bytes, at most {most}")]
    TooLarge {
        /// Its bytes.
        found: usize,
        /// The bound.
        most: usize,
    },
    /// Signing failed, or what was signed does not verify.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl IssueFault {
    /// Every code of this kind.
    pub const CODES: [&'static str; 5] = [
        "draft-wrong",
        "key-not-issuers",
        "challenge-wrong",
        "credential-too-large",
        "signing-failed",
    ];

    /// The code that `words` explains.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Shape(_) | Self::Other { .. } => "draft-wrong",
            Self::Key { .. } | Self::Method { .. } => "key-not-issuers",
            Self::Asked { .. } => "challenge-wrong",
            Self::TooLarge { .. } => "credential-too-large",
            Self::Proof(_) => "signing-failed",
        }
    }

    /// The member that is wrong, where it is one.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Shape(fault) => Some(&fault.field),
            Self::Other { field, .. } | Self::Asked { field, .. } => Some(field),
            Self::Key { .. } | Self::Method { .. } | Self::TooLarge { .. } | Self::Proof(_) => None,
        }
    }

    /// The data of the code's words.
    #[must_use]
    pub fn args(&self) -> Args {
        let what = match self {
            Self::Shape(fault) => fault.what.clone(),
            Self::Other { found, expected, .. } => format!("{found:?} is not {expected:?}"),
            Self::Key { .. }
            | Self::Method { .. }
            | Self::Asked { .. }
            | Self::TooLarge { .. }
            | Self::Proof(_) => self.to_string(),
        };
        let args = Args::new().text("what", what);
        match self.field() {
            Some(field) => args.text("field", field),
            None => args,
        }
    }

    /// It, as a sentence.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        words::say(lang, self.code(), &self.args())
    }
}
