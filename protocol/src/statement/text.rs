//! People's words inside a statement: bounded, and free of what a page or terminal would obey.

use crate::statement::ContentError;

/// Checks one line of text of 1 to `max` bytes.
pub(crate) fn line(field: &'static str, text: &str, max: usize) -> Result<(), ContentError> {
    if text.trim().is_empty() {
        return Err(ContentError::Empty { field });
    }
    checked(field, text, max, |found| found.is_control())
}

/// Checks a text of up to `max` bytes that may have several lines, where there is one.
pub(crate) fn lines(
    field: &'static str,
    text: Option<&str>,
    max: usize,
) -> Result<(), ContentError> {
    let Some(text) = text else { return Ok(()) };
    if text.trim().is_empty() {
        return Err(ContentError::Empty { field });
    }
    checked(field, text, max, |found| found.is_control() && found != '\n')
}

/// Checks the length first, then each character.
fn checked(
    field: &'static str,
    text: &str,
    max: usize,
    refused: impl Fn(char) -> bool,
) -> Result<(), ContentError> {
    if text.len() > max {
        return Err(ContentError::TooLong { field, found: text.len(), max });
    }
    match text.chars().find(|found| refused(*found) || reorders(*found)) {
        Some(found) => Err(ContentError::Character { field, found }),
        None => Ok(()),
    }
}

/// Whether a character overrides the direction of the text around it: it makes a name lie.
fn reorders(found: char) -> bool {
    matches!(found, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = match line("name", text, 5) {
            Ok(()) => "taken".to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn takes_short_plain_words_and_says_why_not() {
        check("École", "name: 6 bytes, at most 5 are allowed");
        check("Ecole", "taken");
        check("Éco", "taken");
        check(" ", "name is empty");
        check("a\nb", "name: the character U+000A is not allowed");
        check("a\u{202e}b", "name: the character U+202E is not allowed");
        assert_eq!(lines("words", Some("a\nb"), 5), Ok(()));
        assert_eq!(
            lines("words", Some("a\tb"), 5),
            Err(ContentError::Character { field: "words", found: '\t' })
        );
    }
}
