//! Several proofs of one credential, asked of a running node: sets, of which each must hold, and
//! chains, in which one stands upon others.
//!
//! Source: Verifiable Credential Data Integrity 1.0 §2.1.1, §2.1.2, §4.5.

use std::fs;

use bot_protocol::canon::json;
use bot_protocol::credential::contexts::Profile;
use bot_protocol::credential::proof::{Suite, sign};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::time::Timestamp;
use bot_tests::http::{Node, settings};
use serde_json::{Value, json};

use crate::vc_api::{school, verify};
use crate::vc_api_suites::{conformance, issue, second_model};

/// The same credential with these proofs.
fn with_proofs(credential: &Value, proofs: Value) -> Value {
    let mut changed = credential.clone();
    changed["proof"] = proofs;
    changed
}

/// Verified or not, whatever is asked: everything, or the proofs alone.
async fn is_verified(node: &Node, credential: &Value) -> bool {
    let all = verify(node, credential).await;
    let body = json!({ "verifiableCredential": credential, "options": { "checks": ["proof"] } });
    let proof = node.post("/vc/credentials/verify", &body).await;
    for reply in [&all, &proof] {
        let told = reply.json();
        assert_eq!(told["verified"], json!(reply.status == 200), "{told}");
        assert_eq!(told["problemDetails"] == json!([]), reply.status == 200, "{told}");
        assert!(matches!(reply.status, 200 | 400));
    }
    assert_eq!(all.status, proof.status, "{}", all.json());
    all.status == 200
}

/// A proof of the credential by a stranger, as any witness may add one.
fn by_stranger(credential: &Value, suite: Suite) -> Value {
    let mut bare = credential.clone();
    bare.as_object_mut().unwrap().remove("proof");
    let bare = json::read(bare.to_string().as_bytes()).unwrap();
    let key = SecretKey::from_seed(&[7; 32]);
    let did = Did::from(key.public()).to_string();
    let method = format!("{did}#{}", did.trim_start_matches("did:key:"));
    let now = Timestamp::parse_rfc3339("2026-01-02T03:04:05Z").unwrap();
    let contexts = Profile::Conformance.contexts();
    let signed = sign(&bare, suite, (&key, &method), now, contexts).unwrap();
    serde_json::from_slice(&signed.get("proof").unwrap().to_bytes()).unwrap()
}

#[tokio::test]
async fn of_a_set_every_proof_holds_or_none_counts() {
    let (node, _) = school(conformance()).await;
    for path in ["eddsa-rdfc-2022", "eddsa-jcs-2022"] {
        let (status, signed) = issue(&node, path, &second_model()).await;
        assert_eq!(status, 201, "{signed}");
        let own = signed["proof"].clone();
        for suite in [Suite::EddsaRdfc2022, Suite::EddsaJcs2022] {
            let other = by_stranger(&signed, suite);
            let set = |first: &Value, second: &Value| with_proofs(&signed, json!([first, second]));
            assert!(is_verified(&node, &set(&own, &other)).await);
            assert!(is_verified(&node, &set(&other, &own)).await, "a set has no order");
            // Anything wrong with either of them, in either place.
            for (name, value) in [
                ("created", json!("2020-01-01T00:00:00Z")),
                ("proofPurpose", json!("authentication")),
                ("cryptosuite", json!("unheard-2099")),
                ("type", json!("UnknownProofType")),
                ("verificationMethod", json!("did:key:invalidVm")),
                ("proofValue", json!(null)),
                ("proofValue", json!(other["proofValue"].as_str().unwrap()[1..])),
            ] {
                let mut bad = other.clone();
                bad[name] = value.clone();
                let mut bad_own = own.clone();
                bad_own[name] = value;
                for (first, second) in [(&own, &bad), (&bad, &own), (&bad_own, &other)] {
                    assert!(!is_verified(&node, &set(first, second)).await, "{name}");
                }
            }
            // What is no proof has no place in a set, and an empty one proves nothing.
            for thing in [json!(null), json!("proof"), json!({}), json!([])] {
                assert!(!is_verified(&node, &set(&own, &thing)).await, "{thing}");
            }
            assert!(!is_verified(&node, &with_proofs(&signed, json!([]))).await);
            // A stranger's proof alone holds, and is not the issuer's word.
            let alone = with_proofs(&signed, other.clone());
            assert_eq!(verify(&node, &alone).await.status, 400);
        }
        // What has a proof is not signed again as if it had none.
        let (status, answer) = issue(&node, path, &signed).await;
        assert!(matches!(status, 400 | 422), "{status} {answer}");
    }
}

/// The fixtures of the Data Integrity test assertions, whole and broken by hand.
#[tokio::test]
async fn of_a_chain_every_link_is_there() {
    let Some(root) = bot_tests::vectors::root() else { return };
    let (node, _) = school(conformance()).await;
    let (mut whole, mut broken) = (0, 0);
    for file in fs::read_dir(root.join("w3c-di-proof-chain/eddsa-rdfc-2022")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let document: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        if name.contains("Fail") {
            assert!(!is_verified(&node, &document).await, "{name}");
            broken += 1;
            continue;
        }
        assert!(is_verified(&node, &document).await, "{name}");
        let proofs = document["proof"].as_array().unwrap();
        let (first, second) = (&proofs[0], &proofs[1]);
        let of = |proofs: Value| with_proofs(&document, proofs);
        // Which stands upon which is told by their names, not by their places.
        assert!(is_verified(&node, &of(json!([second, first]))).await, "{name}");
        let linked = |proof: &Value, to: Option<&Value>| {
            let mut proof = proof.clone();
            match to {
                Some(to) => proof["previousProof"] = to.clone(),
                None => drop(proof.as_object_mut().unwrap().remove("previousProof")),
            }
            proof
        };
        let (id, other) = (&first["id"], &json!("urn:uuid:5b0c1d1e-6d57-4b8e-9c9b-0a0a0a0a0c01"));
        assert!(id.is_string(), "{name}");
        let mut named = second.clone();
        named["id"] = other.clone();
        let mut nameless = first.clone();
        nameless.as_object_mut().unwrap().remove("id");
        for (what, proofs) in [
            ("the one it stands upon is removed", json!([second])),
            ("the one it stands upon has no name", json!([nameless, second])),
            ("the link is removed", json!([first, linked(second, None)])),
            (
                "the links are turned round",
                json!([linked(first, Some(other)), linked(&named, None)]),
            ),
            ("it stands upon itself", json!([first, linked(&named, Some(other))])),
            ("they stand upon each other", json!([linked(first, Some(other)), named])),
            (
                "one of two names is nobody's",
                json!([first, linked(second, Some(&json!([id, other])))]),
            ),
            ("the name is a number", json!([first, linked(second, Some(&json!(4)))])),
            ("the list of names is empty", json!([first, linked(second, Some(&json!([])))])),
        ] {
            assert!(!is_verified(&node, &of(proofs)).await, "{name}: {what}");
        }
        whole += 1;
    }
    assert_eq!((whole, broken), (4, 8));
}

#[tokio::test]
async fn an_object_that_envelops_a_token_is_opened_and_what_is_in_it_judged() {
    let (node, _) = school(settings()).await;
    let token = crate::damaged_tokens::token();
    let envelop = |token: &str| {
        json!({
            "@context": "https://www.w3.org/ns/credentials/v2",
            "type": "EnvelopedVerifiableCredential",
            "id": format!("data:application/vc+jwt,{token}"),
        })
    };
    let at = token.rfind('.').unwrap() + 5;
    let letter = if &token[at..=at] == "A" { "B" } else { "A" };
    let bent = [&token[..at], letter, &token[at + 1..]].concat();
    let mut beside = envelop(&token);
    beside["name"] = json!("nobody signed this");
    for (enveloped, status) in [(envelop(&token), 200), (envelop(&bent), 400), (beside, 400)] {
        let reply = verify(&node, &enveloped).await;
        assert_eq!(reply.status, status, "{enveloped}: {}", reply.json());
        assert_eq!(reply.json()["verified"], json!(status == 200));
        let shown = json!({ "verifiablePresentation": {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiablePresentation"],
            "verifiableCredential": [enveloped],
        }});
        let reply = node.post("/vc/presentations/verify", &shown).await;
        assert_eq!(reply.status, status, "{shown}: {}", reply.json());
    }
}
