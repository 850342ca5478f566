//! Warnings of names by which people are deceived.

use bot_protocol::api::NameWarning;

use crate::screen::Screen;

/// Tells what to take care of, each in a line.
pub(super) fn warn(screen: &Screen, warnings: &[NameWarning]) {
    for one in warnings {
        let mut data = vec![("name", one.name.clone())];
        let code = match &one.like {
            Some(like) => {
                data.push(("like", like.name.clone().unwrap_or_default()));
                data.push(("did", like.did.clone()));
                "cli-name-alike"
            }
            None => {
                data.push(("word", one.word.clone().unwrap_or_default()));
                "cli-name-mixed"
            }
        };
        screen.say(code, &data);
    }
}
