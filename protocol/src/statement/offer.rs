//! The offer of a mutual recognition: the half that the other side signs first.
//!
//! An offer counts for nothing until its addressee puts it into a feed of their own, see
//! [`crate::statement::kinds::Recognition`]. Wire: `spec/letters.md` §4.

use crate::{
    canon::{
        cbor::{CborError, Reader, Writer},
        hash::{Hash, sha256},
    },
    identity::{Did, KeyError, PublicKey, SecretKey, Signature, SignatureError},
    limits::{OFFER_BYTES_MAX, SCOPE_BYTES_MAX, SCOPES_MAX, TERMS_BYTES_MAX, TEXT_BYTES_MAX},
    statement::{ContentError, text},
    time::Timestamp,
};

/// Domain of offer signatures. Source: `spec/letters.md` §4.
const OFFER_DOMAIN: &[u8] = b"bot/offer/1\0";

/// Domain of the hash of terms. Source: `spec/letters.md` §4.
const TERMS_DOMAIN: &[u8] = b"bot/terms/1\0";

/// What two parties recognise each other for: `[1, words, [scope…], until | null]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The agreement in people's words.
    pub words: String,
    /// What it is about, such as `digital-skills`; sorted, each once; none means everything.
    pub scopes: Vec<String>,
    /// When it ends by itself; without it, when one side ends it.
    pub until: Option<Timestamp>,
}

/// `Offer = [1, from, to, bh, exp, nonce, sig]`, signed by `from`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    from: Did,
    to: Did,
    terms_hash: Hash,
    expires: Timestamp,
    nonce: [u8; 16],
    signature: Signature,
}

/// Why bytes are not an offer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OfferError {
    /// Too long to be looked at.
    #[error("an offer of {found} bytes, at most {max} are allowed")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// Not deterministic CBOR of the right shape.
    #[error("the offer is not canonical: {0}")]
    Cbor(#[from] CborError),
    /// Another version.
    #[error("offer version {found}, expected 1")]
    Version {
        /// Version found.
        found: u64,
    },
    /// A party is no usable key.
    #[error("a party of the offer is refused: {0}")]
    Party(#[from] KeyError),
    /// Nobody recognises themselves.
    #[error("the offer is from {0} to itself")]
    ToItself(Did),
    /// `from` did not sign it.
    #[error("the offer is not signed by {from}: {why}")]
    Signature {
        /// Who is said to offer.
        from: Did,
        /// What the signature check said.
        why: SignatureError,
    },
}

/// What an offer says before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferDraft {
    /// To whom it is offered.
    pub to: Did,
    /// Until when it may be accepted.
    pub expires: Timestamp,
    /// Chance that makes it count once.
    pub nonce: [u8; 16],
}

impl OfferDraft {
    /// Signs the offer of these terms with the identity key of the one who offers.
    ///
    /// # Errors
    /// [`OfferError::ToItself`] when both parties are the same.
    pub fn sign(self, terms: &Terms, key: &SecretKey) -> Result<Offer, OfferError> {
        let from = Did::from(key.public());
        if from == self.to {
            return Err(OfferError::ToItself(from));
        }
        let Self { to, expires, nonce } = self;
        let terms_hash = terms.hash();
        let mut offer = Offer {
            from,
            to,
            terms_hash,
            expires,
            nonce,
            signature: Signature::from_bytes([0; 64]),
        };
        offer.signature = key.sign(&offer.signed_bytes());
        Ok(offer)
    }
}

impl Offer {
    /// Reads an offer and checks its signature.
    ///
    /// # Errors
    /// When the bytes are too long, not canonical, or not signed by the one who is said to offer.
    pub fn read(bytes: &[u8]) -> Result<Self, OfferError> {
        if bytes.len() > OFFER_BYTES_MAX {
            return Err(OfferError::TooLong { found: bytes.len(), max: OFFER_BYTES_MAX });
        }
        let mut reader = Reader::new(bytes);
        reader.array(7)?;
        let found = reader.u64()?;
        if found != 1 {
            return Err(OfferError::Version { found });
        }
        let from = Did::from(PublicKey::from_bytes(&reader.fixed()?)?);
        let to = Did::from(PublicKey::from_bytes(&reader.fixed()?)?);
        let terms_hash = Hash::from_bytes(reader.fixed()?);
        let expires = Timestamp::from_millis(reader.u64()?);
        let nonce = reader.fixed()?;
        let signature = Signature::from_bytes(reader.fixed()?);
        reader.end()?;
        let offer = Self { from, to, terms_hash, expires, nonce, signature };
        if from == to {
            return Err(OfferError::ToItself(from));
        }
        from.public_key()
            .verify(&offer.signed_bytes(), &offer.signature)
            .map_err(|why| OfferError::Signature { from, why })?;
        Ok(offer)
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(7);
        self.write_unsigned(&mut writer);
        writer.bytes(self.signature.as_bytes());
        writer.into_bytes()
    }

    /// Who offers and has signed.
    #[must_use]
    pub fn from(&self) -> Did {
        self.from
    }

    /// Who may accept.
    #[must_use]
    pub fn to(&self) -> Did {
        self.to
    }

    /// The hash of the terms, see [`Terms::hash`].
    #[must_use]
    pub fn terms_hash(&self) -> Hash {
        self.terms_hash
    }

    /// The last moment at which it may be accepted.
    #[must_use]
    pub fn expires(&self) -> Timestamp {
        self.expires
    }

    /// What makes two offers of the same terms two: one nonce counts once.
    #[must_use]
    pub fn nonce(&self) -> [u8; 16] {
        self.nonce
    }

    fn signed_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(6);
        self.write_unsigned(&mut writer);
        [OFFER_DOMAIN, &writer.into_bytes()].concat()
    }

    fn write_unsigned(&self, writer: &mut Writer) {
        writer.uint(1_u8);
        writer.bytes(self.from.public_key().as_bytes());
        writer.bytes(self.to.public_key().as_bytes());
        writer.bytes(self.terms_hash.as_bytes());
        writer.uint(self.expires.millis());
        writer.bytes(&self.nonce);
    }
}

impl Terms {
    /// Reads terms; they must be encoded exactly as [`Terms::to_bytes`] does.
    ///
    /// # Errors
    /// When they are too long, not canonical, or say nothing.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        if bytes.len() > TERMS_BYTES_MAX {
            let found = bytes.len();
            return Err(ContentError::TooLong { field: "terms", found, max: TERMS_BYTES_MAX });
        }
        let mut reader = Reader::new(bytes);
        reader.array(4)?;
        let found = reader.u64()?;
        if found != 1 {
            return Err(ContentError::Version { found });
        }
        let words = reader.text(TERMS_BYTES_MAX)?.to_owned();
        let count = reader.list(SCOPES_MAX)?;
        let scopes = (0..count)
            .map(|_| reader.text(TERMS_BYTES_MAX).map(str::to_owned))
            .collect::<Result<Vec<_>, CborError>>()?;
        let until = reader.optional(Reader::u64)?.map(Timestamp::from_millis);
        reader.end()?;
        let terms = Self { words, scopes, until };
        terms.check()?;
        Ok(terms)
    }

    /// Checks lengths and order.
    ///
    /// # Errors
    /// When the words are empty or too long, or a scope is, or the scopes are not sorted.
    pub fn check(&self) -> Result<(), ContentError> {
        text::lines("words", Some(&self.words), TEXT_BYTES_MAX)?;
        if self.scopes.len() > SCOPES_MAX {
            let found = self.scopes.len();
            return Err(ContentError::TooMany { field: "scopes", found, max: SCOPES_MAX });
        }
        for scope in &self.scopes {
            text::line("scopes", scope, SCOPE_BYTES_MAX)?;
        }
        if !self.scopes.is_sorted_by(|left, right| left < right) {
            return Err(ContentError::Unsorted { field: "scopes" });
        }
        Ok(())
    }

    /// The canonical encoding: what the offer's hash covers.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4);
        writer.uint(1_u8);
        writer.text(&self.words);
        writer.array(self.scopes.len());
        for scope in &self.scopes {
            writer.text(scope);
        }
        writer.optional(self.until, |writer, until| writer.uint(until.millis()));
        writer.into_bytes()
    }

    /// SHA-256("bot/terms/1\0" ‖ terms).
    #[must_use]
    pub fn hash(&self) -> Hash {
        sha256(&[TERMS_DOMAIN, &self.to_bytes()])
    }
}
