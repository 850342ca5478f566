//! Taking back what was issued, as another program asks for it.

use bot_protocol::api::{VcStatusEntry, VcStatusReply, VcStatusRequest};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::status::{BITSTRING_ENTRY, Place, StatusEntry};
use bot_protocol::identity::Did;
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::Revoke;

use super::Acting;
use crate::acts::notes::{self, Issued};
use crate::acts::{ActError, Acts};
use crate::store::Shelf;

/// The types by which an entry is named: its own, and the one VCALM writes in its example.
const TYPES: [&str; 2] = [BITSTRING_ENTRY, "BitstringStatusList"];

/// What a list of ours is for.
const REVOCATION: &str = "revocation";

impl Acts {
    /// Revokes a credential that an identity of this node issued. Repeated, nothing is written
    /// again.
    ///
    /// # Errors
    /// When the identity issued no such credential, the credential names no such place, or what was
    /// revoked is to be good again.
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
        // What is said here is a revocation, which is for good.
        if let Some(other) = credential_status.status_purpose.as_deref()
            && other != REVOCATION
        {
            let detail = format!("it has no such place for {other} in its issuer's status lists");
            return Err(ActError::conflict("status-entry-missing", detail));
        }
        let identity = self.pick(acting.who.as_deref())?;
        self.check_can_sign(&identity)?;
        let _turn = self.turn().await;
        let id = credential_id.as_bytes();
        let issued = notes::get::<Issued>(self.store(), Shelf::Issued, id)?
            .filter(|issued| issued.issuer == identity.did())
            .ok_or_else(|| ActError::unknown("issued-credential", &credential_id))?;
        let place = place(&issued, &credential_status)?;
        let is_revoked = self.standing(&self.snapshot()?)?.is_revoked(&issued.issuer, place);
        if is_revoked && !status {
            let detail = "it was revoked, which is for good";
            return Err(ActError::conflict("revocation-final", detail));
        }
        let changed = status && !is_revoked;
        if changed {
            let revoke = Revoke { list: place.list, indexes: vec![place.index], reason: None };
            let content = Content::Revoke(revoke);
            content.check()?;
            self.hands.say(issued.issuer, content, Vec::new()).await?;
            self.sum_up(&identity, place.list).await?;
        }
        let status_purpose = REVOCATION.to_owned();
        Ok(VcStatusReply { credential_id, status_purpose, status, changed })
    }
}

/// The place in the issuer's own list that the credential has and the request means.
fn place(issued: &Issued, asked: &VcStatusEntry) -> Result<Place, ActError> {
    let document = json::read(issued.document.as_bytes()).map_err(|_| ActError::Broken)?;
    let mut entries = Credential::new(&document).statuses().filter(|entry| fits(entry, asked));
    let own = entries.find_map(|entry| match StatusEntry::read(entry) {
        // The place that was given to this very credential, and no other that it names.
        StatusEntry::Ours { issuer, place, .. } => {
            let given = place.list == issued.list && place.index == issued.index;
            (given && is_own(&issuer, issued)).then_some(place)
        }
        StatusEntry::List(_)
        | StatusEntry::Revocations { .. }
        | StatusEntry::Foreign { .. }
        | StatusEntry::Wrong { .. } => None,
    });
    own.ok_or_else(|| {
        let purpose = asked.status_purpose.as_deref().unwrap_or(REVOCATION);
        let detail = format!("it has no such place for {purpose} in its issuer's status lists");
        ActError::conflict("status-entry-missing", detail)
    })
}

fn is_own(issuer: &Did, issued: &Issued) -> bool {
    *issuer == issued.issuer
}

/// Whether an entry is the one a request means, as far as it says.
fn fits(entry: &Value, asked: &VcStatusEntry) -> bool {
    let purpose = asked.status_purpose.as_deref().unwrap_or(REVOCATION);
    let members = [
        ("statusPurpose", Some(purpose)),
        ("id", asked.id.as_deref()),
        ("statusListIndex", asked.status_list_index.as_deref()),
        ("statusListCredential", asked.status_list_credential.as_deref()),
    ];
    members
        .into_iter()
        .all(|(name, wanted)| wanted.is_none() || entry.get(name).and_then(Value::as_str) == wanted)
}
