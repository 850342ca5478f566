//! `/people/graph`, `/people/path`: who is near, and the ways from one to another told in sentences.

use askama::Template;
use bot_protocol::api::{Band, GraphRequest, TrustReply, TrustRequest, TrustTie, TrustWord};
use bot_protocol::words::{Args, say};

use super::recognitions::called;
use super::reply;
use super::route::{Ask, Route, Shown, Viewer, get};
use super::shell::Shell;
use super::trouble::{Faults, about_somebody};
use crate::percent::encoded;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/people/graph", Viewer::Owner, graph), get("/people/path", Viewer::Owner, path)]
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
    topic: String,
    /// How many more there are, in words.
    more: Option<String>,
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

/// A name, or that nobody here knows one.
fn known(shell: &Shell, name: &Option<String>) -> String {
    name.clone().unwrap_or_else(|| shell.say("page-somebody"))
}

async fn graph(ask: Ask) -> Shown {
    let shell = ask.shell("page-graph-title");
    let topic = ask.query.get("about").unwrap_or_default().trim().to_owned();
    let request = GraphRequest {
        as_identity: ask.who(),
        about: Some(topic.clone()).filter(|topic| !topic.is_empty()),
        picture: true,
        ..GraphRequest::default()
    };
    let lang = ask.lang;
    let drawn = ask.acts.judge_apart(move |acts| acts.surroundings(&request, lang)).await?;
    let me = ask.me.as_ref().map(|me| me.name().to_owned()).unwrap_or_default();
    let side = |did: &Option<String>| match did {
        None => me.clone(),
        Some(did) => {
            let found = drawn.people.iter().find(|one| one.party.did == *did);
            known(&shell, &found.and_then(|one| one.party.name.clone()))
        }
    };
    let near = drawn.people.iter().map(|one| Near {
        name: known(&shell, &one.party.name),
        path: format!("/people/path?who={}", encoded(&one.party.did)),
        band: band(&shell, one.measure.band),
    });
    let ties = drawn.ties.iter().map(|tie| (side(&tie.from), side(&tie.to), by(&shell, tie.by)));
    let (near, ties) = (near.collect(), ties.collect());
    let picture = drawn.picture.unwrap_or_default();
    let left_out = usize::try_from(drawn.left_out).unwrap_or(usize::MAX);
    let more = (left_out > 0).then(|| shell.count("page-graph-more", left_out));
    reply::page(&GraphPage { shell, picture, near, ties, topic, more })
}

/// One step of a way: what is between two, and what they said.
struct Step {
    says: String,
    words: Option<String>,
}

#[derive(Template)]
#[template(path = "path.html")]
struct PathPage {
    shell: Shell,
    faults: Faults,
    who: String,
    from: String,
    says: Option<String>,
    chains: Vec<Vec<Step>>,
    /// What else is to be said: a community both are of, a name to be careful with.
    also: Vec<String>,
    /// How the address of a form names them, where something can be done for them from here.
    called: Option<String>,
    did: String,
}

async fn path(ask: Ask) -> Shown {
    let shell = ask.shell("page-path-title");
    let given = |name: &str| ask.query.get(name).unwrap_or_default().trim().to_owned();
    let (who, from) = (given("who"), given("from"));
    let mut page = PathPage {
        faults: Faults::default(),
        who: who.clone(),
        from: from.clone(),
        says: None,
        chains: Vec::new(),
        also: Vec::new(),
        called: None,
        did: String::new(),
        shell,
    };
    if who.is_empty() {
        return reply::page(&page);
    }
    let (lang, me) = (ask.lang, ask.who());
    let other = Some(from).filter(|from| !from.is_empty());
    let field = if other.is_some() { "from" } else { "who" };
    let request = TrustRequest { as_identity: me.clone(), who, from: other, about: None };
    match ask.acts.judge_apart(move |acts| acts.trust(&request, lang)).await {
        Ok(found) => {
            page.told(&ask, &found);
            page.who = called(&ask, &found.who.did, found.who.name.as_deref());
            let other = Some(&found.who.did) != me.as_ref();
            page.called = other.then(|| encoded(&page.who));
            reply::page(&page)
        }
        Err(error) => {
            page.faults = Faults::of(lang, &about_somebody(&error, field), &["who", "from"]);
            reply::page(&page)
        }
    }
}

impl PathPage {
    /// Takes in how near somebody is, in sentences.
    fn told(&mut self, ask: &Ask, found: &TrustReply) {
        let shell = &self.shell;
        let who = known(shell, &found.who.name);
        let args =
            Args::new().text("who", who.as_str()).text("band", band(shell, found.measure.band));
        let says = say(shell.lang, "page-path-says", &args);
        let me = ask.who();
        let mut chains = Vec::new();
        for chain in &found.chains {
            let mut steps = Vec::new();
            for step in chain {
                let is_mine = Some(&step.from.did) == me.as_ref();
                let sides = [known(shell, &step.from.name), known(shell, &step.to.name)];
                steps.extend(step.words.iter().map(|word| said(shell, word, &sides, is_mine)));
            }
            chains.push(steps);
        }
        let shared = found.community.as_ref().map(|shared| shared.says.clone());
        let careful = (!found.warnings.is_empty()).then(|| shell.say("page-offer-alike"));
        self.also = shared.into_iter().chain(careful).collect();
        let did = found.who.did.clone();
        (self.says, self.chains, self.did) = (Some(says), chains, did);
    }
}

/// What is between two, in a sentence.
fn said(shell: &Shell, word: &TrustWord, [from, to]: &[String; 2], is_mine: bool) -> Step {
    let code = match (word.by, is_mine) {
        (TrustTie::Contact, _) => "page-way-contact",
        (TrustTie::Recognition, true) => "page-way-recognition-mine",
        (TrustTie::Recognition, false) => "page-way-recognition",
        (TrustTie::Endorsement, true) => "page-way-endorsement-mine",
        (TrustTie::Endorsement, false) => "page-way-endorsement",
    };
    let args = Args::new().text("from", from.as_str()).text("to", to.as_str());
    let mut says = say(shell.lang, code, &args);
    for (code, name, text) in [
        ("page-way-since", "day", word.since.as_deref().map(|since| shell.day(since))),
        ("page-tie-scope", "scope", Some(word.scope.join(", ")).filter(|all| !all.is_empty())),
    ] {
        if let Some(text) = text {
            says = format!("{says} {}", shell.tell(code, name, text));
        }
    }
    Step { says, words: word.words.clone().filter(|words| !words.trim().is_empty()) }
}
