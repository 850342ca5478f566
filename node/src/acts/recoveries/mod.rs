//! Recoveries: an identity whose keys and sheet are lost goes on as another, say its guardians, and its
//! owner has time to object. Source: `spec/keys.md` §7.

mod check;
mod heard;
mod tend;

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::api::{
    ContestRequest, Page, PageQuery, RecoverRequest, RecoveryReply, RecoveryRole, RecoveryStage,
    RecoveryTerms, RecoveryView, WriterSize,
};
use bot_protocol::canon::hash::{Hash, hex};
use bot_protocol::feed::{HeadStamp, KeyEvent, KeyLog, Recovery, RecoveryAsk};
use bot_protocol::identity::{Did, PublicKey, Signature};
use bot_protocol::statement::guard::{RecoveryOffer, RecoveryShare};
use bot_protocol::statement::letter::{Letter, LetterKind, Message};
use bot_protocol::time::Timestamp;

pub(super) use self::heard::Heard;
pub use self::tend::tend;

use super::guardians::keepers;
use super::mailbox::Told;
use super::snapshot::Snapshot;
use super::succession::kept;
use super::{ActError, Acts, one, page, time};
use crate::keys::Identity;
use crate::letters;
use crate::store::Store;

/// A recovery as far as this node knows it.
struct Known {
    ask: RecoveryAsk,
    /// The signatures of guardians that are at hand; each was checked.
    shares: BTreeMap<Did, Signature>,
    /// Guardians that said yes here.
    signed: BTreeSet<Did>,
}

impl Acts {
    /// The recoveries with which this node has to do: of its identities, for them, and those that they
    /// sign or measure.
    ///
    /// # Errors
    /// When the store cannot be read or the page is refused.
    pub fn recoveries(&self, query: &PageQuery) -> Result<Page<RecoveryView>, ActError> {
        let snapshot = self.snapshot()?;
        let known = self.known_recoveries(&snapshot)?;
        let views = known.values().map(|known| self.recovery_view(&snapshot, known));
        page(views.filter(|view| !view.roles.is_empty()).collect(), query)
    }

    /// Asks the guardians of a lost identity to sign that one of this node comes after. Asked again,
    /// only who refused, or was not asked, gets a letter.
    ///
    /// # Errors
    /// When the identity is unknown here, has no guardians or a successor already, or was asked for with
    /// another cut-off before; and when the store fails.
    pub async fn recover(&self, request: RecoverRequest) -> Result<RecoveryReply, ActError> {
        let _turn = self.turn().await;
        let heir = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&heir)?;
        let did = self.somebody("of", &request.of)?;
        let explicit = request.since.is_some() || !request.keep.is_empty();
        let now = match explicit || request.dry_run {
            true => self.now(),
            // What was issued in private would else be nowhere below the cut-off.
            false => self.anchor_before_cut(&did).await?,
        };
        let (ask, to) = {
            let snapshot = self.snapshot()?;
            let ask = self.ask_for(&snapshot, &heir, (&did, now), &request)?;
            let to = self.still_to_ask(&snapshot, &heir, &ask)?;
            (ask, to)
        };
        if !request.dry_run {
            for guardian in &to {
                let offer = RecoveryOffer { ask: ask.to_bytes(), words: request.words.clone() };
                let letter = self.letter(&heir, *guardian, Message::RecoveryOffer(offer))?;
                let note = self.sent_note(&letter);
                self.hands.post(letter, vec![note]).await?;
            }
        }
        let snapshot = self.snapshot()?;
        let (changed, dry_run) = (!to.is_empty() && !request.dry_run, request.dry_run);
        let mut known = self.known_recoveries(&snapshot)?;
        let known = known.remove(&ask.name()).unwrap_or_else(|| Known::unsigned(ask));
        Ok(RecoveryReply { changed, dry_run, item: self.recovery_view(&snapshot, &known) })
    }

    /// Objects to a recovery of an identity of this node.
    ///
    /// # Errors
    /// When there is no such recovery, it has not begun, it is about somebody else, or the time to object
    /// is over.
    pub async fn contest(
        &self,
        id: &str,
        request: ContestRequest,
    ) -> Result<RecoveryReply, ActError> {
        let _turn = self.turn().await;
        let (name, did, stage) = {
            let snapshot = self.snapshot()?;
            let known = self.known_recoveries(&snapshot)?.into_iter();
            let known = known.map(|(name, known)| (name.to_string(), name, known));
            let (_, name, known) = one("recovery", id, known, |(id, _, _)| id)?;
            (name, known.ask.did(), self.stage(&snapshot, &known.ask))
        };
        let Some(owner) = self.keys.identity(&did) else {
            let detail = format!("{did} is no identity of this node");
            return Err(ActError::lower(404, "not-my-identity", &detail));
        };
        let event = KeyEvent::contest(name, self.now(), owner.key());
        let objects = match stage {
            RecoveryStage::Begun => true,
            RecoveryStage::Contested => false,
            RecoveryStage::Asked => {
                let detail = "too few guardians have signed: there is nothing to object to";
                return Err(ActError::conflict("recovery-not-begun", detail));
            }
            RecoveryStage::Released | RecoveryStage::Outdone => {
                let detail = format!("{did} has a successor, or other guardians");
                return Err(ActError::conflict("recovery-over", detail));
            }
        };
        let changed = objects && !request.dry_run;
        if changed {
            self.hands.say_key(event).await?;
        }
        let snapshot = self.snapshot()?;
        let known = self.known_recoveries(&snapshot)?.remove(&name);
        let known = known.ok_or_else(|| ActError::unknown("recovery", id))?;
        let item = self.recovery_view(&snapshot, &known);
        Ok(RecoveryReply { changed, dry_run: request.dry_run, item })
    }

    /// What guardians are to sign. One successor asks for one thing: guardians sign no second one.
    fn ask_for(
        &self,
        snapshot: &Snapshot<'_>,
        heir: &Identity,
        (did, now): (&Did, Timestamp),
        request: &RecoverRequest,
    ) -> Result<RecoveryAsk, ActError> {
        let Some(log) = snapshot.ring.log(did).filter(|log| !log.writers().is_empty()) else {
            let detail = format!("nothing of the ledger of {did} is held here");
            return Err(ActError::conflict("succession-unknown", detail));
        };
        if let Some(after) = log.heir() {
            let detail = format!("{did} goes on as {}", after.did);
            return Err(ActError::conflict("identity-succeeded", detail));
        }
        let named = |event: &&KeyEvent| {
            event.act().guardians().is_some_and(|named| !named.guardians.is_empty())
        };
        let Some(event) = log.guarded().filter(named) else {
            let detail = format!("{did} named no guardians");
            return Err(ActError::conflict("guardians-none", detail));
        };
        let since = time("since", request.since.as_deref())?.unwrap_or(now);
        if since > self.now().max(now) {
            return Err(ActError::field("since", &since.to_string(), "a moment that has come"));
        }
        let cuts = self.cuts(log, since, &request.keep)?;
        let explicit = request.since.is_some() || !request.keep.is_empty();
        let before = self.asks_of(heir)?.into_iter().map(|(_, ask)| ask);
        match before.into_iter().find(|ask| ask.event().id() == event.id()) {
            Some(ask) if !explicit || *ask.cuts() == cuts => Ok(ask),
            Some(ask) => {
                let detail = format!("recovery {} was asked for before", ask.name());
                Err(ActError::conflict("recovery-other-asked", detail))
            }
            None => {
                self.check_heard(log, &request.keep)?;
                RecoveryAsk::new(event.clone(), heir.did(), cuts)
                    .map_err(|fault| ActError::conflict("succession-refused", fault.to_string()))
            }
        }
    }

    /// Refuses to cut a ledger off by what happens to be held of it: nobody can mend that later. Of
    /// writers whose entries somebody counted nothing is asked.
    fn check_heard(&self, log: &KeyLog, counted: &[WriterSize]) -> Result<(), ActError> {
        let did = log.did();
        let writers = log.writers();
        let is_counted =
            |key: &PublicKey| counted.iter().any(|one| one.writer == key.to_multikey());
        let open: Vec<&PublicKey> = writers.keys().filter(|key| !is_counted(key)).collect();
        // What an identity of this node said is here.
        if !open.is_empty() && self.keys.identity(&did).is_none() && !self.heard.all_of(&did) {
            let detail = format!("nobody was asked for all since the key log of {did} came");
            return Err(ActError::conflict("recovery-unheard", detail));
        }
        for writer in open {
            let held = self.store().head(writer)?.map_or(0, |head| head.size);
            let stamps = self.store().stamps(Some(writer))?;
            if let Some(size) = stamps.iter().map(HeadStamp::size).max().filter(|size| *size > held)
            {
                let detail =
                    format!("{held} of {size} entries of {} are held", writer.to_multikey());
                return Err(ActError::conflict("recovery-incomplete", detail));
            }
        }
        Ok(())
    }

    /// The letters by which an identity of this node asked guardians, each with what it asks.
    fn asks_of(&self, heir: &Identity) -> Result<Vec<(Letter, RecoveryAsk)>, ActError> {
        let sent = self.sent()?.into_iter().filter(|letter| letter.from() == heir.did());
        Ok(sent.filter_map(|letter| asked(&letter).map(|ask| (letter, ask))).collect())
    }

    /// The guardians who got no letter yet, or refused: where they are now, as nobody may be at home at
    /// the key that was named.
    fn still_to_ask(
        &self,
        snapshot: &Snapshot<'_>,
        heir: &Identity,
        ask: &RecoveryAsk,
    ) -> Result<Vec<Did>, ActError> {
        let answers = self.answers()?;
        let signed = self.shares_of(ask)?;
        let named = ask.guardians().into_iter().flat_map(|named| named.guardians.keys());
        let named = named.map(|key| Did::from(*key)).filter(|did| !signed.contains_key(did));
        let mut open: BTreeSet<Did> = named.map(|did| snapshot.ring.current(&did)).collect();
        for (letter, other) in self.asks_of(heir)? {
            let refused = answers.to(&hex(&letter.nonce()), &letter.to()) == Told::No;
            if other.name() == ask.name() && !refused {
                open.remove(&letter.to());
            }
        }
        Ok(open.into_iter().collect())
    }

    /// Every recovery that is known: of key logs, of letters that were sent and that came.
    fn known_recoveries(&self, snapshot: &Snapshot<'_>) -> Result<BTreeMap<Hash, Known>, ActError> {
        let mut all: BTreeMap<Hash, Known> = BTreeMap::new();
        for log in snapshot.ring.logs() {
            for (name, told) in log.recoveries() {
                let ask = RecoveryAsk::new(told.guardians.clone(), told.heir, told.cuts.clone());
                let Ok(ask) = ask else { continue };
                let known = all.entry(name).or_insert_with(|| Known::unsigned(ask));
                known.shares.extend(told.shares.iter().map(|(did, share)| (*did, *share)));
            }
        }
        for letter in self.sent()? {
            let Some(ask) = asked(&letter).filter(|ask| ask.heir() == letter.from()) else {
                continue;
            };
            all.entry(ask.name()).or_insert_with(|| Known::unsigned(ask));
        }
        for offer in self.offers_held()? {
            let Some(ask) = asked(&offer.letter) else { continue };
            let guardians = self.own_guardians_asked(snapshot, &offer.letter, &ask);
            if !guardians.is_empty() && ask.heir() == offer.letter.from() {
                let yes = self.answer_given(&offer.letter)? == Some(true);
                let known = all.entry(ask.name()).or_insert_with(|| Known::unsigned(ask));
                let signed = guardians.into_iter().filter(|_| yes);
                known.signed.extend(signed.map(|guardian| guardian.did()));
            }
        }
        for (from, told) in shares(self.store())? {
            let Some(known) = all.get_mut(&told.recovery) else { continue };
            if known.ask.is_signed(&from, &told.share) {
                known.shares.insert(from, told.share);
            }
        }
        Ok(all)
    }

    fn stage(&self, snapshot: &Snapshot<'_>, ask: &RecoveryAsk) -> RecoveryStage {
        let Some(log) = snapshot.ring.log(&ask.did()) else { return RecoveryStage::Asked };
        let name = ask.name();
        if let Some(after) = log.heir() {
            let this = (after.did, &after.cuts) == (ask.heir(), ask.cuts());
            let this = this && after.by_guardians;
            return if this { RecoveryStage::Released } else { RecoveryStage::Outdone };
        }
        let guarded = log.guarded().map(KeyEvent::id);
        if guarded.is_some_and(|id| id != ask.event().id()) {
            return RecoveryStage::Outdone;
        }
        match (log.recoveries().any(|(other, _)| other == name), log.contests(&name)) {
            (false, _) => RecoveryStage::Asked,
            (true, false) => RecoveryStage::Begun,
            (true, true) => RecoveryStage::Contested,
        }
    }

    fn recovery_view(&self, snapshot: &Snapshot<'_>, known: &Known) -> RecoveryView {
        let (ask, name) = (&known.ask, known.ask.name());
        let log: Option<&KeyLog> = snapshot.ring.log(&ask.did());
        let signed: BTreeSet<Did> = known.shares.keys().chain(&known.signed).copied().collect();
        let until = log.and_then(|log| log.open_until(&name));
        let told = log.and_then(|log| log.recoveries().find(|(other, _)| *other == name));
        RecoveryView {
            terms: terms(snapshot, ask),
            stage: self.stage(snapshot, ask),
            roles: self.roles(ask),
            signed: signed.iter().map(|did| snapshot.party(did)).collect(),
            unanimous: told.is_some_and(|(_, told)| told.is_unanimous()),
            seen: log.map_or(0, |log| log.seen(&name)) as u64,
            until: until.map(|until| until.to_string()),
        }
    }

    fn roles(&self, ask: &RecoveryAsk) -> Vec<RecoveryRole> {
        let mine = |did: &Did| self.keys.identity(did).is_some();
        let guards = self.keys.identities().iter().any(|one| ask.asks(&one.did()));
        let watches = ask
            .guardians()
            .is_some_and(|named| self.own_writers().any(|key| named.witnesses.names(&key)));
        let roles = [
            (mine(&ask.did()), RecoveryRole::Owner),
            (mine(&ask.heir()), RecoveryRole::Successor),
            (guards, RecoveryRole::Guardian),
            (watches, RecoveryRole::Witness),
        ];
        roles.into_iter().filter_map(|(is, role)| is.then_some(role)).collect()
    }

    /// The identities of this node of which somebody else wants to be the successor, while the owner can
    /// object, or did so in vain as all guardians signed.
    pub(super) fn to_contest(&self, snapshot: &Snapshot<'_>) -> Vec<String> {
        let begun = |identity: &&std::sync::Arc<Identity>| {
            let log = snapshot.ring.log(&identity.did());
            log.is_some_and(|log| {
                let open =
                    |(name, told): &(Hash, &Recovery)| !log.contests(name) || told.is_unanimous();
                let mut open = log.recoveries().filter(open);
                log.heir().is_none() && open.next().is_some()
            })
        };
        let all = self.keys.identities();
        all.iter().filter(begun).map(|identity| identity.name().to_owned()).collect()
    }
}

impl Known {
    fn unsigned(ask: RecoveryAsk) -> Self {
        Self { ask, shares: BTreeMap::new(), signed: BTreeSet::new() }
    }
}

/// The answers of guardians that came, each with who wrote it.
fn shares(store: &dyn Store) -> Result<Vec<(Did, RecoveryShare)>, ActError> {
    let answers = letters::inbox(store)?.into_iter();
    let told = answers.filter(|letter| letter.kind() == LetterKind::RecoveryShare);
    let read = told.filter_map(|letter| match letter.message() {
        Ok(Message::RecoveryShare(share)) => Some((letter.from(), share)),
        Ok(_) | Err(_) => None,
    });
    Ok(read.collect())
}

/// What a letter asks a guardian to sign, where it is one that does.
fn asked(letter: &Letter) -> Option<RecoveryAsk> {
    match letter.message() {
        Ok(Message::RecoveryOffer(offer)) => RecoveryAsk::read(&offer.ask).ok(),
        Ok(_) | Err(_) => None,
    }
}

/// What guardians sign, as people read it.
pub(super) fn terms(snapshot: &Snapshot<'_>, ask: &RecoveryAsk) -> RecoveryTerms {
    let (name, named) = (ask.name(), ask.guardians());
    let guardians = named.into_iter().flat_map(|named| named.guardians.keys());
    RecoveryTerms {
        id: name.to_string(),
        check: check::words(&name),
        of: snapshot.party(&ask.did()),
        successor: snapshot.party(&ask.heir()),
        need: named.map_or(0, |named| named.guardians.quorum()),
        guardians: guardians.map(|key| snapshot.party(&Did::from(*key))).collect(),
        days: named.map_or(0, |named| named.days),
        quorum: named.map_or(0, |named| named.witnesses.quorum()),
        witnesses: named.map(|named| keepers(snapshot, named)).unwrap_or_default(),
        since: ask.cuts().since.to_string(),
        kept: ask.cuts().iter().map(|(writer, size)| kept(writer, *size)).collect(),
    }
}
