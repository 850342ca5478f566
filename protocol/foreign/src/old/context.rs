//! The contexts of the older generations, and what a context written in place may say.
//!
//! Documents are read by the names of their members. A context that gives one of these names
//! another meaning would make the document say something else than is read here, so it is told.

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::many;

use super::document::Generation;

/// The addresses by which the generations are told apart.
const KNOWN: [(&str, Generation); 5] = [
    ("https://w3id.org/openbadges/v1", Generation::One),
    ("https://w3id.org/openbadges/v2", Generation::Two),
    ("https://openbadgespec.org/v2/context.json", Generation::Two),
    ("https://w3id.org/openbadges/v2p1", Generation::Two),
    ("https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld", Generation::Two),
];

/// What the context of Open Badges 2.0 says of the names that are read here.
///
/// Source: the context at w3id.org/openbadges/v2.
const MEANINGS: [(&str, &str); 56] = [
    ("id", "@id"),
    ("type", "@type"),
    ("obi", "https://w3id.org/openbadges#"),
    ("cred", "https://w3id.org/credentials#"),
    ("dc", "http://purl.org/dc/terms/"),
    ("schema", "http://schema.org/"),
    ("sec", "https://w3id.org/security#"),
    ("Assertion", "obi:Assertion"),
    ("BadgeClass", "obi:BadgeClass"),
    ("CryptographicKey", "sec:Key"),
    ("Endorsement", "cred:Credential"),
    ("Extension", "obi:Extension"),
    ("HostedBadge", "obi:HostedBadge"),
    ("hosted", "obi:HostedBadge"),
    ("Issuer", "obi:Issuer"),
    ("Profile", "obi:Profile"),
    ("RevocationList", "obi:RevocationList"),
    ("SignedBadge", "obi:SignedBadge"),
    ("signed", "obi:SignedBadge"),
    ("claim", "cred:claim"),
    ("creator", "dc:creator"),
    ("description", "schema:description"),
    ("email", "schema:email"),
    ("endorsement", "cred:credential"),
    ("expires", "sec:expiration"),
    ("image", "schema:image"),
    ("name", "schema:name"),
    ("owner", "sec:owner"),
    ("publicKey", "sec:publicKey"),
    ("publicKeyPem", "sec:publicKeyPem"),
    ("startsWith", "http://purl.org/dqm-vocabulary/v1/dqm#startsWith"),
    ("tags", "schema:keywords"),
    ("targetDescription", "schema:targetDescription"),
    ("targetFramework", "schema:targetFramework"),
    ("targetName", "schema:targetName"),
    ("targetUrl", "schema:targetUrl"),
    ("url", "schema:url"),
    ("alignment", "obi:alignment"),
    ("allowedOrigins", "obi:allowedOrigins"),
    ("badge", "obi:badge"),
    ("criteria", "obi:criteria"),
    ("endorsementComment", "obi:endorsementComment"),
    ("evidence", "obi:evidence"),
    ("hashed", "obi:hashed"),
    ("identity", "obi:identityHash"),
    ("issuedOn", "obi:issueDate"),
    ("issuer", "obi:issuer"),
    ("narrative", "obi:narrative"),
    ("recipient", "obi:recipient"),
    ("revocationList", "obi:revocationList"),
    ("revocationReason", "obi:revocationReason"),
    ("revoked", "obi:revoked"),
    ("revokedAssertions", "obi:revoked"),
    ("salt", "obi:salt"),
    ("uid", "obi:uid"),
    ("verification", "obi:verify"),
];

/// The generation that the contexts of a document name.
pub(super) fn generation(document: &Value) -> Option<Generation> {
    let named = document.get("@context").into_iter().flat_map(many).filter_map(Value::as_str);
    named.filter_map(|url| KNOWN.iter().find(|(known, _)| *known == url)).map(|(_, one)| *one).max()
}

/// The generations that the contexts of a document name: more than one is a contradiction.
pub(super) fn is_mixed(document: &Value) -> bool {
    let named = document.get("@context").into_iter().flat_map(many).filter_map(Value::as_str);
    let mut found: Vec<_> =
        named.filter_map(|url| KNOWN.iter().find(|(known, _)| *known == url)).collect();
    found.dedup_by_key(|(_, generation)| *generation);
    found.len() > 1
}

/// The name to which a context written in place gives another meaning than the published one.
pub(super) fn bent(document: &Value) -> Option<&str> {
    let own = document.get("@context").into_iter().flat_map(many).filter_map(Value::as_object);
    own.flat_map(|context| context.iter()).find_map(|(name, definition)| {
        let (_, meaning) = MEANINGS.iter().find(|(known, _)| *known == name)?;
        let said = definition.as_str().or_else(|| definition.get("@id")?.as_str());
        let scoped = definition.get("@context").is_some();
        (said != Some(*meaning) || scoped).then_some(name)
    })
}
