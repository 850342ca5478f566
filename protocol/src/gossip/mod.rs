//! Event in, effects out: how nodes come to hold the same statements.
//!
//! [`Engine::handle`] takes what happened and answers with what to do; `spec/gossip.md` has the
//! rules in words. The engine holds keys, heads and what is missing; it holds no bodies. It does
//! not look into credentials, does not weigh anybody, and carries no letters.

mod codec;
mod engine;
mod event;
mod fault;
mod loose;
mod message;
mod names;
mod notice;
mod packer;
pub mod reconcile;

pub use engine::{
    Engine, EngineState, FeedState, Hands, HeldFeed, Lent, Prepared, Scope, is_large,
};
pub use event::{Away, Change, Cursor, Effect, Event, Item, Judgement};
pub use fault::{Fault, SaidFault};
pub use loose::{LooseBody, body_waits};
pub use message::{
    First, Hello, Hosting, Lack, Message, Packed, Part, Plan, Range, Reach, Reaches, Tip, Word,
};
pub use names::{BootId, Community, Lane, MessageId, Peer, StoreId, Topic};
pub use notice::Notice;
pub use packer::Packer;
