//! What a verdict names as missing, and what was found of it.

use bot_protocol::time::Timestamp;
use bot_protocol::verdict::snapshots::{Found, Snapshot, Snapshots, SnapshotsError, address_of};
use serde_json::Value;

use super::{FetchError, Fetched, Fetcher, HttpsUrl};

/// Most addresses that are asked for one badge: 8. An old badge consists of five files.
const ASKED_MAX: usize = 8;

/// The addresses at which what a verdict lacks may lie, each once: keys, also those that were handed in,
/// status lists, the parts of old badges. What only a ledger tells has no address.
#[must_use]
pub fn missing(verdict: &Value) -> Vec<String> {
    let mut found = Vec::new();
    // Of several credentials the findings of the whole are those of some of them.
    let several = verdict["credentials"].as_array().into_iter().flatten();
    let all = std::iter::once(verdict).chain(several);
    let (findings, parts) =
        (all.clone().map(|one| &one["findings"]), all.map(|one| &one["credential"]));
    for finding in findings.filter_map(Value::as_object).flat_map(serde_json::Map::values) {
        let text = |name: &str| finding[name].as_str().unwrap_or_default();
        let addresses = match text("reason") {
            "hosted-unfetched"
            | "hosted-copy-undated"
            | "badge-part-missing"
            | "badge-part-stale"
            | "badge-part-contradicted"
            | "status-profile-undated" => vec![text("url").to_owned()],
            "status-list-missing"
            | "status-list-undated"
            | "status-list-expired"
            | "ledger-stale" => vec![text("list").to_owned()],
            "key-not-here" | "presenter-key-missing" => {
                let method = text("method");
                let whose = method.split_once('#').map_or(method, |(whose, _)| whose);
                address_of(whose).into_iter().collect()
            }
            // Either may say that the key is the issuer's; the issuer's own address also that not.
            "key-unclaimed" => vec![text("issuer").to_owned(), text("list").to_owned()],
            "key-stale" => ["issuer", "method", "list"].map(|name| text(name).to_owned()).into(),
            _ => Vec::new(),
        };
        found.extend(addresses);
    }
    found.extend(parts.flat_map(undated_keys));
    // What lies behind a `#` is a part of what is fetched.
    let whole = |url: String| url.split('#').next().map(ToOwned::to_owned);
    let mut found: Vec<String> = found.into_iter().filter_map(whole).collect();
    found.retain(|url| HttpsUrl::read(url).is_ok());
    found.sort();
    found.dedup();
    found
}

/// The addresses of keys of which a copy was handed in: whoever presents may have written that, and what
/// lies there outweighs it.
fn undated_keys(credential: &Value) -> impl Iterator<Item = String> {
    let copies = credential["copies"].as_array().into_iter().flatten();
    let undated = copies.filter(|copy| copy["part"] == "key" && !copy["fetched"].is_string());
    undated.filter_map(|copy| copy["url"].as_str().map(ToOwned::to_owned))
}

/// What came of one address.
#[derive(Debug)]
pub struct Outcome {
    /// The address.
    pub url: String,
    /// When it was asked.
    pub at: Timestamp,
    /// How many bytes lay there, `None` where the word came that nothing does any more; or why
    /// nothing was had.
    pub got: Result<Option<usize>, FetchError>,
}

/// What was fetched so far, for one badge or for several, one after the other.
#[derive(Debug, Default)]
pub struct Gathered {
    snapshots: Snapshots,
    outcomes: Vec<Outcome>,
    /// How many addresses had been asked when the badge of now had its turn.
    before: usize,
}

impl Gathered {
    /// Asks for what the verdict lacks and was not asked for yet; false where there is nothing more
    /// to ask.
    pub async fn more(&mut self, fetcher: &Fetcher, verdict: &Value, now: Timestamp) -> bool {
        let asked = |url: &String| self.outcomes.iter().any(|outcome| outcome.url == *url);
        let mut wanted = missing(verdict);
        wanted.retain(|url| !asked(url));
        wanted.truncate(ASKED_MAX.saturating_sub(self.for_this_badge().len()));
        let any = !wanted.is_empty();
        for url in wanted {
            let got = fetcher.fetch(&url).await.map(|fetched| self.keep(&url, fetched, now));
            self.outcomes.push(Outcome { url, at: now, got });
        }
        any
    }

    /// Another badge has its turn: what was asked for the others is not asked again, and counts for
    /// them.
    pub fn next_badge(&mut self) {
        self.before = self.outcomes.len();
    }

    fn keep(&mut self, url: &str, fetched: Fetched, now: Timestamp) -> Option<usize> {
        let (found, size) = match fetched {
            Fetched::Gone => (Found::Gone, None),
            Fetched::Bytes { bytes, media_type } => {
                let size = bytes.len();
                (Found::Bytes { content: bytes, media_type }, Some(size))
            }
        };
        self.snapshots.snapshots.push(Snapshot { url: url.to_owned(), fetched: now, found });
        size
    }

    /// What came of each address, in the order in which they were asked.
    #[must_use]
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// The same of those that were asked for the badge of now.
    #[must_use]
    pub fn for_this_badge(&self) -> &[Outcome] {
        self.outcomes.get(self.before..).unwrap_or_default()
    }

    /// What was fetched as a file of evidence; `None` where nothing was.
    ///
    /// # Errors
    /// Where it is more than such a file holds.
    pub fn file(&self) -> Result<Option<Vec<u8>>, SnapshotsError> {
        match self.snapshots.snapshots.is_empty() {
            true => Ok(None),
            false => self.snapshots.write().map(Some),
        }
    }
}
