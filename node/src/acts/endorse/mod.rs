//! Endorsing: standing behind an achievement in the own feed, or behind a credential or a person
//! by a letter to the holder, in whose feed it appears once accepted. Source: `spec/endorsements.md`.

mod asked;
pub(super) mod said;
mod shown;
mod target;
mod views;

use std::sync::Arc;

use bot_protocol::api::{EndorseRequest, EndorsementState, EndorsementView, SignedReply};
use bot_protocol::canon::hash::hex;
use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::issue::{EndorsementDraft, Given, uuid};
use bot_protocol::credential::model::praise::Praise;
use bot_protocol::credential::model::related;
use bot_protocol::credential::proof::Suite;
use bot_protocol::credential::status::Place;
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::Document;
use bot_protocol::statement::letter::Message;
use bot_protocol::statement::word::{WORD_MEDIA_TYPE, Word};
use bot_protocol::time::Timestamp;

use self::target::Target;
use self::views::view_of;
use super::achievements::text;
use super::issue::{issuer, refused_shape, whole_second};
use super::notes::{self, Endorsed, Offered};
use super::places::place_note;
use super::repeat::{Asked, Repeat, kept, reply, with_entry};
use super::{ActError, Acts, anchors, random, time};
use crate::keys::Identity;
use crate::store::{Shelf, Write};

/// What an endorser says of a target.
struct Said {
    comment: Option<String>,
    reasons: Vec<Praise>,
    /// What they said before, that goes with it.
    word: Option<Word>,
}

/// A signed endorsement, what is told of it, and what is noted beside.
struct Made {
    document: Document,
    view: EndorsementView,
    notes: Vec<Write>,
}

impl Acts {
    /// Endorses a credential, an achievement or a person. Repeated with the same words, nothing is
    /// signed again before the endorsement has ended.
    ///
    /// # Errors
    /// When the target is unknown, or a reason, text or time is refused.
    pub async fn endorse(
        &self,
        request: impl Into<Asked<EndorseRequest>>,
    ) -> Result<SignedReply<EndorsementView>, ActError> {
        let Asked { request, repeat } = request.into();
        let _turn = self.turn().await;
        let asked = request.request.as_deref().map(|id| self.request_that_came(id)).transpose()?;
        let who = match &asked {
            None => self.pick(request.as_identity.as_deref())?,
            Some(asked) => self.addressed(request.as_identity.as_deref(), &asked.to())?,
        };
        let identity = who;
        self.check_can_sign(&identity)?;
        let word = request.with.as_deref().map(|id| self.own_word(id, &identity.did()));
        let said = said(&request, word.transpose()?)?;
        let target = match &asked {
            None => self.target(&request)?,
            Some(asked) => self.target_asked(asked)?,
        };
        // Whoever it concerns lets it stand, by the key they have now.
        let ring = Arc::clone(&self.snapshot()?.ring);
        let holder = target.holder.map(|did| ring.current(&did));
        let target = Target { holder, ..target };
        if let Some(view) = self.endorsed_before(&identity, &target, &said)? {
            let done = reply(view, false, request.dry_run);
            return Ok(SignedReply { followed: target.followed, ..done });
        }
        let place = self.free_place(&self.snapshot()?, &identity.did())?;
        let unsigned = self.unsigned(&request, &said, (&identity, &target, place))?;
        let holder = target.holder.map(|did| did.to_string());
        if said.word.as_ref().is_some_and(|word| !word.goes_with(&unsigned, holder.as_deref())) {
            let detail =
                "they are about somebody or a badge that is not what is endorsed, nor its holder";
            return Err(ActError::conflict("word-of-other-matter", detail));
        }
        let document = if request.dry_run {
            Document::read(&unsigned.to_bytes())?
        } else {
            self.signed(&unsigned, Suite::EddsaRdfc2022, &identity)?
        };
        let (state, snapshot) = (EndorsementState::Offered, self.snapshot()?);
        let mut view = view_of(&snapshot, &document, state, target.holder, true)?;
        // What is one's own is nobody else's to let stand.
        if target.holder.is_none() {
            view.state = EndorsementState::Published;
            view.holder = Some(identity.did().to_string());
        }
        if request.dry_run {
            return Ok(SignedReply { followed: target.followed, ..reply(view, false, true) });
        }
        let mut notes = vec![place_note(&identity.did(), place, &view.id)];
        notes.extend(asked.map(|asked| self.request_answered(&asked, true)));
        self.give(&identity, &target, Made { document, view, notes }, repeat).await
    }

    /// What is to be signed. What is endorsed is named with its digest, so that the words are about
    /// nothing else, and a place tells whether it was withdrawn.
    fn unsigned(
        &self,
        request: &EndorseRequest,
        said: &Said,
        (identity, target, place): (&Identity, &Target, Place),
    ) -> Result<Value, ActError> {
        let draft = EndorsementDraft {
            id: uuid(random()?),
            issuer: issuer(identity),
            target: target.id.clone(),
            comment: said.comment.clone(),
            valid_from: whole_second(self.now()),
            valid_until: time("valid_until", request.valid_until.as_deref())?,
        };
        let word = said.word.as_ref().map(Word::to_bytes);
        let given = Given {
            reasons: &said.reasons,
            attached: word.as_deref().map(|bytes| (WORD_MEDIA_TYPE, bytes)),
            content: target.content.as_ref(),
            status: Some(self.status_entry(&identity.did(), place)),
        };
        draft.unsigned_giving(&given).map_err(refused_shape)
    }

    async fn give(
        &self,
        identity: &Identity,
        target: &Target,
        made: Made,
        repeat: Option<Repeat>,
    ) -> Result<SignedReply<EndorsementView>, ActError> {
        let Made { document, view, mut notes } = made;
        let at = self.now().millis();
        let mut note = Endorsed {
            issuer: identity.did(),
            holder: target.holder,
            letter: None,
            target: target.id.clone(),
            at,
            document: text(document.bytes()),
        };
        let key = view.id.clone().into_bytes();
        let followed = target.followed.clone();
        let mut done = SignedReply { followed, ..reply(view, true, false) };
        let Some(holder) = target.holder else {
            notes.push(notes::put(Shelf::Endorsements, &key, &note));
            let said = (identity.did(), Content::Endorsement(document));
            return self
                .say_answering(said, notes, repeat, move |said| with_entry(&done, said))
                .await;
        };
        let letter = self.letter(identity, holder, Message::EndorsementOffer(document))?;
        let nonce = hex(&letter.nonce());
        note.letter = Some(nonce.clone());
        let sent = Offered { sent: Some(hex(&letter.to_bytes())), answered: None, came: None, at };
        done.letter = Some(nonce);
        notes.push(notes::put(Shelf::Endorsements, &key, &note));
        notes.push(notes::put(Shelf::Offers, &letter.nonce(), &sent));
        let waiting = anchors::waits(&note.issuer, note.document.as_bytes(), note.holder, at);
        notes.extend(waiting);
        notes.extend(kept(repeat.as_ref(), &done));
        self.hands.post(letter, notes).await?;
        Ok(done)
    }

    fn endorsed_before(
        &self,
        identity: &Identity,
        target: &Target,
        said: &Said,
    ) -> Result<Option<EndorsementView>, ActError> {
        let own = identity.did().to_string();
        let reasons: Vec<String> = said.reasons.iter().map(Praise::to_string).collect();
        let same = |view: &EndorsementView| {
            view.issuer == own
                && ends(view).is_none_or(|end| self.now() < end)
                && view.target == target.id
                && view.comment == said.comment
                && view.reasons == reasons
                && !matches!(view.state, EndorsementState::Refused | EndorsementState::Withdrawn)
                && is_of(view, target)
                && takes_along(view, said.word.as_ref())
        };
        Ok(self.endorsement_views(true)?.into_iter().find(same))
    }
}

/// The reasons and words of a request, of which there is one at least.
fn said(request: &EndorseRequest, word: Option<Word>) -> Result<Said, ActError> {
    let reason = |text: &String| {
        let expected = "good criteria, clear description, sound evidence, seen at work, useful for …, \
                        accepted by …";
        Praise::read(text).ok_or_else(|| ActError::field("reasons", text, expected))
    };
    let mut reasons = request.reasons.iter().map(reason).collect::<Result<Vec<_>, _>>()?;
    reasons.sort();
    reasons.dedup();
    let comment = Some(request.comment.trim().to_owned()).filter(|words| !words.is_empty());
    if comment.is_none() && reasons.is_empty() && word.is_none() {
        return Err(ActError::field("comment", "", "words, or a reason"));
    }
    Ok(Said { comment, reasons, word })
}

/// When an endorsement ends by itself.
fn ends(view: &EndorsementView) -> Option<Timestamp> {
    let document = json::read(view.document.as_ref()?.as_bytes()).ok()?;
    Timestamp::parse_rfc3339(document.get("validUntil")?.as_str()?).ok()
}

/// Whether it was said of the target as it is now: what was described otherwise is another matter.
fn is_of(view: &EndorsementView, target: &Target) -> bool {
    let Some(content) = &target.content else { return true };
    let document = view.document.as_ref().and_then(|text| json::read(text.as_bytes()).ok());
    document.is_some_and(|document| related::pins(&document, &target.id, content))
}

/// Whether these words go with it.
fn takes_along(view: &EndorsementView, word: Option<&Word>) -> bool {
    let document = view.document.as_ref().and_then(|text| json::read(text.as_bytes()).ok());
    let all = document.map(|document| related::inlined(&document, WORD_MEDIA_TYPE));
    all.unwrap_or_default().first() == word.map(Word::to_bytes).as_ref()
}
