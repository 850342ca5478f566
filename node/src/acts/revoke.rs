//! Revoking: the issuer takes back what was awarded, for good.

use bot_protocol::api::{CredentialState, CredentialView, RevokeRequest, SignedReply};
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::Revoke;

use super::notes::{self, Issued};
use super::{ActError, Acts, one};
use crate::store::Shelf;

impl Acts {
    /// Revokes a credential issued here. Repeated, nothing is written again.
    ///
    /// # Errors
    /// When no such credential was issued here, or the reason is refused.
    pub async fn revoke(
        &self,
        id: &str,
        request: RevokeRequest,
    ) -> Result<SignedReply<CredentialView>, ActError> {
        let _turn = self.turn().await;
        let all = notes::by_text::<Issued>(self.store(), Shelf::Issued)?;
        let (id, issued) = one("issued credential", id, all, |(id, _)| id)?;
        let identity = self.addressed(request.as_identity.as_deref(), &issued.issuer)?;
        let revoke =
            Revoke { list: issued.list, indexes: vec![issued.index], reason: request.reason };
        let content = Content::Revoke(revoke);
        content.check()?;
        if request.dry_run || self.credential(&id)?.state == CredentialState::Revoked {
            return self.unchanged(&id, request.dry_run);
        }
        let said = self.hands.say(identity.did(), content, Vec::new()).await?;
        self.changed(&id, Some(said.id().to_string()))
    }
}
