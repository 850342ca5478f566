//! Changing the status of what was awarded: revoked for good, suspended, or given back.
//!
//! The badge itself says where its status is looked for, so an issuer who lost the machine it was
//! awarded on can change it all the same: from its holder's feed, or from the file. Of many badges
//! all change or none: everything is checked before the first entry is written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bot_protocol::api::{
    CredentialRole, CredentialState, CredentialView, PendingChange, RevokeRequest, SignedReply,
    StatusChange, StatusChangeReply, StatusChangeRequest, StatusQuery, StatusTarget,
};
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::status::Place;
use bot_protocol::identity::Did;
use bot_protocol::limits::REVOKE_INDEXES_MAX;
use bot_protocol::statement::kinds::Document;
use bot_protocol::time::Timestamp;

use super::achievements::names;
use super::credentials::{Badge, Standing, view};
use super::offers::check_signed;
use super::pending::{Agreed, Answer, Entry};
use super::repeat::{Asked, kept};
use super::snapshot::Snapshot;
use super::{ActError, Acts, one, time};

/// Most credentials of one request: 10,000, two years of a large school.
const TARGETS_MAX: usize = 10_000;

/// Longest a change can wait to be undone: a day.
const UNDO_SECONDS_MAX: u32 = 24 * 60 * 60;

/// What a request comes to.
struct Plan {
    issuer: Did,
    /// Who says it, where the issuer goes on with a new key.
    by: Option<Did>,
    /// The credentials that change, and those that need not.
    items: Vec<CredentialView>,
    unchanged: Vec<CredentialView>,
    entries: Vec<Entry>,
}

/// Of which issuer's lists a place is, and who of this node may say something of it.
pub(super) struct Changeable {
    pub(super) issuer: Did,
    pub(super) by: Option<Did>,
    pub(super) place: Place,
}

/// What was revoked is neither suspended nor given back.
pub(super) fn revoked_for_good() -> ActError {
    ActError::conflict("revocation-final", "it was revoked, which is for good")
}

/// A badge whose state is to change, and the reason that is given.
type Chosen = (Arc<Badge>, Option<String>);

impl Acts {
    /// Changes the status of credentials that an identity of this node issued: now, or after the
    /// time in which it can be undone. What is so already is left alone.
    ///
    /// # Errors
    /// When any of them is not known here, is somebody else's, or declares no place; when a document
    /// handed in is not properly signed, or a reason is refused. Nothing is done then.
    pub async fn change_status(
        &self,
        request: impl Into<Asked<StatusChangeRequest>>,
    ) -> Result<StatusChangeReply, ActError> {
        self.change(request.into(), false).await
    }

    async fn change(
        &self,
        Asked { request, repeat }: Asked<StatusChangeRequest>,
        single: bool,
    ) -> Result<StatusChangeReply, ActError> {
        let _turn = self.turn().await;
        let undo_seconds = self.undo_seconds(request.undo_seconds)?;
        let plan = self.plan(&request)?;
        let mut reply = StatusChangeReply {
            changed: false,
            dry_run: request.dry_run,
            pending: None,
            entries: Vec::new(),
            items: plan.items,
            unchanged: plan.unchanged,
        };
        if request.dry_run || plan.entries.is_empty() {
            return Ok(reply);
        }
        reply.changed = true;
        let due = self.now().millis().saturating_add(u64::from(undo_seconds) * 1000);
        let mut agreed = Agreed {
            issuer: plan.issuer,
            change: request.change,
            credentials: reply.items.len() as u64,
            due,
            begun: false,
            entries: plan.entries,
            said: Vec::new(),
            answer: None,
        };
        if undo_seconds > 0 {
            let waiting = |pending: &PendingChange| {
                reply.pending = Some(pending.clone());
                kept(repeat.as_ref(), &reply)
            };
            self.agree(&agreed, waiting).await?;
            return Ok(reply);
        }
        let state = state_after(request.change);
        for item in &mut reply.items {
            item.state = state.unwrap_or(item.state);
        }
        agreed.answer = repeat.map(|repeat| Answer { repeat, reply: reply.clone(), single });
        let (key, _) = self.agree(&agreed, |_| None).await?;
        reply.entries = self.carry_out(&key, agreed).await?;
        Ok(reply)
    }

    /// How long a change can be undone: as asked, else as the settings say.
    pub(super) fn undo_seconds(&self, asked: Option<u32>) -> Result<u32, ActError> {
        let undo_seconds = asked.unwrap_or(self.config.status.undo_seconds);
        match undo_seconds > UNDO_SECONDS_MAX {
            true => {
                Err(ActError::field("undo_seconds", &undo_seconds.to_string(), "at most 86400"))
            }
            false => Ok(undo_seconds),
        }
    }

    /// Revokes one credential at once. Repeated, nothing is written again.
    ///
    /// # Errors
    /// As [`Acts::change_status`].
    pub async fn revoke(
        &self,
        id: &str,
        request: impl Into<Asked<RevokeRequest>>,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        self.change_one(StatusChange::Revoke, id, request).await
    }

    /// Changes the status of one credential at once. Repeated, nothing is written again.
    ///
    /// # Errors
    /// As [`Acts::change_status`].
    pub async fn change_one(
        &self,
        change: StatusChange,
        id: &str,
        request: impl Into<Asked<RevokeRequest>>,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        let Asked { request, repeat } = request.into();
        let RevokeRequest { as_identity, document, reason, dry_run } = request;
        let target = StatusTarget { id: id.to_owned(), document, reason: None };
        let (credentials, query) = (vec![target], None);
        let undo_seconds = Some(0);
        let all = StatusChangeRequest {
            as_identity,
            change,
            credentials,
            query,
            reason,
            undo_seconds,
            dry_run,
        };
        let reply = self.change(Asked { request: all, repeat }, true).await?;
        single(reply).ok_or(ActError::Broken)
    }

    /// Checks everything, writes nothing.
    fn plan(&self, request: &StatusChangeRequest) -> Result<Plan, ActError> {
        let snapshot = self.snapshot()?;
        let standing = self.standing(&snapshot)?;
        let chosen = self.chosen(&snapshot, request)?;
        let mut plan: Option<Plan> = None;
        let mut places: BTreeMap<(u32, Option<String>), BTreeSet<u32>> = BTreeMap::new();
        for (badge, reason) in &chosen {
            let Changeable { issuer, by, place } =
                self.changeable(&snapshot, badge, request.as_identity.as_deref())?;
            let plan = plan.get_or_insert_with(|| Plan {
                issuer,
                by,
                items: Vec::new(),
                unchanged: Vec::new(),
                entries: Vec::new(),
            });
            if plan.issuer != issuer {
                let detail = format!("{} was issued by {issuer}, not by {}", badge.id, plan.issuer);
                return Err(ActError::conflict("several-issuers", detail));
            }
            // Of many the others are changed; whoever names one is told that it cannot be.
            if chosen.len() == 1
                && request.change != StatusChange::Revoke
                && standing.is_revoked(&issuer, place)
            {
                return Err(revoked_for_good());
            }
            let shown = view(&snapshot, &standing, badge, false);
            if is_so(request.change, &standing, (&issuer, place)) {
                plan.unchanged.push(shown);
                continue;
            }
            let reason = reason.clone().or_else(|| request.reason.clone());
            if places.entry((place.list, reason)).or_default().insert(place.index) {
                plan.items.push(shown);
            }
        }
        let Some(mut plan) = plan else {
            let detail = "no credential that was issued here fits";
            return Err(ActError::lower(404, "nothing-fits", &detail));
        };
        for ((list, reason), indexes) in places {
            let indexes: Vec<u32> = indexes.into_iter().collect();
            for some in indexes.chunks(REVOKE_INDEXES_MAX) {
                let entry = Entry { list, indexes: some.to_vec(), reason: reason.clone() };
                entry.content(request.change, plan.by.map(|_| plan.issuer)).check()?;
                plan.entries.push(entry);
            }
        }
        Ok(plan)
    }

    /// The issuer and the place of a badge whose status an identity of this node may change.
    pub(super) fn changeable(
        &self,
        snapshot: &Snapshot<'_>,
        badge: &Badge,
        who: Option<&str>,
    ) -> Result<Changeable, ActError> {
        let issuer = self.issued_here(snapshot, badge)?;
        // What a stranger published in this issuer's name changes nothing of what it names.
        if badge.role == CredentialRole::Seen && badge.format.is_none() {
            check_signed(&Document::read(badge.text.as_bytes())?)?;
        }
        let identity = self.owner(who, &issuer)?;
        self.check_can_sign(&identity)?;
        let by = Some(identity.did()).filter(|by| *by != issuer);
        Ok(Changeable { issuer, by, place: place_of(badge, &issuer)? })
    }

    /// The identity of this node that issued a badge by the badge's own words.
    /// The same, or that one of this node goes on for.
    fn issued_here(&self, snapshot: &Snapshot<'_>, badge: &Badge) -> Result<Did, ActError> {
        let own = badge.issuer().filter(|issuer| self.speaker_for(snapshot, issuer).is_some());
        own.ok_or_else(|| ActError::conflict("not-the-issuer", badge.parties()))
    }

    /// The badges a request names or describes, each with a reason of its own where it has one.
    fn chosen(
        &self,
        snapshot: &Snapshot<'_>,
        request: &StatusChangeRequest,
    ) -> Result<Vec<Chosen>, ActError> {
        match (&request.query, request.credentials.as_slice()) {
            (Some(query), []) => {
                let issuer = self.pick(request.as_identity.as_deref())?.did();
                let fit = self.fitting(snapshot, query, &issuer)?;
                Ok(fit.into_iter().map(|badge| (badge, None)).collect())
            }
            (Some(_), _) | (None, []) => {
                Err(ActError::field("credentials", "", "either credentials or a query"))
            }
            (None, targets) if targets.len() > TARGETS_MAX => {
                let found = targets.len().to_string();
                Err(ActError::field("credentials", &found, "at most 10000 credentials"))
            }
            (None, targets) => self.named(snapshot, targets),
        }
    }

    fn named(
        &self,
        snapshot: &Snapshot<'_>,
        targets: &[StatusTarget],
    ) -> Result<Vec<Chosen>, ActError> {
        let all = self.badges(snapshot)?;
        let by_id: BTreeMap<&str, &Arc<Badge>> =
            all.iter().map(|badge| (badge.id.as_str(), badge)).collect();
        let mut chosen = Vec::with_capacity(targets.len());
        for target in targets {
            let badge = match (&target.document, by_id.get(target.id.as_str())) {
                (Some(text), _) => self
                    .handed_in(snapshot, &target.id, text)
                    .map(Arc::new)
                    .map_err(|fault| fault.about("document"))?,
                (None, Some(badge)) => Arc::clone(badge),
                (None, None) => Arc::clone(one("credential", &target.id, &all, |badge| &badge.id)?),
            };
            chosen.push((badge, target.reason.clone()));
        }
        Ok(chosen)
    }

    /// A badge that was handed in rather than found here. Whose it is comes before its signature: who
    /// holds somebody else's file has nothing to mend about it.
    fn handed_in(&self, snapshot: &Snapshot<'_>, id: &str, text: &str) -> Result<Badge, ActError> {
        let document = Document::read(text.as_bytes())?;
        if document.id() != Some(id) {
            return Err(ActError::field("id", id, "the id of the credential handed in"));
        }
        let badge = Badge::handed_in(&document).ok_or(ActError::Broken)?;
        self.issued_here(snapshot, &badge)?;
        check_signed(&document)?;
        Ok(badge)
    }

    /// What the identity issued and a query fits.
    fn fitting(
        &self,
        snapshot: &Snapshot<'_>,
        query: &StatusQuery,
        issuer: &Did,
    ) -> Result<Vec<Arc<Badge>>, ActError> {
        let StatusQuery { achievement, holder, since, until } = query;
        if [achievement, holder, since, until].iter().all(|part| part.is_none()) {
            return Err(ActError::field("query", "", "at least one of its members"));
        }
        let holder = holder.as_deref().map(|who| self.somebody("query", who)).transpose()?;
        let since = time("since", since.as_deref())?;
        let until = time("until", until.as_deref())?;
        let mut fit = self.badges(snapshot)?;
        fit.retain(|badge| {
            let from = || Credential::new(&badge.value).valid_from().ok().flatten();
            let within = |since: Option<Timestamp>| since.is_none_or(|since| from() >= Some(since));
            badge.issuer() == Some(*issuer)
                && achievement.as_deref().is_none_or(|wanted| is_of(badge, wanted))
                && holder.is_none_or(|holder| {
                    badge.subject().is_some_and(|did| snapshot.ring.is_one(&did, &holder))
                })
                && within(since)
                && until.is_none_or(|until| from().is_some_and(|from| from < until))
                && place_of(badge, issuer).is_ok()
        });
        Ok(fit)
    }
}

/// The reply about the one credential that was named.
pub(super) fn single(reply: StatusChangeReply) -> Option<SignedReply<CredentialView>> {
    let StatusChangeReply { changed, dry_run, entries, items, unchanged, .. } = reply;
    let item = items.into_iter().chain(unchanged).next()?;
    Some(SignedReply {
        changed,
        dry_run,
        letter: None,
        entry: entries.into_iter().next(),
        followed: None,
        item,
    })
}

/// Whether a badge is of an achievement with this id or name.
fn is_of(badge: &Badge, wanted: &str) -> bool {
    let credential = Credential::new(&badge.value);
    let Some(achievement) = credential.achievement() else { return false };
    let text = |name: &str| achievement.get(name).and_then(|value| value.as_str());
    text("id") == Some(wanted)
        || text("name") == Some(wanted)
        || names(achievement).values().any(|name| name == wanted)
}

/// Whether a change is as it is already: what is revoked stays so.
fn is_so(change: StatusChange, standing: &Standing, (issuer, place): (&Did, Place)) -> bool {
    let revoked = standing.is_revoked(issuer, place);
    match change {
        StatusChange::Revoke => revoked,
        StatusChange::Suspend => revoked || standing.is_suspended(issuer, place),
        StatusChange::Resume => revoked || !standing.is_suspended(issuer, place),
    }
}

/// The state that a change puts a credential in, where the change alone tells it.
fn state_after(change: StatusChange) -> Option<CredentialState> {
    match change {
        StatusChange::Revoke => Some(CredentialState::Revoked),
        StatusChange::Suspend => Some(CredentialState::Suspended),
        StatusChange::Resume => None,
    }
}

fn place_of(badge: &Badge, issuer: &Did) -> Result<Place, ActError> {
    let mut own = badge.places().into_iter().filter(|(of, ..)| of == issuer);
    let place = own.next().map(|(_, list, index)| Place { list, index });
    place.ok_or_else(|| {
        ActError::conflict("not-revocable", "it names no place in its issuer's status list")
    })
}
