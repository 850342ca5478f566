//! What a browser keeps for this node. Source: RFC 6265bis §4.1, §5.7.

use axum::http::{HeaderMap, header};

/// The value of a cookie, where the request has it once.
pub(super) fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    // What other programs of the same host keep may be no text.
    let pairs = headers
        .get_all(header::COOKIE)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';').map(<[u8]>::trim_ascii));
    let mut values = pairs
        .filter_map(|pair| pair.strip_prefix(name.as_bytes())?.strip_prefix(b"="))
        .filter_map(|value| std::str::from_utf8(value).ok());
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn what_others_keep_in_a_browser_keeps_nobody_out() {
        let of = |lines: &[&[u8]]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::COOKIE, HeaderValue::from_bytes(line).unwrap());
            }
            value(&headers, "__Host-bot-gate-shed").map(str::to_owned)
        };
        let own = b"__Host-bot-gate-shed=ab".as_slice();
        assert_eq!(of(&[own]).as_deref(), Some("ab"));
        assert_eq!(of(&[b"name=L\xe9a; __Host-bot-gate-shed=ab"]).as_deref(), Some("ab"));
        assert_eq!(of(&[b"name=L\xe9a", own]).as_deref(), Some("ab"));
        assert_eq!(of(&[own, own]), None, "twice");
        assert_eq!(of(&[b"__Host-bot-gate-shed2=ab; x__Host-bot-gate-shed=ab"]), None);
    }
}
