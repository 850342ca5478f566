//! Checking the proofs of a document.

use std::borrow::Cow;

use super::foreign::Body;
use super::members::{Claim, Way};
use super::{
    BadProof, Check, CheckedProof, ForeignSuite, ProofError, ProofReport, SIGNATURE,
    SecuredDocument, Suite, Unsupported, Work, chain, eddsa_jcs, eddsa_rdfc,
};
use crate::canon::hash::{Hash, sha256};
use crate::canon::json::{Object, Value};
use crate::canon::rdfc::HashKind;
use crate::credential::contexts::{ContextUsed, Reading};
use crate::credential::jsonld;

/// The contexts that begin a credential.
const BASES: &[&str] =
    &["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1"];

/// A document under examination: its proofs read, its signatures still to be checked.
pub(super) struct Case<'d> {
    pub(super) document: &'d Object,
    proofs: &'d [Value],
    pub(super) claims: Vec<Claim<'d>>,
    /// For each proof those it stands upon.
    pub(super) links: Vec<Vec<usize>>,
    /// What is not known here about another proof of the set.
    pub(super) unknown: Option<Unsupported>,
    work: &'d Work,
}

impl<'c> Check<'c> {
    /// Checks every proof of a document.
    ///
    /// Where a context URL has several published contents, the document is read by each until its
    /// proofs hold; the report says by which.
    ///
    /// # Errors
    /// [`ProofError::Bad`] where something is wrong; [`ProofError::Unsupported`] where a proof, its
    /// key or a context is not known here, so that nothing can be said about the whole set.
    pub fn verify(self, document: &Value) -> Result<ProofReport, ProofError> {
        let mut case = self.open(document)?;
        let unknown = case.unknown.take();
        let outcome = self.outcome(&case);
        match (unknown, outcome) {
            (None, outcome) => outcome,
            // That a proof is not known excuses no other one.
            (Some(_), Err(ProofError::Bad(BadProof::Signature(method)))) => {
                Err(BadProof::Signature(method).into())
            }
            (Some(unknown), _) => Err(unknown.into()),
        }
    }

    /// Whether the proofs that are known hold.
    fn outcome(self, case: &Case<'_>) -> Result<ProofReport, ProofError> {
        if !case.claims.iter().any(|claim| claim.way.reads_contexts()) {
            case.signatures(None)?;
            return Ok(case.report(None));
        }
        self.by_readings(case.document, |reading| {
            case.signatures(Some(reading))?;
            Ok(case.report(Some(reading)))
        })
    }

    /// The contexts by which all that a document says beside its proofs has a meaning. Who signs text
    /// signs no meaning: a member that no context defines says what its reader likes.
    ///
    /// # Errors
    /// As [`Check::verify`].
    pub fn meaning(self, document: &Value) -> Result<Vec<ContextUsed>, ProofError> {
        let members = document.as_object().ok_or(BadProof::NoObject)?;
        self.by_readings(members, |reading| {
            jsonld::without(members, reading, "proof").map_err(ProofError::document)?;
            Ok(reading.used().to_vec())
        })
    }

    /// What comes of the first reading of a document's contexts by which something comes of it.
    fn by_readings<T>(
        self,
        document: &Object,
        outcome: impl Fn(&Reading<'_>) -> Result<T, ProofError>,
    ) -> Result<T, ProofError> {
        let context = document.get("@context");
        check_order(context)?;
        let mut first = None;
        for reading in self.contexts.readings(context).map_err(ProofError::contexts)? {
            let outcome = reading.map_err(ProofError::contexts).and_then(|one| outcome(&one));
            match outcome {
                Ok(done) => return Ok(done),
                Err(fault) => first = first.or(Some(fault)),
            }
        }
        Err(first.unwrap_or(BadProof::NoProof.into()))
    }

    /// Reads the proofs. One that is wrong outweighs one that is not known.
    pub(super) fn open<'d>(self, document: &'d Value) -> Result<Case<'d>, ProofError>
    where
        'c: 'd,
    {
        let members = document.as_object().ok_or(BadProof::NoObject)?;
        let proofs = members.get("proof").ok_or(BadProof::NoProof)?.as_list();
        if proofs.is_empty() {
            return Err(BadProof::NoProof.into());
        }
        let most = self.work.proofs();
        if proofs.len() > most {
            return Err(BadProof::Many { found: proofs.len(), most }.into());
        }
        let (mut claims, mut unknown) = (Vec::with_capacity(proofs.len()), None);
        for proof in proofs {
            match Claim::read(proof, self) {
                Ok(claim) => claims.push(claim),
                Err(ProofError::Unsupported(fault)) => unknown = unknown.or(Some(fault)),
                Err(fault @ ProofError::Bad(_)) => return Err(fault),
            }
        }
        if unknown.is_some() {
            // What stands upon others cannot be followed where some of them are not read.
            claims.retain(|claim| claim.previous.is_empty());
        }
        let links = chain::links(&claims)?;
        Ok(Case { document: members, proofs, claims, links, unknown, work: self.work })
    }
}

impl Case<'_> {
    /// Checks every signature, by one reading of the contexts where a suite needs one.
    pub(super) fn signatures(&self, reading: Option<&Reading<'_>>) -> Result<(), ProofError> {
        // The document without proofs is the same for all that stand upon none.
        let plain = Body::new(Cow::Borrowed(self.document), reading);
        let mut unknown = None;
        for (claim, below) in self.claims.iter().zip(&self.links) {
            let chained = (!below.is_empty()).then(|| self.chained(below));
            let chained = chained.map(|document| Body::new(Cow::Owned(document), reading));
            let body = chained.as_ref().unwrap_or(&plain);
            self.work.pay_signatures(&claim.key.key, 1)?;
            let (suite, key, signature) = match &claim.way {
                Way::Own(suite, key, signature) => (*suite, key, signature),
                Way::Foreign(suite) => {
                    match self.foreign(*suite, claim, body, reading) {
                        Ok(()) => {}
                        Err(ProofError::Unsupported(fault)) => unknown = unknown.or(Some(fault)),
                        Err(fault @ ProofError::Bad(_)) => return Err(fault),
                    }
                    continue;
                }
            };
            let (options, document) = match suite {
                Suite::EddsaJcs2022 => self.jcs(claim, body)?,
                Suite::EddsaRdfc2022 => {
                    let reading = reading.ok_or(BadProof::Contexts)?;
                    let document = body.rdf(HashKind::Sha256, self.work)?;
                    let options = eddsa_rdfc::options(claim.members, reading, self.work)?;
                    (options, sha256(&[document.as_bytes()]))
                }
            };
            let message = [*options.as_bytes(), *document.as_bytes()].concat();
            let outcome = key.verify(&message, signature);
            outcome.map_err(|_| BadProof::Signature(claim.method.to_owned()))?;
        }
        unknown.map_or(Ok(()), |fault| Err(fault.into()))
    }

    /// One signature by a suite of another crate.
    fn foreign(
        &self,
        suite: &dyn ForeignSuite,
        claim: &Claim<'_>,
        body: &Body<'_>,
        reading: Option<&Reading<'_>>,
    ) -> Result<(), ProofError> {
        self.check_contexts(claim)?;
        suite.verify(&self.secured(suite, claim, body, reading))
    }

    /// A proof and what it is over, as a suite of another crate gets to see it.
    pub(super) fn secured<'c>(
        &'c self,
        suite: &dyn ForeignSuite,
        claim: &'c Claim<'_>,
        body: &'c Body<'c>,
        reading: Option<&'c Reading<'c>>,
    ) -> SecuredDocument<'c> {
        SecuredDocument {
            proof: claim.members,
            body,
            method: claim.method,
            key: &claim.key.key,
            reading: reading.filter(|_| suite.reads_contexts()),
            work: self.work,
        }
    }

    /// The specification lets a document have more contexts than its proof; they would be unsigned,
    /// so here both must be equal.
    fn check_contexts(&self, claim: &Claim<'_>) -> Result<(), BadProof> {
        if claim.context.is_some() && claim.context != self.document.get("@context") {
            return Err(BadProof::Contexts);
        }
        Ok(())
    }

    /// The two hashes of the suite over text.
    fn jcs(&self, claim: &Claim<'_>, body: &Body<'_>) -> Result<(Hash, Hash), ProofError> {
        self.check_contexts(claim)?;
        let body = body.json(self.work)?;
        Ok((eddsa_jcs::without(claim.members, SIGNATURE), sha256(&[body])))
    }

    /// The document with only the proofs at these places.
    pub(super) fn chained(&self, below: &[usize]) -> Object {
        let mut document = self.document.clone();
        let proofs = below.iter().filter_map(|place| self.proofs.get(*place)).cloned();
        document.insert("proof", Value::Array(proofs.collect()));
        document
    }

    fn report(&self, reading: Option<&Reading<'_>>) -> ProofReport {
        let contexts = reading.map(|reading| reading.used().to_vec()).unwrap_or_default();
        ProofReport { proofs: self.claims.iter().map(checked).collect(), contexts }
    }
}

/// What is told of a proof that holds.
fn checked(claim: &Claim<'_>) -> CheckedProof {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    CheckedProof {
        id: claim.id.map(str::to_owned),
        suite: claim.way.name(),
        selective: claim.way.selective(),
        purpose: claim.purpose,
        method: claim.method.to_owned(),
        key: claim.key.key.clone(),
        controller: claim.key.controller.clone(),
        key_source: claim.key.source,
        key_ends: claim.key.ends,
        created: claim.created,
        expires: claim.expires,
        previous: owned(&claim.previous),
        challenge: claim.challenge.map(str::to_owned),
        domain: owned(&claim.domain),
    }
}

/// Refuses a base context behind another: its terms would be protected too late.
fn check_order(context: Option<&Value>) -> Result<(), BadProof> {
    let list = context.map(Value::as_list).unwrap_or_default();
    let is_base = |item: &Value| item.as_str().is_some_and(|url| BASES.contains(&url));
    if list.iter().skip(1).any(is_base) { Err(BadProof::Order) } else { Ok(()) }
}
