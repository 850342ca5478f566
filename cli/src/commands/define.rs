//! `bot badge new`: a definition file on its way to the node.

use std::borrow::Cow;
use std::path::Path;

use bot_protocol::api::{AchievementDraft, AchievementView, GrantRequest, GrantView, SignedReply};
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::canon::{json, multibase};
use bot_protocol::credential::bake::container::{self, Container};
use bot_protocol::credential::model::definition::{Definition, DefinitionError, is_known};
use bot_protocol::limits;
use bot_protocol::words::{self, Lang};

use super::badge::picture_max;
use super::{Context, read_input};
use crate::args::DryRun;
use crate::failure::{Exit, Failure};

/// Describes what can be awarded.
pub(super) fn run(
    context: &Context<'_>,
    definition: &Path,
    image: Option<&Path>,
    dry: DryRun,
) -> Result<Exit, Failure> {
    let max = u64::try_from(limits::JSON_BYTES_MAX).unwrap_or(u64::MAX);
    let (mut draft, rule) =
        draft(definition, &read_input(definition, max)?, context.screen.lang())?;
    if let Some(path) = image {
        draft.image = Some(pictured(draft.image, data_uri(path)?));
    }
    let as_identity = context.common.as_identity.clone().or(draft.as_identity);
    let request = AchievementDraft { as_identity, dry_run: dry.dry_run, ..draft };
    if let Some(rule) = &rule {
        tried(context, &request, rule)?;
    }
    let sent = context.client()?.post("/v1/achievements", &request);
    let reply: AchievementView = sent.map_err(|failure| too_large(failure, image))?;
    context.screen.object(&reply);
    let name = context.screen.own(&reply.name, &reply.names).to_owned();
    if reply.unchanged {
        context.screen.say("cli-unchanged", &[("what", format!("{name}, {}", reply.id))]);
    } else {
        let data = [("what", name), ("id", reply.id.clone())];
        context.screen.say(if reply.dry_run { "cli-dry-run" } else { "cli-badge-new" }, &data);
    }
    match rule {
        Some(rule) if !reply.dry_run => ruled(context, &request, (reply.id, rule)),
        Some(_) | None => Ok(Exit::Done),
    }
}

/// Checks a rule before anything is described. It may name the very badge that is about to be.
fn tried(context: &Context<'_>, draft: &AchievementDraft, rule: &Value) -> Result<(), Failure> {
    let request = GrantRequest {
        as_identity: draft.as_identity.clone(),
        domain: Some("rule".to_owned()),
        rule: Some(rule.clone()),
        dry_run: true,
        ..GrantRequest::default()
    };
    let tried = context.client()?.post::<_, SignedReply<GrantView>>("/v1/grants", &request);
    match tried {
        Err(failure) if failure.exit != Exit::NotFound => Err(failure),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Lets whoever meets the rule of a definition award what it describes.
fn ruled(
    context: &Context<'_>,
    draft: &AchievementDraft,
    (id, rule): (String, Value),
) -> Result<Exit, Failure> {
    let request = GrantRequest {
        as_identity: draft.as_identity.clone(),
        achievement: Some(id),
        rule: Some(rule),
        ..GrantRequest::default()
    };
    let reply: SignedReply<GrantView> = context.client()?.post("/v1/grants", &request)?;
    context.screen.object(&reply);
    super::grant::given(context, &reply);
    Ok(Exit::Done)
}

/// What is wrong with a definition's members, in this language where it is one of the usual faults.
fn wrong_member(told: &str, field: &str, lang: Lang) -> String {
    let code = match told.split(' ').next() {
        Some("unknown") => "cli-definition-unknown",
        Some("missing") => "cli-definition-missing",
        Some(_) | None => return told.to_owned(),
    };
    words::say(lang, code, &words::Args::new().text("field", field))
}

/// A picture that leaves no room, told by the name of its file.
fn too_large(failure: Failure, picture: Option<&Path>) -> Failure {
    match picture.filter(|_| failure.code == "picture-no-room") {
        Some(path) => Failure { code: "cli-picture-large".to_owned(), ..failure }
            .with("path", path.display().to_string()),
        None => failure,
    }
}

/// Reads a definition and its rule: strictly first, so that a doubled member is told with its place.
fn draft(
    path: &Path,
    bytes: &[u8],
    lang: Lang,
) -> Result<(AchievementDraft, Option<Value>), Failure> {
    let read = json::read(bytes);
    let file = read.map_err(|error| Failure::json("cli-definition", path, &error, lang))?;
    let rule = file.get("rule").cloned();
    let own = of_credential(&file).or_else(|| without_rule(&file));
    let (file, bytes) = own.as_ref().map_or((&file, bytes), |(file, text)| (file, text));
    let shown = path.display().to_string();
    let draft: AchievementDraft =
        serde_json::from_slice(&gathered(file, bytes)).map_err(|error| {
            let told = error.to_string();
            let field = told.split('`').nth(1).unwrap_or_default().to_owned();
            let what = wrong_member(&told, &field, lang);
            Failure::new(Exit::Other, "cli-definition", format!("{shown}: {told}"))
                .with("path", shown.clone())
                .with("line", error.line().to_string())
                .with("column", error.column().to_string())
                .with("what", what)
                .at_field(field)
        })?;
    match Definition::read(&draft.definition()) {
        Ok(_) => Ok((draft, rule)),
        Err(fault) => Err(refused(&fault, &shown, lang)),
    }
}

/// The achievement of a credential, such as `bot convert` drafts, as one of one's own: without the
/// id and the creator that it has already.
fn of_credential(file: &Value) -> Option<(Value, Vec<u8>)> {
    let mut achievement = file.get("credentialSubject")?.get("achievement")?.as_object()?.clone();
    achievement.remove("id");
    achievement.remove("creator");
    let achievement = Value::Object(achievement);
    let text = achievement.to_bytes();
    Some((achievement, text))
}

/// A definition without its rule, which is a statement of its own: the achievement stays one that
/// every other program knows.
fn without_rule(file: &Value) -> Option<(Value, Vec<u8>)> {
    let mut members = file.as_object().filter(|members| members.contains("rule"))?.clone();
    members.remove("rule");
    let definition = Value::Object(members);
    let text = definition.to_bytes();
    Some((definition, text))
}

/// A definition with a member that cannot be used.
fn refused(fault: &DefinitionError, path: &str, lang: Lang) -> Failure {
    let what = match fault.what.as_str() {
        "is missing" => wrong_member("missing", &fault.field, lang),
        _ => fault.to_string(),
    };
    Failure::new(Exit::Other, "cli-definition", format!("{path}: {fault}"))
        .with("path", path)
        .with("what", what)
        .at_field(fault.field.clone())
}

/// The file with the members of other contexts gathered as the node takes them, where it names
/// such contexts.
fn gathered<'b>(file: &Value, bytes: &'b [u8]) -> Cow<'b, [u8]> {
    let Some(members) = file.as_object().filter(|members| members.contains("@context")) else {
        return Cow::Borrowed(bytes);
    };
    let (mut own, mut others) = (Object::new(), Object::new());
    for (name, value) in members.iter() {
        let known = is_known(name) || matches!(name, "as" | "dry_run");
        if known { &mut own } else { &mut others }.insert(name, value.clone());
    }
    if !others.is_empty() && !own.contains("extension") {
        own.insert("extension", others);
    }
    Cow::Owned(Value::Object(own).to_bytes())
}

/// The picture of the command line, with what the definition says of its own.
fn pictured(image: Option<Value>, uri: String) -> Value {
    match image {
        Some(Value::Object(mut members)) => {
            members.insert("id", uri);
            Value::Object(members)
        }
        Some(_) | None => Value::from(uri),
    }
}

fn data_uri(path: &Path) -> Result<String, Failure> {
    let bytes = read_input(path, picture_max())?;
    container::blank(&bytes).map_err(|error| Failure::picture(path, &error))?;
    let kind = match container::sniff(&bytes) {
        Some(Container::Svg) => "image/svg+xml",
        Some(Container::Png | Container::Json | Container::Jws) | None => "image/png",
    };
    Ok(format!("data:{kind};base64,{}", multibase::encode_base64(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_achievement_of_a_draft_is_taken_without_whose_it_was() {
        let file = br#"{"type": ["OpenBadgeCredential"], "credentialSubject": {"achievement":
            {"id": "urn:a", "creator": {"id": "urn:b"}, "name": "Tea",
             "description": "Makes tea", "criteria": {"narrative": "Made tea"}}}}"#;
        let path = Path::new("draft.json");
        let (taken, _) =
            draft(path, file, Lang::En).unwrap_or_else(|fault| panic!("{}", fault.detail));
        let written = taken.definition().to_string();
        assert!(written.contains("Makes tea"), "{written}");
        assert!(!written.contains("urn:a") && !written.contains("urn:b"), "{written}");
        // Without a name it is refused, as any definition is.
        let nameless = br#"{"credentialSubject": {"achievement": {"description": "Makes tea"}}}"#;
        assert!(draft(path, nameless, Lang::En).is_err());
    }
}
