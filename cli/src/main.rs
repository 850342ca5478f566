//! The one binary, `bot`: everything it does is in the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    bot_cli::run(std::env::args_os())
}
