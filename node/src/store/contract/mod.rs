//! What every engine promises, asked of each in turn.

mod aside;
mod branch;
mod folders;
mod former;
mod pruned;
mod stamps;

use std::path::PathBuf;
use std::sync::Arc;

use bot_protocol::feed::{Feed, ForkProof, KeyEvent};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::limits::{NOTE_BYTES_MAX, NOTE_KEY_BYTES_MAX};
use bot_protocol::statement::kinds::{Party, Profile, Revoke};
use bot_protocol::statement::{Content, Draft, Kind, Retention, Statement};
use bot_protocol::time::Timestamp;
use proptest::prelude::*;

use super::*;

/// A store that can be closed and opened again.
struct Desk {
    folder: tempfile::TempDir,
    backend: Backend,
    store: Option<Arc<dyn Store>>,
}

impl Desk {
    fn new(backend: Backend) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut desk = Self { folder, backend, store: None };
        desk.store = Some(open(&desk.place(), backend).expect("a new store opens"));
        desk
    }

    fn place(&self) -> PathBuf {
        self.folder.path().join("deep").join("store")
    }

    fn store(&self) -> &dyn Store {
        self.store.as_deref().expect("it is open")
    }

    /// Closes and opens again; memory forgets, so there it stays open.
    fn reopen(&mut self) {
        if self.backend != Backend::Memory {
            self.store = None;
            self.store = Some(open(&self.place(), self.backend).expect("it opens again"));
        }
    }
}

fn each(law: impl Fn(Desk)) {
    for backend in Backend::ALL {
        law(Desk::new(backend));
    }
}

fn ms(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// A log that signs what it is asked for.
struct Pen {
    key: SecretKey,
    feed: Feed,
}

impl Pen {
    fn new(seed: u8) -> Self {
        let key = SecretKey::from_seed(&[seed; 32]);
        let feed = Feed::new(key.public());
        Self { key, feed }
    }

    fn sign(&mut self, content: Content) -> Statement {
        let ts = ms(1_000 + u64::from(self.feed.size()));
        let ret = match content.kind().takes_back() {
            true => Retention::Permanent,
            false => Retention::Erasable,
        };
        let draft = Draft { content, salt: [7; 16], ret };
        let did = Did::from(self.key.public());
        let statement = draft.sign(&did, &self.feed.head(), ts, &self.key).expect("it signs");
        self.feed.append(&statement, ts).expect("it follows");
        statement
    }

    fn next(&mut self) -> Statement {
        self.named(&format!("number {}", self.feed.size()))
    }

    fn named(&mut self, name: &str) -> Statement {
        let name = name.to_owned();
        self.sign(Content::Profile(Profile {
            party: Party::Person,
            name,
            description: None,
            url: None,
        }))
    }
}

fn taken(statement: &Statement) -> Write {
    Write::Item(Item::Entry(statement.clone()), ms(5))
}

fn bytes(items: &[(u64, Item)]) -> Vec<(u64, Vec<u8>)> {
    let bytes = |item: &Item| match item {
        Item::Key(event) => event.to_bytes(),
        Item::Entry(statement) | Item::Aside(statement) | Item::Ahead(statement) => {
            statement.to_bytes()
        }
        Item::Fork(proof) => proof.to_bytes(),
        Item::Stamp(stamp) => stamp.to_bytes(),
        Item::Heads(proof) => proof.to_bytes(),
    };
    items.iter().map(|(position, item)| (*position, bytes(item))).collect()
}

/// All that a store answers, as text, to be compared.
fn all(store: &dyn Store, writers: &[PublicKey]) -> String {
    let mut out = String::new();
    for feed in store.heads().expect("heads") {
        out += &format!(
            "{:?} {} {:?} {} {} {} {:?} {:?}\n",
            feed.writer,
            feed.size,
            feed.last_ts,
            feed.status,
            feed.missing,
            feed.bytes,
            feed.accumulator,
            feed.fork.map(|fork| fork.to_bytes()),
        );
    }
    for writer in writers {
        for stored in store.entries(writer, 0, usize::MAX).expect("entries") {
            let Stored { statement, body, arrived, position } = stored;
            assert_eq!(statement.body().is_some(), body == BodyState::Held);
            out += &format!("{:?} {body:?} {arrived:?} {position}\n", statement.to_bytes());
        }
    }
    out += &format!("{:?}\n", bytes(&store.items_since(0, usize::MAX).expect("items")));
    out += &format!("{:?}\n", store.missing(usize::MAX).expect("missing"));
    out += &format!("{:?}\n", store.of_kind(Kind::Profile, None).expect("kinds").len());
    for shelf in [Shelf::Inbox, Shelf::Outbox] {
        out += &format!("{:?}\n", store.notes(shelf, &[]).expect("notes"));
    }
    out
}

#[test]
fn what_is_committed_is_there_after_reopening() {
    each(|mut desk| {
        let mut pen = Pen::new(1);
        let writer = pen.key.public();
        let entries: Vec<_> = (0..256).map(|_| pen.next()).collect();
        let batch: Vec<_> = entries.iter().map(taken).collect();
        desk.store().commit(&batch).expect("a batch of 256");
        let before = all(desk.store(), &[writer]);
        let id = desk.store().info().id;
        desk.reopen();
        assert_eq!(all(desk.store(), &[writer]), before);
        assert_eq!(desk.store().info().id, id);
        assert_eq!(desk.store().info().position, 256);
        let head = desk.store().head(&writer).expect("head").expect("held");
        assert_eq!(head.accumulator.root(), pen.feed.accumulator().root());
        assert_eq!((head.size, head.last_ts), (256, pen.feed.last_ts()));
        let third = desk.store().entry(&writer, 2).expect("entry").expect("held");
        assert_eq!(third.statement.to_bytes(), entries[2].to_bytes());
        assert!(desk.store().entry(&writer, 256).expect("entry").is_none());
    });
}

#[test]
fn a_batch_that_does_not_fit_leaves_nothing_behind() {
    each(|desk| {
        let (mut pen, mut other) = (Pen::new(1), Pen::new(1));
        let (first, second, third) = (pen.next(), pen.next(), pen.next());
        let rival = other.named("another one");
        let note = Write::Note { shelf: Shelf::Inbox, key: vec![1], value: vec![2] };
        desk.store().commit(&[taken(&first)]).expect("the first");
        let before = all(desk.store(), &[pen.key.public()]);
        let check = |batch: &[Write], expected: &str| {
            let error = desk.store().commit(batch).expect_err("refused");
            assert!(error.is_refusal() && error.to_string().contains(expected), "{error}");
            assert_eq!(all(desk.store(), &[pen.key.public()]), before, "{expected}");
        };
        check(&[note.clone(), taken(&third)], "entry 2");
        check(&[note.clone(), taken(&second), taken(&rival)], "is held already and is another");
        check(&[note.clone(), Write::Body(second.clone(), ms(6))], "is not held");
        let long = |key, value| Write::Note { shelf: Shelf::Inbox, key, value };
        check(&[note.clone(), long(vec![0; NOTE_KEY_BYTES_MAX + 1], vec![])], "256 are taken");
        check(&[note.clone(), long(vec![], vec![0; NOTE_BYTES_MAX + 1])], "16777216 are taken");
        desk.store().commit(&[note, taken(&second), taken(&third)]).expect("it goes on");
    });
}

#[test]
fn what_is_held_already_changes_nothing() {
    each(|desk| {
        let mut pen = Pen::new(1);
        let entry = pen.next();
        let event = KeyEvent::inception(&SecretKey::from_seed(&[9; 32]).public(), &pen.key);
        let batch = [taken(&entry), Write::Item(Item::Key(event), ms(1))];
        desk.store().commit(&batch).expect("new");
        let before = all(desk.store(), &[pen.key.public()]);
        desk.store().commit(&batch).expect("known");
        desk.store().commit(&[]).expect("nothing");
        assert_eq!(all(desk.store(), &[pen.key.public()]), before);
        assert_eq!(desk.store().info().position, 2);
    });
}

#[test]
fn bodies_missing_erased_and_refused_are_three_things() {
    each(|mut desk| {
        let mut pen = Pen::new(1);
        let writer = pen.key.public();
        let entries: Vec<_> = (0..4).map(|_| pen.next()).collect();
        let bare: Vec<_> = entries.iter().map(|entry| taken(&entry.without_body())).collect();
        desk.store().commit(&bare).expect("headers");
        assert_eq!(desk.store().missing(9).expect("missing").len(), 4);
        assert_eq!(desk.store().missing(3).expect("missing").len(), 3);
        let drop = |seq, why| Write::DropBody { writer, seq, why };
        let batch = [
            Write::Body(entries[0].clone(), ms(9)),
            Write::Body(entries[1].clone(), ms(9)),
            drop(1, Gone::Erased),
            drop(2, Gone::Refused),
            drop(77, Gone::Erased),
        ];
        desk.store().commit(&batch).expect("bodies");
        // What was dropped does not come back, and keeps its reason.
        let again = [
            Write::Body(entries[1].clone(), ms(10)),
            Write::Body(entries[2].clone(), ms(10)),
            drop(2, Gone::Erased),
            Write::Body(entries[3].without_body(), ms(10)),
        ];
        desk.store().commit(&again).expect("ignored");
        desk.reopen();
        let stored = desk.store().entries(&writer, 0, usize::MAX).expect("entries");
        let states: Vec<_> = stored.iter().map(|stored| stored.body).collect();
        use BodyState::{Erased, Held, Missing, Refused};
        assert_eq!(states, [Held, Erased, Refused, Missing]);
        assert_eq!(desk.store().missing(9).expect("missing"), [(writer, 3)]);
        let ids = stored.iter().map(|stored| stored.statement.id());
        assert!(ids.eq(entries.iter().map(Statement::id)), "every header is still there");
        let head = desk.store().head(&writer).expect("head").expect("held");
        let held: usize = stored.iter().map(|stored| stored.statement.to_bytes().len()).sum();
        assert_eq!((head.missing, head.bytes), (1, held as u64));
        // A body that came later is news: whoever read up to 4 sees it.
        let news = desk.store().items_since(4, usize::MAX).expect("items");
        assert_eq!(news.iter().map(|(position, _)| *position).collect::<Vec<_>>(), [5, 6]);
    });
}

#[test]
fn arrivals_are_read_in_order_page_by_page() {
    each(|mut desk| {
        let (mut one, mut two, mut rival) = (Pen::new(1), Pen::new(2), Pen::new(1));
        let first = one.next();
        let fork = ForkProof::make(&first, &rival.named("another")).expect("a fork");
        let event = KeyEvent::inception(&two.key.public(), &one.key);
        let mut batch = vec![Write::Item(Item::Key(event.clone()), ms(1)), taken(&first)];
        batch.push(Write::Item(Item::Fork(fork.clone()), ms(2)));
        batch.extend((0..300).flat_map(|_| [taken(&two.next()), taken(&one.next())]));
        for part in batch.chunks(100) {
            desk.store().commit(part).expect("stored");
        }
        desk.reopen();
        let whole = desk.store().items_since(0, usize::MAX).expect("items");
        let positions: Vec<_> = whole.iter().map(|(position, _)| *position).collect();
        assert_eq!(positions, (1..=603).collect::<Vec<_>>());
        let (mut pages, mut at) = (Vec::new(), 0);
        loop {
            let page = desk.store().items_since(at, 10_000).expect("a page");
            let Some((last, _)) = page.last() else { break };
            at = *last;
            pages.extend(page);
        }
        assert_eq!(bytes(&pages), bytes(&whole));
        assert_eq!(desk.store().items_since(10, 1).expect("one").len(), 1);
        assert!(desk.store().items_since(u64::MAX, 1).expect("none").is_empty());
        let did = event.did();
        assert_eq!(desk.store().keys(Some(&did)).expect("keys").len(), 1);
        assert_eq!(desk.store().keys(Some(&Did::from(two.key.public()))).expect("keys").len(), 0);
        assert_eq!(desk.store().forks().expect("forks")[0].to_bytes(), fork.to_bytes());
        let heads = desk.store().heads().expect("heads");
        assert_eq!(heads.iter().filter(|feed| feed.fork.is_some()).count(), 1);
        let some = desk.store().entries(&two.key.public(), 298, usize::MAX).expect("entries");
        assert_eq!(some.len(), 2);
    });
}

#[test]
fn kinds_are_found_and_status_is_counted() {
    each(|desk| {
        let mut pen = Pen::new(1);
        let writer = pen.key.public();
        let revoke = Content::Revoke(Revoke { list: 1, indexes: vec![4], reason: None, of: None });
        let entries = [pen.next(), pen.sign(revoke), pen.next()];
        let batch: Vec<_> = entries.iter().map(taken).collect();
        desk.store().commit(&batch).expect("stored");
        let seqs = |kind, writer: Option<&PublicKey>| -> Vec<u32> {
            let found = desk.store().of_kind(kind, writer).expect("of kind");
            found.iter().map(|stored| stored.statement.seq()).collect()
        };
        assert_eq!(seqs(Kind::Profile, Some(&writer)), [0, 2]);
        assert_eq!(seqs(Kind::Revoke, None), [1]);
        assert!(seqs(Kind::Revoke, Some(&Pen::new(2).key.public())).is_empty());
        assert_eq!(desk.store().head(&writer).expect("head").expect("held").status, 1);
    });
}

#[test]
fn notes_lie_on_their_shelf_until_forgotten() {
    each(|mut desk| {
        let put = |shelf, key: &[u8], value: &[u8]| Write::Note {
            shelf,
            key: key.to_vec(),
            value: value.to_vec(),
        };
        let large = vec![0xab; 1_000_000];
        let batch = [
            put(Shelf::Inbox, b"b", b"2"),
            put(Shelf::Inbox, b"a", b"1"),
            put(Shelf::Inbox, b"ab", &large),
            put(Shelf::Outbox, b"a", b"other"),
            put(Shelf::Inbox, b"", b""),
        ];
        desk.store().commit(&batch).expect("notes");
        desk.reopen();
        let note = |key: &[u8]| desk.store().note(Shelf::Inbox, key).expect("note");
        assert_eq!(note(b"ab"), Some(large));
        assert_eq!(note(b""), Some(Vec::new()));
        assert_eq!(note(b"zz"), None);
        let keys = |prefix: &[u8]| -> Vec<Vec<u8>> {
            let notes = desk.store().notes(Shelf::Inbox, prefix).expect("notes");
            notes.into_iter().map(|(key, _)| key).collect()
        };
        assert_eq!(keys(b""), [&b""[..], b"a", b"ab", b"b"]);
        assert_eq!(keys(b"a"), [&b"a"[..], b"ab"]);
        let forget = Write::Forget { shelf: Shelf::Inbox, key: b"ab".to_vec() };
        let changes = desk.store().info().changes;
        assert_eq!(desk.store().info().changes, changes, "nothing changed");
        desk.store().commit(&[forget, put(Shelf::Inbox, b"b", b"3")]).expect("changed");
        assert_eq!(keys(b"a"), [b"a"]);
        assert_eq!(note(b"b"), Some(b"3".to_vec()));
        assert!(desk.store().info().changes > changes, "what was read is old");
        assert_eq!(desk.store().info().position, 0, "notes do not arrive");
    });
}

/// What a random history may do next.
#[derive(Clone, Debug)]
enum Step {
    Entry { pen: usize, bare: bool },
    Body { pen: usize, seq: u32 },
    Drop { pen: usize, seq: u32, why: Gone },
    Note { key: u8, size: usize },
    Forget { key: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    let why = prop_oneof![Just(Gone::Erased), Just(Gone::Refused)];
    prop_oneof![
        4 => (0..2_usize, any::<bool>()).prop_map(|(pen, bare)| Step::Entry { pen, bare }),
        2 => (0..2_usize, 0..9_u32).prop_map(|(pen, seq)| Step::Body { pen, seq }),
        1 => (0..2_usize, 0..9_u32, why).prop_map(|(pen, seq, why)| Step::Drop { pen, seq, why }),
        2 => (0..4_u8, 0..30_000_usize).prop_map(|(key, size)| Step::Note { key, size }),
        1 => (0..4_u8).prop_map(|key| Step::Forget { key }),
    ]
}

fn write(step: &Step, pens: &mut [Pen; 2], said: &mut [Vec<Statement>; 2]) -> Write {
    match step {
        Step::Entry { pen, bare } => {
            let entry = pens[*pen].next();
            said[*pen].push(entry.clone());
            taken(&if *bare { entry.without_body() } else { entry })
        }
        Step::Body { pen, seq } => match said[*pen].get(*seq as usize) {
            Some(entry) => Write::Body(entry.clone(), ms(8)),
            None => Write::Forget { shelf: Shelf::Outbox, key: Vec::new() },
        },
        Step::Drop { pen, seq, why } => {
            Write::DropBody { writer: pens[*pen].key.public(), seq: *seq, why: *why }
        }
        Step::Note { key, size } => {
            Write::Note { shelf: Shelf::Inbox, key: vec![*key], value: vec![*key; *size] }
        }
        Step::Forget { key } => Write::Forget { shelf: Shelf::Inbox, key: vec![*key] },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn all_engines_answer_alike(
        batches in prop::collection::vec(prop::collection::vec(step(), 1..9), 1..9),
    ) {
        let mut desks = Backend::ALL.map(Desk::new);
        let (mut pens, mut said) = ([Pen::new(1), Pen::new(2)], [Vec::new(), Vec::new()]);
        for batch in &batches {
            let batch: Vec<_> =
                batch.iter().map(|step| write(step, &mut pens, &mut said)).collect();
            for desk in &desks {
                desk.store().commit(&batch).expect("it fits");
            }
        }
        let writers = [pens[0].key.public(), pens[1].key.public()];
        let answers: Vec<_> = desks.iter().map(|desk| all(desk.store(), &writers)).collect();
        prop_assert_eq!(&answers[0], &answers[2]);
        prop_assert_eq!(&answers[1], &answers[2]);
        for desk in &mut desks {
            desk.reopen();
            prop_assert_eq!(&all(desk.store(), &writers), &answers[2]);
        }
    }
}
