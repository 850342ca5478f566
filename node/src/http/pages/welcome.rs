//! `/welcome`: who lives on a new node, somebody new or somebody who comes back.

use askama::Template;
use axum::response::Response;
use bot_protocol::api::{IdentityDraft, PartyKind, RestoreRequest};

use super::form::Sent;
use super::language::REMEMBERED_SECONDS;
use super::reply::{self, see};
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, acting_cookie, get, post};
use super::shell::Shell;
use super::trouble::Faults;
use crate::acts::ActError;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/welcome", Viewer::Newcomer, welcome),
        post("/welcome", Viewer::Newcomer, FORM_BYTES_MAX, begin),
        get("/welcome/back", Viewer::Newcomer, back),
        post("/welcome/back", Viewer::Newcomer, FORM_BYTES_MAX, restore),
    ]
}

/// What somebody can be, as a form offers it.
pub(super) const PARTIES: [(&str, PartyKind); 3] = [
    ("person", PartyKind::Person),
    ("organisation", PartyKind::Organisation),
    ("community", PartyKind::Community),
];

fn party(sent: &Sent) -> PartyKind {
    let named = sent.text("party");
    let known = PARTIES.into_iter().find(|(name, _)| *name == named);
    known.map_or(PartyKind::Person, |(_, party)| party)
}

/// One of the things somebody can be.
struct Choice {
    name: &'static str,
    called: String,
    about: String,
    chosen: bool,
}

fn choices(shell: &Shell, chosen: &str) -> Vec<Choice> {
    let choice = |(name, _): (&'static str, PartyKind)| Choice {
        name,
        called: shell.say(&format!("page-party-{name}")),
        about: shell.say(&format!("page-party-{name}-about")),
        chosen: name == chosen,
    };
    PARTIES.map(choice).into()
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct Page {
    shell: Shell,
    faults: Faults,
    choices: Vec<Choice>,
    name: String,
    description: String,
}

impl Page {
    fn of(ask: &Ask, sent: &Sent, faults: Faults) -> Self {
        let shell = ask.shell("page-welcome-title");
        let chosen = sent.given("party").unwrap_or_else(|| "person".to_owned());
        let choices = choices(&shell, &chosen);
        let (name, description) = (sent.text("name"), sent.text("description"));
        Self { shell, faults, choices, name, description }
    }
}

async fn welcome(ask: Ask) -> Shown {
    reply::page(&Page::of(&ask, &Sent::default(), Faults::default()))
}

async fn begin(ask: Ask, sent: Sent) -> Shown {
    let draft = IdentityDraft {
        party: party(&sent),
        name: sent.text("name"),
        description: sent.given("description"),
        url: None,
        dry_run: false,
    };
    match ask.acts.make_identity(draft).await {
        // Whoever was just made is who acts, also where somebody lived here before.
        Ok(made) => Ok(acting(&ask, see("/sheet"), &made.did)),
        Err(error) => {
            let fields = ["name", "description"];
            let faults = Faults::of(ask.lang, &about_name(error).problem(), &fields);
            reply::page(&Page::of(&ask, &sent, faults))
        }
    }
}

fn acting(ask: &Ask, shown: Response, did: &str) -> Response {
    reply::keeping(shown, (&acting_cookie(&ask.acts), did), REMEMBERED_SECONDS)
}

/// A name that is refused is told at its field.
fn about_name(error: ActError) -> ActError {
    match error.code() {
        "name-refused" | "identity-taken" | "content-refused" => error.about("name"),
        _ => error,
    }
}

#[derive(Template)]
#[template(path = "welcome_back.html")]
struct BackPage {
    shell: Shell,
    faults: Faults,
    choices: Vec<Choice>,
    name: String,
}

impl BackPage {
    fn of(ask: &Ask, sent: &Sent, faults: Faults) -> Self {
        let shell = ask.shell("page-back-title");
        let chosen = sent.given("party").unwrap_or_else(|| "person".to_owned());
        let choices = choices(&shell, &chosen);
        Self { shell, faults, choices, name: sent.text("name") }
    }
}

async fn back(ask: Ask) -> Shown {
    reply::page(&BackPage::of(&ask, &Sent::default(), Faults::default()))
}

async fn restore(ask: Ask, sent: Sent) -> Shown {
    let request = RestoreRequest {
        words: sent.secret("words"),
        name: sent.text("name"),
        party: party(&sent),
        dry_run: false,
    };
    match ask.acts.restore_identity(request).await {
        Ok(back) => Ok(acting(&ask, reply::done("/", "page-done-restored"), &back.did)),
        Err(error) if error.code() == "recovery-words-refused" => {
            let faults = Faults::of(ask.lang, &error.about("words").problem(), &["words"]);
            reply::page(&BackPage::of(&ask, &sent, faults))
        }
        Err(error) => {
            let faults = Faults::of(ask.lang, &about_name(error).problem(), &["name"]);
            reply::page(&BackPage::of(&ask, &sent, faults))
        }
    }
}
