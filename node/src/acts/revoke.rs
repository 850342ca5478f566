//! Revoking: the issuer takes back what was awarded, for good.
//!
//! The badge itself says where its revocation is looked for, so an issuer who lost the machine it
//! was awarded on can revoke it all the same: from its holder's feed, or from the file.

use bot_protocol::api::{CredentialState, CredentialView, RevokeRequest, SignedReply};
use bot_protocol::credential::status::Place;
use bot_protocol::identity::Did;
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::{Document, Revoke};

use super::credentials::{Badge, view};
use super::offers::check_signed;
use super::{ActError, Acts};

impl Acts {
    /// Revokes a credential of an identity of this node. Repeated, nothing is written again.
    ///
    /// # Errors
    /// When it is not known here, is somebody else's, or declares no way to be revoked; when the
    /// document handed in is not properly signed, or the reason is refused.
    pub async fn revoke(
        &self,
        id: &str,
        request: RevokeRequest,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        let _turn = self.turn().await;
        let badge = match &request.document {
            Some(text) => handed_in(id, text).map_err(|fault| fault.about("document"))?,
            None => self.badge(&self.snapshot()?, id)?,
        };
        let unsigned = || ActError::conflict("proof-refused", "its issuer is no did:key");
        let issuer = badge.issuer().ok_or_else(unsigned)?;
        if self.keys.identity(&issuer).is_none() {
            return Err(ActError::conflict("not-the-issuer", badge.parties()));
        }
        let identity = self.addressed(request.as_identity.as_deref(), &issuer)?;
        self.check_can_sign(&identity)?;
        let place = place_of(&badge, &issuer)?;
        let revoke =
            Revoke { list: place.list, indexes: vec![place.index], reason: request.reason };
        let content = Content::Revoke(revoke);
        content.check()?;
        let before = self.view_of(&badge)?;
        let done = before.state == CredentialState::Revoked;
        if request.dry_run || done {
            let dry_run = request.dry_run;
            let (changed, letter, entry) = (false, None, None);
            return Ok(SignedReply { changed, dry_run, letter, entry, item: before });
        }
        let said = self.hands.say(identity.did(), content, Vec::new()).await?;
        let entry = Some(said.id().to_string());
        let item = self.view_of(&badge)?;
        Ok(SignedReply { changed: true, dry_run: false, letter: None, entry, item })
    }

    fn view_of(&self, badge: &Badge) -> Result<CredentialView, ActError> {
        let snapshot = self.snapshot()?;
        Ok(view(&snapshot, &self.standing(&snapshot)?, badge, false))
    }
}

/// A badge that was handed in rather than found here.
fn handed_in(id: &str, text: &str) -> Result<Badge, ActError> {
    let document = Document::read(text.as_bytes())?;
    check_signed(&document)?;
    if document.id() != Some(id) {
        return Err(ActError::field("id", id, "the id of the credential handed in"));
    }
    Badge::handed_in(&document).ok_or(ActError::Broken)
}

fn place_of(badge: &Badge, issuer: &Did) -> Result<Place, ActError> {
    let mut own = badge.places().into_iter().filter(|(of, ..)| of == issuer);
    let place = own.next().map(|(_, list, index)| Place { list, index });
    place.ok_or_else(|| {
        ActError::conflict("not-revocable", "it names no place in its issuer's status list")
    })
}
