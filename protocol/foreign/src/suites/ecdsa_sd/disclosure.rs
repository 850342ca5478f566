//! The parts of a derived proof, out of their CBOR.
//!
//! Every length has its one form and its bound, and is looked at before anything is kept.
//!
//! Source: Data Integrity ECDSA Cryptosuites 1.0 §3.5.7; RFC 8949 §3.

use std::collections::BTreeMap;

/// Most signatures, labels and indexes: as many as a document may have statements.
const ENTRIES_MAX: usize = bot_protocol::limits::RDF_QUADS_MAX;

/// The parts of a derived proof.
#[derive(Debug)]
pub(super) struct Disclosure<'b> {
    /// The issuer's signature over the proof's options, the key below and the mandatory statements.
    pub(super) base_signature: &'b [u8],
    /// The key that signed each statement that is not mandatory, with its multicodec prefix.
    pub(super) public_key: &'b [u8],
    /// The signatures of those statements, in their order.
    pub(super) signatures: Vec<&'b [u8]>,
    /// For each blank node by its canonical number its label.
    pub(super) labels: BTreeMap<usize, &'b [u8]>,
    /// The places of the mandatory statements.
    pub(super) mandatory: Vec<usize>,
}

impl<'b> Disclosure<'b> {
    /// Reads the CBOR that follows the header; `None` where it is anything else.
    pub(super) fn read(bytes: &'b [u8]) -> Option<Self> {
        let mut rest = Items(bytes);
        if rest.head(ARRAY)? != 5 {
            return None;
        }
        let base_signature = rest.bytes(64)?;
        let public_key = rest.bytes(35)?;
        let signatures = (0..rest.count(ARRAY)?).map(|_| rest.bytes(64)).collect::<Option<_>>()?;
        let mut labels = BTreeMap::new();
        for _ in 0..rest.count(MAP)? {
            let number = rest.number()?;
            if labels.insert(number, rest.bytes(32)?).is_some() {
                return None;
            }
        }
        let mandatory = (0..rest.count(ARRAY)?).map(|_| rest.number()).collect::<Option<_>>()?;
        let Items(trailing) = rest;
        let read = Self { base_signature, public_key, signatures, labels, mandatory };
        trailing.is_empty().then_some(read)
    }
}

/// Major types of CBOR.
const NUMBER: u8 = 0;
const BYTES: u8 = 2;
const ARRAY: u8 = 4;
const MAP: u8 = 5;

/// CBOR items still to be read.
struct Items<'b>(&'b [u8]);

impl<'b> Items<'b> {
    /// The number in the head of an item of this major type, in its shortest form.
    fn head(&mut self, major: u8) -> Option<usize> {
        let (first, rest) = self.0.split_first()?;
        if first >> 5 != major {
            return None;
        }
        let (value, rest) = match first & 0x1f {
            short @ 0..24 => (u32::from(short), rest),
            24 => {
                let (byte, rest) = rest.split_first()?;
                (u32::from(*byte).checked_sub(24)?.saturating_add(24), rest)
            }
            25 => {
                let (bytes, rest) = rest.split_first_chunk()?;
                let value = u16::from_be_bytes(*bytes);
                (u32::from(value.checked_sub(0x100)?.saturating_add(0x100)), rest)
            }
            // Nothing here is so long.
            _ => return None,
        };
        self.0 = rest;
        usize::try_from(value).ok()
    }

    /// How many entries a list has; no more than a document may have statements.
    fn count(&mut self, major: u8) -> Option<usize> {
        self.head(major).filter(|count| *count <= ENTRIES_MAX)
    }

    fn number(&mut self) -> Option<usize> {
        self.head(NUMBER)
    }

    /// A byte string of this length.
    fn bytes(&mut self, length: usize) -> Option<&'b [u8]> {
        if self.head(BYTES)? != length {
            return None;
        }
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A proof of one signature, one label and one index, and its parts.
    fn proof() -> Vec<Vec<u8>> {
        let string = |length: u8| [vec![0x58, length], vec![7; length.into()]].concat();
        vec![
            vec![0x85],
            string(64),
            string(35),
            vec![0x81],
            string(64),
            vec![0xa1, 0],
            string(32),
            vec![0x81, 2],
        ]
    }

    fn reads(parts: &[Vec<u8>]) -> bool {
        Disclosure::read(&parts.concat()).is_some()
    }

    #[test]
    fn reads_five_parts_and_nothing_else() {
        let whole = proof().concat();
        let read = Disclosure::read(&whole).unwrap();
        assert_eq!((read.signatures.len(), read.labels.len(), read.mandatory), (1, 1, vec![2]));
        for length in 0..whole.len() {
            assert!(Disclosure::read(&whole[..length]).is_none(), "{length}");
        }
        assert!(Disclosure::read(&[&whole[..], &[0]].concat()).is_none());
        let turned = |part: usize, bytes: &[u8]| {
            let mut parts = proof();
            parts[part] = bytes.to_vec();
            assert!(!reads(&parts), "{part} {bytes:x?}");
        };
        turned(0, &[0x84]);
        turned(0, &[0x86]);
        turned(0, &[0x9f]);
        turned(0, &[0x98, 5]);
        turned(1, &[&[0x58, 63][..], &[7; 63]].concat());
        turned(1, &[&[0x58, 65][..], &[7; 65]].concat());
        turned(1, &[&[0x78, 64][..], &[7; 64]].concat());
        turned(1, &[&[0x59, 0, 64][..], &[7; 64]].concat());
        turned(1, &[0x5a, 0xff, 0xff, 0xff, 0xff]);
        turned(2, &[&[0x58, 33][..], &[7; 33]].concat());
        turned(3, &[0x80]);
        turned(3, &[0x82]);
        turned(3, &[0x99, 0xff, 0xff]);
        turned(3, &[0x9a, 0xff, 0xff, 0xff, 0xff]);
        turned(5, &[0xa0]);
        turned(5, &[0x81, 0]);
        turned(5, &[0xa1, 0x20]);
        turned(5, &[0xb8, 1, 0]);
        turned(7, &[0x81, 0x18, 2]);
        turned(7, &[0x81, 0x22]);
        turned(7, &[0x81, 0xf4]);
        turned(7, &[0x82, 2]);
    }

    #[test]
    fn no_number_is_labelled_twice() {
        let label = |number: u8| [vec![number, 0x58, 32], vec![number; 32]].concat();
        let with = |numbers: [u8; 2]| {
            let mut parts = proof();
            parts[5] = vec![0xa2];
            parts[6] = numbers.map(label).concat();
            reads(&parts)
        };
        assert!(with([0, 1]));
        assert!(!with([1, 1]));
    }
}
