//! The statements of a document with the labels of a proof, and which of them are mandatory.
//!
//! Source: Data Integrity ECDSA Cryptosuites 1.0 §3.4.11, §3.5.8.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::canon::multibase::encode_base64url_multibase;

/// Lines as they are hashed and signed.
type Lines<'l> = Vec<&'l [u8]>;

/// How canonical blank nodes are called.
const BLANK: &str = "_:c14n";

/// The lines of canonical N-Quads with these labels in place of canonical names, sorted.
///
/// `None` where a blank node has no label, a label belongs to no blank node, or two are the same:
/// nodes that the issuer kept apart would then be one.
pub(super) fn labelled(text: &str, labels: &BTreeMap<usize, &[u8]>) -> Option<Vec<String>> {
    if labels.values().collect::<BTreeSet<_>>().len() != labels.len() {
        return None;
    }
    let names: BTreeMap<usize, String> = labels
        .iter()
        .map(|(number, label)| (*number, format!("_:{}", encode_base64url_multibase(label))))
        .collect();
    let mut met = BTreeSet::new();
    let mut lines = text
        .split_inclusive('\n')
        .map(|line| relabel(line, &names, &mut met))
        .collect::<Option<Vec<String>>>()?;
    if !met.iter().eq(names.keys()) {
        return None;
    }
    lines.sort_unstable();
    Some(lines)
}

/// One line with its blank nodes renamed: in subject, object and graph, never within a literal.
fn relabel(
    line: &str,
    names: &BTreeMap<usize, String>,
    met: &mut BTreeSet<usize>,
) -> Option<String> {
    let mut renamed = |term: &str| match term.strip_prefix(BLANK) {
        Some(number) => {
            let number = number.parse().ok()?;
            met.insert(number);
            names.get(&number).cloned()
        }
        None => Some(term.to_owned()),
    };
    let (subject, rest) = line.split_once(' ')?;
    let (predicate, rest) = rest.split_once(' ')?;
    let (object, rest) = rest.split_at_checked(object_length(rest)?)?;
    let graph = rest.strip_prefix(' ')?.strip_suffix(".\n")?;
    let mut line = format!("{} {predicate} {}", renamed(subject)?, renamed(object)?);
    if let Some(graph) = graph.strip_suffix(' ') {
        line.push(' ');
        line.push_str(&renamed(graph)?);
    } else if !graph.is_empty() {
        return None;
    }
    line.push_str(" .\n");
    Some(line)
}

/// Bytes of the object with which a text begins: up to the space behind it, where a literal may
/// hold spaces of its own.
fn object_length(text: &str) -> Option<usize> {
    let Some(literal) = text.strip_prefix('"') else { return text.find(' ') };
    let mut escaped = false;
    let quote = literal.find(|character| {
        let ends = character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        ends
    })?;
    let behind = literal.get(quote..)?;
    quote.checked_add(behind.find(' ')?)?.checked_add(1)
}

/// The mandatory lines and the others, both in order.
///
/// `None` where a place is named twice or holds no line.
pub(super) fn split<'l>(
    lines: &'l [String],
    mandatory: &[usize],
) -> Option<(Lines<'l>, Lines<'l>)> {
    let places: BTreeSet<usize> = mandatory.iter().copied().collect();
    let beyond = places.last().is_some_and(|place| *place >= lines.len());
    if beyond || places.len() != mandatory.len() {
        return None;
    }
    let (mut together, mut others) = (Vec::new(), Vec::new());
    for (place, line) in lines.iter().enumerate() {
        let group = if places.contains(&place) { &mut together } else { &mut others };
        group.push(line.as_bytes());
    }
    Some((together, others))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<did:a> <p:b> _:c14n1 .\n_:c14n0 <p:b> \"_:c14n1 \\\" _:c14n0 .\" .\n\
        _:c14n1 <p:b> \"1\"^^<x:c14n0> _:c14n0 .\n";

    fn labels<'l>(pairs: &[(usize, &'l [u8])]) -> BTreeMap<usize, &'l [u8]> {
        pairs.iter().copied().collect()
    }

    #[test]
    fn blank_nodes_are_renamed_and_literals_are_not() {
        let lines = labelled(TEXT, &labels(&[(0, &[255]), (1, &[0])])).unwrap();
        assert_eq!(
            lines,
            [
                "<did:a> <p:b> _:uAA .\n",
                "_:uAA <p:b> \"1\"^^<x:c14n0> _:u_w .\n",
                "_:u_w <p:b> \"_:c14n1 \\\" _:c14n0 .\" .\n",
            ]
        );
    }

    #[test]
    fn each_node_has_a_label_of_its_own() {
        assert_eq!(labelled(TEXT, &labels(&[(0, &[1])])), None);
        assert_eq!(labelled(TEXT, &labels(&[(0, &[1]), (1, &[1])])), None);
        assert_eq!(labelled(TEXT, &labels(&[(0, &[1]), (1, &[2]), (2, &[3])])), None);
        assert_eq!(labelled(TEXT, &labels(&[(0, &[1]), (2, &[2])])), None);
        assert_eq!(labelled("", &labels(&[])), Some(vec![]));
    }

    #[test]
    fn places_name_lines_once() {
        let lines = ["a\n", "b\n", "c\n"].map(str::to_owned);
        let (together, others) = split(&lines, &[2, 0]).unwrap();
        assert_eq!((together, others), (vec![&b"a\n"[..], b"c\n"], vec![&b"b\n"[..]]));
        assert_eq!(split(&lines, &[3]), None);
        assert_eq!(split(&lines, &[0, 0]), None);
        assert_eq!(split(&lines, &[]).map(|(_, others)| others.len()), Some(3));
    }
}
