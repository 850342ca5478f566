//! Kind 50: where the author's node is found, and who keeps letters while it is away.
//! `[1, peer, [address…], sig]`, or with a fifth member `[[peer, [address…]]…]` where mailboxes are
//! named.

use crate::{
    canon::cbor::{CborError, Reader, Writer},
    identity::{Did, PublicKey, SecretKey, Signature, SignatureError},
    limits::{ADDRESS_BYTES_MAX, ADDRESSES_MAX, BODY_BYTES_MAX, MAILBOXES_MAX},
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
    /// Nodes that keep letters for the author while this one is away.
    pub mailboxes: Vec<NamedMailbox>,
}

/// A node that keeps letters for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedMailbox {
    /// The key behind its libp2p peer id.
    pub peer: PublicKey,
    /// Multiaddrs at which it may answer.
    pub addresses: Vec<String>,
}

/// The first byte of a content of five members.
const FIVE: u8 = 0x85;

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
        let named = bytes.first() == Some(&FIVE);
        let mut reader = kinds::open(bytes, if named { 5 } else { 4 })?;
        let peer = PublicKey::from_bytes(&reader.fixed()?)?;
        let addresses = read_addresses(&mut reader)?;
        let signature = Signature::from_bytes(reader.fixed()?);
        let mut mailboxes = Vec::new();
        if named {
            for _ in 0..reader.list(MAILBOXES_MAX)? {
                reader.array(2)?;
                let peer = PublicKey::from_bytes(&reader.fixed()?)?;
                mailboxes.push(NamedMailbox { peer, addresses: read_addresses(&mut reader)? });
            }
            if mailboxes.is_empty() {
                return Err(ContentError::Empty { field: "mailboxes" });
            }
        }
        reader.end()?;
        let addr = Self { peer, addresses, signature, mailboxes };
        addr.check()?;
        Ok(addr)
    }

    /// Checks the addresses.
    ///
    /// # Errors
    /// When there are too many, or one is empty, too long or does not start with `/`.
    pub fn check(&self) -> Result<(), ContentError> {
        if self.mailboxes.len() > MAILBOXES_MAX {
            let (found, max) = (self.mailboxes.len(), MAILBOXES_MAX);
            return Err(ContentError::TooMany { field: "mailboxes", found, max });
        }
        check_addresses(&self.addresses)?;
        self.mailboxes.iter().try_for_each(|mailbox| check_addresses(&mailbox.addresses))
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(if self.mailboxes.is_empty() { 4 } else { 5 });
        writer.uint(1_u8);
        writer.bytes(self.peer.as_bytes());
        write_addresses(&mut writer, &self.addresses);
        writer.bytes(self.signature.as_bytes());
        if !self.mailboxes.is_empty() {
            writer.array(self.mailboxes.len());
            for mailbox in &self.mailboxes {
                writer.array(2);
                writer.bytes(mailbox.peer.as_bytes());
                write_addresses(&mut writer, &mailbox.addresses);
            }
        }
        writer.into_bytes()
    }
}

fn read_addresses(reader: &mut Reader<'_>) -> Result<Vec<String>, CborError> {
    let count = reader.list(ADDRESSES_MAX)?;
    (0..count).map(|_| reader.text(BODY_BYTES_MAX).map(str::to_owned)).collect()
}

fn write_addresses(writer: &mut Writer, addresses: &[String]) {
    writer.array(addresses.len());
    for address in addresses {
        writer.text(address);
    }
}

fn check_addresses(addresses: &[String]) -> Result<(), ContentError> {
    if addresses.len() > ADDRESSES_MAX {
        let found = addresses.len();
        return Err(ContentError::TooMany { field: "addresses", found, max: ADDRESSES_MAX });
    }
    for address in addresses {
        text::line("addresses", address, ADDRESS_BYTES_MAX)?;
        if !address.starts_with('/') {
            return Err(ContentError::Url { found: address.clone() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(mailboxes: Vec<NamedMailbox>) -> NodeAddr {
        let key = SecretKey::from_seed(&[4; 32]);
        let signature = sign_peer(&Did::from(key.public()), &key);
        let addresses = vec!["/ip4/192.0.2.1/tcp/7341".to_owned()];
        NodeAddr { peer: key.public(), addresses, signature, mailboxes }
    }

    fn mailbox(address: &str) -> NamedMailbox {
        let peer = SecretKey::from_seed(&[5; 32]).public();
        NamedMailbox { peer, addresses: vec![address.to_owned()] }
    }

    #[test]
    fn mailboxes_are_named_or_the_member_is_not_there() {
        let box_of_mine = || mailbox("/dns4/mail.example/udp/7341/quic-v1");
        for mailboxes in [vec![], vec![box_of_mine()], vec![box_of_mine(); MAILBOXES_MAX]] {
            let place = place(mailboxes);
            assert_eq!(NodeAddr::read(&place.to_bytes()), Ok(place.clone()));
            assert_eq!(place.to_bytes()[0], 0x84 + u8::from(!place.mailboxes.is_empty()));
        }
        let mut empty = place(vec![]).to_bytes();
        empty[0] = FIVE;
        empty.push(0x80);
        assert_eq!(NodeAddr::read(&empty), Err(ContentError::Empty { field: "mailboxes" }));
        assert!(place(vec![box_of_mine(); MAILBOXES_MAX + 1]).check().is_err());
        assert!(NodeAddr::read(&place(vec![mailbox("mail.example")]).to_bytes()).is_err());
    }
}
