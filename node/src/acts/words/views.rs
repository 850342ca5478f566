//! Words as they are listed.

use bot_protocol::api::{Page, PageQuery, WordState, WordView};
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::identity::Did;
use bot_protocol::statement::word::Word;
use bot_protocol::statement::{Content, Kind};
use bot_protocol::verdict::disputes::fairly;

use super::super::disputes::Eyes;
use super::super::mailbox::Told;
use super::super::notes::{self, Spoken};
use super::super::snapshot::{Said, Snapshot};
use super::super::{ActError, Acts, one, page};
use super::entries_of;
use crate::store::{Shelf, Write};

/// Words that this node knows.
pub(super) struct Known {
    pub(super) id: String,
    pub(super) word: Word,
    pub(super) state: WordState,
    /// In whose feed they stand, or whom they concern.
    pub(super) holder: Option<Did>,
    pub(super) letter: Option<String>,
    called: String,
    note: Option<Spoken>,
}

impl Known {
    pub(super) fn noted(word: Word, note: Spoken) -> Self {
        let (id, holder) = (word.id().to_string(), note.holder);
        let (letter, called) = (note.letter.clone(), note.called.clone());
        let state = WordState::Private;
        Self { id, word, state, holder, letter, called, note: Some(note) }
    }

    fn said(said: &Said) -> Option<Self> {
        let Content::Comment(word) = &said.content else { return None };
        let subject = word.subject();
        let digest = subject.digest().map(ToString::to_string);
        let called = subject.text().map(str::to_owned).or(digest).unwrap_or_default();
        let (id, word) = (word.id().to_string(), word.clone());
        let (state, holder) = (WordState::Published, Some(said.author));
        Some(Self { id, word, state, holder, letter: None, called, note: None })
    }

    pub(super) fn key(&self) -> Vec<u8> {
        self.word.id().as_bytes().to_vec()
    }

    /// The write that keeps them, where they were signed here.
    pub(super) fn note_of(&self) -> Option<Write> {
        let mut note = self.note.clone()?;
        note.letter.clone_from(&self.letter);
        Some(notes::put(Shelf::Words, &self.key(), &note))
    }
}

impl Acts {
    /// The words that this node's identities said, and those of others that they let stand, the newest
    /// first.
    ///
    /// # Errors
    /// When the store cannot be read, or the identity or the page is refused.
    pub fn words(&self, query: &PageQuery) -> Result<Page<WordView>, ActError> {
        let who = query.as_identity.as_deref().map(|who| self.pick(Some(who))).transpose()?;
        let who = who.map(|identity| identity.did());
        let snapshot = self.snapshot()?;
        let mut all = self.words_known(&snapshot)?;
        all.retain(|known| {
            who.is_none_or(|who| known.word.by() == who || known.holder == Some(who))
        });
        all.sort_by(|a, b| (b.word.at(), &b.id).cmp(&(a.word.at(), &a.id)));
        let Page { items, next } = page(all, query)?;
        let attached = self.words_attached()?;
        let view = |known: &Known| WordView {
            attached: attached.contains(&known.word.id()),
            ..self.word_view(&snapshot, known, false)
        };
        Ok(Page { items: items.iter().map(view).collect(), next })
    }

    /// Words of this node, whole.
    ///
    /// # Errors
    /// When none or several fit.
    pub fn word(&self, id: &str) -> Result<WordView, ActError> {
        let snapshot = self.snapshot()?;
        let known = self.word_called(&snapshot, id)?;
        let attached = self.words_attached()?.contains(&known.word.id());
        Ok(WordView { attached, ..self.word_view(&snapshot, &known, true) })
    }

    /// What was said of somebody that they let stand, by those whom the viewer can reach, the newest
    /// first. It weighs nothing.
    pub(in crate::acts) fn words_about(
        &self,
        snapshot: &Snapshot<'_>,
        (who, eyes): (&Did, &Eyes<'_>),
    ) -> Result<Vec<WordView>, ActError> {
        let mut all = Vec::new();
        for person in snapshot.ring.person(who) {
            let said = snapshot.said_by(&person, Kind::Comment)?;
            all.extend(said.iter().filter_map(Known::said).filter(|known| {
                known.word.subject().somebody() == Some(person.to_string().as_str())
            }));
        }
        let reached = eyes.reached(all.iter().map(|known| known.word.by()));
        all.retain(|known| reached.contains(&known.word.by()));
        all.sort_by(|a, b| (b.word.at(), &b.id).cmp(&(a.word.at(), &a.id)));
        all.dedup_by(|a, b| a.id == b.id);
        // Each one's newest before anybody's second, so that nobody who says much hides others.
        let all = fairly(all, |known| Some(known.word.by()));
        Ok(all.iter().map(|known| self.word_view(snapshot, known, false)).collect())
    }

    /// Words that this identity signed.
    pub(in crate::acts) fn own_word(&self, id: &str, by: &Did) -> Result<Word, ActError> {
        let known = self.word_called(&self.snapshot()?, id)?;
        match known.word.by() == *by {
            true => Ok(known.word),
            false => {
                Err(ActError::conflict("word-of-another", format!("{} said it", known.word.by())))
            }
        }
    }

    pub(super) fn word_called(&self, snapshot: &Snapshot<'_>, id: &str) -> Result<Known, ActError> {
        one("word", id, self.words_known(snapshot)?, |known| &known.id)
    }

    pub(super) fn words_known(&self, snapshot: &Snapshot<'_>) -> Result<Vec<Known>, ActError> {
        let answers = self.answers()?;
        let mut all: Vec<Known> = Vec::new();
        for (_, note) in notes::all::<Spoken>(self.store(), Shelf::Words)? {
            let Some(word) = note.word() else { continue };
            let mut known = Known::noted(word, note);
            let mut published = false;
            for did in [Some(known.word.by()), known.holder].into_iter().flatten() {
                published |= !entries_of(snapshot, &did, &known.word)?.is_empty();
            }
            known.state = match (&known.letter, known.holder) {
                _ if published => WordState::Published,
                (Some(letter), Some(holder)) => match answers.to(letter, &holder) {
                    Told::No => WordState::Refused,
                    Told::Nothing | Told::Yes => WordState::Offered,
                },
                _ => WordState::Private,
            };
            all.push(known);
        }
        for identity in self.keys.identities() {
            for said in snapshot.said_by(&identity.did(), Kind::Comment)? {
                let known = Known::said(&said);
                all.extend(known.filter(|known| all.iter().all(|held| held.id != known.id)));
            }
        }
        Ok(all)
    }

    pub(super) fn word_view(
        &self,
        snapshot: &Snapshot<'_>,
        known: &Known,
        whole: bool,
    ) -> WordView {
        let (word, by) = (&known.word, known.word.by().to_string());
        let subject = word.subject();
        let holder = known.holder.map(|did| did.to_string());
        let called = subject.somebody().and_then(|uri| snapshot.name(uri));
        WordView {
            id: known.id.clone(),
            by_name: snapshot.name(&by),
            by,
            about: subject.name().to_owned(),
            subject: subject.text().map(str::to_owned),
            digest: subject.digest().map(ToString::to_string),
            called: called.unwrap_or_else(|| known.called.clone()),
            words: word.words().map(str::to_owned),
            at: word.at().to_string(),
            state: known.state,
            attached: false,
            carried: Vec::new(),
            holder,
            signed: whole.then(|| encode_base64(&word.to_bytes())),
        }
    }
}
