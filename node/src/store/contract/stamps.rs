//! What every engine promises of stamps, of proofs of two heads, and of what a witness remembers.

use bot_protocol::feed::{
    Ask, Claim, Decision, HeadStamp, HeldStamps, KeyLog, Own, Seen, StampFork,
};
use bot_protocol::limits::STAMPS_HELD_MAX;

use super::*;

/// A stamp of a log as it is, made at this moment, that so many witnesses signed.
fn stamp(pen: &Pen, ts: u64, witnesses: u8) -> HeadStamp {
    let keys = KeyLog::new(Did::from(pen.key.public()));
    let stamp = HeadStamp::sign(&pen.feed, &keys, (ms(ts), ms(ts + 1_000)), &pen.key);
    let stamp = stamp.expect("it signs");
    (0..witnesses).fold(stamp, |stamp, number| {
        let witness = SecretKey::from_seed(&[100 + number; 32]);
        let ask = Ask { stamp: stamp.bare(), proof: Vec::new() };
        let own = Own::default();
        match Seen::decide(None, &ask, &own, ms(ts), &witness) {
            Decision::Cosign { cosig, .. } => stamp.with(cosig).expect("it is over this head"),
            Decision::Conflict(_) | Decision::Refuse(_) => panic!("nothing speaks against it"),
        }
    })
}

fn told(stamp: &HeadStamp) -> Write {
    Write::Item(Item::Stamp(stamp.clone()), ms(5))
}

/// What a store keeps of a log's stamps, the newest first.
fn kept(desk: &Desk, writer: &PublicKey) -> Vec<HeadStamp> {
    let rows = desk.store().stamps(Some(writer)).expect("stamps");
    assert!(rows.len() <= STAMPS_HELD_MAX, "{} rows", rows.len());
    let mut held = HeldStamps::default();
    for stamp in &rows {
        held.hear(stamp);
    }
    let kept: Vec<HeadStamp> = held.all().cloned().collect();
    assert!(rows.iter().all(|row| kept.contains(row)), "a row is kept that need not be");
    kept
}

#[test]
fn stamps_that_are_put_take_the_place_of_all_others_of_their_log() {
    each(|mut desk| {
        let (mut pen, other) = (Pen::new(1), Pen::new(2));
        let writer = pen.key.public();
        pen.next();
        let (quorum, fewer) = (stamp(&pen, 1, 3), stamp(&pen, 1, 2));
        pen.next();
        let newest = stamp(&pen, 2, 1);
        let all = [told(&quorum), told(&newest), told(&stamp(&other, 1, 0))];
        desk.store().commit(&all).expect("stored");
        let put = Write::Stamps(vec![newest.bare(), fewer.clone()]);
        desk.store().commit(&[put.clone()]).expect("stored");
        desk.reopen();
        assert_eq!(kept(&desk, &writer), [newest.bare(), fewer]);
        let position = desk.store().info().position;
        desk.store().commit(&[put, Write::Stamps(Vec::new())]).expect("they lie there already");
        assert_eq!(desk.store().info().position, position, "nothing arrived");
        desk.store().commit(&[Write::Stamps(vec![newest.bare()])]).expect("stored");
        desk.reopen();
        assert_eq!(kept(&desk, &writer), [newest.bare()]);
        assert_eq!(desk.store().stamps(Some(&other.key.public())).expect("stamps").len(), 1);
        // What comes after it is taken as ever.
        desk.store().commit(&[told(&quorum)]).expect("stored");
        assert_eq!(kept(&desk, &writer), [newest.bare(), quorum]);
    });
}

#[test]
fn a_stamp_that_a_quorum_signed_stays_beside_the_newest() {
    each(|mut desk| {
        let (mut pen, other) = (Pen::new(1), Pen::new(2));
        let writer = pen.key.public();
        pen.next();
        let quorum = stamp(&pen, 1, 3);
        desk.store().commit(&[told(&quorum), told(&stamp(&other, 1, 0))]).expect("stored");
        pen.next();
        let (bare, signed) = (stamp(&pen, 2, 0), stamp(&pen, 2, 1));
        desk.store().commit(&[told(&bare)]).expect("stored");
        assert_eq!(kept(&desk, &writer), [bare, quorum.clone()]);
        desk.store().commit(&[told(&signed)]).expect("stored");
        desk.reopen();
        assert_eq!(kept(&desk, &writer), [signed, quorum.clone()]);
        let position = desk.store().info().position;
        desk.store().commit(&[told(&quorum), told(&stamp(&pen, 1, 0))]).expect("known or old");
        assert_eq!(desk.store().info().position, position, "nothing arrived");
        let all = stamp(&pen, 3, 4);
        desk.store().commit(&[told(&all)]).expect("stored");
        desk.reopen();
        assert_eq!(kept(&desk, &writer), [all]);
        assert_eq!(desk.store().stamps(Some(&other.key.public())).expect("stamps").len(), 1);
        // Whoever follows by position finds what is kept, and nothing that does not read.
        let items = desk.store().items_since(0, usize::MAX).expect("items");
        let stamps = items.iter().filter(|(_, item)| matches!(item, Item::Stamp(_)));
        assert_eq!(stamps.count(), items.len());
    });
}

/// Whoever stamps each minute leaves one place in the order of arrival, not one for each time.
#[test]
fn a_stamp_that_takes_the_place_of_another_takes_its_arrival() {
    each(|mut desk| {
        let (mut pen, other) = (Pen::new(1), Pen::new(2));
        pen.next();
        desk.store().commit(&[told(&stamp(&other, 1, 0))]).expect("stored");
        for minute in 1..=20 {
            desk.store().commit(&[told(&stamp(&pen, minute, 0))]).expect("stored");
        }
        desk.reopen();
        let items = desk.store().items_since(0, usize::MAX).expect("items");
        let positions: Vec<u64> = items.iter().map(|(position, _)| *position).collect();
        assert_eq!(positions, [1, 21], "what was not stamped anew stays where it was");
        assert_eq!(desk.store().info().position, 21);
        desk.store().commit(&[told(&stamp(&pen, 21, 0))]).expect("stored");
        assert_eq!(desk.store().info().position, 22);
    });
}

#[test]
fn the_smaller_proof_of_two_heads_is_kept() {
    each(|mut desk| {
        let (mut one, mut other) = (Pen::new(1), Pen::new(1));
        let mut proofs = Vec::new();
        for number in 0..2 {
            one.named(&format!("one {number}"));
            other.named(&format!("other {number}"));
            let claims = [&one, &other].map(|pen| Claim::stamped(&stamp(pen, 1, 0)));
            let [first, second] = claims;
            proofs.push(StampFork::make(first, second).expect("two heads"));
        }
        let told = |at: usize| Write::Item(Item::Heads(proofs[at].clone()), ms(1));
        for at in [1, 0, 1] {
            desk.store().commit(&[told(at)]).expect("stored");
        }
        desk.reopen();
        assert_eq!(desk.store().two_heads().expect("proofs"), [proofs[0].clone()]);
    });
}

/// A cosignature leaves after the commit that holds what the witness remembers of it, and a batch is
/// stored whole or not at all: so no signature is out that is not remembered.
#[test]
fn what_a_witness_remembers_is_stored_whole_or_not_at_all() {
    each(|mut desk| {
        let mut pen = Pen::new(1);
        let (first, second, third) = (pen.next(), pen.next(), pen.next());
        let seen = |size: u8| Write::Note {
            shelf: Shelf::Witness,
            key: pen.key.public().as_bytes().to_vec(),
            value: vec![size; 1_300],
        };
        let note = |desk: &Desk| {
            let key = pen.key.public();
            desk.store().note(Shelf::Witness, key.as_bytes()).expect("a note")
        };
        desk.store().commit(&[seen(1), taken(&first)]).expect("stored");
        let refused = desk.store().commit(&[seen(2), taken(&third)]).expect_err("a gap");
        assert!(refused.is_refusal(), "{refused}");
        assert_eq!(note(&desk), Some(vec![1; 1_300]), "nothing of the batch was stored");
        desk.store().commit(&[taken(&second), seen(2)]).expect("stored");
        desk.reopen();
        assert_eq!(note(&desk), Some(vec![2; 1_300]));
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn all_engines_keep_the_same_stamps(
        made in prop::collection::vec((0..3_usize, 0..3_u64, 0..=7_u8), 1..12),
    ) {
        let mut desks = Backend::ALL.map(Desk::new);
        let mut pens = [Pen::new(1), Pen::new(1), Pen::new(1)];
        for (more, pen) in pens.iter_mut().enumerate() {
            (0..more).for_each(|_| drop(pen.next()));
        }
        let mut held = HeldStamps::default();
        let writer = pens[0].key.public();
        for (pen, ts, witnesses) in made {
            let stamp = stamp(&pens[pen], 1 + ts, witnesses);
            held.hear(&stamp);
            for desk in &desks {
                desk.store().commit(&[told(&stamp)]).expect("it fits");
            }
        }
        let expected: Vec<HeadStamp> = held.all().cloned().collect();
        for desk in &mut desks {
            prop_assert_eq!(&kept(desk, &writer), &expected);
            desk.reopen();
            prop_assert_eq!(&kept(desk, &writer), &expected);
        }
    }
}
