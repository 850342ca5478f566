//! `/people`: whom somebody recognises and who recognises them, and the address book.

use askama::Template;
use bot_protocol::api::{ContactDraft, PartyKind, RecognitionState, RecognitionView};

use super::form::Sent;
use super::lists::all;
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::Faults;
use crate::acts::ActError;
use crate::percent::encoded;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/people", Viewer::Owner, people),
        get("/people/add", Viewer::Owner, add_asked),
        post("/people/add", Viewer::Owner, FORM_BYTES_MAX, add),
    ]
}

/// A recognition on the board.
pub(super) struct Tie {
    pub(super) at: String,
    pub(super) who: String,
    pub(super) words: String,
    pub(super) state: String,
    pub(super) kind: &'static str,
}

/// One of the three rows of the board: organisations, communities, people.
struct Row {
    id: &'static str,
    called: String,
    /// Whom I recognise.
    mine: Vec<Tie>,
    /// Who recognises me.
    theirs: Vec<Tie>,
}

/// The two sides of a recognition as somebody sees it: the other one, and who asked first.
pub(super) struct Sides<'v> {
    pub(super) did: &'v str,
    pub(super) name: Option<&'v str>,
    pub(super) asked_by_me: bool,
}

pub(super) fn sides<'v>(me: &str, view: &'v RecognitionView) -> Sides<'v> {
    if view.from == me {
        Sides { did: &view.to, name: view.to_name.as_deref(), asked_by_me: true }
    } else {
        Sides { did: &view.from, name: view.from_name.as_deref(), asked_by_me: false }
    }
}

pub(super) fn tie(shell: &Shell, me: &str, view: &RecognitionView) -> Tie {
    let sides = sides(me, view);
    let (state, kind) = match view.state {
        // Both sides may live on this node.
        RecognitionState::Offered | RecognitionState::Received if sides.asked_by_me => {
            ("page-tie-offered", "unknown")
        }
        RecognitionState::Offered | RecognitionState::Received => ("page-tie-received", "unknown"),
        RecognitionState::Refused => ("page-tie-refused", "no"),
        RecognitionState::Mutual => ("page-tie-mutual", "yes"),
        RecognitionState::Ended => ("page-tie-ended", "plain"),
    };
    let who = sides.name.map(str::to_owned);
    Tie {
        at: format!("/recognitions/{}", encoded(&view.id)),
        who: who.unwrap_or_else(|| shell.say("page-somebody")),
        words: view.words.clone(),
        state: shell.say(state),
        kind,
    }
}

#[derive(Template)]
#[template(path = "people.html")]
struct Page {
    shell: Shell,
    rows: Vec<Row>,
    contacts: Vec<(String, String)>,
    /// What was refused or has ended.
    over: Vec<Tie>,
}

async fn people(ask: Ask) -> Shown {
    let shell = ask.shell("page-people-title");
    let me = ask.who().unwrap_or_default();
    let known = all(ask.who(), |query| ask.acts.recognitions(query))?;
    let row = |(id, party): (&'static str, PartyKind)| -> Result<Row, ActError> {
        let mut row =
            Row { id, called: shell.say(&format!("page-row-{id}")), mine: vec![], theirs: vec![] };
        for view in &known {
            let sides = sides(&me, view);
            // Who says nothing of itself is most likely a person.
            if ask.acts.party_of(sides.did)?.unwrap_or(PartyKind::Person) != party {
                continue;
            }
            let (mine, theirs) = match view.state {
                RecognitionState::Mutual => (true, true),
                RecognitionState::Offered | RecognitionState::Received => {
                    (sides.asked_by_me, !sides.asked_by_me)
                }
                RecognitionState::Refused | RecognitionState::Ended => (false, false),
            };
            if mine {
                row.mine.push(tie(&shell, &me, view));
            }
            if theirs {
                row.theirs.push(tie(&shell, &me, view));
            }
        }
        Ok(row)
    };
    let parties = [
        ("organisations", PartyKind::Organisation),
        ("communities", PartyKind::Community),
        ("people", PartyKind::Person),
    ];
    let rows = parties.into_iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let is_over = |view: &&RecognitionView| {
        matches!(view.state, RecognitionState::Refused | RecognitionState::Ended)
    };
    let over = known.iter().filter(is_over).map(|view| tie(&shell, &me, view)).collect();
    let contacts = all(None, |query| ask.acts.contacts(query))?;
    let contacts = contacts.into_iter().map(|one| {
        let path = format!("/people/path?who={}", encoded(&one.did));
        (one.name, path)
    });
    let contacts = contacts.collect();
    reply::page(&Page { shell, rows, contacts, over })
}

#[derive(Template)]
#[template(path = "contact.html")]
struct ContactPage {
    shell: Shell,
    faults: Faults,
    did: String,
    name: String,
}

async fn add_asked(ask: Ask) -> Shown {
    let shell = ask.shell("page-contact-title");
    let (did, name) = (String::new(), String::new());
    reply::page(&ContactPage { shell, faults: Faults::default(), did, name })
}

async fn add(ask: Ask, sent: Sent) -> Shown {
    let (did, name) = (sent.text("did"), sent.text("name"));
    let draft = ContactDraft { did: did.clone(), name: name.clone(), note: None };
    match ask.acts.add_contact(draft).await {
        Ok(_) => Ok(reply::done("/people", "page-done-contact")),
        Err(error) => {
            let error = if error.code() == "name-taken" { error.about("name") } else { error };
            let faults = Faults::of(ask.lang, &error.problem(), &["did", "name"]);
            let shell = ask.shell("page-contact-title");
            reply::page(&ContactPage { shell, faults, did, name })
        }
    }
}
