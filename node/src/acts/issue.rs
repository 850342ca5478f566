//! Issuing: an achievement is awarded to somebody, signed, noted, and offered by letter.

use bot_protocol::api::{CredentialView, IssueRequest, SignedReply};
use bot_protocol::canon::hash::hex;
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{BadgeDraft, Issuer, closed, uuid};
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::proof::{self, Suite};
use bot_protocol::credential::status::Place;
use bot_protocol::identity::Did;
use bot_protocol::statement::Kind;
use bot_protocol::statement::kinds::Document;
use bot_protocol::statement::letter::Message;
use bot_protocol::time::Timestamp;

use super::achievements::text;
use super::credentials::places;
use super::notes::{self, Issued, Offered};
use super::offers::check_signed;
use super::snapshot::{Said, Snapshot, document};
use super::{ActError, Acts, random, time};
use crate::keys::Identity;
use crate::store::{Shelf, Write};

/// Tries to find a free place in a status list. With half of the list taken, missing a free one
/// this often has a chance below one in a million.
const PLACES_TRIED: usize = 20;

/// A signed document, the nonce of its letter, and where its revocation would be found.
struct Award {
    document: Document,
    place: Place,
    subject: Did,
}

impl Acts {
    /// Awards an achievement: signs the credential, notes it, and offers it to whom it is about.
    ///
    /// # Errors
    /// When the achievement, the subject, a time or a text is refused.
    pub async fn issue(
        &self,
        request: IssueRequest,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        let identity = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let subject = self.somebody("to", &request.to)?;
        let suite = suite(request.suite.as_deref())?;
        let _turn = self.turn().await;
        let (draft, place) = self.badge_draft(&request, &identity, subject)?;
        let unsigned = written(&draft, request.draft.as_ref())?;
        let dry_run = request.dry_run;
        let document = if dry_run {
            Document::read(&unsigned.to_bytes())?
        } else {
            self.signed(&unsigned, suite, &identity)?
        };
        let award = Award { document, place, subject };
        let letter = if dry_run { None } else { Some(self.offer(&identity, &award).await?) };
        let snapshot = self.snapshot()?;
        let item = self.view_of_award(&snapshot, &award.document)?;
        Ok(SignedReply { changed: !dry_run, dry_run, letter, entry: None, item })
    }

    /// Notes the award and posts its offer in one commit.
    async fn offer(&self, identity: &Identity, award: &Award) -> Result<String, ActError> {
        let message = Message::CredentialOffer(award.document.clone());
        let letter = self.letter(identity, award.subject, message)?;
        let nonce = hex(&letter.nonce());
        let id = award.document.id().unwrap_or_default().to_owned();
        let at = self.now().millis();
        let issued = Issued {
            issuer: identity.did(),
            subject: award.subject,
            letter: nonce.clone(),
            list: award.place.list,
            index: award.place.index,
            at,
            document: text(award.document.bytes()),
        };
        let sent = Offered { sent: Some(hex(&letter.to_bytes())), answered: None, came: None, at };
        let place = place_key(&identity.did(), award.place);
        let writes = vec![
            notes::put(Shelf::Issued, id.as_bytes(), &issued),
            Write::Note { shelf: Shelf::Status, key: place, value: id.clone().into_bytes() },
            notes::put(Shelf::Offers, &letter.nonce(), &sent),
        ];
        self.hands.post(letter, writes).await?;
        Ok(nonce)
    }

    fn badge_draft(
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

    /// A place in the issuer's list that no other credential has; random, so that it tells nothing
    /// of how many there are or in what order. A place that a feed shows as some credential's is
    /// taken too, though a restored installation has no note of what was awarded there.
    fn free_place(&self, snapshot: &Snapshot<'_>, issuer: &Did) -> Result<Place, ActError> {
        let standing = self.standing(snapshot)?;
        for _ in 0..PLACES_TRIED {
            let place = Place::random(1, random()?);
            let noted = self.store().note(Shelf::Status, &place_key(issuer, place))?.is_some();
            if !noted && !standing.is_revoked(issuer, place) && !is_shown(snapshot, issuer, place)?
            {
                return Ok(place);
            }
        }
        Err(ActError::conflict("status-list-full", "no free place was found in the status list"))
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

/// Whether somebody published a credential of the issuer at this place. Only the issuer's signature
/// takes a place: what strangers write could fill the list.
pub(super) fn is_shown(
    snapshot: &Snapshot<'_>,
    issuer: &Did,
    place: Place,
) -> Result<bool, ActError> {
    let whole = (*issuer, place.list, place.index);
    let shows = |said: Said| {
        document(&said.content).is_some_and(|document| {
            let by_issuer = Credential::new(document.value()).issuer().map(str::to_owned);
            by_issuer == Some(issuer.to_string())
                && places(document.value()).contains(&whole)
                && check_signed(document).is_ok()
        })
    };
    Ok(snapshot.said(Kind::Publish)?.into_iter().any(shows))
}

/// The document to be signed: what the draft says, and what the request says besides.
fn written(draft: &BadgeDraft, more: Option<&Value>) -> Result<Value, ActError> {
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

fn place_key(issuer: &Did, place: Place) -> Vec<u8> {
    let key = issuer.public_key();
    [&key.as_bytes()[..], &place.list.to_be_bytes(), &place.index.to_be_bytes()].concat()
}
