//! The recovery sheet, as it is printed: what it is, the words in numbered columns, the same
//! words as a QR code.

use bot_protocol::api::{PartyKind, RecoverySheet, SecretText};
use qrcodegen::{QrCode, QrCodeEcc};

use crate::screen::Screen;

/// Words a line.
const WORDS_A_LINE: usize = 4;

/// Light modules around the code that readers need (ISO/IEC 18004 §5.3.8).
const QUIET: i32 = 4;

/// Prints a sheet for a person.
pub(crate) fn print(screen: &Screen, sheet: &RecoverySheet) {
    let name = [("name", sheet.name.clone()), ("party", party(sheet.party).to_owned())];
    screen.say("cli-sheet-title", &name);
    screen.line(&sheet.did);
    screen.line("");
    screen.say("cli-sheet-why", &[]);
    screen.line("");
    let words: Vec<&str> = sheet.words.expose().split_whitespace().collect();
    for (line, chunk) in words.chunks(WORDS_A_LINE).enumerate() {
        let numbered = chunk.iter().enumerate().map(|(column, word)| {
            let number = line.saturating_mul(WORDS_A_LINE).saturating_add(column).saturating_add(1);
            format!("{number:>2}. {word:<10}")
        });
        screen.line(&format!("  {}", numbered.collect::<Vec<_>>().join(" ").trim_end()));
    }
    screen.line("");
    code(screen, &sheet.words);
    screen.line("");
    screen.say("cli-sheet-how", &name);
}

/// A text as a QR code; nothing where it is too long for one.
pub(crate) fn code(screen: &Screen, text: &SecretText) {
    if let Ok(code) = QrCode::encode_text(text.expose(), QrCodeEcc::Medium) {
        for line in drawn(&code) {
            screen.line(&line);
        }
    }
}

/// As `--party` takes it.
fn party(party: PartyKind) -> &'static str {
    match party {
        PartyKind::Person => "person",
        PartyKind::Organisation => "organisation",
        PartyKind::Community => "community",
    }
}

/// The code in half blocks, two modules a character; dark on light, whatever the terminal's colours.
pub(crate) fn drawn(code: &QrCode) -> Vec<String> {
    let from = -QUIET;
    let to = code.size().saturating_add(QUIET);
    let mut lines = Vec::new();
    let mut y = from;
    while y < to {
        let mark = |x: i32| match (code.get_module(x, y), code.get_module(x, y.saturating_add(1))) {
            (true, true) => ' ',
            (true, false) => '▄',
            (false, true) => '▀',
            (false, false) => '█',
        };
        lines.push((from..to).map(mark).collect());
        y = y.saturating_add(2);
    }
    lines
}

/// The code as a picture in SVG, dark on light, with its margin.
pub(crate) fn picture(code: &QrCode) -> String {
    use std::fmt::Write as _;
    let size = code.size();
    let side = size.saturating_add(2 * QUIET);
    let mut dark = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            // Writing into a text does not fail.
            let _: std::fmt::Result = write!(dark, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{dark}\"/></svg>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_code_is_as_wide_as_the_code_and_its_margin() {
        let code = QrCode::encode_text("legal winner thank year", QrCodeEcc::Medium).unwrap();
        let lines = drawn(&code);
        let width = usize::try_from(code.size() + 2 * QUIET).unwrap();
        assert_eq!(lines.len(), width.div_ceil(2));
        assert!(lines.iter().all(|line| line.chars().count() == width));
    }
}
