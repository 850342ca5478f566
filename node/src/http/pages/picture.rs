//! Pictures that are sent. One for a badge: read within bounds, made small enough to travel in every badge, and written
//! anew, so that nothing of the file but its pixels goes on.

use std::io::Cursor;

use png::{ColorType, Decoder, Encoder, Limits, Transformations};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Most bytes of a picture that is sent: 8 MiB, a photograph.
pub(super) const FILE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Most pixels of one: 24 million, as cameras make.
const PIXELS_MAX: u64 = 24_000_000;

/// Most memory that reading one may take: 128 MiB.
const MEMORY_BYTES_MAX: usize = 128 * 1024 * 1024;

/// Largest file that travels in a badge: 40 kB.
const BADGE_BYTES_MAX: usize = 40_000;

/// The longest sides that are tried, in pixels, the first that is small enough is taken.
const SIDES: [u32; 5] = [400, 256, 192, 128, 96];

/// Pixels of red, green, blue and opacity.
struct Pixels {
    width: u32,
    height: u32,
    bytes: Vec<u8>,
}

/// The same picture, small and written anew; nothing where it is no PNG, or too large to be read.
pub(super) fn small(file: &[u8]) -> Option<Vec<u8>> {
    let pixels = read(file)?;
    SIDES.into_iter().find_map(|side| {
        let written = write(&pixels.within(side)?)?;
        (written.len() <= BADGE_BYTES_MAX).then_some(written)
    })
}

/// Shades of grey.
pub(super) struct Grey {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) bytes: Vec<u8>,
}

/// How a JPEG begins. Source: ITU-T T.81 §B.1.1.3.
const JPEG: &[u8] = &[0xff, 0xd8, 0xff];

/// Whether a file begins as a JPEG.
pub(super) fn is_jpeg(file: &[u8]) -> bool {
    file.starts_with(JPEG)
}

/// A picture in shades of grey on white, with sides of at most so many pixels; nothing where it is neither
/// PNG nor JPEG, or too large to be read.
pub(super) fn grey(file: &[u8], side: u32) -> Option<Grey> {
    let pixels = if is_jpeg(file) { read_jpeg(file) } else { read(file) }?.within(side)?;
    let shade = |pixel: &[u8]| {
        let [red, green, blue, seen] = *pixel.first_chunk()?;
        // As eyes weigh them. Source: ITU-R BT.601 §2.5.1.
        let light = (u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114) / 1000;
        let seen = u32::from(seen);
        u8::try_from((light * seen + 255 * (255 - seen)) / 255).ok()
    };
    Some(Grey {
        width: usize::try_from(pixels.width).ok()?,
        height: usize::try_from(pixels.height).ok()?,
        bytes: pixels.bytes.chunks_exact(4).filter_map(shade).collect(),
    })
}

fn read_jpeg(file: &[u8]) -> Option<Pixels> {
    if file.len() > FILE_BYTES_MAX {
        return None;
    }
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().ok()?;
    let info = decoder.info()?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    // Of one that tells its height at its end nothing is known before.
    if height == 0 || u64::from(width) * u64::from(height) > PIXELS_MAX {
        return None;
    }
    let shades = decoder.decode().ok()?;
    let whole = u64::try_from(shades.len()).ok()? == u64::from(width) * u64::from(height);
    let bytes = shades.into_iter().flat_map(|shade| [shade, shade, shade, u8::MAX]).collect();
    whole.then_some(Pixels { width, height, bytes })
}

fn read(file: &[u8]) -> Option<Pixels> {
    if file.len() > FILE_BYTES_MAX {
        return None;
    }
    let limits = Limits { bytes: MEMORY_BYTES_MAX };
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), limits);
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let mut reader = decoder.read_info().ok()?;
    let (width, height) = (reader.info().width, reader.info().height);
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return None;
    }
    let size = reader.output_buffer_size().filter(|size| *size <= MEMORY_BYTES_MAX)?;
    let mut buffer = vec![0; size];
    let frame = reader.next_frame(&mut buffer).ok()?;
    let used = buffer.get(..frame.buffer_size())?;
    let bytes = match frame.color_type {
        ColorType::Rgba => used.to_vec(),
        ColorType::GrayscaleAlpha => used
            .chunks_exact(2)
            .flat_map(|pair| match pair {
                [grey, opacity] => [*grey, *grey, *grey, *opacity],
                _ => [0; 4],
            })
            .collect(),
        ColorType::Grayscale | ColorType::Rgb | ColorType::Indexed => return None,
    };
    Some(Pixels { width, height, bytes })
}

impl Pixels {
    /// The same with sides of at most so many pixels: each pixel is the mean of those it stands for.
    fn within(&self, side: u32) -> Option<Self> {
        let longest = self.width.max(self.height);
        if longest <= side {
            let Self { width, height, ref bytes } = *self;
            return Some(Self { width, height, bytes: bytes.clone() });
        }
        let scaled = |length: u32| {
            let new = u64::from(length) * u64::from(side) / u64::from(longest);
            u32::try_from(new.max(1)).ok()
        };
        let (width, height) = (scaled(self.width)?, scaled(self.height)?);
        let mut bytes = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let columns = part(x, width, self.width);
                bytes.extend_from_slice(&self.mean(columns, part(y, height, self.height)));
            }
        }
        Some(Self { width, height, bytes })
    }

    /// The mean of a rectangle; what cannot be seen gives it no colour.
    fn mean(&self, columns: std::ops::Range<u64>, rows: std::ops::Range<u64>) -> [u8; 4] {
        let (mut sums, mut opacity, mut count) = ([0_u64; 3], 0_u64, 0_u64);
        for y in rows {
            for x in columns.clone() {
                let at = usize::try_from((y * u64::from(self.width) + x) * 4).unwrap_or(usize::MAX);
                let Some([red, green, blue, seen]) =
                    self.bytes.get(at..).and_then(<[u8]>::first_chunk)
                else {
                    continue;
                };
                let seen = u64::from(*seen);
                for (sum, colour) in sums.iter_mut().zip([red, green, blue]) {
                    *sum += u64::from(*colour) * seen;
                }
                opacity += seen;
                count += 1;
            }
        }
        let byte = |sum: u64, of: u64| {
            u8::try_from(sum.checked_div(of).unwrap_or_default()).unwrap_or(u8::MAX)
        };
        let [red, green, blue] = sums.map(|sum| byte(sum, opacity));
        [red, green, blue, byte(opacity, count)]
    }
}

/// Which of the old pixels a new one stands for.
fn part(at: u32, of: u32, whole: u32) -> std::ops::Range<u64> {
    let edge = |at: u64| at * u64::from(whole) / u64::from(of.max(1));
    let (from, to) = (edge(u64::from(at)), edge(u64::from(at) + 1));
    from..to.max(from + 1)
}

fn write(pixels: &Pixels) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, pixels.width, pixels.height);
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels.bytes).ok()?;
    writer.finish().ok()?;
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(width: u32, height: u32) -> Vec<u8> {
        let mut state = 1_u32;
        let bytes = (0..width * height * 4).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        });
        write(&Pixels { width, height, bytes: bytes.collect() }).unwrap()
    }

    #[test]
    fn a_picture_becomes_small_enough_to_travel() {
        for (width, height) in [(1, 1), (400, 400), (1200, 90), (90, 1200)] {
            let made = small(&noise(width, height)).unwrap();
            assert!(made.len() <= BADGE_BYTES_MAX, "{width} × {height}: {} bytes", made.len());
            let pixels = read(&made).unwrap();
            let (wide, high) = (pixels.width, pixels.height);
            assert!(wide <= 400 && high <= 400);
            assert_eq!(width > height, wide > high, "{width} × {height} became {wide} × {high}");
        }
    }

    #[test]
    fn nothing_but_the_pixels_goes_on() {
        let plain = Pixels { width: 2, height: 1, bytes: vec![9, 8, 7, 255, 0, 0, 0, 0] };
        let file = write(&plain).unwrap();
        // A chunk of text after the head, as cameras and bakers put it there.
        let mut chunk = b"tEXtsecret\0here".to_vec();
        let sum = crc(&chunk);
        let length = u32::try_from(chunk.len() - 4).unwrap();
        chunk.splice(0..0, length.to_be_bytes());
        chunk.extend(sum.to_be_bytes());
        let told = [&file[..33], &chunk, &file[33..]].concat();
        assert!(read(&told).is_some(), "the chunk is whole");
        let made = small(&told).unwrap();
        assert!(!made.windows(6).any(|some| some == b"secret"));
        assert_eq!(read(&made).unwrap().bytes, plain.bytes);
    }

    #[test]
    fn a_picture_is_seen_in_grey_on_white() {
        let pixels = Pixels { width: 2, height: 1, bytes: vec![0, 0, 0, 255, 0, 0, 0, 0] };
        let seen = grey(&write(&pixels).unwrap(), 2000).unwrap();
        assert_eq!((seen.width, seen.height, seen.bytes), (2, 1, vec![0, 255]));
        for file in [&b"\xff\xd8\xff"[..], b"\xff\xd8\xff\xe0\0\x10JFIF", b"GIF89a", b""] {
            assert!(grey(file, 2000).is_none(), "{file:?}");
        }
    }

    fn crc(bytes: &[u8]) -> u32 {
        let mut sum = flate2::Crc::new();
        sum.update(bytes);
        sum.sum()
    }

    #[test]
    fn what_is_no_picture_or_claims_too_much_is_none() {
        assert!(small(b"").is_none());
        assert!(small(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>").is_none());
        let file = noise(4, 4);
        assert!(small(&file[..file.len() - 20]).is_none(), "cut");
        // The same head with a claim of 60,000 × 60,000 pixels.
        let mut head = file[12..29].to_vec();
        head[4..12].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let claims = [&file[..12], &head, &crc(&head).to_be_bytes(), &file[33..]].concat();
        assert!(small(&claims).is_none());
    }
}
