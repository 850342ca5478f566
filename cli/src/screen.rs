//! What a person or a program gets to see: words or JSON on standard output, trouble on standard
//! error, colour and progress only on a terminal.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use bot_protocol::api::LanguageMap;
use bot_protocol::credential::bake::BakeError;
use bot_protocol::words::{self, Args, Lang};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::args::Common;
use crate::failure::{Exit, Failure};

/// Values for a sentence, by name.
pub(crate) type Data<'a> = [(&'a str, String)];

/// Where a command speaks.
#[derive(Debug, Clone)]
pub(crate) struct Screen {
    json: bool,
    lang: Lang,
    yes: bool,
}

impl Screen {
    /// As the flags and the environment want it.
    pub(crate) fn new(common: &Common) -> Self {
        let lang = common.lang.unwrap_or_else(language_of_environment);
        Self { json: common.json, lang, yes: common.yes }
    }

    /// As words that are no command wish it, as far as they can be understood.
    pub(crate) fn of_words(words: &[OsString]) -> Self {
        let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
        let named = words.iter().enumerate().find_map(|(at, word)| match *word {
            "--lang" => words.get(at.saturating_add(1)).copied(),
            other => other.strip_prefix("--lang="),
        });
        let lang = named.map_or_else(language_of_environment, Lang::from_tag);
        Self { json: words.contains(&"--json"), lang, yes: false }
    }

    /// True when a person reads, in the language the grammar itself is written in.
    pub(crate) fn speaks_english(&self) -> bool {
        !self.json && self.lang == Lang::En
    }

    /// The language of the words.
    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    /// The colon as it is set in that language.
    pub(crate) fn colon(&self) -> &'static str {
        match self.lang {
            Lang::En => ":",
            Lang::Fr => "\u{a0}:",
        }
    }

    /// True when a program reads.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Of the names by language the one in the reader's, else the first.
    pub(crate) fn own<'a>(&self, name: &'a str, names: &'a LanguageMap) -> &'a str {
        names.get(self.lang.tag()).map_or(name, String::as_str)
    }

    /// A sentence in the reader's language.
    pub(crate) fn sentence(&self, code: &str, data: &Data<'_>) -> String {
        let args = data.iter().fold(Args::new(), |args, (name, text)| match text.parse::<i64>() {
            // Plural forms follow a number and no text.
            Ok(count) if *name == "count" => args.number(name, count),
            Ok(_) | Err(_) => args.text(name, harmless(text)),
        });
        words::say(self.lang, code, &args)
    }

    /// Says one sentence to a person; a program hears nothing of it.
    pub(crate) fn say(&self, code: &str, data: &Data<'_>) {
        // The lines of a sentence are its own: what was put into it has none.
        self.sentence(code, data).lines().for_each(|line| self.line(line));
    }

    /// One line for a person, free of what a terminal would obey.
    pub(crate) fn line(&self, text: &str) {
        if !self.json {
            // A closed pipe is the reader's choice.
            drop(writeln!(anstream::stdout(), "{}", harmless(text)));
        }
    }

    /// One line for a person beside what a command is asked for, on standard error.
    pub(crate) fn aside(&self, text: &str) {
        if !self.json {
            // Nobody is left to tell when standard error itself is gone.
            drop(writeln!(anstream::stderr(), "{}", harmless(text)));
        }
    }

    /// One JSON object for a program.
    pub(crate) fn object(&self, value: &impl Serialize) {
        if self.json {
            let text = serde_json::to_string(value).unwrap_or_default();
            drop(writeln!(std::io::stdout(), "{text}"));
        }
    }

    /// Bytes as they are, for `--out -` and pipes.
    ///
    /// # Errors
    /// When standard output is gone.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(cause) if cause.kind() != ErrorKind::BrokenPipe => {
                Err(Failure::file(Path::new("-"), &cause))
            }
            // A closed pipe is the reader's choice.
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Tells a failure on standard error.
    pub(crate) fn fail(&self, failure: &Failure) {
        self.fail_at("", failure);
    }

    /// The same, of one of several files.
    pub(crate) fn fail_of(&self, file: &Path, failure: &Failure) {
        self.fail_at(&format!("{}: ", harmless(&file.display().to_string())), failure);
    }

    fn fail_at(&self, place: &str, failure: &Failure) {
        if self.json {
            drop(writeln!(std::io::stderr(), "{}", failure.to_json()));
            return;
        }
        let detail = failure.detail.lines().map(harmless).collect::<Vec<_>>().join("\n");
        let args = failure.args(harmless);
        let known = words::knows(self.lang, &failure.code);
        let text = match known {
            true => words::say(self.lang, &failure.code, &args),
            false => detail.clone(),
        };
        let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        let mark = self.sentence("cli-error", &[]);
        let mut out = anstream::stderr();
        // Nobody is left to tell when standard error itself is gone.
        drop(writeln!(out, "{red}{mark}{red:#} {place}{text}"));
        if known && !failure.code.starts_with("cli-") && !tells_all(&text, failure) {
            let detail = match whole_place(self.lang, failure) {
                Some(path) => format!("({})", harmless(path)),
                None => self.sentence("cli-detail", &[("detail", detail)]),
            };
            drop(writeln!(out, "  {detail}"));
        }
        if let Some(advice) = words::advise(self.lang, &failure.code, &args) {
            drop(writeln!(out, "  {advice}"));
        }
    }

    /// Asks before something that is not done by the way.
    ///
    /// # Errors
    /// When the answer is no, or nobody is there to ask and `--yes` was not given.
    pub(crate) fn confirm(&self, code: &str, data: &Data<'_>) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        if self.json || !std::io::stdin().is_terminal() {
            let detail = "this needs a yes and nobody is there to ask: add --yes";
            return Err(Failure::new(Exit::Usage, "cli-confirm", detail));
        }
        let question = self.sentence(code, data);
        drop(write!(anstream::stderr(), "{question} {} ", self.sentence("cli-yes-no", &[])));
        let mut answer = String::new();
        drop(std::io::stderr().flush());
        let read = std::io::stdin().read_line(&mut answer);
        let answer = answer.trim().to_lowercase();
        match read.is_ok() && matches!(answer.as_str(), "y" | "yes" | "o" | "oui") {
            true => Ok(()),
            false => Err(Failure::new(Exit::Other, "cli-declined", "nothing was done")),
        }
    }

    /// A failure as one sentence, where it ends nothing.
    pub(crate) fn reason(&self, failure: &Failure) -> String {
        match words::knows(self.lang, &failure.code) {
            true => words::say(self.lang, &failure.code, &failure.args(harmless)),
            false => failure.detail.clone(),
        }
    }

    /// A bar that grows with what is done, of so many where that is known; silent without a
    /// terminal.
    pub(crate) fn counting(&self, all: Option<u64>) -> ProgressBar {
        if self.json || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let (bar, template) = match all {
            Some(all) => (ProgressBar::new(all), "{wide_bar} {pos}/{len} {per_sec} {eta}"),
            None => (ProgressBar::new_spinner(), "{spinner} {pos} {per_sec} {elapsed}"),
        };
        match ProgressStyle::with_template(template) {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }

    /// A spinner while something takes its time; silent without a terminal.
    pub(crate) fn working(&self, code: &str, data: &Data<'_>) -> ProgressBar {
        if self.json || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(self.sentence(code, data));
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }
}

/// A text of others as a terminal may show it, on one line: what would move the cursor, colour or
/// turn around the text beside it is shown as a mark instead.
fn harmless(text: &str) -> Cow<'_, str> {
    let bad = |found: char| {
        found.is_control() || matches!(found, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(bad) {
        return Cow::Borrowed(text);
    }
    let shown = |found: char| match found {
        '\n' | '\r' | '\t' => ' ',
        found if bad(found) => '\u{fffd}',
        found => found,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// Whether a sentence holds every value of its failure, so that the English detail adds nothing.
fn tells_all(text: &str, failure: &Failure) -> bool {
    // Two choose among sentences and are told by the choice.
    let shown = |name: &str| !matches!(name, "detail" | "kind" | "given");
    let mut values = failure.data.iter().filter(|(name, _)| shown(name)).peekable();
    let chosen = values.peek().is_some() || failure.data.contains_key("given");
    text.contains(&failure.detail)
        || (chosen && values.all(|(_, value)| text.contains(value.as_str())))
}

/// The file at fault, where a sentence in another language than that of details says all that the
/// detail does but which file it is.
fn whole_place(lang: Lang, failure: &Failure) -> Option<&str> {
    let code = failure.code.as_str();
    let whole = BakeError::CODES.contains(&code)
        || ["no-credential", "not-the-badge", "file-empty", "file-packed"].contains(&code);
    failure.data.get("path").map(String::as_str).filter(|_| whole && lang != Lang::En)
}

/// The first language of the environment that has words; English where there is none.
fn language_of_environment() -> Lang {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .map_or(Lang::En, |value| Lang::from_tag(&value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_cannot_forge_lines_or_drive_the_terminal() {
        for (text, expected) in [
            ("École – 学校 👩‍🏫", "École – 学校 👩‍🏫"),
            ("Swimming\n  ✓ revoked: no", "Swimming   ✓ revoked: no"),
            ("a\u{1b}[2K\rb", "a\u{fffd}[2K b"),
            ("a\u{9b}2Jb\u{7}", "a\u{fffd}2Jb\u{fffd}"),
            ("a\u{202e}b\u{2066}c", "a\u{fffd}b\u{fffd}c"),
        ] {
            assert_eq!(harmless(text), expected, "{text:?}");
        }
        let screen = Screen { json: false, lang: Lang::En, yes: false };
        let data = [("name", "a\nb\u{1b}".to_owned())];
        let said = screen.sentence("cli-sheet-title", &data);
        assert!(said.contains("a b\u{fffd}"), "{said:?}");
    }

    #[test]
    fn plural_forms_follow_how_many_there_are() {
        for (lang, one, several) in [
            (Lang::En, "the one guardian signs", "all 3 guardians sign"),
            (Lang::Fr, "le seul gardien signe", "les 3 gardiens signent"),
        ] {
            let screen = Screen { json: false, lang, yes: false };
            let said = |count: &str| {
                let data = [("count", count.to_owned()), ("of", "A".to_owned())];
                screen.sentence("cli-recovery-contested", &data)
            };
            assert!(said("1").contains(one), "{}", said("1"));
            assert!(said("3").contains(several), "{}", said("3"));
        }
    }

    #[test]
    fn where_a_sentence_says_all_only_the_file_is_told_in_another_language() {
        let failure =
            |code: &str| Failure::new(Exit::Other, code, "a.png: no").with("path", "a.png");
        for code in ["no-credential", "no-badge", "png-truncated", "not-the-badge"] {
            assert_eq!(whole_place(Lang::Fr, &failure(code)), Some("a.png"), "{code}");
            assert_eq!(whole_place(Lang::En, &failure(code)), None, "{code}");
        }
        // What says more than its sentence is told, though in English.
        assert_eq!(whole_place(Lang::Fr, &failure("trust-box-damaged")), None);
    }

    #[test]
    fn the_detail_is_told_only_where_the_sentence_lacks_it() {
        let bare = Failure::new(Exit::Other, "x", "found 3");
        assert!(tells_all("it found 3", &bare) && !tells_all("it found", &bare));
        let valued = bare.with("path", "a.png").with("max", "9");
        assert!(tells_all("a.png: more than 9", &valued) && !tells_all("a.png", &valued));
    }
}
