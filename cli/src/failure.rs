//! How a command ends, and what it says when it does not end well.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use bot_protocol::api::Problem;
use bot_protocol::canon::json::JsonError;
use bot_protocol::credential::bake::BakeError;
use bot_protocol::verdict::{Reason, Refused};
use bot_protocol::words::{self, Args, Lang, faults};
use serde_json::Value;

/// The exit codes other programs rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done; for `verify`, every needed finding is *yes*.
    Done,
    /// 1: any failure without a code of its own.
    Other,
    /// 2: the command line itself is wrong.
    Usage,
    /// 3: what was named is not there.
    NotFound,
    /// 4: locked: wrong passphrase, or another process holds the data folder.
    Locked,
    /// 5: the network, or the node does not run.
    Network,
    /// 6: some needed finding is *no*, or the credential was refused.
    No,
    /// 7: some needed finding is *cannot tell*, none is *no*.
    CannotTell,
}

impl Exit {
    /// All of them.
    const ALL: [Self; 8] = [
        Self::Done,
        Self::Other,
        Self::Usage,
        Self::NotFound,
        Self::Locked,
        Self::Network,
        Self::No,
        Self::CannotTell,
    ];

    /// The number the operating system is told.
    pub fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Other => 1,
            Self::Usage => 2,
            Self::NotFound => 3,
            Self::Locked => 4,
            Self::Network => 5,
            Self::No => 6,
            Self::CannotTell => 7,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

/// A command that did not do what it was asked: a code that `words/` explains, and its values.
#[derive(Debug)]
pub struct Failure {
    /// How the process ends.
    pub exit: Exit,
    /// A stable word; `words/` has the sentence in each language.
    pub code: String,
    /// What was found and what was expected, in English, for logs and for codes without words.
    pub detail: String,
    /// The field at fault, where there is one.
    pub field: Option<String>,
    /// Values for the sentence.
    pub data: BTreeMap<String, String>,
}

/// Whether what should be a file is an address on the web.
fn is_on_the_web(path: &Path) -> bool {
    let text = path.to_string_lossy().to_ascii_lowercase();
    ["https:/", "http:/"].iter().any(|scheme| text.starts_with(scheme))
}

impl Failure {
    /// A failure with a code and what exactly was found.
    pub fn new(exit: Exit, code: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let data = BTreeMap::from([("detail".to_owned(), detail.clone())]);
        Self { exit, code: code.to_owned(), detail, field: None, data }
    }

    /// The same, with one more value for the sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.data.insert(name.to_owned(), value.into());
        self
    }

    /// As a program is told it; [`Failure::from_line`] reads it back.
    pub fn to_json(&self) -> Value {
        serde_json::json!({ "error": {
            "code": self.code, "detail": self.detail, "field": self.field,
            "exit": self.exit.number(), "data": self.data,
        }})
    }

    /// What another process of this program failed with, if this line tells of it.
    pub fn from_line(line: &str) -> Option<Self> {
        let told: Value = serde_json::from_str(line).ok()?;
        let error = told.get("error")?;
        let text = |name: &str| error.get(name)?.as_str().map(str::to_owned);
        let number = error.get("exit")?.as_u64()?;
        let exit = Exit::ALL.into_iter().find(|exit| u64::from(exit.number()) == number)?;
        let data = serde_json::from_value(error.get("data")?.clone()).ok()?;
        Some(Self {
            exit,
            code: text("code")?,
            detail: text("detail")?,
            field: text("field"),
            data,
        })
    }

    /// The same, about a field.
    #[must_use]
    pub fn at_field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same, where what a request calls its field was typed as this option or argument. A badge's
    /// own date that cannot be was typed, where it was typed.
    #[must_use]
    pub fn typed_as(self, named: impl Fn(&str) -> Option<String>) -> Self {
        let field = self.field.as_deref();
        let field = match (self.code.as_str(), field) {
            ("field-refused", Some(field)) => field,
            ("draft-wrong", Some("validFrom")) => "valid_from",
            ("draft-wrong", Some("validUntil")) => "valid_until",
            ("name-refused", _) => "name",
            (_, _) => return self,
        };
        match named(field) {
            Some(named) => {
                Self { exit: Exit::Usage, ..self }.with("field", named).with("given", "typed")
            }
            None => self,
        }
    }

    /// A file that could not be read or written.
    pub fn file(path: &Path, cause: &std::io::Error) -> Self {
        use std::io::ErrorKind as Kind;
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the standard library's list of kinds is open"
        )]
        let (exit, code) = match cause.kind() {
            Kind::NotFound if is_on_the_web(path) => (Exit::Usage, "cli-file-web"),
            Kind::NotFound => (Exit::NotFound, "cli-file-missing"),
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => (Exit::Other, "cli-file-denied"),
            Kind::IsADirectory => (Exit::Other, "cli-file-folder"),
            Kind::StorageFull | Kind::QuotaExceeded => (Exit::Other, "cli-file-full"),
            Kind::TimedOut => (Exit::Other, "cli-file-silent"),
            _ => (Exit::Other, "cli-file"),
        };
        let path = path.display().to_string();
        Self::new(exit, code, format!("{path}: {cause}"))
            .with("path", path)
            .with("cause", cause.to_string())
    }

    /// A file that was refused: 6 where it claims to be a badge, else 1.
    pub fn refused(path: &Path, refused: &Refused, lang: Lang) -> Self {
        let exit = if refused.claims { Exit::No } else { Exit::Other };
        let path = path.display().to_string();
        let failure = Self::new(exit, refused.code(), format!("{path}: {}", refused.why));
        refused.args(lang).iter().fold(failure.with("path", path), |f, (name, v)| f.with(name, v))
    }

    /// A picture that was refused.
    pub fn picture(path: &Path, error: &BakeError) -> Self {
        let path = path.display().to_string();
        let failure = Self::new(Exit::Other, error.code(), format!("{path}: {error}"));
        faults::bake(error).iter().fold(failure.with("path", path), |f, (name, v)| f.with(name, v))
    }

    /// A JSON text that was refused; `code` says of what.
    pub fn json(code: &str, path: &Path, error: &JsonError, lang: Lang) -> Self {
        let path = path.display().to_string();
        let failure = Self::new(Exit::Other, code, format!("{path}: {error}"));
        let args = faults::json(lang, error);
        let failure = args.iter().fold(failure.with("path", path), |f, (name, v)| f.with(name, v));
        let failure = failure.with("what", words::say(lang, "json-refused", &args));
        match error.path.is_empty() {
            true => failure,
            false => failure.at_field(error.path.clone()),
        }
    }

    /// The values for the sentence, each as it may be `shown`; what the sentence may name and nobody
    /// gave is the detail.
    pub(crate) fn args(&self, shown: fn(&str) -> Cow<'_, str>) -> Args {
        let field = self.field.clone().unwrap_or_default();
        let mut all = BTreeMap::from([("what", self.detail.clone()), ("field", field)]);
        all.extend(self.data.iter().map(|(name, text)| (name.as_str(), text.clone())));
        // Where a finding ends a command, its detail is technical here as well.
        let is_finding = Reason::answer_of(&self.code).is_some();
        all.into_iter().fold(Args::new(), |args, (name, text)| match name {
            "what" if is_finding => args.technical(name, shown(&text)),
            // Words are written for most of what a field may be.
            "expected" if self.code == "field-refused" => args.technical(name, shown(&text)),
            _ => args.text(name, shown(&text)),
        })
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let exit = exit_of(&problem);
        let mut data = problem.data;
        data.entry("detail".to_owned()).or_insert_with(|| problem.detail.clone());
        Self { exit, code: problem.code, detail: problem.detail, field: problem.field, data }
    }
}

/// How a command ends that the node refused: by the code where another verb says the same without
/// a node, so that both end alike, else by the status.
fn exit_of(problem: &Problem) -> Exit {
    match problem.code.as_str() {
        // A credential that was refused, as where a file of one is.
        "proof-refused" | "import-refused" => return Exit::No,
        "passphrase-wrong" | "trust-box-locked" => return Exit::Locked,
        // What was typed is refused, by whomever.
        "identity-unnamed" | "name-refused" | "passphrase-weak" | "field-refused"
        | "witnesses-refused" => {
            return Exit::Usage;
        }
        "no-identity" | "trust-box-missing" => return Exit::NotFound,
        _ => {}
    }
    match problem.status {
        404 => Exit::NotFound,
        423 => Exit::Locked,
        502 | 504 => Exit::Network,
        _ => Exit::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, code: &str, expected: Exit) {
        let problem = Problem {
            kind: format!("about:blank#{code}"),
            title: String::new(),
            status,
            code: code.to_owned(),
            detail: String::new(),
            field: None,
            data: BTreeMap::new(),
        };
        assert_eq!(Failure::from(problem).exit, expected, "{status} {code}");
    }

    #[test]
    fn a_failure_told_in_json_is_read_back() {
        for exit in Exit::ALL {
            let failure = Failure::new(exit, "cli-file", "a: b").with("path", "a");
            let back = Failure::from_line(&failure.to_json().to_string()).unwrap();
            assert_eq!(format!("{back:?}"), format!("{failure:?}"));
        }
        for line in ["", "{}", r#"{"error":{"code":"x","exit":99}}"#, "INFO up"] {
            assert!(Failure::from_line(line).is_none(), "{line}");
        }
    }

    #[test]
    fn a_refusal_of_the_node_ends_as_it_would_without_a_node() {
        check(403, "passphrase-wrong", Exit::Locked);
        check(409, "identity-unnamed", Exit::Usage);
        check(409, "no-identity", Exit::NotFound);
        check(404, "unknown", Exit::NotFound);
        check(409, "ambiguous", Exit::Other);
        check(500, "store-failed", Exit::Other);
        check(422, "proof-refused", Exit::No);
        check(422, "field-refused", Exit::Usage);
        check(409, "name-refused", Exit::Usage);
    }
}
