//! `bot down`: stop the node.

use std::time::Duration;

use bot_node::keys::TrustBox;
use bot_protocol::api::Done;
use clap::Args;

use super::Context;
use crate::failure::{Exit, Failure};

/// How often, and how long, to look whether the node is gone.
const LOOK_EVERY: Duration = Duration::from_millis(50);
const LOOKS_MAX: u32 = 600;

/// Stop the running node
#[derive(Debug, Args)]
#[command(before_help = "Example: bot down")]
pub(crate) struct Down {}

/// Asks the node to stop and waits until it has.
pub(crate) fn run(context: &Context<'_>, _: &Down) -> Result<Exit, Failure> {
    let place = context.place()?;
    let client = context.client()?;
    // It answers no more before it has let go of the folder; the next start needs both.
    let runs = || client.is_up() || TrustBox::is_held_in(place.folder());
    let done: Done = client.post("/v1/shutdown", &serde_json::json!({}))?;
    let bar = context.screen.working("cli-stopping", &[]);
    let mut looks = 0;
    while runs() && looks < LOOKS_MAX {
        looks += 1;
        std::thread::sleep(LOOK_EVERY);
    }
    bar.finish_and_clear();
    if runs() {
        let seconds = LOOKS_MAX.saturating_mul(50) / 1000;
        let detail = format!("the node still runs after {seconds} s");
        return Err(Failure::new(Exit::Other, "cli-not-stopped", detail));
    }
    context.screen.object(&done);
    context.screen.say("cli-stopped", &[]);
    Ok(Exit::Done)
}
