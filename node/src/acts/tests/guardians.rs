//! What a guardian does not sign, and whom an owner cannot name.

use std::collections::BTreeMap;

use bot_protocol::api::{ContestRequest, GuardiansAsk, GuardiansNaming, RecoverRequest};
use bot_protocol::feed::{Cuts, Guardians, Opening, Recovery, RecoveryAsk, Succession, Witnesses};
use bot_protocol::statement::guard::RecoveryOffer;

use super::*;
use crate::store::Write;

/// Somebody whose key commits to that of a sheet.
pub(super) struct Owner {
    pub(super) identity: SecretKey,
    sheet: SecretKey,
}

pub(super) fn key(number: u8) -> SecretKey {
    SecretKey::from_seed(&[number; 32])
}

impl Owner {
    fn new() -> Self {
        Self::of(1)
    }

    pub(super) fn of(number: u8) -> Self {
        let sheet = key(100 + number);
        let next = bot_protocol::canon::hash::sha256(&[sheet.public().as_bytes()]);
        Self { identity: SecretKey::committed(&[number; 32], next).unwrap(), sheet }
    }

    pub(super) fn did(&self) -> Did {
        Did::from(self.identity.public())
    }

    /// Names this one and another, both of whom must sign.
    pub(super) fn names(&self, guardian: &Did, number: u64) -> KeyEvent {
        self.names_both([*guardian, Did::from(key(12).public())], number)
    }

    /// Names these two, both of whom must sign.
    pub(super) fn names_both(&self, guardians: [Did; 2], number: u64) -> KeyEvent {
        let guardians = guardians.map(|one| *one.public_key());
        let base = self.identity.commitment().unwrap().base;
        let named = Guardians {
            opening: Opening { base, next: self.sheet.public() },
            number,
            guardians: Witnesses::new(2, guardians).unwrap(),
            witnesses: Witnesses::new(1, [key(21).public()]).unwrap(),
            days: 14,
        };
        let at = Timestamp::from_millis(NOW);
        KeyEvent::guardians(self.did(), named, at, &self.sheet).unwrap()
    }

    /// Goes on with another key, by the sheet; of the old one all that is held counts.
    pub(super) fn goes_on_as(&self, heir: &SecretKey, kept: u32) -> KeyEvent {
        let (did, base) = (self.did(), self.identity.commitment().unwrap().base);
        let (opening, at) =
            (Opening { base, next: self.sheet.public() }, Timestamp::from_millis(NOW));
        let consent = Succession::consent(&did, heir);
        let writer = writer_of(&self.identity).public();
        let cuts = Cuts::new(at, (kept > 0).then_some((writer, kept))).unwrap();
        let heir = Did::from(heir.public());
        let told = Succession { opening, number: 1, heir, consent, cuts };
        KeyEvent::succession(did, told, at, &self.sheet).unwrap()
    }
}

pub(super) fn held(room: &Room, event: KeyEvent) {
    let at = room.acts.now();
    room.acts.store().commit(&[Write::Item(Item::Key(event), at)]).unwrap();
}

/// A letter by which a successor asks.
fn asked(room: &Room, by: &SecretKey, ask: &RecoveryAsk, nonce: u8) -> String {
    let offer = RecoveryOffer { ask: ask.to_bytes(), words: Some("It is me".to_owned()) };
    room.came(by, Message::RecoveryOffer(offer), nonce)
}

async fn accepted(room: &Room, offer: &str) -> &'static str {
    code(room.acts.accept(offer, plain()).await)
}

#[tokio::test]
async fn a_guardian_signs_for_one_successor_by_the_guardians_that_count() {
    let (room, owner) = (Room::new().await, Owner::new());
    let (heir, thief) = (key(90), room.mallory.clone());
    let ask = |event: KeyEvent, heir: &SecretKey, since: u64| {
        let since = Timestamp::from_millis(NOW - since);
        let cuts = Cuts::new(since, [(key(5).public(), 7)]).unwrap();
        RecoveryAsk::new(event, Did::from(heir.public()), cuts).unwrap()
    };
    let named = || owner.names(&room.me, 2);
    let others = owner.names(&Did::from(key(13).public()), 2);
    let stranger = asked(&room, &heir, &ask(others, &heir, 0), 1);
    assert_eq!(accepted(&room, &stranger).await, "recovery-not-guardian");
    // Who asks for another, or hands in what nobody signed, is told so.
    let forwarded = asked(&room, &thief, &ask(named(), &heir, 0), 2);
    assert_eq!(accepted(&room, &forwarded).await, "recovery-refused");
    let nonsense = RecoveryOffer { ask: vec![7; 40], words: None };
    let nonsense = room.came(&heir, Message::RecoveryOffer(nonsense), 3);
    assert_eq!(accepted(&room, &nonsense).await, "recovery-refused");
    assert!(room.acts.offer_shown(&nonsense).unwrap().recovery.is_none());
    // Shown is all that is decided.
    let good = ask(named(), &heir, 0);
    let letter = asked(&room, &heir, &good, 4);
    let shown = room.acts.offer_shown(&letter).unwrap().recovery.unwrap();
    assert_eq!((shown.of.did, shown.need, shown.days), (owner.did().to_string(), 2, 14));
    assert_eq!((shown.id, shown.kept[0].size), (good.name().to_string(), 7));
    assert_eq!(accepted(&room, &letter).await, "done");
    assert_eq!(accepted(&room, &letter).await, "done", "asked again, nothing is signed again");
    let other = asked(&room, &thief, &ask(named(), &thief, 0), 5);
    assert_eq!(accepted(&room, &other).await, "recovery-other-signed");
    let later = asked(&room, &heir, &ask(named(), &heir, 1), 6);
    assert_eq!(accepted(&room, &later).await, "recovery-other-signed");
    // Named anew by the sheet, the guardians of before count no more, and these may sign.
    held(&room, owner.names(&room.me, 3));
    let old = asked(&room, &thief, &ask(named(), &thief, 2), 7);
    assert_eq!(accepted(&room, &old).await, "guardians-outdated");
    let anew = asked(&room, &heir, &ask(owner.names(&room.me, 3), &heir, 0), 8);
    assert_eq!(accepted(&room, &anew).await, "done");
}

#[tokio::test]
async fn an_owner_names_nobody_who_did_not_agree_and_asks_nobody_unknown() {
    let room = Room::new().await;
    let words = room.acts.keys.sheet(&room.me).unwrap().to_string();
    let asks = |who: &str| GuardiansAsk { who: vec![who.to_owned()], ..GuardiansAsk::default() };
    let refused = async |who: &str| code(room.acts.ask_guardians(asks(who)).await);
    assert_eq!(refused(&room.me.to_string()).await, "guardian-own");
    assert_eq!(refused(&room.mallory().to_string()).await, "guardian-unrecognised");
    assert_eq!(refused("Nobody").await, "unknown");
    let naming = |words: &str| GuardiansNaming {
        words: SecretText::new(words.to_owned()),
        who: Vec::new(),
        nobody: false,
        need: None,
        days: None,
        witnesses: Vec::new(),
        dry_run: false,
    };
    assert_eq!(code(room.acts.name_guardians(naming("twelve")).await), "recovery-words-refused");
    let elsewhere = crate::keys::Root::fresh().unwrap().words().to_string();
    assert_eq!(code(room.acts.name_guardians(naming(&elsewhere)).await), "not-my-identity");
    assert_eq!(code(room.acts.name_guardians(naming(&words)).await), "guardian-not-agreed");
    let who = vec![room.mallory().to_string()];
    let stranger = GuardiansNaming { who, ..naming(&words) };
    assert_eq!(code(room.acts.name_guardians(stranger).await), "guardian-not-agreed");
    // Nobody at all can always be named.
    let nobody = || GuardiansNaming { nobody: true, ..naming(&words) };
    let trial = GuardiansNaming { dry_run: true, ..nobody() };
    assert!(!room.acts.name_guardians(trial).await.unwrap().changed);
    assert!(room.acts.name_guardians(nobody()).await.unwrap().changed);
    let lost = |of: &Did| RecoverRequest {
        of: of.to_string(),
        as_identity: None,
        since: None,
        keep: Vec::new(),
        words: None,
        dry_run: false,
    };
    assert_eq!(code(room.acts.recover(lost(&room.me)).await), "guardians-none");
    assert_eq!(code(room.acts.recover(lost(&room.mallory())).await), "succession-unknown");
    assert_eq!(code(room.acts.contest("ffff", ContestRequest::default()).await), "unknown");
}

#[tokio::test]
async fn a_name_that_looks_like_a_known_one_is_told_and_another_is_not() {
    use bot_protocol::api::ContactDraft;
    let room = Room::new().await;
    let named: BTreeMap<u8, &str> =
        [(31, "École des Tilleuls"), (32, "\u{415}cole des Tilleuls"), (33, "Max")].into();
    let add = async |seed: u8| {
        let did = Did::from(key(seed).public()).to_string();
        let draft = ContactDraft { did, name: named[&seed].to_owned(), note: None };
        room.acts.add_contact(draft).await.unwrap().warnings
    };
    assert_eq!(add(31).await, []);
    let [like] = add(32).await.try_into().unwrap();
    assert_eq!(like.like.unwrap().did, Did::from(key(31).public()).to_string());
    assert_eq!(add(33).await, []);
    // A stranger who takes the name of this node's own, in an offer; and one who does not.
    for (seed, name, warned) in [(41, "SCHOOL", true), (42, "Library", false)] {
        let who = key(seed);
        let profile = bot_protocol::statement::kinds::Profile {
            party: bot_protocol::statement::kinds::Party::Person,
            name: name.to_owned(),
            description: None,
            url: None,
        };
        room.heard(&who, Content::Profile(profile), seed);
        let badge = room.credential(&format!("urn:uuid:{name}"), &who, "Swimming");
        let letter = room.came(&who, Message::CredentialOffer(badge), seed);
        let warnings = room.acts.offer_shown(&letter).unwrap().warnings;
        let like: Vec<_> = warnings.into_iter().filter_map(|one| one.like).collect();
        assert_eq!(like.len(), usize::from(warned), "{name}");
        let request = bot_protocol::api::TrustRequest {
            who: Did::from(who.public()).to_string(),
            ..bot_protocol::api::TrustRequest::default()
        };
        let trust = room.acts.trust(&request, bot_protocol::words::Lang::En).unwrap();
        assert_eq!(trust.warnings.len(), usize::from(warned), "{name}");
    }
}

/// What a recovery of one guardian is before its witness, of this node, saw it.
fn begun(owner: &Owner, witness: PublicKey) -> [KeyEvent; 2] {
    let (guardian, heir, at) = (key(12), key(90), Timestamp::from_millis(NOW));
    let named = Guardians {
        opening: Opening {
            base: owner.identity.commitment().unwrap().base,
            next: owner.sheet.public(),
        },
        number: 1,
        guardians: Witnesses::new(1, [guardian.public()]).unwrap(),
        witnesses: Witnesses::new(1, [witness]).unwrap(),
        days: 1,
    };
    let guardians = KeyEvent::guardians(owner.did(), named, at, &owner.sheet).unwrap();
    let cuts = Cuts::new(at, [(key(5).public(), 7)]).unwrap();
    let successor = Did::from(heir.public());
    let name = Recovery::name(&guardians, &successor, &cuts);
    let share = (Did::from(guardian.public()), Recovery::share(&name, &guardian));
    let shares = BTreeMap::from([share]);
    let told = Recovery { guardians: guardians.clone(), heir: successor, cuts, shares };
    [guardians, KeyEvent::recovery(told, at, &heir).unwrap()]
}

#[tokio::test]
async fn what_is_refused_of_one_log_keeps_no_other_from_being_seen() {
    let room = Room::new().await;
    let witness = room.acts.keys.identity(&room.me).unwrap().writer().unwrap().public();
    let owners = [1, 2, 3].map(Owner::of);
    for owner in &owners {
        begun(owner, witness).into_iter().for_each(|event| held(&room, event));
    }
    let seen = || {
        let keys = |owner: &Owner| room.acts.store().keys(Some(&owner.did())).unwrap().len();
        owners.each_ref().map(keys)
    };
    assert_eq!(seen(), [2, 2, 2]);
    room.shut(Some(owners[1].did()));
    for _ in 0..2 {
        room.acts.tend_recoveries().await.unwrap();
        assert_eq!(seen(), [3, 2, 3], "the others are told, whichever comes first");
    }
    room.shut(None);
    room.acts.tend_recoveries().await.unwrap();
    assert_eq!(seen(), [3, 3, 3], "and that one as soon as it is taken");
    room.acts.tend_recoveries().await.unwrap();
    assert_eq!(seen(), [3, 3, 3]);
}
