//! `bot recognise`: two parties, one object, two signatures.

use bot_protocol::api::{
    AcceptRequest, EndRequest, PartyKind, RecogniseRequest, RecognitionState, RecognitionView,
    RefuseRequest, SignedReply,
};
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};

use super::Context;
use super::id::party_code;
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::table::Table;

/// Recognise somebody who recognises you
#[derive(Debug, Args)]
#[command(before_help = "Example: bot recognise offer did:key:z6Mk… --words \"We teach together\"")]
pub(crate) struct Recognise {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Offer recognition; it counts once the other side has signed too
    #[command(
        before_help = "Example: bot recognise offer did:key:z6Mk… --words \"We teach together\""
    )]
    Offer {
        /// Whom: a DID or a name of the address book
        with: String,
        /// What both of you say
        #[arg(long, value_name = "WORDS", value_parser = NonEmptyStringValueParser::new())]
        words: String,
        /// For which topics it holds; for everything when absent
        #[arg(long, value_name = "TOPIC", value_parser = NonEmptyStringValueParser::new())]
        scope: Vec<String>,
        /// Until when it holds (RFC 3339)
        #[arg(long, value_name = "TIME")]
        until: Option<String>,
        /// Days the offer stays open [default: 30]
        #[arg(long, value_name = "DAYS")]
        open_days: Option<u32>,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Accept an offer: signed by you, public in your feed
    #[command(before_help = "Example: bot recognise accept 3f9a")]
    Accept {
        /// The offer's id, or its beginning
        id: String,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Refuse an offer; nothing of it becomes public, and it cannot be accepted later
    #[command(before_help = "Example: bot recognise refuse 3f9a --yes")]
    Refuse {
        /// The offer's id, or its beginning
        id: String,
        /// Why, told to the sender alone
        #[arg(long, value_name = "WORDS")]
        reason: Option<String>,
        #[command(flatten)]
        dry: DryRun,
    },
    /// List the recognitions this node knows
    #[command(before_help = "Example: bot recognise list")]
    List,
    /// End a recognition from your side; it cannot be undone
    #[command(before_help = "Example: bot recognise end 3f9a --yes")]
    End {
        /// The recognition's id, or its beginning
        id: String,
        /// Why, in words everybody may read
        #[arg(long, value_name = "WORDS")]
        reason: Option<String>,
        #[command(flatten)]
        dry: DryRun,
    },
}

/// Offers, accepts, refuses, lists or ends.
pub(crate) fn run(context: &Context<'_>, verb: Recognise) -> Result<Exit, Failure> {
    let as_identity = context.common.as_identity.clone();
    match verb.act {
        Act::Offer { with, words, scope, until, open_days, dry } => {
            let dry_run = dry.dry_run;
            let request =
                RecogniseRequest { as_identity, with, words, scope, until, open_days, dry_run };
            post(context, "/v1/recognitions", &request, "cli-recognition-offered")
        }
        Act::Accept { id, dry } => {
            let request = AcceptRequest { as_identity, publish: true, dry_run: dry.dry_run };
            post(context, &act_path(&id, "accept"), &request, "cli-recognition-accepted")
        }
        Act::Refuse { id, reason, dry } => {
            let mut request = RefuseRequest { as_identity, reason, dry_run: true };
            let path = act_path(&id, "refuse");
            if !dry.dry_run {
                tried(context, &path, &request)?;
                context.screen.confirm("cli-refuse-sure", &[("what", id)])?;
                request.dry_run = false;
            }
            post(context, &path, &request, "cli-recognition-refused")
        }
        Act::List => list(context),
        Act::End { id, reason, dry } => {
            let mut request = EndRequest { as_identity, reason, dry_run: true };
            let path = act_path(&id, "end");
            if !dry.dry_run {
                tried(context, &path, &request)?;
                context.screen.confirm("cli-recognition-end-sure", &[("what", id)])?;
                request.dry_run = false;
            }
            post(context, &path, &request, "cli-recognition-ended")
        }
    }
}

fn act_path(id: &str, act: &str) -> String {
    format!("/v1/recognitions/{}/{act}", encoded(id))
}

/// Nobody is asked to confirm what could not be done.
fn tried(
    context: &Context<'_>,
    path: &str,
    request: &impl serde::Serialize,
) -> Result<(), Failure> {
    context.client()?.post::<_, SignedReply<RecognitionView>>(path, request).map(drop)
}

fn post(
    context: &Context<'_>,
    path: &str,
    request: &impl serde::Serialize,
    done: &str,
) -> Result<Exit, Failure> {
    let client = context.client()?;
    let reply: SignedReply<RecognitionView> = client.post(path, request)?;
    context.screen.object(&reply);
    super::offers::told(context, &reply, reply.item.id.get(..8).unwrap_or_default(), done);
    super::status::say_followed(context, &reply.followed);
    if reply.changed && reply.item.state == RecognitionState::Offered {
        super::status::say_if_away(context, &client, &reply.item.to);
    }
    Ok(Exit::Done)
}

fn list(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let path = format!("/v1/recognitions{}", context.as_query());
    let recognitions: Vec<RecognitionView> = context.client()?.list(&path)?;
    let heads = ["cli-head-id", "cli-head-state", "cli-head-from", "cli-head-kind"];
    let heads = [&heads[..], &["cli-head-to", "cli-head-kind", "cli-head-words"]].concat();
    let mut table = Table::new(screen, &heads);
    let kind = |party: Option<PartyKind>| {
        party.map_or_else(|| "–".to_owned(), |party| screen.sentence(party_code(party), &[]))
    };
    for recognition in &recognitions {
        screen.object(recognition);
        let state = match recognition.state {
            RecognitionState::Offered => "cli-state-offered",
            RecognitionState::Received => "cli-state-received",
            RecognitionState::Refused => "cli-state-refused",
            RecognitionState::Mutual => "cli-state-mutual",
            RecognitionState::Ended => "cli-state-ended",
        };
        table.row(&[
            recognition.id.get(..8).unwrap_or(&recognition.id),
            &screen.sentence(state, &[]),
            recognition.from_name.as_deref().unwrap_or(&recognition.from),
            &kind(recognition.from_party),
            recognition.to_name.as_deref().unwrap_or(&recognition.to),
            &kind(recognition.to_party),
            &recognition.words,
        ]);
    }
    table.show(screen, "cli-recognitions-none");
    Ok(Exit::Done)
}
