//! A badge inside an SVG: one `<openbadges:credential>` element, inserted without touching the
//! rest of the document.
//!
//! The document is read, never rendered: an internal DTD, entities of its own and other encodings
//! than UTF-8 are refused, an external DTD is named by many drawing programs and never fetched.
//!
//! Source: Open Badges 3.0 §5.3.2, Open Badges 2.0 baking (`<openbadges:assertion verify="…">`).

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::png::one;
use super::{BakeError, container};
use crate::limits::{
    CREDENTIAL_BYTES_MAX, PICTURE_BADGES_MAX, PICTURE_BYTES_MAX, SVG_ATTRIBUTES_ALL_MAX,
    SVG_ATTRIBUTES_MAX, SVG_DEPTH_MAX, SVG_NAMESPACES_MAX, SVG_PARTS_MAX,
};

/// The namespace of Open Badges 3.0 elements.
pub const NAMESPACE: &str = "https://purl.imsglobal.org/ob/v3p0";

/// Longest name of another root than a drawing's that is told, in bytes.
const ROOT_BYTES_MAX: usize = 40;

const PREFIX: &str = "openbadges";

/// What the namespaces of badge elements of every generation begin with.
const NAMESPACES: [&str; 5] = [
    "https://purl.imsglobal.org/ob/",
    "http://purl.imsglobal.org/ob/",
    "http://openbadges.org",
    "https://openbadges.org",
    "https://w3id.org/openbadges",
];

/// The badge inside `svg`, as the text that was baked in: the element's own text, or its `verify`
/// attribute where the element is empty.
///
/// # Errors
/// [`BakeError`] where the document is not read, or holds no badge or several that differ.
pub fn unbake(svg: &[u8]) -> Result<String, BakeError> {
    one(read(svg)?.badges)
}

/// `svg` with `text` baked in as the first child of its root: JSON as the text of the element, a
/// compact JWS as its attribute. Every other byte is kept.
///
/// # Errors
/// [`BakeError`] where the document is not read, the text cannot stand in XML, or the document
/// holds a badge already ([`BakeError::AlreadyBaked`]).
pub fn bake(svg: &[u8], text: &str) -> Result<Vec<u8>, BakeError> {
    let seen = read(svg)?;
    if seen.found > 0 {
        return Err(BakeError::AlreadyBaked);
    }
    if let Some(bad) = text.chars().find(|c| !is_xml(*c)) {
        let what = format!("U+{:04X} in the badge cannot stand in XML", u32::from(bad));
        return Err(BakeError::Svg { at: 0, what });
    }
    let root = seen.root;
    let own =
        if root.declares { format!(" xmlns:{PREFIX}=\"{NAMESPACE}\"") } else { String::new() };
    let outer =
        if root.declares { String::new() } else { format!(" xmlns:{PREFIX}=\"{NAMESPACE}\"") };
    let element = if container::is_jws(text.as_bytes()) {
        format!("<{PREFIX}:credential{own} verify=\"{}\"></{PREFIX}:credential>", text.trim())
    } else {
        let body = text.replace("]]>", "]]]]><![CDATA[>");
        format!("<{PREFIX}:credential{own}><![CDATA[{body}]]></{PREFIX}:credential>")
    };
    let (head, rest) = svg.split_at_checked(root.after_name).unwrap_or((svg, &[]));
    let inside = root.after_tag.saturating_sub(root.after_name);
    let (tag, tail) = rest.split_at_checked(inside).unwrap_or((rest, &[]));
    let mut out = Vec::with_capacity(svg.len().saturating_add(element.len()).saturating_add(128));
    out.extend_from_slice(head);
    out.extend_from_slice(outer.as_bytes());
    if root.empty {
        out.extend_from_slice(tag.strip_suffix(b"/>").unwrap_or(tag));
        out.extend_from_slice(b">");
        out.extend_from_slice(element.as_bytes());
        out.extend_from_slice(format!("</{}>", root.name).as_bytes());
    } else {
        out.extend_from_slice(tag);
        out.extend_from_slice(element.as_bytes());
    }
    out.extend_from_slice(tail);
    Ok(out)
}

/// What XML 1.0 §2.2 lets stand in a document.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Where the root's start tag lies, in bytes of the file.
#[derive(Default)]
struct Root {
    name: String,
    after_name: usize,
    after_tag: usize,
    /// Whether the tag binds the prefix `openbadges` itself.
    declares: bool,
    empty: bool,
}

/// What one pass over the document has seen.
#[derive(Default)]
struct Seen {
    root: Root,
    /// The different badges.
    badges: Vec<String>,
    /// Badge elements, empty ones included.
    found: usize,
    depth: usize,
    attributes: usize,
    /// Where a namespace is declared: the depth of the element, the prefix, and whether it is one of
    /// badges.
    declared: Vec<(usize, String, bool)>,
    /// The badge element being read: its depth, its `verify`, its text so far.
    open: Option<(usize, String, String)>,
}

fn refuse<T>(at: u64, what: impl Into<String>) -> Result<T, BakeError> {
    Err(BakeError::Svg { at, what: what.into() })
}

fn read(svg: &[u8]) -> Result<Seen, BakeError> {
    if svg.len() > PICTURE_BYTES_MAX {
        let bytes = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        return Err(BakeError::TooLarge {
            found: bytes(svg.len()),
            most: bytes(PICTURE_BYTES_MAX),
        });
    }
    let text = match std::str::from_utf8(svg) {
        Ok(text) => text,
        Err(fault) => {
            let at = u64::try_from(fault.valid_up_to()).unwrap_or(u64::MAX);
            return refuse(at, "the document is not UTF-8");
        }
    };
    let mark = text.len().saturating_sub(text.trim_start_matches('\u{feff}').len());
    let mut reader = Reader::from_str(text.get(mark..).unwrap_or_default());
    let mut seen = Seen::default();
    for _ in 0..SVG_PARTS_MAX {
        let at = reader.buffer_position().saturating_add(u64::try_from(mark).unwrap_or(0));
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(fault) => return refuse(at, fault.to_string()),
        };
        let end =
            usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).saturating_add(mark);
        if !seen.take(&event, at, end)? {
            return Ok(seen);
        }
    }
    let at = reader.buffer_position();
    refuse(at, format!("it has more than {SVG_PARTS_MAX} tags, texts and other parts"))
}

impl Seen {
    /// Takes one event; answers whether the document goes on.
    fn take(&mut self, event: &Event<'_>, at: u64, end: usize) -> Result<bool, BakeError> {
        match event {
            Event::Start(tag) => self.start(tag, at, end, false)?,
            Event::Empty(tag) => {
                self.start(tag, at, end, true)?;
                self.end();
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.write(text, at)?,
            Event::CData(text) => self.write(text, at)?,
            Event::GeneralRef(name) => {
                let c = reference(name, at)?;
                self.write(c.encode_utf8(&mut [0; 4]), at)?;
            }
            Event::DocType(text) if text.contains('[') => {
                return refuse(at, "a document type of its own is not read");
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Eof if self.depth > 0 => {
                return refuse(at, "the document ends inside an element");
            }
            Event::Eof if self.root.name.is_empty() => return refuse(at, "no element is there"),
            Event::Eof => return Ok(false),
        }
        Ok(true)
    }

    fn start(
        &mut self,
        tag: &BytesStart<'_>,
        at: u64,
        end: usize,
        empty: bool,
    ) -> Result<(), BakeError> {
        if self.depth == 0 {
            // Its names are compared with each other, those of others are not.
            if tag.attributes().with_checks(false).nth(SVG_ATTRIBUTES_MAX).is_some() {
                return refuse(at, format!("the root has over {SVG_ATTRIBUTES_MAX} attributes"));
            }
            self.begin(tag, at, end, empty)?;
        }
        self.depth = self.depth.saturating_add(1);
        if self.depth > SVG_DEPTH_MAX {
            return refuse(at, format!("elements are nested over {SVG_DEPTH_MAX} deep"));
        }
        if self.open.is_some() {
            return refuse(at, "an element stands inside the badge");
        }
        self.declare(tag, at)?;
        if self.is_badge(tag) {
            self.found = self.found.saturating_add(1);
            if self.found > PICTURE_BADGES_MAX {
                return refuse(at, format!("it has more than {PICTURE_BADGES_MAX} badges"));
            }
            self.open = Some((self.depth, verify(tag, at)?, String::new()));
        }
        Ok(())
    }

    /// Whether an element holds a badge. Old tools forget to declare the prefix, others choose another
    /// one or none: each of them is looked at, else a picture could show one badge here and another
    /// elsewhere.
    fn is_badge(&self, tag: &BytesStart<'_>) -> bool {
        let name = tag.name();
        if !matches!(name.local_name().into_inner(), "credential" | "assertion") {
            return false;
        }
        let prefix = name.prefix().map_or("", |prefix| prefix.into_inner());
        let bound = self.declared.iter().rev().find(|(_, declared, _)| declared == prefix);
        prefix == PREFIX || bound.is_some_and(|(_, _, ours)| *ours)
    }

    /// Notes the namespaces that an element declares. Source: Namespaces in XML 1.0 §3, §6.
    fn declare(&mut self, tag: &BytesStart<'_>, at: u64) -> Result<(), BakeError> {
        for attribute in tag.attributes().with_checks(false).flatten() {
            self.attributes = self.attributes.saturating_add(1);
            if self.attributes > SVG_ATTRIBUTES_ALL_MAX {
                return refuse(at, format!("it has over {SVG_ATTRIBUTES_ALL_MAX} attributes"));
            }
            let prefix = match attribute.key.into_inner() {
                "xmlns" => "",
                key => match key.strip_prefix("xmlns:") {
                    Some(prefix) => prefix,
                    None => continue,
                },
            };
            if self.declared.len() >= SVG_NAMESPACES_MAX {
                return refuse(
                    at,
                    format!("it declares more than {SVG_NAMESPACES_MAX} namespaces"),
                );
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or_default();
            let ours = NAMESPACES.iter().any(|known| value.trim().starts_with(known));
            self.declared.push((self.depth, prefix.to_owned(), ours));
        }
        Ok(())
    }

    fn begin(
        &mut self,
        tag: &BytesStart<'_>,
        at: u64,
        end: usize,
        empty: bool,
    ) -> Result<(), BakeError> {
        if !self.root.name.is_empty() {
            return refuse(at, "a second root element is there");
        }
        let name = tag.name();
        if name.local_name().into_inner() != "svg" {
            let root = name.into_inner();
            let is_name = root.chars().all(|letter| letter.is_ascii_graphic());
            return match is_name && root.len() <= ROOT_BYTES_MAX {
                true => Err(BakeError::NoDrawing { root: root.to_owned() }),
                false => refuse(at, "the root is no <svg>"),
            };
        }
        let mut declares = false;
        for attribute in tag.attributes() {
            match attribute {
                Ok(attribute) => declares |= attribute.key.into_inner() == "xmlns:openbadges",
                Err(fault) => return refuse(at, fault.to_string()),
            }
        }
        let start = usize::try_from(at).unwrap_or(usize::MAX);
        let name = name.into_inner().to_owned();
        let after_name = start.saturating_add(1).saturating_add(name.len());
        self.root = Root { name, after_name, after_tag: end, declares, empty };
        Ok(())
    }

    fn end(&mut self) {
        if let Some((depth, verify, text)) = self.open.take() {
            if depth == self.depth {
                let (inside, verify) = (text.trim(), verify.trim());
                // Beside a badge the attribute is its address; a signed badge there is another one.
                let beside = container::is_jws(verify.as_bytes()) || inside.is_empty();
                self.add(inside);
                self.add(if beside { verify } else { "" });
            } else {
                self.open = Some((depth, verify, text));
            }
        }
        while self.declared.last().is_some_and(|(depth, _, _)| *depth >= self.depth) {
            self.declared.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    /// Adds a badge, where it is one and not known yet.
    fn add(&mut self, badge: &str) {
        if !badge.is_empty() && !self.badges.iter().any(|known| known == badge) {
            self.badges.push(badge.to_owned());
        }
    }

    /// Adds text to the badge being read; text elsewhere is the picture's own.
    fn write(&mut self, text: &str, at: u64) -> Result<(), BakeError> {
        let Some((_, _, badge)) = &mut self.open else { return Ok(()) };
        if badge.len().saturating_add(text.len()) > CREDENTIAL_BYTES_MAX {
            return refuse(at, format!("the badge has over {CREDENTIAL_BYTES_MAX} bytes"));
        }
        badge.push_str(text);
        Ok(())
    }
}

fn verify(tag: &BytesStart<'_>, at: u64) -> Result<String, BakeError> {
    let value = match tag.try_get_attribute("verify") {
        Ok(Some(attribute)) => {
            attribute.normalized_value(XmlVersion::Implicit1_0).map(String::from)
        }
        Ok(None) => return Ok(String::new()),
        Err(fault) => return refuse(at, fault.to_string()),
    };
    value.or_else(|fault| refuse(at, fault.to_string()))
}

/// The character a reference stands for: the five of XML and numbers, nothing else.
fn reference(name: &BytesRef<'_>, at: u64) -> Result<char, BakeError> {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return Ok(c);
    }
    match &**name {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        other => refuse(at, format!("entity &{other}; is not read")),
    }
}

#[cfg(test)]
mod tests;
