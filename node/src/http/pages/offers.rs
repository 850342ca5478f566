//! `/offers`: something that somebody offers, looked at before it is accepted or refused.

use askama::Template;
use bot_protocol::api::{AcceptRequest, OfferKind, OfferView, RefuseRequest, SaidView};
use bot_protocol::words::{Args, say};
use serde_json::Value;

use super::emblem::Emblem;
use super::endorsements::reason;
use super::form::Sent;
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::Faults;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/offers/{id}", Viewer::Owner, offer),
        post("/offers/{id}/accept", Viewer::Owner, FORM_BYTES_MAX, accept),
        post("/offers/{id}/refuse", Viewer::Owner, FORM_BYTES_MAX, refuse),
    ]
}

/// An offer in a list.
pub(super) struct Told {
    pub(super) id: String,
    pub(super) says: String,
    pub(super) day: String,
    pub(super) emblem: Emblem,
}

/// An offer in a sentence.
pub(super) fn told(shell: &Shell, offer: &OfferView) -> Told {
    let who = offer.from_name.clone().unwrap_or_else(|| shell.say("page-somebody"));
    let what = shell.named(&offer.names, &offer.summary);
    let code = match offer.kind {
        OfferKind::Credential => "page-offer-credential",
        OfferKind::Recognition => "page-offer-recognition",
        OfferKind::Endorsement => "page-offer-endorsement",
        OfferKind::Guardian => "page-offer-guardian",
        OfferKind::Recovery => "page-offer-recovery",
        OfferKind::Word => "page-offer-word",
    };
    let args = Args::new().text("who", who.as_str()).text("what", what.as_str());
    let (named, id) = match offer.kind {
        OfferKind::Credential => (what.as_str(), offer.summary.as_str()),
        OfferKind::Recognition
        | OfferKind::Endorsement
        | OfferKind::Guardian
        | OfferKind::Recovery
        | OfferKind::Word => (who.as_str(), offer.from.as_str()),
    };
    Told {
        id: offer.id.clone(),
        says: say(shell.lang, code, &args),
        day: shell.day(&offer.at),
        emblem: Emblem::of(named, id),
    }
}

#[derive(Template)]
#[template(path = "offer.html")]
struct Page {
    shell: Shell,
    faults: Faults,
    told: Told,
    /// Whether it is a badge, which can be published at once.
    is_badge: bool,
    /// Whether it is said yes to on the command line alone, where what is signed is shown in full.
    elsewhere: bool,
    /// Whether everybody can read what is accepted.
    is_public: bool,
    words: String,
    about: Vec<(String, String)>,
    /// What was said before, that goes with it and is as public.
    said: Vec<String>,
    /// Why somebody should look twice at who offers it.
    careful: bool,
    from: String,
    ends: Option<String>,
}

fn page(ask: &Ask, offer: &OfferView, faults: Faults) -> Shown {
    let shell = ask.shell("page-offer-title");
    let is_badge = offer.kind == OfferKind::Credential;
    reply::page(&Page {
        told: told(&shell, offer),
        is_badge,
        elsewhere: is_elsewhere(offer),
        is_public: match offer.kind {
            OfferKind::Recognition | OfferKind::Endorsement | OfferKind::Word => true,
            OfferKind::Credential | OfferKind::Guardian | OfferKind::Recovery => false,
        },
        words: if is_badge { String::new() } else { words(&shell, offer) },
        about: offer.document.as_deref().map(|text| about(&shell, text)).unwrap_or_default(),
        said: offer.said.iter().map(|one| said(&shell, one)).collect(),
        careful: !offer.warnings.is_empty(),
        from: offer.from.clone(),
        ends: offer.until.as_deref().map(|until| shell.day(until)),
        shell,
        faults,
    })
}

/// What an offer says in words; of an endorsement its reasons too.
fn words(shell: &Shell, offer: &OfferView) -> String {
    let reasons = offer.reasons.iter().map(|text| reason(shell, text)).collect::<Vec<_>>();
    let both = [offer.summary.clone(), reasons.join(", ")];
    both.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" – ")
}

/// Words that go with an endorsement, in a sentence.
fn said(shell: &Shell, one: &SaidView) -> String {
    let day = shell.day(&one.at);
    let args = Args::new().text("day", day.as_str()).text("what", one.subject.as_str());
    let args = args.text("words", one.words.as_deref().unwrap_or("–"));
    say(shell.lang, "page-offer-said", &args)
}

/// What a badge says of itself, under words of the page: its description, what it takes, and what is
/// said of this one.
pub(super) fn about(shell: &Shell, document: &str) -> Vec<(String, String)> {
    let badge: Value = serde_json::from_str(document).unwrap_or_default();
    let subject = &badge["credentialSubject"];
    let subject = subject.as_array().and_then(|several| several.first()).unwrap_or(subject);
    let of = &subject["achievement"];
    let rows = [
        ("page-badge-about", &of["description"]),
        ("page-badge-criteria", &of["criteria"]["narrative"]),
        ("page-badge-narrative", &subject["narrative"]),
    ];
    let texts = rows.into_iter().filter_map(|(code, value)| {
        let text = in_language(shell, value)?;
        Some((shell.say(code), text))
    });
    let several = |value: &Value, name: &str| {
        let one = |item: &Value| {
            let text = if name.is_empty() { item } else { &item[name] };
            text.as_str().map(str::to_owned)
        };
        let all = value.as_array().map(|all| all.iter().filter_map(one).collect::<Vec<_>>());
        all.unwrap_or_else(|| one(value).into_iter().collect()).join(", ")
    };
    let lists = [
        ("page-badge-tags", several(&of["tag"], "")),
        ("page-badge-aligned", several(&of["alignment"], "targetName")),
    ];
    let lists = lists.into_iter().filter(|(_, text)| !text.is_empty());
    texts.chain(lists.map(|(code, text)| (shell.say(code), text))).collect()
}

/// A text, or the one of several that is in this language, else the first.
fn in_language(shell: &Shell, value: &Value) -> Option<String> {
    let several = value.as_object();
    let own = several.and_then(|several| several.get(shell.tag()).or(several.values().next()));
    let text = own.unwrap_or(value).as_str()?;
    Some(text.to_owned()).filter(|text| !text.trim().is_empty())
}

/// Who comes after a lost key is said for good, so its terms and check words are compared first: the
/// command line does that.
fn is_elsewhere(offer: &OfferView) -> bool {
    matches!(offer.kind, OfferKind::Guardian | OfferKind::Recovery)
}

async fn offer(ask: Ask) -> Shown {
    let offer = ask.acts.offer_shown(&ask.id)?;
    page(&ask, &offer, Faults::default())
}

async fn accept(ask: Ask, sent: Sent) -> Shown {
    let offer = ask.acts.offer_shown(&ask.id)?;
    if is_elsewhere(&offer) {
        let faults = Faults::one(&ask.shell("page-offer-title"), "offer", "page-offer-elsewhere");
        return page(&ask, &offer, faults);
    }
    let request = AcceptRequest { publish: sent.is_ticked("publish"), ..AcceptRequest::default() };
    match ask.acts.accept(&offer.id, request).await {
        Ok(_) => Ok(reply::done("/", "page-done-accepted")),
        Err(error) => page(&ask, &offer, Faults::of(ask.lang, &error.problem(), &[])),
    }
}

async fn refuse(ask: Ask, sent: Sent) -> Shown {
    let offer = ask.acts.offer_shown(&ask.id)?;
    let request = RefuseRequest { reason: sent.given("reason"), ..RefuseRequest::default() };
    match ask.acts.refuse(&offer.id, request).await {
        Ok(_) => Ok(reply::done("/", "page-done-refused")),
        Err(error) => page(&ask, &offer, Faults::of(ask.lang, &error.problem(), &["reason"])),
    }
}
