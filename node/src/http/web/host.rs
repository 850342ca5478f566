//! By which names the web door may be asked: that of `web.base_url`, else the address itself.
//!
//! A page whose name was bound anew to this node's address would be of the same origin as the node;
//! the `Host` it sends gives it away.

use std::net::SocketAddr;

/// How the door is asked, of which both sides must be right.
#[derive(Debug, Clone)]
pub(super) struct Names {
    /// The public address, where there is one.
    base: Option<String>,
    /// Whether the node itself speaks TLS.
    tls: bool,
}

impl Names {
    pub(super) fn new(base: Option<&str>, tls: bool) -> Self {
        Self { base: base.map(str::to_owned), tls }
    }

    /// Whether clients are to come by https.
    pub(super) fn is_https(&self) -> bool {
        self.base.as_ref().map_or(self.tls, |base| base.starts_with("https://"))
    }

    /// Whether the door may be asked by this host; `local` is the address that the client reached.
    /// Source: RFC 9110 §7.2; the port of the scheme may be left out, RFC 3986 §3.2.3.
    pub(super) fn knows(&self, host: &str, local: SocketAddr) -> bool {
        let host = self.without_port(host.to_ascii_lowercase());
        self.hosts(local).any(|known| known == host)
    }

    /// Whether a page of this origin is one of the node's own. Source: RFC 6454 §6.2.
    pub(super) fn is_own(&self, origin: &str, local: SocketAddr) -> bool {
        let scheme = if self.is_https() { "https://" } else { "http://" };
        self.hosts(local).any(|known| origin.strip_prefix(scheme) == Some(&known))
    }

    /// What is expected, to be told to who asks for another.
    pub(super) fn expected(&self, local: SocketAddr) -> String {
        self.hosts(local).next().unwrap_or_default()
    }

    fn hosts(&self, local: SocketAddr) -> impl Iterator<Item = String> {
        let local = SocketAddr::new(local.ip().to_canonical(), local.port());
        let own = self.base.as_ref().and_then(|base| base.split_once("://"));
        let own = own.map(|(_, host)| host.to_owned()).or_else(|| Some(local.to_string()));
        let name = (self.base.is_none() && local.ip().is_loopback())
            .then(|| format!("localhost:{}", local.port()));
        own.into_iter().chain(name).map(|host| self.without_port(host))
    }

    fn without_port(&self, host: String) -> String {
        let usual = if self.is_https() { ":443" } else { ":80" };
        host.strip_suffix(usual).map(str::to_owned).unwrap_or(host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &Names, local: &str, good: &[&str], bad: &[&str]) {
        let local = local.parse().unwrap();
        for host in good {
            assert!(names.knows(host, local), "{host}");
        }
        for host in bad {
            assert!(!names.knows(host, local), "{host}");
        }
    }

    #[test]
    fn only_its_own_names_open_the_door() {
        let public = Names::new(Some("https://node.example"), false);
        check(
            &public,
            "10.0.0.5:8080",
            &["node.example", "NODE.example", "node.example:443"],
            &[
                "",
                "node.example:80",
                "node.example:8080",
                "evil.example",
                "node.example.evil.example",
                "10.0.0.5:8080",
                "localhost:8080",
                "node.example.",
                "x@node.example",
            ],
        );
        let odd = Names::new(Some("https://node.example:8443"), true);
        check(&odd, "10.0.0.5:8443", &["node.example:8443"], &["node.example", "node.example:443"]);
        let bare = Names::new(None, true);
        check(&bare, "192.0.2.7:443", &["192.0.2.7", "192.0.2.7:443"], &["localhost", "a.example"]);
        check(&bare, "127.0.0.1:8443", &["127.0.0.1:8443", "localhost:8443"], &["127.0.0.1"]);
        check(&bare, "[::ffff:192.0.2.7]:8443", &["192.0.2.7:8443"], &[]);
        check(&bare, "[2001:db8::1]:8443", &["[2001:db8::1]:8443"], &["[2001:db8::2]:8443"]);
        check(&Names::new(None, false), "127.0.0.1:80", &["127.0.0.1", "localhost"], &[]);
    }

    #[test]
    fn a_page_of_another_origin_is_told_from_its_own() {
        let local = "10.0.0.5:8080".parse().unwrap();
        let public = Names::new(Some("https://node.example"), false);
        assert!(public.is_own("https://node.example", local));
        for origin in
            ["http://node.example", "https://evil.example", "null", "https://10.0.0.5:8080"]
        {
            assert!(!public.is_own(origin, local), "{origin}");
        }
        assert!(Names::new(None, false).is_own("http://10.0.0.5:8080", local));
        assert!(!Names::new(None, true).is_own("http://10.0.0.5:8080", local));
    }
}
