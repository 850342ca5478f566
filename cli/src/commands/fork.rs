//! `bot fork`: proofs that a ledger was told in two versions.

use std::path::{Path, PathBuf};

use bot_protocol::api::{ForkKind, ForkView};
use bot_protocol::feed::{Bundle, KeyRing};
use bot_protocol::limits::BUNDLE_BYTES_MAX;
use bot_protocol::verdict::Dossier;
use clap::{Args, Subcommand};

use super::{Context, Output, read_input};
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;

/// Proofs that somebody told their ledger in two versions
#[derive(Debug, Args)]
#[command(before_help = "Example: bot fork show")]
pub(crate) struct Fork {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Show the proofs: which two entries or states were signed, and since when it is known
    #[command(before_help = "Example: bot fork show \"Our school\" --out school.fork")]
    Show {
        /// Whose ledger: a DID, a name, or a file that --out wrote [default: all]
        who: Option<String>,
        /// Save the proofs, for others to check: evidence for `bot verify --with`
        #[arg(long, short, alias = "output", value_name = "FILE", requires = "who")]
        out: Option<PathBuf>,
        /// Replace the file where it exists
        #[arg(long, requires = "out")]
        force: bool,
    },
}

/// Shows.
pub(crate) fn run(context: &Context<'_>, verb: Fork) -> Result<Exit, Failure> {
    let Act::Show { who, out, force } = verb.act;
    let place = out.as_deref().map(|path| Output::reserve(path, force)).transpose()?;
    let file = who.as_deref().map(Path::new).filter(|path| path.is_file());
    let (views, bytes) = match (file, who.as_deref()) {
        (Some(file), _) => {
            let bundle = bundle(file)?;
            (of_bundle(&bundle), Some(bundle.to_bytes()))
        }
        (None, None) => (context.client()?.list("/v1/forks")?, None),
        (None, Some(who)) => {
            let (client, path) = (context.client()?, format!("/v1/feeds/{}/forks", encoded(who)));
            let views: Vec<ForkView> = client.list(&path)?;
            let wanted = place.is_some() && !views.is_empty();
            let bytes = wanted.then(|| client.get_bytes(&format!("{path}/export"))).transpose()?;
            (views, bytes.map(Ok))
        }
    };
    let screen = context.screen;
    for view in &views {
        screen.object(view);
        show(screen, view);
    }
    if views.is_empty() {
        screen.say("cli-forks-none", &[]);
    }
    if let (Some(place), Some(out), Some(bytes)) = (place, out, bytes) {
        let bytes = bytes.map_err(|fault| refused(&out, &fault))?;
        place.fill(screen, &bytes)?;
        let path = out.display().to_string();
        screen.aside(&screen.sentence("cli-fork-saved", &[("path", path)]));
    }
    Ok(Exit::Done)
}

/// The bundle in a file: what `--out` wrote, or a whole ledger.
pub(super) fn bundle(path: &Path) -> Result<Bundle, Failure> {
    let bytes = read_input(path, u64::try_from(BUNDLE_BYTES_MAX).unwrap_or(u64::MAX))?;
    if Dossier::sniff(&bytes) {
        let failure = Failure::new(Exit::Other, "cli-proof-no-ledger", "a proof of a badge");
        return Err(failure.with("path", path.display().to_string()));
    }
    Bundle::read(&bytes).map_err(|fault| refused(path, &fault))
}

fn refused(path: &Path, fault: &impl ToString) -> Failure {
    let shown = path.display().to_string();
    Failure::new(Exit::Other, "cli-no-ledger", fault.to_string()).with("path", shown)
}

/// The proofs of a file, each with whom it is about.
fn of_bundle(bundle: &Bundle) -> Vec<ForkView> {
    let mut ring = KeyRing::new();
    for event in &bundle.keys {
        // A log that is full says enough.
        ring.insert(event.clone()).ok();
    }
    let author = |writer| ring.author(&writer).map(|did| did.to_string());
    let forks = bundle.forks.iter().map(|one| (author(one.writer()), ForkView::from(one)));
    let heads = bundle.heads.iter().map(|one| (author(one.writer()), ForkView::from(one)));
    forks.chain(heads).map(|(did, view)| ForkView { did, ..view }).collect()
}

fn show(screen: &Screen, view: &ForkView) {
    let unknown = || view.writer.clone();
    let who = view.name.clone().or_else(|| view.did.clone()).unwrap_or_else(unknown);
    let mut data = vec![
        ("who", who),
        ("number", view.number.to_string()),
        ("writer", view.writer.clone()),
        ("from", view.from.unwrap_or_default().to_string()),
        ("at", view.seen.clone().unwrap_or_default()),
    ];
    screen.say(
        match view.kind {
            ForkKind::Entries => "cli-fork-entries",
            ForkKind::Heads => "cli-fork-heads",
        },
        &data,
    );
    for version in &view.versions {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let kind = version.kind.as_deref().map(super::feed::kind_code);
        data.push(("id", version.id.clone()));
        data.push(("kind", kind.map_or_else(String::new, |code| screen.sentence(code, &[]))));
        data.push(("signed", text(&version.at)));
        data.push(("signature", text(&version.signature)));
        let code = if kind.is_some() { "cli-fork-entry" } else { "cli-fork-head" };
        screen.line(&format!("  {}", screen.sentence(code, &data)));
    }
    if view.from.is_some() {
        screen.line(&format!("  {}", screen.sentence("cli-fork-from", &data)));
    }
    if view.seen.is_some() {
        screen.line(&format!("  {}", screen.sentence("cli-fork-seen", &data)));
    }
}
