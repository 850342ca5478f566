//! Offers: letters that await an answer, and the answers. The signed answer is the act; what was
//! accepted follows from it.

mod guard;
mod view;

use std::sync::Arc;

use bot_protocol::api::{
    AcceptRequest, CredentialRole, CredentialState, OfferView, Page, PageQuery, RefuseRequest,
    SignedReply,
};
use bot_protocol::canon::hash::hex;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::proof;
use bot_protocol::identity::Did;
use bot_protocol::limits::NOTE_KEY_BYTES_MAX;
use bot_protocol::statement::kinds::{Document, Recognition};
use bot_protocol::statement::letter::{Answer, Letter, Message};
use bot_protocol::statement::{Content, Statement};

pub(super) use self::view::badge_name;
use self::view::view;
use super::achievements::text;
use super::credentials::Badge;
use super::mailbox::ids_of;
use super::notes::{self, Held, Issued, Offered};
use super::repeat::{Asked, kept};
use super::{ActError, Acts, one, page};
use crate::keys::Identity;
use crate::letters;
use crate::store::{Shelf, Write};

/// A letter that offers something, read.
pub(super) struct Offer {
    pub(super) id: String,
    pub(super) letter: Letter,
    pub(super) message: Message,
}

/// What keeps the reply to an answer, given the entry that was written for it, if one was.
pub(super) type Answering = Arc<dyn Fn(Option<&Statement>) -> Option<Write> + Send + Sync>;

/// How long an unanswered letter is posted again: a month.
const MONTH_MILLIS: u64 = 30 * 24 * 60 * 60 * 1000;

impl Acts {
    /// The letters that await an answer, oldest first; of one identity where one is named.
    ///
    /// # Errors
    /// When the store cannot be read, or the identity or the page is refused.
    pub fn offers(&self, query: &PageQuery) -> Result<Page<OfferView>, ActError> {
        let who = query.as_identity.as_deref().map(|who| self.pick(Some(who))).transpose()?;
        let snapshot = self.snapshot()?;
        let standing = self.standing(&snapshot)?;
        let mut views = Vec::new();
        for offer in self.offers_held()? {
            let mine = who.as_ref().is_none_or(|who| who.did() == offer.letter.to());
            if mine && self.answer_given(&offer.letter)?.is_none() {
                views.push(view(&snapshot, &standing, &offer, false));
            }
        }
        page(views, query)
    }

    /// One offer, answered or not.
    ///
    /// # Errors
    /// When none or several fit.
    pub fn offer_shown(&self, id: &str) -> Result<OfferView, ActError> {
        let (snapshot, offer) = (self.snapshot()?, self.find_offer(id)?);
        let mut view = view(&snapshot, &self.standing(&snapshot)?, &offer, true);
        let badges = self.badges(&snapshot)?;
        view.target_name = view.target.as_ref().and_then(|id| {
            // A stranger may publish any name under this id; what is held was checked.
            let held = |badge: &&Badge| badge.role == CredentialRole::Held && badge.id == *id;
            let badge = badges.iter().map(|badge| &**badge).find(held);
            let named = badge.and_then(|badge| badge_name(&Credential::new(&badge.value)));
            named.map(str::to_owned).or_else(|| snapshot.name(id))
        });
        Ok(view)
    }

    /// Accepts what a letter offers: signs the answer, keeps or publishes what was offered.
    ///
    /// # Errors
    /// When there is no such letter, it was refused before, or what it offers does not hold.
    pub async fn accept(
        &self,
        id: &str,
        request: impl Into<Asked<AcceptRequest>>,
    ) -> Result<SignedReply<OfferView>, ActError> {
        let Asked { request, repeat } = request.into();
        let reply = self.done(&self.find_offer(id)?, true, false, None)?;
        let answer = move |said: Option<&Statement>| {
            let entry = said.map(|said| said.id().to_string());
            kept(repeat.as_ref(), &SignedReply { entry, ..reply.clone() })
        };
        self.accept_noting(id, request, Arc::new(answer)).await
    }

    /// As [`Acts::accept`], for another act whose reply is kept.
    pub(super) async fn accept_noting(
        &self,
        id: &str,
        request: AcceptRequest,
        answer: Answering,
    ) -> Result<SignedReply<OfferView>, ActError> {
        let _turn = self.turn().await;
        let offer = self.find_offer(id)?;
        let identity = self.addressed(request.as_identity.as_deref(), &offer.letter.to())?;
        self.check_can_sign(&identity)?;
        match self.answer_given(&offer.letter)? {
            Some(false) => return Err(answered("refused")),
            Some(true) => return self.accepted_again(&offer, &request, answer).await,
            None => {}
        }
        self.check_offer(&offer)?;
        if request.dry_run {
            return self.done(&offer, false, true, None);
        }
        let entry = match &offer.message {
            Message::CredentialOffer(document) => {
                let last = if request.publish { None } else { answer(None) };
                self.take_credential(&identity, &offer, document, last).await?;
                self.publish_if(&request, document, answer).await?
            }
            Message::RecognitionOffer(recognition) => {
                let content = Content::Recognition(recognition.clone());
                Some(self.take_into_feed(&identity, &offer, content, answer).await?)
            }
            Message::EndorsementOffer(document) => {
                let content = Content::Endorsement(document.clone());
                Some(self.take_into_feed(&identity, &offer, content, answer).await?)
            }
            Message::GuardianOffer(_) => {
                self.agree_to_guard(&identity, &offer, answer(None)).await?;
                None
            }
            Message::RecoveryOffer(asked) => {
                self.sign_recovery(&offer, asked, answer(None)).await?;
                None
            }
            Message::WordOffer(word) => {
                let content = Content::Comment(word.clone());
                Some(self.take_into_feed(&identity, &offer, content, answer).await?)
            }
            Message::EndorsementRequest(_)
            | Message::Answer(_)
            | Message::RecoveryShare(_)
            | Message::CharterOffer(_)
            | Message::CharterShare(_)
            | Message::Case(_)
            | Message::AnchorProof(_) => {
                return Err(ActError::unknown("offer", id));
            }
        };
        self.done(&offer, true, false, entry)
    }

    /// Refuses what a letter offers: signs the answer, keeps nothing else.
    ///
    /// # Errors
    /// When there is no such letter, or it was accepted before.
    pub async fn refuse(
        &self,
        id: &str,
        request: impl Into<Asked<RefuseRequest>>,
    ) -> Result<SignedReply<OfferView>, ActError> {
        let Asked { request, repeat } = request.into();
        let reply = self.done(&self.find_offer(id)?, true, false, None)?;
        self.refuse_noting(id, request, kept(repeat.as_ref(), &reply)).await
    }

    /// As [`Acts::refuse`], for another act whose reply is kept.
    pub(super) async fn refuse_noting(
        &self,
        id: &str,
        request: RefuseRequest,
        answer_kept: Option<Write>,
    ) -> Result<SignedReply<OfferView>, ActError> {
        let _turn = self.turn().await;
        let offer = self.find_offer(id)?;
        let identity = self.addressed(request.as_identity.as_deref(), &offer.letter.to())?;
        self.check_can_sign(&identity)?;
        match self.answer_given(&offer.letter)? {
            Some(true) => return Err(answered("accepted")),
            Some(false) => return self.done(&offer, false, request.dry_run, None),
            None => {}
        }
        let answer = self.answer(&identity, &offer.letter, false, request.reason)?;
        if request.dry_run {
            return self.done(&offer, false, true, None);
        }
        let mut notes = vec![self.answered_note(&offer.letter, false)];
        notes.extend(answer_kept);
        self.hands.post(answer, notes).await?;
        self.done(&offer, true, false, None)
    }

    /// Every letter that offers something readable, answered or not.
    pub(super) fn offers_held(&self) -> Result<Vec<Offer>, ActError> {
        let letters = self.letters()?;
        let ids = ids_of(letters.iter());
        let read = |(letter, id): (Letter, String)| {
            let message = letter.message().ok()?;
            Some(Offer { id, letter, message })
        };
        Ok(letters.into_iter().zip(ids).filter_map(read).collect())
    }

    /// How a letter was answered from here.
    pub(super) fn answer_given(&self, letter: &Letter) -> Result<Option<bool>, ActError> {
        Ok(letters::noted(self.store(), letter)?.and_then(|note| note.answered))
    }

    fn find_offer(&self, id: &str) -> Result<Offer, ActError> {
        one("offer", id, self.offers_held()?, |offer| &offer.id)
    }

    /// Checks that what is offered holds: about whom it is offered to, signed by whom it says.
    fn check_offer(&self, offer: &Offer) -> Result<(), ActError> {
        match &offer.message {
            Message::CredentialOffer(document) => {
                let subject = Credential::new(document.value()).subject_id().map(str::to_owned);
                if subject.as_deref() != Some(&offer.letter.to().to_string()) {
                    let detail = "the credential is not about the one it is offered to";
                    return Err(ActError::conflict("offer-about-another", detail));
                }
                check_signed(document)?;
                self.check_counts(document)?;
                self.check_new(document)
            }
            Message::EndorsementOffer(document) => {
                let target = Credential::new(document.value()).subject_id().map(str::to_owned);
                let of_other = target
                    .is_some_and(|id| id.parse::<Did>().is_ok_and(|did| did != offer.letter.to()));
                if of_other {
                    let detail = "the endorsement is about somebody else";
                    return Err(ActError::conflict("offer-about-another", detail));
                }
                check_signed(document)?;
                self.check_counts(document)
            }
            Message::RecognitionOffer(recognition) => self.check_open(recognition),
            Message::RecoveryOffer(asked) => self.recovery_to_sign(&offer.letter, asked).map(drop),
            Message::WordOffer(word) => self.check_word(word, &offer.letter.to()),
            Message::GuardianOffer(_)
            | Message::EndorsementRequest(_)
            | Message::Answer(_)
            | Message::RecoveryShare(_)
            | Message::CharterOffer(_)
            | Message::CharterShare(_)
            | Message::Case(_)
            | Message::AnchorProof(_) => Ok(()),
        }
    }

    /// Refuses what its issuer revoked since; what is suspended may count again.
    fn check_counts(&self, document: &Document) -> Result<(), ActError> {
        let standing = self.standing(&self.snapshot()?)?;
        if standing.taken_back(document.value()) == Some(CredentialState::Revoked) {
            let detail = "its issuer revoked it after it was offered";
            return Err(ActError::conflict("offer-revoked", detail));
        }
        Ok(())
    }

    /// Anybody may write any id into a credential: one does not take the place of another.
    fn check_new(&self, document: &Document) -> Result<(), ActError> {
        let id = own_id(document)?;
        let (store, key) = (self.store(), id.as_bytes());
        let held = notes::get::<Held>(store, Shelf::Held, key)?.map(|note| note.document);
        let issued = notes::get::<Issued>(store, Shelf::Issued, &notes::issued_key(id))?
            .map(|note| note.document);
        if [held, issued].into_iter().flatten().any(|kept| kept.as_bytes() != document.bytes()) {
            let detail = format!("another credential with the id {id} is kept here");
            return Err(ActError::conflict("credential-exists", detail));
        }
        Ok(())
    }

    fn check_open(&self, recognition: &Recognition) -> Result<(), ActError> {
        let expires = recognition.offer.expires();
        if expires < self.now() {
            return Err(ActError::conflict(
                "offer-expired",
                format!("it was open until {expires}"),
            ));
        }
        let from = recognition.offer.from();
        let now = self.snapshot()?.ring.current(&from);
        if now != from {
            let detail = format!("who offered it goes on as {now}: offer it to them anew");
            return Err(ActError::conflict("offer-by-former-key", detail));
        }
        Ok(())
    }

    async fn take_credential(
        &self,
        identity: &Identity,
        offer: &Offer,
        document: &Document,
        answer_kept: Option<Write>,
    ) -> Result<(), ActError> {
        let id = own_id(document)?;
        let held = Held {
            holder: identity.did(),
            letter: offer.id.clone(),
            at: self.now().millis(),
            document: text(document.bytes()),
        };
        let mut notes = vec![
            notes::put(Shelf::Held, id.as_bytes(), &held),
            self.answered_note(&offer.letter, true),
        ];
        notes.extend(answer_kept);
        let answer = self.answer(identity, &offer.letter, true, None)?;
        self.hands.post(answer, notes).await
    }

    async fn take_into_feed(
        &self,
        identity: &Identity,
        offer: &Offer,
        content: Content,
        keeping: Answering,
    ) -> Result<String, ActError> {
        let answer = self.answer(identity, &offer.letter, true, None)?;
        let mut notes = vec![self.answered_note(&offer.letter, true)];
        if let Content::Endorsement(document) = &content {
            notes.extend(self.hidden_no_more(&identity.did(), document)?);
        }
        let noting = Box::new(move |said: &Statement| {
            notes.extend(keeping(Some(said)));
            notes
        });
        let said = self.hands.say_noting(identity.did(), content, noting).await?;
        // The entry tells the other side as well; the letter only tells it sooner.
        self.hands.post(answer, Vec::new()).await?;
        Ok(said.id().to_string())
    }

    async fn publish_if(
        &self,
        request: &AcceptRequest,
        document: &Document,
        answer: Answering,
    ) -> Result<Option<String>, ActError> {
        let Some(id) = document.id().filter(|_| request.publish) else { return Ok(None) };
        self.publish_held(id, answer).await
    }

    async fn accepted_again(
        &self,
        offer: &Offer,
        request: &AcceptRequest,
        answer: Answering,
    ) -> Result<SignedReply<OfferView>, ActError> {
        let entry = match &offer.message {
            Message::CredentialOffer(document) if !request.dry_run => {
                self.publish_if(request, document, answer).await?
            }
            // A share that a crash kept from leaving goes now; where none may be given any more, none is due.
            Message::RecoveryOffer(asked)
                if !request.dry_run && self.recovery_to_sign(&offer.letter, asked).is_ok() =>
            {
                self.sign_recovery(offer, asked, answer(None)).await?;
                None
            }
            Message::CredentialOffer(_)
            | Message::RecognitionOffer(_)
            | Message::EndorsementOffer(_)
            | Message::GuardianOffer(_)
            | Message::RecoveryOffer(_)
            | Message::RecoveryShare(_)
            | Message::CharterOffer(_)
            | Message::CharterShare(_)
            | Message::AnchorProof(_)
            | Message::Case(_)
            | Message::EndorsementRequest(_)
            | Message::WordOffer(_)
            | Message::Answer(_) => None,
        };
        self.done(offer, entry.is_some(), request.dry_run, entry)
    }

    fn answer(
        &self,
        identity: &Identity,
        letter: &Letter,
        accepted: bool,
        reason: Option<String>,
    ) -> Result<Letter, ActError> {
        let answer = Answer { letter: letter.nonce(), accepted, reason };
        self.letter(identity, letter.from(), Message::Answer(answer))
    }

    /// The note that a letter was answered, or taken up where it has no answer, so that it waits no more.
    pub(super) fn answered_note(&self, letter: &Letter, accepted: bool) -> Write {
        let (came, at) = (Some(hex(&letter.to_bytes())), self.now().millis());
        let note = Offered { sent: None, answered: Some(accepted), came, at };
        notes::put(Shelf::Offers, &letters::came_key(letter), &note)
    }

    fn done(
        &self,
        offer: &Offer,
        changed: bool,
        dry_run: bool,
        entry: Option<String>,
    ) -> Result<SignedReply<OfferView>, ActError> {
        let snapshot = self.snapshot()?;
        let item = view(&snapshot, &self.standing(&snapshot)?, offer, true);
        Ok(SignedReply {
            changed,
            dry_run,
            letter: Some(offer.id.clone()),
            entry,
            followed: None,
            item,
        })
    }

    /// Letters of the last month that got no answer are posted again: their addressee takes each
    /// once, and one that was lost with a disk comes back.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn repost(&self) -> Result<(), ActError> {
        let _turn = self.turn().await;
        let answers = self.answers()?;
        for letter in self.sent()? {
            let nonce = hex(&letter.nonce());
            let fresh = self.is_recent(&letter);
            let open = answers.to(&nonce, &letter.to()) == super::mailbox::Told::Nothing;
            if fresh && open && self.keys.identity(&letter.from()).is_some() {
                self.hands.post(letter, Vec::new()).await?;
            }
        }
        Ok(())
    }

    /// Whether a letter is of the last month: one that is older was lost, or is not going to be answered.
    pub(super) fn is_recent(&self, letter: &Letter) -> bool {
        letter.ts().millis().saturating_add(MONTH_MILLIS) > self.now().millis()
    }

    /// The identity that sent or got a letter with this identity at the other end.
    pub(super) fn own_side(
        &self,
        sides: [Did; 2],
        who: Option<&str>,
    ) -> Result<Arc<Identity>, ActError> {
        let snapshot = self.snapshot()?;
        if let Some(who) = who {
            let identity = self.pick(Some(who))?;
            if sides.iter().any(|side| snapshot.ring.is_one(side, &identity.did())) {
                return Ok(identity);
            }
            let detail = format!("{} is neither side of it", identity.name());
            return Err(ActError::conflict("identity-other", detail));
        }
        let mine = sides.iter().find_map(|did| self.speaker_for(&snapshot, did));
        mine.ok_or_else(|| ActError::conflict("identity-other", "neither side is of this node"))
    }
}

/// The id under which a credential can be kept.
fn own_id(document: &Document) -> Result<&str, ActError> {
    let fits = |id: &&str| (1..=NOTE_KEY_BYTES_MAX).contains(&id.len());
    document.id().filter(fits).ok_or_else(|| {
        let detail = format!("the credential has no id of 1 to {NOTE_KEY_BYTES_MAX} bytes");
        ActError::conflict("credential-without-id", detail)
    })
}

/// Refuses a document whose proof does not hold or is not its issuer's, before it is kept as the holder's
/// own.
pub(super) fn check_signed(document: &Document) -> Result<(), ActError> {
    let report = proof::verify(document.value(), Contexts::pinned())
        .map_err(|error| ActError::conflict("proof-refused", error.to_string()))?;
    match Credential::new(document.value()).issuer() {
        Some(issuer) if report.is_by(issuer) => Ok(()),
        Some(issuer) => {
            let detail = format!("another key than one of its issuer {issuer} signed it");
            Err(ActError::conflict("proof-refused", detail))
        }
        None => Err(ActError::conflict("proof-refused", "it names no issuer")),
    }
}

fn answered(how: &str) -> ActError {
    ActError::conflict("offer-answered", format!("it was {how} before"))
}
