//! `bot jose`: one envelope of VC-JOSE-COSE, signed or verified with a key from a file.
//!
//! The flags and the file of the outcome are those that the test suite of VC-JOSE-COSE calls.

use std::path::{Path, PathBuf};

use bot_foreign::envelopes::{self, Checked, Dates, Media, NoMedia, Note, VerificationMethod};
use bot_foreign::jose::{Concealed, Path as Place, SALT_BYTES};
use bot_node::clock::{Clock as _, SystemClock};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::limits::{DISCLOSURES_MAX, ENVELOPE_BYTES_MAX, JSON_BYTES_MAX};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Reason};
use clap::{Args, Subcommand};

use super::{Context, read_input, write_output};
use crate::failure::{Exit, Failure};
use crate::screen::{Data, Screen};

/// Sign or verify one JWT, SD-JWT or COSE envelope with a key from a file
#[derive(Debug, Args)]
#[command(
    before_help = "Example: bot jose verify --input badge.jwt --key key.json --feature vc+jwt"
)]
pub(crate) struct Jose {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Put a credential or presentation into an envelope that the key signs
    #[command(
        before_help = "Example: bot jose issue --input badge.json --key key.json --feature vc+jwt"
    )]
    Issue {
        #[command(flatten)]
        with: With,
        /// Members that the holder may show or not: a JSON list of their places [SD-JWT only]
        #[arg(long, value_name = "LIST")]
        sd: Option<String>,
    },
    /// Tell whether an envelope is what the key signed, and of the form that it says
    #[command(
        before_help = "Example: bot jose verify --input badge.jwt --key key.json --feature vc+jwt",
        after_help = "Exit codes: 0 it holds · 1 failure · 2 usage · 3 not found · 6 it does not \
                      hold · 7 cannot tell"
    )]
    Verify {
        #[command(flatten)]
        with: With,
        /// Hold only within its own dates, at this moment (RFC 3339) [default: told, not judged]
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
}

#[derive(Debug, Args)]
struct With {
    /// The document, or the envelope; - is standard input
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// The key: a verification method of type JsonWebKey, or a JSON Web Key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The kind of envelope: credential_jose, presentation_sdjwt, …; or its media type
    #[arg(long, value_name = "FEATURE")]
    feature: String,
    /// Where to write the outcome: {"result": …, "data": …}; replaced where it exists
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What came out well: an envelope, or the document that was in one.
struct Done {
    data: String,
    notes: Vec<Note>,
}

/// Signs or verifies. No node is asked and nothing is fetched.
pub(crate) fn run(context: &Context<'_>, verb: Jose) -> Result<Exit, Failure> {
    let screen = context.screen;
    let (with, signed, outcome) = match verb.act {
        Act::Issue { with, sd } => {
            let outcome = issue(context, &with, sd.as_deref());
            (with, true, outcome)
        }
        Act::Verify { with, at } => {
            let outcome = verify(&with, at.as_deref());
            (with, false, outcome)
        }
    };
    if let Some(path) = &with.output {
        let told = format!("{}\n", report(screen, outcome.as_ref()));
        write_output(screen, path, told.as_bytes(), true)?;
    }
    let done = outcome?;
    if with.output.is_none() {
        screen.object(&report(screen, Ok(&done)));
        match signed {
            true => screen.line(&done.data),
            false => screen.say("cli-jose-holds", &[("key", with.key.display().to_string())]),
        }
    }
    done.notes.iter().for_each(|note| screen.aside(&sentence(screen, note)));
    Ok(Exit::Done)
}

/// The outcome as the test suite reads it.
fn report(screen: &Screen, outcome: Result<&Done, &Failure>) -> serde_json::Value {
    match outcome {
        Ok(done) => {
            let notes: Vec<String> = done.notes.iter().map(|note| sentence(screen, note)).collect();
            serde_json::json!({ "result": "success", "data": done.data, "notes": notes })
        }
        Err(failure) => {
            let result = match failure.exit {
                Exit::No => "failure",
                Exit::CannotTell => "indeterminate",
                Exit::Done
                | Exit::Other
                | Exit::Usage
                | Exit::NotFound
                | Exit::Locked
                | Exit::Network => "error",
            };
            serde_json::json!({ "result": result, "data": screen.reason(failure) })
        }
    }
}

fn issue(context: &Context<'_>, with: &With, sd: Option<&str>) -> Result<Done, Failure> {
    let media = media(&with.feature)?;
    let concealed = concealed(media, sd)?;
    let key = key_of(&with.key)?;
    if !key.signs() {
        let path = with.key.display().to_string();
        let failure = Failure::new(Exit::Other, "cli-jose-no-secret", format!("{path}: no secret"));
        return Err(failure.with("path", path));
    }
    let document = document(context.screen, &with.input)?;
    let contexts = context.contexts();
    let contexts = contexts.as_deref().unwrap_or_else(|| Contexts::pinned());
    let issued = envelopes::issue(&document, media, (&key, &concealed), contexts);
    let issued = issued.map_err(|reason| unfit(&with.input, &reason))?;
    Ok(Done { data: issued.text, notes: issued.notes })
}

fn verify(with: &With, at: Option<&str>) -> Result<Done, Failure> {
    let media = media(&with.feature)?;
    let now = SystemClock.now();
    let dates = at.map(moment).transpose()?.map_or(Dates::Told(now), Dates::Asked);
    let max = u64::try_from(ENVELOPE_BYTES_MAX).unwrap_or(u64::MAX);
    let bytes = read_input(&with.input, max)?;
    let key = match key_of(&with.key) {
        Ok(key) => key,
        // What no key could make good needs none to be told.
        Err(failure) => match envelopes::wrong_by_any_key(&bytes, media) {
            Some(reason) => return Err(refused(&reason)),
            None => return Err(failure),
        },
    };
    let checked = envelopes::verify(&bytes, media, &key, dates);
    let checked: Checked = checked.map_err(|reason| refused(&reason))?;
    if checked.answer() != Answer::Yes {
        let path = with.key.display().to_string();
        let detail = format!("{path} does not say whose key it is");
        return Err(Failure::new(Exit::CannotTell, "cli-jose-nobody", detail).with("path", path));
    }
    Ok(Done { data: checked.document.to_string(), notes: checked.notes })
}

fn media(text: &str) -> Result<Media, Failure> {
    text.parse().map_err(|fault: NoMedia| {
        let names: Vec<&str> = Media::ALL.into_iter().map(Media::feature).collect();
        let failure = Failure::new(Exit::Usage, "cli-jose-feature", fault.to_string());
        failure.with("text", text).with("known", names.join(", "))
    })
}

fn moment(text: &str) -> Result<Timestamp, Failure> {
    Timestamp::parse_rfc3339(text).map_err(|error| {
        Failure::new(Exit::Usage, "cli-time", format!("--at: {error}")).with("text", text)
    })
}

/// What is to be hidden, each with its salt.
fn concealed(media: Media, list: Option<&str>) -> Result<Vec<Concealed>, Failure> {
    let Some(list) = list else { return Ok(Vec::new()) };
    let wrong = |what: String| {
        Failure::new(Exit::Usage, "cli-jose-sd", format!("--sd: {what}")).with("what", what)
    };
    if !media.conceals() {
        return Err(wrong(format!("in {media} nothing is hidden, in an SD-JWT it is")));
    }
    let list = json::read(list.as_bytes()).map_err(|fault| wrong(fault.to_string()))?;
    let items = list.as_array().ok_or_else(|| wrong("expected a list of texts".to_owned()))?;
    if items.len() > DISCLOSURES_MAX {
        return Err(wrong(format!("{} places, at most {DISCLOSURES_MAX} are read", items.len())));
    }
    let mut concealed = Vec::with_capacity(items.len());
    for item in items {
        let text = item.as_str().ok_or_else(|| wrong("expected a list of texts".to_owned()))?;
        let path: Place = text.parse().map_err(|fault| wrong(format!("{fault}")))?;
        let mut salt = [0; SALT_BYTES];
        getrandom::fill(&mut salt)
            .map_err(|fault| Failure::new(Exit::Other, "cli-runtime", fault.to_string()))?;
        concealed.push(Concealed { path, salt });
    }
    Ok(concealed)
}

fn key_of(path: &Path) -> Result<VerificationMethod, Failure> {
    let bytes = read_input(path, u64::try_from(JSON_BYTES_MAX).unwrap_or(u64::MAX))?;
    let wrong = |what: String| {
        let path = path.display().to_string();
        let failure = Failure::new(Exit::Other, "cli-jose-key", format!("{path}: {what}"));
        failure.with("path", path).with("what", what)
    };
    // Of a file with a secret, no part is told.
    let value = json::read(&bytes).map_err(|_| wrong("it is no JSON".to_owned()))?;
    VerificationMethod::read(&value).map_err(|fault| wrong(fault.to_string()))
}

/// The document to sign.
fn document(screen: &Screen, path: &Path) -> Result<Value, Failure> {
    let bytes = read_input(path, u64::try_from(JSON_BYTES_MAX).unwrap_or(u64::MAX))?;
    json::read(&bytes).map_err(|fault| Failure::json("cli-jose-json", path, &fault, screen.lang()))
}

/// Why a document is not signed: whoever can mend it is here.
fn unfit(path: &Path, reason: &Reason) -> Failure {
    let failure = refused(reason);
    let code = match reason.code() {
        "field-wrong" => "cli-jose-unfit",
        _ => return failure,
    };
    let (exit, detail) = (failure.exit, failure.detail);
    let said = Failure { data: failure.data, ..Failure::new(exit, code, detail) };
    said.with("path", path.display().to_string())
}

/// A finding that is no *yes*, as what ends the command.
fn refused(reason: &Reason) -> Failure {
    let exit = match reason.answer() {
        Answer::Yes | Answer::No => Exit::No,
        Answer::Unknown => Exit::CannotTell,
    };
    let data = reason.data();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pairs: Vec<(&str, String)> = data.iter().map(|(name, value)| (name, text(value))).collect();
    let told: Vec<&str> = pairs.iter().map(|(_, text)| text.as_str()).collect();
    let failure = Failure::new(exit, reason.code(), told.join(": "));
    pairs.iter().fold(failure, |failure, (name, text)| failure.with(name, text.as_str()))
}

/// What a signature leaves open, in words.
fn sentence(screen: &Screen, note: &Note) -> String {
    let say = |code: &str, data: &Data<'_>| screen.sentence(code, data);
    match note {
        Note::Over(at) => say("cli-jose-over", &[("at", at.clone())]),
        Note::Early(at) => say("cli-jose-early", &[("at", at.clone())]),
        Note::OtherIssuer { issuer, controller } => say(
            "cli-jose-other-issuer",
            &[("issuer", issuer.clone()), ("controller", controller.clone())],
        ),
        Note::OtherHolder { holder, controller } => say(
            "cli-jose-other-holder",
            &[("holder", holder.clone()), ("controller", controller.clone())],
        ),
        Note::NobodysKey => say("cli-jose-nobody-issued", &[]),
        Note::Bound => say("cli-jose-bound", &[]),
        Note::Inside { count } => say("cli-jose-inside", &[("count", count.to_string())]),
        Note::Unread { number, what } => {
            say("cli-jose-unread", &[("number", number.to_string()), ("what", what.clone())])
        }
    }
}
