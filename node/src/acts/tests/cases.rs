//! Asking for a badge: each step by whom it may be, in whatever order letters come, and one badge at the end.

use bot_protocol::statement::case::{CaseStep, Step};

use super::super::cases::{Case, Form};
use super::scenes::SWIMMING;
use super::*;

const CASE: [u8; 16] = [1; 16];

fn step(round: u8, step: Step, words: Option<&str>) -> CaseStep {
    CaseStep {
        case: CASE,
        round,
        step,
        achievement: SWIMMING.to_owned(),
        words: words.map(str::to_owned),
        rows: Vec::new(),
    }
}

fn answers(round: u8, answer: &str) -> CaseStep {
    let rows = vec![("How far?".to_owned(), answer.to_owned())];
    CaseStep { rows, ..step(round, Step::Submit, None) }
}

async fn school(form: Form) -> (Room, Arc<Identity>) {
    let room = Room::new().await;
    room.achievement(SWIMMING, "Swimming").await.unwrap();
    let me = room.acts.keys.identity(&room.me).unwrap();
    room.acts.set_form(&me, SWIMMING, form).await.unwrap();
    (room, me)
}

fn open(reviewers: Vec<Did>, need: u32) -> Form {
    Form { open: true, questions: vec!["How far?".to_owned()], reviewers, need }
}

impl Room {
    async fn says(&self, by: &SecretKey, step: CaseStep, nonce: u8) {
        self.came(by, Message::Case(step), nonce);
        self.acts.tend_cases().await.unwrap();
    }

    fn only(&self) -> Case {
        let mut cases = self.acts.cases(&self.me).unwrap();
        assert_eq!(cases.len(), 1);
        cases.remove(0)
    }

    fn held(&self) -> Vec<String> {
        let all = self.acts.credentials(&PageQuery::default()).unwrap().items;
        all.into_iter().map(|badge| badge.subject).collect()
    }
}

#[tokio::test]
async fn somebody_asks_answers_is_asked_again_and_is_awarded_once() {
    let (room, me) = school(open(Vec::new(), 0)).await;
    let lea = SecretKey::from_seed(&[7; 32]);
    room.says(&lea, step(0, Step::Ask, Some("Please")), 1).await;
    let case = room.only();
    assert_eq!((case.stands, case.questions()), (Step::Form, vec!["How far?".to_owned()]));
    assert_eq!(
        code(room.acts.approve(&me, &case.id).await),
        "case-elsewhere",
        "nothing to look at"
    );
    room.says(&lea, answers(1, "Far"), 2).await;
    let id = room.only().id;
    assert_eq!(code(room.acts.answer_case(&me, &id, (Step::Return, " ")).await), "field-refused");
    room.acts.answer_case(&me, &id, (Step::Return, "In metres?")).await.unwrap();
    assert_eq!(room.only().stands, Step::Return);
    assert_eq!(code(room.acts.approve(&me, &id).await), "case-elsewhere", "it is her turn");
    room.says(&lea, answers(2, "200 m"), 3).await;
    let again = (room.acts.approve(&me, &id), room.acts.approve(&me, &id));
    let done = futures::future::join(again.0, again.1).await;
    assert!(done.0.is_ok() && done.1.is_err(), "a double click: {done:?}");
    assert_eq!(room.held(), [Did::from(lea.public()).to_string()]);
    assert_eq!(room.only().stands, Step::Approve);
    let badge = room.acts.credentials(&PageQuery::default()).unwrap().items.remove(0);
    let text = room.acts.credential(&badge.id).unwrap().document.unwrap();
    assert!(text.contains("200 m") && !text.contains("In metres"), "{text}");
}

#[tokio::test]
async fn nobody_takes_a_step_of_somebody_elses_case() {
    let (room, me) = school(open(Vec::new(), 0)).await;
    let lea = SecretKey::from_seed(&[7; 32]);
    room.says(&lea, step(0, Step::Ask, None), 1).await;
    room.says(&lea, answers(1, "Far"), 2).await;
    for (nonce, said) in [
        (3, step(1, Step::Withdraw, None)),
        (4, answers(2, "mine")),
        (5, step(1, Step::Approve, None)),
        (6, step(1, Step::Refuse, Some("no"))),
    ] {
        room.says(&room.mallory, said, nonce).await;
        let case = room.only();
        assert_eq!((case.stands, case.round), (Step::Submit, 1));
    }
    // Nor does she who asks say what they who award do.
    room.says(&lea, step(1, Step::Approve, None), 7).await;
    assert_eq!(room.only().stands, Step::Submit);
    room.acts.answer_case(&me, &room.only().id, (Step::Refuse, "Not yet")).await.unwrap();
    room.says(&lea, answers(2, "again"), 8).await;
    assert_eq!(room.only().stands, Step::Refuse, "what is refused is over");
    assert!(room.held().is_empty());
}

#[tokio::test]
async fn as_many_as_must_say_yes_award_it_and_nobody_elses_word_counts() {
    let [lea, tom, ann] = [7, 8, 9].map(|seed| SecretKey::from_seed(&[seed; 32]));
    let reviewers = [&tom, &ann].map(|key| Did::from(key.public()));
    let (room, _) = school(open(reviewers.to_vec(), 2)).await;
    room.says(&lea, step(0, Step::Ask, None), 1).await;
    room.says(&lea, answers(1, "Far"), 2).await;
    let case = room.only();
    assert_eq!(case.consulted().len(), 2);
    let asked = case.said.iter().find(|said| said.step.step == Step::Consult).unwrap();
    assert_eq!(asked.step.rows, answers(1, "Far").rows, "they see what was answered");
    room.says(&room.mallory, step(1, Step::AdviseYes, None), 3).await;
    room.says(&lea, step(1, Step::AdviseYes, None), 4).await;
    room.says(&tom, step(1, Step::AdviseYes, None), 5).await;
    room.says(&tom, step(1, Step::AdviseYes, None), 6).await;
    assert_eq!((room.only().stands, room.held().len()), (Step::Submit, 0), "one of two");
    room.says(&ann, step(1, Step::AdviseNo, Some("Hm")), 7).await;
    assert!(room.held().is_empty());
    room.pass(1);
    room.says(&ann, step(1, Step::AdviseYes, None), 8).await;
    assert_eq!(room.held(), [Did::from(lea.public()).to_string()]);
    assert_eq!(room.only().stands, Step::Approve);
}

#[tokio::test]
async fn letters_that_come_in_any_order_make_the_same_case() {
    let (room, _) = school(Form::default()).await;
    let lea = SecretKey::from_seed(&[7; 32]);
    // The answers come before what began it.
    room.says(&lea, answers(1, "Far"), 2).await;
    assert!(room.acts.cases(&room.me).unwrap().is_empty());
    room.says(&lea, step(0, Step::Ask, None), 1).await;
    assert_eq!(room.only().stands, Step::Submit);
    // A letter that names a case it did not begin begins none.
    let other = CaseStep { case: [99; 16], ..step(0, Step::Ask, None) };
    room.says(&room.mallory, other, 3).await;
    assert_eq!(room.acts.cases(&room.me).unwrap().len(), 1);
}

#[tokio::test]
async fn who_asks_can_take_it_back_and_nobody_asks_themselves() {
    let (room, me) = school(Form::default()).await;
    let to = room.mallory();
    let id = room.acts.ask_badge(&me, (to, "urn:x:tea"), "Please").await.unwrap();
    let case = room.acts.case(&room.me, &id).unwrap();
    assert_eq!((case.stands, case.asker), (Step::Ask, room.me));
    assert_eq!(code(room.acts.submit(&me, &id, (Vec::new(), "")).await), "case-elsewhere");
    room.acts.withdraw(&me, &id).await.unwrap();
    assert_eq!(code(room.acts.withdraw(&me, &id).await), "case-elsewhere");
    let own = room.acts.ask_badge(&me, (room.me, SWIMMING), "").await;
    assert_eq!(code(own), "case-to-oneself");
    let many = Form { questions: vec!["?".to_owned(); 21], ..Form::default() };
    assert_eq!(code(room.acts.set_form(&me, SWIMMING, many).await), "field-refused");
    let need = Form { need: 1, ..Form::default() };
    assert_eq!(code(room.acts.set_form(&me, SWIMMING, need).await), "field-refused");
}
