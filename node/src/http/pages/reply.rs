//! What a browser is sent: a page with what it may do, or where to go on.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::route::{Shown, Trouble};
use crate::http::problem;

/// What a page may load, and where its forms may go: this node, and nothing else.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
    script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'";

/// What every page is sent with. A browser that must not say where a form comes from sends it as from
/// nowhere, which no node takes: so its origin is told to this node, and to nobody else.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// A page.
pub(super) fn page(page: &impl Template) -> Shown {
    with_status(StatusCode::OK, page)
}

/// A page with another status than 200.
pub(super) fn with_status(status: StatusCode, page: &impl Template) -> Shown {
    let text = page.render().map_err(|error| {
        let detail = format!("a page could not be written: {error}");
        Trouble::from(problem::make(StatusCode::INTERNAL_SERVER_ERROR, "broken", &detail))
    })?;
    Ok((status, HEADERS, plain(text)).into_response())
}

/// The same text, in which nothing turns around what stands beside it: a name that does would read as
/// another one. Source: Unicode 16, UAX #9 §2.1–2.3.
fn plain(text: String) -> String {
    if text.contains(turns_around) { text.replace(turns_around, "\u{fffd}") } else { text }
}

/// Whether a character turns around what stands beside it.
pub(super) fn turns_around(found: char) -> bool {
    matches!(found, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A page that others may show inside of theirs. It has no form, and no cookie of the owner comes with it.
pub(super) fn framed(page: &impl Template) -> Shown {
    let mut response = with_status(StatusCode::OK, page)?;
    let policy = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *");
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// Sends a browser on after a form: it asks for that page by itself, and going back asks nothing
/// twice. Source: RFC 9110 §15.4.4.
pub(super) fn see(path: &str) -> Response {
    // What is no address leads home.
    let to = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::LOCATION, to);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// As [`see`], telling there what was done.
pub(super) fn done(path: &str, code: &str) -> Response {
    see(&format!("{path}?done={code}"))
}

/// The same response, after which a browser keeps something for this node: sent along with what a page
/// of this node asks for and with nothing else, and read by no script.
pub(super) fn keeping(
    mut response: Response,
    (name, value): (&str, &str),
    seconds: u64,
) -> Response {
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// What a page that is watched shows by now: its texts by name, how far it is, and whether nothing more
/// comes.
pub(super) fn live(texts: &[(&str, String)], value: usize, over: bool) -> Response {
    let texts: BTreeMap<&str, &str> = texts.iter().map(|(name, text)| (*name, &**text)).collect();
    let told = serde_json::json!({ "texts": texts, "value": value, "over": over });
    ([(header::CACHE_CONTROL, "no-store")], axum::Json(told)).into_response()
}

/// A path of this very host, whatever was asked for.
pub(super) fn own_path(text: &str) -> &str {
    let one = text.starts_with('/') && !text.starts_with("//");
    let plain = one && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if plain { text } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_turns_around_what_stands_beside_it() {
        for (text, expected) in [
            ("School\u{202e}loohcS", "School\u{fffd}loohcS"),
            ("\u{2067}a\u{2069}", "\u{fffd}a\u{fffd}"),
            ("\u{5d1}\u{5d9}\u{5ea} \u{200f}é", "\u{5d1}\u{5d9}\u{5ea} \u{200f}é"),
        ] {
            assert_eq!(plain(text.to_owned()), expected);
        }
    }

    #[test]
    fn a_form_leads_nowhere_but_here() {
        for (text, expected) in [
            ("/verify?a=b", "/verify?a=b"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
            ("", "/"),
        ] {
            assert_eq!(own_path(text), expected);
        }
    }
}
