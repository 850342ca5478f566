//! What is at hand to judge with: key logs, feeds, endorsements, status lists, documents, copies of
//! what lies at addresses, an address book.
//!
//! Feeds enter through types whose holding is proof of a signature, so they cannot be forged, only
//! incomplete; and what is incomplete is remembered as such. Credentials are held as they came and
//! judged when a verdict needs them. Documents and copies are as good as whoever handed them in.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

mod achievements;
mod anchors;
mod bounds;
mod communities;
mod counting;
mod endorsements;
mod file;
mod folded;
mod log;
mod stamps;
mod telling;
mod unread;
mod unused;
mod withdrawn;

pub(super) use achievements::{Achievements, Described};
pub(super) use anchors::Anchored;
pub(super) use communities::is_charter;
use endorsements::keep;
pub(super) use endorsements::{Endorsed, Sought};
pub use file::{EvidenceError, Heard};
pub(super) use log::Log;
pub(super) use telling::Telling;

use super::path::Standpoint;
use super::reader::Secured;
use crate::canon::hash::Hash;
use crate::canon::json::Value;
use crate::credential::model::Credential;
use crate::feed::{
    Bundle, ForkProof, HeadStamp, KeyEvent, KeyLog, KeyRing, StampFork, Tail, Witnesses,
};
use crate::identity::{Did, Documents, PublicKey};
use crate::limits::{
    CLOCK_AHEAD_MAX_MILLIS, ENDORSED_CHECKED_MAX, ENDORSED_EACH_MAX, WRITER_AUTHORS_HEARD_MAX,
};
use crate::recognition::Graph;
use crate::statement::anchor::AnchorProof;
use crate::statement::kinds::{Dispute, Profile};
use crate::statement::{Content, Kind, Statement};
use crate::time::Timestamp;

/// What is at hand to judge with.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    ring: KeyRing,
    logs: BTreeMap<PublicKey, Log>,
    bounds: bounds::Bounds,
    endorsements: Vec<Secured>,
    hidden: BTreeSet<Hash>,
    documents: Documents,
    credentials: Vec<Secured>,
    badges: Vec<Secured>,
    anchors: BTreeMap<Hash, Vec<AnchorProof>>,
    copies: BTreeMap<String, Vec<Copy>>,
    contacts: BTreeMap<Did, String>,
    viewers: BTreeSet<Did>,
    witnesses: Option<Witnesses>,
    handed: Vec<unused::Handed>,
    standpoint: Option<Standpoint>,
    disputes: Vec<(Did, Timestamp, Dispute)>,
    folded: folded::Folded,
    unread: unread::Unread,
}

/// A copy of what lies at an address, as far as a verdict may need it: old badges, their classes
/// and issuers, keys, revocation lists.
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    /// What it holds: JSON as it came, other text as one text, `null` where the address said that
    /// nothing is there any more.
    pub content: Value,
    /// When it was fetched from its own address, by this program; `None` where it was handed in as
    /// a file, so that nobody can tell.
    pub fetched: Option<Timestamp>,
}

impl Copy {
    /// Whether the address said that nothing is there any more.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.content == Value::Null
    }
}

impl Evidence {
    /// Nothing at hand.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a bundle.
    pub fn hear_bundle(&mut self, bundle: Bundle) -> Heard {
        let entries = bundle.entries.len();
        bundle.keys.into_iter().for_each(|event| self.hear_key(event));
        bundle.entries.into_iter().for_each(|statement| self.hear_entry(statement));
        bundle.forks.into_iter().for_each(|proof| self.hear_fork(proof));
        bundle.stamps.into_iter().for_each(|stamp| self.hear_stamp(stamp));
        bundle.heads.into_iter().for_each(|proof| self.hear_heads(proof));
        bundle.beside.into_iter().for_each(|statement| self.hear_beside(statement));
        bundle.short.into_iter().for_each(|(writer, short)| self.hear_short(writer, short));
        Heard::Bundle { entries }
    }

    /// Takes a key event; more of them than a key log may have are not kept.
    pub fn hear_key(&mut self, event: KeyEvent) {
        self.folded.forget();
        self.ring.insert_within(event, WRITER_AUTHORS_HEARD_MAX).ok();
    }

    /// Whether anything of this log is at hand.
    #[must_use]
    pub fn has_log(&self, writer: &PublicKey) -> bool {
        self.logs.contains_key(writer)
    }

    /// What is held of a log, to be added to.
    fn log_of(&mut self, writer: PublicKey) -> &mut Log {
        self.folded.forget();
        self.logs.entry(writer).or_insert_with(|| Log::new(writer))
    }

    /// Takes a statement; those of one writer in the order of their numbers.
    pub fn hear_entry(&mut self, statement: Statement) {
        self.log_of(statement.writer()).hear(statement);
    }

    /// Takes what is kept beside its log: it takes something back, and shows nothing else.
    pub fn hear_beside(&mut self, statement: Statement) {
        self.log_of(statement.writer()).hear_beside(statement);
    }

    /// Takes the end of a log.
    pub fn hear_tail(&mut self, tail: Tail) {
        if let Some(writer) = tail.writer() {
            self.log_of(writer).hear_tail(tail);
        }
    }

    /// Takes the proof that a log forked.
    pub fn hear_fork(&mut self, proof: ForkProof) {
        self.log_of(proof.writer()).hear_fork(proof);
    }

    /// Takes a dated head of a log.
    pub fn hear_stamp(&mut self, stamp: HeadStamp) {
        self.log_of(stamp.writer()).hear_stamp(stamp);
    }

    /// Takes the proof that a writer signed two heads.
    pub fn hear_heads(&mut self, proof: StampFork) {
        self.log_of(proof.writer()).hear_heads(proof);
    }

    /// Has witnesses of the viewer's own date every log, beside those that its author names.
    pub fn watch_by(&mut self, witnesses: Witnesses) {
        self.folded.forget();
        self.witnesses = Some(witnesses).filter(|witnesses| !witnesses.is_empty());
    }

    /// The viewer's own witnesses.
    #[must_use]
    pub fn witnesses(&self) -> Option<&Witnesses> {
        self.witnesses.as_ref()
    }

    /// The writer key that a witness is known by: itself, as a multikey, or that of the newest
    /// installation of an identity whose key log is at hand.
    #[must_use]
    pub fn installation(&self, who: &str) -> Option<PublicKey> {
        match who.parse::<Did>() {
            Ok(did) => self.key_log(&did)?.newest_writer(),
            Err(_) => Some(*format!("did:key:{who}").parse::<Did>().ok()?.public_key()),
        }
    }

    /// Takes a credential that others are judged by, as a status list; it is judged itself later.
    pub fn hear_credential(&mut self, credential: Secured) {
        keep(&mut self.credentials, credential);
    }

    /// Takes a badge that a rule for another may ask for; whether it holds is judged later.
    pub fn hear_badge(&mut self, badge: Secured) {
        keep(&mut self.badges, badge);
    }

    /// The badges at hand for one of these achievements: handed in or from feeds.
    pub(super) fn badges_of(&self, achievements: &BTreeSet<&str>) -> Vec<Secured> {
        self.badges_that(|one| one.achievement_id().is_some_and(|id| achievements.contains(id)))
    }

    /// The badges at hand that are about one of these people.
    pub(super) fn badges_about(&self, people: &BTreeSet<Did>) -> Vec<Secured> {
        let is_of = |id: &str| id.parse().is_ok_and(|did| people.contains(&did));
        self.badges_that(|one| one.subject_id().is_some_and(is_of))
    }

    /// The badges at hand that are so: handed in or from feeds.
    pub(super) fn badges_bearing(&self, fit: impl Fn(&Credential<'_>) -> bool) -> Vec<Secured> {
        self.badges_that(fit)
    }

    fn badges_that(&self, fit: impl Fn(&Credential<'_>) -> bool) -> Vec<Secured> {
        let handed = self.badges.iter().filter(|one| fit(&one.credential()));
        let published = self.statements().filter(|(_, one)| one.kind() == Kind::Publish);
        let published =
            published.filter_map(|(_, one)| match Content::read(Kind::Publish, one.body()?) {
                Ok(Content::Publish(document)) if fit(&Credential::new(document.value())) => {
                    Some(Secured::by_its_proofs(document.value().clone()))
                }
                Ok(_) | Err(_) => None,
            });
        handed.cloned().chain(published).collect()
    }

    /// Takes a copy of what lies at `url`.
    pub fn hear_copy(&mut self, url: &str, copy: Copy) {
        let held = self.copies.entry(url.to_owned()).or_default();
        if !held.contains(&copy) {
            held.push(copy);
        }
    }

    /// Takes documents that describe identifiers and their keys.
    pub fn hear_documents(&mut self, documents: Documents) {
        self.documents = documents;
    }

    /// The documents at hand that describe identifiers and their keys.
    #[must_use]
    pub fn documents(&self) -> &Documents {
        &self.documents
    }

    /// The credentials at hand that others are judged by.
    pub fn credentials(&self) -> impl Iterator<Item = &Secured> {
        self.credentials.iter()
    }

    /// The copy at hand of what lies at `url`: one that was fetched outweighs one that was handed
    /// in, and a newer one an older.
    #[must_use]
    pub fn copy(&self, url: &str) -> Option<&Copy> {
        self.copies(url).max_by_key(|copy| copy.fetched)
    }

    /// The same as it counts at `now`: a copy that says it was fetched later is dated no better than
    /// one that was handed in, as its moment makes nothing fresh. A clock may be somewhat fast.
    pub(super) fn as_of(&self, now: Timestamp) -> Cow<'_, Self> {
        let latest = now.saturating_add(CLOCK_AHEAD_MAX_MILLIS);
        let ahead = |copy: &Copy| copy.fetched.is_some_and(|at| at > latest);
        if !self.copies.values().flatten().any(ahead) {
            return Cow::Borrowed(self);
        }
        let mut dated = self.clone();
        for copy in dated.copies.values_mut().flatten().filter(|copy| ahead(copy)) {
            copy.fetched = None;
        }
        Cow::Owned(dated)
    }

    /// Every copy at hand of what lies at `url`, in the order in which they came.
    pub fn copies(&self, url: &str) -> impl Iterator<Item = &Copy> {
        self.copies.get(url).into_iter().flatten()
    }

    /// The copies of what lies at `url` that count as of now: the newest that was fetched. Several are
    /// of one moment, and so are all of those that were handed in, where none was fetched: nobody can
    /// tell which of them is the newer, so that what they disagree about is not known.
    pub fn newest(&self, url: &str) -> impl Iterator<Item = &Copy> {
        let newest = self.copy(url).map(|copy| copy.fetched);
        self.copies(url).filter(move |copy| Some(copy.fetched) == newest)
    }

    /// Notes a name of the viewer's address book.
    pub fn know(&mut self, did: Did, name: impl Into<String>) {
        self.contacts.insert(did, name.into());
    }

    /// Notes that the viewer is this identity.
    pub fn view_as(&mut self, did: Did) {
        self.viewers.insert(did);
    }

    /// Notes what an identity of the viewer's disagrees with and told nobody.
    pub fn note_dispute(&mut self, by: Did, at: Timestamp, dispute: Dispute) {
        self.disputes.push((by, at, dispute));
    }

    pub(super) fn noted_disputes(&self) -> &[(Did, Timestamp, Dispute)] {
        &self.disputes
    }

    /// Says where the viewer stands, instead of what the feeds at hand tell of it.
    pub fn stand_at(&mut self, standpoint: Standpoint) {
        self.standpoint = Some(standpoint);
    }

    pub(super) fn standpoint(&self) -> Option<&Standpoint> {
        self.standpoint.as_ref()
    }

    /// Whether anything of any feed or key log is at hand.
    #[must_use]
    pub fn has_feeds(&self) -> bool {
        !self.logs.is_empty() || self.ring.logs().next().is_some()
    }

    /// The identities of which key events are at hand.
    pub fn identities(&self) -> impl Iterator<Item = Did> + '_ {
        self.ring.logs().map(KeyLog::did)
    }

    /// The viewer's own identities.
    #[must_use]
    pub fn viewers(&self) -> &BTreeSet<Did> {
        &self.viewers
    }

    /// The viewer's address book.
    #[must_use]
    pub fn contacts(&self) -> &BTreeMap<Did, String> {
        &self.contacts
    }

    /// The key log of an identity, where anything is held of it.
    #[must_use]
    pub fn key_log(&self, did: &Did) -> Option<&KeyLog> {
        self.ring.log(did)
    }

    pub(super) fn log(&self, writer: &PublicKey) -> Option<&Log> {
        self.logs.get(writer)
    }

    /// The identity by which somebody goes now: the successor of their successors.
    #[must_use]
    pub fn current(&self, did: &Did) -> Did {
        self.ring.current(did)
    }

    /// Whether two identities are one person.
    pub(super) fn is_one(&self, one: &Did, other: &Did) -> bool {
        self.ring.is_one(one, other)
    }

    /// Every identity of the person whose identity this is.
    #[must_use]
    pub fn person(&self, did: &Did) -> BTreeSet<Did> {
        self.ring.person(did)
    }

    /// The writers of an identity, and where each is closed.
    pub(super) fn writers_of(&self, did: &Did) -> BTreeMap<PublicKey, Option<u32>> {
        let Some(keys) = self.ring.log(did) else { return BTreeMap::new() };
        let end = |(writer, closed): (PublicKey, Option<u32>)| {
            (writer, self.cut_at(keys, &writer).or(closed))
        };
        keys.writers().into_iter().map(end).collect()
    }

    /// The witnesses that an identity named last, whenever: what a quorum saw stays seen.
    pub(super) fn witnesses_of(&self, did: &Did) -> Option<&Witnesses> {
        let ever = Timestamp::from_millis(u64::MAX);
        self.ring.log(did)?.witnesses(ever).map(|(witnesses, _)| witnesses)
    }

    /// The identity a writer speaks for, else the key itself.
    pub(super) fn name_of(&self, writer: &PublicKey) -> String {
        let author = self.ring.author(writer);
        author.map_or_else(|| writer.to_string(), |did| did.to_string())
    }

    /// The writer of an identity whose log exists in two versions, or the identity itself where it
    /// began twice; `None` where nothing contradicts it.
    #[must_use]
    pub fn disputed(&self, did: &Did) -> Option<String> {
        let keys = self.ring.log(did)?;
        if keys.disputed() {
            return Some(did.to_string());
        }
        let forked =
            |(writer, closed): &(PublicKey, Option<u32>)| self.is_told_twice(did, writer, *closed);
        self.writers_of(did).into_iter().find(forked).map(|(writer, _)| writer.to_string())
    }

    /// The closed log of an identity that exists in two versions, where witnesses saw one of them to its
    /// close, so that it stands.
    pub(super) fn forked(&self, did: &Did) -> Option<String> {
        let keys = self.ring.log(did).filter(|keys| keys.heir().is_none())?;
        let forked = |(writer, closed): &(PublicKey, Option<u32>)| {
            let twice = self.logs.get(writer).is_some_and(|log| log.is_disputed(*closed));
            twice && !self.is_told_twice(&keys.did(), writer, *closed)
        };
        self.writers_of(did).into_iter().find(forked).map(|(writer, _)| writer.to_string())
    }

    /// Every statement that counts, with its author.
    pub(super) fn statements(&self) -> impl Iterator<Item = (Did, &Statement)> {
        self.ring.logs().flat_map(|keys| {
            let did = keys.did();
            self.statements_of(&did).map(move |statement| (did, statement))
        })
    }

    /// The name an identity gives itself in its feed.
    #[must_use]
    pub fn profile_name(&self, did: &Did) -> Option<String> {
        self.profile(did).map(|(_, profile)| profile.name)
    }

    /// What an identity says of itself in its feed, and the entry that says so.
    pub(super) fn profile(&self, did: &Did) -> Option<(&Statement, Profile)> {
        let said = self.person(did);
        let said = said.iter().flat_map(|did| self.statements_of(did));
        let profiles = said.filter(|statement| statement.kind() == Kind::Profile);
        let newest = profiles.max_by_key(|statement| (statement.ts(), statement.seq()))?;
        match Content::read(newest.kind(), newest.body()?) {
            Ok(Content::Profile(profile)) => Some((newest, profile)),
            Ok(_) | Err(_) => None,
        }
    }

    /// The recognitions and the endorsements of somebody that the statements at hand hold.
    #[must_use]
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        for (author, statement) in self.statements() {
            if matches!(statement.kind(), Kind::Recognition | Kind::RecognitionEnd) {
                graph.hear(&author, statement);
            }
        }
        // Each is a proof to check.
        for (author, statement) in self.ties((ENDORSED_CHECKED_MAX, ENDORSED_EACH_MAX)) {
            graph.hear(&author, statement);
        }
        let withdrawn = [Kind::Revoke, Kind::StatusSnapshot];
        for (author, statement) in self.statements() {
            if withdrawn.contains(&statement.kind()) {
                graph.hear(&author, statement);
            }
        }
        for (writer, log) in &self.logs {
            let authors = self.ring.authors_of(writer).filter_map(|did| self.ring.log(&did));
            for keys in authors.filter(|keys| keys.heir().is_none()) {
                let closed = keys.closed_at(writer);
                let seen = self.seen_of(keys, log, closed);
                let beyond = log.beyond(closed, seen).chain(log.between());
                beyond.for_each(|statement| drop(graph.hear_end(&keys.did(), statement)));
            }
        }
        self.ring.succeeded().for_each(|(did, now)| graph.follow(did, now));
        graph
    }
}
