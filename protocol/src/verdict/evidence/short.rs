//! Logs of which whoever tells them had only the beginning.

use super::{Evidence, Reason};
use crate::feed::{Quota, Short};
use crate::identity::PublicKey;

impl Evidence {
    /// Takes that only the beginning of a log was at hand of who tells it; the longest counts.
    pub fn hear_short(&mut self, writer: PublicKey, short: Short) {
        let held = self.short.entry(writer).or_insert(short);
        if held.size < short.size {
            *held = short;
        }
    }

    /// That the end of a log is not kept here, where it is not at hand from elsewhere.
    pub(in crate::verdict) fn kept_short(
        &self,
        writer: &PublicKey,
        closed: Option<u32>,
        held: u32,
    ) -> Option<Reason> {
        let Short { size, quota } = *self.short.get(writer)?;
        let size = size.min(closed.unwrap_or(u32::MAX));
        let (missing, size, writer) = (u64::from(held), u64::from(size), writer.to_string());
        let quota = match quota {
            Quota::Strangers => "strangers",
            Quota::Feed => "ledger",
            Quota::Gap => {
                return (missing < size).then_some(Reason::FeedIncomplete { writer, missing });
            }
        };
        (missing < size).then_some(Reason::KeptShort { writer, missing, size, quota })
    }
}
