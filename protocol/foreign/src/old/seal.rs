//! What secures an older badge: its host, or a signature.

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::verdict::{Evidence, Judging, Reason, Seal};

use super::document::{self, Generation, Method, Old, Sorted};
use super::parts::{self, Parts};
use super::{explain, hosted, signed, status, view};
use crate::jose::{Compact, Header, Signed};

/// An older badge or endorsement and how it came.
#[derive(Clone, Debug)]
pub(super) struct OldSeal {
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    /// As a JSON document.
    Document(Old),
    /// As the payload of a signature.
    Signed {
        old: Old,
        signed: Box<Signed>,
        /// The whole as it came.
        text: Value,
    },
    /// As the address of one.
    Address(String),
}

impl OldSeal {
    /// A badge that came as a JSON document: at best its host answers for it.
    pub(super) fn hosted(old: Old) -> Self {
        Self { what: What::Document(old) }
    }

    /// A badge that came signed.
    pub(super) fn signed(old: Old, compact: Compact, text: &str) -> Self {
        let Compact { header, signature, message, .. } = compact;
        let signed = Box::new(Signed { message, signature, header: Header::read(&header) });
        Self { what: What::Signed { old, signed, text: Value::from(text) } }
    }

    /// A badge that came as an address.
    pub(super) fn at(url: &str) -> Self {
        Self { what: What::Address(url.to_owned()) }
    }

    /// What it says by itself.
    pub(super) fn told(&self) -> Value {
        match &self.what {
            What::Document(old) | What::Signed { old, .. } => view::of(old, None, None),
            What::Address(url) => Value::object([
                ("id", Value::from(url.as_str())),
                ("type", ["VerifiableCredential", "OpenBadgeCredential"].into()),
            ]),
        }
    }

    /// The badge: for an address, what lies there by the copy at hand.
    ///
    /// # Errors
    /// The reason why it is not had.
    pub(super) fn old(&self, evidence: &Evidence) -> Result<Old, Reason> {
        let url = match &self.what {
            What::Document(old) | What::Signed { old, .. } => return Ok(old.clone()),
            What::Address(url) => url,
        };
        let copy = evidence.copy(url);
        let copy = copy.ok_or_else(|| Reason::HostedUnfetched { url: url.clone() })?;
        match (document::sort(&copy.content), copy.fetched) {
            (Sorted::Old(old), _) => Ok(Old { address: Some(url.clone()), ..old }),
            (Sorted::Part(_) | Sorted::Other, Some(at)) if hosted::is_withdrawn(&copy.content) => {
                Err(Reason::HostedWithdrawn { url: url.clone(), at: at.to_string() })
            }
            (Sorted::Part(_) | Sorted::Other, Some(_)) => {
                let what = format!("what lies at {url} is no assertion");
                Err(Reason::FieldWrong { field: "type".to_owned(), what })
            }
            (Sorted::Part(_) | Sorted::Other, None) => {
                Err(Reason::HostedCopyUndated { url: url.clone() })
            }
        }
    }

    fn with<T>(&self, judging: &Judging<'_>, ask: impl Fn(&Old, &Parts) -> T) -> Result<T, Reason> {
        let old = self.old(judging.evidence)?;
        let parts = parts::of(&old, judging.evidence);
        Ok(ask(&old, &parts))
    }

    /// The status of a badge of which only the address is had.
    fn lacking(lack: &Reason) -> Reason {
        if let Reason::HostedWithdrawn { url, .. } = lack {
            return Reason::RevokedAtHost { url: url.clone(), because: String::new() };
        }
        Reason::StatusUnproven {}
    }

    /// What it says, completed by the copies at hand.
    pub(super) fn view(&self, evidence: &Evidence) -> Option<Value> {
        let old = self.old(evidence).ok()?;
        let parts = parts::of(&old, evidence);
        Some(view::of(&old, Some(&parts), Some(evidence)))
    }
}

impl Seal for OldSeal {
    fn format(&self) -> &'static str {
        match &self.what {
            What::Document(old) if old.generation == Generation::Two => "open-badges-2",
            What::Signed { old, .. } if old.generation == Generation::Two => "open-badges-2-signed",
            What::Signed { .. } => "open-badges-1-signed",
            What::Document(_) | What::Address(_) => "open-badges-1",
        }
    }

    fn integrity(&self, judging: &Judging<'_>) -> Reason {
        let judged = self.with(judging, |old, parts| match (&self.what, old.method()) {
            (What::Signed { signed, .. }, _) => signed::judge(old, signed, parts, judging),
            // One that should be signed and is not proves nothing, wherever it lies.
            (_, Ok(Method::Signed { .. })) => Reason::ProofMissing {},
            (_, Ok(Method::Hosted) | Err(_)) => hosted::judge(old, parts, judging),
        });
        judged.unwrap_or_else(|reason| reason)
    }

    fn status(&self, judging: &Judging<'_>) -> Option<Reason> {
        let judged = self.with(judging, |old, parts| status::judge(old, parts, judging));
        Some(judged.unwrap_or_else(|lack| Self::lacking(&lack)))
    }

    fn copies(&self, judging: &Judging<'_>) -> Vec<Object> {
        let told = self.with(judging, |old, parts| parts::copies(old, parts, judging.evidence));
        told.unwrap_or_default()
    }

    fn lacks(&self, judging: &Judging<'_>) -> Vec<Object> {
        let told = self.with(judging, |old, parts| parts::lacks(old, parts, judging.evidence));
        told.unwrap_or_else(|lack| match (lack, &self.what) {
            (Reason::HostedUnfetched { .. }, What::Address(url)) => {
                vec![parts::named("badge", url)]
            }
            (_, What::Address(_) | What::Document(_) | What::Signed { .. }) => Vec::new(),
        })
    }

    fn explain(&self, judging: &Judging<'_>) -> Object {
        let told = self.with(judging, |old, parts| match &self.what {
            What::Signed { signed, .. } => explain::signed(old, signed, parts, judging),
            What::Document(_) | What::Address(_) => explain::hosted(old, judging),
        });
        told.unwrap_or_else(|lack| match &self.what {
            What::Address(url) => explain::address(url, &lack),
            What::Document(_) | What::Signed { .. } => Object::new(),
        })
    }

    fn original(&self) -> Option<&Value> {
        match &self.what {
            What::Document(old) => Some(&old.document),
            What::Signed { text, .. } => Some(text),
            What::Address(_) => None,
        }
    }

    fn completed(&self, judging: &Judging<'_>) -> Option<Value> {
        self.view(judging.evidence)
    }
}
