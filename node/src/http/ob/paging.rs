//! Pages of a collection: which one is asked for, and where the others are.
//!
//! Source: Open Badges 3.0 §6.2.2.1, §6.4; RFC 8288.

use bot_protocol::time::Timestamp;

use crate::http::oauth::form::Form;

/// Most badges of a page, and as many where nobody says: 100, at most 100 MiB.
const LIMIT_MAX: usize = 100;

/// Which page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paging {
    pub(super) limit: usize,
    pub(super) offset: usize,
    pub(super) since: Option<Timestamp>,
}

impl Paging {
    /// Reads what is asked for; more than the most is the most, as the limit is one from above.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn read(query: &Form) -> Result<Self, String> {
        let number = |name: &str, least: usize, none: usize| match query.get(name) {
            None => Ok(none),
            Some(text) if text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit()) => {
                let number = text.parse().unwrap_or(0);
                if number < least {
                    Err(format!("{name} is {number}, expected {least} or more"))
                } else {
                    Ok(number)
                }
            }
            Some(text) => {
                let text: String = text.chars().take(40).collect();
                Err(format!("{name} is {text:?}, expected a whole number"))
            }
        };
        let limit = number("limit", 1, LIMIT_MAX)?.min(LIMIT_MAX);
        let offset = number("offset", 0, 0)?;
        let since = query.get("since").map(|text| {
            Timestamp::parse_rfc3339(text)
                .map_err(|_| "since must be a time as in 2026-11-23T08:00:00Z".to_owned())
        });
        Ok(Self { limit, offset, since: since.transpose()? })
    }

    /// Where the other pages are.
    pub(super) fn links(self, path: &str, total: usize) -> String {
        let Self { limit, offset, since } = self;
        let since = since.map(|at| format!("&since={}", at.to_string().replace(':', "%3A")));
        let since = since.unwrap_or_default();
        let link = |rel: &str, offset: usize| {
            format!("<{path}?limit={limit}&offset={offset}{since}>; rel=\"{rel}\"")
        };
        let mut links = Vec::new();
        let next = offset.saturating_add(limit);
        if next < total {
            links.push(link("next", next));
        }
        links.push(link("last", total.saturating_sub(1) / limit * limit));
        links.push(link("first", 0));
        if offset > 0 {
            links.push(link("prev", offset.saturating_sub(limit)));
        }
        links.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Paging, String> {
        Paging::read(&Form::read(query).unwrap())
    }

    #[test]
    fn a_page_is_asked_for_in_whole_numbers() {
        let whole = Paging { limit: LIMIT_MAX, offset: 0, since: None };
        assert_eq!(read(""), Ok(whole));
        assert_eq!(read("limit=2&offset=4"), Ok(Paging { limit: 2, offset: 4, since: None }));
        assert_eq!(read("limit=100000000"), Ok(whole));
        assert!(read("since=2026-11-23T08%3A00%3A00Z").unwrap().since.is_some());
        for bad in [
            "limit=0",
            "limit=-1",
            "limit=x",
            "offset=-1",
            "offset=1.5",
            "limit=9999999999",
            "since=x",
            "since=2026-11-23",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    fn check(query: &str, total: usize, expected: &[(&str, &str)]) {
        let links = read(query).unwrap().links("/c", total);
        let expected: Vec<_> =
            expected.iter().map(|(rel, query)| format!("</c?{query}>; rel=\"{rel}\"")).collect();
        assert_eq!(links, expected.join(", "), "{query} of {total}");
    }

    #[test]
    fn links_lead_to_the_other_pages() {
        check(
            "limit=2",
            5,
            &[
                ("next", "limit=2&offset=2"),
                ("last", "limit=2&offset=4"),
                ("first", "limit=2&offset=0"),
            ],
        );
        check(
            "limit=2&offset=4",
            5,
            &[
                ("last", "limit=2&offset=4"),
                ("first", "limit=2&offset=0"),
                ("prev", "limit=2&offset=2"),
            ],
        );
        check(
            "limit=2&offset=1",
            4,
            &[
                ("next", "limit=2&offset=3"),
                ("last", "limit=2&offset=2"),
                ("first", "limit=2&offset=0"),
                ("prev", "limit=2&offset=0"),
            ],
        );
        check("limit=2", 0, &[("last", "limit=2&offset=0"), ("first", "limit=2&offset=0")]);
        check("limit=2", 2, &[("last", "limit=2&offset=0"), ("first", "limit=2&offset=0")]);
        let since = "limit=1&offset=0&since=2026-11-23T08%3A00%3A00Z";
        assert!(
            read("limit=1&since=2026-11-23T08%3A00%3A00Z").unwrap().links("/c", 1).contains(since)
        );
    }
}
