//! One member of GZIP, inflated within a bound and never kept whole.
//!
//! Nothing is allocated from a length that the data claims: what comes out passes through one small
//! buffer. A file of several members is another file to other readers, so it is refused.
//!
//! Source: RFC 1952; RFC 1951.

use flate2::{Decompress, FlushDecompress, Status};

/// Why bytes are not one whole member of GZIP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GzipFault {
    /// They do not begin as GZIP does.
    #[error("the data is not GZIP")]
    NotGzip,
    /// The header says what no header may say.
    #[error("the GZIP header has {what}")]
    Header {
        /// What is wrong with it.
        what: &'static str,
    },
    /// They end before the member does.
    #[error("the GZIP data ends too early")]
    Truncated,
    /// The compressed data is not what any compressor writes.
    #[error("the GZIP data does not inflate")]
    Corrupt,
    /// The checksum is of other data.
    #[error("the GZIP checksum does not fit the data")]
    Checksum,
    /// The length written at the end is not that of the data.
    #[error("the GZIP length does not fit the data")]
    Length,
    /// More comes out than may.
    #[error("the GZIP data inflates to more than {most} bytes")]
    TooLarge {
        /// The bound.
        most: u64,
    },
    /// Another member follows.
    #[error("several GZIP members follow one another, expected one")]
    Members,
    /// Something else follows.
    #[error("{bytes} bytes follow the GZIP data")]
    Trailing {
        /// How many.
        bytes: usize,
    },
}

const MAGIC: [u8; 2] = [0x1f, 0x8b];
const DEFLATE: u8 = 8;
const BUFFER: usize = 8 * 1024;

// The flags of RFC 1952 §2.3.1; FTEXT says nothing that matters here.
const FHCRC: u8 = 0x02;
const FEXTRA: u8 = 0x04;
const FNAME: u8 = 0x08;
const FCOMMENT: u8 = 0x10;
const RESERVED: u8 = 0xe0;

/// Inflates the one member that `packed` is, telling `take` each piece in order, and answers how
/// many bytes came out.
///
/// Of more than `most` bytes at most one over the bound is told.
///
/// # Errors
/// [`GzipFault`]; what was told before does not count then.
pub(super) fn inflate(
    packed: &[u8],
    most: u64,
    mut take: impl FnMut(&[u8]),
) -> Result<u64, GzipFault> {
    let mut rest = after_header(packed)?;
    let mut engine = Decompress::new(false);
    let mut buffer = vec![0_u8; BUFFER];
    let mut checksum = crc32fast::Hasher::new();
    loop {
        let (before_in, before_out) = (engine.total_in(), engine.total_out());
        let room = most.saturating_sub(before_out).saturating_add(1);
        let room = usize::try_from(room).unwrap_or(BUFFER).min(BUFFER);
        let space = buffer.get_mut(..room).unwrap_or_default();
        let status = engine.decompress(rest, space, FlushDecompress::None);
        let status = status.map_err(|_| GzipFault::Corrupt)?;
        let took = difference(engine.total_in(), before_in);
        let piece = buffer.get(..difference(engine.total_out(), before_out)).unwrap_or_default();
        rest = rest.get(took..).unwrap_or_default();
        checksum.update(piece);
        take(piece);
        if engine.total_out() > most {
            return Err(GzipFault::TooLarge { most });
        }
        match status {
            Status::StreamEnd => break,
            Status::Ok | Status::BufError if took == 0 && piece.is_empty() => {
                return Err(GzipFault::Truncated);
            }
            Status::Ok | Status::BufError => {}
        }
    }
    let size = engine.total_out();
    trailer(rest, checksum.finalize(), size)?;
    Ok(size)
}

fn difference(after: u64, before: u64) -> usize {
    usize::try_from(after.saturating_sub(before)).unwrap_or(usize::MAX)
}

/// What follows the header.
fn after_header(packed: &[u8]) -> Result<&[u8], GzipFault> {
    let [first, second, rest @ ..] = packed else { return Err(GzipFault::NotGzip) };
    if [*first, *second] != MAGIC {
        return Err(GzipFault::NotGzip);
    }
    // Method, flags, time (4), extra flags, system.
    let [method, flags, _, _, _, _, _, _, rest @ ..] = rest else {
        return Err(GzipFault::Truncated);
    };
    if *method != DEFLATE {
        return Err(GzipFault::Header { what: "another method than deflate" });
    }
    if flags & RESERVED != 0 {
        return Err(GzipFault::Header { what: "a reserved flag" });
    }
    let mut rest = rest;
    if flags & FEXTRA != 0 {
        let [low, high, after @ ..] = rest else { return Err(GzipFault::Truncated) };
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        rest = after.get(length..).ok_or(GzipFault::Truncated)?;
    }
    for text in [FNAME, FCOMMENT] {
        if flags & text != 0 {
            let mut parts = rest.splitn(2, |byte| *byte == 0).skip(1);
            rest = parts.next().ok_or(GzipFault::Truncated)?;
        }
    }
    if flags & FHCRC != 0 {
        let [low, high, after @ ..] = rest else { return Err(GzipFault::Truncated) };
        let header = packed.get(..packed.len().saturating_sub(rest.len())).unwrap_or_default();
        let [first, second, ..] = crc32fast::hash(header).to_le_bytes();
        if [first, second] != [*low, *high] {
            return Err(GzipFault::Header { what: "a checksum that does not fit it" });
        }
        rest = after;
    }
    Ok(rest)
}

/// Checks what follows the compressed data: checksum, length, nothing else.
fn trailer(rest: &[u8], checksum: u32, size: u64) -> Result<(), GzipFault> {
    let Some((trailer, rest)) = rest.split_first_chunk::<8>() else {
        return Err(GzipFault::Truncated);
    };
    let [c0, c1, c2, c3, l0, l1, l2, l3] = *trailer;
    if u32::from_le_bytes([c0, c1, c2, c3]) != checksum {
        return Err(GzipFault::Checksum);
    }
    // The length is written modulo 2³², which the bound lies far below.
    if u64::from(u32::from_le_bytes([l0, l1, l2, l3])) != size {
        return Err(GzipFault::Length);
    }
    match rest {
        [] => Ok(()),
        rest if rest.starts_with(&MAGIC) => Err(GzipFault::Members),
        rest => Err(GzipFault::Trailing { bytes: rest.len() }),
    }
}
