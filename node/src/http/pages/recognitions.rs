//! `/people/recognise`, `/recognitions`: somebody is recognised, and a recognition is accepted, declined,
//! renewed or ended.

use askama::Template;
use bot_protocol::api::{
    AcceptRequest, EndRequest, RecogniseRequest, RecognitionState, RecognitionView, RefuseRequest,
};

use super::form::Sent;
use super::lists::all;
use super::people::{Tie, sides, tie};
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::{Faults, about_somebody};
use super::typed::is_same;
use crate::acts::ActError;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/people/recognise", Viewer::Owner, asked),
        post("/people/recognise", Viewer::Owner, FORM_BYTES_MAX, recognise),
        get("/recognitions/{id}", Viewer::Owner, one),
        post("/recognitions/{id}/accept", Viewer::Owner, FORM_BYTES_MAX, accept),
        post("/recognitions/{id}/decline", Viewer::Owner, FORM_BYTES_MAX, decline),
        post("/recognitions/{id}/end", Viewer::Owner, FORM_BYTES_MAX, end),
    ]
}

#[derive(Template)]
#[template(path = "recognise.html")]
struct RecognisePage {
    shell: Shell,
    faults: Faults,
    people: Vec<String>,
    with: String,
    words: String,
    scope: String,
    until: String,
}

fn recognise_page(ask: &Ask, sent: &Sent, faults: Faults) -> Shown {
    let shell = ask.shell("page-recognise-title");
    let people = all(None, |query| ask.acts.contacts(query))?;
    reply::page(&RecognisePage {
        shell,
        faults,
        people: people.into_iter().map(|one| one.name).collect(),
        with: sent.text("with"),
        words: sent.text("words"),
        scope: sent.text("scope"),
        until: sent.text("until"),
    })
}

/// How the owner calls somebody in a form: by name where that means them, else by their address.
pub(super) fn called(ask: &Ask, did: &str, name: Option<&str>) -> String {
    let by_name = name.and_then(|name| ask.acts.somebody_called(name).ok());
    let is_clear = by_name.is_some_and(|found| found.to_string() == did);
    name.filter(|_| is_clear).unwrap_or(did).to_owned()
}

/// The form, with what was said before where a recognition is renewed.
async fn asked(ask: Ask) -> Shown {
    let before = ask.query.get("again").map(|id| found(&ask, id)).transpose()?;
    let Some(view) = before else {
        let with = ask.query.get("with").unwrap_or_default();
        return recognise_page(&ask, &Sent::of(&[("with", with)]), Faults::default());
    };
    let me = ask.who().unwrap_or_default();
    let sides = sides(&me, &view);
    let with = called(&ask, sides.did, sides.name);
    let (words, scope) = (view.words.as_str(), view.scope.join(", "));
    let fields = [("with", with.as_str()), ("words", words), ("scope", scope.as_str())];
    recognise_page(&ask, &Sent::of(&fields), Faults::default())
}

async fn recognise(ask: Ask, sent: Sent) -> Shown {
    let scope = sent.text("scope");
    let scope = scope.split(',').map(str::trim).filter(|one| !one.is_empty());
    let request = RecogniseRequest {
        as_identity: ask.who(),
        with: sent.text("with"),
        words: sent.text("words"),
        scope: scope.map(str::to_owned).collect(),
        // Until the end of that day.
        until: sent.given("until").map(|day| format!("{day}T23:59:59Z")),
        open_days: None,
        dry_run: false,
    };
    match ask.acts.recognise(ask.once(request)).await {
        Ok(done) if done.changed => Ok(reply::done("/people", "page-done-recognised")),
        Ok(_) => Ok(reply::done("/people", "page-done-recognised-before")),
        Err(error) => {
            let fields = ["with", "words", "scope", "until"];
            let faults = Faults::of(ask.lang, &about_somebody(&error, "with"), &fields);
            recognise_page(&ask, &sent, faults)
        }
    }
}

#[derive(Template)]
#[template(path = "recognition.html")]
struct TiePage {
    shell: Shell,
    faults: Faults,
    tie: Tie,
    scope: String,
    until: Option<String>,
    /// Until when it counts unless it is renewed, where both signed it.
    counts: Option<String>,
    /// What can be done: `answer`, `end`, `again`, or nothing.
    can: &'static str,
    id: String,
    did: String,
}

fn found(ask: &Ask, id: &str) -> Result<RecognitionView, ActError> {
    let known = all(None, |query| ask.acts.recognitions(query))?;
    let found = known.into_iter().find(|view| view.id == id);
    found.ok_or_else(|| ActError::unknown("recognition", id))
}

fn tie_page(ask: &Ask, view: &RecognitionView, faults: Faults) -> Shown {
    let shell = ask.shell("page-tie-title");
    let me = ask.who().unwrap_or_default();
    let can = match view.state {
        RecognitionState::Received if !sides(&me, view).asked_by_me => "answer",
        RecognitionState::Mutual => "end",
        RecognitionState::Refused | RecognitionState::Ended => "again",
        RecognitionState::Offered | RecognitionState::Received => "",
    };
    reply::page(&TiePage {
        tie: tie(&shell, &me, view),
        scope: view.scope.join(", "),
        until: view.until.as_deref().map(|until| shell.day(until)),
        counts: view.counts_until.as_deref().map(|last| shell.day(last)),
        can,
        id: view.id.clone(),
        did: sides(&me, view).did.to_owned(),
        shell,
        faults,
    })
}

async fn one(ask: Ask) -> Shown {
    let view = found(&ask, &ask.id)?;
    tie_page(&ask, &view, Faults::default())
}

async fn accept(ask: Ask, _sent: Sent) -> Shown {
    let view = found(&ask, &ask.id)?;
    match ask.acts.accept_recognition(&view.id, AcceptRequest::default()).await {
        Ok(_) => Ok(reply::done("/people", "page-done-mutual")),
        Err(error) => tie_page(&ask, &view, Faults::of(ask.lang, &error.problem(), &[])),
    }
}

async fn decline(ask: Ask, sent: Sent) -> Shown {
    let view = found(&ask, &ask.id)?;
    let request = RefuseRequest { reason: sent.given("reason"), ..RefuseRequest::default() };
    match ask.acts.refuse_recognition(&view.id, request).await {
        Ok(_) => Ok(reply::done("/people", "page-done-refused")),
        Err(error) => tie_page(&ask, &view, Faults::of(ask.lang, &error.problem(), &["reason"])),
    }
}

async fn end(ask: Ask, sent: Sent) -> Shown {
    let view = found(&ask, &ask.id)?;
    let shell = ask.shell("page-tie-title");
    let me = ask.who();
    let who = tie(&shell, &me.clone().unwrap_or_default(), &view).who;
    if !is_same(&sent.text("name"), &who) {
        let faults = Faults::one(&shell, "name", "page-fault-name-differs");
        return tie_page(&ask, &view, faults);
    }
    let request = EndRequest { as_identity: me, reason: sent.given("reason"), dry_run: false };
    match ask.acts.end_recognition(&view.id, request).await {
        Ok(_) => Ok(reply::done("/people", "page-done-ended")),
        Err(error) => tie_page(&ask, &view, Faults::of(ask.lang, &error.problem(), &["reason"])),
    }
}
