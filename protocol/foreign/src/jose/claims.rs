//! The registered claims of a JWT, and how they meet the members of a credential.
//!
//! In VC 1.1 and Open Badges 3.0 a claim stands for a member: where the member is absent the claim
//! is put in its place, where both are there they must agree. In the envelopes of VC 2.0 `exp` and
//! `nbf` are about the signature alone and the others may only repeat what the credential says.
//!
//! Source: RFC 7519 §4.1; VC Data Model 1.1 §6.3.1; Open Badges 3.0 §8.2; VC-JOSE-COSE §3.1.3.

use bot_protocol::canon::json::{Number, Object, Value};
use bot_protocol::limits::CLOCK_AHEAD_MAX_MILLIS;
use bot_protocol::time::Timestamp;

use super::fault::{Fault, member};

/// The registered claims that are read here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Claims {
    /// Who issued the token.
    pub(crate) iss: Option<String>,
    /// Whom it is about.
    pub(crate) sub: Option<String>,
    /// Its identifier.
    pub(crate) jti: Option<String>,
    /// Its first moment.
    pub(crate) nbf: Option<Timestamp>,
    /// When it was issued, where that is a number.
    pub(crate) iat: Option<Timestamp>,
    /// Its last moment.
    pub(crate) exp: Option<Timestamp>,
    /// For whom it is.
    pub(crate) aud: Vec<String>,
    /// The challenge that it answers.
    pub(crate) nonce: Option<String>,
}

/// The names of claims, which are no members of a credential.
pub(crate) const NAMES: [&str; 9] =
    ["iss", "sub", "jti", "nbf", "exp", "iat", "aud", "nonce", "cnf"];

const V1: &str = "https://www.w3.org/2018/credentials/v1";

impl Claims {
    /// Reads the claims of a payload. Published envelopes write when it was issued (`iat`) as they
    /// like: what is no number there is passed over.
    ///
    /// # Errors
    /// [`Fault`] where a claim is of another type than it must be.
    pub(crate) fn read(payload: &Object) -> Result<Self, Fault> {
        Ok(Self {
            iss: text(payload, "iss")?,
            sub: text(payload, "sub")?,
            jti: text(payload, "jti")?,
            nbf: moment(payload, "nbf")?,
            iat: signed(payload),
            exp: moment(payload, "exp")?,
            aud: texts(payload, "aud")?,
            nonce: text(payload, "nonce")?,
        })
    }

    /// Puts the claims in the places of the members they stand for.
    ///
    /// # Errors
    /// [`Fault`] where a claim contradicts the member it stands for.
    ///
    /// Source: VC Data Model 1.1 §6.3.1 (decoding).
    pub(crate) fn merge(&self, credential: &mut Object) -> Result<(), Fault> {
        if let Some(iss) = &self.iss {
            name(credential, "issuer", "iss", iss)?;
        }
        if let Some(jti) = &self.jti {
            put(credential, "id", "jti", jti)?;
        }
        if let Some(sub) = &self.sub {
            subject(credential, sub)?;
        }
        let old = first_context(credential) == Some(V1);
        if let Some(nbf) = self.nbf {
            date(credential, ["issuanceDate", "validFrom"], old, ("nbf", nbf))?;
        } else if let Some(iat) = self.iat
            && old
            && !credential.contains("issuanceDate")
        {
            // Much software of VC 1.1 says it by this claim alone.
            credential.insert("issuanceDate", iat.to_string());
        }
        if let Some(exp) = self.exp {
            date(credential, ["expirationDate", "validUntil"], old, ("exp", exp))?;
        }
        Ok(())
    }

    /// Whether the claims repeat what the credential says, where both are there.
    ///
    /// # Errors
    /// [`Fault`] where one contradicts the other.
    ///
    /// Source: VC-JOSE-COSE §3.1.3.
    pub(crate) fn repeat(&self, credential: &Object) -> Result<(), Fault> {
        if let Some(iss) = &self.iss {
            agree("iss", iss, id_of(credential.get("issuer")))?;
        }
        if let Some(jti) = &self.jti {
            agree("jti", jti, id_of(credential.get("id")))?;
        }
        if let Some(sub) = &self.sub {
            same_subject(credential, sub)?;
        }
        Ok(())
    }

    /// Whether what somebody made a moment ago may be relied on at `now`: the clock it was made by
    /// may be a little ahead of the one here.
    ///
    /// # Errors
    /// As [`Claims::at`].
    pub(crate) fn at_once(&self, now: Timestamp) -> Result<(), Fault> {
        let soon = now.saturating_add(CLOCK_AHEAD_MAX_MILLIS);
        match self.at(now) {
            Err(Fault::Early(_)) if self.nbf.is_some_and(|nbf| nbf <= soon) => Ok(()),
            outcome => outcome,
        }
    }

    /// Whether nobody says that it was signed in the future, but for what a clock may be fast.
    ///
    /// # Errors
    /// [`Fault::Future`].
    pub(crate) fn signed_by_now(at: Option<Timestamp>, now: Timestamp) -> Result<(), Fault> {
        let soon = now.saturating_add(CLOCK_AHEAD_MAX_MILLIS);
        match at {
            Some(at) if at > soon => Err(Fault::Future(at.to_string())),
            Some(_) | None => Ok(()),
        }
    }

    /// Whether the envelope may be relied on at `now`.
    ///
    /// # Errors
    /// [`Fault::Expired`] or [`Fault::Early`].
    pub(crate) fn at(&self, now: Timestamp) -> Result<(), Fault> {
        if let Some(exp) = self.exp
            && now > exp
        {
            return Err(Fault::Expired(exp.to_string()));
        }
        match self.nbf {
            Some(nbf) if now < nbf => Err(Fault::Early(nbf.to_string())),
            Some(_) | None => Ok(()),
        }
    }
}

/// When a token was issued, where that is a number.
pub(crate) fn signed(claims: &Object) -> Option<Timestamp> {
    moment(claims, "iat").unwrap_or_default()
}

/// The members that are none of the token's own claims.
pub(crate) fn without(mut payload: Object) -> Object {
    for claim in NAMES {
        payload.remove(claim);
    }
    payload
}

/// Sets the identifier of a party, or compares it.
pub(crate) fn name(node: &mut Object, place: &str, claim: &str, value: &str) -> Result<(), Fault> {
    match node.get_mut(place) {
        Some(Value::Object(party)) => put(party, "id", claim, value),
        Some(_) | None => put(node, place, claim, value),
    }
}

/// Sets a member, or compares it.
pub(crate) fn put(node: &mut Object, place: &str, claim: &str, value: &str) -> Result<(), Fault> {
    match node.get(place) {
        Some(found) => match found.as_str() {
            Some(found) => agree(claim, value, Some(found)),
            None => Err(member(place, "expected a text")),
        },
        None => {
            node.insert(place, value);
            Ok(())
        }
    }
}

/// Names the one subject that has no name, else compares.
fn subject(credential: &mut Object, sub: &str) -> Result<(), Fault> {
    let only = match credential.get_mut("credentialSubject") {
        Some(Value::Object(subject)) => Some(subject),
        Some(Value::Array(subjects)) => match subjects.as_mut_slice() {
            [Value::Object(subject)] => Some(subject),
            _ => None,
        },
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => None,
    };
    match only.filter(|subject| !subject.contains("id")) {
        Some(nameless) => put(nameless, "id", "sub", sub),
        None => same_subject(credential, sub),
    }
}

/// Compares the subject, where it is named.
fn same_subject(credential: &Object, sub: &str) -> Result<(), Fault> {
    let only = match credential.get("credentialSubject") {
        Some(Value::Object(subject)) => subject,
        Some(Value::Array(subjects)) => match subjects.as_slice() {
            [Value::Object(subject)] => subject,
            several => {
                let mut ids = several.iter().filter_map(|one| one.get("id")?.as_str());
                let named = ids.any(|id| id == sub);
                return if named { Ok(()) } else { agree("sub", sub, Some("others")) };
            }
        },
        // That it has none is told by the shape of credentials.
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => {
            return Ok(());
        }
    };
    match only.get("id").map(Value::as_str) {
        Some(Some(found)) => agree("sub", sub, Some(found)),
        Some(None) => Err(member("id", "expected a text")),
        None => Ok(()),
    }
}

fn agree(claim: &str, value: &str, found: Option<&str>) -> Result<(), Fault> {
    match found {
        Some(found) if found != value => {
            Err(member(claim, format!("says {value:?}, the credential {found:?}")))
        }
        Some(_) | None => Ok(()),
    }
}

/// The identifier of a node, or the text that stands for it.
pub(super) fn id_of(value: Option<&Value>) -> Option<&str> {
    value.and_then(|node| node.as_str().or_else(|| node.get("id")?.as_str()))
}

fn first_context(credential: &Object) -> Option<&str> {
    credential.get("@context")?.as_list().first()?.as_str()
}

/// Sets a date where neither member is there, else compares it with both by the second.
fn date(
    credential: &mut Object,
    [one, two]: [&str; 2],
    old: bool,
    (claim, moment): (&str, Timestamp),
) -> Result<(), Fault> {
    let stated = [one, two].into_iter().filter_map(|name| credential.get(name)?.as_str());
    let stated: Vec<&str> = stated.collect();
    let [first, ..] = stated.as_slice() else {
        credential.insert(if old { one } else { two }, moment.to_string());
        return Ok(());
    };
    let second = |moment: Timestamp| moment.millis().checked_div(1000);
    let same = |text: &&str| match Timestamp::parse_rfc3339(text) {
        Ok(found) => second(found) == second(moment),
        // That it is no date is told by the shape of credentials; before 1970 counts as 1970.
        Err(_) => true,
    };
    if stated.iter().any(same) {
        return Ok(());
    }
    Err(member(claim, format!("says {moment}, the credential {first:?}")))
}

fn text(payload: &Object, name: &str) -> Result<Option<String>, Fault> {
    match payload.get(name) {
        None => Ok(None),
        Some(value) => match value.as_str() {
            Some(text) => Ok(Some(text.to_owned())),
            None => Err(member(name, "expected a text")),
        },
    }
}

/// A text, or a list of texts.
fn texts(payload: &Object, name: &str) -> Result<Vec<String>, Fault> {
    let values = payload.get(name).map(Value::as_list).unwrap_or_default();
    let texts = values.iter().map(|value| value.as_str().map(str::to_owned));
    texts.collect::<Option<Vec<_>>>().ok_or_else(|| member(name, "expected texts"))
}

/// A `NumericDate`; what lies before 1970 counts as 1970, parts of a second are cut off.
///
/// Source: RFC 7519 §2.
pub(crate) fn moment(payload: &Object, name: &str) -> Result<Option<Timestamp>, Fault> {
    let Some(value) = payload.get(name) else { return Ok(None) };
    let wrong = || member(name, "expected a number of seconds since 1970");
    let seconds = value.as_number().and_then(seconds).ok_or_else(wrong)?;
    Ok(Some(Timestamp::from_millis(seconds.checked_mul(1000).ok_or_else(wrong)?)))
}

fn seconds(number: Number) -> Option<u64> {
    let text = number.to_string();
    let whole = text.split_once('.').map_or(text.as_str(), |(whole, _)| whole);
    let seconds = whole.parse::<i64>().ok()?;
    // Beyond the year 9999 a date could not be written down.
    (seconds < 253_402_300_800).then(|| u64::try_from(seconds).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use bot_protocol::canon::json;

    use super::*;

    fn object(text: &str) -> Object {
        json::read(text.as_bytes()).unwrap().as_object().unwrap().clone()
    }

    #[track_caller]
    fn merged(claims: &str, credential: &str, expected: &str) {
        let mut credential = object(credential);
        let said = match Claims::read(&object(claims)).and_then(|it| it.merge(&mut credential)) {
            Ok(()) => String::from_utf8(Value::Object(credential).to_bytes()).unwrap(),
            Err(fault) => fault.to_string(),
        };
        assert_eq!(said, expected, "{claims}");
    }

    #[track_caller]
    fn repeated(claims: &str, credential: &str, expected: &str) {
        let read = Claims::read(&object(claims));
        let said = match read.and_then(|it| it.repeat(&object(credential))) {
            Ok(()) => "fine".to_owned(),
            Err(fault) => fault.to_string(),
        };
        assert_eq!(said, expected, "{claims}");
    }

    #[test]
    fn a_claim_takes_the_place_of_a_member_that_is_absent() {
        merged(r#"{"iss":"did:a:1"}"#, "{}", r#"{"issuer":"did:a:1"}"#);
        merged(
            r#"{"iss":"did:a:1"}"#,
            r#"{"issuer":{"name":"A"}}"#,
            r#"{"issuer":{"name":"A","id":"did:a:1"}}"#,
        );
        merged(
            r#"{"sub":"did:a:2"}"#,
            r#"{"credentialSubject":{"a":1}}"#,
            r#"{"credentialSubject":{"a":1,"id":"did:a:2"}}"#,
        );
        merged(r#"{"jti":"urn:x"}"#, "{}", r#"{"id":"urn:x"}"#);
        merged(
            r#"{"nbf":1262304000.5,"exp":1262304001}"#,
            r#"{"@context":["https://www.w3.org/2018/credentials/v1"]}"#,
            "{\"@context\":[\"https://www.w3.org/2018/credentials/v1\"],\
             \"issuanceDate\":\"2010-01-01T00:00:00Z\",\"expirationDate\":\"2010-01-01T00:00:01Z\"}",
        );
        merged(
            r#"{"nbf":1262304000,"exp":1262304001}"#,
            r#"{"@context":["https://www.w3.org/ns/credentials/v2"]}"#,
            "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\
             \"validFrom\":\"2010-01-01T00:00:00Z\",\"validUntil\":\"2010-01-01T00:00:01Z\"}",
        );
        merged(r#"{"iat":"2010-01-01"}"#, "{}", "{}");
        let old = r#"{"@context":["https://www.w3.org/2018/credentials/v1"]"#;
        let dated = format!("{old},\"issuanceDate\":\"2010-01-01T00:00:00Z\"}}");
        merged(r#"{"iat":1262304000}"#, &format!("{old}}}"), &dated);
        merged(r#"{"iat":1262304001}"#, &dated, &dated);
        merged(r#"{"iat":1262304001,"nbf":1262304000}"#, &format!("{old}}}"), &dated);
    }

    #[test]
    fn a_claim_that_contradicts_its_member_is_told() {
        merged(
            r#"{"iss":"did:a:1"}"#,
            r#"{"issuer":"did:a:2"}"#,
            r#"iss: says "did:a:1", the credential "did:a:2""#,
        );
        merged(
            r#"{"iss":"did:a:1"}"#,
            r#"{"issuer":{"id":"did:a:2"}}"#,
            r#"iss: says "did:a:1", the credential "did:a:2""#,
        );
        merged(r#"{"iss":"did:a:1"}"#, r#"{"issuer":["did:a:1"]}"#, "issuer: expected a text");
        merged(
            r#"{"jti":"urn:x"}"#,
            r#"{"id":"urn:y"}"#,
            r#"jti: says "urn:x", the credential "urn:y""#,
        );
        let several = r#"{"credentialSubject":[{"id":"did:a:1"},{"id":"did:a:2"}]}"#;
        merged(r#"{"sub":"did:a:2"}"#, several, several);
        merged(r#"{"sub":"did:a:3"}"#, several, r#"sub: says "did:a:3", the credential "others""#);
        merged(
            r#"{"nbf":1262304000}"#,
            r#"{"issuanceDate":"2010-01-01T00:00:00.9Z"}"#,
            r#"{"issuanceDate":"2010-01-01T00:00:00.9Z"}"#,
        );
        merged(
            r#"{"nbf":1262304000}"#,
            r#"{"issuanceDate":"2010-01-01T00:00:01Z"}"#,
            r#"nbf: says 2010-01-01T00:00:00Z, the credential "2010-01-01T00:00:01Z""#,
        );
        merged(
            r#"{"exp":1262304000}"#,
            r#"{"validUntil":"2030-01-01T00:00:01Z"}"#,
            r#"exp: says 2010-01-01T00:00:00Z, the credential "2030-01-01T00:00:01Z""#,
        );
        let number = "expected a number of seconds since 1970";
        merged(r#"{"exp":"2010-01-01T00:00:00Z"}"#, "{}", &format!("exp: {number}"));
        merged(r#"{"exp":1e300}"#, "{}", &format!("exp: {number}"));
        merged(r#"{"nbf":null}"#, "{}", &format!("nbf: {number}"));
        merged(r#"{"iss":1}"#, "{}", "iss: expected a text");
        merged(r#"{"aud":[1]}"#, "{}", "aud: expected texts");
    }

    #[test]
    fn claims_of_an_envelope_only_repeat() {
        let credential = r#"{"id":"urn:x","issuer":{"id":"did:a:1"},"credentialSubject":{"id":"did:a:2"},"validUntil":"2030-01-01T00:00:00Z"}"#;
        repeated(r#"{"iss":"did:a:1","jti":"urn:x","sub":"did:a:2","exp":1}"#, credential, "fine");
        repeated(r#"{"iss":"x"}"#, credential, r#"iss: says "x", the credential "did:a:1""#);
        repeated(r#"{"jti":"x"}"#, credential, r#"jti: says "x", the credential "urn:x""#);
        repeated(r#"{"sub":"x"}"#, credential, r#"sub: says "x", the credential "did:a:2""#);
        repeated(r#"{"sub":"x","jti":"y"}"#, r#"{"credentialSubject":{"a":1}}"#, "fine");
    }

    #[test]
    fn an_envelope_has_its_own_time() {
        let claims = Claims::read(&object(r#"{"nbf":10,"exp":20}"#)).unwrap();
        let at = |seconds: u64| claims.at(Timestamp::from_millis(seconds * 1000)).is_ok();
        assert_eq!([at(9), at(10), at(20), at(21)], [false, true, true, false]);
        let claims = Claims::read(&object(r#"{"nbf":1000,"exp":1010}"#)).unwrap();
        let at = |seconds: u64| claims.at_once(Timestamp::from_millis(seconds * 1000)).is_ok();
        assert_eq!([at(399), at(400), at(1010), at(1011)], [false, true, true, false]);
    }
}
