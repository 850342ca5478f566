//! Another implementation of the same standards (`ssi`), which answers line by line.
//!
//! `bot-oracle CONTEXTS` reads the pinned contexts from that folder, then one JSON object a line:
//! `{"do": "verify", "badge": TEXT, "times": N}` answers `{"ok": true, "nanos": [N numbers]}`, each
//! the time on a core of reading the text and checking its proof; `{"do": "sign", "badge": TEXT, "key": JWK,
//! "method": URL}` answers `{"ok": true, "badge": TEXT}`. Whatever does not hold answers
//! `{"ok": false, "why": TEXT}`. It fetches nothing and shares no code with what it checks.

use std::collections::HashMap;
use std::io::{self, BufRead as _, Write as _};
use std::path::Path;
use std::time::Duration;

use futures::executor::block_on;
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use ssi::JWK;
use ssi::claims::data_integrity::{AnySuite, CryptographicSuite as _, DataIntegrity, ProofOptions};
use ssi::claims::vc::AnyJsonCredential;
use ssi::claims::{SignatureEnvironment, VerificationParameters};
use ssi::dids::{DIDKey, DIDResolver as _, VerificationMethodDIDResolver};
use ssi::json_ld::ContextLoader;
use ssi::verification_methods::{AnyMethod, ReferenceOrOwned, SingleSecretSigner};

type Fault = Box<dyn std::error::Error>;
type Resolver = VerificationMethodDIDResolver<DIDKey, AnyMethod>;
type Badge = DataIntegrity<AnyJsonCredential, AnySuite>;

fn main() -> Result<(), Fault> {
    let folder = std::env::args().nth(1).ok_or("bot-oracle CONTEXTS")?;
    let loader = contexts(Path::new(&folder))?;
    let oracle = Oracle {
        checks: VerificationParameters::from_resolver(DIDKey.into_vm_resolver())
            .with_json_ld_loader(loader.clone()),
        loader,
    };
    for line in io::stdin().lock().lines() {
        let answer = oracle.answer(&line?);
        let answer = answer.unwrap_or_else(|why| json!({"ok": false, "why": why.to_string()}));
        let mut out = io::stdout().lock();
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

struct Oracle {
    checks: VerificationParameters<Resolver, ContextLoader>,
    loader: ContextLoader,
}

impl Oracle {
    fn answer(&self, line: &str) -> Result<Value, Fault> {
        let asked: Value = serde_json::from_str(line)?;
        let text = |name: &'static str| {
            asked.get(name).and_then(Value::as_str).ok_or_else(|| format!("{name} is missing"))
        };
        match text("do")? {
            "verify" => {
                let times = asked.get("times").and_then(Value::as_u64).unwrap_or(1);
                let nanos: Result<Vec<u64>, Fault> =
                    (0..times).map(|_| self.verify(text("badge")?)).collect();
                Ok(json!({"ok": true, "nanos": nanos?}))
            }
            "sign" => {
                let key = serde_json::from_value(asked.get("key").cloned().unwrap_or_default())?;
                let badge = self.sign(text("badge")?, key, text("method")?)?;
                Ok(json!({"ok": true, "badge": badge}))
            }
            other => Err(format!("{other:?} is neither verify nor sign").into()),
        }
    }

    /// Reads a badge and checks its proof; how many nanoseconds that took.
    fn verify(&self, text: &str) -> Result<u64, Fault> {
        let begin = core_time()?;
        let badge: Badge = serde_json::from_str(text)?;
        block_on(badge.verify(&self.checks))??;
        Ok(u64::try_from((core_time()? - begin).as_nanos())?)
    }

    /// The badge with a proof by this key.
    fn sign(&self, text: &str, key: JWK, method: &str) -> Result<String, Fault> {
        let unsigned: AnyJsonCredential = serde_json::from_str(text)?;
        let signer = SingleSecretSigner::new(key).into_local();
        let method = ReferenceOrOwned::Reference(method.parse()?);
        let options = ProofOptions::from_method_and_options(method, Default::default());
        let environment =
            SignatureEnvironment { json_ld_loader: self.loader.clone(), eip712_loader: () };
        let signed = block_on(AnySuite::EdDsaRdfc2022.sign_with(
            environment,
            unsigned,
            &self.checks.resolver,
            &signer,
            options,
            Default::default(),
        ))?;
        Ok(serde_json::to_string(&signed)?)
    }
}

/// How long this thread has been on a core.
fn core_time() -> Result<Duration, Fault> {
    Ok(Duration::try_from(clock_gettime(ClockId::ThreadCPUTime))?)
}

/// The pinned contexts, each under every URL the index gives it.
fn contexts(folder: &Path) -> Result<ContextLoader, Fault> {
    let index: Vec<Value> = serde_json::from_slice(&std::fs::read(folder.join("index.json"))?)?;
    let mut texts = HashMap::new();
    for pin in &index {
        let file = pin.get("file").and_then(Value::as_str).ok_or("a pin without a file")?;
        let text = std::fs::read_to_string(folder.join(file))?;
        let urls = pin.get("urls").and_then(Value::as_array).ok_or("a pin without URLs")?;
        for url in urls.iter().filter_map(Value::as_str) {
            // Of several contents the first is the one that badges are issued by.
            texts.entry(url.to_owned()).or_insert_with(|| text.clone());
        }
    }
    Ok(ContextLoader::empty().with_context_map_from(texts)?)
}
