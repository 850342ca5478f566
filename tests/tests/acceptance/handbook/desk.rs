//! The desk a page is typed at: a folder, `bot` on the path, and what the page's first comment
//! says lies there.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::session::Names;

/// The data folders of a desk: the school's is the one that is meant where none is named.
const NODES: [&str; 2] = ["school", "lea"];

const SETTINGS: &str = "[net]\nlisten = [\"/ip4/127.0.0.1/udp/0/quic-v1\"]\nmdns = false\n\
                        redial_millis = 500\n[http]\nport = 0\n[keys]\nscrypt_log_n = 10\n\
                        [log]\nfilter = \"error\"\n";

/// A folder in which a page's sessions are typed.
pub(crate) struct Desk(tempfile::TempDir);

impl Desk {
    /// As every page finds it: the examples, a passphrase, two empty data folders with settings
    /// that keep to this machine.
    pub(crate) fn bare(root: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for example in fs::read_dir(root.join("examples")).unwrap() {
            let example = example.unwrap();
            fs::copy(example.path(), folder.path().join(example.file_name())).unwrap();
        }
        let passphrase = folder.path().join("passphrase");
        fs::write(&passphrase, "a long and quiet walk\n").unwrap();
        fs::set_permissions(&passphrase, fs::Permissions::from_mode(0o600)).unwrap();
        for node in NODES {
            let data = folder.path().join(node);
            fs::create_dir(&data).unwrap();
            fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
            fs::write(data.join("bot.toml"), SETTINGS).unwrap();
        }
        let bin = folder.path().join("bin");
        fs::create_dir(&bin).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_bot-under-test"), bin.join("bot")).unwrap();
        Self(folder)
    }

    /// Lays out what the page's comment `<!-- desk: … -->` asks for; says what it names.
    ///
    /// `two nodes`: the school's and Lea's run, are connected and have each other in the address
    /// book. `a badge`: the school has described one. `an address`, before its node runs: the
    /// school is on the web.
    pub(super) fn lay(&self, page: &str) -> Names {
        let asked = page.lines().find_map(|line| line.strip_prefix("<!-- desk: "));
        let mut names = Names::new();
        for wish in asked.and_then(|text| text.strip_suffix(" -->")).unwrap_or("").split(", ") {
            match wish {
                "" => {}
                "an address" => {
                    let settings =
                        format!("{SETTINGS}[web]\nbase_url = \"https://school.example\"\n");
                    fs::write(self.0.path().join("school/bot.toml"), settings).unwrap();
                }
                "two nodes" => self.two_nodes(&mut names),
                "a badge" => {
                    self.done("bot badge new badge-definition.json --image badge.png");
                }
                other => panic!("no desk has {other:?}"),
            }
        }
        names
    }

    fn two_nodes(&self, names: &mut Names) {
        for (node, name, party) in
            [("school", "Our school", "organisation"), ("lea", "Lea", "person")]
        {
            let secret = "--passphrase-file passphrase";
            let made =
                format!("bot id init --name {name:?} --party {party} --data {node} {secret}");
            let did = self.value(&format!("{made} --json"), "did");
            names.insert(format!("did:key:z6Mk{}…", &name.replace("Our school", "School")), did);
            self.done(&format!("bot up --detach --data {node} {secret}"));
        }
        let printed = self.done("bot status --data school --json");
        let status: serde_json::Value = serde_json::from_str(&printed).unwrap();
        let address = status["addresses"][0].as_str().unwrap();
        self.done(&format!("bot peer add {address} --data lea"));
        let (school, lea) = (&names["did:key:z6MkSchool…"], &names["did:key:z6MkLea…"]);
        self.done(&format!("bot contact add {school} \"Our school\" --data lea"));
        self.done(&format!("bot contact add {lea} Lea --data school"));
        self.until_met(&[("school", lea), ("lea", school)]);
    }

    /// Letters are brought at once only to nodes that are there, and of whom nothing came yet nothing is known.
    fn until_met(&self, others: &[(&str, &String)]) {
        let holds = |(node, did): &(&str, &String)| {
            let feeds = self.done(&format!("bot feed show --json --data {node}"));
            let mut feeds = feeds
                .lines()
                .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
            feeds.any(|feed| feed["did"] == did.as_str() && feed["entries"].as_u64() > Some(0))
        };
        for _ in 0..super::LOOKS_MAX {
            let connected = self.done("bot peer list --json").contains("\"connected\":true");
            if connected && others.iter().all(holds) {
                return;
            }
            std::thread::sleep(super::LOOK_EVERY);
        }
        panic!("the two nodes did not find each other");
    }

    fn value(&self, command: &str, member: &str) -> String {
        let printed = self.done(command);
        let value: serde_json::Value = serde_json::from_str(&printed).unwrap();
        value[member].as_str().unwrap().to_owned()
    }

    /// Types a command that must succeed; what it printed.
    pub(crate) fn done(&self, command: &str) -> String {
        let (exit, printed) = self.typed(command);
        assert_eq!(exit, 0, "$ {command}\n{printed}");
        printed
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Types a command; its exit code and both its streams together.
    pub(crate) fn typed(&self, command: &str) -> (i32, String) {
        let folder = self.0.path();
        let path = format!("{}:{}", folder.join("bin").display(), std::env::var("PATH").unwrap());
        let output = Command::new("bash")
            .arg("-c")
            .arg(format!("exec 2>&1; {command}"))
            .current_dir(folder)
            .env_clear()
            .env("PATH", path)
            .env("HOME", folder)
            .env("LANG", "en_GB.UTF-8")
            .env("BOT_DATA", "school")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl Drop for Desk {
    /// Stops what a page may have left running, whatever became of it.
    fn drop(&mut self) {
        for node in NODES {
            let _ended = self.typed(&format!("bot down --data {node}"));
        }
    }
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}
