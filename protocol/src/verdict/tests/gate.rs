//! A badge as a key: what opens a gate, what does not, and what cannot be told.

use proptest::prelude::*;

use super::*;
use crate::credential::model::staged::Staged;
use crate::credential::present::{PresentationDraft, presentation};
use crate::credential::proof::{ProofOptions, Purpose, prepare, sign};
use crate::rules::{Badge, Condition, Gate, News, Role, Rule, Takes};
use crate::statement::kinds::{Grant, GrantEnd, GrantScope};

pub(super) const CHALLENGE: &str = "4711";
pub(super) const DOMAIN: &str = "door.example";
const TEA: &str = "urn:uuid:11111111-1111-4111-8111-111111111111";

/// A school, a club, and Lea who holds a badge and a membership of the school.
pub(super) struct Scene {
    pub(super) school: Author,
    club: Author,
    pub(super) lea: Author,
    pub(super) badge: Value,
    membership: Value,
}

impl Scene {
    pub(super) fn new() -> Self {
        let (mut school, club, mut lea) =
            (Author::new(1, "School"), Author::new(2, "Club"), Author::new(3, "Lea"));
        school.revoke(5, NOON - HOUR);
        lea.revoke(5, NOON - 4 * HOUR);
        let badge = school.badge_for(&lea.did());
        let membership = membership(&school, &lea, 2, 78);
        Self { school, club, lea, badge, membership }
    }

    fn tea(&self, within: u64) -> Condition {
        let creator = self.school.did();
        Condition::Holds {
            badge: Badge { achievement: TEA.to_owned(), creator },
            news: news(within),
        }
    }

    pub(super) fn member(&self, within: u64) -> Condition {
        Condition::MemberOf { community: self.school.did(), role: None, news: news(within) }
    }

    /// What is known of the school, its newest entry an hour old.
    pub(super) fn evidence(&self) -> Evidence {
        let mut evidence = Evidence::new();
        for author in [&self.school, &self.club, &self.lea] {
            author.tell(&mut evidence);
        }
        evidence
    }
}

fn news(within: u64) -> News {
    News { within, or_none: false }
}

/// A membership that somebody awards.
fn membership(by: &Author, to: &Author, number: u8, index: u32) -> Value {
    let kind = Some(Value::from(MEMBERSHIP));
    let achievement = changed(&by.achievement(), &["achievementType"], kind);
    let id = format!("urn:uuid:00000000-0000-4000-8000-0000000000{number:02}");
    let own = "urn:uuid:44444444-4444-4444-8444-444444444444";
    let achievement = changed(&achievement, &["id"], Some(Value::from(own)));
    let status = Some(Place { list: 1, index });
    let draft = BadgeDraft { id, achievement, status, ..by.draft_for(&to.did()) };
    issue::badge(&draft, &by.signing(Suite::EddsaRdfc2022)).unwrap()
}

pub(super) fn shown(by: &Author, badges: &[Value]) -> Value {
    shown_for(by, badges, CHALLENGE, DOMAIN)
}

fn shown_for(by: &Author, badges: &[Value], challenge: &str, domain: &str) -> Value {
    let draft =
        PresentationDraft { credentials: badges, challenge, domain: Some(domain), former: &[] };
    presentation(&draft, &by.signing(Suite::EddsaRdfc2022)).unwrap()
}

fn pass(opens: Condition, shown: &Value, evidence: &Evidence) -> Passage {
    let gate = Gate { domain: DOMAIN.to_owned(), opens };
    let presented = Presented::read(&shown.to_bytes(), &Reader::core()).unwrap();
    let standing =
        Standing { presented: &presented, challenge: CHALLENGE, evidence, now: at(NOON) };
    gate.judge(&standing, &Reader::core())
}

/// The answer, and the code of the first part that is not so.
fn told(passage: &Passage) -> String {
    fn first(judged: &Judged) -> Option<&Judged> {
        match judged.parts.iter().find(|part| part.answer == judged.answer) {
            Some(part) => first(part),
            None => Some(judged),
        }
    }
    let Value::Object(told) = passage.to_json(Lang::En) else { panic!("an object") };
    let code = match (&passage.presenter, first(&passage.condition)) {
        (Err(Why::Finding(reason)), _) => reason.code(),
        (Err(_), _) => "gate-several-signed",
        (Ok(_), Some(Judged { why: Some(why), .. })) => match why {
            Why::Finding(reason) => reason.code(),
            Why::NotShown => "gate-not-shown",
            Why::StageOpen => "gate-stage-open",
            Why::SeveralSigned => "gate-several-signed",
            Why::KindUntold => "gate-kind-untold",
            Why::NoStatus => "gate-no-status",
            Why::LeavingUntold(_) => "gate-leaving-untold",
            Why::PerhapsLater(_) => "gate-perhaps-later",
        },
        (Ok(_), _) => "nothing",
    };
    let answer = told.get("answer").and_then(Value::as_str).unwrap();
    assert_eq!(answer, passage.answer().name());
    format!("{answer} {code}")
}

fn check(opens: Condition, shown: &Value, evidence: &Evidence, expected: &str) {
    assert_eq!(told(&pass(opens, shown, evidence)), expected);
}

#[test]
fn who_holds_the_badge_and_is_a_member_comes_in() {
    let scene = Scene::new();
    let evidence = scene.evidence();
    let both = shown(&scene.lea, &[scene.badge.clone(), scene.membership.clone()]);
    let opens = || Condition::All(vec![scene.tea(86_400), scene.member(86_400)]);
    check(opens(), &both, &evidence, "yes clear-as-of");
    let only = shown(&scene.lea, std::slice::from_ref(&scene.badge));
    check(opens(), &only, &evidence, "no gate-not-shown");
    check(scene.tea(86_400), &only, &evidence, "yes clear-as-of");
    let any = Condition::Any(vec![scene.member(86_400), scene.tea(86_400)]);
    check(any, &only, &evidence, "yes clear-as-of");
    let some = |at_least| {
        let of = vec![scene.member(86_400), scene.tea(86_400)];
        pass(Condition::Some { at_least, of }, &only, &evidence).answer()
    };
    assert_eq!([some(1), some(2)], [Answer::Yes, Answer::No]);
}

#[test]
fn what_was_taken_back_opens_nothing_and_old_news_do_not_tell() {
    let mut scene = Scene::new();
    let only = shown(&scene.lea, std::slice::from_ref(&scene.badge));
    let now = scene.evidence();
    // The newest entry of the school is an hour old.
    check(scene.tea(3_601), &only, &now, "yes clear-as-of");
    check(scene.tea(3_599), &only, &now, "unknown stale");
    check(scene.tea(86_400), &only, &Evidence::new(), "unknown no-feed");
    scene.school.revoke(77, NOON - HOUR / 2);
    check(scene.tea(86_400), &only, &scene.evidence(), "no revoked");
}

#[test]
fn nobody_comes_in_with_anothers_badge_or_an_old_answer() {
    let scene = Scene::new();
    let evidence = scene.evidence();
    let badges = std::slice::from_ref(&scene.badge);
    let opens = || scene.tea(86_400);
    for (challenge, domain) in [("4712", DOMAIN), (CHALLENGE, "other.example")] {
        let other = shown_for(&scene.lea, badges, challenge, domain);
        check(opens(), &other, &evidence, "no challenge-differs");
    }
    check(opens(), &scene.badge, &evidence, "unknown challenge-unsigned");
    // The club has a copy of the badge, and says that it goes on for Lea.
    let former = [scene.lea.did()];
    let (challenge, domain) = (CHALLENGE, Some(DOMAIN));
    let draft = PresentationDraft { credentials: badges, challenge, domain, former: &former };
    let copied = presentation(&draft, &scene.club.signing(Suite::EddsaRdfc2022)).unwrap();
    check(opens(), &copied, &evidence, "no presented-by-another");
}

#[test]
fn two_do_not_pool_what_they_hold() {
    let scene = Scene::new();
    let theirs = membership(&scene.school, &scene.club, 5, 79);
    let draft = Value::object([
        ("@context", Value::array(["https://www.w3.org/ns/credentials/v2"])),
        ("type", Value::array(["VerifiablePresentation"])),
        ("verifiableCredential", Value::Array(vec![scene.badge.clone(), theirs])),
    ]);
    let proof = |by: &Author| {
        let options = ProofOptions {
            suite: Suite::EddsaRdfc2022,
            created: at(NOON - DAY),
            purpose: Purpose::Authentication,
            challenge: Some(CHALLENGE),
            domain: Some(DOMAIN),
        };
        let method = by.did().verification_method();
        let signer = (&by.key, method.as_str());
        let signed = prepare(&draft, &options, signer, Contexts::pinned()).unwrap().sign();
        signed.get("proof").unwrap().clone()
    };
    let proofs = Value::Array(vec![proof(&scene.lea), proof(&scene.club)]);
    let shown = changed(&draft, &["proof"], Some(proofs));
    let opens = Condition::All(vec![scene.tea(86_400), scene.member(86_400)]);
    check(opens, &shown, &scene.evidence(), "no gate-several-signed");
}

#[test]
fn only_who_created_it_or_whom_they_let_gives_the_key() {
    let scene = Scene::new();
    let evidence = scene.evidence();
    // The club awards a badge with the id of the school's, as its own and as the school's.
    let draft = |achievement: Value| {
        let draft =
            BadgeDraft { achievement, status: None, ..scene.club.draft_for(&scene.lea.did()) };
        issue::badge(&draft, &scene.club.signing(Suite::EddsaRdfc2022)).unwrap()
    };
    let own = shown(&scene.lea, &[draft(scene.club.achievement())]);
    check(scene.tea(86_400), &own, &evidence, "no gate-not-shown");
    let named = shown(&scene.lea, &[draft(scene.school.achievement())]);
    let found = pass(scene.tea(86_400), &named, &evidence);
    assert_eq!(found.answer(), Answer::Unknown, "{}", told(&found));
    let members = shown(&scene.lea, &[membership(&scene.club, &scene.lea, 6, 1)]);
    check(scene.member(86_400), &members, &evidence, "no gate-not-shown");
    let no_membership = shown(&scene.lea, std::slice::from_ref(&scene.badge));
    check(scene.member(86_400), &no_membership, &evidence, "no gate-not-shown");
}

#[test]
fn where_several_admit_a_member_it_takes_so_many_of_them() {
    let mut scene = Scene::new();
    let officers = [10, 11, 12].map(|seed| Author::new(seed, "Officer"));
    // Whoever keeps the list admits; two of the three officers endorse it.
    let given = membership(&scene.school, &scene.lea, 7, 1);
    let described = given.at(&["credentialSubject", "achievement"]).unwrap();
    let described = Document::read(&described.to_bytes()).unwrap();
    let scope = GrantScope::Achievement(described.id().unwrap().to_owned());
    scene.school = Author::new(1, "School");
    scene.school.say(Content::Achievement(described), NOON - 5 * DAY);
    let of = officers.iter().map(Author::did).collect();
    let rule = Some(Rule::EndorsedBy { at_least: 2, of });
    let grant = Grant { to: None, scope, until: None, words: None, rule };
    scene.school.say(Content::Grant(grant), NOON - 4 * DAY);
    scene.school.revoke(5, NOON - HOUR);
    let achievement = given.at(&["credentialSubject", "achievement"]).unwrap().clone();
    let draft = BadgeDraft { achievement, ..scene.club.draft_for(&scene.lea.did()) };
    scene.club.revoke(5, NOON - HOUR);
    let admitted = issue::badge(&draft, &scene.club.signing(Suite::EddsaRdfc2022)).unwrap();
    scene.lea.say(Content::Publish(Document::read(&admitted.to_bytes()).unwrap()), NOON - HOUR);
    let shown = shown(&scene.lea, std::slice::from_ref(&admitted));
    let endorsed = |by: &[&Author]| {
        let mut evidence = scene.evidence();
        for (number, one) in by.iter().enumerate() {
            let draft = EndorsementDraft {
                id: format!("urn:uuid:00000000-0000-4000-8000-0000000000{}", 50 + number),
                issuer: one.issuer("Officer"),
                target: admitted.get("id").unwrap().as_str().unwrap().to_owned(),
                comment: Some("Admitted".to_owned()),
                valid_from: at(NOON - DAY),
                valid_until: None,
            };
            let unsigned = draft.unsigned_of(&admitted).unwrap();
            let method = one.did().verification_method();
            let signer = (&one.key, method.as_str());
            let suite = Suite::EddsaRdfc2022;
            let signed = sign(&unsigned, suite, signer, at(NOON - DAY), Contexts::pinned());
            evidence.hear_file(&signed.unwrap().to_bytes(), &Reader::core()).unwrap();
        }
        pass(scene.member(86_400), &shown, &evidence)
    };
    let [one, two, three] = &officers;
    assert_eq!(endorsed(&[]).answer(), Answer::No);
    assert_eq!(endorsed(&[one]).answer(), Answer::No);
    assert_eq!(endorsed(&[one, one]).answer(), Answer::No, "one counts once");
    assert_eq!(endorsed(&[one, &scene.club]).answer(), Answer::No, "who admits does not count");
    for two_of_them in [[one, two], [three, one], [two, three]] {
        let found = endorsed(&two_of_them);
        assert_eq!(found.answer(), Answer::Yes, "{}", told(&found));
    }
}

/// The school lets the club award its badges, all or by a rule.
fn lets(school: &mut Author, rule: Option<Rule>, to: Option<Did>) -> Statement {
    let scope = GrantScope::Achievement(TEA.to_owned());
    let grant = Grant { to, scope, until: None, words: None, rule };
    school.say(Content::Grant(grant), NOON - 5 * DAY)
}

/// Says what an achievement of the school's is.
fn describes(school: &mut Author, kind: &str) {
    let kind = Some(Value::from(kind));
    let described = changed(&school.achievement(), &["achievementType"], kind);
    let described = Document::read(&described.to_bytes()).unwrap();
    school.say(Content::Achievement(described), NOON - 6 * DAY);
}

/// The club awards Lea an achievement of the school's, of this type by the award's own text.
fn awarded_by_club(scene: &Scene, kind: &str) -> Value {
    let kind = Some(Value::from(kind));
    let achievement = changed(&scene.school.achievement(), &["achievementType"], kind);
    let status = Some(Place { list: 1, index: 3 });
    let draft = BadgeDraft { achievement, status, ..scene.club.draft_for(&scene.lea.did()) };
    issue::badge(&draft, &scene.club.signing(Suite::EddsaRdfc2022)).unwrap()
}

#[test]
fn who_may_award_any_badge_makes_no_members_of_it() {
    for (published, expected) in [
        (Some("Badge"), "no gate-not-shown"),
        (Some(MEMBERSHIP), "yes clear-as-of"),
        (None, "unknown gate-kind-untold"),
    ] {
        let mut scene = Scene::new();
        scene.school = Author::new(1, "School");
        if let Some(kind) = published {
            describes(&mut scene.school, kind);
        }
        lets(&mut scene.school, None, Some(scene.club.did()));
        scene.school.revoke(5, NOON - HOUR);
        scene.club.revoke(5, NOON - HOUR);
        let shown = shown(&scene.lea, &[awarded_by_club(&scene, MEMBERSHIP)]);
        check(scene.member(86_400), &shown, &scene.evidence(), expected);
    }
}

#[test]
fn a_badge_that_nobody_can_take_back_counts_where_the_gate_says_so_alone() {
    let scene = Scene::new();
    let draft = BadgeDraft { status: None, ..scene.school.draft_for(&scene.lea.did()) };
    let badge = issue::badge(&draft, &scene.school.signing(Suite::EddsaRdfc2022)).unwrap();
    let shown = shown(&scene.lea, &[badge]);
    check(scene.tea(86_400), &shown, &scene.evidence(), "unknown gate-no-status");
    let creator = scene.school.did();
    let opens = |or_none| {
        let badge = Badge { achievement: TEA.to_owned(), creator };
        Condition::Holds { badge, news: News { or_none, ..News::default() } }
    };
    check(opens(false), &shown, &scene.evidence(), "unknown gate-no-status");
    check(opens(true), &shown, &scene.evidence(), "yes no-status-declared");
}

#[test]
fn where_the_right_to_award_ended_only_what_witnesses_saw_before_counts() {
    let mut scene = Scene::new();
    scene.school = Author::new(1, "School");
    describes(&mut scene.school, "Badge");
    let grant = lets(&mut scene.school, None, Some(scene.club.did())).id();
    scene.school.revoke(5, NOON - 2 * HOUR);
    scene.club.revoke(5, NOON - HOUR);
    let badge = awarded_by_club(&scene, "Badge");
    let document = Document::read(&badge.to_bytes()).unwrap();
    let entry = scene.lea.say(Content::Publish(document), NOON - 3 * HOUR).seq();
    let shown = shown(&scene.lea, &[badge]);
    check(scene.tea(86_400), &shown, &scene.evidence(), "yes clear-as-of");
    let end = GrantEnd { grant, void: false, reason: None };
    scene.school.say(Content::GrantEnd(end), NOON - HOUR);
    // Whoever holds the badge dates their own feed as they like.
    check(scene.tea(86_400), &shown, &scene.evidence(), "unknown gate-perhaps-later");
    let size = usize::try_from(entry).unwrap() + 1;
    for (seen, expected) in
        [(NOON - HOUR - 1, "yes clear-as-of"), (NOON - HOUR, "unknown gate-perhaps-later")]
    {
        let mut evidence = scene.evidence();
        evidence.watch_by(stamps::four());
        evidence.hear_stamp(scene.lea.stamp(size, NOON - 2 * HOUR, &[seen; 3]));
        // What dates the holder's feed dates the others' too.
        for one in [&scene.school, &scene.club] {
            evidence.hear_stamp(one.stamp(one.entries.len(), NOON - HOUR, &[NOON - 60_000; 3]));
        }
        check(scene.tea(86_400), &shown, &evidence, expected);
    }
}

#[test]
fn stages_that_are_shown_together_stand_on_each_other() {
    let scene = Scene::new();
    let role = |name: &str| Role { name: name.to_owned(), takes: Takes::Anybody };
    let school = |beside: Option<Did>| {
        let mut school = Author::new(1, "School");
        describes(&mut school, "Badge");
        lets(&mut school, Some(Rule::Stages(vec![role("trainee"), role("trainer")])), None);
        beside.map(|who| lets(&mut school, None, Some(who)));
        school.revoke(5, NOON - HOUR);
        school
    };
    let signed = |by: &Author, before: Option<&Value>, number: u8| {
        let draft = BadgeDraft {
            id: format!("urn:uuid:00000000-0000-4000-8000-0000000000{number:02}"),
            achievement: scene.school.achievement(),
            status: Some(Place { list: 1, index: u32::from(number) }),
            ..by.draft_for(&scene.lea.did())
        };
        let mut unsigned = draft.unsigned().unwrap();
        let roles = vec![("trainer".to_owned(), scene.club.did().to_string())];
        Staged { roles, earlier: Vec::new() }.write(unsigned.as_object_mut().unwrap(), before);
        let method = by.did().verification_method();
        let signer = (&by.key, method.as_str());
        let (suite, at) = (Suite::EddsaRdfc2022, at(NOON - 2 * DAY));
        sign(&unsigned, suite, signer, at, Contexts::pinned()).unwrap()
    };
    let first = signed(&scene.lea, None, 21);
    let second = signed(&scene.club, Some(&first), 22);
    let heard = |beside: Option<Did>| {
        let mut evidence = Evidence::new();
        for seed in [2, 3] {
            let mut one = Author::new(seed, "Somebody");
            one.revoke(5, NOON - HOUR);
            one.tell(&mut evidence);
        }
        school(beside).tell(&mut evidence);
        evidence
    };
    let evidence = heard(None);
    let opens = || scene.tea(86_400);
    check(
        opens(),
        &shown(&scene.lea, std::slice::from_ref(&first)),
        &evidence,
        "no gate-stage-open",
    );
    let alone = shown(&scene.lea, std::slice::from_ref(&second));
    check(opens(), &alone, &evidence, "unknown rule-untold");
    let both = shown(&scene.lea, &[first.clone(), second.clone()]);
    check(opens(), &both, &evidence, "yes clear-as-of");
    // Another one of the same id, signed well, is not the one that was pinned.
    let other = signed(&scene.club, None, 21);
    let both = shown(&scene.lea, &[other, second]);
    check(opens(), &both, &evidence, "unknown rule-untold");
    // Another permission that is met as well does not make a stage the last of them.
    let first = shown(&scene.lea, &[first]);
    check(opens(), &first, &heard(Some(scene.lea.did())), "no gate-stage-open");
}

/// Any condition over the two things that are shown or not, with how many parts may be needed.
fn conditions() -> impl Strategy<Value = (Condition, u64)> {
    let scene = Scene::new();
    let leaves = prop_oneof![
        Just(scene.tea(86_400)),
        Just(scene.tea(1)),
        Just(scene.member(86_400)),
        Just(scene.member(1)),
    ];
    let inner = leaves.prop_recursive(3, 16, 4, |inner| {
        let of = prop::collection::vec(inner, 1..4);
        prop_oneof![
            of.clone().prop_map(Condition::All),
            of.clone().prop_map(Condition::Any),
            (of, 1_usize..4).prop_map(|(of, n)| Condition::Some { at_least: n.min(of.len()), of }),
        ]
    });
    (inner, 0_u64..4)
}

/// A second evaluator: the answers that are left when what cannot be told is taken for either.
fn plain(condition: &Condition, leaf: &impl Fn(&Condition) -> bool) -> bool {
    match condition {
        Condition::Holds { .. } | Condition::MemberOf { .. } => leaf(condition),
        Condition::All(of) => !of.iter().any(|one| !plain(one, leaf)),
        Condition::Any(of) => of.iter().any(|one| plain(one, leaf)),
        Condition::Some { at_least, of } => {
            of.iter().map(|one| usize::from(plain(one, leaf))).sum::<usize>() >= *at_least
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn parts_add_up_as_a_second_evaluator_says((condition, which) in conditions()) {
        let scene = Scene::new();
        let mut badges = vec![];
        if which & 1 == 1 {
            badges.push(scene.badge.clone());
        }
        if which & 2 == 2 || badges.is_empty() {
            badges.push(scene.membership.clone());
        }
        let has = |wanted: &Condition| match matches!(wanted, Condition::Holds { .. }) {
            true => which & 1 == 1,
            false => which & 2 == 2 || which & 1 == 0,
        };
        let fresh = |one: &Condition| {
            matches!(one, Condition::Holds { news, .. } | Condition::MemberOf { news, .. } if news.within > 1)
        };
        let sure = plain(&condition, &|one| has(one) && fresh(one));
        let possible = plain(&condition, &has);
        let expected = match (sure, possible) {
            (true, _) => Answer::Yes,
            (false, true) => Answer::Unknown,
            (false, false) => Answer::No,
        };
        let found = pass(condition, &shown(&scene.lea, &badges), &scene.evidence());
        prop_assert_eq!(found.answer(), expected);
    }
}
