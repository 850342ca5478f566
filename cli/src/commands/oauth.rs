//! `bot oauth`: other programs that ask for one's badges.

use bot_protocol::api::{Done, ProgramAnswer, ProgramState, ProgramView};
use clap::{Args, Subcommand};

use super::Context;
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::table::Table;

/// Programs that ask to see or add your badges, by OAuth 2
#[derive(Debug, Args)]
#[command(before_help = "Example: bot oauth list")]
pub(crate) struct Oauth {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// List the programs that ask, and those you have allowed
    #[command(before_help = "Example: bot oauth list")]
    List,
    /// Allow what a program asks for: only if you have started this yourself
    #[command(before_help = "Example: bot oauth approve BCDF-GHJK --as Lea")]
    Approve {
        /// The code that the program's page shows
        code: String,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Refuse what a program asks for
    #[command(before_help = "Example: bot oauth refuse BCDF-GHJK")]
    Refuse {
        /// The code that the program's page shows
        code: String,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Take back what a program was allowed
    #[command(before_help = "Example: bot oauth remove 3f9a")]
    Remove {
        /// The permission's id, or its beginning (see `bot oauth list`)
        id: String,
    },
}

/// Lists, allows, refuses or takes back.
pub(crate) fn run(context: &Context<'_>, verb: Oauth) -> Result<Exit, Failure> {
    let screen = context.screen;
    match verb.act {
        Act::List => list(context)?,
        Act::Approve { code, dry } => approve(context, &code, dry)?,
        Act::Refuse { code, dry } => {
            let path = format!("/v1/programs/{}/refuse", encoded(&code));
            let answer = ProgramAnswer { as_identity: None, dry_run: dry.dry_run };
            let view: ProgramView = context.client()?.post(&path, &answer)?;
            screen.object(&view);
            let said = if dry.dry_run { "cli-dry-run" } else { "cli-oauth-refused" };
            screen.say(said, &[("what", view.name)]);
        }
        Act::Remove { id } => {
            let path = format!("/v1/programs/{}", encoded(&id));
            let done: Done = context.client()?.delete(&path)?;
            screen.object(&done);
            screen.say("cli-oauth-removed", &[]);
        }
    }
    Ok(Exit::Done)
}

fn list(context: &Context<'_>) -> Result<(), Failure> {
    let screen = context.screen;
    let programs: Vec<ProgramView> = context.client()?.list("/v1/programs")?;
    let heads = ["cli-head-program", "cli-head-state", "cli-head-until", "cli-head-code-or-id"];
    let mut table = Table::new(screen, &heads);
    for program in &programs {
        screen.object(program);
        let state = match program.state {
            ProgramState::Asking => "cli-state-asking",
            ProgramState::Allowed => "cli-state-allowed",
        };
        let shown = program.code.as_deref().unwrap_or(&program.id);
        let state = screen.sentence(state, &[]);
        table.row(&[&program.name, &state, &program.until, shown]);
    }
    table.show(screen, "cli-oauth-none");
    Ok(())
}

/// Shows the question once more, on the owner's own screen, before anything is allowed: what a page
/// in a browser shows may be somebody else's.
fn approve(context: &Context<'_>, code: &str, dry: DryRun) -> Result<(), Failure> {
    let (screen, client) = (context.screen, context.client()?);
    let path = format!("/v1/programs/{}/approve", encoded(code));
    let as_identity = context.common.as_identity.clone();
    let mut answer = ProgramAnswer { as_identity, dry_run: true };
    let asks: ProgramView = client.post(&path, &answer)?;
    let host = asks.redirect_uri.split('/').nth(2).unwrap_or_default().to_owned();
    let data = [("name", asks.name.clone()), ("host", host)];
    screen.say("cli-oauth-asks", &data);
    for permission in &asks.permissions {
        screen.line(&format!("  - {}", screen.sentence(permission.words(), &[])));
    }
    if dry.dry_run {
        screen.object(&asks);
        screen.say("cli-dry-run", &[("what", asks.name)]);
        return Ok(());
    }
    screen.confirm("cli-oauth-sure", &data)?;
    answer.dry_run = false;
    let view: ProgramView = client.post(&path, &answer)?;
    screen.object(&view);
    screen.say("cli-oauth-approved", &[("what", view.name)]);
    Ok(())
}
