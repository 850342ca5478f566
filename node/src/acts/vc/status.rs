//! Taking back what was issued, for good or for a time, as another program asks for it.

use bot_protocol::api::{StatusChange, VcStatusEntry, VcStatusReply, VcStatusRequest};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::status::{
    BITSTRING_ENTRY, ListEntry, Place, StatusEntry, StatusPurpose,
};
use bot_protocol::identity::Did;

use super::Acting;
use crate::acts::changes::revoked_for_good;
use crate::acts::notes::{self, Issued};
use crate::acts::pending::Entry;
use crate::acts::{ActError, Acts};
use crate::store::Shelf;

/// The types by which an entry is named: its own, and the one VCALM writes in its example.
pub(super) const TYPES: [&str; 2] = [BITSTRING_ENTRY, "BitstringStatusList"];

/// What a place may be set for, once and for all or for a time.
pub(super) const REVOCATION: &str = "revocation";
pub(super) const SUSPENSION: &str = "suspension";

impl Acts {
    /// Revokes, suspends or resumes a credential that an identity of this node issued. Repeated,
    /// nothing is written again.
    ///
    /// # Errors
    /// When the identity issued no such credential, the credential names no such place, or what was
    /// revoked is to be good again or to be suspended.
    pub async fn vc_status(
        &self,
        acting: &Acting,
        request: VcStatusRequest,
    ) -> Result<VcStatusReply, ActError> {
        let VcStatusRequest { credential_id, credential_status, status, index_allocator } = request;
        if let Some(found) = index_allocator {
            let expected = "absent: this node gives the places itself";
            return Err(ActError::field("indexAllocator", &found, expected));
        }
        if !TYPES.contains(&credential_status.kind.as_str()) {
            let found = &credential_status.kind;
            return Err(ActError::field("credentialStatus.type", found, BITSTRING_ENTRY));
        }
        let purpose = match credential_status.status_purpose.as_deref() {
            None | Some(REVOCATION) => StatusPurpose::Revocation,
            Some(SUSPENSION) => StatusPurpose::Suspension,
            Some(other) => return Err(missing(other)),
        };
        let asked = self.pick(acting.who.as_deref())?.did();
        let _turn = self.turn().await;
        let issued = self.issued_by(&asked, &credential_id)?;
        let (identity, of) = self.who_says_now(&issued.issuer)?;
        let place = place(&issued, purpose, &credential_status)?;
        let said = self.to_be_said(&issued.issuer, place, (purpose, status))?;
        let changed = said.is_some();
        if let Some(change) = said {
            let entry = Entry { list: place.list, indexes: vec![place.index], reason: None };
            let content = entry.content(change, of);
            content.check()?;
            let overtaken = self.waiting(&issued.issuer, None)?.overtaken(change, &entry);
            self.hands.say(identity.did(), content, overtaken).await?;
            // Of the lists of a former identity nothing is summed.
            if of.is_none() {
                self.sum_up(&identity, place.list).await?;
            }
        }
        let status_purpose = purpose.name().to_owned();
        Ok(VcStatusReply { credential_id, status_purpose, status, changed })
    }

    /// What was issued here by somebody, under whichever of their identities.
    fn issued_by(&self, who: &Did, id: &str) -> Result<Issued, ActError> {
        let issued = notes::get::<Issued>(self.store(), Shelf::Issued, &notes::issued_key(id))?;
        let snapshot = self.snapshot()?;
        let theirs = issued.filter(|issued| snapshot.ring.is_one(&issued.issuer, who));
        theirs.ok_or_else(|| ActError::unknown("issued-credential", id))
    }

    /// The change that makes it so; `None` where it is so already.
    fn to_be_said(
        &self,
        issuer: &Did,
        place: Place,
        (purpose, status): (StatusPurpose, bool),
    ) -> Result<Option<StatusChange>, ActError> {
        let standing = self.standing(&self.snapshot()?)?;
        let is_revoked = standing.is_revoked(issuer, place);
        if purpose == StatusPurpose::Suspension {
            // What is revoked can neither be suspended nor given back.
            return match (is_revoked, status) {
                (true, _) => Err(revoked_for_good()),
                (false, status) if status == standing.is_suspended(issuer, place) => Ok(None),
                (false, true) => Ok(Some(StatusChange::Suspend)),
                (false, false) => Ok(Some(StatusChange::Resume)),
            };
        }
        match (is_revoked, status) {
            (true, false) => Err(revoked_for_good()),
            (true, true) | (false, false) => Ok(None),
            (false, true) => Ok(Some(StatusChange::Revoke)),
        }
    }
}

fn missing(purpose: &str) -> ActError {
    let detail = format!("it has no such place for {purpose} in its issuer's status lists");
    ActError::conflict("status-entry-missing", detail)
}

/// The place in the issuer's own list that the credential has and the request means.
fn place(
    issued: &Issued,
    purpose: StatusPurpose,
    asked: &VcStatusEntry,
) -> Result<Place, ActError> {
    let document = json::read(issued.document.as_bytes()).map_err(|_| ActError::Broken)?;
    let mut entries = Credential::new(&document).statuses();
    let own = entries.find_map(|written| match StatusEntry::read(written) {
        // The place that was given to this very credential, and no other that it names.
        StatusEntry::Ours { issuer, place, entry } => {
            let given = place.list == issued.list && place.index == issued.index;
            let fits = fits(written, &entry, purpose, asked);
            (given && issuer == issued.issuer && fits).then_some(place)
        }
        StatusEntry::List(_)
        | StatusEntry::Revocations { .. }
        | StatusEntry::Foreign { .. }
        | StatusEntry::Wrong { .. } => None,
    });
    own.ok_or_else(|| missing(purpose.name()))
}

/// Whether an entry is the one a request means, as far as it says. A suspension is said of the
/// place that an entry for revocation names too, which may be called by either name.
///
/// Source: `spec/status.md` §1.
fn fits(written: &Value, entry: &ListEntry, purpose: StatusPurpose, asked: &VcStatusEntry) -> bool {
    let is_for_it = entry.purpose == purpose
        || (purpose == StatusPurpose::Suspension && entry.purpose == StatusPurpose::Revocation);
    let member = |name: &str| written.get(name).and_then(Value::as_str).map(str::to_owned);
    let other = entry.with_purpose(purpose).map(|entry| entry.list);
    let other_id = other.as_ref().map(|list| format!("{list}#{}", entry.slot.index));
    let rows = [
        (&asked.id, [member("id"), other_id]),
        (&asked.status_list_index, [member("statusListIndex"), None]),
        (&asked.status_list_credential, [Some(entry.list.clone()), other]),
    ];
    is_for_it && rows.into_iter().all(|(asked, names)| asked.is_none() || names.contains(asked))
}
