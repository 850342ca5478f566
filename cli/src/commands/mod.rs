//! One file a verb: flags in, one request or one call, an answer out.

mod alike;
pub(crate) mod badge;
mod bake;
pub(crate) mod community;
pub(crate) mod config;
pub(crate) mod contact;
pub(crate) mod context;
pub(crate) mod convert;
pub(crate) mod data;
mod define;
pub(crate) mod demo;
pub(crate) mod describe;
pub(crate) mod did;
pub(crate) mod dispute;
pub(crate) mod doctor;
pub(crate) mod down;
pub(crate) mod endorse;
pub(crate) mod feed;
pub(crate) mod fork;
pub(crate) mod gate;
pub(crate) mod grant;
pub(crate) mod graph;
pub(crate) mod guardian;
pub(crate) mod id;
pub(crate) mod import;
pub(crate) mod issue;
pub(crate) mod jose;
pub(crate) mod oauth;
pub(crate) mod offers;
pub(crate) mod open;
pub(crate) mod peer;
pub(crate) mod present;
pub(crate) mod prove;
pub(crate) mod publish;
pub(crate) mod push;
mod reach;
pub(crate) mod recognise;
pub(crate) mod recover;
pub(crate) mod reference;
pub(crate) mod renew;
mod sheet_of_ids;
pub(crate) mod sign;
pub(crate) mod status;
pub(crate) mod status_change;
mod succeed;
pub(crate) mod token;
pub(crate) mod trust;
pub(crate) mod up;
pub(crate) mod verify;
pub(crate) mod wallet;
pub(crate) mod witness;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bot_node::contexts::KeptContexts;
use bot_protocol::credential::contexts::Contexts;

use crate::args::{Cli, Common, Verb};
use crate::client::Client;
use crate::failure::{Exit, Failure};
use crate::place::Place;
use crate::screen::Screen;

/// What a verb works with.
pub(crate) struct Context<'a> {
    pub(crate) screen: &'a Screen,
    pub(crate) common: Common,
}

impl Context<'_> {
    /// The data folder; only the verbs that use one need a home to keep it in.
    pub(crate) fn place(&self) -> Result<Place, Failure> {
        Place::find(self.common.data.as_deref().or(data_of_environment().as_deref()))
    }

    /// The contexts that were accepted in the data folder, and the program's own, where any were.
    pub(crate) fn contexts(&self) -> Option<Arc<Contexts>> {
        KeptContexts::of(self.place().ok()?.folder()).contexts()
    }

    /// The running node of the data folder.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        Ok(Client::new(&self.place()?)?.speaking(self.screen.lang()))
    }

    /// `?as=WHO` for lists, empty where no identity was picked.
    pub(crate) fn as_query(&self) -> String {
        let picked = self.common.as_identity.as_deref();
        picked.map(|who| format!("?as={}", crate::client::encoded(who))).unwrap_or_default()
    }
}

/// Runs one verb.
pub(crate) fn run(cli: Cli, screen: &Screen) -> Result<Exit, Failure> {
    let context = Context { screen, common: cli.common };
    match cli.verb {
        Verb::Demo(verb) => demo::run(&context, &verb),
        Verb::Up(verb) => up::run(&context, &verb),
        Verb::Open(verb) => open::run(&context, &verb),
        Verb::Down(verb) => down::run(&context, &verb),
        Verb::Status(verb) => status::run(&context, &verb),
        Verb::Doctor(verb) => doctor::run(&context, &verb),
        Verb::Id(verb) => id::run(&context, verb),
        Verb::Badge(verb) => badge::run(&context, verb),
        Verb::Issue(verb) => issue::run(&context, verb),
        Verb::Import(verb) => import::run(&context, &verb),
        Verb::Offers(verb) => offers::run(&context, &verb),
        Verb::Accept(verb) => offers::accept(&context, &verb),
        Verb::Refuse(verb) => offers::refuse(&context, verb),
        Verb::Publish(verb) => publish::publish(&context, &verb),
        Verb::Unpublish(verb) => publish::unpublish(&context, &verb),
        Verb::Present(verb) => present::run(&context, verb),
        Verb::Prove(verb) => prove::run(&context, &verb),
        Verb::Push(verb) => push::run(&context, &verb),
        Verb::Endorse(verb) => endorse::run(&context, verb),
        Verb::Sign(verb) => sign::run(&context, verb),
        Verb::Recognise(verb) => recognise::run(&context, verb),
        Verb::Grant(verb) => grant::run(&context, verb),
        Verb::Gate(verb) => gate::run(&context, verb),
        Verb::Dispute(verb) => dispute::run(&context, verb),
        Verb::Reply(verb) => dispute::reply(&context, verb),
        Verb::Revoke(verb) => status_change::revoke(&context, verb),
        Verb::Suspend(verb) => status_change::suspend(&context, verb),
        Verb::Resume(verb) => status_change::resume(&context, verb),
        Verb::Renew(verb) => renew::run(&context, verb),
        Verb::Undo(verb) => status_change::undo(&context, &verb),
        Verb::Verify(verb) => verify::run(&context, &verb),
        Verb::Feed(verb) => feed::run(&context, verb),
        Verb::Fork(verb) => fork::run(&context, verb),
        Verb::Witness(verb) => witness::run(&context, verb),
        Verb::Community(verb) => community::run(&context, verb),
        Verb::Guardian(verb) => guardian::run(&context, verb),
        Verb::Recover(verb) => recover::run(&context, verb),
        Verb::Data(verb) => data::run(&context, verb),
        Verb::Peer(verb) => peer::run(&context, verb),
        Verb::Oauth(verb) => oauth::run(&context, verb),
        Verb::Contact(verb) => contact::run(&context, verb),
        Verb::Token(verb) => token::run(&context, verb),
        Verb::Trust(verb) => trust::trust(&context, verb),
        Verb::Path(verb) => trust::path(&context, verb),
        Verb::Graph(verb) => graph::run(&context, verb),
        Verb::Did(verb) => did::run(&context, verb),
        Verb::Wallet(verb) => wallet::run(&context, verb),
        Verb::Context(verb) => context::run(&context, verb),
        Verb::Convert(verb) => convert::run(&context, &verb),
        Verb::Jose(verb) => jose::run(&context, verb),
        Verb::Config(verb) => config::run(&context, &verb),
        Verb::Completions(verb) => reference::completions(&context, &verb),
        Verb::Man(verb) => reference::man(&context, &verb),
    }
}

fn data_of_environment() -> Option<PathBuf> {
    std::env::var_os("BOT_DATA").filter(|data| !data.is_empty()).map(Into::into)
}

/// A file's bytes, or standard input for `-`, up to a limit.
pub(crate) fn read_input(path: &Path, max: u64) -> Result<Vec<u8>, Failure> {
    let bytes = read_some(path, max)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > max {
        let path = path.display().to_string();
        let detail = format!("{path} has more than {max} bytes");
        let failure = Failure::new(Exit::Other, "cli-file-too-large", detail);
        return Err(failure.with("path", path).with("max", max.to_string()));
    }
    Ok(bytes)
}

/// Refuses standard input where it is named more than once: whoever reads it second finds it empty.
pub(crate) fn stdin_once<'p>(named: impl IntoIterator<Item = &'p PathBuf>) -> Result<(), Failure> {
    match named.into_iter().filter(|path| path.as_os_str() == "-").count() {
        0 | 1 => Ok(()),
        found => {
            let detail = format!("standard input (-) is named {found} times, at most once");
            Err(Failure::new(Exit::Usage, "cli-stdin-twice", detail))
        }
    }
}

/// As [`read_input`]; of a file that is too large one byte more than the limit.
pub(crate) fn read_some(path: &Path, max: u64) -> Result<Vec<u8>, Failure> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(max.saturating_add(1)).read_to_end(&mut bytes).map(|_| bytes)
    } else {
        bot_node::input::read(path, max)
    };
    read.map_err(|cause| Failure::file(path, &cause))
}

/// Writes a file whole or not at all; `-` is standard output. An existing file is kept unless
/// `force`.
pub(crate) fn write_output(
    screen: &Screen,
    path: &Path,
    bytes: &[u8],
    force: bool,
) -> Result<(), Failure> {
    Output::reserve(path, force)?.fill(screen, bytes)
}

/// A place for a file that is yet to come: what cannot be written is told before anything is
/// signed for it. Dropped unfilled, it leaves nothing behind.
pub(crate) struct Output {
    path: PathBuf,
    part: Option<(PathBuf, std::fs::File)>,
}

impl Output {
    /// Takes the place; `-` is standard output.
    pub(crate) fn reserve(path: &Path, force: bool) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Ok(Self { path: path.to_owned(), part: None });
        }
        if path.is_dir() {
            let cause = std::io::Error::from(std::io::ErrorKind::IsADirectory);
            return Err(Failure::file(path, &cause));
        }
        if path.exists() && !force {
            let detail = format!("{} exists; add --force to replace it", path.display());
            let failure = Failure::new(Exit::Usage, "cli-exists", detail);
            return Err(failure.with("path", path.display().to_string()));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|folder| !folder.exists()) {
            let folder = folder.display().to_string();
            let detail = format!("{}: there is no folder {folder}", path.display());
            return Err(
                Failure::new(Exit::NotFound, "cli-folder-missing", detail).with("path", folder)
            );
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let part = path.with_file_name(format!(".{name}.part-{}", std::process::id()));
        let file = std::fs::File::create(&part).map_err(|cause| Failure::file(path, &cause))?;
        Ok(Self { path: path.to_owned(), part: Some((part, file)) })
    }

    /// Whether it is standard output.
    pub(crate) fn is_stdout(&self) -> bool {
        self.part.is_none()
    }

    /// Puts the bytes there, whole or not at all.
    pub(crate) fn fill(mut self, screen: &Screen, bytes: &[u8]) -> Result<(), Failure> {
        use std::io::Write as _;
        let Some((part, file)) = &mut self.part else { return screen.bytes(bytes) };
        file.write_all(bytes)
            .and_then(|()| file.sync_all())
            .and_then(|()| std::fs::rename(&*part, &self.path))
            .map_err(|cause| Failure::file(&self.path, &cause))
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if let Some((part, _)) = &self.part {
            // Gone already where it was filled.
            drop(std::fs::remove_file(part));
        }
    }
}
