//! A store that was written in format 1 opens, answers as it did, and is written on.

use super::*;
use crate::store::kv::{Changes, Kv};
use crate::store::layout::{self, EntryRow, table};

const ON_DISK: [Backend; 2] = [Backend::Redb, Backend::Sled];

/// What makes of a store's rows those of format 1: each entry under its own key, arrivals apart.
fn as_before(kv: &impl Kv) -> Changes {
    let mut before = Changes::new();
    let mut turn = |key: &[u8], row: &[u8]| {
        let position = layout::position(key).expect("9 bytes");
        let (pointer, lying) = layout::pointer(row).expect("a key");
        before.insert(key.to_vec(), None);
        before.insert(layout::former_arrival(position), Some(pointer.to_vec()));
        if let Some((EntryRow { body, arrived, .. }, entry)) = EntryRow::read(position, lying) {
            let state = match body {
                BodyState::Held => 1,
                BodyState::Missing => 2,
                BodyState::Erased => 3,
                BodyState::Refused => 4,
            };
            let numbers = [arrived.millis(), position].map(u64::to_be_bytes).concat();
            before.insert(pointer.to_vec(), Some([&[state], &numbers[..], &entry].concat()));
        }
    };
    kv.scan(&[table::LYING], &mut |key, row| {
        turn(key, row);
        std::ops::ControlFlow::Continue(())
    })
    .expect("it reads");
    before
}

/// Makes a closed store what the former version would have left.
fn rewrite<K: Kv>(place: &Path, engine: fn(&Path) -> Result<K, StoreError>) {
    let ledger = place.join("ledger");
    let kv = engine(&ledger).expect("it opens");
    kv.apply(&as_before(&kv)).expect("rewritten");
    let line = format!("bits-of-trust store 1 {}\n", kv.backend());
    kv.close().expect("closed");
    std::fs::write(ledger.join("format"), line).expect("written");
}

/// Entries with a body, without one, erased, and one whose body came later; key events and a fork.
fn filled(desk: &Desk) -> (Pen, Vec<Statement>) {
    let (mut pen, mut rival) = (Pen::new(1), Pen::new(1));
    let writer = pen.key.public();
    let entries: Vec<_> = (0..300).map(|_| pen.next()).collect();
    let event = KeyEvent::inception(&Pen::new(2).key.public(), &pen.key);
    let mut batch = vec![Write::Item(Item::Key(event), ms(1))];
    batch.extend(entries.iter().enumerate().map(|(at, entry)| match at {
        3 | 4 | 299 => taken(&entry.without_body()),
        _ => taken(entry),
    }));
    let fork = ForkProof::make(&entries[0], &rival.named("another")).expect("a fork");
    batch.push(Write::Item(Item::Fork(fork), ms(2)));
    batch.push(Write::Body(entries[3].clone(), ms(9)));
    batch.push(Write::DropBody { writer, seq: 5, why: Gone::Erased });
    desk.store().commit(&batch).expect("stored");
    (pen, entries)
}

/// What a store does after it was opened: a body comes, bodies go, and the log goes on.
fn written_on(pen: &mut Pen, entries: &[Statement]) -> Vec<Write> {
    let writer = pen.key.public();
    let drop = |seq, why| Write::DropBody { writer, seq, why };
    vec![
        Write::Body(entries[4].clone(), ms(11)),
        drop(3, Gone::Erased),
        drop(200, Gone::Refused),
        taken(&pen.next()),
        taken(&pen.next()),
    ]
}

/// Everything it answers, the arrivals also page by page.
fn answers(store: &dyn Store, writer: PublicKey) -> String {
    let (mut pages, mut at) = (Vec::new(), 0);
    loop {
        let page = store.items_since(at, 700).expect("a page");
        let Some((last, _)) = page.last() else { break };
        at = *last;
        pages.extend(page);
    }
    assert_eq!(bytes(&pages), bytes(&store.items_since(0, usize::MAX).expect("items")));
    all(store, &[writer])
}

#[test]
fn what_the_former_format_holds_is_answered_and_written_on() {
    for backend in ON_DISK {
        let (mut former, latter) = (Desk::new(backend), Desk::new(backend));
        let (mut pen, entries) = filled(&former);
        filled(&latter);
        let writer = pen.key.public();
        former.store = None;
        match backend {
            Backend::Redb => rewrite(&former.place(), redb::engine),
            Backend::Sled => rewrite(&former.place(), sled::engine),
            Backend::Memory => {}
        }
        former.reopen();
        let expected = answers(latter.store(), writer);
        assert_eq!(answers(former.store(), writer), expected, "{backend}");
        assert_eq!(former.store().info().position, latter.store().info().position);
        let more = written_on(&mut pen, &entries);
        former.store().commit(&more).expect("written on");
        latter.store().commit(&more).expect("written on");
        let expected = answers(latter.store(), writer);
        assert_eq!(answers(former.store(), writer), expected, "{backend}: written on");
        former.store().renew().expect("anew");
        former.reopen();
        assert_eq!(answers(former.store(), writer), expected, "{backend}: written anew");
    }
}

#[test]
fn an_older_program_is_kept_from_what_it_would_misread() {
    let mut desk = Desk::new(Backend::Redb);
    filled(&desk);
    desk.store = None;
    rewrite(&desk.place(), redb::engine);
    let format = desk.place().join("ledger").join("format");
    // A kill while the line was being written leaves this, and nobody minds.
    std::fs::write(desk.place().join("ledger").join("format.next"), "bits-of").expect("written");
    desk.reopen();
    let line = std::fs::read_to_string(&format).expect("read");
    assert_eq!(line, "bits-of-trust store 2 redb\n");
}
