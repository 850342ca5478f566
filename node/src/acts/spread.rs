//! Which other nodes have a change of status, as far as this node knows: those that signed, as witnesses, a head of
//! the issuer's ledger in which it stands. Of others nobody says what they keep.

use bot_protocol::api::PageQuery;
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::statement::{Content, Kind};

use super::snapshot::{Said, Snapshot};
use super::{ActError, Acts};

/// Somebody who has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) name: Option<String>,
    /// When they had it at the latest, RFC 3339.
    pub(crate) since: String,
}

/// What an issuer said last of a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Revoked,
    Suspended,
    /// It holds again.
    Resumed,
}

/// How far it is known to have come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spread {
    pub(crate) word: Word,
    /// When it was signed, RFC 3339.
    pub(crate) at: String,
    pub(crate) reason: Option<String>,
    pub(crate) seen: Vec<Seen>,
    /// The witnesses of whom that is not known yet.
    pub(crate) unseen: Vec<Option<String>>,
}

impl Acts {
    /// How far the last word about the status of a badge that was issued here has come; nothing where none
    /// was said.
    ///
    /// # Errors
    /// When no such badge is known, or the store cannot be read.
    pub(crate) fn spread(&self, id: &str) -> Result<Option<Spread>, ActError> {
        let snapshot = self.snapshot()?;
        for (issuer, list, index) in self.badge(&snapshot, id)?.places() {
            let Some(identity) = self.keys.identity(&issuer) else { continue };
            let told = last_word(&snapshot, &issuer, (list, index))?;
            let Some((said, word, reason)) = told else { continue };
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
            return Ok(Some(Spread { word, at: said.ts().to_string(), reason, seen, unseen }));
        }
        Ok(None)
    }
}

/// What an issuer said that counts of a place: the first revocation, else the last word about a
/// suspension.
fn last_word(
    snapshot: &Snapshot<'_>,
    issuer: &Did,
    (list, index): (u32, u32),
) -> Result<Option<(Said, Word, Option<String>)>, ActError> {
    let revoked = snapshot.said_by(issuer, Kind::Revoke)?.into_iter().filter_map(|said| {
        let Content::Revoke(revoke) = &said.content else { return None };
        let is_it = revoke.list == list && revoke.indexes.contains(&index);
        let reason = revoke.reason.clone();
        is_it.then_some((said, Word::Revoked, reason))
    });
    let first = revoked.min_by_key(|(said, ..)| said.ts());
    if first.is_some() {
        return Ok(first);
    }
    let suspended = snapshot.said_by(issuer, Kind::Suspend)?.into_iter().filter_map(|said| {
        let Content::Suspend(suspend) = &said.content else { return None };
        let is_it = suspend.list == list && suspend.indexes.contains(&index);
        let word = if suspend.suspended { Word::Suspended } else { Word::Resumed };
        let reason = suspend.reason.clone();
        is_it.then_some((said, word, reason))
    });
    Ok(suspended.max_by_key(|(said, ..)| (said.ts(), said.statement.seq())))
}
