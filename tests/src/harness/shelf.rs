//! A store as the engine's shell must keep it, in memory, that refuses what a store must never
//! be asked to hold.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{
    Feed, ForkProof, HeadStamp, HeldStamps, KeyEvent, KeyLog, Short, StampFork,
};
use bot_protocol::gossip::{
    Away, Change, Cursor, EngineState, Event, First, HeldFeed, Item, LooseBody, Packer, Part, Peer,
    Plan, StoreId, body_waits, is_large,
};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::ASIDE_MAX;
use bot_protocol::statement::kinds::{Erase, Prune};
use bot_protocol::statement::{Content, Retention, Statement};

/// An entry and whether its body stays away.
#[derive(Debug, Clone)]
pub struct Held {
    /// As stored.
    pub statement: Statement,
    /// Its body is not missing, it stays away.
    pub away: bool,
    position: u64,
}

/// Everything durable of one node.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    /// Which store it is.
    pub id: StoreId,
    /// How many changes arrived.
    pub position: u64,
    keys: BTreeMap<Hash, (u64, KeyEvent)>,
    /// By writer and number.
    pub entries: BTreeMap<(PublicKey, u32), Held>,
    /// By writer.
    pub forks: BTreeMap<PublicKey, (u64, ForkProof)>,
    /// By writer.
    pub stamps: BTreeMap<PublicKey, (u64, HeldStamps)>,
    /// What takes something back beside a forked feed, by writer and id.
    pub aside: BTreeMap<PublicKey, BTreeMap<Hash, (u64, Statement)>>,
    /// What takes something back on branches in whose place others came, by writer and id.
    pub former: BTreeMap<(PublicKey, Hash), Statement>,
    /// By writer.
    pub heads: BTreeMap<PublicKey, (u64, StampFork)>,
    /// How long feeds are that a quota cut off, by writer.
    pub short: BTreeMap<PublicKey, Short>,
    /// What witnesses of the node's own signed, by writer.
    sights: BTreeMap<PublicKey, Vec<HeadStamp>>,
    /// What takes something back beyond a gap, by writer and number.
    pub ahead: BTreeMap<(PublicKey, u32), (u64, Statement)>,
    cursors: BTreeMap<Peer, Cursor>,
    elsewhere: BTreeSet<PublicKey>,
    /// Where what erases in another log stands.
    erases: BTreeSet<(PublicKey, u32)>,
}

/// One item of an answer.
struct Planned {
    /// Where they go by arrival.
    position: Option<u64>,
    item: Item,
    /// What of it is sent, where it is an entry.
    part: Part,
}

impl Shelf {
    /// An empty one.
    #[must_use]
    pub fn new(id: StoreId) -> Self {
        Self { id, ..Self::default() }
    }

    /// The latest arrival position.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// How far the store of a peer was read.
    #[must_use]
    pub fn cursor(&self, peer: &Peer) -> Option<u64> {
        self.cursors.get(peer).map(|cursor| cursor.position)
    }

    /// Commits; panics with a reason where an engine must not ask for it.
    ///
    /// # Panics
    /// When an entry does not follow those held, or a body has no header.
    pub fn commit(&mut self, changes: &[Change]) {
        for change in changes {
            self.position += 1;
            let position = self.position;
            match change {
                Change::Item(item) => self.item(item, position),
                Change::Stamps(stamps) => self.put_stamps(stamps, position),
                Change::Aside(entry) => {
                    let held = self.aside.entry(entry.writer()).or_default();
                    let before = held.insert(entry.id(), (position, entry.clone()));
                    assert!(before.is_none(), "an entry is kept aside twice");
                    while held.len() > ASIDE_MAX {
                        held.pop_last();
                    }
                }
                Change::Ahead(entry) => {
                    let place = (entry.writer(), entry.seq());
                    let before = self.ahead.insert(place, (position, entry.clone()));
                    assert!(before.is_none(), "an entry is kept ahead twice");
                }
                Change::CaughtUp { writer, seq } => {
                    let held = self.ahead.remove(&(*writer, *seq));
                    assert!(held.is_some(), "what is caught up with was not kept");
                }
                Change::DropKey { did, id } => {
                    let gone = self.keys.remove(id);
                    let held = gone.is_some_and(|(_, event)| event.did() == *did);
                    assert!(held, "a key event goes that was not kept");
                }
                Change::LetGo { writer, ids } => {
                    let held = self.aside.entry(*writer).or_default();
                    let gone = ids.iter().all(|id| held.remove(id).is_some());
                    assert!(gone, "what is let go was not kept");
                }
                Change::Branch { ground, headers } => self.branch(ground, headers, position),
                Change::Body(statement) => self.body(statement, position),
                Change::DropBody { writer, seq, away } => self.drop_body(*writer, *seq, *away),
                Change::Short { writer, short } => {
                    self.short.insert(*writer, *short);
                }
                Change::Whole { writer } => {
                    let short = self.short.remove(writer);
                    let whole = short.is_some_and(|short| short.size <= self.size(writer));
                    assert!(whole, "a feed is said to be whole that is not, or was before");
                }
                Change::Erases { writer, seq } => {
                    self.erases.insert((*writer, *seq));
                }
                Change::Prune { writer, below } => self.prune(*writer, *below),
                Change::Sights { writer, sights } => {
                    self.sights.insert(*writer, sights.clone());
                }
                Change::Elsewhere(writer) => {
                    self.elsewhere.insert(*writer);
                }
                Change::Cursor(cursor) => {
                    self.cursors.insert(cursor.peer, *cursor);
                }
            }
        }
    }

    fn put_stamps(&mut self, stamps: &[HeadStamp], position: u64) {
        let mut held = HeldStamps::default();
        assert!(stamps.iter().all(|stamp| held.hear(stamp)), "a stamp is kept in vain");
        let writer = held.newest().expect("one at least").writer();
        self.stamps.insert(writer, (position, held));
    }

    fn item(&mut self, item: &Item, position: u64) {
        match item {
            Item::Key(event) => {
                let before = self.keys.insert(event.id(), (position, event.clone()));
                assert!(before.is_none(), "a key event is stored twice");
            }
            Item::Entry(statement) => {
                let (writer, seq) = (statement.writer(), statement.seq());
                let next = self.size(&writer);
                assert_eq!(seq, next, "an entry does not follow those held");
                let held = Held { statement: statement.clone(), away: false, position };
                self.entries.insert((writer, seq), held);
            }
            Item::Fork(proof) => {
                self.forks.insert(proof.writer(), (position, proof.clone()));
            }
            Item::Stamp(stamp) => {
                let (at, held) = self.stamps.entry(stamp.writer()).or_default();
                assert!(held.hear(stamp), "a stamp is stored that is no news");
                *at = position;
            }
            Item::Heads(proof) => {
                self.heads.insert(proof.writer(), (position, proof.clone()));
            }
        }
    }

    fn prune(&mut self, writer: PublicKey, below: u32) {
        let held = self.entries.range((writer, 0)..=(writer, u32::MAX));
        let log = held.map(|((_, seq), held)| (*seq, held.statement.kind()));
        for seq in Prune::superseded(below, log) {
            self.drop_body(writer, seq, Away::Erased);
        }
    }

    /// Puts a branch in the place of what is held from where they part on.
    fn branch(&mut self, ground: &Feed, headers: &[Statement], position: u64) {
        let writer = ground.writer();
        let mut feed = self.feed_below(writer, ground.size()).expect("a ground is held");
        assert_eq!(feed.root(), ground.root(), "a branch stands on another ground");
        headers.iter().for_each(|header| feed.replay(header).expect("a branch is whole"));
        let same = |header: &&Statement| {
            let held = self.entries.get(&(writer, header.seq()));
            held.is_some_and(|held| held.statement.id() == header.id())
        };
        let kept = headers.iter().take_while(same).count();
        let Some(from) = headers.get(kept).map(Statement::seq) else { return };
        let gone = self.entries.range((writer, from)..=(writer, u32::MAX));
        let gone = gone.map(|(_, held)| &held.statement);
        let back = gone.filter(|one| one.kind().takes_back() && one.body().is_some());
        self.former.extend(back.map(|one| ((writer, one.id()), one.clone())));
        self.entries.retain(|(other, seq), _| *other != writer || *seq < from);
        for header in &headers[kept..] {
            let held = Held { statement: header.without_body(), away: false, position };
            self.entries.insert((writer, header.seq()), held);
        }
    }

    /// The first entries of a feed, as if it had not forked; nothing where there are fewer.
    fn feed_below(&self, writer: PublicKey, size: u32) -> Option<Feed> {
        let mut feed = Feed::new(writer);
        for (_, entry) in self.entries.range((writer, 0)..(writer, size)) {
            feed.replay(&entry.statement).expect("a stored feed is whole");
        }
        (feed.size() == size).then_some(feed)
    }

    /// How a feed stood at its fork, for an engine that wants to know.
    #[must_use]
    pub fn ground(&self, writer: PublicKey, at: u32, size: u32) -> Event {
        let next = self.entries.get(&(writer, size)).map(|held| held.statement.clone());
        let beyond = self.entries.range((writer, at)..=(writer, u32::MAX));
        let goes = beyond.map(|(_, held)| &held.statement);
        let goes = goes.filter(|one| !one.kind().takes_back() || one.body().is_none());
        let beyond = goes.map(|one| one.to_bytes().len() as u64).sum();
        let ground = self.feed_below(writer, at).map(|feed| (feed, beyond));
        Event::Grounded { ground, size, next }
    }

    /// What an engine is told of a feed whose branch was replaced.
    #[must_use]
    pub fn reload(&self, writer: PublicKey, from: u32) -> Event {
        let mut held = self.feed(writer);
        held.missing.retain(|seq| *seq >= from);
        Event::Reloaded { held, from }
    }

    fn body(&mut self, statement: &Statement, position: u64) {
        let held = self.entries.get_mut(&(statement.writer(), statement.seq()));
        let held = held.expect("a body comes for an entry that is held");
        assert_eq!(held.statement.id(), statement.id(), "a body comes for another entry");
        assert!(!held.away && held.statement.body().is_none(), "a body comes that is not missing");
        assert!(statement.body().is_some(), "a body comes without body");
        *held = Held { statement: statement.clone(), away: false, position };
    }

    fn drop_body(&mut self, writer: PublicKey, seq: u32, away: Away) {
        let held = self.entries.get_mut(&(writer, seq)).expect("a dropped body has an entry");
        let permanent = held.statement.header().ret == Retention::Permanent;
        if away == Away::Refused || !permanent {
            held.statement = held.statement.without_body();
            held.away = true;
        }
    }

    /// Entries held of a writer.
    #[must_use]
    pub fn size(&self, writer: &PublicKey) -> u32 {
        let last = self.entries.range((*writer, 0)..=(*writer, u32::MAX)).next_back();
        last.map_or(0, |((_, seq), _)| seq + 1)
    }

    /// All writers with entries.
    #[must_use]
    pub fn writers(&self) -> Vec<PublicKey> {
        let mut writers: Vec<PublicKey> = self.entries.keys().map(|(writer, _)| *writer).collect();
        writers.dedup();
        writers
    }

    /// The ids of all key events.
    #[must_use]
    pub fn key_ids(&self) -> Vec<Hash> {
        self.keys.keys().copied().collect()
    }

    /// All key events.
    pub fn key_events(&self) -> impl Iterator<Item = &KeyEvent> {
        self.keys.values().map(|(_, event)| event)
    }

    /// What an engine is rebuilt from.
    #[must_use]
    pub fn state(&self) -> EngineState {
        let feeds = self.writers().into_iter().map(|writer| self.feed(writer)).collect();
        EngineState {
            store: self.id,
            keys: self.key_events().cloned().collect(),
            feeds,
            forks: self.forks.values().map(|(_, proof)| proof.clone()).collect(),
            stamps: self.stamps.values().flat_map(|(_, held)| held.all().cloned()).collect(),
            sights: self.sights.values().flatten().cloned().collect(),
            heads: self.heads.values().map(|(_, proof)| proof.clone()).collect(),
            aside: self
                .aside
                .iter()
                .map(|(w, held)| (*w, held.iter().map(|(id, (_, one))| (*id, one.seq())).collect()))
                .collect(),
            large: self.large(),
            withdrawn: self.withdrawn(),
            short: self.short.clone(),
            ahead: self.ahead_of(),
            elsewhere: self.elsewhere.clone(),
            erasures: self.erases.iter().filter_map(|(w, seq)| self.erasure(*w, *seq)).collect(),
            cursors: self.cursors.values().copied().collect(),
            ..EngineState::default()
        }
    }

    fn erasure(&self, writer: PublicKey, seq: u32) -> Option<(PublicKey, u32, Erase)> {
        let held = &self.entries.get(&(writer, seq))?.statement;
        match Content::read(held.kind(), held.body()?) {
            Ok(Content::Erase(erase)) => Some((writer, seq, erase)),
            _ => None,
        }
    }

    fn feed(&self, writer: PublicKey) -> HeldFeed {
        let mut held = HeldFeed { feed: Feed::new(writer), bytes: 0, status: 0, missing: vec![] };
        for ((_, seq), entry) in self.entries.range((writer, 0)..=(writer, u32::MAX)) {
            held.feed.replay(&entry.statement).expect("a stored feed is whole");
            held.status += u32::from(entry.statement.kind().tells_status());
            if entry.statement.body().is_none() && !entry.away {
                held.missing.push(*seq);
            }
        }
        held
    }

    /// The frames of a serve; entries that `withhold` names are left out.
    #[must_use]
    pub fn serve(
        &self,
        request: u32,
        plan: &Plan,
        withhold: Option<(PublicKey, u32)>,
    ) -> Vec<Vec<u8>> {
        let mut packer = Packer::new(request);
        let mut frames = Vec::new();
        if let Plan::Made(made) = plan {
            packer.made(made.len());
            frames.extend_from_slice(made);
        }
        let mut waiting = Vec::new();
        for Planned { position, item, part } in self.planned(plan) {
            let Item::Entry(entry) = &item else {
                frames.extend(packer.push(&item));
                position.into_iter().for_each(|position| packer.reached(position));
                continue;
            };
            if withhold != Some((entry.writer(), entry.seq())) {
                let waits = part == Part::Whole && body_waits(entry);
                waiting.extend(Some(entry).filter(|_| waits).and_then(LooseBody::of));
                frames.extend(match part {
                    Part::Whole if !waits => packer.push(&item),
                    Part::Whole | Part::Header => packer.push(&Item::Entry(entry.without_body())),
                    Part::Body => LooseBody::of(entry).and_then(|body| packer.push_body(&body)),
                });
            }
            position.into_iter().for_each(|position| packer.reached(position));
        }
        frames.extend(waiting.iter().filter_map(|body| packer.push_body(body)));
        frames.extend(packer.finish(Some(self.position)));
        frames
    }

    /// What is kept beside a feed.
    fn beside(&self, writer: &PublicKey) -> impl Iterator<Item = Statement> {
        let held = self.aside.get(writer).into_iter().flat_map(BTreeMap::values);
        held.map(|(_, entry)| entry.clone())
    }

    /// What came before what lies between, without bodies.
    fn ahead_of(&self) -> BTreeMap<PublicKey, BTreeMap<u32, Statement>> {
        let mut ahead: BTreeMap<PublicKey, BTreeMap<u32, Statement>> = BTreeMap::new();
        for ((writer, seq), (_, entry)) in &self.ahead {
            ahead.entry(*writer).or_default().insert(*seq, entry.without_body());
        }
        ahead
    }

    /// Which of what is kept beside feeds is large.
    fn large(&self) -> BTreeMap<PublicKey, BTreeSet<Hash>> {
        let large = |held: &BTreeMap<Hash, (u64, Statement)>| {
            let large = held.iter().filter(|(_, (_, entry))| is_large(entry.header()));
            large.map(|(id, _)| *id).collect()
        };
        self.aside.iter().map(|(writer, held)| (*writer, large(held))).collect()
    }

    /// The numbers that erasures beside feeds name of them.
    fn withdrawn(&self) -> BTreeMap<PublicKey, BTreeMap<Hash, Vec<u32>>> {
        let mut withdrawn: BTreeMap<PublicKey, BTreeMap<Hash, Vec<u32>>> = BTreeMap::new();
        for (writer, held) in &self.aside {
            for (_, entry) in held.values() {
                let content = entry.body().map(|body| Content::read(entry.kind(), body));
                if let Some(Ok(Content::Erase(said))) = content {
                    let named = said.named(writer, writer).to_vec();
                    withdrawn.entry(*writer).or_default().insert(entry.id(), named);
                }
            }
        }
        withdrawn
    }

    /// What an engine wants to know of a feed that forked.
    #[must_use]
    pub fn removals(&self, writer: PublicKey, from: u32) -> Event {
        let held = self.entries.range((writer, from)..=(writer, u32::MAX));
        let held = held.map(|(_, held)| held.statement.clone());
        let back = held.filter(|entry| entry.kind().takes_back() && entry.body().is_some());
        let ahead = self.ahead.range((writer, from)..=(writer, u32::MAX));
        let mut entries: Vec<Statement> =
            back.chain(ahead.map(|(_, (_, entry))| entry.clone())).collect();
        entries.sort_by_key(Statement::id);
        entries.truncate(ASIDE_MAX);
        Event::Removals { writer, entries }
    }

    /// The events of a key log that count.
    fn log(&self, did: &Did) -> Vec<Item> {
        let mut log = KeyLog::new(*did);
        for (_, event) in self.keys.values().filter(|(_, event)| event.did() == *did) {
            log.insert(event.clone()).expect("what was taken fits");
        }
        log.events().cloned().map(Item::Key).collect()
    }

    /// The items of a plan.
    fn planned(&self, plan: &Plan) -> Vec<Planned> {
        match plan {
            Plan::Since { after, held } => {
                let strange = |entry: &&Held| !held.hold(&entry.statement);
                let keys = self.keys.values().map(|(at, event)| (*at, Item::Key(event.clone())));
                let entry = |held: &Held| (held.position, Item::Entry(held.statement.clone()));
                let forks = self.forks.values().map(|(at, f)| (*at, Item::Fork(f.clone())));
                let all = keys.chain(self.entries.values().filter(strange).map(entry)).chain(forks);
                let new: BTreeMap<u64, Item> = all.filter(|(at, _)| at > after).collect();
                let stamps = self.stamps.values().filter(|(at, _)| at > after);
                let stamps = stamps.flat_map(|(at, held)| held.all().map(|one| (*at, one)));
                let stamps = stamps.map(|(at, stamp)| (at, Item::Stamp(stamp.clone())));
                let heads = self.heads.values().filter(|(at, _)| at > after);
                let heads = heads.map(|(at, proof)| (*at, Item::Heads(proof.clone())));
                let aside = self.aside.values().flat_map(BTreeMap::values);
                let aside = aside.filter(|(at, _)| at > after);
                let aside = aside.map(|(at, entry)| (*at, Item::Entry(entry.clone())));
                let ahead = self.ahead.values().filter(|(at, _)| at > after);
                let ahead = ahead.filter(|(_, entry)| !held.hold(entry));
                let ahead = ahead.map(|(at, entry)| (*at, Item::Entry(entry.clone())));
                let new = new.into_iter().chain(heads).chain(stamps);
                let mut all: Vec<(u64, Item)> = new.chain(aside).chain(ahead).collect();
                all.sort_by_key(|(at, _)| *at);
                let planned = |(at, item)| Planned { position: Some(at), item, part: Part::Whole };
                all.into_iter().map(planned).collect()
            }
            Plan::Made(_) => Vec::new(),
            Plan::Lacking { first, ranges } => {
                let planned = |item, part| Planned { position: None, item, part };
                let first = first.iter().flat_map(|first| match first {
                    First::Keys(did) => self.log(did),
                    First::Aside(writer) => self.beside(writer).map(Item::Entry).collect(),
                    First::Ahead(writer) => {
                        let held = self.ahead.range((*writer, 0)..=(*writer, u32::MAX));
                        held.map(|(_, (_, entry))| Item::Entry(entry.clone())).collect()
                    }
                    First::Stamps(writer) => {
                        let held = self.stamps.get(writer).into_iter();
                        held.flat_map(|(_, held)| held.all().cloned().map(Item::Stamp)).collect()
                    }
                    First::Item(item) => vec![(**item).clone()],
                });
                let first = first.map(|item| planned(item, Part::Whole));
                let entries = ranges.iter().flat_map(|range| {
                    let span = (range.writer, range.from)..(range.writer, range.to);
                    let held = self.entries.range(span).map(|(_, held)| held.statement.clone());
                    held.map(|entry| planned(Item::Entry(entry), range.part))
                });
                first.chain(entries).collect()
            }
        }
    }
}
