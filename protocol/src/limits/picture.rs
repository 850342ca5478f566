//! Bounds of pictures and of what is baked into them.

/// Most bytes a picture may have that a badge is read from or baked into: 16 MiB.
///
/// A photograph fits; what is larger is no badge.
pub const PICTURE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Most badges that are unpacked and compared in one picture: 8.
///
/// A picture has one, or the same in two spellings; each may unpack to a million bytes.
pub const PICTURE_BADGES_MAX: usize = 8;

/// Most chunks one PNG may have: 65,536.
///
/// Encoders cut pixels into pieces of 8 KiB or more; an animation has some thousands.
pub const PNG_CHUNKS_MAX: usize = 65_536;

/// Deepest nesting of elements in an SVG: 256 levels.
///
/// Drawings nest groups by the dozen; recursion is what is kept out.
pub const SVG_DEPTH_MAX: usize = 256;

/// Most attributes of the root of an SVG: 1,024.
///
/// Drawing programs write some dozens; a million names to compare with each other cost more than
/// all else in a file.
pub const SVG_ATTRIBUTES_MAX: usize = 1024;

/// Most attributes of all elements of an SVG: 262,144.
///
/// Four for each of 65,000 paths; each costs some thirty nanoseconds.
pub const SVG_ATTRIBUTES_ALL_MAX: usize = 262_144;

/// Most namespaces that are declared where any element of an SVG stands: 256.
///
/// Drawing programs declare a dozen.
pub const SVG_NAMESPACES_MAX: usize = 256;

/// Most tags, texts and other parts of an SVG: 262,144.
///
/// A map of a town drawn path by path has some ten thousand; a file of nothing else could have
/// millions, each of which costs a tenth of a microsecond.
pub const SVG_PARTS_MAX: usize = 262_144;
