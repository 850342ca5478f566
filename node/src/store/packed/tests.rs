//! What goes in comes out, nothing comes out longer than an entry, and what is dropped can be sought.

use bot_protocol::canon::hash::sha256;
use bot_protocol::limits::ENTRY_BYTES_MAX;
use proptest::prelude::*;

use super::{ONE, OVER_ONE, PLAIN, pack, unpack};

fn found(within: &[u8], wanted: &[u8]) -> bool {
    within.windows(wanted.len()).any(|piece| piece == wanted)
}

/// Bytes that neither the dictionary nor anybody's text has.
fn noise(length: u32) -> Vec<u8> {
    let blocks = (0..=length / 32).flat_map(|block| sha256(&[&block.to_be_bytes()]).to_bytes());
    blocks.take(length as usize).collect()
}

fn claiming(length: u32, block: &[u8]) -> Vec<u8> {
    [&[OVER_ONE], &length.to_be_bytes()[..], block].concat()
}

#[test]
fn the_first_dictionary_is_the_one_that_stores_were_written_with() {
    let hash = sha256(&[ONE]).to_string();
    assert_eq!(
        hash, "51b7eabe12d39b6bade95d053b40cf42be78705062d1456e8cf72fd1a49146eb",
        "stores out there cannot be read with another one"
    );
}

#[test]
fn what_all_badges_have_takes_no_room_and_what_none_has_takes_a_byte_more() {
    let badge = [&noise(300)[..], ONE].concat();
    assert!(pack(&badge).len() < 340, "{} bytes", pack(&badge).len());
    for length in [0, 1, 17, 300] {
        let entry = noise(length);
        assert_eq!(pack(&entry), [&[PLAIN], &entry[..]].concat());
        assert_eq!(unpack(&pack(&entry)), Some(entry));
    }
    let longest = vec![b'a'; ENTRY_BYTES_MAX];
    assert!(pack(&longest).len() < 1_000);
    assert_eq!(unpack(&pack(&longest)), Some(longest));
}

#[test]
fn bytes_that_claim_too_much_too_little_or_an_unknown_form_are_no_entry() {
    let entry = [ONE, ONE].concat();
    let whole = pack(&entry);
    let length = u32::try_from(entry.len()).unwrap();
    let block = &whole[5..];
    assert_eq!(unpack(&claiming(length, block)), Some(entry));
    let most = u32::try_from(ENTRY_BYTES_MAX).unwrap();
    for (bytes, why) in [
        (Vec::new(), "nothing"),
        (vec![2, 0, 0, 0, 1, 0], "another form"),
        (vec![OVER_ONE, 0, 0, 0], "half a length"),
        (claiming(length - 1, block), "more than it claims"),
        (claiming(length + 1, block), "less than it claims"),
        (claiming(u32::MAX, block), "four gigabytes"),
        (claiming(length, &block[..block.len() - 1]), "cut short"),
        (claiming(4, &[0x00, 0xff, 0xff]), "a place before the dictionary"),
    ] {
        assert_eq!(unpack(&bytes), None, "{why}");
    }
    let too_long = pack(&vec![b'a'; ENTRY_BYTES_MAX + 1]);
    assert_eq!(too_long[..5], claiming(most + 1, &[]), "it is packed, and refused");
    assert_eq!(unpack(&too_long), None);
}

/// Whoever searches files for what was erased relies on this.
#[test]
fn a_word_that_nothing_else_is_like_stays_legible() {
    let word = b"Xq7-SEEDED-Zw9";
    let text = [&ONE[..200], b"\"narrative\":\"", word, b"\"", &ONE[..200]].concat();
    let packed = pack(&text);
    assert!(packed[0] == OVER_ONE && found(&packed, word));
    // And one that is made of the dictionary's words does not: it is sought in its packed form.
    let known = [&noise(64)[..], b"\"narrative\":\"description\""].concat();
    assert!(!found(&pack(&known), b"narrative\":\"description"));
}

proptest! {
    #[test]
    fn what_is_packed_comes_out_as_it_was(
        pieces in prop::collection::vec((0..3_000_usize, 0..200_usize, any::<[u8; 8]>()), 0..40),
    ) {
        let mut entry = Vec::new();
        for (from, length, other) in pieces {
            entry.extend_from_slice(&ONE[from..(from + length).min(ONE.len())]);
            entry.extend_from_slice(&other);
        }
        let packed = pack(&entry);
        prop_assert!(packed.len() <= entry.len() + 1);
        prop_assert_eq!(unpack(&packed), Some(entry));
    }

    #[test]
    fn no_bytes_make_it_fail_or_come_out_too_long(
        length in 0..100_000_u32,
        block in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let entry = unpack(&claiming(length, &block));
        prop_assert!(entry.is_none_or(|entry| entry.len() == length as usize));
    }
}
