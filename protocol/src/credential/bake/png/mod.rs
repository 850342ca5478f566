//! A badge inside a PNG: one `iTXt` chunk, written and read without touching any other byte.
//!
//! Source: Open Badges 3.0 §5.3.1 (keyword `openbadgecredential`), Open Badges 2.0 baking
//! (keyword `openbadges`, `iTXt` or the older `tEXt`), PNG 3rd edition §5.3, §11.3.3.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::BakeError;
use crate::limits::{CREDENTIAL_BYTES_MAX, PICTURE_BADGES_MAX, PICTURE_BYTES_MAX, PNG_CHUNKS_MAX};

/// The eight bytes every PNG begins with.
pub const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];

/// The keyword of an Open Badges 3.0 badge.
pub const KEYWORD: &str = "openbadgecredential";

/// The keyword of older badges.
pub const KEYWORD_OLD: &str = "openbadges";

/// The badge inside `png`, as the text that was baked in.
///
/// # Errors
/// [`BakeError`] where the file is no whole PNG, is over a bound, or holds no badge or several
/// that differ.
pub fn unbake(png: &[u8]) -> Result<String, BakeError> {
    let mut badges: Vec<String> = Vec::new();
    let chunks = chunks(png)?;
    let named = chunks.iter().filter(|chunk| keyword(chunk).is_some());
    if let Some(chunk) = named.clone().nth(PICTURE_BADGES_MAX) {
        return Err(shape(chunk.name, chunk.at, "so many badges are in no picture"));
    }
    for chunk in named {
        if let Some(text) = badge(chunk)?
            && !badges.contains(&text)
        {
            badges.push(text);
        }
    }
    one(badges)
}

/// The single badge of those found.
pub(super) fn one(mut badges: Vec<String>) -> Result<String, BakeError> {
    let count = badges.len();
    match (badges.pop(), count) {
        (Some(badge), 1) => Ok(badge),
        (None, _) => Err(BakeError::NoBadge),
        (Some(_), _) => {
            Err(BakeError::TwoBadges { count: u64::try_from(count).unwrap_or(u64::MAX) })
        }
    }
}

/// `png` with `text` baked in just before its end; every other byte is kept.
///
/// # Errors
/// [`BakeError`] where the file is no whole PNG or holds a badge already ([`BakeError::AlreadyBaked`]).
pub fn bake(png: &[u8], text: &str) -> Result<Vec<u8>, BakeError> {
    let chunks = chunks(png)?;
    for chunk in &chunks {
        if badge(chunk)?.is_some() {
            return Err(BakeError::AlreadyBaked);
        }
    }
    let end = chunks.last().map_or(png.len(), |chunk| chunk.at);
    let (picture, tail) = png.split_at(end);
    let mut data = Vec::with_capacity(text.len().saturating_add(32));
    data.extend_from_slice(KEYWORD.as_bytes());
    // Separator, not compressed, method 0, no language, no translated keyword.
    data.extend_from_slice(&[0, 0, 0, 0, 0]);
    data.extend_from_slice(text.as_bytes());
    let length = u32::try_from(data.len()).ok().filter(|length| *length < 1 << 31);
    let Some(length) = length else {
        return Err(too_large(data.len()));
    };
    let mut out = Vec::with_capacity(png.len().saturating_add(data.len()).saturating_add(12));
    out.extend_from_slice(picture);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(b"iTXt");
    out.extend_from_slice(&data);
    out.extend_from_slice(&crc(*b"iTXt", &data).to_be_bytes());
    out.extend_from_slice(tail);
    Ok(out)
}

/// `png` without any badge; every other byte is kept. Answers the same bytes where none is there.
///
/// # Errors
/// [`BakeError`] where the file is no whole PNG.
pub fn strip(png: &[u8]) -> Result<Vec<u8>, BakeError> {
    let mut out = Vec::with_capacity(png.len());
    out.extend_from_slice(&SIGNATURE);
    for chunk in chunks(png)? {
        if keyword(&chunk).is_none() {
            out.extend_from_slice(chunk.whole);
        }
    }
    Ok(out)
}

struct Chunk<'a> {
    at: usize,
    name: [u8; 4],
    data: &'a [u8],
    whole: &'a [u8],
}

fn too_large(found: usize) -> BakeError {
    BakeError::TooLarge {
        found: u64::try_from(found).unwrap_or(u64::MAX),
        most: u64::try_from(PICTURE_BYTES_MAX).unwrap_or(u64::MAX),
    }
}

fn offset(at: usize) -> u64 {
    u64::try_from(at).unwrap_or(u64::MAX)
}

fn shape(chunk: [u8; 4], at: usize, what: &'static str) -> BakeError {
    BakeError::PngShape { chunk: name(chunk), at: offset(at), what }
}

fn name(bytes: [u8; 4]) -> String {
    bytes.iter().map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '?' }).collect()
}

fn crc(name: [u8; 4], data: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&name);
    hasher.update(data);
    hasher.finalize()
}

/// Every chunk of a whole PNG, in order, IEND last and nothing after it.
fn chunks(png: &[u8]) -> Result<Vec<Chunk<'_>>, BakeError> {
    if png.len() > PICTURE_BYTES_MAX {
        return Err(too_large(png.len()));
    }
    let Some(mut rest) = png.strip_prefix(&SIGNATURE) else {
        return Err(BakeError::PngTruncated { at: 0 });
    };
    let mut found = Vec::new();
    loop {
        let at = png.len().saturating_sub(rest.len());
        let (chunk, after) = next(rest, at)?;
        if found.is_empty() && &chunk.name != b"IHDR" {
            return Err(shape(chunk.name, at, "the first chunk must be IHDR"));
        }
        let last = &chunk.name == b"IEND";
        found.push(chunk);
        if last && !after.is_empty() {
            return Err(shape(*b"IEND", at, "bytes follow the last chunk"));
        }
        if last {
            return Ok(found);
        }
        if found.len() >= PNG_CHUNKS_MAX {
            return Err(BakeError::PngChunks { most: offset(PNG_CHUNKS_MAX) });
        }
        rest = after;
    }
}

/// The chunk at the head of `rest`, whose offset is `at`, and what follows it.
fn next(rest: &[u8], at: usize) -> Result<(Chunk<'_>, &[u8]), BakeError> {
    let short = || BakeError::PngTruncated { at: offset(at.saturating_add(rest.len())) };
    let (length, body) = rest.split_first_chunk::<4>().ok_or_else(short)?;
    let (name, body) = body.split_first_chunk::<4>().ok_or_else(short)?;
    let length = u32::from_be_bytes(*length);
    if length >= 1 << 31 {
        return Err(shape(*name, at, "the length is over 2^31 - 1"));
    }
    if !name.iter().all(u8::is_ascii_alphabetic) {
        return Err(shape(*name, at, "a chunk is named by four letters"));
    }
    let length = usize::try_from(length).map_err(|_| short())?;
    let (data, body) = body.split_at_checked(length).ok_or_else(short)?;
    let (sum, after) = body.split_first_chunk::<4>().ok_or_else(short)?;
    let found = u32::from_be_bytes(*sum);
    let expected = crc(*name, data);
    if found != expected {
        return Err(BakeError::PngCrc {
            chunk: self::name(*name),
            at: offset(at),
            found,
            expected,
        });
    }
    let whole = rest.get(..rest.len().saturating_sub(after.len())).unwrap_or_default();
    Ok((Chunk { at, name: *name, data, whole }, after))
}

/// The bytes after a badge's keyword, where the chunk is a badge.
fn keyword<'a>(chunk: &Chunk<'a>) -> Option<&'a [u8]> {
    if !matches!(&chunk.name, b"iTXt" | b"tEXt" | b"zTXt") {
        return None;
    }
    [KEYWORD, KEYWORD_OLD]
        .into_iter()
        .find_map(|word| chunk.data.strip_prefix(word.as_bytes())?.strip_prefix(&[0]))
}

/// The badge in one chunk, where it holds one.
fn badge(chunk: &Chunk<'_>) -> Result<Option<String>, BakeError> {
    let Some(rest) = keyword(chunk) else { return Ok(None) };
    let bytes = match &chunk.name {
        b"tEXt" => within(rest, chunk.at)?.to_vec(),
        b"zTXt" => match rest.split_first() {
            Some((0, packed)) => inflate(packed, chunk.at)?,
            Some(_) | None => return Err(shape(chunk.name, chunk.at, "unknown compression")),
        },
        _ => international(rest, chunk)?,
    };
    let text = String::from_utf8(bytes).map_err(|_| BakeError::NotText { at: offset(chunk.at) })?;
    Ok(Some(text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n', '\0']).to_owned()))
}

/// The text of an `iTXt` chunk: flag, method, language, translated keyword, text.
fn international(rest: &[u8], chunk: &Chunk<'_>) -> Result<Vec<u8>, BakeError> {
    let bad = |what| shape(chunk.name, chunk.at, what);
    let [flag, method, rest @ ..] = rest else {
        return Err(bad("the text has no compression flag"));
    };
    let rest = after_zero(rest).ok_or_else(|| bad("the language tag has no end"))?;
    let text = after_zero(rest).ok_or_else(|| bad("the translated keyword has no end"))?;
    match (flag, method) {
        (0, _) => Ok(within(text, chunk.at)?.to_vec()),
        (1, 0) => inflate(text, chunk.at),
        (1, _) => Err(bad("unknown compression")),
        (_, _) => Err(bad("the compression flag is neither 0 nor 1")),
    }
}

fn after_zero(bytes: &[u8]) -> Option<&[u8]> {
    let at = bytes.iter().position(|byte| *byte == 0)?;
    bytes.get(at.checked_add(1)?..)
}

fn within(bytes: &[u8], at: usize) -> Result<&[u8], BakeError> {
    if bytes.len() > CREDENTIAL_BYTES_MAX {
        return Err(BakeError::PngInflate { at: offset(at), most: offset(CREDENTIAL_BYTES_MAX) });
    }
    Ok(bytes)
}

/// At most one byte over the bound is ever inflated.
fn inflate(packed: &[u8], at: usize) -> Result<Vec<u8>, BakeError> {
    let bound = offset(CREDENTIAL_BYTES_MAX);
    let mut out = Vec::new();
    let read = ZlibDecoder::new(packed).take(bound.saturating_add(1)).read_to_end(&mut out);
    match read {
        Ok(count) if count <= CREDENTIAL_BYTES_MAX => Ok(out),
        Ok(_) | Err(_) => Err(BakeError::PngInflate { at: offset(at), most: bound }),
    }
}

#[cfg(test)]
mod tests;
