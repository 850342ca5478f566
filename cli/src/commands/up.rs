//! `bot up`: start the node of the data folder.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use bot_node::clock::SystemClock;
use bot_node::{Running, Up as Whole};
use bot_protocol::api::StatusReply;
use clap::Args;

use super::Context;
use crate::failure::{Exit, Failure};

/// How often, and how long, to look whether a node in the background has come up.
const LOOK_EVERY: Duration = Duration::from_millis(50);
const LOOKS_MAX: u32 = 600;

/// Start the node; it runs until bot down, Ctrl-C or the service manager stops it
#[derive(Debug, Args)]
#[command(before_help = "Example: bot up")]
pub(crate) struct Up {
    /// The settings file [default: bot.toml in the data folder]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A file with the passphrase of the trust box [default: asked on the terminal]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Run in the background; returns once the node answers
    #[arg(long)]
    detach: bool,
}

/// Starts and stays, or starts in the background.
pub(crate) fn run(context: &Context<'_>, verb: &Up) -> Result<Exit, Failure> {
    let settings = super::config::read(context, verb.config.as_ref())?;
    let place = context.place()?;
    let folder = place.folder();
    if context.client()?.is_up() {
        let shown = folder.display().to_string();
        let detail = format!("a node answers at {}", place.socket().display());
        return Err(Failure::new(Exit::Locked, "cli-already-up", detail).with("folder", shown));
    }
    if verb.detach {
        return detached(context, verb);
    }
    let log_n = settings.keys.scrypt_log_n;
    let secret = verb.passphrase_file.as_deref();
    let keys = Arc::new(super::id::open_or_create(context, secret, log_n)?);
    bot_node::log::start(&settings.log);
    let nobody = keys.identities().is_empty();
    let whole =
        Whole { data: folder.to_owned(), config: settings, keys, clock: Arc::new(SystemClock) };
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|cause| Failure::new(Exit::Other, "cli-runtime", cause.to_string()))?;
    runtime.block_on(async {
        let running = whole.start().await.map_err(|error| start_failed(&error))?;
        tell(context, &running, nobody).await;
        end_on_signal(&running);
        running.stopped().await;
        Ok(Exit::Done)
    })
}

fn start_failed(error: &bot_node::UpError) -> Failure {
    let exit = match (error.is_held(), error.is_network()) {
        (true, _) => Exit::Locked,
        (false, true) => Exit::Network,
        (false, false) => Exit::Other,
    };
    Failure::new(exit, error.code(), error.to_string())
}

/// Says that the node is up, and where.
async fn tell(context: &Context<'_>, running: &Running, nobody: bool) {
    let screen = context.screen;
    let http = format!("http://{}", running.address());
    let web = running.reloader().web().map(|web| web.url);
    let addresses: Vec<String> = match running.handle().status().await {
        Ok(status) => status.addresses.iter().map(ToString::to_string).collect(),
        Err(_) => Vec::new(),
    };
    screen.object(&serde_json::json!({
        "event": "up", "http": http, "web": web, "pid": std::process::id(), "addresses": addresses,
    }));
    screen.say("cli-up", &[("http", http)]);
    if let Some(url) = web {
        screen.say("cli-up-web", &[("url", url)]);
    }
    for address in addresses {
        screen.say("cli-up-peer", &[("address", address)]);
    }
    if nobody {
        screen.say("cli-up-no-identity", &[]);
    }
    // What is not shown on a terminal is kept somewhere, where others may read it.
    if std::io::stdout().is_terminal()
        && let Ok(link) = running.acts().visit_link()
    {
        screen.say("cli-open", &[]);
        screen.line(link.url.expose());
    }
}

/// Stops the node when the terminal or the service manager asks for it. The signal that a terminal
/// sends as it goes tells a node without one to read its certificate again, as services do.
fn end_on_signal(running: &Running) {
    use tokio::signal::unix::{SignalKind, signal};
    let (stopper, reloader) = (running.stopper(), running.reloader());
    let on_terminal = std::fs::File::open("/dev/tty").is_ok();
    tokio::spawn(async move {
        let (Ok(mut end), Ok(mut hangup)) =
            (signal(SignalKind::terminate()), signal(SignalKind::hangup()))
        else {
            return;
        };
        loop {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => break,
                _ = end.recv() => break,
                _ = hangup.recv() => {
                    if on_terminal {
                        break;
                    }
                    reloader.reload();
                }
            }
        }
        stopper.stop();
    });
}

/// Starts this program again in a session of its own and waits until it answers.
fn detached(context: &Context<'_>, verb: &Up) -> Result<Exit, Failure> {
    let place = context.place()?;
    let folder = place.folder();
    let me = std::env::current_exe()
        .map_err(|cause| Failure::new(Exit::Other, "cli-runtime", cause.to_string()))?;
    if verb.passphrase_file.is_none() && std::env::var_os("CREDENTIALS_DIRECTORY").is_none() {
        let detail = "--detach needs --passphrase-file: nobody can type in the background";
        return Err(Failure::new(Exit::Usage, "cli-passphrase-missing", detail));
    }
    let log = open_log(folder)?;
    let errors = log.try_clone().map_err(|cause| Failure::file(folder, &cause))?;
    let mut command = std::process::Command::new("setsid");
    // In JSON, so that why it did not come up can be told here as it was told there.
    command.arg(me).arg("up").arg("--json").arg("--data").arg(folder);
    for (flag, value) in [("--config", &verb.config), ("--passphrase-file", &verb.passphrase_file)]
    {
        if let Some(value) = value {
            command.arg(flag).arg(value);
        }
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(errors)
        .spawn()
        .map_err(|cause| Failure::new(Exit::Other, "cli-file", format!("setsid: {cause}")))?;
    let bar = context.screen.working("cli-starting", &[]);
    let client = context.client()?;
    for _ in 0..LOOKS_MAX {
        if let Ok(status) = client.get::<StatusReply>("/v1/status") {
            bar.finish_and_clear();
            context.screen.object(&status);
            let data = [("since", status.started.clone()), ("pid", status.pid.to_string())];
            context.screen.say("cli-status-up", &data);
            if std::io::stdout().is_terminal() {
                super::open::run(context, &super::open::Open {})?;
            }
            return Ok(Exit::Done);
        }
        if let Ok(Some(_)) = child.try_wait() {
            break;
        }
        std::thread::sleep(LOOK_EVERY);
    }
    bar.finish_and_clear();
    let said = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
    Err(said.lines().rev().find_map(Failure::from_line).unwrap_or_else(|| {
        let last = said.lines().rev().find(|line| !line.is_empty()).unwrap_or_default();
        Failure::new(Exit::Other, "cli-start", last)
    }))
}

fn open_log(folder: &Path) -> Result<std::fs::File, Failure> {
    use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
    let path = folder.join("log");
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|cause| Failure::file(folder, &cause))?;
    std::fs::File::options()
        .create(true)
        .write(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)
        .map_err(|cause| Failure::file(&path, &cause))
}
