//! Reasons and faults in plain language, in English and in French.
//!
//! A code (`revoked`, `png-crc`, `cli-issue-done`) is one message in each language: its value says
//! what happened, its attribute `.do` what one can do about it. The texts lie beside this file,
//! `en*.ftl` and `fr*.ftl`; a test keeps both languages complete. This module decides nothing and
//! knows no terminal: it turns a code and its data into a sentence.

pub mod faults;

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::canon::json::{Object, Value};

/// The number of seconds that a sentence tells as `age`, in words.
const AGE_SECONDS: &str = "age_seconds";

/// The name of a reason's detail in technical words.
const DETAIL: &str = "what";

/// A language the product speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// English.
    En,
    /// French.
    Fr,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::Fr];

    /// The language a tag or locale asks for: `fr`, `fr-CA`, `fr_FR.UTF-8` are French; what is
    /// not known is English.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        let head = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        if head.eq_ignore_ascii_case("fr") { Self::Fr } else { Self::En }
    }

    /// Its BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }
}

/// The data of one sentence: texts and whole numbers by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Args(Vec<(String, Arg)>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Arg {
    Text(String),
    Number(i64),
    /// In technical words, which are English in every language.
    Technical(String),
}

impl Args {
    /// No data.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with a text called `name`.
    #[must_use]
    pub fn text(mut self, name: &str, text: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), Arg::Text(text.into())));
        self
    }

    /// The same with a detail called `name` in technical words, which are English in every language:
    /// in another one it is told that they are.
    #[must_use]
    pub fn technical(mut self, name: &str, text: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), Arg::Technical(text.into())));
        self
    }

    /// The same with a whole number called `name`; plural forms follow it.
    #[must_use]
    pub fn number(mut self, name: &str, number: impl TryInto<i64>) -> Self {
        self.0.push((name.to_owned(), Arg::Number(number.try_into().unwrap_or(i64::MAX))));
        self
    }

    /// The data by name, numbers as digits, for those who keep them beside a code.
    pub fn iter(&self) -> impl Iterator<Item = (&str, String)> {
        self.0.iter().map(|(name, arg)| match arg {
            Arg::Text(text) | Arg::Technical(text) => (name.as_str(), text.clone()),
            Arg::Number(number) => (name.as_str(), number.to_string()),
        })
    }
}

impl From<&Object> for Args {
    /// Every text and whole number of the object; a list of texts becomes one text with commas. What
    /// a reason calls `what` is its detail in technical words.
    fn from(object: &Object) -> Self {
        object.iter().fold(Self::new(), |args, (name, value)| match value {
            Value::String(text) if name == DETAIL => args.technical(name, text.as_str()),
            Value::String(text) => args.text(name, text.as_str()),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => args.number(name, whole),
                None => args.text(name, number.to_string()),
            },
            Value::Array(items) => {
                let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                args.text(name, texts.join(", "))
            }
            Value::Bool(yes) => args.text(name, yes.to_string()),
            Value::Null | Value::Object(_) => args,
        })
    }
}

/// What `code` means, with its data; the code itself where no sentence is written for it.
#[must_use]
pub fn say(lang: Lang, code: &str, args: &Args) -> String {
    find(lang, code, None, args).unwrap_or_else(|| code.to_owned())
}

/// What one can do about `code`, where there is something to do.
#[must_use]
pub fn advise(lang: Lang, code: &str, args: &Args) -> Option<String> {
    find(lang, code, Some("do"), args)
}

/// Whether a sentence is written for `code`.
#[must_use]
pub fn knows(lang: Lang, code: &str) -> bool {
    bundle(lang).get_message(code).is_some_and(|message| message.value().is_some())
}

fn find(lang: Lang, code: &str, attribute: Option<&str>, args: &Args) -> Option<String> {
    let bundle = bundle(lang);
    let message = bundle.get_message(code)?;
    let pattern = match attribute {
        None => message.value()?,
        Some(name) => message.get_attribute(name)?.value(),
    };
    let mut given = FluentArgs::with_capacity(args.0.len());
    for (name, arg) in &args.0 {
        match arg {
            Arg::Text(text) => given.set(name.as_str(), FluentValue::from(text.as_str())),
            Arg::Number(number) => given.set(name.as_str(), FluentValue::from(*number)),
            Arg::Technical(text) => {
                let told = expected(lang, text).unwrap_or_else(|| {
                    say(lang, "technical", &Args::new().text("text", text.as_str()))
                });
                given.set(name.as_str(), FluentValue::from(told));
            }
        }
        if let (AGE_SECONDS, Arg::Number(seconds)) = (name.as_str(), arg) {
            given.set("age", FluentValue::from(age(lang, *seconds)));
        }
    }
    // A datum that is absent shows as {$name}: better a visible hole than no sentence.
    let mut faults = Vec::new();
    Some(bundle.format_pattern(pattern, Some(&given), &mut faults).into_owned())
}

/// What is expected of a field, in the reader's language, where words are written for it. They are found by
/// the letters of the English text; of its whole numbers the first two are data.
fn expected(lang: Lang, text: &str) -> Option<String> {
    let parts = text.split(|found: char| !found.is_ascii_alphanumeric() && found != ',');
    let parts: Vec<String> = parts
        .flat_map(|part| match part.split(',').all(|one| one.parse::<u64>().is_ok()) {
            true => vec![part.replace(',', "")],
            false => part.split(',').map(str::to_ascii_lowercase).collect(),
        })
        .filter(|part| !part.is_empty())
        .collect();
    let is_number = |part: &&String| part.bytes().all(|found| found.is_ascii_digit());
    let name = |part: &String| if is_number(&part) { "n".to_owned() } else { part.clone() };
    let code = format!("expected-{}", parts.iter().map(name).collect::<Vec<_>>().join("-"));
    let numbers = parts.iter().filter(is_number).zip(["n", "m"]);
    let args = numbers.fold(Args::new(), |args, (number, name)| args.text(name, number.as_str()));
    find(lang, &code, None, &args)
}

/// How long ago something was, in the largest unit that passed in full.
fn age(lang: Lang, seconds: i64) -> String {
    let (code, unit) = match seconds {
        ..0 => ("age-later", 60),
        0..60 => ("age-moment", 60),
        60..3_600 => ("age-minutes", 60),
        3_600..86_400 => ("age-hours", 3_600),
        86_400.. => ("age-days", 86_400),
    };
    let count = seconds.checked_div(unit).unwrap_or_default();
    say(lang, code, &Args::new().number("count", count))
}

type Bundle = FluentBundle<FluentResource>;

fn bundle(lang: Lang) -> &'static Bundle {
    static EN: LazyLock<Bundle> = LazyLock::new(|| compile(Lang::En));
    static FR: LazyLock<Bundle> = LazyLock::new(|| compile(Lang::Fr));
    match lang {
        Lang::En => &EN,
        Lang::Fr => &FR,
    }
}

/// The texts of a language, by file name: reasons and faults of files, the node's problems, what the
/// command line, the demonstration and the pages say, what settings mean.
fn texts(lang: Lang) -> [(&'static str, &'static str); 7] {
    match lang {
        Lang::En => [
            ("en.ftl", include_str!("en.ftl")),
            ("en-problems.ftl", include_str!("en-problems.ftl")),
            ("en-cli.ftl", include_str!("en-cli.ftl")),
            ("en-demo.ftl", include_str!("en-demo.ftl")),
            ("en-pages.ftl", include_str!("en-pages.ftl")),
            ("en-settings.ftl", include_str!("en-settings.ftl")),
            ("en-expected.ftl", include_str!("en-expected.ftl")),
        ],
        Lang::Fr => [
            ("fr.ftl", include_str!("fr.ftl")),
            ("fr-problems.ftl", include_str!("fr-problems.ftl")),
            ("fr-cli.ftl", include_str!("fr-cli.ftl")),
            ("fr-demo.ftl", include_str!("fr-demo.ftl")),
            ("fr-pages.ftl", include_str!("fr-pages.ftl")),
            ("fr-settings.ftl", include_str!("fr-settings.ftl")),
            ("fr-expected.ftl", include_str!("fr-expected.ftl")),
        ],
    }
}

/// A text with a fault keeps its good messages; the test of this module refuses any fault.
fn compile(lang: Lang) -> Bundle {
    let language: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    for (_, text) in texts(lang) {
        let resource = match FluentResource::try_new(text.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

#[cfg(test)]
mod tests;
