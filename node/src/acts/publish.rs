//! Publishing: the holder puts a credential into the own feed, or takes it out again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bot_protocol::api::{CredentialView, PublishRequest, SignedReply};
use bot_protocol::credential::model::Credential;
use bot_protocol::feed::KeyRing;
use bot_protocol::identity::{Did, PublicKey, SecretKey};
use bot_protocol::limits::ERASE_SEQS_MAX;
use bot_protocol::statement::kinds::{Document, Erase};
use bot_protocol::statement::{Content, Kind, Statement};
use serde::Serialize;

use super::credentials::view;
use super::notes::{self, Held};
use super::offers::Answering;
use super::repeat::{Asked, Repeat, with_entry};
use super::snapshot::{Said, document};
use super::{ActError, Acts, one};
use crate::keys::Identity;
use crate::store::{Shelf, Write};

impl Acts {
    /// Puts a credential that is held here into its holder's feed, for everybody to see.
    ///
    /// # Errors
    /// When no such credential is held, or its holder is not the one named.
    pub async fn publish(
        &self,
        id: &str,
        request: impl Into<Asked<PublishRequest>>,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        let Asked { request, repeat } = request.into();
        let _turn = self.turn().await;
        let (identity, id, held) = self.held(id, request.as_identity.as_deref())?;
        if !self.published(&identity, &id)?.is_empty() {
            return self.unchanged(&id, request.dry_run);
        }
        let document = own_document(&identity, &held)?;
        if request.dry_run {
            return self.unchanged(&id, true);
        }
        let reply = self.seen_as(&id, [identity.did()], true)?;
        let said = (identity.did(), Content::Publish(document));
        self.say_answering(said, Vec::new(), repeat, move |said| with_entry(&reply, said)).await
    }

    /// Puts a credential that is held here into its holder's feed, within another act; answers the
    /// entry, where one was written.
    pub(super) async fn publish_held(
        &self,
        id: &str,
        answer: Answering,
    ) -> Result<Option<String>, ActError> {
        let (identity, id, held) = self.held(id, None)?;
        if !self.published(&identity, &id)?.is_empty() {
            return Ok(None);
        }
        let content = Content::Publish(own_document(&identity, &held)?);
        let noting = Box::new(move |said: &Statement| answer(Some(said)).into_iter().collect());
        let said = self.hands.say_noting(identity.did(), content, noting).await?;
        Ok(Some(said.id().to_string()))
    }

    /// Takes a credential out of its holder's feed: everybody who holds the feed drops it. What
    /// others copied elsewhere stays with them.
    ///
    /// # Errors
    /// When no such credential is held, or its holder cannot sign.
    pub async fn unpublish(
        &self,
        id: &str,
        request: impl Into<Asked<PublishRequest>>,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        let Asked { request, repeat } = request.into();
        let _turn = self.turn().await;
        let (identity, id, held) = self.held(id, request.as_identity.as_deref())?;
        let there = self.published(&identity, &id)?;
        let ring = &self.snapshot()?.ring;
        let erasures = erasures(ring, &identity, there.iter().map(Said::place));
        if there.is_empty() || request.dry_run {
            return self.unchanged(&id, request.dry_run);
        }
        let reply = self.seen_as(&id, there.iter().map(|said| said.author), false)?;
        let answer = move |said: &Statement| with_entry(&reply, said);
        // Where its holder was restored nothing but the ledger has it.
        let noted = |shelf| Ok::<_, ActError>(self.store().note(shelf, id.as_bytes())?.is_some());
        let is_kept = noted(Shelf::Held)? || noted(Shelf::Imported)?;
        let kept = notes::put(Shelf::Held, id.as_bytes(), &held);
        let kept = (!is_kept).then_some(kept).into_iter().collect();
        self.erase_answering((identity.did(), erasures), kept, repeat, answer).await
    }

    /// A credential that is held here, its whole id, and its holder, who is `who` where one is
    /// named, and can sign.
    fn held(&self, id: &str, who: Option<&str>) -> Result<(Arc<Identity>, String, Held), ActError> {
        let (identity, id, held) = self.held_by(id, who)?;
        self.check_can_sign(&identity)?;
        Ok((identity, id, held))
    }

    /// The same whether or not its holder can sign.
    pub(super) fn held_by(
        &self,
        id: &str,
        who: Option<&str>,
    ) -> Result<(Arc<Identity>, String, Held), ActError> {
        let mut all = notes::by_text::<Held>(self.store(), Shelf::Held)?;
        for more in [self.imported_held()?, self.published_held()?] {
            let known: BTreeSet<String> = all.iter().map(|(id, _)| id.clone()).collect();
            all.extend(more.into_iter().filter(|(id, _)| !known.contains(id)));
        }
        let found = one("held-credential", id, all, |(id, _)| id);
        let (id, held) = found.map_err(|fault| self.held_by_another(fault, id))?;
        Ok((self.owner(who, &held.holder)?, id, held))
    }

    /// What the identities of this node, and those that they go on for, published about themselves: where one was restored from its sheet
    /// its ledger alone tells what it holds.
    fn published_held(&self) -> Result<Vec<(String, Held)>, ActError> {
        let snapshot = self.snapshot()?;
        let mut all = Vec::new();
        let own = self.keys.identities().into_iter();
        let people: BTreeSet<Did> =
            own.flat_map(|identity| snapshot.ring.person(&identity.did())).collect();
        for did in people {
            let said = snapshot.said_by(&did, Kind::Publish)?;
            all.extend(said.iter().filter_map(Held::of_ledger));
        }
        Ok(all)
    }

    /// A credential that is known here and yet not held here is not *unknown*.
    fn held_by_another(&self, fault: ActError, id: &str) -> ActError {
        let known = || self.badge(&self.snapshot()?, id);
        match (&fault, known()) {
            (ActError::Unknown { .. }, Ok(badge)) => match &badge.format {
                Some(format) => {
                    let detail = format!("{} is in the form {format}", badge.id);
                    ActError::conflict("credential-form", detail)
                }
                None => ActError::conflict("not-the-holder", badge.parties()),
            },
            (_, _) => fault,
        }
    }

    /// The entries that publish this credential now, in the feed of the identity or of one that it came after.
    fn published(&self, identity: &Identity, id: &str) -> Result<Vec<Said>, ActError> {
        let mut said = self.snapshot()?.said_by_person(&identity.did(), Kind::Publish)?;
        said.retain(|said| document(&said.content).and_then(Document::id) == Some(id));
        Ok(said)
    }

    /// What will be answered once it stands in its holder's feed, or does so no more.
    fn seen_as(
        &self,
        id: &str,
        holders: impl IntoIterator<Item = Did>,
        published: bool,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        let snapshot = self.snapshot()?;
        let mut standing = self.standing(&snapshot)?;
        holders.into_iter().for_each(|holder| standing.see_as(published, holder, id));
        let item = view(&snapshot, &standing, &*self.badge(&snapshot, id)?, true);
        Ok(SignedReply {
            changed: true,
            dry_run: false,
            letter: None,
            entry: None,
            followed: None,
            item,
        })
    }

    pub(super) fn unchanged(
        &self,
        id: &str,
        dry_run: bool,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        let snapshot = self.snapshot()?;
        let badge = self.badge(&snapshot, id)?;
        let item = view(&snapshot, &self.standing(&snapshot)?, &badge, false);
        Ok(SignedReply { changed: false, dry_run, letter: None, entry: None, followed: None, item })
    }
}

/// What is to stand in the holder's feed. That has only what is about its own DID: whoever reads an entry
/// need not know who came after whom.
fn own_document(identity: &Identity, held: &Held) -> Result<Document, ActError> {
    let document = Document::read(held.document.as_bytes())?;
    let about = Credential::new(document.value()).subject_id().unwrap_or_default();
    if about != identity.did().to_string() {
        return Err(ActError::conflict("publish-of-former", format!("it is about {about}")));
    }
    Ok(document)
}

impl Held {
    /// What somebody published about themselves, by its id.
    pub(super) fn of_ledger(said: &Said) -> Option<(String, Self)> {
        let document = document(&said.content)?;
        let subject = Credential::new(document.value()).subject_id()?.parse::<Did>().ok()?;
        let (holder, at, letter) = (said.author, said.ts().millis(), String::new());
        let text = String::from_utf8_lossy(document.bytes()).into_owned();
        let held = Self { holder, letter, at, document: text };
        (subject == holder).then_some((document.id()?.to_owned(), held))
    }
}

/// The erasures that name these entries of the identity, or of those that it came after: one or more of each
/// log, that of this installation last.
pub(super) fn erasures(
    ring: &KeyRing,
    identity: &Identity,
    entries: impl IntoIterator<Item = (PublicKey, u32)>,
) -> Vec<Erase> {
    let own = identity.writer().map(SecretKey::public);
    let mut logs: BTreeMap<(bool, PublicKey), BTreeSet<u32>> = BTreeMap::new();
    for (writer, seq) in entries {
        logs.entry((Some(writer) == own, writer)).or_default().insert(seq);
    }
    let mut all = Vec::new();
    for ((is_own, writer), seqs) in logs {
        let seqs: Vec<u32> = seqs.into_iter().collect();
        let log = Some(writer).filter(|_| !is_own);
        let of = ring.author(&writer).filter(|of| !is_own && *of != identity.did());
        all.extend(seqs.chunks(ERASE_SEQS_MAX).map(|some| Erase { log, seqs: some.to_vec(), of }));
    }
    all
}

impl Acts {
    /// Says these erasures, or where there are none commits the notes alone; the answer is kept with
    /// either.
    pub(super) async fn erase_or_note<T: Clone + Serialize + Send + Sync + 'static>(
        &self,
        (did, erasures): (Did, Vec<Erase>),
        notes: Vec<Write>,
        repeat: Option<Repeat>,
        done: SignedReply<T>,
    ) -> Result<SignedReply<T>, ActError> {
        if erasures.is_empty() {
            return self.say_or_note((did, None), notes, repeat, done).await;
        }
        let answer = move |said: &Statement| with_entry(&done, said);
        self.erase_answering((did, erasures), notes, repeat, answer).await
    }

    /// Says these erasures, of which there is at least one; the last of them keeps the notes and the
    /// answer in its commit. What was said of them before a crash is found again and not said twice.
    pub(super) async fn erase_answering<R: Serialize>(
        &self,
        (did, mut erasures): (Did, Vec<Erase>),
        notes: Vec<Write>,
        repeat: Option<Repeat>,
        answer: impl Fn(&Statement) -> R + Send + Sync + 'static,
    ) -> Result<R, ActError> {
        let last = erasures.pop().ok_or(ActError::Broken)?;
        for erase in erasures {
            self.hands.say(did, Content::Erase(erase), Vec::new()).await?;
        }
        self.say_answering((did, Content::Erase(last)), notes, repeat, answer).await
    }
}
