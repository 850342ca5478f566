//! Where the story plays: a folder, its nodes, a voice, and a way to wait for what must happen.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Map, Value};

use super::actor::Actor;
use crate::failure::{Exit, Failure};
use crate::screen::{Data, Screen};

/// How often to look whether something has happened, and for how long: 20 s a step.
const LOOK_EVERY: Duration = Duration::from_millis(100);
const LOOKS_MAX: u32 = 200;

/// The folder of the story and everybody in it.
pub(super) struct Stage<'a> {
    screen: &'a Screen,
    folder: PathBuf,
    stopped: Arc<AtomicBool>,
    /// Those who were called on stage, in order.
    pub(super) cast: Vec<Actor>,
    step: u32,
}

impl<'a> Stage<'a> {
    /// A fresh folder among the system's temporary files, and an ear for Ctrl-C.
    pub(super) fn set(screen: &'a Screen) -> Result<Self, Failure> {
        use std::os::unix::fs::DirBuilderExt as _;
        let folder = std::env::temp_dir().join(format!("bits-of-trust-{}", std::process::id()));
        std::fs::DirBuilder::new()
            .mode(0o700)
            .create(&folder)
            .map_err(|cause| Failure::file(&folder, &cause))?;
        let stopped = Arc::new(AtomicBool::new(false));
        listen(Arc::clone(&stopped));
        Ok(Self { screen, folder, stopped, cast: Vec::new(), step: 0 })
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The reader's language, for the words of a verdict.
    pub(super) fn lang(&self) -> bot_protocol::words::Lang {
        self.screen.lang()
    }

    /// A heading: one part of the story begins.
    pub(super) fn part(&mut self, code: &str) {
        self.step = self.step.saturating_add(1);
        let title = self.screen.sentence(code, &[]);
        self.screen.line("");
        self.screen.line(&format!("{}. {title}", self.step));
        self.screen.object(&serde_json::json!({ "event": code, "part": self.step, "says": title }));
    }

    /// One thing that has happened.
    pub(super) fn say(&self, code: &str, data: &Data<'_>) {
        let says = self.screen.sentence(code, data);
        self.screen.line(&format!("   {says}"));
        if self.screen.is_json() {
            let mut event = Map::new();
            event.insert("event".to_owned(), code.into());
            event.insert("part".to_owned(), self.step.into());
            event.insert("says".to_owned(), says.into());
            for (name, value) in data {
                event.insert((*name).to_owned(), value.clone().into());
            }
            self.screen.object(&Value::Object(event));
        }
    }

    /// Words of the story that somebody in it writes, in the reader's language.
    pub(super) fn sentence(&self, code: &str) -> String {
        self.screen.sentence(code, &[])
    }

    /// A line of detail for a person.
    pub(super) fn detail(&self, text: &str) {
        self.screen.line(&format!("     {text}"));
    }

    /// A JSON object for a program.
    pub(super) fn object(&self, value: &Value) {
        self.screen.object(value);
    }

    /// Looks again and again until something has happened.
    ///
    /// # Errors
    /// When it does not happen in time, a look fails for good, or Ctrl-C was pressed.
    pub(super) fn wait<T>(
        &self,
        broke: &str,
        who: &str,
        mut look: impl FnMut() -> Result<Option<T>, Failure>,
    ) -> Result<T, Failure> {
        for _ in 0..LOOKS_MAX {
            if self.stopped.load(Ordering::Relaxed) {
                return Err(Failure::new(Exit::Other, "demo-interrupted", "Ctrl-C"));
            }
            if let Some(found) = look()? {
                return Ok(found);
            }
            std::thread::sleep(LOOK_EVERY);
        }
        let seconds = LOOK_EVERY.saturating_mul(LOOKS_MAX).as_secs();
        Err(Failure::new(Exit::Other, broke, format!("{who}: not within {seconds} s"))
            .with("who", who))
    }

    /// Says how to go on with the nodes, which are left running.
    pub(super) fn leave(&mut self) {
        self.say("demo-kept", &[("folder", self.folder.display().to_string())]);
        for actor in &mut self.cast {
            actor.release();
            self.screen.line(&format!("   bot status --data {}", actor.folder().display()));
        }
        self.say("demo-kept-end", &[("folder", self.folder.display().to_string())]);
    }

    /// Ends every node and removes the folder.
    pub(super) fn clear(&mut self) {
        for actor in &mut self.cast {
            actor.sleep();
        }
        self.cast.clear();
        // What cannot be removed is told by the system's own clean-up of temporary files.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// Notes Ctrl-C and a request to end; the next look of the story then stops it, and it clears up.
fn listen(stopped: Arc<AtomicBool>) {
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
            return;
        };
        runtime.block_on(async {
            use tokio::signal::unix::{SignalKind, signal};
            let Ok(mut end) = signal(SignalKind::terminate()) else { return };
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = end.recv() => {}
            }
            stopped.store(true, Ordering::Relaxed);
        });
    });
}
