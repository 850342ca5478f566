//! Credentials that are signed as a JWT, and what their claims repeat.

use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::multibase::decode_base64url;
use bot_protocol::identity::KeyCodec;
use bot_protocol::verdict::Opened;

use super::{HOLDS, said, vc1, vc2};
use crate::jose::{SignFault, Signer, VcJwt, sign_vc_jwt};
use crate::signing::SigningKey;

#[test]
fn a_jwt_of_each_form_is_read_as_the_same_credential() {
    let key = SigningKey::from_seed(KeyCodec::P256, &[7; 32]).unwrap();
    let kid = key.verification_method();
    let signer = Signer { key: &key, kid: &kid };
    let badge = Value::Object(vc2(&key.did(), "\"validUntil\":\"2030-01-01T00:00:00Z\""));
    let old = Value::Object(vc1(&key.did(), ""));
    let rows = [
        (VcJwt::Envelope, &badge),
        (VcJwt::OpenBadge, &badge),
        (VcJwt::Claim, &badge),
        (VcJwt::Claim, &old),
        (VcJwt::OpenBadge, &old),
    ];
    for (form, credential) in rows {
        let text = sign_vc_jwt(credential, form, signer).unwrap();
        assert_eq!(said(&text), HOLDS, "{form:?}");
        let Ok(Some(Opened::Credential(found))) = crate::jose::open(text.as_bytes()) else {
            panic!("{form:?} is no credential")
        };
        assert_eq!(found.document(), credential, "{form:?}");
        let bent = text.replacen(".ey", ".eyI", 1);
        assert_ne!(said(bent), HOLDS, "{form:?}");
    }
    let claims = sign_vc_jwt(&badge, VcJwt::OpenBadge, signer).unwrap();
    let claims = claims.split('.').nth(1).unwrap();
    let claims = json::read(&decode_base64url(claims).unwrap()).unwrap();
    for (name, value) in [
        ("iss", Value::from(key.did())),
        ("jti", Value::from("urn:uuid:1")),
        ("sub", Value::from("did:example:ann")),
        ("nbf", Value::from(json::Number::from_u64(1_767_225_600).unwrap())),
        ("exp", Value::from(json::Number::from_u64(1_893_456_000).unwrap())),
    ] {
        assert_eq!(claims.get(name), Some(&value), "{name}");
    }
    for (more, expected) in [
        ("\"id\":null", "id is missing"),
        ("\"issuer\":null", "issuer.id is missing"),
        ("\"validFrom\":null", "validFrom is missing"),
    ] {
        let badge = Value::Object(vc2(&key.did(), more));
        let fault = sign_vc_jwt(&badge, VcJwt::OpenBadge, signer).unwrap_err();
        assert_eq!(fault.to_string(), expected);
    }
    assert_eq!(sign_vc_jwt(&Value::Null, VcJwt::Claim, signer), Err(SignFault::NoObject));
}
