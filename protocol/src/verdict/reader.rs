//! What a verifier can read: contexts, and the dialects of other people.
//!
//! The core reads credentials whose proofs stand in the document, by two suites. Everything else
//! (foreign suites, JOSE, SD-JWT, COSE, old badges) is taught by another crate through [`Dialects`]
//! and gives the same six findings.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::presented::{Presented, RefusedWhy};
use super::{Asked, Evidence, Reason};
use crate::canon::json::{Object, Value};
use crate::credential::contexts::Contexts;
use crate::credential::model::Credential;
use crate::credential::proof::{ForeignSuite, Work};
use crate::identity::Did;
use crate::time::Timestamp;

/// What a verifier can read.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'r> {
    /// The contexts by which documents are read.
    pub contexts: &'r Contexts,
    /// The forms and suites known beside those of this crate.
    pub dialects: &'r dyn Dialects,
}

impl Reader<'static> {
    /// The core alone: pinned contexts, no dialect of anybody else.
    #[must_use]
    pub fn core() -> Self {
        Self { contexts: Contexts::pinned(), dialects: &NoDialects }
    }
}

impl<'r> Reader<'r> {
    /// The same dialects with other contexts.
    #[must_use]
    pub fn with_contexts<'n>(self, contexts: &'n Contexts) -> Reader<'n>
    where
        'r: 'n,
    {
        Reader { contexts, dialects: self.dialects }
    }
}

/// The dialects of other people: what another crate can read.
pub trait Dialects: fmt::Debug + Send + Sync {
    /// Cryptographic suites of proofs that stand in the document.
    fn suites(&self) -> &[&dyn ForeignSuite];

    /// Opens text or bytes that are no JSON object: a compact JWS, SD-JWT, COSE. Nothing of it is
    /// verified yet.
    ///
    /// # Errors
    /// [`RefusedWhy`] where it is of a form known here and malformed.
    fn open(&self, bytes: &[u8]) -> Result<Option<Opened>, RefusedWhy>;

    /// Takes a JSON document that the core does not read: enveloped credentials, old badges.
    ///
    /// # Errors
    /// [`RefusedWhy`] where it is of a form known here and malformed.
    fn adopt(&self, document: &Arc<Value>) -> Result<Option<Opened>, RefusedWhy>;
}

/// What a dialect found in a file.
#[derive(Clone, Debug)]
pub enum Opened {
    /// A credential.
    Credential(Secured),
    /// A presentation of credentials, signed as a whole by its own seal.
    Presentation {
        /// What the presentation says, in the shape of a VC presentation.
        presentation: Secured,
        /// The credentials inside, each as it is secured itself.
        credentials: Vec<Secured>,
    },
}

/// A credential or presentation, and what secures it.
#[derive(Clone, Debug)]
pub struct Secured {
    document: Arc<Value>,
    seal: Option<Arc<dyn Seal>>,
    /// The issuer, read once for all copies: that a key is one takes a tenth of checking a signature.
    issuer: Arc<OnceLock<Option<Did>>>,
}

impl Secured {
    /// A document that carries its own proofs.
    #[must_use]
    pub fn by_its_proofs(document: impl Into<Arc<Value>>) -> Self {
        Self { document: document.into(), seal: None, issuer: Arc::default() }
    }

    /// What a sealed form says, in the shape of a VC document, and its seal.
    #[must_use]
    pub fn by_seal(document: impl Into<Arc<Value>>, seal: Arc<dyn Seal>) -> Self {
        Self { document: document.into(), seal: Some(seal), issuer: Arc::default() }
    }

    /// What it says.
    #[must_use]
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// The document as a credential.
    #[must_use]
    pub fn credential(&self) -> Credential<'_> {
        Credential::new(&self.document)
    }

    /// Who issued it as it says, where that is an identity known by its key.
    pub(super) fn issuer(&self) -> Option<Did> {
        let read = || self.credential().issuer().and_then(|issuer| issuer.parse().ok());
        *self.issuer.get_or_init(read)
    }

    /// What it says, with the parts that lie elsewhere where copies of them are at hand.
    pub(super) fn completed(&self, judging: &Judging<'_>) -> Cow<'_, Value> {
        let completed = self.seal().and_then(|seal| seal.completed(judging));
        completed.map_or(Cow::Borrowed(&self.document), Cow::Owned)
    }

    /// What secures it, where that is not in the document itself.
    #[must_use]
    pub fn seal(&self) -> Option<&dyn Seal> {
        self.seal.as_deref()
    }
}

impl PartialEq for Secured {
    /// Two are the same where they say the same and are secured by the same kind of thing.
    fn eq(&self, other: &Self) -> bool {
        let format = |one: &Self| one.seal().map(Seal::format);
        self.document == other.document && format(self) == format(other)
    }
}

/// What secures a credential from outside its document.
pub trait Seal: fmt::Debug + Send + Sync {
    /// The name of the form, as the verdict's `credential.format` tells it: `vc+jwt`, `vc+sd-jwt`,
    /// `vc+cose`, `open-badges-2`, …
    fn format(&self) -> &'static str;

    /// Is it exactly what was signed, by a key of the issuer? The shape of the credential inside is
    /// judged too.
    fn integrity(&self, judging: &Judging<'_>) -> Reason;

    /// What it says, completed by the copies at hand of what it only points to: an old badge names
    /// its achievement and its issuer by their addresses. `None` where nothing is to complete.
    fn completed(&self, _judging: &Judging<'_>) -> Option<Value> {
        None
    }

    /// Which copies it was completed by, and the one it is compared with: the part, its address and,
    /// where it is known, the day it was fetched. They are named with the verdict.
    fn copies(&self, _judging: &Judging<'_>) -> Vec<Object> {
        Vec::new()
    }

    /// The parts of it that lie elsewhere and are not at hand, as far as it is known by now which
    /// they are: the part and its address. They are named with the verdict.
    fn lacks(&self, _judging: &Judging<'_>) -> Vec<Object> {
        Vec::new()
    }

    /// The document as it was written, where what is judged is another shape of it.
    fn original(&self) -> Option<&Value> {
        None
    }

    /// What this form says of the status by means that only it has; `None` where the credential's
    /// own members tell all.
    fn status(&self, _judging: &Judging<'_>) -> Option<Reason> {
        None
    }

    /// The moments at which the issuer signed it, by its own clock, where the form says so beside the
    /// credential's own members.
    fn signed_at(&self) -> Vec<Timestamp> {
        Vec::new()
    }

    /// Until when the signature itself is good, where the form says so.
    fn until(&self) -> Option<Timestamp> {
        None
    }

    /// How this form was read and what its signature covers, member by member, for whoever wants to
    /// follow it by hand. Nothing of it is judged.
    fn explain(&self, _judging: &Judging<'_>) -> Object {
        Object::new()
    }

    /// How many members of the achievement its holder left out, of which one may name its creator.
    fn left_out(&self) -> u64 {
        0
    }

    /// Whether its holder left out parts in which it may say that it is one of several stages.
    fn hides_stages(&self) -> bool {
        false
    }

    /// Who signed this presentation, and for whom.
    ///
    /// # Errors
    /// A reason about the recipient: the seal does not hold, cannot be checked here, or is none of
    /// a presentation.
    fn presenter(&self, _judging: &Judging<'_>) -> Result<Presenter, Reason> {
        Err(Reason::ChallengeUnsigned { shown: "presentation".to_owned() })
    }
}

/// Who signed a presentation, and for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presenter {
    /// The identifiers whose keys signed it.
    pub signers: Vec<String>,
    /// The challenges (in JOSE: the nonce) that its signatures cover, each its own or all one.
    pub challenges: Vec<String>,
    /// The domains (in JOSE: the audience) that its signatures cover, each its own or all the same.
    pub domains: Vec<String>,
}

/// What a seal is judged with.
#[derive(Clone, Copy, Debug)]
pub struct Judging<'j> {
    /// What is at hand.
    pub evidence: &'j Evidence,
    /// What was asked, and the moment judged at.
    pub asked: &'j Asked,
    /// What can be read.
    pub reader: Reader<'j>,
    /// What proofs may cost.
    pub work: &'j Work,
}

/// No dialect at all.
#[derive(Clone, Copy, Debug)]
struct NoDialects;

impl Dialects for NoDialects {
    fn suites(&self) -> &[&dyn ForeignSuite] {
        &[]
    }

    fn open(&self, _bytes: &[u8]) -> Result<Option<Opened>, RefusedWhy> {
        Ok(None)
    }

    fn adopt(&self, _document: &Arc<Value>) -> Result<Option<Opened>, RefusedWhy> {
        Ok(None)
    }
}

impl Reader<'_> {
    /// Reads a file: JSON, an envelope, or a picture with a badge inside.
    ///
    /// # Errors
    /// As [`Presented::read`].
    pub fn read(&self, bytes: &[u8]) -> Result<Presented, super::Refused> {
        Presented::read(bytes, self)
    }
}
