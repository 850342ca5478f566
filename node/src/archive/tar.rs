//! Reading a tar archive as a stream: names and bytes of its files, nothing else of it.
//!
//! Read are the forms in use: POSIX `ustar` and `pax`, GNU's long names, the old form without a
//! mark. Links, devices and what is of a kind not known are passed over and counted.
//!
//! Source: POSIX.1-2017 `pax`, "ustar Interchange Format" and "pax Extended Header".

use std::fmt;
use std::io::{self, Read};

use super::{ArchiveError, Bounds, Content, Item};

/// Everything in an archive comes in blocks of this many bytes.
pub(super) const BLOCK: usize = 512;

/// Most bytes of a long name or an extended header: 64 KiB, sixteen times the longest path.
const NAME_BYTES_MAX: u64 = 64 * 1024;

/// An archive, read up to some place.
pub(super) struct Tar {
    from: Box<dyn Read + Send>,
    bounds: Bounds,
    /// Where reading stands, in bytes.
    at: u64,
    seen: usize,
    left_out: u64,
    over: bool,
}

/// What one header says.
struct Header {
    name: String,
    size: u64,
    kind: u8,
}

/// What the headers before a file say of it.
#[derive(Default)]
struct Ahead {
    name: Option<String>,
    size: Option<u64>,
}

impl fmt::Debug for Tar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tar").field("at", &self.at).finish_non_exhaustive()
    }
}

/// Whether an archive may begin with this block: its check sum fits.
pub(super) fn begins(block: &[u8]) -> bool {
    let block: Option<&[u8; BLOCK]> = block.try_into().ok();
    block.is_some_and(|block| read_header(block).is_some())
}

impl Tar {
    pub(super) fn new(from: Box<dyn Read + Send>, bounds: Bounds) -> Self {
        Self { from, bounds, at: 0, seen: 0, left_out: 0, over: false }
    }

    pub(super) const fn left_out(&self) -> u64 {
        self.left_out
    }

    pub(super) fn next(&mut self) -> Option<Result<Item, ArchiveError>> {
        if self.over {
            return None;
        }
        let found = self.file();
        // Behind a fault there is nothing to rely on.
        self.over = !matches!(found, Ok(Some(_)));
        found.transpose()
    }

    /// The next file, or `None` at the end.
    fn file(&mut self) -> Result<Option<Item>, ArchiveError> {
        let mut ahead = Ahead::default();
        loop {
            let Some(header) = self.header()? else { return Ok(None) };
            self.seen += 1;
            if self.seen > self.bounds.things {
                return Err(ArchiveError::Many { most: self.bounds.things });
            }
            match header.kind {
                b'L' => ahead.name = Some(self.long_name(header.size)?),
                b'x' => self.extended(header.size, &mut ahead)?,
                b'g' | b'K' | b'5' => {
                    // Of all files, of links, of folders: nothing that is needed here.
                    self.skip(header.size)?;
                    ahead = if header.kind == b'5' { Ahead::default() } else { ahead };
                }
                b'0' | 0 | b'7' => {
                    let name = ahead.name.unwrap_or(header.name);
                    let bytes = self.content(ahead.size.unwrap_or(header.size))?;
                    return Ok(Some(Item { name, content: Content::Bytes(bytes) }));
                }
                _ => {
                    self.left_out += 1;
                    self.skip(ahead.size.unwrap_or(header.size))?;
                    ahead = Ahead::default();
                }
            }
        }
    }

    /// The next header; `None` where the archive says that it ends.
    fn header(&mut self) -> Result<Option<Header>, ArchiveError> {
        let at = self.at;
        let mut block = [0; BLOCK];
        self.fill(&mut block)?;
        if block.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        let what = "there is no header of a file";
        read_header(&block).map(Some).ok_or(ArchiveError::Damaged { at, what })
    }

    fn long_name(&mut self, size: u64) -> Result<String, ArchiveError> {
        let bytes = self.words(size)?;
        Ok(String::from_utf8_lossy(until_zero(&bytes)).into_owned())
    }

    /// An extended header: `LENGTH KEY=VALUE` a line.
    fn extended(&mut self, size: u64, ahead: &mut Ahead) -> Result<(), ArchiveError> {
        let damaged =
            ArchiveError::Damaged { at: self.at, what: "an extended header is not readable" };
        let bytes = self.words(size)?;
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            match record(&mut rest) {
                Some((b"path", value)) => {
                    ahead.name = Some(String::from_utf8_lossy(value).into_owned());
                }
                Some((b"size", value)) => {
                    let size = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
                    let Some(size) = size else { return Err(damaged) };
                    ahead.size = Some(size);
                }
                Some(_) => {}
                None => return Err(damaged),
            }
        }
        Ok(())
    }

    /// A header's own text.
    fn words(&mut self, size: u64) -> Result<Vec<u8>, ArchiveError> {
        if size > NAME_BYTES_MAX {
            let what = "a name is longer than any path";
            return Err(ArchiveError::Damaged { at: self.at, what });
        }
        let mut bytes = vec![0; usize::try_from(size).unwrap_or(0)];
        self.fill(&mut bytes)?;
        self.skip_padding(size)?;
        Ok(bytes)
    }

    /// A file's bytes, or one more than one may have; nothing is held for what is only claimed.
    fn content(&mut self, size: u64) -> Result<Vec<u8>, ArchiveError> {
        let most = u64::try_from(self.bounds.file_bytes).unwrap_or(u64::MAX).saturating_add(1);
        let wanted = size.min(most);
        self.spend(wanted)?;
        let mut bytes = Vec::new();
        let read = (&mut self.from).take(wanted).read_to_end(&mut bytes);
        if read.map_err(|cause| self.cut(&cause))? as u64 != wanted {
            return Err(self.ends());
        }
        self.skip_bytes(size - wanted)?;
        self.skip_padding(size)?;
        Ok(bytes)
    }

    fn skip(&mut self, size: u64) -> Result<(), ArchiveError> {
        self.skip_bytes(size)?;
        self.skip_padding(size)
    }

    fn skip_padding(&mut self, size: u64) -> Result<(), ArchiveError> {
        let block = BLOCK as u64;
        self.skip_bytes((block - size % block) % block)
    }

    fn skip_bytes(&mut self, count: u64) -> Result<(), ArchiveError> {
        self.spend(count)?;
        let passed = io::copy(&mut (&mut self.from).take(count), &mut io::sink());
        if passed.map_err(|cause| self.cut(&cause))? == count { Ok(()) } else { Err(self.ends()) }
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), ArchiveError> {
        self.spend(bytes.len() as u64)?;
        self.from.read_exact(bytes).map_err(|cause| self.cut(&cause))
    }

    /// Counts what will be read.
    fn spend(&mut self, count: u64) -> Result<(), ArchiveError> {
        let after = self.at.saturating_add(count);
        if after > self.bounds.bytes {
            return Err(ArchiveError::Large { most: self.bounds.bytes });
        }
        self.at = after;
        Ok(())
    }

    /// A fault while reading: of the packing, or the end where more was to come.
    fn cut(&self, cause: &io::Error) -> ArchiveError {
        if cause.kind() == io::ErrorKind::UnexpectedEof {
            return self.ends();
        }
        ArchiveError::Damaged { at: self.at, what: "it cannot be read or unpacked" }
    }

    const fn ends(&self) -> ArchiveError {
        ArchiveError::Damaged { at: self.at, what: "it ends in the middle" }
    }
}

/// One header, where its check sum fits.
fn read_header(block: &[u8; BLOCK]) -> Option<Header> {
    let sum = |byte: fn(u8) -> i64| {
        let counted = |(at, found): (usize, &u8)| match at {
            148..156 => i64::from(b' '),
            _ => byte(*found),
        };
        block.iter().enumerate().map(counted).sum::<i64>()
    };
    let told = i64::try_from(number(&block[148..156])?).ok()?;
    // Some old programs added the bytes up as signed ones.
    let fits = told == sum(i64::from) || told == sum(|byte| i64::from(byte.cast_signed()));
    if !fits || block[0] == 0 {
        return None;
    }
    let name = String::from_utf8_lossy(until_zero(&block[..100])).into_owned();
    let prefix = until_zero(&block[345..500]);
    let name = match block[257..263] == *b"ustar\0" && !prefix.is_empty() {
        true => format!("{}/{name}", String::from_utf8_lossy(prefix)),
        false => name,
    };
    Some(Header { name, size: number(&block[124..136])?, kind: block[156] })
}

/// A number in octal digits, or where it is larger in base 256, marked by the first bit.
fn number(field: &[u8]) -> Option<u64> {
    if let [first @ 0x80..=0x81, rest @ ..] = field {
        let zero = u64::from(first & 1);
        return rest.iter().try_fold(zero, |sum, byte| {
            sum.checked_mul(256).and_then(|sum| sum.checked_add(u64::from(*byte)))
        });
    }
    let text = std::str::from_utf8(until_zero(field)).ok()?.trim_matches(' ');
    if text.is_empty() { Some(0) } else { u64::from_str_radix(text, 8).ok() }
}

fn until_zero(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// Takes one record off an extended header.
fn record<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let blank = rest.iter().position(|byte| *byte == b' ')?;
    let length: usize = std::str::from_utf8(&rest[..blank]).ok()?.parse().ok()?;
    let record = rest.get(blank + 1..length)?.strip_suffix(b"\n")?;
    let equals = record.iter().position(|byte| *byte == b'=')?;
    *rest = &rest[length..];
    Some((&record[..equals], &record[equals + 1..]))
}
