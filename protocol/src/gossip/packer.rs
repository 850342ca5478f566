//! Items into frames: what the shell uses to perform a serve.

use std::mem;

use crate::limits::{FRAME_BYTES_MAX, FRAME_ITEMS_MAX};

use super::{Item, LooseBody, Message, message::Packed};

/// Room left in a frame for what surrounds its items.
const WRAPPING_BYTES: usize = 32;

/// Packs the items of one answer into frames of at most
/// [`FRAME_BYTES_MAX`](crate::limits::FRAME_BYTES_MAX).
///
/// Used by whoever performs [`Effect::Serve`](super::Effect::Serve): push each item, send the
/// frames that come back, then send those of [`Packer::finish`].
#[derive(Debug)]
pub struct Packer {
    request: u32,
    frames: u32,
    items: Vec<Packed>,
    bytes: usize,
    position: Option<u64>,
}

impl Packer {
    /// Begins the answer to this request.
    #[must_use]
    pub fn new(request: u32) -> Self {
        Self { request, frames: 0, items: Vec::new(), bytes: WRAPPING_BYTES, position: None }
    }

    /// Takes an item; answers with a frame once one is full.
    pub fn push(&mut self, item: &Item) -> Option<Vec<u8>> {
        self.add(Packed::new(item))
    }

    /// Takes a body by itself; answers with a frame once one is full.
    pub fn push_body(&mut self, body: &LooseBody) -> Option<Vec<u8>> {
        self.add(Packed::body(body))
    }

    fn add(&mut self, packed: Packed) -> Option<Vec<u8>> {
        let size = packed.size();
        let full = self.bytes.saturating_add(size) > FRAME_BYTES_MAX
            || self.items.len() >= FRAME_ITEMS_MAX;
        let frame = if full { self.flush() } else { None };
        self.bytes = self.bytes.saturating_add(size);
        self.items.push(packed);
        frame
    }

    /// Everything that arrived up to this position has been pushed: who loses the connection goes
    /// on from there. For [`Plan::Since`](super::Plan::Since).
    pub fn reached(&mut self, position: u64) {
        self.position = Some(position);
    }

    /// So many frames of the answer were made already. For [`Plan::Made`](super::Plan::Made).
    pub fn made(&mut self, frames: usize) {
        let frames = u32::try_from(frames).unwrap_or(u32::MAX);
        self.frames = self.frames.saturating_add(frames);
    }

    /// The last frames. `position` is that of the store before the first item was read, or
    /// nothing where the answer could not be given whole.
    #[must_use]
    pub fn finish(mut self, position: Option<u64>) -> Vec<Vec<u8>> {
        let last = self.flush();
        let (request, frames) = (self.request, self.frames);
        let done = Message::Done { request, frames, position }.to_bytes();
        last.into_iter().chain([done]).collect()
    }

    fn flush(&mut self) -> Option<Vec<u8>> {
        if self.items.is_empty() {
            return None;
        }
        let items = mem::take(&mut self.items);
        let (request, frame, position) = (self.request, self.frames, self.position);
        self.frames = self.frames.saturating_add(1);
        self.bytes = WRAPPING_BYTES;
        Some(Message::Items { request, frame, items, position }.to_bytes())
    }
}
