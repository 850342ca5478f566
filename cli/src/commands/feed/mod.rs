//! `bot feed`: what authors have said, as far as this node holds it.

mod check;

use std::path::PathBuf;

use bot_protocol::api::{BodyState, EntryView, FeedDetail, FeedView};
use bot_protocol::statement::Kind;
use clap::{Args, Subcommand};

use super::{Context, Output};
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::table::Table;

/// The signed feeds this node holds
#[derive(Debug, Args)]
#[command(before_help = "Example: bot feed show")]
pub(crate) struct Feed {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Show all feeds, or the entries of one
    #[command(before_help = "Example: bot feed show did:key:z6Mk…")]
    Show {
        /// Whose feed: a DID, or a name of the address book or of this node
        who: Option<String>,
    },
    /// Check whether a ledger is whole: keys, entries, versions, texts, and as of when
    ///
    /// Exit codes: 0 it is whole · 6 it was told in two versions · 7 cannot tell, as something is
    /// missing or too old.
    #[command(before_help = "Example: bot feed check \"Our school\"")]
    Check {
        /// Whose: a DID, a name, or a file of `bot feed export` [default: all that are held]
        who: Option<String>,
    },
    /// Say what is to be thought of a published badge: the verdict on it, or where it went
    #[command(before_help = "Example: bot feed verdict 4be1…")]
    Verdict {
        /// The entry that published it: its id (see `bot feed show --json`), or with WHO its number
        entry: String,
        /// Whose ledger the number is of: a DID, or a name of the address book or of this node
        who: Option<String>,
    },
    /// Save a feed as a bundle, evidence for `bot verify --with` on any machine
    #[command(before_help = "Example: bot feed export did:key:z6Mk… --out school.feed")]
    Export {
        /// Whose feed: a DID, or a name of the address book or of this node
        who: String,
        /// Where to; - is standard output
        #[arg(long, short, value_name = "FILE")]
        out: PathBuf,
        /// Replace the file where it exists
        #[arg(long)]
        force: bool,
    },
}

/// Shows or exports.
pub(crate) fn run(context: &Context<'_>, verb: Feed) -> Result<Exit, Failure> {
    match verb.act {
        Act::Show { who: None } => all(context),
        Act::Show { who: Some(who) } => one(context, &who),
        Act::Check { who } => check::run(context, who.as_deref()),
        Act::Verdict { entry, who: None } => super::verify::of_entry(context, &entry),
        Act::Verdict { entry, who: Some(who) } => {
            super::verify::of_entry(context, &numbered(context, &who, &entry)?)
        }
        Act::Export { who, out, force } => {
            let place = Output::reserve(&out, force)?;
            let path = format!("/v1/feeds/{}/export", encoded(&who));
            let bar = context.screen.working("cli-fetching", &[]);
            let bundle = context.client()?.get_bytes(&path);
            bar.finish_and_clear();
            let bundle = bundle?;
            let saved = !place.is_stdout();
            place.fill(context.screen, &bundle)?;
            if saved {
                let data =
                    [("path", out.display().to_string()), ("bytes", bundle.len().to_string())];
                context.screen.say("cli-feed-exported", &data);
                context.screen.object(&serde_json::json!({ "path": out, "bytes": bundle.len() }));
            }
            Ok(Exit::Done)
        }
    }
}

/// The id of the badge that an entry of this number published. Of several ledgers of one author, as after a
/// loss, the newest counts.
fn numbered(context: &Context<'_>, who: &str, number: &str) -> Result<String, Failure> {
    let (client, path) = (context.client()?, format!("/v1/feeds/{}", encoded(who)));
    let (mut found, mut cursor) = (None, None::<String>);
    loop {
        let from = cursor.map(|c| format!("&cursor={}", encoded(&c))).unwrap_or_default();
        let page: FeedDetail = client.get(&format!("{path}?limit=500{from}"))?;
        let publish = Kind::Publish.name();
        let meant = |entry: &EntryView| entry.seq.to_string() == number && entry.kind == publish;
        found = page.entries.into_iter().rfind(meant).map(|entry| entry.id).or(found);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    found.ok_or_else(|| {
        let detail = format!("entry {number} of {who} published no badge");
        let failure = Failure::new(Exit::NotFound, "unknown", detail);
        failure.with("kind", "entry").with("id", number)
    })
}

fn all(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let feeds: Vec<FeedView> = context.client()?.list("/v1/feeds")?;
    let mut table = Table::new(screen, &["cli-head-name", "cli-head-entries", "cli-head-did"]);
    for feed in &feeds {
        screen.object(feed);
        table.row(&[
            feed.name.as_deref().unwrap_or_default(),
            &feed.entries.to_string(),
            &feed.did,
        ]);
    }
    table.show(screen, "cli-feeds-none");
    Ok(Exit::Done)
}

fn one(context: &Context<'_>, who: &str) -> Result<Exit, Failure> {
    let (screen, client) = (context.screen, context.client()?);
    let path = format!("/v1/feeds/{}", encoded(who));
    let heads = ["cli-head-entry", "cli-head-when", "cli-head-kind", "cli-head-what"];
    let mut table = Table::new(screen, &heads);
    let mut cursor: Option<String> = None;
    loop {
        let from = cursor.map(|c| format!("&cursor={}", encoded(&c))).unwrap_or_default();
        let page: FeedDetail = client.get(&format!("{path}?limit=500{from}"))?;
        for entry in &page.entries {
            screen.object(entry);
            let summary = match (entry.body, &entry.summary) {
                (BodyState::Held, Some(summary)) => summary.clone(),
                (BodyState::Held, None) => String::new(),
                (BodyState::Missing, _) => screen.sentence("cli-body-missing", &[]),
                (BodyState::Withdrawn, _) => screen.sentence("cli-body-withdrawn", &[]),
                (BodyState::Erased, _) => screen.sentence("cli-body-erased", &[]),
                (BodyState::Refused, _) => screen.sentence("cli-body-refused", &[]),
            };
            let kind = screen.sentence(kind_code(&entry.kind), &[]);
            table.row(&[&entry.seq.to_string(), &entry.at, &kind, &summary]);
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    table.show(screen, "cli-feed-empty");
    Ok(Exit::Done)
}

/// The word for a kind of entry; a newer node may send kinds that have none here.
pub(super) fn kind_code(name: &str) -> &'static str {
    match Kind::KNOWN.into_iter().find(|kind| kind.name() == name).unwrap_or(Kind::Other(0)) {
        Kind::Profile => "cli-entry-profile",
        Kind::Achievement => "cli-entry-achievement",
        Kind::Anchor => "cli-entry-anchor",
        Kind::Publish => "cli-entry-publish",
        Kind::Endorsement => "cli-kind-endorsement",
        Kind::Recognition => "cli-kind-recognition",
        Kind::RecognitionEnd => "cli-entry-recognition-end",
        Kind::Revoke => "cli-entry-revoke",
        Kind::Suspend => "cli-entry-suspend",
        Kind::StatusSnapshot => "cli-entry-status-snapshot",
        Kind::Erase => "cli-entry-erase",
        Kind::Prune => "cli-entry-prune",
        Kind::Grant => "cli-entry-grant",
        Kind::GrantEnd => "cli-entry-grant-end",
        Kind::Dispute => "cli-entry-dispute",
        Kind::Reply => "cli-entry-reply",
        Kind::Charter => "cli-entry-charter",
        Kind::Leave => "cli-entry-leave",
        Kind::Comment => "cli-entry-comment",
        Kind::NodeAddr => "cli-entry-node-addr",
        Kind::Other(_) => "cli-entry-other",
    }
}
