//! One node of the story: a process of its own with a folder of its own.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bot_protocol::api::{Done, PeerDraft, StatusReply};
use serde_json::Value;

use super::stage::Stage;
use crate::client::Client;
use crate::failure::{Exit, Failure};
use crate::place::Place;

/// How long a node may take to stop before it is ended.
const STOP_LOOKS_MAX: u32 = 100;
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A node, running or asleep.
pub(super) struct Actor {
    /// The word for it in the story.
    pub(super) role: &'static str,
    /// What it calls itself.
    pub(super) name: String,
    /// Its identity; empty for a node without one.
    pub(super) did: String,
    place: Place,
    folder: PathBuf,
    child: Option<Child>,
}

/// What `bot` printed, and how it ended.
pub(super) struct Ran {
    /// The exit code.
    pub(super) exit: i32,
    /// The JSON it printed; null where it printed none.
    pub(super) printed: Value,
    /// What it said on standard error.
    pub(super) trouble: String,
}

impl Actor {
    /// Makes the folder of a node with its settings and passphrase; nothing runs yet.
    pub(super) fn prepare(stage: &Path, role: &'static str, name: &str) -> Result<Self, Failure> {
        use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
        let folder = stage.join(role);
        let failed = |cause: std::io::Error| Failure::file(&folder, &cause);
        std::fs::DirBuilder::new().mode(0o700).create(&folder).map_err(failed)?;
        std::fs::write(folder.join("bot.toml"), SETTINGS).map_err(failed)?;
        let mut options = File::options();
        let mut secret = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(folder.join("passphrase"))
            .map_err(failed)?;
        let mut random = [0_u8; 24];
        getrandom::fill(&mut random)
            .map_err(|cause| Failure::new(Exit::Other, "cli-runtime", cause.to_string()))?;
        let text = bot_protocol::canon::multibase::encode_base64url(&random);
        std::io::Write::write_all(&mut secret, text.as_bytes()).map_err(failed)?;
        let place = Place::find(Some(&folder))?;
        Ok(Self { role, name: name.to_owned(), did: String::new(), place, folder, child: None })
    }

    /// Its folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A client for its socket.
    pub(super) fn client(&self) -> Result<Client, Failure> {
        Client::new(&self.place)
    }

    /// Runs one `bot` command on this node's folder for a program, and waits for it.
    pub(super) fn bot(&self, arguments: &[&str]) -> Result<Ran, Failure> {
        let mut command = self.command(arguments)?;
        let output = command.arg("--json").output().map_err(|cause| unrun(&cause))?;
        Ok(Ran {
            exit: output.status.code().unwrap_or(-1),
            printed: serde_json::from_slice(&output.stdout).unwrap_or(Value::Null),
            trouble: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        })
    }

    /// What one `bot` command on this node's folder tells a person.
    ///
    /// # Errors
    /// Where it does not end well.
    pub(super) fn told(&self, arguments: &[&str]) -> Result<String, Failure> {
        let output = self.command(arguments)?.output().map_err(|cause| unrun(&cause))?;
        if !output.status.success() {
            let trouble = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(Failure::new(Exit::Other, "demo-broke", trouble));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn command(&self, arguments: &[&str]) -> Result<Command, Failure> {
        let mut command = program()?;
        command.args(arguments).arg("--data").arg(&self.folder).stdin(Stdio::null());
        Ok(command)
    }

    /// Makes its identity.
    pub(super) fn identify(&mut self, party: &str) -> Result<(), Failure> {
        let secret = self.folder.join("passphrase").display().to_string();
        let name = self.name.clone();
        let arguments =
            ["id", "init", "--name", &name, "--party", party, "--passphrase-file", &secret];
        let ran = self.bot(&arguments)?;
        let did = ran.printed["did"].as_str().unwrap_or_default().to_owned();
        if ran.exit != 0 || !did.starts_with("did:key:z6Mk") {
            return Err(Failure::new(Exit::Other, "demo-broke", ran.trouble));
        }
        self.did = did;
        Ok(())
    }

    /// Starts its process and waits until it answers.
    pub(super) fn wake(&mut self, stage: &Stage<'_>) -> Result<StatusReply, Failure> {
        let failed = |cause: std::io::Error| Failure::file(&self.folder, &cause);
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.folder.join("log"))
            .map_err(failed)?;
        let errors = log.try_clone().map_err(failed)?;
        let child = program()?
            .args(["up", "--json", "--passphrase-file"])
            .arg(self.folder.join("passphrase"))
            .arg("--data")
            .arg(&self.folder)
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            .spawn()
            .map_err(failed)?;
        self.child = Some(child);
        let client = self.client()?;
        stage.wait("demo-broke-start", self.role, || {
            Ok(client.get::<StatusReply>("/v1/status").ok().filter(|s| !s.addresses.is_empty()))
        })
    }

    /// Stops its process the gentle way, and ends it where that does not help.
    pub(super) fn sleep(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        if let Ok(client) = self.client() {
            // A node that is already gone cannot be asked.
            drop(client.post::<_, Value>("/v1/shutdown", &serde_json::json!({})));
        }
        for _ in 0..STOP_LOOKS_MAX {
            if matches!(child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(LOOK_EVERY);
        }
        drop(child.kill());
        drop(child.wait());
    }

    /// Tells it where another node is.
    pub(super) fn meet(&self, other: &StatusReply) -> Result<(), Failure> {
        let client = self.client()?;
        let addresses = other.addresses.iter();
        // One address is enough: the node learns the others when it connects.
        for address in addresses.filter(|address| address.contains("/quic-v1")).take(1) {
            let draft = PeerDraft { address: address.clone(), dry_run: false };
            let _done: Done = client.post("/v1/peers", &draft)?;
        }
        Ok(())
    }

    /// Its process, given up: it runs on.
    pub(super) fn release(&mut self) {
        self.child = None;
    }
}

/// A node never outlives its place in the story, however the story ends.
impl Drop for Actor {
    fn drop(&mut self) {
        self.sleep();
    }
}

/// The settings of a node on a stage: loopback, ports of the system's choice, no search on the
/// local network, and a cheap lock for a trust box that lives a minute.
const SETTINGS: &str = r#"# A node of the demonstration.
[net]
listen = ["/ip4/127.0.0.1/udp/0/quic-v1", "/ip4/127.0.0.1/tcp/0"]
mdns = false
redial_millis = 500

[http]
port = 0

[keys]
scrypt_log_n = 12

[log]
filter = "warn"
"#;

fn unrun(cause: &std::io::Error) -> Failure {
    Failure::new(Exit::Other, "cli-file", format!("bot: {cause}"))
}

fn program() -> Result<Command, Failure> {
    let me = std::env::current_exe()
        .map_err(|cause| Failure::new(Exit::Other, "cli-runtime", cause.to_string()))?;
    Ok(Command::new(me))
}
