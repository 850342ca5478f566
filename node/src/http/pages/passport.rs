//! `/passport`: the badges somebody holds: found, filtered, ordered, and side by side over the years.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use bot_protocol::api::{CredentialRole, CredentialState, CredentialView};
use bot_protocol::time::Timestamp;

use super::emblem::Emblem;
use super::lists::{Part, fits, part};
use super::reply;
use super::route::{Ask, Route, Shown, Viewer, get};
use super::shell::Shell;
use crate::acts::ActError;
use crate::acts::passport::{Kept, Learning};
use crate::percent::encoded;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/passport", Viewer::Owner, passport),
        get("/passport/timeline", Viewer::Owner, timeline),
    ]
}

/// In which order badges are shown: the name of it, and what it is called.
const ORDERS: [(&str, &str); 4] = [
    ("newest", "page-order-newest"),
    ("name", "page-order-name"),
    ("issuer", "page-order-issuer"),
    ("expiry", "page-order-expiry"),
];

/// What is looked for among the badges: the name of it, and what it is called.
const SEEN: [(&str, &str); 5] = [
    ("all", "page-seen-all"),
    ("public", "page-seen-public"),
    ("private", "page-seen-private"),
    ("ending", "page-seen-ending"),
    ("over", "page-seen-over"),
];

/// Most words to find badges by that the page offers.
const TAGS_SHOWN: usize = 30;

/// How soon a badge ends that is about to: 60 days, in milliseconds.
const ENDING_MILLIS: u64 = 60 * DAY_MILLIS;

/// How soon a badge ends whose days are counted: a year.
const COUNTED_MILLIS: u64 = 365 * DAY_MILLIS;

const DAY_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// A badge in a list.
pub(super) struct Card {
    pub(super) at: String,
    pub(super) name: String,
    pub(super) emblem: Emblem,
    /// Who issued it, or whom it is about.
    pub(super) who: String,
    pub(super) when: Option<String>,
    pub(super) state: String,
    pub(super) kind: &'static str,
}

/// A badge as a list below `place` shows it.
pub(super) fn card(shell: &Shell, place: &str, badge: &CredentialView) -> Card {
    let name = shell.named(&badge.names, &badge.achievement);
    let other = match badge.role {
        CredentialRole::Issued => badge.subject_name.clone(),
        CredentialRole::Held | CredentialRole::Seen => badge.issuer_name.clone(),
    };
    let when = badge.valid_from.as_deref().map(|from| shell.day(from));
    Card {
        at: format!("{place}/{}", encoded(&badge.id)),
        emblem: Emblem::of(&name, &badge.achievement),
        name,
        who: other.unwrap_or_else(|| shell.say("page-somebody")),
        when,
        state: shell.say(state(badge.state)),
        kind: kind(badge.state),
    }
}

fn state(state: CredentialState) -> &'static str {
    match state {
        CredentialState::Offered => "page-badge-offered",
        CredentialState::Issued => "page-badge-issued",
        CredentialState::Accepted => "page-badge-accepted",
        CredentialState::Refused => "page-badge-refused",
        CredentialState::Imported => "page-badge-imported",
        CredentialState::Published => "page-badge-published",
        CredentialState::Suspended => "page-badge-suspended",
        CredentialState::Revoked => "page-badge-revoked",
    }
}

fn kind(state: CredentialState) -> &'static str {
    match state {
        CredentialState::Published | CredentialState::Accepted => "yes",
        CredentialState::Refused | CredentialState::Revoked => "no",
        CredentialState::Suspended | CredentialState::Offered => "unknown",
        CredentialState::Issued | CredentialState::Imported => "plain",
    }
}

/// A choice among several: its name, what it is called, and whether it is made.
pub(super) type Choice = (String, String, bool);

/// A badge of the owner's in the list.
pub(super) struct Mine {
    pub(super) card: Card,
    /// When it ends, and how one should look at that.
    pub(super) ends: Option<(String, &'static str)>,
    pub(super) tags: Vec<String>,
}

/// When a badge ends, counted down.
pub(super) fn countdown(
    shell: &Shell,
    now: Timestamp,
    until: Option<&str>,
) -> Option<(String, &'static str)> {
    let text = until?;
    let end = Timestamp::parse_rfc3339(text).ok()?;
    if end < now {
        return Some((shell.tell("page-ended", "day", shell.day(text)), "no"));
    }
    let left = end.millis_since(now);
    // Days say little of what ends in years.
    if left > COUNTED_MILLIS {
        return Some((shell.tell("page-until", "day", shell.day(text)), "plain"));
    }
    let days = usize::try_from(left / DAY_MILLIS).unwrap_or(usize::MAX);
    let kind = if left < ENDING_MILLIS { "unknown" } else { "plain" };
    Some((shell.count("page-ends-in", days), kind))
}

/// The badges of whoever acts.
pub(super) fn held_by_me(ask: &Ask) -> Result<Arc<Vec<Kept>>, ActError> {
    ask.me.as_ref().map_or(Ok(Arc::default()), |me| ask.acts.passport(&me.did()))
}

fn mine(shell: &Shell, now: Timestamp, kept: &Kept) -> Mine {
    Mine {
        card: card(shell, "/passport", &kept.view),
        ends: countdown(shell, now, kept.view.valid_until.as_deref()),
        tags: kept.tags.clone(),
    }
}

#[derive(Template)]
#[template(path = "passport.html")]
struct Page {
    shell: Shell,
    words: String,
    orders: Vec<Choice>,
    seen: Vec<Choice>,
    learning: Vec<Choice>,
    tags: Vec<Choice>,
    /// What was chosen, as the addresses of other parts say it.
    chosen: String,
    /// Whether only some of the badges are looked at.
    is_filtered: bool,
    part: Part<Mine>,
}

/// What was chosen, of these.
fn choices<'c>(
    shell: &Shell,
    all: impl IntoIterator<Item = (&'c str, &'c str)>,
    wanted: &str,
) -> Vec<Choice> {
    let choice = |(name, code): (&str, &str)| (name.to_owned(), shell.say(code), name == wanted);
    all.into_iter().map(choice).collect()
}

/// Which badges are looked for.
struct Wish<'a> {
    words: &'a str,
    tag: &'a str,
    learning: Option<Learning>,
    seen: &'a str,
    now: Timestamp,
}

impl Wish<'_> {
    fn takes(&self, kept: &Kept) -> bool {
        let badge = &kept.view;
        let mut others = vec![badge.issuer_name.as_deref(), Some(badge.achievement.as_str())];
        others.extend(kept.tags.iter().map(|tag| Some(tag.as_str())));
        let end = badge.valid_until.as_deref().and_then(|end| Timestamp::parse_rfc3339(end).ok());
        let is_over = end.is_some_and(|end| end < self.now)
            || matches!(badge.state, CredentialState::Revoked | CredentialState::Suspended);
        let is_ending =
            !is_over && end.is_some_and(|end| end.millis_since(self.now) < ENDING_MILLIS);
        let seen = match self.seen {
            "public" => badge.published,
            "private" => !badge.published,
            "ending" => is_ending,
            "over" => is_over,
            _ => true,
        };
        seen && (self.tag.is_empty() || kept.tags.iter().any(|tag| tag == self.tag))
            && self.learning.is_none_or(|learning| learning == kept.learning)
            && fits(self.words, &badge.names, &others)
    }
}

/// Puts badges into an order; they come as they changed last.
fn ordered(shell: &Shell, held: &mut [&Kept], order: &str) {
    let name = |kept: &&Kept| shell.named(&kept.view.names, &kept.view.achievement).to_lowercase();
    match order {
        "name" => held.sort_by_cached_key(name),
        "issuer" => held.sort_by_cached_key(|kept| {
            (kept.view.issuer_name.as_deref().unwrap_or_default().to_lowercase(), name(kept))
        }),
        // What never ends comes last.
        "expiry" => held.sort_by_cached_key(|kept| {
            (kept.view.valid_until.is_none(), kept.view.valid_until.clone(), name(kept))
        }),
        _ => {}
    }
}

async fn passport(ask: Ask) -> Shown {
    let given = |name: &str| ask.query.get(name).unwrap_or_default();
    let (words, tag, order) = (given("q").trim().to_owned(), given("tag"), given("order"));
    let (seen, learning) = (given("seen"), given("learning"));
    let shell = ask.shell("page-passport-title");
    let held = held_by_me(&ask)?;
    let tags: BTreeSet<&String> = held.iter().flat_map(|kept| &kept.tags).collect();
    let tags = tags.into_iter().filter(|one| !one.is_empty()).take(TAGS_SHOWN);
    let tags = tags.map(|one| (one.clone(), one.clone(), one == tag)).collect();
    let sort = Learning::named(learning);
    let now = ask.acts.now();
    let wish = Wish { words: &words, tag, learning: sort, seen, now };
    let mut held: Vec<&Kept> = held.iter().filter(|kept| wish.takes(kept)).collect();
    ordered(&shell, &mut held, order);
    let chosen = [("q", &*words), ("tag", tag), ("seen", seen), ("learning", learning)];
    let is_filtered = chosen.iter().any(|(_, value)| !value.is_empty() && *value != "all");
    let chosen = chosen.into_iter().chain([("order", order)]);
    let chosen = chosen.map(|(name, value)| format!("{name}={}", encoded(value)));
    let part = part(held, ask.query.get("part"));
    let part = Part {
        items: part.items.iter().map(|kept| mine(&shell, now, kept)).collect(),
        count: part.count,
        before: part.before,
        after: part.after,
    };
    let sorts = Learning::ALL.map(|one| (one.name(), format!("page-learning-{}", one.name())));
    let sorts = sorts.iter().map(|(name, code)| (*name, code.as_str()));
    let any = [("", "page-learning-any")].into_iter();
    let learning = choices(&shell, any.chain(sorts), learning);
    let chosen = chosen.collect::<Vec<_>>().join("&");
    reply::page(&Page {
        words: words.clone(),
        orders: choices(&shell, ORDERS, order),
        seen: choices(&shell, SEEN, seen),
        learning,
        tags,
        chosen,
        is_filtered,
        part,
        shell,
    })
}

/// A year, with the badges of each sort of learning.
struct Year {
    called: String,
    sorts: Vec<(String, Vec<Mine>)>,
}

#[derive(Template)]
#[template(path = "timeline.html")]
struct TimelinePage {
    shell: Shell,
    years: Vec<Year>,
    /// How many are older than those that are shown.
    part: Part<()>,
}

async fn timeline(ask: Ask) -> Shown {
    let shell = ask.shell("page-timeline-title");
    let held = held_by_me(&ask)?;
    let mut held: Vec<&Kept> = held.iter().collect();
    // What has no day comes last.
    held.sort_by(|a, b| b.view.valid_from.cmp(&a.view.valid_from));
    let Part { items, count, before, after } = part(held, ask.query.get("part"));
    let mut years: BTreeMap<String, Vec<&Kept>> = BTreeMap::new();
    for kept in items {
        let year = kept.view.valid_from.as_deref().and_then(|from| from.get(..4));
        years.entry(year.unwrap_or_default().to_owned()).or_default().push(kept);
    }
    let now = ask.acts.now();
    let year = |(year, kept): (String, Vec<&Kept>)| {
        let sort = |learning: Learning| {
            let of = kept.iter().filter(|kept| kept.learning == learning);
            let called = shell.say(&format!("page-learning-{}", learning.name()));
            (called, of.map(|kept| mine(&shell, now, kept)).collect())
        };
        let called =
            if year.is_empty() { shell.say("page-timeline-undated") } else { year.clone() };
        Year { called, sorts: Learning::ALL.map(sort).into() }
    };
    let years = years.into_iter().rev().map(year).collect();
    let part = Part { items: Vec::new(), count, before, after };
    reply::page(&TimelinePage { shell, years, part })
}
