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

/// Appends one quad and its line feed.
pub(super) fn write_quad(
    quad: &Quad<'_>,
    names: Names<'_>,
    text: &mut String,
) -> Result<(), RdfcError> {
    write_node(&quad.subject, names, text)?;
    text.push(' ');
    write_iri(&quad.predicate, text)?;
    text.push(' ');
    match &quad.object {
        Term::Literal(literal) => write_literal(literal, text)?,
        node @ (Term::Iri(_) | Term::Blank(_)) => write_node(node, names, text)?,
    }
    if let Some(graph) = &quad.graph {
        text.push(' ');
        write_node(graph, names, text)?;
    }
    text.push_str(" .\n");
    Ok(())
}

/// Appends an IRI or a blank node.
fn write_node(term: &Term<'_>, names: Names<'_>, text: &mut String) -> Result<(), RdfcError> {
    match (term, names) {
        (Term::Iri(iri), _) => return write_iri(iri, text),
        (Term::Blank(number), Names::Seen(own)) => {
            text.push_str(if *number == own { "_:a" } else { "_:z" });
        }
        (Term::Blank(number), Names::Issued(issuer)) => issuer.write(*number, text),
        (Term::Literal(_), _) => return Err(RdfcError::Place(String::new())),
    }
    Ok(())
}

/// Appends an IRI in its brackets.
pub(super) fn write_iri(iri: &str, text: &mut String) -> Result<(), RdfcError> {
    if iri.bytes().any(ends_iri) {
        return Err(RdfcError::Iri(iri.chars().take(200).collect()));
    }
    text.push('<');
    text.push_str(iri);
    text.push('>');
    Ok(())
}

/// Whether a byte cannot stand in an IRI, because a reader of the line would lose its way.
const fn ends_iri(byte: u8) -> bool {
    matches!(byte, 0..=b' ' | b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`' | b'\\' | 0x7f)
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
    let mut rest = value;
    // All these bytes begin a character, so cutting before them is safe; 0xef begins, among
    // others, U+FFFE and U+FFFF.
    while let Some(at) =
        rest.bytes().position(|byte| matches!(byte, 0..=0x1f | b'"' | b'\\' | 0x7f | 0xef))
    {
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
