//! Who signs: keys, signatures and the identifiers made of them or described by documents.

mod commitment;
mod did;
mod document;
mod jwk;
mod key;
mod multikey;
mod point;
pub mod resolution;
mod resolve;

pub use commitment::Commitment;
pub use did::{Did, DidError};
pub use document::{DidDocument, DocumentError, MaterialFault};
pub use jwk::JwkError;
pub use key::{KeyError, PublicKey, SecretKey, Signature, SignatureError};
pub use multikey::{KeyCodec, Multikey};
pub use resolve::{Documents, KeySource, Method, MethodError, Relation};
