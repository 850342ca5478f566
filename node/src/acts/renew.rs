//! Renewing: the same is awarded anew to the same holder with a later end, by a badge that names the
//! former one, which is then revoked where it has not ended.
//!
//! Both are noted in one commit: there is no former that is to be revoked without the new one that
//! takes its place. Source: `spec/status.md` §6.

use std::sync::Arc;

use bot_protocol::api::{
    CredentialRole, CredentialView, IssueRequest, RenewReply, RenewRequest, SignedReply,
    StatusChange,
};
use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::{Credential, renewed};
use bot_protocol::credential::status::Place;
use bot_protocol::identity::Did;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Question};

use super::changes::{Changeable, revoked_for_good};
use super::credentials::{Badge, view};
use super::issue::Beside;
use super::pending::{Agreed, Entry};
use super::repeat::{Asked, kept};
use super::stages::stage_of;
use super::{ActError, Acts, time};

/// What is renewed, seen to be something that can be.
struct Former {
    badge: Arc<Badge>,
    shown: CredentialView,
    issuer: Did,
    /// Who goes on for the issuer, where it has a new key.
    by: Option<Did>,
    place: Place,
    ends: Timestamp,
}

impl Acts {
    /// Awards anew, with a later end, what an identity of this node awarded: to the same holder, in
    /// the same words, by a badge that names the former. The former is revoked after the time in which
    /// that can be undone, unless it is to be kept or has ended.
    ///
    /// # Errors
    /// When the badge is not known here, is somebody else's, is revoked, suspended or about to be, is
    /// one of several stages or has no end; when the new end is not later, or a text is refused.
    /// Nothing is done then.
    pub async fn renew(
        &self,
        id: &str,
        request: impl Into<Asked<RenewRequest>>,
    ) -> Result<RenewReply, ActError> {
        let Asked { request, repeat } = request.into();
        let undo_seconds = self.undo_seconds(request.undo_seconds)?;
        let _turn = self.turn().await;
        let former = self.renewable(id, request.as_identity.as_deref())?;
        let until = time("valid_until", request.valid_until.as_deref())?;
        if let (Some(until), Some(text)) = (until, &request.valid_until)
            && until <= former.ends
        {
            return Err(ActError::field("valid_until", text, "a time after the former ends"));
        }
        let agreed = self.replaced(&former, &request, undo_seconds)?;
        let noted = agreed.as_ref().map(|agreed| self.agreed_note(agreed)).transpose()?;
        let told = |done: SignedReply<CredentialView>| RenewReply {
            changed: done.changed,
            dry_run: done.dry_run,
            letter: done.letter,
            followed: done.followed,
            item: done.item,
            former: former.shown.clone(),
            replaced: agreed.is_some(),
            pending: noted
                .as_ref()
                .filter(|_| undo_seconds > 0 && !request.dry_run)
                .map(|(_, pending, _)| pending.clone()),
        };
        let noting = |done: &SignedReply<CredentialView>| {
            let note = noted.as_ref().map(|(.., note)| note.clone());
            note.into_iter().chain(kept(repeat.as_ref(), &told(done.clone()))).collect()
        };
        let beside = Beside { former: Some(&former.badge.value), ..Beside::default() };
        let done = self.issue_now(anew(&former, &request)?, beside, noting).await?;
        let reply = told(done);
        if let (Some((key, ..)), Some(agreed)) = (noted, agreed)
            && reply.changed
        {
            self.woken.notify_one();
            if undo_seconds == 0
                && let Err(error) = self.carry_out(&key, agreed).await
            {
                // It is noted: what is not said now is said later.
                tracing::warn!(%error, "what was renewed is revoked later");
            }
        }
        Ok(reply)
    }

    /// The badge that is to be renewed, where it can be.
    fn renewable(&self, id: &str, who: Option<&str>) -> Result<Former, ActError> {
        let snapshot = self.snapshot()?;
        let standing = self.standing(&snapshot)?;
        let badge = self.badge(&snapshot, id)?;
        let Changeable { issuer, by, place } = self.changeable(&snapshot, &badge, who)?;
        let refused = |why: &str| ActError::conflict("renewal-refused", why);
        // What is known from a ledger alone may be by a key that was given up.
        if badge.role == CredentialRole::Seen {
            let verdict = self.judged_here(&snapshot, &badge.file()?);
            let holds = verdict.is_some_and(|one| one.answer(Question::Integrity) == Answer::Yes);
            if !holds {
                return Err(refused("nothing here shows that its issuer signed it in time"));
            }
        }
        if standing.is_revoked(&issuer, place) {
            return Err(revoked_for_good());
        }
        if standing.is_suspended(&issuer, place) {
            return Err(refused("it is suspended"));
        }
        if self.change_awaited(&badge.id)?.is_some() {
            return Err(refused("a change of its status is agreed and not said yet"));
        }
        let credential = Credential::new(&badge.value);
        if stage_of(&credential).is_some() {
            return Err(refused("it is one of several stages"));
        }
        let ends = credential.valid_until().ok().flatten();
        let ends = ends.ok_or_else(|| refused("it is valid without end"))?;
        let shown = view(&snapshot, &standing, &badge, false);
        Ok(Former { shown, issuer, by, place, ends, badge })
    }

    /// The revocation of the former, where it does not end by itself.
    fn replaced(
        &self,
        former: &Former,
        request: &RenewRequest,
        undo_seconds: u32,
    ) -> Result<Option<Agreed>, ActError> {
        let now = self.now();
        if request.keep_former || former.ends <= now {
            return Ok(None);
        }
        let Place { list, index } = former.place;
        let entry = Entry { list, indexes: vec![index], reason: request.reason.clone() };
        entry.content(StatusChange::Revoke, former.by.map(|_| former.issuer)).check()?;
        Ok(Some(Agreed {
            issuer: former.issuer,
            change: StatusChange::Revoke,
            credentials: 1,
            due: now.millis().saturating_add(u64::from(undo_seconds) * 1000),
            begun: false,
            entries: vec![entry],
            said: Vec::new(),
            answer: None,
        }))
    }
}

/// The award of the same, to the same holder.
fn anew(former: &Former, request: &RenewRequest) -> Result<IssueRequest, ActError> {
    let credential = Credential::new(&former.badge.value);
    let unfit = |what: &str| ActError::conflict("renewal-refused", format!("it names no {what}"));
    let achievement = credential.achievement_id().ok_or_else(|| unfit("achievement"))?;
    let to = credential.subject_id().ok_or_else(|| unfit("holder"))?;
    let said = credential.subjects().find_map(|one| one.get("narrative")?.as_str());
    Ok(IssueRequest {
        as_identity: Some(former.by.unwrap_or(former.issuer).to_string()),
        achievement: achievement.to_owned(),
        to: to.to_owned(),
        narrative: request.narrative.clone().or_else(|| said.map(str::to_owned)),
        valid_from: request.valid_from.clone(),
        valid_until: request.valid_until.clone(),
        draft: Some(Value::Object(renewed::taken_over(&former.badge.value))),
        dry_run: request.dry_run,
        ..IssueRequest::default()
    })
}
