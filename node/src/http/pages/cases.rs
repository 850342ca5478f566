//! `/ask`, `/cases`: a badge is asked for, step by step, and each side sees where it stands.

use askama::Template;
use bot_protocol::api::Problem;
use bot_protocol::identity::Did;
use bot_protocol::limits::CASE_ANSWER_BYTES_MAX;
use bot_protocol::statement::case::Step;
use bot_protocol::words::{Args, say};

use super::emblem::Emblem;
use super::form::Sent;
use super::lists::all;
use super::many::design_name;
use super::reply::{self, see};
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::{self, Faults};
use crate::acts::ActError;
use crate::acts::cases::{Case, Said};
use crate::percent::encoded;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/ask", Viewer::Owner, asked),
        post("/ask", Viewer::Owner, FORM_BYTES_MAX, ask_for),
        get("/cases/{id}", Viewer::Owner, case),
        post("/cases/{id}/submit", Viewer::Owner, FORM_BYTES_MAX, submit),
        post("/cases/{id}/withdraw", Viewer::Owner, FORM_BYTES_MAX, withdraw),
        post("/cases/{id}/approve", Viewer::Owner, FORM_BYTES_MAX, approve),
        post("/cases/{id}/answer", Viewer::Owner, FORM_BYTES_MAX, answer),
        post("/cases/{id}/advise", Viewer::Owner, FORM_BYTES_MAX, advise),
    ]
}

/// A case in a list.
pub(super) struct Listed {
    pub(super) at: String,
    pub(super) says: String,
    pub(super) state: String,
    pub(super) kind: &'static str,
    pub(super) day: String,
}

/// What a case is about.
fn what(ask: &Ask, shell: &Shell, case: &Case) -> String {
    design_name(ask, shell, &case.achievement)
}

fn called(ask: &Ask, shell: &Shell, who: &Did) -> String {
    ask.acts.called_here(who).ok().flatten().unwrap_or_else(|| shell.say("page-somebody"))
}

/// Where a case stands, as somebody sees it, and how that looks.
fn state(case: &Case, me: &Did) -> (&'static str, &'static str) {
    let asks = case.asker == *me;
    match case.stands {
        Step::Ask | Step::Claim => ("page-case-asked", "unknown"),
        Step::Form if asks => ("page-case-form-mine", "unknown"),
        Step::Form => ("page-case-form", "plain"),
        Step::Submit if asks => ("page-case-submitted", "plain"),
        Step::Submit => ("page-case-submitted-mine", "unknown"),
        Step::Return if asks => ("page-case-returned-mine", "unknown"),
        Step::Return => ("page-case-returned", "plain"),
        Step::Refuse => ("page-case-refused", "no"),
        Step::Approve => ("page-case-approved", "yes"),
        Step::Withdraw => ("page-case-withdrawn", "plain"),
        Step::Consult | Step::AdviseYes | Step::AdviseMore | Step::AdviseNo => {
            ("page-case-consulted", "unknown")
        }
    }
}

/// The cases of whoever asks that are such.
pub(super) fn listed(
    ask: &Ask,
    shell: &Shell,
    wanted: impl Fn(&Case, &Did) -> bool,
) -> Result<Vec<Listed>, ActError> {
    let Some(me) = ask.me.as_ref().map(|me| me.did()) else { return Ok(Vec::new()) };
    let cases = ask.acts.cases(&me)?;
    let told = cases.iter().filter(|case| wanted(case, &me)).map(|case| {
        let (code, kind) = state(case, &me);
        let args = Args::new()
            .text(
                "who",
                called(ask, shell, if case.asker == me { &case.awarder } else { &case.asker }),
            )
            .text("what", what(ask, shell, case));
        let says = match (case.asker == me, case.awarder == me) {
            _ if case.is_claim() => "page-case-claim",
            (true, _) => "page-case-mine",
            (false, true) => "page-case-theirs",
            (false, false) => "page-case-advice",
        };
        Listed {
            at: format!("/cases/{}", case.id),
            says: say(shell.lang, says, &args),
            state: shell.say(code),
            kind,
            day: shell.day(&case.at().to_string()),
        }
    });
    Ok(told.collect())
}

/// Whether somebody is to do something in a case now.
pub(super) fn awaits(case: &Case, me: &Did) -> bool {
    let advises = || {
        let is_asked = case.consulted().contains(me) && !case.advice().contains_key(me);
        is_asked && !case.is_over()
    };
    case.asker == *me && case.awaits_asker()
        || case.awarder == *me && case.awaits_awarder()
        || case.awarder == *me && case.stands == Step::Ask
        || advises()
}

#[derive(Template)]
#[template(path = "ask.html")]
struct AskPage {
    shell: Shell,
    faults: Faults,
    badges: Vec<(String, String, bool)>,
    words: String,
    asked: Vec<Listed>,
}

fn ask_page(ask: &Ask, sent: &Sent, faults: Faults) -> Shown {
    let shell = ask.shell("page-ask-title");
    let me = ask.who().unwrap_or_default();
    let chosen = sent.given("badge").or_else(|| ask.query.get("badge").map(str::to_owned));
    let known = all(None, |query| ask.acts.achievements(query))?;
    let badges = known.iter().filter(|one| one.creator != me).map(|one| {
        let by = one.creator.parse().ok().map(|by| called(ask, &shell, &by)).unwrap_or_default();
        let name = format!("{} – {by}", shell.named(&one.names, &one.name));
        (one.id.clone(), name, chosen.as_deref() == Some(&one.id))
    });
    let badges = badges.collect();
    let asked = listed(ask, &shell, |case, me| case.asker == *me && !case.is_claim())?;
    reply::page(&AskPage { shell, faults, badges, words: sent.text("words"), asked })
}

async fn asked(ask: Ask) -> Shown {
    ask_page(&ask, &Sent::default(), Faults::default())
}

async fn ask_for(ask: Ask, sent: Sent) -> Shown {
    let me = ask.me.clone().ok_or(ActError::Broken)?;
    let found = ask.acts.achievement(&sent.text("badge"));
    let awarder = found.as_ref().ok().and_then(|found| found.creator.parse::<Did>().ok());
    let (Ok(found), Some(awarder)) = (found, awarder) else {
        let faults = Faults::one(&ask.shell("page-ask-title"), "badge", "page-ask-no-badge");
        return ask_page(&ask, &sent, faults);
    };
    match ask.acts.ask_badge(&me, (awarder, &found.id), &sent.text("words")).await {
        Ok(id) => Ok(reply::done(&format!("/cases/{id}"), "page-done-asked")),
        Err(error) => ask_page(&ask, &sent, Faults::of(ask.lang, &error.problem(), &["words"])),
    }
}

/// A step, as it is told.
struct Told {
    says: String,
    day: String,
    words: String,
    rows: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    shell: Shell,
    faults: Faults,
    at: String,
    emblem: Emblem,
    lead: String,
    state: String,
    kind: &'static str,
    steps: Vec<Told>,
    /// What whoever looks can do: `submit`, `review`, `begin`, `advise`, or nothing.
    can: &'static str,
    can_withdraw: bool,
    /// What was submitted, as a decision names it.
    about: String,
    /// Why the node does not go on, if it does not.
    waits: Option<String>,
    questions: Vec<(String, String, String)>,
    words: String,
}

fn told(ask: &Ask, shell: &Shell, said: &Said) -> Told {
    let code = match said.step.step {
        Step::Ask => "page-step-ask",
        Step::Form => "page-step-form",
        Step::Submit => "page-step-submit",
        Step::Return => "page-step-return",
        Step::Refuse => "page-step-refuse",
        Step::Approve => "page-step-approve",
        Step::Withdraw => "page-step-withdraw",
        Step::Consult => "page-step-consult",
        Step::AdviseYes => "page-step-advise-yes",
        Step::AdviseMore => "page-step-advise-more",
        Step::AdviseNo => "page-step-advise-no",
        Step::Claim => "page-step-claim",
    };
    let args = Args::new()
        .text("who", called(ask, shell, &said.by))
        .text("to", called(ask, shell, &said.to));
    let is_words = !matches!(said.step.step, Step::Consult | Step::Claim);
    let words = said.step.words.clone().filter(|_| is_words).unwrap_or_default();
    let own = ["claim-unknown", "claim-over", "claim-full"].iter().find(|code| **code == words);
    let words = own.map_or(words.clone(), |code| shell.say(&format!("page-{code}")));
    let is_form = said.step.step == Step::Form;
    let rows = if is_form { Vec::new() } else { said.step.rows.clone() };
    Told { says: say(shell.lang, code, &args), day: shell.day(&said.at.to_string()), words, rows }
}

/// Why the node does not go on with something by itself, in words; nothing where it does.
pub(super) fn waits_of(shell: &Shell, problem: Option<Problem>) -> Option<String> {
    let (says, does) = trouble::told(shell.lang, &problem?);
    let why = format!("{says} {}", does.unwrap_or_default()).trim().to_owned();
    Some(shell.tell("page-waits", "why", why))
}

fn can(case: &Case, me: &Did) -> &'static str {
    if case.asker == *me && case.awaits_asker() {
        "submit"
    } else if case.awarder == *me && case.awaits_awarder() {
        "review"
    } else if case.awarder == *me && case.stands == Step::Ask {
        "begin"
    } else if case.consulted().contains(me) && !case.is_over() {
        "advise"
    } else {
        ""
    }
}

fn page(ask: &Ask, case: &Case, sent: &Sent, faults: Faults) -> Shown {
    let me = ask.me.as_ref().ok_or(ActError::Broken)?.did();
    let shell = ask.shell("page-case-title");
    let name = what(ask, &shell, case);
    // As it is called in its own language: it looks the same here as where it is awarded.
    let known = ask.acts.achievement(&case.achievement).map(|design| design.name);
    let known = known.unwrap_or_else(|_| case.achievement.clone());
    let (code, kind) = state(case, &me);
    let other = if case.asker == me { &case.awarder } else { &case.asker };
    let lead = if case.asker == me { "page-case-lead-mine" } else { "page-case-lead" };
    let before = case.submitted().map(|said| said.step.rows.clone()).unwrap_or_default();
    let questions = case.questions().into_iter().enumerate().map(|(at, question)| {
        let field = format!("answer{at}");
        let known = before.iter().find(|(asked, _)| *asked == question);
        let answer = sent.given(&field).or_else(|| known.map(|(_, answer)| answer.clone()));
        (field, question, answer.unwrap_or_default())
    });
    reply::page(&CasePage {
        at: format!("/cases/{}", case.id),
        emblem: Emblem::of(&name, &known),
        lead: shell.tell(lead, "who", called(ask, &shell, other)),
        state: shell.say(code),
        kind,
        steps: case.said.iter().map(|said| told(ask, &shell, said)).collect(),
        can: can(case, &me),
        can_withdraw: case.asker == me && !case.is_over(),
        about: case.about(),
        waits: waits_of(&shell, ask.acts.case_waits(case).filter(|_| case.awarder == me)),
        questions: questions.collect(),
        words: sent.text("words"),
        shell: shell.titled(name),
        faults,
    })
}

fn found(ask: &Ask) -> Result<Case, ActError> {
    let me = ask.me.as_ref().ok_or(ActError::Broken)?.did();
    ask.acts.case(&me, &ask.id)
}

async fn case(ask: Ask) -> Shown {
    let case = found(&ask)?;
    page(&ask, &case, &Sent::default(), Faults::default())
}

/// Goes back to the case, which shows what was done; or tells what is wrong.
fn after(ask: &Ask, case: &Case, sent: &Sent, done: Result<&str, ActError>) -> Shown {
    match done {
        Ok(code) => Ok(reply::done(&format!("/cases/{}", encoded(&case.id)), code)),
        Err(error) => {
            let faults = Faults::of(ask.lang, &error.problem(), &["words"]);
            page(ask, case, sent, faults)
        }
    }
}

async fn submit(ask: Ask, sent: Sent) -> Shown {
    let (case, me) = (found(&ask)?, ask.me.clone().ok_or(ActError::Broken)?);
    let all = 0..case.questions().len();
    let answers: Vec<String> = all.map(|at| sent.text(&format!("answer{at}"))).collect();
    let wrong = |answer: &String| match answer.len() {
        0 => Some("page-case-no-answer"),
        1..=CASE_ANSWER_BYTES_MAX => None,
        _ => Some("page-case-answer-long"),
    };
    let wrong = answers.iter().enumerate().find_map(|(at, one)| Some((at, wrong(one)?)));
    if let Some((at, code)) = wrong {
        let shell = ask.shell("page-case-title");
        return page(&ask, &case, &sent, Faults::one(&shell, &format!("answer{at}"), code));
    }
    let done = ask.acts.submit(&me, &case.id, (answers, &sent.text("words"))).await;
    after(&ask, &case, &sent, done.map(|()| "page-done-submitted"))
}

async fn withdraw(ask: Ask, sent: Sent) -> Shown {
    let (case, me) = (found(&ask)?, ask.me.clone().ok_or(ActError::Broken)?);
    let done = ask.acts.withdraw(&me, &case.id).await;
    after(&ask, &case, &sent, done.map(|()| "page-done-withdrawn"))
}

async fn approve(ask: Ask, sent: Sent) -> Shown {
    let (case, me) = (found(&ask)?, ask.me.clone().ok_or(ActError::Broken)?);
    if case.stands == Step::Ask && case.awarder == me.did() {
        let form = ask.acts.form(&me.did(), &case.achievement)?;
        ask.acts.send_form(&me, &case, &form).await?;
        return Ok(see(&format!("/cases/{}", encoded(&case.id))));
    }
    let done = ask.acts.approve(&me, &case.id, &sent.text("about")).await;
    after(&ask, &case, &sent, done.map(|()| "page-done-approved"))
}

async fn answer(ask: Ask, sent: Sent) -> Shown {
    let (case, me) = (found(&ask)?, ask.me.clone().ok_or(ActError::Broken)?);
    let step = if sent.text("step") == "refuse" { Step::Refuse } else { Step::Return };
    let (words, seen) = (sent.text("words"), sent.text("about"));
    let done = ask.acts.answer_case(&me, &case.id, (step, &words, &seen)).await;
    after(&ask, &case, &sent, done.map(|()| "page-done-answered"))
}

async fn advise(ask: Ask, sent: Sent) -> Shown {
    let (case, me) = (found(&ask)?, ask.me.clone().ok_or(ActError::Broken)?);
    let step = match sent.text("step").as_str() {
        "yes" => Step::AdviseYes,
        "no" => Step::AdviseNo,
        _ => Step::AdviseMore,
    };
    let (words, seen) = (sent.text("words"), sent.text("about"));
    let done = ask.acts.advise(&me, &case.id, (step, &words, &seen)).await;
    after(&ask, &case, &sent, done.map(|()| "page-done-advised"))
}
