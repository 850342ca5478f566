//! Bounds of pictures and of what is baked into them.

/// Most bytes a picture may have that a badge is read from or baked into: 16 MiB.
///
/// A photograph fits; what is larger is no badge.
pub const PICTURE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Most chunks one PNG may have: 65,536.
///
/// Encoders cut pixels into pieces of 8 KiB or more; an animation has some thousands.
pub const PNG_CHUNKS_MAX: usize = 65_536;

/// Deepest nesting of elements in an SVG: 256 levels.
///
/// Drawings nest groups by the dozen; recursion is what is kept out.
pub const SVG_DEPTH_MAX: usize = 256;
