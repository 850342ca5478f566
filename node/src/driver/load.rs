//! From the store to the engine, and from the engine's changes to the store's writes.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{Cause, Feed, Kept, KeyRing, Short};
use bot_protocol::gossip::{
    Away, BootId, Change, Community, Cursor, EngineState, HeldFeed, Item, Peer, is_large,
};
use bot_protocol::identity::PublicKey;
use bot_protocol::limits::{ASIDE_MAX, FRAME_BYTES_MAX};
use bot_protocol::statement::kinds::Erase;
use bot_protocol::statement::{Content, Statement};
use bot_protocol::time::Timestamp;

use crate::store::SHORT;
use crate::store::{self, BodyState, Gone, Shelf, Store, StoreError, StoredFeed, Write};

/// What a note begins with that a writer key of this installation signed elsewhere; the key follows.
const ELSEWHERE: &[u8] = b"elsewhere/";

/// What a note begins with that an entry erases in another log; its writer and number follow.
const ERASES: &[u8] = b"erases/";

/// Most missing bodies looked up at start; the rest is found by the next catch-up.
const MISSING_MAX: usize = 100_000;

/// Everything the store knows that the engine must, without its identities.
///
/// # Errors
/// The store cannot be read.
pub(super) fn engine_state(
    store: &dyn Store,
    boot: BootId,
    communities: Vec<Community>,
) -> Result<EngineState, StoreError> {
    let mut missing: BTreeMap<PublicKey, Vec<u32>> = BTreeMap::new();
    for (writer, seq) in store.missing(MISSING_MAX)? {
        missing.entry(writer).or_default().push(seq);
    }
    let mut feeds = Vec::new();
    store.each_head(&mut |held| {
        let writer = held.writer;
        match Feed::restore(writer, held.accumulator, held.last_ts, held.fork) {
            Ok(feed) => feeds.push(HeldFeed {
                feed,
                bytes: held.bytes,
                status: held.status,
                missing: missing.remove(&writer).unwrap_or_default(),
            }),
            Err(fault) => tracing::error!(?writer, %fault, "a feed cannot be restored"),
        }
    })?;
    let keys = key_logs(store)?;
    let mut aside: BTreeMap<PublicKey, BTreeMap<Hash, u32>> = BTreeMap::new();
    let mut large: BTreeMap<PublicKey, BTreeSet<Hash>> = BTreeMap::new();
    let mut withdrawn: BTreeMap<PublicKey, BTreeMap<Hash, Vec<u32>>> = BTreeMap::new();
    for entry in store.aside(None)? {
        let writer = entry.writer();
        aside.entry(writer).or_default().insert(entry.id(), entry.seq());
        if is_large(entry.header()) {
            large.entry(writer).or_default().insert(entry.id());
        }
        let content = entry.body().map(|body| Content::read(entry.kind(), body));
        if let Some(Ok(Content::Erase(said))) = content {
            let named = said.named(&writer, &writer).to_vec();
            withdrawn.entry(writer).or_default().insert(entry.id(), named);
        }
    }
    Ok(EngineState {
        boot,
        store: store.info().id,
        communities,
        keys,
        feeds,
        forks: store.forks()?,
        stamps: store.stamps(None)?,
        sights: store::sights(store, None)?,
        heads: store.two_heads()?,
        aside,
        large,
        withdrawn,
        erasures: erasures(store)?,
        short: all_short(store)?,
        ahead: all_ahead(store)?,
        elsewhere: elsewhere(store)?,
        cursors: read_cursors(store)?,
        ..EngineState::default()
    })
}

/// All key logs, what was taken once among them: some of it by what comes later in the store's order.
fn key_logs<E: Kept>(store: &dyn Store) -> Result<KeyRing<E>, StoreError> {
    let mut keys = KeyRing::default();
    let mut full = BTreeSet::new();
    store.each_key(None, &mut |event| {
        let did = event.did();
        if keys.insert(event).is_err() {
            full.insert(did);
        }
    })?;
    for did in full {
        for event in store.keys(Some(&did))? {
            // What does not fit now counts for nothing.
            keys.insert(event).ok();
        }
    }
    Ok(keys)
}

/// What a feed says from this number on that takes something back, as
/// [`Effect::Removals`](bot_protocol::gossip::Effect::Removals) asks for it.
///
/// # Errors
/// The store cannot be read.
pub(super) fn removals(
    store: &dyn Store,
    writer: &PublicKey,
    mut from: u32,
) -> Result<Vec<Statement>, StoreError> {
    let known: BTreeSet<Hash> = store.aside(Some(writer))?.iter().map(Statement::id).collect();
    let mut least: BTreeMap<Hash, Statement> = BTreeMap::new();
    let (begin, by_id) = (from, |entry: Statement| (entry.id(), entry));
    loop {
        let chunk = store.entries(writer, from, FRAME_BYTES_MAX)?;
        let Some(last) = chunk.last() else { break };
        from = last.statement.seq().saturating_add(1);
        let entries = chunk.into_iter().map(|held| held.statement);
        let back = entries.filter(|entry| entry.kind().takes_back() && entry.body().is_some());
        least.extend(back.map(by_id));
        while least.len() > ASIDE_MAX {
            least.pop_last();
        }
    }
    least
        .extend(store.ahead(Some(writer))?.into_iter().filter(|one| one.seq() >= begin).map(by_id));
    while least.len() > ASIDE_MAX {
        least.pop_last();
    }
    // What was put aside before is not again.
    Ok(least.into_values().filter(|entry| !known.contains(&entry.id())).collect())
}

/// How a feed stood with so many entries, and the bytes of those from there on that another branch would
/// take the place of, as [`Effect::Ground`](bot_protocol::gossip::Effect::Ground) asks for it; nothing where
/// there are fewer.
///
/// # Errors
/// The store cannot be read.
pub(super) fn ground(
    store: &dyn Store,
    writer: &PublicKey,
    at: u32,
) -> Result<Option<(Feed, u64)>, StoreError> {
    let mut feed = Feed::new(*writer);
    while feed.size() < at {
        let before = feed.size();
        for held in store.entries(writer, before, FRAME_BYTES_MAX)? {
            if feed.size() < at && feed.replay(&held.statement).is_err() {
                tracing::error!(?writer, seq = feed.size(), "a stored feed does not follow");
                return Ok(None);
            }
        }
        if feed.size() == before {
            return Ok(None);
        }
    }
    let (mut next, mut beyond) = (at, 0);
    loop {
        let chunk = store.entries(writer, next, FRAME_BYTES_MAX)?;
        let Some(last) = chunk.last() else { break };
        next = last.statement.seq().saturating_add(1);
        let goes = chunk.iter().filter(|held| !store::stays(&held.statement));
        beyond += goes.map(|held| held.statement.to_bytes().len() as u64).sum::<u64>();
    }
    Ok(Some((feed, beyond)))
}

/// What is held of a feed, and which bodies are missing from this number on, as
/// [`Effect::Reload`](bot_protocol::gossip::Effect::Reload) asks for it.
///
/// # Errors
/// The store cannot be read, or has nothing of the feed.
pub(super) fn reload(
    store: &dyn Store,
    writer: &PublicKey,
    from: u32,
) -> Result<HeldFeed, StoreError> {
    let gone = || StoreError::NotHeld { writer: *writer, seq: from };
    let StoredFeed { accumulator, last_ts, bytes, status, .. } =
        store.head(writer)?.ok_or_else(gone)?;
    let feed = Feed::restore(*writer, accumulator, last_ts, None).map_err(|_| gone())?;
    let (mut missing, mut next) = (Vec::new(), from);
    loop {
        let chunk = store.entries(writer, next, FRAME_BYTES_MAX)?;
        let Some(last) = chunk.last() else { break };
        next = last.statement.seq().saturating_add(1);
        let lacking = chunk.iter().filter(|held| held.body == BodyState::Missing);
        missing.extend(lacking.map(|held| held.statement.seq()));
    }
    Ok(HeldFeed { feed, bytes, status, missing })
}

/// What is written for a change: itself, and of the first proof that a log was told in two versions
/// when it came.
///
/// # Errors
/// The store cannot be read.
pub(crate) fn writes_of(
    store: &dyn Store,
    change: Change,
    now: Timestamp,
) -> Result<Vec<Write>, StoreError> {
    let first = first_proof(store, &change, now)?;
    Ok(std::iter::once(write_of(change, now)).chain(first).collect())
}

/// The write that makes a change durable.
fn write_of(change: Change, now: Timestamp) -> Write {
    match change {
        Change::Item(Item::Key(event)) => Write::Item(store::Item::Key(event), now),
        Change::Item(Item::Entry(entry)) => Write::Item(store::Item::Entry(entry), now),
        Change::Item(Item::Fork(proof)) => Write::Item(store::Item::Fork(proof), now),
        Change::Item(Item::Stamp(stamp)) => Write::Item(store::Item::Stamp(stamp), now),
        Change::Item(Item::Heads(proof)) => Write::Item(store::Item::Heads(proof), now),
        Change::Stamps(stamps) => Write::Stamps(stamps),
        Change::Aside(entry) => Write::Item(store::Item::Aside(entry), now),
        Change::LetGo { writer, ids } => Write::LetGo { writer, ids },
        Change::DropKey { did, id } => Write::DropKey { did, id },
        Change::Branch { ground, headers } => Write::Branch { ground, headers, arrived: now },
        Change::Body(statement) => Write::Body(statement, now),
        Change::DropBody { writer, seq, away: Away::Refused } => {
            Write::DropBody { writer, seq, why: Gone::Refused }
        }
        Change::DropBody { writer, seq, away: Away::Erased } => Write::Erase { writer, seq },
        Change::Prune { writer, below } => Write::Prune { writer, below },
        Change::Cursor(cursor) => write_cursor(&cursor),
        Change::Erases { writer, seq } => {
            let key = [ERASES, &writer.as_bytes()[..], &seq.to_be_bytes()].concat();
            Write::Note { shelf: Shelf::Settings, key, value: Vec::new() }
        }
        Change::Ahead(entry) => Write::Item(store::Item::Ahead(entry), now),
        Change::CaughtUp { writer, seq } => Write::CaughtUp { writer, seq },
        Change::Short { writer, short } => Write::Note {
            shelf: Shelf::Settings,
            key: short_key(&writer),
            value: write_short(short),
        },
        Change::Whole { writer } => {
            Write::Forget { shelf: Shelf::Settings, key: short_key(&writer) }
        }
        Change::Sights { writer, sights } => store::write_sights(&writer, &sights),
        Change::Elsewhere(writer) => Write::Note {
            shelf: Shelf::Settings,
            key: elsewhere_key(&writer),
            value: now.millis().to_be_bytes().to_vec(),
        },
    }
}

/// The notes of when a proof that a log was told in two versions was first held, and that nobody was
/// asked since, where this is the first.
///
/// # Errors
/// The store cannot be read.
fn first_proof(
    store: &dyn Store,
    change: &Change,
    now: Timestamp,
) -> Result<Vec<Write>, StoreError> {
    let (writer, kind) = match change {
        Change::Item(Item::Fork(proof)) => (proof.writer(), 0),
        Change::Item(Item::Heads(proof)) => (proof.writer(), 1),
        Change::Item(Item::Key(_) | Item::Entry(_) | Item::Stamp(_))
        | Change::Stamps(_)
        | Change::Aside(_)
        | Change::Ahead(_)
        | Change::CaughtUp { .. }
        | Change::LetGo { .. }
        | Change::DropKey { .. }
        | Change::Branch { .. }
        | Change::Body(_)
        | Change::DropBody { .. }
        | Change::Short { .. }
        | Change::Whole { .. }
        | Change::Erases { .. }
        | Change::Prune { .. }
        | Change::Cursor(_)
        | Change::Sights { .. }
        | Change::Elsewhere(_) => return Ok(Vec::new()),
    };
    let (shelf, key) = (Shelf::Proofs, [&writer.as_bytes()[..], &[kind]].concat());
    if store.note(shelf, &key)?.is_some() {
        return Ok(Vec::new());
    }
    let seen = Write::Note { shelf, key, value: now.millis().to_be_bytes().to_vec() };
    Ok(vec![seen, super::versions::note(&writer, now)])
}

/// The writer keys of this installation that are known to have signed elsewhere.
///
/// # Errors
/// The store cannot be read.
pub(crate) fn elsewhere(store: &dyn Store) -> Result<BTreeSet<PublicKey>, StoreError> {
    let notes = store.notes(Shelf::Settings, ELSEWHERE)?;
    let writer = |key: &[u8]| {
        let key = key.strip_prefix(ELSEWHERE)?.first_chunk::<32>()?;
        PublicKey::from_bytes(key).ok()
    };
    Ok(notes.iter().filter_map(|(key, _)| writer(key)).collect())
}

/// The erasures of other logs that are held, each with where it stands.
///
/// # Errors
/// The store cannot be read.
fn erasures(store: &dyn Store) -> Result<Vec<(PublicKey, u32, Erase)>, StoreError> {
    let mut all = Vec::new();
    for (key, _) in store.notes(Shelf::Settings, ERASES)? {
        let place = key.get(ERASES.len()..).and_then(<[u8]>::split_first_chunk::<32>);
        let Some((writer, seq)) = place else { continue };
        let (Ok(writer), Ok(seq)) = (PublicKey::from_bytes(writer), seq.try_into()) else {
            continue;
        };
        let seq = u32::from_be_bytes(seq);
        // The branch that it stood on may have been replaced.
        let Some(held) = store.entry(&writer, seq)? else { continue };
        let content = held.statement.body().map(|body| Content::read(held.statement.kind(), body));
        if let Some(Ok(Content::Erase(erase))) = content {
            all.push((writer, seq, erase));
        }
    }
    Ok(all)
}

/// What takes something back beyond a gap of any feed, without bodies.
///
/// # Errors
/// The store cannot be read.
fn all_ahead(
    store: &dyn Store,
) -> Result<BTreeMap<PublicKey, BTreeMap<u32, Statement>>, StoreError> {
    let mut all: BTreeMap<PublicKey, BTreeMap<u32, Statement>> = BTreeMap::new();
    for entry in store.ahead(None)? {
        all.entry(entry.writer()).or_default().insert(entry.seq(), entry.without_body());
    }
    Ok(all)
}

/// The feeds of which more was seen than is held.
///
/// # Errors
/// The store cannot be read.
fn all_short(store: &dyn Store) -> Result<BTreeMap<PublicKey, Short>, StoreError> {
    let read = |(key, value): (Vec<u8>, Vec<u8>)| {
        let key = key.strip_prefix(SHORT)?.first_chunk::<32>()?;
        Some((PublicKey::from_bytes(key).ok()?, read_short(&value)?))
    };
    Ok(store.notes(Shelf::Settings, SHORT)?.into_iter().filter_map(read).collect())
}

/// How long this feed is at least, where this node's own quotas cut it off once, and which; it may be
/// held whole by now.
///
/// # Errors
/// The store cannot be read.
pub(crate) fn short(store: &dyn Store, writer: &PublicKey) -> Result<Option<Short>, StoreError> {
    let note = store.note(Shelf::Settings, &short_key(writer))?;
    Ok(note.and_then(|value| read_short(&value)))
}

fn short_key(writer: &PublicKey) -> Vec<u8> {
    [SHORT, &writer.as_bytes()[..]].concat()
}

fn write_short(short: Short) -> Vec<u8> {
    [&[short.cause.number()][..], &short.size.to_be_bytes()].concat()
}

fn read_short(value: &[u8]) -> Option<Short> {
    let (cause, size) = value.split_first()?;
    let size = u32::from_be_bytes(size.try_into().ok()?);
    Some(Short { size, cause: Cause::of(*cause)? })
}

fn elsewhere_key(writer: &PublicKey) -> Vec<u8> {
    [ELSEWHERE, &writer.as_bytes()[..]].concat()
}

/// In the place of a store in a cursor: of nobody's. Its peer was met, and is compared with next time.
pub(super) const NO_STORE: [u8; 16] = [0; 16];

/// How far the store of each peer was read.
///
/// # Errors
/// The store cannot be read.
pub(super) fn read_cursors(store: &dyn Store) -> Result<Vec<Cursor>, StoreError> {
    let notes = store.notes(Shelf::Cursors, &[])?;
    Ok(notes.iter().filter_map(|(key, value)| read_cursor(key, value)).collect())
}

pub(super) fn write_cursor(cursor: &Cursor) -> Write {
    let value = [&cursor.store[..], &cursor.position.to_be_bytes()].concat();
    Write::Note { shelf: Shelf::Cursors, key: cursor.peer.0.to_vec(), value }
}

fn read_cursor(key: &[u8], value: &[u8]) -> Option<Cursor> {
    let (store, position) = value.split_first_chunk::<16>()?;
    Some(Cursor {
        peer: Peer(key.try_into().ok()?),
        store: *store,
        position: u64::from_be_bytes(position.try_into().ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_and_another_note_does_not() {
        let cursor = Cursor { peer: Peer([7; 32]), store: [8; 16], position: 1 << 40 };
        let Write::Note { key, value, .. } = write_cursor(&cursor) else { panic!("no note") };
        assert_eq!(read_cursor(&key, &value), Some(cursor));
        assert_eq!(read_cursor(&key[1..], &value), None);
        assert_eq!(read_cursor(&key, &value[1..]), None);
    }
}
