//! What the proofs of one verdict may cost together.
//!
//! Each proof is bounded by itself; a badge full of endorsements, each full of proofs, would still
//! cost as often as it repeats them. So all draw from one account: the badge from its own, what
//! lies inside of it from another one together.

use std::sync::atomic::{AtomicU64, Ordering};

use super::BadProof;
use crate::canon::rdfc::{self, Budget, HashKind, Quad, RdfcError};
use crate::limits::{
    INSIDE_PROOFS_MAX, PROOFS_MAX, PROOFS_TOGETHER_MIN, RDF_WORK_MAX, STATEMENT_SIGNATURES_MAX,
};

/// What proofs may still cost.
#[derive(Debug)]
pub struct Work {
    proofs: usize,
    /// Steps left to tell alike blank nodes apart.
    steps: AtomicU64,
    /// Signatures of single statements left.
    signatures: AtomicU64,
}

impl Default for Work {
    /// What a credential and the presentation around it may cost.
    fn default() -> Self {
        Self::of(PROOFS_MAX)
    }
}

impl Work {
    fn of(proofs: usize) -> Self {
        let (steps, signatures) = (RDF_WORK_MAX.into(), STATEMENT_SIGNATURES_MAX.into());
        Self { proofs, steps, signatures }
    }

    /// What all that lies inside a credential may cost together: the same again, with fewer proofs
    /// each.
    #[must_use]
    pub fn inside() -> Self {
        Self::of(INSIDE_PROOFS_MAX)
    }

    /// The same account for several documents together: each may have its part of the proofs, but
    /// three, and all else they share.
    #[must_use]
    pub fn among(self, documents: usize) -> Self {
        let part = self.proofs.checked_div(documents).unwrap_or(self.proofs);
        Self { proofs: part.max(PROOFS_TOGETHER_MIN).min(self.proofs), ..self }
    }

    /// Most proofs of one document.
    pub(super) const fn proofs(&self) -> usize {
        self.proofs
    }

    /// Takes so many signatures of single statements, or says that they are not left.
    #[must_use]
    pub fn sign(&self, count: usize) -> bool {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let take = |left: u64| left.checked_sub(count);
        self.signatures.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    fn pay(&self, spent: u64) {
        let pay = |left: u64| Some(left.saturating_sub(spent));
        // Paying always goes.
        let _before = self.steps.fetch_update(Ordering::Relaxed, Ordering::Relaxed, pay);
    }

    /// The canonical N-Quads of a dataset, paid for.
    pub(super) fn canonicalize(
        &self,
        quads: &[Quad<'_>],
        hash: HashKind,
    ) -> Result<String, BadProof> {
        let work = self.steps.load(Ordering::Relaxed);
        let budget = Budget { hash, work, ..Budget::default() };
        let (canonical, spent) = rdfc::counted(quads, budget);
        self.pay(spent);
        match canonical {
            Ok(canonical) => Ok(canonical.text),
            // The bound is that of all together, not what was left of it.
            Err(RdfcError::Poison { .. }) => Err(RdfcError::Poison { most: RDF_WORK_MAX }.into()),
            Err(fault) => Err(fault.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::json::{self, Value};
    use crate::credential::contexts::Contexts;
    use crate::credential::proof::{Check, ProofError, Purpose, Suite, sign};
    use crate::identity::{Did, Documents, SecretKey};
    use crate::time::Timestamp;

    impl Work {
        fn spent(&self) -> u64 {
            RDF_WORK_MAX - self.steps.load(Ordering::Relaxed)
        }
    }

    /// A document whose parts are costly to tell apart, with the same proof so many times.
    fn costly(proofs: usize) -> Value {
        let tree = (0..4)
            .fold(r#"{"x": "y"}"#.to_owned(), |inner, _| format!(r#"{{"x": [{inner}, {inner}]}}"#));
        let text = format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2",
            "https://www.w3.org/ns/credentials/undefined-terms/v2"], "x": {tree}}}"#
        );
        let document = json::read(text.as_bytes()).unwrap();
        let secret = SecretKey::from_seed(&[7; 32]);
        let did = Did::from(secret.public());
        let (method, time) = (did.verification_method(), Timestamp::from_millis(0));
        let (suite, contexts) = (Suite::EddsaRdfc2022, Contexts::pinned());
        let signed = sign(&document, suite, (&secret, &method), time, contexts).unwrap();
        let proof = signed.get("proof").unwrap().clone();
        let mut members = signed.as_object().unwrap().clone();
        members.insert("proof", Value::Array(vec![proof; proofs]));
        Value::Object(members)
    }

    fn verify(document: &Value, work: &Work) -> Result<usize, ProofError> {
        let (contexts, purpose) = (Contexts::pinned(), Purpose::AssertionMethod);
        let check = Check { contexts, suites: &[], documents: &Documents::new(), purpose, work };
        check.verify(document).map(|report| report.proofs.len())
    }

    #[test]
    fn proofs_over_one_document_pay_once_for_it() {
        let (one, several) = (Work::default(), Work::default());
        assert_eq!(verify(&costly(1), &one), Ok(1));
        assert_eq!(verify(&costly(16), &several), Ok(16));
        assert!(one.spent() > 100, "{}", one.spent());
        assert_eq!(one.spent(), several.spent());
    }

    #[test]
    fn documents_that_share_an_account_empty_it_together() {
        let (document, work) = (costly(1), Work::inside());
        assert_eq!(verify(&document, &work), Ok(1));
        let each = work.spent();
        for _ in 1..RDF_WORK_MAX / each {
            assert_eq!(verify(&document, &work), Ok(1));
        }
        let over = ProofError::Bad(RdfcError::Poison { most: RDF_WORK_MAX }.into());
        assert_eq!(verify(&document, &work), Err(over));
        assert_eq!(work.spent(), RDF_WORK_MAX);
    }

    #[test]
    fn what_lies_inside_has_fewer_proofs() {
        let (document, most) = (costly(INSIDE_PROOFS_MAX + 1), INSIDE_PROOFS_MAX);
        assert_eq!(verify(&costly(most), &Work::inside()), Ok(most));
        let over = BadProof::Many { found: most + 1, most };
        assert_eq!(verify(&document, &Work::inside()), Err(over.into()));
    }

    #[test]
    fn signatures_of_statements_are_counted() {
        let work = Work::default();
        assert!(work.sign(255) && !work.sign(2) && work.sign(1) && !work.sign(1) && work.sign(0));
    }
}
