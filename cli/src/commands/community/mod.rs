//! `bot community`: several people who act together, their members, and who leaves.

mod charter;

use bot_protocol::api::{
    AdmitReply, AdmitRequest, AdmitWaits, Answer, CharterActRequest, CharterReply, CharterRequest,
    CommunityView, DismissRequest, LeaveReply, LeaveRequest, MemberView, StewardDraft,
};
use clap::{Args, Subcommand};

use super::Context;
use super::guardian::called;
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;
use crate::table::Table;

/// Act as several: a charter that stewards sign, members whom they admit together
#[derive(Debug, Args)]
#[command(
    before_help = "Example: bot community found --purpose \"Mend together\" --steward Lea --steward Ada"
)]
pub(crate) struct Community {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// List the communities with a charter that are known here
    #[command(before_help = "Example: bot community list")]
    List,
    /// Found a community: its stewards are asked to sign the charter
    #[command(
        before_help = "Example: bot community found --purpose \"Mend together\" --steward Lea --steward Ada --admit 2"
    )]
    Found {
        /// What it is for
        #[arg(long, value_name = "WORDS")]
        purpose: String,
        #[command(flatten)]
        terms: Terms,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Change the charter; what you leave out stays as it is
    #[command(before_help = "Example: bot community amend --steward Mia --without-steward Ada")]
    Amend {
        /// What it is for
        #[arg(long, value_name = "WORDS")]
        purpose: Option<String>,
        #[command(flatten)]
        terms: Terms,
        /// Who acts for it no more; may be given several times
        #[arg(long, value_name = "WHO")]
        without_steward: Vec<String>,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Show the charter of a community
    #[command(before_help = "Example: bot community charter \"Repair café\"")]
    Charter {
        /// Which: a DID or a name
        community: String,
    },
    /// List the charters that you are asked to sign, or that your community waits for
    #[command(before_help = "Example: bot community asked")]
    Asked,
    /// Sign a charter as a steward
    #[command(before_help = "Example: bot community sign 3f9a0c12")]
    Sign {
        /// Which: its id, or the beginning of it
        charter: String,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Forget that you were asked to sign a charter; nobody is told
    #[command(before_help = "Example: bot community decline 3f9a0c12")]
    Decline {
        /// Which: its id, or the beginning of it
        charter: String,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Make somebody a member; the stewards are asked to stand behind it
    #[command(before_help = "Example: bot community admit Ben --role treasurer")]
    Admit {
        /// Whom: a DID or a name of the address book
        who: String,
        /// As what
        #[arg(long, value_name = "ROLE")]
        role: Option<String>,
        /// Until when, such as 2027-06-30
        #[arg(long, value_name = "TIME")]
        until: Option<String>,
        /// What you say to the stewards
        #[arg(long, value_name = "WORDS")]
        words: Option<String>,
        #[command(flatten)]
        dry: DryRun,
    },
    /// End somebody's membership at once, for good
    #[command(before_help = "Example: bot community dismiss Ben --yes")]
    Dismiss {
        /// Whose: a DID or a name of the address book
        who: String,
        /// Why, in words everybody may read
        #[arg(long, value_name = "WORDS")]
        reason: Option<String>,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Leave a community, which cannot be taken back
    #[command(before_help = "Example: bot community leave \"Repair café\" --yes")]
    Leave {
        /// Which: a DID or a name
        community: String,
        /// Why, in words everybody may read
        #[arg(long, value_name = "WORDS")]
        words: Option<String>,
        #[command(flatten)]
        dry: DryRun,
    },
    /// List who published a membership, and whether it stands
    #[command(before_help = "Example: bot community members \"Repair café\"")]
    Members {
        /// Of which community: a DID or a name
        community: String,
    },
}

/// What a charter says.
#[derive(Debug, Args)]
struct Terms {
    /// Who acts for it: WHO, WHO:ROLE or WHO:ROLE:UNTIL; may be given several times. Whoever does so already
    /// stays when the charter is changed (bot community amend)
    #[arg(long, value_name = "WHO")]
    steward: Vec<String>,
    /// How many stewards it takes to change the charter [default: more than half]
    #[arg(long, value_name = "NUMBER")]
    charter: Option<u8>,
    /// How many it takes to make somebody a member; 0 is the community's key alone [default: as for the charter]
    #[arg(long, value_name = "NUMBER")]
    admit: Option<u8>,
    /// How many it takes to award its other badges; 0 is the community's key alone [default: 0]
    #[arg(long, value_name = "NUMBER")]
    award: Option<u8>,
    /// The community of which it is a part: a DID or a name; empty for none any more
    #[arg(long, value_name = "WHO")]
    parent: Option<String>,
    /// What you say to the stewards
    #[arg(long, value_name = "WORDS")]
    words: Option<String>,
}

/// Runs it.
pub(crate) fn run(context: &Context<'_>, verb: Community) -> Result<Exit, Failure> {
    let as_identity = context.common.as_identity.clone();
    match verb.act {
        Act::List => list(context),
        Act::Found { purpose, terms, dry } => {
            let asked = charter_request(as_identity, Some(purpose), terms, dry);
            propose(context, &asked)
        }
        Act::Amend { purpose, terms, without_steward, dry } => {
            let asked = charter_request(as_identity, purpose, terms, dry);
            propose(context, &amending(asked, without_steward))
        }
        Act::Charter { community } => charter::charter(context, &community),
        Act::Asked => charter::asked(context),
        Act::Sign { charter, dry } => answer(context, &charter, ("sign", dry)),
        Act::Decline { charter, dry } => answer(context, &charter, ("decline", dry)),
        Act::Admit { who, role, until, words, dry } => {
            let dry_run = dry.dry_run;
            admit(context, &AdmitRequest { as_identity, who, role, until, words, dry_run })
        }
        Act::Dismiss { who, reason, dry } => {
            let ask = |dry_run| {
                let (as_identity, who, reason) = (as_identity.clone(), who.clone(), reason.clone());
                let request = DismissRequest { as_identity, who, reason, dry_run };
                context.client()?.post("/v1/communities/dismiss", &request)
            };
            end(context, ask, dry, ("cli-community-dismiss-sure", "cli-community-dismissed"))
        }
        Act::Leave { community, words, dry } => {
            let ask = |dry_run| {
                let (as_identity, words) = (as_identity.clone(), words.clone());
                let community = community.clone();
                let request = LeaveRequest { as_identity, community, words, dry_run };
                context.client()?.post("/v1/communities/leave", &request)
            };
            end(context, ask, dry, ("cli-community-leave-sure", "cli-community-left"))
        }
        Act::Members { community } => members(context, &community),
    }
}

/// A charter that is changed: whom it names comes beside those in office.
fn amending(asked: CharterRequest, without_stewards: Vec<String>) -> CharterRequest {
    let (add_stewards, stewards) = (asked.stewards, Vec::new());
    CharterRequest { amend: true, stewards, add_stewards, without_stewards, ..asked }
}

fn charter_request(
    as_identity: Option<String>,
    purpose: Option<String>,
    terms: Terms,
    dry: DryRun,
) -> CharterRequest {
    let Terms { steward, charter, admit, award, parent, words } = terms;
    let stewards = steward.iter().map(|text| steward_of(text)).collect();
    let dry_run = dry.dry_run;
    CharterRequest {
        as_identity,
        purpose,
        parent,
        stewards,
        charter,
        admit,
        award,
        words,
        dry_run,
        ..CharterRequest::default()
    }
}

/// `WHO`, `WHO:ROLE` or `WHO:ROLE:UNTIL`. A DID has two colons of its own.
fn steward_of(text: &str) -> StewardDraft {
    let own = if text.starts_with("did:") { 2 } else { 0 };
    let mut colons = text.match_indices(':').map(|(at, _)| at).skip(own);
    let (first, second) = (colons.next(), colons.next());
    let part = |from: Option<usize>, to: Option<usize>| {
        let from = from?.saturating_add(1);
        let found = text.get(from..to.unwrap_or(text.len()))?.trim();
        (!found.is_empty()).then(|| found.to_owned())
    };
    StewardDraft {
        who: text.get(..first.unwrap_or(text.len())).unwrap_or_default().trim().to_owned(),
        role: part(first, second),
        until: part(second, None),
    }
}

fn propose(context: &Context<'_>, request: &CharterRequest) -> Result<Exit, Failure> {
    let reply: CharterReply = context.client()?.post("/v1/communities", request)?;
    let screen = context.screen;
    screen.object(&reply);
    told(screen, &reply, "cli-community-asked");
    charter::show(screen, &reply.item);
    Ok(Exit::Done)
}

fn answer(context: &Context<'_>, id: &str, (act, dry): (&str, DryRun)) -> Result<Exit, Failure> {
    let as_identity = context.common.as_identity.clone();
    let request = CharterActRequest { as_identity, dry_run: dry.dry_run };
    let path = format!("/v1/charters/{}/{act}", encoded(id));
    let reply: CharterReply = context.client()?.post(&path, &request)?;
    context.screen.object(&reply);
    let done = if act == "sign" { "cli-community-signed" } else { "cli-community-declined" };
    told(context.screen, &reply, done);
    Ok(Exit::Done)
}

fn told(screen: &Screen, reply: &CharterReply, done: &str) {
    let code = match (reply.dry_run, reply.changed) {
        (true, _) => "cli-dry-run",
        (false, false) => "cli-community-same",
        (false, true) => done,
    };
    let name = called(&reply.item.community).to_owned();
    screen.say(code, &[("what", name.clone()), ("name", name)]);
}

fn admit(context: &Context<'_>, request: &AdmitRequest) -> Result<Exit, Failure> {
    let reply: AdmitReply = context.client()?.post("/v1/communities/admit", request)?;
    let screen = context.screen;
    screen.object(&reply);
    let waits = reply.waits.contains(&AdmitWaits::Charter);
    let code = match (reply.changed, reply.offered, reply.needed) {
        _ if reply.dry_run => "cli-dry-run",
        (false, ..) => "cli-community-admitted-before",
        (true, false, _) => "cli-community-asked-more",
        (true, true, 0) if waits => "cli-community-admitted-early",
        (true, true, 0) => "cli-community-admitted",
        (true, true, _) => "cli-community-admitting",
    };
    let asked = if reply.offered { &reply.asked } else { &reply.asked_now };
    let names: Vec<&str> = asked.iter().map(called).collect();
    let who = request.who.clone();
    let data = [
        ("what", who.clone()),
        ("who", who),
        ("needed", reply.needed.to_string()),
        ("stewards", names.join(", ")),
    ];
    screen.say(code, &data);
    if reply.waits.contains(&AdmitWaits::Parent) {
        screen.say("cli-community-admitted-outside", &data);
    }
    super::status::say_followed(context, &reply.followed);
    Ok(Exit::Done)
}

/// Ends a membership, which cannot be undone: nobody is asked to confirm what could not be done, or was
/// done before.
fn end(
    context: &Context<'_>,
    ask: impl Fn(bool) -> Result<LeaveReply, Failure>,
    dry: DryRun,
    (sure, done): (&str, &str),
) -> Result<Exit, Failure> {
    let mut reply = ask(true)?;
    if !dry.dry_run {
        if reply.ended > 0 {
            let who = called(&reply.member).to_owned();
            let data = [("who", who), ("name", called(&reply.community).to_owned())];
            context.screen.confirm(sure, &data)?;
        }
        reply = ask(false)?;
    }
    Ok(ended(context.screen, &reply, done))
}

fn ended(screen: &Screen, reply: &LeaveReply, done: &str) -> Exit {
    screen.object(reply);
    let code = match (reply.dry_run, reply.changed) {
        (true, _) => "cli-dry-run",
        (false, false) => "cli-community-ended-before",
        (false, true) => done,
    };
    let (who, name) = (called(&reply.member).to_owned(), called(&reply.community).to_owned());
    screen.say(code, &[("what", name.clone()), ("who", who), ("name", name)]);
    Exit::Done
}

fn list(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let all: Vec<CommunityView> = context.client()?.list("/v1/communities")?;
    let mut table = Table::new(screen, &["cli-head-name", "cli-head-what", "cli-head-did"]);
    for one in &all {
        screen.object(one);
        let purpose = one.charter.as_ref().map(|charter| charter.purpose.as_str());
        let what = purpose.map(|text| text.lines().next().unwrap_or_default());
        table.row(&[called(&one.community), what.unwrap_or("–"), &one.community.did]);
    }
    table.show(screen, "cli-community-none");
    Ok(Exit::Done)
}

fn members(context: &Context<'_>, community: &str) -> Result<Exit, Failure> {
    let screen = context.screen;
    let path = format!("/v1/communities/{}/members", encoded(community));
    let all: Vec<MemberView> = context.client()?.list(&path)?;
    let heads = ["cli-head-name", "cli-head-role", "cli-head-until", "cli-head-state"];
    let mut table = Table::new(screen, &heads);
    for one in &all {
        screen.object(one);
        let state = match one.stands {
            Answer::Yes => "cli-community-stands",
            Answer::No => "cli-community-stands-not",
            Answer::Unknown => "cli-community-stands-untold",
        };
        let until = one.until.as_deref().and_then(|until| until.get(..10)).unwrap_or("–");
        let role = one.role.as_deref().unwrap_or("–");
        table.row(&[called(&one.who), role, until, &screen.sentence(state, &[])]);
    }
    table.show(screen, "cli-community-no-members");
    for one in all.iter().filter(|one| one.stands != Answer::Yes) {
        screen.line(&format!("{}: {}", called(&one.who), one.says));
    }
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steward_is_named_with_role_and_term() {
        let did = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
        for (text, who, role, until) in [
            ("Lea", "Lea", None, None),
            ("Lea:chair", "Lea", Some("chair"), None),
            ("Lea:chair:2027-01-01T00:00:00Z", "Lea", Some("chair"), Some("2027-01-01T00:00:00Z")),
            ("Lea::2027-01-01T00:00:00Z", "Lea", None, Some("2027-01-01T00:00:00Z")),
            (did, did, None, None),
            (&format!("{did}:chair"), did, Some("chair"), None),
        ] {
            let found = steward_of(text);
            let told = (found.who.as_str(), found.role.as_deref(), found.until.as_deref());
            assert_eq!(told, (who, role, until), "{text}");
        }
    }
}
