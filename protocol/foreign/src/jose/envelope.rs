//! The seal of an envelope: a signature over the bytes of a credential or presentation.
//!
//! What is signed are bytes, so no context has to be known; the shape of the credential inside is
//! judged all the same, and every claim that could contradict it.
//!
//! Source: VC-JOSE-COSE §3.1; VC Data Model 1.1 §6.3.1; Open Badges 3.0 §8.2.

use std::sync::Arc;

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::model::{Credential, shape};
use bot_protocol::identity::Relation;
use bot_protocol::verdict::{Judging, Presenter, Reason, Seal};

use super::claims::Claims;
use super::fault::{Fault, member};
use super::key::{Found, Signed};

/// The envelope of a credential.
#[derive(Clone, Debug)]
pub(crate) struct CredentialSeal {
    /// The name of the form.
    pub(crate) format: &'static str,
    /// What is signed, and how.
    pub(crate) signed: Signed,
    /// What the envelope says, in the shape of a credential.
    pub(crate) view: Arc<Value>,
    /// What is wrong with it whatever its signature says.
    pub(crate) fault: Option<Fault>,
    /// The dates of the signature itself, where the form has them.
    pub(crate) dates: Claims,
    /// How many of the members that decide the status may be hidden.
    pub(crate) hidden: u64,
    /// How many members of the achievement are hidden.
    pub(crate) left_out: u64,
    /// The kind of list in which the envelope itself has a status.
    pub(crate) elsewhere: Option<String>,
}

impl CredentialSeal {
    fn verify(&self, judging: &Judging<'_>) -> Result<Found, Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        shape::check(&self.view).map_err(|fault| member(&fault.field, fault.what))?;
        let issuer = Credential::new(&self.view).issuer().unwrap_or_default();
        let found = self.signed.by(issuer, Relation::AssertionMethod, judging)?;
        match self.dates.at(judging.asked.now) {
            // That it is too early is told by its status.
            Err(Fault::Early(_)) | Ok(()) => Ok(found),
            Err(fault) => Err(fault),
        }
    }
}

impl Seal for CredentialSeal {
    fn format(&self) -> &'static str {
        self.format
    }

    fn integrity(&self, judging: &Judging<'_>) -> Reason {
        match self.verify(judging) {
            Ok(found) => found.signed_by_issuer(),
            Err(fault) => fault.integrity(),
        }
    }

    fn explain(&self, judging: &Judging<'_>) -> Object {
        self.signed.explain(&self.verify(judging))
    }

    fn left_out(&self) -> u64 {
        self.left_out
    }

    fn status(&self, judging: &Judging<'_>) -> Option<Reason> {
        if let Err(Fault::Early(from)) = self.dates.at(judging.asked.now) {
            return Some(Reason::NotYetValid { from });
        }
        if let Some(kind) = &self.elsewhere {
            return Some(Reason::StatusTypeUnknown { kind: kind.clone() });
        }
        (self.hidden > 0).then_some(Reason::StatusHidden { count: self.hidden })
    }
}

/// The envelope of a presentation.
#[derive(Clone, Debug)]
pub(crate) struct PresentationSeal {
    /// The name of the form.
    pub(crate) format: &'static str,
    /// What is signed, and how.
    pub(crate) signed: Signed,
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
            Ok((_, found)) => found.signed_by_issuer(),
            Err(fault) => fault.integrity(),
        }
    }

    fn explain(&self, judging: &Judging<'_>) -> Object {
        self.signed.explain(&self.verify(judging).map(|(_, found)| found))
    }

    fn presenter(&self, judging: &Judging<'_>) -> Result<Presenter, Reason> {
        let (party, _) = self.verify(judging).map_err(Fault::recipient)?;
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
