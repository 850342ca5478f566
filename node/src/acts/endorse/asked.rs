//! Asking for an endorsement, and being asked: by letter alone. Whoever declines tells nobody.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::api::{
    CredentialState, EndorsementAsk, EndorsementAskState, EndorsementAskView, Page, PageQuery,
    SignedReply,
};
use bot_protocol::canon::hash::hex;
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::statement::Kind;
use bot_protocol::statement::kinds::Document;
use bot_protocol::statement::letter::{Letter, LetterKind, Message};
use bot_protocol::statement::request::EndorsementRequest;
use bot_protocol::time::Timestamp;

use super::super::achievements::text;
use super::super::contacts::Named;
use super::super::mailbox::ids_of;
use super::super::notes::{self, Endorsed, Offered};
use super::super::offers::check_signed;
use super::super::repeat::{Asked, kept};
use super::super::snapshot::{Snapshot, document};
use super::super::{ActError, Acts, one, page};
use super::target::Target;
use crate::letters;
use crate::store::{Shelf, Write};

/// A letter that asks, read.
struct Ask {
    id: String,
    letter: Letter,
    asked: EndorsementRequest,
    /// Whether an identity of this node answered it with an endorsement.
    answered: bool,
}

/// What came of requests: of what which identities gave endorsements.
type Given = BTreeMap<(Did, String), Came>;

/// An endorsement that came.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    /// It was withdrawn; this is when it was given.
    Withdrawn(Timestamp),
    /// It is there.
    Stands,
}

/// How far a request has come.
fn state_of(given: &Given, ask: &Ask) -> EndorsementAskState {
    // Dates of credentials are of whole seconds.
    let asked = Timestamp::from_millis(ask.letter.ts().millis() / 1000 * 1000);
    match given.get(&(ask.letter.to(), ask.asked.target.clone())) {
        Some(Came::Stands) => EndorsementAskState::Given,
        // What was withdrawn before it was asked for anew is no answer to that.
        Some(Came::Withdrawn(at)) if *at >= asked => EndorsementAskState::Withdrawn,
        Some(Came::Withdrawn(_)) | None if ask.answered => EndorsementAskState::Answered,
        Some(Came::Withdrawn(_)) | None => EndorsementAskState::Waiting,
    }
}

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
            let waits = [EndorsementAskState::Waiting, EndorsementAskState::Answered];
            let open = waits.contains(&state_of(&given, one)) && self.is_recent(&one.letter);
            same && one.asked == asked && open
        });
        if let Some(one) = again {
            let done = reply(view(&snapshot, &given, &one, true), false, request.dry_run);
            return Ok(SignedReply { followed, ..done });
        }
        let letter = self.letter(&identity, to, Message::EndorsementRequest(asked.clone()))?;
        let ask = Ask { id: hex(&letter.nonce()), letter, asked, answered: false };
        let done = reply(view(&snapshot, &given, &ask, true), !request.dry_run, request.dry_run);
        let done = SignedReply { followed, ..done };
        if request.dry_run {
            return Ok(done);
        }
        let mut writes = vec![self.sent_note(&ask.letter)];
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
        // What somebody declined waits for them no more, also where whoever asked lives here, too.
        let is_of = |did: Did| who.as_ref().is_none_or(|who| who.did() == did);
        let mut all = self.requests_here()?;
        all.retain(|ask| is_of(ask.letter.to()));
        let sent = self.requests_sent()?.into_iter();
        all.extend(sent.filter(|ask| is_of(ask.letter.from())));
        all.sort_by_key(|ask| (ask.letter.ts(), ask.letter.nonce(), ask.letter.from()));
        all.dedup_by_key(|ask| (ask.letter.from(), ask.letter.nonce()));
        page(all.iter().map(|ask| view(&snapshot, &given, ask, false)).collect(), query)
    }

    /// One request whole, with what an endorsement would be about.
    ///
    /// # Errors
    /// When none or several fit.
    pub fn endorsement_request(&self, id: &str) -> Result<EndorsementAskView, ActError> {
        let mut all = self.requests_here()?;
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
            | Message::Case(_)
            | Message::EndorsementOffer(_) => Err(ActError::Broken),
        }
    }

    /// The note that a request is answered: of one that was declined it holds that alone, so that the
    /// same letter is not shown when it comes again.
    pub(in crate::acts) fn request_answered(&self, letter: &Letter, given: bool) -> Write {
        let at = self.now().millis();
        let note = Offered { sent: None, answered: Some(given), came: None, at };
        notes::put(Shelf::Offers, &letters::came_key(letter), &note)
    }

    fn asked_here(&self, id: &str) -> Result<Ask, ActError> {
        one("endorsement-request", id, self.requests_waiting()?, |ask| &ask.id)
    }

    /// Whether somebody is known to have endorsed something, and did not take it back.
    pub(in crate::acts) fn stands_behind(&self, by: &Did, target: &str) -> Result<bool, ActError> {
        let (snapshot, pair) = (self.snapshot()?, (*by, target.to_owned()));
        Ok(self.given(&snapshot, Some(&pair))?.get(&pair) == Some(&Came::Stands))
    }

    /// The requests that came and wait for an answer.
    pub(in crate::acts) fn count_requests_waiting(&self) -> Result<usize, ActError> {
        Ok(self.requests_waiting()?.len())
    }

    fn requests_waiting(&self) -> Result<Vec<Ask>, ActError> {
        Ok(self.requests_here()?.into_iter().filter(|ask| !ask.answered).collect())
    }

    /// The requests that came, but for those that were declined.
    fn requests_here(&self) -> Result<Vec<Ask>, ActError> {
        let mut here = Vec::new();
        for letter in self.letters_of_kinds(&[LetterKind::EndorsementRequest])? {
            here.extend(self.read_ask(letter)?.filter(|(_, told)| *told != Some(false)));
        }
        let ids = ids_of(here.iter().map(|(ask, _)| &ask.letter));
        Ok(here.into_iter().zip(ids).map(|((ask, _), id)| Ask { id, ..ask }).collect())
    }

    fn requests_sent(&self) -> Result<Vec<Ask>, ActError> {
        let mut sent = Vec::new();
        for letter in self.sent()? {
            if self.keys.identity(&letter.from()).is_some() {
                sent.extend(self.read_ask(letter)?.map(|(ask, _)| ask));
            }
        }
        Ok(sent)
    }

    /// A letter that asks, and how it was answered from here. Of one to another node nothing is known.
    fn read_ask(&self, letter: Letter) -> Result<Option<(Ask, Option<bool>)>, ActError> {
        let Ok(Message::EndorsementRequest(asked)) = letter.message() else { return Ok(None) };
        let told = match self.keys.identity(&letter.to()) {
            Some(_) => self.answer_given(&letter)?,
            None => None,
        };
        let (id, answered) = (hex(&letter.nonce()), told == Some(true));
        Ok(Some((Ask { id, letter, asked, answered }, told)))
    }

    /// Which endorsements came that were asked for, in letters or in feeds: those that their endorser
    /// signed. A proof is looked at where it would tell something, and nowhere else.
    fn given(
        &self,
        snapshot: &Snapshot<'_>,
        also: Option<&(Did, String)>,
    ) -> Result<Given, ActError> {
        let mut asked = self.requests_here()?;
        asked.extend(self.requests_sent()?);
        let asked = asked.into_iter().map(|ask| (ask.letter.to(), ask.asked.target));
        let wanted: BTreeSet<(Did, String)> = asked.chain(also.cloned()).collect();
        let standing = self.standing(snapshot)?;
        let mut given = Given::new();
        let mut note = |document: &Document| {
            let credential = Credential::new(document.value());
            let by = credential.issuer().and_then(|by| by.parse().ok());
            let of = by.zip(credential.subject_id().map(str::to_owned));
            let Some(of) = of.filter(|of| wanted.contains(of)) else { return };
            let at = credential.valid_from().ok().flatten();
            let at = at.unwrap_or(Timestamp::from_millis(0));
            let came = match standing.taken_back(document.value()) {
                Some(CredentialState::Revoked) => Came::Withdrawn(at),
                Some(_) | None => Came::Stands,
            };
            let is_more = given.get(&of).is_none_or(|held| *held < came);
            if is_more && check_signed(document).is_ok() {
                given.insert(of, came);
            }
        };
        for letter in self.letters_of_kinds(&[LetterKind::EndorsementOffer])? {
            if let Ok(Message::EndorsementOffer(document)) = letter.message() {
                note(&document);
            }
        }
        for said in snapshot.said(Kind::Endorsement)? {
            document(&said.content).into_iter().for_each(&mut note);
        }
        // What was given here is no answer that came, before it shows; that it was withdrawn is one.
        for (_, made) in notes::by_text::<Endorsed>(self.store(), Shelf::Endorsements)? {
            let document = Document::read(made.document.as_bytes())?;
            if standing.taken_back(document.value()) == Some(CredentialState::Revoked) {
                note(&document);
            }
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

fn view(snapshot: &Snapshot<'_>, given: &Given, ask: &Ask, whole: bool) -> EndorsementAskView {
    let (from, to) = (ask.letter.from().to_string(), ask.letter.to().to_string());
    let none = Value::Object(Object::new());
    let value = ask.asked.document.as_ref().map_or(&none, Document::value);
    let achievement = Credential::new(value).achievement().unwrap_or(value);
    let name = achievement.get("name").and_then(Value::as_str).map(str::to_owned);
    // What is described alone is nobody's.
    let badge = Some(Credential::new(value)).filter(|badge| badge.issuer().is_some());
    let holder = badge.and_then(|badge| badge.subject_id().map(str::to_owned));
    let until = value.get("validUntil").and_then(Value::as_str).filter(|_| holder.is_some());
    EndorsementAskView {
        holder_name: holder.as_deref().and_then(|holder| snapshot.name(holder)),
        role: badge.and_then(|badge| badge.said_of_subject("role").map(str::to_owned)),
        until: until.map(str::to_owned),
        holder,
        id: ask.id.clone(),
        from_name: snapshot.name(&from),
        from,
        to_name: snapshot.name(&to),
        to,
        target_name: name.or_else(|| snapshot.name(&ask.asked.target)),
        target: ask.asked.target.clone(),
        words: ask.asked.words.clone(),
        at: ask.letter.ts().to_string(),
        state: state_of(given, ask),
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
