//! A record store that holds nothing and takes nothing.
//!
//! The tables say where nodes are, and carry nobody's values: what a stranger puts is refused, and its
//! stream is reset.

use std::borrow::Cow;
use std::iter::{Empty, empty};

use libp2p::PeerId;
use libp2p::kad::store::{Error, RecordStore, Result};
use libp2p::kad::{ProviderRecord, Record, RecordKey};

/// Holds nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::net) struct Nothing;

impl RecordStore for Nothing {
    type RecordsIter<'a> = Empty<Cow<'a, Record>>;
    type ProvidedIter<'a> = Empty<Cow<'a, ProviderRecord>>;

    fn get(&self, _: &RecordKey) -> Option<Cow<'_, Record>> {
        None
    }

    fn put(&mut self, _: Record) -> Result<()> {
        Err(Error::MaxRecords)
    }

    fn remove(&mut self, _: &RecordKey) {}

    fn records(&self) -> Self::RecordsIter<'_> {
        empty()
    }

    fn add_provider(&mut self, _: ProviderRecord) -> Result<()> {
        Err(Error::MaxProvidedKeys)
    }

    fn providers(&self, _: &RecordKey) -> Vec<ProviderRecord> {
        Vec::new()
    }

    fn provided(&self) -> Self::ProvidedIter<'_> {
        empty()
    }

    fn remove_provider(&mut self, _: &RecordKey, _: &PeerId) {}
}

#[test]
fn nothing_is_taken_and_nothing_is_held() {
    let (key, peer) = (RecordKey::new(b"a credential"), PeerId::random());
    let mut store = Nothing;
    assert!(store.put(Record::new(key.clone(), b"of somebody".to_vec())).is_err());
    assert!(store.add_provider(ProviderRecord::new(key.clone(), peer, Vec::new())).is_err());
    assert!(store.get(&key).is_none() && store.providers(&key).is_empty());
    assert!(store.records().next().is_none() && store.provided().next().is_none());
}
