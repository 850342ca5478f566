//! A key as PEM.
//!
//! Source: RFC 5280 §4.1.2.7 and RFC 7468 §13.

use bot_protocol::canon::multibase::decode_base64;
use bot_protocol::identity::{KeyCodec, Multikey};
use rsa::pkcs8::der::Decode as _;
use rsa::pkcs8::spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// The curves by their identifier.
///
/// Source: RFC 5480 §2.1.1.1; SEC 2 §A.2.1.
const CURVES: [(ObjectIdentifier, KeyCodec); 4] = [
    (ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"), KeyCodec::P256),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), KeyCodec::P384),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), KeyCodec::P521),
    (ObjectIdentifier::new_unwrap("1.3.132.0.10"), KeyCodec::Secp256k1),
];

/// The key in a PEM text; `None` where it is none of a kind known here.
pub(super) fn of_pem(text: &str) -> Option<Multikey> {
    let (label, body) = block(text.trim())?;
    let base64: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let der = decode_base64(&base64).ok()?;
    match label {
        "PUBLIC KEY" => of_spki(&der),
        "RSA PUBLIC KEY" => Some(Multikey { codec: KeyCodec::Rsa, bytes: der }),
        _ => None,
    }
}

/// The label and the body of the one block of a PEM text.
fn block(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.strip_prefix("-----BEGIN ")?.split_once("-----")?;
    let end = format!("-----END {label}-----");
    let body = rest.strip_suffix(end.as_str())?;
    (!body.contains('-')).then_some((label, body))
}

fn of_spki(der: &[u8]) -> Option<Multikey> {
    let info = SubjectPublicKeyInfoRef::from_der(der).ok()?;
    let key = info.subject_public_key.as_bytes()?;
    let codec = match info.algorithm.oid {
        RSA => KeyCodec::Rsa,
        ED25519 => KeyCodec::Ed25519,
        EC => {
            let curve = info.algorithm.parameters_oid().ok()?;
            let codec = CURVES.iter().find(|(oid, _)| *oid == curve).map(|(_, codec)| *codec)?;
            return Some(Multikey { codec, bytes: compressed(codec, key)? });
        }
        _ => return None,
    };
    Some(Multikey { codec, bytes: key.to_vec() })
}

/// A point in its short form.
///
/// Source: SEC 1 §2.3.3.
fn compressed(codec: KeyCodec, point: &[u8]) -> Option<Vec<u8>> {
    let short = codec.key_bytes()?;
    match point.split_first()? {
        (2 | 3, _) => Some(point.to_vec()),
        (4, both) => {
            let (x, y) = both.split_at_checked(short.checked_sub(1)?)?;
            let odd = y.last().filter(|_| y.len() == x.len())? & 1;
            Some([&[odd.saturating_add(2)][..], x].concat())
        }
        _ => None,
    }
}
