//! Hands that are tried without a network, and can be told to refuse.

use super::*;
use crate::driver::NotesOf;

/// Hands that write to the store at once; letters go to the inbox where this node hosts their
/// addressee, and nowhere else.
pub(super) struct Desk {
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Arc<Calendar>,
    pub(super) writers: Locked<Vec<(Did, SecretKey)>>,
    /// How many more commits are stored.
    pub(super) takes: AtomicU64,
    /// Whose key events are refused.
    pub(super) shut: Locked<Option<Did>>,
}

impl Desk {
    fn writer(&self, did: &Did) -> Option<SecretKey> {
        let writers = self.writers.lock().unwrap();
        writers.iter().find(|(of, _)| of == did).map(|(_, writer)| writer.clone())
    }

    fn stored(&self, writes: &[Write]) -> Result<(), ActError> {
        let one_less = |left: u64| left.checked_sub(1);
        match self.takes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less) {
            Err(_) => Err(ActError::Broken),
            Ok(_) => Ok(self.store.commit(writes)?),
        }
    }

    fn say_now(&self, did: Did, content: Content, notes: NotesOf) -> Result<Statement, ActError> {
        let writer = self.writer(&did).ok_or_else(|| ActError::unknown("feed", "x"))?;
        let salt = random()?;
        let erase = if let Content::Erase(erase) = &content { Some(erase) } else { None };
        let log = erase.and_then(|erase| erase.log);
        let erased = erase.map(|erase| erase.seqs.clone()).unwrap_or_default();
        let statement = said_by(&*self.store, (did, &writer), content, (self.clock.now(), salt));
        let mut notes = notes(&statement);
        notes.push(Write::Item(Item::Entry(statement.clone()), self.clock.now()));
        // As the engine would.
        let (writer, why) = (log.unwrap_or(statement.writer()), crate::store::Gone::Erased);
        notes.extend(erased.into_iter().map(|seq| Write::DropBody { writer, seq, why }));
        self.stored(&notes)?;
        Ok(statement)
    }
}

impl Hands for Desk {
    fn say_noting(&self, did: Did, content: Content, notes: NotesOf) -> Doing<'_, Statement> {
        async move { self.say_now(did, content, notes) }.boxed()
    }

    fn say_key(&self, event: KeyEvent) -> Doing<'_, ()> {
        async move {
            if *self.shut.lock().unwrap() == Some(event.did()) {
                return Err(ActError::Broken);
            }
            self.stored(&[Write::Item(Item::Key(event), self.clock.now())])
        }
        .boxed()
    }

    fn post(&self, letter: Letter, mut notes: Vec<Write>) -> Doing<'_, ()> {
        if self.writer(&letter.to()).is_some() {
            notes.push(letters::put(Shelf::Inbox, &letter));
        }
        async move { self.stored(&notes) }.boxed()
    }

    fn note(&self, notes: Vec<Write>) -> Doing<'_, ()> {
        async move { self.stored(&notes) }.boxed()
    }

    fn erase(&self, bodies: Vec<(PublicKey, u32)>, mut notes: Vec<Write>) -> Doing<'_, ()> {
        notes.extend(bodies.into_iter().map(|(writer, seq)| Write::DropBody {
            writer,
            seq,
            why: crate::store::Gone::Erased,
        }));
        async move { self.stored(&notes) }.boxed()
    }

    fn host(&self, identity: SecretKey, writer: SecretKey) -> Doing<'_, ()> {
        self.writers.lock().unwrap().push((Did::from(identity.public()), writer));
        async { Ok(()) }.boxed()
    }

    fn peers(&self) -> Doing<'_, Vec<PeerView>> {
        async { Ok(Vec::new()) }.boxed()
    }

    fn add_peer(&self, _: String) -> Doing<'_, ()> {
        async { Ok(()) }.boxed()
    }

    fn remove_peer(&self, _: String) -> Doing<'_, bool> {
        async { Ok(false) }.boxed()
    }

    fn place(&self) -> Doing<'_, hands::Place> {
        async { Ok(hands::Place::default()) }.boxed()
    }

    fn stop(&self) {}
}

/// The next statement of a log, as the store holds it.
pub(super) fn said_by(
    store: &dyn Store,
    (did, writer): (Did, &SecretKey),
    content: Content,
    (ts, salt): (Timestamp, [u8; 16]),
) -> Statement {
    let feed = match store.head(&writer.public()).unwrap() {
        None => Feed::new(writer.public()),
        Some(held) => {
            Feed::restore(held.writer, held.accumulator, held.last_ts, held.fork).unwrap()
        }
    };
    let stays =
        content.kind().takes_back() || matches!(content.kind(), Kind::Anchor | Kind::Charter);
    let ret = if stays { Retention::Permanent } else { Retention::Erasable };
    let draft = Draft { content, salt, ret };
    draft.sign(&did, &feed.head(), ts, writer).unwrap()
}
