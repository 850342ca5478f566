//! `/people`: whom somebody recognises and who recognises them, the address book, and the way from one
//! to another.

use askama::Template;
use bot_protocol::api::{
    AcceptRequest, Band, ContactDraft, EndRequest, GraphRequest, PartyKind, RecogniseRequest,
    RecognitionState, RecognitionView, RefuseRequest, TrustReply, TrustRequest, TrustTie,
};
use bot_protocol::words::{Args, say};

use super::form::Sent;
use super::lists::all;
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::Faults;
use super::typed::is_same;
use crate::acts::ActError;
use crate::percent::encoded;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/people", Viewer::Owner, people),
        get("/people/recognise", Viewer::Owner, asked),
        post("/people/recognise", Viewer::Owner, FORM_BYTES_MAX, recognise),
        get("/people/add", Viewer::Owner, add_asked),
        post("/people/add", Viewer::Owner, FORM_BYTES_MAX, add),
        get("/people/graph", Viewer::Owner, graph),
        get("/people/path", Viewer::Owner, path),
        get("/recognitions/{id}", Viewer::Owner, one),
        post("/recognitions/{id}/accept", Viewer::Owner, FORM_BYTES_MAX, accept),
        post("/recognitions/{id}/decline", Viewer::Owner, FORM_BYTES_MAX, decline),
        post("/recognitions/{id}/end", Viewer::Owner, FORM_BYTES_MAX, end),
    ]
}

/// A recognition on the board.
struct Tie {
    at: String,
    who: String,
    words: String,
    state: String,
    kind: &'static str,
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
struct Sides<'v> {
    did: &'v str,
    name: Option<&'v str>,
    asked_by_me: bool,
}

fn sides<'v>(me: &str, view: &'v RecognitionView) -> Sides<'v> {
    if view.from == me {
        Sides { did: &view.to, name: view.to_name.as_deref(), asked_by_me: true }
    } else {
        Sides { did: &view.from, name: view.from_name.as_deref(), asked_by_me: false }
    }
}

fn tie(shell: &Shell, me: &str, view: &RecognitionView) -> Tie {
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
#[template(path = "recognise.html")]
struct RecognisePage {
    shell: Shell,
    faults: Faults,
    people: Vec<String>,
    with: String,
    words: String,
    scope: String,
}

fn recognise_page(ask: &Ask, sent: &Sent, faults: Faults) -> Shown {
    let shell = ask.shell("page-recognise-title");
    let people = all(None, |query| ask.acts.contacts(query))?;
    let people = people.into_iter().map(|one| one.name).collect();
    let (with, words, scope) = (sent.text("with"), sent.text("words"), sent.text("scope"));
    reply::page(&RecognisePage { shell, faults, people, with, words, scope })
}

async fn asked(ask: Ask) -> Shown {
    recognise_page(&ask, &Sent::default(), Faults::default())
}

async fn recognise(ask: Ask, sent: Sent) -> Shown {
    let scope = sent.text("scope");
    let scope = scope.split(',').map(str::trim).filter(|one| !one.is_empty());
    let request = RecogniseRequest {
        as_identity: ask.who(),
        with: sent.text("with"),
        words: sent.text("words"),
        scope: scope.map(str::to_owned).collect(),
        until: None,
        open_days: None,
        dry_run: false,
    };
    match ask.acts.recognise(ask.once(request)).await {
        Ok(_) => Ok(reply::done("/people", "page-done-recognised")),
        Err(error) => {
            let mut problem = error.problem();
            if problem.data.get("kind").is_some_and(|kind| kind == "contact") {
                problem.code = "page-nobody-called-so".to_owned();
                problem.field = Some("with".to_owned());
            }
            let faults = Faults::of(ask.lang, &problem, &["with", "words", "scope"]);
            recognise_page(&ask, &sent, faults)
        }
    }
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

#[derive(Template)]
#[template(path = "recognition.html")]
struct TiePage {
    shell: Shell,
    faults: Faults,
    tie: Tie,
    scope: String,
    until: Option<String>,
    /// What can be done: `answer`, `end`, or nothing.
    can: &'static str,
    did: String,
}

fn found(ask: &Ask) -> Result<RecognitionView, ActError> {
    let known = all(None, |query| ask.acts.recognitions(query))?;
    let found = known.into_iter().find(|view| view.id == ask.id);
    found.ok_or_else(|| ActError::unknown("recognition", &ask.id))
}

fn tie_page(ask: &Ask, view: &RecognitionView, faults: Faults) -> Shown {
    let shell = ask.shell("page-tie-title");
    let me = ask.who().unwrap_or_default();
    let can = match view.state {
        RecognitionState::Received if !sides(&me, view).asked_by_me => "answer",
        RecognitionState::Mutual => "end",
        RecognitionState::Offered
        | RecognitionState::Received
        | RecognitionState::Refused
        | RecognitionState::Ended => "",
    };
    reply::page(&TiePage {
        tie: tie(&shell, &me, view),
        scope: view.scope.join(", "),
        until: view.until.as_deref().map(|until| shell.day(until)),
        can,
        did: sides(&me, view).did.to_owned(),
        shell,
        faults,
    })
}

async fn one(ask: Ask) -> Shown {
    let view = found(&ask)?;
    tie_page(&ask, &view, Faults::default())
}

async fn accept(ask: Ask, _sent: Sent) -> Shown {
    let view = found(&ask)?;
    match ask.acts.accept_recognition(&view.id, AcceptRequest::default()).await {
        Ok(_) => Ok(reply::done("/people", "page-done-mutual")),
        Err(error) => tie_page(&ask, &view, Faults::of(ask.lang, &error.problem(), &[])),
    }
}

async fn decline(ask: Ask, sent: Sent) -> Shown {
    let view = found(&ask)?;
    let request = RefuseRequest { reason: sent.given("reason"), ..RefuseRequest::default() };
    match ask.acts.refuse_recognition(&view.id, request).await {
        Ok(_) => Ok(reply::done("/people", "page-done-refused")),
        Err(error) => tie_page(&ask, &view, Faults::of(ask.lang, &error.problem(), &["reason"])),
    }
}

async fn end(ask: Ask, sent: Sent) -> Shown {
    let view = found(&ask)?;
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

/// Somebody near, in the table.
struct Near {
    name: String,
    path: String,
    band: String,
}

#[derive(Template)]
#[template(path = "graph.html")]
struct GraphPage {
    shell: Shell,
    /// The picture, as the core draws it: it holds no script, no style and nothing that is fetched.
    picture: String,
    near: Vec<Near>,
    ties: Vec<(String, String, String)>,
}

fn band(shell: &Shell, band: Band) -> String {
    shell.say(match band {
        Band::Yourself => "page-band-yourself",
        Band::Direct => "page-band-direct",
        Band::Close => "page-band-close",
        Band::Near => "page-band-near",
        Band::Far => "page-band-far",
        Band::Unreached => "page-band-unreached",
    })
}

fn by(shell: &Shell, tie: TrustTie) -> String {
    shell.say(match tie {
        TrustTie::Contact => "page-by-contact",
        TrustTie::Recognition => "page-by-recognition",
        TrustTie::Endorsement => "page-by-endorsement",
    })
}

async fn graph(ask: Ask) -> Shown {
    let shell = ask.shell("page-graph-title");
    let request = GraphRequest { as_identity: ask.who(), picture: true, ..GraphRequest::default() };
    let lang = ask.lang;
    let drawn = ask.acts.judge_apart(move |acts| acts.surroundings(&request, lang)).await?;
    let called = |name: &Option<String>| name.clone().unwrap_or_else(|| shell.say("page-somebody"));
    let me = ask.me.as_ref().map(|me| me.name().to_owned()).unwrap_or_default();
    let side = |did: &Option<String>| match did {
        None => me.clone(),
        Some(did) => {
            let found = drawn.people.iter().find(|one| one.party.did == *did);
            called(&found.and_then(|one| one.party.name.clone()))
        }
    };
    let near = drawn.people.iter().map(|one| Near {
        name: called(&one.party.name),
        path: format!("/people/path?who={}", encoded(&one.party.did)),
        band: band(&shell, one.measure.band),
    });
    let ties = drawn.ties.iter().map(|tie| (side(&tie.from), side(&tie.to), by(&shell, tie.by)));
    let (near, ties) = (near.collect(), ties.collect());
    let picture = drawn.picture.unwrap_or_default();
    reply::page(&GraphPage { shell, picture, near, ties })
}

#[derive(Template)]
#[template(path = "path.html")]
struct PathPage {
    shell: Shell,
    faults: Faults,
    who: String,
    says: Option<String>,
    chains: Vec<Vec<String>>,
    did: String,
}

async fn path(ask: Ask) -> Shown {
    let shell = ask.shell("page-path-title");
    let who = ask.query.get("who").unwrap_or_default().to_owned();
    let mut page = PathPage {
        faults: Faults::default(),
        who: who.clone(),
        says: None,
        chains: Vec::new(),
        did: String::new(),
        shell,
    };
    if who.is_empty() {
        return reply::page(&page);
    }
    let (lang, me) = (ask.lang, ask.who());
    let request = TrustRequest { as_identity: me, who, from: None, about: None };
    match ask.acts.judge_apart(move |acts| acts.trust(&request, lang)).await {
        Ok(found) => {
            page.told(&found);
            reply::page(&page)
        }
        Err(error) => {
            let mut problem = error.problem();
            if problem.data.get("kind").is_some_and(|kind| kind == "contact") {
                problem.code = "page-nobody-called-so".to_owned();
                problem.field = Some("who".to_owned());
            }
            page.faults = Faults::of(lang, &problem, &["who"]);
            reply::page(&page)
        }
    }
}

impl PathPage {
    /// Takes in how near somebody is, in sentences.
    fn told(&mut self, found: &TrustReply) {
        let shell = &self.shell;
        let called =
            |name: &Option<String>| name.clone().unwrap_or_else(|| shell.say("page-somebody"));
        let who = called(&found.who.name);
        let args =
            Args::new().text("who", who.as_str()).text("band", band(shell, found.measure.band));
        let says = say(shell.lang, "page-path-says", &args);
        let mut chains = Vec::new();
        for chain in &found.chains {
            let steps = chain.iter().map(|step| {
                let ties = step.words.iter().map(|word| by(shell, word.by)).collect::<Vec<_>>();
                let args = Args::new()
                    .text("from", called(&step.from.name))
                    .text("to", called(&step.to.name))
                    .text("how", ties.join(", "));
                say(shell.lang, "page-path-step", &args)
            });
            chains.push(steps.collect());
        }
        let did = found.who.did.clone();
        (self.says, self.chains, self.did) = (Some(says), chains, did);
    }
}
