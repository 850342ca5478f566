//! Recognising each other: offered by letter, mutual once it stands in the acceptor's feed, ended
//! by either side.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bot_protocol::api::{
    AcceptRequest, EndRequest, Page, PageQuery, RecogniseRequest, RecognitionState,
    RecognitionView, RefuseRequest, SignedReply,
};
use bot_protocol::canon::hash::{Hash, hex, sha256};
use bot_protocol::identity::Did;
use bot_protocol::recognition;
use bot_protocol::statement::kinds::{OfferName, Recognition, RecognitionEnd};
use bot_protocol::statement::letter::Message;
use bot_protocol::statement::offer::{Offer, OfferDraft, Terms};
use bot_protocol::statement::{Content, Kind, Statement};
use bot_protocol::time::Timestamp;

use super::contacts::Named;
use super::mailbox::Told;
use super::notes::{self, Offered};
use super::repeat::{Asked, kept, with_entry};
use super::snapshot::Snapshot;
use super::{ActError, Acts, one, page, random, time};
use crate::store::Shelf;

/// Days an offer stays open where nothing else is asked.
const OPEN_DAYS: u32 = 30;

/// Bytes of a recognition's id.
const ID_BYTES: usize = 16;

const DAY_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// How long before a recognition counts no more it may be renewed: 90 days.
const RENEWAL_MILLIS: u64 = 90 * DAY_MILLIS;

/// A recognition as far as this node knows it.
struct Known {
    id: String,
    recognition: Recognition,
    state: RecognitionState,
    entry: Option<Hash>,
    /// The last moment at which it counts, once both signed.
    last: Option<Timestamp>,
    /// The nonce of the letter that offered it here, in hex.
    letter: Option<String>,
}

impl Acts {
    /// Offers mutual recognition by letter. Repeated with the same words while an offer is open,
    /// nothing is signed again.
    ///
    /// # Errors
    /// When the other side is unknown or oneself, or the terms are refused.
    pub async fn recognise(
        &self,
        request: impl Into<Asked<RecogniseRequest>>,
    ) -> Result<SignedReply<RecognitionView>, ActError> {
        let Asked { request, repeat } = request.into();
        let identity = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let Named { did: to, followed } = self.whoever("with", &request.with)?;
        let days = request.open_days.unwrap_or(OPEN_DAYS);
        if !(1..=365).contains(&days) {
            return Err(ActError::field("open_days", &days.to_string(), "1 to 365"));
        }
        let until = time("until", request.until.as_deref())?;
        if let (Some(end), Some(text)) = (until, &request.until)
            && end <= self.now()
        {
            return Err(ActError::field("until", text, "a time to come"));
        }
        let scopes = request.scope.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        let terms = Terms { words: request.words, scopes, until };
        terms.check()?;
        let _turn = self.turn().await;
        let ring = Arc::clone(&self.snapshot()?.ring);
        let same = |known: &Known| {
            let offer = &known.recognition.offer;
            let open = match known.state {
                RecognitionState::Offered => self.now() <= offer.expires(),
                // What soon counts no more is offered anew.
                RecognitionState::Mutual => {
                    let soon = self.now().saturating_add(RENEWAL_MILLIS);
                    known.last == known.recognition.terms.until || known.last >= Some(soon)
                }
                RecognitionState::Received
                | RecognitionState::Refused
                | RecognitionState::Ended => false,
            };
            let now = |did| ring.current(&did);
            let sides = (now(offer.from()), now(offer.to())) == (identity.did(), to);
            open && sides && known.recognition.terms == terms
        };
        if let Some(known) = self.known_recognitions()?.iter().find(|known| same(known)) {
            let same = self.recognised(known, false, request.dry_run, None)?;
            return Ok(SignedReply { followed, ..same });
        }
        let expires = self.now().saturating_add(u64::from(days) * DAY_MILLIS);
        let offer = OfferDraft { to, expires, nonce: random()? }.sign(&terms, identity.key())?;
        let id = id_of(&offer);
        let recognition = Recognition { offer, terms };
        let state = RecognitionState::Offered;
        let message = Message::RecognitionOffer(recognition.clone());
        let known = Known { id, recognition, state, entry: None, last: None, letter: None };
        let letter = self.letter(&identity, to, message)?;
        if request.dry_run {
            let done = self.recognised(&known, false, true, None)?;
            return Ok(SignedReply { followed, ..done });
        }
        let (nonce, at) = (hex(&letter.nonce()), self.now().millis());
        let sent = Offered { sent: Some(hex(&letter.to_bytes())), answered: None, came: None, at };
        let reply = SignedReply { followed, ..self.recognised(&known, true, false, Some(nonce))? };
        let mut notes = vec![notes::put(Shelf::Offers, &letter.nonce(), &sent)];
        notes.extend(kept(repeat.as_ref(), &reply));
        self.hands.post(letter, notes).await?;
        Ok(reply)
    }

    /// The recognitions this node offered, got or knows of; of one identity where one is named.
    ///
    /// # Errors
    /// When the store cannot be read, or the identity or the page is refused.
    pub fn recognitions(&self, query: &PageQuery) -> Result<Page<RecognitionView>, ActError> {
        let who = query.as_identity.as_deref().map(|who| self.pick(Some(who))).transpose()?;
        let snapshot = self.snapshot()?;
        let mut known = self.known_recognitions()?;
        known.retain(|known| {
            let offer = &known.recognition.offer;
            who.as_ref().is_none_or(|who| [offer.from(), offer.to()].contains(&who.did()))
        });
        let views = known.iter().map(|known| view(&snapshot, known));
        page(views.collect::<Result<Vec<_>, _>>()?, query)
    }

    /// Accepts the recognition that was offered: puts it into the own feed.
    ///
    /// # Errors
    /// As accepting its letter.
    pub async fn accept_recognition(
        &self,
        id: &str,
        request: impl Into<Asked<AcceptRequest>>,
    ) -> Result<SignedReply<RecognitionView>, ActError> {
        let Asked { request, repeat } = request.into();
        let (id, letter) = self.received(id)?;
        let mut mutual = self.recognition(&id)?;
        mutual.state = RecognitionState::Mutual;
        let mutual = self.recognised(&mutual, true, false, Some(letter.clone()))?;
        let answer = move |said: Option<&Statement>| {
            let mut reply = mutual.clone();
            reply.entry = said.map(|said| said.id().to_string());
            reply.item.entry = reply.entry.clone();
            kept(repeat.as_ref(), &reply)
        };
        let done = self.accept_noting(&letter, request, Arc::new(answer)).await?;
        let known = self.recognition(&id)?;
        let mut reply = self.recognised(&known, done.changed, done.dry_run, Some(letter))?;
        reply.entry = done.entry;
        Ok(reply)
    }

    /// Refuses the recognition that was offered.
    ///
    /// # Errors
    /// As refusing its letter.
    pub async fn refuse_recognition(
        &self,
        id: &str,
        request: impl Into<Asked<RefuseRequest>>,
    ) -> Result<SignedReply<RecognitionView>, ActError> {
        let Asked { request, repeat } = request.into();
        let (id, letter) = self.received(id)?;
        let mut refused = self.recognition(&id)?;
        refused.state = RecognitionState::Refused;
        let refused = self.recognised(&refused, true, false, Some(letter.clone()))?;
        let answer = kept(repeat.as_ref(), &refused);
        let done = self.refuse_noting(&letter, request, answer).await?;
        let known = self.recognition(&id)?;
        self.recognised(&known, done.changed, done.dry_run, Some(letter))
    }

    /// Ends a mutual recognition from this side, for good. Repeated, nothing is written again.
    ///
    /// # Errors
    /// When there is no such recognition, it is not mutual, or the identity is neither side.
    pub async fn end_recognition(
        &self,
        id: &str,
        request: impl Into<Asked<EndRequest>>,
    ) -> Result<SignedReply<RecognitionView>, ActError> {
        let Asked { request, repeat } = request.into();
        let _turn = self.turn().await;
        let mut known = self.recognition(id)?;
        let offer = &known.recognition.offer;
        let identity = self.own_side([offer.to(), offer.from()], request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let Some(entry) = known.entry else {
            let detail = "it is not mutual: there is nothing to end";
            return Err(ActError::conflict("recognition-not-mutual", detail));
        };
        // Who erases their acceptance and accepts the same offer again does not bring it back.
        let offer = Some(OfferName { from: offer.from(), nonce: offer.nonce() });
        let content = Content::RecognitionEnd(RecognitionEnd {
            recognition: entry,
            reason: request.reason,
            offer,
        });
        content.check()?;
        if request.dry_run || known.state == RecognitionState::Ended {
            return self.recognised(&known, false, request.dry_run, None);
        }
        known.state = RecognitionState::Ended;
        let reply = self.recognised(&known, true, false, None)?;
        let said = (identity.did(), content);
        self.say_answering(said, Vec::new(), repeat, move |said| with_entry(&reply, said)).await
    }

    /// Whether these two recognise each other.
    pub(super) fn is_mutual(&self, one: &Did, other: &Did) -> Result<bool, ActError> {
        let snapshot = self.snapshot()?;
        let (one, other) = (snapshot.ring.current(one), snapshot.ring.current(other));
        let between = |known: &Known| {
            let offer = &known.recognition.offer;
            let sides = [offer.from(), offer.to()].map(|did| snapshot.ring.current(&did));
            sides == [one, other] || sides == [other, one]
        };
        let mutual = |known: &Known| known.state == RecognitionState::Mutual && between(known);
        Ok(self.known_recognitions()?.iter().any(mutual))
    }

    /// The entry in which a recognition stands that is known by this id, or one that begins so, and that id.
    pub(super) fn recognition_said(&self, id: &str) -> Result<Option<(String, Hash)>, ActError> {
        match self.recognition(id) {
            Ok(known) => Ok(known.entry.map(|entry| (known.id, entry))),
            Err(ActError::Unknown { .. }) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    fn recognition(&self, id: &str) -> Result<Known, ActError> {
        one("recognition", id, self.known_recognitions()?, |known| &known.id)
    }

    /// The recognition and the letter by which it was offered here.
    fn received(&self, id: &str) -> Result<(String, String), ActError> {
        let known = self.recognition(id)?;
        let letter = known.letter.ok_or_else(|| {
            ActError::conflict("recognition-not-received", "it was not offered to this node")
        })?;
        Ok((known.id, letter))
    }

    /// Everything known, newest state last wins: offered, received, answered, mutual, ended.
    fn known_recognitions(&self) -> Result<Vec<Known>, ActError> {
        let snapshot = self.snapshot()?;
        let mut all: BTreeMap<String, Known> = BTreeMap::new();
        self.sent_recognitions(&mut all)?;
        for offer in self.offers_held()? {
            if let Message::RecognitionOffer(recognition) = offer.message {
                let id = id_of(&recognition.offer);
                let state = match self.answer_given(&offer.letter)? {
                    Some(false) => RecognitionState::Refused,
                    Some(true) | None => RecognitionState::Received,
                };
                let letter = Some(offer.id);
                all.insert(
                    id.clone(),
                    Known { id, recognition, state, entry: None, last: None, letter },
                );
            }
        }
        self.accepted_recognitions(&snapshot, &mut all)?;
        Ok(all.into_values().collect())
    }

    /// What stands in feeds. An offer that was accepted more than once is over once any of these
    /// was ended.
    fn accepted_recognitions(
        &self,
        snapshot: &Snapshot<'_>,
        all: &mut BTreeMap<String, Known>,
    ) -> Result<(), ActError> {
        let current = |did: &Did| snapshot.ring.current(did);
        let ends = ends(snapshot)?;
        let given_up: BTreeMap<Did, Timestamp> =
            snapshot.ring.succeeded().map(|(did, (_, since))| (did, since)).collect();
        let mut ended: BTreeSet<String> = BTreeSet::new();
        for said in snapshot.said(Kind::Recognition)? {
            let entry = said.id();
            let Content::Recognition(recognition) = said.content else { continue };
            let (id, offer) = (id_of(&recognition.offer), &recognition.offer);
            let sides = [offer.from(), offer.to()];
            let last = recognition::last(said.statement.ts(), recognition.terms.until);
            let is_ended = sides.iter().any(|by| ends.have(&entry, offer, &current(by)));
            // What a key signed that was given up ties nobody, as whoever stole it can sign any number.
            let signed = said.statement.ts();
            let too_late = given_up.get(&offer.from()).is_some_and(|since| *since <= signed);
            if last < self.now() || is_ended || too_late {
                ended.insert(id.clone());
            }
            let letter = all.get(&id).and_then(|known| known.letter.clone());
            let (state, entry) = (RecognitionState::Mutual, Some(entry));
            all.insert(
                id.clone(),
                Known { id, recognition, state, entry, last: Some(last), letter },
            );
        }
        for id in ended {
            all.entry(id).and_modify(|known| known.state = RecognitionState::Ended);
        }
        Ok(())
    }

    fn sent_recognitions(&self, all: &mut BTreeMap<String, Known>) -> Result<(), ActError> {
        let answers = self.answers()?;
        for letter in self.sent()? {
            let Ok(Message::RecognitionOffer(recognition)) = letter.message() else { continue };
            let id = id_of(&recognition.offer);
            let state = match answers.to(&hex(&letter.nonce()), &letter.to()) {
                Told::No => RecognitionState::Refused,
                // A yes counts once the entry is here: half-signed counts nowhere.
                Told::Nothing | Told::Yes => RecognitionState::Offered,
            };
            all.insert(
                id.clone(),
                Known { id, recognition, state, entry: None, last: None, letter: None },
            );
        }
        Ok(())
    }

    fn recognised(
        &self,
        known: &Known,
        changed: bool,
        dry_run: bool,
        letter: Option<String>,
    ) -> Result<SignedReply<RecognitionView>, ActError> {
        let item = view(&self.snapshot()?, known)?;
        Ok(SignedReply { changed, dry_run, letter, entry: None, followed: None, item })
    }
}

/// The name of a recognition: of its offer's hash, so that nobody can give another one the same.
fn id_of(offer: &Offer) -> String {
    let hash = sha256(&[&offer.to_bytes()]).to_bytes();
    hex(hash.get(..ID_BYTES).unwrap_or(&hash))
}

/// Which recognitions were ended, and by whom as they go now.
#[derive(Default)]
struct Ends {
    acceptances: BTreeSet<(Hash, Did)>,
    offers: BTreeSet<(OfferName, Did)>,
}

impl Ends {
    /// Whether somebody ended this acceptance, or the offer that it accepted.
    fn have(&self, entry: &Hash, offer: &Offer, by: &Did) -> bool {
        let offer = OfferName { from: offer.from(), nonce: offer.nonce() };
        self.acceptances.contains(&(*entry, *by)) || self.offers.contains(&(offer, *by))
    }
}

fn ends(snapshot: &Snapshot<'_>) -> Result<Ends, ActError> {
    let mut ends = Ends::default();
    for said in snapshot.said(Kind::RecognitionEnd)? {
        if let Content::RecognitionEnd(end) = said.content {
            let by = snapshot.ring.current(&said.author);
            ends.acceptances.insert((end.recognition, by));
            ends.offers.extend(end.offer.map(|offer| (offer, by)));
        }
    }
    Ok(ends)
}

fn view(snapshot: &Snapshot<'_>, known: &Known) -> Result<RecognitionView, ActError> {
    let Recognition { offer, terms } = &known.recognition;
    let (from, to) = (offer.from().to_string(), offer.to().to_string());
    Ok(RecognitionView {
        id: known.id.clone(),
        from_name: snapshot.name(&from),
        from_party: snapshot.kind_of(&offer.from())?,
        from,
        to_name: snapshot.name(&to),
        to_party: snapshot.kind_of(&offer.to())?,
        to,
        state: known.state,
        words: terms.words.clone(),
        scope: terms.scopes.clone(),
        until: terms.until.map(|until| until.to_string()),
        counts_until: known.last.map(|last| last.to_string()),
        entry: known.entry.map(|entry| entry.to_string()),
    })
}
