//! In which language words are told, as a request wishes.
//!
//! Source: RFC 9110 §12.5.4; the order of the tags decides, and weights are not looked at.

use axum::http::{HeaderMap, header};
use bot_protocol::words::Lang;

/// The language that is asked for first and that there are words in; English where none is.
pub(super) fn of(headers: &HeaderMap) -> Lang {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut tags = asked
        .unwrap_or_default()
        .split(',')
        .take(16)
        .map(|tag| tag.split(';').next().unwrap_or_default().trim());
    tags.find(|tag| {
        Lang::ALL.iter().any(|lang| {
            let head = tag.split('-').next().unwrap_or_default();
            head.eq_ignore_ascii_case(lang.tag())
        })
    })
    .map_or(Lang::En, Lang::from_tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_there_are_words_in_is_taken() {
        for (asked, expected) in [
            ("fr", Lang::Fr),
            ("FR-ch, en;q=0.9", Lang::Fr),
            ("de, fr;q=0.8, en;q=0.5", Lang::Fr),
            ("en-GB,fr", Lang::En),
            ("de", Lang::En),
            ("french", Lang::En),
            ("", Lang::En),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, asked.parse().unwrap())]);
            assert_eq!(of(&headers), expected, "{asked}");
        }
        assert_eq!(of(&HeaderMap::new()), Lang::En);
    }
}
