//! Which other nodes have a revocation, as far as this node knows: those that signed, as witnesses, a head of
//! the issuer's ledger in which it stands. Of others nobody says what they keep.

use bot_protocol::api::PageQuery;
use bot_protocol::identity::SecretKey;
use bot_protocol::statement::{Content, Kind};

use super::{ActError, Acts};

/// Somebody who has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) name: Option<String>,
    /// When they had it at the latest, RFC 3339.
    pub(crate) since: String,
}

/// How far a revocation is known to have come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spread {
    /// When it was signed, RFC 3339.
    pub(crate) at: String,
    pub(crate) reason: Option<String>,
    pub(crate) seen: Vec<Seen>,
    /// The witnesses of whom that is not known yet.
    pub(crate) unseen: Vec<Option<String>>,
}

impl Acts {
    /// How far the revocation of a badge that was issued here has come; nothing where it is not revoked.
    ///
    /// # Errors
    /// When no such badge is known, or the store cannot be read.
    pub(crate) fn spread(&self, id: &str) -> Result<Option<Spread>, ActError> {
        let snapshot = self.snapshot()?;
        for (issuer, list, index) in self.badge(&snapshot, id)?.places() {
            let Some(identity) = self.keys.identity(&issuer) else { continue };
            let mut told = snapshot.said_by(&issuer, Kind::Revoke)?;
            told.retain(|said| {
                let Content::Revoke(said) = &said.content else { return false };
                said.list == list && said.indexes.contains(&index)
            });
            let Some(said) = told.into_iter().min_by_key(|said| said.ts()) else { continue };
            let Content::Revoke(revoke) = &said.content else { continue };
            let reason = revoke.reason.clone();
            let (writer, seq) = said.place();
            let query = PageQuery { as_identity: Some(issuer.to_string()), ..PageQuery::default() };
            let views = self.witnesses(&query)?.items;
            // What they signed is of the log that this installation writes.
            let own = identity.writer().map(SecretKey::public) == Some(writer);
            let (mut seen, mut unseen) = (Vec::new(), Vec::new());
            for one in views.into_iter().flat_map(|view| view.witnesses) {
                let has = own && one.entries.is_some_and(|entries| entries > u64::from(seq));
                match one.signed.filter(|_| has) {
                    Some(since) => seen.push(Seen { name: one.name, since }),
                    None => unseen.push(one.name),
                }
            }
            return Ok(Some(Spread { at: said.ts().to_string(), reason, seen, unseen }));
        }
        Ok(None)
    }
}
