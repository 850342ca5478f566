//! Resolving: which document describes a DID, and what a DID URL leads to. Nothing is fetched.

use bot_protocol::identity::resolution::{self, Options, Resolution};

use super::Acts;

impl Acts {
    /// Resolves a DID or dereferences a DID URL.
    ///
    /// Documents of websites are evidence that is handed in with a question and not kept, so what
    /// does not describe itself is not found.
    #[must_use]
    pub fn resolve(&self, text: &str, options: &Options) -> Resolution {
        resolution::resolve(text, options, &())
    }
}
