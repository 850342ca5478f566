//! What a program or a browser holds of a permission: its number and a secret.
//!
//! Kept here is the hash of a ticket for one use alone: what opens one door opens no other, and
//! whoever reads the store holds no ticket.

use bot_protocol::canon::hash::{hex, sha256};
use bot_protocol::canon::multibase::{decode_base64url, encode_base64url};
use zeroize::Zeroizing;

use crate::acts::{ActError, random};

/// Bytes of a permission's number.
const NUMBER: usize = 16;

/// Bytes of the secret beside it.
const SECRET: usize = 32;

/// The number of a permission.
pub(in crate::acts) type Number = [u8; NUMBER];

/// What a ticket is for.
#[derive(Debug, Clone, Copy)]
pub(in crate::acts) enum Use {
    /// The browser that waits for the owner's answer.
    Wait,
    /// The code that is redeemed for tokens.
    Code,
    /// The token that opens the badges.
    Access,
    /// The token that renews the permission.
    Refresh,
    /// The code by which a wallet redeems an offer.
    Offer,
    /// What a wallet must say beside that code.
    TxCode,
    /// The token by which a wallet collects a badge.
    Collect,
    /// What a wallet reads a request by.
    Ask,
}

/// A ticket in somebody's hands.
pub(in crate::acts) struct Ticket {
    bytes: Zeroizing<[u8; NUMBER + SECRET]>,
}

impl Ticket {
    /// A new one for a permission.
    pub(in crate::acts) fn new(number: &Number) -> Result<Self, ActError> {
        let mut bytes = Zeroizing::new([0; NUMBER + SECRET]);
        bytes[..NUMBER].copy_from_slice(number);
        bytes[NUMBER..].copy_from_slice(&random::<SECRET>()?);
        Ok(Self { bytes })
    }

    /// Reads one; any other text is none.
    pub(in crate::acts) fn read(text: &str) -> Option<Self> {
        if text.len() != (NUMBER + SECRET).div_ceil(3) * 4 {
            return None;
        }
        let bytes = Zeroizing::new(decode_base64url(text).ok()?);
        Some(Self { bytes: Zeroizing::new(<[u8; NUMBER + SECRET]>::try_from(&bytes[..]).ok()?) })
    }

    /// The permission it is of.
    pub(in crate::acts) fn number(&self) -> Number {
        let mut number = [0; NUMBER];
        number.copy_from_slice(&self.bytes[..NUMBER]);
        number
    }

    /// As it is handed out.
    pub(in crate::acts) fn text(&self) -> String {
        encode_base64url(&*self.bytes)
    }

    /// What is kept of it.
    pub(in crate::acts) fn mark(&self, to: Use) -> String {
        self.mark_with(to, "")
    }

    /// What is kept of it together with something that was said beside it.
    pub(in crate::acts) fn mark_with(&self, to: Use, said: &str) -> String {
        let to: &[u8] = match to {
            Use::Wait => b"bot/oauth/wait",
            Use::Code => b"bot/oauth/code",
            Use::Access => b"bot/oauth/access",
            Use::Refresh => b"bot/oauth/refresh",
            Use::Offer => b"bot/openid/offer",
            Use::TxCode => b"bot/openid/tx-code",
            Use::Collect => b"bot/openid/collect",
            Use::Ask => b"bot/openid/ask",
        };
        hex(sha256(&[to, b"\0", &*self.bytes, said.as_bytes()]).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_read_back_and_is_good_for_one_use() {
        let ticket = Ticket::new(&[7; NUMBER]).unwrap();
        let again = Ticket::read(&ticket.text()).unwrap();
        assert_eq!((again.number(), again.text()), ([7; NUMBER], ticket.text()));
        assert_eq!(again.mark(Use::Code), ticket.mark(Use::Code));
        assert_ne!(ticket.mark(Use::Access), ticket.mark(Use::Refresh));
        assert_ne!(Ticket::new(&[7; NUMBER]).unwrap().text(), ticket.text());
    }

    #[test]
    fn any_other_text_is_none() {
        let good = Ticket::new(&[7; NUMBER]).unwrap().text();
        for text in ["", "a", &good[1..], &format!("{good}a"), &good.replace(&good[..1], "*")] {
            assert!(Ticket::read(text).is_none(), "{text}");
        }
    }
}
