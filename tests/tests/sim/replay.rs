//! Everything said again, in any order: nothing changes by it, and nobody is blamed for an echo.

use bot_protocol::gossip::{Effect, Event, Item, Judgement, Lane};
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::Erase;
use bot_tests::harness::author::{Author, message, profile};

use crate::bench::{Bench, NOW, blame, entry};

/// Hears it, and compares what the engine wants compared, as a driver does.
fn hear(bench: &mut Bench, lane: Lane, bytes: &[u8]) -> Judgement {
    let (judgement, blamed) = bench.heard(lane, bytes.to_vec());
    assert_eq!(blamed, None);
    judgement
}

fn compare(bench: &mut Bench, item: &Item) {
    let Item::Entry(statement) = item else { return };
    let (writer, seq) = (statement.writer(), statement.seq());
    let held = bench.shelf.entries.get(&(writer, seq)).map(|held| held.statement.clone());
    let (peer, statement) = (bench.peer, statement.clone());
    let effects = bench.tell(Event::Compared { peer, statement, held });
    assert_eq!(blame(&effects), None);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Append(_))), "{effects:?}");
}

#[test]
fn what_is_held_stays_as_it_is_whatever_is_said_again() {
    let mut bench = Bench::new();
    let mut said: Vec<(Lane, Item)> = Vec::new();
    let mut others: Vec<Author> = (0..5).map(|_| Author::new(&mut bench.chance)).collect();
    for event in others.iter().flat_map(Author::keys).chain(bench.author.keys()) {
        said.push((Lane::Urgent, Item::Key(event)));
    }
    for number in 0..40 {
        let words = profile(&format!("somebody {number}"));
        let chosen = number % others.len();
        let content = match number {
            30 => Content::Erase(Erase { seqs: vec![0, 1] }),
            _ => words,
        };
        let statement = others[chosen].write(content, &mut bench.chance, NOW);
        let lane = if number == 30 { Lane::Urgent } else { Lane::Feed };
        said.push((lane, Item::Entry(statement)));
    }
    for (lane, item) in &said {
        bench.heard(*lane, message(item));
    }
    let whole = format!("{:?}", bench.shelf);
    let states: Vec<_> =
        others.iter().map(|author| bench.engine.state(&author.writer.public())).collect();
    assert!(states.iter().all(|state| state.as_ref().is_some_and(|state| state.size == 8)));
    for _ in 0..20 {
        for at in (1..said.len()).rev() {
            let other = bench.chance.below(u64::try_from(at + 1).unwrap());
            said.swap(at, usize::try_from(other).unwrap());
        }
        for (lane, item) in &said {
            let again = hear(&mut bench, *lane, &message(item));
            assert_ne!(again, Judgement::Reject, "{item:?}");
            compare(&mut bench, item);
        }
        assert_eq!(format!("{:?}", bench.shelf), whole);
        let now: Vec<_> =
            others.iter().map(|author| bench.engine.state(&author.writer.public())).collect();
        assert_eq!(now, states);
    }
    // What is new is still taken.
    let next = others[0].write(profile("next"), &mut bench.chance, NOW);
    assert_eq!(bench.heard(Lane::Feed, entry(&next)).0, Judgement::Accept);
    assert_ne!(format!("{:?}", bench.shelf), whole);
}
