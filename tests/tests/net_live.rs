//! Nodes in processes of their own, over loopback: live, after an absence, after a restart.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use bot_tests::live::{Process, hear_live};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_live_node");

fn folders<const N: usize>() -> [TempDir; N] {
    std::array::from_fn(|_| tempfile::tempdir().unwrap())
}

/// A line of three: what the first says reaches the last through the middle.
#[test]
fn what_one_says_all_hear() {
    for transport in ["tcp", "quic"] {
        let [a, b, c] = folders();
        let mut one = Process::start(PROGRAM, a.path(), 1, transport, &[]);
        let mut two = Process::start(PROGRAM, b.path(), 2, transport, &[one.address.clone()]);
        two.holds(1, 1);
        let mut three = Process::start(PROGRAM, c.path(), 3, transport, &[two.address.clone()]);
        three.holds(1, 1);
        two.holds(3, 1);
        for _ in 0..3 {
            hear_live(&mut one, &mut [&mut two, &mut three]);
            hear_live(&mut three, &mut [&mut one]);
        }
    }
}

/// What is too large for gossip is pulled from neighbour to neighbour behind its header, long
/// before anybody asks again what is new.
#[test]
fn what_is_large_reaches_all_as_well() {
    for transport in ["tcp", "quic"] {
        let folders: [TempDir; 4] = folders();
        let mut nodes = Vec::new();
        for (seed, folder) in (1..).zip(&folders) {
            let peers: Vec<_> =
                nodes.last().map(|last: &Process| last.address.clone()).into_iter().collect();
            nodes.push(Process::start(PROGRAM, folder.path(), seed, transport, &peers));
            for node in &mut nodes {
                node.holds(seed, 1);
            }
        }
        for round in 0..3 {
            let said: u32 = nodes[0].ask(&format!("say-long {round}")).parse().unwrap();
            for node in &mut nodes {
                node.holds(1, said + 1);
            }
        }
    }
}

/// What one node caught up with another, connected to it all along, has soon after: nobody waits
/// for the next time it asks.
#[test]
fn what_came_by_catch_up_travels_on() {
    let [a, b, c] = folders();
    let mut away = Process::start(PROGRAM, a.path(), 1, "tcp", &[]);
    let mut middle = Process::start(PROGRAM, b.path(), 2, "tcp", &[]);
    let mut end = Process::start(PROGRAM, c.path(), 3, "tcp", &[middle.address.clone()]);
    end.holds(2, 1);
    middle.holds(3, 1);
    for number in 0..20 {
        away.ask(&format!("say{} {number}", if number % 2 == 0 { "" } else { "-long" }));
    }
    let size = away.size(1);
    away.kill();
    let mut back = Process::start(PROGRAM, a.path(), 1, "tcp", &[middle.address.clone()]);
    middle.holds(1, size);
    end.holds(1, size);
    let size = end.size(3);
    back.holds(3, size);
}

/// What was said while a node was off it holds soon after it is back, bodies included.
#[test]
fn who_was_away_catches_up() {
    let [a, b] = folders();
    let mut one = Process::start(PROGRAM, a.path(), 1, "tcp", &[]);
    let peers = [one.address.clone()];
    let mut two = Process::start(PROGRAM, b.path(), 2, "tcp", &peers);
    let before = one.size(1);
    two.holds(1, before);
    two.kill();
    for number in 0..300 {
        one.ask(&format!("say while away {number}"));
    }
    let mut two = Process::start(PROGRAM, b.path(), 2, "tcp", &peers);
    two.holds(1, before + 300);
    let sizes = two.size(2);
    one.holds(2, sizes);
}

/// A node that is killed and starts again with the same PeerId is heard as it speaks, and hears, also
/// where the other side has not noticed that the old connection is dead (QUIC).
/// Source: rust-libp2p #5097.
#[test]
fn who_restarts_is_heard_again() {
    for transport in ["quic", "tcp"] {
        let [a, b] = folders();
        let mut one = Process::start(PROGRAM, a.path(), 1, transport, &[]);
        let peers = [one.address.clone()];
        let mut two = Process::start(PROGRAM, b.path(), 2, transport, &peers);
        let size = two.size(2);
        one.holds(2, size);
        for _ in 0..2 {
            two.kill();
            two = Process::start(PROGRAM, b.path(), 2, transport, &peers);
            hear_live(&mut two, &mut [&mut one]);
            hear_live(&mut one, &mut [&mut two]);
        }
    }
}
