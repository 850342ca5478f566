//! `bot offers`, `bot accept`, `bot refuse`: letters that await an answer.

use bot_protocol::api::{
    AcceptRequest, CredentialState, CredentialView, GuardianTerms, NameWarning, OfferKind,
    OfferView, RecoveryTerms, RefuseRequest, SignedReply, StatusReply,
};
use clap::Args;
use serde_json::Value;

use super::Context;
use super::badge::state_code;
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;
use crate::table::Table;

/// List what others offer (badges, endorsements, words, recognitions), or show one offer whole
#[derive(Debug, Args)]
#[command(before_help = "Example: bot offers")]
pub(crate) struct Offers {
    /// An offer's id, or its beginning: show it whole before you answer
    id: Option<String>,
}

/// Accept an offer: signed by you, told to the sender
#[derive(Debug, Args)]
#[command(before_help = "Example: bot accept 3f9a --publish")]
pub(crate) struct Accept {
    /// The offer's id, or its beginning
    id: String,
    /// Put an accepted badge into your public feed as well
    #[arg(long)]
    publish: bool,
    #[command(flatten)]
    dry: DryRun,
}

/// Refuse an offer; nothing of it becomes public, and it cannot be accepted later
#[derive(Debug, Args)]
#[command(before_help = "Example: bot refuse 3f9a --reason \"not me\" --yes")]
pub(crate) struct Refuse {
    /// The offer's id, or its beginning
    id: String,
    /// Why, told to the sender alone
    #[arg(long, value_name = "WORDS")]
    reason: Option<String>,
    #[command(flatten)]
    dry: DryRun,
}

/// The word for a kind of offer.
pub(crate) fn kind_code(kind: OfferKind) -> &'static str {
    match kind {
        OfferKind::Credential => "cli-kind-credential",
        OfferKind::Recognition => "cli-kind-recognition",
        OfferKind::Endorsement => "cli-kind-endorsement",
        OfferKind::Guardian => "cli-kind-guardian",
        OfferKind::Recovery => "cli-kind-recovery",
        OfferKind::Word => "cli-kind-word",
    }
}

/// Lists what waits for an answer, or shows one offer.
pub(crate) fn run(context: &Context<'_>, verb: &Offers) -> Result<Exit, Failure> {
    match &verb.id {
        None => list(context),
        Some(id) => show(context, id),
    }
}

/// One offer, so that nobody signs what they have not read.
fn show(context: &Context<'_>, id: &str) -> Result<Exit, Failure> {
    let screen = context.screen;
    let offer: OfferView = context.client()?.get(&format!("/v1/offers/{}", encoded(id)))?;
    screen.object(&offer);
    screen.line(&format!("{}  {}", says(screen, &offer), offer.id));
    let rows = [
        ("cli-head-kind", screen.sentence(kind_code(offer.kind), &[])),
        ("cli-head-from", offer.from_name.unwrap_or(offer.from)),
        ("cli-head-to", offer.to_name.unwrap_or(offer.to)),
        ("cli-head-when", offer.at),
    ];
    let state = offer.state.map(|state| screen.sentence(state_code(state), &[]));
    for (code, value) in rows {
        screen.line(&format!("  {}  {value}", screen.sentence(code, &[])));
    }
    let target = match (offer.target_name, offer.target) {
        (Some(name), Some(id)) => Some(format!("{name}  {id}")),
        (name, id) => name.or(id),
    };
    let scope = match (offer.kind, offer.scope.is_empty()) {
        (OfferKind::Recognition, true) => Some(screen.sentence("cli-scope-all", &[])),
        (OfferKind::Recognition, false) => Some(offer.scope.join(", ")),
        (
            OfferKind::Credential
            | OfferKind::Endorsement
            | OfferKind::Guardian
            | OfferKind::Recovery
            | OfferKind::Word,
            _,
        ) => None,
    };
    let holds = offer.guardian.is_none() && offer.recovery.is_none();
    let endless = || holds.then(|| screen.sentence("cli-until-none", &[]));
    let until = offer.until.or_else(endless);
    let more = [
        ("cli-head-state", state),
        (
            if offer.kind == OfferKind::Word { "cli-head-target" } else { "cli-head-endorsed" },
            target,
        ),
        ("cli-head-scope", scope),
        ("cli-head-until", until),
    ];
    for (code, value) in more.into_iter().filter_map(|(code, value)| Some((code, value?))) {
        screen.line(&format!("  {}  {value}", screen.sentence(code, &[])));
    }
    super::endorse::show_said(screen, &offer.said);
    super::alike::warn(screen, &offer.warnings);
    show_guarding(screen, offer.guardian.as_ref(), offer.recovery.as_ref());
    super::describe::describe(context, offer.document.as_deref().unwrap_or_default());
    Ok(Exit::Done)
}

/// What an offer says of itself, in the reader's language where it can: of an endorsement its reasons and its
/// words.
fn says(screen: &Screen, offer: &OfferView) -> String {
    let reasons = super::endorse::reasons(screen, &offer.reasons);
    let own = screen.own(&offer.summary, &offer.names).to_owned();
    let parts = [reasons, own].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" – ")
}

/// What a guardian is asked for, where one is.
fn show_guarding(
    screen: &Screen,
    guardian: Option<&GuardianTerms>,
    recovery: Option<&RecoveryTerms>,
) {
    if let Some(terms) = guardian {
        let numbers = [
            ("need", terms.need.to_string()),
            ("count", terms.count.to_string()),
            ("days", terms.days.to_string()),
        ];
        screen.line(&format!("  {}", screen.sentence("cli-guardian-means", &numbers)));
    }
    if let Some(terms) = recovery {
        super::recover::show_terms(screen, terms);
        let means = screen.sentence("cli-recovery-means", &super::recover::numbers(screen, terms));
        screen.line(&format!("  {means}"));
    }
}

/// Who signs a recovery is shown what, and asked whether they checked it.
fn check_recovery(context: &Context<'_>, verb: &Accept) -> Result<(), Failure> {
    let path = format!("/v1/offers/{}", encoded(&verb.id));
    let offer: OfferView = context.client()?.get(&path)?;
    match &offer.recovery {
        Some(terms) if !verb.dry.dry_run => {
            if !context.screen.is_json() {
                super::recover::show_terms(context.screen, terms);
            }
            let data = super::recover::numbers(context.screen, terms);
            context.screen.confirm("cli-recovery-sign-sure", &data)
        }
        Some(_) | None => Ok(()),
    }
}

fn list(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let offers: Vec<OfferView> =
        context.client()?.list(&format!("/v1/offers{}", context.as_query()))?;
    let mut table =
        Table::new(screen, &["cli-head-id", "cli-head-kind", "cli-head-from", "cli-head-what"]);
    for offer in &offers {
        screen.object(offer);
        let from = offer.from_name.as_deref().unwrap_or(&offer.from);
        let kind = screen.sentence(kind_code(offer.kind), &[]);
        let state = offer.state.map(|state| screen.sentence(state_code(state), &[]));
        let state = state.map(|state| format!(" ({state})")).unwrap_or_default();
        let what = format!("{}{state}", says(screen, offer));
        table.row(&[offer.id.get(..8).unwrap_or(&offer.id), &kind, from, &what]);
    }
    table.show(screen, "cli-offers-none");
    if !screen.is_json() {
        let status: StatusReply = context.client()?.get("/v1/status")?;
        super::status::show_asked(screen, &status.asked);
    }
    let mut warned: Vec<&NameWarning> = Vec::new();
    for warning in offers.iter().flat_map(|offer| &offer.warnings) {
        if !warned.contains(&warning) {
            super::alike::warn(screen, std::slice::from_ref(warning));
            warned.push(warning);
        }
    }
    Ok(Exit::Done)
}

/// Says yes.
pub(crate) fn accept(context: &Context<'_>, verb: &Accept) -> Result<Exit, Failure> {
    let request = AcceptRequest {
        as_identity: context.common.as_identity.clone(),
        publish: verb.publish,
        dry_run: verb.dry.dry_run,
    };
    check_recovery(context, verb)?;
    let path = format!("/v1/offers/{}/accept", encoded(&verb.id));
    let reply: SignedReply<OfferView> = context.client()?.post(&path, &request)?;
    context.screen.object(&reply);
    let done = match (reply.item.kind, verb.publish) {
        (OfferKind::Credential, true) => "cli-accepted-published",
        (OfferKind::Credential, false) => "cli-accepted",
        (OfferKind::Recognition | OfferKind::Endorsement | OfferKind::Word, _) => {
            "cli-accepted-public"
        }
        (OfferKind::Guardian, _) => "cli-accepted-guardian",
        (OfferKind::Recovery, _) => "cli-accepted-recovery",
    };
    let what = match (reply.item.kind, &reply.item.document, reply.changed) {
        (OfferKind::Credential, Some(text), true) => super::describe::member(text, &["id"]),
        (
            OfferKind::Credential
            | OfferKind::Recognition
            | OfferKind::Endorsement
            | OfferKind::Guardian
            | OfferKind::Recovery
            | OfferKind::Word,
            _,
            _,
        ) => None,
    };
    let name = says(context.screen, &reply.item);
    told(context, &reply, &what.unwrap_or(name), done);
    if reply.item.state == Some(CredentialState::Suspended) {
        context.screen.say("cli-accepted-suspended", &[]);
    }
    Ok(Exit::Done)
}

/// Says no.
pub(crate) fn refuse(context: &Context<'_>, verb: Refuse) -> Result<Exit, Failure> {
    let client = context.client()?;
    let mut request = RefuseRequest {
        as_identity: context.common.as_identity.clone(),
        reason: verb.reason,
        dry_run: true,
    };
    let path = format!("/v1/offers/{}/refuse", encoded(&verb.id));
    // Nobody is asked to confirm what could not be done.
    let mut reply: SignedReply<Value> = client.post(&path, &request)?;
    if !verb.dry.dry_run {
        context.screen.confirm("cli-refuse-sure", &[("what", verb.id.clone())])?;
        request.dry_run = false;
        reply = client.post(&path, &request)?;
    }
    context.screen.object(&reply);
    told(context, &reply, &verb.id, "cli-refused");
    Ok(Exit::Done)
}

/// One sentence about something signed: done, done before, or only checked.
pub(crate) fn told<T>(context: &Context<'_>, reply: &SignedReply<T>, what: &str, done: &str) {
    let code = match (reply.dry_run, reply.changed) {
        (true, _) => "cli-dry-run",
        (false, false) => "cli-unchanged",
        (false, true) => done,
    };
    context.screen.say(code, &[("what", what.to_owned())]);
}

/// The name or, without one, the DID of the one a credential is about.
pub(crate) fn subject_of(credential: &CredentialView) -> String {
    credential.subject_name.clone().unwrap_or_else(|| credential.subject.clone())
}
