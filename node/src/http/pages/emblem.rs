//! A small picture for everything that has a name: its initials on a colour, both made from the name,
//! so that the same thing looks the same each time.

use askama::Template;
use bot_protocol::canon::hash::sha256;

/// The colours there are; the style has one class for each. White letters can be read on all of them.
const COLOURS: [&str; 8] =
    ["#0b6b5d", "#2b5fa8", "#7a3fa0", "#a8324f", "#8a5200", "#4a6b1f", "#55606e", "#a0431f"];

/// Most letters of an emblem.
const LETTERS_MAX: usize = 2;

/// The picture, to be put into a page as it is.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "emblem.html")]
pub(super) struct Emblem {
    letters: String,
    hue: usize,
}

impl Emblem {
    /// Of something called so; `id` gives it its colour.
    pub(super) fn of(name: &str, id: &str) -> Self {
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let letters = words.filter_map(|word| word.chars().next()).take(LETTERS_MAX);
        let letters: String = letters.flat_map(char::to_uppercase).collect();
        let hash = sha256(&[id.as_bytes()]);
        let hue = hash.as_bytes().first().copied().map(usize::from).unwrap_or_default();
        Self { letters, hue: hue % COLOURS.len() }
    }

    /// The same as a picture of its own, which travels in every badge.
    pub(super) fn drawing(&self) -> String {
        let colour = COLOURS.get(self.hue).copied().unwrap_or_default();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\" width=\"256\" \
             height=\"256\"><path fill=\"{colour}\" d=\"M32 2 58 17v30L32 62 6 47V17z\"/><text x=\"32\" \
             y=\"41\" text-anchor=\"middle\" fill=\"#fff\" font-family=\"sans-serif\" \
             font-size=\"24\" font-weight=\"600\">{}</text></svg>",
            self.letters
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_the_name_and_nothing_that_a_page_would_read() {
        for (name, expected) in [
            ("Swimming", "S"),
            ("first aid, level 2", "FA"),
            ("école Émile", "ÉÉ"),
            ("<script>", "S"),
            ("\u{202e}&\"'", ""),
            ("", ""),
        ] {
            assert_eq!(Emblem::of(name, "x").letters, expected, "{name}");
        }
        assert_eq!(Emblem::of("a", "x"), Emblem::of("a", "x"));
        assert!(Emblem::of("<b>", "x").drawing().contains(">B</text>"));
        assert!(Emblem::of("a", "x").render().unwrap().starts_with("<svg"));
    }
}
