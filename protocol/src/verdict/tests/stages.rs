//! A badge in stages: committed to by the trainee, completed by the trainer, taken to work by the
//! manager; each a credential of its own, in this order and by these three alone.

use super::*;
use crate::credential::model::staged::Staged;
use crate::credential::proof::sign;
use crate::rules::{Badge, Role, Rule, Takes};
use crate::statement::kinds::{Grant, GrantScope};

const ROLES: [&str; 3] = ["trainee", "trainer", "manager"];

/// An academy whose badge is awarded in stages, and those who sign them.
struct Scene {
    academy: Author,
    /// Trainee, trainer, manager, and somebody else.
    people: [Author; 4],
}

fn anybody(name: &str) -> Role {
    Role { name: name.to_owned(), takes: Takes::Anybody }
}

impl Scene {
    fn new() -> Self {
        Self::asking(Rule::Stages(ROLES.map(anybody).to_vec()))
    }

    fn asking(rule: Rule) -> Self {
        let mut academy = Author::new(1, "Academy");
        let tea = Document::read(&academy.achievement().to_bytes()).unwrap();
        let id = tea.id().unwrap().to_owned();
        academy.say(Content::Achievement(tea), NOON - 8 * DAY);
        let rule = Some(rule);
        let scope = GrantScope::Achievement(id);
        let grant = Grant { to: None, scope, until: None, words: None, rule };
        academy.say(Content::Grant(grant), NOON - 7 * DAY);
        let people = [2, 3, 4, 5].map(|seed| Author::new(seed, "Somebody"));
        Self { academy, people }
    }

    /// Somebody signs a stage of the trainee's after others.
    fn signs(&self, who: usize, before: Option<&Value>, number: u8) -> Value {
        self.signs_of(who, before, (number, 1, 2))
    }

    /// The same; the places of the trainer and of the manager among the people beside.
    fn signs_of(
        &self,
        who: usize,
        before: Option<&Value>,
        (number, trainer, manager): (u8, usize, usize),
    ) -> Value {
        let by = &self.people[who];
        let draft = BadgeDraft {
            id: format!("urn:uuid:00000000-0000-4000-8000-0000000000{number:02}"),
            issuer: by.issuer("Somebody"),
            achievement: self.academy.achievement(),
            status: None,
            ..by.draft_for(&self.people[0].did())
        };
        let of = |place: usize| self.people[place].did().to_string();
        let roles = vec![(ROLES[1].to_owned(), of(trainer)), (ROLES[2].to_owned(), of(manager))];
        let mut unsigned = draft.unsigned().unwrap();
        let staged = Staged { roles, earlier: Vec::new() };
        staged.write(unsigned.as_object_mut().unwrap(), before);
        self.proven(by, &unsigned)
    }

    fn proven(&self, by: &Author, unsigned: &Value) -> Value {
        let method = by.did().verification_method();
        let signer = (&by.key, method.as_str());
        let now = at(NOON - 2 * DAY);
        sign(unsigned, Suite::EddsaRdfc2022, signer, now, Contexts::pinned()).unwrap()
    }

    /// What is known where the trainee's ledger is held whole and shows these.
    fn evidence(&self, shown: &[&Value]) -> Evidence {
        let mut trainee = Author::new(2, "Somebody");
        for one in shown {
            let document = Document::read(&one.to_bytes()).unwrap();
            trainee.say(Content::Publish(document), NOON - HOUR);
        }
        let mut evidence = Evidence::new();
        self.academy.tell(&mut evidence);
        trainee.tell(&mut evidence);
        evidence
    }

    fn told(&self, badge: &Value, shown: &[&Value]) -> String {
        let verdict = judged(badge, &self.evidence(shown), &Asked::at(at(NOON)));
        assert_eq!(verdict.answer(Question::Integrity), Answer::Yes, "{}", codes(&verdict));
        let reason = verdict.reason(Question::Right);
        if let Reason::StageMet { stage, of, role, .. } = reason {
            return format!("{stage} of {of}: {role}");
        }
        reason.code().to_owned()
    }
}

#[test]
fn each_stage_says_which_it_is_and_stands_on_those_before() {
    let scene = Scene::new();
    let first = scene.signs(0, None, 1);
    let second = scene.signs(1, Some(&first), 2);
    let third = scene.signs(2, Some(&second), 3);
    assert_eq!(scene.told(&first, &[]), "1 of 3: trainee");
    assert_eq!(scene.told(&second, &[&first]), "2 of 3: trainer");
    assert_eq!(scene.told(&third, &[&first, &second]), "3 of 3: manager");
    assert_eq!(scene.told(&third, &[&second, &first]), "3 of 3: manager", "in whatever order");
    // What it stands on must be seen.
    assert_eq!(scene.told(&third, &[&second]), "rule-untold");
    assert_eq!(scene.told(&third, &[&first]), "rule-untold");
    let alone = judged(&third, &Evidence::new(), &Asked::at(at(NOON)));
    assert_eq!(alone.answer(Question::Right), Answer::Unknown, "{}", codes(&alone));
}

#[test]
fn of_all_six_orders_one_passes() {
    let scene = Scene::new();
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let passes = |order: &[usize; 3]| {
        // Each signs when its turn comes, after whatever was signed last.
        let mut signed: Vec<Value> = Vec::new();
        for who in order {
            let number = u8::try_from(*who).unwrap() + 1;
            signed.push(scene.signs(*who, signed.last(), number));
        }
        let shown: Vec<&Value> = signed.iter().collect();
        signed.iter().all(|one| scene.told(one, &shown).contains(" of 3: "))
            && scene.told(&signed[2], &shown) == "3 of 3: manager"
    };
    let passing: Vec<_> = orders.iter().filter(|order| passes(order)).collect();
    assert_eq!(passing, [&[0, 1, 2]]);
}

#[test]
fn nobody_else_signs_a_stage_and_nobody_takes_two_roles() {
    let scene = Scene::new();
    let first = scene.signs(0, None, 1);
    let second = scene.signs(1, Some(&first), 2);
    assert_eq!(scene.told(&scene.signs(3, None, 4), &[]), "rule-not-met", "another commits");
    assert_eq!(scene.told(&scene.signs(3, Some(&first), 4), &[&first]), "rule-not-met");
    assert_eq!(
        scene.told(&scene.signs(2, Some(&first), 4), &[&first]),
        "rule-not-met",
        "skips one"
    );
    let both = [&first, &second];
    assert_eq!(scene.told(&scene.signs(1, Some(&second), 4), &both), "rule-not-met", "signs twice");
    // The second stage names another manager than the first did.
    let other = scene.signs_of(1, Some(&first), (4, 1, 3));
    assert_eq!(scene.told(&other, &[&first]), "rule-not-met");
    let own = scene.signs_of(0, None, (5, 0, 2));
    assert_eq!(scene.told(&own, &[]), "rule-not-met", "the trainee is their own trainer");
}

#[test]
fn a_stage_is_pinned_by_its_digest_and_falls_with_what_it_stands_on() {
    let scene = Scene::new();
    let first = scene.signs(0, None, 1);
    let second = scene.signs(1, Some(&first), 2);
    // The same id, another content.
    let changed_first = changed(&first, &["proof"], None);
    let text = Some(Value::from("2026-11-20T00:00:00Z"));
    let swapped = changed(&changed_first, &["validFrom"], text);
    let swapped = scene.proven(&scene.people[0], &swapped);
    assert_eq!(scene.told(&second, &[&swapped]), "rule-untold");
    // Bent in one letter it is nobody's word.
    let bent = changed(&first, &["validFrom"], Some(Value::from("2026-11-19T00:00:00Z")));
    assert_eq!(scene.told(&second, &[&bent]), "rule-untold");
    assert_eq!(scene.told(&second, &[&first, &swapped]), "2 of 3: trainer");
}

#[test]
fn the_creator_too_is_held_to_the_stages() {
    let mut scene = Scene::new();
    scene.people[1] = Author::new(1, "Academy");
    let first = scene.signs(0, None, 1);
    let second = scene.signs(1, Some(&first), 2);
    assert_eq!(scene.told(&second, &[&first]), "2 of 3: trainer");
    let alone = scene.signs(1, None, 3);
    assert_eq!(scene.told(&alone, &[]), "rule-not-met");
}

#[test]
fn nobody_is_their_own_trainer_and_manager_by_three_keys_where_roles_say_whom_they_take() {
    let taking = |takes: [Takes; 2]| {
        let [trainer, manager] = takes;
        let later = [(ROLES[1], trainer), (ROLES[2], manager)];
        let later = later.map(|(name, takes)| Role { name: name.to_owned(), takes });
        let roles = [anybody(ROLES[0])].into_iter().chain(later).collect();
        Scene::asking(Rule::Stages(roles))
    };
    let did = |seed| Author::new(seed, "Somebody").did();
    let told = |scene: &Scene| {
        let first = scene.signs(0, None, 1);
        let second = scene.signs(1, Some(&first), 2);
        let third = scene.signs(2, Some(&second), 3);
        let all = [&first, &second, &third];
        all.map(|one| scene.told(one, &all))
    };
    let met = ["1 of 3: trainee", "2 of 3: trainer", "3 of 3: manager"];
    // What `stages` alone asks anybody can do alone, with three keys.
    assert_eq!(told(&Scene::new()), met);
    let these = |seeds: &[u8]| Takes::These(seeds.iter().map(|seed| did(*seed)).collect());
    assert_eq!(told(&taking([these(&[3]), these(&[4, 9])])), met);
    assert_eq!(told(&taking([these(&[3]), these(&[9])])), ["rule-not-met"; 3]);
    let badge = Badge { achievement: "urn:uuid:trainer".to_owned(), creator: did(1) };
    let holders = taking([Takes::Holders(badge), Takes::Anybody]);
    let [first, second, third] = told(&holders);
    assert_eq!(first, met[0], "the first is the trainee's own");
    for one in [second, third] {
        assert!(one.starts_with("rule-"), "{one}");
    }
}

#[test]
fn what_is_asked_beside_stages_is_asked_of_the_later_ones() {
    let stages = || Rule::Stages(ROLES.map(anybody).to_vec());
    let did = |seed| Author::new(seed, "Somebody").did();
    let holds = Badge { achievement: "urn:uuid:trainer".to_owned(), creator: did(1) };
    let scene = Scene::asking(Rule::All(vec![stages(), Rule::IssuerHolds(holds)]));
    let first = scene.signs(0, None, 1);
    let second = scene.signs(1, Some(&first), 2);
    assert_eq!(scene.told(&first, &[]), "1 of 3: trainee");
    assert!(scene.told(&second, &[&first]).starts_with("rule-"));
    // A permission whose rule is met in another way says nothing of stages.
    let scene = Scene::asking(Rule::Any(vec![
        stages(),
        Rule::EndorsedBy { at_least: 1, of: vec![did(9)] },
    ]));
    assert_eq!(scene.told(&scene.signs(0, None, 1), &[]), "1 of 3: trainee");
}

#[test]
fn a_role_that_cannot_be_read_is_a_stage_that_is_never_met() {
    let scene = Scene::new();
    let first = scene.signs(0, None, 1);
    let items = first.get("evidence").unwrap().as_array().unwrap().to_vec();
    for id in [None, Some(Value::from("the trainer")), Some(Value::from(7_u32))] {
        let item = changed(&items[0], &["id"], id);
        let evidence = Value::Array(vec![item, items[1].clone()]);
        let unsigned = changed(&changed(&first, &["proof"], None), &["evidence"], Some(evidence));
        let credential = Credential::new(&unsigned);
        assert_eq!(Staged::of(&credential).unwrap().place(), (1, 3));
    }
}
