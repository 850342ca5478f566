//! Kind 50: where the author's node is found. `[1, peer, [address…], sig]`.

use crate::{
    canon::cbor::{CborError, Writer},
    identity::{Did, PublicKey, SecretKey, Signature, SignatureError},
    limits::{ADDRESS_BYTES_MAX, ADDRESSES_MAX, BODY_BYTES_MAX},
    statement::{ContentError, kinds, text},
};

/// Domain of peer bindings. Source: `spec/keys.md` §5.
const PEER_DOMAIN: &[u8] = b"bot/peer/1\0";

/// The node that hosts the author, bound in both directions: the feed names the peer key, and the
/// peer key signs the DID. The latest one of each writer counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeAddr {
    /// The key behind the libp2p peer id.
    pub peer: PublicKey,
    /// Multiaddrs at which it may answer.
    pub addresses: Vec<String>,
    /// The peer key's signature over the DID, see [`sign_peer`].
    pub signature: Signature,
}

/// Signs that the node with this peer key hosts the DID.
#[must_use]
pub fn sign_peer(did: &Did, peer: &SecretKey) -> Signature {
    peer.sign(&[PEER_DOMAIN, did.public_key().as_bytes()].concat())
}

/// Checks that the node with this peer key says that it hosts the DID.
///
/// # Errors
/// When the signature is not the peer key's over this DID.
pub fn verify_peer(
    did: &Did,
    peer: &PublicKey,
    signature: &Signature,
) -> Result<(), SignatureError> {
    peer.verify(&[PEER_DOMAIN, did.public_key().as_bytes()].concat(), signature)
}

impl NodeAddr {
    /// Reads the content of a body of kind 50.
    ///
    /// # Errors
    /// When it is not canonical, the peer is no usable key, or an address is empty or too long.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 4)?;
        let peer = PublicKey::from_bytes(&reader.fixed()?)?;
        let count = reader.list(ADDRESSES_MAX)?;
        let addresses = (0..count)
            .map(|_| reader.text(BODY_BYTES_MAX).map(str::to_owned))
            .collect::<Result<Vec<_>, CborError>>()?;
        let signature = Signature::from_bytes(reader.fixed()?);
        reader.end()?;
        let addr = Self { peer, addresses, signature };
        addr.check()?;
        Ok(addr)
    }

    /// Checks the addresses.
    ///
    /// # Errors
    /// When there are too many, or one is empty, too long or does not start with `/`.
    pub fn check(&self) -> Result<(), ContentError> {
        if self.addresses.len() > ADDRESSES_MAX {
            let found = self.addresses.len();
            return Err(ContentError::TooMany { field: "addresses", found, max: ADDRESSES_MAX });
        }
        for address in &self.addresses {
            text::line("addresses", address, ADDRESS_BYTES_MAX)?;
            if !address.starts_with('/') {
                return Err(ContentError::Url { found: address.clone() });
            }
        }
        Ok(())
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4);
        writer.uint(1_u8);
        writer.bytes(self.peer.as_bytes());
        writer.array(self.addresses.len());
        for address in &self.addresses {
            writer.text(address);
        }
        writer.bytes(self.signature.as_bytes());
        writer.into_bytes()
    }
}
