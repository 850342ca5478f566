//! `/v1/data`.

use super::call::{Operation, at, post, raw};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        post(
            at("/v1/data/erase", "eraseData", "Erases what is held here of somebody."),
            |call| async move { call.acts.erase_data(call.input).await },
        ),
        raw(
            at(
                "/v1/data/{did}/export",
                "exportData",
                "Everything of one identity, in open formats.",
            ),
            "application/x-tar",
            |call| async move { call.acts.export_data(Some(&call.id)) },
        ),
    ]
}
