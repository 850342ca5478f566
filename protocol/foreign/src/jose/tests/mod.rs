//! Envelopes of our own making and the verdict on them: each that holds, and its negative twins.

mod alone;
mod carried;
mod checked;
mod claims;
mod credential;
mod documents;
mod embedded;
mod lists;
mod named;
mod presentation;
mod sd_jwt;
mod several;
mod sign;
mod signer;

use bot_protocol::canon::json::{self, Object, Value};
use bot_protocol::canon::multibase::encode_base64url;
use bot_protocol::identity::Documents;
use bot_protocol::verdict::{Answer, Asked, Copy, Evidence, Question, Verdict, judge};

pub(crate) use signer::Signer;

/// The moment that everything is judged at.
pub(crate) const NOW: &str = "2026-11-23T12:00:00Z";

/// The members of a JSON object.
#[track_caller]
pub(crate) fn object(text: &str) -> Object {
    json::read(text.as_bytes()).unwrap().as_object().unwrap().clone()
}

/// A credential of VC 2.0 by this issuer, with more members or others in their place.
pub(crate) fn vc2(issuer: &str, more: &str) -> Object {
    let mut credential = object(&format!(
        "{{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\
         \"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],\"id\":\"urn:uuid:1\",\
         \"issuer\":\"{issuer}\",\"validFrom\":\"2026-01-01T00:00:00Z\",\
         \"credentialSubject\":{{\"id\":\"did:example:ann\",\"type\":[\"AchievementSubject\"]}}}}"
    ));
    credential_with(&mut credential, more);
    credential
}

/// A credential of VC 1.1 by this issuer, with more members or others in their place.
pub(crate) fn vc1(issuer: &str, more: &str) -> Object {
    let mut credential = object(&format!(
        "{{\"@context\":[\"https://www.w3.org/2018/credentials/v1\"],\
         \"type\":[\"VerifiableCredential\"],\"id\":\"urn:uuid:1\",\"issuer\":\"{issuer}\",\
         \"issuanceDate\":\"2026-01-01T00:00:00Z\",\
         \"credentialSubject\":{{\"id\":\"did:example:ann\"}}}}"
    ));
    credential_with(&mut credential, more);
    credential
}

/// Sets members; `null` takes one away.
fn credential_with(members: &mut Object, more: &str) {
    for (name, value) in object(&format!("{{{more}}}")) {
        if value.is_null() {
            members.remove(&name);
        } else {
            members.insert(name, value);
        }
    }
}

/// An object with more members or others in their place.
pub(crate) fn with(mut members: Object, more: &str) -> Object {
    credential_with(&mut members, more);
    members
}

/// A compact JWS of this header and payload.
pub(crate) fn jws(signer: &Signer, header: &str, payload: &[u8]) -> String {
    let message = format!("{}.{}", encode_base64url(header.as_bytes()), encode_base64url(payload));
    let signature = encode_base64url(&signer.sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// A JWT of this payload, with more members in its header.
pub(crate) fn jwt(signer: &Signer, more: &str, payload: &Object) -> String {
    let header = format!("{{\"alg\":\"{}\"}}", signer.algorithm());
    let header = Value::Object(with(object(&header), more)).to_bytes();
    let payload = Value::Object(payload.clone()).to_bytes();
    jws(signer, str::from_utf8(&header).unwrap(), &payload)
}

/// The verdict on bytes, with these documents at hand.
#[track_caller]
pub(crate) fn verdict(bytes: &[u8], documents: Documents, asked: &Asked) -> Verdict {
    let reader = crate::reader();
    let mut evidence = Evidence::new();
    evidence.hear_documents(documents);
    match reader.read(bytes) {
        Ok(presented) => judge(&presented, &evidence, asked, &reader),
        Err(refused) => {
            assert!(refused.claims, "{refused:?}");
            refused.verdict(asked.now)
        }
    }
}

/// Integrity and status of bytes, with these documents at hand.
#[track_caller]
pub(crate) fn said_with(bytes: &[u8], documents: Documents) -> String {
    let verdict = verdict(bytes, documents, &Asked::at(NOW.parse().unwrap()));
    let code = |question| verdict.reason(question).code();
    format!("{} {}", code(Question::Integrity), code(Question::Status))
}

/// Integrity and status of bytes.
#[track_caller]
pub(crate) fn said(bytes: impl AsRef<[u8]>) -> String {
    said_with(bytes.as_ref(), Documents::new())
}

/// What holds.
pub(crate) const HOLDS: &str = "signed-by-issuer no-status-declared";
