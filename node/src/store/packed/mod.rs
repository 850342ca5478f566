//! An entry as it lies in a row: without what all entries have in common.
//!
//! | First byte | What follows |
//! |---|---|
//! | 0 | the Entry |
//! | 1 | its length 4 B, an LZ4 block over dictionary 1 |
//!
//! Two thirds of a badge are words of its contexts, and a key that it names four times. The dictionary
//! holds the former, LZ4 finds the latter; so 1,814 bytes become 760, in a tenth of the time that
//! checking their signature takes. Deflate makes them 690 and takes twenty times as long.
//!
//! A dictionary is never changed: what was packed with it could not be read any more. A better one
//! gets a number of its own.
//!
//! Each entry is packed alone, so that one can be erased and the others stay.
//! Source: LZ4 Block Format Description, "Compressed block format".

use bot_protocol::limits::ENTRY_BYTES_MAX;
use lz4_flex::block::{
    compress_into_with_dict, decompress_into_with_dict, get_maximum_output_size,
};

const PLAIN: u8 = 0;
const OVER_ONE: u8 = 1;

/// What badges, endorsements and profiles are written with: the rarer first, since what stands last
/// is found first.
const ONE: &[u8] = include_bytes!("one.txt");

/// The bytes to store; never more than one longer than the entry.
pub(super) fn pack(entry: &[u8]) -> Vec<u8> {
    shorter(entry).unwrap_or_else(|| [&[PLAIN], entry].concat())
}

fn shorter(entry: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(entry.len()).ok()?.to_be_bytes();
    let mut packed = [&[OVER_ONE], &length[..]].concat();
    let start = packed.len();
    packed.resize(start + get_maximum_output_size(entry.len()), 0);
    let written = compress_into_with_dict(entry, packed.get_mut(start..)?, ONE).ok()?;
    packed.truncate(start + written);
    packed.shrink_to_fit();
    (packed.len() <= entry.len()).then_some(packed)
}

/// The entry, where these are the bytes of one. None is longer than an entry may be, whatever the
/// bytes claim.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let (&form, rest) = packed.split_first()?;
    match form {
        PLAIN => Some(rest.to_vec()),
        OVER_ONE => {
            let (length, block) = rest.split_first_chunk::<4>()?;
            let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
            if length > ENTRY_BYTES_MAX {
                return None;
            }
            let mut entry = vec![0; length];
            let written = decompress_into_with_dict(block, &mut entry, ONE).ok()?;
            (written == length).then_some(entry)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
