//! The mouth of Bits of Trust: the command line, thin.
//!
//! A verb reads its flags, makes one request to the running node or one call to the pure core,
//! and shows the answer to a person or, with `--json`, to a program. It decides nothing itself.

mod args;
mod client;
mod commands;
mod failure;
mod fetcher;
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
    args::Cli::command().mut_subcommands(with_exit_codes)
}

/// How every verb can end, below its help; `verify` has more to say and says it itself.
const EXIT_CODES: &str = "Exit codes: 0 done · 1 failure · 2 usage · 3 not found · 4 locked · \
                          5 network or no running node · 6 the answer is no · \
                          7 cannot tell";

fn with_exit_codes(verb: clap::Command) -> clap::Command {
    let own = verb.get_name() == "verify";
    let verb = if own { verb } else { verb.after_help(EXIT_CODES) };
    verb.mut_subcommands(with_exit_codes)
}

/// Runs one command and says how it ended.
///
/// Exit codes: 0 done, 1 other failure, 2 usage, 3 not found, 4 locked, 5 network or no running
/// node, 6 a needed finding is *no*, 7 *cannot tell*.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let read = command().try_get_matches_from(&arguments);
    let read = read.and_then(|matches| {
        args::Cli::from_arg_matches(&matches).map(|cli| (cli, args::typed(&matches)))
    });
    let (cli, verb) = match read {
        Ok(read) => read,
        Err(error) => return unread(&arguments, &error).into(),
    };
    let screen = screen::Screen::new(&cli.common);
    match commands::run(cli, &screen) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            let failure = failure.typed_as(|field| verb.called(field));
            screen.fail(&failure);
            failure.exit.into()
        }
    }
}

/// Tells why a command line was not understood, or shows the help or version it asks for.
fn unread(arguments: &[OsString], error: &clap::Error) -> Exit {
    if !error.use_stderr() {
        // A closed pipe is the reader's choice, not a failure of ours.
        drop(error.print());
        return Exit::Done;
    }
    let screen = screen::Screen::of_words(arguments);
    // Without a verb a person of whatever language is shown the verbs.
    let bare = matches!(
        error.kind(),
        clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            | clap::error::ErrorKind::MissingSubcommand
    );
    if let Some(failure) = below_another(error) {
        screen.fail(&failure);
    } else if screen.speaks_english() || (bare && !screen.is_json()) {
        drop(error.print());
    } else {
        screen.fail(&misused(error));
    }
    Exit::Usage
}

/// A verb that only another verb has below it, such as `bake` of `bot badge`: where it is.
fn below_another(error: &clap::Error) -> Option<Failure> {
    use clap::error::{ContextKind, ErrorKind};
    if error.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let word = error.get(ContextKind::InvalidSubcommand)?.to_string();
    let whole = command();
    let has = |verb: &&clap::Command| verb.find_subcommand(&word).is_some();
    let near: Vec<String> = whole
        .get_subcommands()
        .filter(has)
        .map(|verb| format!("bot {} {word}", verb.get_name()))
        .collect();
    if near.is_empty() {
        return None;
    }
    let near = near.join(", ");
    let detail = format!("there is no verb {word:?}; there is {near}");
    let failure = Failure::new(Exit::Usage, "cli-usage-unknown-near", detail);
    Some(failure.with("what", word).with("value", near))
}

/// A command line that is wrong, with a code for the usual ways to be wrong.
#[expect(clippy::wildcard_enum_match_arm, reason = "another crate's enum, which grows")]
fn misused(error: &clap::Error) -> Failure {
    use clap::error::{ContextKind, ErrorKind};
    let named = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = named(ContextKind::InvalidArg);
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand].map(named).concat();
    let unknown = if near.is_empty() { "cli-usage-unknown" } else { "cli-usage-unknown-near" };
    let known = named(ContextKind::ValidValue);
    let wrong = if known.is_empty() { "cli-usage-value" } else { "cli-usage-value-known" };
    let (code, what, value) = match error.kind() {
        ErrorKind::UnknownArgument => (unknown, argument, near),
        ErrorKind::InvalidSubcommand => (unknown, named(ContextKind::InvalidSubcommand), near),
        ErrorKind::MissingRequiredArgument => ("cli-usage-missing", argument, String::new()),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            ("cli-usage-missing", "VERB".to_owned(), String::new())
        }
        ErrorKind::InvalidValue if named(ContextKind::InvalidValue).is_empty() => {
            ("cli-usage-empty", argument, String::new())
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            (wrong, argument, named(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => {
            ("cli-usage-conflict", argument, named(ContextKind::PriorArg))
        }
        // The others are told in clap's own words.
        _ => ("cli-usage", String::new(), String::new()),
    };
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let first = text.lines().next().unwrap_or_default();
    Failure::new(Exit::Usage, code, first)
        .with("what", what)
        .with("value", value)
        .with("known", known)
}
