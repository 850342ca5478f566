//! Addresses that an older badge wrote as paths.
//!
//! Open Badges 0.5 lets evidence, criteria and pictures stand as paths below the issuer's origin; those
//! who wrote Open Badges 1.0 went on so. In Open Badges 2.0, which is JSON-LD, a path in a document is
//! one below the document's own address.
//!
//! Source: Open Badges 0.5, Assertion and Badge ("origin"); RFC 3986 §4.2, §5.2.

use bot_protocol::credential::model::shape::is_url;

use super::document::{Generation, Old};
use super::parts::{Origin, Part, Parts};

/// Whether a text is an address without its host, or without more than its host. No address has a
/// space in it, so that a sentence is none.
pub(super) fn is_relative(text: &str) -> bool {
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    !first.contains(':') && !text.is_empty() && is_url(&format!("x:{text}"))
}

/// The addresses that paths in a badge and in its parts lie below, each where it is known.
#[derive(Clone, Copy, Default)]
pub(super) struct Bases<'a> {
    pub(super) badge: Option<&'a str>,
    pub(super) class: Option<&'a str>,
    pub(super) issuer: Option<&'a str>,
}

impl<'a> Bases<'a> {
    /// Each document is the base of its own paths, and of those in the parts that stand in it; in Open
    /// Badges 0.5 the origin that the issuer names is the base of all.
    pub(super) fn of(old: &'a Old, parts: Option<&'a Parts>) -> Self {
        let issuer = parts.and_then(|parts| parts.issuer.as_ref().ok());
        if old.generation == Generation::Half {
            let origin = issuer.and_then(|issuer| issuer.document.get("origin")?.as_str());
            let all = on_the_web(origin);
            return Self { badge: all, class: all, issuer: all };
        }
        let class = parts.and_then(|parts| parts.class.as_ref()?.as_ref().ok());
        let badge = on_the_web(old.url());
        let own = |part: Option<&'a Part>, around| match part?.origin {
            Origin::Copy(_) => on_the_web(Some(&part?.id)),
            Origin::Inside => around,
        };
        let class = own(class, badge);
        Self { badge, class, issuer: own(issuer, class) }
    }
}

fn on_the_web(base: Option<&str>) -> Option<&str> {
    base.filter(|base| super::host::authority(base).is_some())
}

/// Whether a text begins with a scheme, as a picture does that stands in its own address.
fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
}

/// An address as it is; a path as the address that it is below `base`, `None` where that is not known.
pub(super) fn whole(written: &str, base: Option<&str>) -> Option<String> {
    if has_scheme(written) {
        return Some(written.to_owned());
    }
    let base = base.filter(|_| is_relative(written))?;
    let (scheme, rest) = base.split_once("://")?;
    if written.starts_with("//") {
        return Some(format!("{scheme}:{written}"));
    }
    let rest = rest.split('#').next().unwrap_or_default();
    let beyond_path = rest.find('?').unwrap_or(rest.len());
    let (rest, question) = rest.split_at_checked(beyond_path)?;
    let host_ends = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(host_ends)?;
    let path_ends = written.find(['?', '#']).unwrap_or(written.len());
    let (steps, tail) = written.split_at_checked(path_ends)?;
    let (path, question) = match (steps.is_empty(), steps.starts_with('/')) {
        (true, _) if tail.starts_with('?') => (path.to_owned(), ""),
        (true, _) => (path.to_owned(), question),
        (false, true) => (walked(steps), ""),
        (false, false) => {
            let folder = path.rfind('/').and_then(|end| path.get(..end)).unwrap_or_default();
            (walked(&format!("{folder}/{steps}")), "")
        }
    };
    Some(format!("{scheme}://{host}{path}{question}{tail}"))
}

/// A path without its steps up and on the spot.
///
/// Source: RFC 3986 §5.2.4.
fn walked(path: &str) -> String {
    let (mut kept, mut ends_open) = (Vec::new(), false);
    for step in path.split('/').skip(1) {
        ends_open = matches!(step, "." | "..");
        match step {
            "." => {}
            ".." => drop(kept.pop()),
            step => kept.push(step),
        }
    }
    if ends_open {
        kept.push("");
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base: &str, written: &str, expected: Option<&str>) {
        assert_eq!(whole(written, Some(base)).as_deref(), expected, "{written} below {base}");
    }

    /// Source: RFC 3986 §5.4.
    #[test]
    fn a_path_is_resolved_as_the_web_does() {
        for (written, expected) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("g?y#s", "http://a/b/c/g?y#s"),
            (";x", "http://a/b/c/;x"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../..", "http://a/"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("./g/.", "http://a/b/c/g/"),
            ("g/../h", "http://a/b/c/h"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
        ] {
            check("http://a/b/c/d;p?q", written, Some(expected));
        }
        check("https://a.example", "/badges/1", Some("https://a.example/badges/1"));
        check("https://a.example", "badges/1", Some("https://a.example/badges/1"));
        check("https://a.example/#x", "1", Some("https://a.example/1"));
    }

    #[test]
    fn a_sentence_is_no_path_and_without_a_host_there_is_none() {
        for written in ["", "He built a robot", "a\tb", "<a>", "/a\\b"] {
            check("https://a.example/", written, None);
        }
        for whole in ["data:image/svg+xml;utf8,<svg a=\"b c\"/>", "data:image/png;base64,AA\nAA"] {
            check("https://a.example/", whole, Some(whole));
        }
        assert_eq!(whole("/a", None), None);
        assert_eq!(whole("https://b.example/a", None).as_deref(), Some("https://b.example/a"));
    }
}
