//! What identities are called, and which names can be taken for each other.
//!
//! Everybody chooses their own name, so a name proves nothing; one that looks like that of somebody
//! the viewer knows is how people are deceived. Two names look alike where their skeletons do (UTS 39
//! §4), compared without marks, spaces and signs, in the letters as they are or in small ones. A
//! warning and no more: two people may well be called alike.
//!
//! Source: Unicode Technical Standard #39, §4 and §5.1.

use std::collections::{BTreeMap, BTreeSet};

use unicode_security::MixedScript as _;
use unicode_security::confusable_detection::skeleton;

use crate::identity::Did;

/// Of a longer name only the beginning is looked at, in characters.
const LOOKED_AT_MAX: usize = 200;

/// What identities are called, found by who or by what a name looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    called: BTreeMap<Did, String>,
    looks: BTreeMap<String, BTreeSet<Did>>,
}

impl Names {
    /// Gives somebody a name, in place of the one before.
    pub fn call(&mut self, did: Did, name: String) {
        self.forget(&did);
        for look in looks_of(&name) {
            self.looks.entry(look).or_default().insert(did);
        }
        self.called.insert(did, name);
    }

    /// Somebody is called nothing any more.
    pub fn forget(&mut self, did: &Did) {
        let Some(before) = self.called.remove(did) else { return };
        for look in looks_of(&before) {
            if let Some(dids) = self.looks.get_mut(&look) {
                dids.remove(did);
                if dids.is_empty() {
                    self.looks.remove(&look);
                }
            }
        }
    }

    /// What somebody is called.
    #[must_use]
    pub fn of(&self, did: &Did) -> Option<&String> {
        self.called.get(did)
    }

    /// Everybody whose name can be taken for this one.
    #[must_use]
    pub fn like(&self, name: &str) -> BTreeSet<Did> {
        let looks = looks_of(name);
        looks.iter().filter_map(|look| self.looks.get(look)).flatten().copied().collect()
    }
}

/// Whether one name can be taken for the other; the same name can.
#[must_use]
pub fn look_alike(one: &str, other: &str) -> bool {
    !looks_of(one).is_disjoint(&looks_of(other))
}

/// The first word whose letters are of more than one script: what no language writes, and who wants to
/// look like another does. Source: UTS 39 §5.1, with the letters that Japanese, Korean and Bopomofo use
/// together.
#[must_use]
pub fn mixed_word(name: &str) -> Option<&str> {
    let words = name.split(|letter: char| letter.is_whitespace() || letter.is_ascii_punctuation());
    words.take(LOOKED_AT_MAX).find(|word| !word.is_single_script())
}

/// What a name looks like: as it is written, in small letters, and as it is written and then in small
/// letters, as what a letter is taken for hangs on its case (`I` for `l`, `0` for `O`); nothing where it has
/// no letters.
fn looks_of(name: &str) -> BTreeSet<String> {
    let name: String = name.chars().take(LOOKED_AT_MAX).collect();
    let look =
        |name: &str| skeleton(name).filter(|letter| letter.is_alphanumeric()).collect::<String>();
    let as_written = look(&name);
    let small_after = as_written.to_lowercase();
    let looks = [as_written, small_after, look(&name.to_lowercase())];
    looks.into_iter().filter(|look| !look.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::SecretKey;

    #[test]
    fn names_that_look_alike_and_names_that_do_not() {
        for (one, other) in [
            ("École des Tilleuls", "École des Tilleuls"),
            ("École des Tilleuls", "\u{0415}cole des Tilleuls"),
            ("École des Tilleuls", "E\u{301}cole  des-Tilleuls"),
            ("École des Tilleuls", "ECOLE DES TILLEULS"),
            ("paypal", "p\u{0430}yp\u{0430}l"),
            ("Bill", "BiII"),
            ("Bob", "B0b"),
            ("paypal", "PaypaI"),
            ("École des Tilleuls", "École Des TiIIeuIs"),
            ("Lea", "Le\u{200b}a"),
            ("Город", "Гopoд"),
        ] {
            assert!(look_alike(one, other), "{one} and {other}");
            assert!(look_alike(other, one), "{other} and {one}");
        }
        for (one, other) in [
            ("École des Tilleuls", "École des Tulipes"),
            ("Lea", "Leo"),
            ("学校", "学习"),
            ("Library 1", "Library 2"),
            ("★", "★"),
            ("", ""),
        ] {
            assert!(!look_alike(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn a_word_of_two_scripts_is_told_and_two_words_of_one_each_are_not() {
        for (name, expected) in [
            ("\u{0415}cole des Tilleuls", Some("\u{0415}cole")),
            ("the p\u{0430}ypal team", Some("p\u{0430}ypal")),
            ("École des Tilleuls 2", None),
            ("Школа 7", None),
            ("東京タワーの会", None),
            ("École 学校", None),
            ("Ελένη-Anna", None),
            ("", None),
        ] {
            assert_eq!(mixed_word(name), expected, "{name}");
        }
    }

    #[test]
    fn who_is_called_otherwise_looks_like_it_no_more() {
        let mut names = Names::default();
        let [one, other] = [1, 2].map(|seed| Did::from(SecretKey::from_seed(&[seed; 32]).public()));
        names.call(one, "School".to_owned());
        names.call(other, "5CHOOL".to_owned());
        assert_eq!(names.like("school"), BTreeSet::from([one]));
        names.call(other, "SCHOOL".to_owned());
        assert_eq!(names.like("school"), BTreeSet::from([one, other]));
        names.call(one, "Library".to_owned());
        assert_eq!(names.like("school"), BTreeSet::from([other]));
        assert_eq!(names.of(&one).map(String::as_str), Some("Library"));
    }
}
