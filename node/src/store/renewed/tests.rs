//! What leaves the disk by a renewal, what stays, and what a crash in it leaves behind.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bot_protocol::feed::Feed;
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::statement::kinds::{Party, Profile};
use bot_protocol::statement::{Content, Draft, Retention, Statement};
use bot_protocol::time::Timestamp;

use crate::store::{self, Backend, BodyState, Gone, Item, Shelf, Store, Write, packed};

const ON_DISK: [Backend; 2] = [Backend::Redb, Backend::Sled];

/// How often `wanted` lies in the files below `folder`.
fn found(folder: &Path, wanted: impl AsRef<[u8]>) -> usize {
    let wanted = wanted.as_ref();
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let within = |path: std::path::PathBuf| match path.is_dir() {
        true => found(&path, wanted),
        false => {
            let bytes = fs::read(path).unwrap();
            bytes.windows(wanted.len()).filter(|piece| *piece == wanted).count()
        }
    };
    entries.map(within).sum()
}

fn said(names: &[&str]) -> Vec<Statement> {
    let key = SecretKey::from_seed(&[5; 32]);
    let mut feed = Feed::new(key.public());
    let profile = |name: &str| Profile {
        party: Party::Person,
        name: name.to_owned(),
        description: Some(name.repeat(40)),
        url: None,
    };
    let mut all = Vec::new();
    for (at, name) in (0_u8..).zip(names) {
        let (ret, ts) = (Retention::Erasable, Timestamp::from_millis(u64::from(at)));
        let draft = Draft { content: Content::Profile(profile(name)), salt: [at; 16], ret };
        let did = Did::from(key.public());
        let statement = draft.sign(&did, &feed.head(), ts, &key).unwrap();
        feed.append(&statement, ts).unwrap();
        all.push(statement);
    }
    all
}

/// A store with two entries, of which the second is to go, and two notes of which one is.
fn filled(folder: &Path, backend: Backend) -> (Arc<dyn Store>, Vec<Statement>) {
    let store = store::open(folder, backend).unwrap();
    let all = said(&["kept-kept-kept", "SEEDED-BODY-4711"]);
    let now = Timestamp::from_millis(9);
    let entry = |one: &Statement| Write::Item(Item::Entry(one.clone()), now);
    let note = |key: &[u8], value: &str| Write::Note {
        shelf: Shelf::Inbox,
        key: key.to_vec(),
        value: value.repeat(40).into_bytes(),
    };
    store.commit(&all.iter().map(entry).collect::<Vec<_>>()).unwrap();
    store.commit(&[note(b"a", "SEEDED-NOTE-4711"), note(b"b", "other")]).unwrap();
    assert!(!store.is_stale());
    (store, all)
}

fn dropped(store: &dyn Store, all: &[Statement]) {
    let (writer, seq) = (all[1].writer(), 1);
    store.commit(&[Write::DropBody { writer, seq, why: Gone::Erased }]).unwrap();
    store.commit(&[Write::Forget { shelf: Shelf::Inbox, key: b"a".to_vec() }]).unwrap();
}

#[test]
fn no_byte_of_what_was_dropped_stays_in_the_files() {
    for backend in ON_DISK {
        let folder = tempfile::tempdir().unwrap();
        let (store, all) = filled(folder.path(), backend);
        // A body lies packed: its end in that form is sought as well, since words can be cut.
        let packed = packed::pack(&all[1].to_bytes());
        let end = packed.split_at(packed.len() - 40).1;
        for wanted in [&b"SEEDED-BODY"[..], b"SEEDED-NOTE", end] {
            assert!(found(folder.path(), wanted) > 0, "{backend}: the search finds what is there");
        }
        dropped(store.as_ref(), &all);
        assert!(store.is_stale());
        let before = store.info();
        store.renew().unwrap();
        assert!(!store.is_stale());
        assert_eq!(found(folder.path(), "SEEDED-"), 0, "{backend}");
        assert_eq!(found(folder.path(), end), 0, "{backend}: in no form");
        let rest = packed::pack(&all[0].to_bytes());
        assert!(found(folder.path(), rest) > 0, "{backend}: the rest is still there");
        let after = store.info();
        assert_eq!((before.id, before.position), (after.id, after.position), "{backend}");
    }
}

#[test]
fn what_is_held_is_held_after_it_and_is_written_on() {
    for backend in ON_DISK {
        let folder = tempfile::tempdir().unwrap();
        let (store, all) = filled(folder.path(), backend);
        dropped(store.as_ref(), &all);
        store.renew().unwrap();
        let third = said(&["kept-kept-kept", "SEEDED-BODY-4711", "third"]).pop().unwrap();
        let now = Timestamp::from_millis(10);
        store.commit(&[Write::Item(Item::Entry(third.clone()), now)]).unwrap();
        drop(store);
        let store = store::open(folder.path(), backend).unwrap();
        let held = store.entries(&third.writer(), 0, usize::MAX).unwrap();
        let states: Vec<BodyState> = held.iter().map(|one| one.body).collect();
        assert_eq!(states, [BodyState::Held, BodyState::Erased, BodyState::Held], "{backend}");
        assert_eq!(held[1].statement.id(), all[1].id(), "{backend}: its header stays");
        assert_eq!(store.notes(Shelf::Inbox, &[]).unwrap().len(), 1, "{backend}");
        assert!(!store.is_stale(), "{backend}: a renewal is remembered");
    }
}

#[test]
fn that_something_was_dropped_is_remembered_until_it_is_gone() {
    for backend in ON_DISK {
        let folder = tempfile::tempdir().unwrap();
        let (store, all) = filled(folder.path(), backend);
        dropped(store.as_ref(), &all);
        drop(store);
        assert!(store::open(folder.path(), backend).unwrap().is_stale(), "{backend}");
    }
}

#[test]
fn a_crash_in_it_loses_nothing() {
    for backend in ON_DISK {
        let folder = tempfile::tempdir().unwrap();
        let (store, all) = filled(folder.path(), backend);
        let size = |store: &dyn Store| store.head(&all[0].writer()).unwrap().unwrap().size;
        drop(store);
        let [ledger, old, new] = ["ledger", "old", "new"].map(|name| folder.path().join(name));
        // While the copy is being made: it is half, and nobody relies on it.
        fs::create_dir(&new).unwrap();
        fs::write(new.join("bits.redb"), b"half").unwrap();
        let store = store::open(folder.path(), backend).unwrap();
        assert_eq!(size(store.as_ref()), 2, "{backend}");
        assert!(!new.exists(), "{backend}");
        drop(store);
        // Between the two renames.
        fs::rename(&ledger, &old).unwrap();
        fs::create_dir(&new).unwrap();
        let store = store::open(folder.path(), backend).unwrap();
        assert_eq!(size(store.as_ref()), 2, "{backend}");
        assert!(!old.exists() && !new.exists(), "{backend}");
        drop(store);
        // Before the former files were removed.
        fs::create_dir(&old).unwrap();
        fs::write(old.join("rest"), b"SEEDED-").unwrap();
        let store = store::open(folder.path(), backend).unwrap();
        assert_eq!(size(store.as_ref()), 2, "{backend}");
        assert!(!old.exists(), "{backend}: what was erased is in it");
    }
}

/// Notes that one thread keeps and forgets while another writes the store anew.
#[test]
fn what_changes_meanwhile_is_as_it_became() {
    let key = |number: u32| number.to_be_bytes().to_vec();
    let note = |number: u32| Write::Note {
        shelf: Shelf::Held,
        key: key(number),
        value: vec![b'n'; 50_000],
    };
    for backend in ON_DISK {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = filled(folder.path(), backend);
        // Enough to be copied in several steps.
        store.commit(&(0..200).map(note).collect::<Vec<_>>()).unwrap();
        let renewing = AtomicBool::new(true);
        let (last, renewals) = std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let mut number = 200;
                while number < 240 || renewing.load(Ordering::Acquire) {
                    let shelf = Shelf::Held;
                    let forget = Write::Forget { shelf, key: key(number - 200) };
                    store.commit(&[note(number), forget]).unwrap();
                    number += 1;
                }
                number
            });
            let renewals: Vec<_> = (0..3).map(|_| store.renew()).collect();
            // Whatever came of them, or the writer would go on for ever.
            renewing.store(false, Ordering::Release);
            (writer.join().unwrap(), renewals)
        });
        renewals.into_iter().for_each(|renewal| renewal.unwrap());
        let expected: Vec<Vec<u8>> = (last - 200..last).map(key).collect();
        let held = |store: &dyn Store| -> Vec<Vec<u8>> {
            store.notes(Shelf::Held, &[]).unwrap().into_iter().map(|(key, _)| key).collect()
        };
        assert_eq!(held(store.as_ref()), expected, "{backend}");
        drop(store);
        let store = store::open(folder.path(), backend).unwrap();
        assert_eq!(held(store.as_ref()), expected, "{backend}: and on the disk");
        // Nobody writes now, so nothing of what was forgotten is left.
        store.renew().unwrap();
        assert!(!store.is_stale(), "{backend}");
    }
}
