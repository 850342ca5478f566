//! Kind 12: what stands for credentials that were issued in private. `[1, root]`.

use crate::{
    canon::{cbor::Writer, hash::Hash},
    statement::{ContentError, kinds},
};

/// Credentials that the author signed before this statement, and told nobody else of.
///
/// The root alone tells neither which they are, nor how many, nor whom they are about; whoever has an
/// [`AnchorProof`](crate::statement::anchor::AnchorProof) of one shows that it was among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The head of the tree.
    pub root: Hash,
}

impl Anchor {
    /// Reads the content of a body of kind 12.
    ///
    /// # Errors
    /// When it is not canonical.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 2)?;
        let root = Hash::from_bytes(reader.fixed()?);
        reader.end()?;
        Ok(Self { root })
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(2).uint(1_u8).bytes(self.root.as_bytes());
        writer.into_bytes()
    }
}
