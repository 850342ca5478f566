//! Badges in pictures: read out of and written into PNG and SVG files.
//!
//! Baking touches no pixel and no byte of the picture beside the badge itself. This module does
//! not judge what it finds: the badge's text goes to `verdict`.
//!
//! Source: Open Badges 3.0 §5.3 (baking), PNG 3rd edition §5 and §11.3.

use thiserror::Error;

pub mod container;
pub mod png;
pub mod svg;

/// Why a picture was not read or written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BakeError {
    /// The file is larger than [`crate::limits::PICTURE_BYTES_MAX`].
    #[error("the picture has {found} bytes, at most {most} are read")]
    TooLarge {
        /// Its bytes.
        found: u64,
        /// The bound.
        most: u64,
    },
    /// The bytes end inside a chunk or before the closing one.
    #[error("the PNG ends at byte {at}, inside or before a chunk")]
    PngTruncated {
        /// The offset at which bytes are missing.
        at: u64,
    },
    /// A chunk's checksum does not fit its bytes.
    #[error("chunk {chunk} at byte {at} has checksum {found:08x}, its bytes give {expected:08x}")]
    PngCrc {
        /// The chunk's type.
        chunk: String,
        /// Its offset.
        at: u64,
        /// The checksum written.
        found: u32,
        /// The checksum of the bytes.
        expected: u32,
    },
    /// A chunk is not what the PNG form allows at this place.
    #[error("chunk {chunk} at byte {at}: {what}")]
    PngShape {
        /// The chunk's type.
        chunk: String,
        /// Its offset.
        at: u64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// More chunks than [`crate::limits::PNG_CHUNKS_MAX`].
    #[error("the PNG has more than {most} chunks")]
    PngChunks {
        /// The bound.
        most: u64,
    },
    /// A compressed badge does not inflate, or to more than a credential may have.
    #[error("the compressed text at byte {at} does not inflate to at most {most} bytes")]
    PngInflate {
        /// The offset of its chunk.
        at: u64,
        /// The bound.
        most: u64,
    },
    /// The SVG is not well-formed, or uses what is refused here.
    #[error("the SVG is refused at byte {at}: {what}")]
    Svg {
        /// The offset.
        at: u64,
        /// What is wrong.
        what: String,
    },
    /// What begins like an SVG has another root: a web page, or another XML document.
    #[error("the root is <{root}>, expected <svg>")]
    NoDrawing {
        /// The root's name, cut where it is long.
        root: String,
    },
    /// The picture holds two badges that differ.
    #[error("the picture holds {count} different badges, expected one")]
    TwoBadges {
        /// How many texts differ.
        count: u64,
    },
    /// The picture holds no badge.
    #[error("the picture holds no badge")]
    NoBadge,
    /// The picture holds a badge already and was to get another.
    #[error("the picture holds a badge already")]
    AlreadyBaked,
    /// The file is no picture that can carry a badge.
    #[error("the file is neither PNG nor SVG")]
    NotAPicture,
    /// The badge inside is not text in UTF-8.
    #[error("the badge at byte {at} is not UTF-8 text")]
    NotText {
        /// The offset of what holds it.
        at: u64,
    },
}

impl BakeError {
    /// The code that `words` explains.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "picture-too-large",
            Self::PngTruncated { .. } => "png-truncated",
            Self::PngCrc { .. } => "png-crc",
            Self::PngShape { .. } => "png-shape",
            Self::PngChunks { .. } => "png-chunks",
            Self::PngInflate { .. } => "png-inflate",
            Self::Svg { .. } => "svg-refused",
            Self::NoDrawing { .. } => "no-drawing",
            Self::TwoBadges { .. } => "two-badges",
            Self::NoBadge => "no-badge",
            Self::AlreadyBaked => "already-baked",
            Self::NotAPicture => "not-a-picture",
            Self::NotText { .. } => "badge-not-text",
        }
    }

    /// Every code of this kind.
    pub const CODES: [&'static str; 12] = [
        "picture-too-large",
        "png-truncated",
        "png-crc",
        "png-shape",
        "png-chunks",
        "png-inflate",
        "svg-refused",
        "two-badges",
        "no-badge",
        "already-baked",
        "not-a-picture",
        "badge-not-text",
    ];
}
