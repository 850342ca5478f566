//! What identifiers a document may describe: DIDs and https addresses, well-formed.
//!
//! Source: DID Core 1.0 §3.1; the `did:web` method §3.1; RFC 3986.

use crate::limits::URL_BYTES_MAX;

/// Whether a text is an identifier that a document may describe: no fragment, query or spaces.
pub(super) fn is_identifier(text: &str) -> bool {
    if text.len() > URL_BYTES_MAX {
        return false;
    }
    is_did_text(text) || text.strip_prefix("https://").is_some_and(is_address)
}

/// Whether a text is a DID, of whatever method.
pub(in crate::identity) fn is_did_text(text: &str) -> bool {
    match (text.strip_prefix("did:web:"), text.strip_prefix("did:")) {
        (Some(rest), _) => is_web(rest),
        (None, Some(rest)) => is_did(rest),
        (None, None) => false,
    }
}

/// A method's name and what identifies within it.
fn is_did(rest: &str) -> bool {
    let Some((method, specific)) = rest.split_once(':') else { return false };
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    !method.is_empty()
        && method.bytes().all(is_name)
        && !specific.ends_with(':')
        && !specific.is_empty()
        && specific.split(':').all(is_encoded)
}

/// A host, with a percent-encoded port or none, and the steps of a path; never an IP address.
fn is_web(rest: &str) -> bool {
    let mut parts = rest.split(':');
    let Some(authority) = parts.next() else { return false };
    let lower = authority.to_ascii_lowercase();
    let (host, port) = match lower.split_once("%3a") {
        Some((host, port)) => (host, Some(port)),
        None => (lower.as_str(), None),
    };
    let is_port = |port: &str| {
        port.bytes().all(|byte| byte.is_ascii_digit())
            && port.parse::<u16>().is_ok_and(|port| port > 0)
    };
    is_host(host)
        && port.is_none_or(is_port)
        && parts.all(|step| !step.is_empty() && is_encoded(step))
}

/// Labels of letters, digits and hyphens, the last of which is no number.
fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.split('.').all(is_label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

/// Letters, digits, `.`, `-`, `_` and bytes in percent encoding.
fn is_encoded(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => [bytes.next(), bytes.next()]
                .iter()
                .all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit())),
            b'.' | b'-' | b'_' => true,
            other => other.is_ascii_alphanumeric(),
        };
        if !fits {
            return false;
        }
    }
    true
}

/// What follows `https://`: a host, perhaps a port, perhaps a path.
fn is_address(rest: &str) -> bool {
    let (authority, _) = rest.split_once('/').unwrap_or((rest, ""));
    let host = authority.split(':').next().unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"#?\"<>\\^`{|}@".contains(&byte);
    is_host(host) && rest.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::is_identifier;

    #[test]
    fn identifiers_are_told_from_what_only_looks_like_one() {
        for text in [
            "did:web:example.org",
            "did:web:example.org%3A8443",
            "did:web:localhost%3A3000:issuers:5",
            "did:web:w3c-ccg.github.io:user:alice",
            "did:web:example.org:caf%C3%A9",
            "did:example:123",
            "did:ion:EiD:abc",
            "did:key:z6Mk",
            "https://example.org",
            "https://example.org/issuers/565049",
            "https://example.org:8443/a~b/c!$&'()*+,;=:@".trim_end_matches('@'),
        ] {
            assert!(is_identifier(text), "{text}");
        }
        let long = format!("https://example.org/{}", "a".repeat(2048));
        for text in [
            "",
            "did:",
            "did:web",
            "did:web:",
            "did:web:127.0.0.1",
            "did:web:example.org:",
            "did:web:example.org::a",
            "did:web:example.org%3A",
            "did:web:example.org%3A0",
            "did:web:example.org%3A65536",
            "did:web:example.org%3A+1",
            "did:web:example.org%2Fpath",
            "did:web:example..org",
            "did:web:-example.org",
            "did:web:example.org/path",
            "did:web:example.org#key",
            "did:web:example.org?query",
            "did:web:exam ple.org",
            "did:web:caf\u{e9}.org",
            "did:web:example.org:a%2",
            "did:web:user@example.org",
            "did:Web:example.org",
            "did:example:",
            "did:example:a:",
            "DID:web:example.org",
            "http://example.org",
            "https://",
            "https:///path",
            "https://127.0.0.1/",
            "https://user@example.org/",
            "https://example.org/#key",
            "https://example.org/?q",
            "https://example.org/a b",
            "urn:uuid:1",
            "example.org",
            long.as_str(),
        ] {
            assert!(!is_identifier(text), "{text}");
        }
    }
}
