//! What the node that holds a log knows of its end: whether more of it was seen than is held, and whether
//! anybody was asked for what the versions of it take back.

use std::collections::{BTreeMap, BTreeSet};

use super::Evidence;
use crate::feed::{Cause, Short};
use crate::identity::PublicKey;
use crate::verdict::Reason;

/// What is known of the ends of logs.
#[derive(Clone, Debug, Default)]
pub(super) struct Bounds {
    short: BTreeMap<PublicKey, Short>,
    unasked: BTreeSet<PublicKey>,
}

impl Evidence {
    /// Takes that only the beginning of a log was at hand of who tells it; the longest counts.
    pub fn hear_short(&mut self, writer: PublicKey, short: Short) {
        if short.cause == Cause::Versions {
            return self.hear_unasked(writer);
        }
        let held = self.bounds.short.entry(writer).or_insert(short);
        if held.size < short.size {
            *held = short;
        }
    }

    /// That the end of a log is not held here, where it is not at hand from elsewhere.
    pub(in crate::verdict) fn kept_short(
        &self,
        writer: &PublicKey,
        closed: Option<u32>,
        held: u32,
    ) -> Option<Reason> {
        let Short { size, cause } = *self.bounds.short.get(writer)?;
        let size = size.min(closed.unwrap_or(u32::MAX));
        let (missing, size, writer) = (u64::from(held), u64::from(size), writer.to_string());
        let quota = match cause {
            Cause::Strangers => "strangers",
            Cause::Fellows => "fellows",
            Cause::Feed => "ledger",
            Cause::Versions => return None,
            Cause::Gap => {
                return (missing < size).then_some(Reason::FeedIncomplete { writer, missing });
            }
        };
        (missing < size).then_some(Reason::KeptShort { writer, missing, size, quota })
    }

    /// Takes that a log was told in two versions, and that nobody was asked since then for what each of
    /// them takes back.
    pub fn hear_unasked(&mut self, writer: PublicKey) {
        self.bounds.unasked.insert(writer);
    }

    /// That what takes something back at or above the close of a log may not have come yet: as long as
    /// the log forked and nobody was asked.
    pub(in crate::verdict) fn unasked(
        &self,
        writer: &PublicKey,
        closed: Option<u32>,
    ) -> Option<Reason> {
        let size = u64::from(closed.filter(|_| self.bounds.unasked.contains(writer))?);
        Some(Reason::VersionsUnasked { writer: writer.to_string(), size })
    }
}
