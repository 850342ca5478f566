//! Bundles: feeds as one file, for a verifier without a network.

use std::collections::BTreeMap;

use crate::{
    canon::cbor::{CborError, Reader, Writer},
    feed::{
        AppendError, Feed, ForkError, ForkProof, HeadStamp, KeyEvent, KeyEventError, Short,
        ShortError, StampError, StampFork, StampForkError,
    },
    identity::PublicKey,
    limits::{
        BUNDLE_BESIDE_MAX, BUNDLE_BYTES_MAX, BUNDLE_ENTRIES_MAX, BUNDLE_KEYS_MAX,
        BUNDLE_STAMPS_MAX, ENTRY_BYTES_MAX, FORK_PROOF_BYTES_MAX, KEY_EVENT_BYTES_MAX,
        SHORT_BYTES_MAX, STAMP_BYTES_MAX, STAMP_FORK_BYTES_MAX,
    },
    statement::{EntryError, OpenError, Sealed, Statement},
};

/// The first member of a bundle of logs that are what their entries say.
const MARK: &str = "bot/bundle/1";

/// The first member of a bundle that tells more of its logs: who reads only the first form must not take
/// them for all.
const MARK_PARTIAL: &str = "bot/bundle/2";

/// The members of a bundle that tells no stamps, of one that does, and of one that tells more.
const PLAIN: usize = 4;
const STAMPED: usize = 6;
const PARTIAL: usize = 8;

/// `["bot/bundle/1", [KeyEvent…], [Entry…], [ForkProof…]]`, where there are any
/// `[HeadStamp…], [StampFork…]`, and as `"bot/bundle/2"` what lies beside logs and how far they are cut
/// off: `[Entry…], [Short…]`. Source: `spec/feed.md` §9.
///
/// [`Bundle::read`] has checked every signature, and that the entries of each writer are a whole
/// prefix of its log in order. Whether it is the latest, nobody can tell from a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// Who may write for whom.
    pub keys: Vec<KeyEvent>,
    /// The statements, those of each writer in order and without a gap.
    pub entries: Vec<Statement>,
    /// What is known of forks.
    pub forks: Vec<ForkProof>,
    /// How long logs are, and who saw it.
    pub stamps: Vec<HeadStamp>,
    /// Logs of which two heads of one size are known.
    pub heads: Vec<StampFork>,
    /// What takes something back and is not in the log of its writer: above a fork or a close, on another
    /// branch, beyond a gap.
    pub beside: Vec<Statement>,
    /// Logs of which whoever made the bundle knew that they are longer.
    pub short: BTreeMap<PublicKey, Short>,
}

/// Why bytes are not a bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// Too long to be looked at.
    #[error("a bundle of {found} bytes, at most {max} are allowed")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// More of something than whoever reads it would take.
    #[error("a bundle of {found} {what}, at most {max} are allowed")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many may be.
        max: usize,
    },
    /// Not deterministic CBOR of the right shape.
    #[error("the bundle is not canonical: {0}")]
    Cbor(#[from] CborError),
    /// The first member is another.
    #[error("it begins with {found:?}, not with \"bot/bundle/1\" or \"bot/bundle/2\"")]
    Mark {
        /// Text found.
        found: String,
    },
    /// Another number of members than its first one stands for.
    #[error("a bundle of {found} members")]
    Members {
        /// Members found.
        found: usize,
    },
    /// A key event is refused.
    #[error("key event {index} of the bundle: {why}")]
    Key {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: KeyEventError,
    },
    /// An entry is malformed.
    #[error("entry {index} of the bundle: {why}")]
    Entry {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: EntryError,
    },
    /// An entry is not truly signed.
    #[error("entry {index} of the bundle: {why}")]
    Open {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: OpenError,
    },
    /// An entry does not follow the ones before it.
    #[error("entry {index} of the bundle: {why}")]
    Append {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: AppendError,
    },
    /// A fork proof is refused.
    #[error("fork proof {index} of the bundle: {why}")]
    Fork {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: ForkError,
    },
    /// It has room for stamps and tells none: a bundle has one encoding.
    #[error("the bundle tells no stamps where there is room for them")]
    NoStamps,
    /// A stamp is refused.
    #[error("stamp {index} of the bundle: {why}")]
    Stamp {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: StampError,
    },
    /// A proof of two heads is refused.
    #[error("proof {index} of two heads in the bundle: {why}")]
    Heads {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: StampForkError,
    },
    /// It has room for what lies beside logs and how they are cut off, and tells neither.
    #[error("the bundle tells nothing beside its logs where there is room for that")]
    NothingBeside,
    /// What is said to lie beside a log takes nothing back.
    #[error("entry {index} beside the logs of the bundle takes nothing back, or has no text")]
    Beside {
        /// Its place, from 0.
        index: usize,
    },
    /// How long a log is cannot be read.
    #[error("log {index} that the bundle says is longer: {why}")]
    Short {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: ShortError,
    },
    /// Logs that are longer stand in another order than that of their keys, or twice.
    #[error("log {index} that the bundle says is longer is out of order")]
    ShortOrder {
        /// Its place, from 0.
        index: usize,
    },
}

impl Bundle {
    /// Whether bytes begin as a bundle does.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> bool {
        let mut reader = Reader::new(bytes);
        let mark = reader.list(PARTIAL).and_then(|_| reader.text(MARK.len()));
        mark.is_ok_and(|found| [MARK, MARK_PARTIAL].contains(&found))
    }

    /// Reads a bundle and checks everything in it.
    ///
    /// # Errors
    /// When it is too long, not canonical, or anything in it is refused: a bundle is whole or not
    /// at all.
    pub fn read(bytes: &[u8]) -> Result<Self, BundleError> {
        if bytes.len() > BUNDLE_BYTES_MAX {
            return Err(BundleError::TooLong { found: bytes.len(), max: BUNDLE_BYTES_MAX });
        }
        let mut reader = Reader::new(bytes);
        let members = reader.list(PARTIAL)?;
        let mark = reader.text(MARK.len())?;
        let partial = match (mark, members) {
            (MARK, PLAIN | STAMPED) => false,
            (MARK_PARTIAL, PARTIAL) => true,
            (MARK, _) => return Err(BundleError::Members { found: members }),
            (found, _) => return Err(BundleError::Mark { found: found.to_owned() }),
        };
        let keys = items(&mut reader, BUNDLE_KEYS_MAX, KEY_EVENT_BYTES_MAX)?;
        let entries = items(&mut reader, BUNDLE_ENTRIES_MAX, ENTRY_BYTES_MAX)?;
        let forks = items(&mut reader, BUNDLE_KEYS_MAX, FORK_PROOF_BYTES_MAX)?;
        let (stamps, heads) =
            if members == PLAIN { (Vec::new(), Vec::new()) } else { read_stamps(&mut reader)? };
        if !partial && members == STAMPED && stamps.is_empty() && heads.is_empty() {
            return Err(BundleError::NoStamps);
        }
        let (beside, short) = match partial {
            true => read_beside(&mut reader)?,
            false => (Vec::new(), BTreeMap::new()),
        };
        reader.end()?;
        let keys = each(&keys, |index, bytes| {
            KeyEvent::read(bytes).map_err(|why| BundleError::Key { index, why })
        })?;
        let forks = each(&forks, |index, bytes| {
            ForkProof::read(bytes).map_err(|why| BundleError::Fork { index, why })
        })?;
        let entries = read_entries(&entries)?;
        let stamps = each(&stamps, |index, bytes| {
            HeadStamp::read(bytes).map_err(|why| BundleError::Stamp { index, why })
        })?;
        let heads = each(&heads, |index, bytes| {
            StampFork::read(bytes).map_err(|why| BundleError::Heads { index, why })
        })?;
        Ok(Self { keys, entries, forks, stamps, heads, beside, short })
    }

    /// The canonical encoding.
    ///
    /// # Errors
    /// When it has more members or bytes than a reader would take, or an entry out of order.
    pub fn to_bytes(&self) -> Result<Vec<u8>, BundleError> {
        self.fits()?;
        self.feeds()?;
        let partial = !self.beside.is_empty() || !self.short.is_empty();
        let stamped = partial || !self.stamps.is_empty() || !self.heads.is_empty();
        let mut writer = Writer::new();
        match (partial, stamped) {
            (true, _) => writer.array(PARTIAL).text(MARK_PARTIAL),
            (false, true) => writer.array(STAMPED).text(MARK),
            (false, false) => writer.array(PLAIN).text(MARK),
        };
        write_each(&mut writer, &self.keys, KeyEvent::to_bytes);
        write_each(&mut writer, &self.entries, Statement::to_bytes);
        write_each(&mut writer, &self.forks, ForkProof::to_bytes);
        if stamped {
            write_each(&mut writer, &self.stamps, HeadStamp::to_bytes);
            write_each(&mut writer, &self.heads, StampFork::to_bytes);
        }
        if partial {
            write_each(&mut writer, &self.beside, Statement::to_bytes);
            let short: Vec<_> = self.short.iter().collect();
            write_each(&mut writer, &short, |(writer, short)| short.to_bytes(writer));
        }
        let bytes = writer.into_bytes();
        if bytes.len() > BUNDLE_BYTES_MAX {
            return Err(BundleError::TooLong { found: bytes.len(), max: BUNDLE_BYTES_MAX });
        }
        Ok(bytes)
    }

    /// Whether it has no more of anything than a reader takes.
    fn fits(&self) -> Result<(), BundleError> {
        let counts = [
            ("key events", self.keys.len(), BUNDLE_KEYS_MAX),
            ("entries", self.entries.len(), BUNDLE_ENTRIES_MAX),
            ("fork proofs", self.forks.len(), BUNDLE_KEYS_MAX),
            ("stamps", self.stamps.len(), BUNDLE_STAMPS_MAX),
            ("proofs of two heads", self.heads.len(), BUNDLE_STAMPS_MAX),
            ("entries beside logs", self.beside.len(), BUNDLE_BESIDE_MAX),
            ("logs that are longer", self.short.len(), BUNDLE_KEYS_MAX),
        ];
        match counts.into_iter().find(|(_, found, max)| found > max) {
            Some((what, found, max)) => Err(BundleError::TooMany { what, found, max }),
            None => Ok(()),
        }
    }

    /// The feeds that the entries make, each with the fork proof to be kept.
    ///
    /// # Errors
    /// When the entries of a writer are not in order and without a gap.
    pub fn feeds(&self) -> Result<BTreeMap<PublicKey, Feed>, BundleError> {
        let mut feeds = BTreeMap::new();
        for (index, statement) in self.entries.iter().enumerate() {
            replay(&mut feeds, index, statement)?;
        }
        for proof in &self.forks {
            let writer = proof.writer();
            let feed = feeds.entry(writer).or_insert_with(|| Feed::new(writer));
            // The proof is about this very writer, so that it can only be kept or be no better.
            feed.freeze(proof.clone()).ok();
        }
        Ok(feeds)
    }
}

/// Two arrays of byte strings.
type TwoLists<'b> = (Vec<&'b [u8]>, Vec<&'b [u8]>);

/// Reads the stamps and the proofs about them.
fn read_stamps<'b>(reader: &mut Reader<'b>) -> Result<TwoLists<'b>, BundleError> {
    let stamps = items(reader, BUNDLE_STAMPS_MAX, STAMP_BYTES_MAX)?;
    let heads = items(reader, BUNDLE_STAMPS_MAX, STAMP_FORK_BYTES_MAX)?;
    Ok((stamps, heads))
}

/// What lies beside logs, and how long those are that are cut off.
type Beside = (Vec<Statement>, BTreeMap<PublicKey, Short>);

/// Reads what a bundle tells of its logs beside their entries.
fn read_beside(reader: &mut Reader<'_>) -> Result<Beside, BundleError> {
    let beside = items(reader, BUNDLE_BESIDE_MAX, ENTRY_BYTES_MAX)?;
    let told = items(reader, BUNDLE_KEYS_MAX, SHORT_BYTES_MAX)?;
    if beside.is_empty() && told.is_empty() {
        return Err(BundleError::NothingBeside);
    }
    let beside = each(&beside, |index, bytes| {
        let sealed = Sealed::read(bytes).map_err(|why| BundleError::Entry { index, why })?;
        let statement = sealed.open().map_err(|why| BundleError::Open { index, why })?;
        let takes_back = statement.kind().takes_back() && statement.body().is_some();
        takes_back.then_some(statement).ok_or(BundleError::Beside { index })
    })?;
    let mut short: BTreeMap<PublicKey, Short> = BTreeMap::new();
    for (index, bytes) in told.iter().enumerate() {
        let (writer, said) = Short::read(bytes).map_err(|why| BundleError::Short { index, why })?;
        if short.last_key_value().is_some_and(|(last, _)| *last >= writer) {
            return Err(BundleError::ShortOrder { index });
        }
        short.insert(writer, said);
    }
    Ok((beside, short))
}

/// Writes an array of byte strings.
fn write_each<T>(writer: &mut Writer, items: &[T], bytes: impl Fn(&T) -> Vec<u8>) {
    writer.array(items.len());
    for item in items {
        writer.bytes(&bytes(item));
    }
}

/// Reads entries in order, each checked before the next is looked at.
fn read_entries(entries: &[&[u8]]) -> Result<Vec<Statement>, BundleError> {
    let mut feeds = BTreeMap::new();
    each(entries, |index, bytes| {
        let sealed = Sealed::read(bytes).map_err(|why| BundleError::Entry { index, why })?;
        let statement = sealed.open().map_err(|why| BundleError::Open { index, why })?;
        replay(&mut feeds, index, &statement)?;
        Ok(statement)
    })
}

/// Appends a statement to the feed of its writer.
fn replay(
    feeds: &mut BTreeMap<PublicKey, Feed>,
    index: usize,
    statement: &Statement,
) -> Result<(), BundleError> {
    let writer = statement.writer();
    let feed = feeds.entry(writer).or_insert_with(|| Feed::new(writer));
    feed.replay(statement).map_err(|why| BundleError::Append { index, why })
}

/// Reads an array of byte strings.
fn items<'b>(
    reader: &mut Reader<'b>,
    count_max: usize,
    bytes_max: usize,
) -> Result<Vec<&'b [u8]>, CborError> {
    let count = reader.list(count_max)?;
    (0..count).map(|_| reader.bytes(bytes_max)).collect()
}

/// Reads each item with its place.
fn each<T>(
    items: &[&[u8]],
    mut read: impl FnMut(usize, &[u8]) -> Result<T, BundleError>,
) -> Result<Vec<T>, BundleError> {
    items.iter().enumerate().map(|(index, bytes)| read(index, bytes)).collect()
}
