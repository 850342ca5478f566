//! What a body says, one file a kind. Source: `spec/feed.md` §5.

mod anchor;
mod charter;
mod dispute;
mod document;
mod erase;
mod grant;
mod grant_end;
mod leave;
mod node_addr;
mod profile;
mod prune;
mod recognition;
mod recognition_end;
mod reply;
mod revoke;
mod status_snapshot;
mod suspend;
#[cfg(test)]
mod tests;

pub use anchor::Anchor;
pub use charter::{Charter, CharterText, CommunityAct, Quorums, Steward};
pub use dispute::{Dispute, Disputed};
pub use document::Document;
pub use erase::Erase;
pub use grant::{Grant, GrantScope};
pub use grant_end::GrantEnd;
pub use leave::Leave;
pub use node_addr::{NamedMailbox, NodeAddr, sign_peer, verify_peer};
pub use profile::{Party, Profile};
pub use prune::Prune;
pub use recognition::Recognition;
pub use recognition_end::{OfferName, RecognitionEnd};
pub use reply::Reply;
pub use revoke::Revoke;
pub use status_snapshot::StatusSnapshot;
pub use suspend::Suspend;

use crate::{
    canon::cbor::{CborError, Reader, Writer},
    identity::{Did, PublicKey},
    limits::BODY_BYTES_MAX,
    statement::ContentError,
};

/// Opens the array of a CBOR content and reads its version, which must be 1.
pub(crate) fn open<'a>(bytes: &'a [u8], members: u64) -> Result<Reader<'a>, ContentError> {
    let mut reader = Reader::new(bytes);
    reader.array(members)?;
    let found = reader.u64()?;
    if found != 1 {
        return Err(ContentError::Version { found });
    }
    Ok(reader)
}

/// Opens the array of a content of version 1, or of version 2, which has one member more.
fn open_either(bytes: &[u8], members: u64) -> Result<(Reader<'_>, u64), ContentError> {
    let mut reader = Reader::new(bytes);
    let most = usize::try_from(members.saturating_add(1)).unwrap_or(usize::MAX);
    let found = reader.list(most)?;
    match (reader.u64()?, found == most) {
        (1, false) => {}
        (2, true) => return Ok((reader, 2)),
        (found, _) => return Err(ContentError::Version { found }),
    }
    // One that is shorter lacks a member, and is told as such.
    Ok((open(bytes, members)?, 1))
}

/// Reads the former identity that a content of version 2 names last.
fn former(reader: &mut Reader<'_>, version: u64) -> Result<Option<Did>, ContentError> {
    match version {
        2 => Ok(Some(Did::from(PublicKey::from_bytes(&reader.fixed()?)?))),
        _ => Ok(None),
    }
}

/// Writes the array and the version of a content, by whether it names a former identity.
fn write_either(writer: &mut Writer, members: usize, of: Option<&Did>) {
    match of {
        None => writer.array(members).uint(1_u8),
        Some(_) => writer.array(members.saturating_add(1)).uint(2_u8),
    };
}

/// Writes the former identity that a content names, where it does.
fn write_former(writer: &mut Writer, of: Option<&Did>) {
    if let Some(of) = of {
        writer.bytes(of.public_key().as_bytes());
    }
}

/// Reads a text or null.
pub(crate) fn optional_text(reader: &mut Reader<'_>) -> Result<Option<String>, CborError> {
    reader.optional(|reader| reader.text(BODY_BYTES_MAX).map(str::to_owned))
}

/// Reads a state of yes or no: 1 or 0.
fn flag(reader: &mut Reader<'_>) -> Result<bool, ContentError> {
    match reader.u8()? {
        0 => Ok(false),
        1 => Ok(true),
        found => Err(ContentError::State { found }),
    }
}

/// Writes a text or null.
pub(crate) fn write_optional(writer: &mut Writer, text: Option<&str>) {
    writer.optional(text, Writer::text);
}

/// Reads a list of numbers that is sorted, names each once, and has 1 to `max` of them.
fn numbers(
    reader: &mut Reader<'_>,
    field: &'static str,
    max: usize,
) -> Result<Vec<u32>, ContentError> {
    let count = reader.list(max)?;
    let list = (0..count).map(|_| reader.u32()).collect::<Result<Vec<_>, CborError>>()?;
    check_numbers(field, &list, max)?;
    Ok(list)
}

/// Checks what [`numbers`] checks, on a list that is still to be written.
fn check_numbers(field: &'static str, list: &[u32], max: usize) -> Result<(), ContentError> {
    if list.is_empty() {
        return Err(ContentError::Empty { field });
    }
    if list.len() > max {
        return Err(ContentError::TooMany { field, found: list.len(), max });
    }
    if !list.is_sorted_by(|left, right| left < right) {
        return Err(ContentError::Unsorted { field });
    }
    Ok(())
}

/// Writes a list of numbers.
fn write_numbers(writer: &mut Writer, list: &[u32]) {
    writer.array(list.len());
    for number in list {
        writer.uint(*number);
    }
}
