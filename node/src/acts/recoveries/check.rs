//! The name of a recovery as words that two people compare in person or by telephone.

use bip39::Language;
use bot_protocol::canon::hash::Hash;

/// Words told: 88 bits, so that nobody finds another recovery with the same ones.
const WORDS: usize = 8;

/// Bits of a word: the list has 2,048.
const WORD_BITS: usize = 11;

/// Eight English words of the list that recovery sheets use, from the first 88 bits of the name.
pub(super) fn words(name: &Hash) -> String {
    let bytes = name.as_bytes();
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| usize::from(byte >> (7 - at % 8) & 1));
    let word = |number: usize| {
        let first = number * WORD_BITS;
        let index = (first..first + WORD_BITS).fold(0, |index, at| index << 1 | bit(at));
        Language::English.word_list().get(index).copied().unwrap_or_default()
    };
    (0..WORDS).map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_names_apart_and_are_those_of_the_list() {
        let zero = words(&Hash::from_bytes([0; 32]));
        assert_eq!(zero, ["abandon"; 8].join(" "));
        assert_eq!(words(&Hash::from_bytes([0xff; 32])), ["zoo"; 8].join(" "));
        // Every one of the first 88 bits changes a word, and no later one does.
        for at in 0..256 {
            let mut bytes = [0; 32];
            bytes[at / 8] = 0x80 >> (at % 8);
            assert_eq!(words(&Hash::from_bytes(bytes)) == zero, at >= 88, "bit {at}");
        }
    }
}
