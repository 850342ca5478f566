//! A node in a process of its own, and what is asked of it line by line.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use bot_node::clock::monotonic;
use libp2p::Multiaddr;

use super::PATIENCE;

/// A node in a process of its own.
#[derive(Debug)]
pub struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    seed: u8,
    /// Where it is reached, with its PeerId.
    pub address: Multiaddr,
}

impl Process {
    /// Starts it: `program` is the path of `live_node`.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(
        program: &str,
        data: &Path,
        seed: u8,
        transport: &str,
        peers: &[Multiaddr],
    ) -> Self {
        Self::start_inside(&[], program, data, seed, (transport, peers))
    }

    /// Starts it by other words before the program's, such as `ip netns exec`.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start_inside(
        inside: &[String],
        program: &str,
        data: &Path,
        seed: u8,
        (transport, peers): (&str, &[Multiaddr]),
    ) -> Self {
        let mut words = inside.iter().map(String::as_str).chain([program]);
        let mut child = Command::new(words.next().expect("a program"))
            .args(words)
            .arg(data)
            .args([&seed.to_string(), transport])
            .args(peers.iter().map(ToString::to_string))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let input = child.stdin.take().expect("it was asked for");
        let output = BufReader::new(child.stdout.take().expect("it was asked for"));
        let mut process = Self { child, input, output, seed, address: Multiaddr::empty() };
        let line = process.line();
        process.address = line.strip_prefix("up ").and_then(|at| at.parse().ok()).expect("up");
        process
    }

    /// Asks one line and answers with one.
    ///
    /// # Panics
    /// When the process is gone.
    pub fn ask(&mut self, line: &str) -> String {
        writeln!(self.input, "{line}").and_then(|()| self.input.flush()).expect("it listens");
        self.line()
    }

    /// Its number among the processes of this machine.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How many entries of a log it holds, with bodies.
    ///
    /// # Panics
    /// When the process is gone.
    pub fn size(&mut self, seed: u8) -> u32 {
        self.ask(&format!("size {seed}")).parse().expect("a number")
    }

    /// Waits until it holds so many entries of a log; answers how long that took.
    ///
    /// # Panics
    /// After [`PATIENCE`].
    pub fn holds(&mut self, seed: u8, size: u32) -> Duration {
        let begin = monotonic();
        while self.size(seed) < size {
            let waited = begin.elapsed();
            if waited >= PATIENCE {
                let (held, peers) = (self.size(seed), self.ask("peers"));
                let (own, at) = (self.seed, &self.address);
                panic!("node {own} at {at} with {peers} peers has {held} of {size} of node {seed}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        begin.elapsed()
    }

    /// How many catch-ups with others ended since this was last asked.
    ///
    /// # Panics
    /// When the process is gone.
    pub fn caught_up(&mut self) -> u32 {
        self.ask("caught-up").parse().expect("a number")
    }

    /// Ends it as its owner would.
    pub fn stop(mut self) {
        self.ask("stop");
    }

    /// Ends it at once, as `kill -9` does.
    pub fn kill(mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("it speaks");
        assert!(!line.is_empty(), "the process ended");
        line.trim_end().to_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// How often somebody speaks until a catch-up does not happen to end just then at any who hear it: there
/// are two when a connection begins and one a minute.
const SPEAKS_MAX: u32 = 10;

/// How long after it brought something a catch-up may end.
const ENDS_WITHIN: Duration = Duration::from_millis(300);

/// Has somebody speak, and looks that the others hear of it as it is said: while no catch-up ends, which
/// would have brought it too. How long it takes depends on the machine and is not judged.
///
/// # Panics
/// When something came to none of them in [`PATIENCE`], or by catching up each time.
pub fn hear_live(speaker: &mut Process, others: &mut [&mut Process]) {
    for spoken in 0..SPEAKS_MAX {
        others.iter_mut().for_each(|other| drop(other.ask("caught-up")));
        let said: u32 = speaker.ask(&format!("say it live {spoken}")).parse().expect("a number");
        for other in others.iter_mut() {
            other.holds(speaker.seed, said + 1);
        }
        std::thread::sleep(ENDS_WITHIN);
        if others.iter_mut().map(|other| other.caught_up()).sum::<u32>() == 0 {
            return;
        }
    }
    panic!("what node {} says comes by catching up alone", speaker.seed);
}
