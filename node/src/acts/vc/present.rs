//! Presenting what another program put together, signed as an identity of this node.

use bot_foreign::issue::{Issuing, Presenting, present};
use bot_protocol::api::{VcPresentReply, VcPresentRequest};

use super::Acting;
use crate::acts::{ActError, Acts};

impl Acts {
    /// Signs a presentation. Nothing of it is kept.
    ///
    /// # Errors
    /// When a member or an option is refused, or the holder is another.
    pub fn vc_present(
        &self,
        acting: &Acting,
        request: &VcPresentRequest,
    ) -> Result<VcPresentReply, ActError> {
        let created = self.dated(request.options.created.as_deref())?;
        let (_, key) = self.acting(acting)?;
        let issuing = Issuing::own(&key, acting.by.suite(), self.profile(), created);
        let presenting = Presenting {
            issuing: &issuing,
            challenge: request.options.challenge.as_deref(),
            domain: request.options.domain.as_deref(),
        };
        let verifiable_presentation = present(&request.presentation, &presenting)?;
        Ok(VcPresentReply { verifiable_presentation })
    }
}
