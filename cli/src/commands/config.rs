//! `bot config`: the settings, as they are and as they may be.

use std::path::PathBuf;

use bot_node::config::{Config as Settings, ConfigError};
use clap::{Args, Subcommand};

use super::Context;
use crate::failure::{Exit, Failure};

/// Show the settings, or check a settings file
#[derive(Debug, Args)]
#[command(before_help = "Example: bot config check")]
pub(crate) struct Config {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Show every setting with its value and meaning; --sample prints a file to start from
    #[command(before_help = "Example: bot config show --sample > bot.toml")]
    Show {
        /// The settings file [default: bot.toml in the data folder]
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Print the sample file instead
        #[arg(long)]
        sample: bool,
    },
    /// Check a settings file; exit code 1 and the line where it is wrong
    #[command(before_help = "Example: bot config check --config bot.toml")]
    Check {
        /// The settings file [default: bot.toml in the data folder]
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
}

/// Shows or checks.
pub(crate) fn run(context: &Context<'_>, verb: &Config) -> Result<Exit, Failure> {
    let screen = context.screen;
    match &verb.act {
        Act::Show { sample: true, .. } if screen.is_json() => {
            screen.object(&serde_json::json!({ "sample": Settings::sample() }));
        }
        Act::Show { sample: true, .. } => screen.bytes(Settings::sample().as_bytes())?,
        Act::Show { config, .. } => {
            for setting in read(context, config.as_ref())?.settings() {
                screen.object(&setting);
                screen.line(&format!("{} = {}", setting.name, setting.value));
                screen.line(&format!("    {}", screen.sentence(&code(&setting.name), &[])));
            }
        }
        Act::Check { config } => {
            read(context, config.as_ref())?;
            screen.object(&serde_json::json!({ "ok": true }));
            screen.say("cli-config-ok", &[]);
        }
    }
    Ok(Exit::Done)
}

/// The settings of a file, else of the data folder.
///
/// # Errors
/// When the file cannot be read or a setting is wrong.
pub(crate) fn read(context: &Context<'_>, file: Option<&PathBuf>) -> Result<Settings, Failure> {
    let settings = match file {
        Some(path) => Settings::read(path),
        None => Settings::of_folder(context.place()?.folder()),
    };
    settings.map_err(|error| match error {
        ConfigError::Unreadable { path, cause } => Failure::file(&path, &cause),
        ConfigError::TooLarge { .. }
        | ConfigError::Malformed { .. }
        | ConfigError::OutOfBounds { .. } => {
            Failure::new(Exit::Other, "cli-config", error.to_string())
        }
    })
}

/// The code of a setting's sentence.
fn code(name: &str) -> String {
    format!("setting-{}", name.replace(['.', '_'], "-"))
}

#[cfg(test)]
mod tests {
    use bot_protocol::words::{Args, Lang, knows, say};

    use super::*;

    #[test]
    fn every_setting_is_said_in_every_language() {
        for setting in Settings::default().settings() {
            let code = code(&setting.name);
            assert_eq!(say(Lang::En, &code, &Args::new()), setting.about, "{code}");
            assert!(Lang::ALL.into_iter().all(|lang| knows(lang, &code)), "{code}");
        }
    }
}
