//! Guardians: who may say who comes after an identity whose keys and sheet are lost.
//!
//! They agree in private, and are named in the key log, which takes the sheet: a thief of the key names
//! none. Source: `spec/keys.md` §7.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::api::{
    Followed, GuardianState, GuardianView, GuardiansAsk, GuardiansNaming, GuardiansReply,
    GuardiansView, GuardsLost, KeeperView, Page, PageQuery,
};
use bot_protocol::canon::hash::hex;
use bot_protocol::feed::{Guardians, KeyEvent, KeyLog, Witnesses};
use bot_protocol::identity::{Did, PublicKey, SecretKey};
use bot_protocol::statement::guard::GuardianOffer;
use bot_protocol::statement::letter::Message;
use bot_protocol::time::Timestamp;

use super::mailbox::Told;
use super::notes::{self, Offered};
use super::snapshot::Snapshot;
use super::succession::opened;
use super::{ActError, Acts, page};
use crate::keys::{Identity, KeysError, Root};
use crate::store::Shelf;

/// Days to object where nothing else is asked.
const DAYS: u8 = 14;

/// What somebody was asked last, and how they answered.
struct Asked {
    offer: GuardianOffer,
    ts: Timestamp,
    told: Told,
}

impl Acts {
    /// The guardians of each identity of this node, and whose guardian it is.
    ///
    /// # Errors
    /// When the store cannot be read or the page is refused.
    pub fn guardians(&self, query: &PageQuery) -> Result<Page<GuardiansView>, ActError> {
        let who = query.as_identity.as_deref().map(|who| self.pick(Some(who))).transpose()?;
        let snapshot = self.snapshot()?;
        let all = self.keys.identities();
        let meant = all.iter().filter(|one| who.as_ref().is_none_or(|who| who.did() == one.did()));
        let views = meant.map(|identity| {
            let named = snapshot.ring.log(&identity.did()).and_then(KeyLog::guarded);
            self.guardians_view(&snapshot, identity, named)
        });
        page(views.collect::<Result<Vec<_>, _>>()?, query)
    }

    /// Asks people in private whether they would be guardians. Who was asked so before, and has not
    /// refused, is not asked again.
    ///
    /// # Errors
    /// When the identity commits to no next key, somebody is unknown, is of this node or not in mutual
    /// recognition with it, or the numbers are refused.
    pub async fn ask_guardians(&self, request: GuardiansAsk) -> Result<GuardiansReply, ActError> {
        let _turn = self.turn().await;
        let identity = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        if identity.key().commitment().is_none() {
            let detail = format!("{} commits to no next key", identity.did());
            return Err(ActError::conflict("sheet-names-nobody", detail));
        }
        let (who, followed) = self.people(&request.who)?;
        who.iter().try_for_each(|did| self.check_guardian(&identity, did))?;
        let count = u8::try_from(who.len()).unwrap_or(u8::MAX);
        let need = request.need.unwrap_or(count / 2 + 1);
        let days = request.days.unwrap_or(DAYS);
        let offer = GuardianOffer { need, count, days, words: request.words };
        offer.check()?;
        let before = self.guardians_asked(&identity.did())?;
        let open = |did: &&Did| {
            !before.get(did).is_some_and(|asked| asked.offer == offer && asked.told != Told::No)
        };
        let to: Vec<Did> = who.iter().filter(open).copied().collect();
        if !request.dry_run {
            for did in &to {
                let letter = self.letter(&identity, *did, Message::GuardianOffer(offer.clone()))?;
                let note = self.sent_note(&letter);
                self.hands.post(letter, vec![note]).await?;
            }
        }
        let snapshot = self.snapshot()?;
        let named = snapshot.ring.log(&identity.did()).and_then(KeyLog::guarded);
        let item = self.guardians_view(&snapshot, &identity, named)?;
        let changed = !to.is_empty() && !request.dry_run;
        Ok(GuardiansReply { changed, dry_run: request.dry_run, followed, item })
    }

    /// Names as guardians those who agreed, or takes all back. The sheet is used and not kept.
    ///
    /// # Errors
    /// When the words are no sheet of an identity of this node, somebody has not agreed, no witness is
    /// there who is no guardian, or the numbers are refused.
    pub async fn name_guardians(
        &self,
        request: GuardiansNaming,
    ) -> Result<GuardiansReply, ActError> {
        let root = Root::from_words(request.words.expose()).map_err(KeysError::from)?;
        let (did, opening) = opened(&root)?;
        let identity = self.keys.identity(&did).ok_or_else(|| {
            ActError::lower(404, "not-my-identity", &format!("{did} is no identity of this node"))
        })?;
        self.check_can_sign(&identity)?;
        let _turn = self.turn().await;
        let (event, view, same) = {
            let snapshot = self.snapshot()?;
            let log = snapshot.ring.log(&did);
            let before = log.and_then(KeyLog::guardians);
            // Above what is told elsewhere and not held here, too: of a lesser number nothing counts.
            let next = before.map_or(0, |named| named.number).saturating_add(1);
            let number = next.max(self.now().millis());
            let (guardians, days) = self.agreed_guardians(&snapshot, &identity, &request)?;
            let witnesses = self.keepers(&snapshot, (&did, &guardians), &request)?;
            let same = before.is_some_and(|named| {
                let held = (&named.guardians, &named.witnesses, named.days);
                held == (&guardians, &witnesses, days)
            });
            let named = Guardians { opening, number, guardians, witnesses, days };
            let event = KeyEvent::guardians(did, named, self.now(), &root.next_key())?;
            let shown = if same { log.and_then(KeyLog::guarded) } else { Some(&event) };
            let view = self.guardians_view(&snapshot, &identity, shown)?;
            (event, view, same)
        };
        let changed = !same && !request.dry_run;
        if changed {
            self.hands.say_key(event).await?;
        }
        let followed = self.people(&request.who)?.1;
        Ok(GuardiansReply { changed, dry_run: request.dry_run, followed, item: view })
    }

    /// Those who are named by a request, and the days they wait: everybody must have agreed.
    fn agreed_guardians(
        &self,
        snapshot: &Snapshot<'_>,
        identity: &Identity,
        request: &GuardiansNaming,
    ) -> Result<(Witnesses, u8), ActError> {
        if request.nobody {
            return Ok((Witnesses::default(), request.days.unwrap_or(DAYS)));
        }
        let asked = self.guardians_asked(&identity.did())?;
        let named = snapshot.ring.log(&identity.did()).and_then(KeyLog::guardians);
        let agrees = |did: &Did| {
            asked.get(did).is_some_and(|asked| asked.told == Told::Yes)
                || named.is_some_and(|named| named.guardians.names(did.public_key()))
        };
        let who = match request.who.is_empty() {
            true => asked.keys().filter(|did| agrees(did)).copied().collect(),
            false => self.people(&request.who)?.0,
        };
        if who.is_empty() {
            return Err(ActError::conflict("guardian-not-agreed", "nobody has agreed"));
        }
        for did in &who {
            if !agrees(did) {
                let name = snapshot.name(&did.to_string()).unwrap_or_else(|| did.to_string());
                let detail = format!("{name} has not agreed to be a guardian");
                return Err(ActError::conflict("guardian-not-agreed", detail));
            }
            self.check_guardian(identity, did)?;
        }
        let newest = asked.values().max_by_key(|asked| asked.ts).map(|asked| &asked.offer);
        let count = u8::try_from(who.len()).unwrap_or(u8::MAX);
        let fits = |need: &u8| need.saturating_mul(2) > count && *need <= count;
        let need = request.need.or(newest.map(|offer| offer.need).filter(fits));
        let need = need.unwrap_or(count / 2 + 1);
        let days = request.days.or(newest.map(|offer| offer.days)).unwrap_or(DAYS);
        let guardians = Witnesses::new(need, who.iter().map(|did| *did.public_key()))
            .map_err(|fault| ActError::conflict("guardians-refused", fault.to_string()))?;
        Ok((guardians, days))
    }

    /// By whose clocks the time to object is measured: by none that a guardian or the owner has. They are
    /// named each time: those of the ledger are named by the key alone, which a thief may have.
    ///
    /// A key that nobody is known to speak by is refused: it might be anybody's.
    fn keepers(
        &self,
        snapshot: &Snapshot<'_>,
        (owner, guardians): (&Did, &Witnesses),
        request: &GuardiansNaming,
    ) -> Result<Witnesses, ActError> {
        if request.nobody {
            return Ok(Witnesses::default());
        }
        if request.witnesses.is_empty() {
            let detail = "no witness is named";
            return Err(ActError::conflict("guardians-without-witness", detail));
        }
        let keys = request.witnesses.iter();
        let keys = keys.map(|who| self.installation(snapshot, "witnesses", who));
        let made = Witnesses::usual(keys.collect::<Result<BTreeSet<_>, _>>()?)
            .map_err(|fault| ActError::conflict("guardians-refused", fault.to_string()))?;
        let own: BTreeSet<PublicKey> = self.own_writers().collect();
        for key in made.keys() {
            let Some(did) = snapshot.ring.author(key) else {
                return Err(ActError::unknown("installation", &key.to_multikey()));
            };
            let is_one = |other: &Did| snapshot.ring.is_one(&did, other);
            let mine = self.keys.identities().iter().any(|one| is_one(&one.did()));
            if own.contains(key) || mine || is_one(owner) {
                let detail = format!("{key} is a writer of an identity of this node");
                return Err(ActError::conflict("witness-own", detail));
            }
            if guardians.keys().iter().any(|guardian| is_one(&Did::from(*guardian))) {
                let name = snapshot.name(&did.to_string()).unwrap_or_else(|| did.to_string());
                let detail = format!("{name} would be guardian and witness");
                return Err(ActError::conflict("guardian-as-witness", detail));
            }
        }
        Ok(made)
    }

    /// The writer keys of this node's identities.
    pub(super) fn own_writers(&self) -> impl Iterator<Item = PublicKey> {
        let identities = self.keys.identities();
        identities.into_iter().filter_map(|one| one.writer().map(SecretKey::public))
    }

    /// Everybody of a list, each once, and those of them who go on with a new key.
    fn people(&self, who: &[String]) -> Result<(BTreeSet<Did>, Vec<Followed>), ActError> {
        let people = who.iter().map(|who| self.whoever("who", who));
        let people = people.collect::<Result<Vec<_>, _>>()?;
        let dids = people.iter().map(|named| named.did).collect();
        Ok((dids, people.into_iter().filter_map(|named| named.followed).collect()))
    }

    /// Whether somebody may be a guardian: elsewhere, and in mutual recognition with the identity.
    fn check_guardian(&self, identity: &Identity, did: &Did) -> Result<(), ActError> {
        if self.keys.identity(did).is_some() {
            let detail = format!("{did} is an identity of this node");
            return Err(ActError::conflict("guardian-own", detail));
        }
        if !self.is_mutual(&identity.did(), did)? {
            let detail = format!("{} and {did} do not recognise each other", identity.name());
            return Err(ActError::conflict("guardian-unrecognised", detail));
        }
        Ok(())
    }

    /// What an identity of this node asked people last, and how they answered.
    fn guardians_asked(&self, owner: &Did) -> Result<BTreeMap<Did, Asked>, ActError> {
        let answers = self.answers()?;
        let mut all: BTreeMap<Did, Asked> = BTreeMap::new();
        for letter in self.sent()? {
            let Ok(Message::GuardianOffer(offer)) = letter.message() else { continue };
            let newest = all.get(&letter.to()).is_none_or(|held| held.ts < letter.ts());
            if letter.from() == *owner && newest {
                let told = answers.to(&hex(&letter.nonce()), &letter.to());
                all.insert(letter.to(), Asked { offer, ts: letter.ts(), told });
            }
        }
        Ok(all)
    }

    /// The note of a letter that goes out.
    pub(super) fn sent_note(
        &self,
        letter: &bot_protocol::statement::letter::Letter,
    ) -> crate::store::Write {
        let (sent, at) = (Some(hex(&letter.to_bytes())), self.now().millis());
        let note = Offered { sent, answered: None, came: None, at };
        notes::put(Shelf::Offers, &letter.nonce(), &note)
    }

    /// The identities of this node whose guardians, or the clocks they are measured by, are fewer than
    /// they were: a guardian's old key alone counts, and a lost witness signs nothing.
    pub(super) fn guards_lost(&self, snapshot: &Snapshot<'_>) -> Vec<GuardsLost> {
        let count = |count: usize| u8::try_from(count).unwrap_or(u8::MAX);
        let lost = |identity: &Identity| {
            let log = snapshot.ring.log(&identity.did()).filter(|log| log.heir().is_none())?;
            let named = log.guardians().filter(|named| !named.guardians.is_empty())?;
            let all = named.guardians.keys().iter().map(|key| Did::from(*key));
            let goes_on = |did: &Did| snapshot.ring.current(did) != *did;
            let guardians: Vec<Did> = all.filter(goes_on).collect();
            let keepers = keepers(snapshot, named).into_iter();
            let witnesses: Vec<_> = keepers.filter(|keeper| keeper.gone).collect();
            let left = named.guardians.keys().len().saturating_sub(guardians.len());
            let clocks = named.witnesses.keys().len().saturating_sub(witnesses.len());
            (!guardians.is_empty() || !witnesses.is_empty()).then(|| GuardsLost {
                name: identity.name().to_owned(),
                guardians: guardians.iter().map(|did| snapshot.party(did)).collect(),
                left: count(left),
                need: named.guardians.quorum(),
                witnesses,
                clocks: count(clocks),
                quorum: named.witnesses.quorum(),
            })
        };
        self.keys.identities().iter().filter_map(|one| lost(one)).collect()
    }

    fn guardians_view(
        &self,
        snapshot: &Snapshot<'_>,
        identity: &Identity,
        event: Option<&KeyEvent>,
    ) -> Result<GuardiansView, ActError> {
        let did = identity.did();
        let named = event.and_then(|event| event.act().guardians());
        let named = named.filter(|named| !named.guardians.is_empty());
        let mut states: BTreeMap<Did, GuardianState> = BTreeMap::new();
        for (who, asked) in self.guardians_asked(&did)? {
            let state = match asked.told {
                Told::Nothing => GuardianState::Asked,
                Told::Yes => GuardianState::Agreed,
                Told::No => GuardianState::Refused,
            };
            states.insert(who, state);
        }
        let keys = named.into_iter().flat_map(|named| named.guardians.keys());
        states.extend(keys.map(|key| (Did::from(*key), GuardianState::Named)));
        let ward = |log: &KeyLog| {
            let named = log.guardians().filter(|_| log.heir().is_none())?;
            named.guardians.names(did.public_key()).then(|| snapshot.party(&log.did()))
        };
        Ok(GuardiansView {
            did: did.to_string(),
            name: identity.name().to_owned(),
            need: named.map_or(0, |named| named.guardians.quorum()),
            guardians: states
                .into_iter()
                .map(|(who, state)| {
                    let now = Some(snapshot.ring.current(&who)).filter(|now| *now != who);
                    let (who, successor) = (snapshot.party(&who), now.map(|now| now.to_string()));
                    GuardianView { who, state, successor }
                })
                .collect(),
            days: named.map_or(0, |named| named.days),
            quorum: named.map_or(0, |named| named.witnesses.quorum()),
            witnesses: named.map(|named| keepers(snapshot, named)).unwrap_or_default(),
            named: event.filter(|_| named.is_some()).map(|event| event.ts().to_string()),
            wards: snapshot.ring.logs().filter_map(ward).collect(),
        })
    }
}

/// Whether an installation signs no more: it is closed, or its identity goes on with a new key.
fn is_gone(snapshot: &Snapshot<'_>, key: &PublicKey) -> bool {
    let log = snapshot.ring.author(key).and_then(|did| snapshot.ring.log(&did));
    log.is_some_and(|log| log.closed_at(key).is_some())
}

/// Whose clocks measure the time to object.
pub(super) fn keepers(snapshot: &Snapshot<'_>, named: &Guardians) -> Vec<KeeperView> {
    let view = |key: &PublicKey| KeeperView {
        writer: key.to_multikey(),
        who: snapshot.ring.author(key).map(|did| snapshot.party(&did)),
        gone: is_gone(snapshot, key),
    };
    named.witnesses.keys().iter().map(view).collect()
}
