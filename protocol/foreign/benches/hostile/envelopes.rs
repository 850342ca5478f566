//! Credentials in envelopes: JWT, SD-JWT, COSE, and those of old badges.

use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::json::Value;
use bot_protocol::canon::multibase::{encode_base64, encode_base64url};
use bot_protocol::credential::proof::Suite;
use bot_protocol::identity::{KeyCodec, Multikey};

use super::Case;
use super::documents::{by_us, credential, signed};
use super::signers::{did, multikey};

/// A key of the slowest curve; the number is that of a point of it.
fn p521() -> Multikey {
    // The generator of the curve, compressed. Source: SEC 2 §2.9.1.
    let text = "0200c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66";
    let digits = text
        .as_bytes()
        .chunks(2)
        .map(|two| u8::from_str_radix(str::from_utf8(two).expect("digits"), 16).expect("digits"));
    multikey(KeyCodec::P521, &digits.collect::<Vec<_>>())
}

/// A JWT by the slowest curve whose signature has the right form and does not fit.
pub(crate) fn slow(id: usize, text: usize) -> String {
    let (issuer, method) = did(&p521());
    let header = format!(r#"{{"alg":"ES512","typ":"vc+jwt","kid":"{method}"}}"#);
    jwt(&header, &issuer, (id, text), &[1; 132])
}

/// A JWT by the largest key with the largest exponent, which only a header can bring.
fn large(id: usize) -> String {
    let [n, e] = [&[0xff; 1024][..], &[1, 0xff, 0xff, 0xff, 0xff]].map(encode_base64url);
    let header =
        format!(r#"{{"alg":"RS256","typ":"vc+jwt","jwk":{{"kty":"RSA","n":"{n}","e":"{e}"}}}}"#);
    jwt(&header, &did(&p521()).0, (id, 0), &[1; 1024])
}

fn jwt(header: &str, issuer: &str, (id, text): (usize, usize), signature: &[u8]) -> String {
    let more = format!(r#", "x": "{}""#, "a".repeat(text));
    let payload = Value::Object(credential(issuer, id, "EndorsementCredential", &more)).to_bytes();
    [header.as_bytes(), &payload, signature].map(encode_base64url).join(".")
}

fn around(jwts: &[String]) -> Vec<u8> {
    let mut document = by_us(0, "OpenBadgeCredential", "");
    document.insert("endorsementJwt", Value::array(jwts.iter().map(String::as_str)));
    signed(document, Suite::EddsaJcs2022, 1).to_bytes()
}

fn nested(jwts: &[String]) -> Vec<u8> {
    let mut document = by_us(0, "OpenBadgeCredential", "");
    let subject = document.get_mut("credentialSubject").and_then(Value::as_object_mut);
    let list = Value::array(jwts.iter().map(String::as_str));
    subject.expect("it was just made").insert("verifiableCredential", list);
    signed(document, Suite::EddsaJcs2022, 1).to_bytes()
}

/// An SD-JWT of as many disclosures as there may be, with so much text in each.
fn sd_jwt(count: usize, text: usize, nest: bool) -> String {
    let (issuer, method) = did(&p521());
    let mut digests: Vec<String> = Vec::new();
    let mut shown = Vec::new();
    for number in 0..count {
        let value = "a".repeat(text);
        let inner = if nest { digests.last().cloned() } else { None };
        let value = match inner {
            Some(digest) if number % 28 != 0 => {
                digests.pop();
                format!(r#"{{"_sd": ["{digest}"], "y": "{value}"}}"#)
            }
            Some(_) | None => format!("\"{value}\""),
        };
        let disclosure = format!(r#"["{number}", "m{number}", {value}]"#);
        let disclosure = encode_base64url(disclosure.as_bytes());
        digests.push(encode_base64url(sha256(&[disclosure.as_bytes()]).as_bytes()));
        shown.push(disclosure);
    }
    let more = format!(r#", "_sd": ["{}"]"#, digests.join("\",\""));
    let payload = Value::Object(credential(&issuer, 1, "OpenBadgeCredential", &more)).to_bytes();
    let header = format!(r#"{{"alg":"ES512","typ":"vc+sd-jwt","kid":"{method}"}}"#);
    let jwt = [header.as_bytes(), &payload, &[1; 132]].map(encode_base64url).join(".");
    format!("{jwt}~{}~", shown.join("~"))
}

fn cose(text: usize) -> Vec<u8> {
    let (issuer, method) = did(&p521());
    let more = format!(r#", "x": "{}""#, "a".repeat(text));
    let payload = Value::Object(credential(&issuer, 1, "OpenBadgeCredential", &more)).to_bytes();
    let string = |major: u8, bytes: &[u8]| {
        let length = bytes.len() as u32;
        let head = match length {
            0..24 => vec![major | length as u8],
            24..256 => vec![major | 24, length as u8],
            256..65_536 => [&[major | 25][..], &(length as u16).to_be_bytes()].concat(),
            _ => [&[major | 26][..], &length.to_be_bytes()].concat(),
        };
        [head, bytes.to_vec()].concat()
    };
    let protected = [&[0xa2, 1, 0x38, 35, 4][..], &string(0x40, method.as_bytes())].concat();
    let parts = [vec![0xd2, 0x84], string(0x40, &protected), vec![0xa0]];
    [parts.concat(), string(0x40, &payload), string(0x40, &[1; 132])].concat()
}

fn old(text: usize, nest: bool) -> Vec<u8> {
    let class = |inner: &str| {
        format!(
            r#"{{"type": "BadgeClass", "id": "https://a.example/c", "name": "n", "description": "d", "image": "https://a.example/i.png", "criteria": {{"narrative": "{}"}}, "issuer": {{"type": "Issuer", "id": "https://a.example/p", "name": "a", "url": "https://a.example"}}{inner}}}"#,
            "a".repeat(text)
        )
    };
    let endorsement = r#"{"type": "Endorsement", "@context": "https://w3id.org/openbadges/v2", "id": "https://a.example/e", "issuer": "https://b.example/p", "issuedOn": "2020-01-01T00:00:00Z", "claim": {"id": "https://a.example/c", "endorsementComment": "x"}, "verification": {"type": "HostedBadge"}}"#;
    let inner = if nest {
        format!(r#", "endorsement": [{}]"#, vec![endorsement; 2_700].join(","))
    } else {
        String::new()
    };
    format!(r#"{{"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://a.example/1", "recipient": {{"type": "email", "hashed": false, "identity": "a@b.example"}}, "badge": {}, "issuedOn": "2020-01-01T00:00:00Z", "verification": {{"type": "HostedBadge"}}{inner}}}"#, class(&inner)).into_bytes()
}

pub(crate) fn all() -> Vec<Case> {
    let many = |text: usize| -> Vec<String> { (1..=64).map(|id| slow(id, text)).collect() };
    let rsa = || -> Vec<String> { (1..=64).map(large).collect() };
    vec![
        Case::new("one JWT by P-521", slow(1, 0)),
        Case::new("one JWT by RSA", large(1)),
        Case::new("one JWT of 1 MiB", slow(1, 700_000)),
        Case::new("endorsement JWTs by P-521", around(&many(0))),
        Case::new("endorsement JWTs by P-521, large", around(&many(10_000))),
        Case::new("endorsement JWTs by RSA", around(&rsa())),
        Case::new("nested JWTs by P-521", nested(&many(0))),
        Case::new("nested JWTs by RSA", nested(&rsa())),
        Case::new("SD-JWT, 256 disclosures", sd_jwt(256, 2_900, false)),
        Case::new("SD-JWT, 256 disclosures in each other", sd_jwt(256, 2_800, true)),
        Case::new("SD-JWT, 257 disclosures", sd_jwt(257, 2_900, false)),
        Case::new(
            "SD-JWT, disclosures without end",
            [slow(1, 0).into_bytes(), b"~WyJhIl0".repeat(250_000)].concat(),
        ),
        Case::new("COSE of 1 MiB", cose(1_040_000)),
        Case::new("COSE of 1 MiB in base64", encode_base64(&cose(1_040_000))),
        Case::new("CBOR in CBOR", vec![0x81; 2_000_000]),
        Case::new("an old badge of 1 MiB", old(1_040_000, false)),
        Case::new("an old badge of endorsements", old(0, true)),
    ]
}
