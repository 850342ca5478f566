//! How this node is: one word, and the usual causes of trouble, each looked at and told in words.

use bot_protocol::api::{
    CallableView, CertificateKind, PageQuery, RecoveryState, StatusReply, WebView,
};
use bot_protocol::time::Timestamp;
use bot_protocol::words::{Args, say};

use super::lists::all;
use super::route::Ask;
use super::shell::Shell;
use crate::acts::ActError;

/// Below this much free space a node may soon be unable to store: 100 MiB.
const FREE_BYTES_LOW: u64 = 100 * MEBIBYTE;

/// From here on free space is told in larger units: 10 GiB.
const FREE_BYTES_MUCH: u64 = 10 * GIBIBYTE;

const MEBIBYTE: u64 = 1024 * 1024;

const GIBIBYTE: u64 = 1024 * MEBIBYTE;

/// A certificate that ends sooner should be replaced: two weeks, when those that renew themselves have long
/// done so.
const CERTIFICATE_MILLIS_LOW: u64 = 14 * 24 * 60 * 60 * 1000;

/// How well something is.
pub(super) struct Looked {
    pub(super) what: String,
    /// `yes`, `no` or `unknown`.
    pub(super) kind: &'static str,
    pub(super) word: String,
    pub(super) says: String,
}

/// What a thing is, and what is to be said of it.
type Told = (&'static str, &'static str);

/// Tells one thing after the other.
struct Looking<'s> {
    shell: &'s Shell,
    all: Vec<Looked>,
}

impl Looking<'_> {
    fn tell(&mut self, what: &str, (kind, code): Told, args: &Args) {
        self.all.push(Looked {
            what: self.shell.say(what),
            kind,
            word: self.shell.say(&format!("page-health-{kind}")),
            says: say(self.shell.lang, code, args),
        });
    }

    fn count(&mut self, what: &str, told: Told, count: u64) {
        self.tell(what, told, &Args::new().number("count", count));
    }

    /// That these need care, where there are any.
    fn names(&mut self, what: &str, code: &'static str, names: &[String]) {
        if !names.is_empty() {
            self.tell(what, ("no", code), &Args::new().text("who", names.join(", ")));
        }
    }
}

/// The node in one word, as the first page and its own say it.
pub(super) fn in_a_word(shell: &Shell, status: &StatusReply) -> String {
    let troubled = status.held_back
        || !status.closed.is_empty()
        || !status.elsewhere.is_empty()
        || !status.to_contest.is_empty();
    shell.say(match (troubled, status.peers) {
        (true, _) => "page-state-troubled",
        (false, 0) => "page-state-alone",
        (false, _) => "page-state-well",
    })
}

/// The usual causes of trouble, each looked at and told in words; what needs somebody first.
pub(super) async fn looked(
    ask: &Ask,
    shell: &Shell,
    status: &StatusReply,
) -> Result<Vec<Looked>, ActError> {
    let mut looking = Looking { shell, all: Vec::new() };
    let ready = ask.acts.ready().await.ready;
    let store = if ready { ("yes", "page-store-well") } else { ("no", "page-store-ill") };
    looking.count("page-look-store", store, status.store.bytes.div_ceil(MEBIBYTE));
    if let Some(free) = ask.acts.disk_free() {
        let (told, count) = match free {
            0..FREE_BYTES_LOW => (("no", "page-disk-low"), free / MEBIBYTE),
            FREE_BYTES_LOW..FREE_BYTES_MUCH => (("yes", "page-disk-well"), free / MEBIBYTE),
            FREE_BYTES_MUCH.. => (("yes", "page-disk-much"), free / GIBIBYTE),
        };
        looking.count("page-look-disk", told, count);
    }
    let alone = status.peers == 0;
    let peers = if alone { ("unknown", "page-peers") } else { ("yes", "page-peers") };
    looking.count("page-look-peers", peers, status.peers);
    looking.count("page-look-sync", ("yes", "page-sync"), status.feeds);
    let reach = match status.reach.callable {
        CallableView::Perhaps | CallableView::Announced => ("yes", "page-reach-well"),
        CallableView::Off => ("yes", "page-reach-off"),
        CallableView::Unknown | CallableView::OneWord => ("unknown", "page-reach-unknown"),
        CallableView::Not => ("unknown", "page-reach-not"),
    };
    looking.tell("page-look-reach", reach, &Args::new());
    let waits = if status.outbox == 0 { "yes" } else { "unknown" };
    looking.count("page-look-letters", (waits, "page-letters"), status.outbox);
    web(&mut looking, status.web.as_ref(), ask.acts.now());
    people(ask, &mut looking, status)?;
    let rank = |one: &Looked| match one.kind {
        "no" => 0,
        "unknown" => 1,
        _ => 2,
    };
    looking.all.sort_by_key(rank);
    Ok(looking.all)
}

/// What may keep somebody of this node from signing, or from coming back.
fn people(ask: &Ask, looking: &mut Looking<'_>, status: &StatusReply) -> Result<(), ActError> {
    if status.held_back {
        looking.tell("page-look-signing", ("no", "page-held-back"), &Args::new());
    }
    looking.names("page-look-signing", "page-closed-elsewhere", &status.closed);
    looking.names("page-look-signing", "page-signed-elsewhere", &status.elsewhere);
    looking.names("page-look-recovery", "page-to-contest", &status.to_contest);
    let known = PageQuery { limit: Some(500), ..PageQuery::default() };
    let identities = ask.acts.identities(&known)?.items;
    let unprinted = identities.iter().filter(|one| one.recovery == RecoveryState::ToExport);
    let unprinted: Vec<String> = unprinted.map(|one| one.name.clone()).collect();
    if !unprinted.is_empty() {
        let who = Args::new().text("who", unprinted.join(", "));
        looking.tell("page-look-recovery", ("unknown", "page-sheet-missing"), &who);
    }
    let feeds = all(None, |query| ask.acts.feeds(query))?;
    let now = ask.acts.now();
    let ahead = feeds.iter().filter(|feed| feed.own).any(|feed| {
        let last = feed.writers.iter().filter_map(|writer| writer.last.as_deref());
        last.filter_map(|last| Timestamp::parse_rfc3339(last).ok()).any(|last| last > now)
    });
    if ahead {
        looking.tell("page-look-clock", ("no", "page-clock-behind"), &Args::new());
    }
    Ok(())
}

/// The door for others: whether it is open, and what of it needs care.
fn web(looking: &mut Looking<'_>, view: Option<&WebView>, now: Timestamp) {
    let Some(view) = view else {
        return looking.tell("page-look-web", ("yes", "page-web-closed"), &Args::new());
    };
    let url = view.base_url.as_ref().unwrap_or(&view.url);
    let at = Args::new().text("url", url.as_str());
    let end = view.certificate_ends.as_deref();
    let ends = end.and_then(|end| Timestamp::parse_rfc3339(end).ok());
    let told = match ends {
        Some(ends) if ends <= now => ("no", "page-web-ended"),
        Some(ends) if ends.millis_since(now) < CERTIFICATE_MILLIS_LOW => {
            ("unknown", "page-web-ends")
        }
        Some(_) | None if view.certificate == CertificateKind::SelfSigned => {
            ("unknown", "page-web-self-signed")
        }
        Some(_) | None if view.base_url.is_none() => ("unknown", "page-web-unnamed"),
        Some(_) | None => ("yes", "page-web-open"),
    };
    let at = at.text("day", end.map(|end| looking.shell.day(end)).unwrap_or_default());
    looking.tell("page-look-web", told, &at);
}
