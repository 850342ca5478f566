//! The binary as the tests run it: `bot`, under a name of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    bot_cli::run(std::env::args_os())
}
