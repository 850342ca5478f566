//! `bot completions`, `bot man`: the grammar itself, for shells and for `man`.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

use super::{Context, write_output};
use crate::failure::{Exit, Failure};

/// Print the completions for a shell
#[derive(Debug, Args)]
#[command(
    before_help = "Example: bot completions bash > ~/.local/share/bash-completion/completions/bot"
)]
pub(crate) struct Completions {
    /// bash, elvish, fish, powershell or zsh
    shell: Shell,
}

/// Print the manual page, or write one page a verb into a folder
#[derive(Debug, Args)]
#[command(before_help = "Example: bot man | man -l -")]
pub(crate) struct Man {
    /// Write one page a verb here
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// Prints completions.
pub(crate) fn completions(context: &Context<'_>, verb: &Completions) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(verb.shell, &mut crate::command(), "bot", &mut text);
    context.screen.bytes(&text)?;
    Ok(Exit::Done)
}

/// Prints the manual, or writes all its pages.
pub(crate) fn man(context: &Context<'_>, verb: &Man) -> Result<Exit, Failure> {
    let Some(folder) = &verb.out else {
        context.screen.bytes(&page(crate::command(), folder_error)?)?;
        return Ok(Exit::Done);
    };
    std::fs::create_dir_all(folder).map_err(|cause| Failure::file(folder, &cause))?;
    let mut whole = crate::command();
    whole.build();
    let mut pages = vec![("bot.1".to_owned(), whole.clone())];
    for verb in whole.get_subcommands() {
        let name = format!("bot-{}", verb.get_name());
        let titled = verb.clone().name(String::leak(name.clone()) as &'static str);
        pages.push((format!("{name}.1"), titled));
    }
    for (name, command) in pages {
        let path = folder.join(name);
        let text = page(command, folder_error)?;
        write_output(context.screen, &path, &text, true)?;
    }
    context.screen.say("cli-man-written", &[("path", folder.display().to_string())]);
    Ok(Exit::Done)
}

fn page(command: clap::Command, told: fn(&std::io::Error) -> Failure) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text).map_err(|cause| told(&cause))?;
    Ok(text)
}

fn folder_error(cause: &std::io::Error) -> Failure {
    Failure::new(Exit::Other, "cli-file", cause.to_string())
}
