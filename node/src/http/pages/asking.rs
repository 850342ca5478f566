//! `/award/{id}/form`: how one asks for a badge: the questions, and who is consulted.

use askama::Template;

use super::emblem::Emblem;
use super::form::Sent;
use super::lists::all;
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::Faults;
use crate::acts::ActError;
use crate::acts::cases::Form;
use crate::percent::encoded;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/award/{id}/form", Viewer::Owner, asked),
        post("/award/{id}/form", Viewer::Owner, FORM_BYTES_MAX, say),
    ]
}

#[derive(Template)]
#[template(path = "asking.html")]
struct Page {
    shell: Shell,
    faults: Faults,
    at: String,
    emblem: Emblem,
    open: bool,
    questions: String,
    reviewers: String,
    need: String,
    people: Vec<String>,
}

fn page(ask: &Ask, sent: Option<&Sent>, faults: Faults) -> Shown {
    let design = ask.acts.achievement(&ask.id)?;
    let me = ask.me.as_ref().ok_or(ActError::Broken)?.did();
    let form = ask.acts.form(&me, &design.id)?;
    let shell = ask.shell("page-asking-title");
    let name = shell.named(&design.names, &design.name);
    let people = all(None, |query| ask.acts.contacts(query))?;
    let called = form.reviewers.iter().map(|who| {
        let name = ask.acts.called_here(who).ok().flatten();
        name.unwrap_or_else(|| who.to_string())
    });
    let text = |field: &str, known: String| sent.map_or(known, |sent| sent.text(field));
    reply::page(&Page {
        at: format!("/award/{}", encoded(&design.id)),
        emblem: Emblem::of(&name, &design.name),
        open: sent.map_or(form.open, |sent| sent.is_ticked("open")),
        questions: text("questions", form.questions.join("\n")),
        reviewers: text("reviewers", called.collect::<Vec<_>>().join("\n")),
        need: text("need", form.need.to_string()),
        people: people.into_iter().map(|one| one.name).collect(),
        shell: shell.titled(name),
        faults,
    })
}

async fn asked(ask: Ask) -> Shown {
    page(&ask, None, Faults::default())
}

/// The lines of a text that say something.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

async fn say(ask: Ask, sent: Sent) -> Shown {
    let design = ask.acts.achievement(&ask.id)?;
    let me = ask.me.clone().ok_or(ActError::Broken)?;
    let mut reviewers = Vec::new();
    for name in lines(&sent.text("reviewers")) {
        match ask.acts.somebody_called(&name) {
            Ok(who) if reviewers.contains(&who) => {}
            Ok(who) => reviewers.push(who),
            Err(_) => {
                let shell = ask.shell("page-asking-title");
                let faults = Faults::one(&shell, "reviewers", "page-nobody-called-so");
                return page(&ask, Some(&sent), faults);
            }
        }
    }
    let form = Form {
        open: sent.is_ticked("open"),
        questions: lines(&sent.text("questions")),
        reviewers,
        need: sent.text("need").parse().unwrap_or_default(),
    };
    match ask.acts.set_form(&me, &design.id, form).await {
        Ok(()) => Ok(reply::done(&format!("/award/{}", encoded(&design.id)), "page-done-asking")),
        Err(error) => {
            let fields = ["questions", "reviewers", "need"];
            page(&ask, Some(&sent), Faults::of(ask.lang, &error.problem(), &fields))
        }
    }
}
