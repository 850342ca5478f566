//! Who signs: keys, signatures and the identifiers made of them.

mod did;
mod key;

pub use did::{Did, DidError, DidKey, KeyCodec};
pub use key::{KeyError, PublicKey, SecretKey, Signature, SignatureError};
