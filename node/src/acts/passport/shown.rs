//! What a page of gathered badges shows, read and judged once for the many who look at it.

use std::sync::Arc;

use bot_protocol::api::{CredentialRole, CredentialView, VerifyReply, VerifyRequest};
use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::words::Lang;

use super::super::{ActError, Acts};
use super::portfolios::Portfolio;

impl Acts {
    /// The badges of a page that its owner still holds, each with its text.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn portfolio_badges(
        &self,
        page: &Portfolio,
    ) -> Result<Vec<(CredentialView, String)>, ActError> {
        let views = self.credentials_of(Some(page.owner))?;
        let badges = self.badges(&self.snapshot()?)?;
        // What was erased or given back since is shown no more, and whatever somebody published under the
        // id of a badge that went is none of theirs.
        let shown = page.badges.iter().filter_map(|id| {
            let held = |view: &&CredentialView| view.id == *id && view.role != CredentialRole::Seen;
            let view = views.iter().find(held)?;
            let badge = badges.iter().find(|badge| badge.id == *id)?;
            Some((view.clone(), badge.text.clone()))
        });
        Ok(shown.collect())
    }

    /// What is found of a document by whoever is nobody to this node; of one that was judged within the
    /// last minute, and of which nothing new came since, what was found then.
    ///
    /// # Errors
    /// As [`Acts::verify_for_others`].
    pub(crate) fn judged_lately(&self, text: &str, lang: Lang) -> Result<VerifyReply, ActError> {
        let stamp = self.snapshot()?.stamp().clone();
        let key = (sha256(&[text.as_bytes()]).to_string(), lang.tag());
        let now = self.now().millis();
        if let Some(known) = self.remembered.verdict(&stamp, &key, now) {
            return Ok((*known).clone());
        }
        let request = VerifyRequest {
            document: encode_base64(text.as_bytes()),
            lang: Some(lang.tag().to_owned()),
            ..VerifyRequest::default()
        };
        let reply = Arc::new(self.verify_for_others(&request)?);
        self.remembered.judged(&stamp, key, (now, Arc::clone(&reply)));
        Ok((*reply).clone())
    }
}
