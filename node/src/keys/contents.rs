//! What lies in the trust box, as JSON: versioned, every secret in hex and wiped after use.

use std::fmt;

use bot_protocol::api::PartyKind;
use bot_protocol::canon::hash::{from_hex, hex};
use serde::de::{Error as _, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// The format this program writes; 1 had no keys that commit to the next one.
pub(super) const FORMAT: u32 = 2;

/// 32 secret bytes.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Bytes32(pub(super) Zeroizing<[u8; 32]>);

impl fmt::Debug for Bytes32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bytes32(…)")
    }
}

impl Serialize for Bytes32 {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&Zeroizing::new(hex(&*self.0)))
    }
}

impl<'de> Deserialize<'de> for Bytes32 {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Hex;
        impl Visitor<'_> for Hex {
            type Value = Bytes32;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("64 hex digits")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Bytes32, E> {
                let bytes = from_hex(text).map(Zeroizing::new);
                bytes
                    .and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok())
                    .map(|bytes| Bytes32(Zeroizing::new(bytes)))
                    .ok_or_else(|| E::custom("no 64 hex digits"))
            }
        }
        from.deserialize_str(Hex)
    }
}

/// One identity as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    pub(super) seed: Bytes32,
    pub(super) next: String,
    /// Whether the key of the seed commits to `next`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) committed: bool,
    pub(super) name: String,
    pub(super) party: PartyKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
    pub(super) created: u64,
    pub(super) restored: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) root: Option<Bytes32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) writer: Option<KeptWriter>,
}

/// The writer key, and the store it belongs to: it is of no use beside any other.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeptWriter {
    pub(super) store: String,
    pub(super) seed: Bytes32,
}

/// All of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Contents {
    pub(super) identities: Vec<Kept>,
}

/// The format number alone, which every version can read.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

#[derive(Serialize, Deserialize)]
struct Written<T> {
    format: u32,
    contents: T,
}

/// Why the plain text was not understood.
pub(super) enum Misread {
    Newer(u32),
    Other(serde_json::Error),
}

pub(super) fn read(plain: &[u8]) -> Result<Contents, Misread> {
    let Format { format } = serde_json::from_slice(plain).map_err(Misread::Other)?;
    if format > FORMAT {
        return Err(Misread::Newer(format));
    }
    if format == 0 {
        return Err(Misread::Other(serde_json::Error::custom("format 0")));
    }
    let written: Written<Contents> = serde_json::from_slice(plain).map_err(Misread::Other)?;
    Ok(written.contents)
}

pub(super) fn write(contents: &Contents) -> Zeroizing<Vec<u8>> {
    // Reserved once, so that growing leaves no copies of secrets behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(1024 + contents.identities.len() * 4096));
    serde_json::to_writer(&mut *plain, &Written { format: FORMAT, contents })
        .expect("plain structs with text keys are always JSON");
    plain
}
