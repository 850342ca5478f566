//! What somebody types to be sure, compared as a reader would: a keyboard has no typographic apostrophe, and
//! a telephone begins every line with a capital.

use unicode_normalization::UnicodeNormalization as _;

use super::reply::turns_around;

/// Whether two names are the same to whoever reads them: whatever their composition (NFKC), case, spaces,
/// apostrophes, dashes and quotation marks.
pub(super) fn is_same(typed: &str, name: &str) -> bool {
    let [typed, name] = [typed, name].map(folded);
    !typed.is_empty() && typed == name
}

fn folded(text: &str) -> String {
    // What turns text around is shown as U+FFFD, and nobody types it.
    let seen = text.chars().filter(|found| !turns_around(*found) && *found != '\u{fffd}');
    let plain: String = seen.nfkc().flat_map(char::to_lowercase).nfkc().map(plain).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The character that is on every keyboard. Source: Unicode 16, General Punctuation.
fn plain(found: char) -> char {
    match found {
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{02bc}' | '\u{02b9}' | '`' | '\u{00b4}' => '\'',
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{00ab}' | '\u{00bb}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_the_same_is_the_same_and_nothing_else_is() {
        for (typed, name, expected) in [
            ("Cook's circle", "Cooks’ circle", false),
            ("cook's circle", "Cook’s circle", true),
            ("  Ecole  du lac", "École du lac", false),
            ("e\u{301}cole du lac", "École du lac", true),
            ("café\u{a0}: à bientôt", "Café : à bientôt", true),
            ("\"Swim\" 200 m - one", "“Swim” 200\u{202f}m – one", true),
            ("swimming", "Swimming 2", false),
            ("Helper", "He\u{202e}lper", true),
            ("He\u{fffd}lper", "He\u{202e}lper", true),
            ("\u{202e}", "\u{202e}", false),
            ("", "", false),
            (" ", "\u{a0}", false),
        ] {
            assert_eq!(is_same(typed, name), expected, "{typed:?} {name:?}");
        }
    }
}
