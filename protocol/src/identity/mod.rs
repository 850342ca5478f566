//! Who signs: keys, signatures and the identifiers made of them.

mod did;
mod key;
mod resolve;

pub use did::{Did, DidError, KeyCodec, Multikey};
pub use key::{KeyError, PublicKey, SecretKey, Signature, SignatureError};
pub use resolve::{Documents, KeySource, Method, MethodError, Relation};
