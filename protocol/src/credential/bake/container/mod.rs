//! What kind of file carries a badge, told by its first bytes, never by its name.

use super::{BakeError, png, svg};
use crate::limits::CREDENTIAL_BYTES_MAX;

/// A kind of file that can carry a badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Container {
    /// A JSON text.
    Json,
    /// A compact JWS: three parts of base64url with dots between.
    Jws,
    /// A PNG picture.
    Png,
    /// An SVG picture.
    Svg,
}

impl Container {
    /// Its name in messages and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jws => "jws",
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }
}

/// A badge's own text and what carried it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The outer file.
    pub container: Container,
    /// Whether the text inside is JSON or a compact JWS; a picture may also hold an address.
    pub inner: Inner,
    /// The badge as it was written.
    pub text: Vec<u8>,
}

/// What a badge's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Inner {
    /// A JSON text (not yet read).
    Json,
    /// A compact JWS (not yet read).
    Jws,
    /// An address: Open Badges 1.0 pictures name where their assertion lies.
    Address,
    /// None of these.
    Other,
}

/// The kind of file `bytes` are, `None` where they are none that carries badges.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Option<Container> {
    if bytes.starts_with(&png::SIGNATURE) {
        return Some(Container::Png);
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    match text.first() {
        Some(b'{' | b'[') => Some(Container::Json),
        Some(b'<') => Some(Container::Svg),
        Some(_) if is_jws(text) => Some(Container::Jws),
        Some(_) | None => None,
    }
}

/// The badge inside a file.
///
/// # Errors
/// [`BakeError`] where a picture is not read or holds no badge; [`BakeError::NoBadge`] where the
/// file is none that carries badges.
pub fn open(bytes: &[u8]) -> Result<Opened, BakeError> {
    let container = sniff(bytes).ok_or(BakeError::NoBadge)?;
    let text = match container {
        Container::Json | Container::Jws => bytes.to_vec(),
        Container::Png => png::unbake(bytes)?.into_bytes(),
        Container::Svg => svg::unbake(bytes)?.into_bytes(),
    };
    Ok(Opened { container, inner: inner(&text), text })
}

/// Checks that a file is a whole picture that a badge can be baked into.
///
/// # Errors
/// [`BakeError`] where it is none, or carries a badge already.
pub fn blank(picture: &[u8]) -> Result<(), BakeError> {
    let found = match sniff(picture) {
        Some(Container::Png) => png::unbake(picture),
        Some(Container::Svg) => svg::unbake(picture),
        Some(Container::Json | Container::Jws) | None => return Err(BakeError::NotAPicture),
    };
    match found {
        Err(BakeError::NoBadge) => Ok(()),
        Ok(_) | Err(BakeError::TwoBadges { .. }) => Err(BakeError::AlreadyBaked),
        Err(fault) => Err(fault),
    }
}

/// The picture with the badge's text baked in; PNG or SVG by its first bytes.
///
/// # Errors
/// [`BakeError`] where it is no picture that can carry a badge, or carries one already.
pub fn bake(picture: &[u8], text: &str) -> Result<Vec<u8>, BakeError> {
    match sniff(picture) {
        Some(Container::Png) => png::bake(picture, text),
        Some(Container::Svg) => svg::bake(picture, text),
        Some(Container::Json | Container::Jws) | None => Err(BakeError::NotAPicture),
    }
}

fn inner(text: &[u8]) -> Inner {
    let text = text.trim_ascii();
    if text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).starts_with(b"{") {
        return Inner::Json;
    }
    if text.starts_with(b"https://") || text.starts_with(b"http://") {
        return Inner::Address;
    }
    if is_jws(text) { Inner::Jws } else { Inner::Other }
}

/// Three parts, the first two not empty, of base64url letters only.
pub(super) fn is_jws(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    if text.len() > CREDENTIAL_BYTES_MAX.saturating_mul(2) {
        return false;
    }
    let mut parts = text.split(|byte| *byte == b'.');
    let letters = |part: &[u8]| {
        part.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let [first, second, third, rest] = [parts.next(), parts.next(), parts.next(), parts.next()];
    let (Some(first), Some(second), Some(third), None) = (first, second, third, rest) else {
        return false;
    };
    // A JOSE header is a JSON object: base64url of a brace and a quote or white space.
    (first.starts_with(b"ey") || first.starts_with(b"ew"))
        && !second.is_empty()
        && [first, second, third].into_iter().all(letters)
}

#[cfg(test)]
mod tests;
