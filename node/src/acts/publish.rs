//! Publishing: the holder puts a credential into the own feed, or takes it out again.

use std::collections::BTreeSet;
use std::sync::Arc;

use bot_protocol::api::{CredentialView, PublishRequest, SignedReply};
use bot_protocol::identity::{PublicKey, SecretKey};
use bot_protocol::statement::kinds::{Document, Erase};
use bot_protocol::statement::{Content, Kind, Statement};

use super::credentials::{Badge, view};
use super::notes::{self, Held};
use super::offers::Answering;
use super::repeat::{Asked, with_entry};
use super::snapshot::{Said, document};
use super::{ActError, Acts, one};
use crate::keys::Identity;
use crate::store::Shelf;

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
        if request.dry_run || !self.published(&identity, &id)?.is_empty() {
            return self.unchanged(&id, request.dry_run);
        }
        let reply = self.seen_as(&id, &identity, true)?;
        let said = (identity.did(), Content::Publish(Document::read(held.document.as_bytes())?));
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
        let content = Content::Publish(Document::read(held.document.as_bytes())?);
        let noting = Box::new(move |said: &Statement| answer(Some(said)).into_iter().collect());
        let said = self.hands.say_noting(identity.did(), content, noting).await?;
        Ok(Some(said.id().to_string()))
    }

    /// Takes a credential out of its holder's feed: everybody who holds the feed drops it. What
    /// others copied elsewhere stays with them.
    ///
    /// # Errors
    /// When no such credential is held, or it was published by a writer that is lost.
    pub async fn unpublish(
        &self,
        id: &str,
        request: impl Into<Asked<PublishRequest>>,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        let Asked { request, repeat } = request.into();
        let _turn = self.turn().await;
        let (identity, id, _) = self.held(id, request.as_identity.as_deref())?;
        let there = self.published(&identity, &id)?;
        let seqs = written_here(&identity, there.iter().map(Said::place))?;
        if there.is_empty() || request.dry_run {
            return self.unchanged(&id, request.dry_run);
        }
        let erase = Content::Erase(Erase { seqs });
        let reply = self.seen_as(&id, &identity, false)?;
        let said = (identity.did(), erase);
        self.say_answering(said, Vec::new(), repeat, move |said| with_entry(&reply, said)).await
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
        let offered: BTreeSet<String> = all.iter().map(|(id, _)| id.clone()).collect();
        all.extend(self.imported_held()?.into_iter().filter(|(id, _)| !offered.contains(id)));
        let found = one("held-credential", id, all, |(id, _)| id);
        let (id, held) = found.map_err(|fault| self.held_by_another(fault, id))?;
        Ok((self.addressed(who, &held.holder)?, id, held))
    }

    /// A credential that is known here and yet not held here is not *unknown*.
    fn held_by_another(&self, fault: ActError, id: &str) -> ActError {
        let known = || self.badge(&self.snapshot()?, id);
        match (&fault, known()) {
            (ActError::Unknown { .. }, Ok(Badge { format: Some(format), id, .. })) => {
                let detail = format!("{id} is in the form {format}");
                ActError::conflict("credential-form", detail)
            }
            (ActError::Unknown { .. }, Ok(badge)) => {
                ActError::conflict("not-the-holder", badge.parties())
            }
            (_, _) => fault,
        }
    }

    /// The entries of the identity's own feed that publish this credential now.
    fn published(&self, identity: &Identity, id: &str) -> Result<Vec<Said>, ActError> {
        let mut said = self.snapshot()?.said_by(&identity.did(), Kind::Publish)?;
        said.retain(|said| document(&said.content).and_then(Document::id) == Some(id));
        Ok(said)
    }

    /// What will be answered once it stands in its holder's feed, or does so no more.
    fn seen_as(
        &self,
        id: &str,
        holder: &Identity,
        published: bool,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        let snapshot = self.snapshot()?;
        let mut standing = self.standing(&snapshot)?;
        standing.see_as(published, holder.did(), id);
        let item = view(&snapshot, &standing, &self.badge(&snapshot, id)?, true);
        Ok(SignedReply { changed: true, dry_run: false, letter: None, entry: None, item })
    }

    pub(super) fn unchanged(
        &self,
        id: &str,
        dry_run: bool,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        let snapshot = self.snapshot()?;
        let badge = self.badge(&snapshot, id)?;
        let item = view(&snapshot, &self.standing(&snapshot)?, &badge, false);
        Ok(SignedReply { changed: false, dry_run, letter: None, entry: None, item })
    }
}

/// What erases these entries, where there are any.
pub(super) fn erasing(seqs: Vec<u32>) -> Option<Content> {
    (!seqs.is_empty()).then_some(Content::Erase(Erase { seqs }))
}

/// The numbers of these entries, which this installation alone can erase.
pub(super) fn written_here(
    identity: &Identity,
    entries: impl IntoIterator<Item = (PublicKey, u32)>,
) -> Result<Vec<u32>, ActError> {
    let own = identity.writer().map(SecretKey::public);
    let mut seqs = BTreeSet::new();
    for (writer, seq) in entries {
        if Some(writer) != own {
            let detail = format!("entry {seq} was written by a writer that is lost");
            return Err(ActError::conflict("writer-lost", detail));
        }
        seqs.insert(seq);
    }
    Ok(seqs.into_iter().collect())
}
