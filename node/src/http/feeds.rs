//! `/v1/feeds`.

use super::call::{Operation, at, get, list, raw};
use crate::acts::ActError;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(
            at("/v1/feeds", "feeds", "Every feed of which something is held."),
            |call| async move { call.acts.feeds(&call.input) },
        ),
        list(
            at("/v1/feeds/{did}", "feed", "One feed with a page of its entries."),
            |call| async move { call.acts.feed(&call.id, &call.input) },
        ),
        get(
            at("/v1/feeds/{did}/check", "checkFeed", "Whether a ledger is whole, part by part."),
            |call| async move {
                // A long ledger takes a while: apart from the net.
                let checked =
                    tokio::task::spawn_blocking(move || call.acts.check_feed(&call.id, call.lang));
                checked.await.unwrap_or(Err(ActError::Broken))
            },
        ),
        list(
            at("/v1/feeds/{did}/forks", "forksOfFeed", "Proofs that it was told in two versions."),
            |call| async move { call.acts.forks_of(&call.id, &call.input) },
        ),
        raw(
            at(
                "/v1/feeds/{did}/forks/export",
                "exportForks",
                "These proofs as a file that others can check.",
            ),
            "application/cbor",
            |call| async move { call.acts.export_forks(&call.id) },
        ),
        raw(
            at(
                "/v1/feeds/{did}/export",
                "exportFeed",
                "One feed as a file to verify with offline.",
            ),
            "application/cbor",
            |call| async move { call.acts.export(&call.id) },
        ),
    ]
}
