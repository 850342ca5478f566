//! Canonical N-Quads: how a quad is written, with every escape RDFC-1.0 asks for and no other.
//!
//! Source: RDFC-1.0 §A, "A Canonical form of N-Quads".

use std::fmt::Write as _;

use super::degree::Issuer;
use super::{Literal, Quad, RdfcError, Term};

/// What blank nodes are called in a line.
#[derive(Clone, Copy)]
pub(super) enum Names<'i> {
    /// As seen from this node: it is `a`, all others are `z`.
    Seen(u32),
    /// By their canonical names.
    Issued(&'i Issuer),
}

/// The quads of a dataset as lines with gaps where blank nodes stand: each quad is checked and
/// escaped once, and a line by any names is then a copy.
pub(super) struct Script {
    text: String,
    lines: Vec<Line>,
}

/// One line: where it begins and ends, and its gaps from left to right.
struct Line {
    start: usize,
    end: usize,
    gaps: [Option<Gap>; 3],
}

/// A place in the text where the name of a blank node belongs.
type Gap = (usize, u32);

impl Script {
    /// Writes the quads in their order.
    pub(super) fn of(quads: &[Quad<'_>]) -> Result<Self, RdfcError> {
        let text = String::with_capacity(quads.len().saturating_mul(160));
        let mut script = Self { text, lines: Vec::with_capacity(quads.len()) };
        for quad in quads {
            script.add(quad)?;
        }
        Ok(script)
    }

    fn add(&mut self, quad: &Quad<'_>) -> Result<(), RdfcError> {
        let Self { text, lines } = self;
        let start = text.len();
        let subject = write_node(&quad.subject, text)?;
        text.push(' ');
        write_iri(&quad.predicate, text)?;
        text.push(' ');
        let object = match &quad.object {
            Term::Literal(literal) => write_literal(literal, text).map(|()| None)?,
            node @ (Term::Iri(_) | Term::Blank(_)) => write_node(node, text)?,
        };
        let mut graph = None;
        if let Some(named) = &quad.graph {
            text.push(' ');
            graph = write_node(named, text)?;
        }
        text.push_str(" .\n");
        lines.push(Line { start, end: text.len(), gaps: [subject, object, graph] });
        Ok(())
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Appends the line of a quad, with these names in its gaps.
    pub(super) fn write(&self, index: usize, names: Names<'_>, out: &mut String) {
        let Some(line) = self.lines.get(index) else { return };
        let mut from = line.start;
        for (at, node) in line.gaps.into_iter().flatten() {
            out.push_str(self.text.get(from..at).unwrap_or_default());
            from = at;
            match names {
                Names::Seen(own) => out.push_str(if node == own { "_:a" } else { "_:z" }),
                Names::Issued(issuer) => issuer.write(node, out),
            }
        }
        out.push_str(self.text.get(from..line.end).unwrap_or_default());
    }
}

/// Appends an IRI, or leaves a gap for a blank node.
fn write_node(term: &Term<'_>, text: &mut String) -> Result<Option<Gap>, RdfcError> {
    match term {
        Term::Iri(iri) => write_iri(iri, text).map(|()| None),
        Term::Blank(number) => Ok(Some((text.len(), *number))),
        Term::Literal(_) => Err(RdfcError::Place(String::new())),
    }
}

/// Appends an IRI in its brackets.
pub(super) fn write_iri(iri: &str, text: &mut String) -> Result<(), RdfcError> {
    if breaks_iri(iri) {
        return Err(RdfcError::Iri(iri.chars().take(200).collect()));
    }
    text.push('<');
    text.push_str(iri);
    text.push('>');
    Ok(())
}

/// Whether a text holds a character that cannot stand in an IRI, because a reader of the line
/// would lose its way: space, a control or one of the delimiters.
pub(crate) fn breaks_iri(text: &str) -> bool {
    let breaks = |byte: u8| {
        (byte <= b' ')
            | (byte == b'<')
            | (byte == b'>')
            | (byte == b'"')
            | (byte == b'{')
            | (byte == b'|')
            | (byte == b'}')
            | (byte == b'^')
            | (byte == b'`')
            | (byte == b'\\')
            | (byte == 0x7f)
    };
    scan(text.as_bytes(), breaks).is_some()
}

/// Where the first byte of a kind is. Looks at sixteen bytes at a time, without a branch between.
fn scan(bytes: &[u8], kind: impl Fn(u8) -> bool) -> Option<usize> {
    let (blocks, _) = bytes.as_chunks::<16>();
    let clear = |block: &&[u8; 16]| !block.iter().fold(false, |any, byte| any | kind(*byte));
    let start = blocks.iter().take_while(clear).count().saturating_mul(16);
    let rest = bytes.get(start..).unwrap_or_default();
    rest.iter().position(|byte| kind(*byte)).map(|at| at.saturating_add(start))
}

fn write_literal(literal: &Literal<'_>, text: &mut String) -> Result<(), RdfcError> {
    let (Literal::Plain(value) | Literal::Typed(value, _) | Literal::Tagged(value, _)) = literal;
    text.push('"');
    escape(value, text);
    text.push('"');
    match literal {
        Literal::Plain(_) => {}
        Literal::Typed(_, datatype) => {
            text.push_str("^^");
            write_iri(datatype, text)?;
        }
        Literal::Tagged(_, tag) => {
            if tag.is_empty()
                || !tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            {
                return Err(RdfcError::Place(tag.chars().take(200).collect()));
            }
            text.push('@');
            text.push_str(tag);
        }
    }
    Ok(())
}

/// Appends the text of a literal, escaped: control characters, quote, backslash and the two code
/// points that no XML text can hold, U+FFFE and U+FFFF; nothing else.
pub fn escape(value: &str, text: &mut String) {
    let special = |byte: u8| {
        (byte < 0x20) | (byte == b'"') | (byte == b'\\') | (byte == 0x7f) | (byte == 0xef)
    };
    let mut rest = value;
    // All these bytes begin a character, so cutting before them is safe; 0xef begins, among
    // others, U+FFFE and U+FFFF.
    while let Some(at) = scan(rest.as_bytes(), special) {
        let (plain, from) = rest.split_at(at);
        text.push_str(plain);
        let mut characters = from.chars();
        if let Some(character) = characters.next() {
            write_escape(character, text);
        }
        rest = characters.as_str();
    }
    text.push_str(rest);
}

fn write_escape(character: char, text: &mut String) {
    match character {
        '\u{8}' => text.push_str("\\b"),
        '\t' => text.push_str("\\t"),
        '\n' => text.push_str("\\n"),
        '\u{c}' => text.push_str("\\f"),
        '\r' => text.push_str("\\r"),
        '"' => text.push_str("\\\""),
        '\\' => text.push_str("\\\\"),
        '\u{f000}'..='\u{fffd}' => text.push(character),
        other => {
            // Writing to a String cannot fail.
            write!(text, "\\u{:04X}", u32::from(other)).unwrap_or_default();
        }
    }
}
