//! Verifying with what this node holds: nothing is fetched, signed or stored.

use std::collections::BTreeSet;
use std::sync::Arc;

use bot_protocol::api::{VerifyReply, VerifyRequest};
use bot_protocol::canon::json::Value;
use bot_protocol::canon::multibase::decode_base64;
use bot_protocol::feed::{KeyLog, Witnesses};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::EVIDENCE_FILES_MAX;
use bot_protocol::statement::Kind;
use bot_protocol::statement::kinds::Document;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{
    Asked, Evidence, Reader, Secured, Standpoint, Verdict, absent, explain, is_identity, judge,
};
use bot_protocol::words::Lang;

use super::anchors::{is_anybody_succeeded, is_succeeded};
use super::bearing::{Bearing, bearing, opened};
use super::heard::hear_writer;
use super::snapshot::Snapshot;
use super::standpoints::Viewpoint;
use super::{ActError, Acts, contacts, time};
use crate::contexts::{KeptContexts, reader};
use crate::store::{Shelf, Store, sights};

/// Longest DID or e-mail address that a badge is compared with, in bytes.
pub(super) const RECIPIENT_BYTES_MAX: usize = 500;

pub(super) const DAY_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// Bytes of feeds that are read for one question, at most. The feed of whoever matters most is read whole;
/// of another that would go beyond nothing is read, so that none is taken for whole that is not.
const EVIDENCE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Most questions that are judged at a time, whoever asks; more wait. Each may take what is held of
/// many feeds into memory.
pub(super) const JUDGED_AT_A_TIME: usize = 4;

/// Refuses what names nobody.
pub(super) fn recipient(who: &str) -> Result<(), ActError> {
    match who.len() <= RECIPIENT_BYTES_MAX && is_identity(who) {
        true => Ok(()),
        false => Err(ActError::field("recipient", who, "a DID or an e-mail address")),
    }
}

/// With whose eyes a credential is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Eyes {
    /// The owner's, with what they noted for themselves alone.
    Own,
    /// The owner's, for what is kept: without those notes.
    Unnoted,
    /// Nobody's.
    Nobodys,
}

impl Acts {
    /// Does what takes milliseconds, or seconds where much is held, apart from the net and with a few
    /// others at most.
    ///
    /// # Errors
    /// The job's own, and when it broke off.
    pub async fn judge_apart<T, E>(
        self: &Arc<Self>,
        job: impl FnOnce(&Self) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<ActError> + Send + 'static,
    {
        let seat = Arc::clone(&self.judging).acquire_owned().await;
        let seat = seat.map_err(|_| ActError::Broken)?;
        let acts = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            // A job that nobody waits for any more goes on, and keeps its seat.
            let _seat = seat;
            job(&acts)
        });
        done.await.unwrap_or_else(|_| Err(ActError::Broken.into()))
    }

    /// Judges a credential with the evidence of this node and what was handed in.
    ///
    /// # Errors
    /// When a field is refused. An unreadable credential is no error: its verdict says so.
    pub fn verify(&self, request: &VerifyRequest) -> Result<VerifyReply, ActError> {
        self.verdict_by(request, Eyes::Own)
    }

    /// As [`Acts::verify`], for somebody who is not the owner: with nobody's eyes, so that they are told
    /// nothing of the owner's address book, notes or identities.
    ///
    /// # Errors
    /// As [`Acts::verify`].
    pub fn verify_for_others(&self, request: &VerifyRequest) -> Result<VerifyReply, ActError> {
        self.verdict_by(request, Eyes::Nobodys)
    }

    /// As [`Acts::verify`]; with what the viewer noted for themselves alone, or without.
    pub(super) fn verdict_on(
        &self,
        request: &VerifyRequest,
        notes: bool,
    ) -> Result<VerifyReply, ActError> {
        self.verdict_by(request, if notes { Eyes::Own } else { Eyes::Unnoted })
    }

    fn verdict_by(&self, request: &VerifyRequest, eyes: Eyes) -> Result<VerifyReply, ActError> {
        let lang = match request.lang.as_deref() {
            None | Some("en") => Lang::En,
            Some("fr") => Lang::Fr,
            Some(found) => return Err(ActError::field("lang", found, "en or fr")),
        };
        for (name, files) in [("with", &request.with), ("snapshots", &request.snapshots)] {
            if files.len() > EVIDENCE_FILES_MAX {
                return Err(ActError::field(name, &files.len().to_string(), "at most 64 files"));
            }
        }
        let asked = self.asked(request)?;
        let document = match request.entry.as_deref() {
            None => file("document", &request.document)?,
            Some(entry) => match self.published_by(entry, &asked)? {
                Ok(document) => document,
                Err(absent) => return told(&absent.to_json(lang)),
            },
        };
        let contexts = self.contexts.as_ref().and_then(KeptContexts::contexts);
        let reader = reader(contexts.as_deref());
        let presented = match reader.read(&document) {
            Err(refused) => return told(&refused.verdict(asked.now).to_json(lang)),
            Ok(presented) => presented,
        };
        let by = (&reader, asked.now);
        let credentials = presented.credentials();
        let mut evidence = match eyes {
            Eyes::Own | Eyes::Unnoted => self.evidence(request, credentials, by)?,
            Eyes::Nobodys => self.evidence_of_all(request, credentials, (by.0, false))?.0,
        };
        if eyes != Eyes::Nobodys {
            self.hear_spoken_of(&self.snapshot()?, credentials, &reader, &mut evidence)?;
        }
        if eyes == Eyes::Own {
            self.note_disputes(&mut evidence)?;
        }
        let verdict = judge(&presented, &evidence, &asked, &reader);
        let mut reply: VerifyReply = told(&verdict.to_json(lang))?;
        if request.explain {
            let explanation = explain(&presented, &evidence, &asked, &reader);
            reply.explanation = Some(told(&Value::Object(explanation))?);
        }
        Ok(reply)
    }

    /// What an entry published, or the verdict that says where it went.
    fn published_by(
        &self,
        entry: &str,
        asked: &Asked,
    ) -> Result<Result<Vec<u8>, Box<Verdict>>, ActError> {
        let held = self.store().of_kind(Kind::Publish, None)?;
        let found = held.into_iter().find(|held| held.statement.id().to_string() == entry);
        let found = found.ok_or_else(|| ActError::unknown("entry", entry))?;
        let statement = found.statement;
        let snapshot = self.snapshot()?;
        let author = snapshot.ring.author(&statement.writer());
        let holder = author.ok_or_else(|| ActError::unknown("entry", entry))?;
        let mut evidence = Evidence::new();
        hear_writer(self.store(), &statement.writer(), &mut evidence, |_| true)?;
        match absent(&statement, &holder, &evidence, asked) {
            Some(verdict) => Ok(Err(Box::new(verdict))),
            None => Ok(Ok(statement.body().map(|body| body.bytes.clone()).unwrap_or_default())),
        }
    }

    /// What is asked, in the terms of the core.
    pub(super) fn asked(&self, request: &VerifyRequest) -> Result<Asked, ActError> {
        let at = time("at", request.at.as_deref())?;
        let days = request.max_age_days.unwrap_or(self.config().trust.max_age_days);
        let mut asked = Asked::at(self.now());
        asked.now = at.unwrap_or(asked.clock);
        asked.challenge.clone_from(&request.challenge);
        asked.domain.clone_from(&request.domain);
        request.recipient.as_deref().map_or(Ok(()), recipient)?;
        asked.presenter.clone_from(&request.recipient);
        asked.max_age_millis = u64::from(days).saturating_mul(DAY_MILLIS);
        Ok(asked)
    }

    /// What is held and what was handed in, of which some may bear on these credentials, seen from where
    /// the owner stands.
    pub(super) fn evidence(
        &self,
        request: &VerifyRequest,
        credentials: &[Secured],
        (reader, now): (&Reader<'_>, Timestamp),
    ) -> Result<Evidence, ActError> {
        let snapshot = self.snapshot()?;
        let (mut evidence, lead_elsewhere) =
            self.evidence_of_all(request, credentials, (reader, true))?;
        if request.witnesses.is_empty() {
            self.watch_by_own(&snapshot, &mut evidence)?;
        }
        if !lead_elsewhere {
            let from = Viewpoint {
                viewers: evidence.viewers().iter().copied().collect(),
                contacts: evidence.contacts().keys().copied().collect(),
                about: None,
            };
            let walk =
                self.known.standing(self.store(), |kept, graph| kept.walk(graph, from, now))?;
            self.hear_disputes(&snapshot, (credentials, &mut evidence), &walk)?;
            let (names, proven) = (Arc::clone(snapshot.names()), Arc::clone(snapshot.proven()));
            evidence.stand_at(Standpoint { walk, names, proven });
        }
        Ok(evidence)
    }

    /// Says whose eyes it is seen with, and whom they know.
    fn seen_by(&self, request: &VerifyRequest, evidence: &mut Evidence) -> Result<(), ActError> {
        for (key, note) in self.store().notes(Shelf::Contacts, &[])? {
            if let Some((did, contact)) = contacts::read(&key, &note) {
                evidence.know(did, contact.name);
            }
        }
        match request.as_identity.as_deref() {
            Some(who) => evidence.view_as(self.pick(Some(who))?.did()),
            None => self.keys.identities().iter().for_each(|own| evidence.view_as(own.did())),
        }
        Ok(())
    }

    /// The same but for where its owner stands, and whether feeds were handed in; with all that may lead from
    /// the owner to who issued them, or by nobody's eyes.
    fn evidence_of_all(
        &self,
        request: &VerifyRequest,
        credentials: &[Secured],
        (reader, leading): (&Reader<'_>, bool),
    ) -> Result<(Evidence, bool), ActError> {
        let snapshot = self.snapshot()?;
        let mut handed = Evidence::new();
        hand_in(request, &mut handed, reader)?;
        // Feeds that are handed in may recognise others, or take that back: then all is laid out anew.
        let lead_elsewhere = handed.has_feeds();
        let others = handed.identities().chain(handed.parties_shown());
        let eyes = if leading { Eyes::Own } else { Eyes::Nobodys };
        let bearing = self.bearing_on(&snapshot, (credentials, reader), others, eyes)?;
        let mut evidence = match lead_elsewhere && leading {
            true => self.leading_as_evidence(&snapshot, &bearing.writers)?,
            false => self.these_as_evidence(&snapshot, &bearing.writers)?,
        };
        bearing.tell(&snapshot, &mut evidence);
        hand_in(request, &mut evidence, reader)?;
        if leading {
            // What those show whom the viewer knows is looked for among anchors before what others do.
            self.seen_by(request, &mut evidence)?;
        }
        if is_anybody_succeeded(&snapshot) {
            self.hear_anchors(credentials, &mut evidence, is_succeeded)?;
        }
        let own = request.witnesses.iter().map(|who| match evidence.installation(who) {
            // What was handed in may tell of somebody whom this node does not know.
            Some(writer) => Ok(writer),
            None => self.installation(&snapshot, "witnesses", who),
        });
        let own = own.collect::<Result<Vec<_>, _>>()?;
        for log in own.iter().filter_map(|key| snapshot.ring.log(&snapshot.ring.author(key)?)) {
            log.events().for_each(|event| evidence.hear_key(event.clone()));
        }
        watch_by(&mut evidence, own)?;
        Ok((evidence, lead_elsewhere))
    }

    /// The logs that bear on these credentials, and on how viewers of this node know who issued them.
    fn bearing_on(
        &self,
        snapshot: &Snapshot<'_>,
        (credentials, reader): (&[Secured], &Reader<'_>),
        others: impl IntoIterator<Item = Did>,
        eyes: Eyes,
    ) -> Result<Bearing, ActError> {
        let inside = opened(credentials, reader);
        let documents: Vec<&Value> = inside.iter().map(Secured::document).collect();
        let shared = self.memberships_bearing(snapshot, &documents)?;
        let documents = documents.into_iter().chain(shared.iter().map(Document::value));
        bearing(snapshot, documents, others, eyes)
    }

    /// Has the witnesses of this node's own date every log, beside those that its author names.
    pub(super) fn watch_by_own(
        &self,
        snapshot: &Snapshot<'_>,
        evidence: &mut Evidence,
    ) -> Result<(), ActError> {
        let own = self.config().own_witnesses().map(|key| {
            let log = snapshot.ring.log(&Did::from(key));
            log.and_then(KeyLog::newest_writer).unwrap_or(key)
        });
        let own: Vec<PublicKey> = own.collect();
        for log in own.iter().filter_map(|key| snapshot.ring.log(&snapshot.ring.author(key)?)) {
            log.events().for_each(|event| evidence.hear_key(event.clone()));
        }
        watch_by(evidence, own)
    }

    /// What those feeds tell that bear on these credentials themselves.
    pub(super) fn bearing_as_evidence(
        &self,
        snapshot: &Snapshot<'_>,
        credentials: &[Secured],
    ) -> Result<Evidence, ActError> {
        let bearing = self.with_reader(|reader| {
            self.bearing_on(snapshot, (credentials, reader), [], Eyes::Own)
        })?;
        let mut evidence = self.these_as_evidence(snapshot, &bearing.writers)?;
        bearing.tell(snapshot, &mut evidence);
        if is_anybody_succeeded(snapshot) {
            self.hear_anchors(credentials, &mut evidence, is_succeeded)?;
        }
        Ok(evidence)
    }

    /// What these logs tell, as far as there is room for them, and the key logs of their authors and of
    /// those who date them. Those that matter most come first.
    pub(super) fn these_as_evidence<'w>(
        &self,
        snapshot: &Snapshot<'_>,
        writers: impl IntoIterator<Item = &'w PublicKey>,
    ) -> Result<Evidence, ActError> {
        let mut evidence = Evidence::new();
        let heads: Vec<_> = self.store().two_heads()?;
        let mut authors = BTreeSet::new();
        let mut room = Room::of(EVIDENCE_BYTES_MAX);
        for writer in writers {
            match room.has(self.store(), writer)? {
                true => hear_writer(self.store(), writer, &mut evidence, |_| true)?,
                false => unread(snapshot, writer, &mut evidence),
            }
            let fork = self.store().head(writer)?.and_then(|head| head.fork);
            fork.into_iter().for_each(|fork| evidence.hear_fork(fork));
            let stamps = self.store().stamps(Some(writer))?;
            stamps.into_iter().for_each(|stamp| evidence.hear_stamp(stamp));
            let sights = sights(self.store(), Some(writer))?;
            sights.into_iter().for_each(|stamp| evidence.hear_stamp(stamp));
            let heads = heads.iter().filter(|proof| proof.writer() == *writer);
            heads.for_each(|proof| evidence.hear_heads(proof.clone()));
            authors.extend(snapshot.ring.authors_of(writer));
        }
        let ever = Timestamp::from_millis(u64::MAX);
        let dated = authors.iter().filter_map(|did| snapshot.ring.log(did)?.witnesses(ever));
        let by = dated.flat_map(|(named, _)| named.keys());
        let by: Vec<Did> = by.filter_map(|key| snapshot.ring.author(key)).collect();
        authors.extend(by);
        for log in authors.iter().filter_map(|did| snapshot.ring.log(did)) {
            log.events().for_each(|event| evidence.hear_key(event.clone()));
        }
        Ok(evidence)
    }

    /// What these logs tell, and of all the others who recognises whom, what forks and stamps do, as far as
    /// there is room.
    pub(super) fn leading_as_evidence(
        &self,
        snapshot: &Snapshot<'_>,
        first: &[PublicKey],
    ) -> Result<Evidence, ActError> {
        let mut evidence = Evidence::new();
        let mut room = Room::of(EVIDENCE_BYTES_MAX);
        for writer in first {
            match room.has(self.store(), writer)? {
                true => hear_writer(self.store(), writer, &mut evidence, |_| true)?,
                false => unread(snapshot, writer, &mut evidence),
            }
        }
        let others = snapshot.ring.logs().flat_map(|log| log.writers().into_keys());
        for writer in others.filter(|writer| !first.contains(writer)) {
            if room.has(self.store(), &writer)? {
                hear_writer(self.store(), &writer, &mut evidence, leads)?;
            }
        }
        // As a full log has places for some of what its owner signed by what others did, these first.
        let (own, others): (Vec<_>, Vec<_>) =
            self.store().keys(None)?.into_iter().partition(|event| event.act().is_own());
        others.into_iter().chain(own).for_each(|event| evidence.hear_key(event));
        for fork in self.store().forks()? {
            evidence.hear_fork(fork);
        }
        for stamp in self.store().stamps(None)?.into_iter().chain(sights(self.store(), None)?) {
            evidence.hear_stamp(stamp);
        }
        for proof in self.store().two_heads()? {
            evidence.hear_heads(proof);
        }
        Ok(evidence)
    }
}

/// Has these date every log for the viewer.
fn watch_by(evidence: &mut Evidence, own: Vec<PublicKey>) -> Result<(), ActError> {
    let own = Witnesses::usual(own)
        .map_err(|fault| ActError::conflict("witnesses-refused", fault.to_string()))?;
    evidence.watch_by(own);
    Ok(())
}

/// Notes that a log is not read.
fn unread(snapshot: &Snapshot<'_>, writer: &PublicKey, evidence: &mut Evidence) {
    snapshot.ring.author(writer).into_iter().for_each(|did| evidence.hear_unread(did));
}

/// How much more is read.
struct Room {
    bytes: u64,
    /// Nothing was read yet.
    first: bool,
}

impl Room {
    fn of(bytes: u64) -> Self {
        Self { bytes, first: true }
    }

    /// Whether there is room for this log, which takes it; for the first there is.
    fn has(&mut self, store: &dyn Store, writer: &PublicKey) -> Result<bool, ActError> {
        let bytes = store.head(writer)?.map_or(0, |head| head.bytes);
        let left = self.bytes.checked_sub(bytes).or_else(|| self.first.then_some(0));
        self.first = false;
        self.bytes = left.unwrap_or(self.bytes);
        Ok(left.is_some())
    }
}

/// Whether statements of a kind may lead from somebody to somebody else, or take that back.
fn leads(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Profile
            | Kind::Recognition
            | Kind::RecognitionEnd
            | Kind::Endorsement
            | Kind::Revoke
            | Kind::StatusSnapshot
            | Kind::Erase
    )
}

/// Takes the files that were handed in.
pub(super) fn hand_in(
    request: &VerifyRequest,
    evidence: &mut Evidence,
    reader: &Reader<'_>,
) -> Result<(), ActError> {
    for (at, bytes) in request.with.iter().enumerate() {
        let bytes = file("with", bytes)?;
        evidence
            .hear_file(&bytes, reader)
            .map_err(|error| ActError::Evidence { at, detail: error.to_string() })?;
    }
    for (at, bytes) in (request.with.len()..).zip(&request.snapshots) {
        let bytes = file("snapshots", bytes)?;
        evidence
            .hear_vouched(&bytes, reader)
            .map_err(|error| ActError::Evidence { at, detail: error.to_string() })?;
    }
    Ok(())
}

/// What the core says in JSON, as the interface tells it.
pub(super) fn told<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, ActError> {
    serde_json::from_slice(&value.to_bytes()).map_err(|_| ActError::Broken)
}

fn file(field: &'static str, text: &str) -> Result<Vec<u8>, ActError> {
    decode_base64(text).map_err(|_| ActError::field(field, text, "base64 of RFC 4648 §4"))
}
