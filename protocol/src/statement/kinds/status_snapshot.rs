//! Kind 19: one status list as it stands after the first entries of the log.
//! `[1, list, upto, revoked, set, suspended, set]`.

use crate::{
    canon::{
        cbor::{Reader, Writer},
        rice,
    },
    limits::{BODY_BYTES_MAX, STATUS_LIST_ENTRIES},
    statement::{ContentError, kinds},
};

/// The sum of what the entries below `upto` of the same log say about one status list.
///
/// Whoever holds it need not hold the bodies of those entries. It adds to the revocations that are
/// known and never lifts one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusSnapshot {
    /// The number of the status list.
    pub list: u32,
    /// How many entries of the log it sums: all with a number below this one.
    pub upto: u32,
    /// The revoked places, in ascending order.
    pub revoked: Vec<u32>,
    /// The suspended places, in ascending order.
    pub suspended: Vec<u32>,
}

impl StatusSnapshot {
    /// Reads the content of a body of kind 19.
    ///
    /// # Errors
    /// When it is not canonical, or a set of places is not encoded as such a set is.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 7)?;
        let (list, upto) = (reader.u32()?, reader.u32()?);
        let revoked = set(&mut reader, "revoked")?;
        let suspended = set(&mut reader, "suspended")?;
        reader.end()?;
        Ok(Self { list, upto, revoked, suspended })
    }

    /// Checks the sets.
    ///
    /// # Errors
    /// When places are out of order, or there is no such place.
    pub fn check(&self) -> Result<(), ContentError> {
        for (field, places) in [("revoked", &self.revoked), ("suspended", &self.suspended)] {
            if rice::encode(places, STATUS_LIST_ENTRIES).is_none() {
                return Err(ContentError::Unsorted { field });
            }
        }
        Ok(())
    }

    /// The canonical encoding. A set that [`StatusSnapshot::check`] refuses is written as empty.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(7);
        writer.uint(1_u8);
        writer.uint(self.list);
        writer.uint(self.upto);
        for places in [&self.revoked, &self.suspended] {
            let bits = rice::encode(places, STATUS_LIST_ENTRIES);
            let count = bits.as_ref().map_or(0, |_| places.len());
            writer.uint(u64::try_from(count).unwrap_or(u64::MAX));
            writer.bytes(&bits.unwrap_or_default());
        }
        writer.into_bytes()
    }
}

/// Reads one set of places: how many there are, and their bits.
fn set(reader: &mut Reader<'_>, field: &'static str) -> Result<Vec<u32>, ContentError> {
    let count = reader.u32()?;
    let bits = reader.bytes(BODY_BYTES_MAX)?;
    rice::decode(bits, count, STATUS_LIST_ENTRIES)
        .map_err(|error| ContentError::Set { field, error })
}
