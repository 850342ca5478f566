//! An entry as it travels, before and after it was checked.

use crate::{
    canon::{
        cbor::{CborError, Reader, Writer},
        hash::Hash,
    },
    identity::{PublicKey, SecretKey, Signature, SignatureError},
    limits::{ENTRY_BYTES_MAX, HEADER_BYTES_MAX},
    statement::{Body, BodyError, Header, HeaderError, Kind, header::id_of},
    time::Timestamp,
};

/// Domain of entry signatures. Source: `spec/feed.md` §3.
const ENTRY_DOMAIN: &[u8] = b"bot/entry/1\0";

/// A well-formed entry whose signature nobody has looked at yet.
#[derive(Clone, Debug)]
pub struct Sealed {
    header: Header,
    header_bytes: Vec<u8>,
    signature: Signature,
    body: Option<Body>,
}

/// An entry that its writer truly signed, with a body that is the one it committed to.
///
/// Holding one is the proof: it comes only from [`Sealed::open`] or from signing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    header: Header,
    header_bytes: Vec<u8>,
    id: Hash,
    signature: Signature,
    body: Option<Body>,
}

/// Why bytes are not an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Too long to be looked at.
    #[error("an entry of {found} bytes, at most {max} are allowed")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// Not deterministic CBOR of the right shape.
    #[error("the entry is not canonical: {0}")]
    Cbor(#[from] CborError),
    /// The header is refused.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The body is refused.
    #[error(transparent)]
    Body(#[from] BodyError),
}

/// Why a well-formed entry is not a statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The body has another length than the header says.
    #[error("a body of {found} bytes where the header says {expected}")]
    BodySize {
        /// Bytes the header names.
        expected: u32,
        /// Bytes found.
        found: usize,
    },
    /// The body is another one than the header commits to.
    #[error("the body has hash {found} where the header says {expected}")]
    BodyHash {
        /// Hash the header names.
        expected: Hash,
        /// Hash of the body found.
        found: Hash,
    },
    /// The writer did not sign this header.
    #[error("the signature of statement {seq} is not its writer's: {why}")]
    Signature {
        /// Number of the statement.
        seq: u32,
        /// What the signature check said.
        why: SignatureError,
    },
}

impl Sealed {
    /// Reads `Entry = [hdr, sig, body]`, length and canonical form first.
    ///
    /// # Errors
    /// When the bytes are too long, not canonical, or the header or body is malformed.
    pub fn read(bytes: &[u8]) -> Result<Self, EntryError> {
        if bytes.len() > ENTRY_BYTES_MAX {
            return Err(EntryError::TooLong { found: bytes.len(), max: ENTRY_BYTES_MAX });
        }
        let mut reader = Reader::new(bytes);
        reader.array(3)?;
        let header_bytes = reader.bytes(HEADER_BYTES_MAX)?.to_vec();
        let header = Header::read(&header_bytes)?;
        let signature = Signature::from_bytes(reader.fixed()?);
        let body =
            reader.optional(|reader| reader.bytes(ENTRY_BYTES_MAX))?.map(Body::read).transpose()?;
        reader.end()?;
        Ok(Self { header, header_bytes, signature, body })
    }

    /// What the writer claims; nothing is checked yet.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The id of the header, whoever signed it.
    #[must_use]
    pub fn id(&self) -> Hash {
        id_of(&self.header_bytes)
    }

    /// Whether a body came with the header.
    #[must_use]
    pub fn has_body(&self) -> bool {
        self.body.is_some()
    }

    /// Checks body and signature, once and for all, the cheap part first.
    ///
    /// # Errors
    /// When the body is not the one of the header, or the signature not the writer's.
    pub fn open(self) -> Result<Statement, OpenError> {
        let statement = self.reopen()?;
        let header = &statement.header;
        header
            .writer
            .verify(&signed_bytes(&statement.header_bytes), &statement.signature)
            .map_err(|why| OpenError::Signature { seq: header.seq, why })?;
        Ok(statement)
    }

    /// Checks all but the signature.
    ///
    /// For entries that this installation opened before it stored them, and for nothing else: the
    /// store vouches for its own bytes, and a feed of ten thousand entries is read in one go.
    ///
    /// # Errors
    /// When the body is not the one of the header.
    pub fn reopen(self) -> Result<Statement, OpenError> {
        let Self { header, header_bytes, signature, body } = self;
        body.iter().try_for_each(|body| fits(&header, body))?;
        let id = id_of(&header_bytes);
        Ok(Statement { header, header_bytes, id, signature, body })
    }
}

impl Statement {
    /// Signs a header; the caller made it fit its body.
    pub(crate) fn sign(header: Header, body: Body, key: &SecretKey) -> Self {
        let header_bytes = header.bytes();
        let signature = key.sign(&signed_bytes(&header_bytes));
        let id = id_of(&header_bytes);
        Self { header, header_bytes, id, signature, body: Some(body) }
    }

    /// What the writer signed.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The writer's own bytes of the header.
    #[must_use]
    pub fn header_bytes(&self) -> &[u8] {
        &self.header_bytes
    }

    /// SHA-256(0x00 ‖ header): the name of this statement, and its leaf in the tree.
    #[must_use]
    pub fn id(&self) -> Hash {
        self.id
    }

    /// Whose log it is in.
    #[must_use]
    pub fn writer(&self) -> PublicKey {
        self.header.writer
    }

    /// Its number in that log, from 0.
    #[must_use]
    pub fn seq(&self) -> u32 {
        self.header.seq
    }

    /// When the writer says it was signed.
    #[must_use]
    pub fn ts(&self) -> Timestamp {
        self.header.ts
    }

    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.header.kind
    }

    /// The writer's signature over the header.
    #[must_use]
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// What it says, where the body is held.
    #[must_use]
    pub fn body(&self) -> Option<&Body> {
        self.body.as_ref()
    }

    /// The same statement with its header alone.
    #[must_use]
    pub fn without_body(&self) -> Self {
        let Self { header, header_bytes, id, signature, body: _ } = self;
        let (header, header_bytes) = (header.clone(), header_bytes.clone());
        Self { header, header_bytes, id: *id, signature: *signature, body: None }
    }

    /// The same statement with this body.
    ///
    /// # Errors
    /// When it is another body than the header commits to.
    pub fn with_body(&self, body: Body) -> Result<Self, OpenError> {
        fits(&self.header, &body)?;
        Ok(Self { body: Some(body), ..self.without_body() })
    }

    /// `Entry`, as it is stored and sent; at most [`ENTRY_BYTES_MAX`] bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3);
        writer.bytes(&self.header_bytes);
        writer.bytes(self.signature.as_bytes());
        let body = self.body.as_ref().map(Body::to_bytes);
        writer.optional(body, |writer, body| writer.bytes(&body));
        writer.into_bytes()
    }
}

/// Whether it is the body that a header commits to.
fn fits(header: &Header, body: &Body) -> Result<(), OpenError> {
    let found = body.bytes.len();
    if u32::try_from(found) != Ok(header.body_size) {
        return Err(OpenError::BodySize { expected: header.body_size, found });
    }
    let found = body.hash();
    if found != header.body_hash {
        return Err(OpenError::BodyHash { expected: header.body_hash, found });
    }
    Ok(())
}

/// The bytes an entry signature covers. Source: `spec/feed.md` §3.
pub(crate) fn signed_bytes(header: &[u8]) -> Vec<u8> {
    [ENTRY_DOMAIN, header].concat()
}
