//! What people do on a node, one file a family of verbs: read what is held, decide by the rules of
//! the core, and ask the one writer to say, store or send it.
//!
//! An act that signs checks everything first, so that a dry run and a real one refuse the same
//! things. Acts that look and then sign take turns; a repeated one finds that it was done.

mod about;
mod achievements;
mod alike;
mod anchors;
pub(crate) mod batches;
mod bearing;
pub(crate) mod cases;
mod changes;
pub(crate) mod claims;
mod communities;
pub mod contacts;
mod credentials;
mod data;
mod disputes;
mod doubts;
mod driven;
mod endorse;
mod error;
mod feeds;
mod forks;
pub mod gates;
mod grants;
mod guardians;
mod hands;
mod heard;
mod hosted;
mod identities;
mod import;
mod issue;
mod known;
mod mailbox;
mod notes;
pub mod oauth;
mod offers;
pub mod openid;
pub(crate) mod passport;
mod peers;
mod pending;
mod places;
mod present;
mod prove;
mod proving;
mod public_profile;
mod publish;
mod recognise;
mod recoveries;
mod remembered;
mod renew;
mod repeat;
mod resolve;
mod snapshot;
pub(crate) mod spread;
mod stages;
mod standpoints;
mod status;
mod status_lists;
mod statuses;
mod succession;
mod surroundings;
#[cfg(test)]
pub(crate) mod tests;
mod tokens;
mod trust;
mod upkeep;
mod vc;
mod verify;
mod visits;
mod waits;
mod watched;
mod witnesses;
mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use bot_protocol::api::{EventView, Page, PageQuery, WebView};
use bot_protocol::credential::status::OwnList;
use bot_protocol::feed::KeyLog;
use bot_protocol::identity::Did;
use bot_protocol::statement::letter::{Letter, LetterDraft, Message};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::Reader;
use tokio::sync::{Mutex, MutexGuard, Notify, OwnedMutexGuard, Semaphore, broadcast};

pub use self::batches::keep_awarding;
pub use self::cases::keep_answering;
pub use self::driven::Driven;
pub use self::error::ActError;
pub use self::hands::{Doing, Hands, Place};
pub use self::hosted::{HostedBadge, HostedPage, Upsert};
pub use self::pending::carry_on;
pub use self::recoveries::tend;
pub use self::repeat::{Asked, Repeat};
pub use self::status_lists::{LIST_KEPT_MILLIS, SignedList};
pub use self::vc::{Acting, SignBy};

pub(crate) use self::repeat::{Kept, PREFIX as REPEATS};
pub use self::tokens::TokenFault;
pub use self::upkeep::keep_up;
pub use self::watched::watch;

use self::snapshot::Snapshot;
use crate::clock::Clock;
use crate::config::Config;
use crate::contexts::KeptContexts;
use crate::keys::{Identity, TrustBox};
use crate::store::{Store, Write};

/// Events that a slow reader may be behind by: 1024, minutes of a busy node.
const EVENTS_BEHIND_MAX: usize = 1024;

/// Items of a page where none is asked for.
const PAGE: u32 = 100;

/// Most items of a page.
const PAGE_MAX: u32 = 500;

/// Fewest characters of the beginning of an id.
const ID_CHARS_MIN: usize = 4;

/// Everything acts need.
pub struct Acts {
    hands: Arc<dyn Hands>,
    store: Arc<dyn Store>,
    keys: Arc<TrustBox>,
    clock: Arc<dyn Clock>,
    config: Config,
    started: Timestamp,
    events: broadcast::Sender<EventView>,
    acting: Mutex<()>,
    repeats: repeat::Turns,
    woken: Notify,
    /// That a list of people waits for badges.
    batched: Notify,
    /// That a letter came which this node may answer by itself.
    asked: Notify,
    /// Those who are given a badge by a list, a code or a case take turns.
    claiming: claims::Turn,
    /// Wrong codes that came.
    guesses: claims::Guesses,
    /// How many badges were awarded since the start.
    awards: AtomicU64,
    /// Why lists and cases wait.
    waits: waits::Waits,
    /// That something came which may make this node say something of a recovery.
    tending: Notify,
    /// What this node would have heard since it runs.
    heard: recoveries::Heard,
    /// Of whom something was said last as a witness of recoveries.
    tended: std::sync::Mutex<Option<Did>>,
    lists: std::sync::Mutex<BTreeMap<OwnList, SignedList>>,
    contexts: Option<KeptContexts>,
    /// Where what the node keeps lies, where it lies on a disk.
    data: Option<PathBuf>,
    known: known::Known,
    /// How far of the store's order of arrival endorsements were checked.
    proved: std::sync::Mutex<Option<u64>>,
    remembered: remembered::Remembered,
    web: OnceLock<Box<dyn Fn() -> Option<WebView> + Send + Sync>>,
    nonces: openid::Nonces,
    gatekeeper: gates::Keeper,
    visits: visits::Visits,
    /// When the passphrase was guessed wrong last.
    guessed: Mutex<Option<Instant>>,
    /// Seats for whoever has something judged.
    judging: Arc<Semaphore>,
}

impl Acts {
    /// Acts over a store, a trust box and the hands that write and send.
    #[must_use]
    pub fn new(
        hands: Arc<dyn Hands>,
        store: Arc<dyn Store>,
        keys: Arc<TrustBox>,
        clock: Arc<dyn Clock>,
        config: Config,
    ) -> Self {
        let started = clock.now();
        let (events, _) = broadcast::channel(EVENTS_BEHIND_MAX);
        let acting = Mutex::new(());
        Self {
            hands,
            store,
            keys,
            clock,
            config,
            started,
            events,
            acting,
            repeats: repeat::Turns::default(),
            woken: Notify::new(),
            batched: Notify::new(),
            asked: Notify::new(),
            claiming: claims::Turn::default(),
            guesses: claims::Guesses::default(),
            awards: AtomicU64::new(0),
            waits: waits::Waits::default(),
            tending: Notify::new(),
            heard: recoveries::Heard::default(),
            tended: std::sync::Mutex::default(),
            lists: std::sync::Mutex::default(),
            contexts: None,
            data: None,
            known: known::Known::default(),
            proved: std::sync::Mutex::default(),
            remembered: remembered::Remembered::default(),
            web: OnceLock::new(),
            nonces: openid::Nonces::default(),
            gatekeeper: gates::Keeper::default(),
            visits: visits::Visits::default(),
            guessed: Mutex::default(),
            judging: Arc::new(Semaphore::new(verify::JUDGED_AT_A_TIME)),
        }
    }

    /// The same, reading badges also by the contexts that were accepted in a data folder.
    #[must_use]
    pub fn with_contexts_of(mut self, data: &Path) -> Self {
        self.contexts = Some(KeptContexts::of(data));
        self.data = Some(data.to_owned());
        self
    }

    /// Learns how to tell of the web door; the first that is told stays.
    pub fn watch_web(&self, view: impl Fn() -> Option<WebView> + Send + Sync + 'static) {
        self.web.get_or_init(|| Box::new(view));
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The store, to be read.
    #[must_use]
    pub fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// The settings this node runs with.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What happens from now on. Who falls behind loses the oldest.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<EventView> {
        self.events.subscribe()
    }

    /// Where the node tells what happens.
    #[must_use]
    pub fn teller(&self) -> broadcast::Sender<EventView> {
        self.events.clone()
    }

    /// Stores notes.
    ///
    /// # Errors
    /// When the store fails; nothing was stored then.
    pub async fn commit(&self, notes: Vec<Write>) -> Result<(), ActError> {
        self.hands.note(notes).await
    }

    /// Asks the node to stop.
    pub fn stop(&self) {
        self.hands.stop();
    }

    /// Requests that may be repeats of each other take turns, and keep no others waiting.
    pub(crate) async fn turn_of_repeats(&self, repeat: &Repeat) -> OwnedMutexGuard<()> {
        self.repeats.of(&repeat.place).await
    }

    async fn turn(&self) -> MutexGuard<'_, ()> {
        self.acting.lock().await
    }

    /// Does something with what this node reads badges by.
    fn with_reader<T>(&self, job: impl FnOnce(&Reader<'_>) -> T) -> T {
        let contexts = self.contexts.as_ref().and_then(KeptContexts::contexts);
        job(&crate::contexts::reader(contexts.as_deref()))
    }

    fn snapshot(&self) -> Result<Snapshot<'_>, ActError> {
        // Before anything is read: what comes meanwhile makes it old, and not the next one wrong.
        let changes = self.store().info().changes;
        Snapshot::of(self.store(), &self.keys, (changes, self.known.now(self.store())?))
    }

    fn pick(&self, who: Option<&str>) -> Result<Arc<Identity>, ActError> {
        Ok(self.keys.pick(who)?)
    }

    /// Refuses to sign where the identity has a successor or was restored elsewhere, or its writer key is at work in a
    /// copy of this installation, which hands out the same places of status too; and while the clock is behind its
    /// newest entry: what would be signed then could be told from a forgery by nobody.
    fn check_can_sign(&self, identity: &Identity) -> Result<(), ActError> {
        let Some(writer) = identity.writer() else { return Ok(()) };
        let snapshot = self.snapshot()?;
        if let Some(heir) = snapshot.ring.log(&identity.did()).and_then(KeyLog::heir) {
            let detail = format!("{} goes on as {}", identity.name(), heir.did);
            return Err(ActError::conflict("identity-succeeded", detail));
        }
        if snapshot.is_closed(identity) {
            let detail = format!("{} was restored on another installation", identity.name());
            return Err(ActError::conflict("restored-elsewhere", detail));
        }
        if status::split(self.store())?.contains(&writer.public()) {
            let detail = format!("the writer key of {} signed elsewhere", identity.name());
            return Err(ActError::conflict("writer-elsewhere", detail));
        }
        let last = self.store().head(&writer.public())?.map(|head| head.last_ts);
        match last.filter(|last| *last > self.now()) {
            None => Ok(()),
            Some(last) => {
                let found = self.now();
                let detail = format!("the clock shows {found}, the last entry was signed {last}");
                Err(ActError::conflict("clock-behind", detail))
            }
        }
    }

    /// The identity of this node that acts for one: itself, or who goes on for it.
    fn speaker_for(&self, snapshot: &Snapshot<'_>, did: &Did) -> Option<Arc<Identity>> {
        let now = snapshot.ring.current(did);
        self.keys.identity(&now).or_else(|| self.keys.identity(did))
    }

    /// The identity that holds or gave something, or who goes on for it: where one is named, it must be one
    /// of these.
    fn owner(&self, who: Option<&str>, of: &Did) -> Result<Arc<Identity>, ActError> {
        match self.speaker_for(&self.snapshot()?, of) {
            Some(heir) if who.is_none() || self.pick(who)?.did() == heir.did() => Ok(heir),
            Some(_) | None => self.addressed(who, of),
        }
    }

    /// The identity that answers: where one is named, it must be that one.
    fn addressed(&self, who: Option<&str>, to: &Did) -> Result<Arc<Identity>, ActError> {
        let mine = self.keys.identity(to);
        let mine = mine.ok_or_else(|| {
            ActError::lower(404, "not-my-identity", &format!("{to} is no identity of this node"))
        })?;
        match who {
            None => Ok(mine),
            Some(_) if self.pick(who)?.did() == *to => Ok(mine),
            Some(found) => {
                let detail = format!("it concerns {} ({to}), not {found}", mine.name());
                Err(ActError::conflict("identity-other", detail))
            }
        }
    }

    fn letter(&self, from: &Identity, to: Did, message: Message) -> Result<Letter, ActError> {
        let draft = LetterDraft { to, message, ts: self.now(), nonce: random()? };
        Ok(draft.sign(from.key())?)
    }
}

impl fmt::Debug for Acts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acts").field("keys", &self.keys).finish_non_exhaustive()
    }
}

/// Random bytes of the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], ActError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| ActError::lower(500, "no-chance", &error))?;
    Ok(bytes)
}

/// Reads a time from a field that may be absent.
fn time(field: &'static str, text: Option<&str>) -> Result<Option<Timestamp>, ActError> {
    let read = |text: &str| {
        let expected = "a time as in 2026-11-23T08:00:00Z, or a day as in 2026-11-23";
        // What begins on a day begins with it; a day until which something lasts is part of it.
        let moment = match field {
            "since" | "valid_from" => "T00:00:00Z",
            _ => "T23:59:59Z",
        };
        let found = Timestamp::parse_rfc3339(text)
            .or_else(|_| Timestamp::parse_rfc3339(&format!("{text}{moment}")));
        found.map_err(|_| ActError::field(field, text, expected))
    };
    text.map(read).transpose()
}

/// One page of a list whose cursor is a place in it.
fn page<T>(all: Vec<T>, query: &PageQuery) -> Result<Page<T>, ActError> {
    let (from, limit) = bounds(query)?;
    let more = all.len() > from.saturating_add(limit);
    let items = all.into_iter().skip(from).take(limit).collect();
    let next = more.then(|| from.saturating_add(limit).to_string());
    Ok(Page { items, next })
}

/// Where a page begins and how long it is.
fn bounds(query: &PageQuery) -> Result<(usize, usize), ActError> {
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=PAGE_MAX).contains(&limit) {
        return Err(ActError::field("limit", &limit.to_string(), "1 to 500"));
    }
    let from = match &query.cursor {
        None => 0,
        Some(cursor) => cursor
            .parse::<u32>()
            .map_err(|_| ActError::field("cursor", cursor, "the `next` of an earlier page"))?,
    };
    Ok((from as usize, limit as usize))
}

/// The one thing with this id; the beginning of an id is enough where it fits one thing alone. Two
/// things that claim one id are never told apart by chance.
fn one<T>(
    what: &'static str,
    id: &str,
    all: impl IntoIterator<Item = T>,
    id_of: impl Fn(&T) -> &str,
) -> Result<T, ActError> {
    let short = |whole: &str| {
        let bare = whole.strip_prefix("urn:uuid:").unwrap_or(whole);
        id.len() >= ID_CHARS_MIN
            && (bare.starts_with(id)
                || (id.starts_with("urn:uuid:")
                    && id.len() >= 9 + ID_CHARS_MIN
                    && whole.starts_with(id)))
    };
    let (mut whole, mut begun) = (Vec::new(), Vec::new());
    for item in all {
        if id_of(&item) == id {
            whole.push(item);
        } else if short(id_of(&item)) {
            begun.push(item);
        }
    }
    let mut fits = if whole.is_empty() { begun } else { whole };
    match fits.len() {
        0 => Err(ActError::unknown(what, id)),
        1 => fits.pop().ok_or_else(|| ActError::unknown(what, id)),
        _ => Err(ActError::ambiguous(what, id, fits.iter().map(&id_of))),
    }
}
