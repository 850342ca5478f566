//! Issuing: an achievement is awarded to somebody, signed, noted, and offered by letter.

use std::sync::atomic::Ordering;

use bot_protocol::api::{CredentialView, IssueRequest, SignedReply};
use bot_protocol::canon::hash::hex;
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{BadgeDraft, Issuer, closed, uuid};
use bot_protocol::credential::model::renewed;
use bot_protocol::credential::proof::{self, Suite};
use bot_protocol::credential::status::Place;
use bot_protocol::identity::Did;
use bot_protocol::statement::kinds::Document;
use bot_protocol::statement::letter::{Letter, Message};
use bot_protocol::time::Timestamp;

use super::achievements::text;
use super::contacts::Named;
use super::notes::{self, Issued, Offered};
use super::places::place_note;
use super::repeat::{Asked, kept};
use super::{ActError, Acts, anchors, random, time};
use crate::keys::Identity;
use crate::store::{Shelf, Write};

/// A signed document, where its revocation would be found, and the letters that ask stewards to stand
/// behind it.
struct Award {
    document: Document,
    place: Place,
    subject: Did,
    asks: Vec<Letter>,
}

/// What goes into an award beside what was asked.
#[derive(Default)]
pub(super) struct Beside<'a> {
    /// The words with which stewards are asked to stand behind it.
    pub(super) words: Option<&'a str>,
    /// The badge that it renews.
    pub(super) former: Option<&'a Value>,
}

impl Acts {
    /// Awards an achievement: signs the credential, notes it, offers it to whom it is about, and asks the
    /// stewards of the community that created it to stand behind it, where its charter wants that. The
    /// reply is durable with it: the same request again is answered the same.
    ///
    /// # Errors
    /// When the achievement, the subject, a time or a text is refused.
    pub async fn issue(
        &self,
        request: impl Into<Asked<IssueRequest>>,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        let Asked { request, repeat } = request.into();
        let keeping = move |reply: &SignedReply<CredentialView>| {
            kept(repeat.as_ref(), reply).into_iter().collect()
        };
        self.issue_noting(request, keeping).await
    }

    /// As [`Self::issue`], for another act that notes the reply in the same commit.
    pub(super) async fn issue_noting(
        &self,
        request: IssueRequest,
        noting: impl FnOnce(&SignedReply<CredentialView>) -> Vec<Write>,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        self.issue_asking(request, None, noting).await
    }

    /// As [`Self::issue_noting`], where stewards are asked with words. That they are asked is noted with
    /// the award: of an award that takes them none is ever there of which nobody is asked.
    pub(super) async fn issue_asking(
        &self,
        request: IssueRequest,
        words: Option<&str>,
        noting: impl FnOnce(&SignedReply<CredentialView>) -> Vec<Write>,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        let _turn = self.turn().await;
        self.issue_now(request, Beside { words, ..Beside::default() }, noting).await
    }

    /// As [`Self::issue_asking`], for an act that has its turn.
    pub(super) async fn issue_now(
        &self,
        request: IssueRequest,
        Beside { words, former }: Beside<'_>,
        noting: impl FnOnce(&SignedReply<CredentialView>) -> Vec<Write>,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        let identity = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let Named { did: subject, followed } = self.whoever("to", &request.to)?;
        let suite = suite(request.suite.as_deref())?;
        let (draft, place) = self.badge_draft(&request, &identity, subject)?;
        let mut unsigned = written(&draft, request.draft.as_ref())?;
        self.make_stage(&request, (&identity, subject), &mut unsigned)?;
        if let Value::Object(members) = &mut unsigned {
            former.into_iter().for_each(|former| renewed::write(members, former));
            members.insert("credentialStatus", self.status_entry(&identity.did(), place));
        }
        let dry_run = request.dry_run;
        let document = if dry_run {
            Document::read(&unsigned.to_bytes())?
        } else {
            self.signed(&unsigned, suite, &identity)?
        };
        let snapshot = self.snapshot()?;
        let stewards = self.stewards_of(&snapshot, &document)?;
        let asks = match &stewards {
            Some(stewards) if !dry_run => {
                self.letters_to_stewards(&identity, (&document, words), stewards)?
            }
            Some(_) | None => Vec::new(),
        };
        let item = CredentialView { stewards, ..self.view_of_award(&snapshot, &document)? };
        drop(snapshot);
        let reply =
            SignedReply { changed: !dry_run, dry_run, letter: None, entry: None, followed, item };
        if dry_run {
            return Ok(reply);
        }
        self.offer(&identity, Award { document, place, subject, asks }, reply, noting).await
    }

    /// Notes the award and whom it takes, and posts its offer, in one commit.
    async fn offer(
        &self,
        identity: &Identity,
        award: Award,
        mut reply: SignedReply<CredentialView>,
        noting: impl FnOnce(&SignedReply<CredentialView>) -> Vec<Write>,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        // Whoever looked for who has it looks again.
        self.awards.fetch_add(1, Ordering::Relaxed);
        let message = Message::CredentialOffer(award.document.clone());
        let letter = self.letter(identity, award.subject, message)?;
        let nonce = hex(&letter.nonce());
        let id = award.document.id().unwrap_or_default().to_owned();
        let at = self.now().millis();
        let issued = Issued {
            issuer: identity.did(),
            subject: Some(award.subject),
            letter: Some(nonce.clone()),
            list: award.place.list,
            index: award.place.index,
            at,
            document: text(award.document.bytes()),
            carried: None,
        };
        let sent = Offered { sent: Some(hex(&letter.to_bytes())), answered: None, came: None, at };
        let mut writes = vec![
            notes::put(Shelf::Issued, id.as_bytes(), &issued),
            place_note(&identity.did(), award.place, &id),
            notes::put(Shelf::Offers, &letter.nonce(), &sent),
        ];
        let to = Some(award.subject);
        writes.extend(anchors::waits(&identity.did(), award.document.bytes(), to, at));
        writes.extend(award.asks.iter().map(|ask| self.sent_note(ask)));
        reply.letter = Some(nonce);
        writes.extend(noting(&reply));
        self.hands.post(letter, writes).await?;
        for ask in award.asks {
            // It is noted: what does not leave now does when the node starts anew.
            if let Err(fault) = self.hands.post(ask, Vec::new()).await {
                tracing::warn!(%fault, "a steward is asked later");
            }
        }
        Ok(reply)
    }

    pub(super) fn badge_draft(
        &self,
        request: &IssueRequest,
        identity: &Identity,
        subject: Did,
    ) -> Result<(BadgeDraft, Place), ActError> {
        let snapshot = self.snapshot()?;
        let achievement = self.awardable(&snapshot, identity, &request.achievement)?;
        let valid_from = time("valid_from", request.valid_from.as_deref())?
            .unwrap_or_else(|| whole_second(self.now()));
        let valid_until = time("valid_until", request.valid_until.as_deref())?;
        if let (Some(until), Some(text)) = (valid_until, &request.valid_until)
            && until <= valid_from
        {
            return Err(ActError::field("valid_until", text, "a time after it became valid"));
        }
        let place = self.free_place(&snapshot, &identity.did())?;
        let draft = BadgeDraft {
            id: uuid(random()?),
            issuer: issuer(identity),
            subject,
            achievement: achievement.document.value().clone(),
            valid_from,
            valid_until,
            narrative: request.narrative.clone(),
            evidence: Vec::new(),
            status: Some(place),
        };
        Ok((draft, place))
    }

    /// Signs a document with the identity's key.
    pub(super) fn signed(
        &self,
        unsigned: &Value,
        suite: Suite,
        identity: &Identity,
    ) -> Result<Document, ActError> {
        let method = identity.did().verification_method();
        let created = whole_second(self.now());
        let contexts = Contexts::pinned();
        let signed = proof::sign(unsigned, suite, (identity.key(), &method), created, contexts)
            .map_err(|error| ActError::lower(422, "signing-failed", &error))?;
        Ok(Document::read(&signed.to_bytes())?)
    }
}

/// The document to be signed: what the draft says, and what the request says besides.
pub(super) fn written(draft: &BadgeDraft, more: Option<&Value>) -> Result<Value, ActError> {
    let none = Object::new();
    let more = match more {
        None => &none,
        Some(Value::Object(members)) => members,
        Some(_) => return Err(ActError::field("draft", "", "an object")),
    };
    let unsigned = draft.unsigned_with(more).map_err(refused_shape)?;
    closed(&unsigned, Contexts::pinned()).map_err(refused_shape)?;
    Ok(unsigned)
}

/// Who issues, as the credential shows it.
pub(super) fn issuer(identity: &Identity) -> Issuer {
    let naming = identity.naming();
    Issuer { did: identity.did(), name: naming.name.clone(), url: naming.url.clone() }
}

/// A draft whose member is wrong.
pub(super) fn refused_shape(fault: bot_protocol::credential::model::shape::ShapeFault) -> ActError {
    ActError::from(bot_protocol::credential::issue::IssueError::from(fault))
}

/// Credentials tell time in whole seconds, as most other programs do.
pub(super) fn whole_second(now: Timestamp) -> Timestamp {
    Timestamp::from_millis(now.millis() - now.millis() % 1000)
}

/// The suite a request names.
pub(super) fn suite(name: Option<&str>) -> Result<Suite, ActError> {
    match name {
        None | Some("eddsa-rdfc-2022") => Ok(Suite::EddsaRdfc2022),
        Some("eddsa-jcs-2022") => Ok(Suite::EddsaJcs2022),
        Some(found) => Err(ActError::field("suite", found, "eddsa-rdfc-2022 or eddsa-jcs-2022")),
    }
}
