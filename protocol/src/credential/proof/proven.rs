//! What was found good before. That all proofs of a document hold stays so as long as it is the same to the
//! byte, so whoever asks again is spared the work, and pays for it as before: no answer hangs on what was
//! asked earlier.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{Check, ProofError, ProofReport, Suite};
use crate::canon::hash::{Hash, sha256};
use crate::canon::json::Value;
use crate::credential::contexts::Contexts;
use crate::identity::KeySource;
use crate::limits::PROVEN_KEPT_MAX;

/// The documents whose proofs all held, by their digests.
#[derive(Debug, Default)]
pub struct Proven(Mutex<BTreeMap<Hash, Held>>);

#[derive(Clone, Debug)]
struct Held {
    report: ProofReport,
    /// What checking it cost.
    effort: u64,
}

impl Proven {
    /// Checks every proof of a document, as [`Check::verify`] does, where that was not done before. Kept is
    /// what hangs on the document alone: by the contexts of the program, by its own suites, and by keys that
    /// their identifiers carry.
    ///
    /// # Errors
    /// As [`Check::verify`].
    pub fn verify(&self, check: Check<'_>, document: &Value) -> Result<ProofReport, ProofError> {
        if !std::ptr::eq(check.contexts, Contexts::pinned()) {
            return check.verify(document);
        }
        let purpose = check.purpose.as_str().as_bytes();
        let digest = sha256(&[purpose, b"\0", &document.to_bytes()]);
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&digest).cloned();
        // Where less is left than it takes it is checked as far as that goes.
        let held = held.filter(|held| {
            held.report.proofs.len() <= check.work.proofs() && check.work.spend(held.effort)
        });
        if let Some(held) = held {
            return Ok(held.report);
        }
        let before = check.work.left();
        let report = check.verify(document)?;
        let alone = report.proofs.iter().all(|proof| {
            proof.key_source == KeySource::Identifier && Suite::read(proof.suite).is_some()
        });
        if alone {
            let effort = before.saturating_sub(check.work.left());
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() >= PROVEN_KEPT_MAX {
                kept.clear();
            }
            kept.insert(digest, Held { report: report.clone(), effort });
        }
        Ok(report)
    }

    /// How many are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::json;
    use crate::credential::proof::{Purpose, Work, sign};
    use crate::identity::{Did, Documents, SecretKey};
    use crate::time::Timestamp;

    fn document(words: &str, suite: Suite) -> Value {
        let text = format!(
            r#"{{"@context":["https://www.w3.org/ns/credentials/v2"],
            "id":"urn:uuid:7f6e2d0a-5a8b-4a50-9d8b-0d2f3f6e5a01",
            "type":["VerifiableCredential"],"name":"{words}",
            "issuer":"did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
            "credentialSubject":{{"id":"did:example:learner"}}}}"#
        );
        let secret = SecretKey::from_seed(&[7; 32]);
        let method = Did::new(secret.public()).verification_method();
        let now = Timestamp::from_millis(1_767_225_600_000);
        let signer = (&secret, method.as_str());
        let unsigned = json::read(text.as_bytes()).unwrap();
        sign(&unsigned, suite, signer, now, Contexts::pinned()).unwrap()
    }

    /// What is told, and what is left of so much effort.
    fn told(
        document: &Value,
        left: u64,
        proven: Option<&Proven>,
    ) -> (Result<ProofReport, ProofError>, u64) {
        let (work, documents) = (Work::inside(), Documents::new());
        assert!(work.spend(work.left() - left));
        let (contexts, purpose) = (Contexts::pinned(), Purpose::AssertionMethod);
        let check = Check { contexts, suites: &[], documents: &documents, purpose, work: &work };
        let found = match proven {
            Some(proven) => proven.verify(check, document),
            None => check.verify(document),
        };
        (found, work.left())
    }

    #[test]
    fn what_was_asked_before_changes_no_answer_and_no_account() {
        for suite in [Suite::EddsaRdfc2022, Suite::EddsaJcs2022] {
            let (one, other) = (document("one", suite), document("other", suite));
            let proven = Proven::default();
            let (found, left) = told(&one, 10_000, Some(&proven));
            assert!(found.is_ok() && proven.len() == 1);
            let effort = 10_000 - left;
            assert!(effort > 0);
            for most in [10_000, effort, effort - 1, 1, 0] {
                let (warm, cold) = (told(&one, most, Some(&proven)), told(&one, most, None));
                assert_eq!(warm, cold, "{suite:?} of {most}");
                assert_eq!(warm.0.is_ok(), most >= effort);
            }
            // What is not the same to the byte is another document, whatever it is called.
            let proof = one.get("proof").unwrap().clone();
            let mut forged = other.clone();
            forged.as_object_mut().unwrap().insert("proof", proof);
            assert!(told(&forged, 10_000, Some(&proven)).0.is_err());
            assert_eq!(proven.len(), 1, "what does not hold is not kept");
        }
    }

    #[test]
    fn another_purpose_is_another_question() {
        let one = document("one", Suite::EddsaRdfc2022);
        let (proven, work, documents) = (Proven::default(), Work::default(), Documents::new());
        let check = |purpose| Check {
            contexts: Contexts::pinned(),
            suites: &[],
            documents: &documents,
            purpose,
            work: &work,
        };
        assert!(proven.verify(check(Purpose::AssertionMethod), &one).is_ok());
        assert!(proven.verify(check(Purpose::Authentication), &one).is_err());
    }
}
