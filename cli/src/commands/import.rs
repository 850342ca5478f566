//! `bot import`: badges that came as files, into the passport of this node.

use std::path::{Path, PathBuf};

use bot_node::archive::Archive;
use bot_protocol::api::{CredentialRole, Done, ImportReply, ImportRequest};
use bot_protocol::canon::multibase;
use bot_protocol::verdict::Presented;
use clap::{Args, Subcommand};

use super::Context;
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;

/// Keep badges that came as files, of whatever form, exactly as they came
#[derive(Debug, Args)]
#[command(before_help = "Example: bot import diploma.png")]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Import {
    #[command(subcommand)]
    act: Option<Act>,
    /// The badges: JSON, compact JWS, PNG or SVG, or a folder or archive of them, such as one of
    /// `bot data export`; - is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// More evidence to judge them with
    #[arg(long, value_name = "FILE")]
    with: Vec<PathBuf>,
    /// Evidence that you vouch for: a file that --keep of bot verify wrote for you; its dates count
    #[arg(long, value_name = "FILE")]
    snapshots: Vec<PathBuf>,
    /// Whom those are about that do not say your DID: an e-mail address of yours. Compared
    /// by your node, also with an address that a badge has only hashed
    #[arg(long, value_name = "WHO")]
    recipient: Option<String>,
    /// Keep them although they are about somebody else
    #[arg(long)]
    anyway: bool,
    #[command(flatten)]
    dry: DryRun,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Forget a badge that was imported, and the picture it came in
    #[command(before_help = "Example: bot import remove urn:uuid:…")]
    Remove {
        /// Its id, or the beginning of its id
        id: String,
    },
}

/// Imports one after the other; what is refused does not hold up the others.
pub(crate) fn run(context: &Context<'_>, verb: &Import) -> Result<Exit, Failure> {
    let client = context.client()?;
    if let Some(Act::Remove { id }) = &verb.act {
        let done: Done = client.delete(&format!("/v1/imports/{}", encoded(id)))?;
        context.screen.object(&done);
        let what = done.id.unwrap_or_else(|| id.clone());
        context.screen.say("cli-import-removed", &[("what", what)]);
        return Ok(Exit::Done);
    }
    super::stdin_once(verb.files.iter().chain(&verb.with).chain(&verb.snapshots))?;
    let given = super::verify::handed_in(&[verb.with.as_slice(), &verb.snapshots].concat())?;
    let mut with: Vec<String> = given.iter().map(|file| multibase::encode_base64(file)).collect();
    let snapshots = with.split_off(verb.with.len());
    let (screen, several) = (context.screen, verb.files.len() > 1);
    let mut exit = Exit::Done;
    let import = |bytes: &[u8]| {
        let request = ImportRequest {
            document: multibase::encode_base64(bytes),
            with: with.clone(),
            snapshots: snapshots.clone(),
            as_identity: context.common.as_identity.clone(),
            recipient: verb.recipient.clone(),
            anyway: verb.anyway,
            lang: Some(context.screen.lang().tag().to_owned()),
            dry_run: verb.dry.dry_run,
        };
        client.post::<_, ImportReply>("/v1/imports", &request)
    };
    for file in &verb.files {
        if let Some(archive) =
            Archive::open(file).map_err(|error| super::verify::unread_archive(file, &error))?
        {
            let end = all_of(screen, (file, archive), &import)?;
            exit = if end == Exit::Done { exit } else { end };
            continue;
        }
        let imported = super::badge::read_badge(file).and_then(|bytes| import(&bytes));
        match imported.map_err(|failure| failure.with("path", file.display().to_string())) {
            Ok(reply) => tell(screen, (file, several), &reply)?,
            Err(failure) if several => {
                screen.fail_of(file, &failure);
                exit = failure.exit;
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(exit)
}

/// Imports the badges of a folder or an archive, such as one of `bot data export`; what is no badge is
/// passed over, what is refused does not hold up the others.
fn all_of(
    screen: &Screen,
    (path, archive): (&Path, Archive),
    import: &dyn Fn(&[u8]) -> Result<ImportReply, Failure>,
) -> Result<Exit, Failure> {
    let (mut exit, mut kept) = (Exit::Done, 0_usize);
    for item in archive {
        let item = item.map_err(|error| super::verify::unread_archive(path, &error))?;
        let name = PathBuf::from(item.name.clone());
        let Ok(bytes) = item.bytes() else { continue };
        match Presented::read(&bytes, &bot_foreign::reader()) {
            Ok(_) => {}
            Err(refused) if refused.claims => {}
            Err(_) => continue,
        }
        match import(&bytes) {
            Ok(reply) => {
                kept += 1;
                tell(screen, (&name, true), &reply)?;
            }
            Err(failure) => {
                screen.fail_of(&name, &failure.with("path", name.display().to_string()));
                exit = Exit::Other;
            }
        }
    }
    if kept == 0 && exit == Exit::Done {
        let detail = format!("{}: no badge in it", path.display());
        let failure = Failure::new(Exit::Other, "no-credential", detail);
        return Err(failure.with("path", path.display().to_string()));
    }
    Ok(exit)
}

/// What was kept and what is to be thought of it.
fn tell(
    screen: &Screen,
    (file, several): (&Path, bool),
    reply: &ImportReply,
) -> Result<(), Failure> {
    let path = file.display().to_string();
    let mut told = serde_json::to_value(reply)
        .map_err(|cause| Failure::new(Exit::Other, "cli-reply", cause.to_string()))?;
    told["file"] = path.as_str().into();
    screen.object(&told);
    let item = &reply.item;
    // As verify calls it; what an earlier import was told of a badge is known to the node alone.
    let own = super::verify::name(screen, &told["verdict"]);
    let is_known = !own.is_empty() && told["verdict"]["credential"]["lacks"].is_null();
    let name = if is_known { own } else { screen.own(&item.achievement, &item.names).to_owned() };
    let code = match (reply.dry_run, reply.changed, item.role) {
        (true, _, _) => "cli-dry-run",
        (false, false, _) => "cli-unchanged",
        (false, true, CredentialRole::Held) => "cli-imported",
        (false, true, CredentialRole::Issued | CredentialRole::Seen) => "cli-imported-seen",
    };
    let said = screen.sentence(code, &[("what", name), ("id", item.id.clone())]);
    screen.line(&if several { format!("{path}: {said}") } else { said });
    if reply.replaced {
        screen.line(&format!("  {}", screen.sentence("cli-import-replaced", &[])));
    }
    super::verify::copies(screen, &reply.verdict.credential);
    for question in ["integrity", "status"] {
        let Some(finding) = reply.verdict.findings.get(question) else { continue };
        let says = finding.data.get("says").and_then(serde_json::Value::as_str);
        let answer = match finding.answer {
            bot_protocol::api::Answer::Yes => "yes",
            bot_protocol::api::Answer::No => "no",
            bot_protocol::api::Answer::Unknown => "unknown",
        };
        let mark = super::verify::mark(answer);
        screen.line(&format!("  {mark} {}", says.unwrap_or(&finding.reason)));
    }
    lacks(screen, &reply.verdict.credential);
    Ok(())
}

/// The parts that an old badge only points to and nobody handed in, and how to hand them in.
fn lacks(screen: &Screen, credential: &serde_json::Value) {
    let lacks = credential["lacks"].as_array().map(Vec::as_slice).unwrap_or_default();
    for lack in lacks {
        let text = |name: &str| lack[name].as_str().unwrap_or_default().to_owned();
        let data = [("part", text("part")), ("url", text("url"))];
        screen.line(&format!("  {}", screen.sentence("cli-import-lacks", &data)));
    }
    if !lacks.is_empty() {
        screen.line(&format!("  {}", screen.sentence("cli-import-lacks-how", &[])));
    }
}
