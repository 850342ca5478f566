//! The mouth of Bits of Trust: the command line, thin.
//!
//! A verb reads its flags, makes one request to the running node or one call to the pure core,
//! and shows the answer to a person or, with `--json`, to a program. It decides nothing itself.

mod args;
mod client;
mod commands;
mod failure;
mod place;
mod screen;
mod secrets;
mod sheet;
mod table;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

pub use failure::{Exit, Failure};

/// The whole grammar of `bot`, for completions, manual pages and tests.
pub fn command() -> clap::Command {
    args::Cli::command()
}

/// Runs one command and says how it ended.
///
/// Exit codes: 0 done, 1 other failure, 2 usage, 3 not found, 4 locked, 5 network or no running
/// node, 6 a needed finding is *no*, 7 *cannot tell*.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let matches = match command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => {
            let code = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            // A closed pipe is the reader's choice, not a failure of ours.
            drop(error.print());
            return code.into();
        }
    };
    let cli = match args::Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => {
            drop(error.print());
            return Exit::Usage.into();
        }
    };
    let screen = screen::Screen::new(&cli.common);
    match commands::run(cli, &screen) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            screen.fail(&failure);
            failure.exit.into()
        }
    }
}
