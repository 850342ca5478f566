//! The key of a signed badge, and whether it is its issuer's.
//!
//! Since Open Badges 2.0 the key names its owner and the owner's profile names the key; before, the
//! key is a PEM file on the issuer's host. What a badge says of its issuer or of a key counts for
//! nothing here: both are taken from the copies of what lies at their own addresses.
//!
//! Source: Open Badges 2.0, CryptographicKey and "Signed Verification"; Open Badges 1.1,
//! VerificationObject; RFC 5280 §4.1.2.7 and RFC 7468 §13 (the key as PEM).

use bot_protocol::canon::json::Value;
use bot_protocol::canon::multibase::decode_base64;
use bot_protocol::credential::model::{many, types};
use bot_protocol::identity::{KeyCodec, Multikey};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Evidence, Reason};
use rsa::pkcs8::der::Decode as _;
use rsa::pkcs8::spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};

use super::date::{Edge, moment};
use super::document::{Generation, fault, id_of};
use super::host;
use super::parts::{Lack, Part, found};

/// A key of an issuer.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// Its address.
    pub(super) url: String,
    pub(super) key: Multikey,
    /// From when on its document says that it signs nothing.
    pub(super) ends: Option<Timestamp>,
}

/// The key that signs for an issuer: the one named, else the only one of its profile.
///
/// # Errors
/// The reason why there is none: not at hand, another's, of no known kind.
pub(super) fn of(
    generation: Generation,
    issuer: &Part,
    named: Option<&str>,
    evidence: &Evidence,
) -> Result<Key, Reason> {
    match generation {
        Generation::Half | Generation::One => on_host(issuer, named, evidence),
        Generation::Two => of_profile(issuer, named, evidence),
    }
}

/// A key of which only its address is known, whoever owns it.
pub(super) fn at(generation: Generation, url: &str, evidence: &Evidence) -> Option<Multikey> {
    let document = match generation {
        Generation::Half | Generation::One => evidence.copy(url)?.content.clone(),
        Generation::Two => found(generation, "key", url, evidence).ok()?.document,
    };
    read(&document, url).ok()
}

fn another(issuer: &Part, url: &str) -> Reason {
    Reason::ProofNamesAnother { issuer: issuer.id.clone(), method: url.to_owned() }
}

fn on_host(issuer: &Part, named: Option<&str>, evidence: &Evidence) -> Result<Key, Reason> {
    let missing = || Reason::from(Lack::Wrong(fault("verify.url", "is missing")));
    let url = named.ok_or_else(missing)?;
    if !host::same(url, &issuer.id) {
        return Err(another(issuer, url));
    }
    let lack = Lack::Missing { part: "key", url: url.to_owned() };
    let copy = evidence.copy(url).ok_or_else(|| Reason::from(lack))?;
    standing(&copy.content, url, fetched(url, evidence))
}

fn of_profile(issuer: &Part, named: Option<&str>, evidence: &Evidence) -> Result<Key, Reason> {
    let listed: Vec<&Value> = issuer.document.get("publicKey").into_iter().flat_map(many).collect();
    let node = match (named, listed.as_slice()) {
        (Some(url), _) => {
            let own = listed.iter().find(|node| id_of(node) == Some(url));
            own.ok_or_else(|| another(issuer, url))?
        }
        (None, [only]) => only,
        (None, []) => return Err(Reason::KeyNotHere { method: issuer.id.clone() }),
        (None, _) => {
            let what = "the issuer has several keys, and none is named".to_owned();
            return Err(Reason::FeatureUnknown { field: "verification.creator".to_owned(), what });
        }
    };
    let url = id_of(node).unwrap_or(&issuer.id);
    let inside = is_key(node);
    let document = if inside {
        (*node).clone()
    } else {
        let part = found(Generation::Two, "key", url, evidence)?;
        // What lies at the address says that it is another key than the profile lists.
        if part.id != url {
            return Err(another(issuer, &part.id));
        }
        part.document
    };
    let wrong = |field: &str, what: &str| Reason::from(Lack::Wrong(fault(field, what)));
    if types(&document).next().is_some() && !types(&document).any(|kind| kind == "CryptographicKey")
    {
        return Err(wrong("publicKey.type", "expected CryptographicKey"));
    }
    match document.get("owner").and_then(id_of) {
        Some(owner) if owner != issuer.id => return Err(another(issuer, url)),
        None if !inside => return Err(wrong("publicKey.owner", "is missing")),
        Some(_) | None => {}
    }
    let profiles = fetched(&issuer.id, evidence).filter_map(|profile| profile.get("publicKey"));
    let once = profiles.flat_map(many).filter(|node| is_key(node));
    standing(&document, url, fetched(url, evidence).chain(once))
}

/// What was fetched from an address, whenever.
fn fetched<'e>(url: &str, evidence: &'e Evidence) -> impl Iterator<Item = &'e Value> {
    let copies = evidence.copies(url).filter(|copy| copy.fetched.is_some());
    copies.map(|copy| &copy.content)
}

/// The key in a document, where neither that nor what was fetched of the same key before says that
/// it is revoked: what was taken back stays so.
fn standing<'e>(
    document: &Value,
    url: &str,
    before: impl Iterator<Item = &'e Value>,
) -> Result<Key, Reason> {
    let key = read(document, url)?;
    let mut ends = end(document, url)?;
    for said in before.filter(|said| read(said, url).is_ok_and(|said| said == key)) {
        ends = ends.into_iter().chain(end(said, url)?).min();
    }
    let ends = ends.into_iter().chain(expiry(document, url)?).min();
    Ok(Key { url: url.to_owned(), key, ends })
}

/// The moment at which a document says that its key was revoked.
///
/// Source: Open Badges 2.0, "Revoking" (`revoked` is a boolean); Controlled Identifiers 1.0 §2.2.
fn end(document: &Value, url: &str) -> Result<Option<Timestamp>, Reason> {
    match document.get("revoked") {
        None | Some(Value::Null | Value::Bool(false)) => Ok(None),
        Some(said) => moment(said, Edge::First).map(Some).ok_or_else(|| {
            let what = "it says that it is revoked".to_owned();
            Reason::KeyNotListed { method: url.to_owned(), what }
        }),
    }
}

/// The moment after which a document says that its key signs nothing.
fn expiry(document: &Value, url: &str) -> Result<Option<Timestamp>, Reason> {
    let said = document.get("expires").filter(|said| !said.is_null());
    let Some(said) = said else { return Ok(None) };
    moment(said, Edge::Last).map(Some).ok_or_else(|| {
        let what = "expires is no date and time".to_owned();
        Reason::KeyNotListed { method: url.to_owned(), what }
    })
}

/// What a node of a profile's `publicKey` says of a key.
pub(crate) struct Said {
    /// The key, where it holds one itself.
    pub(crate) key: Option<Multikey>,
    /// Why it is withdrawn, where it says so.
    pub(crate) revoked: Option<String>,
    /// When it ends by itself.
    pub(crate) expires: Option<Timestamp>,
}

impl Said {
    /// Reads a node that names a key by the address `url`; what it says of a revocation whose moment
    /// can be told withdraws the key as well.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn of(node: &Value, url: &str) -> Result<Self, String> {
        let unreadable = || "the issuer's profile holds it in a form that is not known".to_owned();
        let revoked = !matches!(end(node, url), Ok(None));
        Ok(Self {
            key: match is_key(node) {
                true => Some(read(node, url).map_err(|_| unreadable())?),
                false => None,
            },
            revoked: revoked.then(|| "the issuer's profile says that it is revoked".to_owned()),
            expires: expiry(node, url).map_err(|_| "its expires is no date and time".to_owned())?,
        })
    }
}

/// Whether a node holds a key itself.
fn is_key(node: &Value) -> bool {
    ["publicKeyPem", "publicKeyJwk"].into_iter().any(|name| node.get(name).is_some())
}

/// The key in a document: as PEM, as a JWK, or the whole is PEM.
fn read(document: &Value, url: &str) -> Result<Multikey, Reason> {
    let unknown = || Reason::KeyTypeUnknown { method: url.to_owned() };
    let pem = document.as_str().or_else(|| document.get("publicKeyPem")?.as_str());
    match (pem, document.get("publicKeyJwk")) {
        (Some(pem), None) => of_pem(pem).ok_or_else(unknown),
        (None, Some(jwk)) => Multikey::from_jwk(jwk).map_err(|_| unknown()),
        // Two keys in one place: nobody can tell which one is meant.
        (Some(_), Some(_)) | (None, None) => Err(unknown()),
    }
}

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
fn of_pem(text: &str) -> Option<Multikey> {
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
