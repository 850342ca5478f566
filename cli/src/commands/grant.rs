//! `bot grant`: who else may award what you created.

use std::path::{Path, PathBuf};

use bot_protocol::api::{GrantEndRequest, GrantRequest, GrantState, GrantView, SignedReply};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::limits::RULE_BYTES_MAX;
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};

use super::{Context, read_input};
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::table::Table;

/// Let others award what you created
#[derive(Debug, Args)]
#[command(before_help = "Example: bot grant give \"Repair café helper\" --to Lea")]
pub(crate) struct Grant {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Let somebody award a badge of yours, or whoever meets a rule; public in your feed
    #[command(before_help = "Example: bot grant give \"Repair café helper\" --to Lea")]
    Give {
        /// The badge: its id, the beginning of its id, or its name
        #[arg(required_unless_present_any = ["achievement_type", "domain"])]
        #[arg(conflicts_with_all = ["achievement_type", "domain"])]
        achievement: Option<String>,
        /// All your badges of this type instead of one, such as Certificate
        #[arg(long = "type", value_name = "TYPE", conflicts_with = "domain")]
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        achievement_type: Option<String>,
        /// All your badges with this tag or field of study instead of one
        #[arg(long, value_name = "TOPIC", value_parser = NonEmptyStringValueParser::new())]
        domain: Option<String>,
        /// Who may award: a DID or a name of the address book; whoever meets the rule when absent
        #[arg(long, value_name = "WHO", required_unless_present = "rule")]
        to: Option<String>,
        /// What must be so beside: a JSON file with a rule; - is standard input
        #[arg(long, value_name = "FILE")]
        rule: Option<PathBuf>,
        /// The last moment at which an award counts (RFC 3339)
        #[arg(long, value_name = "TIME")]
        until: Option<String>,
        /// What it is given for, in words everybody may read
        #[arg(long, value_name = "WORDS")]
        words: Option<String>,
        #[command(flatten)]
        dry: DryRun,
    },
    /// List the permissions this node knows
    #[command(before_help = "Example: bot grant list")]
    List,
    /// Take a permission back; it cannot be undone
    #[command(before_help = "Example: bot grant end 3f9a --yes")]
    End {
        /// The permission's id, or its beginning
        id: String,
        /// From its beginning: what was awarded by it does not count either
        #[arg(long)]
        void: bool,
        /// Why, in words everybody may read
        #[arg(long, value_name = "WORDS")]
        reason: Option<String>,
        #[command(flatten)]
        dry: DryRun,
    },
}

/// Gives, lists or ends.
pub(crate) fn run(context: &Context<'_>, verb: Grant) -> Result<Exit, Failure> {
    let as_identity = context.common.as_identity.clone();
    match verb.act {
        Act::Give { achievement, achievement_type, domain, to, rule, until, words, dry } => {
            let rule = rule.map(|path| rule_of(context, &path)).transpose()?;
            let request = GrantRequest {
                as_identity,
                to,
                achievement,
                achievement_type,
                domain,
                until,
                words,
                rule,
                dry_run: dry.dry_run,
            };
            let reply: SignedReply<GrantView> = context.client()?.post("/v1/grants", &request)?;
            context.screen.object(&reply);
            given(context, &reply);
            Ok(Exit::Done)
        }
        Act::List => list(context),
        Act::End { id, void, reason, dry } => {
            let mut request = GrantEndRequest { as_identity, void, reason, dry_run: true };
            let path = format!("/v1/grants/{}/end", encoded(&id));
            let client = context.client()?;
            if !dry.dry_run {
                // Nobody is asked to confirm what could not be done.
                client.post::<_, SignedReply<GrantView>>(&path, &request)?;
                let sure = if void { "cli-grant-void-sure" } else { "cli-grant-end-sure" };
                context.screen.confirm(sure, &[("what", id)])?;
                request.dry_run = false;
            }
            let reply: SignedReply<GrantView> = client.post(&path, &request)?;
            context.screen.object(&reply);
            let done = if void { "cli-grant-void" } else { "cli-grant-ended" };
            super::offers::told(context, &reply, short(&reply.item.id), done);
            Ok(Exit::Done)
        }
    }
}

/// What is to be said of a permission that was given.
pub(super) fn given(context: &Context<'_>, reply: &SignedReply<GrantView>) {
    let view = &reply.item;
    let what = called(context, view);
    let code = match (reply.dry_run, reply.changed, &view.to) {
        (true, ..) => "cli-dry-run",
        (false, false, _) => "cli-unchanged",
        (false, true, Some(_)) => "cli-grant-given",
        (false, true, None) => "cli-grant-rule",
    };
    let data =
        [("what", what), ("id", short(&view.id).to_owned()), ("who", receiver(context, view))];
    context.screen.say(code, &data);
}

/// A rule as its author wrote it down.
fn rule_of(context: &Context<'_>, path: &Path) -> Result<Value, Failure> {
    // Names may be longer than what they stand for, and people write with blanks.
    let max = u64::try_from(RULE_BYTES_MAX.saturating_mul(8)).unwrap_or(u64::MAX);
    let bytes = read_input(path, max)?;
    json::read(&bytes)
        .map_err(|error| Failure::json("cli-definition", path, &error, context.screen.lang()))
}

fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

/// Who may award, in words.
fn receiver(context: &Context<'_>, view: &GrantView) -> String {
    let named = view.to_name.clone().or_else(|| view.to.clone());
    named.unwrap_or_else(|| context.screen.sentence("cli-grant-anybody", &[]))
}

/// What may be awarded, in words.
fn called(context: &Context<'_>, view: &GrantView) -> String {
    let code = match view.scope.as_str() {
        "type" => "cli-grant-type",
        "domain" => "cli-grant-domain",
        _ => return view.name.clone().unwrap_or_else(|| view.what.clone()),
    };
    context.screen.sentence(code, &[("what", view.what.clone())])
}

fn list(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let grants: Vec<GrantView> =
        context.client()?.list(&format!("/v1/grants{}", context.as_query()))?;
    let heads = ["cli-head-id", "cli-head-state", "cli-head-from", "cli-head-to", "cli-head-what"];
    let mut table = Table::new(screen, &heads);
    for grant in &grants {
        screen.object(grant);
        let state = match grant.state {
            GrantState::Standing => "cli-state-standing",
            GrantState::Over => "cli-state-over",
            GrantState::Ended => "cli-state-ended",
            GrantState::Void => "cli-state-void",
        };
        table.row(&[
            short(&grant.id),
            &screen.sentence(state, &[]),
            grant.from_name.as_deref().unwrap_or(&grant.from),
            &receiver(context, grant),
            &called(context, grant),
        ]);
    }
    table.show(screen, "cli-grants-none");
    Ok(Exit::Done)
}
