//! Endorsing: standing behind an achievement in the own feed, or behind a credential or a person
//! by a letter to the holder, in whose feed it appears once accepted.

use std::collections::BTreeMap;

use bot_protocol::api::{
    EndorseRequest, EndorsementState, EndorsementView, Page, PageQuery, SignedReply,
};
use bot_protocol::canon::hash::hex;
use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::issue::{EndorsementDraft, uuid};
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::proof::Suite;
use bot_protocol::identity::Did;
use bot_protocol::statement::kinds::Document;
use bot_protocol::statement::letter::Message;
use bot_protocol::statement::{Content, Kind};
use bot_protocol::time::Timestamp;

use super::achievements::text;
use super::issue::{issuer, refused_shape, whole_second};
use super::mailbox::{Answers, Told};
use super::notes::{self, Endorsed, Offered};
use super::offers::check_signed;
use super::repeat::{Asked, Repeat, kept, with_entry};
use super::snapshot::{Snapshot, document};
use super::{ActError, Acts, page, random, time};
use crate::keys::Identity;
use crate::store::Shelf;

/// What is endorsed, and in whose feed that will stand.
struct Target {
    id: String,
    holder: Option<Did>,
    /// What is endorsed, as it is: of a person there is no such thing.
    content: Option<Value>,
}

impl Acts {
    /// Endorses a credential, an achievement or a person. Repeated with the same words, nothing is
    /// signed again before the endorsement has ended.
    ///
    /// # Errors
    /// When the target is unknown, or a text or time is refused.
    pub async fn endorse(
        &self,
        request: impl Into<Asked<EndorseRequest>>,
    ) -> Result<SignedReply<EndorsementView>, ActError> {
        let Asked { request, repeat } = request.into();
        let identity = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let _turn = self.turn().await;
        let target = self.target(&request)?;
        if let Some(view) = self.endorsed_before(&identity, &target, &request)? {
            return Ok(reply(view, false, request.dry_run));
        }
        let now = whole_second(self.now());
        let draft = EndorsementDraft {
            id: uuid(random()?),
            issuer: issuer(&identity),
            target: target.id.clone(),
            comment: Some(request.comment.clone()),
            valid_from: now,
            valid_until: time("valid_until", request.valid_until.as_deref())?,
        };
        // What is endorsed is named with its digest, so that the words are about nothing else.
        let unsigned = match &target.content {
            Some(content) => draft.unsigned_of(content),
            None => draft.unsigned(),
        };
        let unsigned = unsigned.map_err(refused_shape)?;
        let document = if request.dry_run {
            Document::read(&unsigned.to_bytes())?
        } else {
            self.signed(&unsigned, Suite::EddsaRdfc2022, &identity)?
        };
        let state = EndorsementState::Offered;
        let mut view = view_of(&self.snapshot()?, &document, state, target.holder, true)?;
        if target.holder.is_none() {
            view.state = EndorsementState::Published;
            view.holder = Some(identity.did().to_string());
        }
        if request.dry_run {
            return Ok(reply(view, false, true));
        }
        self.give(&identity, &target, (document, view), repeat).await
    }

    /// The endorsements made here and those that stand in a feed, newest first.
    ///
    /// # Errors
    /// When the store cannot be read, or the identity or the page is refused.
    pub fn endorsements(&self, query: &PageQuery) -> Result<Page<EndorsementView>, ActError> {
        let who = query.as_identity.as_deref().map(|who| self.pick(Some(who))).transpose()?;
        let who = who.map(|identity| identity.did().to_string());
        let mut views = self.endorsement_views(false)?;
        views.retain(|view| {
            who.as_ref().is_none_or(|who| view.issuer == *who || view.holder.as_ref() == Some(who))
        });
        page(views, query)
    }

    async fn give(
        &self,
        identity: &Identity,
        target: &Target,
        (document, view): (Document, EndorsementView),
        repeat: Option<Repeat>,
    ) -> Result<SignedReply<EndorsementView>, ActError> {
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
        let mut done = reply(view, true, false);
        let Some(holder) = target.holder else {
            let notes = vec![notes::put(Shelf::Endorsements, &key, &note)];
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
        let mut notes = vec![
            notes::put(Shelf::Endorsements, &key, &note),
            notes::put(Shelf::Offers, &letter.nonce(), &sent),
        ];
        notes.extend(kept(repeat.as_ref(), &done));
        self.hands.post(letter, notes).await?;
        Ok(done)
    }

    fn target(&self, request: &EndorseRequest) -> Result<Target, ActError> {
        let id = request.target.as_str();
        if let Some(text) = &request.document {
            let refused = |fault: ActError| fault.about("document");
            let document =
                Document::read(text.as_bytes()).map_err(|fault| refused(fault.into()))?;
            check_signed(&document).map_err(refused)?;
            if document.id() != Some(id) {
                return Err(ActError::field("target", id, "the id of the credential handed in"));
            }
            let holder =
                Credential::new(document.value()).subject_id().and_then(|id| id.parse().ok());
            let content = Some(document.value().clone());
            let holder = Some(holder.ok_or_else(no_holder)?);
            return Ok(Target { id: id.to_owned(), holder, content });
        }
        if let Ok(did) = id.parse::<Did>() {
            return Ok(Target { id: did.to_string(), holder: Some(did), content: None });
        }
        let snapshot = self.snapshot()?;
        match self.badge(&snapshot, id) {
            Ok(badge) => {
                let holder = Some(badge.subject().ok_or_else(no_holder)?);
                let content = Document::read(&badge.file()?).ok();
                let content = content.map(|document| document.value().clone());
                Ok(Target { id: badge.id, holder, content })
            }
            Err(ActError::Unknown { .. }) => {
                if let Ok(did) = self.somebody("target", id) {
                    return Ok(Target { id: did.to_string(), holder: Some(did), content: None });
                }
                let found = self.find_achievement(&snapshot, id).map_err(|error| match error {
                    ActError::Unknown { .. } => ActError::unknown("badge", id),
                    ActError::Field { .. }
                    | ActError::Ambiguous { .. }
                    | ActError::Picture { .. }
                    | ActError::Conflict { .. }
                    | ActError::Evidence { .. }
                    | ActError::Lower { .. }
                    | ActError::Broken => error,
                })?;
                let content = Some(found.document.value().clone());
                Ok(Target { id: found.id, holder: None, content })
            }
            Err(error) => Err(error),
        }
    }

    fn endorsed_before(
        &self,
        identity: &Identity,
        target: &Target,
        request: &EndorseRequest,
    ) -> Result<Option<EndorsementView>, ActError> {
        let own = identity.did().to_string();
        let same = |view: &EndorsementView| {
            view.issuer == own
                && ends(view).is_none_or(|end| self.now() < end)
                && view.target == target.id
                && view.comment.as_deref() == Some(request.comment.trim())
                && view.state != EndorsementState::Refused
        };
        Ok(self.endorsement_views(true)?.into_iter().find(same))
    }

    fn endorsement_views(&self, whole: bool) -> Result<Vec<EndorsementView>, ActError> {
        let snapshot = self.snapshot()?;
        let answers = self.answers()?;
        let mut all: BTreeMap<String, (u64, EndorsementView)> = BTreeMap::new();
        for (id, note) in notes::by_text::<Endorsed>(self.store(), Shelf::Endorsements)? {
            let document = Document::read(note.document.as_bytes())?;
            let holder = note.holder.or(Some(note.issuer));
            let view = view_of(&snapshot, &document, note_state(&answers, &note), holder, whole)?;
            all.insert(id, (note.at, view));
        }
        for said in snapshot.said(Kind::Endorsement)? {
            let Some(document) = document(&said.content) else { continue };
            let state = EndorsementState::Published;
            if let Ok(view) = view_of(&snapshot, document, state, Some(said.author), whole) {
                all.insert(view.id.clone(), (said.ts().millis(), view));
            }
        }
        let mut views: Vec<_> = all.into_values().collect();
        views.sort_by(|(a, x), (b, y)| (b, &x.id).cmp(&(a, &y.id)));
        Ok(views.into_iter().map(|(_, view)| view).collect())
    }
}

/// When an endorsement ends by itself.
fn ends(view: &EndorsementView) -> Option<Timestamp> {
    let document = json::read(view.document.as_ref()?.as_bytes()).ok()?;
    Timestamp::parse_rfc3339(document.get("validUntil")?.as_str()?).ok()
}

fn note_state(answers: &Answers, note: &Endorsed) -> EndorsementState {
    let (Some(letter), Some(holder)) = (&note.letter, &note.holder) else {
        return EndorsementState::Published;
    };
    match answers.to(letter, holder) {
        Told::Nothing => EndorsementState::Offered,
        // Accepted means that it stands in the holder's feed, whether that came here yet or not.
        Told::Yes => EndorsementState::Published,
        Told::No => EndorsementState::Refused,
    }
}

fn view_of(
    snapshot: &Snapshot<'_>,
    document: &Document,
    state: EndorsementState,
    holder: Option<Did>,
    whole: bool,
) -> Result<EndorsementView, ActError> {
    let bytes = text(document.bytes());
    let value = json::read(bytes.as_bytes()).map_err(|_| ActError::Broken)?;
    let credential = Credential::new(&value);
    let issuer = credential.issuer().unwrap_or_default().to_owned();
    let comment = credential
        .subject()
        .and_then(|subject| subject.get("endorsementComment"))
        .and_then(Value::as_str);
    Ok(EndorsementView {
        id: credential.id().unwrap_or_default().to_owned(),
        issuer_name: snapshot.name(&issuer).or(credential.issuer_name().map(str::to_owned)),
        issuer,
        target: credential.subject_id().unwrap_or_default().to_owned(),
        comment: comment.map(str::to_owned),
        state,
        holder: holder.map(|did| did.to_string()),
        document: whole.then_some(bytes),
    })
}

fn no_holder() -> ActError {
    ActError::conflict("holder-unknown", "the credential is not about a DID that can be written to")
}

fn reply(item: EndorsementView, changed: bool, dry_run: bool) -> SignedReply<EndorsementView> {
    SignedReply { changed, dry_run, letter: None, entry: None, item }
}
