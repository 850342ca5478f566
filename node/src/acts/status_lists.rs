//! The status lists that an issuer of this node makes of its feed for programs of others.
//!
//! A list is signed when it is asked for, and kept for a while: whoever asks often costs little.
//! Nothing is signed that is not known whole: an issuer that lacks a part of its own feed, as one
//! that was restored and not yet caught up, or whose feed was told in two versions, makes no list.
//!
//! Source: Bitstring Status List 1.0; `spec/status.md` §5.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::credential::proof::Suite;
use bot_protocol::credential::status::{OwnList, Place, StatusPurpose};
use bot_protocol::credential::status_list::ListDraft;
use bot_protocol::feed::{HeadStamp, IssuerStatus};
use bot_protocol::identity::{Did, PublicKey, SecretKey};
use bot_protocol::time::Timestamp;

use super::issue::whole_second;
use super::snapshot::Snapshot;
use super::{ActError, Acts};
use crate::driver::{elsewhere, unasked};
use crate::keys::Identity;
use crate::store::BodyState;

/// A signed list is given out again this long while nothing changes: 5 minutes, in milliseconds.
pub const LIST_KEPT_MILLIS: u64 = 5 * 60 * 1000;

/// A list as it is given out.
#[derive(Debug, Clone)]
pub struct SignedList {
    /// The credential, as it was signed.
    pub bytes: Arc<[u8]>,
    /// What names this very version of it.
    pub tag: String,
    state: Hash,
    at: Timestamp,
    /// How far the store had come, so that nothing was said since while it is there still.
    position: u64,
}

impl Acts {
    /// The list of this number of an identity of this node.
    ///
    /// # Errors
    /// When the issuer is not an identity of this node, it has no list of this number, or a part of
    /// its feed is missing here.
    pub fn status_list(
        &self,
        issuer: &str,
        list: &str,
        purpose: StatusPurpose,
    ) -> Result<SignedList, ActError> {
        let foreign = || {
            let detail = format!("{issuer:.100} is no identity of this node; its issuer signs it");
            ActError::lower(404, "status-list-foreign", &detail)
        };
        let did: Did = issuer.parse().map_err(|_| foreign())?;
        let identity = self.keys.identity(&did).ok_or_else(foreign)?;
        if let Some(kept) = self.status_list_kept(issuer, list, purpose) {
            return Ok(kept);
        }
        // Before anything is read: what comes in between is looked for the next time.
        let position = self.store().info().position;
        let snapshot = self.snapshot()?;
        let status = snapshot.status_of(self.store(), &did)?;
        let number =
            number(list).filter(|number| self.has_list(&snapshot, &status, &identity, *number));
        let number = number.ok_or_else(|| {
            let detail = format!("{did} has no status list {list:.20} here");
            ActError::lower(404, "status-list-unknown", &detail)
        })?;
        self.check_whole(&snapshot, &identity)?;
        let list = OwnList { issuer: did, list: number, purpose };
        self.given_out(&identity, list, (&status, position))
    }

    /// The list that is kept, while nothing was said since and it is fresh: for nearly everybody who
    /// asks, and without a look into the store.
    #[must_use]
    pub fn status_list_kept(
        &self,
        issuer: &str,
        list: &str,
        purpose: StatusPurpose,
    ) -> Option<SignedList> {
        let issuer = issuer.parse().ok()?;
        let writer = self.keys.identity(&issuer)?.writer().map(SecretKey::public);
        // That a key is at work elsewhere is no statement, and moves no position.
        if elsewhere(self.store()).is_ok_and(|keys| writer.is_some_and(|key| keys.contains(&key))) {
            return None;
        }
        let list = OwnList { issuer, list: number(list)?, purpose };
        let position = self.store().info().position;
        let lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        lists.get(&list).filter(|kept| kept.position == position && self.is_fresh(kept)).cloned()
    }

    fn is_fresh(&self, kept: &SignedList) -> bool {
        let age = self.now().millis().checked_sub(kept.at.millis());
        age.is_some_and(|age| age < LIST_KEPT_MILLIS)
    }

    /// The list that is kept, while it is what would be signed now, else a new one.
    fn given_out(
        &self,
        identity: &Identity,
        list: OwnList,
        (status, position): (&IssuerStatus, u64),
    ) -> Result<SignedList, ActError> {
        let suspended = status.suspended_in(list.list);
        let (set, apart) = match list.purpose {
            StatusPurpose::Suspension => (suspended, false),
            StatusPurpose::Revocation | StatusPurpose::Message | StatusPurpose::Refresh => {
                (status.revoked_in(list.list), !suspended.is_empty())
            }
        };
        let (now, base) = (self.now(), self.base_url());
        let state = state(&set, apart, base);
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = lists.get_mut(&list).filter(|kept| kept.state == state && self.is_fresh(kept));
        if let Some(kept) = kept {
            kept.position = position;
            return Ok(kept.clone());
        }
        let from = whole_second(now);
        let day_millis = 24 * 60 * 60 * 1000;
        let until = from.saturating_add(u64::from(self.config.trust.max_age_days) * day_millis);
        let draft = ListDraft { list, base, set: &set, apart, from, until };
        let signed = self.signed(&draft.unsigned(), Suite::EddsaRdfc2022, identity)?;
        let bytes: Arc<[u8]> = signed.into_bytes().into();
        let tag = format!("\"{}\"", sha256(&[&bytes]));
        let new = SignedList { bytes, tag, state, at: now, position };
        lists.insert(list, new.clone());
        Ok(new)
    }

    /// Whether a number is that of a list of the identity: begun by any installation that is known
    /// here, or spoken of.
    fn has_list(
        &self,
        snapshot: &Snapshot<'_>,
        status: &IssuerStatus,
        identity: &Identity,
        list: u32,
    ) -> bool {
        let did = identity.did();
        let writers = snapshot.ring.log(&did).map(|log| log.writers()).unwrap_or_default();
        let told = status.revoked.keys().chain(status.suspensions.keys());
        writers.keys().any(|writer| Place::first_list(writer) == list)
            || told.map(|place| place.list).any(|told| told == list)
            || self.taken_in(&did, list).is_ok_and(|taken| taken > 0)
    }

    /// Refuses where an entry of the identity could say what is not known here.
    fn check_whole(&self, snapshot: &Snapshot<'_>, identity: &Identity) -> Result<(), ActError> {
        let incomplete = |what: String| ActError::conflict("status-list-incomplete", what);
        let own = identity.writer().map(|key| key.public());
        let log = snapshot.ring.log(&identity.did());
        if log.is_some_and(|log| log.disputed()) {
            return Err(incomplete("its key log contradicts itself".to_owned()));
        }
        let writers = log.map(|log| log.writers()).unwrap_or_default();
        if identity.restored() && writers.keys().all(|writer| Some(*writer) == own) {
            let what = "nothing is known here of the installation it was restored from";
            return Err(incomplete(what.to_owned()));
        }
        for (writer, closed) in writers {
            let head = self.store().head(&writer)?;
            let size = head.as_ref().map_or(0, |head| head.size);
            let whole = Some(writer) == own || closed.is_some_and(|closed| size >= closed);
            let most = closed.unwrap_or(u32::MAX);
            let stamps = self.store().stamps(Some(&writer))?;
            if !whole || stamps.iter().any(|stamp| stamp.size().min(most) > size) {
                let what = format!("of the log of {writer} only {size} entries are held");
                return Err(incomplete(what));
            }
            let lacks =
                |stamp: &HeadStamp| log.is_none_or(|log| !stamp.missing_keys(log).is_empty());
            if stamps.iter().any(lacks) {
                let what = format!("a stamp of {writer} names a key event that is not held");
                return Err(incomplete(what));
            }
            let fork = head.and_then(|head| head.fork).map(|fork| fork.seq());
            if self.is_disputed(&writer, fork, most)? {
                let what = format!("the log of {writer} was told in two versions");
                return Err(incomplete(what));
            }
            if unasked(self.store(), &writer)? {
                let what = format!("nobody was asked yet what the other version of {writer} says");
                return Err(incomplete(what));
            }
            if elsewhere(self.store())?.contains(&writer) && closed.is_none() {
                return Err(incomplete(format!("{writer} signed elsewhere what is not held here")));
            }
            if let Some(seq) = self.unread(&writer, closed)? {
                return Err(incomplete(format!("entry {seq} of {writer} is not held whole")));
            }
        }
        Ok(())
    }

    /// Whether two versions of a log are known of what stands below `most`.
    fn is_disputed(
        &self,
        writer: &PublicKey,
        fork: Option<u32>,
        most: u32,
    ) -> Result<bool, ActError> {
        let split = self.store().two_heads()?.iter().any(|proof| proof.writer() == *writer);
        Ok(fork.map_or(split, |seq| seq < most))
    }

    /// The first entry that tells a status and whose body is not here.
    fn unread(&self, writer: &PublicKey, closed: Option<u32>) -> Result<Option<u32>, ActError> {
        let mut first = None;
        for kind in super::statuses::KINDS {
            let held = self.store().of_kind(kind, Some(writer))?;
            let missing = held.iter().filter(|held| held.body != BodyState::Held);
            let numbers = missing.map(|held| held.statement.seq());
            let counted = numbers.filter(|seq| closed.is_none_or(|size| *seq < size));
            first = counted.chain(first).min();
        }
        Ok(first)
    }
}

/// A number as it is written in the name of a list.
fn number(list: &str) -> Option<u32> {
    let plain = list.bytes().all(|digit| digit.is_ascii_digit()) && !list.starts_with('0');
    list.parse().ok().filter(|_| plain)
}

/// What a list says, whenever it is signed.
fn state(set: &BTreeSet<u32>, apart: bool, base: Option<&str>) -> Hash {
    let indexes: Vec<u8> = set.iter().flat_map(|index| index.to_be_bytes()).collect();
    let base = base.unwrap_or_default().as_bytes();
    sha256(&[&indexes, &[u8::from(apart)], base])
}
