//! One engine on a bench, told one thing at a time.

use bot_protocol::gossip::reconcile::{self, Salt};
use bot_protocol::gossip::{
    Effect, Engine, Event, Fault, Hosting, Item, Judgement, Lane, Message, MessageId, Peer,
    StoreId, Topic,
};
use bot_protocol::identity::PublicKey;
use bot_protocol::limits::FRAME_SYMBOLS_MAX;
use bot_protocol::statement::Statement;
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::{Author, message, profile};
use bot_tests::harness::chance::Chance;
use bot_tests::harness::shelf::Shelf;
use bot_tests::harness::world::community;

/// What the peer tells the engine to make its strata with.
pub(crate) const SALT: Salt = [3; 16];

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// One engine, its disk, one connected peer, and an author whose keys it holds.
pub(crate) struct Bench {
    pub(crate) engine: Engine,
    pub(crate) shelf: Shelf,
    pub(crate) author: Author,
    pub(crate) chance: Chance,
    pub(crate) peer: Peer,
    /// What time it is.
    pub(crate) now: Timestamp,
    /// What the engine told the peer to make its strata with.
    pub(crate) salt: Salt,
    /// Of which feeds it asked for what takes something back, and from where.
    asked: Vec<(PublicKey, u32)>,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::of([1; 16])
    }

    /// With a disk of this name; that of the peer is twos.
    pub(crate) fn of(store: StoreId) -> Self {
        let mut chance = Chance::new(7);
        let shelf = Shelf::new(store);
        let mut state = shelf.state();
        state.communities = vec![community()];
        let author = Author::new(&mut chance);
        let peer = Peer::of_id(b"peer");
        let (engine, now, salt) = (Engine::open(state), NOW, [0; 16]);
        let asked = Vec::new();
        let mut bench = Self { engine, shelf, author, chance, peer, now, salt, asked };
        let effects = bench.tell(Event::PeerUp { peer });
        bench.salt = effects.iter().find_map(salt_told).expect("a Hello");
        bench.frame(&hello([9; 16], Vec::new()));
        for event in bench.author.keys() {
            let heard = bench.heard(Lane::Urgent, message(&Item::Key(event)));
            assert_eq!(heard, (Judgement::Accept, None));
        }
        bench
    }

    pub(crate) fn tell(&mut self, event: Event) -> Vec<Effect> {
        let effects = self.engine.handle(event, self.now);
        for effect in &effects {
            match effect {
                Effect::Append(changes) => self.shelf.commit(changes),
                Effect::Removals { writer, from } => self.asked.push((*writer, *from)),
                _ => {}
            }
        }
        effects
    }

    /// Looks up what the engine asked for of feeds that forked or were closed.
    pub(crate) fn looked_up(&mut self) {
        while let Some((writer, from)) = self.asked.pop() {
            let removals = self.shelf.removals(writer, from);
            self.tell(removals);
        }
    }

    pub(crate) fn frame(&mut self, message: &Message) -> Vec<Effect> {
        self.tell(Event::Frame { peer: self.peer, bytes: message.to_bytes() })
    }

    /// The peer answers the survey with this number: it has so many heads of its own.
    pub(crate) fn compared(&mut self, request: u32, heads: u64) -> Vec<Effect> {
        let items: Vec<reconcile::Item> =
            (0..heads).map(|head| reconcile::Item::new(&SALT, &[&head.to_be_bytes()])).collect();
        let count = u32::try_from(heads * 2 + 60).unwrap();
        let symbols = reconcile::symbols(&items, 0..count);
        let items = u32::try_from(heads).unwrap();
        let mut frames = 0;
        for chunk in symbols.chunks(FRAME_SYMBOLS_MAX) {
            let symbols = chunk.to_vec();
            let frame = Message::Symbols { request, frame: frames, items, symbols };
            assert_eq!(blame(&self.frame(&frame)), None);
            frames += 1;
        }
        self.frame(&Message::Done { request, frames, position: Some(1) })
    }

    pub(crate) fn blamed(&mut self, bytes: Vec<u8>) -> Option<Fault> {
        blame(&self.tell(Event::Frame { peer: self.peer, bytes }))
    }

    pub(crate) fn heard(&mut self, lane: Lane, bytes: Vec<u8>) -> (Judgement, Option<Fault>) {
        let topic = Topic { community: community(), lane };
        let id = MessageId::of(&topic.to_string(), &bytes);
        let effects = self.tell(Event::Heard { peer: self.peer, topic, id, bytes });
        let judged = effects.iter().find_map(|effect| match effect {
            Effect::Judge { judgement, .. } => Some(*judgement),
            _ => None,
        });
        (judged.expect("every message is judged"), blame(&effects))
    }

    pub(crate) fn write(&mut self, words: &str) -> Statement {
        self.author.write(profile(words), &mut self.chance, NOW)
    }
}

/// The salt in the effect, where it is a Hello.
pub(crate) fn salt_told(effect: &Effect) -> Option<Salt> {
    match effect {
        Effect::Send { bytes, .. } => match Message::read(bytes) {
            Ok(Message::Hello(hello)) => Some(hello.salt),
            _ => None,
        },
        _ => None,
    }
}

pub(crate) fn hello(boot: [u8; 16], hosted: Vec<Hosting>) -> Message {
    let communities = vec![community()];
    Message::Hello(bot_protocol::gossip::Hello {
        boot,
        store: [2; 16],
        salt: SALT,
        communities,
        hosted,
    })
}

pub(crate) fn blame(effects: &[Effect]) -> Option<Fault> {
    effects.iter().find_map(|effect| match effect {
        Effect::Blame { fault, .. } => Some(*fault),
        _ => None,
    })
}

pub(crate) fn entry(statement: &Statement) -> Vec<u8> {
    message(&Item::Entry(statement.clone()))
}
