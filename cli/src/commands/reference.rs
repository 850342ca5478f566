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

/// Print the manual page, or write one page a command into a folder
#[derive(Debug, Args)]
#[command(before_help = "Example: bot man | man -l -")]
pub(crate) struct Man {
    /// Write one page a command here
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// Prints completions.
pub(crate) fn completions(context: &Context<'_>, verb: &Completions) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(verb.shell, &mut crate::command(), "bot", &mut text);
    if context.screen.is_json() {
        let (shell, script) = (verb.shell.to_string(), String::from_utf8_lossy(&text));
        context.screen.object(&serde_json::json!({ "shell": shell, "script": script }));
        return Ok(Exit::Done);
    }
    context.screen.bytes(&text)?;
    Ok(Exit::Done)
}

/// Prints the manual, or writes all its pages.
pub(crate) fn man(context: &Context<'_>, verb: &Man) -> Result<Exit, Failure> {
    let Some(folder) = &verb.out else {
        let text = page(crate::command(), folder_error)?;
        if context.screen.is_json() {
            let text = String::from_utf8_lossy(&text);
            context.screen.object(&serde_json::json!({ "page": "bot.1", "text": text }));
            return Ok(Exit::Done);
        }
        context.screen.bytes(&text)?;
        return Ok(Exit::Done);
    };
    std::fs::create_dir_all(folder).map_err(|cause| Failure::file(folder, &cause))?;
    let mut whole = crate::command();
    whole.build();
    let mut pages = Vec::new();
    gather("bot".to_owned(), whole, &mut pages);
    for (name, command) in pages {
        let path = folder.join(format!("{name}.1"));
        let text = page(command, folder_error)?;
        write_output(context.screen, &path, &text, true)?;
        context.screen.object(&serde_json::json!({ "path": path }));
    }
    context.screen.say("cli-man-written", &[("path", folder.display().to_string())]);
    Ok(Exit::Done)
}

/// A command and all below it, each under its whole name.
fn gather(name: String, command: clap::Command, pages: &mut Vec<(String, clap::Command)>) {
    // What `bot help` shows of a verb is that verb's page.
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        gather(format!("{name}-{}", verb.get_name()), verb.clone(), pages);
    }
    // The names live as long as the command that prints them: a moment.
    let titled = command.name(String::leak(name.clone()) as &'static str);
    pages.push((name, titled));
}

fn page(command: clap::Command, told: fn(&std::io::Error) -> Failure) -> Result<Vec<u8>, Failure> {
    let example = command.get_before_help().map(ToString::to_string).unwrap_or_default();
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text).map_err(|cause| told(&cause))?;
    if let Some(typed) = example.strip_prefix("Example: ") {
        let typed = typed.replace('\\', "\\e").replace('-', "\\-");
        text.extend_from_slice(format!(".SH EXAMPLE\n.nf\n{typed}\n.fi\n").as_bytes());
    }
    Ok(text)
}

fn folder_error(cause: &std::io::Error) -> Failure {
    Failure::new(Exit::Other, "cli-file", cause.to_string())
}
