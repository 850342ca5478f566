//! Which addresses an issuer publishes badges at.
//!
//! Source: Open Badges 2.0, Profile (`verification`), VerificationObject (`allowedOrigins`,
//! `startsWith`, `verificationProperty`) and "Hosted Verification".

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::shape::{ShapeFault, is_url};

use super::document::{fault, texts};

/// The host and port of an http or https address, in lower case, the port of the scheme left out.
///
/// `None` where it is no such address, or one that two programs could read differently: with a
/// name before the host, without a host.
pub(crate) fn authority(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://").filter(|_| is_url(url))?;
    let port = match scheme.to_ascii_lowercase().as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..end)?.to_ascii_lowercase();
    let host = authority.strip_suffix(port).unwrap_or(&authority);
    let good = |c: char| c.is_ascii_alphanumeric() || ".-:[]_".contains(c);
    (!host.is_empty() && !host.starts_with(':') && host.chars().all(good)).then(|| host.to_owned())
}

/// Whether two addresses lie on the same host.
pub(crate) fn same(one: &str, other: &str) -> bool {
    authority(one).is_some_and(|host| authority(other).as_ref() == Some(&host))
}

/// Whether an address is that of a whole host.
pub(super) fn is_origin(url: &str) -> bool {
    let rest = url.split_once("://").map(|(_, rest)| rest.strip_suffix('/').unwrap_or(rest));
    authority(url).is_some() && rest.is_some_and(|rest| !rest.contains(['/', '?', '#']))
}

/// Whether a profile says in which part of a host its badges lie.
pub(super) fn has_part(profile: &Value) -> bool {
    profile.at(&["verification", "startsWith"]).is_some_and(|start| !start.is_null())
}

/// Whether the issuer of this id and profile publishes badges at `url`: where its profile says,
/// else on the host of its id.
///
/// # Errors
/// [`ShapeFault`] where the profile says it in a way that is not known here.
pub(super) fn publishes(id: &str, profile: &Value, url: &str) -> Result<bool, ShapeFault> {
    let Some(host) = authority(url) else { return Ok(false) };
    let Some(policy) = profile.get("verification").filter(|policy| !policy.is_null()) else {
        return Ok(same(id, url));
    };
    if policy.as_object().is_none() {
        return Err(fault("issuer.verification", "expected an object"));
    }
    if texts(policy, "verificationProperty").any(|property| property != "id") {
        return Err(fault("issuer.verification.verificationProperty", "expected id"));
    }
    for name in ["startsWith", "allowedOrigins"] {
        if policy.get(name).is_some_and(|value| !value.is_null())
            && texts(policy, name).next().is_none()
        {
            return Err(fault(&format!("issuer.verification.{name}"), "expected texts"));
        }
    }
    let mut starts = texts(policy, "startsWith").peekable();
    let mut origins = texts(policy, "allowedOrigins").peekable();
    if starts.peek().is_none() && origins.peek().is_none() {
        return Ok(same(id, url));
    }
    let begins = starts.peek().is_none() || starts.any(|start| below(url, start));
    let named = |origin: &str| authority(origin).is_some_and(|named| named == host);
    let plain = |origin: &str| origin.to_ascii_lowercase() == host;
    let allowed = origins.peek().is_none() || origins.any(|one| named(one) || plain(one));
    Ok(begins && allowed)
}

/// Whether whoever may put a file at `url` may as well replace the one at `other`: both lie on one
/// server, over https, the first in the folder of the second or in one above. What a program at an
/// address answers to a question (`?`) may be anybody's, so such an address governs nothing.
pub(super) fn governs(url: &str, other: &str) -> bool {
    let secure = [url, other].iter().all(|one| one.starts_with("https://"));
    let folder = |url: &str| {
        let (_, rest) = url.split_once("://")?;
        let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
        let end = path.rfind('/')?.checked_add(1)?;
        path.get(..end).map(ToOwned::to_owned)
    };
    let plain = |url: &str| !url.contains(['?', '#']) && !steps(url);
    let bare = other.split(['?', '#']).next().unwrap_or_default();
    let within = folder(url).zip(folder(bare)).is_some_and(|(own, of)| of.starts_with(&own));
    secure && same(url, other) && plain(url) && !steps(bare) && within
}

/// Whether two programs could read a path differently.
fn steps(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.contains("/.") || path.contains("%2e") || path.contains("%2f") || path.contains("%5c")
}

/// Whether `url` begins as `start` does, on the same host, and does not step out of it again.
pub(crate) fn below(url: &str, start: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    same(url, start) && url.starts_with(start) && !steps(path)
}

#[cfg(test)]
mod tests {
    use super::{authority, governs, has_part, publishes};
    use bot_protocol::canon::json;

    #[test]
    fn a_host_has_one_spelling_and_tricks_have_none() {
        let check = |url: &str, expected: Option<&str>| {
            assert_eq!(authority(url).as_deref(), expected, "{url}");
        };
        check("https://Example.org/a", Some("example.org"));
        check("HTTPS://example.org:443", Some("example.org"));
        check("http://example.org:80?x", Some("example.org"));
        check("https://example.org:8443/a", Some("example.org:8443"));
        check("http://[::1]:8080/a", Some("[::1]:8080"));
        for wrong in [
            "https://example.org@evil.example/",
            "https://evil.example\\@example.org/",
            "ftp://example.org/",
            "https:///a",
            "https://:443/",
            "urn:uuid:1",
            "example.org",
            "https://exam ple.org/",
            "https://example.org%2f.evil.example/",
            "https://exämple.org/",
        ] {
            check(wrong, None);
        }
    }

    #[track_caller]
    fn check(policy: &str, url: &str, expected: &str) {
        let profile = if policy.is_empty() {
            "{}".to_owned()
        } else {
            format!("{{\"verification\":{policy}}}")
        };
        let profile = json::read(profile.as_bytes()).unwrap();
        let said = match publishes("https://a.example/issuer", &profile, url) {
            Ok(yes) => yes.to_string(),
            Err(fault) => fault.field,
        };
        assert_eq!(said, expected, "{policy} {url}");
    }

    #[test]
    fn whoever_may_write_beside_or_above_a_document_may_write_it() {
        let over = |url: &str, other: &str| governs(url, other);
        let deep = "https://a.example/b/c/issuer?id=1#x";
        for above in ["/k", "/b/k", "/b/c/k", "/b/c/issuer", ":443/k", "/b/c/%6b"] {
            assert!(over(&format!("https://a.example{above}"), deep), "{above}");
        }
        for other in [
            "/b/c/d/k",
            "/x/k",
            "/b/cd/k",
            "/B/k",
            "//k",
            "/k?u",
            "/k#u",
            "/x/../k",
            "/.k",
            "/b/%2Fk",
            "/%5ck",
            ":8443/k",
            ".evil.example/k",
        ] {
            assert!(!over(&format!("https://a.example{other}"), deep), "{other}");
        }
        assert!(!over("http://a.example/k", deep));
        assert!(!over("https://a.example/k", "http://a.example/b/issuer"));
        assert!(!over("https://a.example/k", "https://a.example/b/../issuer"));
        // Of a whole host the uppermost folder alone is its own.
        for whole in ["https://a.example", "https://a.example/"] {
            assert!(over("https://a.example/k", whole) && over("https://a.example", whole));
            assert!(!over("https://a.example/b/k", whole), "{whole}");
        }
    }

    #[test]
    fn the_profile_says_where_else_its_own_host() {
        let here = "https://a.example/badges/1";
        check("", here, "true");
        check("", "http://a.example/x", "true");
        check("", "https://b.example/badges/1", "false");
        check("", "https://a.example.evil.example/badges/1", "false");
        check("", "https://a.example@evil.example/", "false");
        check("{\"verificationProperty\":\"id\"}", here, "true");
        check("{\"allowedOrigins\":\"b.example\"}", here, "false");
        check("{\"allowedOrigins\":[\"b.example\",\"A.example\"]}", here, "true");
        check("{\"allowedOrigins\":\"https://a.example\"}", here, "true");
        check("{\"startsWith\":\"https://a.example/badges/\"}", here, "true");
        check("{\"startsWith\":[\"https://c.example/\",\"https://a.example/b\"]}", here, "true");
        check("{\"startsWith\":\"https://a.example/other/\"}", here, "false");
        check("{\"startsWith\":\"https://a.example\"}", "https://a.example.evil.example/", "false");
        let up = "https://a.example/badges/../x";
        check("{\"startsWith\":\"https://a.example/badges/\"}", up, "false");
        let hidden = "https://a.example/badges/%2E%2E/x";
        check("{\"startsWith\":\"https://a.example/badges/\"}", hidden, "false");
        let both = "{\"startsWith\":\"https://b.example/\",\"allowedOrigins\":\"a.example\"}";
        check(both, here, "false");
        check("{\"startsWith\":1}", here, "issuer.verification.startsWith");
        check(
            "{\"verificationProperty\":\"url\"}",
            here,
            "issuer.verification.verificationProperty",
        );
        check("[]", here, "issuer.verification");
        // What is null is not said.
        for null in ["null", "{\"startsWith\":null,\"allowedOrigins\":null}"] {
            check(null, here, "true");
            check(null, "https://b.example/badges/1", "false");
        }
        assert!(!has_part(&json::read(b"{\"verification\":{\"startsWith\":null}}").unwrap()));
    }
}
