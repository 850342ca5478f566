//! A machine is lost and its recovery sheet with it: the owner comes back by guardians, real nodes that
//! tell each other by letters and key events, under one calendar that is turned by hand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bot_node::acts::Acts;
use bot_node::clock::{Clock, SystemClock, monotonic};
use bot_node::keys::{Naming, TrustBox};
use bot_node::up::{Running, Up};
use bot_protocol::api::{
    AcceptRequest, ContestRequest, GuardianState, GuardiansAsk, GuardiansNaming, OfferKind,
    OfferView, PageQuery, PartyKind, RecogniseRequest, RecoverRequest, RecoveryStage, RecoveryView,
    SecretText,
};
use bot_protocol::feed::KeyLog;
use bot_protocol::identity::Did;
use bot_protocol::time::Timestamp;
use bot_tests::live::{PATIENCE, config};
use libp2p::Multiaddr;

const MINUTE: u64 = 60 * 1000;

const DAY: u64 = 24 * 60 * MINUTE;

/// This machine's clock, so many milliseconds ahead.
#[derive(Debug, Default)]
struct Calendar(AtomicU64);

impl Clock for Calendar {
    fn now(&self) -> Timestamp {
        SystemClock.now().saturating_add(self.0.load(Ordering::SeqCst))
    }
}

/// Somebody with a node of their own.
struct Person {
    /// Nothing while they are away.
    running: Option<Running>,
    keys: Arc<TrustBox>,
    did: Did,
    address: Multiaddr,
    data: tempfile::TempDir,
}

impl Person {
    async fn new(name: &str, clock: &Arc<Calendar>, peers: &[Multiaddr]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let secret = SecretText::new("correct horse".to_owned());
        let keys = Arc::new(TrustBox::create(data.path(), secret, 10).unwrap());
        let (name, party) = (name.to_owned(), PartyKind::Person);
        let naming = Naming { name, party, description: None, url: None };
        let did = keys.add(naming, clock.now()).unwrap().did();
        let mut person = Self { running: None, keys, did, address: Multiaddr::empty(), data };
        person.come(clock, peers).await;
        person
    }

    /// Starts their node, in the folder that it has.
    async fn come(&mut self, clock: &Arc<Calendar>, peers: &[Multiaddr]) {
        let mut config = config("tcp", peers);
        config.http.port = 0;
        let clock = Arc::clone(clock) as Arc<dyn Clock>;
        let (data, keys) = (self.data.path().to_owned(), Arc::clone(&self.keys));
        let running = Up { data, config, keys, clock }.start().await.unwrap();
        let status = running.handle().status().await.unwrap();
        self.address = status.addresses.first().unwrap().clone();
        self.running = Some(running);
    }

    /// Stops it.
    async fn leave(&mut self) {
        let running = self.running.take().unwrap();
        running.stopper().stop();
        running.stopped().await;
    }

    fn acts(&self) -> &Arc<Acts> {
        self.running.as_ref().unwrap().acts()
    }

    fn heir_of(&self, did: &Did) -> Option<Did> {
        let mut log = KeyLog::new(*did);
        for event in self.acts().store().keys(Some(did)).unwrap() {
            log.insert(event).unwrap();
        }
        log.heir().map(|heir| heir.did)
    }

    fn recovery(&self, of: &Did) -> Option<RecoveryView> {
        let all = self.acts().recoveries(&PageQuery::default()).unwrap().items;
        all.into_iter().find(|view| view.terms.of.did == of.to_string())
    }

    fn stage(&self, of: &Did) -> Option<RecoveryStage> {
        self.recovery(of).map(|view| view.stage)
    }

    /// The letter of this kind that awaits an answer, once it came.
    async fn offered(&self, kind: OfferKind) -> OfferView {
        let find = || {
            let all = self.acts().offers(&PageQuery::default()).unwrap().items;
            all.into_iter().find(|offer| offer.kind == kind)
        };
        until(&format!("a letter: {kind:?}"), async || find().is_some()).await;
        find().unwrap()
    }

    async fn accept(&self, kind: OfferKind) -> OfferView {
        let offer = self.offered(kind).await;
        let done = self.acts().accept(&offer.id, AcceptRequest::default()).await.unwrap();
        assert!(done.changed);
        offer
    }
}

async fn until<F: Future<Output = bool>>(what: &str, mut so: impl FnMut() -> F) {
    let begin = monotonic();
    while !so().await {
        assert!(begin.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain for {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// An owner, three guardians who agreed and were named, a library that keeps the time, and a reader.
struct Town {
    clock: Arc<Calendar>,
    owner: Person,
    guardians: Vec<Person>,
    library: Person,
    reader: Person,
}

impl Town {
    async fn new(need: u8) -> Self {
        let clock = Arc::new(Calendar::default());
        let library = Person::new("Library", &clock, &[]).await;
        let mut known = vec![library.address.clone()];
        let mut guardians = Vec::new();
        for name in ["Ada", "Ben", "Cem"] {
            let person = Person::new(name, &clock, &known).await;
            known.push(person.address.clone());
            guardians.push(person);
        }
        let owner = Person::new("Lea", &clock, &known).await;
        let reader = Person::new("Reader", &clock, &known[..1]).await;
        let town = Self { clock, owner, guardians, library, reader };
        town.recognise().await;
        town.ask(need).await;
        town.name(need).await;
        town
    }

    async fn recognise(&self) {
        for guardian in &self.guardians {
            let with = guardian.did.to_string();
            let offer = RecogniseRequest {
                as_identity: None,
                with,
                words: "We know each other".to_owned(),
                scope: Vec::new(),
                until: None,
                open_days: None,
                dry_run: false,
            };
            self.owner.acts().recognise(offer).await.unwrap();
            guardian.accept(OfferKind::Recognition).await;
        }
    }

    async fn ask(&self, need: u8) {
        let owner = &self.owner;
        let who: Vec<String> = self.guardians.iter().map(|one| one.did.to_string()).collect();
        let ask = GuardiansAsk { who, need: Some(need), ..GuardiansAsk::default() };
        until("the recognitions", async || owner.acts().ask_guardians(ask.clone()).await.is_ok())
            .await;
        assert!(!owner.acts().ask_guardians(ask).await.unwrap().changed, "asked once");
    }

    async fn name(&self, need: u8) {
        let (owner, library) = (&self.owner, self.library.did.to_string());
        let sheet = owner.keys.sheet(&owner.did).unwrap().to_string();
        let naming = || GuardiansNaming {
            words: SecretText::new(sheet.clone()),
            who: Vec::new(),
            nobody: false,
            need: None,
            days: Some(14),
            witnesses: vec![library.clone()],
            dry_run: false,
        };
        let refused = owner.acts().name_guardians(naming()).await.unwrap_err();
        assert_eq!(refused.code(), "guardian-not-agreed");
        for guardian in &self.guardians {
            let offer = guardian.accept(OfferKind::Guardian).await;
            let terms = offer.guardian.unwrap();
            assert_eq!((terms.need, terms.count, terms.days), (need, 3, 14));
        }
        let agreed = async || {
            let views = owner.acts().guardians(&PageQuery::default()).unwrap().items;
            views[0].guardians.iter().all(|one| one.state == GuardianState::Agreed)
        };
        until("three to agree", agreed).await;
        for (witnesses, code) in [
            (vec![self.guardians[0].did.to_string()], "guardian-as-witness"),
            (Vec::new(), "guardians-without-witness"),
            (vec![owner.did.to_string()], "witness-own"),
        ] {
            let with = GuardiansNaming { witnesses, ..naming() };
            let refused = owner.acts().name_guardians(with).await.unwrap_err();
            assert_eq!(refused.code(), code);
        }
        Self::named_once(owner, need, naming).await;
        let ward = async || {
            let told = |one: &Person| one.acts().guardians(&PageQuery::default()).unwrap().items;
            self.guardians.iter().all(|one| told(one)[0].wards.len() == 1)
        };
        until("the guardians to know", ward).await;
    }

    /// The owner on a new machine, without key and sheet, who has asked the guardians.
    async fn back(&self) -> Person {
        let addresses: Vec<Multiaddr> =
            self.guardians.iter().map(|one| one.address.clone()).collect();
        let again = Person::new("Lea again", &self.clock, &addresses).await;
        let request = RecoverRequest {
            of: self.owner.did.to_string(),
            as_identity: None,
            since: None,
            keep: Vec::new(),
            words: Some("It is me, Lea".to_owned()),
            dry_run: false,
        };
        let known = async || {
            let trial = RecoverRequest { dry_run: true, ..request.clone() };
            let refused = again.acts().recover(trial).await.err();
            let waits = ["recovery-unheard", "recovery-incomplete"];
            refused.is_none_or(|error| waits.contains(&error.code()))
        };
        until("the old key log", known).await;
        // The next catch-up is a minute later.
        self.clock.0.fetch_add(2 * MINUTE, Ordering::SeqCst);
        until("all of it", async || again.acts().recover(request.clone()).await.is_ok()).await;
        let shown = again.recovery(&self.owner.did).unwrap().terms.kept;
        let held = self.owner.acts().store().heads().unwrap();
        let writer = self.owner.keys.identities()[0].writer().unwrap().public();
        let held = held.iter().find(|head| head.writer == writer).unwrap();
        assert_eq!(shown.len(), 1);
        assert_eq!(shown[0].size, held.size, "all that the owner said counts");
        assert!(!again.acts().recover(request).await.unwrap().changed, "asked once");
        again
    }

    /// A guardian signs what they were shown, and reads the words that the owner has.
    async fn sign(&self, number: usize, again: &Person) {
        let offer = self.guardians[number].accept(OfferKind::Recovery).await;
        let (shown, asked) = (offer.recovery.unwrap(), again.recovery(&self.owner.did).unwrap());
        assert_eq!(shown.check, asked.terms.check);
        assert_eq!(shown.check.split(' ').count(), 8);
        assert_eq!(shown.of.did, self.owner.did.to_string());
        assert_eq!((shown.successor.did, shown.days), (again.did.to_string(), 14));
    }

    /// Days go by, and the library looks what is due. Less than thirty in all: then a node has to say
    /// anew whom it hosts, which it does by and by and not in a leap.
    async fn pass(&self, days: u64) {
        self.clock.0.fetch_add(days * DAY, Ordering::SeqCst);
        self.library.acts().tend_recoveries().await.unwrap();
    }

    fn everybody<'a>(&'a self, again: &'a Person) -> impl Iterator<Item = &'a Person> {
        self.guardians.iter().chain([&self.library, &self.reader, again])
    }

    async fn seen(&self) {
        let library = &self.library;
        let seen =
            async || library.recovery(&self.owner.did).is_some_and(|one| one.until.is_some());
        until("the library to see it", seen).await;
    }

    /// They are named as soon as the node of the witness is known, and once.
    async fn named_once(owner: &Person, need: u8, naming: impl Fn() -> GuardiansNaming) {
        let trial = || GuardiansNaming { dry_run: true, ..naming() };
        let known = async || owner.acts().name_guardians(trial()).await.is_ok();
        until("the witness's node to be known", known).await;
        let named = owner.acts().name_guardians(naming()).await.unwrap();
        assert_eq!((named.changed, named.item.need, named.item.days), (true, need, 14));
        assert!(!owner.acts().name_guardians(naming()).await.unwrap().changed, "named once");
    }

    async fn all_follow(&self, again: &Person) {
        for person in self.everybody(again) {
            let follows = async || person.heir_of(&self.owner.did) == Some(again.did);
            let name = person.keys.identities()[0].name().to_owned();
            until(&format!("{name} to know the successor"), follows).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_machine_and_sheet_the_owner_is_back_by_two_of_three_guardians() {
    let town = Town::new(2).await;
    let did = town.owner.did;
    // The machine is not at hand any more, nor is the sheet: what is left is a new identity.
    let again = town.back().await;
    town.sign(0, &again).await;
    town.pass(10).await;
    assert_eq!(town.library.stage(&did), None, "one guardian is not enough, however long it waits");
    assert_eq!(again.stage(&did), Some(RecoveryStage::Asked));
    town.sign(1, &again).await;
    town.seen().await;
    // The owner, if it were not them, is told, and until when they can object.
    let told = async || town.owner.acts().status().await.unwrap().to_contest == ["Lea"];
    until("the owner to be told", told).await;
    // Until when is told by a quorum of witnesses, of which the first may have been heard alone.
    let dated = async || town.owner.recovery(&did).unwrap().until.is_some();
    until("the owner to be told until when", dated).await;
    let view = town.owner.recovery(&did).unwrap();
    assert_eq!((view.stage, view.signed.len()), (RecoveryStage::Begun, 2));
    town.pass(13).await;
    assert!(town.everybody(&again).all(|one| one.heir_of(&did).is_none()), "not before its time");
    town.pass(2).await;
    town.all_follow(&again).await;
    // After that it is too late, and said so.
    let late = async || town.owner.stage(&did) == Some(RecoveryStage::Released);
    until("the old machine to hear of it", late).await;
    let refused = town.owner.acts().contest(&view.terms.id, ContestRequest::default()).await;
    assert_eq!(refused.unwrap_err().code(), "recovery-over");
    // Who comes later, and hears all of it in another order, says the same.
    let newcomer = Person::new("Newcomer", &town.clock, &[town.guardians[2].address.clone()]).await;
    until("a newcomer to agree", async || newcomer.heir_of(&did) == Some(again.did)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_the_key_holds_two_guardians_up_and_not_all_three() {
    let town = Town::new(2).await;
    let did = town.owner.did;
    let again = town.back().await;
    town.sign(0, &again).await;
    town.sign(1, &again).await;
    town.seen().await;
    let begun = async || town.owner.stage(&did) == Some(RecoveryStage::Begun);
    until("the one with the key to see it", begun).await;
    let id = town.owner.recovery(&did).unwrap().terms.id;
    let elsewhere = async || {
        let refused = town.reader.acts().contest(&id, ContestRequest::default()).await;
        refused.unwrap_err().code() == "not-my-identity"
    };
    until("another to hear of it", elsewhere).await;
    let trial = ContestRequest { dry_run: true };
    assert!(!town.owner.acts().contest(&id, trial).await.unwrap().changed);
    assert_eq!(town.owner.stage(&did), Some(RecoveryStage::Begun), "a trial says nothing");
    assert!(town.owner.acts().contest(&id[..8], ContestRequest::default()).await.unwrap().changed);
    let again_said = town.owner.acts().contest(&id, ContestRequest::default()).await.unwrap();
    assert!(!again_said.changed, "said once");
    let heard = async || town.library.stage(&did) == Some(RecoveryStage::Contested);
    until("the library to hear of it", heard).await;
    town.pass(20).await;
    assert!(town.everybody(&again).all(|one| one.heir_of(&did).is_none()));
    // All three know the owner in person: then no thief of the key holds it up.
    town.sign(2, &again).await;
    let signed = async || town.library.recovery(&did).is_some_and(|one| one.signed.len() == 3);
    until("the third signature", signed).await;
    town.pass(0).await;
    town.all_follow(&again).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_guardians_are_not_enough_where_three_are_needed() {
    let town = Town::new(3).await;
    let did = town.owner.did;
    let again = town.back().await;
    town.sign(0, &again).await;
    town.sign(1, &again).await;
    let known = async || again.recovery(&did).is_some_and(|one| one.signed.len() == 2);
    until("two signatures", known).await;
    again.acts().tend_recoveries().await.unwrap();
    town.pass(10).await;
    assert_eq!(again.stage(&did), Some(RecoveryStage::Asked));
    let view = again.recovery(&did).unwrap();
    assert_eq!((view.seen, view.terms.need), (0, 3));
    // Nor does a guardian sign for a second new identity.
    let other = town.back().await;
    let offer = town.guardians[0].offered(OfferKind::Recovery).await;
    assert_eq!(offer.from, other.did.to_string());
    let refused = town.guardians[0].acts().accept(&offer.id, AcceptRequest::default()).await;
    assert_eq!(refused.unwrap_err().code(), "recovery-other-signed");
    town.sign(2, &again).await;
    town.seen().await;
    town.pass(15).await;
    town.all_follow(&again).await;
}

/// A witness that was off does not know whether somebody objected meanwhile: its own clock alone ends no
/// wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_witness_that_was_away_asks_before_it_releases() {
    let mut town = Town::new(2).await;
    let did = town.owner.did;
    let again = town.back().await;
    town.sign(0, &again).await;
    town.sign(1, &again).await;
    town.seen().await;
    let begun = async || town.owner.stage(&did) == Some(RecoveryStage::Begun);
    until("the one with the key to see it", begun).await;
    town.library.leave().await;
    let id = town.owner.recovery(&did).unwrap().terms.id;
    assert!(town.owner.acts().contest(&id, ContestRequest::default()).await.unwrap().changed);
    let heard = async || town.guardians[0].stage(&did) == Some(RecoveryStage::Contested);
    until("a guardian to hear of it", heard).await;
    town.clock.0.fetch_add(20 * DAY, Ordering::SeqCst);
    // Back, with nobody to ask: all it knows is that the days are over.
    town.library.come(&town.clock, &[]).await;
    assert_eq!(town.library.stage(&did), Some(RecoveryStage::Begun));
    town.library.acts().tend_recoveries().await.unwrap();
    assert_eq!(town.library.heir_of(&did), None, "released without asking anybody");
    town.library.leave().await;
    let known = [town.guardians[0].address.clone()];
    town.library.come(&town.clock, &known).await;
    let told = async || town.library.stage(&did) == Some(RecoveryStage::Contested);
    until("the library to hear of it", told).await;
    town.pass(0).await;
    assert_eq!(town.library.heir_of(&did), None, "somebody objected");
    // All three know the owner in person: that it was away holds nothing up.
    town.sign(2, &again).await;
    let signed = async || town.library.recovery(&did).is_some_and(|one| one.signed.len() == 3);
    until("the third signature", signed).await;
    let released = async || {
        town.library.acts().tend_recoveries().await.unwrap();
        town.library.heir_of(&did) == Some(again.did)
    };
    until("the library to release it", released).await;
    for person in town.guardians.iter().chain([&again]) {
        until("all to follow", async || person.heir_of(&did) == Some(again.did)).await;
    }
}
