//! The bounds of the table `[web]`: what would open a door by half is refused with its setting.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::{ConfigError, WebSettings};

/// Longest public address, in bytes.
const BASE_URL_BYTES_MAX: usize = 255;

/// Most trusted proxies.
const PROXIES_MAX: usize = 64;

/// How strictly documents are read and written by way of the interfaces of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Only terms of pinned contexts: what no reader can take for something else.
    Closed,
    /// What the public suites of W3C send: inline contexts, `@vocab`, one path for each suite.
    Conformance,
}

impl WebSettings {
    /// Where to listen; nothing where the door stays closed.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.listen.parse().ok()
    }

    /// The public address, without a slash at its end; nothing where there is none.
    #[must_use]
    pub fn base(&self) -> Option<&str> {
        Some(self.base_url.as_str()).filter(|url| !url.is_empty())
    }

    /// Whether it speaks TLS itself.
    #[must_use]
    pub fn speaks_tls(&self) -> bool {
        self.self_signed || !self.certificate.is_empty()
    }

    /// The networks of the proxies whose word is taken for who asks.
    #[must_use]
    pub fn proxies(&self) -> Vec<IpNet> {
        self.trusted_proxies.iter().filter_map(|text| network(text)).collect()
    }
}

/// An address, or a network as in `10.0.0.0/8`.
fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// Checks the table.
pub(super) fn check(web: &WebSettings) -> Result<(), ConfigError> {
    let refuse = |setting, found: &str, expected| {
        Err(ConfigError::OutOfBounds { setting, found: format!("{found:?}"), expected })
    };
    if !web.listen.is_empty() && web.address().is_none() {
        let expected = "an address with its port, such as 0.0.0.0:443 or [::]:443, or nothing";
        return refuse("web.listen", &web.listen, expected);
    }
    if !web.base_url.is_empty() && !is_base(&web.base_url) {
        let expected = "https:// and a host, with its port where it is not 443, and no path";
        return refuse("web.base_url", &web.base_url, expected);
    }
    if web.trusted_proxies.len() > PROXIES_MAX {
        let found = web.trusted_proxies.len().to_string();
        return refuse("web.trusted_proxies", &found, "at most 64 of them");
    }
    if let Some(found) = web.trusted_proxies.iter().find(|text| network(text).is_none()) {
        let expected = "IP addresses or networks, such as 127.0.0.1 or 10.0.0.0/8";
        return refuse("web.trusted_proxies", found, expected);
    }
    if web.certificate.is_empty() != web.key.is_empty() {
        let (setting, there) = if web.key.is_empty() {
            ("web.key", &web.certificate)
        } else {
            ("web.certificate", &web.key)
        };
        let expected = "a file as well: certificate and key come together";
        return refuse(setting, "", expected).map_err(|error| beside(error, there));
    }
    if web.self_signed && !web.certificate.is_empty() {
        return refuse("web.self_signed", "true", "false where web.certificate names a file");
    }
    let behind_nobody = web.trusted_proxies.is_empty() && !web.speaks_tls();
    if behind_nobody && web.address().is_some_and(|at| !at.ip().to_canonical().is_loopback()) {
        let expected = "a loopback address, unless web.certificate and web.key are set, \
            web.self_signed is true, or web.trusted_proxies names the proxy before it";
        return refuse("web.listen", &web.listen, expected);
    }
    Ok(())
}

fn beside(error: ConfigError, there: &str) -> ConfigError {
    match error {
        ConfigError::OutOfBounds { setting, found, expected } => ConfigError::OutOfBounds {
            setting,
            found: format!("{found} beside {there:?}"),
            expected,
        },
        ConfigError::Unreadable { .. }
        | ConfigError::TooLarge { .. }
        | ConfigError::Malformed { .. } => error,
    }
}

/// An origin of https and nothing behind it; of plain http on loopback alone, for trials.
/// Source: RFC 3986 §3.2; RFC 6454 §4.
fn is_base(url: &str) -> bool {
    let (scheme, authority) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(authority), _) => ("https", authority),
        (None, Some(authority)) => ("http", authority),
        (None, None) => return false,
    };
    let Ok(read) = authority.parse::<axum::http::uri::Authority>() else { return false };
    let host = read.host();
    let known = host == "localhost"
        || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    url.len() <= BASE_URL_BYTES_MAX
        && !host.is_empty()
        && !authority.contains('@')
        && !authority.bytes().any(|byte| byte.is_ascii_uppercase())
        && !authority.ends_with(':')
        && (read.port().is_none() || read.port_u16().is_some_and(|port| port != 0))
        && (scheme == "https" || known)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::Config;

    fn check(text: &str, expected: &str) {
        let found = match Config::parse(&format!("[web]\n{text}"), Path::new("bot.toml")) {
            Ok(config) => format!("listens at {:?}", config.web.address()),
            Err(error) => error.to_string(),
        };
        assert!(found.contains(expected), "{text:?}: {found:?} has no {expected:?}");
    }

    #[test]
    fn a_door_opens_whole_or_says_which_setting_is_missing() {
        check("", "listens at None");
        check("listen = '127.0.0.1:8443'", "listens at Some(127.0.0.1:8443)");
        check("listen = '[::1]:0'", "listens at Some([::1]:0)");
        check("listen = '127.0.0.1'", "setting web.listen is \"127.0.0.1\", expected an address");
        check("listen = 'node.example:443'", "setting web.listen");
        check("listen = '0.0.0.0:80'", "expected a loopback address, unless web.certificate");
        check("listen = '[::ffff:127.0.0.1]:80'", "listens at Some");
        check("listen = '0.0.0.0:443'\nself_signed = true", "listens at Some");
        check("listen = '0.0.0.0:443'\ncertificate = 'a'\nkey = 'b'", "listens at Some");
        check("listen = '0.0.0.0:80'\ntrusted_proxies = ['10.0.0.2']", "listens at Some");
        check("certificate = 'a.pem'", "setting web.key is \"\" beside \"a.pem\", expected a file");
        check("key = 'a.pem'", "setting web.certificate is \"\" beside \"a.pem\"");
        check("certificate = 'a'\nkey = 'b'\nself_signed = true", "setting web.self_signed");
        check("trusted_proxies = ['10.0.0.0/8', '::1', 'fd00::/8']", "listens at None");
        check(
            "trusted_proxies = ['10.0.0.0/33']",
            "setting web.trusted_proxies is \"10.0.0.0/33\"",
        );
        check("trusted_proxies = ['proxy']", "setting web.trusted_proxies");
        check("public_per_minute = 0", "web.public_per_minute is 0, expected 1 to 100000");
        check("connections_max = 3", "web.connections_max is 3, expected 4 to 4096");
        check("profile = 'conformance'", "listens at None");
        check("profile = 'open'", "unknown variant `open`");
    }

    #[test]
    fn a_public_address_is_an_origin() {
        let good = [
            "https://node.example",
            "https://node.example:8443",
            "https://[2001:db8::1]",
            "http://127.0.0.1:7380",
            "http://localhost:7380",
        ];
        for url in good {
            check(&format!("base_url = '{url}'"), "listens at None");
        }
        let bad = [
            "node.example",
            "http://node.example",
            "https://",
            "https://node.example/",
            "https://node.example/a",
            "https://a@node.example",
            "https://Node.example",
            "https://node.example:",
            "https://node.example:0",
            "https://node.example?x",
            "ftp://node.example",
        ];
        for url in bad {
            check(&format!("base_url = '{url}'"), "setting web.base_url");
        }
    }
}
