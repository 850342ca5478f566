//! Whether certain words stand anywhere in a file of millions of bytes.
//!
//! What is none of them must cost as little where it looks like one everywhere, so that nothing here
//! depends much on what the file holds.

/// Bytes from one place that is looked at to the next.
///
/// Every long word has more bytes than this, so that wherever it begins, one of its first bytes
/// stands at such a place, and the byte behind it belongs to the word as well.
pub(super) const STRIDE: usize = 8;

/// Bytes that are compared before anybody asks whether something was found: without a way out in
/// their middle, processors compare many of them at a time.
const BLOCK: usize = 4096;

/// Whether one of `words` stands anywhere: at most eight, each longer than [`STRIDE`].
pub(super) fn any(bytes: &[u8], words: &[&[u8]]) -> bool {
    let pairs = Pairs::of(words);
    (0..bytes.len()).step_by(STRIDE).any(|at| {
        let Some([one, two]) = bytes.get(at..at.saturating_add(2)) else { return false };
        let mut places = pairs.places(*one, *two);
        while places != 0 {
            if stands(bytes, at, words, places.trailing_zeros()) {
                return true;
            }
            places &= places.wrapping_sub(1);
        }
        false
    })
}

/// Whether the word of this place stands where one of its bytes was seen.
fn stands(bytes: &[u8], at: usize, words: &[&[u8]], place: u32) -> bool {
    let place = usize::try_from(place).unwrap_or_default();
    let word = place.checked_div(STRIDE).and_then(|number| words.get(number));
    let start = place.checked_rem(STRIDE).and_then(|before| at.checked_sub(before));
    let rest = start.and_then(|start| bytes.get(start..));
    matches!((word, rest), (Some(word), Some(rest)) if rest.starts_with(word))
}

/// Whether four bytes behind each other are somewhere what `test` says; zeros follow the last.
pub(super) fn any_four(bytes: &[u8], test: impl Fn([u8; 4]) -> bool) -> bool {
    let from = |at: usize| bytes.get(at..).unwrap_or_default().chunks(BLOCK);
    let mut blocks = from(0).zip(from(1)).zip(from(2)).zip(from(3));
    let inside = blocks.any(|(((a, b), c), d)| {
        let fours = a.iter().zip(b).zip(c).zip(d).map(|(((a, b), c), d)| [*a, *b, *c, *d]);
        fours.fold(0_u8, |found, four| found | u8::from(test(four))) != 0
    });
    let end = bytes.get(bytes.len().saturating_sub(3)..).unwrap_or_default();
    inside || {
        let padded = [end, &[0; 3]].concat();
        padded.windows(4).any(|four| four.first_chunk().is_some_and(|four| test(*four)))
    }
}

/// Where each byte stands among the first of each word: a bit for every place.
struct Pairs {
    first: [u64; 256],
    second: [u64; 256],
}

impl Pairs {
    fn of(words: &[&[u8]]) -> Self {
        let mut pairs = Self { first: [0; 256], second: [0; 256] };
        let places = words.iter().flat_map(|word| word.windows(2).take(STRIDE));
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

    /// The places of words that have these two bytes behind each other, or look like it.
    fn places(&self, one: u8, two: u8) -> u64 {
        let first = self.first.get(usize::from(one)).copied().unwrap_or_default();
        let second = self.second.get(usize::from(two)).copied().unwrap_or_default();
        first & second
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&[u8]; 8] = [
        b"VerifiableCredential",
        b"VerifiablePresentation",
        b"credentialSubject",
        b"<credential",
        b":credential",
        b"openbadge",
        b"OpenBadge",
        b"eeeeeeeef",
    ];

    #[test]
    fn a_word_is_found_wherever_it_stands_and_nothing_less_is() {
        for word in WORDS {
            assert!(word.len() > STRIDE, "{word:?}");
            for before in 0..3 * STRIDE {
                for after in [0, 1, 40] {
                    let around = |inner: &[u8]| {
                        [&vec![b'e'; before][..], inner, &vec![b'e'; after]].concat()
                    };
                    let [whole, cut] = [word, &word[1..]].map(around);
                    assert!(any(&whole, &WORDS), "{word:?} {before} {after}");
                    let runs = word == WORDS[7] && before > 0;
                    assert_eq!(any(&cut, &WORDS), runs, "{word:?} {before} {after}");
                    let short = &word[..word.len() - 1];
                    let short = [&vec![b'V'; before][..], short].concat();
                    assert!(!any(&short, &WORDS), "{word:?} {before}");
                }
            }
        }
        for none in [&b""[..], b"V", &b"openbadg".repeat(99), &b"Verifiab".repeat(99)] {
            assert!(!any(none, &WORDS));
        }
    }

    #[test]
    fn four_bytes_are_found_wherever_they_stand() {
        let is = |four: [u8; 4]| four == *b"\"eyJ";
        for before in [0, 1, 2, 3, 4, BLOCK - 4, BLOCK - 3, BLOCK - 1, BLOCK, 3 * BLOCK + 7] {
            for after in [0, 1, 3, 4, BLOCK] {
                let with =
                    |inner: &[u8]| [&vec![b'e'; before][..], inner, &vec![b'"'; after]].concat();
                assert!(any_four(&with(b"\"eyJ"), is), "{before} {after}");
                assert!(!any_four(&with(b"\"eyj"), is), "{before} {after}");
                assert!(!any_four(&with(b"eyJ"), is), "{before} {after}");
                // Fewer than four are found at the very end too.
                let begins = |four: [u8; 4]| four.starts_with(b"</");
                assert!(any_four(&with(b"</"), begins), "{before} {after}");
                assert!(!any_four(&with(b"<"), begins), "{before} {after}");
            }
        }
    }
}
