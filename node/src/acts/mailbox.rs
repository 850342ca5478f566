//! The letters that came, and how they were answered.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::canon::hash::hex;
use bot_protocol::identity::Did;
use bot_protocol::statement::letter::{Letter, LetterKind, Message};
use bot_protocol::time::Timestamp;

use super::notes::{self, Offered};
use super::{ActError, Acts};
use crate::letters;
use crate::store::Shelf;

/// How an offer that was sent from here stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// No answer yet.
    Nothing,
    /// The other side signed a yes.
    Yes,
    /// The other side signed a no.
    No,
}

/// The answers that came, by the nonce of the letter they answer, in hex.
pub(super) struct Answers(BTreeMap<String, Vec<Answered>>);

/// One of them.
struct Answered {
    letter: Letter,
    yes: bool,
    /// Why, where they say so.
    reason: Option<String>,
}

impl Answers {
    /// How the letter with this nonce was answered by the one it went to. Of several answers the
    /// first one signed counts.
    pub(super) fn to(&self, nonce: &str, by: &Did) -> Told {
        match self.first(nonce, by) {
            None => Told::Nothing,
            Some(Answered { yes: true, .. }) => Told::Yes,
            Some(Answered { yes: false, .. }) => Told::No,
        }
    }

    /// When the one to whom the letter with this nonce went said yes, by their clock, where they did.
    pub(super) fn accepted_at(&self, nonce: &str, by: &Did) -> Option<Timestamp> {
        self.first(nonce, by).filter(|one| one.yes).map(|one| one.letter.ts())
    }

    /// Why the one to whom the letter with this nonce went said no, where they did and say why.
    pub(super) fn refusal(&self, nonce: &str, by: &Did) -> Option<&str> {
        self.first(nonce, by).filter(|one| !one.yes)?.reason.as_deref()
    }

    fn first(&self, nonce: &str, by: &Did) -> Option<&Answered> {
        let answers = self.0.get(nonce).map(Vec::as_slice).unwrap_or_default();
        let from = answers.iter().filter(|one| one.letter.from() == *by);
        from.min_by_key(|one| one.letter.ts())
    }
}

/// What letters are called here: by their nonces, and by who wrote them as well where several have one nonce.
/// Others make what nonces they like, and whoever repeats one keeps nobody from the first.
pub(super) fn ids_of<'l>(letters: impl Iterator<Item = &'l Letter> + Clone) -> Vec<String> {
    let mut writers: BTreeMap<[u8; 16], BTreeSet<Did>> = BTreeMap::new();
    for letter in letters.clone() {
        writers.entry(letter.nonce()).or_default().insert(letter.from());
    }
    let several = |nonce: &[u8; 16]| writers.get(nonce).is_some_and(|writers| writers.len() > 1);
    let id = |letter: &Letter| {
        let (nonce, from) = (letter.nonce(), letter.from());
        let whose = from.public_key().as_bytes().get(..16).filter(|_| several(&nonce));
        hex(&nonce) + &whose.map(hex).unwrap_or_default()
    };
    letters.map(id).collect()
}

impl Acts {
    /// Letters of an identity of this node that offer something, oldest first, whether answered or
    /// not.
    pub(super) fn letters(&self) -> Result<Vec<Letter>, ActError> {
        self.letters_of_kinds(&[
            LetterKind::CredentialOffer,
            LetterKind::RecognitionOffer,
            LetterKind::EndorsementOffer,
            LetterKind::GuardianOffer,
            LetterKind::RecoveryOffer,
            LetterKind::WordOffer,
        ])
    }

    /// Letters to an identity of this node that are of one of these kinds, oldest first.
    pub(super) fn letters_of_kinds(&self, kinds: &[LetterKind]) -> Result<Vec<Letter>, ActError> {
        let mut all: Vec<Letter> = letters::inbox(self.store())?
            .into_iter()
            .filter(|letter| kinds.contains(&letter.kind()))
            .filter(|letter| self.keys.identity(&letter.to()).is_some())
            .collect();
        all.sort_by_key(|letter| (letter.ts(), letter.nonce()));
        Ok(all)
    }

    /// Every answer that came.
    pub(super) fn answers(&self) -> Result<Answers, ActError> {
        let mut answers: BTreeMap<String, Vec<Answered>> = BTreeMap::new();
        for letter in letters::inbox(self.store())? {
            // A document is not read to learn that it is no answer.
            if !letter.kind().answers() {
                continue;
            }
            let (answered, yes, reason) = match letter.message() {
                Ok(Message::Answer(answer)) => (answer.letter, answer.accepted, answer.reason),
                // A guardian's signature is its yes.
                Ok(Message::RecoveryShare(share)) => (share.letter, true, None),
                Ok(_) | Err(_) => continue,
            };
            answers.entry(hex(&answered)).or_default().push(Answered { letter, yes, reason });
        }
        Ok(Answers(answers))
    }

    /// Letters that were sent from here, and are still whole in the notes.
    pub(super) fn sent(&self) -> Result<Vec<Letter>, ActError> {
        let notes = notes::all::<Offered>(self.store(), Shelf::Offers)?;
        Ok(notes
            .into_iter()
            .filter_map(|(_, note)| note.sent)
            .filter_map(|text| bot_protocol::canon::hash::from_hex(&text))
            .filter_map(|bytes| Letter::reopen(&bytes).ok())
            .collect())
    }
}
