//! `bot data`: what the node holds of somebody, handed over or erased.

use std::path::PathBuf;

use bot_protocol::api::{DataItem, DataKind, EraseReply, EraseRequest, IdentityView};
use clap::{Args, Subcommand};

use super::{Context, Output};
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};

/// What this node holds of somebody: take it with you, or have it erased
#[derive(Debug, Args)]
#[command(before_help = "Example: bot data export --out my-data.tar")]
pub(crate) struct Data {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Save everything of one identity as an archive that is readable without this program
    #[command(before_help = "Example: bot data export --out my-data.tar")]
    Export {
        /// Where to; - is standard output
        #[arg(long, short, value_name = "FILE", default_value = "my-data.tar")]
        out: PathBuf,
        /// Replace the file where it exists
        #[arg(long)]
        force: bool,
    },
    /// Erase what is held here of an identity of this node, or of anybody else
    #[command(before_help = "Example: bot data erase Léo --dry-run")]
    Erase {
        /// Of whom: a DID, or a name of the address book or of this node
        who: String,
        #[command(flatten)]
        dry: DryRun,
    },
}

/// Exports or erases.
pub(crate) fn run(context: &Context<'_>, verb: Data) -> Result<Exit, Failure> {
    match verb.act {
        Act::Export { out, force } => export(context, &out, force),
        Act::Erase { who, dry } => erase(context, who, dry.dry_run),
    }
}

fn export(context: &Context<'_>, out: &std::path::Path, force: bool) -> Result<Exit, Failure> {
    let screen = context.screen;
    let place = Output::reserve(out, force)?;
    let client = context.client()?;
    let who = match &context.common.as_identity {
        Some(who) => who.clone(),
        None => the_only_one(&client.list("/v1/identities")?)?,
    };
    let bar = screen.working("cli-fetching", &[]);
    let archive = client.get_bytes(&format!("/v1/data/{}/export", encoded(&who)));
    bar.finish_and_clear();
    let archive = archive?;
    let saved = !place.is_stdout();
    place.fill(screen, &archive)?;
    if saved {
        let data = [("path", out.display().to_string()), ("bytes", archive.len().to_string())];
        screen.say("cli-data-exported", &data);
        screen.object(&serde_json::json!({ "path": out, "bytes": archive.len() }));
    }
    Ok(Exit::Done)
}

fn the_only_one(all: &[IdentityView]) -> Result<String, Failure> {
    match all {
        [only] => Ok(only.did.clone()),
        _ => {
            let detail = "several identities: pick one with --as";
            Err(Failure::new(Exit::Usage, "identity-unnamed", detail))
        }
    }
}

fn erase(context: &Context<'_>, who: String, dry_run: bool) -> Result<Exit, Failure> {
    let screen = context.screen;
    let ask = |dry_run: bool| -> Result<EraseReply, Failure> {
        let request = EraseRequest { who: Some(who.clone()), dry_run };
        context.client()?.post("/v1/data/erase", &request)
    };
    // What would go is told before anybody is asked for a yes.
    let plan = ask(true)?;
    tell(context, &plan);
    if !plan.own {
        screen.say("cli-data-erase-others", &[("what", who.clone())]);
    }
    if dry_run {
        screen.object(&plan);
        screen.say("cli-dry-run", &[("what", who)]);
        return Ok(Exit::Done);
    }
    if !(plan.goes.is_empty() && plan.bare.is_empty()) {
        screen.confirm("cli-data-erase-sure", &[("what", who.clone())])?;
    }
    let done = ask(false)?;
    screen.object(&done);
    let code = match (done.changed, done.own) {
        (false, _) => "cli-unchanged",
        (true, true) => "cli-data-erased-own",
        (true, false) => "cli-data-erased-here",
    };
    screen.say(code, &[("what", who)]);
    Ok(Exit::Done)
}

fn tell(context: &Context<'_>, plan: &EraseReply) {
    let screen = context.screen;
    let parts = [
        ("cli-data-goes", &plan.goes),
        ("cli-data-bare", &plan.bare),
        ("cli-data-stays", &plan.stays),
    ];
    for (head, items) in parts {
        if items.is_empty() {
            continue;
        }
        screen.say(head, &[("count", items.len().to_string())]);
        for item in items {
            screen.line(&format!("  {}", line(context, item)));
        }
    }
}

fn line(context: &Context<'_>, item: &DataItem) -> String {
    let code = match item.kind {
        DataKind::Entry => {
            let statement = item.statement.as_deref().unwrap_or_default();
            let kind = context.screen.sentence(super::feed::kind_code(statement), &[]);
            let number = item.seq.map(|seq| seq.to_string()).unwrap_or_default();
            let data = [("number", number), ("what", kind)];
            return context.screen.sentence("cli-data-entry", &data);
        }
        DataKind::Held => "cli-data-held",
        DataKind::Issued => "cli-data-issued",
        DataKind::Imported => "cli-data-imported",
        DataKind::Endorsement => "cli-data-endorsement",
        DataKind::Dispute => "cli-data-dispute",
        DataKind::Word => "cli-data-word",
        DataKind::Letter => "cli-data-letter",
        DataKind::Offer => "cli-data-offer",
        DataKind::Contact => "cli-data-contact",
        DataKind::Collection => "cli-data-collection",
        DataKind::Reply => "cli-data-reply",
        DataKind::Wallet => "cli-data-wallet",
        DataKind::KeyEvent => "cli-data-key-event",
    };
    context.screen.sentence(code, &[("id", item.id.clone())])
}
