//! Nonces that wallets, and those before a gate, sign: handed out to everybody, kept nowhere, good for five minutes and once.
//!
//! What was handed out is told by a mark that only this run of the node can make. After a restart
//! none of before is good, and a wallet simply asks for another.
//!
//! Source: OpenID for Verifiable Credential Issuance 1.0 §7.

use std::collections::BTreeMap;
use std::sync::Mutex;

use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::multibase::{decode_base64url, encode_base64url};
use bot_protocol::time::Timestamp;
use zeroize::Zeroizing;

use super::refused;
use crate::acts::oauth::Refusal;
use crate::acts::{ActError, Acts, random};
use crate::keys::same;

/// How long a nonce is good: 5 minutes.
pub(in crate::acts) const NONCE_MILLIS: u64 = 5 * 60 * 1000;

/// Most nonces that are remembered as used, each as long as it would be good.
const USED_MAX: usize = 10_000;

/// Bytes of the end of its time, of chance, and of the mark.
const PARTS: [usize; 3] = [8, 16, 32];

/// What is remembered of nonces.
#[derive(Default)]
pub(in crate::acts) struct Nonces(Mutex<Held>);

#[derive(Default)]
struct Held {
    key: Option<Zeroizing<[u8; 32]>>,
    /// Those that were used, and until when they would be good.
    used: BTreeMap<String, u64>,
}

impl Held {
    fn mark(&mut self, said: &[u8]) -> Result<[u8; 32], ActError> {
        if self.key.is_none() {
            self.key = Some(Zeroizing::new(random()?));
        }
        let key = self.key.as_ref().ok_or(ActError::Broken)?;
        Ok(*sha256(&[b"bot/openid/nonce\0", &**key, said]).as_bytes())
    }

    /// Until when a nonce is good that is one of here, in time, and was not used.
    fn until(&mut self, nonce: &str, now: Timestamp) -> Result<u64, Refusal> {
        let strange = || refused("invalid_nonce", "the nonce is none of this node, or has ended");
        if nonce.len() != PARTS.iter().sum::<usize>().div_ceil(3) * 4 - 1 {
            return Err(strange());
        }
        let bytes = decode_base64url(nonce).map_err(|_| strange())?;
        let (said, mark) = bytes.split_at_checked(PARTS[0] + PARTS[1]).ok_or_else(strange)?;
        let until = said.first_chunk().map(|until| u64::from_be_bytes(*until));
        let until = until.filter(|until| *until > now.millis()).ok_or_else(strange)?;
        if !same(&self.mark(said)?, mark) {
            return Err(strange());
        }
        if self.used.contains_key(nonce) {
            return Err(refused("invalid_nonce", "the nonce was used before"));
        }
        Ok(until)
    }
}

impl Nonces {
    pub(in crate::acts) fn fresh(&self, now: Timestamp) -> Result<String, ActError> {
        let until = now.millis().saturating_add(NONCE_MILLIS);
        let said = [&until.to_be_bytes()[..], &random::<16>()?].concat();
        let mark = self.held().mark(&said)?;
        Ok(encode_base64url(&[said, mark.to_vec()].concat()))
    }

    /// Whether a nonce is one that could be used up now.
    pub(in crate::acts) fn look_at(&self, nonce: &str, now: Timestamp) -> Result<(), Refusal> {
        let mut held = self.held();
        held.until(nonce, now).map(drop)
    }

    /// Uses a nonce up; not one that was not handed out here, is too old, or was used.
    pub(in crate::acts) fn spend(&self, nonce: &str, now: Timestamp) -> Result<(), Refusal> {
        let mut held = self.held();
        let until = held.until(nonce, now)?;
        if held.used.len() >= USED_MAX {
            held.used.retain(|_, until| *until > now.millis());
        }
        if held.used.len() >= USED_MAX {
            return Err(Refusal::full("too many come at a time"));
        }
        held.used.insert(nonce.to_owned(), until);
        Ok(())
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Acts {
    /// A new nonce for a wallet to sign.
    ///
    /// # Errors
    /// When the system gives no chance.
    pub fn wallet_nonce(&self) -> Result<String, ActError> {
        self.nonces.fresh(self.now())
    }

    pub(super) fn spend_nonce(&self, nonce: &str) -> Result<(), Refusal> {
        self.nonces.spend(nonce, self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_good_once_for_five_minutes_and_here() {
        let (here, there) = (Nonces::default(), Nonces::default());
        let at = |millis: u64| Timestamp::from_millis(1_000_000 + millis);
        let spend = |nonces: &Nonces, nonce: &str, millis: u64| {
            nonces.spend(nonce, at(millis)).map_err(|refusal| refusal.error)
        };
        let nonce = here.fresh(at(0)).unwrap();
        assert_eq!(spend(&there, &nonce, 0), Err("invalid_nonce"), "another's");
        assert_eq!(spend(&here, &nonce, NONCE_MILLIS), Err("invalid_nonce"), "too late");
        assert_eq!(spend(&here, &nonce, NONCE_MILLIS - 1), Ok(()));
        assert_eq!(spend(&here, &nonce, NONCE_MILLIS - 1), Err("invalid_nonce"), "twice");
        let other = here.fresh(at(0)).unwrap();
        assert_ne!(nonce, other);
        let bent =
            other.replacen(&other[9..12], if &other[9..12] == "AAA" { "BBB" } else { "AAA" }, 1);
        for bad in ["", "n-1", &other[1..], &format!("{other}A"), &bent] {
            assert_eq!(spend(&here, bad, 1), Err("invalid_nonce"), "{bad}");
        }
        assert_eq!(spend(&here, &other, 1), Ok(()));
    }
}
