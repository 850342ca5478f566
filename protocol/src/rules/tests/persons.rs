//! One person by several keys is one person, in rules too.

use proptest::prelude::*;

use super::laws::{any_asked, any_rule, any_world};
use super::*;

/// An award by its creator 1 to 8, and who endorses it.
fn endorsed(by: &[u8]) -> (World, Award) {
    let award = Award {
        id: id(1),
        badge: badge("tea", 1),
        issuer: who(7),
        recipient: Some(who(8)),
        at: at(5),
        until: None,
        sure: true,
        seen: None,
        stage: None,
    };
    let everybody: BTreeSet<Did> = (1..=60).map(who).collect();
    let praise = |number: &u8| Praise { of: id(1), by: who(*number), at: at(5), sure: true };
    let praises = by.iter().map(praise).collect();
    let (creators, holders) = (everybody.clone(), everybody);
    (World { praises, creators, holders, ..World::default() }, award)
}

#[test]
fn one_person_endorses_once_by_however_many_keys() {
    let rule = Rule::EndorsedBy { at_least: 2, of: vec![who(2), who(3), who(4)] };
    let met = |by: &[u8], current: &dyn Fn(&Did) -> Did| {
        let (world, award) = endorsed(by);
        let (world, award) = (world.of_persons(current), award.of_persons(current));
        Rights::of(&world).met(&rule.of_persons(current), &award)
    };
    let apart = |did: &Did| *did;
    // 2 goes on as 3, or as who awards it.
    let as_three = |did: &Did| if *did == who(2) { who(3) } else { *did };
    let as_issuer = |did: &Did| if *did == who(2) { who(7) } else { *did };
    assert_eq!(met(&[2, 3], &apart), Met::Yes);
    assert_eq!(met(&[2, 3], &as_three), Met::No);
    assert_eq!(met(&[2, 3, 4], &as_three), Met::Yes);
    assert_eq!(met(&[2, 3], &as_issuer), Met::No);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn where_nobody_goes_on_with_another_key_nothing_changes(
        world in any_world(), rule in any_rule(), award in any_asked(),
    ) {
        let apart = |did: &Did| *did;
        prop_assert_eq!(&world.clone().of_persons(&apart), &world);
        prop_assert_eq!(rule.of_persons(&apart), rule);
        prop_assert_eq!(award.clone().of_persons(&apart), award);
    }

    /// Whom a name stands for is the same whoever is called so.
    #[test]
    fn to_be_called_otherwise_changes_no_answer(
        world in any_world(), rule in any_rule(), award in any_asked(),
    ) {
        let called = |did: &Did| {
            let number = (0..=30).find(|number| who(*number) == *did);
            number.map_or(*did, |number| who(60 - number))
        };
        let before = Rights::of(&world).met(&rule, &award);
        let world = world.of_persons(&called);
        let rule = rule.of_persons(&called);
        prop_assert_eq!(Rights::of(&world).met(&rule, &award.of_persons(&called)), before);
    }
}
