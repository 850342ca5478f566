//! The inner language: one signed statement of one author, a "bit of trust".
//!
//! A statement travels as an entry: the header that is signed and chained, its signature, and the
//! body it commits to. What came from outside is [`Sealed`]; what was checked is a [`Statement`];
//! what is still to be signed is a [`Draft`]. What a body says is [`Content`], one file a kind in
//! [`kinds`]; whether it may be kept and passed on is [`gate`]'s to say.
//!
//! This module knows one entry at a time. Their order, and what holds between two of them, is
//! [`crate::feed`]. Wire: `spec/feed.md`.

pub mod anchor;
mod answer;
mod body;
pub mod case;
mod content;
mod draft;
mod entry;
pub mod envelope;
mod gate;
pub mod guard;
mod header;
mod kind;
pub mod kinds;
pub mod letter;
pub mod offer;
pub mod request;
pub mod steward;
mod text;
pub mod word;

pub use body::{Body, BodyError, MediaType};
pub use content::{Content, ContentError};
pub use draft::{Draft, DraftError, Head};
pub(crate) use entry::signed_bytes;
pub use entry::{EntryError, OpenError, Sealed, Statement};
pub use gate::{GateFault, gate};
pub(crate) use header::id_of;
pub use header::{Header, HeaderError, Retention};
pub use kind::Kind;

#[cfg(test)]
mod tests;
