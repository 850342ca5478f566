//! `bot config`: the settings, as they are and as they may be.

use std::path::{Path, PathBuf};

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
    let (settings, path) = match file {
        Some(path) => (Settings::read(path), path.clone()),
        None => {
            let place = context.place()?;
            let path = place.folder().join(bot_node::config::FILE_NAME);
            (Settings::of_folder(place.folder()), path)
        }
    };
    settings.map_err(|error| refused(&path, &error))
}

/// Settings that are refused: which file, where, which setting.
fn refused(path: &Path, error: &ConfigError) -> Failure {
    if let ConfigError::Unreadable { cause, .. } = error {
        return Failure::file(path, cause);
    }
    let shown = path.display().to_string();
    let said = error.to_string();
    let detail = if said.contains(&shown) { said } else { format!("{shown}: {said}") };
    let mut failure = Failure::new(Exit::Other, "cli-config", detail).with("path", shown);
    if let Some((line, column)) = error.position() {
        failure = failure.with("line", line.to_string()).with("column", column.to_string());
    }
    failure.field = error.setting().map(str::to_owned);
    failure
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
