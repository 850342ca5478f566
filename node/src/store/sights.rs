//! What witnesses of this node's own signed: stamps with their cosignatures alone, a note a feed.
//!
//! They lie apart from the stamps that all nodes hold alike, and are served to nobody.

use std::path::PathBuf;

use bot_protocol::feed::HeadStamp;
use bot_protocol::identity::PublicKey;

use super::{Shelf, Store, StoreError, Write};

/// The note that remembers them in the place of what was remembered of this feed.
pub(crate) fn write_sights(writer: &PublicKey, sights: &[HeadStamp]) -> Write {
    let mut value = Vec::new();
    for bytes in sights.iter().map(HeadStamp::to_bytes) {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        value.extend(length.to_be_bytes());
        value.extend(bytes);
    }
    Write::Note { shelf: Shelf::Sights, key: writer.as_bytes().to_vec(), value }
}

/// Those of one feed, or of all.
///
/// # Errors
/// The store cannot be read, or a note in it.
pub fn sights(store: &dyn Store, writer: Option<&PublicKey>) -> Result<Vec<HeadStamp>, StoreError> {
    let prefix = writer.map_or(&[][..], |writer| writer.as_bytes());
    let mut all = Vec::new();
    for (key, value) in store.notes(Shelf::Sights, prefix)? {
        let read = read(&key, &value).ok_or_else(|| StoreError::Damaged {
            path: PathBuf::from("store"),
            what: "what a witness of one's own signed cannot be read".to_owned(),
        })?;
        all.extend(read);
    }
    Ok(all)
}

fn read(key: &[u8], mut value: &[u8]) -> Option<Vec<HeadStamp>> {
    let writer = PublicKey::from_bytes(key.try_into().ok()?).ok()?;
    let mut all = Vec::new();
    while let Some((length, rest)) = value.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (stamp, rest) = rest.split_at_checked(length)?;
        all.push(HeadStamp::reopen(stamp).ok().filter(|stamp| stamp.writer() == writer)?);
        value = rest;
    }
    value.is_empty().then_some(all)
}

#[cfg(test)]
mod tests {
    use bot_protocol::feed::{Ask, Decision, Feed, KeyLog, Own, Seen};
    use bot_protocol::identity::{Did, SecretKey};
    use bot_protocol::time::Timestamp;

    use super::*;
    use crate::store::{Backend, open};

    #[test]
    fn what_own_witnesses_signed_comes_back_of_one_feed_or_all_and_damage_is_told() {
        let store = open(std::path::Path::new(""), Backend::Memory).unwrap();
        let at = Timestamp::from_millis;
        let of = |seed: u8| {
            let writer = SecretKey::from_seed(&[seed; 32]);
            let keys = KeyLog::new(Did::from(SecretKey::from_seed(&[seed + 1; 32]).public()));
            let feed = Feed::new(writer.public());
            [5, 6].map(|ts| {
                let stamp = HeadStamp::sign(&feed, &keys, (at(ts), at(ts + 9)), &writer).unwrap();
                let ask = Ask { stamp: stamp.clone(), proof: Vec::new() };
                let witness = SecretKey::from_seed(&[9; 32]);
                match Seen::decide(None, &ask, &Own::default(), at(ts), &witness) {
                    Decision::Cosign { cosig, .. } => stamp.with(cosig).unwrap(),
                    other @ (Decision::Conflict(_) | Decision::Refuse(_)) => panic!("{other:?}"),
                }
            })
        };
        let (one, other) = (of(1), of(3));
        let writes = [&one, &other].map(|all| write_sights(&all[0].writer(), all));
        store.commit(&writes).unwrap();
        assert_eq!(sights(store.as_ref(), Some(&one[0].writer())).unwrap(), one);
        assert_eq!(sights(store.as_ref(), None).unwrap().len(), 4);
        let Write::Note { key, value, .. } = write_sights(&one[0].writer(), &one) else { panic!() };
        for length in 1..value.len() {
            // The end of the first is an end as well.
            let whole = length == value.len() / 2;
            assert_eq!(read(&key, &value[..length]).is_some(), whole, "{length} bytes");
        }
        assert_eq!(read(other[0].writer().as_bytes(), &value), None, "of another feed");
    }
}
