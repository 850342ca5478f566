//! As what an answer of the resolver is wished for: a result around the document, or the document
//! alone.
//!
//! Source: DID Resolution 1.0 §10.1 (HTTPS binding); RFC 9110 §12.5.1 (`Accept`).

use axum::http::{HeaderMap, header};
use bot_protocol::identity::resolution::{REPRESENTATIONS, RESULT};

/// The media type of an answer where nothing else is wished for.
///
/// Source: DID Resolution 0.3 §6.1.
pub(super) const ENVELOPE: &str = "application/ld+json;profile=\"https://w3id.org/did-resolution\"";

/// The same as what it is to a program that knows nothing of DIDs.
const PLAIN: &str = "application/json";

/// Most media types that are looked at in one header.
const RANGES_MAX: usize = 32;

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
        let values = headers.get_all(header::ACCEPT);
        let texts: Vec<_> = values.iter().map(|value| value.to_str().unwrap_or_default()).collect();
        let all = texts.join(",");
        if all.trim().is_empty() {
            return Ok(Self::Envelope(ENVELOPE));
        }
        let ranges: Vec<_> =
            split(&all, ',').into_iter().take(RANGES_MAX).map(Range::read).collect();
        let there = [Self::Envelope(ENVELOPE), Self::Envelope(PLAIN), Self::Result];
        let documents = REPRESENTATIONS.into_iter().filter(|_| !is_bare).map(Self::Document);
        let there = there.into_iter().chain(documents);
        // Of what is liked the same, what was named first; of what was named together, the first here.
        let liked = there.rev().filter_map(|one| Some((one.liked(&ranges)?, one)));
        liked.max_by_key(|(liked, _)| *liked).map(|(_, one)| one).ok_or(all)
    }

    /// How much it is liked and how early it was named; `None` where it is not wanted. What names a
    /// type outweighs what names it among others.
    ///
    /// Source: RFC 9110 §12.5.1.
    fn liked(self, ranges: &[Range<'_>]) -> Option<(u32, std::cmp::Reverse<usize>)> {
        let kind = match self {
            Self::Envelope(kind) | Self::Document(kind) => kind,
            Self::Result => RESULT,
        };
        let named = ranges.iter().enumerate().rev();
        let closest = named.max_by_key(|(_, range)| range.names(kind));
        closest
            .filter(|(_, range)| range.names(kind).is_some() && range.weight > 0)
            .map(|(at, range)| (range.weight, std::cmp::Reverse(at)))
    }
}

/// One media type that is accepted, and how much it is liked, in thousandths.
struct Range<'h> {
    kind: &'h str,
    profile: Option<&'h str>,
    weight: u32,
}

impl<'h> Range<'h> {
    fn read(text: &'h str) -> Self {
        let mut parts = split(text, ';').into_iter();
        let kind = parts.next().unwrap_or_default().trim();
        let mut range = Self { kind, profile: None, weight: 1000 };
        for (name, value) in parts.filter_map(|part| part.split_once('=')) {
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => range.weight = weight(value),
                "profile" => range.profile = Some(value.trim_matches('"')),
                _ => {}
            }
        }
        range
    }

    /// How closely it names a media type; `None` where it names others alone.
    fn names(&self, known: &str) -> Option<u8> {
        let is = |kind: &str| kind.eq_ignore_ascii_case(self.kind);
        let (bare, profile) = match known.split_once(";profile=") {
            Some((bare, profile)) => (bare, Some(profile.trim_matches('"'))),
            None => (known, None),
        };
        match () {
            () if is(bare) && self.profile.is_none() => Some(2),
            // A profile says something of what has profiles.
            () if is(bare) && (profile.is_none() || self.profile == profile) => Some(3),
            () if is("application/*") => Some(1),
            () if is("*/*") => Some(0),
            () => None,
        }
    }
}

/// A weight in thousandths; what is none is nothing that is liked.
///
/// Source: RFC 9110 §12.4.2.
fn weight(text: &str) -> u32 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    match (whole, digits) {
        ("1", true) if part.bytes().all(|byte| byte == b'0') => 1000,
        ("0", true) => format!("{part:0<3}").parse().unwrap_or(0),
        (_, _) => 0,
    }
}

/// The parts of a header between separators that stand in no quoted text.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut is_quoted = false;
    let between = |letter: char| {
        is_quoted ^= letter == '"';
        letter == separator && !is_quoted
    };
    text.split(between).collect()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

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
