//! Keys that follow from an identity's own: for suites and wallets that read no Ed25519.
//!
//! They are derived and never kept, so a backup or a recovery sheet that brings the identity back
//! brings them back too. Each is a `did:key` of its own: nothing says in public that it is the
//! same identity's.

use bot_foreign::signing::{KeyFault, SigningKey};
use bot_protocol::identity::KeyCodec;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::Identity;

/// A curve of NIST on which an identity has a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// P-256.
    P256,
    /// P-384.
    P384,
}

impl Curve {
    /// Each of them.
    pub const ALL: [Self; 2] = [Self::P256, Self::P384];

    const fn codec(self) -> KeyCodec {
        match self {
            Self::P256 => KeyCodec::P256,
            Self::P384 => KeyCodec::P384,
        }
    }

    /// What the derivation is for; another number would give another key.
    const fn info(self) -> &'static [u8] {
        match self {
            Self::P256 => b"bot/key/p256/1",
            Self::P384 => b"bot/key/p384/1",
        }
    }
}

impl Identity {
    /// The identity's key on a curve, always the same.
    ///
    /// # Errors
    /// [`KeyFault`], which no identity has been seen to give.
    ///
    /// Source: RFC 5869 §2, with SHA-256 and no salt, over the identity's secret.
    pub fn key_on(&self, curve: Curve) -> Result<SigningKey, KeyFault> {
        let mut seed = Zeroizing::new([0; 64]);
        let length = seed.len();
        Hkdf::<Sha256>::new(None, &*self.key().seed())
            .expand(curve.info(), &mut *seed)
            .map_err(|_| KeyFault::Seed { found: length })?;
        SigningKey::from_seed(curve.codec(), &*seed)
    }

    /// The identity's own key, as what signs in any suite.
    #[must_use]
    pub fn signing_key(&self) -> SigningKey {
        SigningKey::from(self.key().clone())
    }
}

#[cfg(test)]
mod tests {
    use bot_protocol::api::PartyKind;
    use bot_protocol::time::Timestamp;

    use super::super::{Naming, Root};
    use super::*;

    fn identity(bytes: u8, name: &str) -> Identity {
        let naming = Naming {
            name: name.to_owned(),
            party: PartyKind::Person,
            description: None,
            url: None,
        };
        let restored = name == "restored";
        Identity::new(&Root::from_bytes([bytes; 32]), naming, Timestamp::from_millis(0), restored)
    }

    #[test]
    fn the_same_identity_has_the_same_keys_and_no_other_has() {
        let dids =
            |identity: &Identity| Curve::ALL.map(|curve| identity.key_on(curve).unwrap().did());
        let mine = dids(&identity(1, "Ada"));
        assert!(mine[0].starts_with("did:key:zDn") && mine[1].starts_with("did:key:z82"));
        assert_eq!(dids(&identity(1, "restored")), mine);
        assert!(dids(&identity(2, "Ada")).iter().all(|other| !mine.contains(other)));
    }

    /// The derivation is for good: what was issued by these keys must be verifiable, and issued
    /// again, for years.
    #[test]
    fn the_derivation_does_not_change() {
        let made = identity(7, "Ada");
        let text = Curve::ALL.map(|curve| made.key_on(curve).unwrap().did());
        let p256 = "did:key:zDnaecQecDbV6ct99rpi2trbEWmGNcy2pKMaKrs9ZMq8G5zVc";
        let p384 =
            "did:key:z82LkvfUamLwbFNBU7rDtkfoSCrSPJsND1EM7o8WfEQLaitpQTLDmh35j2evzY483McDUE3";
        assert_eq!(text, [p256, p384]);
    }

    #[test]
    fn its_own_key_is_its_did() {
        let made = identity(3, "Ada");
        assert_eq!(made.signing_key().did(), made.did().to_string());
    }
}
