//! `/v1/programs`: what programs ask the owner, and the owner's answers.

use super::call::{Operation, at, delete, list, post};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(
            at("/v1/programs", "programs", "Programs that ask for badges or may see them."),
            |call| async move { call.acts.programs(&call.input) },
        ),
        post(
            at("/v1/programs/{code}/approve", "approveProgram", "Says yes to a program."),
            |call| async move { call.acts.approve_program(&call.id, call.input).await },
        ),
        post(
            at("/v1/programs/{code}/refuse", "refuseProgram", "Says no to a program."),
            |call| async move { call.acts.refuse_program(&call.id, call.input).await },
        ),
        delete(
            at("/v1/programs/{id}", "removeProgram", "Takes back what a program was allowed."),
            |call| async move { call.acts.remove_program(&call.id).await },
        ),
    ]
}
