//! The parts of a DID URL.

use super::ResolutionError;
use crate::identity::document::is_did_text;
use crate::limits::DID_BYTES_MAX;

/// A DID and what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DidUrl<'t> {
    pub(super) did: &'t str,
    /// With its first `/`; empty where there is none.
    pub(super) path: &'t str,
    pub(super) query: Option<&'t str>,
    pub(super) fragment: Option<&'t str>,
}

impl<'t> DidUrl<'t> {
    /// Reads one.
    ///
    /// Source: DID Core 1.0 §3.1, §3.2; RFC 3986 §3.3 to §3.5.
    pub(super) fn read(text: &'t str) -> Result<Self, ResolutionError> {
        if text.len() > DID_BYTES_MAX {
            let found = text.len();
            let why = format!("the DID has {found} bytes, at most {DID_BYTES_MAX} are read");
            return Err(ResolutionError::Did(why));
        }
        let (rest, fragment) = split(text, '#');
        let (rest, query) = split(rest, '?');
        let (did, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        if !is_did_text(did) {
            let why = "not a DID: did:, a method in small letters, : and an identifier expected";
            return Err(ResolutionError::Did(why.to_owned()));
        }
        let fits = is_part(path, "/")
            && [query, fragment].iter().flatten().all(|part| is_part(part, "/?"));
        if !fits {
            let why = "the path, query or fragment of the DID URL has characters that need \
                       percent encoding";
            return Err(ResolutionError::Url(why.to_owned()));
        }
        Ok(Self { did, path, query, fragment })
    }
}

/// What stands before the first of a character, and what after it.
fn split(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// Characters of a path segment, bytes in percent encoding, and what this part has besides.
fn is_part(text: &str, besides: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let is_hex = |digit: Option<u8>| digit.is_some_and(|digit| digit.is_ascii_hexdigit());
        let fits = match byte {
            b'%' => is_hex(bytes.next()) && is_hex(bytes.next()),
            other => {
                other.is_ascii_alphanumeric()
                    || b"-._~!$&'()*+,;=:@".contains(&other)
                    || besides.as_bytes().contains(&other)
            }
        };
        if !fits {
            return false;
        }
    }
    true
}
