//! Asking for an endorsement, and being asked: by letter alone. Whoever declines tells nobody.

use bot_protocol::api::{
    EndorsementAsk, EndorsementAskState, EndorsementAskView, Page, PageQuery, SignedReply,
};
use bot_protocol::canon::hash::hex;
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::statement::Kind;
use bot_protocol::statement::kinds::Document;
use bot_protocol::statement::letter::{Letter, LetterKind, Message};
use bot_protocol::statement::request::EndorsementRequest;

use super::super::achievements::text;
use super::super::contacts::Named;
use super::super::notes::{self, Offered};
use super::super::offers::check_signed;
use super::super::repeat::{Asked, kept};
use super::super::snapshot::{Snapshot, document};
use super::super::{ActError, Acts, one, page};
use super::target::Target;
use crate::store::{Shelf, Write};

/// A letter that asks, read.
struct Ask {
    id: String,
    letter: Letter,
    asked: EndorsementRequest,
}

/// Of what which identities gave endorsements.
type Given = std::collections::BTreeSet<(Did, String)>;

impl Acts {
    /// Asks somebody by letter to endorse a badge, what is awarded, or whoever asks. Asked again within
    /// a month and before an endorsement came of it, nothing is sent.
    ///
    /// # Errors
    /// When what or who is asked is unknown, or a text is refused.
    pub async fn ask_endorsement(
        &self,
        request: impl Into<Asked<EndorsementAsk>>,
    ) -> Result<SignedReply<EndorsementAskView>, ActError> {
        let Asked { request, repeat } = request.into();
        let identity = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let Named { did: to, followed } = self.whoever("from", &request.from)?;
        if to == identity.did() {
            return Err(ActError::conflict("request-to-oneself", request.from));
        }
        let _turn = self.turn().await;
        let own = identity.did().to_string();
        let target = match request.target.as_str() {
            "" => self.target_called(&own)?,
            called => self.target_called(called)?,
        };
        let words = request.words.map(|words| words.trim().to_owned());
        let asked = asked(&target, &own, words.filter(|words| !words.is_empty()))?;
        let snapshot = self.snapshot()?;
        let pair = (to, asked.target.clone());
        let given = self.given(&snapshot, Some(&pair))?;
        let again = self.requests_sent()?.into_iter().find(|one| {
            let same = one.letter.from() == identity.did() && one.letter.to() == to;
            let open = !given.contains(&pair) && self.is_recent(&one.letter);
            same && one.asked == asked && open
        });
        if let Some(one) = again {
            let done = reply(view(&snapshot, &given, &one, true), false, request.dry_run);
            return Ok(SignedReply { followed, ..done });
        }
        let letter = self.letter(&identity, to, Message::EndorsementRequest(asked.clone()))?;
        let ask = Ask { id: hex(&letter.nonce()), letter, asked };
        let done = reply(view(&snapshot, &given, &ask, true), !request.dry_run, request.dry_run);
        let done = SignedReply { followed, ..done };
        if request.dry_run {
            return Ok(done);
        }
        let (sent, at) = (Some(hex(&ask.letter.to_bytes())), self.now().millis());
        let note = Offered { sent, answered: None, came: None, at };
        let mut writes = vec![notes::put(Shelf::Offers, &ask.letter.nonce(), &note)];
        writes.extend(kept(repeat.as_ref(), &done));
        self.hands.post(ask.letter, writes).await?;
        Ok(done)
    }

    /// The requests that this node sent, and those that wait here, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read, or the identity or the page is refused.
    pub fn endorsement_requests(
        &self,
        query: &PageQuery,
    ) -> Result<Page<EndorsementAskView>, ActError> {
        let who = query.as_identity.as_deref().map(|who| self.pick(Some(who))).transpose()?;
        let snapshot = self.snapshot()?;
        let given = self.given(&snapshot, None)?;
        let mut all = self.requests_waiting()?;
        all.extend(self.requests_sent()?);
        all.sort_by_key(|ask| (ask.letter.ts(), ask.letter.nonce()));
        all.dedup_by_key(|ask| ask.letter.nonce());
        let mine = |ask: &&Ask| {
            let sides = [ask.letter.from(), ask.letter.to()];
            who.as_ref().is_none_or(|who| sides.contains(&who.did()))
        };
        page(
            all.iter().filter(mine).map(|ask| view(&snapshot, &given, ask, false)).collect(),
            query,
        )
    }

    /// One request whole, with what an endorsement would be about.
    ///
    /// # Errors
    /// When none or several fit.
    pub fn endorsement_request(&self, id: &str) -> Result<EndorsementAskView, ActError> {
        let mut all = self.requests_waiting()?;
        let here: Vec<String> = all.iter().map(|ask| ask.id.clone()).collect();
        all.extend(self.requests_sent()?.into_iter().filter(|ask| !here.contains(&ask.id)));
        let ask = one("endorsement-request", id, all, |ask| &ask.id)?;
        let snapshot = self.snapshot()?;
        Ok(view(&snapshot, &self.given(&snapshot, None)?, &ask, true))
    }

    /// Declines a request, and nobody is told: the letter stays, so that whatever is sent under its name
    /// has the same receipt as before.
    ///
    /// # Errors
    /// When no such request waits, or it went to another identity of this node.
    pub async fn decline_endorsement(
        &self,
        id: &str,
        request: impl Into<Asked<bot_protocol::api::EndorsementActRequest>>,
    ) -> Result<SignedReply<EndorsementAskView>, ActError> {
        let Asked { request, repeat } = request.into();
        let _turn = self.turn().await;
        let ask = self.asked_here(id)?;
        self.addressed(request.as_identity.as_deref(), &ask.letter.to())?;
        let snapshot = self.snapshot()?;
        let item = view(&snapshot, &self.given(&snapshot, None)?, &ask, false);
        let done = reply(item, !request.dry_run, request.dry_run);
        if !request.dry_run {
            let mut writes = vec![self.request_answered(&ask.letter, false)];
            writes.extend(kept(repeat.as_ref(), &done));
            self.commit(writes).await?;
        }
        Ok(done)
    }

    /// The letter of a request that waits for an answer.
    pub(super) fn request_that_came(&self, id: &str) -> Result<Letter, ActError> {
        Ok(self.asked_here(id)?.letter)
    }

    /// What such a letter asks about.
    pub(super) fn target_asked(&self, letter: &Letter) -> Result<Target, ActError> {
        match letter.message()? {
            Message::EndorsementRequest(asked) => self.target_of(letter.from(), &asked),
            Message::CredentialOffer(_)
            | Message::Answer(_)
            | Message::RecognitionOffer(_)
            | Message::WordOffer(_)
            | Message::GuardianOffer(_)
            | Message::RecoveryOffer(_)
            | Message::RecoveryShare(_)
            | Message::CharterOffer(_)
            | Message::CharterShare(_)
            | Message::AnchorProof(_)
            | Message::EndorsementOffer(_) => Err(ActError::Broken),
        }
    }

    /// The note that a request is answered: of one that was declined it holds that alone, so that the
    /// same letter is not shown when it comes again.
    pub(in crate::acts) fn request_answered(&self, letter: &Letter, given: bool) -> Write {
        let sent = self.offered(&letter.nonce()).ok().flatten().and_then(|note| note.sent);
        let at = self.now().millis();
        let note = Offered { sent, answered: Some(given), came: None, at };
        notes::put(Shelf::Offers, &letter.nonce(), &note)
    }

    fn asked_here(&self, id: &str) -> Result<Ask, ActError> {
        one("endorsement-request", id, self.requests_waiting()?, |ask| &ask.id)
    }

    fn requests_waiting(&self) -> Result<Vec<Ask>, ActError> {
        let mut waiting = Vec::new();
        for letter in self.letters_of_kinds(&[LetterKind::EndorsementRequest])? {
            if self.answer_given(&letter)?.is_none() {
                waiting.extend(read(letter));
            }
        }
        Ok(waiting)
    }

    fn requests_sent(&self) -> Result<Vec<Ask>, ActError> {
        let sent = self.sent()?.into_iter();
        let own = |letter: &Letter| self.keys.identity(&letter.from()).is_some();
        Ok(sent.filter(own).filter_map(read).collect())
    }

    /// Which endorsements came that were asked for, in letters or in feeds: those that their endorser
    /// signed. A proof is looked at where it would tell something, and nowhere else.
    fn given(
        &self,
        snapshot: &Snapshot<'_>,
        also: Option<&(Did, String)>,
    ) -> Result<Given, ActError> {
        let mut asked = self.requests_waiting()?;
        asked.extend(self.requests_sent()?);
        let asked = asked.into_iter().map(|ask| (ask.letter.to(), ask.asked.target));
        let wanted: Given = asked.chain(also.cloned()).collect();
        let mut given = Given::new();
        let mut note = |document: &Document| {
            let credential = Credential::new(document.value());
            let by = credential.issuer().and_then(|by| by.parse().ok());
            let of = by.zip(credential.subject_id().map(str::to_owned));
            let told = of.filter(|of| wanted.contains(of) && !given.contains(of));
            given.extend(told.filter(|_| check_signed(document).is_ok()));
        };
        for letter in self.letters_of_kinds(&[LetterKind::EndorsementOffer])? {
            if let Ok(Message::EndorsementOffer(document)) = letter.message() {
                note(&document);
            }
        }
        for said in snapshot.said(Kind::Endorsement)? {
            document(&said.content).into_iter().for_each(&mut note);
        }
        Ok(given)
    }
}

/// What the letter says: a badge or description is shown whole, so that whoever is asked need not know
/// it.
fn asked(
    target: &Target,
    own: &str,
    words: Option<String>,
) -> Result<EndorsementRequest, ActError> {
    let document = match &target.content {
        Some(content) => Some(Document::read(&content.to_bytes())?),
        None if target.id == own => None,
        None => {
            let detail = "somebody else asks for themselves";
            return Err(ActError::conflict("request-for-another", detail));
        }
    };
    Ok(EndorsementRequest { target: target.id.clone(), words, document })
}

fn read(letter: Letter) -> Option<Ask> {
    let Ok(Message::EndorsementRequest(asked)) = letter.message() else { return None };
    Some(Ask { id: hex(&letter.nonce()), letter, asked })
}

fn view(snapshot: &Snapshot<'_>, given: &Given, ask: &Ask, whole: bool) -> EndorsementAskView {
    let (from, to) = (ask.letter.from().to_string(), ask.letter.to().to_string());
    let came = given.contains(&(ask.letter.to(), ask.asked.target.clone()));
    let none = Value::Object(Object::new());
    let value = ask.asked.document.as_ref().map_or(&none, Document::value);
    let achievement = Credential::new(value).achievement().unwrap_or(value);
    let name = achievement.get("name").and_then(Value::as_str).map(str::to_owned);
    EndorsementAskView {
        id: ask.id.clone(),
        from_name: snapshot.name(&from),
        from,
        to_name: snapshot.name(&to),
        to,
        target_name: name.or_else(|| snapshot.name(&ask.asked.target)),
        target: ask.asked.target.clone(),
        words: ask.asked.words.clone(),
        at: ask.letter.ts().to_string(),
        state: if came { EndorsementAskState::Given } else { EndorsementAskState::Waiting },
        document: ask.asked.document.as_ref().filter(|_| whole).map(|one| text(one.bytes())),
    }
}

fn reply(
    item: EndorsementAskView,
    changed: bool,
    dry_run: bool,
) -> SignedReply<EndorsementAskView> {
    let letter = Some(item.id.clone()).filter(|_| changed);
    SignedReply { changed, dry_run, letter, entry: None, followed: None, item }
}
