//! Signing what was checked, and looking at it once more as anybody else would.

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{
    self, BadProof, Check, ProofError, ProofOptions, Purpose, Work,
};
use bot_protocol::identity::Documents;
use bot_protocol::limits::CREDENTIAL_BYTES_MAX;

use super::{IssueFault, Issuing, Suite};
use crate::suites;

/// A challenge and a domain.
type Asked<'a> = (Option<&'a str>, Option<&'a str>);

/// The document with its proof.
pub(super) fn signed(
    document: &Value,
    issuing: &Issuing<'_>,
    purpose: Purpose,
    asked: Asked<'_>,
) -> Result<Value, IssueFault> {
    let contexts = issuing.profile.contexts();
    let signed = match issuing.suite {
        Suite::EddsaRdfc2022 => {
            eddsa(document, proof::Suite::EddsaRdfc2022, issuing, (purpose, asked))?
        }
        Suite::EddsaJcs2022 => {
            eddsa(document, proof::Suite::EddsaJcs2022, issuing, (purpose, asked))?
        }
        Suite::EcdsaRdfc2019 => {
            let members = document.as_object().ok_or(ProofError::Bad(BadProof::NoObject))?;
            let proof = members_of(issuing, purpose, asked);
            suites::ecdsa::sign(members, proof, issuing.key, contexts)?
        }
    };
    let found = signed.to_bytes().len();
    if found > CREDENTIAL_BYTES_MAX {
        return Err(IssueFault::TooLarge { found, most: CREDENTIAL_BYTES_MAX });
    }
    verified(&signed, issuing, purpose, contexts)?;
    Ok(signed)
}

fn eddsa(
    document: &Value,
    suite: proof::Suite,
    issuing: &Issuing<'_>,
    (purpose, (challenge, domain)): (Purpose, Asked<'_>),
) -> Result<Value, IssueFault> {
    let fault = IssueFault::Key { suite: suite.as_str(), found: issuing.key.codec() };
    let key = issuing.key.as_ed25519().ok_or(fault)?;
    let options = ProofOptions { suite, created: issuing.created, purpose, challenge, domain };
    let signer = (key, issuing.method.as_str());
    Ok(proof::prepare(document, &options, signer, issuing.profile.contexts())?.sign())
}

/// The members of a proof but the signature.
///
/// Source: Verifiable Credential Data Integrity 1.0 §2.1.
fn members_of(issuing: &Issuing<'_>, purpose: Purpose, (challenge, domain): Asked<'_>) -> Object {
    let mut proof = Object::new();
    proof.insert("type", "DataIntegrityProof");
    proof.insert("cryptosuite", issuing.suite.as_str());
    proof.insert("created", issuing.created.to_string());
    proof.insert("verificationMethod", issuing.method.as_str());
    proof.insert("proofPurpose", purpose.as_str());
    for (name, text) in [("challenge", challenge), ("domain", domain)] {
        if let Some(text) = text {
            proof.insert(name, text);
        }
    }
    proof
}

/// Whether what was signed verifies. Whose a key is that its URL does not tell, whoever issues has
/// to know.
fn verified(
    signed: &Value,
    issuing: &Issuing<'_>,
    purpose: Purpose,
    contexts: &Contexts,
) -> Result<(), ProofError> {
    let documents = if issuing.issuer == issuing.key.did() {
        Documents::new()
    } else {
        Documents::new().trusting(&issuing.method, issuing.key.multikey())
    };
    let work = Work::default();
    let check =
        Check { contexts, suites: suites::ALL, documents: &documents, purpose, work: &work };
    check.verify(signed).map(|_| ())
}
