//! Whether bytes that could not be read say of themselves that they are a badge.
//!
//! A picture of millions of bytes is looked at too, from its first to its last byte, as a badge may
//! stand anywhere in it. What is no mark must cost as little where it looks like one everywhere.

use crate::credential::bake::container::{self, Container};
use crate::limits::{CREDENTIAL_BYTES_MAX, PICTURE_BYTES_MAX};

/// What stands in every badge of one time or another.
const MARKS: [&[u8]; 6] = [
    b"VerifiableCredential",
    b"VerifiablePresentation",
    b"credentialSubject",
    b"/credentials/v",
    b"openbadge",
    b"OpenBadge",
];

/// Bytes from one place that is looked at to the next.
///
/// Every mark has more bytes than this, so that wherever it begins, one of its first bytes stands
/// at such a place, and the byte behind it belongs to the mark as well.
const STRIDE: usize = 8;

/// Whether a file says of itself that it is a badge.
pub(super) fn claims(bytes: &[u8]) -> bool {
    if is_utf16(bytes) {
        let half = bytes.iter().skip(2).filter(|byte| **byte != 0).copied();
        let text: Vec<u8> = half.take(CREDENTIAL_BYTES_MAX).collect();
        return !is_utf16(&text) && claims(&text);
    }
    let most = match container::sniff(bytes) {
        None => return false,
        Some(Container::Json | Container::Jws) => CREDENTIAL_BYTES_MAX,
        Some(Container::Png | Container::Svg) => PICTURE_BYTES_MAX,
    };
    marked(bytes.get(..most).unwrap_or(bytes))
}

/// Some editors save text so; here it is not read, but it is told apart from no text at all.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// Whether a mark stands anywhere.
fn marked(bytes: &[u8]) -> bool {
    let pairs = Pairs::of_marks();
    (0..bytes.len()).step_by(STRIDE).any(|at| {
        let Some([one, two]) = bytes.get(at..at.saturating_add(2)) else { return false };
        pairs.may_be(*one, *two) && stands(bytes, at)
    })
}

/// Whether a mark stands over this place.
fn stands(bytes: &[u8], at: usize) -> bool {
    (0..STRIDE).filter_map(|before| bytes.get(at.checked_sub(before)?..)).any(begins)
}

fn begins(bytes: &[u8]) -> bool {
    MARKS.iter().any(|mark| bytes.starts_with(mark))
}

/// Where each byte stands among the first of each mark: a bit for every place.
struct Pairs {
    first: [u64; 256],
    second: [u64; 256],
}

impl Pairs {
    fn of_marks() -> Self {
        let mut pairs = Self { first: [0; 256], second: [0; 256] };
        let places = MARKS.iter().flat_map(|mark| mark.windows(2).take(STRIDE));
        for (bit, pair) in (0_u32..).zip(places) {
            let place = 1_u64.checked_shl(bit).unwrap_or_default();
            let [one, two] = pair else { continue };
            for (table, byte) in [(&mut pairs.first, one), (&mut pairs.second, two)] {
                if let Some(places) = table.get_mut(usize::from(*byte)) {
                    *places |= place;
                }
            }
        }
        pairs
    }

    /// Whether some mark has these two bytes behind each other.
    fn may_be(&self, one: u8, two: u8) -> bool {
        let first = self.first.get(usize::from(one)).copied().unwrap_or_default();
        let second = self.second.get(usize::from(two)).copied().unwrap_or_default();
        first & second != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_wherever_it_stands_and_nothing_less_is() {
        for mark in MARKS {
            assert!(mark.len() > STRIDE, "{mark:?}");
            for before in 0..3 * STRIDE {
                for after in [0, 1, 40] {
                    let around = |inner: &[u8]| {
                        [&vec![b'e'; before][..], inner, &vec![b'e'; after]].concat()
                    };
                    assert!(marked(&around(mark)), "{mark:?} {before} {after}");
                    assert!(!marked(&around(&mark[1..])), "{mark:?} {before} {after}");
                    let short = &mark[..mark.len() - 1];
                    assert!(
                        !marked(&[&vec![b'V'; before][..], short].concat()),
                        "{mark:?} {before}"
                    );
                }
            }
        }
        assert!(!marked(b"") && !marked(b"V") && !marked(&b"openbadg".repeat(99)));
    }

    #[test]
    fn every_place_of_a_mark_has_a_bit_of_its_own() {
        assert!(MARKS.len() * STRIDE <= 64);
    }

    #[test]
    fn a_picture_is_looked_at_to_its_end_and_a_text_as_far_as_a_badge_goes() {
        let with = |head: &str, before: usize| {
            [head.as_bytes(), &vec![b' '; before], b"openbadge"].concat()
        };
        let (text, picture) = (CREDENTIAL_BYTES_MAX, PICTURE_BYTES_MAX);
        for (head, most) in [("{", text), ("<", picture)] {
            assert!(claims(&with(head, most - head.len() - 9)), "{head}");
            assert!(!claims(&with(head, most - head.len() - 8)), "{head}");
        }
        assert!(!claims(b"openbadge"), "no file that carries badges");
    }

    #[test]
    fn text_of_two_bytes_a_letter_is_looked_at_once() {
        let wide = |text: &str| text.bytes().flat_map(|byte| [byte, 0]).collect::<Vec<u8>>();
        assert!(claims(&[&b"\xff\xfe"[..], &wide("{\"openbadge\"}")].concat()));
        assert!(!claims(&[&b"\xff\xfe"[..], &wide("{\"openbad\"}")].concat()));
        // Each would be looked at as such a text again, as deep as there are bytes.
        assert!(!claims(&b"\xff\xfe".repeat(100_000)));
    }
}
