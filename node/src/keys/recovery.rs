//! The recovery sheet: 24 words that are one identity and the key that comes after it.
//!
//! One random root of 32 bytes is made with the identity. Both secrets come from it by hashes with
//! different labels, so that neither tells the other or the root. The node keeps the root only
//! until its owner confirmed the sheet; from then on who steals the node's keys still cannot take
//! the *next* key. Of a root that is marked so the identity key commits to the next key; sheets from
//! before that was so bring back the identity that they were printed for. Source: `spec/keys.md`.

use std::fmt;

use bip39::{Language, Mnemonic};
use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::identity::SecretKey;
use zeroize::Zeroizing;

use super::error::WordsError;

/// Words of a sheet: 32 bytes and a checksum.
const WORDS: usize = 24;

/// The root of one identity: whoever has it has the identity, now and later.
#[derive(Clone, PartialEq, Eq)]
pub struct Root(Zeroizing<[u8; 32]>);

impl Root {
    /// Takes 32 random bytes as a root.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Makes a new root, whose identity can be succeeded.
    ///
    /// One root of 65,536 is marked, so as many are drawn: some milliseconds, and 16 of 256 bits.
    ///
    /// # Errors
    /// When the system has no random bytes.
    pub fn fresh() -> Result<Self, getrandom::Error> {
        loop {
            let mut bytes = Zeroizing::new([0; 32]);
            getrandom::fill(&mut *bytes)?;
            let root = Self(bytes);
            if root.commits() {
                return Ok(root);
            }
        }
    }

    /// Whether the identity key of this root commits to its next key.
    #[must_use]
    pub fn commits(&self) -> bool {
        let mark = sha256(&[b"bot/sheet/2\0", &*self.0]);
        mark.as_bytes().starts_with(&[0, 0])
    }

    /// Reads 24 English BIP 39 words; spaces, line ends, capitals and the numbers `1.` … `24.` of a
    /// printed sheet do not matter.
    ///
    /// # Errors
    /// When they are no sheet; the error names the place of a word, never the word.
    pub fn from_words(text: &str) -> Result<Self, WordsError> {
        let words: Vec<Zeroizing<String>> = text
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .map(|word| Zeroizing::new(word.to_lowercase()))
            .collect();
        if words.len() != WORDS {
            return Err(WordsError::Count { found: words.len() });
        }
        let mut sheet = Zeroizing::new(String::with_capacity(WORDS * 9));
        for word in &words {
            sheet.push_str(word);
            sheet.push(' ');
        }
        let mnemonic = Mnemonic::parse_in_normalized(Language::English, sheet.trim_end()).map_err(
            |error| match error {
                bip39::Error::UnknownWord(at) => WordsError::Unknown { number: at + 1 },
                bip39::Error::BadWordCount(found) => WordsError::Count { found },
                bip39::Error::BadEntropyBitCount(_)
                | bip39::Error::InvalidChecksum
                | bip39::Error::AmbiguousLanguages(_) => WordsError::Checksum,
            },
        )?;
        let entropy = Zeroizing::new(mnemonic.to_entropy());
        let bytes = <[u8; 32]>::try_from(entropy.as_slice())
            .map_err(|_| WordsError::Count { found: words.len() })?;
        Ok(Self::from_bytes(bytes))
    }

    /// The sheet: 24 words with one space between them.
    ///
    /// # Panics
    /// Never: 32 bytes are a length that BIP 39 knows.
    #[must_use]
    pub fn words(&self) -> Zeroizing<String> {
        let mnemonic = Mnemonic::from_entropy_in(Language::English, &*self.0)
            .expect("32 bytes are a length BIP 39 knows");
        let mut sheet = Zeroizing::new(String::with_capacity(WORDS * 9));
        for word in mnemonic.words() {
            if !sheet.is_empty() {
                sheet.push(' ');
            }
            sheet.push_str(word);
        }
        sheet
    }

    /// The identity key.
    ///
    /// # Panics
    /// Never: of 2²⁵⁶ seeds one gives no key that commits.
    #[must_use]
    pub fn identity_key(&self) -> SecretKey {
        let plain = self.derive(b"bot/identity/1\0");
        if !self.commits() {
            return plain;
        }
        SecretKey::committed(&plain.seed(), self.next())
            .expect("no seed is known that gives no key that commits")
    }

    /// The key that comes after the identity key, one day.
    #[must_use]
    pub fn next_key(&self) -> SecretKey {
        self.derive(b"bot/next/1\0")
    }

    /// What the inception commits to: SHA-256 of the next public key.
    #[must_use]
    pub fn next(&self) -> Hash {
        sha256(&[self.next_key().public().as_bytes()])
    }

    /// The 32 bytes, for the trust box alone.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn derive(&self, label: &[u8]) -> SecretKey {
        let seed = Zeroizing::new(sha256(&[label, &*self.0]).to_bytes());
        SecretKey::from_seed(&seed)
    }
}

impl fmt::Debug for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Root(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZERO: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon \
        abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon \
        abandon abandon abandon art";

    fn check(text: &str, expected: &str) {
        let found = match Root::from_words(text) {
            Ok(root) => format!("{:?}", root.bytes()[0]),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
    }

    /// Source: BIP 39 test vectors, entropy of 32 zero bytes.
    #[test]
    fn published_vector_is_read_and_written() {
        let root = Root::from_bytes([0; 32]);
        assert_eq!(*root.words(), ZERO.split_whitespace().collect::<Vec<_>>().join(" "));
        check(ZERO, "0");
    }

    #[test]
    fn sheets_are_read_as_people_write_them_and_errors_name_the_place() {
        check(&ZERO.to_uppercase().replace(' ', "\n"), "0");
        let numbered: Vec<String> =
            ZERO.split_whitespace().enumerate().map(|(i, w)| format!("{}. {w}", i + 1)).collect();
        check(&numbered.join("  "), "0");
        check("", "found 0 words, expected 24");
        check(&format!("{ZERO} art"), "found 25 words, expected 24");
        check(&ZERO.replacen("abandon", "abandom", 1), "word 1 is not in the list of BIP 39 words");
        check(
            &ZERO.replacen("abandon", "zoo", 1),
            "the last word does not fit the others: one is wrong or two are swapped",
        );
    }

    #[test]
    fn keys_of_a_root_differ_and_stay_the_same() {
        let root = Root::from_bytes([7; 32]);
        assert_ne!(root.identity_key().public(), root.next_key().public());
        let again = Root::from_words(&root.words()).unwrap();
        assert_eq!(again, root);
        assert_eq!(again.next(), root.next());
        assert_ne!(Root::from_bytes([8; 32]).next(), root.next());
        assert_eq!(format!("{root:?}"), "Root(…)");
    }

    #[test]
    fn a_new_root_commits_to_its_next_key_and_an_old_one_is_as_it_was() {
        let root = Root::fresh().unwrap();
        let key = root.identity_key();
        let commitment = key.commitment().unwrap();
        assert!(commitment.next == root.next() && commitment.opens(&key.public()));
        assert_eq!(Root::from_words(&root.words()).unwrap().identity_key().public(), key.public());
        let old = Root::from_bytes([0; 32]);
        assert!(!old.commits() && old.identity_key().commitment().is_none());
        assert_eq!(
            old.identity_key().public().to_multikey(),
            "z6Mkv1C1GVixgjdnG3Uga6yH2gpNG7g9MNpqhdUzw6rq4Z7M"
        );
    }
}
