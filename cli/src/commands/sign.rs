//! `bot sign`: words about anything that can be named.

use std::path::PathBuf;

use bot_protocol::api::{SignRequest, SignedReply, WordActRequest, WordState, WordView};
use bot_protocol::canon::hash::sha256;
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};

use super::{Context, read_input, status};
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;
use crate::table::Table;

/// Largest file that is spoken of: 1 GiB.
const FILE_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// Sign words about anything: somebody, a page, a key, a file, a place, a text, a badge, a statement
#[derive(Debug, Args)]
#[command(before_help = "Example: bot sign https://school.example \"They keep what they promise\"")]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Sign {
    #[command(subcommand)]
    act: Option<Act>,
    /// Of what: a DID, a name of the address book, an e-mail address, an address of the web, a public key
    /// (z…), a place (geo:48.85,2.35), a text (text:…), a badge or what can be awarded by id or name, a
    /// statement by ledger and number (WHO#NUMBER, see `bot feed show`) or by its id, an endorsement, a
    /// recognition, a dispute, a permission or words by their id; the beginning of an id will do
    #[arg(required_unless_present = "file")]
    subject: Option<String>,
    /// What you say; without words it says that you signed
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    words: Option<String>,
    /// A file: it is named by its SHA-256, and stays where it is
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Make it public at once; of somebody or of a badge, offer it to whom it concerns, who decides
    #[arg(long)]
    publish: bool,
    #[command(flatten)]
    dry: DryRun,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// List the words you signed, and those of others that you let stand
    #[command(before_help = "Example: bot sign list")]
    List,
    /// Show words whole, with the signed bytes that can be put anywhere
    #[command(before_help = "Example: bot sign show 3f9a")]
    Show {
        /// The words' id, or its beginning
        id: String,
    },
    /// Make words public that you kept, or offer them to whom they concern
    #[command(before_help = "Example: bot sign publish 3f9a")]
    Publish(Named),
    /// Take words back: yours, or those of others that you let stand
    #[command(before_help = "Example: bot sign withdraw 3f9a")]
    Withdraw(Named),
}

#[derive(Debug, Args)]
struct Named {
    /// The words' id, or its beginning
    id: String,
    #[command(flatten)]
    dry: DryRun,
}

/// Signs, lists, shows, publishes or withdraws.
pub(crate) fn run(context: &Context<'_>, verb: Sign) -> Result<Exit, Failure> {
    match verb.act {
        None => sign(context, verb),
        Some(Act::List) => list(context),
        Some(Act::Show { id }) => show(context, &id),
        Some(Act::Publish(named)) => act(context, &named, "publish"),
        Some(Act::Withdraw(named)) => act(context, &named, "withdraw"),
    }
}

fn sign(context: &Context<'_>, verb: Sign) -> Result<Exit, Failure> {
    let Sign { subject, words, file, publish, dry, .. } = verb;
    let (subject, name, words) = match &file {
        None => (subject.unwrap_or_default(), None, words),
        Some(path) => {
            let bytes = read_input(path, FILE_BYTES_MAX)?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            // The file is the subject, so the one text that is given is what is said of it.
            (format!("sha256:{}", sha256(&[&bytes])), name, words.or(subject))
        }
    };
    let request = SignRequest {
        as_identity: context.common.as_identity.clone(),
        subject,
        name,
        words,
        publish,
        dry_run: dry.dry_run,
    };
    let client = context.client()?;
    let reply: SignedReply<WordView> = client.post("/v1/words", &request)?;
    told(context, &reply);
    status::say_followed(context, &reply.followed);
    if let Some(holder) = reply.item.holder.as_ref().filter(|_| reply.letter.is_some()) {
        status::say_if_away(context, &client, holder);
    }
    Ok(Exit::Done)
}

/// One sentence about words that were signed or made public.
fn told(context: &Context<'_>, reply: &SignedReply<WordView>) {
    context.screen.object(reply);
    let done = match reply.item.state {
        WordState::Private | WordState::Refused => "cli-word-kept",
        WordState::Offered => "cli-word-offered",
        WordState::Published => "cli-word-published",
    };
    say(context, reply, done);
}

fn say(context: &Context<'_>, reply: &SignedReply<WordView>, done: &str) {
    let code = match (reply.dry_run, reply.changed) {
        (true, _) => "cli-dry-run",
        (false, false) => "cli-unchanged",
        (false, true) => done,
    };
    let id = reply.item.id.get(..8).unwrap_or_default().to_owned();
    context.screen.say(code, &[("what", reply.item.called.clone()), ("id", id)]);
}

fn act(context: &Context<'_>, named: &Named, act: &str) -> Result<Exit, Failure> {
    let as_identity = context.common.as_identity.clone();
    let request = WordActRequest { as_identity, dry_run: named.dry.dry_run };
    let path = format!("/v1/words/{}/{act}", encoded(&named.id));
    let reply: SignedReply<WordView> = context.client()?.post(&path, &request)?;
    if act == "withdraw" {
        context.screen.object(&reply);
        say(context, &reply, "cli-word-withdrawn");
        if !reply.item.carried.is_empty() {
            let ids = reply.item.carried.join(", ");
            context.screen.say("cli-word-carried", &[("ids", ids)]);
        }
    } else {
        told(context, &reply);
    }
    Ok(Exit::Done)
}

fn list(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let words: Vec<WordView> =
        context.client()?.list(&format!("/v1/words{}", context.as_query()))?;
    let head = ["cli-head-id", "cli-head-when", "cli-head-from", "cli-head-state"];
    let mut table =
        Table::new(screen, &[&head[..], &["cli-head-target", "cli-head-words"]].concat());
    for word in &words {
        screen.object(word);
        table.row(&[
            word.id.get(..8).unwrap_or(&word.id),
            word.at.get(..10).unwrap_or(&word.at),
            word.by_name.as_deref().unwrap_or(&word.by),
            &screen.sentence(state_code(word), &[]),
            &word.called,
            word.words.as_deref().unwrap_or("–"),
        ]);
    }
    table.show(screen, "cli-words-none");
    Ok(Exit::Done)
}

fn state_code(word: &WordView) -> &'static str {
    match word.state {
        WordState::Private if word.attached => "cli-state-attached",
        WordState::Private => "cli-state-private",
        WordState::Offered => "cli-state-offered",
        WordState::Refused => "cli-state-refused",
        WordState::Published => "cli-state-published",
    }
}

fn show(context: &Context<'_>, id: &str) -> Result<Exit, Failure> {
    let screen = context.screen;
    let word: WordView = context.client()?.get(&format!("/v1/words/{}", encoded(id)))?;
    screen.object(&word);
    screen.line(&format!("{}  {}", word.words.as_deref().unwrap_or("–"), word.id));
    let about = [word.subject.as_deref(), word.digest.as_deref()];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join("  ");
    let rows = [
        ("cli-head-from", word.by_name.as_ref().unwrap_or(&word.by).clone()),
        ("cli-head-when", word.at.clone()),
        ("cli-head-target", about),
        ("cli-head-state", screen.sentence(state_code(&word), &[])),
        ("cli-head-signed", word.signed.clone().unwrap_or_default()),
    ];
    for (code, value) in rows {
        screen.line(&format!("  {}  {value}", screen.sentence(code, &[])));
    }
    Ok(Exit::Done)
}

/// Shows what is said of somebody, to a person.
pub(super) fn tell(screen: &Screen, said: &[WordView]) {
    if said.is_empty() {
        return;
    }
    screen.line(&format!("  {}", screen.sentence("cli-words-said", &[])));
    for word in said {
        let by = word.by_name.as_ref().unwrap_or(&word.by).clone();
        let day = word.at.get(..10).unwrap_or(&word.at).to_owned();
        let words = word.words.clone().unwrap_or_else(|| "–".to_owned());
        let data = [("words", words), ("name", by), ("at", day)];
        screen.line(&format!("    {}", screen.sentence("cli-word-said", &data)));
    }
}
