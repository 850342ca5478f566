//! A history of writes that anybody can tell whole from half: batch *n* says which *n* it is.
//!
//! Each batch has 1 to 5 entries of one feed, some long; every fifth leaves a body out that the
//! next one brings; every fourth drops a body, and the store is written anew behind it; every sixth
//! keeps a note of 40 KB. With each comes what a witness remembers that signed the log as it is
//! then, and what [`super::scene`] writes, so that every kind of write is among them. So what a store
//! must hold follows from the number of batches alone.

use std::collections::{BTreeMap, BTreeSet};

use bot_node::store::{BodyState, Gone, Item, Shelf, Store, StoreError, Write};
use bot_protocol::feed::{Feed, KeyEvent};
use bot_protocol::identity::{Did, PublicKey, SecretKey};
use bot_protocol::statement::kinds::{Party, Profile};
use bot_protocol::statement::{Content, Draft, Retention, Sealed, Statement};
use bot_protocol::time::Timestamp;

use super::scene;

const COUNT: &[u8] = b"batches";
const LATE: &[u8] = b"late";

fn key() -> SecretKey {
    SecretKey::from_seed(&[42; 32])
}

/// Whose feed the workload writes.
pub fn writer() -> PublicKey {
    key().public()
}

/// Entries in batch `batch`.
fn entries(batch: u32) -> u32 {
    1 + batch * 7 % 5
}

/// Number of the first entry of batch `batch`.
fn first(batch: u32) -> u32 {
    (0..batch).map(entries).sum()
}

fn leaves_one_out(batch: u32) -> bool {
    batch % 5 == 4
}

fn drops(batch: u32) -> Option<u32> {
    (batch % 4 == 3).then(|| first(batch - 2))
}

fn large(batch: u32) -> Option<Vec<u8>> {
    (batch % 6 == 2).then(|| (0..40_000_u32).map(|at| (at ^ batch) as u8).collect())
}

/// Goes on with the workload where the store stands, `batches` more; calls `acknowledged` with the
/// number of batches done after each.
///
/// # Errors
/// What the store answered.
///
/// # Panics
/// When the store holds something else than this workload.
pub fn write(
    store: &dyn Store,
    batches: u32,
    acknowledged: &mut dyn FnMut(u32),
) -> Result<(), StoreError> {
    let mut feed = match store.head(&writer())? {
        Some(head) => Feed::restore(head.writer, head.accumulator, head.last_ts, None),
        None => Ok(Feed::new(writer())),
    }
    .expect("no fork is involved");
    let done = count(store)?;
    for batch in done..done + batches {
        let late = store.note(Shelf::Outbox, LATE)?;
        store.commit(&writes(batch, &mut feed, late))?;
        acknowledged(batch + 1);
        if drops(batch).is_some() {
            store.renew()?;
        }
    }
    Ok(())
}

fn count(store: &dyn Store) -> Result<u32, StoreError> {
    let count = store.note(Shelf::Settings, COUNT)?;
    Ok(count.map_or(0, |count| u32::from_be_bytes(count.try_into().expect("four bytes"))))
}

fn note(shelf: Shelf, key: &[u8], value: Vec<u8>) -> Write {
    Write::Note { shelf, key: key.to_vec(), value }
}

fn writes(batch: u32, feed: &mut Feed, late: Option<Vec<u8>>) -> Vec<Write> {
    let arrived = Timestamp::from_millis(u64::from(batch));
    let mut writes = Vec::new();
    if batch == 0 {
        let event = KeyEvent::inception(&writer(), &key());
        writes.push(Write::Item(Item::Key(event), arrived));
    }
    if let Some(late) = late {
        let entry = Sealed::read(&late).expect("its own bytes").open().expect("its own signature");
        writes.push(Write::Body(entry, arrived));
        writes.push(Write::Forget { shelf: Shelf::Outbox, key: LATE.to_vec() });
    }
    for at in 0..entries(batch) {
        let mut entry = sign(batch, feed);
        if leaves_one_out(batch) && at + 1 == entries(batch) {
            writes.push(note(Shelf::Outbox, LATE, entry.to_bytes()));
            entry = entry.without_body();
        }
        writes.push(Write::Item(Item::Entry(entry), arrived));
    }
    if let Some(seq) = drops(batch) {
        writes.push(Write::DropBody { writer: writer(), seq, why: Gone::Erased });
    }
    if let Some(large) = large(batch) {
        writes.push(note(Shelf::Held, &batch.to_be_bytes(), large));
    }
    writes.push(note(Shelf::Witness, writer().as_bytes(), seen(feed.size())));
    writes.push(note(Shelf::Settings, COUNT, (batch + 1).to_be_bytes().to_vec()));
    writes.extend(scene::writes(batch));
    writes
}

/// How many kinds of writes the first batches make, of [`scene::KINDS`].
#[must_use]
pub fn kinds(batches: u32) -> usize {
    let (mut feed, mut late) = (Feed::new(writer()), None);
    let mut made = BTreeSet::new();
    for batch in 0..batches {
        let writes = writes(batch, &mut feed, late.take());
        made.extend(writes.iter().map(scene::kind));
        late = writes.into_iter().find_map(|write| {
            let Write::Note { shelf: Shelf::Outbox, value, .. } = write else { return None };
            Some(value)
        });
    }
    made.len()
}

/// What a witness remembers that signed a log of so many entries: as long as such a note is.
fn seen(size: u32) -> Vec<u8> {
    size.to_be_bytes().repeat(100)
}

fn sign(batch: u32, feed: &mut Feed) -> Statement {
    let ts = Timestamp::from_millis(u64::from(feed.size()));
    let content = Content::Profile(Profile {
        party: Party::Person,
        name: format!("batch {batch}"),
        description: (batch % 3 == 1).then(|| "long ".repeat(700)),
        url: None,
    });
    let draft = Draft { content, salt: [1; 16], ret: Retention::Erasable };
    let entry = draft.sign(&Did::from(writer()), &feed.head(), ts, &key()).expect("it signs");
    feed.append(&entry, ts).expect("it follows");
    entry
}

/// Looks whether the store holds the workload up to some batch, that batch whole, and at least as
/// many as were acknowledged; answers how many.
///
/// # Errors
/// What is wrong, in words.
pub fn check(store: &dyn Store, acknowledged: u32) -> Result<u32, String> {
    check_store(store, acknowledged).unwrap_or_else(|error| Err(format!("reading: {error}")))
}

fn check_store(store: &dyn Store, acknowledged: u32) -> Result<Result<u32, String>, StoreError> {
    let done = count(store)?;
    let size = first(done);
    let mut wrong = Vec::new();
    let mut expect = |what: &str, right: bool| {
        if !right {
            wrong.push(what.to_owned());
        }
    };
    expect("acknowledged batches are there", done >= acknowledged);
    expect("no more than the one under way", done <= acknowledged + 1);
    let mut feed = Feed::new(writer());
    let mut states = BTreeMap::new();
    for stored in store.entries(&writer(), 0, usize::MAX)? {
        states.insert(stored.statement.seq(), stored.body);
        expect("each entry follows", feed.replay(&stored.statement).is_ok());
    }
    expect("body states", states == expected_states(done));
    let missing = store.missing(usize::MAX)?.into_iter().filter(|(of, _)| *of == writer());
    let missing: Vec<_> = missing.map(|(_, seq)| seq).collect();
    let wanted = states.iter().filter(|(_, state)| **state == BodyState::Missing);
    expect("missing bodies", missing.iter().eq(wanted.map(|(seq, _)| seq)));
    let head = store.head(&writer())?;
    expect("a head where there are entries", head.is_some() == (size > 0));
    if let Some(head) = head {
        let same = (head.size, head.last_ts) == (size, feed.last_ts());
        expect("head and entries agree", same && head.missing as usize == missing.len());
        expect("accumulator", head.accumulator.root() == feed.accumulator().root());
    }
    let items = store.items_since(0, usize::MAX)?;
    let bodies = (1..done).filter(|batch| leaves_one_out(batch - 1)).count();
    let arrivals = size as u64 + bodies as u64 + u64::from(done > 0);
    let position = arrivals + scene::arrivals(done);
    expect("arrivals", items.len() as u64 == arrivals + scene::told(done));
    let ascend = items.is_sorted_by(|(one, _), (next, _)| one < next);
    expect("their order", ascend && items.last().is_none_or(|(last, _)| *last <= position));
    expect("position", store.info().position == position);
    let keys = store.keys(Some(&Did::from(writer())))?;
    expect("key events", keys.len() == usize::from(done > 0));
    let notes = store.notes(Shelf::Held, &[])?;
    let large = (0..done).filter_map(|batch| Some((batch.to_be_bytes().to_vec(), large(batch)?)));
    expect("large notes", notes.into_iter().eq(large));
    let remembered = store.note(Shelf::Witness, writer().as_bytes())?;
    expect("what a witness remembers", remembered == (done > 0).then(|| seen(size)));
    expect("late note", store.note(Shelf::Outbox, LATE)?.is_none() == missing.is_empty());
    scene::check(store, done, &mut wrong)?;
    Ok(if wrong.is_empty() {
        Ok(done)
    } else {
        Err(format!("{done} batches, {acknowledged} acknowledged; wrong: {}", wrong.join(", ")))
    })
}

fn expected_states(done: u32) -> BTreeMap<u32, BodyState> {
    let mut states: BTreeMap<_, _> = (0..first(done)).map(|seq| (seq, BodyState::Held)).collect();
    if let Some(last) = done.checked_sub(1)
        && leaves_one_out(last)
    {
        states.insert(first(done) - 1, BodyState::Missing);
    }
    for seq in (0..done).filter_map(drops) {
        states.insert(seq, BodyState::Erased);
    }
    states
}
