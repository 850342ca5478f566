//! Lists of which a page shows all: asked for part by part, up to a bound.

use bot_protocol::api::{LanguageMap, Page, PageQuery};

use crate::acts::ActError;

/// Most things that one page looks at: 20,000.
const THINGS_MAX: usize = 20_000;

/// Most things that one page shows: 60; more are reached by its search, or page by page.
pub(super) const SHOWN: usize = 60;

/// Everything that an act lists of an identity.
pub(super) fn all<T>(
    who: Option<String>,
    list: impl Fn(&PageQuery) -> Result<Page<T>, ActError>,
) -> Result<Vec<T>, ActError> {
    let mut query = PageQuery { cursor: None, limit: Some(500), as_identity: who };
    let mut found = Vec::new();
    loop {
        let page = list(&query)?;
        found.extend(page.items);
        if page.next.is_none() || found.len() >= THINGS_MAX {
            return Ok(found);
        }
        query.cursor = page.next;
    }
}

/// One part of a list.
pub(super) struct Part<T> {
    pub(super) items: Vec<T>,
    /// How many there are in all.
    pub(super) count: usize,
    /// The numbers of the parts before and after, where there are such.
    pub(super) before: Option<usize>,
    pub(super) after: Option<usize>,
}

/// The part of this number, from 1.
pub(super) fn part<T>(all: Vec<T>, number: Option<&str>) -> Part<T> {
    let count = all.len();
    let last = count.div_ceil(SHOWN).max(1);
    let number = number.and_then(|text| text.parse().ok()).unwrap_or(1_usize).clamp(1, last);
    let items = all.into_iter().skip((number - 1) * SHOWN).take(SHOWN).collect();
    let before = (number > 1).then(|| number - 1);
    Part { items, count, before, after: (number < last).then_some(number + 1) }
}

/// Whether something is looked for by these words: each of them is in one of its names.
pub(super) fn fits(words: &str, names: &LanguageMap, others: &[Option<&str>]) -> bool {
    let mut all: Vec<String> = names.values().map(|name| name.to_lowercase()).collect();
    all.extend(others.iter().flatten().map(|name| name.to_lowercase()));
    words.to_lowercase().split_whitespace().all(|word| all.iter().any(|name| name.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_never_beyond_the_list() {
        for (number, expected) in [
            (None, (60, None, Some(2))),
            (Some("2"), (60, Some(1), Some(3))),
            (Some("3"), (1, Some(2), None)),
            (Some("9999"), (1, Some(2), None)),
            (Some("0"), (60, None, Some(2))),
            (Some("x"), (60, None, Some(2))),
        ] {
            let part = part((0..121).collect(), number);
            assert_eq!((part.items.len(), part.before, part.after), expected, "{number:?}");
            assert_eq!(part.count, 121);
        }
        assert_eq!(part(Vec::<u8>::new(), Some("7")).before, None);
    }

    #[test]
    fn every_word_must_be_found_in_some_name() {
        let names = LanguageMap::from([("en".to_owned(), "First Aid".to_owned())]);
        for (words, expected) in
            [("", true), ("aid", true), ("AID école", true), ("swim", false), ("aid swim", false)]
        {
            assert_eq!(fits(words, &names, &[Some("École du lac"), None]), expected, "{words}");
        }
    }
}
