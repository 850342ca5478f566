//! Random rules in random worlds: two evaluators agree, more never takes away, order is nothing.

use proptest::prelude::*;

use super::*;

const PEOPLE: u8 = 4;

fn any_who() -> impl Strategy<Value = Did> {
    (1..=PEOPLE).prop_map(who)
}

fn any_badge() -> impl Strategy<Value = Badge> {
    prop_oneof![Just(badge("a", 1)), Just(badge("b", 1)), Just(badge("c", 2))]
}

/// One to three different things, and how many of them.
fn some_of<T: Ord + Clone + std::fmt::Debug>(
    one: impl Strategy<Value = T>,
) -> impl Strategy<Value = (usize, Vec<T>)> {
    let few = prop::collection::btree_set(one, 1..=3).prop_map(|set| set.into_iter().collect());
    few.prop_flat_map(|of: Vec<T>| (1..=of.len(), Just(of).prop_shuffle()))
}

fn any_takes() -> impl Strategy<Value = Takes> {
    prop_oneof![
        3 => Just(Takes::Anybody),
        1 => some_of(any_who()).prop_map(|(_, of)| Takes::These(of)),
        1 => any_badge().prop_map(Takes::Holders),
    ]
}

fn role((name, takes): (&str, Takes)) -> Role {
    Role { name: name.to_owned(), takes }
}

pub(super) fn any_rule() -> impl Strategy<Value = Rule> {
    let leaf = prop_oneof![
        any_badge().prop_map(Rule::IssuerHolds),
        some_of(any_badge()).prop_map(|(at_least, of)| Rule::RecipientHolds { at_least, of }),
        some_of(any_badge()).prop_filter_map("two or more", |(_, of)| {
            (of.len() > 1).then_some(Rule::InOrder(of))
        }),
        (1..3_usize, any_badge())
            .prop_map(|(at_least, of)| Rule::EndorsedByHolders { at_least, of }),
        some_of(any_who()).prop_map(|(at_least, of)| Rule::EndorsedBy { at_least, of }),
        (any_takes(), any_takes()).prop_map(|(second, third)| {
            let roles = [("first", Takes::Anybody), ("second", second), ("third", third)].map(role);
            Rule::Stages(roles.to_vec())
        }),
    ];
    leaf.prop_recursive(3, 9, 3, |inner| {
        prop_oneof![
            some_of(inner.clone()).prop_map(|(_, of)| Rule::All(of)),
            some_of(inner.clone()).prop_map(|(_, of)| Rule::Any(of)),
            some_of(inner).prop_map(|(at_least, of)| Rule::Some { at_least, of }),
        ]
    })
}

/// The award in question comes late, so that there is something before it.
pub(super) fn any_asked() -> impl Strategy<Value = Award> {
    (any_award(), 3..8_u64).prop_map(|(award, second)| Award { at: at(second), ..award })
}

fn any_moment() -> impl Strategy<Value = Timestamp> {
    (0..6_u64).prop_map(at)
}

/// Mostly as a rule may have it, so that stages come to follow each other.
fn any_stage() -> impl Strategy<Value = Stage> {
    let people = prop_oneof![4 => Just((2_u8, 3_u8)), 1 => (1..=PEOPLE, 1..=PEOPLE)];
    let earlier = prop::collection::btree_set((0..4_u8).prop_map(id), 0..=2);
    (people, 0..3_usize, earlier).prop_map(|((second, third), before, earlier)| {
        let roles = [("second", second), ("third", third)];
        let roles = roles.map(|(role, number)| (role.to_owned(), who(number))).to_vec();
        Stage { roles, before, earlier }
    })
}

prop_compose! {
    fn any_award()(
        number in 0..4_u8, badge in any_badge(), by_creator in any::<bool>(), other in any_who(),
        recipient in prop::option::weighted(0.95, any_who()), at in any_moment(),
        until in prop::option::weighted(0.1, any_moment()), sure in prop::bool::weighted(0.9),
        seen in prop::option::weighted(0.5, any_moment()),
        stage in prop::option::weighted(0.3, any_stage()),
    ) -> Award {
        let issuer = if by_creator { badge.creator } else { other };
        Award { id: id(number), badge, issuer, recipient, at, until, sure, seen, stage }
    }
}

prop_compose! {
    fn any_permission()(
        badge in any_badge(), to in prop::option::weighted(0.3, any_who()), from in 0..4_u64,
        until in prop::option::weighted(0.2, any_moment()),
        ended in prop::option::weighted(0.2, any_moment()),
        rule in prop::option::weighted(0.8, any_rule()),
    ) -> Permission {
        Permission { badge, to, from: at(from), until, ended, rule }
    }
}

prop_compose! {
    fn any_praise()(
        of in 0..4_u8, by in any_who(), at in any_moment(), sure in prop::bool::weighted(0.8),
    ) -> Praise {
        Praise { of: id(of), by, at, sure }
    }
}

prop_compose! {
    fn any_equivalent()(
        badge in any_badge(), stands_for in any_badge(),
        until in prop::option::weighted(0.2, any_moment()), sure in prop::bool::weighted(0.8),
    ) -> Equivalent {
        Equivalent { badge, stands_for, until, sure }
    }
}

fn all_of(who: impl Strategy<Value = Did>) -> impl Strategy<Value = BTreeSet<Did>> {
    prop::collection::btree_set(who, 0..=8)
}

prop_compose! {
    pub(super) fn any_world()(
        awards in prop::collection::vec((0..9_u8, any_award()), 0..=6),
        permissions in prop::collection::vec(any_permission(), 0..=4),
        praises in prop::collection::btree_set(any_praise(), 0..=9),
        equivalents in prop::collection::btree_set(any_equivalent(), 0..=2),
        (creators, equated) in (all_of(any_who()), all_of(any_who())),
        holders in all_of(any_who()),
        unread in prop::bool::weighted(0.05),
    ) -> World {
        let named = awards.into_iter().map(|(number, award)| Award { id: id(number), ..award });
        let awards = named.map(|award| (award.id, award)).collect();
        World { awards, permissions, praises, equivalents, creators, equated, holders, unread }
    }
}

/// How many rules were met, not met and not told, over all cases: each must come up.
fn told(counts: &mut [u32; 3], found: Met) {
    let place = match found {
        Met::Yes => 0,
        Met::No => 1,
        Met::Unknown => 2,
    };
    counts[place] += 1;
}

#[test]
fn two_evaluators_agree_on_random_rules_in_random_worlds() {
    let config = ProptestConfig { cases: 4000, failure_persistence: None, ..Default::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let counts = std::cell::RefCell::new([0; 3]);
    let cases = (any_world(), any_rule(), any_asked());
    let agree = runner.run(&cases, |(world, rule, award)| {
        let rights = Rights::of(&world);
        let found = rights.met(&rule, &award);
        prop_assert_eq!(found, naive::met(&world, &rule, &award));
        prop_assert_eq!(rights.lack(&rule, &award).is_none(), found == Met::Yes);
        told(&mut counts.borrow_mut(), found);
        for award in world.awards.values().chain([&award]) {
            prop_assert_eq!(rights.rightful(award), naive::rightful(&world, award));
        }
        Ok(())
    });
    agree.unwrap();
    assert!(counts.borrow().iter().all(|count| *count > 100), "{counts:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn one_more_endorsement_award_or_permission_never_turns_yes_to_no(
        world in any_world(), rule in any_rule(), award in any_asked(),
        praise in any_praise(), more in any_award(), permission in any_permission(),
        equivalent in any_equivalent(),
    ) {
        let before = Rights::of(&world).met(&rule, &award);
        let mut larger = [world.clone(), world.clone(), world.clone(), world];
        larger[0].praises.insert(praise);
        larger[1].awards.entry(more.id).or_insert(more);
        larger[2].permissions.push(permission);
        larger[3].equivalents.insert(equivalent);
        for world in larger {
            let after = Rights::of(&world).met(&rule, &award);
            // It may only make more of it: from no to cannot tell to yes.
            prop_assert!(after.rank() <= before.rank(), "{before:?} became {after:?}");
        }
    }

    #[test]
    fn more_knowledge_decides_and_never_reverses(
        world in any_world(), rule in any_rule(), award in any_asked(),
        known in any_who(),
    ) {
        // To know of somebody that there is no more settles what was open and changes nothing else.
        let before = Rights::of(&world).met(&rule, &award);
        let mut whole = world;
        whole.holders.insert(known);
        whole.creators.insert(known);
        whole.equated.insert(known);
        let after = Rights::of(&whole).met(&rule, &award);
        prop_assert!(before == Met::Unknown || after == before, "{before:?} became {after:?}");
    }

    #[test]
    fn the_order_of_permissions_is_nothing(
        world in any_world(), rule in any_rule(), award in any_asked(),
    ) {
        let mut turned = world.clone();
        turned.permissions.reverse();
        let (one, other) = (Rights::of(&world), Rights::of(&turned));
        prop_assert_eq!(one.met(&rule, &award), other.met(&rule, &award));
    }

    #[test]
    fn a_rule_comes_back_as_it_went(rule in any_rule()) {
        prop_assert_eq!(Rule::read(&rule.to_text()), Ok(rule.clone()));
        prop_assert_eq!(Rule::from_value(&rule.to_value()), Ok(rule));
    }

    #[test]
    fn a_text_with_one_other_letter_is_refused_or_is_itself(
        rule in any_rule(), place in any::<prop::sample::Index>(), letter in "[ -~]",
    ) {
        let mut text = rule.to_text();
        let place = place.index(text.len());
        text.replace_range(place..=place, &letter);
        if let Ok(other) = Rule::read(&text) {
            prop_assert_eq!(other.to_text(), text);
        }
    }
}
