//! Asking for a badge: each step by whom it may be, in whatever order letters come, and one badge at the end.

use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::statement::case::{About, CaseStep, Step, digest};
use bot_protocol::statement::letter::LetterKind;

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
        about: None,
    }
}

fn about(to: Hash, said: CaseStep) -> CaseStep {
    CaseStep { about: Some(About::Letter(to)), ..said }
}

fn answers(round: u8, to: Hash, answer: &str) -> CaseStep {
    let rows = vec![("How far?".to_owned(), answer.to_owned())];
    about(to, CaseStep { rows, ..step(round, Step::Submit, None) })
}

fn advice(round: u8, to: Hash, said: Step, words: Option<&str>) -> CaseStep {
    about(to, step(round, said, words))
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

    /// By what the last step of this kind is named.
    fn named(&self, step: Step) -> Hash {
        let case = self.only();
        case.said.iter().rfind(|said| said.step.step == step).unwrap().digest
    }

    /// Asked and answered, and how that is named.
    async fn submitted(&self, by: &SecretKey) -> Hash {
        self.says(by, step(0, Step::Ask, None), 1).await;
        self.says(by, answers(1, self.named(Step::Form), "Far"), 2).await;
        self.named(Step::Submit)
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
    let early = room.acts.approve(&me, &case.id, &case.about()).await;
    assert_eq!(code(early), "case-elsewhere", "nothing to look at");
    room.says(&lea, answers(1, room.named(Step::Form), "Far"), 2).await;
    let (id, seen) = (room.only().id, room.only().about());
    let silent = room.acts.answer_case(&me, &id, (Step::Return, " ", &seen)).await;
    assert_eq!(code(silent), "field-refused");
    room.acts.answer_case(&me, &id, (Step::Return, "In metres?", &seen)).await.unwrap();
    assert_eq!(room.only().stands, Step::Return);
    assert_eq!(code(room.acts.approve(&me, &id, &seen).await), "case-elsewhere", "it is her turn");
    room.says(&lea, answers(2, room.named(Step::Return), "200 m"), 3).await;
    let old = room.acts.approve(&me, &id, &seen).await;
    assert_eq!(code(old), "case-changed", "what was read was the round before");
    let seen = room.only().about();
    let again = (room.acts.approve(&me, &id, &seen), room.acts.approve(&me, &id, &seen));
    let done = futures::future::join(again.0, again.1).await;
    assert!(done.0.is_ok() && done.1.is_err(), "a double click: {done:?}");
    assert_eq!(room.held(), [Did::from(lea.public()).to_string()]);
    assert_eq!(room.only().stands, Step::Approve);
    let badge = room.acts.credentials(&PageQuery::default()).unwrap().items.remove(0);
    let text = room.acts.credential(&badge.id).unwrap().document.unwrap();
    assert!(text.contains("200 m") && !text.contains("In metres"), "{text}");
}

#[tokio::test]
async fn whoever_asks_cannot_change_what_was_read() {
    let (room, me) = school(open(Vec::new(), 0)).await;
    let lea = SecretKey::from_seed(&[7; 32]);
    room.submitted(&lea).await;
    let (id, seen) = (room.only().id, room.only().about());
    // Later ones of the same round count for nothing.
    room.pass(1);
    room.says(&lea, answers(1, room.named(Step::Form), "Further"), 3).await;
    room.says(&lea, answers(2, room.named(Step::Submit), "Furthest"), 4).await;
    assert_eq!((room.only().about(), room.only().round), (seen.clone(), 1));
    // One that is dated back takes its place, and nothing is signed for what was not read.
    let said = Message::Case(answers(1, room.named(Step::Form), "Not at all"));
    let ts = Timestamp::from_millis(NOW - 1);
    let letter = LetterDraft { to: room.me, message: said, ts, nonce: [5; 16] }.sign(&lea).unwrap();
    room.acts.store().commit(&[letters::put(Shelf::Inbox, &letter)]).unwrap();
    assert_ne!(room.only().about(), seen);
    for read in [seen.as_str(), "", "00"] {
        assert_eq!(code(room.acts.approve(&me, &id, read).await), "case-changed");
        let asked = room.acts.answer_case(&me, &id, (Step::Return, "Why?", read)).await;
        assert_eq!(code(asked), "case-changed");
    }
    assert!(room.held().is_empty());
    room.acts.approve(&me, &id, &room.only().about()).await.unwrap();
    assert_eq!(room.held().len(), 1);
}

#[tokio::test]
async fn nobody_walks_round_the_form() {
    let (room, me) = school(open(Vec::new(), 0)).await;
    let lea = SecretKey::from_seed(&[7; 32]);
    room.came(&lea, Message::Case(answers(1, sha256(&[]), "Far")), 2);
    room.says(&lea, step(0, Step::Ask, None), 1).await;
    assert_eq!(room.only().stands, Step::Form, "answers to no form");
    let rows = vec![("Is it nice?".to_owned(), "Yes".to_owned())];
    let other = CaseStep { rows, ..answers(1, room.named(Step::Form), "") };
    room.says(&lea, other, 3).await;
    assert_eq!(room.only().stands, Step::Form, "questions of her own");
    room.says(&lea, answers(1, room.named(Step::Form), "Far"), 4).await;
    assert_eq!(room.only().stands, Step::Submit);

    // Who names the badge by another name than its id meets no form, and is awarded nothing.
    let (room, me) = { (Room::new().await, me) };
    room.achievement(SWIMMING, "Swimming").await.unwrap();
    let own = room.acts.keys.identity(&room.me).unwrap();
    assert_ne!(own.did(), me.did());
    let called = |said: CaseStep| CaseStep { achievement: "Swimming".to_owned(), ..said };
    room.says(&lea, called(step(0, Step::Ask, None)), 1).await;
    room.acts.send_form(&own, &room.only(), &Form::default()).await.unwrap();
    let bare = CaseStep { rows: Vec::new(), ..answers(1, room.named(Step::Form), "") };
    room.says(&lea, called(bare), 2).await;
    let case = room.only();
    assert_eq!(case.stands, Step::Submit);
    assert_eq!(code(room.acts.approve(&own, &case.id, &case.about()).await), "field-refused");
    assert!(room.held().is_empty());
}

#[tokio::test]
async fn nobody_takes_a_step_of_somebody_elses_case() {
    let (room, me) = school(open(Vec::new(), 0)).await;
    let lea = SecretKey::from_seed(&[7; 32]);
    let sent = room.submitted(&lea).await;
    for (nonce, said) in [
        (3, step(1, Step::Withdraw, None)),
        (4, answers(2, sent, "mine")),
        (5, advice(1, sent, Step::Approve, None)),
        (6, step(1, Step::Refuse, Some("no"))),
    ] {
        room.says(&room.mallory, said, nonce).await;
        let case = room.only();
        assert_eq!((case.stands, case.round), (Step::Submit, 1));
    }
    // Nor does she who asks say what they who award do.
    room.says(&lea, advice(1, sent, Step::Approve, None), 7).await;
    assert_eq!(room.only().stands, Step::Submit);
    let no = (Step::Refuse, "Not yet", "");
    room.acts.answer_case(&me, &room.only().id, no).await.unwrap();
    room.says(&lea, answers(2, sent, "again"), 8).await;
    assert_eq!(room.only().stands, Step::Refuse, "what is refused is over");
    assert!(room.held().is_empty());
}

/// Whoever names another's case is handed none of its letters, and takes none of them away.
#[tokio::test]
async fn nobody_gets_the_letters_of_a_case_by_its_name() {
    let [lea, tom, ann] = [7, 8, 9].map(|seed| SecretKey::from_seed(&[seed; 32]));
    let reviewers = [&tom, &ann].map(|key| Did::from(key.public())).to_vec();
    let (room, _) = school(open(reviewers, 2)).await;
    let sent = room.submitted(&lea).await;
    room.says(&tom, advice(1, sent, Step::AdviseYes, None), 3).await;
    let of = |who: &SecretKey| {
        let asked = room.acts.asked_by(&Did::from(who.public())).unwrap();
        let came = letters::inbox(room.acts.store()).unwrap().into_iter();
        let all = came.chain(room.acts.sent().unwrap());
        let mut steps: Vec<u8> = all
            .filter(|letter| asked.concerns(letter))
            .filter_map(|letter| match letter.message() {
                Ok(Message::Case(step)) => Some(step.step.number()),
                Ok(_) | Err(_) => None,
            })
            .collect();
        steps.sort_unstable();
        steps
    };
    let both = [Step::Consult, Step::Consult];
    let hers = [Step::Ask, Step::Form, Step::Submit, both[0], both[1], Step::AdviseYes];
    assert_eq!(of(&lea), hers.map(Step::number), "also what others say of it to each other");
    let named = [
        (4, step(0, Step::Ask, None)),
        (5, answers(1, sent, "mine")),
        (6, step(1, Step::Withdraw, None)),
    ];
    for (nonce, said) in named {
        room.says(&room.mallory, said, nonce).await;
    }
    // By the nonce that names hers she has a case of that name, and still none of hers.
    room.says(&room.mallory, step(0, Step::Ask, None), 1).await;
    let own = of(&room.mallory);
    for step in [Step::Consult, Step::AdviseYes] {
        assert!(!own.contains(&step.number()), "{own:?}");
    }
    assert_eq!(of(&lea), hers.map(Step::number));
}

#[tokio::test]
async fn as_many_as_must_say_yes_award_it_and_nobody_elses_word_counts() {
    let [lea, tom, ann] = [7, 8, 9].map(|seed| SecretKey::from_seed(&[seed; 32]));
    let mut reviewers = [&tom, &ann, &lea].map(|key| Did::from(key.public())).to_vec();
    let (room, me) = school(open(reviewers.clone(), 2)).await;
    reviewers.push(me.did());
    room.acts.set_form(&me, SWIMMING, open(reviewers, 2)).await.unwrap();
    let sent = room.submitted(&lea).await;
    let case = room.only();
    assert_eq!(case.consulted().len(), 2, "neither who asks nor who awards");
    let asked = case.said.iter().find(|said| said.step.step == Step::Consult).unwrap();
    let (shown, rows) = asked.step.shown(room.me).unwrap().unwrap();
    assert_eq!((digest(&shown), rows.rows), (sent, case.submitted().unwrap().step.rows.clone()));
    let yes = |to: Hash| advice(1, to, Step::AdviseYes, None);
    room.says(&room.mallory, yes(sent), 3).await;
    room.says(&lea, yes(sent), 4).await;
    room.says(&tom, yes(sent), 5).await;
    room.says(&tom, yes(sent), 6).await;
    room.says(&ann, yes(room.named(Step::Form)), 9).await;
    assert_eq!((room.only().stands, room.held().len()), (Step::Submit, 0), "one of two");
    assert_eq!(room.only().advice().len(), 1, "and nobody else's word is shown");
    room.says(&ann, advice(1, sent, Step::AdviseNo, Some("Hm")), 7).await;
    assert!(room.held().is_empty());
    room.pass(1);
    room.says(&ann, yes(sent), 8).await;
    assert_eq!(room.held(), [Did::from(lea.public()).to_string()]);
    assert_eq!(room.only().stands, Step::Approve);
}

#[tokio::test]
async fn advice_is_of_the_round_in_which_it_was_asked_for() {
    let [lea, tom] = [7, 8].map(|seed| SecretKey::from_seed(&[seed; 32]));
    let (room, me) = school(open(vec![Did::from(tom.public())], 1)).await;
    let sent = room.submitted(&lea).await;
    let back = (Step::Return, "In metres?", sent.to_string());
    room.acts.answer_case(&me, &room.only().id, (back.0, back.1, &back.2)).await.unwrap();
    room.says(&lea, answers(2, room.named(Step::Return), "2 m"), 3).await;
    assert_eq!(room.only().consulted().len(), 1, "asked once more");
    room.says(&tom, advice(1, sent, Step::AdviseYes, None), 4).await;
    room.says(&tom, advice(2, sent, Step::AdviseYes, None), 5).await;
    assert!(room.held().is_empty(), "a yes to what was given back");
    let sent = room.named(Step::Submit);
    room.says(&tom, advice(2, sent, Step::AdviseYes, None), 6).await;
    assert_eq!(room.held().len(), 1);
}

#[tokio::test]
async fn whoever_is_consulted_is_shown_what_was_signed_and_answers_that() {
    let room = Room::new().await;
    let me = room.acts.keys.identity(&room.me).unwrap();
    let lea = SecretKey::from_seed(&[7; 32]);
    let sent = |words: &str| {
        let said = answers(1, sha256(&[b"form"]), words);
        let (to, ts) = (room.mallory(), room.acts.now());
        LetterDraft { to, message: Message::Case(said), ts, nonce: [2; 16] }.sign(&lea).unwrap()
    };
    let asks = |shown: &Letter| {
        let about = Some(About::Shown(shown.to_bytes()));
        Message::Case(CaseStep { about, ..step(1, Step::Consult, None) })
    };
    // Advice without a question makes no case, nor does a question of somebody who shows nothing.
    room.came(&room.mallory, Message::Case(step(1, Step::Withdraw, None)), 3);
    assert!(room.acts.cases(&room.me).unwrap().is_empty());
    room.came(&room.mallory, asks(&sent("Far")), 4);
    let case = room.only();
    assert_eq!((case.asker, case.stands), (Did::from(lea.public()), Step::Consult));
    assert_eq!(case.submitted().unwrap().step.rows[0].1, "Far");
    let other = digest(&sent("Near")).to_string();
    let wrong = room.acts.advise(&me, &case.id, (Step::AdviseYes, "", &other)).await;
    assert_eq!(code(wrong), "case-changed");
    room.acts.advise(&me, &case.id, (Step::AdviseYes, "", &case.about())).await.unwrap();
    let case = room.only();
    assert_eq!(case.advice()[&room.me].step.answered(), Some(digest(&sent("Far"))));
    assert!(letters::inbox(room.acts.store()).unwrap().iter().any(|letter| {
        letter.nonce() == [4; 16] && letters::is_read(room.acts.store(), letter).unwrap()
    }));
}

#[tokio::test]
async fn a_case_that_cannot_go_on_keeps_no_other_and_says_why() {
    let [lea, tom] = [7, 8].map(|seed| SecretKey::from_seed(&[seed; 32]));
    let reviewers = vec![Did::from(tom.public())];
    let (room, me) = school(open(reviewers.clone(), 1)).await;
    let gone = "urn:x:gone";
    room.acts.set_form(&me, gone, open(reviewers, 1)).await.unwrap();
    for (number, achievement) in [(1, gone), (2, SWIMMING)] {
        let of = |said: CaseStep| {
            let achievement = achievement.to_owned();
            Message::Case(CaseStep { case: [number; 16], achievement, ..said })
        };
        let find = || {
            let all = room.acts.cases(&room.me).unwrap();
            all.into_iter().find(|case| case.achievement == achievement).unwrap()
        };
        room.came(&lea, of(step(0, Step::Ask, None)), number);
        let _waits = room.acts.tend_cases().await;
        let asked = find().said.into_iter().find(|said| said.step.step == Step::Form);
        let form = asked.unwrap().digest;
        room.came(&lea, of(answers(1, form, "Far")), 10 + number);
        let _waits = room.acts.tend_cases().await;
        let sent = find().submitted().unwrap().digest;
        room.came(&tom, of(advice(1, sent, Step::AdviseYes, None)), 20 + number);
    }
    assert_eq!(code(room.acts.tend_cases().await), "unknown");
    assert_eq!(room.held().len(), 1, "the other is awarded");
    for case in room.acts.cases(&room.me).unwrap() {
        assert_eq!(room.acts.case_waits(&case).is_some(), case.achievement == gone);
    }
}

#[tokio::test]
async fn a_case_that_is_over_is_of_nobodys_share() {
    let (room, me) = school(open(Vec::new(), 0)).await;
    let lea = SecretKey::from_seed(&[7; 32]);
    let sent = room.submitted(&lea).await;
    let read = || {
        let all = letters::inbox(room.acts.store()).unwrap();
        let is_read = |letter: &&Letter| letters::is_read(room.acts.store(), letter).unwrap();
        all.iter().filter(is_read).count()
    };
    assert_eq!(read(), 0);
    room.says(&lea, step(1, Step::Withdraw, None), 3).await;
    assert_eq!(read(), 0, "who asks takes nothing out of their own share");
    room.acts.approve(&me, &room.only().id, &sent.to_string()).await.unwrap_err();
    room.pass(31 * DAY);
    room.acts.tend_cases().await.unwrap();
    assert_eq!(read(), 3, "what began it, what was answered, what took it back");
    room.says(&lea, step(1, Step::Withdraw, None), 4).await;
    assert_eq!(read(), 3, "what comes later is");
}

#[tokio::test]
async fn letters_that_come_in_any_order_make_the_same_case() {
    let (room, me) = school(Form { open: false, ..open(Vec::new(), 0) }).await;
    let lea = SecretKey::from_seed(&[7; 32]);
    room.says(&lea, step(0, Step::Ask, None), 1).await;
    let form = Form { questions: vec!["How far?".to_owned()], ..Form::default() };
    room.acts.send_form(&me, &room.only(), &form).await.unwrap();
    let (to, of_form) = (room.me, room.named(Step::Form));
    for letter in room.acts.letters_of_kinds(&[LetterKind::Case]).unwrap() {
        let gone = letters::forget(room.acts.store(), &letter).unwrap();
        room.acts.store().commit(&[gone]).unwrap();
    }
    // The answers come before what began it.
    room.says(&lea, answers(1, of_form, "Far"), 2).await;
    assert!(room.acts.cases(&to).unwrap().is_empty());
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
    let long = room.acts.ask_badge(&me, (to, "urn:x:tea"), &"é".repeat(251)).await;
    assert_eq!(code(long), "field-refused");
    let asks = |questions: &[&str]| {
        let questions = questions.iter().map(|one| (*one).to_owned()).collect();
        Form { questions, ..Form::default() }
    };
    for wrong in [
        asks(&["?"; 21]),
        asks(&[""]),
        asks(&["How\u{202e}far?"]),
        asks(&["How\nfar?"]),
        asks(&[&"?".repeat(501)]),
        Form { need: 1, ..Form::default() },
    ] {
        assert_eq!(
            code(room.acts.set_form(&me, SWIMMING, wrong.clone()).await),
            "field-refused",
            "{wrong:?}"
        );
    }
}

#[tokio::test]
async fn what_was_said_of_who_asks_goes_with_them() {
    let [lea, tom] = [7, 8].map(|seed| SecretKey::from_seed(&[seed; 32]));
    let (room, me) = school(open(vec![Did::from(tom.public())], 0)).await;
    let sent = room.submitted(&lea).await;
    room.says(&tom, advice(1, sent, Step::AdviseNo, Some("She cannot swim")), 3).await;
    room.acts.approve(&me, &room.only().id, &sent.to_string()).await.unwrap();
    room.acts.tend_cases().await.unwrap();
    let text = String::from_utf8_lossy(&room.acts.export_data(None).unwrap()).into_owned();
    assert!(text.contains("She cannot swim") && text.contains("\"shown\""));
    let erase = |who: &SecretKey| bot_protocol::api::EraseRequest {
        who: Some(Did::from(who.public()).to_string()),
        dry_run: false,
    };
    let left = || {
        let letters = letters::inbox(room.acts.store()).unwrap();
        let cases = letters.iter().filter(|letter| letter.kind() == LetterKind::Case).count();
        (cases, room.acts.sent().unwrap().len())
    };
    room.acts.erase_data(erase(&room.mallory)).await.unwrap();
    assert_eq!(left(), (3, 4), "asked, submitted, advice; form, consult, badge, yes");
    room.acts.erase_data(erase(&lea)).await.unwrap();
    assert_eq!(left(), (0, 0));
    assert!(room.acts.cases(&room.me).unwrap().is_empty());
}
