//! What the checks of one verdict may cost together.
//!
//! Each check is bounded by itself; a badge full of endorsements, each full of proofs, would still
//! cost as often as it repeats them. So all draw from one account: the badge, its presentation and
//! its status lists from its own, what lies inside of it from another one together. An account that
//! is empty says nothing about the badge: what is left unchecked cannot be told.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{BadProof, ProofError, Unsupported};
use crate::canon::rdfc::{self, Budget, HashKind, Quad, RdfcError};
use crate::identity::{KeyCodec, Multikey};
use crate::limits::{
    BYTES_PER_EFFORT, EFFORT_ED25519, EFFORT_INSIDE_MAX, EFFORT_MAX, EFFORT_P256, EFFORT_P384,
    EFFORT_P521, EFFORT_RSA_DIVISOR, EFFORT_SECP256K1, INSIDE_PROOFS_MAX, PROOFS_MAX,
    PROOFS_TOGETHER_MIN, RDF_WORK_MAX,
};

/// What checks may still cost.
#[derive(Debug)]
pub struct Work {
    proofs: usize,
    /// Effort left.
    effort: AtomicU64,
}

impl Default for Work {
    /// What a credential and the presentation around it may cost.
    fn default() -> Self {
        Self { proofs: PROOFS_MAX, effort: EFFORT_MAX.into() }
    }
}

impl Work {
    /// What all that lies inside a credential may cost together, with fewer proofs each.
    #[must_use]
    pub fn inside() -> Self {
        Self { proofs: INSIDE_PROOFS_MAX, effort: EFFORT_INSIDE_MAX.into() }
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

    /// Pays for so many signature checks by a key.
    ///
    /// # Errors
    /// [`Unsupported::Effort`] where so much is not left.
    pub fn pay_signatures(&self, key: &Multikey, times: usize) -> Result<(), Unsupported> {
        let times = u64::try_from(times).unwrap_or(u64::MAX);
        self.pay(effort(key).saturating_mul(times))
    }

    /// Pays for so many bytes that are written in a canonical form, hashed or unpacked.
    ///
    /// # Errors
    /// [`Unsupported::Effort`] where so much is not left.
    pub fn pay_bytes(&self, bytes: usize) -> Result<(), Unsupported> {
        self.pay(of_bytes(u64::try_from(bytes).unwrap_or(u64::MAX)))
    }

    /// Unpacks something where anything is left, and pays for what it was. How large it is shows
    /// only then, so that the last one may take more than is left.
    ///
    /// The job answers how many bytes it made as well.
    ///
    /// # Errors
    /// [`Unsupported::Effort`] where nothing is left; then nothing is unpacked.
    pub(crate) fn unpack<T>(&self, job: impl FnOnce() -> (T, u64)) -> Result<T, Unsupported> {
        self.pay(1)?;
        let (made, bytes) = job();
        self.take(of_bytes(bytes));
        Ok(made)
    }

    /// Effort left.
    pub(super) fn left(&self) -> u64 {
        self.effort.load(Ordering::Relaxed)
    }

    /// Pays so much, where it is left.
    pub(super) fn spend(&self, effort: u64) -> bool {
        self.pay(effort).is_ok()
    }

    fn pay(&self, effort: u64) -> Result<(), Unsupported> {
        let take = |left: u64| left.checked_sub(effort);
        let paid = self.effort.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
        paid.map(|_| ()).map_err(|_| Unsupported::Effort)
    }

    /// Pays for what was done, as far as there is something left.
    fn take(&self, effort: u64) {
        let rest = |left: u64| Some(left.saturating_sub(effort));
        // The closure always answers, so this always goes.
        let _before = self.effort.fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest);
    }

    /// The canonical N-Quads of a dataset, paid for.
    pub(super) fn canonicalize(
        &self,
        quads: &[Quad<'_>],
        hash: HashKind,
    ) -> Result<String, ProofError> {
        let work = self.effort.load(Ordering::Relaxed).min(RDF_WORK_MAX);
        let budget = Budget { hash, work, ..Budget::default() };
        let (canonical, spent) = rdfc::counted(quads, budget);
        self.take(spent);
        match canonical {
            Ok(canonical) => {
                self.pay_bytes(canonical.text.len())?;
                Ok(canonical.text)
            }
            // What others have spent is not held against this one.
            Err(RdfcError::Poison { .. }) if work < RDF_WORK_MAX => Err(Unsupported::Effort.into()),
            Err(fault) => Err(BadProof::from(fault).into()),
        }
    }
}

/// What so many bytes cost.
fn of_bytes(bytes: u64) -> u64 {
    bytes.checked_div(BYTES_PER_EFFORT).unwrap_or(u64::MAX)
}

/// What one signature check by a key costs; nothing where nothing is checked by it.
fn effort(key: &Multikey) -> u64 {
    match key.codec {
        KeyCodec::Ed25519 => EFFORT_ED25519,
        KeyCodec::P256 => EFFORT_P256,
        KeyCodec::P384 => EFFORT_P384,
        KeyCodec::P521 => EFFORT_P521,
        KeyCodec::Secp256k1 => EFFORT_SECP256K1,
        // Every step of it is a multiplication of two numbers of the key's length.
        KeyCodec::Rsa => {
            let length = u64::try_from(key.bytes.len()).unwrap_or(u64::MAX);
            length.saturating_mul(length).checked_div(EFFORT_RSA_DIVISOR).unwrap_or(u64::MAX)
        }
        KeyCodec::X25519 | KeyCodec::Bls12381G1 | KeyCodec::Bls12381G2 | KeyCodec::Bls12381G1G2 => {
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::json::{self, Value};
    use crate::credential::contexts::Contexts;
    use crate::credential::proof::{Check, Purpose, Suite, sign};
    use crate::identity::{Did, Documents, SecretKey};
    use crate::time::Timestamp;

    impl Work {
        fn spent(&self) -> u64 {
            EFFORT_MAX - self.effort.load(Ordering::Relaxed)
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
        assert!(one.spent() > 200, "{}", one.spent());
        // The others cost a signature each, and their own few members.
        let others = several.spent() - one.spent();
        let signatures = 15 * EFFORT_ED25519;
        assert!((signatures..2 * signatures).contains(&others), "{others}");
    }

    #[test]
    fn documents_that_share_an_account_empty_it_together() {
        let (document, work) = (costly(1), Work::default());
        assert_eq!(verify(&document, &work), Ok(1));
        for _ in 1..EFFORT_MAX / work.spent() {
            assert_eq!(verify(&document, &work), Ok(1));
        }
        // That nothing is left is not held against the next.
        assert_eq!(verify(&document, &work), Err(Unsupported::Effort.into()));
        assert_eq!(verify(&document, &Work::default()), Ok(1));
    }

    #[test]
    fn what_lies_inside_has_fewer_proofs() {
        let (document, most) = (costly(INSIDE_PROOFS_MAX + 1), INSIDE_PROOFS_MAX);
        assert_eq!(verify(&costly(most), &Work::inside()), Ok(most));
        let over = BadProof::Many { found: most + 1, most };
        assert_eq!(verify(&document, &Work::inside()), Err(over.into()));
    }

    #[test]
    fn signatures_and_bytes_are_paid_for_until_nothing_is_left() {
        let key = SecretKey::from_seed(&[7; 32]).public();
        let key = Multikey { codec: KeyCodec::Ed25519, bytes: key.as_bytes().to_vec() };
        let most = usize::try_from(EFFORT_MAX / EFFORT_ED25519).unwrap();
        let work = Work::default();
        assert_eq!(work.pay_signatures(&key, most + 1), Err(Unsupported::Effort));
        assert_eq!(work.pay_signatures(&key, most), Ok(()));
        assert_eq!(work.pay_signatures(&key, 1), Err(Unsupported::Effort));
        assert_eq!(work.pay_signatures(&key, 0), Ok(()));
        let work = Work::default();
        let most = usize::try_from(EFFORT_MAX * BYTES_PER_EFFORT).unwrap();
        let one = usize::try_from(BYTES_PER_EFFORT).unwrap();
        assert_eq!(work.pay_bytes(most + one), Err(Unsupported::Effort));
        assert_eq!(work.pay_bytes(most), Ok(()));
        assert_eq!(work.pay_bytes(one), Err(Unsupported::Effort));
    }

    #[test]
    fn what_is_unpacked_costs_what_it_was_and_nothing_is_where_nothing_is_left() {
        let work = Work::default();
        assert_eq!(work.unpack(|| ("made", 2 * BYTES_PER_EFFORT)), Ok("made"));
        assert_eq!(work.spent(), 3);
        // The last one may be larger than is left.
        assert_eq!(work.unpack(|| ("made", EFFORT_MAX * BYTES_PER_EFFORT)), Ok("made"));
        assert_eq!(work.spent(), EFFORT_MAX);
        let never = || -> ((), u64) { panic!("it was not paid for") };
        assert_eq!(work.unpack(never), Err(Unsupported::Effort));
    }

    #[test]
    fn the_largest_key_and_the_slowest_curve_are_checked_at_least_once() {
        for (codec, length) in [(KeyCodec::Rsa, 1100), (KeyCodec::P521, 67)] {
            let key = Multikey { codec, bytes: vec![0; length] };
            assert_eq!(Work::default().pay_signatures(&key, 1), Ok(()), "{codec}");
        }
    }
}
