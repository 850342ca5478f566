//! Keys written as JSON Web Keys, for documents that describe an identifier.

use crate::canon::json::Value;
use crate::canon::multibase::encode_base64url;
use crate::identity::point::coordinates;
use crate::identity::{KeyCodec, Multikey};

impl Multikey {
    /// The key as a public JSON Web Key; none where its bytes are no key, or JOSE has no name for
    /// its kind.
    ///
    /// Source: RFC 7518 §6; RFC 8037 §2; RFC 8812 §3.1.
    #[must_use]
    pub fn to_jwk(&self) -> Option<Value> {
        match self.codec {
            KeyCodec::Ed25519 => Some(octets("Ed25519", &self.bytes)),
            KeyCodec::X25519 => Some(octets("X25519", &self.bytes)),
            KeyCodec::P256 => point("P-256", self),
            KeyCodec::P384 => point("P-384", self),
            KeyCodec::P521 => point("P-521", self),
            KeyCodec::Secp256k1 => point("secp256k1", self),
            KeyCodec::Rsa => rsa(&self.bytes),
            KeyCodec::Bls12381G1 | KeyCodec::Bls12381G2 | KeyCodec::Bls12381G1G2 => None,
        }
    }
}

fn octets(curve: &str, bytes: &[u8]) -> Value {
    let x = encode_base64url(bytes);
    Value::object([("kty", "OKP"), ("crv", curve), ("x", x.as_str())])
}

fn point(curve: &str, key: &Multikey) -> Option<Value> {
    let (x, y) = coordinates(key.codec, &key.bytes)?;
    let (x, y) = (encode_base64url(&x), encode_base64url(&y));
    Some(Value::object([("kty", "EC"), ("crv", curve), ("x", x.as_str()), ("y", y.as_str())]))
}

/// The two numbers of an `RSAPublicKey`.
///
/// Source: RFC 8017 §A.1.1.
fn rsa(der: &[u8]) -> Option<Value> {
    let (numbers, rest) = tagged(0x30, der)?;
    let (modulus, numbers) = tagged(0x02, numbers)?;
    let (exponent, none) = tagged(0x02, numbers)?;
    let number = |bytes: &[u8]| {
        let first = bytes.iter().position(|byte| *byte != 0)?;
        Some(encode_base64url(bytes.get(first..)?))
    };
    let (n, e) = (number(modulus)?, number(exponent)?);
    let whole = rest.is_empty() && none.is_empty();
    whole.then(|| Value::object([("kty", "RSA"), ("n", n.as_str()), ("e", e.as_str())]))
}

/// The content of the DER value with this tag, and what follows it.
///
/// Source: ITU-T X.690 §8.1.3.
fn tagged(tag: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, content) = match bytes {
        [first, 0x81, length, content @ ..] if *first == tag => (usize::from(*length), content),
        [first, 0x82, high, low, content @ ..] if *first == tag => {
            (usize::from(u16::from_be_bytes([*high, *low])), content)
        }
        [first, length @ ..=0x7f, content @ ..] if *first == tag => (usize::from(*length), content),
        _ => return None,
    };
    content.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::json;

    fn check(jwk: &str) {
        let jwk = json::read(jwk.as_bytes()).unwrap();
        let key = Multikey::from_jwk(&jwk).unwrap();
        assert_eq!(key.to_jwk(), Some(jwk));
    }

    #[test]
    fn a_key_is_written_as_it_was_read() {
        check(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#);
        check(
            r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
        );
        let modulus = encode_base64url(&[0xa5; 256]);
        check(&format!(r#"{{"kty":"RSA","n":"{modulus}","e":"AQAB"}}"#));
    }

    #[test]
    fn what_is_no_key_is_not_written() {
        let refused = |codec, bytes: &[u8]| Multikey { codec, bytes: bytes.to_vec() }.to_jwk();
        assert_eq!(refused(KeyCodec::Rsa, &[0x30, 0x03, 0x02, 0x01]), None);
        assert_eq!(refused(KeyCodec::Rsa, &[0x30, 0x06, 2, 1, 9, 2, 1, 3, 0]), None);
        assert!(refused(KeyCodec::Rsa, &[0x30, 0x06, 2, 1, 9, 2, 1, 3]).is_some());
        assert_eq!(refused(KeyCodec::P256, &[2; 32]), None);
        assert_eq!(refused(KeyCodec::Bls12381G2, &[2; 96]), None);
    }
}
