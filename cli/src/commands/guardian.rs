//! `bot guardian`: who may say who comes after you, if you lose your keys and the sheet.

use std::path::PathBuf;

use bot_protocol::api::{
    GuardianState, GuardiansAsk, GuardiansNaming, GuardiansReply, GuardiansView, KeeperView,
    StatusReply, TrustParty,
};
use clap::{Args, Subcommand};

use super::{Context, id};
use crate::args::DryRun;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;
use crate::table::Table;

/// Who may say together who comes after you, if you lose your keys and the recovery sheet
#[derive(Debug, Args)]
#[command(before_help = "Example: bot guardian ask Lea Ada Ben --need 2")]
pub(crate) struct Guardian {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// List your guardians, those you asked, and whose guardian you are
    #[command(before_help = "Example: bot guardian list")]
    List,
    /// Ask people who recognise you, in private, whether they would be guardians
    #[command(before_help = "Example: bot guardian ask Lea Ada Ben --need 2 --days 14")]
    Ask {
        /// Whom: DIDs or names of the address book
        #[arg(required = true)]
        who: Vec<String>,
        #[command(flatten)]
        numbers: Numbers,
        /// What you say to them
        #[arg(long, value_name = "WORDS")]
        words: Option<String>,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Name those who agreed, by the words of the recovery sheet; from then on they are guardians
    #[command(
        before_help = "Example: bot guardian name --words sheet.txt --witness \"Town library\""
    )]
    Name {
        /// Whom, of those who agreed [default: all of them]
        who: Vec<String>,
        #[command(flatten)]
        numbers: Numbers,
        /// By whose clock the time to object is measured; at least one, may be given several times
        #[arg(long, value_name = "WHO")]
        witness: Vec<String>,
        #[command(flatten)]
        sheet: Sheet,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Have no guardians any more
    #[command(before_help = "Example: bot guardian drop --words sheet.txt")]
    Drop {
        #[command(flatten)]
        sheet: Sheet,
        #[command(flatten)]
        dry: DryRun,
    },
}

/// How many must sign, and how long the owner can object.
#[derive(Debug, Args)]
struct Numbers {
    /// How many of them must sign, more than half [default: what was asked for, else just more than half]
    #[arg(long, value_name = "NUMBER")]
    need: Option<u8>,
    /// How many days you then have to object, 1 to 90 [default: what was asked for, else 14]
    #[arg(long, value_name = "DAYS")]
    days: Option<u8>,
}

/// Where the words are.
#[derive(Debug, Args)]
struct Sheet {
    /// A file with the 24 words of your recovery sheet; - is standard input [default: asked on the terminal]
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
}

/// Runs it.
pub(crate) fn run(context: &Context<'_>, verb: Guardian) -> Result<Exit, Failure> {
    let as_identity = context.common.as_identity.clone();
    match verb.act {
        Act::List => list(context),
        Act::Ask { who, numbers: Numbers { need, days }, words, dry } => {
            let dry_run = dry.dry_run;
            let request = GuardiansAsk { as_identity, who, need, days, words, dry_run };
            let reply: GuardiansReply = context.client()?.post("/v1/guardians/ask", &request)?;
            told(context.screen, &reply, "cli-guardians-asked");
            super::status::say_followed(context, &reply.followed);
            Ok(Exit::Done)
        }
        Act::Name { who, numbers: Numbers { need, days }, witness, sheet, dry } => {
            let words = id::read_words(context, sheet.words.as_deref())?;
            let (nobody, dry_run, witnesses) = (false, dry.dry_run, witness);
            name(context, GuardiansNaming { words, who, nobody, need, days, witnesses, dry_run })
        }
        Act::Drop { sheet, dry } => {
            let words = id::read_words(context, sheet.words.as_deref())?;
            let (who, witnesses) = (Vec::new(), Vec::new());
            let (nobody, need, days, dry_run) = (true, None, None, dry.dry_run);
            name(context, GuardiansNaming { words, who, nobody, need, days, witnesses, dry_run })
        }
    }
}

/// What would be refused is refused before anybody is asked.
fn name(context: &Context<'_>, mut request: GuardiansNaming) -> Result<Exit, Failure> {
    let (client, screen, trial) = (context.client()?, context.screen, request.dry_run);
    request.dry_run = true;
    let mut reply: GuardiansReply = client.post("/v1/guardians", &request)?;
    if !trial {
        let code = if request.nobody { "cli-guardians-drop-sure" } else { "cli-guardians-sure" };
        screen.confirm(code, &numbers(screen, &reply.item))?;
        request.dry_run = false;
        reply = client.post("/v1/guardians", &request)?;
    }
    let done = if request.nobody { "cli-guardians-dropped" } else { "cli-guardians-named" };
    told(screen, &reply, done);
    super::status::say_followed(context, &reply.followed);
    Ok(Exit::Done)
}

fn told(screen: &Screen, reply: &GuardiansReply, done: &str) {
    screen.object(reply);
    let code = match (reply.dry_run, reply.changed) {
        (true, _) => "cli-dry-run",
        (false, false) => "cli-guardians-same",
        (false, true) => done,
    };
    let mut data = numbers(screen, &reply.item);
    data.push(("what", reply.item.name.clone()));
    screen.say(code, &data);
}

/// The numbers of those who are named, in data for a sentence.
fn numbers(screen: &Screen, one: &GuardiansView) -> Vec<(&'static str, String)> {
    let named = one.guardians.iter().filter(|one| one.state == GuardianState::Named);
    let names: Vec<&str> = named.map(|one| called(&one.who)).collect();
    vec![
        ("name", one.name.clone()),
        ("need", one.need.to_string()),
        ("count", names.len().to_string()),
        ("who", names.join(", ")),
        ("days", one.days.to_string()),
        ("clocks", clocks(screen, one.quorum, &one.witnesses)),
    ]
}

/// By whose clocks days are measured, in words.
pub(super) fn clocks(screen: &Screen, quorum: u8, all: &[KeeperView]) -> String {
    let name = |keeper: &KeeperView| match &keeper.who {
        Some(who) => called(who).to_owned(),
        None => keeper.writer.clone(),
    };
    let names: Vec<String> = all.iter().map(name).collect();
    let data = [("quorum", quorum.to_string()), ("who", names.join(", "))];
    screen.sentence("cli-guardians-clocks", &data)
}

/// A name, or without one the DID.
pub(super) fn called(who: &TrustParty) -> &str {
    who.name.as_deref().unwrap_or(&who.did)
}

fn list(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let path = format!("/v1/guardians{}", context.as_query());
    let client = context.client()?;
    let all: Vec<GuardiansView> = client.list(&path)?;
    let status: StatusReply = client.get("/v1/status")?;
    for one in &all {
        screen.object(one);
        let code = if one.need == 0 { "cli-guardians-none" } else { "cli-guardians-are" };
        screen.say(code, &numbers(screen, one));
        if !one.guardians.is_empty() {
            let mut table =
                Table::new(screen, &["cli-head-name", "cli-head-state", "cli-head-did"]);
            for guardian in &one.guardians {
                let lost = guardian.successor.is_some() && guardian.state == GuardianState::Named;
                let code =
                    if lost { "cli-state-guardian-lost" } else { state_code(guardian.state) };
                let state = screen.sentence(code, &[]);
                table.row(&[called(&guardian.who), &state, &guardian.who.did]);
            }
            table.show(screen, "cli-guardians-none");
        }
        for lost in status.guards_lost.iter().filter(|lost| lost.name == one.name) {
            screen.line(&super::status::guards_lost(screen, lost));
        }
        for ward in &one.wards {
            let data = [("name", one.name.clone()), ("who", called(ward).to_owned())];
            screen.say("cli-guardians-ward", &data);
        }
    }
    Ok(Exit::Done)
}

fn state_code(state: GuardianState) -> &'static str {
    match state {
        GuardianState::Asked => "cli-state-asked",
        GuardianState::Agreed => "cli-state-agreed",
        GuardianState::Refused => "cli-state-refused",
        GuardianState::Named => "cli-state-guardian",
    }
}
