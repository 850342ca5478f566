//! `bot context`: vocabularies that you accept beside those that come with the program.

use std::path::PathBuf;

use bot_node::clock::{Clock as _, SystemClock};
use bot_node::contexts::{AddError, Added, KeptContext, KeptContexts};
use bot_protocol::credential::contexts::{ContextError, Contexts};
use bot_protocol::limits::JSON_BYTES_MAX;
use bot_protocol::words::Lang;
use clap::{Args, Subcommand};
use serde_json::json;

use super::{Context as Desk, read_input};
use crate::failure::{Exit, Failure};
use crate::table::Table;

/// Accept vocabularies (JSON-LD contexts) beside those that come with the program
#[derive(Debug, Args)]
#[command(before_help = "Example: bot context add tea.jsonld --url https://example.org/tea/v1")]
pub(crate) struct Context {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Accept a context file for the URL by which badges name it
    #[command(before_help = "Example: bot context add tea.jsonld --url https://example.org/tea/v1")]
    Add {
        /// The context file, as its owner publishes it; - is standard input
        file: PathBuf,
        /// The URL by which badges name it
        #[arg(long, value_name = "URL")]
        url: String,
        /// Accept it beside another content of the same URL: each is tried
        #[arg(long)]
        also: bool,
    },
    /// List what you accepted; with --all also what came with the program
    #[command(before_help = "Example: bot context list")]
    List {
        /// Those that came with the program too
        #[arg(long)]
        all: bool,
    },
    /// Accept the contexts that you added for a URL no longer
    #[command(before_help = "Example: bot context remove https://example.org/tea/v1")]
    Remove {
        /// The URL
        url: String,
    },
}

/// Adds, lists or removes. No node need run; one that does knows at once.
pub(crate) fn run(desk: &Desk<'_>, verb: Context) -> Result<Exit, Failure> {
    let kept = KeptContexts::of(desk.place()?.folder());
    match verb.act {
        Act::Add { file, url, also } => add(desk, &kept, (file, &url, also)),
        Act::List { all } => Ok(list(desk, &kept, all)),
        Act::Remove { url } => remove(desk, &kept, &url),
    }
}

fn add(
    desk: &Desk<'_>,
    kept: &KeptContexts,
    (file, url, also): (PathBuf, &str, bool),
) -> Result<Exit, Failure> {
    let most = u64::try_from(JSON_BYTES_MAX).unwrap_or(u64::MAX);
    let bytes = read_input(&file, most)?;
    let lang = desk.screen.lang();
    let (one, added) = kept
        .add(url, &bytes, (SystemClock.now(), also))
        .map_err(|error| refused(&file, &error, lang))?;
    let (code, added) = match added {
        Added::New => ("cli-context-added", true),
        Added::Known => ("cli-context-known", false),
    };
    let mut told = view(&one);
    told["new"] = added.into();
    desk.screen.object(&told);
    desk.screen.say(code, &[("url", one.url.clone()), ("sha256", one.sha256().to_string())]);
    Ok(Exit::Done)
}

fn list(desk: &Desk<'_>, kept: &KeptContexts, all: bool) -> Exit {
    let screen = desk.screen;
    let heads = ["cli-head-url", "cli-head-since", "cli-head-sha"];
    let mut table = Table::new(screen, &heads);
    for one in kept.list() {
        screen.object(&view(&one));
        table.row(&[&one.url, &one.added.to_string(), &one.sha256().to_string()]);
    }
    for used in Contexts::pinned().list().filter(|_| all) {
        let digest = used.sha256.to_string();
        screen.object(&json!({ "url": used.url, "sha256": digest }));
        table.row(&[&used.url, &screen.sentence("cli-context-own", &[]), &digest]);
    }
    table.show(screen, "cli-contexts-added-none");
    Exit::Done
}

fn remove(desk: &Desk<'_>, kept: &KeptContexts, url: &str) -> Result<Exit, Failure> {
    let folder = desk.place()?.folder().to_owned();
    let gone = kept.remove(url).map_err(|cause| Failure::file(&folder, &cause))?;
    if gone.is_empty() {
        let detail = format!("no context was added for {url}");
        return Err(Failure::new(Exit::NotFound, "cli-context-missing", detail).with("url", url));
    }
    gone.iter().for_each(|one| desk.screen.object(&view(one)));
    desk.screen.say("cli-context-removed", &[("url", url.to_owned())]);
    Ok(Exit::Done)
}

fn view(one: &KeptContext) -> serde_json::Value {
    json!({ "url": one.url, "sha256": one.sha256().to_string(), "added": one.added.to_string() })
}

/// Why a context was not accepted, in words.
fn refused(file: &std::path::Path, error: &AddError, lang: Lang) -> Failure {
    let path = file.display().to_string();
    let failure =
        |exit, code: &str| Failure::new(exit, code, error.to_string()).with("path", path.clone());
    match error {
        AddError::NotUrl(url) => failure(Exit::Usage, "cli-context-url").with("url", url),
        AddError::Badge => failure(Exit::Other, "cli-context-badge"),
        AddError::Context(ContextError::Json(fault)) => {
            Failure::json("cli-context-file", file, fault, lang)
        }
        AddError::Context(ContextError::NoContext | ContextError::Fault(_)) => {
            failure(Exit::Other, "cli-context-file").with("what", error.to_string())
        }
        AddError::Context(ContextError::Renames { name, iri }) => {
            failure(Exit::Other, "cli-context-renames").with("name", name).with("iri", iri)
        }
        AddError::Other { url, known } => failure(Exit::Other, "cli-context-other")
            .with("url", url)
            .with("sha256", known.map(|hash| hash.to_string()).unwrap_or_default()),
        AddError::Many { most } => {
            failure(Exit::Other, "cli-context-many").with("max", most.to_string())
        }
        AddError::File { path, cause } => Failure::file(path, cause),
    }
}
