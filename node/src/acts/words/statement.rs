//! A statement of a ledger that words are about, by each form under which one is shown: its id or the
//! beginning of it, the id of the words, the recognition or the endorsement that it is, and the number
//! that it has in somebody's ledger.

use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::KeyLog;
use bot_protocol::statement::Kind;
use bot_protocol::statement::word::Subject;

use super::super::snapshot::Snapshot;
use super::super::{ActError, Acts, one};
use super::entries_of;

/// Statements that are nobody's own affair: words about them are as public as their signer wants.
const OF_ALL: [Kind; 5] =
    [Kind::Achievement, Kind::Grant, Kind::Dispute, Kind::Reply, Kind::Comment];

/// Statements that are found by their ids.
const FOUND: [Kind; 8] = [
    Kind::Achievement,
    Kind::Grant,
    Kind::Dispute,
    Kind::Reply,
    Kind::Comment,
    Kind::Charter,
    Kind::Recognition,
    Kind::Endorsement,
];

/// Bytes read of a ledger to find one entry: one at least is always read.
const ENTRY_BYTES: usize = 1;

impl Acts {
    /// The statement with this number in somebody's ledger, written `WHO#NUMBER`. Of several ledgers of one
    /// author, as after a loss, the newest entry of that number counts.
    pub(super) fn statement_numbered(
        &self,
        snapshot: &Snapshot<'_>,
        text: &str,
    ) -> Result<Option<Hash>, ActError> {
        let Some((who, number)) = text.rsplit_once('#') else { return Ok(None) };
        let Ok(number) = number.parse::<u32>() else { return Ok(None) };
        let Ok(did) = self.author(snapshot, who.trim()) else { return Ok(None) };
        let writers = snapshot.ring.log(&did).map(KeyLog::writers).unwrap_or_default();
        let mut found = None;
        for writer in writers.keys() {
            let held = self.store().entries(writer, number, ENTRY_BYTES)?;
            let held = held.into_iter().map(|held| held.statement);
            found = held.filter(|one| one.seq() == number).chain(found).max_by_key(|one| one.ts());
        }
        let found = found.ok_or_else(|| ActError::unknown("subject", text))?;
        Ok(Some(found.id()))
    }

    /// The statement, or the endorsement, that is shown under this id or one that begins so.
    pub(super) fn statement_shown_as(
        &self,
        snapshot: &Snapshot<'_>,
        text: &str,
    ) -> Result<Option<Subject>, ActError> {
        // What is written like no id is looked for nowhere: that reads much.
        let bare = text.strip_prefix("urn:uuid:").unwrap_or(text);
        if !bare.bytes().all(|found| found.is_ascii_hexdigit() || found == b'-') {
            return Ok(None);
        }
        let mut fits: Vec<(String, Subject)> = Vec::new();
        let mut entries = Vec::new();
        for kind in FOUND {
            let held = self.store().of_kind(kind, None)?.into_iter();
            entries.extend(held.map(|held| held.statement.id().to_string()));
        }
        if let Some(id) = fitting("statement", text, entries)? {
            let entry = id.parse().map_err(|_| ActError::Broken)?;
            fits.push((id, Subject::Statement(entry)));
        }
        let words = self.words_known(snapshot)?;
        if let Some(id) = fitting("word", text, words.iter().map(|known| known.id.clone()))? {
            for known in words.iter().filter(|known| known.id == id) {
                for did in [Some(known.word.by()), known.holder].into_iter().flatten() {
                    let said = entries_of(snapshot, &did, &known.word)?;
                    let entry = said.first().map(|said| Subject::Statement(said.id()));
                    fits.extend(entry.map(|entry| (id.clone(), entry)));
                }
            }
        }
        fits.extend(self.recognition_said(text)?.map(|(id, e)| (id, Subject::Statement(e))));
        match self.endorsement(text) {
            Ok(view) => {
                let digest = self.digest_of(view.document.unwrap_or_default().as_bytes())?;
                fits.push((view.id, Subject::Credential(digest)));
            }
            Err(ActError::Unknown { .. }) => {}
            Err(fault) => return Err(fault),
        }
        fits.dedup_by(|(_, one), (_, other)| one == other);
        match fits.len() {
            0 | 1 => Ok(fits.pop().map(|(_, subject)| subject)),
            _ => {
                Err(ActError::ambiguous("statement", text, fits.iter().map(|(id, _)| id.as_str())))
            }
        }
    }

    /// Whether words about a statement may stand in their signer's ledger: of what somebody says of
    /// themselves, or two of each other, they stay with their signer.
    pub(super) fn may_be_public_about(&self, id: &Hash) -> Result<bool, ActError> {
        for kind in OF_ALL {
            let held = self.store().of_kind(kind, None)?;
            if held.iter().any(|held| held.statement.id() == *id) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The one id that is this or begins so.
fn fitting(
    what: &'static str,
    text: &str,
    ids: impl IntoIterator<Item = String>,
) -> Result<Option<String>, ActError> {
    match one(what, text, ids, |id| id) {
        Ok(id) => Ok(Some(id)),
        Err(ActError::Unknown { .. }) => Ok(None),
        Err(fault) => Err(fault),
    }
}
