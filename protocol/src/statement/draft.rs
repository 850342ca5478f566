//! A draft: what is still to be signed into a feed.

use crate::{
    canon::hash::Hash,
    identity::{Did, PublicKey, SecretKey},
    limits::BODY_BYTES_MAX,
    statement::{Content, GateFault, Header, Retention, Statement, gate},
    time::Timestamp,
};

/// Content on its way into a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What it says.
    pub content: Content,
    /// 16 bytes of chance for the body.
    pub salt: [u8; 16],
    /// Whether the author may erase it later.
    pub ret: Retention,
}

/// The end of a log: what the next header must continue. Had from [`crate::feed::Feed::head`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Whose log it is.
    pub writer: PublicKey,
    /// The number of the next statement, which is the size of the log.
    pub seq: u32,
    /// The tree head over all statements so far.
    pub root: Hash,
    /// When the last one was signed; 1970 where there is none.
    pub last_ts: Timestamp,
}

/// Why a draft is not signed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DraftError {
    /// Other nodes would drop it.
    #[error(transparent)]
    Gate(#[from] GateFault),
    /// Too long to be kept.
    #[error("a body of {found} bytes, at most {max} are allowed")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// The key is not that of the log.
    #[error("the key of {found} cannot write in the log of {expected}")]
    OtherWriter {
        /// Whose log it is.
        expected: PublicKey,
        /// Whose key it is.
        found: PublicKey,
    },
    /// The clock went back.
    #[error("the clock shows {found}, before the last statement of {last}")]
    ClockBackwards {
        /// When the last statement was signed.
        last: Timestamp,
        /// What the clock shows.
        found: Timestamp,
    },
    /// The log has no number left.
    #[error("the log is full")]
    Full,
}

impl Draft {
    /// Signs the draft as the next statement of the log, if other nodes would keep it.
    ///
    /// # Errors
    /// When the content is refused by the [`gate`], the clock went back, the key is not the log's,
    /// or a limit is reached.
    pub fn sign(
        self,
        author: &Did,
        head: &Head,
        ts: Timestamp,
        key: &SecretKey,
    ) -> Result<Statement, DraftError> {
        if key.public() != head.writer {
            return Err(DraftError::OtherWriter { expected: head.writer, found: key.public() });
        }
        if ts < head.last_ts {
            return Err(DraftError::ClockBackwards { last: head.last_ts, found: ts });
        }
        if head.seq == u32::MAX {
            return Err(DraftError::Full);
        }
        let kind = self.content.kind();
        let body = self.content.into_body(self.salt);
        let found = body.bytes.len();
        let body_size = match u32::try_from(found) {
            Ok(size) if found <= BODY_BYTES_MAX => size,
            Ok(_) | Err(_) => return Err(DraftError::TooLong { found, max: BODY_BYTES_MAX }),
        };
        let header = Header {
            writer: head.writer,
            seq: head.seq,
            root: head.root,
            ts,
            kind,
            ret: self.ret,
            body_hash: body.hash(),
            body_size,
        };
        let statement = Statement::sign(header, body, key);
        gate(author, &statement)?;
        Ok(statement)
    }
}
