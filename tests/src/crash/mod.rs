//! Processes that die and disks that lose power, for `tests/tests/crash_*.rs`.
//!
//! A helper process (`src/bin/store_writer.rs`) works on a store; a small library in C stands between
//! it and its files, compiled where the tests run. What the process was told is durable must be
//! there afterwards, whole.

pub mod disk;
pub mod scene;
pub mod workload;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use bot_node::store::{self, Backend};

/// The shim, compiled once for each version of its source.
///
/// # Panics
/// When there is no C compiler (`cc`) or it fails.
pub fn shim() -> &'static Path {
    static SHIM: OnceLock<PathBuf> = OnceLock::new();
    SHIM.get_or_init(|| {
        let source = include_str!("shim.c");
        let mark = source.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |mark, byte| {
            (mark ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let exe = std::env::current_exe().expect("a test has a file");
        let place = exe.with_file_name(format!("crash-shim-{mark:016x}.so"));
        if !place.exists() {
            let own = exe.with_file_name(format!("crash-shim-{}", std::process::id()));
            let file = own.with_extension("c");
            fs::write(&file, source).expect("the source is written");
            let status = Command::new("cc")
                .args(["-O1", "-shared", "-fPIC", "-o"])
                .args([&own, &file])
                .args(["-ldl", "-lpthread"])
                .status();
            assert!(status.expect("a C compiler is installed").success(), "cc failed");
            fs::remove_file(&file).expect("removed");
            fs::rename(&own, &place).expect("renamed");
        }
        place
    })
}

/// A temporary folder in memory where there is one: what is kept there is for the test to say.
///
/// # Panics
/// When no folder can be made.
pub fn room() -> tempfile::TempDir {
    let made = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    made.expect("a temporary folder")
}

/// A folder with a store in `store` and what was acknowledged in `acks`.
#[derive(Debug)]
pub struct Site {
    /// The folder that the shim watches.
    pub root: PathBuf,
    /// Which engine.
    pub backend: Backend,
}

impl Site {
    /// Where the store lies.
    pub fn store(&self) -> PathBuf {
        self.root.join("store")
    }

    /// The helper process: `batches` more of the workload, under the shim.
    pub fn command(&self, writer: &str, batches: u32, settings: &[(&str, String)]) -> Command {
        let mut command = Command::new(writer);
        command
            .args([self.store().as_os_str(), self.backend.name().as_ref()])
            .arg(batches.to_string())
            .arg(self.root.join("acks"))
            .env("LD_PRELOAD", shim())
            .env("BOT_SHIM_ROOT", &self.root)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for (name, value) in settings {
            command.env(name, value);
        }
        command
    }

    /// How many batches of the workload were acknowledged.
    ///
    /// # Panics
    /// When the file cannot be read.
    pub fn acknowledged(&self) -> u32 {
        match fs::read(self.root.join("acks")) {
            Ok(acks) => last_ack(&acks),
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => panic!("acks: {error}"),
        }
    }

    /// Opens the store, and looks whether all of it is as it must be.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn check(&self, acknowledged: u32) -> Result<u32, String> {
        let store = store::open(&self.store(), self.backend).map_err(|error| error.to_string())?;
        workload::check(store.as_ref(), acknowledged)
    }
}

/// The number in the last whole acknowledgement: four bytes each, the big end first.
pub fn last_ack(acks: &[u8]) -> u32 {
    let last = acks.as_chunks::<4>().0.last();
    last.map_or(0, |last| u32::from_be_bytes(*last))
}
