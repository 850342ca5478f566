//! As what an answer of the resolver is wished for: a result around the document, or the document
//! alone.
//!
//! Source: DID Resolution 1.0 §10.1 (HTTPS binding); RFC 9110 §12.5.1 (`Accept`).

use axum::http::HeaderMap;
use bot_protocol::identity::resolution::{REPRESENTATIONS, RESULT};

use super::super::media::{Liked, accepted};

/// The media type of an answer where nothing else is wished for.
///
/// Source: DID Resolution 0.3 §6.1.
pub(super) const ENVELOPE: &str = "application/ld+json;profile=\"https://w3id.org/did-resolution\"";

/// The same as what it is to a program that knows nothing of DIDs.
const PLAIN: &str = "application/json";

/// As what an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// The document and what is known about it, of this media type.
    Envelope(&'static str),
    /// The same as a result of a type of its own.
    Result,
    /// The document alone, of this media type.
    Document(&'static str),
}

impl Wish {
    /// What whoever asks likes best of what there is; of what is `bare` there is no document alone.
    ///
    /// # Errors
    /// The header, where nothing in it can be given.
    pub(super) fn read(headers: &HeaderMap, is_bare: bool) -> Result<Self, String> {
        let all = accepted(headers);
        let Some(liked) = Liked::read(&all) else { return Ok(Self::Envelope(ENVELOPE)) };
        let there = [Self::Envelope(ENVELOPE), Self::Envelope(PLAIN), Self::Result];
        let documents = REPRESENTATIONS.into_iter().filter(|_| !is_bare).map(Self::Document);
        liked.best(there.into_iter().chain(documents), Self::kind).ok_or_else(|| all.clone())
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Envelope(kind) | Self::Document(kind) => kind,
            Self::Result => RESULT,
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header};

    use super::*;

    fn check(accepts: &[&str], expected: Option<Wish>) {
        let mut headers = HeaderMap::new();
        for accept in accepts {
            headers.append(header::ACCEPT, HeaderValue::from_str(accept).unwrap());
        }
        assert_eq!(Wish::read(&headers, false).ok(), expected, "{accepts:?}");
    }

    #[test]
    fn what_is_liked_best_of_what_there_is_is_given() {
        let (envelope, did) =
            (Some(Wish::Envelope(ENVELOPE)), Some(Wish::Document("application/did")));
        for any in [&[][..], &[""], &["*/*"], &["text/html, */*;q=0.1"], &["application/*"]] {
            check(any, envelope);
        }
        check(&[ENVELOPE], envelope);
        check(&["application/ld+json"], envelope);
        check(&["application/json"], Some(Wish::Envelope("application/json")));
        check(&["application/did-resolution"], Some(Wish::Result));
        check(&["Application/DID"], did);
        check(&["application/did+json"], Some(Wish::Document("application/did+json")));
        check(&["application/did+ld+json;q=0.5, application/did"], did);
        check(&["application/did;q=0.5", "application/did-resolution;q=0.501"], Some(Wish::Result));
        check(&["application/did;q=0, application/did-resolution;q=0.001"], Some(Wish::Result));
        // What is named outweighs what is among others, wherever it stands.
        let plain = Some(Wish::Envelope("application/json"));
        check(&["application/ld+json;q=0, */*"], plain);
        check(&["*/*, application/ld+json;q=0"], plain);
        check(&["application/*, application/ld+json;q=0.5"], plain);
        check(&["application/ld+json;q=0, application/json;q=0, */*;q=0.2"], Some(Wish::Result));
        check(&["application/*;q=0.1, */*;q=0, application/did"], did);
        check(&[&format!("{ENVELOPE};q=0.1, application/ld+json;q=0, */*;q=0.01")], envelope);
        check(&["application/ld+json;profile=\"https://w3id.org/other\";q=0, */*"], envelope);
        check(&["text/x;a=\"b,application/did\", application/did-resolution"], Some(Wish::Result));
    }

    #[test]
    fn what_is_not_written_here_is_not_given_as_something_else() {
        for none in [
            "text/html",
            "application/did+cbor",
            "application/did;q=0",
            "*/*;q=0",
            "application/*;q=0, */*",
            "application/did;q=2",
            "application/did;q=0.0001",
            "application/did;q=x",
            "application/ld+json;profile=\"https://w3id.org/other\"",
            "application/did-url-dereferencing",
            "application",
        ] {
            check(&[none], None);
        }
    }
    #[test]
    fn what_describes_no_did_is_not_given_as_a_document() {
        let read = |accept: &'static str| {
            let headers = [(header::ACCEPT, HeaderValue::from_static(accept))];
            Wish::read(&headers.into_iter().collect(), true).ok()
        };
        assert_eq!(read("application/did"), None);
        assert_eq!(read("application/did, application/did-resolution;q=0.1"), Some(Wish::Result));
        assert_eq!(read("application/did, */*;q=0.1"), Some(Wish::Envelope(ENVELOPE)));
    }
}
