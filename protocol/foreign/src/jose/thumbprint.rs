//! The thumbprint of a key, by which some headers name it.
//!
//! Source: RFC 7638 §3; RFC 8037 §2.

use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::multibase::encode_base64url;
use bot_protocol::identity::{KeyCodec, Multikey};
use rsa::pkcs1::DecodeRsaPublicKey as _;
use rsa::traits::PublicKeyParts as _;

/// The SHA-256 thumbprint of a key in base64url; `None` where JOSE has no such key.
pub(crate) fn thumbprint(key: &Multikey) -> Option<String> {
    let bytes = key.bytes.as_slice();
    let text = encode_base64url;
    // The required members in the order of their names, without white space.
    let members = match key.codec {
        KeyCodec::Ed25519 => {
            format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, text(bytes))
        }
        KeyCodec::P256 => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(bytes).ok()?;
            curve("P-256", key.to_sec1_point(false).as_bytes())?
        }
        KeyCodec::P384 => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(bytes).ok()?;
            curve("P-384", key.to_sec1_point(false).as_bytes())?
        }
        KeyCodec::P521 => {
            let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(bytes).ok()?;
            curve("P-521", key.to_sec1_point(false).as_bytes())?
        }
        KeyCodec::Secp256k1 => {
            let key = k256::ecdsa::VerifyingKey::from_sec1_bytes(bytes).ok()?;
            curve("secp256k1", key.to_sec1_point(false).as_bytes())?
        }
        KeyCodec::Rsa => {
            let key = rsa::PublicKey::from_pkcs1_der(bytes).ok()?;
            let (n, e) = (text(&key.n_bytes()), text(&key.e_bytes()));
            format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#)
        }
        KeyCodec::X25519 | KeyCodec::Bls12381G1 | KeyCodec::Bls12381G2 | KeyCodec::Bls12381G1G2 => {
            return None;
        }
    };
    Some(text(sha256(&[members.as_bytes()]).as_bytes()))
}

/// The members of a point that is not compressed.
fn curve(name: &str, point: &[u8]) -> Option<String> {
    let coordinates = point.split_first()?.1;
    let (x, y) = coordinates.split_at_checked(coordinates.len().checked_div(2)?)?;
    let (x, y) = (encode_base64url(x), encode_base64url(y));
    Some(format!(r#"{{"crv":"{name}","kty":"EC","x":"{x}","y":"{y}"}}"#))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::tests::Signer;

    #[test]
    fn a_thumbprint_is_that_of_the_required_members() {
        // Source: RFC 8037 §A.3.
        let jwk =
            r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        let key = Multikey::from_jwk(&bot_protocol::canon::json::read(jwk.as_bytes()).unwrap());
        let found = thumbprint(&key.unwrap());
        assert_eq!(found.as_deref(), Some("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
        let all = Signer::all().map(|signer| thumbprint(&signer.key()));
        let distinct: std::collections::BTreeSet<_> = all.iter().flatten().collect();
        assert_eq!(distinct.len(), 6);
        let none = Multikey { codec: KeyCodec::X25519, bytes: vec![1; 32] };
        assert_eq!(thumbprint(&none), None);
        let broken = Multikey { codec: KeyCodec::P256, bytes: vec![9; 33] };
        assert_eq!(thumbprint(&broken), None);
    }
}
