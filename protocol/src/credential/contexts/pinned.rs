//! The context files that come with the program, byte for byte as published.
//!
//! `protocol/contexts/index.json` says for each where it is from, its hash and its licence.

/// One URL and the content it is pinned to.
pub(super) struct Pin {
    pub(super) url: &'static str,
    pub(super) bytes: &'static [u8],
}

macro_rules! pin {
    ($url:literal, $file:literal) => {
        Pin { url: $url, bytes: include_bytes!(concat!("../../../contexts/", $file)) }
    };
}

/// All pins. A URL may come twice: then each content is tried in this order.
pub(super) const PINS: &[Pin] = &[
    pin!("https://www.w3.org/ns/credentials/v2", "credentials-v2.jsonld"),
    pin!("https://www.w3.org/2018/credentials/v1", "credentials-v1.jsonld"),
    pin!(
        "https://www.w3.org/ns/credentials/undefined-terms/v2",
        "credentials-undefined-terms-v2.jsonld"
    ),
    pin!("https://w3id.org/security/data-integrity/v2", "data-integrity-v2.jsonld"),
    pin!("https://w3id.org/security/data-integrity/v1", "data-integrity-v1.jsonld"),
    pin!("https://w3id.org/security/multikey/v1", "multikey-v1.jsonld"),
    pin!("https://w3id.org/vc/status-list/2021/v1", "status-list-2021-v1.jsonld"),
    pin!("https://www.w3.org/ns/credentials/status/v1", "bitstring-status-v1.jsonld"),
    pin!("https://w3id.org/security/suites/ed25519-2020/v1", "ed25519-2020-v1.jsonld"),
    pin!("https://w3id.org/security/suites/ed25519-2018/v1", "ed25519-2018-v1.jsonld"),
    pin!("https://w3id.org/security/suites/jws-2020/v1", "jws-2020-v1.jsonld"),
    pin!("https://w3id.org/security/v1", "security-v1.jsonld"),
    pin!("https://w3id.org/security/v2", "security-v2.jsonld"),
    pin!("https://www.w3.org/ns/did/v1", "did-v1.jsonld"),
    pin!("https://w3id.org/did/v1", "did-v1.jsonld"),
    pin!("https://www.w3.org/ns/odrl.jsonld", "odrl.jsonld"),
    pin!("https://purl.imsglobal.org/spec/ob/v3p0/context.json", "ob-v3p0.json"),
    pin!("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json", "ob-v3p0-3.0.1.json"),
    pin!("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json", "ob-v3p0-3.0.2.json"),
    // Changed in place after it was published, twice; the newest has every term of the others.
    pin!("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "ob-v3p0-3.0.3.json"),
    pin!("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "ob-v3p0-3.0.3-second.json"),
    pin!("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "ob-v3p0-3.0.3-first.json"),
    pin!("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json", "ob-v3p0-extensions.json"),
    pin!("https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", "clr-v2p0-2.0.1.json"),
    pin!("https://www.w3.org/2018/credentials/examples/v1", "credentials-examples-v1.jsonld"),
    pin!("https://www.w3.org/ns/credentials/examples/v2", "credentials-examples-v2.jsonld"),
    pin!(
        "https://w3c-ccg.github.io/vc-ed/plugfest-1-2022/jff-vc-edu-plugfest-1-context.json",
        "jff-plugfest-1.json"
    ),
    pin!("https://w3id.org/citizenship/v4rc1", "citizenship-v4rc1.jsonld"),
];
