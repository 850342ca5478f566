//! `bot badge`: what can be awarded, what was awarded, and badges inside pictures.

use std::path::{Path, PathBuf};

use bot_protocol::api::{
    AchievementView, AnchorState, AnchorView, BadgeDoubt, CredentialRole, CredentialState,
    CredentialView,
};
use bot_protocol::canon::json;
use bot_protocol::credential::bake::BakeError;
use bot_protocol::credential::bake::container::{self, Container, Inner};
use bot_protocol::limits;
use bot_protocol::verdict::{Presented, unquoted};
use bot_protocol::words::Lang;
use clap::{Args, Subcommand};

use super::describe::describe;
use super::{Context, bake, define, write_output};
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;
use crate::table::Table;

/// Describe badges, list them, bake them into pictures
#[derive(Debug, Args)]
#[command(before_help = "Example: bot badge new examples/badge-definition.json --image badge.png")]
pub(crate) struct Badge {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Describe what can be awarded, from a definition file
    #[command(
        before_help = "Example: bot badge new examples/badge-definition.json --image badge.png"
    )]
    New {
        /// The definition: JSON with name, description and criteria, each by language, and what else an Open Badges 3.0 achievement has
        definition: PathBuf,
        /// Its picture, PNG or SVG, of up to about 40 kB
        #[arg(long, value_name = "FILE")]
        image: Option<PathBuf>,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Show a badge: one that can be awarded, or one that was
    #[command(before_help = "Example: bot badge show \"Reading mentor\"")]
    Show {
        /// Its id, the beginning of its id, or (what can be awarded) its name
        id: String,
    },
    /// List what can be awarded, what you issued, hold and have seen
    #[command(before_help = "Example: bot badge list")]
    List,
    /// Bake a signed badge into a picture
    #[command(
        before_help = "Example: bot badge bake badge.json --image picture.png --out baked.png"
    )]
    Bake {
        /// The signed badge: a file with JSON or a compact JWS, or the id of one this node knows
        badge: String,
        /// The picture, PNG or SVG [default: the one that the badge carries]
        #[arg(long, value_name = "FILE")]
        image: Option<PathBuf>,
        /// Where to; - is standard output
        #[arg(long, short, value_name = "FILE")]
        out: PathBuf,
        /// Replace the file where it exists
        #[arg(long)]
        force: bool,
        /// Bake it although nobody signed it, or it is proven not to be what its issuer made
        #[arg(long)]
        anyway: bool,
    },
    /// Take the signed badge out of a picture
    #[command(before_help = "Example: bot badge unbake baked.png")]
    Unbake {
        /// The picture; - is standard input
        picture: PathBuf,
        /// Where to; - is standard output
        #[arg(long, short, value_name = "FILE", default_value = "-")]
        out: PathBuf,
        /// Replace the file where it exists
        #[arg(long)]
        force: bool,
    },
}

/// Runs one of them.
pub(crate) fn run(context: &Context<'_>, verb: Badge) -> Result<Exit, Failure> {
    match verb.act {
        Act::New { definition, image, dry } => {
            define::run(context, &definition, image.as_deref(), dry)
        }
        Act::Show { id } => show(context, &id),
        Act::List => list(context),
        Act::Bake { badge, image, out, force, anyway } => {
            let picture = bake::Baking { badge: &badge, image: image.as_deref(), anyway };
            picture.bake(context, (&out, force))
        }
        Act::Unbake { picture, out, force } => {
            let text = unbaked(&picture, context.screen.lang())?;
            write_output(context.screen, &out, &text, force)?;
            if out.as_os_str() != "-" {
                context.screen.say("cli-unbaked", &[("path", out.display().to_string())]);
                let bytes = text.len();
                context.screen.object(&serde_json::json!({ "path": out, "bytes": bytes }));
            }
            Ok(Exit::Done)
        }
    }
}

pub(super) fn picture_max() -> u64 {
    u64::try_from(limits::PICTURE_BYTES_MAX).unwrap_or(u64::MAX)
}

/// A badge's bytes; of a file that is too large as many as show that it is.
pub(crate) fn read_badge(path: &Path) -> Result<Vec<u8>, Failure> {
    super::read_some(path, picture_max())
}

/// What a picture holds in a badge's place, as it is: whether it is any good, `verify` tells.
fn unbaked(path: &Path, lang: Lang) -> Result<Vec<u8>, Failure> {
    let bytes = read_badge(path)?;
    let claims = |error: BakeError| match Presented::read(&bytes, &bot_foreign::reader()) {
        Err(refused) => Failure::refused(path, &refused, lang),
        Ok(_) => Failure::picture(path, &error),
    };
    match container::sniff(&bytes) {
        Some(Container::Png | Container::Svg) => {
            container::open(&bytes).map(|opened| opened.text).map_err(claims)
        }
        Some(Container::Json | Container::Jws) | None => Err(claims(BakeError::NotAPicture)),
    }
}

/// The credential text of a file: JSON as it is, or out of a picture.
pub(crate) fn credential_text(path: &Path, lang: Lang) -> Result<String, Failure> {
    let bytes = read_badge(path)?;
    Presented::read(&bytes, &bot_foreign::reader())
        .map_err(|refused| Failure::refused(path, &refused, lang))?;
    let bytes = unquoted(&bytes).map_or(bytes, String::into_bytes);
    let opened = container::open(&bytes).map_err(|error| Failure::picture(path, &error))?;
    let shown = path.display().to_string();
    let refuse = |form: &str, detail: String| {
        let failure = Failure::new(Exit::Other, "cli-not-json-form", detail);
        failure.with("path", shown.clone()).with("form", form)
    };
    let form = match opened.inner {
        Inner::Json => {
            let text = String::from_utf8(opened.text);
            return text.map_err(|cause| refuse("other", cause.to_string()));
        }
        Inner::Jws => "jws",
        Inner::Address => "address",
        Inner::Other => "other",
    };
    Err(refuse(form, format!("{shown}: expected JSON, found another form: {form}")))
}

/// The id of a credential text, which came from this file.
pub(crate) fn id_of(path: &Path, text: &str) -> Result<String, Failure> {
    let value = json::read(text.as_bytes()).map_err(|error| {
        Failure::new(Exit::Other, "cli-not-json", error.to_string())
            .with("path", path.display().to_string())
    })?;
    let id = value.get("id").and_then(json::Value::as_str).map(str::to_owned);
    id.ok_or_else(|| Failure::new(Exit::Other, "cli-no-id", "the credential has no id"))
}

/// Whether it can be shown later that a badge was there before its issuer's key was lost.
fn anchored(screen: &Screen, anchor: Option<&AnchorView>) -> String {
    let code = match anchor.map(|anchor| anchor.state) {
        Some(AnchorState::Anchored) => "cli-anchor-anchored",
        Some(AnchorState::Waits) => "cli-anchor-waits",
        Some(AnchorState::None) | None => "cli-anchor-none",
    };
    let at = anchor.and_then(|anchor| anchor.at.clone()).unwrap_or_default();
    screen.sentence(code, &[("at", at)])
}

fn show(context: &Context<'_>, id: &str) -> Result<Exit, Failure> {
    let (screen, client) = (context.screen, context.client()?);
    let found: Result<CredentialView, Failure> =
        client.get(&format!("/v1/credentials/{}", encoded(id)));
    match found {
        Ok(credential) => {
            screen.object(&credential);
            let name = screen.own(&credential.achievement, &credential.names);
            screen.line(&format!("{name}  {}", credential.id));
            let rows = [
                ("cli-head-state", screen.sentence(state_code(credential.state), &[])),
                ("cli-head-from", credential.issuer_name.unwrap_or(credential.issuer)),
                ("cli-head-to", credential.subject_name.unwrap_or(credential.subject)),
                ("cli-head-when", credential.valid_from.unwrap_or_default()),
                ("cli-head-anchor", anchored(screen, credential.anchor.as_ref())),
            ];
            let refusal = credential.refusal.map(|why| ("cli-head-refusal", why));
            let doubt = credential
                .doubt
                .map(|doubt| ("cli-head-doubt", screen.sentence(doubt_code(doubt), &[])));
            for (code, value) in rows.into_iter().chain(refusal).chain(doubt) {
                screen.line(&format!("  {}  {value}", screen.sentence(code, &[])));
            }
            describe(context, credential.document.as_deref().unwrap_or_default());
            Ok(Exit::Done)
        }
        Err(failure) if failure.exit == Exit::NotFound => {
            let achievement: Result<AchievementView, Failure> =
                client.get(&format!("/v1/achievements/{}", encoded(id)));
            let achievement = achievement.map_err(|failure| {
                let missing = failure.exit == Exit::NotFound;
                if missing { failure.with("kind", "badge") } else { failure }
            })?;
            screen.object(&achievement);
            let name = screen.own(&achievement.name, &achievement.names);
            screen.line(&format!("{name}  {}", achievement.id));
            describe(context, achievement.document.as_deref().unwrap_or_default());
            Ok(Exit::Done)
        }
        Err(failure) => Err(failure),
    }
}

pub(crate) fn state_code(state: CredentialState) -> &'static str {
    match state {
        CredentialState::Offered => "cli-state-offered",
        CredentialState::Issued => "cli-state-issued",
        CredentialState::Accepted => "cli-state-accepted",
        CredentialState::Refused => "cli-state-refused",
        CredentialState::Imported => "cli-state-imported",
        CredentialState::Published => "cli-state-published",
        CredentialState::Suspended => "cli-state-suspended",
        CredentialState::Revoked => "cli-state-revoked",
    }
}

fn list(context: &Context<'_>) -> Result<Exit, Failure> {
    let (screen, client) = (context.screen, context.client()?);
    let query = context.as_query();
    let achievements: Vec<AchievementView> = client.list(&format!("/v1/achievements{query}"))?;
    let heads = ["cli-head-badge", "cli-head-from", "cli-head-id"];
    let mut table = Table::new(screen, &heads);
    for achievement in &achievements {
        screen.object(achievement);
        let creator = achievement.creator_name.as_deref().unwrap_or(&achievement.creator);
        let name = screen.own(&achievement.name, &achievement.names);
        table.row(&[name, creator, &achievement.id]);
    }
    screen.say("cli-badges-awardable", &[]);
    table.show(screen, "cli-badges-none");
    let credentials: Vec<CredentialView> = client.list(&format!("/v1/credentials{query}"))?;
    let heads = [
        "cli-head-badge",
        "cli-head-role",
        "cli-head-state",
        "cli-head-from",
        "cli-head-to",
        "cli-head-id",
    ];
    let mut table = Table::new(screen, &heads);
    for credential in &credentials {
        screen.object(credential);
        let role = match credential.role {
            CredentialRole::Issued => "cli-role-issued",
            CredentialRole::Held => "cli-role-held",
            CredentialRole::Seen => "cli-role-seen",
        };
        table.row(&[
            &called(screen, credential),
            &screen.sentence(role, &[]),
            &screen.sentence(state_code(credential.state), &[]),
            credential.issuer_name.as_deref().unwrap_or(&credential.issuer),
            credential.subject_name.as_deref().unwrap_or(&credential.subject),
            &credential.id,
        ]);
    }
    screen.say("cli-badges-awarded", &[]);
    table.show(screen, "cli-credentials-none");
    for credential in &credentials {
        if let Some(doubt) = credential.doubt {
            let name = screen.own(&credential.achievement, &credential.names);
            let says = screen.sentence(doubt_code(doubt), &[]);
            screen.line(&format!("{name} ({}): {says}", credential.id));
        }
    }
    Ok(Exit::Done)
}

/// Why a badge does not count as it is.
fn doubt_code(doubt: BadgeDoubt) -> &'static str {
    match doubt {
        BadgeDoubt::FormerKey => "cli-doubt-former-key",
        BadgeDoubt::StewardsLacking => "cli-doubt-stewards-lacking",
        BadgeDoubt::StewardsUntold => "cli-doubt-stewards-untold",
    }
}

/// What a badge is called in a list: by its name, and of one in stages which of them it is.
fn called(screen: &Screen, credential: &CredentialView) -> String {
    let name = screen.own(&credential.achievement, &credential.names).to_owned();
    let Some(stage) = credential.stage else { return name };
    let data = [("what", name), ("stage", stage.number.to_string()), ("of", stage.of.to_string())];
    screen.sentence("cli-badge-stage", &data)
}
