//! `/v1/imports`.

use super::call::{Operation, at, delete, post};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        post(
            at("/v1/imports", "import", "Keeps a badge of whatever form, exactly as it came."),
            |call| async move { call.acts.import(call.input).await },
        ),
        delete(
            at("/v1/imports/{id}", "removeImport", "Forgets a badge that was imported."),
            |call| async move { call.acts.remove_import(&call.id).await },
        ),
    ]
}
