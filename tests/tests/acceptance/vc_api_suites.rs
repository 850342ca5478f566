//! What the public suites of W3C ask, in the conformance profile: one path a suite, contexts in the
//! document, what a verifier must refuse.

use bot_node::config::{Config, Profile};
use bot_tests::http::{Node, settings};
use serde_json::{Value, json};

use crate::vc_api::school;

pub(crate) fn conformance() -> Config {
    let mut config = settings();
    config.web.profile = Profile::Conformance;
    config
}

/// The credential that the suites of Data Integrity send: of the data model 1.1.
fn first_model() -> Value {
    json!({
        "@context": ["https://www.w3.org/2018/credentials/v1",
            { "@vocab": "https://example.com/#" }],
        "id": "urn:uuid:86294362-4254-4f36-854f-3952fe42555d",
        "type": ["VerifiableCredential"],
        "issuanceDate": "2020-03-16T22:37:26.544Z",
        "issuer": {},
        "credentialSubject": { "id": "did:key:z6MkhTNL7i2etLerDK8Acz5t528giE5KA4p75T6ka1E1D74r" },
    })
}

pub(crate) fn second_model() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2",
            "https://www.w3.org/ns/credentials/examples/v2"],
        "id": "urn:uuid:86294362-4254-4f36-854f-3952fe42555d",
        "type": ["VerifiableCredential", "ExampleDegreeCredential"],
        "issuer": { "name": { "@value": "مدرسة", "@language": "ar", "@direction": "rtl" } },
        "validFrom": "2010-01-01T19:23:24.651Z",
        "credentialSubject": { "id": "did:example:ada", "degree": "Swimming" },
    })
}

pub(crate) async fn issue(node: &Node, suite: &str, credential: &Value) -> (u16, Value) {
    let path = format!("/vc/{suite}/credentials/issue");
    let reply = node.post(&path, &json!({ "credential": credential, "options": {} })).await;
    let answer = reply.json();
    (reply.status, answer.get("verifiableCredential").cloned().unwrap_or(answer))
}

async fn verified(node: &Node, credential: &Value, options: &Value) -> u16 {
    let body = json!({ "verifiableCredential": credential, "options": options });
    let reply = node.post("/vc/credentials/verify", &body).await;
    assert_eq!(reply.json()["verified"], json!(reply.status == 200), "{}", reply.json());
    reply.status
}

/// The four paths, the suite in the proof, and how the key begins.
const SUITES: [(&str, &str, &str); 4] = [
    ("eddsa-rdfc-2022", "eddsa-rdfc-2022", "did:key:z6Mk"),
    ("eddsa-jcs-2022", "eddsa-jcs-2022", "did:key:z6Mk"),
    ("ecdsa-rdfc-2019-p256", "ecdsa-rdfc-2019", "did:key:zDna"),
    ("ecdsa-rdfc-2019-p384", "ecdsa-rdfc-2019", "did:key:z82L"),
];

#[tokio::test]
async fn each_suite_has_its_path_and_the_one_verifier_reads_them_all() {
    let (node, _) = school(conformance()).await;
    for (path, suite, key) in SUITES {
        for credential in [first_model(), second_model()] {
            let (status, signed) = issue(&node, path, &credential).await;
            assert_eq!(status, 201, "{path}: {signed}");
            let proof = &signed["proof"];
            assert_eq!(
                (&proof["type"], &proof["cryptosuite"]),
                (&json!("DataIntegrityProof"), &json!(suite))
            );
            let method = proof["verificationMethod"].as_str().unwrap();
            assert!(method.starts_with(key), "{method}");
            let issuer = signed["issuer"]["id"].as_str().unwrap();
            assert!(method.starts_with(issuer), "{method} of {issuer}");
            assert_eq!(signed["credentialSubject"], credential["credentialSubject"]);
            for options in [json!({}), json!({ "checks": ["proof"] })] {
                assert_eq!(verified(&node, &signed, &options).await, 200, "{path} {signed}");
            }
            let mut torn = signed.clone();
            torn["credentialSubject"]["id"] = json!("did:example:eve");
            assert_eq!(verified(&node, &torn, &json!({})).await, 400);
        }
    }
}

#[tokio::test]
async fn words_of_direction_survive_and_digests_are_checked() {
    let (node, _) = school(conformance()).await;
    let (_, signed) = issue(&node, "eddsa-rdfc-2022", &second_model()).await;
    let mut turned = signed.clone();
    turned["issuer"]["name"]["@direction"] = json!("ltr");
    assert_eq!(verified(&node, &signed, &json!({})).await, 200);
    assert_eq!(verified(&node, &turned, &json!({})).await, 400);
    let related = |digest: &str| {
        let mut credential = second_model();
        credential["relatedResource"] =
            json!([{ "id": "https://www.w3.org/ns/credentials/v2", "digestSRI": digest }]);
        credential
    };
    let right = "sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg";
    let wrong = "sha384-AAAANpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg";
    assert_eq!(issue(&node, "eddsa-rdfc-2022", &related(right)).await.0, 201);
    assert!(matches!(issue(&node, "eddsa-rdfc-2022", &related(wrong)).await.0, 400 | 422));
}

#[tokio::test]
async fn what_the_suites_must_see_refused_is_refused() {
    let (node, _) = school(conformance()).await;
    let changed = |name: &str, value: Value| {
        let mut credential = second_model();
        credential[name] = value;
        credential
    };
    let mut undefined = second_model();
    undefined["@context"] = json!(["https://www.w3.org/ns/credentials/v2"]);
    for credential in [
        changed("type", json!(["VerifiableCredential", "https://x.example/a b"])),
        changed("type", json!("OpenBadge")),
        changed("@context", json!("https://www.w3.org/ns/credentials/v2")),
        changed("@context", json!(["https://www.w3.org/ns/credentials/examples/v2"])),
        changed("@context", json!(["https://www.w3.org/ns/credentials/v2", 4])),
        changed(
            "@context",
            json!(["https://www.w3.org/ns/credentials/v2",
            { "VerifiableCredential": "https://x.example/other" }]),
        ),
        changed("issuer", json!({ "id": "did:example:eve" })),
        changed("issuer", json!([])),
        changed("credentialSubject", json!([{ "id": "did:example:ada" }, {}])),
        changed("credentialStatus", json!({ "id": "https://x.example/1" })),
        changed("termsOfUse", json!({ "id": "https://x.example/1" })),
        changed("credentialSchema", json!({ "type": "JsonSchema" })),
        changed("validUntil", json!("2009-01-01T00:00:00Z")),
        changed("validFrom", json!("yesterday")),
        changed("name", json!(4)),
        undefined,
    ] {
        let (status, answer) = issue(&node, "eddsa-rdfc-2022", &credential).await;
        assert!(matches!(status, 400 | 422), "{status} {credential} {answer}");
    }
    assert_eq!(issue(&node, "rsa-2010", &second_model()).await.0, 404);
    let mut nobody = second_model();
    nobody.as_object_mut().unwrap().remove("issuer");
    let (status, answer) = issue(&node, "eddsa-rdfc-2022", &nobody).await;
    assert_eq!((status, &answer["field"]), (422, &json!("credential.issuer")));
    // In the usual profile it is filled in.
    let (usual, did) = school(settings()).await;
    let mut plain = super::vc_api::plain();
    plain.as_object_mut().unwrap().remove("issuer");
    let issued = super::vc_api::issued(&usual, &plain).await;
    assert_eq!(issued["issuer"], json!(did));
}

/// Whose key a proof is by is found by its method, at the resolver.
#[tokio::test]
async fn the_method_of_each_proof_leads_to_its_key() {
    let (node, _) = school(conformance()).await;
    for (path, _, key) in SUITES {
        let (_, signed) = issue(&node, path, &second_model()).await;
        let method = signed["proof"]["verificationMethod"].as_str().unwrap();
        let resolved = |url: &str| format!("/1.0/identifiers/{}", url.replace('#', "%23"));
        let found = node.get(&resolved(method)).await.json()["didDocument"].clone();
        assert_eq!((&found["type"], &found["id"]), (&json!("Multikey"), &json!(method)));
        let multibase = found["publicKeyMultibase"].as_str().unwrap();
        let bytes = bot_protocol::canon::multibase::decode_base58btc(multibase).unwrap();
        let length = match key {
            "did:key:z6Mk" => 34,
            "did:key:zDna" => 35,
            _ => 51,
        };
        assert_eq!(bytes.len(), length, "{multibase}");
        let controller = found["controller"].as_str().unwrap();
        let document = node.get(&resolved(controller)).await.json()["didDocument"].clone();
        let purpose = signed["proof"]["proofPurpose"].as_str().unwrap();
        assert!(document[purpose].to_string().contains(method), "{document}");
        // A signature of another length is none.
        let value = signed["proof"]["proofValue"].as_str().unwrap();
        let mut bytes = bot_protocol::canon::multibase::decode_base58btc(value).unwrap();
        bytes.extend([7; 32]);
        let mut long = signed.clone();
        long["proof"]["proofValue"] =
            json!(bot_protocol::canon::multibase::encode_base58btc(&bytes));
        assert_eq!(verified(&node, &long, &json!({})).await, 400);
        // What was signed to assert was not signed to show who presents.
        let presenting = json!({ "expectedProofPurpose": "authentication" });
        assert_eq!(verified(&node, &signed, &presenting).await, 400);
        for options in [json!({ "domain": "d.example" }), json!({ "challenge": "c-1" })] {
            assert_eq!(verified(&node, &signed, &options).await, 400, "{options}");
        }
    }
}

/// A verifier that binds an issuer to its key refuses another's; only its proofs are told to fit.
#[tokio::test]
async fn a_proof_alone_is_told_to_fit_whosever_key_it_is_by() {
    let Some(root) = bot_tests::vectors::root() else { return };
    let path = root.join("w3c-di-eddsa/eddsa-rdfc-2022/signedDataInt.json");
    let Ok(text) = std::fs::read_to_string(&path) else { panic!("{} is there", path.display()) };
    let vector: Value = serde_json::from_str(&text).unwrap();
    let (node, _) = school(conformance()).await;
    assert_eq!(verified(&node, &vector, &json!({ "checks": ["proof"] })).await, 200);
    assert_eq!(verified(&node, &vector, &json!({})).await, 400);
}

#[tokio::test]
async fn in_the_usual_profile_there_are_no_paths_of_suites_and_no_foreign_contexts() {
    let (node, _) = school(settings()).await;
    for (path, ..) in &SUITES[1..] {
        assert_eq!(issue(&node, path, &second_model()).await.0, 404, "{path}");
    }
    let reply = node.post("/vc/credentials/issue", &json!({ "credential": second_model() })).await;
    assert_eq!(reply.status, 422);
    let (open, _) = school(conformance()).await;
    let (_, signed) = issue(&open, "eddsa-rdfc-2022", &first_model()).await;
    assert_eq!(verified(&open, &signed, &json!({ "checks": ["proof"] })).await, 200);
    assert_eq!(verified(&node, &signed, &json!({ "checks": ["proof"] })).await, 400);
}
