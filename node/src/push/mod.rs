//! Handing a badge to another host of Open Badges 3.0: this node's owner as a client.
//!
//! The host is asked what it is, told who asks, and its user sent there by their browser. Nothing of
//! it is kept: each time is a first time. A host elsewhere is spoken to by https alone and cannot
//! lead to this machine; what it says is bounded, and trusted in nothing.
//!
//! Source: Open Badges 3.0 §6.2.3, §6.3, §7.1; RFC 6749 §4.1; RFC 7591; RFC 7636.

mod error;

use bot_protocol::api::{Permission, SecretText};
use bot_protocol::canon::hash::{hex, sha256};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::multibase::{encode_base64, encode_base64url};
use hyper::Method;
use serde_json::json;

pub use self::error::PushError;

use crate::gather::{Fetcher, Goal, Message, Reply};
use crate::percent::{decoded, encoded};

/// Where the API begins, below the address of a host.
const ROOT: &str = "/ims/ob/v3p0";

/// What is asked for: to add a badge, and nothing else.
const WANTED: Permission = Permission::CredentialUpsert;

/// A host that has said what it is.
#[derive(Clone, Debug)]
pub struct Host {
    credentials: Goal,
    registration: Goal,
    authorization: String,
    token: Goal,
}

/// A question that is asked at a host.
#[derive(Clone, Debug)]
pub struct Question {
    host: Host,
    id: String,
    secret: Option<SecretText>,
    redirect_uri: String,
    state: String,
    verifier: SecretText,
}

/// What became of the badge there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// It is new there.
    Created,
    /// It was there, or took the place of an older one.
    Replaced,
}

impl Host {
    /// Asks a host what it is.
    ///
    /// # Errors
    /// When the address is none, nobody answers there, or it is no host of Open Badges 3.0.
    pub async fn discover(fetcher: &Fetcher, url: &str) -> Result<Self, PushError> {
        let base = url.trim_end_matches('/');
        let base = base
            .strip_suffix("/discovery")
            .and_then(|base| base.strip_suffix(ROOT))
            .unwrap_or(base);
        let home = Goal::read(&format!("{base}{ROOT}/discovery"))?;
        let reply = fetcher.send(&home, asking(Method::GET, "", Vec::new())).await?;
        let document = document(&reply).filter(|_| reply.status == 200);
        let document = document.ok_or(PushError::NoHost { status: reply.status })?;
        let scheme = ["components", "securitySchemes", "OAuth2ACG"];
        let scheme = document.at(&scheme).ok_or(PushError::Lacks { what: "OAuth2ACG" })?;
        let text = |what: &'static str, path: &[&str]| {
            let found = scheme.at(path).and_then(Value::as_str).ok_or(PushError::Lacks { what })?;
            let goal = Goal::read(found)?;
            // What is elsewhere must not turn what is done here against this machine.
            match home.may_lead_to(&goal) {
                true => Ok((found.to_owned(), goal)),
                false => Err(PushError::Astray { to: found.chars().take(200).collect() }),
            }
        };
        let flow = |name| ["flows", "authorizationCode", name];
        let (_, registration) = text("x-imssf-registrationUrl", &["x-imssf-registrationUrl"])?;
        let (authorization, _) = text("authorizationUrl", &flow("authorizationUrl"))?;
        let (_, token) = text("tokenUrl", &flow("tokenUrl"))?;
        let credentials = Goal::read(&format!("{base}{ROOT}/credentials"))?;
        Ok(Self { credentials, registration, authorization, token })
    }

    /// Tells the host who asks; answers are to go to `redirect_uri`.
    ///
    /// # Errors
    /// When the host refuses that.
    pub async fn register(
        self,
        fetcher: &Fetcher,
        redirect_uri: &str,
    ) -> Result<Question, PushError> {
        let said = json!({
            "client_name": "Bits of Trust",
            "redirect_uris": [redirect_uri],
            "token_endpoint_auth_method": "client_secret_basic",
            "grant_types": ["authorization_code"],
            "response_types": ["code"],
            "scope": WANTED.scope(),
            "software_id": "bits-of-trust",
            "software_version": env!("CARGO_PKG_VERSION"),
        });
        let message = asking(Method::POST, "application/json", said.to_string().into_bytes());
        let reply = fetcher.send(&self.registration, message).await?;
        let told = document(&reply).filter(|_| matches!(reply.status, 200 | 201));
        let told = told.ok_or_else(|| PushError::Unregistered { said: said_by(&reply) })?;
        let text = |name: &str| told.get(name).and_then(Value::as_str).map(str::to_owned);
        let id = text("client_id").ok_or(PushError::Lacks { what: "client_id" })?;
        let secret = text("client_secret").map(SecretText::new);
        let verifier = SecretText::new(encode_base64url(&random()?));
        let (state, redirect_uri) = (hex(&random()?), redirect_uri.to_owned());
        Ok(Question { host: self, id, secret, redirect_uri, state, verifier })
    }
}

impl Question {
    /// Where the user's browser is to go.
    #[must_use]
    pub fn address(&self) -> String {
        let challenge = sha256(&[self.verifier.expose().as_bytes()]);
        let pairs = [
            ("response_type", "code"),
            ("client_id", &self.id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", WANTED.scope()),
            ("state", &self.state),
            ("code_challenge", &encode_base64url(challenge.as_bytes())),
            ("code_challenge_method", "S256"),
        ];
        let join = if self.host.authorization.contains('?') { '&' } else { '?' };
        format!("{}{join}{}", self.host.authorization, form(&pairs))
    }

    /// The code in the address that the browser came back to.
    ///
    /// # Errors
    /// When it answers another question, or the answer is no.
    pub fn answer(&self, address: &str) -> Result<SecretText, PushError> {
        let query = address.trim().split_once('?').map_or("", |(_, query)| query);
        let value = |name: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let mut found = pairs.filter(|(found, _)| *found == name);
            let first = found.next().and_then(|(_, value)| decoded(value))?;
            found.next().is_none().then_some(first)
        };
        if value("state").as_deref() != Some(self.state.as_str()) {
            return Err(PushError::OtherQuestion);
        }
        if let Some(error) = value("error") {
            return Err(PushError::Declined { error: error.chars().take(80).collect() });
        }
        value("code").map(SecretText::new).ok_or(PushError::Lacks { what: "code" })
    }

    /// Redeems the code and hands the badge over.
    ///
    /// # Errors
    /// When the host refuses either.
    pub async fn push(
        &self,
        fetcher: &Fetcher,
        code: &SecretText,
        (badge, compact): (&str, bool),
    ) -> Result<Pushed, PushError> {
        let token = self.redeemed(fetcher, code).await?;
        let media_type = if compact { "text/plain" } else { "application/json" };
        let mut message = asking(Method::POST, media_type, badge.as_bytes().to_vec());
        message.authorization = format!("Bearer {}", token.expose());
        let reply = fetcher.send(&self.host.credentials, message).await?;
        match reply.status {
            201 => Ok(Pushed::Created),
            200 => Ok(Pushed::Replaced),
            status => Err(PushError::Refused { status, said: said_by(&reply) }),
        }
    }

    async fn redeemed(
        &self,
        fetcher: &Fetcher,
        code: &SecretText,
    ) -> Result<SecretText, PushError> {
        let mut pairs = vec![
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", &self.redirect_uri),
            ("scope", WANTED.scope()),
            ("code_verifier", self.verifier.expose()),
        ];
        if self.secret.is_none() {
            pairs.push(("client_id", &self.id));
        }
        let body = form(&pairs).into_bytes();
        let mut message = asking(Method::POST, "application/x-www-form-urlencoded", body);
        if let Some(secret) = &self.secret {
            let pair = format!("{}:{}", encoded(&self.id), encoded(secret.expose()));
            message.authorization = format!("Basic {}", encode_base64(pair.as_bytes()));
        }
        let reply = fetcher.send(&self.host.token, message).await?;
        let told = document(&reply).filter(|_| reply.status == 200);
        let told = told.ok_or_else(|| PushError::NoToken { said: said_by(&reply) })?;
        let token = told.get("access_token").and_then(Value::as_str);
        let visible =
            |token: &&str| !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic());
        let token = token.filter(visible).ok_or(PushError::Lacks { what: "access_token" })?;
        Ok(SecretText::new(token.to_owned()))
    }
}

fn asking(method: Method, media_type: &'static str, body: Vec<u8>) -> Message {
    Message { method, media_type, authorization: String::new(), body }
}

fn form(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn document(reply: &Reply) -> Option<Value> {
    json::read(&reply.body).ok().filter(|document| matches!(document, Value::Object(_)))
}

/// What a host says of its refusal, in whichever of the usual shapes, cut to a readable length.
fn said_by(reply: &Reply) -> String {
    let names = ["imsx_description", "error_description", "detail", "error", "title"];
    let document = document(reply);
    let said = names.iter().find_map(|name| document.as_ref()?.get(name)?.as_str());
    let said: String = said.unwrap_or_default().chars().take(300).collect();
    format!("status {}: {said}", reply.status)
}

fn random() -> Result<[u8; 32], PushError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| PushError::NoChance)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Question {
        let goal = Goal::read("https://host.example/").unwrap();
        let host = Host {
            credentials: goal.clone(),
            registration: goal.clone(),
            authorization: "https://host.example/authorize?tenant=1".to_owned(),
            token: goal,
        };
        Question {
            host,
            id: "an id".to_owned(),
            secret: None,
            redirect_uri: "http://127.0.0.1:1/callback".to_owned(),
            state: "abc".to_owned(),
            verifier: SecretText::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned()),
        }
    }

    #[test]
    fn a_question_carries_its_challenge_and_never_its_verifier() {
        let address = question().address();
        assert!(address.starts_with("https://host.example/authorize?tenant=1&response_type=code"));
        assert!(address.contains("&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        assert!(address.contains("client_id=an%20id") && address.contains("state=abc"));
        assert!(!address.contains("dBjftJeZ"));
    }

    #[test]
    fn only_the_answer_to_this_question_is_one() {
        let question = question();
        let code = |address: &str| question.answer(address).map(|code| code.expose().to_owned());
        assert_eq!(code("http://127.0.0.1:1/callback?code=a%2Bb&state=abc"), Ok("a+b".to_owned()));
        assert_eq!(code("/callback?state=abc&code=x"), Ok("x".to_owned()));
        for other in [
            "/callback?code=x",
            "/callback?code=x&state=abd",
            "code",
            "?state=abc&state=abc&code=x",
        ] {
            assert_eq!(code(other), Err(PushError::OtherQuestion), "{other}");
        }
        let declined = PushError::Declined { error: "access_denied".to_owned() };
        assert_eq!(code("/callback?error=access_denied&state=abc"), Err(declined));
        assert_eq!(code("/callback?state=abc"), Err(PushError::Lacks { what: "code" }));
    }
}
