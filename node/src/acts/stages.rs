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
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::model::staged::Staged;
use bot_protocol::identity::Did;

use super::issue::refused_shape;
use super::{ActError, Acts};
use crate::keys::Identity;

impl Acts {
    /// Makes a stage of what is to be signed, where that is asked for.
    pub(super) fn make_stage(
        &self,
        request: &IssueRequest,
        (identity, subject): (&Identity, Did),
        unsigned: &mut Value,
    ) -> Result<(), ActError> {
        let own = identity.did();
        let before = request.after.as_deref().map(|text| self.stage_before(text)).transpose()?;
        let staged = match &before {
            None if request.roles.is_empty() => return Ok(()),
            None => self.first_stage(unsigned, &request.roles, (own, subject))?,
            Some(before) => {
                if !request.roles.is_empty() {
                    return Err(refused("the first stage says who signs the others"));
                }
                next_stage(before, unsigned, own)?
            }
        };
        let Value::Object(members) = unsigned else { return Err(ActError::Broken) };
        staged.write(members, before.as_ref());
        closed(unsigned, Contexts::pinned()).map_err(refused_shape)
    }

    /// The stage right before, seen to be what its issuer signed and not to be void.
    fn stage_before(&self, text: &str) -> Result<Value, ActError> {
        let bytes = decode_base64(text)
            .map_err(|_| ActError::field("after", text, "base64 of RFC 4648 §4"))?;
        let asked = VerifyRequest { document: text.to_owned(), ..VerifyRequest::default() };
        let verdict = self.verify(&asked)?;
        let answer = |name: &str| verdict.findings.get(name).map(|finding| finding.answer);
        if answer("integrity") != Some(Answer::Yes) {
            return Err(refused("the stage before is not what its issuer signed"));
        }
        if answer("status") == Some(Answer::No) || answer("right") == Some(Answer::No) {
            return Err(refused("the stage before does not count"));
        }
        json::read(&bytes).map_err(|_| refused("the stage before is no JSON"))
    }

    /// The first: the recipient's own, and who signs the others, each somebody else.
    fn first_stage(
        &self,
        unsigned: &Value,
        roles: &BTreeMap<String, String>,
        (own, subject): (Did, Did),
    ) -> Result<Staged, ActError> {
        if own != subject {
            return Err(refused("the first stage is signed by whom it is about"));
        }
        let credential = Credential::new(unsigned);
        let asked = credential.achievement_id().map(|id| self.stages_of(id)).transpose()?;
        let asked = asked.flatten().ok_or_else(|| refused("this badge has no stages"))?;
        let mut named: Vec<(String, String)> = Vec::new();
        for role in asked.iter().skip(1) {
            let name = &role.name;
            let Some(who) = roles.get(name) else {
                return Err(refused(&format!("nobody is named as {name}")));
            };
            let who = self.whoever("roles", who)?.did;
            if !role.may_take(&who) {
                return Err(refused(&format!("{who} is none of those who may sign as {name}")));
            }
            let who = who.to_string();
            if who == own.to_string() || named.iter().any(|(_, other)| *other == who) {
                return Err(refused("each stage is signed by somebody else"));
            }
            named.push((name.clone(), who));
        }
        match roles.keys().find(|role| asked.iter().skip(1).all(|one| one.name != **role)) {
            Some(role) => Err(refused(&format!("{role} signs no stage after the first"))),
            None => Ok(Staged { roles: named, earlier: Vec::new() }),
        }
    }
}

/// The next stage after one, signed by whom the first names for it.
fn next_stage(before: &Value, unsigned: &Value, own: Did) -> Result<Staged, ActError> {
    let (before, this) = (Credential::new(before), Credential::new(unsigned));
    let staged = Staged::of(&before).ok_or_else(|| refused("what is named is no stage"))?;
    if before.achievement_id() != this.achievement_id() || before.subject_id() != this.subject_id()
    {
        return Err(refused("the stage before is of another badge or about somebody else"));
    }
    let (number, of) = staged.place();
    let Some((role, who)) = staged.roles.get(number.saturating_sub(1)) else {
        return Err(refused(&format!("all {of} stages are signed")));
    };
    if *who != own.to_string() {
        let detail =
            format!("stage {} of {of} is for the {role} to sign", number.saturating_add(1));
        return Err(refused(&detail));
    }
    Ok(Staged { roles: staged.roles, earlier: Vec::new() })
}

fn refused(detail: &str) -> ActError {
    ActError::conflict("stage-refused", detail.to_owned())
}

/// Which stage a credential says it is.
pub(super) fn stage_of(credential: &Credential<'_>) -> Option<StageView> {
    let (number, of) = Staged::of(credential)?.place();
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Some(StageView { number: count(number), of: count(of) })
}
