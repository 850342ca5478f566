//! VC API and VCALM in the usual profile: other programs issue, verify, present and take back.

use bot_node::config::Profile;
use bot_tests::http::{Node, Reply, settings};
use serde_json::{Value, json};

/// A node with one identity, and its DID.
pub(crate) async fn school(config: bot_node::config::Config) -> (Node, String) {
    let node = Node::start(config).await;
    let draft = json!({ "name": "School", "party": "organisation" });
    let made = node.post("/v1/identities", &draft).await.json();
    let did = made["did"].as_str().unwrap().to_owned();
    (node, did)
}

/// A credential as small as can be.
pub(crate) fn plain() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:5b0c1d1e-6d57-4b8e-9c9b-0a0a0a0a0a01",
        "type": ["VerifiableCredential"],
        "credentialSubject": { "id": "did:example:ada", "name": "Ada" },
    })
}

async fn issue(node: &Node, credential: &Value) -> Reply {
    node.post("/vc/credentials/issue", &json!({ "credential": credential })).await
}

pub(crate) async fn issued(node: &Node, credential: &Value) -> Value {
    let reply = issue(node, credential).await;
    assert_eq!(reply.status, 201, "{}", reply.json());
    reply.json()["verifiableCredential"].clone()
}

pub(crate) async fn verify(node: &Node, credential: &Value) -> Reply {
    node.post("/vc/credentials/verify", &json!({ "verifiableCredential": credential })).await
}

/// The same with one member, at a JSON pointer's parent, set to something else or taken away.
fn with(credential: &Value, parent: &str, name: &str, value: Option<Value>) -> Value {
    let mut changed = credential.clone();
    let members = changed.pointer_mut(parent).and_then(Value::as_object_mut).unwrap();
    match value {
        Some(value) => members.insert(name.to_owned(), value),
        None => members.remove(name),
    };
    changed
}

#[tokio::test]
async fn what_is_issued_verifies_until_it_is_taken_back() {
    let (node, did) = school(settings()).await;
    let credential = issued(&node, &plain()).await;
    assert_eq!(credential["issuer"], did);
    assert_eq!(credential["credentialSubject"], plain()["credentialSubject"]);
    assert_eq!(credential["proof"]["cryptosuite"], "eddsa-rdfc-2022");
    assert!(credential["proof"]["created"].is_string());
    let entry = &credential["credentialStatus"];
    assert_eq!(entry["type"], "BitstringStatusListEntry");
    assert!(entry["statusListIndex"].as_str().unwrap().parse::<u32>().is_ok());

    let good = verify(&node, &credential).await;
    assert_eq!(good.status, 200, "{}", good.json());
    assert_eq!(
        (&good.json()["verified"], &good.json()["problemDetails"]),
        (&json!(true), &json!([]))
    );
    assert_eq!(good.json()["verdicts"][0]["findings"].as_object().unwrap().len(), 6);

    let id = plain()["id"].clone();
    let ask = |status: bool, purpose: &str| {
        json!({ "credentialId": id, "status": status,
            "credentialStatus": { "type": "BitstringStatusListEntry", "statusPurpose": purpose } })
    };
    let kept = node.post("/vc/credentials/status", &ask(false, "revocation")).await;
    assert_eq!((kept.status, &kept.json()["changed"]), (200, &json!(false)));
    assert_eq!(verify(&node, &credential).await.status, 200);
    let taken = node.post("/vc/credentials/status", &ask(true, "revocation")).await;
    assert_eq!((taken.status, &taken.json()["changed"]), (200, &json!(true)));
    let again = node.post("/vc/credentials/status", &ask(true, "revocation")).await;
    assert_eq!((again.status, &again.json()["changed"]), (200, &json!(false)));

    let bad = verify(&node, &credential).await;
    assert_eq!((bad.status, bad.code().as_str()), (400, "not-verified"));
    assert!(bad.head.contains("application/problem+json"));
    let problem = bad.json()["problemDetails"][0].clone();
    assert_eq!((&problem["code"], &problem["question"]), (&json!("revoked"), &json!("status")));
    for member in ["type", "title", "detail", "advice"] {
        assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
    }
    assert_eq!(bad.json()["verdicts"][0]["findings"]["integrity"]["answer"], "yes");

    let back = node.post("/vc/credentials/status", &ask(false, "revocation")).await;
    assert_eq!((back.status, back.code().as_str()), (409, "revocation-final"));
}

/// Programs that fetch status lists need an address; the feed tells this node the same.
#[tokio::test]
async fn with_a_public_address_the_status_list_is_named_by_it() {
    let mut config = settings();
    config.web.base_url = "https://node.example".to_owned();
    let (node, did) = school(config).await;
    let credential = issued(&node, &plain()).await;
    let entry = &credential["credentialStatus"];
    let list = entry["statusListCredential"].as_str().unwrap();
    assert!(list.starts_with(&format!("https://node.example/status/{did}/")), "{list}");
    assert_ne!(entry["id"], entry["statusListCredential"]);
    assert_eq!(verify(&node, &credential).await.status, 200);
    let number = list.rsplit('/').next().unwrap();
    let path = format!("/vc/identifiers/{did}%2Fstatus%2F{number}");
    let resolved = node.get(&path).await;
    assert_eq!(resolved.status, 200, "{}", resolved.json());
    let shown = &resolved.json()["didDocument"];
    assert_eq!(shown["credentialSubject"]["type"], "BitstringStatusList", "{shown}");
    assert_eq!(node.get(&format!("{path}0")).await.status, 404);
    let body = json!({ "credentialId": plain()["id"], "status": true,
        "credentialStatus": { "type": "BitstringStatusList", "statusListCredential": list } });
    assert_eq!(node.post("/vc/credentials/status", &body).await.status, 200);
    assert_eq!(verify(&node, &credential).await.status, 400);
}

#[tokio::test]
async fn a_status_that_cannot_be_meant_is_refused() {
    let (node, _) = school(settings()).await;
    issued(&node, &plain()).await;
    let ask = |id: &str, entry: Value| json!({ "credentialId": id, "credentialStatus": entry, "status": true });
    let id = plain()["id"].as_str().unwrap().to_owned();
    let entry = json!({ "type": "BitstringStatusListEntry" });
    for (body, status, code) in [
        (ask("urn:uuid:5b0c", entry.clone()), 404, "unknown"),
        (ask(&id, json!({ "type": "StatusList2021Entry" })), 422, "field-refused"),
        (
            ask(&id, with(&entry, "", "statusPurpose", Some(json!("refresh")))),
            409,
            "status-entry-missing",
        ),
        (
            ask(&id, with(&entry, "", "statusListIndex", Some(json!("131072")))),
            409,
            "status-entry-missing",
        ),
        (ask(&id, json!({})), 422, "body-misshapen"),
        (json!({ "credentialId": id, "credentialStatus": entry }), 422, "body-misshapen"),
        (
            json!({ "credentialId": id, "credentialStatus": entry, "status": "revoked" }),
            422,
            "body-misshapen",
        ),
        (
            with(&ask(&id, entry.clone()), "", "indexAllocator", Some(json!("x"))),
            422,
            "field-refused",
        ),
    ] {
        let reply = node.post("/vc/credentials/status", &body).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (status, code),
            "{body}: {}",
            reply.json()
        );
    }
}

#[tokio::test]
async fn what_no_credential_may_say_is_not_issued() {
    let (node, _) = school(settings()).await;
    let v = plain();
    let other = json!("did:key:z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b");
    let rows = [
        with(&v, "", "issuer", Some(other)),
        with(&v, "", "issuer", Some(json!(4))),
        with(&v, "", "@context", None),
        with(&v, "", "@context", Some(json!(4))),
        with(&v, "", "@context", Some(json!([{ "foo": true }, 4, false, null]))),
        with(
            &v,
            "",
            "@context",
            Some(json!(["https://www.w3.org/ns/credentials/v2", "https://x.example/own/v1"])),
        ),
        with(&v, "", "type", None),
        with(&v, "", "type", Some(json!(4))),
        with(&v, "", "type", Some(json!(["VerifiableCredential", "Unheard"]))),
        with(&v, "", "credentialSubject", None),
        with(&v, "", "credentialSubject", Some(json!({}))),
        with(&v, "", "credentialSubject", Some(json!([null, true, 4]))),
        with(&v, "/credentialSubject", "unheardOf", Some(json!("x"))),
        with(&v, "/credentialSubject", "id", Some(json!("did:example:a b"))),
        with(&v, "", "id", Some(json!(null))),
        with(&v, "", "validFrom", Some(json!("2026-11-26T12:00:00"))),
        with(&v, "", "statusEntry", Some(json!("x"))),
        json!("did:example:ada"),
        json!(null),
        json!(4),
        json!([]),
    ];
    for credential in &rows {
        let reply = issue(&node, credential).await;
        assert!(matches!(reply.status, 400 | 422), "{} {credential}", reply.status);
        assert!(reply.head.contains("application/problem+json"), "{}", reply.head);
        assert!(!reply.code().is_empty() && reply.json()["detail"].is_string());
    }
    let mut unnamed = v.clone();
    unnamed.as_object_mut().unwrap().remove("id");
    let place = "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH/status/7#94";
    for body in [
        json!({ "verifiableCredential": v }),
        json!({ "credential": v, "options": { "mandatoryPointers": ["/issuer"] } }),
        json!({ "credential": v, "options": { "domain": "x" } }),
        json!({ "credential": v, "options": { "created": "soon" } }),
        json!({ "credential": v, "options": { "created": "2999-01-01T00:00:00Z" } }),
        json!({ "credential": v, "options": { "credentialId": "urn:other" } }),
        json!({ "credential": unnamed, "options": { "credentialId": place } }),
        json!({ "credential": v, "options": 4 }),
        json!([]),
    ] {
        let reply = node.post("/vc/credentials/issue", &body).await;
        assert!(matches!(reply.status, 400 | 422), "{} {body}", reply.status);
    }
    assert_eq!(node.get("/v1/credentials").await.json()["items"], json!([]));
}

#[tokio::test]
async fn what_is_no_credential_or_was_changed_is_not_verified() {
    let (node, _) = school(settings()).await;
    let good = issued(&node, &plain()).await;
    let proof = |name: &str, value: Option<Value>| with(&good, "/proof", name, value);
    let rows = [
        json!("eyJ"),
        json!(null),
        json!(4),
        json!([]),
        json!({}),
        plain(),
        with(&good, "", "proof", Some(json!(null))),
        with(&good, "", "proof", Some(json!("x"))),
        proof("type", None),
        proof("type", Some(json!("Unheard"))),
        proof("verificationMethod", None),
        proof("proofPurpose", None),
        proof("proofPurpose", Some(json!("authentication"))),
        proof("proofValue", None),
        proof("cryptosuite", Some(json!("unheard-2099"))),
        proof("proofValue", Some(json!(good["proof"]["proofValue"].as_str().unwrap()[1..]))),
        proof("previousProof", Some(json!("urn:x"))),
        with(&good, "/credentialSubject", "name", Some(json!("Bob"))),
        with(&good, "/credentialSubject", "unheardOf", Some(json!("x"))),
    ];
    for credential in &rows {
        for options in [json!({}), json!({ "checks": ["proof"] })] {
            let body = json!({ "verifiableCredential": credential, "options": options });
            let reply = node.post("/vc/credentials/verify", &body).await;
            assert_eq!(reply.status, 400, "{credential}");
            let answer = reply.json();
            assert_eq!(
                (&answer["verified"], reply.code().as_str()),
                (&json!(false), "not-verified")
            );
            assert!(!answer["problemDetails"].as_array().unwrap().is_empty(), "{answer}");
        }
    }
    let told = json!({ "verifiableCredential": good, "options": { "returnCredential": true } });
    let told = node.post("/vc/credentials/verify", &told).await.json();
    assert_eq!((&told["verified"], &told["credential"]), (&json!(true), &good));
    let odd = json!({ "verifiableCredential": good, "options": { "checks": ["horoscope"] } });
    assert_eq!(node.post("/vc/credentials/verify", &odd).await.code(), "body-misshapen");
}

#[tokio::test]
async fn a_presentation_is_signed_for_one_challenge() {
    let (node, did) = school(settings()).await;
    let own = with(&plain(), "/credentialSubject", "id", Some(json!(did)));
    let credential = issued(&node, &own).await;
    let unsigned = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [credential],
    });
    let options = json!({ "challenge": "u4711", "domain": "gate.example" });
    let body = json!({ "presentation": unsigned, "options": options });
    for path in ["/vc/presentations", "/vc/presentations/issue"] {
        let reply = node.post(path, &body).await;
        assert_eq!(reply.status, 201, "{}", reply.json());
        let signed = reply.json()["verifiablePresentation"].clone();
        assert_eq!(
            (&signed["holder"], &signed["proof"]["challenge"]),
            (&json!(did), &json!("u4711"))
        );
        let ask = |presentation: &Value, options: Value| json!({ "verifiablePresentation": presentation, "options": options });
        let torn =
            with(&signed, "/verifiableCredential/0/credentialSubject", "name", Some(json!("B")));
        for (body, status) in [
            (ask(&signed, options.clone()), 200),
            (ask(&signed, json!({ "challenge": "u4712", "domain": "gate.example" })), 400),
            (ask(&signed, json!({ "challenge": "u4711", "domain": "other.example" })), 400),
            (ask(&torn, options.clone()), 400),
            (ask(&with(&signed, "", "type", None), options.clone()), 400),
            (ask(&with(&signed, "", "@context", None), options.clone()), 400),
            (ask(&json!("x"), options.clone()), 400),
            (json!({ "options": options }), 422),
        ] {
            let reply = node.post("/vc/presentations/verify", &body).await;
            assert_eq!(reply.status, status, "{body}: {}", reply.json());
        }
    }
    let bare = json!({ "presentation": unsigned });
    assert_eq!(node.post("/vc/presentations/verify", &bare).await.status, 200);
    let stranger = with(&unsigned, "", "holder", Some(json!("did:example:eve")));
    let reply = node.post("/vc/presentations", &json!({ "presentation": stranger })).await;
    assert!(matches!(reply.status, 400 | 422), "{}", reply.json());
}

/// The finding about the recipient of the first credential that a presentation holds.
fn recipient(reply: &Reply) -> Vec<Value> {
    let finding = reply.json()["verdicts"][0]["findings"]["recipient"].clone();
    ["answer", "reason"].map(|member| finding[member].clone()).to_vec()
}

#[tokio::test]
async fn who_presents_is_asked_and_told_as_by_verify() {
    for profile in [Profile::Closed, Profile::Conformance] {
        let mut config = settings();
        config.web.profile = profile;
        let (node, did) = school(config).await;
        let about = |who: &str| {
            // The suites' profile wants the issuer named.
            let credential = with(&plain(), "", "issuer", Some(json!(did)));
            let credential = with(&credential, "", "id", None);
            with(&credential, "/credentialSubject", "id", Some(json!(who)))
        };
        let options = json!({ "challenge": "u4711", "domain": "gate.example" });
        for (who, verified, found) in [
            (did.as_str(), true, ["yes", "presenter-is-holder"]),
            ("did:example:ada", profile == Profile::Conformance, ["no", "presented-by-another"]),
        ] {
            let unsigned = json!({
                "@context": ["https://www.w3.org/ns/credentials/v2"],
                "type": ["VerifiablePresentation"],
                "verifiableCredential": [issued(&node, &about(who)).await],
            });
            let body = json!({ "presentation": unsigned, "options": options });
            let signed = node.post("/vc/presentations", &body).await.json();
            let ask = json!({ "verifiablePresentation": signed["verifiablePresentation"],
                "options": options });
            let reply = node.post("/vc/presentations/verify", &ask).await;
            assert_eq!(reply.json()["verified"], verified, "{}", reply.json());
            assert_eq!(recipient(&reply), found);
            let problems: &[&str] = if verified { &[] } else { &["presented-by-another"] };
            let told = reply.json()["problemDetails"].clone();
            let codes: Vec<_> = told.as_array().unwrap().iter().map(|one| &one["code"]).collect();
            assert_eq!(codes, problems);
            // By a domain alone any old copy would do; without one it may be for another door.
            for (options, code, passes) in [
                (json!({ "domain": "gate.example" }), "challenge-unasked", false),
                (
                    json!({ "challenge": "u4711" }),
                    "domain-unasked",
                    profile == Profile::Conformance,
                ),
            ] {
                let presentation = &signed["verifiablePresentation"];
                let ask = json!({ "verifiablePresentation": presentation, "options": options });
                let reply = node.post("/vc/presentations/verify", &ask).await;
                assert_eq!(reply.json()["verified"], verified && passes, "{}", reply.json());
                if who == did {
                    assert_eq!(recipient(&reply), ["unknown", code]);
                }
            }
            // Unsigned it is nobody's, and that is said.
            let bare = json!({ "presentation": unsigned });
            let reply = node.post("/vc/presentations/verify", &bare).await;
            assert_eq!(recipient(&reply), ["unknown", "presentation-unsigned"]);
            let asked = json!({ "presentation": unsigned, "options": options });
            let reply = node.post("/vc/presentations/verify", &asked).await;
            assert_eq!((reply.status, reply.json()["verified"].clone()), (400, json!(false)));
            assert_eq!(recipient(&reply), ["unknown", "challenge-unsigned"]);
        }
    }
}

/// One request, one credential: a repeat is answered the same, and one id is given once.
#[tokio::test]
async fn nothing_is_issued_twice() {
    let (node, _) = school(settings()).await;
    let mut nameless = plain();
    nameless.as_object_mut().unwrap().remove("id");
    let body = json!({ "credential": nameless }).to_string();
    let send = |body: String| {
        let node = &node;
        async move {
            let key = "idempotency-key: once-1\r\n";
            node.send("POST", "/vc/credentials/issue", Some(&body), key).await
        }
    };
    let (first, second) = (send(body.clone()).await, send(body).await);
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.json(), second.json());
    let other = send(json!({ "credential": plain() }).to_string()).await;
    assert_eq!((other.status, other.code().as_str()), (409, "idempotency-key-reused"));
    issued(&node, &plain()).await;
    let twice = issue(&node, &plain()).await;
    assert_eq!((twice.status, twice.code().as_str()), (409, "credential-id-taken"));
}

/// What the OB 3.0 context defines is issued as it is, and members of VC 1.1 too.
#[tokio::test]
async fn open_badges_and_older_credentials_are_issued_too() {
    let (node, _) = school(settings()).await;
    let badge = crate::vc_status::badge();
    let signed = issued(&node, &badge).await;
    assert!(signed["issuer"].is_object());
    assert_eq!(verify(&node, &signed).await.status, 200);
    // What its schema asks for is put in where it is left out, and can be named afterwards.
    let mut bare = badge;
    for member in ["id", "validFrom"] {
        bare.as_object_mut().unwrap().remove(member);
    }
    let signed = issued(&node, &bare).await;
    assert!(signed["id"].as_str().unwrap().starts_with("urn:uuid:"), "{signed}");
    assert!(signed["validFrom"].is_string(), "{signed}");
    assert_eq!(verify(&node, &signed).await.status, 200);
    let mut other = plain();
    other.as_object_mut().unwrap().remove("id");
    let other = issued(&node, &other).await;
    assert!(other["id"].as_str().unwrap().starts_with("urn:uuid:"), "{other}");
    assert_eq!(other["validFrom"], Value::Null);
    let old = json!({
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiableCredential"],
        "issuanceDate": "2020-03-10T04:24:12Z",
        "credentialSubject": { "id": "did:example:ada" },
    });
    let signed = issued(&node, &old).await;
    assert_eq!(signed["@context"][1], "https://w3id.org/security/data-integrity/v2");
    assert_eq!(verify(&node, &signed).await.status, 200);
}

#[tokio::test]
async fn a_token_and_an_old_badge_are_judged_as_they_are_elsewhere() {
    let (node, _) = school(settings()).await;
    let token = crate::damaged_tokens::token();
    let integrity = |reply: &Reply| {
        let told = &reply.json()["verdicts"][0]["findings"]["integrity"];
        (told["answer"].clone(), told["reason"].clone())
    };
    let good = verify(&node, &json!(token)).await;
    assert_eq!(integrity(&good), (json!("yes"), json!("signed-by-issuer")), "{}", good.json());
    assert_eq!(good.status, 200, "{}", good.json());
    let at = token.rfind('.').unwrap() + 5;
    let letter = if &token[at..=at] == "A" { "B" } else { "A" };
    let bent = verify(&node, &json!([&token[..at], letter, &token[at + 1..]].concat())).await;
    assert_eq!((bent.status, integrity(&bent).0), (400, json!("no")), "{}", bent.json());
    // What is damaged is told by its part, and what is no token is refused as ever.
    for (text, words) in [
        (token[..=at].to_owned(), "its signature is not whole"),
        (format!("{} {}", &token[..at], &token[at..]), "spaces or line breaks"),
        ("a text".to_owned(), "expected an object"),
        (plain().to_string(), "expected an object"),
    ] {
        let reply = verify(&node, &json!(text)).await;
        assert_eq!(reply.status, 400, "{text}");
        let told = reply.json()["problemDetails"].to_string();
        assert!(told.contains(words), "{text}: {told}");
    }
    // No proof of a token or an old badge is for a challenge.
    let asked = json!({ "verifiableCredential": token, "options": { "challenge": "4711" } });
    let reply = node.post("/vc/credentials/verify", &asked).await;
    assert_eq!(reply.status, 400);
    assert!(reply.json()["problemDetails"].to_string().contains("challenge-unsigned"));
    let old = json!({
        "@context": "https://w3id.org/openbadges/v2", "type": "Assertion",
        "id": "https://a.example/1", "badge": "https://a.example/class",
        "recipient": { "type": "email", "hashed": false, "identity": "lea@example.org" },
        "issuedOn": "2016-05-01T00:00:00Z", "verification": { "type": "hosted" },
    });
    let reply = verify(&node, &old).await;
    assert_eq!((reply.status, integrity(&reply).1), (400, json!("hosted-unfetched")));
    let class = json!({
        "@context": "https://w3id.org/openbadges/v2", "type": "BadgeClass",
        "id": "https://a.example/class", "name": "Swimming",
    });
    let reply = verify(&node, &class).await;
    assert_eq!(reply.status, 400);
    assert_eq!(reply.json()["verdicts"], json!([]), "a part of a badge is none");
}
