//! Other implementations of the same standards, as programs that answer line by line.
//!
//! None shares code with what it judges. `tests/second-opinion/install` and `tests/oracle/agree`
//! put them where they are looked for; one that is absent fails the test that asks it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use bot_protocol::canon::hash::hex;
use bot_protocol::canon::multibase::encode_base64url;
use bot_protocol::identity::{Did, SecretKey};
use serde_json::{Value, json};

/// Another implementation, waiting for questions.
#[derive(Debug)]
pub struct Judge {
    name: &'static str,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

impl Judge {
    /// npm `@digitalbazaar/vc`.
    #[must_use]
    pub fn npm() -> Self {
        let modules = root().join("target/tools/second-opinion");
        installed(&modules.join("node_modules/@digitalbazaar/vc"));
        let mut command = Command::new("node");
        command.arg(root().join("tests/second-opinion/judge.mjs"));
        command.arg(root().join("protocol/contexts")).arg(modules);
        Self::start("npm", command)
    }

    /// npm `@openid4vc/openid4vci` and `@openid4vc/openid4vp`: a wallet.
    #[must_use]
    pub fn wallet() -> Self {
        let modules = root().join("target/tools/second-opinion");
        installed(&modules.join("node_modules/@openid4vc/openid4vci"));
        let mut command = Command::new("node");
        command.arg(root().join("tests/second-opinion/wallet.mjs"));
        command.arg(root().join("protocol/contexts")).arg(modules);
        Self::start("wallet", command)
    }

    /// PyPI `openbadgeslib`.
    #[must_use]
    pub fn openbadgeslib() -> Self {
        let program = root().join("target/tools/second-opinion-python/bin/python");
        installed(&program);
        let mut command = Command::new(program);
        command.arg(root().join("tests/second-opinion/judge.py"));
        Self::start("openbadgeslib", command)
    }

    /// Crate `ssi`, of the workspace `tests/oracle`.
    #[must_use]
    pub fn ssi() -> Self {
        let program = root().join("target/oracle/release/bot-oracle");
        installed(&program);
        let mut command = Command::new(program);
        command.arg(root().join("protocol/contexts"));
        Self::start("ssi", command)
    }

    fn start(name: &'static str, mut command: Command) -> Self {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { name, child, input, output }
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Asks one thing; its refusal is `Err`.
    ///
    /// # Errors
    /// Why it refuses.
    pub fn ask(&mut self, question: &Value) -> Result<Value, String> {
        writeln!(self.input, "{question}").unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line)
            .unwrap_or_else(|fault| panic!("{} said {line:?}: {fault}", self.name));
        if answer["ok"] == true { Ok(answer) } else { Err(answer["why"].to_string()) }
    }

    /// Whether it verifies a credential.
    ///
    /// # Errors
    /// Why not.
    pub fn verify(&mut self, badge: &str) -> Result<(), String> {
        self.ask(&json!({"do": "verify", "badge": badge})).map(drop)
    }

    /// The document as it signs it, by the key of this seed.
    #[track_caller]
    pub fn sign(&mut self, document: &str, seed: [u8; 32]) -> String {
        let key = SecretKey::from_seed(&seed);
        let public = encode_base64url(key.public().as_bytes());
        let jwk =
            json!({"kty": "OKP", "crv": "Ed25519", "x": public, "d": encode_base64url(&seed)});
        let method = Did::from(key.public()).verification_method();
        let secret = if self.name == "ssi" { ("key", jwk) } else { ("seed", hex(&seed).into()) };
        let mut question = json!({"do": "sign", "badge": document, "method": method});
        question[secret.0] = secret.1;
        let answer = self.ask(&question);
        let answer = answer.unwrap_or_else(|why| panic!("{}: {why}\n{document}", self.name));
        answer["badge"].as_str().unwrap().to_owned()
    }
}

fn installed(place: &Path) {
    let install =
        "tests/run installs it; so do tests/second-opinion/install and tests/oracle/agree";
    assert!(place.exists(), "{} is not there: {install}", place.display());
}

impl Drop for Judge {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
