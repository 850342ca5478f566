//! The story, in four parts; each sentence follows a check that it is true.

use std::path::{Path, PathBuf};

use bot_protocol::api::{
    AcceptRequest, AchievementDraft, AchievementView, ContactDraft, ContactView, CredentialRole,
    CredentialView, EndorseRequest, EndorsementView, FeedView, IssueRequest, OfferKind, OfferView,
    RecogniseRequest, RecognitionState, RecognitionView, RevokeRequest, SignedReply, StatusReply,
};
use bot_protocol::canon::multibase;
use bot_protocol::credential::bake::container;
use bot_protocol::credential::model::texts;
use bot_protocol::words::{self, Args};
use serde_json::Value;

use super::actor::{Actor, Ran};
use super::own;
use super::stage::Stage;
use crate::client::encoded;
use crate::failure::{Exit, Failure};

/// The achievement of the story, as anybody may write one.
const DEFINITION: &[u8] = include_bytes!("../../../../examples/badge-definition.json");
const PICTURE: &[u8] = include_bytes!("../../../../examples/badge.png");

/// Who plays, by place in the cast.
pub(super) const SCHOOL: usize = 0;
pub(super) const LEARNER: usize = 1;
pub(super) const ASSOCIATION: usize = 2;
pub(super) const VERIFIER: usize = 3;

/// What the later parts need of the earlier ones.
struct Props {
    credential: CredentialView,
    baked: PathBuf,
    doubtful: PathBuf,
}

pub(super) fn broke(what: impl Into<String>) -> Failure {
    Failure::new(Exit::Other, "demo-broke", what)
}

/// Plays all of it.
pub(super) fn tell(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.part("demo-part-issue");
    let places = open(stage)?;
    let props = issue(stage)?;
    stage.part("demo-part-accept");
    accept(stage, &props)?;
    endorse(stage, ASSOCIATION, &props.credential.id, "demo-endorsement-words")?;
    recognise(stage, [SCHOOL, ASSOCIATION], "demo-recognition-words")?;
    recognise(stage, [SCHOOL, LEARNER], "demo-recognition-words-learner")?;
    stage.part("demo-part-verify");
    verify(stage, &places, &props)?;
    stage.part("demo-part-revoke");
    revoke(stage, &props)?;
    tamper(stage, &props)?;
    stage.part("demo-part-own");
    own::tell(stage)
}

/// Three nodes start and meet.
fn open(stage: &mut Stage<'_>) -> Result<Vec<StatusReply>, Failure> {
    let cast = [
        ("school", "École des Tilleuls", "organisation"),
        ("learner", "Léa Martin", "person"),
        ("association", "Association Répare et Partage", "organisation"),
    ];
    let mut places = Vec::new();
    for (role, name, party) in cast {
        let mut actor = Actor::prepare(stage.folder(), role, name)?;
        actor.identify(party)?;
        let place = actor.wake(stage)?;
        stage.say("demo-node-up", &[("name", name.to_owned()), ("did", actor.did.clone())]);
        for earlier in &places {
            actor.meet(earlier)?;
        }
        stage.cast.push(actor);
        places.push(place);
    }
    for actor in &stage.cast {
        let client = actor.client()?;
        stage.wait("demo-broke-meet", actor.role, || {
            let feeds: Vec<FeedView> = client.list("/v1/feeds")?;
            let others = stage
                .cast
                .iter()
                .filter(|other| feeds.iter().any(|feed| feed.did == other.did && feed.entries > 0));
            Ok((others.count() == stage.cast.len()).then_some(()))
        })?;
    }
    stage.say("demo-met", &[]);
    Ok(places)
}

/// The school describes a badge and issues it to the learner.
fn issue(stage: &Stage<'_>) -> Result<Props, Failure> {
    let (school, learner) = (&stage.cast[SCHOOL], &stage.cast[LEARNER]);
    let client = school.client()?;
    let mut draft: AchievementDraft =
        serde_json::from_slice(DEFINITION).map_err(|cause| broke(cause.to_string()))?;
    let picture = format!("data:image/png;base64,{}", multibase::encode_base64(PICTURE));
    draft.image = Some(picture.into());
    let achievement: AchievementView = client.post("/v1/achievements", &draft)?;
    let names = texts(&draft.name).iter().map(|(_, name)| *name).collect::<Vec<_>>().join(" / ");
    stage.say("demo-described", &[("name", names)]);
    let award = |narrative: &str| -> Result<CredentialView, Failure> {
        let request = IssueRequest {
            achievement: achievement.id.clone(),
            to: learner.did.clone(),
            narrative: Some(narrative.to_owned()),
            ..IssueRequest::default()
        };
        let reply: SignedReply<CredentialView> = client.post("/v1/credentials", &request)?;
        Ok(reply.item)
    };
    let credential = award(&stage.sentence("demo-narrative"))?;
    let other = award(&stage.sentence("demo-narrative-second"))?;
    let text = credential.document.clone().unwrap_or_default();
    if !text.contains("eddsa-rdfc-2022") {
        return Err(broke("the credential is not signed with eddsa-rdfc-2022"));
    }
    stage.say("demo-issued", &[("who", learner.name.clone()), ("id", credential.id.clone())]);
    let image = client.get_bytes(&format!("/v1/credentials/{}/image", encoded(&credential.id)))?;
    let inside = container::open(&image).map_err(|error| broke(error.to_string()))?;
    if inside.text != text.as_bytes() {
        return Err(broke("the picture does not hold the credential byte for byte"));
    }
    let baked = stage.folder().join("badge.png");
    write(&baked, &image)?;
    let doubtful = stage.folder().join("second-badge.json");
    write(&doubtful, other.document.clone().unwrap_or_default().as_bytes())?;
    stage.say("demo-baked", &[("bytes", image.len().to_string())]);
    Ok(Props { credential, baked, doubtful })
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|cause| Failure::file(path, &cause))
}

/// The offer of a kind that a node has received.
pub(super) fn offer(
    stage: &Stage<'_>,
    who: usize,
    kind: OfferKind,
    holds: &str,
) -> Result<OfferView, Failure> {
    let actor = &stage.cast[who];
    let client = actor.client()?;
    stage.wait("demo-broke-offer", actor.role, || {
        for offer in client.list::<OfferView>("/v1/offers")? {
            let whole: OfferView = client.get(&format!("/v1/offers/{}", offer.id))?;
            if offer.kind == kind && whole.document.as_deref().unwrap_or("").contains(holds) {
                return Ok(Some(offer));
            }
        }
        Ok(None)
    })
}

pub(super) fn say_yes(
    stage: &Stage<'_>,
    who: usize,
    path: &str,
) -> Result<SignedReply<Value>, Failure> {
    let request = AcceptRequest { as_identity: None, publish: true, dry_run: false };
    let reply: SignedReply<Value> = stage.cast[who].client()?.post(path, &request)?;
    match reply.changed {
        true => Ok(reply),
        false => Err(broke(format!("{path} changed nothing"))),
    }
}

/// The learner accepts and publishes; the others hear of it.
fn accept(stage: &Stage<'_>, props: &Props) -> Result<(), Failure> {
    let learner = &stage.cast[LEARNER];
    let found = offer(stage, LEARNER, OfferKind::Credential, &props.credential.id)?;
    stage.say("demo-offer", &[("name", learner.name.clone()), ("what", found.summary.clone())]);
    let _reply = say_yes(stage, LEARNER, &format!("/v1/offers/{}/accept", found.id))?;
    stage.say("demo-accepted", &[("name", learner.name.clone())]);
    let association = &stage.cast[ASSOCIATION];
    let client = association.client()?;
    let path = format!("/v1/credentials/{}", encoded(&props.credential.id));
    stage.wait("demo-broke-carry", association.role, || {
        let seen = client.get::<CredentialView>(&path).ok();
        Ok(seen.filter(|seen| seen.role == CredentialRole::Seen && seen.published))
    })?;
    stage.say("demo-carried", &[("name", association.name.clone())]);
    Ok(())
}

/// Somebody endorses the learner's badge; its holder lets it show.
pub(super) fn endorse(
    stage: &Stage<'_>,
    who: usize,
    badge: &str,
    words: &str,
) -> Result<(), Failure> {
    let (endorser, learner) = (&stage.cast[who], &stage.cast[LEARNER]);
    let comment = stage.sentence(words);
    let request = EndorseRequest {
        as_identity: None,
        target: badge.to_owned(),
        document: None,
        request: None,
        with: None,
        reasons: Vec::new(),
        comment: comment.clone(),
        valid_until: None,
        dry_run: false,
    };
    let reply: SignedReply<EndorsementView> =
        endorser.client()?.post("/v1/endorsements", &request)?;
    stage.say("demo-endorsed", &[("name", endorser.name.clone()), ("words", comment)]);
    let found = offer(stage, LEARNER, OfferKind::Endorsement, &reply.item.id)?;
    let _reply = say_yes(stage, LEARNER, &format!("/v1/offers/{}/accept", found.id))?;
    stage.say("demo-endorsement-shown", &[("name", learner.name.clone())]);
    Ok(())
}

/// Two recognise each other: one object, two signatures, held by both.
pub(super) fn recognise(
    stage: &Stage<'_>,
    [who, whom]: [usize; 2],
    words: &str,
) -> Result<(), Failure> {
    let (one, other) = (&stage.cast[who], &stage.cast[whom]);
    let request = RecogniseRequest {
        as_identity: None,
        with: other.did.clone(),
        words: stage.sentence(words),
        scope: vec![stage.sentence("demo-recognition-scope")],
        until: None,
        open_days: None,
        dry_run: false,
    };
    let reply: SignedReply<RecognitionView> = one.client()?.post("/v1/recognitions", &request)?;
    let id = reply.item.id;
    let client = other.client()?;
    stage.wait("demo-broke-offer", other.role, || {
        let known: Vec<RecognitionView> = client.list("/v1/recognitions")?;
        let received =
            |view: &RecognitionView| view.id == id && view.state == RecognitionState::Received;
        Ok(known.iter().any(received).then_some(()))
    })?;
    let _reply = say_yes(stage, whom, &format!("/v1/recognitions/{id}/accept"))?;
    let mut entries = Vec::new();
    for actor in [one, other] {
        let client = actor.client()?;
        entries.push(stage.wait("demo-broke-carry", actor.role, || {
            let known: Vec<RecognitionView> = client.list("/v1/recognitions")?;
            let mutual = known
                .into_iter()
                .find(|view| view.id == id && view.state == RecognitionState::Mutual);
            Ok(mutual.and_then(|view| view.entry))
        })?);
    }
    if entries.first() != entries.last() {
        return Err(broke("the two sides hold different recognitions"));
    }
    let data = [("one", one.name.clone()), ("other", other.name.clone())];
    stage.say("demo-recognised", &data);
    Ok(())
}

/// How many entries of an author's feed a node holds.
pub(super) fn held(actor: &Actor, author: &str) -> Result<u64, Failure> {
    let feeds: Vec<FeedView> = actor.client()?.list("/v1/feeds")?;
    Ok(feeds.iter().find(|feed| feed.did == author).map_or(0, |feed| feed.entries))
}

/// Runs `bot verify` on a node and shows its six findings.
pub(super) fn judged(
    stage: &Stage<'_>,
    who: usize,
    file: &Path,
    need: &str,
) -> Result<Ran, Failure> {
    let path = file.display().to_string();
    let lang = stage.lang().tag();
    let ran =
        stage.cast[who].bot(&["verify", &path, "--offline", "--need", need, "--lang", lang])?;
    let Some(findings) = ran.printed["findings"].as_object() else {
        return Err(broke(format!("bot verify: exit {}: {}", ran.exit, ran.trouble)));
    };
    for id in ["integrity", "status", "recipient", "right", "path", "endorsements"] {
        let finding = &findings[id];
        let answer = finding["answer"].as_str().unwrap_or("unknown");
        let question = words::say(stage.lang(), &format!("cli-question-{id}"), &Args::new());
        let answer = words::say(stage.lang(), &format!("cli-answer-{answer}"), &Args::new());
        let says = finding["says"].as_str().unwrap_or_default();
        stage.detail(&format!("{question}: {answer} — {says}"));
    }
    stage.object(&serde_json::json!({
        "event": "demo-verdict", "node": stage.cast[who].role, "exit": ran.exit,
        "findings": ran.printed["findings"],
    }));
    Ok(ran)
}

pub(super) fn expect(ran: &Ran, exit: i32, rows: &[(&str, &str)]) -> Result<(), Failure> {
    if ran.exit != exit {
        return Err(broke(format!("bot verify ended with {}, not {exit}", ran.exit)));
    }
    for (finding, wanted) in rows {
        let found = ran.printed["findings"][finding]["reason"].as_str().unwrap_or_default();
        let answer = ran.printed["findings"][finding]["answer"].as_str().unwrap_or_default();
        if found != *wanted && answer != *wanted {
            return Err(broke(format!("{finding} is {answer}, {found}, expected {wanted}")));
        }
    }
    Ok(())
}

/// A verifier who was off catches up from the others and verifies with the school off.
fn verify(stage: &mut Stage<'_>, places: &[StatusReply], props: &Props) -> Result<(), Failure> {
    let wanted = held(&stage.cast[SCHOOL], &stage.cast[SCHOOL].did)?;
    stage.cast[SCHOOL].sleep();
    stage.say("demo-school-off", &[("name", stage.cast[SCHOOL].name.clone())]);
    let mut verifier = Actor::prepare(stage.folder(), "verifier", "Bibliothèque du Port")?;
    verifier.identify("organisation")?;
    let _place = verifier.wake(stage)?;
    verifier.meet(&places[ASSOCIATION])?;
    verifier.meet(&places[LEARNER])?;
    stage.say("demo-verifier-up", &[("name", verifier.name.clone())]);
    stage.cast.push(verifier);
    know(stage)?;
    let (verifier, learner) = (&stage.cast[VERIFIER], &stage.cast[LEARNER]);
    let learners = held(learner, &learner.did)?;
    stage.wait("demo-broke-carry", verifier.role, || {
        let school = held(verifier, &stage.cast[SCHOOL].did)? >= wanted;
        Ok((school && held(verifier, &learner.did)? >= learners).then_some(()))
    })?;
    stage.say("demo-caught-up", &[("entries", wanted.to_string())]);
    let ran = judged(stage, VERIFIER, &props.baked, "integrity,status")?;
    let rows = [
        ("integrity", "yes"),
        ("status", "clear-as-of"),
        ("path", "recognised"),
        ("endorsements", "endorsed"),
    ];
    expect(&ran, 0, &rows)?;
    stage.say("demo-verified", &[("name", stage.cast[VERIFIER].name.clone())]);
    Ok(())
}

/// The verifier knows the association and the learner: they stand in its address book. Neither's word
/// for the school hangs on the other's.
fn know(stage: &Stage<'_>) -> Result<(), Failure> {
    let verifier = &stage.cast[VERIFIER];
    for known in [ASSOCIATION, LEARNER].map(|who| &stage.cast[who]) {
        let (did, name) = (known.did.clone(), known.name.clone());
        let draft = ContactDraft { did, name: name.clone(), note: None };
        let _contact: ContactView = verifier.client()?.post("/v1/contacts", &draft)?;
        stage.say("demo-knows", &[("name", verifier.name.clone()), ("whom", name)]);
    }
    Ok(())
}

/// The school revokes: two nodes hear it live, one on its return.
fn revoke(stage: &mut Stage<'_>, props: &Props) -> Result<(), Failure> {
    stage.cast[LEARNER].sleep();
    stage.say("demo-learner-off", &[("name", stage.cast[LEARNER].name.clone())]);
    wake(stage, SCHOOL)?;
    let verdict = format!("/v1/credentials/{}/revoke", encoded(&props.credential.id));
    let reason = Some(stage.sentence("demo-revocation-words"));
    let request = RevokeRequest { reason, ..RevokeRequest::default() };
    let reply: SignedReply<CredentialView> =
        stage.cast[SCHOOL].client()?.post(&verdict, &request)?;
    if !reply.changed {
        return Err(broke("the revocation changed nothing"));
    }
    let wanted = held(&stage.cast[SCHOOL], &stage.cast[SCHOOL].did)?;
    stage.say("demo-revoked", &[("entry", wanted.saturating_sub(1).to_string())]);
    for who in [ASSOCIATION, VERIFIER] {
        arrived(stage, who, wanted)?;
        stage.say("demo-heard-live", &[("name", stage.cast[who].name.clone())]);
    }
    let ran = judged(stage, VERIFIER, &props.baked, "integrity,status")?;
    expect(&ran, 6, &[("integrity", "yes"), ("status", "revoked")])?;
    wake(stage, LEARNER)?;
    arrived(stage, LEARNER, wanted)?;
    stage.say("demo-heard-late", &[("name", stage.cast[LEARNER].name.clone())]);
    let ran = judged(stage, LEARNER, &props.baked, "integrity,status")?;
    expect(&ran, 6, &[("integrity", "yes"), ("status", "revoked")])
}

/// Wakes a node of the cast and tells it where the awake ones are.
fn wake(stage: &mut Stage<'_>, who: usize) -> Result<(), Failure> {
    let mut others = Vec::new();
    for (place, actor) in stage.cast.iter().enumerate() {
        if place != who {
            others.extend(actor.client()?.get::<StatusReply>("/v1/status").ok());
        }
    }
    let mut actor = stage.cast.remove(who);
    let woken = actor.wake(stage);
    let met = others.iter().try_for_each(|other| actor.meet(other));
    let name = actor.name.clone();
    stage.cast.insert(who, actor);
    let _place = woken?;
    met?;
    stage.say("demo-back", &[("name", name)]);
    Ok(())
}

fn arrived(stage: &Stage<'_>, who: usize, entries: u64) -> Result<(), Failure> {
    let (actor, school) = (&stage.cast[who], &stage.cast[SCHOOL].did);
    stage.wait("demo-broke-carry", actor.role, || {
        Ok((held(actor, school)? >= entries).then_some(()))
    })
}

/// One byte of a second badge is changed: the verifier refuses it and says why.
fn tamper(stage: &Stage<'_>, props: &Props) -> Result<(), Failure> {
    let mut bytes =
        std::fs::read(&props.doubtful).map_err(|cause| Failure::file(&props.doubtful, &cause))?;
    let narrative = stage.sentence("demo-narrative-second");
    let word = narrative.as_bytes();
    let at = bytes.windows(word.len()).position(|window| window == word);
    let at = at.ok_or_else(|| broke("the second badge lost its narrative"))?;
    bytes[at] ^= 0x20;
    let forged = stage.folder().join("forged-badge.json");
    write(&forged, &bytes)?;
    stage.say("demo-tampered", &[("byte", at.to_string())]);
    let ran = judged(stage, VERIFIER, &forged, "integrity")?;
    expect(&ran, 6, &[("integrity", "signature-wrong")])
}
