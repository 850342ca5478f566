//! Where an entry lies, found by its key.

use bot_protocol::canon::hash::hex;

use super::StoreError;
use super::kv::Kv;
use super::layout::{self, EntryRow, Place};
use super::reading::damaged;

/// The row of the entry under `key` and the Entry, with `value` answering what lies under a key.
///
/// Two rows are read, between which somebody may write: an entry whose body comes lies elsewhere from
/// then on, and one whose branch was replaced nowhere. So who misses it looks again, and it is missing
/// only where nothing changed meanwhile.
pub(super) fn find(
    kv: &impl Kv,
    key: &[u8],
    value: impl Fn(&[u8]) -> Result<Option<Vec<u8>>, StoreError>,
) -> Result<Option<(EntryRow, Vec<u8>)>, StoreError> {
    let wrong = |what: &str| damaged(kv, &format!("entry row {}: {what}", hex(key)));
    let mut before = None;
    loop {
        let Some(row) = value(key)? else { return Ok(None) };
        let at = match Place::read(&row).ok_or_else(|| wrong("it does not read"))? {
            Place::Here(row, entry) => return Ok(Some((row, entry.to_vec()))),
            Place::At(position) => position,
        };
        if let Some(arrival) = value(&layout::arrival(at))? {
            let (_, lying) = layout::pointer(&arrival)
                .filter(|(pointer, _)| *pointer == key)
                .ok_or_else(|| wrong("its arrival is another's"))?;
            if !lying.is_empty() {
                let read = EntryRow::read(at, lying);
                return Ok(Some(read.ok_or_else(|| wrong("what lies there is none"))?));
            }
        }
        if before.replace(at) == Some(at) {
            return Err(wrong("it lies nowhere"));
        }
    }
}
