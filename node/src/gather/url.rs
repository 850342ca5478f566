//! The addresses that are fetched from: https, a host by its name, nothing hidden in it.
//!
//! Source: RFC 3986 §3; RFC 9110 §4.2.2; RFC 1123 §2.1 (names of hosts).

use std::fmt;

use bot_protocol::limits::URL_BYTES_MAX;

/// The port of https.
const PORT: u16 = 443;

/// An address that may be fetched from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpsUrl {
    host: String,
    port: u16,
    /// Path and query.
    target: String,
}

/// Why an address is none to fetch from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Longer than any address.
    #[error("the address is longer than {URL_BYTES_MAX} bytes")]
    Long,
    /// Another scheme than https.
    #[error("only https addresses are fetched")]
    NotHttps,
    /// The host is not named as hosts are: an IP address, a user before it, odd letters.
    #[error("{0:?} is no name of a host")]
    Host(String),
    /// A letter that no address has.
    #[error("the address has a letter that none has")]
    Letter,
}

impl UrlError {
    /// Whether the host is this machine itself, as its own names for it say.
    pub(crate) fn is_here(&self) -> bool {
        let Self::Host(authority) = self else { return false };
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            Some(_) | None => authority,
        };
        let ip = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
        host.eq_ignore_ascii_case("localhost") || ip.is_ok_and(|ip| ip.is_loopback())
    }
}

impl HttpsUrl {
    /// Reads an address; what stands behind a `#` is for its reader and not asked for.
    ///
    /// # Errors
    /// [`UrlError`].
    pub fn read(text: &str) -> Result<Self, UrlError> {
        if text.len() > URL_BYTES_MAX {
            return Err(UrlError::Long);
        }
        let odd = |byte: u8| !byte.is_ascii_graphic() || b"\\<>\"{}|^`".contains(&byte);
        if text.bytes().any(odd) {
            return Err(UrlError::Letter);
        }
        let (scheme, rest) = text.split_once("://").ok_or(UrlError::NotHttps)?;
        if !scheme.eq_ignore_ascii_case("https") {
            return Err(UrlError::NotHttps);
        }
        let rest = rest.split('#').next().unwrap_or_default();
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        let named = || UrlError::Host(authority.to_owned());
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, port_of(port).ok_or_else(named)?),
            None => (authority, PORT),
        };
        let host = host.to_ascii_lowercase();
        if !is_host(&host) {
            return Err(named());
        }
        let target = if target.starts_with('/') { target.to_owned() } else { format!("/{target}") };
        Ok(Self { host, port, target })
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Path and query, as they are asked for.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Host and port, as they are named to the host; the usual port is left out.
    #[must_use]
    pub fn authority(&self) -> String {
        match self.port {
            PORT => self.host.clone(),
            port => format!("{}:{port}", self.host),
        }
    }
}

impl fmt::Display for HttpsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}{}", self.authority(), self.target)
    }
}

fn port_of(text: &str) -> Option<u16> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| digits && *port != 0)
}

/// Whether a text is the name of a host on the network: at least two labels, the last no number, as
/// it is in an IP address, whole or written in any other way.
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let labels: Vec<&str> = text.split('.').collect();
    let number = |label: &&str| label.starts_with(|first: char| first.is_ascii_digit());
    text.len() <= 253
        && labels.len() >= 2
        && labels.iter().copied().all(is_label)
        && !labels.last().is_some_and(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_addresses_of_named_hosts_are_read() {
        for (text, expected) in [
            ("https://school.example", "https://school.example/"),
            ("https://school.example/a/b?c=d#e", "https://school.example/a/b?c=d"),
            ("HTTPS://School.Example:443/A", "https://school.example/A"),
            ("https://school.example:8443/a", "https://school.example:8443/a"),
            ("https://school.example?q", "https://school.example/?q"),
            ("https://xn--cole-9oa.example/", "https://xn--cole-9oa.example/"),
        ] {
            assert_eq!(HttpsUrl::read(text).map(|url| url.to_string()), Ok(expected.to_owned()));
        }
        for text in [
            "http://school.example/",
            "ftp://school.example/",
            "school.example",
            "",
            "file:///etc/passwd",
            "https:/school.example",
            "https://",
            "https:///a",
            "https://localhost/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://a.0x7f000001/",
            "https://127.1/",
            "https://school.example.",
            "https://user@school.example/",
            "https://school.example@127.0.0.1/",
            "https://school.example:0/",
            "https://school.example:99999/",
            "https://school.example:+1/",
            "https://school.example: 1/",
            "https://-a.example/",
            "https://a..example/",
            "https://école.example/",
            "https://school.example/a b",
            "https://school.example/\r\nHost: b",
            "https://school.example\\@evil.example/",
        ] {
            assert!(HttpsUrl::read(text).is_err(), "{text}");
        }
        assert!(HttpsUrl::read(&format!("https://a.example/{}", "a".repeat(3000))).is_err());
    }

    #[test]
    fn this_machine_is_known_by_its_own_names_alone() {
        for (host, is_here) in [
            ("localhost", true),
            ("LOCALHOST:8443", true),
            ("127.0.0.1:8443", true),
            ("[::1]:8443", true),
            ("[::1]", true),
            ("192.0.2.7", false),
            ("localhost.example:0", false),
            ("-a.example", false),
        ] {
            let refused = HttpsUrl::read(&format!("https://{host}/")).unwrap_err();
            assert_eq!(refused.is_here(), is_here, "{host}");
        }
    }
}
