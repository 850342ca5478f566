//! What this node holds of a log, taken as evidence.

use std::collections::BTreeSet;

use bot_protocol::canon::hash::Hash;
use bot_protocol::identity::PublicKey;
use bot_protocol::statement::{Kind, Statement};
use bot_protocol::verdict::Evidence;

use super::ActError;
use crate::driver::{short, unasked};
use crate::store::Store;

/// Bytes read from the store at a time.
const CHUNK_BYTES: usize = 1024 * 1024;

/// Takes a log as evidence; of entries of some kinds their place in it alone.
pub(super) fn hear_writer(
    store: &dyn Store,
    writer: &PublicKey,
    evidence: &mut Evidence,
    is_whole: impl Fn(Kind) -> bool,
) -> Result<(), ActError> {
    let mut from = 0;
    loop {
        let chunk = store.entries(writer, from, CHUNK_BYTES)?;
        let Some(last) = chunk.last() else { break };
        from = last.statement.seq().saturating_add(1);
        chunk.into_iter().for_each(|held| match is_whole(held.statement.kind()) {
            true => evidence.hear_entry(held.statement),
            false => evidence.hear_entry(held.statement.without_body()),
        });
    }
    hear_bounds(store, writer, evidence)
}

/// Takes what this node knows of the end of a log: whether its own quotas cut it off, what is kept
/// beside it, and whether others were asked for that.
pub(super) fn hear_bounds(
    store: &dyn Store,
    writer: &PublicKey,
    evidence: &mut Evidence,
) -> Result<(), ActError> {
    if let Some(short) = short(store, writer)? {
        evidence.hear_short(*writer, short);
    }
    if unasked(store, writer)? {
        evidence.hear_unasked(*writer);
    }
    hear_aside(store, writer, evidence)
}

/// Takes what is kept beside a log that forked or was closed, or that came before what lies between.
fn hear_aside(
    store: &dyn Store,
    writer: &PublicKey,
    evidence: &mut Evidence,
) -> Result<(), ActError> {
    // Beyond a gap what takes something back counts as well, and shows that there is one.
    let ahead = store.ahead(Some(writer))?;
    let known: BTreeSet<Hash> = ahead.iter().map(Statement::id).collect();
    ahead.into_iter().for_each(|entry| evidence.hear_entry(entry));
    let mut aside = store.beside(Some(writer))?;
    aside.retain(|entry| !known.contains(&entry.id()));
    if !aside.is_empty() {
        let fork = store.head(writer)?.and_then(|head| head.fork);
        fork.into_iter().for_each(|fork| evidence.hear_fork(fork));
        aside.into_iter().for_each(|entry| evidence.hear_beside(entry));
    }
    Ok(())
}
