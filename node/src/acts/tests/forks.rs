//! Ledgers that are whole or not, and ledgers in two versions: what counts of them, and what is told.

use bot_protocol::api::{Answer, FeedCheck, ForkKind, LedgerPart, VerifyRequest, WitnessesRequest};
use bot_protocol::credential::status::Place;
use bot_protocol::feed::{
    Ask, Bundle, Cause, Claim, Decision, ForkProof, HeadStamp, KeyLog, Own, Seen, Short, StampFork,
    Witnesses,
};
use bot_protocol::gossip::Change;
use bot_protocol::statement::Kind;
use bot_protocol::statement::kinds::{Party, Profile, RecognitionEnd, Revoke};
use bot_protocol::verdict::Evidence;
use bot_protocol::words::Lang;

use super::super::heard::hear_writer;
use super::*;
use crate::driver::writes_of;

fn profile(name: &str) -> Content {
    let name = name.to_owned();
    Content::Profile(Profile { party: Party::Organisation, name, description: None, url: None })
}

fn witness(number: u8) -> SecretKey {
    SecretKey::from_seed(&[150 + number; 32])
}

/// A stranger's log of two entries, and the store that holds it.
struct Stranger {
    room: Room,
    writer: SecretKey,
    entries: Vec<Statement>,
}

impl Stranger {
    async fn new() -> Self {
        let room = Room::new().await;
        let entries = vec![
            room.heard(&room.mallory, profile("Mallory"), 1),
            room.heard(&room.mallory, profile("Mallory Ltd"), 2),
        ];
        let seed = room.mallory.public().as_bytes().map(|byte| byte ^ 0x80);
        Self { room, writer: SecretKey::from_seed(&seed), entries }
    }

    fn stored(&self, items: impl IntoIterator<Item = Item>) {
        let writes = items.into_iter().map(|item| Write::Item(item, self.room.acts.now()));
        self.room.acts.store().commit(&writes.collect::<Vec<_>>()).unwrap();
    }

    /// Its log as it was after so many entries.
    fn feed(&self, size: usize) -> Feed {
        let mut feed = Feed::new(self.writer.public());
        self.entries[..size].iter().for_each(|entry| feed.replay(entry).unwrap());
        feed
    }

    /// The other entry of a number.
    fn other(&self, seq: usize) -> Statement {
        let draft = Draft { content: profile("Ms Other"), salt: [9; 16], ret: Retention::Erasable };
        let head = self.feed(seq).head();
        draft.sign(&self.room.mallory(), &head, self.entries[seq].ts(), &self.writer).unwrap()
    }

    /// What it would say next.
    fn next(&self, feed: &Feed, content: Content) -> Statement {
        let draft = Draft { content, salt: [9; 16], ret: Retention::Permanent };
        let ts = Timestamp::from_millis(self.entries[1].ts().millis() + 1);
        draft.sign(&self.room.mallory(), &feed.head(), ts, &self.writer).unwrap()
    }

    fn stamp(&self, feed: &Feed, witnesses: u8) -> HeadStamp {
        let (now, later) = (NOW, NOW + DAY);
        let times = (Timestamp::from_millis(now), Timestamp::from_millis(later));
        let keys = KeyLog::new(self.room.mallory());
        let stamp = HeadStamp::sign(feed, &keys, times, &self.writer).unwrap();
        (0..witnesses).fold(stamp, |stamp, number| {
            let ask = Ask { stamp: stamp.bare(), proof: Vec::new() };
            let own = Own::default();
            match Seen::decide(None, &ask, &own, times.0, &witness(number)) {
                Decision::Cosign { cosig, .. } => stamp.with(cosig).unwrap(),
                Decision::Conflict(_) | Decision::Refuse(_) => panic!("nothing speaks against it"),
            }
        })
    }

    /// Names four witnesses.
    fn names_witnesses(&self) {
        let four = Witnesses::usual((0..4).map(|number| witness(number).public())).unwrap();
        let at = Timestamp::from_millis(NOW - DAY);
        self.stored([Item::Key(KeyEvent::witnesses(four, at, &self.room.mallory))]);
    }

    fn named(&self) -> Option<String> {
        self.room.acts.snapshot().unwrap().name(&self.room.mallory().to_string())
    }

    fn checked(&self) -> FeedCheck {
        self.room.acts.check_feed(&self.room.mallory().to_string(), Lang::En).unwrap()
    }

    fn told(&self, part: LedgerPart) -> (Answer, String) {
        let checked = self.checked();
        let remark = checked.remarks.into_iter().find(|one| one.part == part).unwrap();
        (remark.answer, remark.reason)
    }
}

fn name(entry: &str) -> Option<String> {
    Some(entry.to_owned())
}

#[tokio::test]
async fn nothing_of_a_forked_log_counts_but_what_a_quorum_saw() {
    let stranger = Stranger::new().await;
    assert_eq!(stranger.named(), name("Mallory Ltd"));
    let fork = ForkProof::make(&stranger.entries[1], &stranger.other(1)).unwrap();
    stranger.stored([Item::Fork(fork)]);
    assert_eq!(stranger.named(), name("Mallory"));
    stranger.names_witnesses();
    stranger.stored([Item::Stamp(stranger.stamp(&stranger.feed(2), 2))]);
    assert_eq!(stranger.named(), name("Mallory"), "two of four are no quorum");
    stranger.stored([Item::Stamp(stranger.stamp(&stranger.feed(2), 3))]);
    assert_eq!(stranger.named(), name("Mallory Ltd"), "never below witnessed size");
}

/// What `bot feed check` says and what a verdict says come from the same evidence: a ledger that this
/// node's own quotas cut off is whole to neither.
#[tokio::test]
async fn a_ledger_that_this_node_cuts_off_is_not_whole() {
    let stranger = Stranger::new().await;
    let writer = stranger.writer.public();
    let note = |size: u32| {
        let key = [b"short/", &writer.as_bytes()[..]].concat();
        let value = [&[0][..], &size.to_be_bytes()].concat();
        let note = Write::Note { shelf: Shelf::Settings, key, value };
        stranger.room.acts.store().commit(&[note]).unwrap();
        stranger.told(LedgerPart::Entries)
    };
    assert_eq!(note(2), (Answer::Yes, "ledger-entries-whole".to_owned()));
    assert_eq!(note(3), (Answer::Unknown, "kept-short".to_owned()));
}

/// A log that is closed below its fork is clear once others were asked what the other version takes
/// back, and not before.
#[tokio::test]
async fn what_a_closed_fork_takes_back_is_asked_for_first() {
    let stranger = Stranger::new().await;
    let writer = stranger.writer.public();
    let close = KeyEvent::close(writer, 1, Timestamp::from_millis(NOW), &stranger.room.mallory);
    let fork = ForkProof::make(&stranger.entries[1], &stranger.other(1)).unwrap();
    stranger.stored([Item::Key(close), Item::Fork(fork)]);
    let shelf = Shelf::Settings;
    let key = [b"unasked/", &writer.as_bytes()[..]].concat();
    let value = NOW.to_be_bytes().to_vec();
    stranger.room.acts.store().commit(&[Write::Note { shelf, key: key.clone(), value }]).unwrap();
    assert_eq!(stranger.told(LedgerPart::Forks), (Answer::Unknown, "versions-unasked".to_owned()));
    stranger.room.acts.store().commit(&[Write::Forget { shelf, key }]).unwrap();
    assert_eq!(
        stranger.told(LedgerPart::Forks),
        (Answer::Yes, "ledger-closed-before-fork".to_owned())
    );
}

#[tokio::test]
async fn nothing_of_a_log_with_two_heads_counts_until_the_number_is_known() {
    let stranger = Stranger::new().await;
    let mut other = stranger.feed(1);
    other.replay(&stranger.other(1)).unwrap();
    let claims = [&stranger.feed(2), &other].map(|feed| Claim::stamped(&stranger.stamp(feed, 0)));
    let [one, two] = claims;
    stranger.stored([Item::Heads(StampFork::make(one, two).unwrap())]);
    assert_eq!(stranger.named(), None, "nobody knows where the two part");
    assert_eq!(stranger.told(LedgerPart::Forks), (Answer::No, "ledger-two-heads".to_owned()));
    let fork = ForkProof::make(&stranger.entries[1], &stranger.other(1)).unwrap();
    stranger.stored([Item::Fork(fork)]);
    assert_eq!(stranger.named(), name("Mallory"));
    assert_eq!(stranger.told(LedgerPart::Forks), (Answer::No, "ledger-forked".to_owned()));
}

/// What the branch that is not held takes back is kept beside the log, and is read like the rest.
#[tokio::test]
async fn what_the_other_branch_ends_is_ended() {
    let stranger = Stranger::new().await;
    let (said, acts) = (stranger.entries[0].id(), &stranger.room.acts);
    let end =
        Content::RecognitionEnd(RecognitionEnd { recognition: said, reason: None, offer: None });
    let draft = Draft { content: end, salt: [9; 16], ret: Retention::Permanent };
    let head = stranger.feed(1).head();
    let ts = stranger.entries[1].ts();
    let signed = draft.sign(&stranger.room.mallory(), &head, ts, &stranger.writer);
    let other = signed.unwrap();
    let ends = || acts.snapshot().unwrap().said(Kind::RecognitionEnd).unwrap().len();
    let fork = ForkProof::make(&stranger.entries[1], &other).unwrap();
    stranger.stored([Item::Fork(fork)]);
    assert_eq!(ends(), 0);
    stranger.stored([Item::Aside(other.clone()), Item::Aside(other.clone())]);
    assert_eq!(ends(), 1);
    let mut evidence = Evidence::new();
    hear_writer(acts.store(), &stranger.writer.public(), &mut evidence, |_| true).unwrap();
    assert!(evidence.disputed(&stranger.room.mallory()).is_none(), "its keys were not heard");
    acts.store().keys(None).unwrap().into_iter().for_each(|event| evidence.hear_key(event));
    assert!(evidence.disputed(&stranger.room.mallory()).is_some());
    let held = acts.store().aside(Some(&stranger.writer.public())).unwrap();
    assert_eq!(held, [other]);
    assert!(acts.store().aside(Some(&witness(0).public())).unwrap().is_empty());
}

/// That a ledger is longer than what is held of it is told, and what it takes back there counts.
#[tokio::test]
async fn what_was_seen_beyond_a_gap_counts_and_leaves_no_ledger_whole() {
    let stranger = Stranger::new().await;
    let (acts, writer) = (&stranger.room.acts, stranger.writer.public());
    let commit = |change: Change| {
        let writes = writes_of(acts.store(), change, acts.now()).unwrap();
        acts.store().commit(&writes).unwrap();
    };
    let entries = || stranger.told(LedgerPart::Entries);
    let (id, place) =
        ("urn:uuid:3f0c2a51-7a51-4c39-9f57-0d7d1a2b3c4d", Place { list: 1, index: 7 });
    let held = (Some(place), stranger.room.me);
    let badge = stranger.room.placed(id, &stranger.room.mallory, "Badge", held);
    let status = || {
        let document = bot_protocol::canon::multibase::encode_base64(badge.bytes());
        let asked = VerifyRequest { document, ..VerifyRequest::default() };
        acts.verify(&asked).unwrap().findings["status"].reason.clone()
    };
    assert_eq!((entries().0, status().as_str()), (Answer::Yes, "clear-as-of"));
    let short = |size, cause| Change::Short { writer, short: Short { size, cause } };
    for (cause, code) in [(Cause::Gap, "feed-incomplete"), (Cause::Strangers, "kept-short")] {
        commit(short(3, cause));
        assert_eq!(entries(), (Answer::Unknown, code.to_owned()));
        assert_eq!(status(), code);
        // Once it is held so far, nothing of that is left.
        commit(short(2, cause));
        assert_eq!((entries().0, status().as_str()), (Answer::Yes, "clear-as-of"));
    }
    let mut feed = stranger.feed(2);
    feed.replay(&stranger.next(&feed, profile("between"))).unwrap();
    let revoke = Revoke { list: 1, indexes: vec![7], reason: None, of: None };
    let revoke = stranger.next(&feed, Content::Revoke(revoke));
    commit(Change::Ahead(revoke.clone()));
    assert_eq!(status(), "revoked", "whoever withholds what lies between");
    assert_eq!(entries(), (Answer::Unknown, "feed-incomplete".to_owned()));
    commit(Change::CaughtUp { writer, seq: revoke.seq() });
    assert_eq!(status(), "clear-as-of");
}

#[tokio::test]
async fn a_proof_is_told_and_handed_on_for_others_to_check() {
    let stranger = Stranger::new().await;
    let (acts, did) = (&stranger.room.acts, stranger.room.mallory().to_string());
    assert_eq!(code(acts.export_forks(&did)), "unknown");
    assert!(acts.forks(&PageQuery::default()).unwrap().items.is_empty());
    let fork = ForkProof::make(&stranger.entries[0], &stranger.other(0)).unwrap();
    stranger.stored([Item::Fork(fork.clone())]);
    let told = acts.forks(&PageQuery::default()).unwrap().items;
    let [view] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((view.kind, view.number, view.from), (ForkKind::Entries, 0, Some(0)));
    assert_eq!(view.did.as_ref(), Some(&did));
    let ids: Vec<&str> = view.versions.iter().map(|version| version.id.as_str()).collect();
    assert!(ids.contains(&stranger.entries[0].id().to_string().as_str()), "{ids:?}");
    assert_eq!(acts.forks_of(&did, &PageQuery::default()).unwrap().items, told);
    let school = stranger.room.me.to_string();
    assert!(acts.forks_of(&school, &PageQuery::default()).unwrap().items.is_empty());
    assert_eq!(code(acts.forks_of("did:key:z6Mk", &PageQuery::default())), "unknown");
    let bundle = Bundle::read(&acts.export_forks(&did).unwrap()).unwrap();
    assert_eq!((bundle.forks.as_slice(), bundle.entries.len()), (&[fork][..], 0));
}

#[tokio::test]
async fn a_ledger_is_checked_part_by_part() {
    let stranger = Stranger::new().await;
    assert_eq!(stranger.checked().answer, Answer::Yes);
    assert_eq!(stranger.checked().name, name("Mallory Ltd"));
    assert_eq!(stranger.told(LedgerPart::Date).1, "ledger-dated");
    stranger.names_witnesses();
    assert_eq!(stranger.told(LedgerPart::Date), (Answer::Unknown, "not-witnessed".to_owned()));
    stranger.stored([Item::Stamp(stranger.stamp(&stranger.feed(2), 3))]);
    assert_eq!(stranger.told(LedgerPart::Date), (Answer::Yes, "ledger-dated-witnessed".to_owned()));
    // What this node erased for itself it does not miss.
    let (writer, seq) = (stranger.writer.public(), 0);
    let drop = Write::DropBody { writer, seq, why: crate::store::Gone::Erased };
    stranger.room.acts.store().commit(&[drop]).unwrap();
    assert_eq!(stranger.told(LedgerPart::Texts).1, "ledger-texts-whole");
    stranger.room.pass(8 * DAY);
    assert_eq!(stranger.told(LedgerPart::Date), (Answer::Unknown, "stale".to_owned()));
    assert_eq!(code(stranger.room.acts.check_feed("Nobody", Lang::En)), "unknown");
}

#[tokio::test]
async fn witnesses_are_named_and_named_no_longer() {
    let room = Room::new().await;
    room.heard(&room.mallory, profile("Mallory"), 1);
    let did = room.mallory().to_string();
    let ask = |add: &[&str], remove: &[&str]| WitnessesRequest {
        add: add.iter().map(ToString::to_string).collect(),
        remove: remove.iter().map(ToString::to_string).collect(),
        ..WitnessesRequest::default()
    };
    let trial = WitnessesRequest { dry_run: true, ..ask(&[&did], &[]) };
    let reply = room.acts.change_witnesses(trial).await.unwrap();
    assert_eq!((reply.changed, reply.item.witnesses.len()), (false, 1));
    let view = || room.acts.witnesses(&PageQuery::default()).unwrap().items.remove(0);
    assert_eq!(view().quorum, 0, "a trial changes nothing");
    let reply = room.acts.change_witnesses(ask(&[&did], &[])).await.unwrap();
    assert_eq!((reply.changed, reply.item.quorum), (true, 1));
    assert_eq!(view().witnesses[0].did.as_ref(), Some(&did));
    assert_eq!((view().dated, view().witnesses[0].entries), (None, None));
    assert!(!room.acts.change_witnesses(ask(&[&did], &[])).await.unwrap().changed);
    // Three more, by their keys alone: 3 of 4.
    let keys: Vec<String> = (0..3).map(|number| witness(number).public().to_multikey()).collect();
    let more: Vec<&str> = keys.iter().map(String::as_str).collect();
    let reply = room.acts.change_witnesses(ask(&more, &[])).await.unwrap();
    assert_eq!((reply.item.quorum, reply.item.witnesses.len()), (3, 4));
    for (request, expected) in [
        (ask(&["School"], &[]), "witness-own"),
        (ask(&["Nobody"], &[]), "unknown"),
        (ask(&[], &["School"]), "unknown"),
        (WitnessesRequest { quorum: Some(2), ..ask(&[], &[]) }, "witnesses-refused"),
        (WitnessesRequest { quorum: Some(5), ..ask(&[], &[]) }, "witnesses-refused"),
    ] {
        assert_eq!(code(room.acts.change_witnesses(request).await), expected);
    }
    let four = WitnessesRequest { quorum: Some(4), ..ask(&[], &[]) };
    assert_eq!(room.acts.change_witnesses(four).await.unwrap().item.quorum, 4);
    let all: Vec<&str> = more.iter().copied().chain([did.as_str()]).collect();
    let reply = room.acts.change_witnesses(ask(&[], &all)).await.unwrap();
    assert!(reply.changed && reply.item.witnesses.is_empty());
    assert!(view().witnesses.is_empty() && view().since.is_none());
}
