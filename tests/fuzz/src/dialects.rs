//! Seeds of other people's dialects, and of what is handed in about them.

use bot_protocol::canon::cbor::Writer;
use bot_protocol::canon::json::Value;
use bot_protocol::canon::multibase::encode_base64url;
use bot_protocol::identity::{Did, SecretKey};

use crate::seeds::{Seed, badge_text};

const ASSERTION: &str = r#"{"@context": "https://w3id.org/openbadges/v2", "type": "Assertion",
    "id": "https://a.example/1", "recipient": {"type": "email", "hashed": true, "salt": "s",
    "identity": "sha256$00"}, "badge": {"type": "BadgeClass", "id": "https://a.example/2",
    "name": "Tea", "description": "x", "image": "https://a.example/3", "criteria":
    {"narrative": "x"}, "issuer": {"type": "Issuer", "id": "https://a.example/4", "name": "S",
    "url": "https://a.example", "email": "a@a.example"}}, "issuedOn": "2020-01-01T00:00:00Z",
    "verification": {"type": "hosted"}, "evidence": [{"narrative": "x"}]}"#;

const OLDEST: &str = r#"{"uid": "1", "recipient": "sha256$00", "salt": "s", "issued_on":
    "2012-01-01", "badge": {"version": "0.5.0", "name": "Tea", "image": "/1.png", "description":
    "x", "criteria": "/c", "issuer": {"origin": "https://a.example", "name": "S"}}, "verify":
    {"type": "hosted", "url": "https://a.example/1"}}"#;

const LIST: &str = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "id":
    "https://a.example/list", "type": ["VerifiableCredential", "BitstringStatusListCredential"],
    "issuer": "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp", "credentialSubject":
    {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList":
    "uH4sIAAAAAAACA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"}}"#;

const JWK: &str = r#"{"kty": "EC", "crv": "P-256", "x":
    "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y":
    "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;

const DOCUMENT: &str = r##"{"@context": "https://www.w3.org/ns/did/v1", "id": "did:web:a.example",
    "verificationMethod": [{"id": "did:web:a.example#1", "type": "Multikey", "controller":
    "did:web:a.example", "publicKeyMultibase": "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"},
    {"id": "#2", "type": "JsonWebKey", "controller": "did:web:a.example", "publicKeyJwk": {"kty":
    "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}],
    "assertionMethod": ["did:web:a.example#1", "#2"]}"##;

const QUERY: &str = r#"{"credentials": [{"id": "a", "format": "ldp_vc", "meta": {"type_values":
    [["OpenBadgeCredential"]]}, "claims": [{"id": "n", "path": ["credentialSubject", "achievement",
    "name"], "values": ["Tea"]}, {"id": "all", "path": ["type", null]}], "claim_sets": [["n"]]}],
    "credential_sets": [{"options": [["a"]], "required": false}]}"#;

const KEY_PROOF: &str =
    r#"{"aud": "https://a.example", "iat": 1795435200, "nonce": "n", "iss": "a"}"#;

/// Compact JWS of this payload by key 1.
fn jws(kind: &str, payload: &str) -> String {
    let key = SecretKey::from_seed(&[1; 32]);
    let method = Did::from(key.public()).verification_method();
    let header = [("alg", "EdDSA"), ("typ", kind), ("kid", &method)];
    let header = Value::object(header).to_bytes();
    let signed = format!("{}.{}", encode_base64url(&header), encode_base64url(payload.as_bytes()));
    let signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", encode_base64url(signature.as_bytes()))
}

/// `COSE_Sign1` of this payload by key 1, alg EdDSA.
///
/// Source: RFC 9052 §4.2 and §4.4.
fn cose(payload: &[u8]) -> Vec<u8> {
    let protected = [0xa1, 0x01, 0x27];
    let mut message = Writer::new();
    message.array(4).text("Signature1").bytes(&protected).bytes(b"").bytes(payload);
    let signature = SecretKey::from_seed(&[1; 32]).sign(message.as_bytes());
    let mut sign1 = Writer::new();
    sign1.array(4).bytes(&protected).raw(&[0xa0]).bytes(payload).bytes(signature.as_bytes());
    [&[0xd2], sign1.as_bytes()].concat()
}

/// Every seed of these.
pub(crate) fn seeds() -> Vec<Seed> {
    let badge = badge_text();
    let disclosure = encode_base64url(br#"["salt", "name", "Tea"]"#);
    let hidden = badge.replacen('{', "{\"_sd_alg\":\"sha-256\",\"_sd\":[],", 1);
    let sd_jwt = format!("{}~{disclosure}~", jws("vc+sd-jwt", &hidden));
    let bytes = |text: &str| text.as_bytes().to_vec();
    vec![
        ("jose", "jwt", jws("vc+jwt", &badge).into_bytes()),
        ("jose", "old", jws("JWT", &format!("{{\"vc\":{badge},\"nbf\":1}}")).into_bytes()),
        ("jose", "sd-jwt", sd_jwt.into_bytes()),
        ("cose", "sign1", cose(badge.as_bytes())),
        ("old", "assertion", bytes(ASSERTION)),
        ("old", "oldest", bytes(OLDEST)),
        ("old", "signed", jws("JWT", ASSERTION).into_bytes()),
        ("suites", "ecdsa", bytes(&badge.replace("eddsa-rdfc-2022", "ecdsa-rdfc-2019"))),
        ("suites", "jcs", bytes(&badge.replace("eddsa-rdfc-2022", "ecdsa-jcs-2019"))),
        ("suites", "sd", bytes(&badge.replace("eddsa-rdfc-2022", "ecdsa-sd-2023"))),
        ("suites", "2020", {
            let kind = badge.replace("DataIntegrityProof", "Ed25519Signature2020");
            bytes(&kind.replace("\"cryptosuite\":\"eddsa-rdfc-2022\",", ""))
        }),
        ("status-list", "list", bytes(LIST)),
        ("evidence", "list", bytes(LIST)),
        ("evidence", "document", bytes(DOCUMENT)),
        ("wallet", "query", bytes(QUERY)),
        ("wallet", "proof", jws("openid4vci-proof+jwt", KEY_PROOF).into_bytes()),
        ("wallet", "request", jws("oauth-authz-req+jwt", KEY_PROOF).into_bytes()),
        ("keys", "jwk", bytes(JWK)),
        ("keys", "document", bytes(DOCUMENT)),
    ]
}
