//! A proof in the hand: a badge in one file with what this node holds to judge it by.

use bot_protocol::identity::Did;
use bot_protocol::verdict::{Dossier, Evidence};

use super::{ActError, Acts};

impl Acts {
    /// A badge known here with the feeds, as far as they bear on it, the endorsements of it that are held,
    /// and of a badge in stages the stages before, published or not. Nothing is signed, stored or fetched.
    ///
    /// # Errors
    /// When no such badge is known, or more bears on it than a proof may have.
    pub fn prove(&self, id: &str) -> Result<Vec<u8>, ActError> {
        let snapshot = self.snapshot()?;
        let file = self.badge(&snapshot, id)?.file()?;
        self.with_reader(|reader| {
            let presented = reader.read(&file).map_err(|refused| {
                ActError::conflict("credential-form", refused.why.to_string())
            })?;
            let mut evidence = self.bearing_as_evidence(&snapshot, presented.credentials())?;
            self.hear_spoken_of(&snapshot, presented.credentials(), reader, &mut evidence)?;
            self.watch_by_own(&snapshot, &mut evidence)?;
            evidence.hide_endorsements(self.hidden_digests()?);
            let known = |evidence: &Evidence, from: &Did| evidence.key_log(from).is_some();
            self.hear_anchors(presented.credentials(), &mut evidence, known)?;
            let proof = Dossier::of(&file, &presented, &evidence, reader);
            proof
                .to_bytes()
                .map_err(|refused| ActError::conflict("proof-large", refused.to_string()))
        })
    }
}
