//! `bot id`: who this node speaks for.
//!
//! The trust box is one file that one process opens at a time: a running node answers for it over
//! its socket, and where none runs this command opens it itself.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use bot_node::clock::{Clock as _, SystemClock};
use bot_node::keys::{Naming, Root, TrustBox};
use bot_protocol::api::{
    IdentityDraft, IdentityView, PartyKind, RecoveryConfirm, RecoveryRequest, RecoverySheet,
    RecoveryState, RestoreRequest, SecretText,
};
use bot_protocol::limits;
use clap::{Args, Subcommand, ValueEnum};

use super::{Context, succeed};
use crate::args::DryRun;
use crate::client::{Client, encoded};
use crate::failure::{Exit, Failure};
use crate::table::Table;
use crate::{secrets, sheet};

/// Identities: make, show, list, keep safe, bring back
#[derive(Debug, Args)]
#[command(before_help = "Example: bot id init --name \"Our school\" --party organisation")]
pub(crate) struct Id {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Make a new identity, and the trust box where there is none
    #[command(before_help = "Example: bot id init --name \"Our school\" --party organisation")]
    Init {
        /// The name others see
        #[arg(long)]
        name: String,
        /// What it stands for
        #[arg(long, value_enum, default_value = "person")]
        party: Party,
        /// A sentence about it, public
        #[arg(long, value_name = "WORDS")]
        description: Option<String>,
        /// Its page on the web, public
        #[arg(long)]
        url: Option<String>,
        #[command(flatten)]
        opening: Opening,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Show one identity
    #[command(before_help = "Example: bot id show \"Our school\"")]
    Show {
        /// Its DID or name [default: the only one]
        who: Option<String>,
        #[command(flatten)]
        opening: Opening,
    },
    /// List the identities of this node
    #[command(before_help = "Example: bot id list")]
    List {
        #[command(flatten)]
        opening: Opening,
    },
    /// Print the recovery sheet: 24 words and a QR code that bring the identity back
    #[command(before_help = "Example: bot id export-recovery \"Our school\"")]
    ExportRecovery {
        /// Its DID or name [default: the only one]
        who: Option<String>,
        /// Read the words back from a file (- is standard input); if they are right, the node forgets them
        #[arg(long, value_name = "FILE")]
        confirm: Option<PathBuf>,
        #[command(flatten)]
        opening: Opening,
    },
    /// Bring an identity back from its recovery sheet; an older installation of it can write no more
    #[command(
        before_help = "Example: bot id restore --name \"Our school\" --party organisation --words sheet.txt --yes"
    )]
    Restore {
        /// Its name on this node
        #[arg(long)]
        name: String,
        /// What it stands for
        #[arg(long, value_enum, default_value = "person")]
        party: Party,
        /// A file with the 24 words; - is standard input [default: asked on the terminal]
        #[arg(long, value_name = "FILE")]
        words: Option<PathBuf>,
        #[command(flatten)]
        opening: Opening,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Go on with an identity of this node for one whose key is lost or stolen, by its recovery sheet
    #[command(
        before_help = "Example: bot id succeed --as \"Our school again\" --words sheet.txt --since 2027-06-30T12:00:00Z"
    )]
    Succeed(succeed::Succeed),
}

/// How the trust box is opened.
#[derive(Debug, Args)]
struct Opening {
    /// A file with the passphrase, readable by you alone [default: asked on the terminal]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// What an identity stands for.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Party {
    /// One human being
    Person,
    /// A school, an association, a company, an authority
    Organisation,
    /// People and organisations who act together
    Community,
}

impl From<Party> for PartyKind {
    fn from(party: Party) -> Self {
        match party {
            Party::Person => Self::Person,
            Party::Organisation => Self::Organisation,
            Party::Community => Self::Community,
        }
    }
}

/// Runs one of them.
pub(crate) fn run(context: &Context<'_>, verb: Id) -> Result<Exit, Failure> {
    match verb.act {
        Act::Init { name, party, description, url, opening, dry } => {
            let party = party.into();
            let draft = IdentityDraft { party, name, description, url, dry_run: dry.dry_run };
            init(context, draft, &opening)
        }
        Act::Show { who, opening } => {
            let who = who.or_else(|| context.common.as_identity.clone());
            let identity = pick(identities(context, &opening)?, who.as_deref())?;
            context.screen.object(&identity);
            tell(context, &identity);
            Ok(Exit::Done)
        }
        Act::List { opening } => list(context, &opening),
        Act::ExportRecovery { who, confirm, opening } => {
            let who = who.or_else(|| context.common.as_identity.clone());
            export(context, who.as_deref(), confirm.as_deref(), &opening)
        }
        Act::Restore { name, party, words, opening, dry } => {
            let words = read_words(context, words.as_deref())?;
            // Words that are no sheet's are refused below; there is nothing to ask then.
            if !dry.dry_run && Root::from_words(words.expose()).is_ok() {
                context.screen.confirm("cli-restore-sure", &[("name", name.clone())])?;
            }
            let party = party.into();
            let request = RestoreRequest { words, name, party, dry_run: dry.dry_run };
            restore(context, &request, &opening)
        }
        Act::Succeed(verb) => succeed::run(context, &verb),
    }
}

/// The running node, if one runs.
fn running(context: &Context<'_>) -> Result<Option<Client>, Failure> {
    let client = context.client()?;
    Ok(client.is_up().then_some(client))
}

fn open(context: &Context<'_>, opening: &Opening) -> Result<TrustBox, Failure> {
    let secret = secrets::known(context.screen, opening.passphrase_file.as_deref())?;
    let settings = super::config::read(context, None)?;
    let bar = context.screen.working("cli-starting", &[]);
    let place = context.place()?;
    let opened = TrustBox::open(place.folder(), secret, settings.keys.scrypt_log_n);
    bar.finish_and_clear();
    opened.map_err(|error| secrets::failed(&error))
}

/// Opens the trust box, or makes it where there is none.
pub(crate) fn open_or_create(
    context: &Context<'_>,
    passphrase_file: Option<&Path>,
    log_n: u8,
) -> Result<TrustBox, Failure> {
    let place = context.place()?;
    let folder = place.folder();
    let known = TrustBox::path_in(folder).exists();
    let secret = match known {
        true => secrets::known(context.screen, passphrase_file)?,
        false => secrets::fresh(context.screen, passphrase_file)?,
    };
    let bar = context.screen.working("cli-starting", &[]);
    let opened = match known {
        true => TrustBox::open(folder, secret, log_n),
        false => TrustBox::create(folder, secret, log_n),
    };
    bar.finish_and_clear();
    opened.map_err(|error| secrets::failed(&error))
}

fn init(context: &Context<'_>, draft: IdentityDraft, opening: &Opening) -> Result<Exit, Failure> {
    let dry_run = draft.dry_run;
    let identity: IdentityView = match running(context)? {
        Some(client) => client.post("/v1/identities", &draft)?,
        None => init_alone(context, draft, opening)?,
    };
    context.screen.object(&identity);
    let data = [("name", identity.name.clone()), ("did", identity.did.clone())];
    if dry_run {
        context.screen.say("cli-dry-run", &[("what", identity.name)]);
    } else {
        context.screen.say("cli-id-made", &data);
        context.screen.say("cli-id-sheet", &[]);
    }
    Ok(Exit::Done)
}

fn init_alone(
    context: &Context<'_>,
    draft: IdentityDraft,
    opening: &Opening,
) -> Result<IdentityView, Failure> {
    let settings = super::config::read(context, None)?;
    let IdentityDraft { party, name, description, url, dry_run } = draft;
    let naming = Naming { name, party, description, url };
    check(&naming)?;
    if dry_run {
        // Without the passphrase nobody can tell which names are taken.
        return Ok(dry_view(naming));
    }
    let log_n = settings.keys.scrypt_log_n;
    let trust = open_or_create(context, opening.passphrase_file.as_deref(), log_n)?;
    let now = SystemClock.now();
    let made = trust.add(naming, now).map_err(|error| secrets::failed(&error))?;
    Ok(view(&made, trust.identities().len() == 1))
}

/// What could never be told of an identity is refused before any box is made or opened.
fn check(naming: &Naming) -> Result<(), Failure> {
    naming.check().map_err(|error| secrets::failed(&error))
}

fn dry_view(naming: Naming) -> IdentityView {
    IdentityView {
        did: String::new(),
        name: naming.name,
        party: naming.party,
        description: naming.description,
        url: naming.url,
        created: String::new(),
        default: false,
        writer: None,
        entries: 0,
        recovery: RecoveryState::ToExport,
        disputed: false,
        closed: false,
    }
}

fn view(identity: &bot_node::keys::Identity, only: bool) -> IdentityView {
    let naming = identity.naming();
    let recovery = match identity.root() {
        Some(_) => RecoveryState::ToExport,
        None => RecoveryState::Exported,
    };
    IdentityView {
        did: identity.did().to_string(),
        name: naming.name.clone(),
        party: naming.party,
        description: naming.description.clone(),
        url: naming.url.clone(),
        created: identity.created().to_string(),
        default: only,
        writer: identity.writer().map(|key| key.public().to_multikey()),
        entries: 0,
        recovery,
        disputed: false,
        closed: false,
    }
}

fn identities(context: &Context<'_>, opening: &Opening) -> Result<Vec<IdentityView>, Failure> {
    if let Some(client) = running(context)? {
        return client.list("/v1/identities");
    }
    let trust = open(context, opening)?;
    let all = trust.identities();
    Ok(all.iter().map(|identity| view(identity, all.len() == 1)).collect())
}

fn pick(all: Vec<IdentityView>, who: Option<&str>) -> Result<IdentityView, Failure> {
    let count = all.len();
    let fits = |view: &IdentityView| who.is_none_or(|who| view.did == who || view.name == who);
    let mut fitting = all.into_iter().filter(fits);
    match (fitting.next(), fitting.next(), who) {
        (Some(one), None, _) => Ok(one),
        (Some(_), Some(_), _) => {
            let detail = format!("this node has {count} identities and none was named");
            Err(Failure::new(Exit::Usage, "identity-unnamed", detail))
        }
        (None, _, Some(who)) => {
            let detail = format!("{who} is no identity of this node");
            Err(Failure::new(Exit::NotFound, "not-my-identity", detail).with("who", who))
        }
        (None, _, None) => {
            Err(Failure::new(Exit::NotFound, "no-identity", "this node has no identity yet"))
        }
    }
}

/// The word for what somebody stands for.
pub(super) fn party_code(party: PartyKind) -> &'static str {
    match party {
        PartyKind::Person => "cli-party-person",
        PartyKind::Organisation => "cli-party-organisation",
        PartyKind::Community => "cli-party-community",
    }
}

fn tell(context: &Context<'_>, identity: &IdentityView) {
    let screen = context.screen;
    let party = screen.sentence(party_code(identity.party), &[]);
    screen.line(&format!("{}  ({party})", identity.name));
    screen.line(&format!("  {}", identity.did));
    if let Some(description) = &identity.description {
        screen.line(&format!("  {description}"));
    }
    if identity.recovery == RecoveryState::ToExport {
        screen.say("cli-id-sheet", &[]);
    }
}

fn list(context: &Context<'_>, opening: &Opening) -> Result<Exit, Failure> {
    let screen = context.screen;
    let mut table = Table::new(screen, &["cli-head-name", "cli-head-kind", "cli-head-did"]);
    for identity in identities(context, opening)? {
        screen.object(&identity);
        let party = screen.sentence(party_code(identity.party), &[]);
        table.row(&[&identity.name, &party, &identity.did]);
    }
    table.show(screen, "cli-ids-none");
    Ok(Exit::Done)
}

fn export(
    context: &Context<'_>,
    who: Option<&str>,
    confirm: Option<&Path>,
    opening: &Opening,
) -> Result<Exit, Failure> {
    let sheet = match running(context)? {
        Some(client) => export_running(context, &client, who, confirm, opening)?,
        None => export_alone(context, who, confirm, opening)?,
    };
    match sheet {
        None => {
            context.screen.object(&serde_json::json!({ "confirmed": true }));
            context.screen.say("cli-sheet-confirmed", &[]);
        }
        Some(sheet) => {
            context.screen.object(&sheet);
            sheet::print(context.screen, &sheet);
        }
    }
    Ok(Exit::Done)
}

fn export_running(
    context: &Context<'_>,
    client: &Client,
    who: Option<&str>,
    confirm: Option<&Path>,
    opening: &Opening,
) -> Result<Option<RecoverySheet>, Failure> {
    let identity = pick(client.list("/v1/identities")?, who)?;
    let path = format!("/v1/identities/{}/recovery", encoded(&identity.did));
    let passphrase = secrets::known(context.screen, opening.passphrase_file.as_deref())?;
    match confirm {
        None => client.post(&path, &RecoveryRequest { passphrase }).map(Some),
        Some(file) => {
            let words = read_words(context, Some(file))?;
            let request = RecoveryConfirm { passphrase, words };
            let _done: bot_protocol::api::Done =
                client.post(&format!("{path}/confirm"), &request)?;
            Ok(None)
        }
    }
}

fn export_alone(
    context: &Context<'_>,
    who: Option<&str>,
    confirm: Option<&Path>,
    opening: &Opening,
) -> Result<Option<RecoverySheet>, Failure> {
    let trust = open(context, opening)?;
    let identity = trust.pick(who).map_err(|error| secrets::failed(&error))?;
    let did = identity.did();
    if let Some(file) = confirm {
        let words = read_words(context, Some(file))?;
        trust.confirm_sheet(&did, words.expose()).map_err(|error| secrets::failed(&error))?;
        return Ok(None);
    }
    let words = trust.sheet(&did).map_err(|error| secrets::failed(&error))?;
    let naming = identity.naming();
    Ok(Some(RecoverySheet {
        did: did.to_string(),
        name: naming.name.clone(),
        party: naming.party,
        words: SecretText::new(words.to_string()),
    }))
}

/// The words of a sheet: from a file, from standard input, or typed unseen.
pub(super) fn read_words(
    context: &Context<'_>,
    file: Option<&Path>,
) -> Result<SecretText, Failure> {
    let Some(file) = file else {
        return secrets::prompt(context.screen, "cli-sheet-words");
    };
    if file == Path::new("-") && std::io::stdin().is_terminal() {
        return secrets::prompt(context.screen, "cli-sheet-words");
    }
    let max = u64::try_from(limits::TEXT_BYTES_MAX).unwrap_or(u64::MAX);
    let bytes = zeroize::Zeroizing::new(super::read_input(file, max)?);
    let text = std::str::from_utf8(&bytes).map_err(|cause| {
        let at = cause.valid_up_to().to_string();
        Failure::new(Exit::Other, "cli-restore-words", format!("{}: {cause}", file.display()))
            .with("path", file.display().to_string())
            .with("at", at)
    })?;
    Ok(SecretText::new(text.trim().to_owned()))
}

fn restore(
    context: &Context<'_>,
    request: &RestoreRequest,
    opening: &Opening,
) -> Result<Exit, Failure> {
    let dry_run = request.dry_run;
    let identity: IdentityView = match running(context)? {
        Some(client) => client.post("/v1/identities/restore", request)?,
        None => restore_alone(context, request, opening)?,
    };
    context.screen.object(&identity);
    let data = [("name", identity.name.clone()), ("did", identity.did.clone())];
    match dry_run {
        true => context.screen.say("cli-dry-run", &[("what", identity.did)]),
        false => {
            context.screen.say("cli-id-restored", &data);
            context.screen.say("cli-id-restored-rest", &data);
        }
    }
    Ok(Exit::Done)
}

fn restore_alone(
    context: &Context<'_>,
    request: &RestoreRequest,
    opening: &Opening,
) -> Result<IdentityView, Failure> {
    let root = Root::from_words(request.words.expose())
        .map_err(|error| Failure::new(Exit::Other, "cli-restore-words", error.to_string()))?;
    let naming =
        Naming { name: request.name.clone(), party: request.party, description: None, url: None };
    check(&naming)?;
    if request.dry_run {
        let did = bot_protocol::identity::Did::from(root.identity_key().public()).to_string();
        return Ok(IdentityView { did, ..dry_view(naming) });
    }
    let log_n = super::config::read(context, None)?.keys.scrypt_log_n;
    let trust = open_or_create(context, opening.passphrase_file.as_deref(), log_n)?;
    let now = SystemClock.now();
    let back = trust.restore(&root, naming, now).map_err(|error| secrets::failed(&error))?;
    Ok(view(&back, trust.identities().len() == 1))
}
