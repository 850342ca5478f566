//! Twelve nodes in networks of their own that lose every fifth packet and all beyond a rate: parted,
//! joined again, killed and started again all the while, they end with the same.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(
    clippy::print_stdout,
    reason = "why it was not run, and how long it took, are its result"
)]

use std::collections::BTreeSet;
use std::time::Duration;

use bot_node::clock::monotonic;
use bot_protocol::limits::SYNC_EVERY_MILLIS;
use bot_tests::live::Process;
use bot_tests::netns::Internet;
use libp2p::Multiaddr;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_live_node");
const NODES: usize = 12;

/// What each node's network does all the while.
const LOST_PERCENT: u32 = 20;
const KILOBYTES_A_SECOND: u32 = 20;

/// So often any of them may catch up with a neighbour after the networks are joined until all hold the
/// same: rounds are counted, as how long they take depends on the machine.
const ROUNDS_MAX: u32 = 3;

/// When so many times have passed in which neighbours that are at rest catch up once, they are held to
/// stay apart without trying.
const PATIENCE: Duration = Duration::from_millis(10 * SYNC_EVERY_MILLIS);

/// Somebody with a folder, and what was said and acknowledged there.
struct Node {
    number: usize,
    folder: TempDir,
    process: Option<Process>,
    address: Multiaddr,
    /// Entries of its own feed that it said are durable.
    acknowledged: u32,
}

impl Node {
    fn seed(&self) -> u8 {
        u8::try_from(self.number + 1).unwrap()
    }

    fn start(&mut self, internet: &Internet, peers: &[Multiaddr]) {
        let at = Internet::address(self.number);
        // Half of them on either transport.
        let listen = match self.number % 2 {
            0 => format!("/ip4/{at}/tcp/4001"),
            _ => format!("/ip4/{at}/udp/4001/quic-v1"),
        };
        let inside = internet.inside(self.number);
        let seed = self.seed();
        let process =
            Process::start_inside(&inside, PROGRAM, self.folder.path(), seed, (&listen, peers));
        self.address = process.address.clone();
        self.process = Some(process);
    }

    fn ask(&mut self, line: &str) -> String {
        self.process.as_mut().unwrap().ask(line)
    }

    fn say(&mut self, line: &str) {
        let seq: u32 = self.ask(line).parse().unwrap();
        self.acknowledged = seq + 1;
    }
}

/// A world that rains.
struct World {
    internet: Internet,
    nodes: Vec<Node>,
    kills: u32,
    restarts: u32,
}

impl World {
    fn new(internet: Internet) -> Self {
        let mut world = Self { internet, nodes: Vec::new(), kills: 0, restarts: 0 };
        for number in 0..NODES {
            let (folder, address) = (tempfile::tempdir().unwrap(), Multiaddr::empty());
            world.nodes.push(Node { number, folder, process: None, address, acknowledged: 1 });
            world.start(number);
        }
        world
    }

    /// Whom it calls: its neighbours on a circle, and one across.
    fn start(&mut self, number: usize) {
        let ends = [1, NODES - 1, 5].map(|step| (number + step) % NODES);
        let known = ends.into_iter().filter_map(|end| self.nodes.get(end));
        let peers: Vec<Multiaddr> =
            known.map(|node| node.address.clone()).filter(|at| !at.is_empty()).collect();
        self.nodes[number].start(&self.internet, &peers);
    }

    /// Everybody says something, and meanwhile some die and come back.
    fn turmoil(&mut self, turn: usize) {
        for number in 0..NODES {
            let long = if (number + turn).is_multiple_of(3) { "-long" } else { "" };
            self.nodes[number].say(&format!("say{long} turn {turn}"));
        }
        for killed in [turn * 7 % NODES, (turn * 7 + 5) % NODES] {
            self.nodes[killed].process.take().unwrap().kill();
            self.kills += 1;
            self.start(killed);
        }
        let restarted = (turn * 7 + 2) % NODES;
        self.nodes[restarted].process.take().unwrap().stop();
        self.restarts += 1;
        self.start(restarted);
    }

    /// How many different things they hold.
    fn states(&mut self) -> usize {
        self.nodes.iter_mut().map(|node| node.ask("state")).collect::<BTreeSet<_>>().len()
    }

    /// How often somebody caught up with one neighbour since this was last asked.
    fn rounds(&mut self) -> u32 {
        let rounds = self.nodes.iter_mut().map(|node| node.ask("rounds").parse::<u32>().unwrap());
        rounds.max().unwrap_or(0)
    }

    fn holds_all(&mut self) -> bool {
        let sizes: Vec<(u8, u32)> =
            self.nodes.iter().map(|node| (node.seed(), node.acknowledged)).collect();
        self.nodes.iter_mut().all(|node| {
            sizes.iter().all(|(seed, size)| node.process.as_mut().unwrap().size(*seed) >= *size)
        })
    }
}

#[test]
fn twelve_parted_killed_and_joined_again_end_with_the_same() {
    let internet = match Internet::build(NODES) {
        Ok(internet) => internet,
        Err(why) => {
            println!("not run: this machine lends no networks ({why})");
            return;
        }
    };
    internet.rain(LOST_PERCENT, KILOBYTES_A_SECOND).unwrap();
    let mut world = World::new(internet);
    world.turmoil(0);
    world.internet.part(NODES / 2).unwrap();
    for turn in 1..4 {
        world.turmoil(turn);
    }
    let apart = world.states();
    assert!(apart > 1, "parted, they cannot hold the same");
    world.rounds();
    world.internet.join().unwrap();
    let healed = monotonic();
    world.turmoil(4);
    while world.states() > 1 || !world.holds_all() {
        let (took, states) = (healed.elapsed(), world.states());
        assert!(took < PATIENCE, "{states} different states after {took:?}");
        std::thread::sleep(Duration::from_millis(500));
    }
    let took = healed.elapsed();
    let (rounds, kills, restarts) = (world.rounds(), world.kills, world.restarts);
    let [by_lot, beyond] = world.internet.lost().unwrap();
    println!(
        "{NODES} nodes, {apart} states apart, {kills} kills, {restarts} restarts, {LOST_PERCENT} % and \
         what is beyond a rate lost, {by_lot} and {beyond} packets: one state {} s \
         after healing, in {rounds} rounds",
        took.as_secs()
    );
    assert!(by_lot > 0 && beyond > 0, "it did not rain: {by_lot} and {beyond} packets");
    assert!(rounds <= ROUNDS_MAX, "{rounds} rounds until all held the same");
}
