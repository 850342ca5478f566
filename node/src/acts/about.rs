//! In whose logs something is described or endorsed: found by its id.

use std::collections::BTreeMap;

use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::PublicKey;
use bot_protocol::statement::{Content, Kind};

use super::snapshot::document;

/// What an id is looked up by.
type Short = [u8; 16];

/// The logs that describe an achievement or carry an endorsement, by the id of what these are about.
/// Two ids may share a place there: what is found is looked at before it counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct About {
    logs: BTreeMap<(Short, u16), Vec<PublicKey>>,
}

impl About {
    /// Takes what a statement of this log says.
    pub(super) fn hear(&mut self, content: &Content, writer: PublicKey) {
        let Some(document) = document(content) else { return };
        let kind = content.kind();
        let id = match kind == Kind::Achievement {
            true => document.id(),
            false => Credential::new(document.value()).subject_id(),
        };
        let Some(id) = id else { return };
        let logs = self.logs.entry((short(id), kind.number())).or_default();
        if !logs.contains(&writer) {
            logs.push(writer);
        }
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
