//! Anchors: what an identity issued in private stands, by a root that tells nothing, in its feed; so that
//! it can be shown later that it was there before its key was cut off. Source: `spec/feed.md` §11.
//!
//! A credential waits for its anchor from the commit on that notes it; the proofs are stored in the
//! commit of the anchor itself, so neither is ever there without the other; and a proof waits to be told
//! until the commit that posts its letter. Whom it comes to files it with what it is of.

mod filed;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bot_protocol::api::{AnchorState, AnchorView};
use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::canon::{jcs, json};
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::ANCHOR_LEAVES_MAX;
use bot_protocol::statement::anchor::{AnchorProof, AnchorTree, Leaf};
use bot_protocol::statement::letter::{LetterKind, Message};
use bot_protocol::statement::{Content, Kind, Statement};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Evidence, Secured, disputes};
use serde::{Deserialize, Serialize};

use super::notes::{self, Endorsed, Issued};
use super::snapshot::Snapshot;
use super::verify::DAY_MILLIS;
use super::{ActError, Acts, random};
use crate::keys::Identity;
use crate::letters;
use crate::store::{Row, Shelf, Write};

/// How long a credential waits for its anchor at least: 10 minutes, so that one is made for all that are
/// awarded in a sitting.
const WAIT_MILLIS: u64 = 10 * 60 * 1000;

/// Most notes of one commit.
const NOTES_AT_ONCE: usize = 256;

/// What a key of the shelf begins with: of what waits for an anchor, by issuer and digest.
const WAITING: u8 = b'w';

/// Of a proof, by digest and the anchor's entry.
const PROOF: u8 = b'p';

/// Of a proof that is to be told, by digest and the anchor's entry.
const UNTOLD: u8 = b'u';

/// Of a letter with a proof of nothing that is here yet, by its nonce: when it was looked at first.
const LOOKED: u8 = b'l';

/// That what was issued before there were anchors waits for one.
const CAUGHT_UP: &[u8] = b"c";

/// A credential that is in no anchor yet.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Waiting {
    at: u64,
    /// To whom the proof goes: whoever the credential was offered to by letter.
    to: Option<Did>,
}

/// A proof that its holder was not told of.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Untold {
    from: Did,
    to: Did,
}

/// Has a credential wait for an anchor, in the commit that notes it.
pub(super) fn waits(issuer: &Did, document: &[u8], to: Option<Did>, at: u64) -> Option<Write> {
    let digest = digest_of(document)?;
    Some(notes::put(Shelf::Anchors, &waiting_key(issuer, &digest), &Waiting { at, to }))
}

/// What is taken away with a credential: that it waits, and whatever shows that it is in an anchor.
pub(super) fn forgotten(
    acts: &Acts,
    issuer: &Did,
    document: &[u8],
) -> Result<Vec<Write>, ActError> {
    let Some(digest) = digest_of(document) else { return Ok(Vec::new()) };
    let mut keys = vec![waiting_key(issuer, &digest)];
    for sort in [PROOF, UNTOLD] {
        let found = acts.store().notes(Shelf::Anchors, &key(sort, digest.as_bytes(), &[]))?;
        keys.extend(found.into_iter().map(|(key, _)| key));
    }
    Ok(keys.into_iter().map(|key| Write::Forget { shelf: Shelf::Anchors, key }).collect())
}

/// What is noted of a credential: that it waits, and whatever shows that it is in an anchor.
pub(super) fn notes_of(acts: &Acts, issuer: &Did, document: &[u8]) -> Result<Vec<Row>, ActError> {
    let Some(digest) = digest_of(document) else { return Ok(Vec::new()) };
    let waiting = acts.store().notes(Shelf::Anchors, &waiting_key(issuer, &digest))?;
    let proofs = acts.store().notes(Shelf::Anchors, &key(PROOF, digest.as_bytes(), &[]))?;
    Ok([waiting, proofs].concat())
}

fn key(sort: u8, first: &[u8], then: &[u8]) -> Vec<u8> {
    [&[sort], first, then].concat()
}

fn waiting_key(issuer: &Did, digest: &Hash) -> Vec<u8> {
    key(WAITING, issuer.public_key().as_bytes(), digest.as_bytes())
}

fn digest_of(document: &[u8]) -> Option<Hash> {
    Some(sha256(&[&jcs::canonicalize(&json::read(document).ok()?)]))
}

impl Acts {
    /// Makes the anchors that are due, and tells holders of theirs.
    ///
    /// # Errors
    /// When the store fails. What was not done is found again.
    pub async fn tend_anchors(&self) -> Result<(), ActError> {
        let _turn = self.turn().await;
        for identity in self.keys.identities() {
            let waiting = self.not_yet_anchored(&identity.did())?;
            if self.is_anchor_due(&identity, &waiting)? {
                self.anchor(&identity, waiting).await?;
            }
        }
        self.tell_anchored().await
    }

    /// Anchors at once what an identity of this node issued, where its keys are about to be cut off.
    /// Answers a moment at which all of its anchors are in the past.
    pub(super) async fn anchor_before_cut(&self, did: &Did) -> Result<Timestamp, ActError> {
        let now = self.now();
        let Some(identity) = self.keys.identity(did) else { return Ok(now) };
        let mut after = now;
        loop {
            let waiting = self.not_yet_anchored(did)?;
            if waiting.is_empty() || self.check_can_sign(&identity).is_err() {
                break;
            }
            let said = self.anchor(&identity, waiting).await?;
            after = after.max(said.map_or(after, |said| said.ts().saturating_add(1)));
        }
        self.tell_anchored().await?;
        Ok(after.max(self.now()))
    }

    /// What waits for an anchor of this identity, by digest.
    pub(super) fn not_yet_anchored(&self, did: &Did) -> Result<BTreeMap<Hash, Waiting>, ActError> {
        let prefix = key(WAITING, did.public_key().as_bytes(), &[]);
        let notes = self.store().notes(Shelf::Anchors, &prefix)?;
        let mut waiting = BTreeMap::new();
        for (key, note) in notes {
            if let Some(digest) = key.get(prefix.len()..).and_then(|rest| rest.try_into().ok()) {
                let note = notes::read(Shelf::Anchors, &note)?;
                waiting.insert(Hash::from_bytes(digest), note);
            }
        }
        Ok(waiting)
    }

    /// Whether an anchor is to be made: one a day, of what waited for a while; and at once of so many that
    /// the next one would not take them all.
    fn is_anchor_due(
        &self,
        identity: &Identity,
        waiting: &BTreeMap<Hash, Waiting>,
    ) -> Result<bool, ActError> {
        let now = self.now().millis();
        let ripe = |one: &Waiting| one.at.saturating_add(WAIT_MILLIS) <= now;
        if !waiting.values().any(ripe) || self.check_can_sign(identity).is_err() {
            return Ok(false);
        }
        let Some(writer) = identity.writer() else { return Ok(false) };
        let last = self.last_anchor(&writer.public())?;
        let rested = last.is_none_or(|last| last.saturating_add(DAY_MILLIS) <= now);
        Ok(rested || waiting.len() >= ANCHOR_LEAVES_MAX)
    }

    /// Whether a credential stands in an anchor, as far as is known here; nothing of one that stands in
    /// none as it is written.
    pub(super) fn anchor_of(&self, document: &[u8]) -> Result<Option<AnchorView>, ActError> {
        let value = json::read(document).unwrap_or_default();
        let issuer = Credential::new(&value).issuer().and_then(|id| id.parse::<Did>().ok());
        let (Some(issuer), Some(digest)) = (issuer, digest_of(document)) else { return Ok(None) };
        let mut evidence = Evidence::new();
        let known = Secured::by_its_proofs(value);
        self.hear_anchors(std::slice::from_ref(&known), &mut evidence, |_, from| *from == issuer)?;
        let written = evidence.anchor_written(&digest).map(|at| (AnchorState::Anchored, Some(at)));
        let (state, at) = match written {
            Some(written) => written,
            None => match self.anchor_due(&issuer, &digest)? {
                Some(due) => (AnchorState::Waits, Some(due)),
                None => (AnchorState::None, None),
            },
        };
        Ok(Some(AnchorView { state, at: at.map(|at| at.to_string()) }))
    }

    /// When the anchor is due for which a credential of this node waits.
    fn anchor_due(&self, issuer: &Did, digest: &Hash) -> Result<Option<Timestamp>, ActError> {
        let identity = self.keys.identity(issuer);
        let waiting = self.not_yet_anchored(issuer)?;
        let Some(writer) = identity.filter(|_| waiting.contains_key(digest)) else {
            return Ok(None);
        };
        let last = writer.writer().map(|writer| self.last_anchor(&writer.public())).transpose()?;
        let first = waiting.values().map(|one| one.at.saturating_add(WAIT_MILLIS)).min();
        let rested = last.flatten().map(|last| last.saturating_add(DAY_MILLIS));
        Ok(first.max(rested).map(Timestamp::from_millis))
    }

    fn last_anchor(&self, writer: &PublicKey) -> Result<Option<u64>, ActError> {
        let made = self.store().of_kind(Kind::Anchor, Some(writer))?;
        Ok(made.iter().map(|held| held.statement.ts().millis()).max())
    }

    /// Says one anchor of what waits, as much as fits.
    pub(super) async fn anchor(
        &self,
        identity: &Identity,
        waiting: BTreeMap<Hash, Waiting>,
    ) -> Result<Option<Statement>, ActError> {
        let did = identity.did();
        let digests: BTreeSet<Hash> = waiting.keys().copied().take(ANCHOR_LEAVES_MAX).collect();
        let Some(tree) = AnchorTree::new(&random()?, &digests) else { return Ok(None) };
        let content = Content::Anchor(tree.anchor());
        let noting = move |said: &Statement| {
            let leaves = tree.leaves().iter();
            leaves.flat_map(|leaf| noted(said, leaf, (&did, &waiting))).collect()
        };
        self.hands.say_noting(did, content, Box::new(noting)).await.map(Some)
    }

    /// Sends the proofs that wait to be told to those who hold the credentials.
    async fn tell_anchored(&self) -> Result<(), ActError> {
        for (key, note) in self.store().notes(Shelf::Anchors, &[UNTOLD])? {
            let Untold { from, to } = notes::read(Shelf::Anchors, &note)?;
            let forget = Write::Forget { shelf: Shelf::Anchors, key: key.clone() };
            let proof = [&[PROOF], key.get(1..).unwrap_or_default()].concat();
            let proof = self.store().note(Shelf::Anchors, &proof)?;
            let proof = proof.and_then(|bytes| AnchorProof::read(&bytes).ok());
            let (to, by) = {
                // Whoever came after either of them holds the credential now, or writes for its issuer.
                let snapshot = self.snapshot()?;
                let by = self.keys.identity(&from).or_else(|| self.speaker_for(&snapshot, &from));
                (snapshot.ring.current(&to), by)
            };
            let (Some(proof), Some(identity)) = (proof, by) else {
                self.hands.note(vec![forget]).await?;
                continue;
            };
            let letter = self.letter(&identity, to, Message::AnchorProof(Box::new(proof)))?;
            // A box that is full keeps no other proof from being told, and no key from being cut off.
            if let Err(fault) = self.hands.post(letter, vec![forget]).await {
                tracing::warn!(%to, %fault, "the proof of an anchor waits to be told");
            }
        }
        Ok(())
    }

    /// Takes as evidence what shows these credentials, and what is at hand by keys that were given up, to be
    /// in an anchor: of those issued here what is
    /// kept, and what came by letter from parties of which something is at hand.
    pub(super) fn hear_anchors(
        &self,
        credentials: &[Secured],
        evidence: &mut Evidence,
        from: impl Fn(&Evidence, &Did) -> bool,
    ) -> Result<(), ActError> {
        let own = credentials.iter().map(disputes::digest);
        let parties = credentials.iter().map(Secured::credential).flat_map(|one| {
            let parties = [one.issuer(), one.subject_id()].into_iter().flatten();
            parties.filter_map(|who| who.parse().ok()).collect::<Vec<Did>>()
        });
        let former = evidence.by_former_keys(&parties.collect());
        for digest in own.chain(former).collect::<BTreeSet<_>>() {
            let prefix = key(PROOF, digest.as_bytes(), &[]);
            for (_, bytes) in self.store().notes(Shelf::Anchors, &prefix)? {
                AnchorProof::read(&bytes).into_iter().for_each(|proof| evidence.hear_anchor(proof));
            }
        }
        for letter in letters::inbox(self.store())? {
            let told = letter.kind() == LetterKind::AnchorProof && from(evidence, &letter.from());
            if let Some(Ok(Message::AnchorProof(proof))) = told.then(|| letter.message()) {
                evidence.hear_anchor(*proof);
            }
        }
        Ok(())
    }

    /// What this node issued before it made anchors, and is in none.
    fn not_anchored(&self) -> Result<Vec<Write>, ActError> {
        if self.store().note(Shelf::Anchors, CAUGHT_UP)?.is_some() {
            return Ok(Vec::new());
        }
        let store = self.store();
        let mut waiting = Vec::new();
        for (_, note) in notes::all::<Issued>(store, Shelf::Issued)? {
            if note.is_sealed_inside() {
                let to = note.letter.as_ref().and(note.subject);
                waiting.extend(waits(&note.issuer, note.document.as_bytes(), to, note.at));
            }
        }
        for (_, note) in notes::all::<Endorsed>(store, Shelf::Endorsements)? {
            if note.holder.is_some() {
                waiting.extend(waits(&note.issuer, note.document.as_bytes(), note.holder, note.at));
            }
        }
        let key = CAUGHT_UP.to_vec();
        waiting.push(Write::Note { shelf: Shelf::Anchors, key, value: Vec::new() });
        Ok(waiting)
    }

    pub(super) async fn catch_up_anchors(self: &Arc<Self>) -> Result<(), ActError> {
        let waiting = self.judge_apart(Self::not_anchored).await?;
        // The last of them says that all of them are there.
        for some in waiting.chunks(NOTES_AT_ONCE) {
            self.hands.note(some.to_vec()).await?;
        }
        Ok(())
    }
}

/// What is stored with an anchor of each credential in it.
fn noted(
    said: &Statement,
    leaf: &Leaf,
    (from, waiting): (&Did, &BTreeMap<Hash, Waiting>),
) -> Vec<Write> {
    let Ok(proof) = AnchorProof::new(said.clone(), leaf.clone()) else { return Vec::new() };
    let (digest, entry) = (leaf.digest, said.id());
    let place = |sort| key(sort, digest.as_bytes(), entry.as_bytes());
    let mut writes = vec![
        Write::Note { shelf: Shelf::Anchors, key: place(PROOF), value: proof.to_bytes() },
        Write::Forget { shelf: Shelf::Anchors, key: waiting_key(from, &digest) },
    ];
    if let Some(to) = waiting.get(&digest).and_then(|one| one.to) {
        writes.push(notes::put(Shelf::Anchors, &place(UNTOLD), &Untold { from: *from, to }));
    }
    writes
}

/// Whether what somebody signed may hang on an anchor: somebody else has come after them.
pub(super) fn is_succeeded(evidence: &Evidence, did: &Did) -> bool {
    evidence.key_log(did).is_some_and(|log| log.heir().is_some())
}

/// Whether anybody has come after anybody.
pub(super) fn is_anybody_succeeded(snapshot: &Snapshot<'_>) -> bool {
    snapshot.ring.succeeded().next().is_some()
}
