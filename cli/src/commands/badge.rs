//! `bot badge`: what can be awarded, what was awarded, and badges inside pictures.

use std::path::{Path, PathBuf};

use bot_protocol::api::{AchievementView, CredentialRole, CredentialState, CredentialView};
use bot_protocol::canon::json;
use bot_protocol::canon::multibase::decode_base64;
use bot_protocol::credential::bake::BakeError;
use bot_protocol::credential::bake::container::{self, Container, Inner};
use bot_protocol::credential::model::Credential;
use bot_protocol::limits;
use bot_protocol::verdict::{Presented, unquoted};
use bot_protocol::words::Lang;
use clap::{Args, Subcommand};

use super::describe::describe;
use super::{Context, Output, define, read_input, write_output};
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
        /// The signed badge: a JSON file, or the id of one this node knows
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
        Act::Bake { badge, image, out, force } => {
            bake(context, &badge, image.as_deref(), (&out, force))
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
    let refuse = |detail: String| {
        Failure::new(Exit::Other, "cli-not-json", detail).with("path", shown.clone())
    };
    match opened.inner {
        Inner::Json => {}
        Inner::Jws => return Err(refuse("it is a compact JWS".to_owned())),
        Inner::Address => return Err(refuse("it is an address alone".to_owned())),
        Inner::Other => return Err(refuse("it is in another form".to_owned())),
    }
    String::from_utf8(opened.text).map_err(|cause| refuse(cause.to_string()))
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
            ];
            for (code, value) in rows {
                screen.line(&format!("  {}  {value}", screen.sentence(code, &[])));
            }
            describe(context, credential.document.as_deref().unwrap_or_default());
            Ok(Exit::Done)
        }
        Err(failure) if failure.exit == Exit::NotFound => {
            let achievement: AchievementView =
                client.get(&format!("/v1/achievements/{}", encoded(id)))?;
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
    Ok(Exit::Done)
}

/// What a badge is called in a list: by its name, and of one in stages which of them it is.
fn called(screen: &Screen, credential: &CredentialView) -> String {
    let name = screen.own(&credential.achievement, &credential.names).to_owned();
    let Some(stage) = credential.stage else { return name };
    let data = [("what", name), ("stage", stage.number.to_string()), ("of", stage.of.to_string())];
    screen.sentence("cli-badge-stage", &data)
}

fn bake(
    context: &Context<'_>,
    badge: &str,
    image: Option<&Path>,
    (out, force): (&Path, bool),
) -> Result<Exit, Failure> {
    let place = Output::reserve(out, force)?;
    let path = Path::new(badge);
    let baked = match (image, path.exists()) {
        (Some(image), true) => {
            let text = credential_text(path, context.screen.lang())?;
            let picture = read_input(image, picture_max())?;
            container::bake(&picture, &text).map_err(|error| Failure::picture(image, &error))?
        }
        (Some(image), false) => {
            let credential: CredentialView =
                context.client()?.get(&format!("/v1/credentials/{}", encoded(badge)))?;
            let picture = read_input(image, picture_max())?;
            let text = credential.document.unwrap_or_default();
            container::bake(&picture, &text).map_err(|error| Failure::picture(image, &error))?
        }
        (None, true) => {
            let text = credential_text(path, context.screen.lang())?;
            let picture = own_picture(&text).ok_or_else(|| {
                let detail = "the file has no picture in it; it needs --image";
                Failure::new(Exit::Usage, "cli-bake-image", detail)
            })?;
            container::bake(&picture, &text).map_err(|error| Failure::picture(path, &error))?
        }
        (None, false) => {
            context.client()?.get_bytes(&format!("/v1/credentials/{}/image", encoded(badge)))?
        }
    };
    let saved = !place.is_stdout();
    if saved {
        named_as_it_is(out, &baked)?;
    }
    place.fill(context.screen, &baked)?;
    if saved {
        context.screen.say("cli-baked", &[("path", out.display().to_string())]);
        context.screen.object(&serde_json::json!({ "path": out, "bytes": baked.len() }));
    }
    Ok(Exit::Done)
}

/// The picture that a badge carries in itself, not one that lies elsewhere.
fn own_picture(text: &str) -> Option<Vec<u8>> {
    let document = json::read(text.as_bytes()).ok()?;
    let (head, data) = Credential::new(&document).image()?.split_once(',')?;
    (head.starts_with("data:image/") && head.ends_with(";base64"))
        .then(|| decode_base64(data).ok())
        .flatten()
}

/// Refuses a name that says another kind of picture than it would be.
fn named_as_it_is(out: &Path, picture: &[u8]) -> Result<(), Failure> {
    let end = out.extension().map(|end| end.to_string_lossy().to_ascii_lowercase());
    let own = if container::sniff(picture) == Some(Container::Svg) { "svg" } else { "png" };
    match end.as_deref() {
        Some("png" | "svg" | "json" | "jpg" | "jpeg" | "gif") if end.as_deref() != Some(own) => {
            let (path, fits) = (out.display().to_string(), format!(".{own}"));
            let detail = format!("--out {path}: expected a name that ends in {fits}");
            let failure = Failure::new(Exit::Usage, "cli-out-kind", detail);
            Err(failure.with("path", path).with("fits", fits))
        }
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::own_picture;

    #[test]
    fn a_badge_carries_its_picture_in_itself_or_has_none() {
        let badge = |image: &str| {
            format!(r#"{{"credentialSubject":{{"achievement":{{"image":{image}}}}}}}"#)
        };
        let of = |image: &str| own_picture(&badge(image));
        let whole = r#"{"id":"data:image/png;base64,AAE=","type":"Image"}"#;
        assert_eq!(of(whole), Some(vec![0, 1]));
        assert_eq!(of(r#""data:image/svg+xml;base64,PHN2Zz4=""#), Some(b"<svg>".to_vec()));
        for none in [
            r#"{"id":"https://a.example/b.png","type":"Image"}"#,
            r#"{"id":"data:image/png;base64,A","type":"Image"}"#,
            r#"{"id":"data:image/svg+xml,%3Csvg%3E","type":"Image"}"#,
            r#"{"id":"data:text/plain;base64,AAE=","type":"Image"}"#,
            "null",
        ] {
            assert_eq!(of(none), None, "{none}");
        }
        assert_eq!(own_picture("{}"), None);
    }
}
