//! `/award`: what somebody can award, designed, and given to one person.

use askama::Template;
use bot_protocol::api::{AchievementDraft, CredentialRole, IssueRequest};
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::words::Lang;

use super::emblem::Emblem;
use super::form::Sent;
use super::lists::{Part, all, part};
use super::many::{Listed, listed};
use super::offers::about;
use super::passport::{Card, card};
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::{Faults, about_somebody};
use super::{picture, room};
use crate::percent::encoded;

/// Most bytes of a form with a picture.
const DESIGN_BYTES_MAX: usize = picture::FILE_BYTES_MAX + FORM_BYTES_MAX;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/award", Viewer::Owner, award),
        get("/award/new", Viewer::Owner, new),
        post("/award/new", Viewer::Owner, DESIGN_BYTES_MAX, create),
        get("/award/{id}", Viewer::Owner, to_one),
        post("/award/{id}", Viewer::Owner, FORM_BYTES_MAX, issue),
    ]
}

/// Something that can be awarded.
struct Design {
    at: String,
    name: String,
    emblem: Emblem,
}

#[derive(Template)]
#[template(path = "award.html")]
struct Page {
    shell: Shell,
    designs: Vec<Design>,
    part: Part<Card>,
    /// The newest lists of people.
    lists: Vec<Listed>,
    /// What is given out in rooms: where, what is said of it, and whether it still is.
    rooms: Vec<(String, String, bool)>,
}

async fn award(ask: Ask) -> Shown {
    let shell = ask.shell("page-award-title");
    let known = all(ask.who(), |query| ask.acts.achievements(query))?;
    let designs = known.iter().filter(|one| one.own).map(|one| {
        let name = shell.named(&one.names, &one.name);
        let emblem = Emblem::of(&name, &one.name);
        Design { at: format!("/award/{}", encoded(&one.id)), emblem, name }
    });
    let designs = designs.collect();
    let issued = ask.acts.credentials_of(ask.me.as_ref().map(|me| me.did()))?;
    let issued = issued.iter().filter(|badge| badge.role == CredentialRole::Issued);
    let cards = issued.map(|badge| card(&shell, "/awarded", badge)).collect();
    let part = part(cards, ask.query.get("part"));
    let lists = listed(&ask, &shell)?;
    let rooms = room::listed(&ask, &shell)?;
    reply::page(&Page { shell, designs, part, lists, rooms })
}

#[derive(Template)]
#[template(path = "design.html")]
struct DesignPage {
    shell: Shell,
    faults: Faults,
    langs: [(&'static str, &'static str, bool); 2],
    name: String,
    description: String,
    criteria: String,
    other_name: String,
    other_description: String,
    other_criteria: String,
}

impl DesignPage {
    fn of(ask: &Ask, sent: &Sent, faults: Faults) -> Self {
        let shell = ask.shell("page-design-title");
        let lang = lang(ask, sent);
        Self {
            langs: [("en", "English", lang == Lang::En), ("fr", "Français", lang == Lang::Fr)],
            name: sent.text("name"),
            description: sent.text("description"),
            criteria: sent.text("criteria"),
            other_name: sent.text("other_name"),
            other_description: sent.text("other_description"),
            other_criteria: sent.text("other_criteria"),
            shell,
            faults,
        }
    }
}

/// In which language a badge is described first.
fn lang(ask: &Ask, sent: &Sent) -> Lang {
    let wanted = sent.text("badge_lang");
    Lang::ALL.into_iter().find(|lang| lang.tag() == wanted).unwrap_or(ask.lang)
}

async fn new(ask: Ask) -> Shown {
    reply::page(&DesignPage::of(&ask, &Sent::default(), Faults::default()))
}

async fn create(ask: Ask, sent: Sent) -> Shown {
    let lang = lang(&ask, &sent);
    let picture = image(&sent).filter(|_| !sent.is_cut("image"));
    let Some(image) = picture else {
        let large = sent.is_cut("image");
        let code = if large { "page-fault-picture-large" } else { "page-fault-picture" };
        let faults = Faults::one(&ask.shell("page-design-title"), "image", code);
        return reply::page(&DesignPage::of(&ask, &sent, faults));
    };
    let draft = AchievementDraft {
        as_identity: ask.who(),
        language: Some(Value::from(lang.tag())),
        name: words(lang, &sent, "name"),
        description: words(lang, &sent, "description"),
        criteria: words(lang, &sent, "criteria"),
        image: Some(Value::from(image)),
        ..AchievementDraft::default()
    };
    match ask.acts.add_achievement(ask.once(draft)).await {
        Ok(made) => Ok(reply::done(&format!("/award/{}", encoded(&made.id)), "page-done-designed")),
        Err(error) => {
            let fields = ["name", "description", "criteria"];
            let faults = Faults::of(ask.lang, &error.problem(), &fields);
            reply::page(&DesignPage::of(&ask, &sent, faults))
        }
    }
}

/// The picture that was sent, made small, else its initials on a colour, as the pages show it; nothing where what was sent is no
/// picture.
fn image(sent: &Sent) -> Option<String> {
    let file = sent.bytes("image");
    if file.is_empty() {
        let name = sent.text("name");
        let drawing = Emblem::of(&name, &name).drawing();
        return Some(format!("data:image/svg+xml;base64,{}", encode_base64(drawing.as_bytes())));
    }
    let picture = picture::small(file)?;
    Some(format!("data:image/png;base64,{}", encode_base64(&picture)))
}

/// A text in the first language; where anything was said in the other, in that one too, for a badge
/// has all of its texts in each of its languages.
fn words(lang: Lang, sent: &Sent, name: &str) -> Value {
    let other = if lang == Lang::En { Lang::Fr } else { Lang::En };
    let given = |name: &str| sent.given(&format!("other_{name}"));
    let mut words = Object::new();
    words.insert(lang.tag(), sent.text(name));
    if ["name", "description", "criteria"].into_iter().any(|name| given(name).is_some()) {
        words.insert(other.tag(), given(name).unwrap_or_else(|| sent.text(name)));
    }
    Value::Object(words)
}

#[derive(Template)]
#[template(path = "issue.html")]
struct IssuePage {
    shell: Shell,
    faults: Faults,
    at: String,
    emblem: Emblem,
    about: Vec<(String, String)>,
    people: Vec<String>,
    to: String,
    narrative: String,
    until: String,
}

fn issue_page(ask: &Ask, sent: &Sent, faults: Faults) -> Shown {
    let design = ask.acts.achievement(&ask.id)?;
    let shell = ask.shell("page-award-title");
    let name = shell.named(&design.names, &design.name);
    let contacts = all(None, |query| ask.acts.contacts(query))?;
    let others = ask.acts.everybody_here().into_iter().map(|one| one.name().to_owned());
    let document = design.document.as_deref().unwrap_or("{}");
    let as_badge = format!("{{\"credentialSubject\":{{\"achievement\":{document}}}}}");
    let page = IssuePage {
        at: format!("/award/{}", encoded(&design.id)),
        emblem: Emblem::of(&name, &design.name),
        about: about(&shell, &as_badge),
        people: contacts.into_iter().map(|one| one.name).chain(others).collect(),
        to: sent.text("to"),
        narrative: sent.text("narrative"),
        until: sent.text("valid_until"),
        shell: shell.titled(name),
        faults,
    };
    reply::page(&page)
}

async fn to_one(ask: Ask) -> Shown {
    issue_page(&ask, &Sent::default(), Faults::default())
}

async fn issue(ask: Ask, sent: Sent) -> Shown {
    let design = ask.acts.achievement(&ask.id)?;
    let request = IssueRequest {
        as_identity: ask.who(),
        achievement: design.id,
        to: sent.text("to"),
        narrative: sent.given("narrative"),
        // Until the end of that day.
        valid_until: sent.given("valid_until").map(|day| format!("{day}T23:59:59Z")),
        ..IssueRequest::default()
    };
    match ask.acts.issue(ask.once(request)).await {
        Ok(_) => Ok(reply::done("/award", "page-done-issued")),
        Err(error) => {
            let fields = ["to", "narrative", "valid_until"];
            let faults = Faults::of(ask.lang, &about_somebody(&error, "to"), &fields);
            issue_page(&ask, &sent, faults)
        }
    }
}
