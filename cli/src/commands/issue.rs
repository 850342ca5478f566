//! `bot issue`: award a badge to somebody.

use std::path::{Path, PathBuf};

use bot_protocol::api::{
    AchievementView, CredentialView, IssueRequest, SignedReply, StewardsAsked,
};
use bot_protocol::canon::json;
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::limits::JSON_BYTES_MAX;
use bot_protocol::words::{self, Lang};
use clap::Args;

use super::badge::read_badge;
use super::guardian::called;
use super::{Context, Output, read_input};
use crate::args::DryRun;
use crate::client::{Client, encoded};
use crate::failure::{Exit, Failure};

/// Award a badge: signed by you, offered to its receiver privately
#[derive(Debug, Args)]
#[command(before_help = "Example: bot issue \"Reading mentor\" --to did:key:z6Mk…")]
pub(crate) struct Issue {
    /// What is awarded: a name or id from `bot badge list`
    badge: String,
    /// Who earned it: a DID or a name of the address book
    #[arg(long, value_name = "WHO")]
    to: String,
    /// How it was earned, in this very case
    #[arg(long, value_name = "WORDS")]
    narrative: Option<String>,
    /// From when it is valid (RFC 3339) [default: now]
    #[arg(long, value_name = "TIME")]
    valid_from: Option<String>,
    /// Until when it is valid (RFC 3339) [default: without end]
    #[arg(long, value_name = "TIME")]
    valid_until: Option<String>,
    /// How it is signed: eddsa-rdfc-2022 or eddsa-jcs-2022 [default: eddsa-rdfc-2022]
    #[arg(long, value_name = "SUITE")]
    suite: Option<String>,
    /// What it says besides: JSON with members of an Open Badges 3.0 credential
    #[arg(long, value_name = "FILE")]
    draft: Option<PathBuf>,
    /// What it says of who earned it: JSON with members of an AchievementSubject, such as result
    #[arg(long, value_name = "FILE")]
    subject_data: Option<PathBuf>,
    /// What it says of the issuer: JSON with members of a Profile, such as address or parentOrg
    #[arg(long, value_name = "FILE")]
    issuer_profile: Option<PathBuf>,
    /// Of a badge in stages, with the first of them: who signs another, as ROLE=WHO; again for each
    #[arg(long = "role", value_name = "ROLE=WHO", value_parser = role, conflicts_with = "after")]
    roles: Vec<(String, String)>,
    /// Of a badge in stages: the file of the stage right before this one
    #[arg(long, value_name = "FILE")]
    after: Option<PathBuf>,
    /// Save the badge too: .json the credential, .png or .svg its image with the credential inside, - the credential on standard output
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file where it exists
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    dry: DryRun,
}

fn role(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').filter(|(role, who)| !role.is_empty() && !who.is_empty());
    let (role, who) = parts.ok_or_else(|| format!("expected ROLE=WHO, found {text:?}"))?;
    Ok((role.to_owned(), who.to_owned()))
}

/// Issues.
pub(crate) fn run(context: &Context<'_>, verb: Issue) -> Result<Exit, Failure> {
    let draft = draft(context, &verb)?;
    let client = context.client()?;
    let request = IssueRequest {
        as_identity: context.common.as_identity.clone(),
        achievement: verb.badge,
        to: verb.to,
        narrative: verb.narrative,
        valid_from: verb.valid_from,
        valid_until: verb.valid_until,
        suite: verb.suite,
        draft,
        roles: verb.roles.iter().cloned().collect(),
        after: verb.after.as_deref().map(read_badge).transpose()?.map(|one| encode_base64(&one)),
        dry_run: verb.dry.dry_run,
    };
    // What cannot be saved is told before anything is signed; in a trial too.
    let picture = match verb.out.as_deref() {
        Some(out) => saves_picture(&client, &request.achievement, out)?,
        None => false,
    };
    let place = verb.out.as_deref().map(|out| Output::reserve(out, verb.force)).transpose()?;
    let reply: SignedReply<CredentialView> = client.post("/v1/credentials", &request)?;
    let place = place.filter(|_| !reply.dry_run);
    // Whoever reads the badge from standard output reads nothing else there.
    if !place.as_ref().is_some_and(Output::is_stdout) {
        context.screen.object(&reply);
        let who = super::offers::subject_of(&reply.item);
        let code = match (reply.dry_run, reply.item.stage) {
            (true, _) => "cli-dry-run",
            (false, Some(_)) => "cli-issued-stage",
            (false, None) => "cli-issued",
        };
        let name = context.screen.own(&reply.item.achievement, &reply.item.names).to_owned();
        let (stage, of) = reply.item.stage.map(|one| (one.number, one.of)).unwrap_or_default();
        let data = [
            ("what", name),
            ("who", who),
            ("id", reply.item.id.clone()),
            ("stage", stage.to_string()),
            ("of", of.to_string()),
        ];
        context.screen.say(code, &data);
        reply.item.stewards.iter().for_each(|asked| say_asked(context, asked));
        super::status::say_followed(context, &reply.followed);
        if !reply.dry_run {
            super::status::say_if_away(context, &client, &reply.item.subject);
        }
    }
    if let Some(place) = place {
        let bytes = match picture {
            true => {
                client.get_bytes(&format!("/v1/credentials/{}/image", encoded(&reply.item.id)))?
            }
            false => reply.item.document.clone().unwrap_or_default().into_bytes(),
        };
        place.fill(context.screen, &bytes)?;
    }
    Ok(Exit::Done)
}

/// Who must stand behind an award, and is asked.
fn say_asked(context: &Context<'_>, stewards: &StewardsAsked) {
    let asked: Vec<&str> = stewards.asked.iter().map(called).collect();
    let data = [
        ("name", called(&stewards.community).to_owned()),
        ("needed", stewards.needed.to_string()),
        ("stewards", asked.join(", ")),
    ];
    context.screen.say("cli-issued-stewards", &data);
}

/// What the badge says besides, from up to three files.
fn draft(context: &Context<'_>, verb: &Issue) -> Result<Option<json::Value>, Failure> {
    let lang = context.screen.lang();
    let mut draft = verb.draft.as_deref().map(|path| members(path, lang)).transpose()?;
    for (name, path) in
        [("credentialSubject", &verb.subject_data), ("issuer", &verb.issuer_profile)]
    {
        let Some(path) = path else { continue };
        let node = members(path, lang)?;
        if draft.get_or_insert_default().insert(name, node).is_some() {
            let shown = path.display().to_string();
            let detail = format!("{shown}: the draft has {name} already");
            let failure = Failure::new(Exit::Usage, "cli-draft-twice", detail);
            return Err(failure.with("path", shown).at_field(name));
        }
    }
    Ok(draft.map(json::Value::Object))
}

/// The members of a JSON file.
fn members(path: &Path, lang: Lang) -> Result<json::Object, Failure> {
    let max = u64::try_from(JSON_BYTES_MAX).unwrap_or(u64::MAX);
    let value = json::read(&read_input(path, max)?)
        .map_err(|error| Failure::json("cli-draft", path, &error, lang))?;
    if let json::Value::Object(members) = value {
        return Ok(members);
    }
    let shown = path.display().to_string();
    let what = words::say(lang, "cli-draft-object", &words::Args::new());
    let failure = Failure::new(Exit::Other, "cli-draft", format!("{shown} holds no JSON object"));
    Err(failure.with("path", shown).with("what", what))
}

/// Whether the end of the name asks for a picture; a file of an end that does not fit would not be
/// what its name says.
fn saves_picture(client: &Client, achievement: &str, out: &Path) -> Result<bool, Failure> {
    let end = out.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    match end.as_str() {
        "png" | "svg" => has_image(client, achievement, (out, &end)).map(|()| true),
        "json" => Ok(false),
        // A folder is told as what it is.
        _ if out.as_os_str() == "-" || out.is_dir() => Ok(false),
        _ => Err(unfit(out, ".json, .png, .svg")),
    }
}

fn unfit(path: &Path, fits: &str) -> Failure {
    let shown = path.display().to_string();
    let detail = format!("--out {shown}: expected a name that ends in {fits}");
    Failure::new(Exit::Usage, "cli-out-kind", detail).with("path", shown).with("fits", fits)
}

/// Refuses a picture of a badge that has none, or one of another kind.
fn has_image(client: &Client, achievement: &str, (out, end): (&Path, &str)) -> Result<(), Failure> {
    let path = format!("/v1/achievements/{}", encoded(achievement));
    let found: AchievementView = client.get(&path)?;
    let document = json::read(found.document.unwrap_or_default().as_bytes()).unwrap_or_default();
    let Some(image) = document.get("image") else {
        return Err(Failure::new(Exit::Other, "image-missing", "the achievement has no image"));
    };
    let data = image.get("id").and_then(json::Value::as_str).unwrap_or_default();
    if !data.starts_with("data:") {
        let detail = "the achievement's image lies elsewhere";
        return Err(Failure::new(Exit::Other, "image-unusable", detail));
    }
    let own = if data.starts_with("data:image/svg+xml") { "svg" } else { "png" };
    match own == end {
        true => Ok(()),
        false => Err(unfit(out, &format!(".json, .{own}"))),
    }
}
