//! QR codes in a picture that was sent: a photograph of one, or of the several that `bot prove` draws.
//!
//! A picture is read within bounds and made smaller before codes are looked for, apart from the net.

use bot_protocol::verdict::dossier::{FrameError, is_frame, join};

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::picture;
use crate::acts::ActError;

/// Longest side of a picture in which codes are looked for, in pixels: of the largest code, of 177 modules, a
/// module has six.
const SIDE_MAX: u32 = 1200;

/// One picture at a time: a hostile one keeps the reader busy for long, and must not take the seats of those who
/// have badges judged.
static SEAT: Semaphore = Semaphore::const_new(1);

/// Most codes that are taken of one picture.
const CODES_MAX: usize = 8;

/// What the codes in these pictures hold, in the order in which they are found.
///
/// # Errors
/// When this node reads no more.
pub(super) async fn scanned(files: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>, ActError> {
    let mut found = Vec::new();
    for file in files {
        let seat = SEAT.acquire().await.map_err(|_| ActError::Broken)?;
        // A reader that nobody waits for any more goes on, and keeps its seat.
        let read = spawn_blocking(move || {
            let _seat = seat;
            codes(&file)
        });
        // A picture at which it breaks off holds no code that it reads.
        found.extend(read.await.unwrap_or_default());
    }
    Ok(found)
}

/// What codes hold together.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// A proof: a badge with what it takes to judge it.
    Proof(Vec<u8>),
    /// A badge or a link.
    Text(String),
}

/// What these codes hold together; the code of the words that tell why nothing is had of them.
///
/// # Errors
/// Where there is none, one of a proof is missing, or they are of several things.
pub(super) fn held(codes: Vec<Vec<u8>>) -> Result<Held, &'static str> {
    let frames: Vec<&[u8]> = codes.iter().map(Vec::as_slice).filter(|one| is_frame(one)).collect();
    if !frames.is_empty() {
        return join(&frames).map(Held::Proof).map_err(|error| match error {
            FrameError::Missing { .. } => "page-fault-code-missing",
            FrameError::Mixed => "page-fault-codes-mixed",
            FrameError::TooLarge { .. } | FrameError::NoFrame { .. } | FrameError::Damaged => {
                "page-fault-no-code"
            }
        });
    }
    let mut texts = codes.into_iter().filter_map(|one| String::from_utf8(one).ok());
    let first = texts.next().ok_or("page-fault-no-code")?;
    match texts.any(|text| text != first) {
        true => Err("page-fault-codes-mixed"),
        false => Ok(Held::Text(first)),
    }
}

fn codes(file: &[u8]) -> Vec<Vec<u8>> {
    let Some(grey) = picture::grey(file, SIDE_MAX) else { return Vec::new() };
    let (width, height) = (grey.width, grey.height);
    let shade = |x: usize, y: usize| grey.bytes.get(y * width + x).copied().unwrap_or(u8::MAX);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, shade);
    let grids = image.detect_grids().into_iter().take(CODES_MAX);
    let read = |grid: rqrr::Grid<_>| {
        let mut held = Vec::new();
        grid.decode_to(&mut held).ok().map(|_| held)
    };
    grids.filter_map(read).filter(|held| !held.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use bot_protocol::verdict::dossier::frames;
    use png::{BitDepth, ColorType, Encoder};
    use qrcodegen::{QrCode, QrCodeEcc};

    use super::*;

    /// Codes drawn side by side, with a margin of four modules, four pixels a module.
    fn drawn(codes: &[QrCode]) -> Vec<u8> {
        let (module, margin) = (4, 4);
        let side = codes.iter().map(QrCode::size).max().unwrap_or_default() + 2 * margin;
        let count = i32::try_from(codes.len()).unwrap();
        let (width, height) = (side * module * count, side * module);
        let mut pixels = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let code = &codes[usize::try_from(x / (side * module)).unwrap()];
                let at = |place: i32| place % (side * module) / module - margin;
                pixels.push(if code.get_module(at(x), at(y)) { 0 } else { 255 });
            }
        }
        let mut file = Vec::new();
        let [width, height] = [width, height].map(|side| u32::try_from(side).unwrap());
        let mut encoder = Encoder::new(&mut file, width, height);
        encoder.set_color(ColorType::Grayscale);
        encoder.set_depth(BitDepth::Eight);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&pixels).unwrap();
        writer.finish().unwrap();
        file
    }

    fn of(bytes: &[u8]) -> QrCode {
        QrCode::encode_binary(bytes, QrCodeEcc::Low).unwrap()
    }

    #[test]
    fn codes_are_read_from_one_picture_or_from_several() {
        let link = "https://school.example/shown/abc";
        let text = Ok(Held::Text(link.to_owned()));
        let one = drawn(&[of(link.as_bytes())]);
        assert_eq!(held(codes(&one)), text);
        assert_eq!(held([codes(&one), codes(&one)].concat()), text);
        let other = drawn(&[of(b"https://other.example/")]);
        assert_eq!(held([codes(&one), codes(&other)].concat()), Err("page-fault-codes-mixed"));
        // What is noise to deflate, so that it takes two codes, one of the largest size.
        let mut state = 1_u32;
        let proof = (0..4000).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        });
        let proof: Vec<u8> = proof.collect();
        let frames: Vec<QrCode> = frames(&proof).unwrap().iter().map(|one| of(one)).collect();
        assert_eq!(frames.len(), 2);
        let (first, second) = (codes(&drawn(&frames[..1])), codes(&drawn(&frames[1..])));
        assert_eq!(held(first.clone()), Err("page-fault-code-missing"));
        assert_eq!(held([second, first].concat()), Ok(Held::Proof(proof.clone())));
        assert_eq!(held(codes(&drawn(&frames))), Ok(Held::Proof(proof)));
    }

    #[test]
    fn a_picture_without_a_code_holds_nothing() {
        for file in [&b""[..], b"\xff\xd8\xff\xe0", b"{}", &drawn(&[of(b"x")])[..60]] {
            assert_eq!(held(codes(file)), Err("page-fault-no-code"));
        }
    }
}
