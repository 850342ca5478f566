//! `/v1/achievements`.

use super::call::{Operation, at, get, list, post};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(
            at("/v1/achievements", "achievements", "The achievements this node knows."),
            |call| async move { call.acts.achievements(&call.input) },
        ),
        post(
            at("/v1/achievements", "addAchievement", "Describes what can be awarded."),
            |call| async move {
                let (acts, _, asked) = call.parts();
                acts.add_achievement(asked).await
            },
        ),
        get(
            at("/v1/achievements/{id}", "achievement", "One achievement, with its text."),
            |call| async move { call.acts.achievement(&call.id) },
        ),
    ]
}
