//! `/v1/contacts`.

use super::call::{Operation, at, delete, list, post};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(at("/v1/contacts", "contacts", "The address book."), |call| async move {
            call.acts.contacts(&call.input)
        }),
        post(at("/v1/contacts", "addContact", "Gives somebody a name."), |call| async move {
            call.acts.add_contact(call.input).await
        }),
        delete(
            at("/v1/contacts/{did}", "removeContact", "Strikes somebody out, by DID or name."),
            |call| async move { call.acts.remove_contact(&call.id).await },
        ),
    ]
}
