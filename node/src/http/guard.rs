//! What every request must pass before its path is looked at.
//!
//! A page somebody opens in a browser can send requests to 127.0.0.1. It cannot choose the `Host`
//! (so a name rebound to loopback is seen), cannot hide its `Origin`, and cannot read the token:
//! each of the three stops it. Over the Unix socket the file's mode stands for the token.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use bot_protocol::api::SecretText;

use super::web::{self, Ends, Web};
use super::{access, problem};
use crate::keys::same;

/// Which door a request came in by.
#[derive(Debug, Clone)]
pub(super) enum Door {
    /// TCP on loopback, at this address, with this token.
    Tcp(SocketAddr, SecretText),
    /// The Unix socket, which only its owner can open.
    Unix,
    /// The web door, and between whom the connection is.
    Web(Arc<Web>, Ends),
}

/// How a request came in, as the guard saw it; what it may use is then for `access` to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrival {
    /// The owner of the node sent it, on this machine.
    Owner,
    /// Somebody on this machine sent it.
    Near,
    /// It came by the web door.
    Web {
        /// Who asks, as far as the proxies in between are believed.
        client: IpAddr,
        /// True when a page of another origin sent it.
        foreign: bool,
    },
}

/// Where a page of another site may send its reader: to be looked at, never to be read by it.
const VISITED_BELOW: [&str; 4] = ["/oauth/authorize", "/oauth/wait/", "/oauth/about", "/gate/"];

/// Whether a web server asks about a reader's request: with that one's own headers, whatever page it
/// came from. The answer changes nothing and no page can read it.
fn asks_about_another(request: &Request) -> bool {
    let path = request.uri().path();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    reads && path.starts_with("/gate/") && path.ends_with("/auth")
}

/// Lets a request in, or says why not.
pub(super) fn check(door: &Door, request: &Request) -> Result<Arrival, Box<Response>> {
    let refuse =
        |code, detail: &str| Err(Box::new(problem::refuse(StatusCode::FORBIDDEN, code, detail)));
    let headers = request.headers();
    let (address, token) = match door {
        Door::Tcp(address, token) => (address, token),
        Door::Web(web, ends) => return web::check(web, *ends, request),
        Door::Unix if headers.contains_key(header::ORIGIN) => {
            return refuse("origin-refused", "no page can reach the Unix socket");
        }
        Door::Unix => return Ok(Arrival::Owner),
    };
    let names = [format!("127.0.0.1:{}", address.port()), format!("localhost:{}", address.port())];
    match one(headers, header::HOST.as_str()) {
        Some(host) if names.iter().any(|name| name == host) => {}
        Some(_) | None => {
            return refuse("host-refused", &format!("expected exactly one Host, {}", names[0]));
        }
    }
    if request
        .uri()
        .authority()
        .is_some_and(|found| !names.iter().any(|name| name == found.as_str()))
    {
        return refuse("host-refused", &format!("expected the authority {}", names[0]));
    }
    if asks_about_another(request) {
        return Ok(Arrival::Near);
    }
    if headers.contains_key(header::ORIGIN) {
        let origin =
            one(headers, header::ORIGIN.as_str()).and_then(|text| text.strip_prefix("http://"));
        if !origin.is_some_and(|found| names.iter().any(|name| name == found)) {
            return refuse("origin-refused", "pages of other origins cannot use this node");
        }
    }
    let path = request.uri().path();
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let visited = request.method() == Method::GET
        && text("sec-fetch-mode") == Some("navigate")
        && text("sec-fetch-dest") == Some("document")
        && VISITED_BELOW.iter().any(|begin| path.starts_with(begin));
    if matches!(text("sec-fetch-site"), Some("cross-site" | "same-site")) && !visited {
        return refuse("origin-refused", "pages of other sites cannot use this node");
    }
    Ok(if has_token(headers, token) { Arrival::Owner } else { Arrival::Near })
}

/// The value of a header that is there exactly once.
pub(super) fn one<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

fn has_token(headers: &HeaderMap, token: &SecretText) -> bool {
    let found = access::bearer(headers);
    found.is_some_and(|found| same(found.as_bytes(), token.expose().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(door: &Door, lines: &[(&str, &str)], expected: u16) {
        check_at("/v1/status", door, lines, expected);
    }

    fn check_at(path: &str, door: &Door, lines: &[(&str, &str)], expected: u16) {
        let mut request = axum::http::Request::builder().uri(path);
        for (name, value) in lines {
            request = request.header(*name, *value);
        }
        let request = request.body(axum::body::Body::empty()).unwrap();
        let found = match super::check(door, &request) {
            Ok(Arrival::Owner) => 200,
            Ok(Arrival::Near | Arrival::Web { .. }) => 401,
            Err(refusal) => refusal.status().as_u16(),
        };
        assert_eq!(found, expected, "{path} {lines:?}");
    }

    #[test]
    fn a_form_from_nowhere_is_refused_and_one_of_the_own_page_is_taken() {
        let tcp = Door::Tcp(([127, 0, 0, 1], 7340).into(), SecretText::new("abc".to_owned()));
        for (origin, expected) in
            [("null", 403), ("http://127.0.0.1:7340", 401), ("http://elsewhere.example", 403)]
        {
            let sent = [("host", "127.0.0.1:7340"), ("origin", origin)];
            check_at("/gate/shed/enter", &tcp, &sent, expected);
        }
    }

    #[test]
    fn readers_are_sent_to_pages_and_nowhere_else() {
        let tcp = Door::Tcp(([127, 0, 0, 1], 7340).into(), SecretText::new("abc".to_owned()));
        let sent = [
            ("host", "127.0.0.1:7340"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ];
        // Let in, but not as the owner: 401 is what the owner's interface would say.
        check_at("/oauth/authorize?client_id=x", &tcp, &sent, 401);
        check_at("/oauth/wait/x", &tcp, &sent, 401);
        check_at("/oauth/token", &tcp, &sent, 403);
        check_at("/ims/ob/v3p0/credentials", &tcp, &sent, 403);
        check_at("/v1/status", &tcp, &sent, 403);
        check_at("/oauth/authorize", &tcp, &sent[..2], 403);
        let framed = [sent[0], sent[1], sent[2], ("sec-fetch-dest", "iframe")];
        check_at("/oauth/authorize", &tcp, &framed, 403);
    }

    #[test]
    fn a_web_server_asks_about_whatever_its_reader_sent_and_about_nothing_else() {
        let tcp = Door::Tcp(([127, 0, 0, 1], 7340).into(), SecretText::new("abc".to_owned()));
        let host = ("host", "127.0.0.1:7340");
        let sent = [host, ("origin", "https://school.example"), ("sec-fetch-site", "cross-site")];
        check_at("/gate/library/auth", &tcp, &sent, 401);
        check_at("/gate/library/auth", &tcp, &[host, ("authorization", "Bearer abc")], 401);
        check_at("/gate/library/auth", &tcp, &[("host", "school.example")], 403);
        for other in ["/gate/library", "/gate/library/enter", "/gate/library/challenge"] {
            check_at(other, &tcp, &sent, 403);
        }
    }

    #[test]
    fn strangers_stay_outside() {
        let tcp = Door::Tcp(([127, 0, 0, 1], 7340).into(), SecretText::new("abc".to_owned()));
        let host = ("host", "127.0.0.1:7340");
        let token = ("authorization", "Bearer abc");
        check(&tcp, &[host, token], 200);
        check(&tcp, &[("host", "localhost:7340"), ("authorization", "bearer abc")], 200);
        check(&tcp, &[host, token, ("origin", "http://127.0.0.1:7340")], 200);
        check(&tcp, &[token], 403);
        check(&tcp, &[host, host, token], 403);
        check(&tcp, &[("host", "127.0.0.1"), token], 403);
        check(&tcp, &[("host", "127.0.0.1:7341"), token], 403);
        check(&tcp, &[("host", "evil.example:7340"), token], 403);
        check(&tcp, &[("host", "127.0.0.1.evil.example:7340"), token], 403);
        check(&tcp, &[host, token, ("origin", "http://evil.example")], 403);
        check(&tcp, &[host, token, ("origin", "https://127.0.0.1:7340")], 403);
        check(&tcp, &[host, token, ("origin", "null")], 403);
        check(&tcp, &[host, token, ("sec-fetch-site", "cross-site")], 403);
        check(&tcp, &[host, token, ("sec-fetch-site", "same-origin")], 200);
        check(&tcp, &[host], 401);
        check(&tcp, &[host, ("authorization", "Bearer abd")], 401);
        check(&tcp, &[host, ("authorization", "Bearer abcd")], 401);
        check(&tcp, &[host, ("authorization", "Basic abc")], 401);
        check(&tcp, &[host, token, token], 401);
        check(&Door::Unix, &[], 200);
        check(&Door::Unix, &[("origin", "http://127.0.0.1:7340")], 403);
    }
}
