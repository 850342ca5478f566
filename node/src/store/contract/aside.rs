//! What every engine promises of what is kept beside a log that forked.

use bot_protocol::canon::hash::Hash;
use bot_protocol::limits::ASIDE_MAX;

use super::*;

fn beside(statement: &Statement) -> Write {
    Write::Item(Item::Aside(statement.clone()), ms(5))
}

fn ids(desk: &Desk, writer: Option<&PublicKey>) -> Vec<Hash> {
    let held = desk.store().aside(writer).expect("entries");
    let mut ids: Vec<Hash> = held.iter().map(Statement::id).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn those_of_the_least_ids_are_kept_and_arrive() {
    each(|mut desk| {
        let (mut pen, mut other) = (Pen::new(1), Pen::new(2));
        let said: Vec<Statement> = (0..ASIDE_MAX + 7).map(|_| pen.next()).collect();
        let single = other.next();
        let mut least: Vec<Hash> = said.iter().map(Statement::id).collect();
        least.sort_unstable();
        least.truncate(ASIDE_MAX);
        let writes: Vec<Write> = said.iter().rev().map(beside).collect();
        for some in writes.chunks(9) {
            desk.store().commit(some).expect("stored");
        }
        desk.store().commit(&[beside(&single)]).expect("stored");
        desk.reopen();
        assert_eq!(ids(&desk, Some(&pen.key.public())), least);
        assert_eq!(ids(&desk, Some(&other.key.public())), [single.id()]);
        assert_eq!(ids(&desk, None).len(), ASIDE_MAX + 1);
        // It is no part of the log, and comes once to whoever follows by position.
        assert!(desk.store().head(&pen.key.public()).expect("a head").is_none());
        let position = desk.store().info().position;
        desk.store().commit(&[beside(&said[0]), beside(&single)]).expect("stored");
        assert_eq!(desk.store().info().position, position, "nothing arrived");
        let items = desk.store().items_since(0, usize::MAX).expect("items");
        let mut came: Vec<Hash> = items
            .iter()
            .map(|(_, item)| {
                let Item::Aside(statement) = item else { panic!("{item:?}") };
                statement.id()
            })
            .filter(|id| *id != single.id())
            .collect();
        came.sort_unstable();
        came.dedup();
        assert_eq!(came, least);
    });
}

#[test]
fn a_key_event_that_was_outdone_goes_and_is_told_to_nobody() {
    each(|mut desk| {
        let (pen, identity) = (Pen::new(1), SecretKey::from_seed(&[9; 32]));
        let event = |size| KeyEvent::close(pen.key.public(), size, ms(1), &identity);
        let (one, other) = (event(1), event(2));
        let take = [&one, &other].map(|event| Write::Item(Item::Key(event.clone()), ms(1)));
        desk.store().commit(&take).expect("stored");
        let gone = [Write::DropKey { did: one.did(), id: one.id() }];
        for _ in 0..2 {
            desk.store().commit(&gone).expect("gone, and not missed");
            desk.reopen();
            assert_eq!(desk.store().keys(None).expect("keys"), std::slice::from_ref(&other));
            let told = desk.store().items_since(0, usize::MAX).expect("items");
            assert_eq!(told.len(), 1, "{told:?}");
        }
    });
}

#[test]
fn what_came_before_what_lies_between_counts_and_arrives_until_it_is_caught_up_with() {
    each(|mut desk| {
        let (mut pen, writer) = (Pen::new(1), Pen::new(1).key.public());
        let said: Vec<Statement> = (0..4).map(|_| pen.next()).collect();
        let ahead = |at: usize| Write::Item(Item::Ahead(said[at].clone()), ms(5));
        desk.store().commit(&[ahead(3), ahead(2)]).expect("stored");
        let position = desk.store().info().position;
        desk.store().commit(&[ahead(3)]).expect("stored");
        assert_eq!(desk.store().info().position, position, "it arrived before");
        desk.reopen();
        let numbers = |held: Vec<Statement>| held.iter().map(Statement::seq).collect::<Vec<_>>();
        let held = |desk: &Desk| numbers(desk.store().ahead(Some(&writer)).expect("entries"));
        let arrived = |desk: &Desk| {
            let items = desk.store().items_since(0, usize::MAX).expect("items");
            let seq = |(_, item): &(u64, Item)| {
                let Item::Ahead(one) = item else { panic!("{item:?}") };
                one.seq()
            };
            items.iter().map(seq).collect::<Vec<_>>()
        };
        assert_eq!((held(&desk), arrived(&desk)), (vec![2, 3], vec![3, 2]));
        assert!(desk.store().aside(None).expect("entries").is_empty());
        assert_eq!(numbers(desk.store().beside(None).expect("entries")), [2, 3]);
        // What lies beside its log too counts once.
        desk.store().commit(&[beside(&said[3])]).expect("stored");
        assert_eq!(numbers(desk.store().beside(Some(&writer)).expect("entries")), [3, 2]);
        desk.store().commit(&[Write::CaughtUp { writer, seq: 3 }]).expect("forgotten");
        let gone = Write::LetGo { writer, ids: vec![said[3].id()] };
        desk.store().commit(&[gone, Write::CaughtUp { writer, seq: 3 }]).expect("not missed");
        desk.reopen();
        assert_eq!((held(&desk), arrived(&desk)), (vec![2], vec![2]));
        // Also where the newest goes, whoever read so far has read all.
        let position = desk.store().info().position;
        desk.store().commit(&[ahead(1)]).expect("stored");
        desk.store().commit(&[Write::CaughtUp { writer, seq: 1 }]).expect("forgotten");
        desk.reopen();
        assert_eq!(desk.store().info().position, position + 1);
    });
}
