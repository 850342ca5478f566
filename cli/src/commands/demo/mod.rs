//! `bot demo`: the product told as a story, by real nodes.
//!
//! Every sentence is said after the thing happened and was checked: a step that did not happen
//! ends the demo with its reason and an exit code that is not 0.

mod actor;
mod own;
mod stage;
mod story;

use clap::Args;

use super::Context;
use crate::failure::{Exit, Failure};

/// See the whole way once: real nodes issue, carry, endorse, recognise, verify and revoke a badge
#[derive(Debug, Args)]
#[command(before_help = "Example: bot demo --lang fr")]
pub(crate) struct Demo {
    /// Leave the nodes running at the end and say how to talk to them
    #[arg(long)]
    keep: bool,
}

/// Plays the story; whatever happens, nothing is left behind without `--keep`.
pub(crate) fn run(context: &Context<'_>, verb: &Demo) -> Result<Exit, Failure> {
    let mut stage = stage::Stage::set(context.screen)?;
    let told = story::tell(&mut stage);
    match told {
        Ok(()) if verb.keep => stage.leave(),
        Ok(()) => {
            stage.clear();
            stage.say("demo-end", &[]);
        }
        Err(failure) => {
            stage.clear();
            return Err(failure);
        }
    }
    Ok(Exit::Done)
}
