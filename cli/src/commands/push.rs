//! `bot push`: hand a badge to another host of Open Badges 3.0.

use std::io::BufRead as _;
use std::path::PathBuf;
use std::time::Duration;

use bot_node::push::{Host, PushError, Pushed, Question};
use bot_protocol::api::{CredentialView, SecretText};
use clap::Args;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::Context;
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::fetcher::fetcher;
use crate::screen::Screen;

/// The path to which the browser comes back.
const CALLBACK: &str = "/callback";

/// How long the answer may take: 10 minutes, as long as a host's question stands.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// How long a browser may take for its request: 5 s.
const REQUEST_PATIENCE: Duration = Duration::from_secs(5);

/// Most bytes of a browser's request that are looked at: 16 KiB.
const REQUEST_BYTES_MAX: usize = 16 * 1024;

/// Hand a badge to another host of Open Badges 3.0, such as a backpack
#[derive(Debug, Args)]
#[command(before_help = "Example: bot push https://backpack.example urn:uuid:9b1d0c52")]
pub(crate) struct Push {
    /// The host's address
    url: String,
    /// The badge's id, or its beginning (see `bot badge list`)
    id: String,
    /// The browser is on another machine: type here the address to which the host sends it back
    #[arg(long)]
    code: bool,
    /// Trust the authorities of this file too, certificates in PEM, besides those of browsers
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
    #[command(flatten)]
    dry: DryRun,
}

/// Asks the host, waits for its user, and hands the badge over.
pub(crate) fn run(context: &Context<'_>, verb: &Push) -> Result<Exit, Failure> {
    let screen = context.screen;
    let path = format!("/v1/credentials/{}", encoded(&verb.id));
    let badge: CredentialView = context.client()?.get(&path)?;
    let compact = match badge.format.as_deref() {
        None => false,
        Some("vc+jwt" | "vc-jwt") => true,
        Some(format) => {
            let failure = Failure::new(Exit::Other, "push-form", format!("the form is {format}"));
            return Err(failure.with("format", format));
        }
    };
    let name = screen.own(&badge.achievement, &badge.names).to_owned();
    let text = badge.document.unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime =
        runtime.map_err(|cause| Failure::new(Exit::Other, "cli-runtime", cause.to_string()))?;
    let pushed = runtime.block_on(pushed(screen, verb, (&text, compact)))?;
    let Some(pushed) = pushed else {
        screen.object(&serde_json::json!({ "changed": false, "dry_run": true }));
        screen.say("cli-dry-run", &[("what", name)]);
        return Ok(Exit::Done);
    };
    let (said, changed) = match pushed {
        Pushed::Created => ("cli-push-created", true),
        Pushed::Replaced => ("cli-push-replaced", false),
    };
    screen.object(&serde_json::json!({ "id": badge.id, "created": changed }));
    screen.say(said, &[("what", name), ("host", verb.url.clone())]);
    Ok(Exit::Done)
}

/// The whole way; nothing where it was a trial.
async fn pushed(
    screen: &Screen,
    verb: &Push,
    badge: (&str, bool),
) -> Result<Option<Pushed>, Failure> {
    let fetcher = fetcher(verb.authority.as_deref())?;
    let host = Host::discover(&fetcher, &verb.url).await.map_err(|error| told(&error))?;
    if verb.dry.dry_run {
        return Ok(None);
    }
    let unheard = |cause: std::io::Error| {
        Failure::new(Exit::Network, "push-unheard", format!("127.0.0.1: {cause}"))
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(unheard)?;
    let port = listener.local_addr().map_err(unheard)?.port();
    let redirect_uri = format!("http://127.0.0.1:{port}{CALLBACK}");
    let question = host.register(&fetcher, &redirect_uri).await.map_err(|error| told(&error))?;
    screen.object(&serde_json::json!({ "open": question.address() }));
    screen.say("cli-push-open", &[]);
    screen.line(&question.address());
    let code = match verb.code {
        true => typed(screen, &question)?,
        false => {
            let waiting = tokio::time::timeout(PATIENCE, called_back(screen, &listener, &question));
            waiting.await.unwrap_or_else(|_| {
                Err(Failure::new(Exit::Other, "push-no-answer", "nobody answered in 10 minutes"))
            })?
        }
    };
    let pushed = question.push(&fetcher, &code, badge).await.map_err(|error| told(&error))?;
    Ok(Some(pushed))
}

/// Reads the address from whoever types.
fn typed(screen: &Screen, question: &Question) -> Result<SecretText, Failure> {
    screen.say("cli-push-type", &[]);
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|cause| Failure::file(std::path::Path::new("-"), &cause))?;
    question.answer(&line).map_err(|error| told(&error))
}

/// Waits for the browser to come back. What belongs to another question is turned away: it decides
/// nothing here.
async fn called_back(
    screen: &Screen,
    listener: &TcpListener,
    question: &Question,
) -> Result<SecretText, Failure> {
    loop {
        let Ok((mut stream, _)) = listener.accept().await else { continue };
        let Some(target) = target(&mut stream).await else { continue };
        let answer = match target.split('?').next() {
            Some(CALLBACK) => question.answer(&target),
            Some(_) | None => Err(PushError::OtherQuestion),
        };
        if answer == Err(PushError::OtherQuestion) {
            reply(&mut stream, "404 Not Found", &screen.sentence("push-other-question", &[])).await;
            continue;
        }
        reply(&mut stream, "200 OK", &screen.sentence("cli-push-page", &[])).await;
        return answer.map_err(|error| told(&error));
    }
}

/// Path and query of a browser's request.
async fn target(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let reading = async {
        let mut part = [0; 1024];
        while !bytes.windows(4).any(|four| four == b"\r\n\r\n") {
            let size = stream.read(&mut part).await.ok()?;
            if size == 0 || bytes.len() + size > REQUEST_BYTES_MAX {
                return None;
            }
            bytes.extend(part.get(..size)?);
        }
        let head = String::from_utf8(bytes).ok()?;
        Some(head.strip_prefix("GET ")?.split(' ').next()?.to_owned())
    };
    tokio::time::timeout(REQUEST_PATIENCE, reading).await.ok()?
}

async fn reply(stream: &mut TcpStream, status: &str, text: &str) {
    let reply = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\ncache-control: no-store\r\n\
        connection: close\r\ncontent-length: {}\r\n\r\n{text}",
        text.len()
    );
    // Whoever does not wait for the page has answered all the same.
    drop(stream.write_all(reply.as_bytes()).await);
    drop(stream.shutdown().await);
}

fn told(error: &PushError) -> Failure {
    let exit = match error {
        PushError::Url(_) | PushError::Here(_) => Exit::Usage,
        error if error.is_network() => Exit::Network,
        PushError::Silent(_)
        | PushError::Certificate(_)
        | PushError::NoHost { .. }
        | PushError::Lacks { .. }
        | PushError::Astray { .. }
        | PushError::Unregistered { .. }
        | PushError::OtherQuestion
        | PushError::Declined { .. }
        | PushError::NoToken { .. }
        | PushError::Refused { .. }
        | PushError::NoChance => Exit::Other,
    };
    Failure::new(exit, error.code(), error.to_string())
}
