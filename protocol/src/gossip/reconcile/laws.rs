//! What holds for any two sets, and what made-up symbols can do.

use std::collections::BTreeSet;
use std::ops::Range;

use proptest::prelude::*;

use super::{Decoder, Item, Strata, Symbol, Unsound, symbols};

fn items(numbers: Range<u64>) -> Vec<Item> {
    numbers.map(|number| Item::new(&[7; 16], &[&number.to_be_bytes()])).collect()
}

/// Decodes, a few symbols at a time; answers with what was found and how many symbols it took.
fn decode(theirs: &[Item], ours: &[Item], step: u32) -> (BTreeSet<Item>, u32) {
    let mut decoder = Decoder::new();
    while !decoder.is_whole() {
        let from = decoder.length();
        decoder.take(&symbols(theirs, from..from + step), ours).expect("an honest sketch");
        assert!(decoder.length() < 1 << 19, "it never ends");
    }
    (decoder.found().copied().collect(), decoder.length())
}

fn unlike(one: &[Item], two: &[Item]) -> BTreeSet<Item> {
    let [one, two]: [BTreeSet<_>; 2] = [one, two].map(|set| set.iter().copied().collect());
    one.symmetric_difference(&two).copied().collect()
}

fn check(theirs: Range<u64>, ours: Range<u64>, most: u32) {
    let [theirs, ours] = [theirs, ours].map(items);
    let (found, took) = decode(&theirs, &ours, 1 + most / 8);
    assert_eq!(found, unlike(&theirs, &ours));
    assert!(took <= most, "{took} symbols for {} items", found.len());
}

#[test]
fn whatever_differs_is_found() {
    check(0..0, 0..0, 1);
    check(0..500, 0..500, 1);
    check(0..500, 0..499, 1);
    check(0..499, 0..500, 1);
    check(0..100, 0..0, 250);
    check(0..0, 0..100, 250);
    check(0..100, 100..200, 400);
    check(0..1_000, 40..1_040, 160);
    check(0..5_000, 0..1, 8_000);
}

/// The figures of the paper: 1.35 symbols an item for many, at most 1.72 on average for few.
#[test]
#[expect(clippy::print_stdout, reason = "figures")]
fn as_few_symbols_do_as_the_paper_promises() {
    for (differ, rounds, most) in [(1, 4, 100), (4, 200, 185), (20, 60, 185), (1_000, 4, 150)] {
        let mut all = 0;
        for round in 0..rounds {
            let from = round * 10_000;
            let (theirs, ours) = (from..from + differ / 2, from + differ / 2..from + differ);
            let step = u32::try_from(1 + differ / 40).unwrap();
            all += u64::from(decode(&items(theirs), &items(ours), step).1);
        }
        let mean = all * 100 / (rounds * differ);
        println!("{differ} items differ: {mean} symbols for 100 items on average");
        assert!((100..=most).contains(&mean), "{mean} for 100 of {differ}");
    }
}

#[test]
fn how_much_differs_is_guessed_to_a_quarter() {
    for (differ, common) in [(0, 100), (1, 100), (2, 0), (50, 10), (1_000, 0), (30_000, 500)] {
        let theirs = items(0..common + differ / 2);
        let ours: Vec<Item> =
            [items(0..common), items(100_000..100_000 + differ - differ / 2)].concat();
        let guess = u64::from(Strata::of(&theirs).difference(&Strata::of(&ours)));
        assert!(guess.abs_diff(differ) * 4 <= differ, "{guess} guessed where {differ} differ");
    }
    // Under two salts everything differs, and no more than could.
    let other: Vec<Item> = (0..500_u64).map(|n| Item::new(&[8; 16], &[&n.to_be_bytes()])).collect();
    let guess = Strata::of(&items(0..500)).difference(&Strata::of(&other));
    assert!((700..1_300).contains(&guess), "{guess}");
    let odd = Strata::from_bytes([0xff; 640]);
    assert!(odd.difference(&Strata::from_bytes([0; 640])) > 1 << 19, "a lie is a large number");
}

/// A symbol that holds nothing but this item.
fn lone(item: Item) -> Symbol {
    symbols(&[item], 0..1)[0]
}

#[test]
fn made_up_symbols_are_seen_through() {
    let ours = items(0..20);
    let honest = symbols(&items(0..30), 0..40);
    let refused = |theirs: &[Symbol]| Decoder::new().take(theirs, &ours) == Err(Unsound);
    assert!(!refused(&honest));
    // One item in every place: it is found once, and then it is where it cannot be.
    let absent = items(99..100)[0];
    let none: [Item; 0] = [];
    assert_eq!(Decoder::new().take(&[lone(absent); 40], &none), Err(Unsound));
    // An item in a place that it does not have.
    let place = (1..40).find(|at| symbols(&[absent], *at..*at + 1)[0].is_empty()).unwrap();
    let mut moved = symbols(&none, 0..40);
    moved[place as usize] = lone(absent);
    assert_eq!(Decoder::new().take(&moved, &none), Err(Unsound));
    // An item that was found comes up again.
    let mut decoder = Decoder::new();
    assert_eq!(decoder.take(&symbols(&[absent], 0..8), &none), Ok(()));
    assert!(decoder.is_whole());
    assert_eq!(decoder.take(&[lone(absent); 60], &none), Err(Unsound));
    // More than a sketch may have.
    let mut decoder = Decoder::new();
    assert_eq!(decoder.take(&vec![Symbol::default(); (1 << 20) - 2], &none), Ok(()));
    assert_eq!(decoder.take(&[Symbol::default()], &none), Err(Unsound));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_two_sets_are_told_apart(
        both in 0_u64..200, theirs in 0_u64..60, ours in 0_u64..60, step in 1_u32..50,
    ) {
        let one = items(0..both + theirs);
        let two = [items(0..both), items(1_000..1_000 + ours)].concat();
        prop_assert_eq!(decode(&one, &two, step).0, unlike(&one, &two));
    }

    /// Whatever comes, no more is found than came, and it ends.
    #[test]
    fn no_symbols_cost_more_than_they_are(
        noise in proptest::collection::vec(any::<[u8; 16]>(), 1..60),
        lies in proptest::collection::vec((0_usize..60, 0_u64..40), 0..60),
        honest in 0_u64..30,
    ) {
        let ours = items(0..20);
        let mut theirs = symbols(&items(0..honest), 0..60);
        for (place, number) in lies {
            theirs[place] = lone(items(number..number + 1)[0]);
        }
        let mut decoder = Decoder::new();
        let sound = decoder.take(&theirs, &ours);
        prop_assert!(decoder.found().count() <= 61);
        if sound.is_ok() {
            let noise: Vec<Symbol> = noise.into_iter().map(Symbol::from_bytes).collect();
            let sound = decoder.take(&noise, &ours);
            prop_assert!(sound.is_err() || !decoder.is_whole());
            prop_assert!(decoder.found().count() <= 60 + noise.len());
        }
    }
}

/// However small the pieces in which a sketch comes, the reader puts each item into each of its places once.
#[test]
fn a_sketch_in_crumbs_costs_no_more_than_whole() {
    let (ours, theirs) = (items(0..3_000), items(2_000..4_500));
    let sketch = symbols(&theirs, 0..6_000);
    let steps = |piece: usize| {
        let mut decoder = Decoder::new();
        sketch.chunks(piece).for_each(|part| decoder.take(part, &ours).unwrap());
        assert!(decoder.is_whole(), "in pieces of {piece}");
        assert_eq!(decoder.found().copied().collect::<BTreeSet<_>>(), unlike(&theirs, &ours));
        decoder.steps()
    };
    let whole = steps(6_000);
    assert_eq!([steps(1), steps(7), steps(1_000)], [whole; 3]);
    // Each of 6,500 is in some two times the logarithm of the number of symbols.
    assert!(whole < 6_500 * 25, "{whole} steps");
}

/// So does one of a set that nobody has, which gives nothing away until its end.
#[test]
fn made_up_symbols_in_crumbs_cost_no_more_than_whole() {
    let (ours, none) = (items(0..3_000), items(100_000..103_000));
    let sketch = symbols(&none, 0..4_000);
    let mut decoder = Decoder::new();
    for symbol in &sketch {
        decoder.take(std::slice::from_ref(symbol), &ours).unwrap();
    }
    assert!(!decoder.is_whole());
    assert!(decoder.steps() < 6_000 * 25, "{} steps", decoder.steps());
}
