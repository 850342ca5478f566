//! What holds of every walk, on graphs made by chance.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;

use super::arrive::arrivals;
use super::forward::Forward;
use super::plain::{self, Ties};
use super::*;
use crate::identity::SecretKey;

fn did(number: usize) -> Did {
    static ALL: LazyLock<Vec<Did>> = LazyLock::new(|| {
        let key = |number: usize| {
            let mut seed = [7; 32];
            seed[..8].copy_from_slice(&number.to_be_bytes());
            Did::from(SecretKey::from_seed(&seed).public())
        };
        (0..10_100).map(key).collect()
    });
    ALL[number]
}

/// Ties made by chance between so many, the viewer being one.
fn graphs(size: usize, most: usize) -> impl Strategy<Value = Ties> {
    let tie = (0..size, 0..size, prop_oneof![Just(4_u64), Just(1)]);
    vec(tie, 0..most).prop_map(|ties| {
        let others = ties.into_iter().filter(|(from, to, _)| from != to);
        others.map(|(from, to, quarters)| ((from, to), quarters)).collect()
    })
}

fn walk(ties: &Ties) -> Walk {
    walked(ties.iter().map(|(tie, quarters)| (*tie, *quarters)))
}

fn walked(ties: impl Iterator<Item = ((usize, usize), u64)>) -> Walk {
    let mut network = Network::seen_by([did(0)]);
    for ((from, to), quarters) in ties {
        network.set(&did(from), &did(to), Some(strength(quarters)));
    }
    Walk::new(network)
}

fn strength(quarters: u64) -> Strength {
    if quarters == 4 { Strength::Recognised } else { Strength::Endorsed }
}

/// Whether each chain is one of these ties, and two share nobody.
fn are_chains(ties: &Ties, goal: usize, chains: &[Vec<Did>]) -> bool {
    let numbers: Vec<usize> = ties.keys().flat_map(|(from, to)| [*from, *to]).collect();
    let number = |one: &Did| numbers.iter().copied().find(|number| did(*number) == *one);
    let chains: Vec<Vec<usize>> =
        chains.iter().map(|chain| chain.iter().filter_map(number).collect()).collect();
    let real = |chain: &Vec<usize>| {
        let from = std::iter::once(&0).chain(chain);
        chain.last() == Some(&goal) && from.zip(chain).all(|(a, b)| ties.contains_key(&(*a, *b)))
    };
    let mut inner: Vec<usize> =
        chains.iter().flat_map(|chain| chain[..chain.len() - 1].to_vec()).collect();
    let passed = inner.len();
    inner.sort_unstable();
    inner.dedup();
    chains.iter().all(real) && inner.len() == passed && !inner.contains(&0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn it_is_what_the_rule_says_word_for_word(ties in graphs(14, 60)) {
        let walk = walk(&ties);
        for goal in 1..14 {
            let found = walk.standing(&did(goal));
            let expected = plain::standing(&ties, goal);
            prop_assert_eq!(found.weight.units(), expected.weight, "goal {}", goal);
            prop_assert_eq!(found.whole.units(), expected.whole, "goal {}", goal);
            prop_assert_eq!(found.chains.len(), expected.chains, "goal {}: {:?}", goal, found.chains);
            prop_assert!(are_chains(&ties, goal, &found.chains), "{goal}: {:?}", found.chains);
            let direct = ties.contains_key(&(0, goal));
            let weight = Weight::of(expected.weight);
            prop_assert_eq!(found.band, Band::of(direct, expected.chains, weight));
        }
    }

    #[test]
    fn it_is_the_same_with_a_shorter_near_half(ties in graphs(14, 60)) {
        let walk = walk(&ties);
        let short = Forward::short(&walk.network);
        for goal in (1..14).filter_map(|goal| walk.network.place(&did(goal))) {
            let kept = arrivals(&walk.network, &walk.forward, goal);
            prop_assert_eq!(kept, arrivals(&walk.network, &short, goal));
        }
    }

    #[test]
    fn the_order_of_arrival_is_nothing(
        (ties, other) in graphs(14, 60).prop_flat_map(|ties| {
            let order: Vec<_> = ties.clone().into_iter().collect();
            (Just(ties), Just(order).prop_shuffle())
        })
    ) {
        let (one, other) = (walk(&ties), walked(other.into_iter()));
        for goal in 0..14 {
            prop_assert_eq!(one.standing(&did(goal)), other.standing(&did(goal)));
        }
        prop_assert_eq!(one.reached(), other.reached());
    }

    #[test]
    fn a_new_recognition_of_somebody_never_lowers_them(
        ties in graphs(14, 60), from in 0_usize..14, goal in 1_usize..14, mutual: bool,
    ) {
        prop_assume!(from != goal);
        let before = walk(&ties).standing(&did(goal));
        let mut more = ties;
        more.insert((from, goal), 4);
        if mutual {
            more.insert((goal, from), 4);
        }
        let after = walk(&more).standing(&did(goal));
        prop_assert!(after.whole >= before.whole && after.weight >= before.weight);
        prop_assert!(after.band >= before.band);
        prop_assert!(after.chains.len() >= before.chains.len());
    }

    /// Who stands behind many gives each of them less with every one more.
    #[test]
    fn nor_does_the_one_more_of_somebody_who_stands_behind_many(
        known in vec((1_usize..80, prop_oneof![Just(4_u64), Just(1)]), 20..120),
        back in vec(1_usize..80, 0..80), goal in 1_usize..80, strength in prop_oneof![Just(4_u64), Just(1)],
    ) {
        let mut ties: Ties = known.into_iter().map(|(to, quarters)| ((0, to), quarters)).collect();
        ties.extend(back.into_iter().filter(|from| *from != goal).map(|from| ((from, goal), 4)));
        let held = ties.remove(&(0, goal)).filter(|held| *held < strength);
        ties.extend(held.map(|held| ((0, goal), held)));
        let before = walk(&ties).standing(&did(goal));
        ties.insert((0, goal), strength);
        let after = walk(&ties).standing(&did(goal));
        prop_assert!(after.whole >= before.whole && after.weight >= before.weight);
        prop_assert_eq!(after.band, Band::Direct);
        prop_assert_eq!(after.weight.units(), plain::standing(&ties, goal).weight);
    }

    #[test]
    fn setting_ties_one_by_one_is_walking_all_of_them(
        ties in graphs(14, 60), gone in vec((0_usize..14, 0_usize..14), 0..10),
    ) {
        let mut one = walk(&Ties::new());
        for ((from, to), quarters) in &ties {
            one.set(&did(*from), &did(*to), Some(strength(*quarters)));
        }
        let mut left = ties;
        for (from, to) in gone {
            one.set(&did(from), &did(to), None);
            left.remove(&(from, to));
        }
        let other = walk(&left);
        for goal in 0..14 {
            prop_assert_eq!(one.standing(&did(goal)), other.standing(&did(goal)));
        }
    }

    #[test]
    fn what_is_said_of_a_tie_gone_comes_true(
        ties in graphs(14, 60), one in 0_usize..14, other in 0_usize..14, goal in 1_usize..14,
    ) {
        let mut walk = walk(&ties);
        let before = walk.standing(&did(goal));
        let said = walk.without(&did(one), &did(other), &did(goal));
        prop_assert_eq!(walk.standing(&did(goal)), before, "asking changes nothing");
        let mut left = ties;
        left.remove(&(one, other));
        left.remove(&(other, one));
        prop_assert_eq!(said, self::walk(&left).standing(&did(goal)));
    }

    #[test]
    fn fakes_weigh_at_most_a_quarter_of_who_let_them_in(
        honest in graphs(12, 50),
        fakes in vec((0_usize..60, 0_usize..72), 0..400),
        careless in vec((0_usize..12, 12_usize..72), 0..6),
    ) {
        let mut ties = honest;
        // Whatever fakes say of each other and of honest people, and how strongly.
        for (from, to) in fakes {
            if from + 12 != to {
                ties.insert((from + 12, to), 4);
            }
        }
        let careless: std::collections::BTreeSet<_> = careless.into_iter().collect();
        careless.iter().for_each(|tie| { ties.insert(*tie, 4); });
        let walk = walk(&ties);
        let whole = |of: usize| walk.standing(&did(of)).whole.units();
        let all: u128 = (12..72).map(whole).sum();
        let own: u128 = careless.iter()
            .map(|(member, _)| if *member == 0 { 1 << 125 } else { whole(*member) })
            .sum();
        prop_assert!(all <= own / 4, "{all} of {own}");
        if careless.is_empty() {
            prop_assert_eq!(all, 0);
        }
    }

    #[test]
    fn one_careless_member_lets_nobody_in(
        honest in graphs(12, 60),
        fakes in vec((0_usize..30, 0_usize..42), 0..200),
        member in 1_usize..12, let_in in vec(12_usize..42, 1..12),
    ) {
        let mut ties = honest;
        for (from, to) in fakes {
            if from + 12 != to {
                ties.insert((from + 12, to), 4);
            }
        }
        let_in.into_iter().for_each(|fake| { ties.insert((member, fake), 4); });
        let walk = walk(&ties);
        for fake in 12..42 {
            prop_assert_eq!(walk.standing(&did(fake)).band, Band::Unreached);
        }
    }
}

#[test]
fn ten_thousand_fakes_behind_three_edges_weigh_a_quarter_of_three_members() {
    let mut network = Network::seen_by([did(0)]);
    let mut say = |from: usize, to: usize| {
        network.set(&did(from), &did(to), Some(Strength::Recognised));
    };
    for member in 1..=30 {
        say(0, member);
        for step in [1, 2, 5] {
            say(member, 1 + (member + step) % 30);
        }
    }
    // Each fake stands behind a dozen more and behind everybody who is honest.
    for fake in 100..10_100 {
        for step in 1..=12 {
            say(fake, 100 + (fake * 7 + step * 811) % 10_000);
        }
        say(fake, 1 + fake % 30);
    }
    for (member, fake) in [(1, 100), (2, 101), (3, 102)] {
        say(member, fake);
    }
    let walk = Walk::new(network);
    let sum = |numbers: std::ops::Range<usize>| -> u128 {
        numbers.map(|one| walk.standing(&did(one)).whole.units()).sum()
    };
    let (fakes, careless) = (sum(100..10_100), sum(1..4));
    assert!(fakes > 0 && fakes <= careless / 4, "{fakes} of {careless}");
}

/// However ten thousand fakes are wired, and however many of them each edge lets in.
#[test]
fn ten_thousand_fakes_however_wired_get_in_by_no_single_member() {
    let mut state: u64 = 1;
    let mut below = |most: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % most
    };
    for (round, edges) in [0_u32, 1, 40].into_iter().enumerate() {
        let mut network = Network::seen_by([did(0)]);
        let mut say = |from: usize, to: usize| {
            network.set(&did(from), &did(to), Some(Strength::Recognised));
        };
        for member in 1..=30 {
            say(0, member);
            [1, 2, 5].iter().for_each(|step| say(member, 1 + (member + step) % 30));
        }
        for fake in 100..10_100 {
            for _ in 0..below(7) {
                say(fake, 100 + below(10_000));
            }
            say(fake, 1 + below(30));
        }
        let careless = 1 + below(30);
        (0..edges).for_each(|_| say(careless, 100 + below(10_000)));
        let walk = Walk::new(network);
        let mut all = 0;
        for fake in 100..10_100 {
            let standing = walk.standing(&did(fake));
            assert_eq!(standing.band, Band::Unreached, "{fake} in round {round}");
            all += standing.whole.units();
        }
        let own = walk.standing(&did(careless)).whole.units();
        // Each edge lets a quarter in at most.
        let most = u128::from(edges) * own / 4;
        assert!(all <= most && (all > 0) == (edges > 0), "{all} of {most}, {edges} edges");
    }
}
