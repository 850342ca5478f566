//! What the header of an envelope says: an algorithm, a key, media types. Nothing in it decides.
//!
//! The key decides the algorithm, the issuer's identifier decides the key. Addresses and
//! certificates (`jku`, `x5u`, `x5c`) are never followed; what a header calls critical is refused,
//! as nothing is understood here that one could call so.
//!
//! Source: RFC 7515 §4.1; RFC 7797 §3; RFC 8725 §3.1 (algorithm verification), §3.10 (keys and
//! addresses that come along).

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::identity::KeyCodec;

use super::fault::{Fault, header};

/// What a header says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Header {
    /// The algorithm it names.
    pub(crate) algorithm: Algorithm,
    /// The name of the key.
    pub(crate) kid: Option<String>,
    /// A key that stands in the header itself.
    pub(crate) jwk: Option<Value>,
    /// The media type of the whole.
    pub(crate) typ: Option<String>,
    /// The media type of the payload.
    pub(crate) cty: Option<String>,
}

/// The algorithms whose signatures are checked here.
///
/// Source: RFC 7518 §3.1; RFC 8037 §3.1; RFC 8812 §3.2; RFC 9864 (the fully specified names).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// Ed25519.
    EdDsa,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// ECDSA on P-521 with SHA-512.
    Es512,
    /// ECDSA on secp256k1 with SHA-256.
    Es256K,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
}

impl Algorithm {
    /// The algorithm of this name.
    ///
    /// # Errors
    /// [`Fault`]: one that proves nothing is wrong, any other is not known here.
    pub(crate) fn named(name: &str) -> Result<Self, Fault> {
        match name {
            "EdDSA" | "Ed25519" => Ok(Self::EdDsa),
            "ES256" | "ESP256" => Ok(Self::Es256),
            "ES384" | "ESP384" => Ok(Self::Es384),
            "ES512" | "ESP512" => Ok(Self::Es512),
            "ES256K" => Ok(Self::Es256K),
            "RS256" => Ok(Self::Rs256),
            "HS256" | "HS384" | "HS512" => {
                Err(header("header.alg", format!("{name} needs a secret that both sides know")))
            }
            _ if name.eq_ignore_ascii_case("none") => {
                Err(header("header.alg", format!("{name} means that nothing is signed")))
            }
            _ => Err(Fault::Unknown(name.to_owned())),
        }
    }

    /// The one algorithm of keys of this kind; `None` where nothing is signed with them.
    pub(crate) fn of(key: KeyCodec) -> Option<Self> {
        [Self::EdDsa, Self::Es256, Self::Es384, Self::Es512, Self::Es256K, Self::Rs256]
            .into_iter()
            .find(|algorithm| algorithm.is_of(key))
    }

    /// Its name in JOSE.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::Es256K => "ES256K",
            Self::Rs256 => "RS256",
        }
    }

    /// Whether it is the one algorithm of keys of this kind.
    pub(crate) fn is_of(self, key: KeyCodec) -> bool {
        match key {
            KeyCodec::Ed25519 => self == Self::EdDsa,
            KeyCodec::P256 => self == Self::Es256,
            KeyCodec::P384 => self == Self::Es384,
            KeyCodec::P521 => self == Self::Es512,
            KeyCodec::Secp256k1 => self == Self::Es256K,
            KeyCodec::Rsa => self == Self::Rs256,
            KeyCodec::X25519
            | KeyCodec::Bls12381G1
            | KeyCodec::Bls12381G2
            | KeyCodec::Bls12381G1G2 => false,
        }
    }
}

/// Members that change what is signed, or mean that it is encrypted.
const REFUSED: [&str; 4] = ["b64", "zip", "enc", "epk"];

/// Members of a key that only its owner may know.
///
/// Source: RFC 7518 §6.2.2, §6.3.2, §6.4.1.
const SECRET: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];

impl Header {
    /// Reads the members of a JOSE header.
    ///
    /// # Errors
    /// [`Fault`], whatever makes the envelope worth nothing.
    pub(crate) fn read(members: &Object) -> Result<Self, Fault> {
        if members.contains("crit") {
            return Err(header("header.crit", "nothing that is critical is understood here"));
        }
        if let Some(name) = REFUSED.into_iter().find(|name| members.contains(name)) {
            return Err(header(&format!("header.{name}"), "is not for signed credentials"));
        }
        let Some(name) = text(members, "alg")? else {
            return Err(header("header.alg", "is missing"));
        };
        let algorithm = Algorithm::named(&name)?;
        let kid = text(members, "kid")?;
        if kid.as_deref() == Some("") {
            return Err(header("header.kid", "is empty"));
        }
        let jwk = members.get("jwk").map(public).transpose()?;
        let (typ, cty) = (text(members, "typ")?, text(members, "cty")?);
        Ok(Self { algorithm, kid, jwk, typ, cty })
    }
}

impl Header {
    /// The name of a key of whoever signed; none where it only names the key in the header itself.
    ///
    /// Source: RFC 7515 §4.1.4.
    pub(crate) fn names(&self) -> Option<&str> {
        let embedded = self.jwk.as_ref().and_then(|jwk| jwk.get("kid")?.as_str());
        self.kid.as_deref().filter(|kid| kid.contains(':') || embedded != Some(kid))
    }
}

/// A member that is a text, where it is there.
fn text(members: &Object, name: &str) -> Result<Option<String>, Fault> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_),
        ) => Err(header(&format!("header.{name}"), "expected a text")),
    }
}

/// A key that says nothing secret.
fn public(jwk: &Value) -> Result<Value, Fault> {
    let Some(members) = jwk.as_object() else {
        return Err(header("header.jwk", "expected an object"));
    };
    match SECRET.into_iter().find(|name| members.contains(name)) {
        Some(name) => Err(header(&format!("header.jwk.{name}"), "is secret")),
        None => Ok(jwk.clone()),
    }
}

/// A media type without `application/`, in lower case: the short form that headers use.
///
/// Source: RFC 7515 §4.1.9.
pub(crate) fn media_type(text: &str) -> String {
    let name = text.to_ascii_lowercase();
    match name.strip_prefix("application/") {
        Some(short) if !short.contains('/') => short.to_owned(),
        Some(_) | None => name,
    }
}

#[cfg(test)]
mod tests {
    use bot_protocol::canon::json;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let members = json::read(text.as_bytes()).unwrap();
        let said = match Header::read(members.as_object().unwrap()) {
            Ok(header) => format!("{} {:?}", header.algorithm.name(), header.kid),
            Err(fault) => format!("{:?}: {fault}", fault.clone().integrity().answer()),
        };
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn a_header_is_read_and_whatever_would_decide_is_refused() {
        check(
            r#"{"alg":"ES256","kid":"did:web:a.example#1"}"#,
            "ES256 Some(\"did:web:a.example#1\")",
        );
        check(
            r#"{"alg":"EdDSA","jku":"https://x.example","x5u":"https://x.example"}"#,
            "EdDSA None",
        );
        check(r#"{"alg":"EdDSA","x5c":["MIIB"],"x5t":"x"}"#, "EdDSA None");
        check(r#"{}"#, "No: header.alg: is missing");
        check(r#"{"alg":5}"#, "No: header.alg: expected a text");
        check(r#"{"alg":null}"#, "No: header.alg: expected a text");
        check(r#"{"alg":"none"}"#, "No: header.alg: none means that nothing is signed");
        check(r#"{"alg":"nOnE"}"#, "No: header.alg: nOnE means that nothing is signed");
        check(r#"{"alg":"HS256"}"#, "No: header.alg: HS256 needs a secret that both sides know");
        check(r#"{"alg":"PS256"}"#, "Unknown: the algorithm PS256 is not known");
        check(r#"{"alg":"es256"}"#, "Unknown: the algorithm es256 is not known");
        let crit = "No: header.crit: nothing that is critical is understood here";
        check(r#"{"alg":"EdDSA","crit":["b64"],"b64":false}"#, crit);
        check(r#"{"alg":"EdDSA","crit":[]}"#, crit);
        check(r#"{"alg":"EdDSA","b64":false}"#, "No: header.b64: is not for signed credentials");
        check(r#"{"alg":"EdDSA","b64":true}"#, "No: header.b64: is not for signed credentials");
        check(r#"{"alg":"EdDSA","zip":"DEF"}"#, "No: header.zip: is not for signed credentials");
        check(r#"{"alg":"EdDSA","kid":""}"#, "No: header.kid: is empty");
        check(r#"{"alg":"EdDSA","kid":["a"]}"#, "No: header.kid: expected a text");
        check(r#"{"alg":"EdDSA","jwk":"a"}"#, "No: header.jwk: expected an object");
        check(r#"{"alg":"EdDSA","jwk":{"kty":"oct","k":"AA"}}"#, "No: header.jwk.k: is secret");
        check(r#"{"alg":"EdDSA","jwk":{"kty":"OKP"}}"#, "EdDSA None");
    }

    #[test]
    fn each_kind_of_key_has_one_algorithm() {
        let all = [
            (Algorithm::EdDsa, KeyCodec::Ed25519),
            (Algorithm::Es256, KeyCodec::P256),
            (Algorithm::Es384, KeyCodec::P384),
            (Algorithm::Es512, KeyCodec::P521),
            (Algorithm::Es256K, KeyCodec::Secp256k1),
            (Algorithm::Rs256, KeyCodec::Rsa),
        ];
        for (algorithm, own) in all {
            assert_eq!(Algorithm::named(algorithm.name()), Ok(algorithm));
            for key in KeyCodec::ALL {
                assert_eq!(algorithm.is_of(key), key == own, "{algorithm:?} {key}");
            }
            assert_eq!(Algorithm::of(own), Some(algorithm));
        }
    }

    #[test]
    fn media_types_have_a_short_form() {
        for (text, short) in [
            ("vc+jwt", "vc+jwt"),
            ("application/vc+jwt", "vc+jwt"),
            ("Application/VC+JWT", "vc+jwt"),
            ("very/bad", "very/bad"),
            ("application/a/b", "application/a/b"),
        ] {
            assert_eq!(media_type(text), short);
        }
    }
}
