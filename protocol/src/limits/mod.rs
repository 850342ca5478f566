//! Every bound, with its unit and its reason.
//!
//! What lies beyond a bound is refused before it costs anything. A part that needs a bound of its
//! own adds it here, in the file of its subject; nothing else in the core holds a naked number.

mod canon;
mod credential;
mod gossip;
mod network;
mod picture;
mod proof;
mod rules;
mod stamp;
mod statement;
mod travel;
mod trust;
mod words;

pub use canon::*;
pub use credential::*;
pub use gossip::*;
pub use network::*;
pub use picture::*;
pub use proof::*;
pub use rules::*;
pub use stamp::*;
pub use statement::*;
pub use travel::*;
pub use trust::*;
pub use words::*;
