//! `bot did`: which document describes a DID, and what a DID URL leads to.

use std::path::PathBuf;

use bot_protocol::canon::json::{self, Value};
use bot_protocol::identity::resolution::{self, Holdings, Options, Resolution, ResolutionError};
use bot_protocol::limits::{EVIDENCE_FILES_MAX, JSON_BYTES_MAX};
use clap::{Args, Subcommand};

use super::{Context, read_input};
use crate::client::encoded;
use crate::failure::{Exit, Failure};

/// Look up which document describes a DID
#[derive(Debug, Args)]
#[command(before_help = "Example: bot did resolve did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLG")]
pub(crate) struct Did {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Show the document of a DID, or what a DID URL leads to; nothing is fetched
    #[command(
        before_help = "Example: bot did resolve did:web:school.example --with did.json",
        after_help = "Exit codes: 0 found · 1 cannot be resolved here · 2 usage, or no DID · 3 not \
                      found"
    )]
    Resolve(Resolve),
}

#[derive(Debug, Args)]
struct Resolve {
    /// The DID or DID URL
    did: String,
    /// The document of a DID that is none by itself, such as a did:web; repeatable
    #[arg(long, value_name = "FILE")]
    with: Vec<PathBuf>,
    /// The media type that the document is to be written as [default: application/did+ld+json]
    #[arg(long, value_name = "TYPE")]
    accept: Option<String>,
    /// The type that the keys of a did:key are written as [default: Multikey]
    #[arg(long, value_name = "TYPE")]
    keys_as: Option<String>,
}

/// Documents that were handed in; each is whose its `id` says.
struct Handed(Vec<Value>);

impl Holdings for Handed {
    fn documents(&self, did: &str) -> Vec<Value> {
        let is_of = |document: &&Value| document.get("id").and_then(Value::as_str) == Some(did);
        self.0.iter().filter(is_of).cloned().collect()
    }

    fn resource(&self, _did: &str, _path: &str) -> Option<Value> {
        None
    }
}

/// Resolves.
pub(crate) fn run(context: &Context<'_>, verb: Did) -> Result<Exit, Failure> {
    let Act::Resolve(Resolve { did, with, accept, keys_as }) = verb.act;
    let handed = handed(context, &with)?;
    let form_asked = keys_as.is_some();
    let options = Options { public_key_format: keys_as, experimental: false, accept };
    let found = resolution::resolve(&did, &options, &handed);
    if found.error().is_some_and(ResolutionError::is_absent)
        && let Some(answer) = published(context, &did)
    {
        show(context, &answer);
        return Ok(Exit::Done);
    }
    tell(context, &did, (&found, form_asked))
}

fn handed(context: &Context<'_>, files: &[PathBuf]) -> Result<Handed, Failure> {
    if files.len() > EVIDENCE_FILES_MAX {
        let detail = format!("at most {EVIDENCE_FILES_MAX} files");
        return Err(Failure::new(Exit::Usage, "cli-usage", detail.clone()).with("detail", detail));
    }
    let one = |path: &PathBuf| {
        let bytes = read_input(path, u64::try_from(JSON_BYTES_MAX).unwrap_or(u64::MAX))?;
        let lang = context.screen.lang();
        json::read(&bytes).map_err(|error| Failure::json("cli-did-json", path, &error, lang))
    };
    Ok(Handed(files.iter().map(one).collect::<Result<_, _>>()?))
}

/// What the running node has under this DID URL, such as a status list that it signs.
fn published(context: &Context<'_>, did: &str) -> Option<Value> {
    let path = format!("/vc/identifiers/{}", encoded(did));
    json::read(&context.client().ok()?.get_bytes(&path).ok()?).ok()
}

fn tell(
    context: &Context<'_>,
    did: &str,
    (found, form_asked): (&Resolution, bool),
) -> Result<Exit, Failure> {
    let Some(error) = found.error() else {
        show(context, &found.to_json());
        return Ok(Exit::Done);
    };
    let (exit, code) = kind(error, form_asked);
    if context.screen.is_json() {
        // A program reads the same envelope whether it was found or not.
        show(context, &found.to_json());
        return Ok(exit);
    }
    Err(Failure::new(exit, code, error.to_string()).with("did", did))
}

/// The whole answer for a program, the document alone for a person.
fn show(context: &Context<'_>, answer: &Value) {
    let read = |value: &Value| serde_json::from_slice::<serde_json::Value>(&value.to_bytes()).ok();
    context.screen.object(&read(answer));
    let document = answer.get("didDocument").and_then(read).unwrap_or_default();
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.lines().for_each(|line| context.screen.line(line));
}

/// How the program ends, and the words for it; whether a form of keys was asked for tells a wish
/// that cannot be met from a key that cannot be read.
fn kind(error: &ResolutionError, form_asked: bool) -> (Exit, &'static str) {
    match error {
        ResolutionError::Did(_) => (Exit::Usage, "cli-did-malformed"),
        ResolutionError::Url(_) => (Exit::Usage, "cli-did-url-malformed"),
        ResolutionError::Method(_) => (Exit::Other, "cli-did-method"),
        ResolutionError::NotFound(_) => (Exit::NotFound, "cli-did-not-found"),
        ResolutionError::Document(_) => (Exit::Other, "cli-did-document"),
        ResolutionError::Representation(_) => (Exit::Usage, "cli-did-representation"),
        ResolutionError::KeyKind(_) | ResolutionError::KeyType(_) if form_asked => {
            (Exit::Usage, "cli-did-key-kind")
        }
        ResolutionError::KeyLength(_)
        | ResolutionError::Key(_)
        | ResolutionError::KeyKind(_)
        | ResolutionError::KeyType(_) => (Exit::Other, "cli-did-key"),
    }
}
