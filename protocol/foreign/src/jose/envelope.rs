//! The seal of an envelope: a signature over the bytes of a credential or presentation.
//!
//! What is signed are bytes, so no context has to be known; the shape of the credential inside is
//! judged all the same, and every claim that could contradict it.
//!
//! Source: VC-JOSE-COSE §3.1; VC Data Model 1.1 §6.3.1; Open Badges 3.0 §8.2.

use std::sync::Arc;

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::model::shape::{self, ShapeFault};
use bot_protocol::credential::proof::Purpose;
use bot_protocol::identity::Relation;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Judging, Presenter, Reason, Seal, carried};

use super::alone;
use super::claims::Claims;
use super::disclosure::Restored;
use super::fault::{Fault, member};
use super::key::{Found, Signed};

/// What an envelope holds, as the proofs inside of it may be made for it.
#[derive(Clone, Debug)]
pub(crate) struct Carried {
    view: Arc<Value>,
    /// The same without what the claims around it added, where that is another.
    bare: Option<Value>,
    /// Whether something is not shown, so that no proof can cover it.
    partial: bool,
}

/// The envelope of a credential.
#[derive(Clone, Debug)]
pub(crate) struct CredentialSeal {
    /// The name of the form.
    pub(crate) format: &'static str,
    /// What is signed, and how.
    pub(crate) signed: Signed,
    /// What the envelope says, in the shape of a credential.
    pub(crate) view: Arc<Value>,
    /// The proofs that it carries inside.
    pub(crate) carried: Carried,
    /// What is wrong with it whatever its signature says.
    pub(crate) fault: Option<Fault>,
    /// The dates of the signature itself, where the form has them.
    pub(crate) dates: Claims,
    /// What its holder does not show.
    pub(crate) restored: Restored,
    /// The kind of list in which the envelope itself has a status.
    pub(crate) elsewhere: Option<String>,
    /// When it was signed, by its issuer's own clock.
    pub(crate) signed_at: Option<Timestamp>,
}

impl Carried {
    /// The proofs inside of what an envelope says: as it stands in it, and with its claims.
    pub(crate) fn of(bare: Option<Object>, view: &Arc<Value>, restored: &Restored) -> Self {
        let bare = bare.map(Value::Object).filter(|bare| *bare != **view);
        Self { view: Arc::clone(view), bare, partial: restored.is_partial() }
    }

    /// Whether all of them hold, whosever they are.
    ///
    /// Source: VC Data Model 1.1 §6.3.1 (a proof may be made before the token or for it).
    fn hold(&self, purpose: Purpose, judging: &Judging<'_>) -> Result<(), Reason> {
        match (carried(&self.view, purpose, judging), &self.bare) {
            (Err(Reason::SignatureWrong { .. }), _) if self.partial => {
                Err(Reason::ContentHidden { field: "proof".to_owned() })
            }
            (Err(wrong @ Reason::SignatureWrong { .. }), Some(bare)) => {
                carried(bare, purpose, judging).map_err(|_| wrong)
            }
            (outcome, _) => outcome,
        }
    }
}

impl CredentialSeal {
    fn verify(&self, judging: &Judging<'_>) -> Result<Found, Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let hidden = match shape::check(&self.view) {
            Ok(()) => None,
            Err(fault) => Some(self.hidden(&fault).ok_or(member(&fault.field, fault.what))?),
        };
        let issuer = Credential::new(&self.view).issuer();
        if let (Some(fault), None) = (&hidden, issuer) {
            return Err(fault.clone());
        }
        let issuer = issuer.unwrap_or_default();
        let found = self.signed.by(issuer, Relation::AssertionMethod, judging)?;
        Claims::signed_by_now(self.signed_at, judging.asked.now)?;
        match self.dates.at(judging.asked.now) {
            // That it is too early is told by its status.
            Err(Fault::Early(_)) | Ok(()) => hidden.map_or(Ok(found), Err),
            Err(fault) => Err(fault),
        }
    }

    /// The same fault as one of the holder, where what is missed may be among what is not shown.
    fn hidden(&self, fault: &ShapeFault) -> Option<Fault> {
        let place: Vec<&str> = fault.field.split('.').collect();
        let root = match place.first().copied().unwrap_or_default() {
            "achievement" => "credentialSubject",
            root => root,
        };
        let is_hidden = match self.view.get(root) {
            None => self.restored.at_top > 0,
            // A text that is wrong where it stands is the issuer's.
            Some(_) => {
                let at = place.iter().try_fold(&*self.view, |node, name| node.get(name));
                self.restored.within.contains(root) && (place.len() == 1 || at.is_none())
            }
        };
        let members = self.view.as_object().into_iter().flat_map(Object::keys);
        let shows = members.filter(|name| *name != "@context").count() > 0;
        let field = if shows { fault.field.clone() } else { String::new() };
        is_hidden.then_some(Fault::Hidden(field))
    }
}

impl Seal for CredentialSeal {
    fn format(&self) -> &'static str {
        self.format
    }

    fn integrity(&self, judging: &Judging<'_>) -> Reason {
        match self.verify(judging).map(Found::signed_by_issuer) {
            Ok(signed) => {
                self.carried.hold(Purpose::AssertionMethod, judging).err().unwrap_or(signed)
            }
            Err(fault) => fault.integrity(),
        }
    }

    fn copies(&self, judging: &Judging<'_>) -> Vec<Object> {
        let kid = self.signed.header.as_ref().ok().and_then(|header| header.kid.as_deref());
        kid.and_then(|url| alone::copy(url, judging)).into_iter().collect()
    }

    fn signed_at(&self) -> Vec<Timestamp> {
        self.signed_at.into_iter().chain(self.dates.nbf).collect()
    }

    fn until(&self) -> Option<Timestamp> {
        self.dates.exp
    }

    fn explain(&self, judging: &Judging<'_>) -> Object {
        self.signed.explain(&self.verify(judging))
    }

    fn left_out(&self) -> u64 {
        self.restored.in_achievement
    }

    fn hides_stages(&self) -> bool {
        self.restored.hides("evidence")
    }

    fn status(&self, judging: &Judging<'_>) -> Option<Reason> {
        if let Err(Fault::Early(from)) = self.dates.at(judging.asked.now) {
            return Some(Reason::NotYetValid { from });
        }
        if let Some(kind) = &self.elsewhere {
            return Some(Reason::StatusTypeUnknown { kind: kind.clone() });
        }
        let count = self.restored.hidden;
        (count > 0).then_some(Reason::StatusHidden { count })
    }
}

/// The envelope of a presentation.
#[derive(Clone, Debug)]
pub(crate) struct PresentationSeal {
    /// The name of the form.
    pub(crate) format: &'static str,
    /// What is signed, and how.
    pub(crate) signed: Signed,
    /// The proofs that it carries inside.
    pub(crate) carried: Carried,
    /// Who presents, as it says; without it the key's own identifier.
    pub(crate) holder: Option<String>,
    /// What is wrong with it whatever its signature says.
    pub(crate) fault: Option<Fault>,
    /// Its claims.
    pub(crate) claims: Claims,
}

impl PresentationSeal {
    fn verify(&self, judging: &Judging<'_>) -> Result<(String, Found), Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let header = self.signed.header.as_ref().map_err(Clone::clone)?;
        let by_key = || header.kid.as_deref()?.split_once('#').map(|(party, _)| party.to_owned());
        let party = self.holder.clone().or_else(by_key);
        let party = party.ok_or_else(|| member("holder", "is missing"))?;
        let found = self.signed.by(&party, Relation::Authentication, judging)?;
        Claims::signed_by_now(self.claims.iat, judging.asked.now)?;
        self.claims.at_once(judging.asked.now)?;
        Ok((party, found))
    }
}

impl Seal for PresentationSeal {
    fn format(&self) -> &'static str {
        self.format
    }

    /// Whether it is what its holder signed; nobody else issues a presentation.
    fn integrity(&self, judging: &Judging<'_>) -> Reason {
        match self.verify(judging) {
            Ok((_, found)) => {
                let holds = self.carried.hold(Purpose::Authentication, judging);
                holds.err().unwrap_or_else(|| found.signed_by_issuer())
            }
            Err(fault) => fault.integrity(),
        }
    }

    fn explain(&self, judging: &Judging<'_>) -> Object {
        self.signed.explain(&self.verify(judging).map(|(_, found)| found))
    }

    fn presenter(&self, judging: &Judging<'_>) -> Result<Presenter, Reason> {
        let (party, _) = self.verify(judging).map_err(Fault::recipient)?;
        self.carried.hold(Purpose::Authentication, judging).map_err(|reason| {
            let what = format!("a proof inside of it: {}", reason.code());
            let is_over = matches!(
                reason,
                Reason::ProofExpired { .. }
                    | Reason::ProofFromFuture { .. }
                    | Reason::KeyEnded { .. }
            );
            let how = if is_over { "over" } else { "false" };
            match reason.answer() {
                Answer::No => Reason::PresentationWrong { how, what },
                Answer::Unknown | Answer::Yes => Reason::PresentationUnknown { what },
            }
        })?;
        Ok(Presenter {
            signers: vec![party],
            challenges: self.claims.nonce.iter().cloned().collect(),
            domains: self.claims.aud.clone(),
        })
    }
}

impl Found {
    /// The finding that the issuer's own key signed.
    fn signed_by_issuer(self) -> Reason {
        Reason::SignedByIssuer {
            method: self.method,
            key: self.source.as_str().to_owned(),
            suites: vec![self.algorithm.to_owned()],
        }
    }
}
