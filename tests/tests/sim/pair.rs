//! Two engines and the wire between them, frame by frame: what is said, in which round, how large.

use std::collections::VecDeque;

use bot_protocol::gossip::{Effect, Engine, EngineState, Event, Fault, Message, Peer};
use bot_protocol::time::Timestamp;
use bot_tests::harness::shelf::Shelf;
use bot_tests::harness::world::community;

use crate::bench::NOW;

/// One of the two.
pub(crate) struct Side {
    pub(crate) engine: Engine,
    pub(crate) shelf: Shelf,
    peer: Peer,
    pub(crate) blamed: Vec<Fault>,
}

/// One frame that was sent.
pub(crate) struct Said {
    /// By whom.
    pub(crate) side: usize,
    /// After how many half round trips since the connection came up.
    pub(crate) half: u32,
    pub(crate) message: Message,
    pub(crate) bytes: usize,
    /// It came: the connection did not break before.
    pub(crate) came: bool,
}

/// Both.
pub(crate) struct Pair {
    pub(crate) sides: [Side; 2],
    pub(crate) said: Vec<Said>,
    /// To whom, which of what was said, and its bytes.
    wire: VecDeque<(usize, usize, Vec<u8>)>,
    pub(crate) now: Timestamp,
}

impl Side {
    /// From what a shelf holds, and feeds that only the engine knows.
    pub(crate) fn new(shelf: Shelf, more: EngineState) -> Self {
        let mut state = shelf.state();
        state.communities = vec![community()];
        state.boot = shelf.id;
        state.secret = [shelf.id[0]; 32];
        state.feeds.extend(more.feeds);
        let peer = Peer::of_id(&shelf.id);
        Self { engine: Engine::open(state), shelf, peer, blamed: Vec::new() }
    }
}

impl Pair {
    pub(crate) fn new(one: Side, other: Side) -> Self {
        Self { sides: [one, other], said: Vec::new(), wire: VecDeque::new(), now: NOW }
    }

    /// Connects the two.
    pub(crate) fn connect(&mut self) {
        for side in [0, 1] {
            let peer = self.sides[1 - side].peer;
            self.tell(side, 0, Event::PeerUp { peer });
        }
    }

    /// The connection breaks: what is on the wire is lost.
    pub(crate) fn cut(&mut self) {
        self.wire.clear();
        for side in [0, 1] {
            let peer = self.sides[1 - side].peer;
            self.tell(side, 0, Event::PeerDown { peer });
        }
        self.wire.clear();
    }

    /// The node dies, and starts again from its disk.
    pub(crate) fn kill(&mut self, side: usize) {
        self.cut();
        let mut state = self.sides[side].shelf.state();
        state.communities = vec![community()];
        self.sides[side].engine = Engine::open(state);
    }

    /// Delivers so many frames, or all there are; answers how many it delivered.
    pub(crate) fn run(&mut self, most: usize) -> usize {
        for delivered in 0..most {
            let Some((to, said, bytes)) = self.wire.pop_front() else { return delivered };
            self.said[said].came = true;
            let half = self.said[said].half;
            let peer = self.sides[1 - to].peer;
            self.tell(to, half + 1, Event::Frame { peer, bytes });
        }
        most
    }

    /// The name of a side.
    pub(crate) fn peer(&self, side: usize) -> Peer {
        self.sides[side].peer
    }

    pub(crate) fn tell(&mut self, side: usize, half: u32, event: Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let this = &mut self.sides[side];
            this.engine.stands_at(this.shelf.position());
            for effect in this.engine.handle(event, self.now) {
                events.extend(self.perform(side, half, effect));
            }
        }
    }

    fn perform(&mut self, side: usize, half: u32, effect: Effect) -> Option<Event> {
        let this = &mut self.sides[side];
        match effect {
            Effect::Append(changes) => this.shelf.commit(&changes),
            Effect::Compare { peer, statement } => {
                let key = (statement.writer(), statement.seq());
                let held = this.shelf.entries.get(&key).map(|held| held.statement.clone());
                return Some(Event::Compared { peer, statement, held });
            }
            Effect::Join { peer, loose } => {
                let held = this.shelf.entries.get(&(loose.writer, loose.seq));
                let held = held.map(|held| held.statement.clone());
                return Some(Event::Joined { peer, loose, held });
            }
            Effect::Send { bytes, .. } => self.send(side, half, bytes),
            Effect::Stream { frames, .. } => {
                frames.into_iter().for_each(|bytes| self.send(side, half, bytes));
            }
            Effect::Serve { peer, request, plan } => {
                let frames = this.shelf.serve(request, &plan, None);
                frames.into_iter().for_each(|bytes| self.send(side, half, bytes));
                return Some(Event::Served { peer, request });
            }
            Effect::Blame { fault, .. } => this.blamed.push(fault),
            Effect::Answer { .. }
            | Effect::Publish { .. }
            | Effect::Judge { .. }
            | Effect::Hosts { .. }
            | Effect::Synced { .. }
            | Effect::Redial { .. }
            | Effect::Notice(_)
            | Effect::Wake(_)
            | Effect::Removals { .. }
            | Effect::Holds { .. }
            | Effect::Ground { .. }
            | Effect::Reload { .. }
            | Effect::CompareStamp { .. }
            | Effect::Witness { .. }
            | Effect::Stamp { .. }
            | Effect::Prove { .. } => {}
        }
        None
    }

    fn send(&mut self, side: usize, half: u32, bytes: Vec<u8>) {
        let message = Message::read(&bytes).expect("an engine says what can be read");
        self.said.push(Said { side, half, message, bytes: bytes.len(), came: false });
        self.wire.push_back((1 - side, self.said.len() - 1, bytes));
    }
}
