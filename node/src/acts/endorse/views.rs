//! Endorsements as they are listed: how far each has come.

use std::collections::BTreeMap;

use bot_protocol::api::{
    CredentialRole, CredentialState, EndorsementState, EndorsementView, Page, PageQuery,
};
use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::canon::jcs;
use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::model::praise::Praise;
use bot_protocol::identity::Did;
use bot_protocol::statement::Kind;
use bot_protocol::statement::kinds::Document;

use super::super::achievements::{known, text};
use super::super::mailbox::{Answers, Told};
use super::super::notes::{self, Endorsed, Hidden};
use super::super::offers::{badge_name, check_signed};
use super::super::snapshot::{Snapshot, document};
use super::super::{ActError, Acts, one, page};
use super::said::said_with;
use crate::store::Shelf;

impl Acts {
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
        let Page { mut items, next } = page(views, query)?;
        let names = self.names_of_things()?;
        for view in &mut items {
            view.target_name = view.target_name.take().or_else(|| names.get(&view.target).cloned());
        }
        Ok(Page { items, next })
    }

    /// What can be endorsed and is known here, by id: badges, and what can be awarded.
    pub(in crate::acts) fn names_of_things(&self) -> Result<BTreeMap<String, String>, ActError> {
        let snapshot = self.snapshot()?;
        let mut names = BTreeMap::new();
        for one in known(&snapshot)? {
            let name = one.document.value().get("name").and_then(Value::as_str);
            names.extend(name.map(|name| (one.id.clone(), name.to_owned())));
        }
        // A stranger may publish any name under an id; what is held or issued here was checked.
        for badge in self.badges(&snapshot)?.iter().filter(|one| one.role != CredentialRole::Seen) {
            let name = badge_name(&Credential::new(&badge.value));
            names.extend(name.map(|name| (badge.id.clone(), name.to_owned())));
        }
        Ok(names)
    }

    /// One endorsement whole, as an EndorsementCredential.
    ///
    /// # Errors
    /// When none or several fit.
    pub fn endorsement(&self, id: &str) -> Result<EndorsementView, ActError> {
        one("endorsement", id, self.endorsement_views(true)?, |view| &view.id)
    }

    /// The same, where of several that bear one id some are for whoever acts: somebody else may have
    /// copied the id, which is nothing to them.
    pub(super) fn endorsement_for(
        &self,
        id: &str,
        own: impl Fn(&EndorsementView) -> bool,
    ) -> Result<EndorsementView, ActError> {
        let (mine, others): (Vec<_>, Vec<_>) =
            self.endorsement_views(true)?.into_iter().partition(own);
        match one("endorsement", id, mine, |view| &view.id) {
            Err(ActError::Unknown { .. }) => one("endorsement", id, others, |view| &view.id),
            found => found,
        }
    }

    pub(super) fn endorsement_views(&self, whole: bool) -> Result<Vec<EndorsementView>, ActError> {
        let snapshot = self.snapshot()?;
        let (answers, standing) = (self.answers()?, self.standing(&snapshot)?);
        let is_one = |one: &Option<String>, other: &Option<String>| {
            let did = |text: &Option<String>| text.as_ref()?.parse::<Did>().ok();
            one == other
                || did(one).zip(did(other)).is_some_and(|(a, b)| snapshot.ring.is_one(&a, &b))
        };
        // An id is anybody's to copy: what tells two apart is who signed, and what.
        let mut all: BTreeMap<(String, Hash), (u64, EndorsementView)> = BTreeMap::new();
        let view = |document: &Document, state, holder| {
            let mut view = view_of(&snapshot, document, state, holder, whole).ok()?;
            if standing.taken_back(document.value()) == Some(CredentialState::Revoked) {
                view.state = EndorsementState::Withdrawn;
            }
            Some(((view.issuer.clone(), digest(document)), view))
        };
        for (_, note) in notes::by_text::<Endorsed>(self.store(), Shelf::Endorsements)? {
            let document = Document::read(note.document.as_bytes())?;
            let holder = note.holder.or(Some(note.issuer));
            let made = view(&document, self.note_state(&snapshot, &answers, &note)?, holder);
            all.extend(made.map(|(key, view)| (key, (note.at, view))));
        }
        for said in snapshot.said(Kind::Endorsement)? {
            let Some(document) = document(&said.content) else { continue };
            let stands = view(document, EndorsementState::Published, Some(said.author));
            let Some((key, stands)) = stands else { continue };
            match all.get_mut(&key) {
                // It came to its holder's feed before the answer did; elsewhere it is a copy.
                Some((_, held)) if is_one(&held.holder, &stands.holder) => {
                    held.state = stands.state;
                }
                Some(_) if self.keys.identity(&said.author).is_none() => {}
                Some((_, held)) if self.gave(held) => {}
                Some(_) => drop(all.insert(key, (said.ts().millis(), stands))),
                None if check_signed(document).is_ok() => {
                    all.insert(key, (said.ts().millis(), stands));
                }
                None => {}
            }
        }
        for (_, note) in notes::all::<Hidden>(self.store(), Shelf::Hidden)? {
            let document = Document::read(note.document.as_bytes())?;
            let hidden = view(&document, EndorsementState::Hidden, Some(note.holder));
            all.extend(hidden.map(|(key, view)| (key, (note.at, view))));
        }
        let mut views: Vec<_> = all.into_values().collect();
        views.sort_by(|(a, x), (b, y)| (b, &x.id).cmp(&(a, &y.id)));
        Ok(views.into_iter().map(|(_, view)| view).collect())
    }

    /// How far one has come that was given here, by what was answered; what stands in a feed is seen there.
    fn note_state(
        &self,
        snapshot: &Snapshot<'_>,
        answers: &Answers,
        note: &Endorsed,
    ) -> Result<EndorsementState, ActError> {
        let (Some(letter), Some(holder)) = (&note.letter, &note.holder) else {
            return Ok(EndorsementState::Published);
        };
        match answers.to(letter, holder) {
            Told::Nothing => Ok(EndorsementState::Offered),
            Told::No => Ok(EndorsementState::Refused),
            Told::Yes => {
                let at = answers.accepted_at(letter, holder).unwrap_or_else(|| self.now());
                let what = (holder, Kind::Endorsement, note.document.len());
                match self.took_out(&snapshot.ring, what, at)? {
                    true => Ok(EndorsementState::Hidden),
                    false => Ok(EndorsementState::Accepted),
                }
            }
        }
    }

    /// Whether an identity of this node gave it, or one that an identity of this node goes on for.
    pub(super) fn gave(&self, view: &EndorsementView) -> bool {
        let here = |did: &Did| self.keys.identity(did).is_some();
        let now = |did: &Did| Some(self.known.now(self.store()).ok()?.ring.current(did));
        view.issuer
            .parse()
            .is_ok_and(|did: Did| here(&did) || now(&did).is_some_and(|now| here(&now)))
    }
}

/// What tells an endorsement from every other: the digest of its canonical JSON.
pub(super) fn digest(document: &Document) -> Hash {
    sha256(&[&jcs::canonicalize(document.value())])
}

pub(super) fn view_of(
    snapshot: &Snapshot<'_>,
    document: &Document,
    state: EndorsementState,
    holder: Option<Did>,
    whole: bool,
) -> Result<EndorsementView, ActError> {
    let credential = Credential::new(document.value());
    let issuer = credential.issuer().unwrap_or_default().to_owned();
    let comment = credential
        .subject()
        .and_then(|subject| subject.get("endorsementComment"))
        .and_then(Value::as_str);
    Ok(EndorsementView {
        id: credential.id().ok_or(ActError::Broken)?.to_owned(),
        issuer_name: snapshot.name(&issuer).or(credential.issuer_name().map(str::to_owned)),
        issuer,
        target: credential.subject_id().unwrap_or_default().to_owned(),
        target_name: credential.subject_id().and_then(|id| snapshot.name(id)),
        reasons: Praise::of(document.value()).iter().map(Praise::to_string).collect(),
        said: said_with(document.value()),
        comment: comment.map(str::to_owned),
        state,
        holder: holder.map(|did| did.to_string()),
        as_steward: None,
        document: whole.then(|| text(document.bytes())),
    })
}
