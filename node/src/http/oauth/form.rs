//! Names and values as browsers and OAuth write them: in a query, or in a body.
//!
//! Source: WHATWG URL §5.1; RFC 6749 §3.1 (no parameter twice), appendix B.

use axum::extract::Request;
use axum::http::{HeaderMap, header};
use bot_protocol::api::SecretText;
use bot_protocol::canon::multibase::decode_base64;

use crate::acts::oauth::{Claim, Refusal};
use crate::http::{App, bodies};
use crate::percent::decoded;

/// Most bytes of a form: 16 KiB; a request for a token has less than two.
pub(in crate::http) const FORM_BYTES_MAX: usize = 16 * 1024;

/// Most names in a form: a page of badges has a name for each of its 60, and some beside.
const NAMES_MAX: usize = 96;

/// Names and their values, each name once.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::http) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a form; `None` where a name comes twice, or a value is no text.
    pub(in crate::http) fn read(text: &str) -> Option<Self> {
        let mut all: Vec<(String, String)> = Vec::new();
        for part in text.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            if all.len() == NAMES_MAX || all.iter().any(|(known, _)| *known == name) {
                return None;
            }
            all.push((name, value));
        }
        Some(Self(all))
    }

    /// Every name with its value.
    pub(in crate::http) fn into_iter(self) -> impl Iterator<Item = (String, String)> {
        self.0.into_iter()
    }

    /// A value, where it is there and not empty: RFC 6749 §3.1 has an empty one be none.
    pub(in crate::http) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    /// A value that must be there.
    pub(in crate::http) fn need(&self, name: &str) -> Result<String, Refusal> {
        self.get(name)
            .map(str::to_owned)
            .ok_or_else(|| Refusal::request(format!("{name} is missing")))
    }
}

/// The form in the body of a request, and who sent it.
pub(super) async fn sent(app: &App, request: Request) -> Result<(Claim, Form), Refusal> {
    let headers = request.headers().clone();
    let form = read(app, request, FORM_BYTES_MAX).await?;
    let claim = claimed(&headers, &form)?;
    Ok((claim, form))
}

/// The form in the body of a request, of at most so many bytes, whoever sent it.
pub(in crate::http) async fn read(
    app: &App,
    request: Request,
    max: usize,
) -> Result<Form, Refusal> {
    let kind = one(request.headers(), header::CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Refusal::request(
            "the body is not declared as application/x-www-form-urlencoded",
        ));
    }
    let bytes = bodies::received(app, request, max).await.map_err(|problem| Refusal {
        status: problem.status,
        ..Refusal::request(problem.detail)
    })?;
    let form = std::str::from_utf8(&bytes).ok().and_then(Form::read);
    form.ok_or_else(|| Refusal::request("the form is malformed, or has a name twice"))
}

/// Who a program says it is, in one of the two ways. Source: RFC 6749 §2.3.1.
pub(super) fn claimed(headers: &HeaderMap, form: &Form) -> Result<Claim, Refusal> {
    let secret = form.get("client_secret").map(|secret| SecretText::new(secret.to_owned()));
    if !headers.contains_key(header::AUTHORIZATION) {
        let id = form.get("client_id");
        let id = id.ok_or_else(|| Refusal::client("the program does not say who it is"))?;
        return Ok(Claim { id: id.to_owned(), secret });
    }
    if secret.is_some() {
        return Err(Refusal::request("the secret is both in the header and in the form"));
    }
    let malformed = || Refusal::client("the Authorization header is not Basic with id and secret");
    let value = one(headers, header::AUTHORIZATION).ok_or_else(malformed)?;
    let (scheme, value) = value.split_once(' ').ok_or_else(malformed)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(malformed());
    }
    let pair = decode_base64(value.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let pair = pair.ok_or_else(malformed)?;
    let (id, secret) = pair.split_once(':').ok_or_else(malformed)?;
    let (id, secret) = decoded(id).zip(decoded(secret)).ok_or_else(malformed)?;
    if form.get("client_id").is_some_and(|other| other != id) {
        return Err(Refusal::request("client_id in the form is another than in the header"));
    }
    let secret = Some(secret).filter(|secret| !secret.is_empty()).map(SecretText::new);
    Ok(Claim { id, secret })
}

/// The value of a header that is there exactly once.
pub(in crate::http) fn one(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_once_or_not_at_all() {
        let form = Form::read("a=b+c&d=%C3%A9%26&e=&f").unwrap();
        assert_eq!((form.get("a"), form.get("d")), (Some("b c"), Some("é&")));
        assert_eq!((form.get("e"), form.get("f"), form.get("g")), (None, None, None));
        for bad in ["a=1&a=2", "a=%", "a=%2", "a=%zz", "a=%FF", "a=1&%61=2"] {
            assert_eq!(Form::read(bad), None, "{bad}");
        }
        let many: String = (0..=NAMES_MAX).map(|n| format!("n{n}=1&")).collect();
        assert_eq!(Form::read(&many), None);
        assert_eq!(Form::read(""), Some(Form::default()));
    }

    fn check(
        authorization: Option<&str>,
        form: &str,
        expected: Result<(&str, Option<&str>), &str>,
    ) {
        let mut headers = HeaderMap::new();
        if let Some(value) = authorization {
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        }
        let found = claimed(&headers, &Form::read(form).unwrap());
        let found =
            found.as_ref().map(|c| (c.id.as_str(), c.secret.as_ref().map(SecretText::expose)));
        assert_eq!(found.map_err(|refusal| refusal.error), expected, "{authorization:?} {form}");
    }

    #[test]
    fn a_program_says_who_it_is_in_one_way() {
        check(None, "client_id=a&client_secret=b", Ok(("a", Some("b"))));
        check(None, "client_id=a", Ok(("a", None)));
        check(None, "", Err("invalid_client"));
        check(Some("Basic YTpi"), "", Ok(("a", Some("b"))));
        check(Some("basic YTpi"), "client_id=a", Ok(("a", Some("b"))));
        check(Some("Basic YTo="), "", Ok(("a", None)));
        check(Some("Basic YSUzQTpiKw=="), "", Ok(("a:", Some("b "))));
        check(Some("Basic YTpi"), "client_id=c", Err("invalid_request"));
        check(Some("Basic YTpi"), "client_secret=b", Err("invalid_request"));
        check(Some("Basic *"), "", Err("invalid_client"));
        check(Some("Basic YQ=="), "", Err("invalid_client"));
        check(Some("Bearer YTpi"), "", Err("invalid_client"));
    }
}
