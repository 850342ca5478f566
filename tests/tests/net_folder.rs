//! Data folders that were copied or put back: their nodes fork no ledger.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use bot_node::driver::NodeError;
use bot_protocol::gossip::SaidFault;
use bot_tests::live::{Live, config, profile, until};
use bot_tests::tap::Tap;
use libp2p::Multiaddr;
use tempfile::TempDir;

/// A school that runs, a club that knows it, and a copy of the club's folder that was made while it
/// did not run.
struct Stage {
    room: TempDir,
    school: Live,
    at: [Multiaddr; 1],
}

impl Stage {
    async fn new() -> Self {
        let room = tempfile::tempdir().unwrap();
        let school = Live::tcp(&made(&room.path().join("school")), 1, &[]).await;
        let at = [school.address().await];
        let stage = Self { room, school, at };
        made(&stage.place("club"));
        let club = stage.club().await;
        stage.knows(&club).await;
        club.handle.shutdown().await;
        copy(&stage.place("club"), &stage.place("backup"));
        stage
    }

    fn place(&self, name: &str) -> PathBuf {
        self.room.path().join(name)
    }

    async fn club(&self) -> Live {
        Live::tcp(&self.place("club"), 2, &self.at).await
    }

    /// Waits until each has all of the other, and the club has noted how far it read.
    async fn knows(&self, club: &Live) {
        until("both have all", || async {
            let (club_s, school_s) = (club.writer(), self.school.writer());
            let same =
                |writer| club.size(writer) > 0 && club.size(writer) == self.school.size(writer);
            let cursors = club.handle.store().notes(bot_node::store::Shelf::Cursors, &[]);
            same(&club_s) && same(&school_s) && cursors.is_ok_and(|all| !all.is_empty())
        })
        .await;
    }

    /// The copy takes the place of the folder.
    fn put_back(&self) {
        fs::rename(self.place("club"), self.place("lost")).unwrap();
        copy(&self.place("backup"), &self.place("club"));
    }

    async fn must_not_be_forked(&self, club: &Live) {
        for node in [&self.school, club] {
            let state = node.handle.feed(club.writer()).await.unwrap().unwrap();
            assert_eq!(state.fork, None);
            assert!(node.handle.store().two_heads().unwrap().is_empty());
        }
    }
}

fn made(folder: &Path) -> PathBuf {
    fs::create_dir_all(folder).unwrap();
    folder.to_owned()
}

fn copy(from: &Path, to: &Path) {
    made(to);
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &place),
            false => drop(fs::copy(entry.path(), place).unwrap()),
        }
    }
}

async fn must_refuse(club: &Live) {
    let said = club.handle.say(club.did(), profile("again")).await;
    assert_eq!(said, Err(NodeError::Said(SaidFault::UsedElsewhere)));
}

/// The club signs on after the copy was made; put back, the copy signs nothing, now or ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_put_back_signs_nothing_and_remembers_why() {
    let stage = Stage::new().await;
    let club = stage.club().await;
    club.say("after the copy").await;
    stage.knows(&club).await;
    let size = stage.school.size(&club.writer());
    club.handle.shutdown().await;

    stage.put_back();
    let club = stage.club().await;
    must_refuse(&club).await;
    stage.must_not_be_forked(&club).await;
    club.handle.shutdown().await;
    // Nobody is there to tell it any more.
    let (writer, at) = (club.writer(), stage.school.handle.clone());
    at.shutdown().await;
    let club = stage.club().await;
    must_refuse(&club).await;
    assert!(club.size(&writer) < size);
    club.handle.shutdown().await;
}

/// Nothing was signed after the copy was made: it goes on once it asked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_lacks_nothing_goes_on_once_it_met_a_peer() {
    let stage = Stage::new().await;
    stage.put_back();
    let club = stage.club().await;
    let said = club.say("from the copy").await;
    stage.school.holds(&club.writer(), said.seq() + 1).await;
    stage.must_not_be_forked(&club).await;
    club.handle.shutdown().await;
    // From now on this is its folder: where nobody answers it waits a moment and goes on.
    stage.school.handle.shutdown().await;
    let club = stage.club().await;
    assert!(!club.handle.status().await.unwrap().held_back);
    club.say("alone").await;
    club.handle.shutdown().await;
}

/// Where nobody answers who could know, a copy signs nothing, and says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_waits_for_a_peer_that_it_knows() {
    let stage = Stage::new().await;
    stage.school.handle.shutdown().await;
    stage.put_back();
    let club = stage.club().await;
    let size = club.size(&club.writer());
    let said = club.handle.say(club.did(), profile("alone")).await;
    assert_eq!(said, Err(NodeError::Unsettled));
    assert!(club.handle.status().await.unwrap().held_back);
    assert_eq!(club.size(&club.writer()), size, "nor did it say where it is");
    club.handle.shutdown().await;
}

/// To keep more of strangers is no reason to forget whom it met.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_with_more_room_waits_for_a_peer_that_it_knows() {
    let stage = Stage::new().await;
    stage.school.handle.shutdown().await;
    stage.put_back();
    let mut settings = config("tcp", &stage.at);
    settings.net.strangers_mib_max += 1024;
    let club = Live::on(Tap::default().ground(), &stage.place("club"), 2, settings).await;
    let said = club.handle.say(club.did(), profile("alone")).await;
    assert_eq!(said, Err(NodeError::Unsettled));
    club.handle.shutdown().await;
}

/// Somebody whom nobody named let their store be read once. They have nothing new, as whoever keeps silent has
/// nothing new: a folder that was put back waits for somebody else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passer_by_who_has_nothing_new_ends_no_wait() {
    let stage = Stage::new().await;
    let club = stage.club().await;
    made(&stage.place("passer"));
    let passer =
        async |club: &Live| Live::tcp(&stage.place("passer"), 3, &[club.address().await]).await;
    let met = passer(&club).await;
    until("their store is read", || async {
        let (own, theirs) = (club.writer(), met.writer());
        let cursors = club.handle.store().notes(bot_node::store::Shelf::Cursors, &[]);
        met.size(&own) == club.size(&own)
            && club.size(&theirs) == met.size(&theirs)
            && cursors.is_ok_and(|all| all.len() > 1)
    })
    .await;
    met.handle.shutdown().await;
    club.handle.shutdown().await;
    fs::remove_dir_all(stage.place("backup")).unwrap();
    copy(&stage.place("club"), &stage.place("backup"));
    stage.put_back();
    stage.school.handle.shutdown().await;

    let club = stage.club().await;
    let met = passer(&club).await;
    club.connected(1).await;
    assert_eq!(met.size(&club.writer()), club.size(&club.writer()), "they have all of it");
    let said = club.handle.say(club.did(), profile("alone")).await;
    assert_eq!(said, Err(NodeError::Unsettled));
    assert!(club.handle.status().await.unwrap().held_back);
    club.handle.shutdown().await;
}
