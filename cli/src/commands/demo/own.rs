//! The last part: a badge that somebody gives herself is worth what those who stand behind it are
//! worth to whoever looks, and whoever looks can read why.

use bot_protocol::api::{
    AchievementDraft, AchievementView, CredentialView, IssueRequest, OfferKind, SignedReply,
};
use serde_json::json;

use super::stage::Stage;
use super::story::{
    ASSOCIATION, LEARNER, VERIFIER, broke, endorse, expect, held, judged, offer, recognise,
    say_yes, write,
};
use crate::failure::Failure;

/// Plays it: the learner awards herself a badge, the association looks, the library stands behind it
/// later, the association looks again and reads why.
pub(super) fn tell(stage: &Stage<'_>) -> Result<(), Failure> {
    let badge = award(stage)?;
    let file = stage.folder().join("own-badge.json");
    write(&file, badge.document.clone().unwrap_or_default().as_bytes())?;
    caught_up(stage)?;
    let (learner, viewer) = (&stage.cast[LEARNER].name, &stage.cast[ASSOCIATION]);
    stage.say("demo-own-looked", &[("name", viewer.name.clone())]);
    let ran = judged(stage, ASSOCIATION, &file, "integrity,status")?;
    expect(&ran, 0, &[("path", "recognised-by-one"), ("endorsements", "no-endorsement-known")])?;
    stage.say("demo-own-alone", &[("who", learner.clone())]);

    recognise(stage, [VERIFIER, ASSOCIATION], "demo-recognition-words-library")?;
    recognise(stage, [VERIFIER, LEARNER], "demo-recognition-words-library-learner")?;
    endorse(stage, VERIFIER, &badge.id, "demo-endorsement-words-late")?;
    caught_up(stage)?;
    stage.say("demo-own-looked", &[("name", viewer.name.clone())]);
    let ran = judged(stage, ASSOCIATION, &file, "integrity,status,path,endorsements")?;
    expect(&ran, 0, &[("path", "recognised"), ("endorsements", "endorsed")])?;
    explain(stage)
}

/// The learner describes a badge, awards it to herself, accepts and publishes it.
fn award(stage: &Stage<'_>) -> Result<CredentialView, Failure> {
    let learner = &stage.cast[LEARNER];
    let client = learner.client()?;
    let draft = AchievementDraft {
        language: Some(stage.lang().tag().into()),
        name: stage.sentence("demo-own-name").into(),
        description: stage.sentence("demo-own-description").into(),
        criteria: stage.sentence("demo-own-criteria").into(),
        ..AchievementDraft::default()
    };
    let achievement: AchievementView = client.post("/v1/achievements", &draft)?;
    let request = IssueRequest {
        achievement: achievement.id,
        to: learner.did.clone(),
        narrative: Some(stage.sentence("demo-own-narrative")),
        ..IssueRequest::default()
    };
    let reply: SignedReply<CredentialView> = client.post("/v1/credentials", &request)?;
    let badge = reply.item;
    let found = offer(stage, LEARNER, OfferKind::Credential, &badge.id)?;
    let _reply = say_yes(stage, LEARNER, &format!("/v1/offers/{}/accept", found.id))?;
    let name = stage.sentence("demo-own-name");
    stage.say("demo-own-awarded", &[("name", learner.name.clone()), ("what", name)]);
    Ok(badge)
}

/// The association has all that the learner published.
fn caught_up(stage: &Stage<'_>) -> Result<(), Failure> {
    let (viewer, learner) = (&stage.cast[ASSOCIATION], &stage.cast[LEARNER]);
    let wanted = held(learner, &learner.did)?;
    stage.wait("demo-broke-carry", viewer.role, || {
        Ok((held(viewer, &learner.did)? >= wanted).then_some(()))
    })
}

/// What `bot trust` tells the association of the learner: each chain by name, and what would change
/// without one of its ties.
fn explain(stage: &Stage<'_>) -> Result<(), Failure> {
    let (viewer, learner) = (&stage.cast[ASSOCIATION], &stage.cast[LEARNER]);
    let data = [("name", viewer.name.clone()), ("whom", learner.name.clone())];
    stage.say("demo-own-why", &data);
    let ask = ["trust", &learner.did, "--lang", stage.lang().tag()];
    let reply = viewer.bot(&ask)?;
    let chains = reply.printed["chains"].as_array().map_or(0, Vec::len);
    if chains < 2 {
        return Err(broke(format!("bot trust: {chains} chains: {}", reply.trouble)));
    }
    viewer.told(&ask)?.lines().for_each(|line| stage.detail(line));
    stage.object(&json!({ "event": "demo-trust", "node": viewer.role, "reply": reply.printed }));
    stage.say("demo-own-worth", &[]);
    Ok(())
}
