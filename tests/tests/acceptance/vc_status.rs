//! Taking back by VC API: for good or for a time, one's own and nothing else.

use bot_node::config::Profile;
use bot_protocol::api::{Scope, TokenDraft};
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::status_list::{Form, Slot, StatusList};
use bot_tests::http::{Node, Reply, settings};
use serde_json::{Value, json};

use crate::vc_api::{issued, plain, school, verify};

/// A credential as small as can be, with an id of its own.
fn numbered(number: u8) -> Value {
    let mut credential = plain();
    credential["id"] = json!(format!("urn:uuid:5b0c1d1e-6d57-4b8e-9c9b-0a0a0a0a0b{number:02}"));
    credential
}

/// An Open Badge as another program hands it in.
pub(crate) fn badge() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:uuid:5b0c1d1e-6d57-4b8e-9c9b-0a0a0a0a0a02",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": { "type": ["Profile"], "name": "School" },
        "validFrom": "2026-01-01T00:00:00Z",
        "name": "Swimmer",
        "credentialSubject": {
            "id": "did:example:ada",
            "type": ["AchievementSubject"],
            "achievement": { "id": "urn:uuid:5b0c1d1e-6d57-4b8e-9c9b-0a0a0a0a0a03",
                "type": ["Achievement"], "name": "Swimmer", "description": "Swims",
                "criteria": { "narrative": "Swam" } },
        },
    })
}

/// What asks for an entry of a purpose.
fn wish(purpose: &str) -> Value {
    json!({ "credentialStatus": { "type": "BitstringStatusListEntry", "statusPurpose": purpose } })
}

async fn issue(node: &Node, credential: &Value, options: &Value) -> Reply {
    let body = json!({ "credential": credential, "options": options });
    node.post("/vc/credentials/issue", &body).await
}

async fn set(node: &Node, id: &Value, entry: Value, status: bool) -> Reply {
    let body = json!({ "credentialId": id, "credentialStatus": entry, "status": status });
    node.post("/vc/credentials/status", &body).await
}

/// An entry of a purpose, with what else is said of it.
fn entry(purpose: &str, more: &[(&str, &Value)]) -> Value {
    let mut entry = json!({ "type": "BitstringStatusListEntry", "statusPurpose": purpose });
    for (name, value) in more {
        entry[*name] = (*value).clone();
    }
    entry
}

async fn problem(node: &Node, credential: &Value) -> Value {
    let reply = verify(node, credential).await;
    assert_eq!(reply.status, 400, "{}", reply.json());
    reply.json()["problemDetails"][0]["code"].clone()
}

/// With two entries and with one: the place is the same, and so is what is said of it.
#[tokio::test]
async fn what_is_suspended_holds_again_when_it_is_given_back() {
    let mut config = settings();
    config.web.base_url = "https://node.example".to_owned();
    let (node, did) = school(config).await;
    let two = issue(&node, &numbered(1), &wish("suspension")).await;
    assert_eq!(two.status, 201, "{}", two.json());
    let two = two.json()["verifiableCredential"].clone();
    let entries = two["credentialStatus"].as_array().unwrap();
    let purposes: Vec<_> = entries.iter().map(|entry| &entry["statusPurpose"]).collect();
    assert_eq!(purposes, [&json!("revocation"), &json!("suspension")]);
    assert_eq!(entries[0]["statusListIndex"], entries[1]["statusListIndex"]);
    let list = entries[0]["statusListCredential"].as_str().unwrap().to_owned();
    assert_eq!(entries[1]["statusListCredential"], json!(format!("{list}/suspension")));

    for credential in
        [two.clone(), issued(&node, &numbered(2)).await, issued(&node, &badge()).await]
    {
        let id = &credential["id"];
        assert_eq!(verify(&node, &credential).await.status, 200);
        for (status, changed) in [(false, false), (true, true), (true, false)] {
            let reply = set(&node, id, entry("suspension", &[]), status).await;
            assert_eq!(reply.status, 200, "{}", reply.json());
            let expected = json!({ "credentialId": id, "statusPurpose": "suspension",
                "status": status, "changed": changed });
            assert_eq!(reply.json(), expected);
        }
        assert_eq!(problem(&node, &credential).await, "suspended");
        // A program of others reads it in the list for suspensions.
        let number = list.rsplit('/').next().unwrap();
        let path = format!("/vc/identifiers/{did}%2Fstatus%2F{number}%2Fsuspension");
        let shown = node.get(&path).await.json()["didDocument"].clone();
        assert_eq!(shown["credentialSubject"]["statusPurpose"], "suspension", "{shown}");
        // It is no document of a DID, and is not given as one.
        let accepting = async |accept: &str| {
            node.send("GET", &path, None, &format!("accept: {accept}\r\n")).await
        };
        for kind in ["application/did", "application/did+ld+json"] {
            assert_eq!(accepting(kind).await.status, 406, "{kind}");
        }
        let result = accepting("application/did, application/did-resolution;q=0.5").await;
        assert_eq!(result.header("content-type"), "application/did-resolution");
        assert_eq!((result.status, &result.json()["content"]), (200, &shown));
        assert!(result.json()["dereferencingMetadata"].is_object());
        // By the name of the list for suspensions, which a badge does not name, as well.
        let named = json!(format!("{list}/suspension"));
        let by_name = entry("suspension", &[("statusListCredential", &named)]);
        let back = set(&node, id, by_name, false).await;
        assert_eq!((back.status, &back.json()["changed"]), (200, &json!(true)));
        assert_eq!(verify(&node, &credential).await.status, 200);
        // What is revoked can neither be suspended nor given back.
        assert_eq!(set(&node, id, entry("revocation", &[]), true).await.status, 200);
        for status in [true, false] {
            let late = set(&node, id, entry("suspension", &[]), status).await;
            assert_eq!((late.status, late.code().as_str()), (409, "revocation-final"));
        }
        assert_eq!(problem(&node, &credential).await, "revoked");
    }
}

#[tokio::test]
async fn an_entry_that_there_is_no_room_for_is_refused() {
    let (node, _) = school(settings()).await;
    let mut old = plain();
    old["@context"] = json!(["https://www.w3.org/2018/credentials/v1"]);
    old["credentialSubject"] = json!({ "id": "did:example:ada" });
    old["issuanceDate"] = json!("2020-03-10T04:24:12Z");
    let of_kind = |kind: &str| json!({ "credentialStatus": { "type": kind } });
    for (credential, options, field) in [
        (&badge(), wish("suspension"), "options.credentialStatus.statusPurpose"),
        (&plain(), wish("message"), "options.credentialStatus.statusPurpose"),
        (&plain(), of_kind("StatusList2021Entry"), "options.credentialStatus.type"),
        (&old, wish("suspension"), "options.credentialStatus"),
        (&old, wish("revocation"), "options.credentialStatus"),
    ] {
        let reply = issue(&node, credential, &options).await;
        assert_eq!((reply.status, reply.code().as_str()), (422, "field-refused"), "{options}");
        assert_eq!(reply.json()["field"], field);
    }
    for options in [wish("revocation"), of_kind("BitstringStatusList")] {
        let mut credential = badge();
        credential["id"] = json!(format!("urn:x:{}", options.to_string().len()));
        let reply = issue(&node, &credential, &options).await;
        assert_eq!(reply.status, 201, "{}", reply.json());
        let entry = &reply.json()["verifiableCredential"]["credentialStatus"];
        assert_eq!(entry["statusPurpose"], "revocation");
    }
    // What has no place can be neither revoked nor suspended.
    let signed = issued(&node, &old).await;
    for purpose in ["revocation", "suspension", "refresh"] {
        let reply = set(&node, &signed["id"], entry(purpose, &[]), true).await;
        assert_eq!((reply.status, reply.code().as_str()), (409, "status-entry-missing"));
    }
}

/// A credential that came without an id is found, listed and taken back all the same: by the id it
/// is given, and in the profile of the suites, where it is given none, by its place.
#[tokio::test]
async fn what_came_without_an_id_is_found_and_taken_back() {
    for profile in [Profile::Closed, Profile::Conformance] {
        let mut config = settings();
        config.web.profile = profile;
        let (node, did) = school(config).await;
        let mut nameless = plain();
        nameless["issuer"] = json!(did);
        nameless.as_object_mut().unwrap().remove("id");
        let [one, other] = [issued(&node, &nameless).await, issued(&node, &nameless).await];
        let name = |credential: &Value| match profile {
            Profile::Closed => credential["id"].as_str().unwrap().to_owned(),
            Profile::Conformance => {
                assert!(credential.get("id").is_none(), "{credential}");
                let entry = &credential["credentialStatus"];
                let list = entry["statusListCredential"].as_str().unwrap();
                format!("{list}#{}", entry["statusListIndex"].as_str().unwrap())
            }
        };
        let (one, other) = ((name(&one), one), (name(&other), other));
        assert_ne!(one.0, other.0);
        let listed = node.get("/v1/credentials").await.json();
        let ids: Vec<_> = listed["items"].as_array().unwrap().iter().map(|it| &it["id"]).collect();
        assert!(ids.contains(&&json!(one.0)) && ids.contains(&&json!(other.0)), "{listed}");
        let reply = set(&node, &json!(one.0), entry("suspension", &[]), true).await;
        assert_eq!((reply.status, problem(&node, &one.1).await), (200, json!("suspended")));
        let reply = set(&node, &json!(one.0), entry("revocation", &[]), true).await;
        assert_eq!((reply.status, problem(&node, &one.1).await), (200, json!("revoked")));
        assert_eq!(verify(&node, &other.1).await.status, 200);
        let all =
            json!({ "change": "revoke", "undo_seconds": 0, "credentials": [{ "id": other.0 }] });
        let reply = node.post("/v1/status-changes", &all).await;
        assert_eq!((reply.status, problem(&node, &other.1).await), (200, json!("revoked")));
    }
}

/// What a program takes back at once is no longer there to be undone.
#[tokio::test]
async fn what_is_taken_back_at_once_does_not_wait_any_more() {
    let (node, _) = school(settings()).await;
    let credential = issued(&node, &plain()).await;
    let waits = json!({ "change": "revoke", "undo_seconds": 600,
        "credentials": [{ "id": credential["id"] }] });
    let pending = node.post("/v1/status-changes", &waits).await.json()["pending"].clone();
    assert!(pending["id"].is_string(), "{pending}");
    let reply = set(&node, &credential["id"], entry("suspension", &[]), true).await;
    assert_eq!(reply.status, 200);
    let listed = node.get("/v1/status-changes").await.json();
    assert_eq!(listed["items"], json!([pending]), "what is for good is still to come");
    let reply = set(&node, &credential["id"], entry("revocation", &[]), true).await;
    assert_eq!(reply.status, 200);
    assert_eq!(node.get("/v1/status-changes").await.json()["items"], json!([]));
}

/// Whatever a request names, only the place that was given to the credential itself is touched.
#[tokio::test]
async fn no_place_but_its_own_is_touched() {
    let (node, _) = school(settings()).await;
    let [one, other] = [issued(&node, &numbered(1)).await, issued(&node, &numbered(2)).await];
    let of = |credential: &Value, name: &str| credential["credentialStatus"][name].clone();
    let index: u32 = of(&one, "statusListIndex").as_str().unwrap().parse().unwrap();
    let nobody = json!(((index + 1) % 131_072).to_string());
    // A credential may name another's place; it was not given to it.
    let mut claiming = numbered(3);
    claiming["credentialStatus"] = other["credentialStatus"].clone();
    let claiming = issued(&node, &claiming).await;
    for purpose in ["revocation", "suspension"] {
        for (id, entry) in [
            (&one["id"], entry(purpose, &[("statusListIndex", &of(&other, "statusListIndex"))])),
            (&one["id"], entry(purpose, &[("id", &of(&other, "id"))])),
            (&one["id"], entry(purpose, &[("statusListIndex", &nobody)])),
            (
                &one["id"],
                entry(purpose, &[("statusListCredential", &json!("https://x.example/1"))]),
            ),
            (&claiming["id"], entry(purpose, &[])),
            (&claiming["id"], entry(purpose, &[("id", &of(&other, "id"))])),
        ] {
            let reply = set(&node, id, entry.clone(), true).await;
            let told = (reply.status, reply.code());
            assert_eq!(told, (409, "status-entry-missing".to_owned()), "{entry}");
        }
    }
    for credential in [&one, &other, &claiming] {
        assert_eq!(verify(&node, credential).await.status, 200);
    }
}

/// A program takes back what its identity issued, and nothing of the others of the same node.
#[tokio::test]
async fn nobody_takes_back_what_another_issued() {
    let (node, _) = school(settings()).await;
    let credential = issued(&node, &plain()).await;
    let draft = json!({ "name": "Club", "party": "organisation" });
    assert_eq!(node.post("/v1/identities", &draft).await.status, 200);
    let token = |who: &'static str| TokenDraft {
        scopes: vec![Scope::Status],
        expires: None,
        identity: Some(who.to_owned()),
        about: None,
    };
    for (who, status) in [("Club", 404), ("School", 200)] {
        let token = node.running.acts().make_token(token(who)).await.unwrap();
        for purpose in ["suspension", "revocation"] {
            let body = json!({ "credentialId": credential["id"], "status": true,
                "credentialStatus": entry(purpose, &[]) });
            let reply = ask(&node, token.secret.expose(), &body).await;
            assert_eq!(reply.status, status, "{who}: {}", reply.json());
            if status == 404 {
                assert_eq!(reply.code(), "unknown");
            }
        }
    }
}

async fn ask(node: &Node, token: &str, body: &Value) -> Reply {
    let body = body.to_string();
    let text = format!(
        "POST /vc/credentials/status HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\n\
        connection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        node.running.address(),
        body.len()
    );
    node.raw(text.as_bytes()).await
}

/// Programs speak for people: what they are told is told in the language that is asked for.
#[tokio::test]
async fn refusals_are_told_in_the_language_that_is_asked_for() {
    let (node, _) = school(settings()).await;
    let mut torn = issued(&node, &plain()).await;
    torn["credentialSubject"]["name"] = json!("Bob");
    let body = json!({ "verifiableCredential": torn }).to_string();
    let mut told = Vec::new();
    for more in ["", "accept-language: en-GB\r\n", "accept-language: de, fr-CH;q=0.8\r\n"] {
        let reply = node.send("POST", "/vc/credentials/verify", Some(&body), more).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, "not-verified"));
        let answer = reply.json();
        let problem = &answer["problemDetails"][0];
        assert_eq!(problem["code"], "signature-wrong");
        let verdict = &answer["verdicts"][0]["findings"]["integrity"]["says"];
        told.push(
            [&problem["title"], &problem["detail"], &problem["advice"], verdict].map(Value::clone),
        );
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[2][0], "La preuve ne tient pas ou ne peut pas être contrôlée");
    for (english, french) in told[0].iter().zip(&told[2]) {
        assert!(english.is_string() && french.is_string() && english != french, "{english}");
    }
    let presentation = json!({ "verifiablePresentation": { "type": "x" } }).to_string();
    let path = "/vc/presentations/verify";
    let french = node.send("POST", path, Some(&presentation), "accept-language: fr\r\n").await;
    assert_eq!(french.json()["problemDetails"][0]["title"], "Un membre est mal formé");
}

/// What the suite of Bitstring Status List asks of an entry and of its list, in its own order.
#[tokio::test]
async fn an_entry_and_its_list_are_written_as_the_suite_asks() {
    let mut config = crate::vc_api_suites::conformance();
    config.web.base_url = "https://node.example".to_owned();
    let (node, did) = school(config).await;
    let credential = crate::vc_api_suites::second_model();
    let body = json!({ "credential": credential });
    let issued = node.post("/vc/credentials/issue", &body).await;
    assert_eq!(issued.status, 201, "{}", issued.json());
    let issued = issued.json()["verifiableCredential"].clone();
    assert_eq!(issued["credentialSubject"], credential["credentialSubject"]);
    assert_eq!(verify(&node, &issued).await.status, 200);
    let entry = &issued["credentialStatus"];
    assert_eq!(entry["type"], "BitstringStatusListEntry");
    assert!(entry["id"].is_string() && entry["id"] != entry["statusListCredential"]);
    assert_eq!(entry["statusPurpose"], "revocation");
    let index = entry["statusListIndex"].as_str().unwrap();
    assert_eq!(index.parse::<u32>().unwrap().to_string(), index);
    // What a list of one bit a place says by itself.
    for absent in ["statusSize", "statusMessage", "statusReference"] {
        assert!(entry.get(absent).is_none(), "{absent}");
    }
    let url = entry["statusListCredential"].as_str().unwrap();
    let list = node.get(url.strip_prefix("https://node.example").unwrap()).await;
    assert_eq!(list.status, 200);
    let list = list.json();
    assert_eq!((&list["id"], &list["issuer"]), (&json!(url), &json!(did)));
    for kind in ["VerifiableCredential", "BitstringStatusListCredential"] {
        assert!(list["type"].as_array().unwrap().contains(&json!(kind)), "{list}");
    }
    assert_eq!(list["@context"][0], "https://www.w3.org/ns/credentials/v2");
    let subject = &list["credentialSubject"];
    assert_eq!(subject["type"], "BitstringStatusList");
    assert_eq!(subject["statusPurpose"], "revocation");
    let encoded = subject["encodedList"].as_str().unwrap();
    assert!(encoded.starts_with('u') && !encoded.contains(['=', '+', '/']), "{encoded}");
    let value = bot_protocol::canon::json::read(list.to_string().as_bytes()).unwrap();
    let bits = StatusList::read(&Credential::new(&value), Form::Bitstring).unwrap();
    for index in [0, 131_071] {
        assert_eq!(bits.value_at(Slot { index, bits: 1 }).ok(), Some(0), "at least 16 KiB");
    }
    // Beside contexts that define whatever comes it would be a word like any other.
    let mut malformed = json!({ "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"], "issuer": did,
        "credentialSubject": { "id": "did:example:ada" } });
    let plain = node.post("/vc/credentials/issue", &json!({ "credential": malformed })).await;
    assert_eq!(plain.status, 201, "{}", plain.json());
    malformed["statusEntry"] = json!({ "type": "BitstringStatusListEntry",
        "statusListIndex": true, "statusListCredential": "https://example.com" });
    let refused = node.post("/vc/credentials/issue", &json!({ "credential": malformed })).await;
    assert!(matches!(refused.status, 400 | 422), "{}", refused.status);
}

/// An id that is longer than a key of the store is kept, found and taken back like any other; one
/// that is longer than that is refused, and the node goes on.
#[tokio::test]
async fn a_long_id_is_kept_found_and_taken_back() {
    let (node, _) = school(settings()).await;
    let long = |bytes: usize| format!("urn:x:{}", "a".repeat(bytes - "urn:x:".len()));
    let of = |id: &str| {
        let mut credential = plain();
        credential["id"] = json!(id);
        credential
    };
    let hashed = {
        let hash = bot_protocol::canon::hash::sha256(&[long(300).as_bytes()]);
        format!("sha256:{}", bot_protocol::canon::hash::hex(hash.as_bytes()))
    };
    let taken = [long(256), long(257), long(300), long(2048), hashed];
    for id in &taken {
        let signed = issued(&node, &of(id)).await;
        assert_eq!(signed["id"], json!(id));
        let again = issue(&node, &of(id), &json!({})).await;
        assert_eq!((again.status, again.code().as_str()), (409, "credential-id-taken"));
        assert_eq!(verify(&node, &signed).await.status, 200);
        let shown = node.get(&format!("/v1/credentials/{id}")).await;
        assert_eq!((shown.status, &shown.json()["id"]), (200, &json!(id)));
        let gone = set(&node, &json!(id), entry("revocation", &[]), true).await;
        assert_eq!((gone.status, &gone.json()["changed"]), (200, &json!(true)), "{}", gone.json());
        assert_eq!(problem(&node, &signed).await, "revoked");
    }
    let listed = node.get("/v1/credentials?limit=50").await.json();
    for one in listed["items"].as_array().unwrap() {
        assert_eq!(one["state"], "revoked");
    }
    let mut ids: Vec<_> =
        listed["items"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    ids.sort_by_key(|id| id.to_string());
    let mut expected: Vec<_> = taken.iter().map(|id| json!(id)).collect();
    expected.sort_by_key(Value::to_string);
    assert_eq!(ids, expected.iter().collect::<Vec<_>>());
    let over = issue(&node, &of(&long(2049)), &json!({})).await;
    assert_eq!((over.status, over.code().as_str()), (422, "field-refused"));
    assert_eq!(node.get("/readyz").await.status, 200);
}

/// What another program hands over is not offered here, and is called what it is where it has no name.
#[tokio::test]
async fn what_was_issued_for_another_program_is_listed_as_issued() {
    let (node, _) = school(settings()).await;
    let signed = issued(&node, &numbered(1)).await;
    let mut named = numbered(2);
    named["type"] = json!(["VerifiableCredential", "https://school.example/Diploma"]);
    let diploma = issued(&node, &named).await;
    for (credential, called) in
        [(&signed, signed["id"].as_str().unwrap()), (&diploma, "https://school.example/Diploma")]
    {
        let id = credential["id"].as_str().unwrap();
        let shown = node.get(&format!("/v1/credentials/{id}")).await.json();
        assert_eq!((&shown["state"], &shown["achievement"]), (&json!("issued"), &json!(called)));
    }
    // A list where one entry is asked for is told as such, and changes nothing.
    let list = set(&node, &signed["id"], json!([entry("revocation", &[])]), true).await;
    assert_eq!((list.status, list.code().as_str()), (422, "body-misshapen"));
    assert_eq!(list.json()["field"], "credentialStatus");
    assert!(list.json()["detail"].as_str().unwrap().contains("is a list, expected one object"));
    assert_eq!(verify(&node, &signed).await.status, 200);
    let one = set(&node, &signed["id"], entry("revocation", &[]), true).await;
    assert_eq!(one.status, 200);
}
