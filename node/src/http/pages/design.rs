//! `/award/new`: a badge is designed: its words in one language or two, its picture, what sort of
//! achievement it is, the words to find it by, and where it stands in frameworks of others.

use askama::Template;
use bot_protocol::api::AchievementDraft;
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::words::Lang;

use super::emblem::Emblem;
use super::form::Sent;
use super::passport::Choice;
use super::picture;
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::Faults;
use crate::percent::encoded;

/// Most bytes of a form with a picture.
const DESIGN_BYTES_MAX: usize = picture::FILE_BYTES_MAX + FORM_BYTES_MAX;

/// Sorts of achievement that the page offers: those of Open Badges 3.0 §C.1.1 that schools, associations
/// and firms award. Others are described by programs.
const SORTS: [&str; 16] = [
    "Badge",
    "Competency",
    "Course",
    "LearningProgram",
    "Assessment",
    "Certificate",
    "Certification",
    "MicroCredential",
    "License",
    "Diploma",
    "Degree",
    "ApprenticeshipCertificate",
    "Fieldwork",
    "CommunityService",
    "Membership",
    "Award",
];

/// How many places in frameworks one form takes.
const ALIGNMENTS: usize = 3;

/// The fields of a place in a framework, and how Open Badges 3.0 calls them.
const ALIGNED: [(&str, &str); 3] =
    [("name", "targetName"), ("url", "targetUrl"), ("framework", "targetFramework")];

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/award/new", Viewer::Owner, new),
        post("/award/new", Viewer::Owner, DESIGN_BYTES_MAX, create),
    ]
}

/// A place in a framework, as the form has it: how its fields are called, and what is in them.
struct Place {
    called: [String; 3],
    name: String,
    url: String,
    framework: String,
}

fn field(of: &str, number: usize) -> String {
    format!("align_{of}{number}")
}

fn place(sent: &Sent, number: usize) -> Place {
    let called = ALIGNED.map(|(of, _)| field(of, number));
    let [name, url, framework] =
        ["name", "url", "framework"].map(|of| sent.text(&field(of, number)));
    Place { called, name, url, framework }
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
    sorts: Vec<Choice>,
    tags: String,
    places: Vec<Place>,
    /// Whether something more than the usual was said.
    has_more: bool,
}

impl DesignPage {
    fn of(ask: &Ask, sent: &Sent, faults: Faults) -> Self {
        let shell = ask.shell("page-design-title");
        let lang = lang(ask, sent);
        let wanted = sent.text("sort");
        let usual = (String::new(), shell.say("page-sort-none"), wanted.is_empty());
        let sort = |name: &str| {
            let called = shell.say(&format!("page-sort-{}", name.to_lowercase()));
            (name.to_owned(), called, wanted == name)
        };
        let tags = sent.text("tags");
        let places: Vec<Place> = (0..ALIGNMENTS).map(|number| place(sent, number)).collect();
        let is_empty = |one: &Place| one.name.is_empty() && one.url.is_empty();
        Self {
            langs: [("en", "English", lang == Lang::En), ("fr", "Français", lang == Lang::Fr)],
            name: sent.text("name"),
            description: sent.text("description"),
            criteria: sent.text("criteria"),
            other_name: sent.text("other_name"),
            other_description: sent.text("other_description"),
            other_criteria: sent.text("other_criteria"),
            has_more: !(wanted.is_empty() && tags.is_empty() && places.iter().all(is_empty)),
            sorts: std::iter::once(usual).chain(SORTS.map(sort)).collect(),
            tags,
            places,
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
    let wrong = |field: &str, code: &str| {
        let faults = Faults::one(&ask.shell("page-design-title"), field, code);
        reply::page(&DesignPage::of(&ask, &sent, faults))
    };
    let picture = image(&sent).filter(|_| !sent.is_cut("image"));
    let Some(image) = picture else {
        let large = sent.is_cut("image");
        return wrong(
            "image",
            if large { "page-fault-picture-large" } else { "page-fault-picture" },
        );
    };
    let alignment = match alignments(&sent) {
        Ok(alignment) => alignment,
        Err((field, code)) => return wrong(&field, code),
    };
    let draft = AchievementDraft {
        as_identity: ask.who(),
        language: Some(Value::from(lang.tag())),
        name: words(lang, &sent, "name"),
        description: words(lang, &sent, "description"),
        criteria: words(lang, &sent, "criteria"),
        image: Some(Value::from(image)),
        achievement_type: sent.given("sort").map(|sort| Value::from(sort.as_str())),
        tag: tags(&sent),
        alignment,
        ..AchievementDraft::default()
    };
    match ask.acts.add_achievement(ask.once(draft)).await {
        Ok(made) => Ok(reply::done(&format!("/award/{}", encoded(&made.id)), "page-done-designed")),
        Err(error) => {
            let mut problem = error.problem();
            let called = [("tag", "tags"), ("achievementType", "sort")];
            let field = problem.field.clone().unwrap_or_default();
            let own = called.iter().find(|(name, _)| field.split('.').next() == Some(name));
            if let Some((_, own)) = own {
                problem.field = Some((*own).to_owned());
            }
            let fields = ["name", "description", "criteria", "tags", "sort"];
            let faults = Faults::of(ask.lang, &problem, &fields);
            reply::page(&DesignPage::of(&ask, &sent, faults))
        }
    }
}

/// The words to find it by, each once.
fn tags(sent: &Sent) -> Option<Value> {
    let mut all: Vec<String> = Vec::new();
    for tag in sent.text("tags").split([',', '\n']).map(str::trim).filter(|tag| !tag.is_empty()) {
        if !all.iter().any(|known| known == tag) {
            all.push(tag.to_owned());
        }
    }
    (!all.is_empty())
        .then(|| Value::Array(all.iter().map(|tag| Value::from(tag.as_str())).collect()))
}

/// Where it stands in frameworks; which field is wrong, and why, where one is.
fn alignments(sent: &Sent) -> Result<Option<Value>, (String, &'static str)> {
    let mut all = Vec::new();
    for number in 0..ALIGNMENTS {
        let Place { name, url, framework, .. } = place(sent, number);
        if name.is_empty() && url.is_empty() && framework.is_empty() {
            continue;
        }
        if name.is_empty() {
            return Err((field("name", number), "page-fault-align-name"));
        }
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err((field("url", number), "page-fault-align-url"));
        }
        let mut one = Object::new();
        for ((_, member), text) in ALIGNED.into_iter().zip([name, url, framework]) {
            if !text.is_empty() {
                one.insert(member, Value::from(text.as_str()));
            }
        }
        all.push(Value::Object(one));
    }
    Ok((!all.is_empty()).then_some(Value::Array(all)))
}

/// The picture that was sent, made small, else its initials on a colour, as the pages show it; nothing
/// where what was sent is no picture.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_words_between_commas_each_once() {
        for (text, expected) in [
            ("", None),
            (" , ,", None),
            ("swimming", Some(r#"["swimming"]"#)),
            ("swimming, water polo ,swimming\nlake", Some(r#"["swimming","water polo","lake"]"#)),
        ] {
            let found = tags(&Sent::of(&[("tags", text)]));
            let found = found.map(|value| String::from_utf8(value.to_bytes()).unwrap());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_place_in_a_framework_has_a_name_and_an_address() {
        let url = "https://esco.example/skill/1";
        for (fields, expected) in [
            (&[][..], Ok(None)),
            (
                &[("align_name1", "Swimming"), ("align_url1", url), ("align_framework1", "ESCO")],
                Ok(Some(
                    r#"[{"targetName":"Swimming","targetUrl":"https://esco.example/skill/1","targetFramework":"ESCO"}]"#,
                )),
            ),
            (&[("align_url0", url)], Err(("align_name0", "page-fault-align-name"))),
            (&[("align_framework2", "x")], Err(("align_name2", "page-fault-align-name"))),
            (&[("align_name0", "Swimming")], Err(("align_url0", "page-fault-align-url"))),
            (
                &[("align_name2", "x"), ("align_url2", "javascript:x")],
                Err(("align_url2", "page-fault-align-url")),
            ),
        ] {
            let found = alignments(&Sent::of(fields));
            let text = |value: Value| String::from_utf8(value.to_bytes()).unwrap();
            let found = found.map(|found| found.map(text));
            let found = found.as_ref().map(Option::as_deref);
            assert_eq!(
                found.map_err(|(field, code)| (field.as_str(), *code)),
                expected,
                "{fields:?}"
            );
        }
    }
}
