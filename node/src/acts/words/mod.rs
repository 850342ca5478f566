//! Words about anything that can be named: signed and kept for oneself, published, or handed to whom
//! they concern, who decides. Source: `spec/words.md`.

mod statement;
mod subject;
mod views;

use bot_protocol::api::{SignRequest, SignedReply, WordActRequest, WordState, WordView};
use bot_protocol::canon::hash::{from_hex, hex};
use bot_protocol::identity::Did;
use bot_protocol::statement::letter::Message;
use bot_protocol::statement::word::{Subject, Word, WordDraft};
use bot_protocol::statement::{Content, Kind};

use self::views::Known;
use super::notes::{self, Offered, Spoken};
use super::publish::erasures;
use super::repeat::{Asked, Repeat, kept, reply};
use super::snapshot::{Said, Snapshot};
use super::{ActError, Acts};
use crate::keys::Identity;
use crate::store::{Shelf, Write};

impl Acts {
    /// Signs words about something and keeps them here; with `publish` also makes them as public as they
    /// may be: in one's own ledger, or offered to whom they concern. Said again, nothing is signed.
    ///
    /// # Errors
    /// When what is spoken of is unknown or of no known sort, or a text is refused.
    pub async fn sign_word(
        &self,
        request: impl Into<Asked<SignRequest>>,
    ) -> Result<SignedReply<WordView>, ActError> {
        let Asked { request, repeat } = request.into();
        let identity = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let _turn = self.turn().await;
        let snapshot = self.snapshot()?;
        let spoken = self.subject_called(&snapshot, &request)?;
        let followed = spoken.followed.clone();
        let words = request.words.as_deref().map(|words| words.trim().to_owned());
        let draft = WordDraft { subject: spoken.subject, words, at: self.now() };
        let same = |known: &Known| {
            known.word.by() == identity.did()
                && *known.word.subject() == draft.subject
                && known.word.words() == draft.words.as_deref()
        };
        let known = self.words_known(&snapshot)?.into_iter().find(same);
        let (known, is_new) = match known {
            Some(known) => (known, false),
            None => {
                let word = draft.sign(identity.key())?;
                let note = Spoken::of(&word, spoken.holder, spoken.called);
                (Known::noted(word, note), true)
            }
        };
        if request.publish && known.state == WordState::Private {
            self.check_publishable(&known)?;
        }
        if request.dry_run {
            let done = reply(self.word_view(&snapshot, &known, false), false, true);
            return Ok(SignedReply { followed, ..done });
        }
        if request.publish && known.state == WordState::Private {
            let done = self.make_public(&snapshot, &identity, known, repeat).await?;
            return Ok(SignedReply { followed, ..done });
        }
        let done = reply(self.word_view(&snapshot, &known, true), is_new, false);
        let done = SignedReply { followed, ..done };
        let writes: Vec<Write> = known.note_of().filter(|_| is_new).into_iter().collect();
        self.say_or_note((identity.did(), None), writes, repeat, done).await
    }

    /// Makes words that were kept as public as they may be. Repeated, nothing is done.
    ///
    /// # Errors
    /// When there are no such words, they are another's, or nobody can be asked to let them stand.
    pub async fn publish_word(
        &self,
        id: &str,
        request: impl Into<Asked<WordActRequest>>,
    ) -> Result<SignedReply<WordView>, ActError> {
        let Asked { request, repeat } = request.into();
        let _turn = self.turn().await;
        let snapshot = self.snapshot()?;
        let known = self.word_called(&snapshot, id)?;
        let identity = self.addressed(request.as_identity.as_deref(), &known.word.by())?;
        self.check_can_sign(&identity)?;
        if known.state != WordState::Private {
            return Ok(reply(self.word_view(&snapshot, &known, false), false, request.dry_run));
        }
        self.check_publishable(&known)?;
        if request.dry_run {
            return Ok(reply(self.word_view(&snapshot, &known, false), false, true));
        }
        self.make_public(&snapshot, &identity, known, repeat).await
    }

    /// Withdraws words: who said them forgets them and takes them out of their ledger; who let them stand
    /// takes them out of theirs. Their signer may keep them.
    ///
    /// # Errors
    /// When there are no such words here, they stand in the ledger of somebody else alone, or were
    /// written by a writer that is lost.
    pub async fn withdraw_word(
        &self,
        id: &str,
        request: impl Into<Asked<WordActRequest>>,
    ) -> Result<SignedReply<WordView>, ActError> {
        let Asked { request, repeat } = request.into();
        let _turn = self.turn().await;
        let snapshot = self.snapshot()?;
        let known = self.word_called(&snapshot, id)?;
        let whose = known.holder.filter(|_| known.state == WordState::Published);
        let whose = whose.unwrap_or(known.word.by());
        if self.keys.identity(&whose).is_none() {
            let detail = format!("they stand in the ledger of {whose}");
            return Err(ActError::conflict("word-of-holder", detail));
        }
        let identity = self.addressed(request.as_identity.as_deref(), &whose)?;
        self.check_can_sign(&identity)?;
        let entries = entries_of(&snapshot, &identity.did(), &known.word)?;
        let erasures = erasures(&snapshot.ring, &identity, entries.iter().map(Said::place));
        let carried = self.carriers_of(&known.word.id())?;
        let attached = !carried.is_empty();
        let view = WordView { attached, carried, ..self.word_view(&snapshot, &known, false) };
        let done = reply(view, !request.dry_run, request.dry_run);
        if request.dry_run {
            return Ok(done);
        }
        let mut writes = Vec::new();
        if identity.did() == known.word.by() {
            writes.push(Write::Forget { shelf: Shelf::Words, key: known.key() });
            writes.extend(known.letter.as_deref().into_iter().flat_map(recalled));
        }
        self.erase_or_note((identity.did(), erasures), writes, repeat, done).await
    }

    /// Checks words that are offered: about whom they are offered to, or about a badge of theirs.
    pub(super) fn check_word(&self, word: &Word, to: &Did) -> Result<(), ActError> {
        let fits = match (word.subject(), word.subject().somebody()) {
            (Subject::Credential(digest), _) => self.is_holder(to, digest)?,
            (_, whom) => whom == Some(to.to_string().as_str()),
        };
        match fits {
            true => Ok(()),
            false => {
                let detail = "the words are about somebody or something else";
                Err(ActError::conflict("offer-about-another", detail))
            }
        }
    }

    fn check_publishable(&self, known: &Known) -> Result<(), ActError> {
        let personal = known.word.subject().is_personal();
        let refuse = |code, detail: &str| Err(ActError::conflict(code, detail.to_owned()));
        match known.holder {
            None if matches!(known.word.subject(), Subject::Statement(id) if !self.may_be_public_about(id)?) => {
                refuse("word-unreachable", "what they are about is for two people, or one, to show")
            }
            None if personal => {
                refuse("word-unreachable", "they concern somebody whose ledger cannot be asked")
            }
            Some(holder)
                if holder == known.word.by()
                    && matches!(known.word.subject(), Subject::Credential(_)) =>
            {
                refuse("word-of-own-badge", "nobody praises a badge of their own to others")
            }
            Some(_) | None => Ok(()),
        }
    }

    async fn make_public(
        &self,
        snapshot: &Snapshot<'_>,
        identity: &Identity,
        mut known: Known,
        repeat: Option<Repeat>,
    ) -> Result<SignedReply<WordView>, ActError> {
        let offered = known.word.subject().is_personal() && known.holder != Some(identity.did());
        let Some(holder) = known.holder.filter(|_| offered) else {
            known.state = WordState::Published;
            let done = reply(self.word_view(snapshot, &known, true), true, false);
            let notes = known.note_of().into_iter().collect();
            let said = (identity.did(), Some(Content::Comment(known.word.clone())));
            return self.say_or_note(said, notes, repeat, done).await;
        };
        let letter = self.letter(identity, holder, Message::WordOffer(known.word.clone()))?;
        let nonce = hex(&letter.nonce());
        known.state = WordState::Offered;
        known.letter = Some(nonce.clone());
        let at = self.now().millis();
        let sent = Offered { sent: Some(hex(&letter.to_bytes())), answered: None, came: None, at };
        let mut done = reply(self.word_view(snapshot, &known, true), true, false);
        done.letter = Some(nonce);
        let mut writes: Vec<Write> = known.note_of().into_iter().collect();
        writes.push(notes::put(Shelf::Offers, &letter.nonce(), &sent));
        writes.extend(kept(repeat.as_ref(), &done));
        self.hands.post(letter, writes).await?;
        Ok(done)
    }
}

/// What takes a letter of this name back that offers something: it leaves no more, and is not posted again.
fn recalled(nonce: &str) -> Vec<Write> {
    let Some(key) = from_hex(nonce) else { return Vec::new() };
    let forget = |shelf| Write::Forget { shelf, key: key.clone() };
    [Shelf::Outbox, Shelf::Offers].map(forget).into()
}

/// The entries of an identity's feed that hold this word.
fn entries_of(snapshot: &Snapshot<'_>, did: &Did, word: &Word) -> Result<Vec<Said>, ActError> {
    let mut said = snapshot.said_by(did, Kind::Comment)?;
    said.retain(|said| matches!(&said.content, Content::Comment(found) if found == word));
    Ok(said)
}
