//! What a request must pass at the web door before its path is looked at: the way it came, the host
//! it names, the page that sent it.

use std::net::{IpAddr, SocketAddr};

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::Response;

use super::Web;
use super::proxy::{self, Ambiguous, Seen};
use crate::http::guard::{Arrival, one};
use crate::http::problem;

/// Longest host that is told back to who named it, in characters.
const HOST_TOLD_MAX: usize = 100;

/// Between whom a connection is.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) struct Ends {
    /// Who came.
    pub(in crate::http) peer: SocketAddr,
    /// The address of this node that was reached.
    pub(in crate::http) local: SocketAddr,
}

/// Lets a request in, or says why not.
pub(in crate::http) fn check(
    web: &Web,
    ends: Ends,
    request: &Request,
) -> Result<Arrival, Box<Response>> {
    let peer = ends.peer.ip();
    if !web.speaks_tls() && !peer.to_canonical().is_loopback() && !web.trusts(peer) {
        let detail = "plain HTTP is spoken here with the proxies of web.trusted_proxies alone";
        return Err(refuse(StatusCode::FORBIDDEN, "plain-http-refused", detail));
    }
    let headers = request.headers();
    let Seen { client, proto, host } =
        proxy::read(headers, peer, web.proxies()).map_err(|Ambiguous| {
            let detail = "expected Forwarded or X-Forwarded-…, not both";
            refuse(StatusCode::BAD_REQUEST, "forwarded-ambiguous", detail)
        })?;
    let plain = proto.is_some_and(|proto| !proto.eq_ignore_ascii_case("https"));
    if plain && web.names().is_https() {
        let detail = "the proxy was asked by plain HTTP, expected https";
        return Err(refuse(StatusCode::FORBIDDEN, "https-needed", detail));
    }
    let named = one(headers, header::HOST.as_str());
    let Some(asked) = host.as_deref().or(named).filter(|_| named.is_some()) else {
        return Err(wrong_host(web, ends, ""));
    };
    if !web.names().knows(asked, ends.local) {
        return Err(wrong_host(web, ends, asked));
    }
    let target = request.uri().authority();
    if let Some(found) = target.filter(|found| !web.names().knows(found.as_str(), ends.local)) {
        return Err(wrong_host(web, ends, found.as_str()));
    }
    Ok(Arrival::Web { client, foreign: is_foreign(web, ends.local, request) })
}

/// Whether a page of another origin sent it.
fn is_foreign(web: &Web, local: SocketAddr, request: &Request) -> bool {
    let headers = request.headers();
    let origin = headers.contains_key(header::ORIGIN).then(|| one(headers, "origin"));
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    origin.is_some_and(|origin| !origin.is_some_and(|found| web.names().is_own(found, local)))
        || matches!(site, Some("cross-site" | "same-site"))
}

fn refuse(status: StatusCode, code: &str, detail: &str) -> Box<Response> {
    Box::new(problem::refuse(status, code, detail))
}

/// Whoever runs the node reads here which setting to change.
fn wrong_host(web: &Web, ends: Ends, found: &str) -> Box<Response> {
    let found: String = found.chars().take(HOST_TOLD_MAX).collect();
    let expected = web.names().expected(ends.local);
    let detail = format!(
        "the request names the host {found:?}, expected {expected:?}; if the first is right, set \
        web.base_url to it"
    );
    let mut refusal = problem::make(StatusCode::FORBIDDEN, "host-refused", &detail);
    refusal.field = Some("host".to_owned());
    for (name, value) in [("found", found), ("expected", expected)] {
        refusal.data.insert(name.to_owned(), value);
    }
    refusal.data.insert("setting".to_owned(), "web.base_url".to_owned());
    Box::new(problem::response(&refusal))
}

/// Whether an address is nobody's but this machine's.
pub(super) fn is_near(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}
