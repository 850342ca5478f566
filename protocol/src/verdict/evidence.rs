//! What is at hand to judge with: key logs, feeds, endorsements, an address book.
//!
//! Everything enters through types whose holding is proof of a signature, so nothing here can be
//! forged, only incomplete; and what is incomplete is remembered as such.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::reader::{Reader, Secured};
use crate::canon::json::{self, JsonError, Value};
use crate::credential::model::{Credential, types};
use crate::feed::{AppendError, Bundle, BundleError, Feed, ForkProof, KeyEvent, KeyLog, KeyRing};
use crate::identity::{Did, Documents, PublicKey};
use crate::limits::ENDORSEMENTS_MAX;
use crate::recognition::Graph;
use crate::statement::{Content, Kind, Statement};
use crate::time::Timestamp;

/// What is at hand to judge with.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    ring: KeyRing,
    logs: BTreeMap<PublicKey, Log>,
    endorsements: Vec<Secured>,
    documents: Documents,
    credentials: Vec<Secured>,
    copies: BTreeMap<String, Copy>,
    contacts: BTreeMap<Did, String>,
    viewers: BTreeSet<Did>,
}

/// A copy of what lies at an address, as far as a verdict may need it: old badges, their classes
/// and issuers, keys, revocation lists.
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    /// What it holds.
    pub content: Value,
    /// When it was fetched from its own address, by this program; `None` where it was handed in as
    /// a file, so that nobody can tell.
    pub fetched: Option<Timestamp>,
}

/// What is held of one writer's log.
#[derive(Clone, Debug)]
pub(super) struct Log {
    /// The whole beginning that is held.
    pub(super) feed: Feed,
    /// The statements of that beginning.
    pub(super) statements: Vec<Statement>,
    /// Statements beyond a gap or on another branch: signed, but in no order that can be shown.
    pub(super) loose: Vec<Statement>,
    /// Whether the writer tells two stories.
    pub(super) split: bool,
}

/// Why a file is no evidence.
#[derive(Debug, Error)]
pub enum EvidenceError {
    /// It is a bundle that cannot be relied on.
    #[error("the bundle is refused: {0}")]
    Bundle(#[from] BundleError),
    /// It is no JSON.
    #[error("the file is neither a bundle nor JSON: {0}")]
    Json(#[from] JsonError),
    /// It is JSON of a kind that no finding uses.
    #[error("found {found}, expected a bundle or an EndorsementCredential")]
    Unused {
        /// Its types.
        found: String,
    },
}

/// What a file gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Feeds with their key logs.
    Bundle {
        /// How many statements.
        entries: usize,
    },
    /// An endorsement.
    Endorsement,
}

impl Evidence {
    /// Nothing at hand.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the bytes of a file handed in as evidence.
    ///
    /// # Errors
    /// [`EvidenceError`] where it is none; what was at hand before stays.
    pub fn hear_file(
        &mut self,
        bytes: &[u8],
        _reader: &Reader<'_>,
    ) -> Result<Heard, EvidenceError> {
        if Bundle::sniff(bytes) {
            return Ok(self.hear_bundle(Bundle::read(bytes)?));
        }
        let document = json::read(bytes)?;
        if Credential::new(&document).is_a("EndorsementCredential") {
            self.hear_endorsement(Secured::by_its_proofs(document));
            return Ok(Heard::Endorsement);
        }
        let found = types(&document).collect::<Vec<_>>().join(", ");
        let found = if found.is_empty() { "JSON without a type".to_owned() } else { found };
        Err(EvidenceError::Unused { found })
    }

    /// Takes a bundle.
    pub fn hear_bundle(&mut self, bundle: Bundle) -> Heard {
        let entries = bundle.entries.len();
        bundle.keys.into_iter().for_each(|event| self.hear_key(event));
        bundle.entries.into_iter().for_each(|statement| self.hear_entry(statement));
        bundle.forks.into_iter().for_each(|proof| self.hear_fork(proof));
        Heard::Bundle { entries }
    }

    /// Takes a key event; more of them than a key log may have are not kept.
    pub fn hear_key(&mut self, event: KeyEvent) {
        self.ring.insert(event).ok();
    }

    /// Takes a statement; those of one writer in the order of their numbers.
    pub fn hear_entry(&mut self, statement: Statement) {
        let writer = statement.writer();
        self.logs.entry(writer).or_insert_with(|| Log::new(writer)).hear(statement);
    }

    /// Takes the proof that a log forked.
    pub fn hear_fork(&mut self, proof: ForkProof) {
        let writer = proof.writer();
        // The proof is about this very writer, so it is kept or no better than the one held.
        self.logs.entry(writer).or_insert_with(|| Log::new(writer)).feed.freeze(proof).ok();
    }

    /// Takes an endorsement as it came; whether it holds is judged later.
    pub fn hear_endorsement(&mut self, endorsement: Secured) {
        if !self.endorsements.contains(&endorsement) {
            self.endorsements.push(endorsement);
        }
    }

    /// Takes a credential that others are judged by, as a status list; whether it holds is judged
    /// later.
    pub fn hear_credential(&mut self, credential: Secured) {
        if !self.credentials.contains(&credential) {
            self.credentials.push(credential);
        }
    }

    /// Takes a copy of what lies at `url`; one that was fetched outweighs one that was handed in,
    /// and a newer one an older.
    pub fn hear_copy(&mut self, url: &str, copy: Copy) {
        let held = self.copies.get(url);
        if held.is_none_or(|held| held.fetched <= copy.fetched) {
            self.copies.insert(url.to_owned(), copy);
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

    /// The copy at hand of what lies at `url`.
    #[must_use]
    pub fn copy(&self, url: &str) -> Option<&Copy> {
        self.copies.get(url)
    }

    /// Notes a name of the viewer's address book.
    pub fn know(&mut self, did: Did, name: impl Into<String>) {
        self.contacts.insert(did, name.into());
    }

    /// Notes that the viewer is this identity.
    pub fn view_as(&mut self, did: Did) {
        self.viewers.insert(did);
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

    /// The statements of an identity that count, oldest first by writer.
    pub fn statements_of<'a>(&'a self, did: &Did) -> impl Iterator<Item = &'a Statement> + use<'a> {
        let writers = self.ring.log(did).map(KeyLog::writers).unwrap_or_default();
        writers.into_iter().flat_map(|(writer, closed)| {
            let counted = self.logs.get(&writer).map(|log| log.counted(closed)).unwrap_or_default();
            counted.iter()
        })
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
        let profiles =
            self.statements_of(did).filter(|statement| statement.kind() == Kind::Profile);
        let newest = profiles.max_by_key(|statement| (statement.ts(), statement.seq()))?;
        match Content::read(newest.kind(), newest.body()?) {
            Ok(Content::Profile(profile)) => Some(profile.name),
            Ok(_) | Err(_) => None,
        }
    }

    /// The recognitions that the statements at hand hold.
    #[must_use]
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        for (author, statement) in self.statements() {
            if matches!(statement.kind(), Kind::Recognition | Kind::RecognitionEnd) {
                graph.hear(&author, statement);
            }
        }
        for (writer, log) in &self.logs {
            if let Some(author) = self.ring.author(writer) {
                log.beyond().for_each(|statement| graph.hear_end(&author, statement));
            }
        }
        graph
    }

    /// The endorsements at hand whose subject is one of `targets`: handed in or from feeds.
    pub(super) fn endorsements_of(&self, targets: &BTreeSet<&str>) -> Vec<Secured> {
        let about = |credential: &Credential<'_>| {
            credential.subject_id().is_some_and(|id| targets.contains(id))
        };
        let handed = self.endorsements.iter().filter(|one| about(&one.credential()));
        let mut found: Vec<Secured> = handed.cloned().collect();
        for (_, statement) in self.statements().filter(|(_, one)| one.kind() == Kind::Endorsement) {
            let Some(body) = statement.body() else { continue };
            if let Ok(Content::Endorsement(document)) = Content::read(Kind::Endorsement, body)
                && about(&Credential::new(document.value()))
            {
                found.push(Secured::by_its_proofs(document.value().clone()));
            }
            if found.len() >= ENDORSEMENTS_MAX {
                break;
            }
        }
        found
    }
}

impl Log {
    fn new(writer: PublicKey) -> Self {
        Self { feed: Feed::new(writer), statements: Vec::new(), loose: Vec::new(), split: false }
    }

    fn hear(&mut self, statement: Statement) {
        match self.feed.replay(&statement) {
            Ok(()) => self.statements.push(statement),
            Err(AppendError::Known { .. }) => self.compare(statement),
            Err(AppendError::Gap { .. } | AppendError::Frozen { .. } | AppendError::Full) => {
                self.loose.push(statement);
            }
            Err(AppendError::RootMismatch { .. } | AppendError::ClockBackwards { .. }) => {
                self.split = true;
                self.loose.push(statement);
            }
            Err(AppendError::OtherWriter { .. } | AppendError::FromFuture { .. }) => {}
        }
    }

    /// A number that is held already: the same with its body, or another story.
    fn compare(&mut self, statement: Statement) {
        let at = usize::try_from(statement.seq()).unwrap_or(usize::MAX);
        let Some(held) = self.statements.get_mut(at) else { return };
        if held.id() == statement.id() {
            if held.body().is_none() {
                *held = statement;
            }
            return;
        }
        self.split = true;
        if let Ok(proof) = ForkProof::make(held, &statement) {
            self.feed.freeze(proof).ok();
        }
        self.loose.push(statement);
    }

    /// The number from which on nothing is sure: the fork, where there is one.
    pub(super) fn forked_at(&self) -> Option<u32> {
        let proven = self.feed.fork().map(ForkProof::seq);
        let told = self.split.then(|| self.loose.iter().map(Statement::seq).min()).flatten();
        proven.into_iter().chain(told).min()
    }

    /// The statements below the fork and the close.
    pub(super) fn counted(&self, closed: Option<u32>) -> &[Statement] {
        let size = closed.unwrap_or(u32::MAX).min(self.forked_at().unwrap_or(u32::MAX));
        let size = usize::try_from(size).unwrap_or(usize::MAX).min(self.statements.len());
        self.statements.get(..size).unwrap_or_default()
    }

    /// The statements that are not in the order that can be shown: of them only what takes back
    /// counts.
    pub(super) fn beyond(&self) -> impl Iterator<Item = &Statement> {
        let from = self
            .forked_at()
            .map_or(self.statements.len(), |seq| usize::try_from(seq).unwrap_or(usize::MAX));
        self.statements.get(from..).unwrap_or_default().iter().chain(&self.loose)
    }
}
