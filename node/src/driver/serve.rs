//! Serving: stored items as frames, at the reader's pace.

use std::collections::BTreeSet;
use std::sync::Arc;

use bot_protocol::feed::KeyLog;
use bot_protocol::gossip::{
    First, Item, LooseBody, Packer, Part, Plan, Range, Reaches, body_waits,
};
use bot_protocol::identity::Did;
use bot_protocol::limits::FRAME_BYTES_MAX;
use bot_protocol::statement::Statement;
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
    let mut answer = Answer { reader, packer: Packer::new(request), queue };
    let whole = match plan {
        Plan::Since { after, held } => answer.since((after, position), &held).await,
        Plan::Made(frames) => answer.made(frames).await,
        Plan::Lacking { first, ranges } => answer.lacking(first, ranges).await,
    };
    let position = match whole {
        Ok(()) => Some(position),
        Err(End::Gone) => return,
        Err(End::Fault(fault)) => {
            tracing::error!(%fault, "a serve ends early");
            None
        }
    };
    answer.end(position).await;
}

/// Why an answer ends before its end.
enum End {
    /// The peer is gone.
    Gone,
    /// The store cannot be read.
    Fault(StoreError),
}

impl From<StoreError> for End {
    fn from(fault: StoreError) -> Self {
        Self::Fault(fault)
    }
}

/// An answer on its way.
struct Answer {
    reader: Reader,
    packer: Packer,
    queue: mpsc::Sender<Vec<u8>>,
}

impl Answer {
    /// Everything in the order of arrival after `from`, up to `end`, but what the asker holds; then
    /// the bodies that waited.
    async fn since(&mut self, (from, end): (u64, u64), held: &Reaches) -> Result<(), End> {
        let (mut at, mut waiting) = (from, None);
        while at < end {
            let chunk = self.arrived(at).await?;
            let Some((last, _)) = chunk.last() else { break };
            let last = *last;
            for (position, item) in chunk {
                match item_of(item) {
                    Item::Entry(entry) if held.hold(&entry) => {}
                    Item::Entry(entry) => {
                        if self.entry(entry, Part::Whole).await? {
                            waiting.get_or_insert(at);
                        }
                    }
                    item @ (Item::Key(_) | Item::Fork(_) | Item::Stamp(_) | Item::Heads(_)) => {
                        self.push(&item).await?;
                    }
                }
                self.packer.reached(position);
            }
            at = last;
        }
        match waiting {
            Some(from) => self.waited((from, end), held).await,
            None => Ok(()),
        }
    }

    /// The bodies that waited among what arrived after `from`; one that came later than its header
    /// arrived twice.
    async fn waited(&mut self, (from, end): (u64, u64), held: &Reaches) -> Result<(), End> {
        let (mut at, mut sent) = (from, BTreeSet::new());
        while at < end {
            let chunk = self.arrived(at).await?;
            let Some((last, _)) = chunk.last() else { break };
            at = *last;
            for (_, item) in chunk {
                if let Item::Entry(entry) = item_of(item)
                    && body_waits(&entry)
                    && !held.hold(&entry)
                    && sent.insert((entry.writer(), entry.seq()))
                {
                    self.entry(entry, Part::Body).await?;
                }
            }
        }
        Ok(())
    }

    async fn arrived(&self, after: u64) -> Result<Vec<(u64, store::Item)>, StoreError> {
        self.reader.read(move |store| store.items_since(after, CHUNK_BYTES)).await
    }

    /// Frames that the engine made.
    async fn made(&mut self, frames: Vec<Vec<u8>>) -> Result<(), End> {
        self.packer.made(frames.len());
        for frame in frames {
            self.queue.send(frame).await.map_err(|_| End::Gone)?;
        }
        Ok(())
    }

    async fn lacking(&mut self, first: Vec<First>, ranges: Vec<Range>) -> Result<(), End> {
        for first in first {
            self.first(first).await?;
        }
        let mut waiting = Vec::new();
        for range in ranges {
            if self.range(range, |_| true).await? {
                waiting.push(Range { part: Part::Body, ..range });
            }
        }
        for range in waiting {
            self.range(range, body_waits).await?;
        }
        Ok(())
    }

    /// What goes before the entries.
    async fn first(&mut self, first: First) -> Result<(), End> {
        match first {
            First::Keys(did) => self.keys(did).await?,
            First::Aside(writer) => {
                let read = move |store: &dyn Store| store.aside(Some(&writer));
                let aside = self.reader.read(read).await?;
                self.push_all(aside.into_iter().map(Item::Entry)).await?;
            }
            First::Ahead(writer) => {
                let read = move |store: &dyn Store| store.ahead(Some(&writer));
                let ahead = self.reader.read(read).await?;
                self.push_all(ahead.into_iter().map(Item::Entry)).await?;
            }
            First::Stamps(writer) => {
                let read = move |store: &dyn Store| store.stamps(Some(&writer));
                let stamps = self.reader.read(read).await?;
                self.push_all(stamps.into_iter().map(Item::Stamp)).await?;
            }
            First::Item(item) => self.push(&item).await?,
        }
        Ok(())
    }

    async fn push_all(&mut self, items: impl Iterator<Item = Item>) -> Result<(), End> {
        for item in items {
            self.push(&item).await?;
        }
        Ok(())
    }

    /// The events of a key log that count: the store also holds those that were outdone.
    async fn keys(&mut self, did: Did) -> Result<(), End> {
        let log = move |store: &dyn Store| {
            let mut log = KeyLog::new(did);
            store.each_key(Some(&did), &mut |event| {
                log.insert(event).ok();
            })?;
            Ok(log)
        };
        for event in self.reader.read(log).await?.events() {
            self.push(&Item::Key(event.clone())).await?;
        }
        Ok(())
    }

    /// Some entries of a range; answers whether the body of one waits.
    async fn range(&mut self, range: Range, some: fn(&Statement) -> bool) -> Result<bool, End> {
        let (mut from, mut waits) = (range.from, false);
        while from < range.to {
            let read = move |store: &dyn Store| store.entries(&range.writer, from, CHUNK_BYTES);
            let chunk = self.reader.read(read).await?;
            let Some(last) = chunk.last().map(|held| held.statement.seq()) else { break };
            for held in chunk {
                let stays_away = held.body != BodyState::Held;
                let entry = if stays_away { held.statement.without_body() } else { held.statement };
                if entry.seq() < range.to && some(&entry) {
                    waits |= self.entry(entry, range.part).await?;
                }
            }
            let Some(next) = last.checked_add(1) else { break };
            from = next;
        }
        Ok(waits)
    }

    /// What of an entry is asked for; answers whether its body waits.
    async fn entry(&mut self, entry: Statement, part: Part) -> Result<bool, End> {
        let waits = part == Part::Whole && body_waits(&entry);
        let frame = match part {
            Part::Whole if !waits => self.packer.push(&Item::Entry(entry)),
            Part::Whole | Part::Header => self.packer.push(&Item::Entry(entry.without_body())),
            Part::Body => LooseBody::of(&entry).and_then(|body| self.packer.push_body(&body)),
        };
        self.send(frame).await?;
        Ok(waits)
    }

    async fn push(&mut self, item: &Item) -> Result<(), End> {
        let frame = self.packer.push(item);
        self.send(frame).await
    }

    async fn send(&self, frame: Option<Vec<u8>>) -> Result<(), End> {
        match frame {
            Some(frame) => self.queue.send(frame).await.map_err(|_| End::Gone),
            None => Ok(()),
        }
    }

    /// The last frames.
    async fn end(self, position: Option<u64>) {
        for frame in self.packer.finish(position) {
            if self.queue.send(frame).await.is_err() {
                return;
            }
        }
    }
}

fn item_of(item: store::Item) -> Item {
    match item {
        store::Item::Key(event) => Item::Key(event),
        store::Item::Entry(statement) => Item::Entry(statement),
        store::Item::Fork(proof) => Item::Fork(proof),
        store::Item::Stamp(stamp) => Item::Stamp(stamp),
        store::Item::Heads(proof) => Item::Heads(proof),
        store::Item::Aside(statement) | store::Item::Ahead(statement) => Item::Entry(statement),
    }
}
