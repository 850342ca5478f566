//! What every engine promises of bodies that their author has dropped.

use super::*;

#[test]
fn an_erasure_in_the_batch_of_its_entry_leaves_what_is_permanent() {
    each(|desk| {
        let mut pen = Pen::new(1);
        let writer = pen.key.public();
        let revoke = Content::Revoke(Revoke { of: None, list: 1, indexes: vec![4], reason: None });
        let said = [pen.next(), pen.sign(revoke), pen.next()];
        let erase = |seq| Write::Erase { writer, seq };
        let batch: Vec<Write> = said.iter().map(taken).chain([0, 1, 77].map(erase)).collect();
        desk.store().commit(&batch).expect("stored");
        let stored = desk.store().entries(&writer, 0, usize::MAX).expect("entries");
        let states: Vec<_> = stored.iter().map(|stored| stored.body).collect();
        assert_eq!(states, [BodyState::Erased, BodyState::Held, BodyState::Held]);
    });
}

#[test]
fn pruning_drops_superseded_upkeep_and_nothing_else() {
    each(|mut desk| {
        let mut pen = Pen::new(1);
        let writer = pen.key.public();
        let revoke = |index| Revoke { of: None, list: 1, indexes: vec![index], reason: None };
        let mut said = vec![pen.next(), pen.next(), pen.sign(Content::Revoke(revoke(4)))];
        let early: Vec<Write> = said.iter().map(taken).collect();
        desk.store().commit(&early).expect("stored");
        // Some of it comes in the batch of the prune, one of it without its body.
        said.extend([pen.next(), pen.next(), pen.sign(Content::Revoke(revoke(5))), pen.next()]);
        let mut late: Vec<Write> = said[3..].iter().map(taken).collect();
        late[0] = taken(&said[3].without_body());
        late.push(Write::Prune { writer, below: 6 });
        desk.store().commit(&late).expect("stored");
        desk.reopen();
        let stored = desk.store().entries(&writer, 0, usize::MAX).expect("entries");
        let states: Vec<_> = stored.iter().map(|stored| stored.body).collect();
        use BodyState::{Erased, Held};
        assert_eq!(states, [Erased, Erased, Held, Erased, Held, Held, Held]);
        assert_eq!(desk.store().head(&writer).expect("head").expect("held").missing, 0);
        let again = [Write::Body(said[3].clone(), ms(9)), Write::Prune { writer, below: 0 }];
        desk.store().commit(&again).expect("nothing changes");
        let after = desk.store().entries(&writer, 0, usize::MAX).expect("entries");
        assert!(after.iter().map(|stored| stored.body).eq(states));
    });
}
