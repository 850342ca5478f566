//! Each form of rule: met, not met, and not told, and the part that is lacking.

use super::*;
use crate::limits::RULE_CHAIN_MAX;

const ISSUER: u8 = 7;
const LEARNER: u8 = 8;

/// A world in which everybody is known whole; badges are created by 1.
struct Scene {
    world: World,
    next: u8,
}

impl Scene {
    fn new() -> Self {
        let everybody: BTreeSet<Did> = (1..=60).map(who).collect();
        let (creators, equated) = (everybody.clone(), everybody.clone());
        let world = World { creators, equated, holders: everybody, ..World::default() };
        Self { world, next: 100 }
    }

    /// Its creator awards a badge to somebody.
    fn award(&mut self, name: &str, to: u8, second: u64) -> &mut Award {
        self.award_by(1, name, to, second)
    }

    fn award_by(&mut self, by: u8, name: &str, to: u8, second: u64) -> &mut Award {
        self.next += 1;
        let award = Award {
            id: id(self.next),
            badge: badge(name, 1),
            issuer: who(by),
            recipient: Some(who(to)),
            at: at(second),
            until: None,
            sure: true,
            seen: None,
            stage: None,
        };
        self.world.awards.entry(award.id).or_insert(award)
    }

    fn praise(&mut self, by: u8, second: u64) {
        self.world.praises.insert(Praise { of: id(0), by: who(by), at: at(second), sure: true });
    }

    fn allow(&mut self, name: &str, rule: Rule) {
        let (badge, from) = (badge(name, 1), at(0));
        self.world.permissions.push(Permission {
            badge,
            to: None,
            from,
            until: None,
            ended: None,
            rule: Some(rule),
        });
    }

    /// The award in question, at second 10.
    fn asked() -> Award {
        Award {
            id: id(0),
            badge: badge("asked", 1),
            issuer: who(ISSUER),
            recipient: Some(who(LEARNER)),
            at: at(10),
            until: None,
            sure: true,
            seen: None,
            stage: None,
        }
    }

    #[track_caller]
    fn check(&self, rule: &Rule, expected: Met) {
        let found = Rights::of(&self.world).met(rule, &Self::asked());
        assert_eq!(found, expected);
        assert_eq!(naive::met(&self.world, rule, &Self::asked()), expected);
    }

    /// Whatever is not met is not told once somebody is not known whole.
    #[track_caller]
    fn untold_without(&self, rule: &Rule, missing: u8) {
        let mut world = self.world.clone();
        world.holders.remove(&who(missing));
        assert_eq!(Rights::of(&world).met(rule, &Self::asked()), Met::Unknown);
    }

    #[track_caller]
    fn lacks(&self, rule: &Rule, part: &str, found: usize, needed: usize) -> Lack {
        let lack = Rights::of(&self.world).lack(rule, &Self::asked()).unwrap();
        assert_eq!((lack.part, lack.found, lack.needed), (part, found, needed));
        lack
    }
}

#[test]
fn an_issuer_must_hold_a_badge_when_it_awards() {
    let rule = Rule::IssuerHolds(badge("badger", 1));
    let mut scene = Scene::new();
    scene.check(&rule, Met::No);
    scene.untold_without(&rule, ISSUER);
    assert_eq!(scene.lacks(&rule, "issuerHolds", 0, 1).who, Some(who(ISSUER)));
    scene.award("badger", LEARNER, 5);
    scene.check(&rule, Met::No);
    scene.award("other", ISSUER, 5);
    scene.award_by(ISSUER, "badger", ISSUER, 5);
    scene.check(&rule, Met::No);
    scene.award("badger", ISSUER, 11);
    scene.check(&rule, Met::No);
    scene.award("badger", ISSUER, 5).until = Some(at(9));
    scene.check(&rule, Met::No);
    scene.award("badger", ISSUER, 6).sure = false;
    scene.check(&rule, Met::Unknown);
    scene.award("badger", ISSUER, 10);
    scene.check(&rule, Met::Yes);
}

#[test]
fn badgers_make_badgers_from_the_first_on_and_no_circle_makes_one() {
    let badger = Rule::IssuerHolds(badge("badger", 1));
    let mut scene = Scene::new();
    scene.allow("badger", badger.clone());
    // A circle: 20 awards it to 21, 21 to 20, and 21 to the issuer.
    scene.award_by(20, "badger", 21, 2);
    scene.award_by(21, "badger", 20, 2);
    scene.award_by(21, "badger", ISSUER, 3);
    scene.check(&badger, Met::No);
    scene.award("badger", 20, 1);
    scene.check(&badger, Met::Yes);
    // A chain of just the length that is followed, and one longer.
    let chain = |links: usize| {
        let mut scene = Scene::new();
        scene.allow("badger", badger.clone());
        let last = u8::try_from(links).unwrap();
        for link in 1..last {
            scene.award_by(link, "badger", link + 1, 1);
        }
        let mut asked = Scene::asked();
        asked.issuer = who(last);
        let seed = Award { recipient: Some(who(1)), ..scene.award_by(1, "badger", 1, 1).clone() };
        scene.world.awards.insert(seed.id, seed);
        Rights::of(&scene.world).met(&badger, &asked)
    };
    assert_eq!(chain(RULE_CHAIN_MAX), Met::Yes);
    assert_eq!(chain(RULE_CHAIN_MAX + 2), Met::Unknown);
}

#[test]
fn holders_of_a_badge_award_another_together() {
    let rule = Rule::EndorsedByHolders { at_least: 2, of: badge("cook", 1) };
    let mut scene = Scene::new();
    for cook in [20, 21, ISSUER, LEARNER] {
        scene.award("cook", cook, 1);
    }
    scene.praise(20, 12);
    scene.check(&rule, Met::No);
    scene.lacks(&rule, "endorsedByHolders", 1, 2);
    scene.untold_without(&rule, LEARNER);
    // Neither twice the same, nor a stranger, nor those whose award it is.
    scene.praise(20, 13);
    scene.praise(22, 12);
    scene.praise(ISSUER, 12);
    scene.praise(LEARNER, 12);
    scene.check(&rule, Met::No);
    // Nor before one held it.
    scene.award("cook", 23, 13);
    scene.praise(23, 12);
    scene.check(&rule, Met::No);
    scene.praise(21, 99);
    scene.check(&rule, Met::Yes);
    // Of a stranger of whom not all is known it is not told.
    let mut scene = Scene::new();
    scene.award("cook", 20, 1);
    scene.praise(20, 12);
    scene.praise(22, 12);
    scene.check(&rule, Met::No);
    scene.untold_without(&rule, 22);
}

#[test]
fn so_many_of_the_reviewers_endorse() {
    let rule = Rule::EndorsedBy { at_least: 2, of: vec![who(20), who(21), who(22)] };
    let mut scene = Scene::new();
    scene.praise(20, 12);
    scene.praise(23, 12);
    scene.check(&rule, Met::No);
    scene.lacks(&rule, "endorsedBy", 1, 2);
    scene.untold_without(&rule, LEARNER);
    scene.praise(22, 12);
    scene.check(&rule, Met::Yes);
}

#[test]
fn so_many_badges_make_a_label_and_some_stand_for_others() {
    let of = ["a", "b", "c"].map(|name| badge(name, 1)).to_vec();
    let rule = Rule::RecipientHolds { at_least: 2, of };
    let mut scene = Scene::new();
    scene.award("a", LEARNER, 1);
    scene.award("a", LEARNER, 2);
    scene.check(&rule, Met::No);
    scene.untold_without(&rule, LEARNER);
    let lack = scene.lacks(&rule, "recipientHolds", 1, 2);
    assert_eq!(lack.badges, [badge("b", 1), badge("c", 1)]);
    let french = badge("b-fr", 1);
    scene.award("b-fr", LEARNER, 3);
    scene.check(&rule, Met::No);
    // What they have may stand for what is asked, where that is not known.
    let mut unknown = scene.world.clone();
    unknown.equated.remove(&who(LEARNER));
    assert_eq!(Rights::of(&unknown).met(&rule, &Scene::asked()), Met::Unknown);
    let equal = |badge: &Badge, stands_for: &Badge, until: u64, sure: bool| Equivalent {
        badge: badge.clone(),
        stands_for: stands_for.clone(),
        until: Some(at(until)),
        sure,
    };
    let asked = badge("b", 1);
    // The other way round, over before the award, perhaps taken back, and good up to that moment.
    for (one, expected) in [
        (equal(&asked, &french, 10, true), Met::No),
        (equal(&french, &asked, 9, true), Met::No),
        (equal(&french, &asked, 10, false), Met::Unknown),
        (equal(&french, &asked, 10, true), Met::Yes),
    ] {
        scene.world.equivalents.insert(one);
        scene.check(&rule, expected);
    }
    // For an issuer's badge nothing else stands.
    scene.award("b-fr", ISSUER, 3);
    scene.check(&Rule::IssuerHolds(badge("b", 1)), Met::No);
}

#[test]
fn of_all_orders_one_is_in_order() {
    let names = ["a", "b", "c"];
    let rule = Rule::InOrder(names.map(|name| badge(name, 1)).to_vec());
    let orders = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]];
    let passed = orders.iter().filter(|order| {
        let mut scene = Scene::new();
        for (name, second) in names.iter().zip(*order) {
            scene.award(name, LEARNER, *second);
        }
        Rights::of(&scene.world).met(&rule, &Scene::asked()) == Met::Yes
    });
    assert_eq!(passed.collect::<Vec<_>>(), [&[1, 2, 3]]);
    let mut scene = Scene::new();
    scene.award("a", LEARNER, 1);
    scene.award("b", LEARNER, 1);
    scene.award("c", LEARNER, 2);
    scene.check(&rule, Met::No);
    let lack = scene.lacks(&rule, "inOrder", 1, 3);
    assert_eq!(lack.badges, [badge("b", 1), badge("c", 1)]);
    scene.untold_without(&rule, LEARNER);
    // A second award of the same counts where it fits.
    scene.award("c", LEARNER, 9);
    scene.award("b", LEARNER, 5);
    scene.check(&rule, Met::Yes);
}

#[test]
fn parts_are_put_together() {
    let mut scene = Scene::new();
    scene.award("yes", ISSUER, 1);
    scene.award("perhaps", ISSUER, 1).sure = false;
    let [yes, no, perhaps] = ["yes", "no", "perhaps"].map(|name| Rule::IssuerHolds(badge(name, 1)));
    let check = |rule: Rule, expected| scene.check(&rule, expected);
    let of = |parts: &[&Rule]| parts.iter().map(|one| (*one).clone()).collect::<Vec<_>>();
    let some = |at_least, parts: &[&Rule]| Rule::Some { at_least, of: of(parts) };
    check(Rule::All(of(&[&yes])), Met::Yes);
    check(Rule::All(of(&[&yes, &perhaps])), Met::Unknown);
    check(Rule::All(of(&[&yes, &perhaps, &no])), Met::No);
    check(Rule::Any(of(&[&no])), Met::No);
    check(Rule::Any(of(&[&no, &perhaps])), Met::Unknown);
    check(Rule::Any(of(&[&no, &perhaps, &yes])), Met::Yes);
    check(some(2, &[&no, &perhaps, &yes]), Met::Unknown);
    check(some(3, &[&no, &perhaps, &yes]), Met::No);
    let all = Rule::All(of(&[&yes, &perhaps, &no]));
    assert_eq!(scene.lacks(&all, "issuerHolds", 0, 1).badges, [badge("no", 1)]);
}

#[test]
fn more_than_was_looked_at_leaves_everything_open() {
    let rule = Rule::IssuerHolds(badge("badger", 1));
    let mut scene = Scene::new();
    scene.world.unread = true;
    scene.check(&rule, Met::Unknown);
    scene.award("badger", ISSUER, 5);
    scene.check(&rule, Met::Yes);
}

#[test]
fn a_permission_counts_from_its_day_to_its_end_for_whom_it_names() {
    let check = |permission: Permission, expected: Met| {
        let mut world = Scene::new().world;
        world.permissions.push(permission);
        assert_eq!(Rights::of(&world).rightful(&Scene::asked()), expected);
        world.creators.clear();
        assert_eq!(Rights::of(&world).rightful(&Scene::asked()), Met::Unknown);
        let own = Award { issuer: who(1), ..Scene::asked() };
        assert_eq!(Rights::of(&world).rightful(&own), Met::Yes);
    };
    let good = Permission {
        badge: badge("asked", 1),
        to: None,
        from: at(10),
        until: Some(at(10)),
        ended: None,
        rule: None,
    };
    check(good.clone(), Met::Yes);
    check(Permission { to: Some(who(ISSUER)), ..good.clone() }, Met::Yes);
    check(Permission { to: Some(who(LEARNER)), ..good.clone() }, Met::No);
    check(Permission { from: at(11), ..good.clone() }, Met::No);
    check(Permission { until: Some(at(9)), ..good.clone() }, Met::No);
    check(Permission { badge: badge("asked", 2), ..good.clone() }, Met::No);
    check(Permission { rule: Some(Rule::IssuerHolds(badge("x", 1))), ..good }, Met::No);
}

#[test]
fn a_rule_needs_stages_where_nothing_else_can_meet_it() {
    let roles = |name: &str| Role { name: name.to_owned(), takes: Takes::Anybody };
    let staged = || Rule::Stages(vec![roles("one"), roles("two")]);
    let other = || Rule::IssuerHolds(badge("other", 1));
    let some = |at_least, of| Rule::Some { at_least, of };
    for (rule, expected) in [
        (staged(), true),
        (other(), false),
        (Rule::All(vec![other(), staged()]), true),
        (Rule::All(vec![other(), other()]), false),
        (Rule::Any(vec![other(), staged()]), false),
        (Rule::Any(vec![staged(), staged()]), true),
        (some(1, vec![other(), staged()]), false),
        (some(2, vec![other(), staged()]), true),
    ] {
        assert_eq!(rule.needs_stages(), expected, "{rule:?}");
    }
}

#[test]
fn under_a_permission_that_was_ended_counts_what_others_saw_before() {
    let check = |ended: u64, seen: Option<u64>, expected: Met| {
        let mut world = Scene::new().world;
        let (badge, ended) = (badge("asked", 1), Some(at(ended)));
        let (to, from, until, rule) = (None, at(1), None, None);
        world.permissions.push(Permission { badge, to, from, until, ended, rule });
        let award = Award { seen: seen.map(at), ..Scene::asked() };
        assert_eq!(Rights::of(&world).rightful(&award), expected, "{ended:?} {seen:?}");
        world.permissions.iter_mut().for_each(|one| one.ended = None);
        assert_eq!(Rights::of(&world).rightful(&award), Met::Yes, "not ended");
    };
    check(12, Some(11), Met::Yes);
    check(12, Some(12), Met::Unknown);
    check(12, None, Met::Unknown);
    check(9, Some(8), Met::No);
}
