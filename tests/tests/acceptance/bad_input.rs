//! Bad input, shared by its tests: a desk with a running node, and what a refusal must look like:
//! the exit code of the contract, a typed error that names file, field and position, in JSON and in
//! the words of both languages, and nothing stored or lost.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bot_tests::crash::shim;
use serde_json::Value;

/// The passphrase of every trust box made here.
pub(crate) const PASSPHRASE: &str = "a long and quiet walk";

/// Most memory any command may take, in KiB: 1 GiB of address space, so less of real memory.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;

/// How a command ended and what it said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) exit: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Standard output as one JSON object.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.out.lines().last().unwrap_or_default())
            .unwrap_or_else(|fault| panic!("{fault}: {self:?}"))
    }

    /// The error object of `--json`.
    #[track_caller]
    pub(crate) fn error(&self) -> Value {
        let last = self.err.lines().last().unwrap_or_default();
        let value: Value =
            serde_json::from_str(last).unwrap_or_else(|fault| panic!("{fault}: {self:?}"));
        value["error"].clone()
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.exit, 0, "{self:?}");
        self
    }
}

/// A folder with a passphrase and a node's data folder, in which commands are typed.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
    running: bool,
}

impl Desk {
    /// A desk whose node has no identity and does not run.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Self { folder, running: false };
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
        for name in ["badge-definition.json", "badge.png"] {
            fs::copy(examples.join(name), desk.path(name)).unwrap();
        }
        desk.secret("passphrase", PASSPHRASE.as_bytes());
        desk.data("node", "");
        desk
    }

    /// A desk whose node speaks for a school, not yet running.
    pub(crate) fn settled() -> Self {
        let desk = Self::empty();
        let named = ["--party", "organisation", "--passphrase-file", "passphrase"];
        desk.bot(&[&["id", "init", "--name", "School"], named.as_slice()].concat()).ok();
        desk
    }

    /// A desk whose node runs, for a school that can award a badge.
    pub(crate) fn school() -> Self {
        let mut desk = Self::settled();
        desk.up();
        let image = ["--image", "badge.png", "--as", "School"];
        desk.bot(&[&["badge", "new", "badge-definition.json"], image.as_slice()].concat()).ok();
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// A file for its owner alone.
    pub(crate) fn secret(&self, name: &str, bytes: &[u8]) {
        self.write(name, bytes);
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// A data folder with settings for tests and more.
    pub(crate) fn data(&self, name: &str, more: &str) {
        fs::create_dir_all(self.path(name)).unwrap();
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o700)).unwrap();
        let net = if more.contains("listen") { "" } else { "listen = [\"/ip4/127.0.0.1/tcp/0\"]" };
        let http = if more.contains("port") { "" } else { "port = 0" };
        let settings = format!(
            "{more}\n[net]\nmdns = false\n{net}\n[http]\n{http}\n[keys]\nscrypt_log_n = 10\n\
             [log]\nfilter = \"error\"\n"
        );
        self.write(&format!("{name}/bot.toml"), settings);
    }

    /// Starts the node.
    pub(crate) fn up(&mut self) {
        self.up_with(&[]);
    }

    /// Starts the node with the shim's settings.
    pub(crate) fn up_with(&mut self, shimmed: &[(&str, &str)]) {
        let args = ["up", "--detach", "--passphrase-file", "passphrase"];
        let mut ran = self.typed(&args, shimmed);
        // A process that was killed a moment ago holds its lock until the system has put it away.
        for _ in 0..100 {
            if !ran.err.contains("is open in another process") {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
            ran = self.typed(&args, shimmed);
        }
        ran.ok();
        self.running = true;
    }

    /// Stops the node.
    pub(crate) fn down(&mut self) {
        self.bot(&["down"]).ok();
        self.running = false;
    }

    /// Runs a command.
    pub(crate) fn bot(&self, args: &[&str]) -> Ran {
        self.typed(args, &[])
    }

    /// Runs a command, with the shim between it and the desk where that is asked for. No command
    /// gets more memory than the contract lets it take.
    pub(crate) fn typed(&self, args: &[&str], shimmed: &[(&str, &str)]) -> Ran {
        let program = env!("CARGO_BIN_EXE_bot-under-test");
        // A node is started by its command and maps more than it uses: its memory has no bound here.
        let bound = match args.first() {
            Some(&"up") => "unlimited".to_owned(),
            Some(_) | None => MEMORY_KIB_MAX.to_string(),
        };
        let mut command = Command::new("bash");
        command
            .args(["-c", &format!("ulimit -v {bound}; exec \"$0\" \"$@\""), program])
            .args(args)
            .current_dir(self.folder.path())
            .env("HOME", self.folder.path())
            .env("LANG", "en_GB.UTF-8")
            .env("BOT_DATA", self.path("node"))
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .stdin(Stdio::null());
        if !shimmed.is_empty() {
            command.env("LD_PRELOAD", shim()).env("BOT_SHIM_ROOT", self.folder.path());
            command.envs(shimmed.iter().copied());
        }
        let output = command.output().unwrap();
        Ran {
            exit: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// All that the node holds, as its lists tell it.
    pub(crate) fn held(&self) -> Vec<Value> {
        let mut all = self.kept();
        for list in [["id", "list"], ["feed", "show"]] {
            all.extend(self.listed(&list));
        }
        all
    }

    /// All that the node holds beside its feeds, which say at each start where it is reached now.
    pub(crate) fn kept(&self) -> Vec<Value> {
        let lists: [&[&str]; 5] = [
            &["badge", "list"],
            &["contact", "list"],
            &["recognise", "list"],
            &["endorse", "--list"],
            &["offers"],
        ];
        lists.iter().flat_map(|list| self.listed(list)).collect()
    }

    /// How many entries the feeds here have.
    pub(crate) fn entries(&self) -> u64 {
        let feeds = self.listed(&["feed", "show"]);
        feeds.iter().filter_map(|feed| feed["entries"].as_u64()).sum()
    }

    fn listed(&self, list: &[&str]) -> Vec<Value> {
        let ran = self.bot(&[list, ["--json"].as_slice()].concat()).ok();
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Whether a file or folder is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// Checks that a command is refused as it must be, three times: for a program, and in the words
    /// of both languages. `named` are texts that the program's error must contain: file, field,
    /// position.
    #[track_caller]
    pub(crate) fn refused(&self, args: &[&str], exit: i32, code: &str, named: &[&str]) {
        self.refused_with(args, &[], (exit, code), named);
    }

    /// As [`Desk::refused`], under the shim.
    #[track_caller]
    pub(crate) fn refused_with(
        &self,
        args: &[&str],
        shimmed: &[(&str, &str)],
        (exit, code): (i32, &str),
        named: &[&str],
    ) {
        let with = |more: &[&str]| self.typed(&[args, more].concat(), shimmed);
        let ran = with(&["--json"]);
        assert_eq!(ran.exit, exit, "{args:?}: {ran:?}");
        let error = ran.error();
        assert_eq!(error["code"], code, "{args:?}: {error}");
        assert_eq!(error["exit"], exit, "{args:?}: {error}");
        let text = error.to_string();
        for part in named {
            let quoted = serde_json::to_string(part).unwrap();
            let part = quoted.trim_matches('"');
            assert!(text.contains(part), "{args:?}: no {part} in {error}");
        }
        let [en, fr] = ["en", "fr"].map(|lang| {
            let ran = with(&["--lang", lang]);
            assert_eq!(ran.exit, exit, "{args:?} in {lang}: {ran:?}");
            assert!(!ran.err.contains("{$"), "{args:?} in {lang} has a hole: {}", ran.err);
            assert!(
                ran.err.lines().count() >= 2,
                "{args:?} in {lang} advises nothing: {}",
                ran.err
            );
            ran.err
        });
        assert!(en.starts_with("error: "), "{args:?}: {en}");
        assert!(fr.starts_with("erreur"), "{args:?}: {fr}");
        let first = |text: &str| text.lines().next().unwrap_or_default().replacen("erreur", "", 1);
        assert_ne!(first(&en), first(&fr), "{args:?} is not said in French");
        for (lang, said) in [("en", &en), ("fr", &fr)] {
            let file = error["data"]["path"].as_str().unwrap_or_default();
            assert!(said.contains(file), "{args:?} in {lang} does not name {file}: {said}");
        }
    }

    /// Checks that `bot verify` refuses what claims to be a badge: exit 6, and the first finding
    /// says why and where, in JSON and in the words of both languages.
    #[track_caller]
    pub(crate) fn no_good_badge(&self, file: &str, fault: &str, named: &[&str]) {
        let ran = self.bot(&["verify", file, "--json"]);
        assert_eq!(ran.exit, 6, "{file}: {ran:?}");
        let verdict = ran.json();
        let finding = &verdict["findings"]["integrity"];
        assert_eq!(verdict["file"], file, "{verdict}");
        assert_eq!(finding["answer"], "no", "{file}: {finding}");
        assert_eq!(finding["reason"], "input-refused", "{file}: {finding}");
        assert_eq!(finding["fault"], fault, "{file}: {finding}");
        for part in named {
            let what = finding["what"].as_str().unwrap();
            assert!(what.contains(part), "{file}: no {part} in {what}");
        }
        let [en, fr] = ["en", "fr"].map(|lang| {
            let ran = self.bot(&["verify", file, "--lang", lang]);
            assert_eq!(ran.exit, 6, "{file} in {lang}: {ran:?}");
            assert!(!ran.out.contains("{$"), "{file} in {lang} has a hole: {}", ran.out);
            assert!(ran.out.starts_with(file), "{file} in {lang}: {}", ran.out);
            ran.out.lines().nth(2).unwrap_or_default().to_owned()
        });
        assert!(en.contains("could not be read as a badge"), "{file}: {en}");
        assert!(fr.contains("n’a pas pu être lu comme un badge"), "{file}: {fr}");
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if self.running {
            self.bot(&["down"]);
        }
    }
}
