//! Many nodes, a network that loses and reorders, crashes between any two effects.
//!
//! Every node is an engine, a [`Shelf`] and nothing else; the world is the driver of all of them.
//! Gossip is flooded, lost, doubled and reordered; frames of a connection come in order until it
//! breaks. Time is a number. One seed decides everything.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::gossip::{
    Community, Effect, Engine, Event, Fault, Hosting, MessageId, Notice, Peer, Topic,
};
use bot_protocol::identity::PublicKey;
use bot_protocol::statement::kinds::{Erase, Revoke};
use bot_protocol::statement::{Content, Statement};
use bot_protocol::time::Timestamp;

use super::author::{Author, achievement, profile};
use super::chance::Chance;
use super::hands::sides;
use super::shelf::Shelf;

/// How bad the weather is, in millionths.
#[derive(Debug, Clone, Copy, Default)]
pub struct Weather {
    /// A gossip message is lost on one link.
    pub loss: u64,
    /// A gossip message comes twice.
    pub twice: u64,
    /// A node dies before an effect.
    pub crash: u64,
}

/// One node.
#[derive(Debug)]
pub struct Node {
    /// Who speaks here.
    pub author: Author,
    /// Its disk.
    pub shelf: Shelf,
    /// Its memory; nothing while it is down.
    pub engine: Option<Engine>,
    /// An entry it does not serve, as a dishonest node might.
    pub withhold: Option<(PublicKey, u32)>,
    /// Whom it blamed.
    pub blamed: Vec<(Peer, Fault)>,
    /// What its owner was told.
    pub notices: Vec<Notice>,
    /// What it acknowledged to its owner.
    pub acknowledged: Vec<Statement>,
    pub(super) peer: Peer,
    pub(super) boot: u64,
    pub(super) seen: BTreeSet<MessageId>,
    pub(super) waiting: BTreeMap<MessageId, (Topic, Vec<u8>)>,
    pub(super) said: BTreeMap<u64, Statement>,
}

/// A connection between two nodes, and what each side believes of it.
#[derive(Debug, Default, Clone)]
pub(super) struct Link {
    severed: bool,
    pub(super) epoch: u64,
    /// By side: the connection it knows.
    pub(super) known: [Option<u64>; 2],
    /// By direction: when the last frame arrives.
    pub(super) last: [u64; 2],
    /// By direction: when the last gossip arrives.
    pub(super) heard: [u64; 2],
}

#[derive(Debug)]
pub(super) enum Delivery {
    Frame { from: usize, to: usize, epoch: u64, bytes: Vec<u8> },
    Heard { from: usize, to: usize, topic: Topic, bytes: Vec<u8>, again: bool },
    Served { node: usize, boot: u64, peer: Peer, request: u32 },
    Tick { node: usize, boot: u64 },
    Start { node: usize },
    Connect { one: usize, other: usize },
    Gone { node: usize, peer: Peer },
}

/// All of it.
#[derive(Debug)]
pub struct World {
    /// What decides everything; belongs into every failure message.
    pub seed: u64,
    /// Milliseconds since 1970.
    pub now: u64,
    /// All nodes.
    pub nodes: Vec<Node>,
    /// The weather now.
    pub weather: Weather,
    /// Chance, for tests that need more of it.
    pub chance: Chance,
    /// Frames delivered so far.
    pub frames: u64,
    /// Gossip between two neighbours comes in the order in which it was sent.
    pub in_order: bool,
    /// Gossip messages that a node published of its own accord so far.
    pub published: u64,
    /// Crashes so far.
    pub crashes: u64,
    pub(super) links: BTreeMap<(usize, usize), Link>,
    queue: BTreeMap<(u64, u64), Delivery>,
    ticket: u64,
}

/// The one community of these worlds.
#[must_use]
pub fn community() -> Community {
    Community::new("main").unwrap()
}

impl World {
    /// So many nodes in a ring with some chords, started.
    #[must_use]
    pub fn new(seed: u64, count: usize) -> Self {
        let mut world = Self::apart(seed, count);
        for one in 0..count {
            world.link(one, (one + 1) % count);
            if world.chance.happens(300_000) {
                let other = world.below(count);
                world.link(one, other);
            }
        }
        world.begun()
    }

    /// So many nodes in a line, started.
    #[must_use]
    pub fn line(seed: u64, count: usize) -> Self {
        let mut world = Self::apart(seed, count);
        (1..count).for_each(|one| world.link(one - 1, one));
        world.begun()
    }

    /// So many nodes, each linked with each, started.
    #[must_use]
    pub fn full(seed: u64, count: usize) -> Self {
        let mut world = Self::apart(seed, count);
        for one in 0..count {
            (0..one).for_each(|other| world.link(one, other));
        }
        world.begun()
    }

    fn begun(mut self) -> Self {
        (0..self.nodes.len()).for_each(|node| self.start(node));
        self
    }

    fn apart(seed: u64, count: usize) -> Self {
        let mut chance = Chance::new(seed);
        let nodes = (0..count)
            .map(|index| Node {
                author: Author::new(&mut chance),
                shelf: Shelf::new(chance.bytes()),
                engine: None,
                withhold: None,
                blamed: Vec::new(),
                notices: Vec::new(),
                acknowledged: Vec::new(),
                peer: Peer::of_id(&index.to_be_bytes()),
                boot: 0,
                seen: BTreeSet::new(),
                waiting: BTreeMap::new(),
                said: BTreeMap::new(),
            })
            .collect();
        Self {
            seed,
            now: 1_800_000_000_000,
            nodes,
            weather: Weather::default(),
            chance,
            frames: 0,
            in_order: false,
            published: 0,
            crashes: 0,
            links: BTreeMap::new(),
            queue: BTreeMap::new(),
            ticket: 0,
        }
    }

    /// The peer name of a node.
    #[must_use]
    pub fn peer(&self, node: usize) -> Peer {
        self.nodes[node].peer
    }

    /// The engine of a node that is up.
    #[must_use]
    pub fn engine(&self, node: usize) -> &Engine {
        self.nodes[node].engine.as_ref().expect("the node is up")
    }

    /// The time.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        Timestamp::from_millis(self.now)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.chance.below(end as u64)).unwrap()
    }

    fn link(&mut self, one: usize, other: usize) {
        if one != other {
            self.links.entry((one.min(other), one.max(other))).or_default();
        }
    }

    pub(super) fn later(&mut self, delay: u64, delivery: Delivery) {
        self.ticket += 1;
        self.queue.insert((self.now + delay, self.ticket), delivery);
    }

    /// Cuts every link between the group and the others.
    pub fn sever(&mut self, group: impl Fn(usize) -> bool) {
        let pairs: Vec<(usize, usize)> = self.links.keys().copied().collect();
        for (one, other) in pairs.into_iter().filter(|(a, b)| group(*a) != group(*b)) {
            self.links.get_mut(&(one, other)).unwrap().severed = true;
            self.disconnect(one, other, 1000);
        }
    }

    /// Both sides lose the connection; it is made again after a while, if it may.
    pub(super) fn disconnect(&mut self, one: usize, other: usize, again: u64) {
        let link = self.links.get_mut(&(one, other)).unwrap();
        let known = std::mem::take(&mut link.known);
        for (side, (node, there)) in [(one, other), (other, one)].into_iter().enumerate() {
            if known[side].is_some() {
                let peer = self.nodes[there].peer;
                self.later(1, Delivery::Gone { node, peer });
            }
        }
        self.later(again.max(2), Delivery::Connect { one, other });
    }

    fn connect(&mut self, one: usize, other: usize) {
        let up = self.nodes[one].engine.is_some() && self.nodes[other].engine.is_some();
        let link = self.links.get_mut(&(one, other)).unwrap();
        if link.severed || !up || link.known == [Some(link.epoch); 2] {
            return;
        }
        link.epoch += 1;
        let (epoch, mut told) = (link.epoch, Vec::new());
        for (side, (node, there)) in [(one, other), (other, one)].into_iter().enumerate() {
            // A side that still believes in the old connection is not told of the new one.
            if link.known[side].is_none() {
                link.known[side] = Some(epoch);
                told.push((node, there));
            }
        }
        for (node, there) in told {
            let peer = self.nodes[there].peer;
            self.tell(node, Event::PeerUp { peer });
        }
    }

    /// Starts a node from its disk.
    pub fn start(&mut self, node: usize) {
        let at = self.time();
        let this = &mut self.nodes[node];
        if this.engine.is_some() {
            return;
        }
        this.boot += 1;
        let mut state = this.shelf.state();
        state.boot = *b"0123456789abcdef";
        state.boot[..8].copy_from_slice(&this.boot.to_be_bytes());
        state.secret = *bot_protocol::canon::hash::sha256(&[&state.boot, &this.peer.0]).as_bytes();
        state.communities = vec![community()];
        state.own = BTreeMap::from([(this.author.writer.public(), this.author.did())]);
        state.hosted = vec![Hosting::sign(&this.author.identity, &this.peer, at)];
        let engine = Engine::open(state);
        let ends: Vec<(PublicKey, u32)> = engine.cut_short().collect();
        this.engine = Some(engine);
        for (writer, from) in ends {
            let removals = self.nodes[node].shelf.removals(writer, from);
            self.tell(node, removals);
        }
        let this = &mut self.nodes[node];
        let keys = this.author.keys();
        for event in keys {
            self.tell(node, Event::SaidKey { token: 0, event });
        }
        let links: Vec<(usize, usize)> = self.links.keys().copied().collect();
        for (one, other) in links.into_iter().filter(|(a, b)| *a == node || *b == node) {
            let delay = 2 + self.chance.below(300);
            self.later(delay, Delivery::Connect { one, other });
        }
    }

    /// Kills a node: its memory is gone. Half of the peers do not notice.
    pub fn crash(&mut self, node: usize) {
        self.crashes += 1;
        let this = &mut self.nodes[node];
        this.engine = None;
        this.seen.clear();
        this.waiting.clear();
        this.said.clear();
        let links: Vec<(usize, usize)> = self.links.keys().copied().collect();
        for (one, other) in links.into_iter().filter(|(a, b)| *a == node || *b == node) {
            let silent = self.chance.happens(500_000);
            let side = usize::from(other == node);
            let link = self.links.get_mut(&(one, other)).unwrap();
            link.known[side] = None;
            if !silent && link.known[1 - side].take().is_some() {
                let (there, peer) = (if side == 0 { other } else { one }, self.nodes[node].peer);
                self.later(1, Delivery::Gone { node: there, peer });
            }
        }
        let delay = 10 + self.chance.below(5_000);
        self.later(delay, Delivery::Start { node });
    }

    /// The owner of a node says something, if the node is up.
    pub fn say(&mut self, node: usize) {
        let content = self.content(node);
        self.say_this(node, content);
    }

    /// The owner of a node says this, if the node is up.
    pub fn say_this(&mut self, node: usize, content: Content) {
        let at = self.time();
        let this = &mut self.nodes[node];
        let Some(engine) = &this.engine else { return };
        if engine.author(&this.author.writer.public()).is_none() {
            return;
        }
        if let Some(feed) = engine.feed(&this.author.writer.public()) {
            this.author.feed = feed.clone();
        }
        let statement = this.author.write(content, &mut self.chance, at);
        let token = self.chance.bits() | 1;
        this.said.insert(token, statement.clone());
        self.tell(node, Event::Said { token, statement });
    }

    fn content(&mut self, node: usize) -> Content {
        let size = self.nodes[node].shelf.size(&self.nodes[node].author.writer.public());
        let id = self.chance.bits();
        match self.chance.below(10) {
            0..=3 => profile(&format!("somebody {id}")),
            4..=6 => achievement(1500 + self.below(3000), id),
            7 if size > 0 => {
                let seq = u32::try_from(self.chance.below(u64::from(size))).unwrap();
                Content::Erase(Erase::own(vec![seq]))
            }
            _ => {
                let indexes = vec![u32::try_from(id % 131_072).unwrap()];
                Content::Revoke(Revoke { list: 1, indexes, reason: None, of: None })
            }
        }
    }

    /// Somebody from outside publishes to one node alone.
    pub fn inject(&mut self, node: usize, topic: &Topic, bytes: Vec<u8>) {
        let id = MessageId::of(&topic.to_string(), &bytes);
        let peer = Peer::of_id(b"outside");
        self.nodes[node].waiting.insert(id, (topic.clone(), bytes.clone()));
        self.tell(node, Event::Heard { peer, topic: topic.clone(), id, bytes });
    }

    /// Lets time pass.
    pub fn run(&mut self, millis: u64) {
        let end = self.now + millis;
        while let Some(entry) = self.queue.first_entry() {
            if entry.key().0 > end {
                break;
            }
            let ((at, _), delivery) = entry.remove_entry();
            self.now = at;
            self.deliver(delivery);
        }
        self.now = end;
    }

    /// Ends bad weather, mends all links, starts all nodes, and lets them talk.
    pub fn settle(&mut self) {
        self.weather = Weather::default();
        self.mend();
        self.run(20 * 60 * 1000);
    }

    /// The same, with links cut as they are.
    pub fn settle_without_mending(&mut self) {
        self.weather = Weather::default();
        self.run(10 * 60 * 1000);
    }

    /// Cuts the link between two nodes, where there is one.
    pub fn cut(&mut self, one: usize, other: usize) {
        let pair = (one.min(other), one.max(other));
        if let Some(link) = self.links.get_mut(&pair) {
            link.severed = true;
            self.disconnect(pair.0, pair.1, 1000);
        }
    }

    /// Mends the link between two nodes, where there is one.
    pub fn mend_one(&mut self, one: usize, other: usize) {
        let (one, other) = (one.min(other), one.max(other));
        if let Some(link) = self.links.get_mut(&(one, other)) {
            link.severed = false;
            self.later(10, Delivery::Connect { one, other });
        }
    }

    /// Mends all links.
    pub fn mend(&mut self) {
        let pairs: Vec<(usize, usize)> = self.links.keys().copied().collect();
        for (one, other) in pairs {
            self.links.get_mut(&(one, other)).unwrap().severed = false;
            self.later(1_000, Delivery::Connect { one, other });
        }
    }

    fn deliver(&mut self, delivery: Delivery) {
        match delivery {
            Delivery::Frame { from, to, epoch, bytes } => {
                let (pair, side) = sides(from, to);
                if self.links[&pair].epoch == epoch && self.nodes[to].engine.is_some() {
                    // The listener takes streams on any connection, also one it was not told of.
                    let known = self.links[&pair].known[1 - side].is_some();
                    let peer = self.nodes[from].peer;
                    if known {
                        self.frames += 1;
                        self.tell(to, Event::Frame { peer, bytes });
                    }
                }
            }
            Delivery::Heard { from, to, topic, bytes, again } => {
                let id = MessageId::of(&topic.to_string(), &bytes);
                let this = &mut self.nodes[to];
                if this.engine.is_some() && (this.seen.insert(id) || again) {
                    this.waiting.insert(id, (topic.clone(), bytes.clone()));
                    let peer = self.nodes[from].peer;
                    self.tell(to, Event::Heard { peer, topic, id, bytes });
                }
            }
            Delivery::Served { node, boot, peer, request } if self.nodes[node].boot == boot => {
                self.tell(node, Event::Served { peer, request });
            }
            Delivery::Tick { node, boot } if self.nodes[node].boot == boot => {
                self.tell(node, Event::Tick);
            }
            Delivery::Served { .. } | Delivery::Tick { .. } => {}
            Delivery::Start { node } => self.start(node),
            Delivery::Connect { one, other } => self.connect(one, other),
            Delivery::Gone { node, peer } => self.tell(node, Event::PeerDown { peer }),
        }
    }

    /// Hands one event to a node and does what it asks.
    pub fn tell(&mut self, node: usize, event: Event) {
        let at = self.time();
        let boot = self.nodes[node].boot;
        let mut events = std::collections::VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let this = &mut self.nodes[node];
            let Some(engine) = this.engine.as_mut().filter(|_| this.boot == boot) else { return };
            engine.stands_at(this.shelf.position());
            for effect in engine.handle(event, at) {
                if self.chance.happens(self.weather.crash) {
                    self.crash(node);
                    return;
                }
                if let Effect::CompareStamp { stamp } = effect {
                    let held = self.nodes[node].shelf.entries.get(&(stamp.writer(), stamp.size()));
                    let held = held.map(|held| held.statement.clone());
                    events.push_back(Event::ComparedStamp { stamp, held });
                } else if let Effect::Removals { writer, from } = effect {
                    events.push_back(self.nodes[node].shelf.removals(writer, from));
                } else if let Effect::Ground { writer, at, size } = effect {
                    events.push_back(self.nodes[node].shelf.ground(writer, at, size));
                } else if let Effect::Reload { writer, from } = effect {
                    events.push_back(self.nodes[node].shelf.reload(writer, from));
                } else if let Effect::Compare { peer, statement } = effect {
                    let key = (statement.writer(), statement.seq());
                    let held = self.nodes[node].shelf.entries.get(&key);
                    let held = held.map(|held| held.statement.clone());
                    events.push_back(Event::Compared { peer, statement, held });
                } else if let Effect::Join { peer, loose } = effect {
                    let held = self.nodes[node].shelf.entries.get(&(loose.writer, loose.seq));
                    let held = held.map(|held| held.statement.clone());
                    events.push_back(Event::Joined { peer, loose, held });
                } else {
                    self.perform(node, effect);
                }
            }
        }
    }
}
