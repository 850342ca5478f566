//! Serving: stored items as frames, at the reader's pace.

use std::sync::Arc;

use bot_protocol::gossip::{Item, Packer, Plan, Range, Reaches};
use bot_protocol::limits::FRAME_BYTES_MAX;
use tokio::sync::mpsc;

use super::Threads;
use crate::store::{self, BodyState, Store, StoreError};

/// Bytes read from the store at a time: one frame, because every serve that waits for its reader
/// holds so much.
const CHUNK_BYTES: usize = FRAME_BYTES_MAX;

/// A store, and the threads on which it is read.
pub(super) struct Reader {
    store: Arc<dyn Store>,
    threads: Threads,
}

impl Reader {
    pub(super) fn new(store: Arc<dyn Store>, threads: Threads) -> Self {
        Self { store, threads }
    }

    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = Arc::clone(&self.store);
        let read = self.threads.aside(move || work(store.as_ref())).await;
        let broke_off = || StoreError::Stopped { because: "a thread broke off".to_owned() };
        read.unwrap_or_else(|| Err(broke_off()))
    }
}

/// Streams a plan into a peer's queue, waiting while it is full; ends early when the peer is gone.
pub(super) async fn serve(reader: Reader, request: u32, plan: Plan, queue: mpsc::Sender<Vec<u8>>) {
    let position = reader.store.info().position;
    let mut packer = Packer::new(request);
    let whole = match plan {
        Plan::Since { after, held } => {
            since(&reader, (after, position), &held, &mut packer, &queue).await
        }
        Plan::Made(frames) => made(frames, &mut packer, &queue).await,
        Plan::Lacking { first, ranges } => {
            lacking(&reader, first, ranges, &mut packer, &queue).await
        }
    };
    let position = match whole {
        Ok(true) => Some(position),
        Ok(false) => return,
        Err(fault) => {
            tracing::error!(%fault, "a serve ends early");
            None
        }
    };
    for frame in packer.finish(position) {
        if queue.send(frame).await.is_err() {
            return;
        }
    }
}

/// Everything in the order of arrival after `from`, up to `end`, but what the asker holds; false
/// when the peer is gone.
async fn since(
    reader: &Reader,
    (mut from, end): (u64, u64),
    held: &Reaches,
    packer: &mut Packer,
    queue: &mpsc::Sender<Vec<u8>>,
) -> Result<bool, StoreError> {
    while from < end {
        let chunk = reader.read(move |store| store.items_since(from, CHUNK_BYTES)).await?;
        if chunk.is_empty() {
            return Ok(true);
        }
        for (position, item) in chunk {
            from = position;
            let known = match &item {
                store::Item::Entry(entry) => held.hold(entry),
                store::Item::Key(_)
                | store::Item::Fork(_)
                | store::Item::Stamp(_)
                | store::Item::Heads(_) => false,
            };
            if !known && !push(packer, &item_of(item), queue).await {
                return Ok(false);
            }
            packer.reached(position);
        }
    }
    Ok(true)
}

/// Frames that the engine made; false when the peer is gone.
async fn made(
    frames: Vec<Vec<u8>>,
    packer: &mut Packer,
    queue: &mpsc::Sender<Vec<u8>>,
) -> Result<bool, StoreError> {
    packer.made(frames.len());
    for frame in frames {
        if queue.send(frame).await.is_err() {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn lacking(
    reader: &Reader,
    first: Vec<Item>,
    ranges: Vec<Range>,
    packer: &mut Packer,
    queue: &mpsc::Sender<Vec<u8>>,
) -> Result<bool, StoreError> {
    for item in first {
        if !push(packer, &item, queue).await {
            return Ok(false);
        }
    }
    for range in ranges {
        let mut from = range.from;
        while from < range.to {
            let chunk = reader.read(move |store| store.entries(&range.writer, from, CHUNK_BYTES));
            let chunk = chunk.await?;
            if chunk.is_empty() {
                break;
            }
            for held in chunk {
                let seq = held.statement.seq();
                if seq >= range.to {
                    break;
                }
                let bare = range.headers || held.body != BodyState::Held;
                let statement = if bare { held.statement.without_body() } else { held.statement };
                if !push(packer, &Item::Entry(statement), queue).await {
                    return Ok(false);
                }
                from = seq.saturating_add(1);
            }
            if from == u32::MAX {
                break;
            }
        }
    }
    Ok(true)
}

async fn push(packer: &mut Packer, item: &Item, queue: &mpsc::Sender<Vec<u8>>) -> bool {
    match packer.push(item) {
        Some(frame) => queue.send(frame).await.is_ok(),
        None => true,
    }
}

fn item_of(item: store::Item) -> Item {
    match item {
        store::Item::Key(event) => Item::Key(event),
        store::Item::Entry(statement) => Item::Entry(statement),
        store::Item::Fork(proof) => Item::Fork(proof),
        store::Item::Stamp(stamp) => Item::Stamp(stamp),
        store::Item::Heads(proof) => Item::Heads(proof),
    }
}
