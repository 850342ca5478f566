//! Kind 15: a mutual recognition, two signatures in one object. `[1, offer, terms]`.

use crate::{
    canon::cbor::Writer,
    limits::{OFFER_BYTES_MAX, TERMS_BYTES_MAX},
    statement::{
        ContentError, kinds,
        offer::{Offer, Terms},
    },
};

/// An offer that its addressee accepted by putting it into a feed of their own.
///
/// The other signature is that of the entry; the gate checks that it is the addressee's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognition {
    /// What the other side signed.
    pub offer: Offer,
    /// What both agree on.
    pub terms: Terms,
}

impl Recognition {
    /// Reads the content of a body of kind 15.
    ///
    /// # Errors
    /// When it is not canonical, the offer is not truly signed, or it is an offer of other terms.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 3)?;
        let offer = reader.bytes(OFFER_BYTES_MAX)?;
        let terms = reader.bytes(TERMS_BYTES_MAX)?;
        reader.end()?;
        let recognition = Self { offer: Offer::read(offer)?, terms: Terms::read(terms)? };
        recognition.check()?;
        Ok(recognition)
    }

    /// Checks that the offer is one of these terms.
    ///
    /// # Errors
    /// When it is not, or the terms themselves are refused.
    pub fn check(&self) -> Result<(), ContentError> {
        self.terms.check()?;
        let found = self.terms.hash();
        let expected = self.offer.terms_hash();
        if found != expected {
            return Err(ContentError::OtherTerms { expected, found });
        }
        Ok(())
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3);
        writer.uint(1_u8);
        writer.bytes(&self.offer.to_bytes());
        writer.bytes(&self.terms.to_bytes());
        writer.into_bytes()
    }
}
