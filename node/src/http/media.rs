//! Which media types whoever asks likes best.
//!
//! Source: RFC 9110 §12.5.1 (`Accept`).

use std::cmp::Reverse;

use axum::http::{HeaderMap, header};

/// Most media types that are looked at in one header.
const RANGES_MAX: usize = 32;

/// All that the `Accept` headers say.
pub(super) fn accepted(headers: &HeaderMap) -> String {
    let values = headers.get_all(header::ACCEPT);
    let texts: Vec<_> = values.iter().map(|value| value.to_str().unwrap_or_default()).collect();
    texts.join(",")
}

/// What is liked, and how much.
pub(super) struct Liked<'h>(Vec<Range<'h>>);

impl<'h> Liked<'h> {
    /// Nothing where there is no wish.
    pub(super) fn read(accepted: &'h str) -> Option<Self> {
        let ranges = split(accepted, ',').into_iter().take(RANGES_MAX).map(Range::read);
        (!accepted.trim().is_empty()).then(|| Self(ranges.collect()))
    }

    /// What is liked best of what there is, each with its media type: of what is liked the same, what
    /// was named first; of what was named together, the first there is.
    pub(super) fn best<T>(
        &self,
        there: impl DoubleEndedIterator<Item = T>,
        kind: impl Fn(&T) -> &'static str,
    ) -> Option<T> {
        let liked = there.rev().filter_map(|one| Some((self.how(kind(&one))?, one)));
        liked.max_by_key(|(liked, _)| *liked).map(|(_, one)| one)
    }

    /// How much it is liked and how early it was named; `None` where it is not wanted. What names a
    /// type outweighs what names it among others.
    fn how(&self, kind: &str) -> Option<(u32, Reverse<usize>)> {
        let named = self.0.iter().enumerate().rev();
        let closest = named.max_by_key(|(_, range)| range.names(kind));
        closest
            .filter(|(_, range)| range.names(kind).is_some() && range.weight > 0)
            .map(|(at, range)| (range.weight, Reverse(at)))
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
