//! A request of a verifier as a wallet reads it: signed by the DID that its name says.
//!
//! Other ways to name a verifier are refused: without a signature anybody could have made the
//! request, and certificates are not followed here.
//!
//! Source: OpenID for Verifiable Presentations 1.0 §5.9.3, §5.10; RFC 9101 §4, §10.8.

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::proof::Work;
use bot_protocol::identity::{Documents, Relation};
use bot_protocol::time::Timestamp;

use super::dcql::Query;
use crate::jose::claims::Claims;
use crate::jose::{Compact, Fault, Header, Signed, header_fault, media_type, member};

/// The media type of such a request.
const TYP: &str = "oauth-authz-req+jwt";

/// How a verifier is named that signs by its DID.
const PREFIX: &str = "decentralized_identifier:";

/// A request whose signature holds.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedRequest {
    /// The name of the verifier, for which is signed what is shown.
    pub client_id: String,
    /// The DID of the verifier.
    pub verifier: String,
    /// Where the answer goes.
    pub response_uri: String,
    /// What the presentation must sign.
    pub nonce: String,
    /// What the answer must repeat.
    pub state: Option<String>,
    /// What is asked for.
    pub query: Query,
}

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RequestFault(String);

impl From<Fault> for RequestFault {
    fn from(fault: Fault) -> Self {
        Self(fault.to_string())
    }
}

impl SignedRequest {
    /// Reads a request that was fetched for this name.
    ///
    /// # Errors
    /// [`RequestFault`], whatever is wrong.
    pub fn verify(text: &str, client_id: &str, now: Timestamp) -> Result<Self, RequestFault> {
        let compact = Compact::read(text).map_err(|fault| RequestFault(fault.to_string()))?;
        let payload = compact.claims().map_err(|fault| RequestFault(fault.to_string()))?;
        let header = Header::read(&compact.header)?;
        if header.typ.as_deref().map(media_type).as_deref() != Some(TYP) {
            return Err(header_fault("header.typ", format!("expected {TYP}")).into());
        }
        let verifier = signed_by(&compact, &header, client_id)?;
        let claims = Claims::read(&payload)?;
        claims.at_once(now)?;
        let is = |name: &str, expected: &str| match payload.get(name).and_then(Value::as_str) {
            Some(found) if found == expected => Ok(()),
            Some(_) | None => Err(member(name, format!("expected {expected}"))),
        };
        is("client_id", client_id)?;
        is("response_type", "vp_token")?;
        is("response_mode", "direct_post")?;
        if payload.contains("transaction_data") {
            return Err(member("transaction_data", "is not understood here").into());
        }
        let query = payload.get("dcql_query").ok_or_else(|| member("dcql_query", "is missing"))?;
        let query = Query::read(query).map_err(|fault| RequestFault(fault.to_string()))?;
        Ok(Self {
            client_id: client_id.to_owned(),
            verifier,
            response_uri: needed(&payload, "response_uri")?,
            nonce: needed(&payload, "nonce")?,
            state: payload.get("state").and_then(Value::as_str).map(str::to_owned),
            query,
        })
    }
}

/// The DID in the name of a verifier, where the signature is by one of its keys.
fn signed_by(compact: &Compact, header: &Header, client_id: &str) -> Result<String, RequestFault> {
    let did = client_id.strip_prefix(PREFIX);
    let did = did.ok_or_else(|| member("client_id", format!("expected {PREFIX} and a DID")))?;
    let kid = header.kid.as_deref().ok_or_else(|| header_fault("header.kid", "is missing"))?;
    let method = Documents::new().method(kid, Relation::Authentication);
    let method = method.map_err(|fault| header_fault("header.kid", fault.to_string()))?;
    if method.controller != did {
        return Err(Fault::Another { party: did.to_owned(), method: kid.to_owned() }.into());
    }
    let Compact { message, signature, .. } = compact.clone();
    let signed = Signed { message, signature, header: Ok(header.clone()) };
    signed.fits(&method.key, kid, header, &Work::inside())?;
    Ok(did.to_owned())
}

fn needed(payload: &Object, name: &'static str) -> Result<String, Fault> {
    let text = payload.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| member(name, "is missing"))
}

#[cfg(test)]
mod tests {
    use bot_protocol::canon::json;
    use bot_protocol::identity::KeyCodec;

    use super::*;
    use crate::jose::{Signer, sign_jwt};
    use crate::signing::SigningKey;

    #[track_caller]
    fn check(change: &str, typ: &str, expected: &str) {
        let key = SigningKey::from_seed(KeyCodec::Ed25519, &[7; 32]).unwrap();
        let client = format!("{PREFIX}{}", key.did());
        let mut claims = object(&format!(
            r#"{{"client_id":"{client}","response_type":"vp_token","response_mode":"direct_post",
            "response_uri":"https://a.example/r","nonce":"n","state":"s","exp":1900000000,
            "dcql_query":{{"credentials":[{{"id":"a","format":"ldp_vc",
            "meta":{{"type_values":[["X"]]}}}}]}}}}"#
        ));
        for (name, value) in object(change).iter() {
            claims.insert(name, value.clone());
        }
        let kid = key.verification_method();
        let text = sign_jwt(&claims, typ, Signer { key: &key, kid: &kid }).unwrap();
        let now = Timestamp::from_millis(1_800_000_000_000);
        let said = match SignedRequest::verify(&text, &client, now) {
            Ok(request) => format!("{} {}", request.response_uri, request.nonce),
            Err(fault) => fault.to_string(),
        };
        assert_eq!(said, expected);
        let other = format!("{PREFIX}did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp");
        assert!(SignedRequest::verify(&text, &other, now).is_err());
        assert!(SignedRequest::verify(&text, "redirect_uri:https://a.example/r", now).is_err());
        let bent = text.replacen(".ey", ".eyA", 1);
        assert!(SignedRequest::verify(&bent, &client, now).is_err());
    }

    fn object(text: &str) -> Object {
        json::read(text.as_bytes()).unwrap().as_object().unwrap().clone()
    }

    #[test]
    fn a_request_holds_by_the_did_in_the_name_of_its_verifier() {
        check("{}", TYP, "https://a.example/r n");
        check("{}", "JWT", "header.typ: expected oauth-authz-req+jwt");
        check("{\"exp\":1700000000}", TYP, "it has expired at 2023-11-14T22:13:20Z");
        check("{\"response_mode\":\"fragment\"}", TYP, "response_mode: expected direct_post");
        check("{\"nonce\":\"\"}", TYP, "nonce: is missing");
        check("{\"transaction_data\":[]}", TYP, "transaction_data: is not understood here");
        check("{\"dcql_query\":{}}", TYP, "credentials: expected a list");
        check(
            "{\"client_id\":\"x\"}",
            TYP,
            &format!("client_id: expected {PREFIX}{}", {
                SigningKey::from_seed(KeyCodec::Ed25519, &[7; 32]).unwrap().did()
            }),
        );
    }
}
