//! What a document says in words: an achievement, an award with all it says of its holder, an
//! endorsement. Whoever is offered one reads here what they would accept.

use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::model::definition::wording;
use bot_protocol::credential::model::praise::Praise;
use bot_protocol::credential::model::view::{Aligned, Identified, Outcome, Profile, Shown};

use super::Context;

/// A text of a signed document, by the names that lead to it.
pub(crate) fn member(document: &str, at: &[&str]) -> Option<String> {
    let value = json::read(document.as_bytes()).ok()?;
    value.at(at)?.as_str().map(str::to_owned)
}

/// Shows a document. An achievement speaks the reader's language where it can.
pub(crate) fn describe(context: &Context<'_>, document: &str) {
    let value = json::read(document.as_bytes()).unwrap_or_default();
    // An achievement by itself is shown as what somebody would be awarded.
    let value = match value.get("criteria") {
        Some(_) => {
            let subject = Value::object([("achievement", value)]);
            Value::object([("credentialSubject", subject)])
        }
        None => value,
    };
    let credential = Credential::new(&value);
    for (head, text) in words(context, &credential).into_iter().chain(facts(&credential)) {
        if !text.is_empty() {
            context.screen.line(&format!("  {}  {text}", context.screen.sentence(head, &[])));
        }
    }
}

/// What it is about, how it is earned, how it was.
fn words(context: &Context<'_>, credential: &Credential<'_>) -> Vec<(&'static str, String)> {
    let achievement = credential.achievement();
    let words = achievement.map(|achievement| wording(achievement, context.screen.lang().tag()));
    let (about, criteria) = words.map(|words| (words.description, words.criteria)).unzip();
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let link = achievement.and_then(|node| node.at(&["criteria", "id"])).and_then(Value::as_str);
    let about = about.filter(|about| !about.is_empty());
    let criteria = [criteria.unwrap_or_default(), text(link)];
    // The description of an endorsement is its reasons, which are told in the reader's language.
    let reasons: Vec<String> =
        Praise::of(credential.document()).iter().map(Praise::to_string).collect();
    let described = match reasons.is_empty() {
        true => text(credential.description()),
        false => super::endorse::reasons(context.screen, &reasons),
    };
    vec![
        ("cli-head-about", about.unwrap_or(described)),
        ("cli-head-criteria", joined(criteria.iter().map(String::as_str))),
        ("cli-head-narrative", text(credential.said_of_subject("narrative"))),
        ("cli-head-words", text(credential.said_of_subject("endorsementComment"))),
    ]
}

/// What it says besides, one line a thing.
fn facts(credential: &Credential<'_>) -> Vec<(&'static str, String)> {
    let subject = |name: &str| credential.said_of_subject(name).unwrap_or_default().to_owned();
    let activity = ["activityStartDate", "activityEndDate"].map(subject);
    let credits = credential.credits_earned().map(|number| number.to_string());
    let mut rows = vec![
        ("cli-head-credits", credits.unwrap_or_default()),
        ("cli-head-term", subject("term")),
        (
            "cli-head-activity",
            activity
                .iter()
                .filter(|text| !text.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join(" – "),
        ),
        ("cli-head-role", subject("role")),
        ("cli-head-licence", subject("licenseNumber")),
        ("cli-head-source", credential.source().map(|who| profile(&who)).unwrap_or_default()),
    ];
    rows.extend(credential.outcomes().iter().map(|one| ("cli-head-result", outcome(one))));
    rows.extend(credential.identities().iter().map(|one| ("cli-head-identifier", identity(one))));
    rows.extend(credential.evidence().iter().map(|one| ("cli-head-evidence", evidence(one))));
    rows.extend(credential.alignments().iter().map(|one| ("cli-head-aligned", aligned(one))));
    let parents = credential.issuer_profile().map(|issuer| issuer.parents()).unwrap_or_default();
    rows.extend(parents.iter().map(|parent| ("cli-head-parent", profile(parent))));
    rows
}

/// The texts that are there, in one line.
fn joined<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
}

fn all<const N: usize>(texts: [Option<&str>; N]) -> String {
    joined(texts.map(Option::unwrap_or_default))
}

fn profile(who: &Profile<'_>) -> String {
    joined([who.name().as_deref().unwrap_or_default(), who.id().unwrap_or_default()])
}

fn outcome(one: &Outcome<'_>) -> String {
    let reached = all([one.value, one.level, one.status]);
    match one.name.or(one.kind) {
        Some(name) => format!("{name}: {reached}"),
        None => reached,
    }
}

fn identity(one: &Identified<'_>) -> String {
    all([one.kind, Some(one.value)])
}

fn evidence(one: &Shown<'_>) -> String {
    all([one.name, one.description, one.narrative, one.genre, one.audience, one.id])
}

fn aligned(one: &Aligned<'_>) -> String {
    all([one.name, one.code, one.framework, one.url])
}
