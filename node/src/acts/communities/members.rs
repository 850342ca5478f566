//! Members: admitted by a badge, dismissed by its revocation, and gone by their own word.

use std::collections::BTreeSet;
use std::sync::Arc;

use bot_protocol::api::{
    AchievementDraft, AdmitReply, AdmitRequest, CredentialState, CredentialView, DismissRequest,
    EndorsementAsk, IssueRequest, LeaveReply, LeaveRequest, MemberView, Page, PageQuery,
    RevokeRequest,
};
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::limits::{MEMBERSHIPS_MAX, STEWARD_ROLE_BYTES_MAX};
use bot_protocol::statement::kinds::{Document, Leave};
use bot_protocol::statement::{Content, Kind};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{self, MEMBERSHIP, Question};
use bot_protocol::words::Lang;

use crate::acts::contacts::Named;
use crate::acts::credentials::{Badge, view};
use crate::acts::snapshot::{Snapshot, document};
use crate::acts::{ActError, Acts, achievements, page, time};
use crate::keys::Identity;

impl Acts {
    /// Makes somebody a member: awards the membership, which is made where there is none, offers it by
    /// letter, and asks the stewards to stand behind it. Repeated, nothing is awarded again, and only
    /// stewards are asked who were not.
    ///
    /// # Errors
    /// When who, the role or the term is refused, or nothing can be signed.
    pub async fn admit(&self, request: AdmitRequest) -> Result<AdmitReply, ActError> {
        let identity = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let Named { did: who, followed } = self.whoever("who", &request.who)?;
        time("until", request.until.as_deref())?;
        let role = request.role.as_deref().map(str::trim).filter(|role| !role.is_empty());
        if let Some(role) = role.filter(|role| role.len() > STEWARD_ROLE_BYTES_MAX) {
            return Err(ActError::field("role", role, "at most 64 bytes"));
        }
        let (stewards, needed, waits) = self.admitting(&identity)?;
        let held = self.membership_before(&identity, &who, role)?;
        let changed = held.is_none();
        let item = match held {
            Some(view) => Some(view),
            None => self.award_membership(&identity, &who, (role, &request)).await?,
        };
        let mut reply = AdmitReply {
            changed: changed && !request.dry_run,
            dry_run: request.dry_run,
            item,
            offered: changed,
            needed: u32::from(needed),
            asked: Vec::new(),
            asked_now: Vec::new(),
            waits,
            followed,
        };
        let named: Vec<Did> = stewards.into_iter().filter(|did| *did != who).collect();
        if needed > 0 {
            let snapshot = self.snapshot()?;
            reply.asked = named.iter().map(|did| snapshot.party(did)).collect();
        }
        if needed == 0 || request.dry_run {
            return Ok(reply);
        }
        let target = reply.item.as_ref().map(|item| item.id.clone()).unwrap_or_default();
        if changed {
            // Whom an award takes is asked in its own commit.
            let stewards = reply.item.as_ref().and_then(|item| item.stewards.as_ref());
            reply.asked_now = stewards.map(|one| one.asked.clone()).unwrap_or_default();
            return Ok(reply);
        }
        for did in named {
            if self.stands_behind(&did, &target)? {
                continue;
            }
            let ask = EndorsementAsk {
                as_identity: Some(identity.did().to_string()),
                target: target.clone(),
                from: did.to_string(),
                words: request.words.clone(),
                ..EndorsementAsk::default()
            };
            if self.ask_endorsement(ask).await?.changed {
                reply.changed = true;
                reply.asked_now.push(self.snapshot()?.party(&did));
            }
        }
        Ok(reply)
    }

    /// The communities that ended a membership which somebody here still shows and did not leave.
    pub(in crate::acts) fn dismissed(
        &self,
        snapshot: &Snapshot<'_>,
    ) -> Result<Vec<String>, ActError> {
        let mut shown = Vec::new();
        for identity in self.keys.identities() {
            let did = identity.did();
            shown.extend(self.memberships(snapshot, &did, None)?.into_iter().map(|one| (did, one)));
        }
        let mut names = BTreeSet::new();
        if shown.is_empty() {
            return Ok(Vec::new());
        }
        let standing = self.standing(snapshot)?;
        for (did, one) in shown {
            if standing.taken_back(one.value()) != Some(CredentialState::Revoked) {
                continue;
            }
            let credential = Credential::new(one.value());
            let community = credential.creator().or(credential.issuer()).unwrap_or_default();
            let Ok(community) = community.parse::<Did>() else { continue };
            if self.left(snapshot, &did, &community)? < awarded(&one) {
                let party = snapshot.party(&community);
                names.insert(party.name.unwrap_or(party.did));
            }
        }
        Ok(names.into_iter().collect())
    }

    /// Ends every membership of somebody at once, by the community's key alone.
    ///
    /// # Errors
    /// When who is unknown or is no member by a badge of this community's.
    pub async fn dismiss(&self, request: DismissRequest) -> Result<LeaveReply, ActError> {
        let identity = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let Named { did: who, .. } = self.whoever("who", &request.who)?;
        let awarded = self.memberships_awarded(&identity, &who)?;
        if awarded.is_empty() {
            let detail = format!("{} awarded no membership to {who}", identity.name());
            return Err(ActError::conflict("member-unknown", detail));
        }
        let over = |view: &&CredentialView| view.state == CredentialState::Revoked;
        let open: Vec<&CredentialView> = awarded.iter().filter(|view| !over(view)).collect();
        if !request.dry_run {
            for view in &open {
                let revoke = RevokeRequest {
                    as_identity: Some(identity.did().to_string()),
                    reason: request.reason.clone(),
                    ..RevokeRequest::default()
                };
                self.revoke(&view.id, revoke).await?;
            }
        }
        let snapshot = self.snapshot()?;
        Ok(LeaveReply {
            changed: !open.is_empty() && !request.dry_run,
            dry_run: request.dry_run,
            community: snapshot.party(&identity.did()),
            member: snapshot.party(&who),
            ended: u32::try_from(open.len()).unwrap_or(u32::MAX),
        })
    }

    /// Leaves a community. Repeated, nothing is written again.
    ///
    /// # Errors
    /// When the community is unknown, or no membership of it is held here.
    pub async fn leave_community(&self, request: LeaveRequest) -> Result<LeaveReply, ActError> {
        let _turn = self.turn().await;
        let identity = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let community = self.community_called(&self.snapshot()?, &request.community)?;
        let (party, member, held, open) = {
            let snapshot = self.snapshot()?;
            let held = self.memberships_held(&snapshot, &identity, &community)?;
            let left = self.left(&snapshot, &identity.did(), &community)?;
            let open = held.iter().filter(|at| left.is_none_or(|left| **at > left)).count();
            let (party, member) = (snapshot.party(&community), snapshot.party(&identity.did()));
            (party, member, held.len(), open)
        };
        if held == 0 {
            let detail = format!("{} holds no membership of {community}", identity.name());
            return Err(ActError::conflict("membership-none", detail));
        }
        let content = Content::Leave(Leave { community, words: request.words });
        content.check()?;
        let changed = open > 0 && !request.dry_run;
        if changed {
            self.hands.say(identity.did(), content, Vec::new()).await?;
        }
        let ended = u32::try_from(open).unwrap_or(u32::MAX);
        Ok(LeaveReply { changed, dry_run: request.dry_run, community: party, member, ended })
    }

    /// Who published a membership of a community, each with whether it stands.
    ///
    /// # Errors
    /// When the community is unknown, or the store cannot be read.
    pub fn members(
        &self,
        community: &str,
        query: &PageQuery,
        lang: Lang,
    ) -> Result<Page<MemberView>, ActError> {
        let snapshot = self.snapshot()?;
        let community = self.community_called(&snapshot, community)?;
        let mut shown: Vec<(Did, Document)> = Vec::new();
        for said in snapshot.said(Kind::Publish)? {
            let author = said.author;
            let found = document(&said.content).filter(|one| is_of(&snapshot, one, &community));
            shown.extend(found.map(|one| (author, one.clone())));
        }
        shown.sort_by_key(|(did, one)| (did.to_string(), awarded(one), one.bytes().to_vec()));
        let Page { items, next } = page(shown, query)?;
        let views = items.iter().map(|(did, one)| self.member_view(&snapshot, (did, one), lang));
        Ok(Page { items: views.collect::<Result<Vec<_>, _>>()?, next })
    }

    pub(super) fn member_view(
        &self,
        snapshot: &Snapshot<'_>,
        (did, document): (&Did, &Document),
        lang: Lang,
    ) -> Result<MemberView, ActError> {
        let credential = Credential::new(document.value());
        let verdict = self.judged_here(snapshot, document.bytes()).ok_or(ActError::Broken)?;
        let order = [Question::Integrity, Question::Status, Question::Right];
        let of = |wanted| order.into_iter().find(|one| verdict.answer(*one) == wanted);
        let deciding = of(verdict::Answer::No).or_else(|| of(verdict::Answer::Unknown));
        let deciding = deciding.unwrap_or(Question::Right);
        let (answer, says) = (verdict.answer(deciding), verdict.say(deciding, lang));
        let code = verdict.reason(deciding).code().to_owned();
        let role = credential.subject().and_then(|subject| subject.get("role"));
        let moment = |name: &str| document.value().get(name).and_then(Value::as_str);
        Ok(MemberView {
            who: snapshot.party(did),
            role: role.and_then(Value::as_str).map(str::to_owned),
            since: moment("validFrom").map(str::to_owned),
            until: moment("validUntil").map(str::to_owned),
            stands: match answer {
                verdict::Answer::Yes => bot_protocol::api::Answer::Yes,
                verdict::Answer::No => bot_protocol::api::Answer::No,
                verdict::Answer::Unknown => bot_protocol::api::Answer::Unknown,
            },
            reason: code,
            says: snapshot.with_names(&says),
            credential: document.id().unwrap_or_default().to_owned(),
        })
    }

    /// From when on what a part awards can count: since the community that it names took it in.
    fn taken_in_since(
        &self,
        snapshot: &Snapshot<'_>,
        community: &Did,
    ) -> Result<Option<Timestamp>, ActError> {
        let charters = self.charters(snapshot, community)?;
        let parent = charters.newest().and_then(|found| found.charter.text.parent);
        let Some(parent) = parent else { return Ok(None) };
        let shown = self.memberships(snapshot, community, Some(&parent))?;
        let mut standing = Vec::new();
        for one in shown.iter().take(MEMBERSHIPS_MAX) {
            let view = self.member_view(snapshot, (community, one), Lang::En)?;
            standing.extend(awarded(one).filter(|_| view.stands == bot_protocol::api::Answer::Yes));
        }
        // A charter that came later is one under which it was a part from its first moment on.
        let first = standing.into_iter().min();
        Ok(first.filter(|first| charters.newest().is_some_and(|found| found.since < *first)))
    }

    async fn award_membership(
        &self,
        identity: &Identity,
        who: &Did,
        (role, request): (Option<&str>, &AdmitRequest),
    ) -> Result<Option<CredentialView>, ActError> {
        let achievement = match self.membership_of(identity)? {
            Some(id) => id,
            None if request.dry_run => return Ok(None),
            None => self.make_membership(identity).await?,
        };
        let draft = role.map(|role| {
            let mut subject = Object::new();
            subject.insert("role", role);
            Value::object([("credentialSubject", Value::Object(subject))])
        });
        let issue = IssueRequest {
            as_identity: Some(identity.did().to_string()),
            achievement,
            to: who.to_string(),
            valid_until: request.until.clone(),
            draft,
            dry_run: request.dry_run,
            ..IssueRequest::default()
        };
        let words = request.words.as_deref();
        Ok(Some(self.issue_asking(issue, words, |_| Vec::new()).await?.item))
    }

    /// What a community awards to its members, where it described that.
    fn membership_of(&self, identity: &Identity) -> Result<Option<String>, ActError> {
        let known = achievements::known(&self.snapshot()?)?.into_iter();
        let own = known.filter(|one| one.said.author == identity.did());
        let mut found: Vec<_> = own.filter(|one| is_membership(one.document.value())).collect();
        found.sort_by_key(|one| (one.said.ts(), one.id.clone()));
        Ok(found.into_iter().next().map(|one| one.id))
    }

    async fn make_membership(&self, identity: &Identity) -> Result<String, ActError> {
        let name = identity.name();
        let words = |en: String, fr: String| {
            Value::object([("en", Value::from(en)), ("fr", Value::from(fr))])
        };
        let draft = AchievementDraft {
            as_identity: Some(identity.did().to_string()),
            name: words(format!("Member of {name}"), format!("Membre de {name}")),
            description: words(
                format!("Belongs to the community {name}."),
                format!("Fait partie de la communauté {name}."),
            ),
            criteria: words(
                "Admitted by the community, as its charter says.".to_owned(),
                "Admission par la communauté, comme sa charte le dit.".to_owned(),
            ),
            achievement_type: Some(Value::from(MEMBERSHIP)),
            ..AchievementDraft::default()
        };
        Ok(self.add_achievement(draft).await?.id)
    }

    /// A membership in this role that is awarded already, neither ended nor left, and that can count.
    fn membership_before(
        &self,
        identity: &Identity,
        who: &Did,
        role: Option<&str>,
    ) -> Result<Option<CredentialView>, ActError> {
        let snapshot = self.snapshot()?;
        let left = self.left(&snapshot, who, &identity.did())?;
        let taken_in = self.taken_in_since(&snapshot, &identity.did())?;
        let standing = self.standing(&snapshot)?;
        let now = self.now().to_string();
        for badge in self.awarded(&snapshot, identity, who)? {
            // What a former key awarded may count for nobody: whoever goes on awards it anew.
            if badge.issuer() != Some(identity.did()) {
                continue;
            }
            let credential = Credential::new(&badge.value);
            let held = credential.subject().and_then(|subject| subject.get("role"));
            let since = credential.valid_from().ok().flatten();
            let view = view(&snapshot, &standing, &badge, false);
            let over = matches!(view.state, CredentialState::Revoked | CredentialState::Refused)
                || view.valid_until.as_ref().is_some_and(|until| *until < now)
                || left.is_some_and(|left| since.is_none_or(|since| since <= left))
                // From before the community was taken in: it can never count.
                || taken_in.is_some_and(|from| since.is_none_or(|since| since < from));
            if held.and_then(Value::as_str) == role && !over {
                return Ok(Some(view));
            }
        }
        Ok(None)
    }

    fn memberships_awarded(
        &self,
        identity: &Identity,
        who: &Did,
    ) -> Result<Vec<CredentialView>, ActError> {
        let snapshot = self.snapshot()?;
        let standing = self.standing(&snapshot)?;
        let badges = self.awarded(&snapshot, identity, who)?;
        Ok(badges.iter().map(|badge| view(&snapshot, &standing, badge, false)).collect())
    }

    /// The memberships that an identity of this node awarded to somebody.
    fn awarded(
        &self,
        snapshot: &Snapshot<'_>,
        identity: &Identity,
        who: &Did,
    ) -> Result<Vec<Arc<Badge>>, ActError> {
        let mut badges = self.badges(snapshot)?;
        badges.retain(|badge| {
            let credential = Credential::new(&badge.value);
            let is_one = |found: Option<Did>, other: &Did| {
                found.is_some_and(|found| snapshot.ring.is_one(&found, other))
            };
            is_one(badge.issuer(), &identity.did())
                && is_one(badge.subject(), who)
                && credential.achievement().is_some_and(is_membership)
        });
        Ok(badges)
    }

    /// When the memberships of a community that an identity of this node holds were awarded.
    fn memberships_held(
        &self,
        snapshot: &Snapshot<'_>,
        identity: &Identity,
        community: &Did,
    ) -> Result<Vec<Timestamp>, ActError> {
        let own = |badge: &Arc<Badge>| {
            let credential = Credential::new(&badge.value);
            let by = credential.creator().or(credential.issuer());
            let by = by.and_then(|id| id.parse::<Did>().ok());
            let subject = badge.subject();
            subject.is_some_and(|subject| snapshot.ring.is_one(&subject, &identity.did()))
                && by.is_some_and(|by| snapshot.ring.is_one(&by, community))
                && credential.achievement().is_some_and(is_membership)
        };
        let held = self.badges(snapshot)?.into_iter().filter(own);
        let since = |badge: Arc<Badge>| {
            let since = Credential::new(&badge.value).valid_from().ok().flatten();
            since.unwrap_or(Timestamp::from_millis(0))
        };
        Ok(held.map(since).collect())
    }

    /// When somebody left a community last, as far as is known here.
    fn left(
        &self,
        snapshot: &Snapshot<'_>,
        who: &Did,
        community: &Did,
    ) -> Result<Option<Timestamp>, ActError> {
        let mut last = None;
        for did in snapshot.ring.person(who) {
            for said in snapshot.said_by(&did, Kind::Leave)? {
                let Content::Leave(leave) = &said.content else { continue };
                if snapshot.ring.is_one(&leave.community, community) {
                    last = last.max(Some(said.ts()));
                }
            }
        }
        Ok(last)
    }

    /// The memberships that somebody published, of one community or of any.
    pub(in crate::acts) fn memberships(
        &self,
        snapshot: &Snapshot<'_>,
        member: &Did,
        community: Option<&Did>,
    ) -> Result<Vec<Document>, ActError> {
        let mut found = Vec::new();
        for did in snapshot.ring.person(member) {
            for said in snapshot.said_by(&did, Kind::Publish)? {
                let one = document(&said.content).filter(|one| {
                    let kind =
                        Credential::new(one.value()).achievement().is_some_and(is_membership);
                    kind && community.is_none_or(|community| is_of(snapshot, one, community))
                });
                found.extend(one.cloned());
            }
        }
        Ok(found)
    }
}

pub(super) fn is_membership(achievement: &Value) -> bool {
    achievement.get("achievementType").and_then(Value::as_str) == Some(MEMBERSHIP)
}

/// Whether a document is a membership of this community.
fn is_of(snapshot: &Snapshot<'_>, one: &Document, community: &Did) -> bool {
    let credential = Credential::new(one.value());
    let by = credential.creator().or(credential.issuer()).and_then(|id| id.parse::<Did>().ok());
    by.is_some_and(|by| snapshot.ring.is_one(&by, community))
        && credential.achievement().is_some_and(is_membership)
}

/// When a credential was awarded, as it says.
fn awarded(one: &Document) -> Option<Timestamp> {
    Credential::new(one.value()).valid_from().ok().flatten()
}
