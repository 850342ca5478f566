//! How much lies in the inbox, and whether one more may.
//!
//! What waits for an answer is counted, strangers' letters by themselves: they cannot lock out those
//! who are known. Answers are bounded by what they answer: a letter that was sent from here.

use std::collections::BTreeMap;

use bot_protocol::identity::Did;
use bot_protocol::limits::{
    INBOX_ANSWERS_PER_LETTER_MAX, INBOX_LETTERS_MAX, INBOX_LETTERS_OF_STRANGERS_MAX,
    INBOX_LETTERS_PER_SENDER_MAX, INBOX_LETTERS_PER_STRANGER_MAX,
};
use bot_protocol::statement::letter::{Letter, LetterKind};

use super::{Duration, Instant};
use crate::letters;
use crate::store::{Store, StoreError};

/// How long the count is believed once it says that there is no room: owners answer letters meanwhile.
const COUNTED_FOR: Duration = Duration::from_secs(30);

/// Letters that are counted together.
#[derive(Debug, Default)]
struct Count {
    /// How many, by sender and addressee.
    pairs: BTreeMap<(Did, Did), usize>,
    total: usize,
    /// Of these, those of people who are not in scope.
    strangers: usize,
}

impl Count {
    fn add(&mut self, letter: &Letter, known: bool) {
        *self.pairs.entry((letter.from(), letter.to())).or_default() += 1;
        self.total += 1;
        self.strangers += usize::from(!known);
    }

    fn is_full(&self, letter: &Letter, known: bool) -> bool {
        let pair = self.pairs.get(&(letter.from(), letter.to())).copied().unwrap_or(0);
        let (one, all) = match known {
            true => (INBOX_LETTERS_PER_SENDER_MAX, usize::MAX),
            false => (INBOX_LETTERS_PER_STRANGER_MAX, INBOX_LETTERS_OF_STRANGERS_MAX),
        };
        pair >= one || self.strangers >= all || self.total >= INBOX_LETTERS_MAX
    }
}

/// What lies in the inbox.
#[derive(Debug)]
pub(super) struct Inbox {
    /// Letters that wait for an answer.
    waiting: Count,
    /// Letters that nobody answers: proofs of what was awarded, and steps of cases.
    told: Count,
    /// Answers, by the nonce of the letter they answer.
    answers: BTreeMap<[u8; 16], usize>,
    counted: Instant,
}

impl Inbox {
    /// Counts what lies in the store.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(super) fn count(
        store: &dyn Store,
        is_known: impl Fn(&Did) -> bool,
        now: Instant,
    ) -> Result<Self, StoreError> {
        let mut inbox = Self {
            waiting: Count::default(),
            told: Count::default(),
            answers: BTreeMap::new(),
            counted: now,
        };
        for letter in letters::inbox(store)? {
            // Somebody here said yes or no to it, that they have seen it, or that its case is over.
            let kind = letter.kind();
            let is_done = if kind == LetterKind::Case {
                letters::is_read(store, &letter)?
            } else {
                !kind.answers() && letters::noted(store, &letter)?.is_some()
            };
            if !is_done {
                inbox.came(&letter, is_known(&letter.from()));
            }
        }
        Ok(inbox)
    }

    /// A letter came and is kept.
    pub(super) fn came(&mut self, letter: &Letter, known: bool) {
        if letter.kind().answers() {
            if let Some(nonce) = answered(letter) {
                *self.answers.entry(nonce).or_default() += 1;
            }
        } else if is_told(letter.kind()) {
            self.told.add(letter, known);
        } else {
            self.waiting.add(letter, known);
        }
    }

    /// Whether there is no room for a letter.
    pub(super) fn is_full(&self, letter: &Letter, known: bool) -> bool {
        if letter.kind().answers() {
            let held = answered(letter).and_then(|nonce| self.answers.get(&nonce).copied());
            return held.unwrap_or(0) >= INBOX_ANSWERS_PER_LETTER_MAX;
        }
        let count = if is_told(letter.kind()) { &self.told } else { &self.waiting };
        count.is_full(letter, known)
    }

    /// Whether it is to be counted anew before it says that there is no room.
    pub(super) fn is_old(&self, now: Instant) -> bool {
        now.duration_since(self.counted) >= COUNTED_FOR
    }

    /// How many letters wait for an answer.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.total
    }
}

/// Whether a letter has no answer: a proof of what was awarded, or a step of a case, which counts until the
/// case is over.
fn is_told(kind: LetterKind) -> bool {
    matches!(kind, LetterKind::AnchorProof | LetterKind::Case)
}

/// The nonce of the letter that an answer is to.
pub(super) fn answered(letter: &Letter) -> Option<[u8; 16]> {
    letter.message().ok()?.answers()
}

#[cfg(test)]
mod tests {
    use bot_protocol::identity::SecretKey;
    use bot_protocol::statement::letter::{Answer, LetterDraft, Message};
    use bot_protocol::statement::request::EndorsementRequest;
    use bot_protocol::time::Timestamp;

    use super::*;
    use crate::driver::monotonic;
    use crate::store::{Backend, Shelf, Write};

    fn letter(from: u64, nonce: u64, message: Message) -> Letter {
        let key = |seed: u64| {
            let mut bytes = [0; 32];
            bytes[..8].copy_from_slice(&seed.to_be_bytes());
            SecretKey::from_seed(&bytes)
        };
        let mut name = [0; 16];
        name[..8].copy_from_slice(&nonce.to_be_bytes());
        let (to, ts) = (Did::from(key(0).public()), Timestamp::from_millis(1));
        LetterDraft { to, message, ts, nonce: name }.sign(&key(from)).unwrap()
    }

    fn request(from: u64, nonce: u64) -> Letter {
        let target = "urn:example:badge".to_owned();
        let request = EndorsementRequest { target, words: None, document: None };
        letter(from, nonce, Message::EndorsementRequest(request))
    }

    fn answer(from: u64, nonce: u64, to: u64) -> Letter {
        let answer = Answer { letter: request(0, to).nonce(), accepted: true, reason: None };
        letter(from, nonce, Message::Answer(answer))
    }

    fn empty() -> Inbox {
        let store = crate::store::open(std::path::Path::new(""), Backend::Memory).unwrap();
        Inbox::count(store.as_ref(), |_| false, monotonic()).unwrap()
    }

    #[test]
    fn strangers_fill_their_share_and_those_who_are_known_still_come_in() {
        let mut inbox = empty();
        let people = u64::try_from(INBOX_LETTERS_OF_STRANGERS_MAX).unwrap();
        for one in 1..=people {
            let letter = request(one, one);
            assert!(!inbox.is_full(&letter, false));
            inbox.came(&letter, false);
        }
        assert!(inbox.is_full(&request(people + 1, people + 1), false));
        assert!(!inbox.is_full(&request(people + 1, people + 1), true));
        assert_eq!(inbox.waiting(), INBOX_LETTERS_OF_STRANGERS_MAX);
    }

    #[test]
    fn one_sender_has_a_share_too_and_a_stranger_a_smaller_one() {
        for (known, most) in
            [(true, INBOX_LETTERS_PER_SENDER_MAX), (false, INBOX_LETTERS_PER_STRANGER_MAX)]
        {
            let mut inbox = empty();
            for nonce in 0..u64::try_from(most).unwrap() {
                assert!(!inbox.is_full(&request(1, nonce), known));
                inbox.came(&request(1, nonce), known);
            }
            assert!(inbox.is_full(&request(1, 9_999), known));
            assert!(!inbox.is_full(&request(2, 9_999), known));
        }
    }

    #[test]
    fn answers_take_nobodys_place_and_are_few_for_each_letter() {
        let mut inbox = empty();
        for nonce in 0..u64::try_from(2 * INBOX_LETTERS_MAX).unwrap() {
            inbox.came(&answer(1, nonce, nonce), false);
        }
        assert_eq!(inbox.waiting(), 0);
        assert!(!inbox.is_full(&request(1, 1), false));
        for nonce in 1..u64::try_from(INBOX_ANSWERS_PER_LETTER_MAX).unwrap() {
            assert!(!inbox.is_full(&answer(1, nonce, 7), false));
            inbox.came(&answer(1, nonce, 7), false);
        }
        assert!(inbox.is_full(&answer(1, 99, 7), false));
        assert!(!inbox.is_full(&answer(1, 99, 8), false));
    }

    #[test]
    fn steps_of_a_case_take_up_their_senders_share_until_it_is_over() {
        use bot_protocol::statement::case::{CaseStep, Step};
        let store = crate::store::open(std::path::Path::new(""), Backend::Memory).unwrap();
        let step = |nonce: u64| {
            let mut case = [0; 16];
            case[..8].copy_from_slice(&nonce.to_be_bytes());
            let (step, achievement) = (Step::Ask, "urn:x".to_owned());
            let (words, rows, about) = (None, Vec::new(), None);
            let said = CaseStep { case, round: 0, step, achievement, words, rows, about };
            letter(1, nonce, Message::Case(said))
        };
        let most = u64::try_from(INBOX_LETTERS_PER_STRANGER_MAX).unwrap();
        let writes: Vec<Write> =
            (0..most).map(|nonce| letters::put(Shelf::Inbox, &step(nonce))).collect();
        store.commit(&writes).unwrap();
        let is_full = || {
            let inbox = Inbox::count(store.as_ref(), |_| false, monotonic()).unwrap();
            inbox.is_full(&step(999), false)
        };
        assert!(is_full());
        // That a node took a letter up frees nothing by itself.
        let key = step(0).nonce().to_vec();
        store.commit(&[Write::Note { shelf: Shelf::Offers, key, value: b"{}".to_vec() }]).unwrap();
        assert!(is_full());
        store.commit(&[letters::read_note(&step(0).from(), &step(0).nonce())]).unwrap();
        assert!(!is_full());
    }

    #[test]
    fn what_was_answered_waits_no_more() {
        let store = crate::store::open(std::path::Path::new(""), Backend::Memory).unwrap();
        // Another one wrote by a nonce that is answered: that is another letter.
        let came = [request(1, 1), request(1, 2), request(2, 1)];
        let mut writes: Vec<Write> =
            came.iter().map(|letter| letters::put(Shelf::Inbox, letter)).collect();
        store.commit(&writes).unwrap();
        let count = || Inbox::count(store.as_ref(), |_| false, monotonic()).unwrap().waiting();
        assert_eq!(count(), 3);
        let (key, value) = (letters::came_key(&came[0]), br#"{"answered":true,"at":1}"#.to_vec());
        writes = vec![Write::Note { shelf: Shelf::Offers, key, value }];
        store.commit(&writes).unwrap();
        assert_eq!(count(), 2);
    }
}
