//! DID resolution over HTTP, as the `did:key` suite and other resolvers' clients ask for it.

use bot_tests::http::{Node, settings};
use serde_json::Value;

const DID: &str = "did:key:z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b";
const SIGNS: &str = "z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b";
const AGREES: &str = "z6LSfHfAMAopsuBxaBzvp51GXrPf38Az13j2fmwqadbwwrzJ";

/// A text as JavaScript's `encodeURIComponent` writes it.
fn encoded(text: &str) -> String {
    let one = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

/// What is asked, where the answer's metadata is, its error and its status.
#[tokio::test]
async fn every_question_of_the_suite_gets_its_answer() {
    let node = Node::start(settings()).await;
    let (resolved, dereferenced) = ("didResolutionMetadata", "didDereferencingMetadata");
    let old = "?publicKeyFormat=Ed25519VerificationKey2018&enableExperimentalPublicKeyTypes=false";
    let none = String::new;
    for (url, query, place, error, status) in [
        (DID.to_owned(), "", resolved, none(), 200),
        (format!("{DID}#{SIGNS}"), "", dereferenced, none(), 200),
        (format!("{DID}#{AGREES}"), "", dereferenced, none(), 200),
        (DID.to_owned(), "?publicKeyFormat=JsonWebKey2020", resolved, none(), 200),
        (format!("notDid:key:{SIGNS}"), "", resolved, "invalidDid".to_owned(), 400),
        (format!("did:x:{SIGNS}"), "", resolved, "methodNotSupported".to_owned(), 501),
        (format!("did:key:-4:{SIGNS}"), "", resolved, "invalidDid".to_owned(), 400),
        (format!("did:key:{}", &SIGNS[1..]), "", resolved, "invalidDid".to_owned(), 400),
        ("did:key:@".to_owned(), "", resolved, "invalidDid".to_owned(), 400),
        ("did:key:zTjsVPtY".to_owned(), "", resolved, "invalidPublicKeyLength".to_owned(), 400),
        (format!("{DID}/^bar^/?query=`#x"), "", dereferenced, "invalidDidUrl".to_owned(), 400),
        (
            DID.to_owned(),
            "?publicKeyFormat=unknown",
            resolved,
            "unsupportedPublicKeyType".to_owned(),
            400,
        ),
        (format!("{DID}#{SIGNS}"), old, dereferenced, "invalidPublicKeyType".to_owned(), 400),
        (format!("{DID}#{AGREES}"), old, dereferenced, "invalidPublicKeyType".to_owned(), 400),
        (format!("{DID}#nobody"), "", dereferenced, "notFound".to_owned(), 404),
        ("did:web:school.example".to_owned(), "", resolved, "notFound".to_owned(), 404),
    ] {
        for root in ["/vc/identifiers", "/1.0/identifiers"] {
            let reply = node.get(&format!("{root}/{}{query}", encoded(&url))).await;
            let answer = reply.json();
            assert_eq!(reply.status, status, "{url}{query}: {answer}");
            assert!(reply.head.contains("application/ld+json"), "{}", reply.head);
            assert_eq!(answer[place]["error"].as_str().unwrap_or_default(), error, "{url}{query}");
            assert!(answer["didDocument"].is_object() && answer["@context"].is_string());
            assert!(answer["didDocumentMetadata"].is_object());
            if status == 200 {
                assert_eq!(answer["didDocument"]["controller"], DID);
            }
        }
    }
}

/// What is accepted, what the answer is written as, and whether it is the document alone.
#[tokio::test]
async fn a_document_comes_with_what_is_known_of_it_or_alone_as_it_is_asked_for() {
    let node = Node::start(settings()).await;
    let get = async |url: &str, accept: &str| {
        let path = format!("/1.0/identifiers/{}", encoded(url));
        node.send("GET", &path, None, &format!("accept: {accept}\r\n")).await
    };
    for (accept, kind, is_alone) in [
        ("*/*", "application/ld+json;profile=\"https://w3id.org/did-resolution\"", false),
        ("application/json", "application/json", false),
        ("application/did-resolution", "application/did-resolution", false),
        ("application/did", "application/did", true),
        ("application/did+json", "application/did+json", true),
        ("text/html, application/did+ld+json;q=0.1", "application/did+ld+json", true),
    ] {
        let reply = get(DID, accept).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, kind), "{accept}");
        assert_eq!(reply.header("vary"), "accept");
        let told = reply.json();
        let document = if is_alone { &told } else { &told["didDocument"] };
        assert_eq!(
            (&document["id"], told["didResolutionMetadata"].is_null()),
            (&DID.into(), is_alone)
        );
        if accept == "application/did-resolution" {
            assert_eq!(told["didResolutionMetadata"]["contentType"], accept);
        }
    }
    let method = get(&format!("{DID}#{SIGNS}"), "application/did+json").await.json();
    assert_eq!(method["id"], format!("{DID}#{SIGNS}"));
    for (url, accept, status, name) in [
        (DID, "text/html", 406, "REPRESENTATION_NOT_SUPPORTED"),
        (DID, "application/did;q=0", 406, "REPRESENTATION_NOT_SUPPORTED"),
        ("did:example", "application/did", 400, "INVALID_DID"),
        (
            "did:unsupported:123456789abcdefghi",
            "application/did-resolution",
            501,
            "METHOD_NOT_SUPPORTED",
        ),
        ("did:web:school.example", "application/did-resolution", 404, "NOT_FOUND"),
        ("not-a-did", "application/did-resolution", 400, "INVALID_DID"),
    ] {
        let reply = get(url, accept).await;
        let told = reply.json();
        assert_eq!(reply.status, status, "{url} {accept}: {told}");
        let error = &told["didResolutionMetadata"]["error"];
        let camel = name.split('_').map(str::to_lowercase).collect::<String>();
        match error.as_str() {
            Some(code) => assert_eq!(code.to_lowercase(), camel),
            None => assert_eq!(error["type"], format!("https://www.w3.org/ns/did#{name}")),
        }
        assert_eq!(error.is_object(), accept == "application/did-resolution", "{told}");
    }
}

#[tokio::test]
async fn what_is_asked_beside_and_cannot_be_heeded_is_refused() {
    let node = Node::start(settings()).await;
    for query in ["?versionId=1", "?enableExperimentalPublicKeyTypes=perhaps"] {
        let reply = node.get(&format!("/vc/identifiers/{}{query}", encoded(DID))).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, "query-malformed"), "{query}");
    }
    let reply = node.get("/vc/identifiers/%ff%fe").await;
    assert_eq!(reply.status, 400);
    assert_eq!(reply.json()["didResolutionMetadata"]["error"], "invalidDid");
    let long = format!("did:key:z{}", "1".repeat(4000));
    let reply = node.get(&format!("/vc/identifiers/{long}")).await;
    assert_eq!(reply.json()["didResolutionMetadata"]["error"], "invalidDid");
}

/// Who an identity of the node is can be read in its DID by anybody, with no token.
#[tokio::test]
async fn an_identity_of_the_node_is_resolved_without_a_token() {
    let node = Node::start(settings()).await;
    let made: Value = node
        .post("/v1/identities", &serde_json::json!({ "name": "Ada", "party": "person" }))
        .await
        .json();
    let did = made["did"].as_str().unwrap();
    let host = node.running.address();
    let path = format!("/vc/identifiers/{}", encoded(did));
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    let reply = node.raw(request.as_bytes()).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["didDocument"]["id"], did);
}
