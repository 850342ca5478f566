//! Speaks with other implementations, programs of their own: `tests/oracle`, `tests/second-opinion`.

#![expect(clippy::print_stdout, reason = "a benchmark speaks to people")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use bot_protocol::canon::hash::hex;
use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::multibase::encode_base64url;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::verify;
use bot_protocol::identity::{Did, SecretKey};

use super::stopwatch::target;

/// The other implementation, waiting for lines.
pub(crate) struct Oracle {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Oracle {
    /// `ssi`, where it has been built.
    pub(crate) fn ssi() -> Option<Self> {
        let program = target().join("oracle/release/bot-oracle");
        Self::start(&program, Command::new(&program).arg(here("contexts")))
    }

    /// npm `@digitalbazaar/vc`, where it has been installed.
    pub(crate) fn npm() -> Option<Self> {
        let modules = target().join("tools/second-opinion");
        let judge = here("../tests/second-opinion/judge.mjs");
        let mut command = Command::new("node");
        let command = command.arg(judge).arg(here("contexts")).arg(&modules);
        Self::start(&modules.join("node_modules"), command)
    }

    fn start(needed: &Path, command: &mut Command) -> Option<Self> {
        if !needed.exists() {
            println!("{} is not there: not set beside ours", needed.display());
            return None;
        }
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the oracle starts");
        let input = child.stdin.take().expect("it was asked for");
        let output = BufReader::new(child.stdout.take().expect("it was asked for"));
        Some(Self { child, input, output })
    }

    /// Asks one thing; its refusal is `Err`.
    pub(crate) fn ask(&mut self, question: &Value) -> Result<Value, String> {
        writeln!(self.input, "{question}").expect("it listens");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("it answers");
        let answer = json::read(line.trim().as_bytes()).map_err(|error| error.to_string())?;
        match answer.get("ok").and_then(Value::as_bool) {
            Some(true) => Ok(answer),
            Some(false) | None => Err(answer.to_string()),
        }
    }

    /// Lets it verify a badge so many times; how long that took it.
    pub(crate) fn verify(&mut self, badge: &str, times: u32) -> Duration {
        let question: [(&str, Value); 3] =
            [("do", "verify".into()), ("badge", badge.into()), ("times", times.into())];
        let answer = self.ask(&Value::object(question)).expect("a badge that holds");
        let nanos = answer.get("nanos").map(Value::as_list).unwrap_or_default();
        Duration::from_nanos(nanos.iter().filter_map(Value::as_u64).sum())
    }

    /// Both verify what the other signs, and both refuse it when a word is changed.
    pub(crate) fn agrees(&mut self, badge: &[u8], word: &str, key: &SecretKey) {
        let mut unsecured = json::read(badge).expect("JSON");
        unsecured.as_object_mut().and_then(|members| members.remove("proof")).expect("a proof");
        let text = String::from_utf8_lossy(badge).into_owned();
        let theirs = self.sign(&unsecured, key);
        for text in [text, theirs] {
            assert!(text.contains(word), "{word:?} is in it");
            let bent = text.replacen(word, "another word", 1);
            assert_eq!(self.holds(&text), Ok(()), "it verifies what either signs: {text}");
            assert!(self.holds(&bent).is_err(), "it refuses a changed word: {bent}");
            assert_eq!(ours(&text), Ok(()), "we verify what either signs: {text}");
            assert!(ours(&bent).is_err(), "we refuse a changed word: {bent}");
        }
    }

    /// Whether it verifies a badge.
    fn holds(&mut self, badge: &str) -> Result<(), String> {
        let question = [("do", Value::from("verify")), ("badge", badge.into())];
        self.ask(&Value::object(question)).map(drop)
    }

    /// Lets it sign a document; each takes the key in its own way.
    fn sign(&mut self, unsecured: &Value, key: &SecretKey) -> String {
        let jwk = [
            ("kty", "OKP".to_owned()),
            ("crv", "Ed25519".to_owned()),
            ("x", encode_base64url(key.public().as_bytes())),
            ("d", encode_base64url(key.seed().as_slice())),
        ];
        let answer = self.ask(&Value::object([
            ("do", Value::from("sign")),
            ("badge", unsecured.to_string().into()),
            ("key", Value::object::<&str, String>(jwk)),
            ("seed", hex(key.seed().as_slice()).into()),
            ("method", Did::from(key.public()).verification_method().into()),
        ]));
        let answer = answer.expect("it signs");
        answer.get("badge").and_then(Value::as_str).expect("a badge").to_owned()
    }
}

/// A place beside the source of these benchmarks.
fn here(place: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(place)
}

/// Whether we verify a badge.
fn ours(badge: &str) -> Result<(), String> {
    let document = json::read(badge.as_bytes()).map_err(|error| error.to_string())?;
    verify(&document, Contexts::pinned()).map(drop).map_err(|error| error.to_string())
}

impl Drop for Oracle {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
