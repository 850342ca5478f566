//! What the store holds at one moment, read for an act: who wrote what, and how they are called.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use bot_protocol::api::{PartyKind, TrustParty};
use bot_protocol::canon::hash::Hash;
use bot_protocol::credential::proof::Proven;
use bot_protocol::feed::{HeadStamp, KeyLog, KeyRing};
use bot_protocol::identity::{Did, PublicKey, SecretKey};
use bot_protocol::recognition::{Edge, Endorsed, Graph, Names};
use bot_protocol::statement::kinds::Party;
use bot_protocol::statement::{Content, Kind, Statement};
use bot_protocol::time::Timestamp;

use super::known::Held;
use super::remembered::Stamp;
use super::{ActError, contacts};
use crate::keys::{Identity, TrustBox};
use crate::store::{Shelf, Store};

/// Key logs, forks, names and recognitions; other statements are read when asked for.
pub(crate) struct Snapshot<'a> {
    store: &'a dyn Store,
    stamp: Stamp,
    pub(crate) ring: Arc<KeyRing>,
    held: Held,
    /// The names that this node gives: its own identities', and those of the address book.
    given: BTreeMap<Did, String>,
    /// The same by what they look like, once somebody asked.
    looks: OnceLock<Names>,
}

/// One statement that counts, with its author.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) author: Did,
    pub(crate) statement: Statement,
    pub(crate) content: Content,
}

impl Said {
    pub(crate) fn id(&self) -> Hash {
        self.statement.id()
    }

    pub(crate) fn ts(&self) -> Timestamp {
        self.statement.ts()
    }

    /// In which log, and where there.
    pub(crate) fn place(&self) -> (PublicKey, u32) {
        (self.statement.writer(), self.statement.seq())
    }
}

impl<'a> Snapshot<'a> {
    pub(crate) fn of(
        store: &'a dyn Store,
        keys: &TrustBox,
        (changes, held): (u64, Held),
    ) -> Result<Self, ActError> {
        let named = keys.identities();
        let named = named.iter().map(|one| (one.did(), one.name().to_owned()));
        let stamp = Stamp { changes, identities: named.collect() };
        let mut given: BTreeMap<Did, String> = stamp.identities.iter().cloned().collect();
        for (key, note) in store.notes(Shelf::Contacts, &[])? {
            if let Some((did, contact)) = contacts::read(&key, &note) {
                given.insert(did, contact.name);
            }
        }
        // Who goes on with a new key is called as before, unless they were given another name.
        let heirs = given.iter().map(|(did, name)| (held.ring.current(did), name.clone()));
        for (now, name) in heirs.collect::<Vec<_>>() {
            given.entry(now).or_insert(name);
        }
        let looks = OnceLock::new();
        Ok(Self { store, stamp, ring: Arc::clone(&held.ring), held, given, looks })
    }

    /// How the store was before this was read of it.
    pub(super) fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// Everything of one kind that counts, whole, in the order of writers and numbers.
    pub(crate) fn said(&self, kind: Kind) -> Result<Vec<Said>, ActError> {
        self.said_by_writer(kind, None)
    }

    /// The recognitions that count; of a log that was told in two versions, beyond where they part,
    /// only what can end one.
    pub(crate) fn graph(&self) -> &Graph {
        &self.held.graph
    }

    /// The recognitions between two that stand at a moment, by whichever of their identities.
    pub(crate) fn between(&self, one: &Did, other: &Did, now: Timestamp) -> Vec<&Edge> {
        let pairs = self.pairs(one, other);
        pairs.iter().flat_map(|(one, other)| self.graph().between(one, other, now)).collect()
    }

    /// The endorsements of one by another that stand at a moment, by whichever of their identities.
    pub(crate) fn endorsed(&self, from: &Did, to: &Did, now: Timestamp) -> Vec<&Endorsed> {
        let pairs = self.pairs(from, to);
        pairs.iter().flat_map(|(from, to)| self.graph().endorsed(from, to, now)).collect()
    }

    fn pairs(&self, one: &Did, other: &Did) -> Vec<(Did, Did)> {
        let others = self.ring.person(other);
        let ones = self.ring.person(one).into_iter();
        ones.flat_map(|one| others.iter().map(move |other| (one, *other))).collect()
    }

    /// The logs with statements of this kind about this id.
    pub(crate) fn about(&self, kind: Kind, id: &str) -> &[PublicKey] {
        self.held.about.of(kind, id)
    }

    /// Whether any statement of this kind is about anything.
    pub(crate) fn is_anything_about(&self, kind: Kind) -> bool {
        self.held.about.any(kind)
    }

    /// What verdicts found good of the credentials that they rest on.
    pub(crate) fn proven(&self) -> &Arc<Proven> {
        &self.held.proven
    }

    /// The names that identities give themselves.
    pub(crate) fn names(&self) -> &Arc<Names> {
        &self.held.names
    }

    /// As [`Snapshot::said`], of one author.
    pub(crate) fn said_by(&self, author: &Did, kind: Kind) -> Result<Vec<Said>, ActError> {
        let Some(log) = self.ring.log(author) else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        for writer in log.writers().keys() {
            all.extend(self.said_in(writer, kind)?);
        }
        all.retain(|said| said.author == *author);
        Ok(all)
    }

    /// The same of an identity and of those that it came after.
    pub(crate) fn said_by_person(&self, author: &Did, kind: Kind) -> Result<Vec<Said>, ActError> {
        let mut all = Vec::new();
        for did in self.ring.person(author) {
            all.extend(self.said_by(&did, kind)?);
        }
        Ok(all)
    }

    /// As [`Snapshot::said`], of one log.
    pub(crate) fn said_in(&self, writer: &PublicKey, kind: Kind) -> Result<Vec<Said>, ActError> {
        self.said_by_writer(kind, Some(writer))
    }

    fn said_by_writer(&self, kind: Kind, of: Option<&PublicKey>) -> Result<Vec<Said>, ActError> {
        let held = self.store.of_kind(kind, of)?;
        let mut said: Vec<Said> =
            held.into_iter().flat_map(|held| self.read(&held.statement)).collect();
        if kind.takes_back() {
            let known: BTreeSet<Hash> = said.iter().map(Said::id).collect();
            let aside = self.store.beside(of)?.into_iter();
            let other = aside.filter(|one| one.kind() == kind && !known.contains(&one.id()));
            said.extend(other.flat_map(|one| self.read(&one)));
        }
        Ok(said)
    }

    /// Whether an identity's writer of this installation was closed: somebody restored the
    /// identity elsewhere, and what would be written here counts for nobody.
    pub(crate) fn is_closed(&self, identity: &Identity) -> bool {
        let (log, writer) = (self.ring.log(&identity.did()), identity.writer());
        let closed = |(log, writer): (&KeyLog, &SecretKey)| log.closed_at(&writer.public());
        log.zip(writer).and_then(closed).is_some()
    }

    /// The number from which on nothing counts of a log that was told in two versions, except what
    /// takes something back.
    pub(crate) fn forked_at(&self, writer: &PublicKey) -> Option<u32> {
        self.held.forks.get(writer).copied()
    }

    /// What a statement says as that of each for whom its writer speaks, of whom it counts.
    fn read(&self, statement: &Statement) -> Vec<Said> {
        let authors = self.ring.authors_of(&statement.writer());
        authors.filter_map(|author| self.read_as(author, statement)).collect()
    }

    fn read_as(&self, author: Did, statement: &Statement) -> Option<Said> {
        let (log, writer, seq) = (self.ring.log(&author)?, statement.writer(), statement.seq());
        let cut = !log.names(&writer) || log.cut_at(&writer).is_some_and(|cut| cut <= seq);
        let forked = self.forked_at(&writer).is_some_and(|at| seq >= at);
        let over = forked || !log.counts(&writer, seq);
        if cut || (over && !statement.kind().takes_back()) {
            return None;
        }
        let content = Content::read(statement.kind(), statement.body()?).ok()?;
        Some(Said { author, statement: statement.clone(), content })
    }

    /// Those whose names, as this node gives them, can be taken for this one.
    pub(crate) fn like(&self, name: &str) -> BTreeSet<Did> {
        let looks = self.looks.get_or_init(|| {
            let mut looks = Names::default();
            self.given.iter().for_each(|(did, name)| looks.call(*did, name.clone()));
            looks
        });
        looks.like(name)
    }

    /// Whether this node gives somebody a name.
    pub(crate) fn is_given(&self, did: &Did) -> bool {
        self.given.contains_key(did)
    }

    /// The name by which this node knows somebody: the address book's, its own, or what they say.
    pub(crate) fn name(&self, did: &str) -> Option<String> {
        let did = did.parse::<Did>().ok()?;
        self.given.get(&did).or_else(|| self.held.names.of(&did)).cloned()
    }

    /// A sentence in which those are called by name whom this node knows by one.
    pub(crate) fn with_names(&self, says: &str) -> String {
        bot_protocol::verdict::with_names(says, |did| self.name(did))
    }

    /// Somebody, by the name by which this node knows them.
    pub(crate) fn party(&self, did: &Did) -> TrustParty {
        let did = did.to_string();
        TrustParty { name: self.name(&did), did }
    }

    /// What somebody says of itself, where that is held.
    pub(crate) fn says(&self, did: &Did) -> Result<Option<String>, ActError> {
        let newest = self.said_by(did, Kind::Profile)?.into_iter().max_by_key(Said::ts);
        Ok(newest.and_then(|said| profile(&said.content).map(|profile| profile.name.clone())))
    }

    /// What somebody says that they stand for, where that is held.
    pub(crate) fn kind_of(&self, did: &Did) -> Result<Option<PartyKind>, ActError> {
        let newest = self.said_by(did, Kind::Profile)?.into_iter().max_by_key(Said::ts);
        let party = newest.and_then(|said| profile(&said.content).map(|profile| profile.party));
        Ok(party.map(|party| match party {
            Party::Person => PartyKind::Person,
            Party::Organisation => PartyKind::Organisation,
            Party::Community => PartyKind::Community,
        }))
    }
}

/// The size of a log as it is held that a quorum of its author's witnesses saw; where it speaks for several, the
/// least of what they saw.
pub(super) fn witnessed(
    store: &dyn Store,
    ring: &KeyRing,
    writer: &PublicKey,
) -> Result<u32, ActError> {
    let ever = Timestamp::from_millis(u64::MAX);
    let logs = ring.authors_of(writer).filter_map(|did| ring.log(&did));
    let named: Vec<_> = logs.map(|log| log.witnesses(ever)).collect();
    if named.iter().all(Option::is_none) {
        return Ok(0);
    }
    let mut seen = Vec::new();
    for stamp in store.stamps(Some(writer))? {
        if fits(store, &stamp)? {
            seen.extend(stamp.cosigs().iter().map(|cosig| (cosig.witness(), stamp.size())));
        }
    }
    let by_each = named
        .into_iter()
        .map(|named| named.map_or(0, |(named, _)| named.witnessed_size(seen.iter().copied())));
    Ok(by_each.min().unwrap_or_default())
}

/// Whether a stamp is of what is held of its log, or of the beginning of that.
pub(super) fn fits(store: &dyn Store, stamp: &HeadStamp) -> Result<bool, ActError> {
    let (writer, size) = (stamp.writer(), stamp.size());
    let head = store.head(&writer)?;
    if let Some(head) = head.filter(|head| head.size == size) {
        return Ok(head.accumulator.root() == stamp.root());
    }
    let next = store.entry(&writer, size)?;
    Ok(next.is_some_and(|next| next.statement.header().root == stamp.root()))
}

/// What a statement says of its author, where it is one of those.
pub(crate) fn profile(content: &Content) -> Option<&bot_protocol::statement::kinds::Profile> {
    match content {
        Content::Profile(profile) => Some(profile),
        Content::Achievement(_)
        | Content::Anchor(_)
        | Content::Publish(_)
        | Content::Endorsement(_)
        | Content::Recognition(_)
        | Content::RecognitionEnd(_)
        | Content::Revoke(_)
        | Content::Suspend(_)
        | Content::StatusSnapshot(_)
        | Content::Erase(_)
        | Content::Prune(_)
        | Content::Grant(_)
        | Content::GrantEnd(_)
        | Content::Dispute(_)
        | Content::Reply(_)
        | Content::Charter(_)
        | Content::Leave(_)
        | Content::Comment(_)
        | Content::NodeAddr(_) => None,
    }
}

/// The JSON document of a statement that carries one.
pub(crate) fn document(content: &Content) -> Option<&bot_protocol::statement::kinds::Document> {
    match content {
        Content::Achievement(document)
        | Content::Publish(document)
        | Content::Endorsement(document) => Some(document),
        Content::Profile(_)
        | Content::Anchor(_)
        | Content::Recognition(_)
        | Content::RecognitionEnd(_)
        | Content::Revoke(_)
        | Content::Suspend(_)
        | Content::StatusSnapshot(_)
        | Content::Erase(_)
        | Content::Prune(_)
        | Content::Grant(_)
        | Content::GrantEnd(_)
        | Content::Dispute(_)
        | Content::Reply(_)
        | Content::Charter(_)
        | Content::Leave(_)
        | Content::Comment(_)
        | Content::NodeAddr(_) => None,
    }
}
