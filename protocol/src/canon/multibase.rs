//! Bytes as text: multibase, base58btc and base64.
//!
//! `z` (base58btc) and `u` (base64url without padding) are the two bases in which keys and
//! proofs come; both are written here for speed and exactness. The other bases of the table are
//! read through the crate `multibase`.
//!
//! Source: draft-multiformats-multibase; RFC 4648.

use std::borrow::Cow;

use crate::limits::QUADRATIC_BASE_BYTES_MAX;

const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// For each byte its value as a base58btc digit, 255 where it is none.
const BASE58_VALUES: [u8; 256] = values(BASE58);

/// 58⁵: five digits are taken at once, as they fit 32 bits.
const FIVE_DIGITS: u64 = 58 * 58 * 58 * 58 * 58;

/// Why a text is not what its base says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseError {
    /// Nothing, not even the character that names the base.
    #[error("the text is empty")]
    Empty,
    /// Another base than the one that is expected here.
    #[error("base {expected:?} expected, found {found:?}")]
    Base {
        /// The base there is.
        found: char,
        /// The base there should be.
        expected: char,
    },
    /// A first character that names no base.
    #[error("{found:?} names no base")]
    UnknownBase {
        /// The first character.
        found: char,
    },
    /// A character that is no digit of the base.
    #[error("{found:?} at byte {at} does not belong to the base")]
    Digit {
        /// Where in the text.
        at: usize,
        /// The character.
        found: char,
    },
    /// The digits are in the base, but not the one spelling of any bytes.
    #[error("not the one spelling of any bytes")]
    Spelling,
    /// Longer than is decoded.
    #[error("the text has {found} bytes, at most {max} are decoded")]
    TooLong {
        /// Bytes there are.
        found: usize,
        /// Bytes there may be.
        max: usize,
    },
}

#[expect(clippy::as_conversions, reason = "a byte is an index; `From` is not for constants yet")]
const fn values(alphabet: &[u8; 58]) -> [u8; 256] {
    let mut table = [255_u8; 256];
    let mut value = 0_u8;
    let mut rest: &[u8] = alphabet;
    while let Some((digit, after)) = rest.split_first() {
        let (_, from) = table.split_at_mut(*digit as usize);
        if let Some((place, _)) = from.split_first_mut() {
            *place = value;
        }
        value = value.saturating_add(1);
        rest = after;
    }
    table
}

/// Reads a text in whatever base its first character names.
///
/// # Errors
/// [`BaseError`] when it names no base, or the rest is not the spelling of any bytes in it.
pub fn decode(text: &str) -> Result<Vec<u8>, BaseError> {
    match text.chars().next() {
        None => Err(BaseError::Empty),
        Some('z') => decode_base58btc(text),
        Some('u') => decode_base64url_multibase(text),
        Some(_) if text.len() > QUADRATIC_BASE_BYTES_MAX => {
            Err(BaseError::TooLong { found: text.len(), max: QUADRATIC_BASE_BYTES_MAX })
        }
        Some(found) => match multibase::decode(in_one_case(found, text)) {
            Ok((_, bytes)) => Ok(bytes),
            Err(multibase::Error::UnknownBase(_)) => Err(BaseError::UnknownBase { found }),
            Err(_) => Err(BaseError::Spelling),
        },
    }
}

/// The text with its letters in the case of its first one, where the base has no case.
fn in_one_case(base: char, text: &str) -> Cow<'_, str> {
    match base {
        'f' | 'b' | 'v' | 'c' | 't' | 'k' => text.to_ascii_lowercase().into(),
        'F' | 'B' | 'V' | 'C' | 'T' | 'K' => text.to_ascii_uppercase().into(),
        _ => text.into(),
    }
}

/// Bytes as multibase base58btc: `z` and the digits.
#[must_use]
pub fn encode_base58btc(bytes: &[u8]) -> String {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    // Groups of five digits, the lowest first.
    let mut groups: Vec<u32> = Vec::with_capacity(bytes.len().div_ceil(3));
    let (words, tail) = bytes.as_chunks::<4>();
    let words = words.iter().map(|word| (u32::from_be_bytes(*word), 32));
    let tail = tail.iter().map(|byte| (u32::from(*byte), 8));
    for (word, bits) in words.chain(tail) {
        let mut carry = u64::from(word);
        for group in &mut groups {
            let wide = (u64::from(*group) << bits).wrapping_add(carry);
            carry = wide / FIVE_DIGITS;
            *group = low_half(wide % FIVE_DIGITS);
        }
        while carry > 0 {
            groups.push(low_half(carry % FIVE_DIGITS));
            carry /= FIVE_DIGITS;
        }
    }
    let mut text = String::with_capacity(
        groups.len().saturating_mul(5).saturating_add(zeros).saturating_add(1),
    );
    text.push('z');
    text.extend(std::iter::repeat_n('1', zeros));
    let mut leading = true;
    for group in groups.iter().rev() {
        for unit in [11_316_496_u32, 195_112, 3364, 58, 1] {
            let digit = group.checked_div(unit).unwrap_or(0) % 58;
            leading &= digit == 0;
            if !leading {
                text.extend(
                    usize::try_from(digit)
                        .ok()
                        .and_then(|digit| BASE58.get(digit))
                        .map(|byte| char::from(*byte)),
                );
            }
        }
    }
    text
}

/// Reads multibase base58btc: `z` and the digits.
///
/// # Errors
/// [`BaseError`] when the first character is not `z`, a later one is no digit, or the text is
/// longer than [`QUADRATIC_BASE_BYTES_MAX`].
pub fn decode_base58btc(text: &str) -> Result<Vec<u8>, BaseError> {
    let digits = strip_base(text, 'z')?;
    if text.len() > QUADRATIC_BASE_BYTES_MAX {
        return Err(BaseError::TooLong { found: text.len(), max: QUADRATIC_BASE_BYTES_MAX });
    }
    let digits = digits.as_bytes();
    // Words of 32 bits, the lowest first.
    let mut words: Vec<u32> = Vec::with_capacity(digits.len().div_ceil(5));
    for (index, group) in digits.chunks(5).enumerate() {
        let (mut carry, mut factor) = (0_u64, 1_u64);
        for (place, digit) in group.iter().enumerate() {
            let value = BASE58_VALUES.get(usize::from(*digit)).copied().unwrap_or(255);
            if value == 255 {
                let at = index.saturating_mul(5).saturating_add(place).saturating_add(1);
                return Err(digit_error(text, at));
            }
            carry = carry.wrapping_mul(58).wrapping_add(u64::from(value));
            factor = factor.wrapping_mul(58);
        }
        for word in &mut words {
            let wide = u64::from(*word).wrapping_mul(factor).wrapping_add(carry);
            *word = low_half(wide);
            carry = wide >> 32;
        }
        if carry > 0 {
            words.push(low_half(carry));
        }
    }
    let zeros = digits.iter().take_while(|digit| **digit == b'1').count();
    let mut bytes = vec![0; zeros];
    let value = words.iter().rev().flat_map(|word| word.to_be_bytes());
    bytes.extend(value.skip_while(|byte| *byte == 0));
    Ok(bytes)
}

#[expect(clippy::as_conversions, reason = "the low half is what is asked for")]
const fn low_half(wide: u64) -> u32 {
    wide as u32
}

/// Bytes as multibase base64url without padding: `u` and the digits.
#[must_use]
pub fn encode_base64url_multibase(bytes: &[u8]) -> String {
    multibase::encode(multibase::Base::Base64Url, bytes)
}

/// Reads multibase base64url without padding: `u` and the digits.
///
/// # Errors
/// [`BaseError`] when the first character is not `u` or the rest is not base64url.
pub fn decode_base64url_multibase(text: &str) -> Result<Vec<u8>, BaseError> {
    decode_base64url(strip_base(text, 'u')?)
}

/// Bytes as base64url without padding.
///
/// Source: RFC 4648 §5.
#[must_use]
pub fn encode_base64url(bytes: &[u8]) -> String {
    multibase::Base::Base64Url.encode(bytes)
}

/// Reads base64url without padding, strictly: no other characters, no leftover bits.
///
/// # Errors
/// [`BaseError::Spelling`] for any other text.
pub fn decode_base64url(text: &str) -> Result<Vec<u8>, BaseError> {
    multibase::Base::Base64Url.decode(text).map_err(|_| BaseError::Spelling)
}

/// Bytes as base64 with padding, as data URIs carry it.
///
/// Source: RFC 4648 §4.
#[must_use]
pub fn encode_base64(bytes: &[u8]) -> String {
    multibase::Base::Base64Pad.encode(bytes)
}

/// Reads base64 with padding, strictly: no other characters, no leftover bits.
///
/// # Errors
/// [`BaseError::Spelling`] for any other text.
pub fn decode_base64(text: &str) -> Result<Vec<u8>, BaseError> {
    multibase::Base::Base64Pad.decode(text).map_err(|_| BaseError::Spelling)
}

fn strip_base(text: &str, expected: char) -> Result<&str, BaseError> {
    text.strip_prefix(expected).ok_or_else(|| match text.chars().next() {
        None => BaseError::Empty,
        Some(found) => BaseError::Base { found, expected },
    })
}

fn digit_error(text: &str, at: usize) -> BaseError {
    let found = text.char_indices().rfind(|(start, _)| *start <= at).map(|(_, found)| found);
    BaseError::Digit { at, found: found.unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        let found = match decode(text) {
            Ok(bytes) => format!("{:?}", String::from_utf8_lossy(&bytes)),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "for {text}");
    }

    #[test]
    fn reads_what_the_first_character_names() {
        check("z7paNL19xttacUY", "\"yes mani !\"");
        check("ueWVzIG1hbmkgIQ", "\"yes mani !\"");
        check("MeWVzIG1hbmkgIQ==", "\"yes mani !\"");
        check("f796573206d616e692021", "\"yes mani !\"");
        check("z", "\"\"");
        check("z11", "\"\\0\\0\"");
        check("", "the text is empty");
        check("?", "'?' names no base");
        check("z0", "'0' at byte 1 does not belong to the base");
        check("z11111é", "'é' at byte 6 does not belong to the base");
        check("ueWVzIG1hbmkgIR", "not the one spelling of any bytes");
        check("ueWVzIG1hbmkgIQ==", "not the one spelling of any bytes");
        check("ueWVz\nIG1hbmkgIQ", "not the one spelling of any bytes");
        check(
            &format!("z{}", "1".repeat(4096)),
            "the text has 4097 bytes, at most 4096 are decoded",
        );
        check(
            &format!("9{}", "1".repeat(4096)),
            "the text has 4097 bytes, at most 4096 are decoded",
        );
    }

    #[test]
    fn base64_has_one_spelling() {
        assert_eq!(encode_base64(b"ab"), "YWI=");
        assert_eq!(decode_base64("YWI="), Ok(b"ab".to_vec()));
        for wrong in ["YWI", "YWJ=", "YWI=\n", "YWI==", "YW I=", "-WI="] {
            assert_eq!(decode_base64(wrong), Err(BaseError::Spelling), "{wrong}");
        }
        assert_eq!(encode_base64url(&[0xfb, 0xff]), "-_8");
        assert_eq!(decode_base64url("+/8"), Err(BaseError::Spelling));
    }

    proptest! {
        #[test]
        fn base58_agrees_with_another_implementation(
            zeros in 0_usize..4, bytes in proptest::collection::vec(any::<u8>(), 0..150),
        ) {
            let bytes = [vec![0; zeros], bytes].concat();
            let text = encode_base58btc(&bytes);
            prop_assert_eq!(&text, &multibase::encode(multibase::Base::Base58Btc, &bytes));
            prop_assert_eq!(decode_base58btc(&text), Ok(bytes));
        }

        #[test]
        fn base58_reads_what_another_reads(digits in "[1-9A-HJ-NP-Za-km-z]{0,200}") {
            let text = format!("z{digits}");
            let other = multibase::decode(&text).unwrap().1;
            prop_assert_eq!(decode(&text), Ok(other));
        }

        #[test]
        fn base64_reads_back(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(decode_base64(&encode_base64(&bytes)), Ok(bytes.clone()));
            prop_assert_eq!(decode_base64url(&encode_base64url(&bytes)), Ok(bytes.clone()));
            prop_assert_eq!(decode(&encode_base64url_multibase(&bytes)), Ok(bytes));
        }
    }
}
