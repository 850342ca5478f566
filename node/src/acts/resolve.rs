//! Resolving: which document describes a DID, and what a DID URL leads to. Nothing is fetched.

use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::status::OwnList;
use bot_protocol::identity::resolution::{self, Holdings, Options, Resolution};

use super::Acts;

impl Acts {
    /// Resolves a DID or dereferences a DID URL, by itself and by what this node publishes.
    #[must_use]
    pub fn resolve(&self, text: &str, options: &Options) -> Resolution {
        resolution::resolve(text, options, &Held(self))
    }
}

/// What is held for whoever asks: the status lists of identities of this node. Documents of websites
/// are evidence that is handed in with a question and not kept.
struct Held<'a>(&'a Acts);

impl Holdings for Held<'_> {
    fn documents(&self, _did: &str) -> Vec<Value> {
        Vec::new()
    }

    /// The list that the DID URL names, as its issuer signed it.
    fn resource(&self, did: &str, path: &str) -> Option<Value> {
        let OwnList { issuer, list, purpose } = OwnList::read(&format!("{did}{path}"))?;
        let list = self.0.status_list(&issuer.to_string(), &list.to_string(), purpose).ok()?;
        json::read(&list.bytes).ok()
    }
}
