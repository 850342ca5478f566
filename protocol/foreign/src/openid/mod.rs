//! What wallets, issuers and verifiers say to each other by OpenID: the proof of a holder's key, and
//! what a verifier asks for.
//!
//! Source: OpenID for Verifiable Credential Issuance 1.0; OpenID for Verifiable Presentations 1.0.

mod dcql;
mod proof;
mod request;

pub use dcql::{CredentialQuery, OPEN_BADGE, Query, QueryFault};

pub use proof::{KeyProof, ProofFault, ProvenHolder};
pub use request::{RequestFault, SignedRequest};
