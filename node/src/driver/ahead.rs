//! Reading ahead: while a batch is being made durable, the frames that wait are read and their
//! signatures checked on another core. What follows from them waits for its turn as ever.

use super::*;
use crate::net::NetEvent;
use crate::store::{Store as _, StoreError, Write};

/// Most events of the network that wait to be taken in once they were read: with what their items are
/// read into, some 4 MiB of frames.
const AHEAD_MAX: usize = 16;

impl Driver {
    /// Commits, and reads ahead meanwhile where there is a thread for it.
    pub(super) fn commit_meanwhile(&mut self, writes: &mut Vec<Write>) -> Result<(), StoreError> {
        let slot = Arc::clone(&self.slot);
        let Some(committing) = self.committing.take() else { return slot.commit(writes) };
        let committed = committing.commit(&slot, writes, || self.read_ahead());
        self.committing = Some(committing);
        committed
    }

    /// Takes what waits in the network's queue and reads the frames among it.
    fn read_ahead(&mut self) {
        let Some(engine) = &self.engine else { return };
        let (mut came, mut frames) = (Vec::new(), Vec::new());
        while self.ahead.len() + came.len() < AHEAD_MAX
            && let Ok(event) = self.network.events.try_recv()
        {
            if let NetEvent::Frame { peer, bytes, room: _ } = event {
                frames.push((Self::peer_of(&peer), bytes));
                came.push(None);
            } else {
                came.push(Some(Input::Net(event)));
            }
        }
        let mut read = engine.prepare(frames).into_iter().map(Input::Prepared);
        self.ahead.extend(came.into_iter().filter_map(|other| other.or_else(|| read.next())));
    }
}
