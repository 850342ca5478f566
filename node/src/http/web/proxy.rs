//! What a reverse proxy says of who asks: believed where the settings name that proxy, and else not
//! looked at.
//!
//! Source: RFC 7239; for `X-Forwarded-For`, `-Proto` and `-Host` the habit of proxies, where each
//! adds at the end.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The header of RFC 7239, and those it is to replace.
const FORWARDED: &str = "forwarded";
const FOR: &str = "x-forwarded-for";
const PROTO: &str = "x-forwarded-proto";
const HOST: &str = "x-forwarded-host";

/// Who asks, and what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// The nearest address that is no trusted proxy.
    pub(super) client: IpAddr,
    /// The scheme by which the proxy was asked, where it says so.
    pub(super) proto: Option<String>,
    /// The host that the proxy was asked for, where it says so.
    pub(super) host: Option<String>,
}

/// A proxy passed on both kinds of header: one of them is the client's own, and nobody can tell
/// which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ambiguous;

/// Whether an address is one of these networks.
pub(super) fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address.to_canonical()))
}

/// Reads who asks.
pub(super) fn read(
    headers: &HeaderMap,
    peer: IpAddr,
    trusted: &[IpNet],
) -> Result<Seen, Ambiguous> {
    let seen = Seen { client: peer.to_canonical(), proto: None, host: None };
    if !is_trusted(peer, trusted) {
        return Ok(seen);
    }
    let older = [FOR, PROTO, HOST].iter().any(|name| headers.contains_key(*name));
    match (headers.contains_key(FORWARDED), older) {
        (true, true) => Err(Ambiguous),
        (false, false) => Ok(seen),
        (true, false) => Ok(forwarded(headers, seen.client, trusted)),
        (false, true) => {
            let names = list(headers, FOR);
            let client = nearest(names.iter().map(String::as_str), seen.client, trusted).0;
            let last = |name| list(headers, name).pop();
            Ok(Seen { client, proto: last(PROTO), host: last(HOST) })
        }
    }
}

/// From `Forwarded`: the proxy that the client reached says for what it was asked.
fn forwarded(headers: &HeaderMap, peer: IpAddr, trusted: &[IpNet]) -> Seen {
    let elements = list(headers, FORWARDED);
    let parts: Vec<_> = elements.iter().map(|element| pairs(element)).collect();
    let said = |pairs: &[(String, String)], name: &str| {
        pairs.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone())
    };
    let names: Vec<_> = parts.iter().map(|pairs| said(pairs, "for").unwrap_or_default()).collect();
    let (client, at) = nearest(names.iter().map(String::as_str), peer, trusted);
    let of = at.and_then(|at| parts.get(at)).map(Vec::as_slice).unwrap_or_default();
    Seen { client, proto: said(of, "proto"), host: said(of, "host") }
}

/// Walks from the nearest name to the farthest, past trusted proxies; what is no address ends the
/// walk at the last one that was known. Also tells which name that walk ended with.
fn nearest<'a>(
    names: impl DoubleEndedIterator<Item = &'a str> + ExactSizeIterator,
    peer: IpAddr,
    trusted: &[IpNet],
) -> (IpAddr, Option<usize>) {
    let (mut client, mut at) = (peer, None);
    for (index, name) in names.enumerate().rev() {
        at = Some(index);
        let Some(address) = address(name) else { break };
        client = address;
        if !is_trusted(address, trusted) {
            break;
        }
    }
    (client, at)
}

/// An address as proxies write it: bare, in brackets, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let read = bare.parse::<IpAddr>().ok();
    read.or_else(|| text.parse::<SocketAddr>().ok().map(|at| at.ip())).map(|ip| ip.to_canonical())
}

/// The elements of a list that may be spread over several lines; a comma in quotes divides nothing.
/// Source: RFC 9110 §5.6.1.
fn list(headers: &HeaderMap, name: &str) -> Vec<String> {
    let lines = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| divided(line, ',')).filter(|element| !element.is_empty()).collect()
}

/// The pairs of an element of `Forwarded`, names in lower case, quotes taken off.
fn pairs(element: &str) -> Vec<(String, String)> {
    let pairs = divided(element, ';').into_iter().filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        Some((name.trim().to_ascii_lowercase(), bare.unwrap_or(value).to_owned()))
    });
    pairs.collect()
}

fn divided(text: &str, mark: char) -> Vec<String> {
    let mut quoted = false;
    let parts = text.split(|c: char| {
        quoted ^= c == '"';
        c == mark && !quoted
    });
    parts.map(|part| part.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    const PROXY: [u8; 4] = [10, 0, 0, 1];

    fn check(peer: [u8; 4], lines: &[(&str, &str)], expected: &str) {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name: HeaderName = name.parse().unwrap();
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        let found = match read(&headers, peer.into(), &trusted) {
            Err(Ambiguous) => "ambiguous".to_owned(),
            Ok(Seen { client, proto, host }) => {
                let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
                format!("{client} {} {}", or_none(proto), or_none(host))
            }
        };
        assert_eq!(found, expected, "{lines:?}");
    }

    #[test]
    fn strangers_are_not_believed() {
        let stranger = [203, 0, 113, 9];
        check(stranger, &[], "203.0.113.9 - -");
        check(
            stranger,
            &[(FOR, "127.0.0.1"), (PROTO, "https"), (HOST, "node.example")],
            "203.0.113.9 - -",
        );
        check(stranger, &[(FORWARDED, "for=127.0.0.1;host=node.example")], "203.0.113.9 - -");
    }

    #[test]
    fn the_nearest_stranger_is_the_client() {
        check(PROXY, &[], "10.0.0.1 - -");
        check(PROXY, &[(FOR, "192.0.2.1")], "192.0.2.1 - -");
        check(PROXY, &[(FOR, "6.6.6.6, 192.0.2.1")], "192.0.2.1 - -");
        check(PROXY, &[(FOR, "6.6.6.6"), (FOR, "192.0.2.1, 10.0.0.7")], "192.0.2.1 - -");
        check(PROXY, &[(FOR, "10.0.0.9, 10.0.0.7")], "10.0.0.9 - -");
        check(PROXY, &[(FOR, "192.0.2.1:4711")], "192.0.2.1 - -");
        check(PROXY, &[(FOR, "[2001:db8::1]:4711")], "2001:db8::1 - -");
        check(PROXY, &[(FOR, "2001:db8::1, fd00::2")], "2001:db8::1 - -");
        check(PROXY, &[(FOR, "unknown")], "10.0.0.1 - -");
        check(PROXY, &[(FOR, "192.0.2.1, _hidden, 10.0.0.7")], "10.0.0.7 - -");
        check(
            PROXY,
            &[(PROTO, "http, https"), (HOST, "a, node.example")],
            "10.0.0.1 https node.example",
        );
    }

    #[test]
    fn the_standard_header_says_the_same() {
        check(
            PROXY,
            &[(FORWARDED, "for=192.0.2.1;proto=https;host=node.example")],
            "192.0.2.1 https node.example",
        );
        check(
            PROXY,
            &[(FORWARDED, "For=\"[2001:db8::1]:4711\"; Proto=http")],
            "2001:db8::1 http -",
        );
        check(
            PROXY,
            &[(FORWARDED, "for=6.6.6.6;host=evil, for=192.0.2.1;host=a, for=10.0.0.7;host=b")],
            "192.0.2.1 - a",
        );
        check(PROXY, &[(FORWARDED, "for=\"1,2\";host=a")], "10.0.0.1 - a");
        check(PROXY, &[(FORWARDED, "for=_x"), (FORWARDED, "for=192.0.2.1")], "192.0.2.1 - -");
        check(PROXY, &[(FORWARDED, "proto=https")], "10.0.0.1 https -");
        check(PROXY, &[(FORWARDED, ";;=,,\"")], "10.0.0.1 - -");
    }

    #[test]
    fn two_kinds_of_header_are_one_too_many() {
        check(PROXY, &[(FORWARDED, "for=192.0.2.1"), (FOR, "192.0.2.1")], "ambiguous");
        check(PROXY, &[(FORWARDED, "for=192.0.2.1"), (HOST, "node.example")], "ambiguous");
    }
}
