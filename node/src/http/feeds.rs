//! `/v1/feeds`.

use super::call::{Operation, at, list, raw};

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
