//! Awarding in stages: the first says who signs the others, each of which pins those before it.
//!
//! Whoever verifies judges the stages by the creator's rule; here it is only seen that nobody signs one
//! that cannot count. Source: `spec/rules.md` §7.

use std::collections::BTreeMap;

use bot_protocol::api::{Answer, IssueRequest, StageView, VerifyRequest};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::multibase::decode_base64;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::closed;
use bot_protocol::credential::model::staged::Staged;
use bot_protocol::credential::model::{Credential, related};
use bot_protocol::identity::Did;
use bot_protocol::verdict::{Evidence, Reader, Secured};

use super::issue::refused_shape;
use super::snapshot::Snapshot;
use super::{ActError, Acts};
use crate::keys::Identity;

impl Acts {
    /// Makes a stage of what is to be signed, where that is asked for.
    ///
    /// # Errors
    /// Where the stage cannot count; where none is asked for, when nothing but a stage would count.
    pub(super) fn make_stage(
        &self,
        request: &IssueRequest,
        (identity, subject): (&Identity, Did),
        unsigned: &mut Value,
    ) -> Result<(), ActError> {
        let own = identity.did();
        let before = request.after.as_deref().map(|text| self.stage_before(text)).transpose()?;
        let staged = match &before {
            None if request.roles.is_empty() => return self.counts_without_stages(unsigned, own),
            None => self.first_stage(unsigned, &request.roles, (own, subject))?,
            Some(before) => {
                if !request.roles.is_empty() {
                    return Err(refused(
                        "named-twice",
                        "the first stage says who signs the others",
                        [],
                    ));
                }
                next_stage(before, unsigned, own)?
            }
        };
        let Value::Object(members) = unsigned else { return Err(ActError::Broken) };
        staged.write(members, before.as_ref());
        closed(unsigned, Contexts::pinned()).map_err(refused_shape)
    }

    /// Refuses a badge that its issuer may award in stages alone, where it is none of them: it would be
    /// worth nothing once it is signed.
    pub(super) fn counts_without_stages(&self, unsigned: &Value, own: Did) -> Result<(), ActError> {
        let credential = Credential::new(unsigned);
        let asked =
            credential.achievement_id().map(|id| self.only_in_stages(id, &own)).transpose()?;
        let Some(roles) = asked.flatten() else { return Ok(()) };
        let names = roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>().join(", ");
        let later = roles.iter().skip(1).map(|role| format!("--role {}=…", role.name));
        let options = later.collect::<Vec<_>>().join(" ");
        let detail =
            format!("it is awarded in stages: {names}; name who signs them, or the one before");
        let data: [(_, &dyn ToString); 2] = [("roles", &names), ("options", &options)];
        Err(refused("plain", &detail, data))
    }

    /// The stage right before, seen to be what its issuer signed and not to be void.
    fn stage_before(&self, text: &str) -> Result<Value, ActError> {
        let bytes = decode_base64(text)
            .map_err(|_| ActError::field("after", text, "base64 of RFC 4648 §4"))?;
        let asked = VerifyRequest { document: text.to_owned(), ..VerifyRequest::default() };
        let verdict = self.verify(&asked)?;
        let answer = |name: &str| verdict.findings.get(name).map(|finding| finding.answer);
        if answer("integrity") != Some(Answer::Yes) {
            return Err(refused(
                "before-unsigned",
                "the stage before is not what its issuer signed",
                [],
            ));
        }
        if answer("status") == Some(Answer::No) || answer("right") == Some(Answer::No) {
            return Err(refused("before-void", "the stage before does not count", []));
        }
        json::read(&bytes).map_err(|_| refused("before-unread", "the stage before is no JSON", []))
    }

    /// Takes as evidence what is kept here, in whatever feed or in none, and these credentials speak of: the
    /// stages before a badge in stages, of which whoever holds it was given each, and the badge that an
    /// endorsement is of.
    pub(super) fn hear_spoken_of(
        &self,
        snapshot: &Snapshot<'_>,
        credentials: &[Secured],
        reader: &Reader<'_>,
        evidence: &mut Evidence,
    ) -> Result<(), ActError> {
        for later in credentials {
            let credential = later.credential();
            let endorsed = credential.is_a("EndorsementCredential");
            let wanted = match Staged::of(&credential) {
                Some(staged) => staged.earlier,
                None => credential
                    .subject_id()
                    .filter(|_| endorsed)
                    .map(str::to_owned)
                    .into_iter()
                    .collect(),
            };
            if wanted.is_empty() {
                continue;
            }
            let known = self.badges(snapshot)?;
            for badge in known.iter().filter(|one| wanted.contains(&one.id)) {
                // What is not to be read stands for no stage: the verdict says that one is missing.
                let Ok(presented) = reader.read(&badge.file()?) else { continue };
                // That only other content of an id is at hand is told of an endorsement.
                let is_meant = |one: &&Secured| {
                    endorsed || related::pins(later.document(), &badge.id, one.document())
                };
                let meant = presented.credentials().iter().filter(is_meant);
                meant.for_each(|one| evidence.hear_badge(one.clone()));
            }
        }
        Ok(())
    }

    /// The first: the recipient's own, and who signs the others, each somebody else.
    fn first_stage(
        &self,
        unsigned: &Value,
        roles: &BTreeMap<String, String>,
        (own, subject): (Did, Did),
    ) -> Result<Staged, ActError> {
        if own != subject {
            return Err(refused("own", "the first stage is signed by whom it is about", []));
        }
        let credential = Credential::new(unsigned);
        let asked = credential.achievement_id().map(|id| self.stages_of(id)).transpose()?;
        let asked =
            asked.flatten().ok_or_else(|| refused("none", "this badge has no stages", []))?;
        let mut named: Vec<(String, String)> = Vec::new();
        for role in asked.iter().skip(1) {
            let name = &role.name;
            let Some(who) = roles.get(name) else {
                return Err(refused(
                    "unnamed",
                    &format!("nobody is named as {name}"),
                    [("role", name)],
                ));
            };
            let who = self.whoever("roles", who)?.did;
            if !role.may_take(&who) {
                let detail = format!("{who} is none of those who may sign as {name}");
                return Err(refused("not-taken", &detail, [("who", &who), ("role", name)]));
            }
            let who = who.to_string();
            if who == own.to_string() || named.iter().any(|(_, other)| *other == who) {
                return Err(refused("same-person", "each stage is signed by somebody else", []));
            }
            named.push((name.clone(), who));
        }
        match roles.keys().find(|role| asked.iter().skip(1).all(|one| one.name != **role)) {
            Some(role) => {
                let detail = format!("{role} signs no stage after the first");
                Err(refused("role-unknown", &detail, [("role", role)]))
            }
            None => Ok(Staged { roles: named, earlier: Vec::new() }),
        }
    }
}

/// The next stage after one, signed by whom the first names for it.
fn next_stage(before: &Value, unsigned: &Value, own: Did) -> Result<Staged, ActError> {
    let (before, this) = (Credential::new(before), Credential::new(unsigned));
    let staged = Staged::of(&before)
        .ok_or_else(|| refused("before-none", "what is named is no stage", []))?;
    if before.achievement_id() != this.achievement_id() || before.subject_id() != this.subject_id()
    {
        return Err(refused(
            "before-other",
            "the stage before is of another badge or about somebody else",
            [],
        ));
    }
    let (number, of) = staged.place();
    let Some((role, who)) = staged.roles.get(number.saturating_sub(1)) else {
        return Err(refused("all", &format!("all {of} stages are signed"), [("of", &of)]));
    };
    if *who != own.to_string() {
        let next = number.saturating_add(1);
        let detail = format!("stage {next} of {of} is for the {role} to sign");
        let data: [(_, &dyn ToString); 3] = [("stage", &next), ("of", &of), ("role", role)];
        return Err(refused("not-yours", &detail, data));
    }
    Ok(Staged { roles: staged.roles, earlier: Vec::new() })
}

fn refused<const N: usize>(
    given: &'static str,
    detail: &str,
    data: [(&'static str, &dyn ToString); N],
) -> ActError {
    let code = ("stage-refused", given);
    ActError::given(code, detail, data)
}

/// Which stage a credential says it is.
pub(super) fn stage_of(credential: &Credential<'_>) -> Option<StageView> {
    let (number, of) = Staged::of(credential)?.place();
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Some(StageView { number: count(number), of: count(of) })
}
