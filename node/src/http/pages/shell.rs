//! What surrounds every page: its language, its title, the way to the others, and the words.

use bot_protocol::api::LanguageMap;
use bot_protocol::canon::hash::hex;
use bot_protocol::time::Timestamp;
use bot_protocol::words::{self, Args, Lang};

use super::assets;
use super::once::ONCE;
use super::route::Ask;
use crate::acts::random;

/// The pages that lead to all others: where each is, and what it is called.
const WAYS: [(&str, &str); 6] = [
    ("/", "page-nav-home"),
    ("/passport", "page-nav-passport"),
    ("/award", "page-nav-award"),
    ("/people", "page-nav-people"),
    ("/verify", "page-nav-verify"),
    ("/node", "page-nav-node"),
];

/// Where pages belong whose addresses do not say so: the beginnings, and the way that leads there.
const BELONGS: [(&str, &str); 10] = [
    ("/portfolios", "/passport"),
    ("/take", "/passport"),
    ("/ask", "/passport"),
    ("/awarded", "/award"),
    ("/batches", "/award"),
    ("/rooms", "/award"),
    ("/endorsements", "/people"),
    ("/requests", "/people"),
    ("/recognitions", "/people"),
    ("/communities", "/people"),
];

/// The way below which a page is.
fn way_of(path: &str) -> &str {
    let is_below = |begin: &str| {
        path.strip_prefix(begin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let other = BELONGS.into_iter().find(|(begin, _)| is_below(begin)).map(|(_, way)| way);
    let own = || WAYS.into_iter().map(|(to, _)| to).find(|to| *to != "/" && is_below(to));
    other.or_else(own).unwrap_or(path)
}

/// The ends of addresses that forms are sent to, and at which there is no page to come back to.
const DOINGS: [&str; 33] = [
    "accept",
    "acting",
    "admit",
    "advise",
    "answer",
    "approve",
    "decline",
    "dismiss",
    "end",
    "more",
    "enter",
    "evidence",
    "forget",
    "hide",
    "language",
    "leave",
    "note",
    "peers",
    "publish",
    "refuse",
    "remove",
    "renew",
    "resign",
    "resume",
    "revoke",
    "show",
    "sign",
    "stop",
    "submit",
    "suspend",
    "undo",
    "unpublish",
    "withdraw",
];

/// The page from which a form was sent, where this is no page itself.
pub(super) fn page_of(mut path: &str) -> &str {
    while let Some((before, last)) = path.rsplit_once('/') {
        if !DOINGS.contains(&last) {
            break;
        }
        path = before;
    }
    if path.is_empty() { "/" } else { path }
}

/// A way to another page.
#[derive(Clone)]
pub(super) struct Way {
    pub(super) to: &'static str,
    pub(super) called: String,
    pub(super) here: bool,
}

/// Somebody else for whom the owner can act.
#[derive(Clone)]
pub(super) struct Other {
    pub(super) did: String,
    pub(super) name: String,
    pub(super) chosen: bool,
}

/// What surrounds a page.
#[derive(Clone)]
pub(super) struct Shell {
    pub(super) lang: Lang,
    pub(super) title: String,
    pub(super) path: String,
    /// What was done just now, in a sentence.
    pub(super) done: Option<String>,
    /// All for whom the owner can act, where they are several.
    pub(super) all: Vec<Other>,
    pub(super) is_owner: bool,
    /// For whom the forms of this page sign.
    pub(super) signer: Option<String>,
    pub(super) ways: Vec<Way>,
}

impl Shell {
    pub(super) fn of(ask: &Ask, title: &str) -> Self {
        let lang = ask.lang;
        let done = ask.query.get("done").filter(|code| code.starts_with("page-done-"));
        let done = done.filter(|code| words::knows(lang, code));
        let me = ask.me.as_ref();
        let all = if me.is_some() { ask.acts.everybody_here() } else { Vec::new() };
        let several = all.len() > 1;
        let others = all.into_iter().filter(|_| several).map(|one| Other {
            did: one.did().to_string(),
            name: one.name().to_owned(),
            chosen: me.is_some_and(|me| me.did() == one.did()),
        });
        let here = way_of(&ask.path);
        let way = |(to, code): (&'static str, &str)| {
            let called = words::say(lang, code, &Args::new());
            Way { to, called, here: here == to }
        };
        Self {
            lang,
            title: words::say(lang, title, &Args::new()),
            path: page_of(&ask.path).to_owned(),
            done: done.map(|code| words::say(lang, code, &Args::new())),
            all: others.collect(),
            is_owner: ask.is_owner,
            signer: ask.who(),
            ways: if me.is_some() { WAYS.map(way).into() } else { Vec::new() },
        }
    }

    /// What a form says of who signs, so that no other window changes it.
    pub(super) fn signer(&self) -> String {
        let Some(did) = &self.signer else { return String::new() };
        format!("<input type=\"hidden\" name=\"as\" value=\"{did}\">")
    }

    /// What every form carries that is not to be done twice: who signs, and a value of its own.
    pub(super) fn stamp(&self) -> String {
        // Without chance there is no value, and a form is as one that says nothing of it.
        let once = random::<16>().map(|bytes| hex(&bytes)).unwrap_or_default();
        let signer = self.signer();
        format!("{signer}<input type=\"hidden\" name=\"{ONCE}\" value=\"{once}\">")
    }

    /// The same under a title of the page's own.
    pub(super) fn titled(self, title: String) -> Self {
        Self { title, ..self }
    }

    /// The tag of its language.
    pub(super) fn tag(&self) -> &'static str {
        self.lang.tag()
    }

    /// A sentence.
    pub(super) fn say(&self, code: &str) -> String {
        words::say(self.lang, code, &Args::new())
    }

    /// A sentence with a text in it.
    pub(super) fn tell(&self, code: &str, name: &str, text: impl Into<String>) -> String {
        words::say(self.lang, code, &Args::new().text(name, text))
    }

    /// A sentence with a number in it.
    pub(super) fn count(&self, code: &str, count: usize) -> String {
        words::say(
            self.lang,
            code,
            &Args::new().number("count", i64::try_from(count).unwrap_or(i64::MAX)),
        )
    }

    /// A text that was given in several languages: in this one where it was, else as it stands.
    pub(super) fn named(&self, names: &LanguageMap, otherwise: &str) -> String {
        let found = names.get(self.tag()).map(String::as_str);
        found.filter(|name| !name.is_empty()).unwrap_or(otherwise).to_owned()
    }

    /// The day of a moment, as one writes it.
    pub(super) fn day(&self, moment: &str) -> String {
        let mut parts = moment.get(..10).unwrap_or_default().split('-');
        let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next())
        else {
            return moment.to_owned();
        };
        let [month, day] = [month, day].map(|part| part.parse::<i64>().unwrap_or_default());
        let args = Args::new().text("year", year).number("month", month).number("day", day);
        words::say(self.lang, "page-day", &args)
    }

    /// A moment, to the minute, as one writes it.
    pub(super) fn moment(&self, moment: &str) -> String {
        let clock = moment.get(11..16).unwrap_or_default();
        let args = Args::new().text("day", self.day(moment)).text("clock", clock);
        words::say(self.lang, "page-moment", &args)
    }

    /// A sentence of the core with each moment in it as one writes it.
    pub(super) fn readable(&self, text: &str) -> String {
        let (mut told, mut rest) = (String::new(), text);
        while let Some((before, moment, after)) = moment_in(rest) {
            told.push_str(before);
            told.push_str(&self.moment(moment));
            rest = after;
        }
        told + rest
    }

    /// Where the style of the pages is.
    pub(super) fn style(&self) -> &'static str {
        &assets::ALL.style
    }

    /// Where their script is.
    pub(super) fn script(&self) -> &'static str {
        &assets::ALL.script
    }

    /// Where their mark is.
    pub(super) fn mark(&self) -> &'static str {
        &assets::ALL.mark
    }
}

/// The first moment in a text, as RFC 3339 writes it, with what is before and after it.
fn moment_in(text: &str) -> Option<(&str, &str, &str)> {
    text.match_indices('Z').find_map(|(end, _)| {
        let end = end.saturating_add(1);
        // With seconds, and perhaps with parts of them.
        let lengths = ["0000-00-00T00:00:00Z".len(), "0000-00-00T00:00:00.000Z".len()];
        let found = lengths.into_iter().find_map(|length| {
            let begin = end.checked_sub(length)?;
            let moment = text.get(begin..end)?;
            Timestamp::parse_rfc3339(moment).is_ok().then_some((begin, moment))
        });
        let (begin, moment) = found?;
        Some((text.get(..begin)?, moment, text.get(end..)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_belongs_to_a_way_or_to_none() {
        for (path, expected) in [
            ("/", "/"),
            ("/people/graph", "/people"),
            ("/communities/did%3Akey%3Ax/charter", "/people"),
            ("/portfolios/new", "/passport"),
            ("/awarded/x", "/award"),
            ("/award/x/many", "/award"),
            ("/asking", "/asking"),
            ("/accessibility", "/accessibility"),
        ] {
            assert_eq!(way_of(path), expected);
        }
    }

    #[test]
    fn moments_are_found_in_sentences_and_nothing_else_is() {
        for (text, expected) in [
            ("written 2026-11-28T17:34:35.395Z, so", Some("2026-11-28T17:34:35.395Z")),
            ("é 2026-11-28T17:34:35Z", Some("2026-11-28T17:34:35Z")),
            ("Zoé Z 2026-13-28T17:34:35Z", None),
            ("", None),
        ] {
            assert_eq!(moment_in(text).map(|found| found.1), expected, "{text}");
        }
    }
}
