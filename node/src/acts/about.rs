//! In whose logs something is described, endorsed or disputed: found by its id.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::PublicKey;
use bot_protocol::statement::{Content, Kind};

use super::snapshot::document;

/// What an id is looked up by.
type Short = [u8; 16];

/// The logs that describe an achievement or carry an endorsement or a dispute, by the id of what these are about.
/// Two ids may share a place there: what is found is looked at before it counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct About {
    logs: BTreeMap<(Short, u16), Vec<PublicKey>>,
}

impl About {
    /// Takes what a statement of this log says.
    pub(super) fn hear(&mut self, content: &Content, writer: PublicKey) {
        let kind = content.kind();
        if let Content::Dispute(dispute) = content {
            return self.note(kind, &dispute.about.hash().to_string(), writer);
        }
        let Some(document) = document(content) else { return };
        let id = match kind == Kind::Achievement {
            true => document.id(),
            false => Credential::new(document.value()).subject_id(),
        };
        if let Some(id) = id {
            self.note(kind, id, writer);
        }
    }

    fn note(&mut self, kind: Kind, id: &str, writer: PublicKey) {
        let logs = self.logs.entry((short(id), kind.number())).or_default();
        if !logs.contains(&writer) {
            logs.push(writer);
        }
    }

    /// These logs carry nothing any more.
    pub(super) fn forget(&mut self, logs: &BTreeSet<PublicKey>) {
        self.logs.retain(|_, of| {
            of.retain(|log| !logs.contains(log));
            !of.is_empty()
        });
    }

    /// Whether there is any statement of this kind.
    pub(super) fn any(&self, kind: Kind) -> bool {
        self.logs.keys().any(|(_, number)| *number == kind.number())
    }

    /// The logs with statements of this kind about this id.
    pub(super) fn of(&self, kind: Kind, id: &str) -> &[PublicKey] {
        self.logs.get(&(short(id), kind.number())).map_or(&[], Vec::as_slice)
    }
}

fn short(id: &str) -> Short {
    let digest: Hash = sha256(&[id.as_bytes()]);
    digest.as_bytes().first_chunk().copied().unwrap_or_default()
}
