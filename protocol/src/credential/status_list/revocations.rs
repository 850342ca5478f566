//! Lists that name the revoked credentials one by one, as Open Badges has them since 3.0.
//!
//! Such a list has no signature: it is as good as the address it was fetched from, or whoever
//! handed it in.
//!
//! Source: 1EdTech Revocation List Status Method 1.0; 1EdTech's validator reads `revokedCredential`
//! where the text says `revokedCredentials`, so both are read.

use crate::canon::json::Value;
use crate::credential::model::many;

/// The type of the status entries that name such a list by their `id`.
pub const REVOCATION_LIST: &str = "1EdTechRevocationList";

const MEMBERS: [&str; 2] = ["revokedCredential", "revokedCredentials"];

/// A list of revoked credentials, looked at.
#[derive(Clone, Copy, Debug)]
pub struct Revocations<'a>(&'a Value);

/// Why a list of revoked credentials does not tell anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevocationsFault {
    /// It names no revoked credentials, not even none.
    #[error("revokedCredential is missing")]
    NoList,
    /// What it says of itself is not readable.
    #[error("its {name} is not readable")]
    Member {
        /// The member.
        name: &'static str,
    },
    /// An entry is not what an entry should be.
    #[error("entry {number} of its revoked credentials has no readable {name}")]
    Entry {
        /// Which, from 1.
        number: usize,
        /// The member.
        name: &'static str,
    },
}

impl<'a> Revocations<'a> {
    /// Whether a document looks like such a list.
    #[must_use]
    pub fn is_one(document: &Value) -> bool {
        MEMBERS.iter().any(|name| document.get(name).is_some())
    }

    /// Looks at a document as such a list.
    #[must_use]
    pub fn new(document: &'a Value) -> Self {
        Self(document)
    }

    /// Its address, where it tells one.
    ///
    /// # Errors
    /// [`RevocationsFault::Member`] where it tells one that is no text: it may be another list.
    pub fn id(&self) -> Result<Option<&'a str>, RevocationsFault> {
        self.named("id", |id| id.as_str())
    }

    /// Whose list it says it is.
    ///
    /// # Errors
    /// [`RevocationsFault::Member`] where it says so in no known way: it may be another's.
    pub fn issuer(&self) -> Result<Option<&'a str>, RevocationsFault> {
        self.named("issuer", |issuer| issuer.as_str().or_else(|| issuer.get("id")?.as_str()))
    }

    fn named(
        &self,
        name: &'static str,
        read: impl Fn(&'a Value) -> Option<&'a str>,
    ) -> Result<Option<&'a str>, RevocationsFault> {
        let said = self.0.get(name).filter(|said| !said.is_null());
        said.map(|said| read(said).ok_or(RevocationsFault::Member { name })).transpose()
    }

    /// Whether it names the credential `id` as revoked, and the reason it gives, empty where it
    /// gives none.
    ///
    /// # Errors
    /// [`RevocationsFault`] where any part of the list cannot be read: the credential could be in it.
    pub fn find(&self, id: &str) -> Result<Option<&'a str>, RevocationsFault> {
        let lists = || MEMBERS.iter().filter_map(|name| self.0.get(name));
        if lists().next().is_none() {
            return Err(RevocationsFault::NoList);
        }
        let mut found = None;
        for (number, entry) in lists().flat_map(many).enumerate() {
            let number = number.saturating_add(1);
            let wrong = |name| RevocationsFault::Entry { number, name };
            let named = entry.as_str().or_else(|| entry.get("id")?.as_str());
            let named = named.ok_or_else(|| wrong("id"))?;
            let revoked = match entry.get("revoked") {
                None | Some(Value::Bool(true)) => true,
                Some(Value::Bool(false)) => false,
                Some(_) => return Err(wrong("revoked")),
            };
            if is_same(named, id) && revoked {
                let reason = entry.get("revocationReason").and_then(Value::as_str);
                found = found.or(Some(reason.unwrap_or_default()));
            }
        }
        Ok(found)
    }
}

/// Whether a name is this id. The letters of a UUID mean the same in both cases.
///
/// Source: RFC 9562 §4.
#[must_use]
pub fn is_same(name: &str, id: &str) -> bool {
    let name = name.trim_ascii();
    let uuid = id.get(..9).is_some_and(|head| head.eq_ignore_ascii_case("urn:uuid:"));
    name == id || (uuid && id.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::json;

    #[track_caller]
    fn check(text: &str, expected: Result<Option<&str>, &str>) {
        let document = json::read(text.as_bytes()).unwrap();
        let found = Revocations::new(&document).find("urn:b").map_err(|fault| fault.to_string());
        assert_eq!(found, expected.map_err(ToOwned::to_owned), "{text}");
    }

    #[test]
    fn a_credential_is_found_by_its_id_unless_it_is_said_not_to_be_revoked() {
        check(r#"{"revokedCredential": [{"id": "urn:b"}]}"#, Ok(Some("")));
        check(r#"{"revokedCredential": {"id": "urn:b"}}"#, Ok(Some("")));
        check(r#"{"revokedCredentials": ["urn:a", "urn:b"]}"#, Ok(Some("")));
        check(
            r#"{"revokedCredentials": [{"id": "urn:b", "revoked": true, "revocationReason": "x"}]}"#,
            Ok(Some("x")),
        );
        check(r#"{"revokedCredential": [], "revokedCredentials": ["urn:b"]}"#, Ok(Some("")));
        check(r#"{"revokedCredential": [{"id": "urn:b", "revoked": false}]}"#, Ok(None));
        check(r#"{"revokedCredential": [{"id": "urn:a"}, "urn:B", "urn:b#"]}"#, Ok(None));
        check(r#"{"revokedCredential": []}"#, Ok(None));
        check(r#"{"revokedCredential": [" urn:b\n"]}"#, Ok(Some("")));
        // Of a UUID the letters' case means nothing, of another name it does.
        let upper = "urn:uuid:7C9E6679-7425-40DE-944B-E07FC1F90AE7";
        assert!(is_same(upper, &upper.to_lowercase()) && is_same(&upper.to_lowercase(), upper));
        assert!(!is_same(upper, &upper.replace("AE7", "AE8")) && !is_same("urn:B", "urn:b"));
    }

    #[test]
    fn whose_list_it_is_is_said_in_a_known_way_or_not_at_all() {
        let named = |text: &str| {
            let document = json::read(text.as_bytes()).unwrap();
            let list = Revocations::new(&document);
            let owned = |said: Result<Option<&str>, RevocationsFault>| match said {
                Ok(said) => said.unwrap_or("none").to_owned(),
                Err(fault) => fault.to_string(),
            };
            format!("{}, {}", owned(list.id()), owned(list.issuer()))
        };
        assert_eq!(named(r#"{"id": "urn:a", "issuer": {"id": "urn:b"}}"#), "urn:a, urn:b");
        assert_eq!(named(r#"{"id": null}"#), "none, none");
        let neither = "its id is not readable, its issuer is not readable";
        assert_eq!(named(r#"{"id": 5, "issuer": ["urn:b"]}"#), neither);
        assert_eq!(named(r#"{"id": {}, "issuer": {}}"#), neither);
    }

    #[test]
    fn what_cannot_be_read_whole_tells_nothing() {
        check(r#"{"id": "urn:list"}"#, Err("revokedCredential is missing"));
        let entry =
            |name: &str| format!("entry 2 of its revoked credentials has no readable {name}");
        check(r#"{"revokedCredential": ["urn:b", 7]}"#, Err(&entry("id")));
        check(r#"{"revokedCredential": ["urn:a", {"revoked": true}]}"#, Err(&entry("id")));
        check(
            r#"{"revokedCredential": ["urn:a", {"id": "urn:b", "revoked": "false"}]}"#,
            Err(&entry("revoked")),
        );
    }
}
