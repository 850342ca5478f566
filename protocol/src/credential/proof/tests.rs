use super::*;
use crate::canon::json;
use crate::identity::SecretKey;

fn badge() -> Value {
    json::read(
        br#"{
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "id": "urn:uuid:7f6e2d0a-5a8b-4a50-9d8b-0d2f3f6e5a01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Bee keeper",
        "issuer": {"id": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", "type": ["Profile"], "name": "School"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:learner",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:7f6e2d0a-5a8b-4a50-9d8b-0d2f3f6e5a02",
                "type": ["Achievement"],
                "name": "Bee keeper",
                "description": "Keeps bees\tand\u0001 honey",
                "criteria": {"narrative": "Kept bees for a year."}
            }
        },
        "credentialStatus": {
            "id": "urn:status:1#5",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "5",
            "statusListCredential": "urn:status:1"
        }
    }"#,
    )
    .unwrap()
}

fn signed(document: &Value, suite: Suite) -> Result<Value, ProofError> {
    let secret = SecretKey::from_seed(&[7; 32]);
    let method = Did::new(secret.public()).verification_method();
    sign(
        document,
        suite,
        (&secret, &method),
        Timestamp::from_millis(1_767_225_600_000),
        Contexts::pinned(),
    )
}

fn check(document: &Value) -> Result<ProofReport, ProofError> {
    verify(document, Contexts::pinned())
}

const SUITES: [Suite; 2] = [Suite::EddsaRdfc2022, Suite::EddsaJcs2022];

#[test]
fn what_is_signed_verifies_and_names_its_key() {
    for suite in SUITES {
        let secured = signed(&badge(), suite).unwrap();
        let report = check(&secured).unwrap();
        let [proof] = report.proofs.as_slice() else { panic!("{report:?}") };
        assert_eq!(proof.suite, suite);
        assert_eq!(proof.did, Some(Did::new(SecretKey::from_seed(&[7; 32]).public())));
        assert_eq!(proof.created, Some(Timestamp::from_millis(1_767_225_600_000)));
        assert_eq!(report.contexts.len(), if suite == Suite::EddsaRdfc2022 { 2 } else { 0 });
    }
}
