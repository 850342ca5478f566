//! Kind 20: bodies that are to be dropped. `[1, [seq…]]`, or `[2, log, [seq…]]` of another log; of a log
//! of a former identity of the author `[3, log, [seq…], identity]`.

use crate::{
    canon::cbor::{Reader, Writer},
    identity::{Did, PublicKey},
    limits::ERASE_SEQS_MAX,
    statement::{ContentError, kinds},
};

/// Statements whose bodies every holder drops: earlier ones of the same log, or some of another log of
/// the same author, whose key may be lost, or of an identity that the author came after.
///
/// Only bodies that were signed as erasable go; the headers stay, and the chain with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erase {
    /// The writer of the log that they stand in, where it is another one.
    pub log: Option<PublicKey>,
    /// The numbers of the statements, sorted, each once, at least one.
    pub seqs: Vec<u32>,
    /// Whose log it is, where that is a former identity of the author's; never without `log`.
    pub of: Option<Did>,
}

impl Erase {
    /// Of the log that the Erase itself stands in.
    #[must_use]
    pub const fn own(seqs: Vec<u32>) -> Self {
        Self { log: None, seqs, of: None }
    }

    /// Of another log of the same author.
    #[must_use]
    pub const fn of_log(log: PublicKey, seqs: Vec<u32>) -> Self {
        Self { log: Some(log), seqs, of: None }
    }

    /// Reads the content of a body of kind 20.
    ///
    /// # Errors
    /// When it is not canonical, names no statement, or names them out of order.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = Reader::new(bytes);
        let members = reader.list(4)?;
        let version = reader.u64()?;
        let log = match (members, version) {
            (2, 1) => None,
            (3, 2) | (4, 3) => Some(PublicKey::from_bytes(&reader.fixed()?)?),
            (_, found) => return Err(ContentError::Version { found }),
        };
        let seqs = kinds::numbers(&mut reader, "seqs", ERASE_SEQS_MAX)?;
        let of = match version {
            3 => Some(Did::from(PublicKey::from_bytes(&reader.fixed()?)?)),
            _ => None,
        };
        reader.end()?;
        Ok(Self { log, seqs, of })
    }

    /// The numbers it names of a log, as an entry of this writer.
    #[must_use]
    pub fn named(&self, by: &PublicKey, of: &PublicKey) -> &[u32] {
        let log = self.log.as_ref().unwrap_or(by);
        if log == of { &self.seqs } else { &[] }
    }

    /// Checks the list.
    ///
    /// # Errors
    /// When there is no number, too many, or out of order.
    pub fn check(&self) -> Result<(), ContentError> {
        kinds::check_numbers("seqs", &self.seqs, ERASE_SEQS_MAX)
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        match (&self.log, &self.of) {
            (None, _) => writer.array(2).uint(1_u8),
            (Some(log), None) => writer.array(3).uint(2_u8).bytes(log.as_bytes()),
            (Some(log), Some(_)) => writer.array(4).uint(3_u8).bytes(log.as_bytes()),
        };
        kinds::write_numbers(&mut writer, &self.seqs);
        if let Some(of) = self.of.filter(|_| self.log.is_some()) {
            writer.bytes(of.public_key().as_bytes());
        }
        writer.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::SecretKey;

    /// All three forms are read as they were written; a program that knows fewer, or is shown a later one,
    /// says which version it found, and so keeps the header alone.
    #[test]
    fn each_form_is_read_as_it_was_written_and_no_other() {
        let [log, of] = [1, 2].map(|seed| SecretKey::from_seed(&[seed; 32]).public());
        let seqs = vec![1, 3];
        let former = Erase { of: Some(Did::from(of)), ..Erase::of_log(log, seqs.clone()) };
        for erase in [Erase::own(seqs.clone()), Erase::of_log(log, seqs), former.clone()] {
            assert_eq!(Erase::read(&erase.to_bytes()).unwrap(), erase);
        }
        let mut later = former.to_bytes();
        assert_eq!(later[..2], [0x84, 3]);
        later[1] = 4;
        assert_eq!(Erase::read(&later), Err(ContentError::Version { found: 4 }));
        // Without whose log it is it is no such form.
        let mut short = former.to_bytes();
        short.truncate(short.len() - 34);
        short[0] = 0x83;
        assert_eq!(Erase::read(&short), Err(ContentError::Version { found: 3 }));
    }
}
