//! What is not read at all: why, in a code and in words, and whether it says that it is a badge.

mod packed;
pub(super) mod token;

use thiserror::Error;

use super::dossier::{DossierError, FrameError};
use super::marks::{bakes, claims, is_drawing, is_signed_text};
use super::{Reason, Verdict, WHOLE};
use crate::canon::json::JsonError;
use crate::credential::bake::BakeError;
use crate::limits::PRESENTED_MAX;
use crate::time::Timestamp;
use crate::words::{self, Args, Lang, faults};
pub use token::{Inside, TokenDamage, TokenPart};

/// Why input was refused unread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Whether it claims to be a credential: then it is a badge that is no good, else no badge.
    pub claims: bool,
    /// Why.
    pub why: RefusedWhy,
}

/// Why input was refused unread.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RefusedWhy {
    /// The picture was refused, or holds no badge.
    #[error(transparent)]
    Bake(#[from] BakeError),
    /// The text is no JSON as it is read here.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// There is nothing in it at all.
    #[error("the file is empty")]
    Empty,
    /// An envelope that says it holds a credential, and is not written as it must be.
    #[error("the {form} is malformed: {what}")]
    Envelope {
        /// Its form: `jwt`, `sd-jwt`, `cose`, …
        form: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// A signed text that is damaged.
    #[error("the signed token is damaged: {0}")]
    Token(#[from] TokenDamage),
    /// Something else that has a badge in it.
    #[error(transparent)]
    Inside(#[from] Inside),
    /// A proof file of which a part is refused.
    #[error(transparent)]
    Proof(#[from] DossierError),
    /// QR codes of a proof that are not all there.
    #[error(transparent)]
    Frames(#[from] FrameError),
    /// An archive, which may have badges in it.
    #[error("an archive of the kind {kind}, which is not looked into")]
    Packed {
        /// Its usual ending: `zip`, `gz`, `7z`, …
        kind: &'static str,
    },
    /// Nothing in it says that it is a credential.
    #[error("no credential is in it")]
    NoCredential,
    /// A part of an old badge instead of the badge.
    #[error("found a {kind} of an old badge, expected the badge")]
    NotTheBadge {
        /// Which part: `class`, `issuer`, `key` or `list`.
        kind: &'static str,
    },
    /// A presentation of more credentials than are judged together.
    #[error("the presentation holds {count} credentials, at most {PRESENTED_MAX}")]
    Several {
        /// How many.
        count: u64,
    },
    /// A presentation of no credential.
    #[error("the presentation holds no credential")]
    NonePresented,
}

impl RefusedWhy {
    /// Whether the file says of itself that it is a badge, so that it is one that is no good.
    fn claims(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Envelope { .. }
            | Self::Token(_)
            | Self::Inside(_)
            | Self::Several { .. }
            | Self::NonePresented
            | Self::Proof(_)
            | Self::Frames(_) => true,
            // Read to the end, and something else by its own words.
            Self::NotTheBadge { .. } | Self::Packed { .. } => false,
            // Drawn to its end, and nothing in it stands where a badge would.
            Self::Bake(BakeError::NoBadge) if is_drawing(bytes) => bakes(bytes),
            Self::Bake(_) | Self::Json(_) | Self::Empty | Self::NoCredential => claims(bytes),
        }
    }

    /// What was refused, of a file; where a badge stands in what is none is named.
    pub(super) fn of(self, bytes: &[u8]) -> Refused {
        if let (Self::NoCredential, Some(kind)) = (&self, packed::kind(bytes)) {
            return Refused { claims: false, why: Self::Packed { kind } };
        }
        let claims = self.claims(bytes);
        if self != Self::NoCredential || !claims {
            return Refused { claims, why: self };
        }
        let token = || str::from_utf8(bytes).ok().and_then(TokenDamage::of).map(Self::from);
        let found = match is_signed_text(bytes) {
            true => token(),
            false => Inside::find(bytes).map(Self::from),
        };
        Refused { claims, why: found.unwrap_or(self) }
    }
}

impl Refused {
    /// The code that `words` explains.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match &self.why {
            RefusedWhy::Bake(fault) => fault.code(),
            RefusedWhy::Json(_) => "json-refused",
            RefusedWhy::Envelope { .. } => "envelope-refused",
            RefusedWhy::Token(damage) => damage.code(),
            RefusedWhy::Inside(inside) => inside.code(),
            RefusedWhy::Proof(_) => "proof-file-refused",
            RefusedWhy::Frames(_) => "proof-codes-refused",
            RefusedWhy::Packed { .. } => "file-packed",
            RefusedWhy::Empty => "file-empty",
            RefusedWhy::NoCredential => "no-credential",
            RefusedWhy::NotTheBadge { .. } => "not-the-badge",
            RefusedWhy::Several { .. } => "several-credentials",
            RefusedWhy::NonePresented => "none-presented",
        }
    }

    /// The data of that code's words: `what` in this language, and where in the file.
    #[must_use]
    pub fn args(&self, lang: Lang) -> Args {
        match &self.why {
            RefusedWhy::Json(fault) => faults::json(lang, fault),
            RefusedWhy::Bake(fault) => faults::bake(fault),
            RefusedWhy::Several { count } => {
                let most = u64::try_from(PRESENTED_MAX).unwrap_or(u64::MAX);
                let args = Args::new().text("what", self.why.to_string());
                args.number("count", *count).number("most", most)
            }
            RefusedWhy::Envelope { form, what } => {
                Args::new().text("what", what.as_str()).text("form", *form)
            }
            RefusedWhy::Token(damage) => damage.args(lang),
            RefusedWhy::Inside(inside) => inside.args(),
            RefusedWhy::NotTheBadge { kind } | RefusedWhy::Packed { kind } => {
                Args::new().text("what", self.why.to_string()).text("kind", *kind)
            }
            RefusedWhy::Empty
            | RefusedWhy::NoCredential
            | RefusedWhy::NonePresented
            | RefusedWhy::Proof(_)
            | RefusedWhy::Frames(_) => Args::new().text("what", self.why.to_string()),
        }
    }

    /// What was refused, in this language.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        words::say(lang, self.code(), &self.args(lang))
    }

    /// What one can do about it, in this language.
    #[must_use]
    pub fn advise(&self, lang: Lang) -> Option<String> {
        words::advise(lang, self.code(), &self.args(lang))
    }

    /// The verdict, at a moment, on what claims to be a credential and cannot be read: integrity no,
    /// the rest cannot tell.
    #[must_use]
    pub fn verdict(&self, now: Timestamp) -> Verdict {
        let integrity =
            Reason::InputRefused { fault: self.code().to_owned(), what: self.why.to_string() };
        let status = Reason::StatusUnreadable { field: WHOLE.to_owned() };
        let (refused, judged_at) = (Some(self.clone()), Some(now));
        Verdict { refused, judged_at, ..Verdict::unproven(integrity, status) }
    }
}
