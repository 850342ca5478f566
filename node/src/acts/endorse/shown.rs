//! Who decides what shows: whom an endorsement concerns hides it and shows it again, and whoever gave
//! it withdraws it.

use std::collections::BTreeSet;
use std::sync::Arc;

use bot_protocol::api::{
    EndorsementActRequest, EndorsementState, EndorsementView, RevokeRequest, SignedReply,
    StatusChange,
};
use bot_protocol::canon::hash::Hash;
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::status::StatusEntry;
use bot_protocol::identity::Did;
use bot_protocol::statement::kinds::Document;
use bot_protocol::statement::{Content, Kind};

use super::super::notes::{self, Hidden};
use super::super::offers::check_signed;
use super::super::publish::erasures;
use super::super::repeat::{Asked, kept, reply, with_entry};
use super::super::snapshot::{Said, document};
use super::super::{ActError, Acts};
use super::views::digest;
use crate::keys::Identity;
use crate::store::{Shelf, Write};

impl Acts {
    /// Shows an endorsement no more: it leaves the holder's feed, and no proof in the hand has it. It is
    /// kept here. Repeated, nothing is done.
    ///
    /// # Errors
    /// When there is no such endorsement, it concerns nobody of this node, or it was published by a
    /// writer that is lost.
    pub async fn hide_endorsement(
        &self,
        id: &str,
        request: impl Into<Asked<EndorsementActRequest>>,
    ) -> Result<SignedReply<EndorsementView>, ActError> {
        let Asked { request, repeat } = request.into();
        let _turn = self.turn().await;
        let (mut view, holder) = self.let_stand_by(id, request.as_identity.as_deref())?;
        let there = self.entries_with(&holder.did(), &view)?;
        let ring = &self.snapshot()?.ring;
        let erasures = erasures(ring, &holder, there.iter().map(Said::place));
        let hidden = self.hidden(&holder.did(), &view)?;
        if request.dry_run || hidden.is_some() && erasures.is_empty() {
            return Ok(reply(view, false, request.dry_run));
        }
        let published = !erasures.is_empty();
        let (at, text) = (self.now().millis(), view.document.clone().unwrap_or_default());
        let key = hidden_key(&holder.did(), &Document::read(text.as_bytes())?);
        let note = Hidden { holder: holder.did(), published, at, document: text };
        let mut writes = vec![notes::put(Shelf::Hidden, &key, &note)];
        writes.extend(hidden.filter(|(old, _)| *old != key).map(|(key, _)| forget(key)));
        view.state = EndorsementState::Hidden;
        view.holder = Some(holder.did().to_string());
        let done = reply(view, true, false);
        self.erase_or_note((holder.did(), erasures), writes, repeat, done).await
    }

    /// Shows an endorsement again that was hidden. Repeated, nothing is done.
    ///
    /// # Errors
    /// When there is no such endorsement, or it concerns nobody of this node.
    pub async fn show_endorsement(
        &self,
        id: &str,
        request: impl Into<Asked<EndorsementActRequest>>,
    ) -> Result<SignedReply<EndorsementView>, ActError> {
        let Asked { request, repeat } = request.into();
        let _turn = self.turn().await;
        let (mut view, holder) = self.let_stand_by(id, request.as_identity.as_deref())?;
        let hidden = self.hidden(&holder.did(), &view)?.filter(|_| !request.dry_run);
        let Some((key, hidden)) = hidden else {
            return Ok(reply(view, false, request.dry_run));
        };
        check_signed(&Document::read(hidden.document.as_bytes())?)?;
        if view.state == EndorsementState::Withdrawn {
            let detail = format!("{} was withdrawn by {}", view.id, view.issuer);
            return Err(ActError::conflict("endorsement-withdrawn", detail));
        }
        view.state = EndorsementState::Published;
        let document = Document::read(hidden.document.as_bytes())?;
        let content = hidden.published.then_some(Content::Endorsement(document));
        let (writes, done) = (vec![forget(key)], reply(view, true, false));
        self.say_or_note((holder.did(), content), writes, repeat, done).await
    }

    /// Withdraws an endorsement given here: its place is revoked, and where it stands in the endorser's
    /// own feed it is erased. Repeated, nothing is done.
    ///
    /// # Errors
    /// When there is no such endorsement, somebody else gave it, or nothing can take it back.
    pub async fn withdraw_endorsement(
        &self,
        id: &str,
        request: impl Into<Asked<EndorsementActRequest>>,
    ) -> Result<SignedReply<EndorsementView>, ActError> {
        let Asked { request, repeat } = request.into();
        let mut view = self.endorsement_for(id, |view| self.gave(view))?;
        let another =
            || ActError::conflict("endorsement-of-another", format!("{} gave it", view.issuer));
        let issuer = view.issuer.parse::<Did>().map_err(|_| another())?;
        // Whoever goes on for an endorser takes back what those gave.
        let snapshot = self.snapshot()?;
        self.speaker_for(&snapshot, &issuer).ok_or_else(another)?;
        // Before it is done: whoever takes it back is told what hangs on it.
        view.as_steward = self.given_as_steward(&snapshot, &view)?;
        drop(snapshot);
        let identity = self.owner(request.as_identity.as_deref(), &issuer)?;
        self.check_can_sign(&identity)?;
        let text = view.document.clone().unwrap_or_default();
        let there = self.entries_with(&identity.did(), &view)?;
        let revocable = has_place(&text, &issuer);
        if !revocable && there.is_empty() {
            let detail = "it names no place in its issuer's status list";
            return Err(ActError::conflict("not-revocable", detail));
        }
        let mut done = reply(view.clone(), false, request.dry_run);
        if revocable {
            let revoke = RevokeRequest {
                as_identity: request.as_identity.clone(),
                document: Some(text),
                reason: request.reason.clone(),
                dry_run: request.dry_run,
            };
            let told = self.change_one(StatusChange::Revoke, &view.id, revoke).await?;
            done.changed = told.changed;
            done.entry = told.entry;
        }
        let ring = &self.snapshot()?.ring;
        let erasures = erasures(ring, &identity, there.iter().map(Said::place));
        if request.dry_run {
            return Ok(done);
        }
        view.state = EndorsementState::Withdrawn;
        done.item = view;
        if erasures.is_empty() {
            self.commit(kept(repeat.as_ref(), &done).into_iter().collect()).await?;
            return Ok(done);
        }
        let _turn = self.turn().await;
        done.changed = true;
        let answer = move |said: &_| match done.entry {
            Some(_) => done.clone(),
            None => with_entry(&done, said),
        };
        self.erase_answering((identity.did(), erasures), Vec::new(), repeat, answer).await
    }

    /// An endorsement, and whom of this node it concerns: it is for them whether it stands.
    fn let_stand_by(
        &self,
        id: &str,
        who: Option<&str>,
    ) -> Result<(EndorsementView, Arc<Identity>), ActError> {
        let held = self.kept_by(who)?;
        let own = |view: &EndorsementView| self.lets_stand(view, who, &held);
        let view = self.endorsement_for(id, own)?;
        let holder = self.concerned(&view, who)?;
        self.check_can_sign(&holder)?;
        Ok((view, holder))
    }

    /// The digests of what is not shown.
    pub(in crate::acts) fn hidden_digests(&self) -> Result<Vec<Hash>, ActError> {
        let hidden = notes::all::<Hidden>(self.store(), Shelf::Hidden)?.into_iter();
        let document = |(_, note): (Vec<u8>, Hidden)| Document::read(note.document.as_bytes()).ok();
        Ok(hidden.filter_map(|note| Some(digest(&document(note)?))).collect())
    }

    /// That this holder does not show it, with the key of the note, which was its id once.
    fn hidden(
        &self,
        holder: &Did,
        view: &EndorsementView,
    ) -> Result<Option<(Vec<u8>, Hidden)>, ActError> {
        match digest_of(view) {
            Some(wanted) => self.hidden_by(holder, wanted),
            None => Ok(None),
        }
    }

    fn hidden_by(&self, holder: &Did, wanted: Hash) -> Result<Option<(Vec<u8>, Hidden)>, ActError> {
        let all = notes::all::<Hidden>(self.store(), Shelf::Hidden)?;
        Ok(all.into_iter().find(|(_, note)| {
            let document = Document::read(note.document.as_bytes());
            note.holder == *holder && document.is_ok_and(|one| digest(&one) == wanted)
        }))
    }

    /// What forgets that this holder does not show an endorsement: it was accepted again.
    pub(in crate::acts) fn hidden_no_more(
        &self,
        holder: &Did,
        document: &Document,
    ) -> Result<Option<Write>, ActError> {
        Ok(self.hidden_by(holder, digest(document))?.map(|(key, _)| forget(key)))
    }

    /// The digests of what who acts, or anybody of this node where nobody is named, has in their feed or
    /// does not show: several may hold one and the same.
    fn kept_by(&self, who: Option<&str>) -> Result<BTreeSet<Hash>, ActError> {
        let named = who.map(|who| self.pick(Some(who))).transpose()?.map(|named| named.did());
        let snapshot = self.snapshot()?;
        let mut kept = BTreeSet::new();
        for identity in self.keys.identities() {
            if named.is_none_or(|named| named == identity.did()) {
                let said = snapshot.said_by(&identity.did(), Kind::Endorsement)?;
                kept.extend(said.iter().filter_map(|said| document(&said.content)).map(digest));
            }
        }
        for (_, note) in notes::all::<Hidden>(self.store(), Shelf::Hidden)? {
            if named.is_none_or(|named| named == note.holder) {
                kept.insert(digest(&Document::read(note.document.as_bytes())?));
            }
        }
        Ok(kept)
    }

    /// Whether who acts, or anybody of this node where nobody is named, let it stand.
    fn lets_stand(&self, view: &EndorsementView, who: Option<&str>, kept: &BTreeSet<Hash>) -> bool {
        if digest_of(view).is_some_and(|digest| kept.contains(&digest)) {
            return true;
        }
        let holder = view.holder.as_ref().and_then(|did| did.parse::<Did>().ok());
        let named = who.and_then(|who| self.pick(Some(who)).ok());
        holder.is_some_and(|holder| match named {
            Some(named) => named.did() == holder,
            None => self.keys.identity(&holder).is_some(),
        })
    }

    /// Whom of this node an endorsement concerns: who let it stand, whom it is about, who holds the badge
    /// that it is about; of what can be awarded and of an issuer also who issued it.
    fn concerned(
        &self,
        view: &EndorsementView,
        who: Option<&str>,
    ) -> Result<Arc<Identity>, ActError> {
        let mut whose: Vec<Did> = Vec::new();
        whose.extend(view.holder.as_ref().and_then(|did| did.parse::<Did>().ok()));
        whose.extend(view.target.parse::<Did>());
        for identity in self.keys.identities() {
            let did = identity.did();
            if self.hidden(&did, view)?.is_some() || !self.entries_with(&did, view)?.is_empty() {
                whose.push(did);
            }
        }
        let snapshot = self.snapshot()?;
        for badge in self.badges(&snapshot)? {
            let credential = Credential::new(&badge.value);
            let target = Some(view.target.as_str());
            let is_of_many = [credential.achievement_id(), credential.issuer()].contains(&target);
            if is_of_many || badge.id == view.target {
                whose.extend(badge.subject());
                whose.extend(badge.issuer().filter(|_| is_of_many));
            }
        }
        let named = who.map(|who| self.pick(Some(who))).transpose()?;
        let mut mine = whose.iter().filter_map(|did| self.keys.identity(did));
        let found = match named {
            Some(named) => mine.any(|one| one.did() == named.did()).then_some(named),
            None => mine.next(),
        };
        found.ok_or_else(|| {
            let detail = format!("{} concerns nobody of this node", view.id);
            ActError::conflict("endorsement-of-others", detail)
        })
    }

    /// The entries of an identity's feed that hold this endorsement.
    fn entries_with(&self, did: &Did, view: &EndorsementView) -> Result<Vec<Said>, ActError> {
        let wanted = digest_of(view);
        let mut said = self.snapshot()?.said_by_person(did, Kind::Endorsement)?;
        said.retain(|said| document(&said.content).map(digest) == wanted);
        Ok(said)
    }
}

fn digest_of(view: &EndorsementView) -> Option<Hash> {
    let document = Document::read(view.document.as_ref()?.as_bytes()).ok()?;
    Some(digest(&document))
}

/// The key of what a holder does not show.
fn hidden_key(holder: &Did, document: &Document) -> Vec<u8> {
    [&holder.public_key().as_bytes()[..], digest(document).as_bytes()].concat()
}

fn forget(key: Vec<u8>) -> Write {
    Write::Forget { shelf: Shelf::Hidden, key }
}

/// Whether whoever gave it can take it back by their status list.
fn has_place(text: &str, issuer: &Did) -> bool {
    let Ok(document) = Document::read(text.as_bytes()) else { return false };
    Credential::new(document.value()).statuses().any(|entry| {
        matches!(StatusEntry::read(entry), StatusEntry::Ours { issuer: of, .. } if of == *issuer)
    })
}
