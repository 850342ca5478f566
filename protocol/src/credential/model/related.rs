//! Related resources: what a credential points to, with the digest that its content must have.
//!
//! Digests of contexts that come with the program are compared with every content they are known
//! to have had. What lies elsewhere is not at hand: of that only the form is checked.
//!
//! Source: VC Data Model 2.0 §5.3; Subresource Integrity §3.5.

use std::collections::BTreeSet;

use super::many;
use super::shape::{ShapeFault, fault, url};
use crate::canon::hash::{Hash, sha256};
use crate::canon::jcs;
use crate::canon::json::Value;
use crate::canon::multibase::{decode, decode_base64, encode_base64};
use crate::credential::contexts::{Digest, published};
use crate::limits::CREDENTIAL_ITEMS_MAX;

/// The member.
const NAME: &str = "relatedResource";

/// Reads the digests of a text, where it is nothing else.
type Read = fn(&str) -> Option<Vec<Digest>>;

/// Checks the related resources of a credential, where it has some.
///
/// # Errors
/// The member that is missing or wrong: a resource that is no object, an id that is none or comes
/// twice, no digest, or one that is malformed or of no content that the resource is known to have
/// had.
pub fn check(document: &Value) -> Result<(), ShapeFault> {
    let Some(value) = document.get(NAME) else { return Ok(()) };
    let found = many(value).count();
    if found > CREDENTIAL_ITEMS_MAX {
        return fault(NAME, format!("has {found} resources, at most {CREDENTIAL_ITEMS_MAX}"));
    }
    if found == 0 {
        return fault(NAME, "is empty");
    }
    let mut ids = BTreeSet::new();
    for (index, resource) in many(value).enumerate() {
        let field =
            if value.as_array().is_some() { format!("{NAME}[{index}]") } else { NAME.into() };
        let id = one(resource).map_err(|fault| fault.under(&field))?;
        if !ids.insert(id) {
            return fault(&format!("{field}.id"), "is the id of two resources");
        }
    }
    Ok(())
}

/// A resource by whose digest nobody can put another document under its id: that of the document as
/// RFC 8785 writes it.
#[must_use]
pub fn pinned(id: &str, document: &Value) -> Value {
    let digest = encode_base64(sha256(&[&jcs::canonicalize(document)]).as_bytes());
    Value::object([("id", id), ("digestSRI", &format!("sha256-{digest}"))])
}

/// A resource that is its own content, of this media type, and so travels with the document.
#[must_use]
pub fn inline(media_type: &str, content: &[u8]) -> Value {
    let id = format!("data:{media_type};base64,{}", encode_base64(content));
    let digest = format!("sha256-{}", encode_base64(sha256(&[content]).as_bytes()));
    Value::object([("id", id), ("digestSRI", digest)])
}

/// The contents of this media type that travel with a document.
#[must_use]
pub fn inlined(document: &Value, media_type: &str) -> Vec<Vec<u8>> {
    let start = format!("data:{media_type};base64,");
    let resources = document.get(NAME).into_iter().flat_map(many).take(CREDENTIAL_ITEMS_MAX);
    let texts = resources.filter_map(|one| one.get("id")?.as_str()?.strip_prefix(&start));
    texts.filter_map(|text| decode_base64(text).ok()).collect()
}

/// Whether a document names the digest of this very content for a resource of this id.
#[must_use]
pub fn pins(document: &Value, id: &str, content: &Value) -> bool {
    pinning(document, id, content) == Some(true)
}

/// The same, and nothing where it says nothing of what a resource of this id holds.
#[must_use]
pub fn pinning(document: &Value, id: &str, content: &Value) -> Option<bool> {
    let digests = digests(document, id)?;
    let bytes = jcs::canonicalize(content);
    Some(!digests.is_empty() && digests.iter().all(|digest| digest.of(&bytes) == *digest))
}

/// Whether a document names this SHA-256 for a resource of this id, and no other digest.
#[must_use]
pub fn pins_digest(document: &Value, id: &str, digest: &Hash) -> bool {
    let wanted = Digest::new(digest.as_bytes().to_vec());
    let named = digests(document, id).unwrap_or_default();
    !named.is_empty() && named.into_iter().all(|one| Some(one) == wanted)
}

/// The digests that a document names for a resource of this id, where it names such a resource.
fn digests(document: &Value, id: &str) -> Option<Vec<Digest>> {
    let resources = document.get(NAME).into_iter().flat_map(many);
    let mut named = resources.filter(|one| one.get("id").and_then(Value::as_str) == Some(id));
    let resource = named.next()?;
    let kinds: [(&str, Read); 2] = [("digestSRI", integrity), ("digestMultibase", multihash)];
    let texts = kinds.into_iter().flat_map(|(name, read)| {
        let values = resource.get(name).into_iter().flat_map(many);
        values.filter_map(move |value| read(value.as_str()?))
    });
    Some(texts.flatten().collect())
}

/// Checks one resource; its id.
fn one(resource: &Value) -> Result<&str, ShapeFault> {
    if resource.as_object().is_none() {
        return Err(ShapeFault::here("expected an object"));
    }
    let Some(id) = resource.get("id") else { return fault("id", "is missing") };
    url(id, "id")?;
    let id = id.as_str().unwrap_or_default();
    let mut digests = 0_usize;
    let kinds: [(&str, Read); 2] = [("digestSRI", integrity), ("digestMultibase", multihash)];
    for (name, read) in kinds {
        for value in resource.get(name).into_iter().flat_map(many) {
            let text = value.as_str().unwrap_or_default();
            let Some(found) = read(text) else { return fault(name, "is no digest") };
            digests = digests.saturating_add(1);
            if !fits(id, &found) {
                return fault(name, "is not the digest of a content that is known of this address");
            }
        }
    }
    if digests == 0 {
        return fault("digestSRI", "is missing, and so is digestMultibase");
    }
    Ok(id)
}

/// Whether one of the digests by the strongest algorithm is of a known content, or none is known.
fn fits(id: &str, digests: &[Digest]) -> bool {
    let rank = |digest: &Digest| match digest {
        Digest::Sha256(_) => 0_u8,
        Digest::Sha384(_) => 1,
        Digest::Sha512(_) => 2,
    };
    let strongest = digests.iter().map(rank).max();
    let strong = digests.iter().filter(|digest| Some(rank(digest)) == strongest);
    strong.into_iter().any(|digest| published(id, digest).unwrap_or(true))
}

/// The digests of a text like `sha384-…`, of which there may be several, between blanks.
fn integrity(text: &str) -> Option<Vec<Digest>> {
    let read = |part: &str| {
        // What follows a question mark is for others.
        let part = part.split_once('?').map_or(part, |(part, _)| part);
        let (algorithm, encoded) = part.split_once('-')?;
        let length = match algorithm {
            "sha256" => 32,
            "sha384" => 48,
            "sha512" => 64,
            _ => return None,
        };
        let exact = |text: &str| decode_base64(text).ok().filter(|bytes| bytes.len() == length);
        // Some write the letter of the base before it, as in multibase: the length tells.
        let bytes = exact(encoded).or_else(|| exact(encoded.strip_prefix('M')?))?;
        Digest::new(bytes)
    };
    let digests: Vec<Digest> = text.split_ascii_whitespace().map(read).collect::<Option<_>>()?;
    (!digests.is_empty()).then_some(digests)
}

/// The digest of a multihash in multibase; some leave out the header of the hash.
///
/// Source: multicodec table, rows `sha2-256`, `sha2-384`, `sha2-512`.
fn multihash(text: &str) -> Option<Vec<Digest>> {
    let bytes = decode(text).ok()?;
    let digest = match bytes.as_slice() {
        [0x12, 0x20, digest @ ..] if digest.len() == 32 => digest,
        [0x20, 0x30, digest @ ..] if digest.len() == 48 => digest,
        [0x13, 0x40, digest @ ..] if digest.len() == 64 => digest,
        bare if bare.len() == 32 => bare,
        _ => return None,
    };
    Some(vec![Digest::new(digest.to_vec())?])
}

#[cfg(test)]
mod tests {
    use crate::canon::json::{self, Value};

    const V2: &str = "https://www.w3.org/ns/credentials/v2";
    const ELSEWHERE: &str = "https://school.example/picture.png";

    #[track_caller]
    fn check(resources: &str, expected: &str) {
        let text = format!(r#"{{"relatedResource": {resources}}}"#);
        let document = json::read(text.as_bytes()).unwrap();
        let said = super::check(&document).map_or_else(|fault| fault.field, |()| "fine".to_owned());
        assert_eq!(said, expected, "{resources}");
    }

    fn with(id: &str, name: &str, digest: &str) -> String {
        format!(r#"{{"id": "{id}", "{name}": "{digest}"}}"#)
    }

    #[test]
    fn known_contents_have_known_digests() {
        // The pinned content, by `openssl dgst`, and the version of 2024-07-20.
        for digest in [
            "sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=",
            "sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg",
            "sha384-MNSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg",
            "sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=?type=application/json",
        ] {
            check(&with(V2, "digestSRI", digest), "fine");
        }
        for digest in [
            "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA",
            "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ",
            "uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k",
        ] {
            check(&with(V2, "digestMultibase", digest), "fine");
        }
    }

    #[test]
    fn other_digests_of_known_resources_are_refused() {
        let other = "sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeh";
        check(&with(V2, "digestSRI", other), "relatedResource.digestSRI");
        check(&with(ELSEWHERE, "digestSRI", other), "fine");
        let other = "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzA";
        check(&with(V2, "digestMultibase", other), "relatedResource.digestMultibase");
        check(&with(ELSEWHERE, "digestMultibase", other), "fine");
        // A right digest by a weaker algorithm excuses no wrong one.
        let both = "sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ= \
                    sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeh";
        check(&with(V2, "digestSRI", both), "relatedResource.digestSRI");
    }

    #[test]
    fn a_document_is_pinned_in_whatever_order_it_is_written() {
        let read = |text: &str| json::read(text.as_bytes()).unwrap();
        let (one, same) = (read(r#"{"a": 1, "b": 2}"#), read(r#"{"b":2,"a":1}"#));
        let resource = super::pinned("urn:x", &one);
        let by = Value::object([("relatedResource", Value::array([resource]))]);
        assert!(super::check(&by).is_ok());
        assert!(super::pins(&by, "urn:x", &one) && super::pins(&by, "urn:x", &same));
        assert!(!super::pins(&by, "urn:y", &one));
        let digest = |one| super::sha256(&[&super::jcs::canonicalize(one)]);
        assert!(super::pins_digest(&by, "urn:x", &digest(&one)));
        assert!(!super::pins_digest(&by, "urn:y", &digest(&one)));
        assert!(!super::pins_digest(&by, "urn:x", &digest(&by)));
        assert!(!super::pins(&by, "urn:x", &read(r#"{"a": 1, "b": 3}"#)));
        assert!(!super::pins(&read("{}"), "urn:x", &one));
        // One digest that is another's spoils those that fit.
        let both = super::pinned("urn:x", &one);
        let other = super::pinned("urn:x", &read("{}"));
        let other = other.get("digestSRI").unwrap().as_str().unwrap().to_owned();
        let mut both = both.as_object().unwrap().clone();
        both.insert(
            "digestSRI",
            Value::array([both.get("digestSRI").unwrap().clone(), other.into()]),
        );
        let by = Value::object([("relatedResource", Value::Object(both))]);
        assert!(!super::pins(&by, "urn:x", &one));
    }

    #[test]
    fn what_is_no_digest_is_refused_wherever_it_points() {
        for digest in [
            "",
            "sha256",
            "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
            "sha256-24a18c90e9856d526111f29376e302d970b2bd10182e33959995b0207d7043b9",
            "sha384-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=",
        ] {
            check(&with(ELSEWHERE, "digestSRI", digest), "relatedResource.digestSRI");
        }
        for digest in ["", "u", "uAAAA", "WZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"] {
            check(&with(ELSEWHERE, "digestMultibase", digest), "relatedResource.digestMultibase");
        }
    }

    #[test]
    fn each_resource_has_an_id_of_its_own_and_a_digest() {
        let digest = "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ";
        let one = with(V2, "digestMultibase", digest);
        let two = with(ELSEWHERE, "digestMultibase", digest);
        check(&format!("[{one}, {two}]"), "fine");
        check(&format!("[{two}, {one}, {two}]"), "relatedResource[2].id");
        check(&format!(r#"[{one}, "{ELSEWHERE}"]"#), "relatedResource[1]");
        check("[]", "relatedResource");
        check("null", "relatedResource");
        check(&format!(r#"{{"id": "{V2}"}}"#), "relatedResource.digestSRI");
        check(&format!(r#"{{"digestMultibase": "{digest}"}}"#), "relatedResource.id");
        check(&with("not a url", "digestMultibase", digest), "relatedResource.id");
    }
}
